//! NameConstraints: SRVName bases, and CAs that have none.

use crate::citation::Citation;
use crate::der::oid;
use crate::lint::citations::*;
use crate::lint::definition::{Chapter, Lint, Look};
use crate::lint::fault::{Fault, Report};
use crate::lint::place::Place;
use crate::lint::read::base_set::BaseSet;
use crate::lint::read::bases::shown;
use crate::lint::read::certificate::{Constraints, LenientCertificate, List, Srv, Subtree, SubtreeAt};
use crate::lint::read::sorted_keys::Relation;
use crate::lint::read::srv_text::is_named_like_a_protocol;
use crate::lint::severity::{RuleSet, Severity};
use crate::name::dns::{DnsName, DnsSubtree};
use crate::name::srv::SrvSubtree;
use crate::name::{Base, Form};

use RuleSet::{Br, Pkix};
use Severity::{Error, Notice, Warn};

/// The lints about SRVName bases.
pub(crate) static CHAPTER: Chapter = Chapter {
    title: "NameConstraints: SRVName bases",
    lints: &[
        &NOT_IA5_STRING,
        &EMPTY,
        &UNDERSCORE_ONLY,
        &ROOT,
        &LEADING_DOT,
        &SERVICE_TRAILING_DOT,
        &TRAILING_DOT,
        &WILDCARD,
        &PROTO_LABEL,
        &UNDERSCORE_IN_NAME,
        &BAD_LABEL,
        &NON_ASCII,
        &SERVICE_CHARSET,
        &SERVICE_TOO_LONG,
        &UPPERCASE,
        &IP_LITERAL,
        &SERVICE_ONLY_PERMITTED,
        &EXCLUDED_ONLY,
        &TLD_PERMITTED,
        &NONE_SENTINEL,
        &DOMAIN_OUTSIDE_DNS,
        &DNS_WITHOUT_SRV,
        &IN_PUBLIC_CA,
        &CRITICAL_INTEROP,
        &NONCRITICAL_FAIL_OPEN,
        &EKU_IRRELEVANT,
    ],
};

static NOT_IA5_STRING: Lint = Lint::new(
    "nc_srv_not_ia5string",
    Error,
    "An SRVName base is not an IA5String",
    &[RFC4985_A1, BR_CONSTRAINED],
    "the value inside the otherName's `[0]` is not one element with tag 0x16; validators refuse what it should constrain",
    Look::WithConstraints(not_ia5_string),
)
.applies_to(&[Pkix, Br]);

static EMPTY: Lint = Lint::new(
    "nc_srv_empty",
    Error,
    "An SRVName base is an empty string",
    &[RFC4985_2, RFC4985_A1, BR_CONSTRAINED],
    "a zero-length string: there is no encoding for \"no SRVName\", and the type asks for one octet",
    Look::SrvBase(|text| text.empty()),
)
.applies_to(&[Pkix, Br]);

static UNDERSCORE_ONLY: Lint = Lint::new(
    "nc_srv_underscore_only",
    Error,
    "An SRVName base has an underscore and no service",
    &[RFC4985_4],
    "`_` alone, or `_.` in front of a domain: none of the three forms",
    Look::SrvBase(|text| text.service.filter(|service| service.octets.is_empty()).map(|_| Fault::new(text.range()))),
);

static ROOT: Lint = Lint::new(
    "nc_srv_root",
    Error,
    "An SRVName base is a dot and nothing else",
    &[RFC4985_4],
    "`.` alone: there is no encoding for \"every SRVName\"",
    Look::SrvBase(|text| (text.octets == b".").then(|| Fault::new(text.range()))),
);

static LEADING_DOT: Lint = Lint::new(
    "nc_srv_leading_dot",
    Error,
    "The domain of an SRVName base starts with a dot",
    &[RFC4985_4],
    "`.example.com`, `_mail..example.com`: the domain is written as `host.example.com`",
    Look::SrvBase(|text| {
        let name = text.name.filter(|name| text.octets != b"." && name.octets.starts_with(b"."))?;
        Some(Fault::new(name.offset..name.offset.saturating_add(1)))
    }),
);

