//! NameConstraints: bases that hold everything, nothing, or what nobody can be asked about.

use core::net::IpAddr;

use crate::lint::citations::*;
use crate::lint::definition::{Chapter, Lint, Look};
use crate::lint::fault::{Fault, Report};
use crate::lint::place::Place;
use crate::lint::read::certificate::{LenientCertificate, List, Subtree, SubtreeAt};
use crate::lint::read::host_text::Part;
use crate::lint::read::hosts::{base_domain, value_of};
use crate::lint::severity::{RuleSet, Severity};
use crate::name::email::EmailSubtree;
use crate::name::{Base, Form};

use RuleSet::{Br, Smime};
use Severity::{Error, Warn};

/// The lints about what a base reaches.
pub(crate) static CHAPTER: Chapter = Chapter {
    title: "NameConstraints: bases that hold everything, or names that nobody owns",
    lints: &[
        &EMAIL_EMPTY_PERMITTED,
        &EMAIL_TLD,
        &EMAIL_UNDERSCORE,
        &EMAIL_INTERNAL_NAME,
        &DNS_INTERNAL_NAME,
        &DNS_RESERVED_LDH,
        &SRV_INTERNAL_NAME,
        &IP_ALL_PERMITTED,
        &IP_FAMILY_OPEN,
    ],
};

static EMAIL_EMPTY_PERMITTED: Lint = Lint::new(
    "nc_email_empty_permitted",
    Warn,
    "A permitted rfc822Name base is empty, and so permits every mailbox",
    &[RFC5280_NC, SBR_CONSTRAINTS],
    "a zero-length rfc822Name in permittedSubtrees; an error under the S/MIME Baseline Requirements, which ask for a domain",
    Look::Base(|subtree| match subtree.base {
        Ok(Base::Email(EmailSubtree::All)) if subtree.is_permitted() => Some(Fault::new(subtree.octets())),
        _ => None,
    }),
)
.with_severity_under(&[(Smime, Error)]);

static EMAIL_TLD: Lint = Lint::new(
    "nc_email_tld",
    Warn,
    "A permitted rfc822Name base is a single label: a whole top-level domain, or a host that the public DNS does not have",
    &[RFC5280_NC, SBR_CONSTRAINTS],
    "one label in permittedSubtrees, with or without a dot in front, that is no mailbox",
    Look::Base(|subtree| {
        let domain = mail_domain(subtree).filter(|_| subtree.is_permitted())?;
        let is_label = !domain.octets.is_empty() && !domain.octets.contains(&b'.') && domain.special_use().is_none();
        is_label.then(|| Fault::new(domain.range()))
    }),
);

static EMAIL_UNDERSCORE: Lint = Lint::new(
    "nc_email_underscore",
    Error,
    "The host of an rfc822Name base holds an underscore",
    &[RFC5280_NC, RFC1034_3_5],
    "`_` in a host or domain, or behind the `@` of a mailbox, where the domains of mail have letters, digits and hyphens",
    Look::Base(|subtree| match subtree.form() {
        Form::Rfc822Name => base_domain(&subtree.name)?.find(|octet| octet == b'_'),
        _ => None,
    }),
);

static EMAIL_INTERNAL_NAME: Lint = Lint::new(
    "nc_email_internal_name",
    Error,
    "A permitted rfc822Name base is not in the public DNS",
    &[SBR_CONSTRAINTS, RFC6761_6],
    "a domain below `test`, `example`, `invalid`, `localhost`, `local`, `alt`, `internal` or `home.arpa`, or one of these: nobody \
     has registered it",
    Look::Base(|subtree| match subtree.form() {
        Form::Rfc822Name if subtree.is_permitted() => base_domain(&subtree.name)?.special_use(),
        _ => None,
    }),
)
.applies_to(&[Smime])
.effective_from(SBR_1_0);