static SERVICE_TRAILING_DOT: Lint = Lint::new(
    "nc_srv_service_trailing_dot",
    Error,
    "An SRVName base has a dot behind its service and no domain",
    &[RFC4985_4],
    "`_mail.`: a base for the service alone has no dot",
    Look::SrvBase(|text| {
        let service = text.service.filter(|service| !service.octets.is_empty())?;
        text.name.filter(|name| name.octets.is_empty()).map(|_| Fault::new(service.range().end..text.range().end))
    }),
);

static TRAILING_DOT: Lint = Lint::new(
    "nc_srv_trailing_dot",
    Error,
    "The domain of an SRVName base ends with a dot",
    &[RFC4985_4, RFC1034_3_5],
    "`example.com.`: validators that compare labels will find no name inside it",
    Look::SrvBase(|text| text.trailing_dot()),
);

static WILDCARD: Lint = Lint::new(
    "nc_srv_wildcard",
    Error,
    "An SRVName base holds an asterisk",
    &[RFC4985_4],
    "`*`: a base stands for everything below it anyway",
    Look::SrvBase(|text| text.any_asterisk()),
);

static PROTO_LABEL: Lint = Lint::new(
    "nc_srv_proto_label",
    Error,
    "An SRVName base has a protocol label, which no SRVName has",
    &[RFC4985_2, RFC4985_4],
    "`_mail._tcp.example.com`; only a warning for `_tcp` alone, which constrains a service of that name",
    Look::SrvBase(|text| {
        let service = text.service.filter(is_named_like_a_protocol);
        text.proto_label().or_else(|| {
            service.map(|service| Fault::new(service.range()).with_severity(Warn).with_note("read as a service".into()))
        })
    }),
);

static UNDERSCORE_IN_NAME: Lint = Lint::new(
    "nc_srv_underscore_in_name",
    Error,
    "The domain of an SRVName base has a label with an underscore",
    &[RFC4985_3, RFC1034_3_5],
    "an underscore in another label than the service's, protocol labels apart",
    Look::SrvBase(|text| text.underscore_in_name()),
);

static BAD_LABEL: Lint = Lint::new(
    "nc_srv_bad_label",
    Error,
    "The domain of an SRVName base has a label that no host name has",
    &[RFC4985_3, RFC1034_3_5],
    "an empty label further on, one of more than 63 octets, a hyphen at an end, a character that is no letter, digit or \
     hyphen, a domain of more than 253 octets",
    Look::SrvBase(|text| {
        let long = || text.label_too_long().or_else(|| text.name_too_long());
        // A dot at the start, and a dot alone, have lints of their own.
        let at_start = text.name.is_some_and(|name| name.octets.starts_with(b"."));
        let empty = || text.empty_label().filter(|_| !at_start);
        text.control_or_space().or_else(|| text.label_not_ldh()).or_else(long).or_else(empty)
    }),
);

static NON_ASCII: Lint = Lint::new(
    "nc_srv_non_ascii",
    Error,
    "An SRVName base holds an octet that is not ASCII",
    &[RFC4985_3],
    "an octet from 0x80 up; an internationalized domain name is written in A-labels",
    Look::SrvBase(|text| text.non_ascii()),
);

static SERVICE_CHARSET: Lint = Lint::new(
    "nc_srv_service_charset",
    Error,
    "The service of an SRVName base is no service name",
    &[RFC6335_5_1],
    "another character than letter, digit and hyphen; no letter; a hyphen at an end, or two in a row",
    Look::SrvBase(|text| text.service_charset()),
);

static SERVICE_TOO_LONG: Lint = Lint::new(
    "nc_srv_service_too_long",
    Warn,
    "The service of an SRVName base is longer than 15 octets",
    &[RFC6335_5_1],
    "16 to 62 octets; an error from 63 up, because the service is then no label with its underscore",
    Look::SrvBase(|text| text.service_too_long()),
);

static UPPERCASE: Lint = Lint::new(
    "nc_srv_uppercase",
    Notice,
    "An SRVName base holds upper-case letters",
    &[RFC4985_2, RFC4985_3],
    "a letter A to Z; case is to be ignored",
    Look::SrvBase(|text| text.uppercase()),
);

static IP_LITERAL: Lint = Lint::new(
    "nc_srv_ip_literal",
    Error,
    "The domain of an SRVName base is an IP address",
    &[RFC9525_6_4, RFC1123_2_1],
    "an IPv4 or IPv6 address, or a last label of digits only",
    Look::SrvBase(|text| text.ip_literal()),
);

static SERVICE_ONLY_PERMITTED: Lint = Lint::new(
    "nc_srv_service_only_permitted",
    Error,
    "A permitted SRVName base is a service without a domain, so every domain is permitted",
    &[RFC4985_4],
    "`_mail` in permittedSubtrees",
    Look::WithConstraints(|certificate, report| {
        for (subtree, base) in permitted_srv(certificate) {
            if base.name().is_none() {
                report.add(subtree.place(), subtree.octets(), &shown(&subtree));
            }
        }
    }),
)
.applies_to(&[RuleSet::Srv]);

static EXCLUDED_ONLY: Lint = Lint::new(
    "nc_srv_excluded_only",
    Error,
    "SRVNames are excluded and none is permitted, so every other SRVName is allowed",
    &[RFC5280_NC],
    "an SRVName in excludedSubtrees and none in permittedSubtrees: what is not mentioned is allowed",
    Look::WithConstraints(excluded_only),
)
.applies_to(&[RuleSet::Srv]);

static TLD_PERMITTED: Lint = Lint::new(
    "nc_srv_tld_permitted",
    Warn,
    "A permitted SRVName base has a domain of one label, and so permits a whole top-level domain",
    &[RFC4985_4],
    "one label in permittedSubtrees, other than `invalid`",
    Look::WithConstraints(|certificate, report| {
        for (subtree, base) in permitted_srv(certificate) {
            if base.name().is_some_and(|name| name.parent().is_none() && !has_no_owner(name)) {
                report.add(subtree.place(), subtree.octets(), &shown(&subtree));
            }
        }
    }),
)
.applies_to(&[RuleSet::Srv]);

static NONE_SENTINEL: Lint = Lint::new(
    "nc_srv_none_sentinel",
    Notice,
    "The CA may issue no SRVName: all it is permitted is below `invalid`",
    &[RFC4985_4, Citation::new("RFC 6761", "6.4")],
    "every permitted SRVName base is below `invalid`, the one way to say \"none\" that every validator can read",
    Look::WithConstraints(none_sentinel),
)
.applies_to(&[RuleSet::Srv]);

static DOMAIN_OUTSIDE_DNS: Lint = Lint::new(
    "nc_srv_domain_outside_dns",
    Warn,
    "A permitted SRVName base has a domain that the CA may not issue a dNSName for",
    &[RFC9525_7_6],
    "a domain outside of every permitted dNSName base, where there is one",
    Look::WithConstraints(domain_outside_dns),
)
.applies_to(&[RuleSet::Srv]);

static DNS_WITHOUT_SRV: Lint = Lint::new(
    "nc_dns_without_srv",
    Error,
    "dNSName is constrained and no SRVName is permitted, so the CA can issue SRVNames for any domain",
    &[RFC9525_7_6, Citation::new("Mozilla Root Store Policy", "1.1")],
    "a dNSName base in either list, and no SRVName base in permittedSubtrees",
    Look::WithConstraints(|certificate, report| {
        let Some(own) = certificate.name_constraints().filter(|own| own.lists(Form::DnsName)) else { return };
        if !own.has_errors && listing(certificate, List::Permitted).is_none() {
            report.add(Place::NameConstraints, own.extension.octets(), &"");
        }
    }),
)
.applies_to(&[RuleSet::Srv]);