static DNS_INTERNAL_NAME: Lint = Lint::new(
    "nc_dns_internal_name",
    Error,
    "A permitted dNSName base is not in the public DNS",
    &[BR_CONSTRAINED, BR_CA, BR_INTERNAL_NAMES, RFC6761_6],
    "a domain below `test`, `example`, `invalid`, `localhost`, `local`, `alt`, `internal` or `home.arpa`, or one of these: nobody \
     has registered it",
    Look::Base(|subtree| match subtree.form() {
        Form::DnsName if subtree.is_permitted() => base_domain(&subtree.name)?.special_use(),
        _ => None,
    }),
)
.applies_to(&[Br])
.effective_from(BR_1_0);

static DNS_RESERVED_LDH: Lint = Lint::new(
    "nc_dns_reserved_ldh",
    Warn,
    "A dNSName base has a label with hyphens at the third and fourth place that is no A-label",
    &[RFC5890_LABELS, BR_SUBSCRIBER_SAN],
    "`??--` other than `xn--`: labels set aside for encodings",
    Look::Base(|subtree| value_of(&subtree.name, Form::DnsName)?.reserved_ldh()),
);

static SRV_INTERNAL_NAME: Lint = Lint::new(
    "nc_srv_internal_name",
    Error,
    "A permitted SRVName base has a domain that is not in the public DNS",
    &[BR_CONSTRAINED, BR_CA, RFC6761_6],
    "a domain below `test`, `example`, `localhost`, `local`, `alt`, `internal` or `home.arpa`, or one of these; `invalid` says \
     \"none\", and is `nc_srv_none_sentinel`",
    Look::SrvBase(|text| {
        let domain = text.name?;
        let top = domain.labels().last()?;
        if top.is(b"invalid") { None } else { domain.special_use() }
    }),
)
.applies_to(&[Br])
.effective_from(BR_1_0);

static IP_ALL_PERMITTED: Lint = Lint::new(
    "nc_ip_all_permitted",
    Warn,
    "A permitted iPAddress base holds every address of its family",
    &[RFC5280_NC, BR_CONSTRAINED],
    "a mask of zeros in permittedSubtrees; the Baseline Requirements use it in excludedSubtrees, to exclude all",
    Look::Base(|subtree| match subtree.base {
        Ok(Base::Ip(base)) if subtree.is_permitted() && base.prefix_len() == 0 => Some(Fault::new(subtree.octets())),
        _ => None,
    }),
);

static IP_FAMILY_OPEN: Lint = Lint::new(
    "nc_ip_family_open",
    Warn,
    "All addresses of one family are excluded and the other family is left open",
    &[RFC5280_NC, BR_CONSTRAINED],
    "`0.0.0.0/0` or `::/0` in excludedSubtrees, no iPAddress of the other family in either list, and none permitted",
    Look::WithConstraints(ip_family_open),
);

/// Returns the host or domain of an rfc822Name base that is no mailbox, without the dot in front.
fn mail_domain<'a>(subtree: &Subtree<'a>) -> Option<Part<'a>> {
    match subtree.base {
        Ok(Base::Email(EmailSubtree::Host(_))) => base_domain(&subtree.name),
        _ => None,
    }
}

fn ip_family_open(certificate: &LenientCertificate<'_>, report: &mut Report<'_>) {
    let Some(constraints) = certificate.name_constraints().filter(|own| !own.has_errors) else { return };
    let addresses = |list| constraints.of(list, Form::IpAddress).filter_map(SubtreeAt::read);
    // What is permitted of one family leaves nothing of the other: they are one form.
    if addresses(List::Permitted).next().is_some() {
        return;
    }
    let base = |subtree: Subtree<'_>| match subtree.base {
        Ok(Base::Ip(base)) => Some((matches!(base.address(), IpAddr::V4(_)), base.prefix_len())),
        _ => None,
    };
    for (is_v4, other) in [(true, "IPv6"), (false, "IPv4")] {
        let all = addresses(List::Excluded).find(|subtree| base(*subtree) == Some((is_v4, 0)));
        let has_other =
            addresses(List::Excluded).any(|subtree| base(subtree).is_none_or(|(family, _)| family != is_v4));
        if let Some(subtree) = all.filter(|_| !has_other) {
            report.add(
                Place::ExcludedSubtree(subtree.index),
                subtree.octets(),
                &alloc::format!("{other} is left open"),
            );
        }
    }
}