static IN_PUBLIC_CA: Lint = Lint::new(
    "nc_srv_in_public_ca",
    Warn,
    "A publicly trusted CA has an SRVName base, which the Baseline Requirements do not recommend",
    &[BR_CONSTRAINED, BR_CA],
    "an otherName base of type SRVName",
    Look::WithConstraints(|certificate, report| {
        if !certificate.is_ca() || !certificate.is_for_tls() {
            return;
        }
        if let Some(subtree) = srv_bases(certificate).next() {
            report.add(subtree.place(), subtree.octets(), &shown(&subtree));
        }
    }),
)
.applies_to(&[Br])
.effective_from(BR_2_0);

static CRITICAL_INTEROP: Lint = Lint::new(
    "nc_srv_critical_interop",
    Notice,
    "Critical name constraints with an otherName make Go refuse every chain below, whatever names it holds",
    &[RFC5280_NC],
    "critical, with a base of any otherName type (measured: Go 1.27.3; Botan 2.19.3 refuses too, Botan 3.13 does not)",
    Look::WithConstraints(|certificate, report| {
        let Some(own) = certificate.name_constraints().filter(|own| own.extension.is_critical()) else { return };
        let other_name = |form: Form<'_>| matches!(form, Form::SrvName | Form::SmtpUtf8Mailbox | Form::OtherName(_));
        if own.forms().any(other_name) {
            report.add(Place::NameConstraints, own.extension.octets(), &"");
        }
    }),
)
.applies_to(&[RuleSet::Srv]);

static NONCRITICAL_FAIL_OPEN: Lint = Lint::new(
    "nc_srv_noncritical_fail_open",
    Notice,
    "Name constraints with an SRVName are not critical, so some clients ignore what they do not understand",
    &[RFC5280_NC],
    "not critical, with an SRVName base (measured: Go 1.27.3, Botan, GnuTLS and wolfSSL 5.5.4 accept SRVNames outside)",
    Look::WithConstraints(|certificate, report| {
        let Some(own) = certificate.name_constraints().filter(|own| !own.extension.is_critical()) else { return };
        if own.lists(Form::SrvName) {
            report.add(Place::NameConstraints, own.extension.octets(), &"");
        }
    }),
)
.applies_to(&[RuleSet::Srv]);

static EKU_IRRELEVANT: Lint = Lint::new(
    "nc_srv_eku_irrelevant",
    Notice,
    "A CA that may not issue for TLS servers constrains SRVName",
    &[RFC5280_EKU, BR_CONSTRAINED],
    "an SRVName base beside an extKeyUsage without serverAuth and without anyExtendedKeyUsage",
    Look::WithConstraints(|certificate, report| {
        let Some(extension) = certificate.extension(oid::ID_CE_EXT_KEY_USAGE).filter(|_| certificate.is_not_for_tls())
        else {
            return;
        };
        if srv_bases(certificate).next().is_some() {
            report.add(Place::ExtendedKeyUsage, extension.octets(), &"");
        }
    }),
)
.applies_to(&[RuleSet::Srv]);

/// Returns the SRVName bases of both lists.
fn srv_bases<'l, 'a>(certificate: &'l LenientCertificate<'a>) -> impl Iterator<Item = Subtree<'a>> + use<'l, 'a> {
    let constraints = certificate.name_constraints().into_iter();
    constraints.flat_map(|constraints| constraints.subtrees_of(|form| form == Form::SrvName))
}

fn not_ia5_string(certificate: &LenientCertificate<'_>, report: &mut Report<'_>) {
    for subtree in srv_bases(certificate) {
        match subtree.srv {
            Srv::Broken(error) => report.add(subtree.place(), subtree.octets(), &error),
            Srv::Text(text) => {
                if let Some(fault) = text.not_ia5_string() {
                    let note = fault.note.unwrap_or_default();
                    report.add(subtree.place(), fault.octets, &alloc::format!("{}: {note}", shown(&subtree)));
                }
            }
            Srv::Other => {}
        }
    }
}

/// Returns the well-formed permitted SRVName bases.
fn permitted_srv<'l, 'a>(
    certificate: &'l LenientCertificate<'a>,
) -> impl Iterator<Item = (Subtree<'a>, SrvSubtree<'a>)> + use<'l, 'a> {
    let own = certificate.name_constraints().into_iter();
    own.flat_map(|own| own.permitted_of(Form::SrvName)).filter_map(|subtree| match subtree.base {
        Ok(Base::Srv(base)) => Some((subtree, base)),
        _ => None,
    })
}

/// Returns the constraints if they have an SRVName base in `list`, otherwise `None`.
fn listing<'l, 'a>(certificate: &'l LenientCertificate<'a>, list: List) -> Option<&'l Constraints<'a>> {
    let own = certificate.name_constraints()?;
    own.of(list, Form::SrvName).next().is_some().then_some(own)
}

fn excluded_only(certificate: &LenientCertificate<'_>, report: &mut Report<'_>) {
    let Some(own) = listing(certificate, List::Excluded) else { return };
    if !own.has_errors && listing(certificate, List::Permitted).is_none() {
        let first = own.excluded_of(Form::SrvName).next();
        report.add(
            Place::NameConstraints,
            own.extension.octets(),
            &first.map_or(alloc::string::String::new(), |subtree| {
                alloc::format!("{} and nothing permitted", shown(&subtree))
            }),
        );
    }
}

/// Returns whether a domain is `invalid` or below it: a name that has no owner (RFC 6761 §6.4).
fn has_no_owner(name: DnsName<'_>) -> bool {
    name.labels().next_back().is_some_and(|top| top.eq_ignore_ascii_case("invalid"))
}

fn none_sentinel(certificate: &LenientCertificate<'_>, report: &mut Report<'_>) {
    let without_owner = |subtree: Subtree<'_>| match subtree.base {
        Ok(Base::Srv(base)) => base.name().is_some_and(has_no_owner),
        _ => false,
    };
    let Some(own) = certificate.name_constraints().filter(|own| !own.has_errors) else { return };
    let mut all = own.permitted_of(Form::SrvName);
    if let Some(first) = all.next().filter(|first| without_owner(*first) && all.all(without_owner)) {
        report.add(first.place(), first.octets(), &shown(&first));
    }
}

/// Returns the domain of an SRVName base as a base of dNSName; `None` without one that has an owner.
fn domain_of<'a>(at: &&SubtreeAt<'a>) -> Option<Base<'a>> {
    match at.base()? {
        Base::Srv(base) => {
            base.name().filter(|name| !has_no_owner(*name)).map(|name| Base::Dns(DnsSubtree::Domain(name)))
        }
        _ => None,
    }
}

fn domain_outside_dns(certificate: &LenientCertificate<'_>, report: &mut Report<'_>) {
    let dns = BaseSet::of(certificate, List::Permitted, Form::DnsName);
    if dns.is_empty() {
        return;
    }
    let Some(own) = certificate.name_constraints().filter(|own| !own.has_errors) else { return };
    let of_domains = own.of(List::Permitted, Form::SrvName).filter(|at| domain_of(at).is_some());
    let domains = BaseSet::new(Form::DnsName, of_domains.collect(), domain_of);
    for (at, relation) in domains.bases().iter().zip(domains.relations(&dns)) {
        if let Some(subtree) = at.read().filter(|_| !matches!(relation, Relation::Inside(_))) {
            report.add(subtree.place(), subtree.octets(), &shown(&subtree));
        }
    }
}
