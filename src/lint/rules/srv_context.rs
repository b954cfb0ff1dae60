//! SRVNames in a certificate as a whole: the other names in it, and what the certificate is for.

use alloc::string::String;
use alloc::vec::Vec;

use crate::citation::Citation;
use crate::der::oid;
use crate::lint::citations::*;
use crate::lint::definition::{Chapter, Lint, Look};
use crate::lint::fault::{Report, Shown};
use crate::lint::place::Place;
use crate::lint::read::certificate::{LenientCertificate, Srv, octets_of};
use crate::lint::read::host_text::Part;
use crate::lint::read::service_registry;
use crate::lint::read::sorted_keys::SortedKeys;
use crate::lint::read::srv_text::SrvText;
use crate::lint::read::use_of_certificate::{Generation, generation, is_tls_subscriber};
use crate::lint::rules::names_set::criticality;
use crate::lint::severity::{RuleSet, Severity};
use crate::name::Form;

use Severity::{Error, Notice, Warn};

/// The lints about an SRVName in its certificate.
pub(crate) static CHAPTER: Chapter = Chapter {
    title: "SRVName in a certificate: what it stands beside, and what the certificate is for",
    lints: &[
        &DUPLICATE,
        &MIXED_SERVICES,
        &WITHOUT_DNS_ID,
        &SCOPE_DEFEATED,
        &EKU_MISSING_SERVER_AUTH,
        &CRITICAL_WITH_SUBJECT,
        &NONCRITICAL_NO_SUBJECT,
        &IN_PUBLIC_TLS_LEAF,
        &IN_SMIME_LEAF,
        &IN_OCSP_RESPONDER,
        &IN_CA_SAN,
        &IN_ISSUER_ALT_NAME,
        &NAME_IN_DNS_NAME,
        &NAME_IN_CN,
        &XMPP_ADDR_LEGACY,
    ],
};

static DUPLICATE: Lint = Lint::new(
    "srv_san_duplicate",
    Warn,
    "An SRVName is there twice",
    &[RFC4985_3],
    "two SRVNames that are equal but for case (own rule: docs/DESIGN.md)",
    Look::WithSrvName(duplicate),
);

static MIXED_SERVICES: Lint = Lint::new(
    "srv_san_ctx_mixed_services",
    Notice,
    "A certificate is for several services that are not run as one",
    &[Citation::new("RFC 9525", "5")],
    "two services, not both of mail, of XMPP, or of calendars and contacts: each should have a certificate of its own",
    Look::WithSrvName(mixed_services),
);

static WITHOUT_DNS_ID: Lint = Lint::new(
    "srv_san_without_dns_id",
    Notice,
    "A certificate has an SRVName and no dNSName",
    &[RFC9525_4_1],
    "clients that do not know SRVName will not accept it, which may be what is wanted",
    Look::WithSrvName(|certificate, report| {
        let Some((entry, text)) = certificate.srv_names().next() else { return };
        let is_whole = certificate.can_read(oid::ID_CE_SUBJECT_ALT_NAME);
        if certificate.is_no_ca() && is_whole && certificate.names().all(|entry| entry.dns().is_none()) {
            report.add(Place::SubjectAltNameEntry(entry.index), entry.octets(), &Shown(text.octets));
        }
    }),
);

static SCOPE_DEFEATED: Lint = Lint::new(
    "srv_san_scope_defeated",
    Notice,
    "A dNSName of the certificate is the domain of an SRVName, so it is good for every service there",
    &[RFC9525_2, RFC9525_4_1],
    "a dNSName equal to the domain of an SRVName, or a wildcard over it",
    Look::WithSrvName(scope_defeated),
);

static EKU_MISSING_SERVER_AUTH: Lint = Lint::new(
    "srv_san_eku_missing_serverauth",
    Warn,
    "A certificate with an SRVName may not be used by a TLS server",
    &[RFC5280_EKU],
    "extKeyUsage without serverAuth and without anyExtendedKeyUsage, in a certificate that is no CA's",
    Look::WithSrvName(|certificate, report| {
        let Some((_, text)) = certificate.srv_names().next() else { return };
        if let Some(extension) = certificate.extension(oid::ID_CE_EXT_KEY_USAGE) {
            if certificate.is_no_ca() && certificate.is_not_for_tls() {
                report.add(Place::ExtendedKeyUsage, extension.octets(), &Shown(text.octets));
            }
        }
    }),
);

static CRITICAL_WITH_SUBJECT: Lint = Lint::new(
    "srv_san_critical_with_subject",
    Warn,
    "subjectAltName is critical although there is a subject",
    &[RFC5280_SAN, BR_SUBSCRIBER_SAN],
    "a critical subjectAltName with an SRVName, beside a subject that is not empty",
    Look::WithSrvName(|certificate, report| criticality(certificate, report, true)),
)
.with_severity_under(&[(RuleSet::Br, Error)]);

static NONCRITICAL_NO_SUBJECT: Lint = Lint::new(
    "srv_san_noncritical_no_subject",
    Error,
    "subjectAltName is not critical although the subject is empty",
    &[RFC5280_SAN],
    "an empty subject beside a subjectAltName with an SRVName that is not critical",
    Look::WithSrvName(|certificate, report| criticality(certificate, report, false)),
);

static IN_PUBLIC_TLS_LEAF: Lint = Lint::new(
    "srv_in_public_tls_leaf",
    Error,
    "A publicly trusted TLS certificate has an SRVName",
    &[BR_SUBSCRIBER_SAN],
    "an SRVName in a certificate that is no CA's, and is for TLS or names a policy of the Baseline Requirements",
    Look::WithSrvName(|certificate, report| {
        let Some(entry) = certificate.first_srv_name() else { return };
        if is_tls_subscriber(certificate) {
            report.add(Place::SubjectAltNameEntry(entry.index), entry.octets(), &shown(entry.srv_text()));
        }
    }),
)
.applies_to(&[RuleSet::Br])
.effective_from(BR_1_0);

static IN_SMIME_LEAF: Lint = Lint::new(
    "srv_in_smime_leaf",
    Notice,
    "A publicly trusted mail certificate has an SRVName",
    &[SBR_SAN],
    "an SRVName beside a policy of the S/MIME Baseline Requirements: an error under a strict one, to be validated under \
     the CA's own practice statement under another",
    Look::WithSrvName(in_smime_leaf),
)
.applies_to(&[RuleSet::Smime])
.effective_from(SBR_1_0);

static IN_OCSP_RESPONDER: Lint = Lint::new(
    "srv_in_ocsp_responder",
    Error,
    "The certificate of an OCSP responder has an SRVName",
    &[Citation::new("TLS BR", "7.1.2.8.2")],
    "extKeyUsage with OCSPSigning, in a certificate that is no CA's; such a certificate has no subjectAltName at all",
    Look::WithSrvName(|certificate, report| {
        let Some(entry) = certificate.first_srv_name() else { return };
        if certificate.is_no_ca() && certificate.has_purpose(oid::ID_KP_OCSP_SIGNING) {
            report.add(Place::SubjectAltNameEntry(entry.index), entry.octets(), &shown(entry.srv_text()));
        }
    }),
)
.applies_to(&[RuleSet::Br])
.effective_from(BR_2_0);

static IN_CA_SAN: Lint = Lint::new(
    "srv_in_ca_san",
    Notice,
    "A CA's own certificate has an SRVName",
    &[RFC5280_CHECK],
    "the constraints of the CAs above hold the CA's own names too",
    Look::WithSrvName(|certificate, report| {
        let Some(entry) = certificate.first_srv_name() else { return };
        if certificate.is_ca() {
            report.add(Place::SubjectAltNameEntry(entry.index), entry.octets(), &shown(entry.srv_text()));
        }
    }),
);

static IN_ISSUER_ALT_NAME: Lint = Lint::new(
    "srv_in_issuer_alt_name",
    Warn,
    "An SRVName stands in issuerAltName, where no constraint holds it",
    &[Citation::new("RFC 5280", "4.2.1.7"), RFC4985_2],
    "an otherName of type SRVName in issuerAltName",
    Look::Certificate(|certificate, report| {
        for entry in certificate.issuer_names().filter(|entry| !matches!(entry.srv, Srv::Other)) {
            report.add(Place::IssuerAltNameEntry(entry.index), entry.octets(), &shown(entry.srv_text()));
        }
    }),
);

static NAME_IN_DNS_NAME: Lint = Lint::new(
    "srv_name_in_dnsname",
    Error,
    "A dNSName starts with an underscore, like the owner of an SRV record",
    &[RFC5280_SAN, RFC1034_3_5],
    "an underscore in front of the first label of a dNSName, which is a host name; a service belongs into an SRVName",
    Look::Certificate(|certificate, report| {
        for entry in certificate.names() {
            if let Some(name) = entry.dns().filter(|name| name.starts_with(b"_")) {
                report.add(Place::SubjectAltNameEntry(entry.index), entry.octets(), &Shown(name));
            }
        }
    }),
);

static NAME_IN_CN: Lint = Lint::new(
    "srv_name_in_cn",
    Warn,
    "A common name looks like an SRVName",
    &[RFC9525_2],
    "a common name that starts with an underscore and has a dot; no client looks for a service there",
    Look::Certificate(name_in_cn),
);

static XMPP_ADDR_LEGACY: Lint = Lint::new(
    "srv_xmppaddr_legacy",
    Notice,
    "A certificate has an XmppAddr and no SRVName",
    &[Citation::new("RFC 6120", "13.7.1.2.1")],
    "an otherName of type id-on-xmppAddr, which is no longer encouraged, without an SRVName beside it",
    Look::Certificate(xmpp_addr_legacy),
);

fn duplicate(certificate: &LenientCertificate<'_>, report: &mut Report<'_>) {
    // Most certificates have one SRVName, and nothing to compare it with.
    if certificate.srv_names().nth(1).is_none() {
        return;
    }
    let names = || certificate.srv_names().enumerate();
    let lowered = |(_, text): (_, SrvText<'_>), key: &mut Vec<u8>| {
        key.extend(text.octets.iter().map(u8::to_ascii_lowercase));
    };
    let mut repeated = SortedKeys::of(names(), lowered).repeated().peekable();
    for (index, (entry, text)) in names() {
        if repeated.next_if_eq(&index).is_some() {
            report.add(Place::SubjectAltNameEntry(entry.index), entry.octets(), &Shown(text.octets));
        }
    }
}

fn mixed_services(certificate: &LenientCertificate<'_>, report: &mut Report<'_>) {
    let mut services = certificate.srv_names().filter_map(|(entry, text)| Some((entry, text.service?)));
    let Some((_, first)) = services.next() else { return };
    if let Some((entry, other)) = services.find(|(_, own)| !service_registry::belong_together(first.octets, own.octets))
    {
        let detail = alloc::format!("_{} and _{}", Shown(first.octets), Shown(other.octets));
        report.add(Place::SubjectAltNameEntry(entry.index), entry.octets(), &detail);
    }
}

fn scope_defeated(certificate: &LenientCertificate<'_>, report: &mut Report<'_>) {
    let hosts = certificate.names().filter_map(|entry| entry.dns());
    let names = SortedKeys::of(hosts.enumerate(), |name, key| key.extend(name.iter().map(u8::to_ascii_lowercase)));
    for (entry, text) in certificate.srv_names() {
        let Some(name) = text.name else { continue };
        let lowered = name.octets.to_ascii_lowercase();
        let above = lowered.iter().position(|octet| *octet == b'.').and_then(|dot| lowered.get(dot..));
        let wildcard = above.map(|above| [b"*".as_slice(), above].concat());
        let covering = [Some(lowered), wildcard].into_iter().flatten().find(|name| names.contains(name));
        if let Some(covering) = covering.filter(|covering| !covering.is_empty()) {
            let detail = alloc::format!("{} and dNSName {}", Shown(text.octets), Shown(&covering));
            report.add(Place::SubjectAltNameEntry(entry.index), entry.octets(), &detail);
        }
    }
}

fn in_smime_leaf(certificate: &LenientCertificate<'_>, report: &mut Report<'_>) {
    let Some(entry) = certificate.first_srv_name() else { return };
    let Some(generation) = generation(certificate) else { return };
    let severity = if generation == Generation::Strict { Error } else { Notice };
    let detail = alloc::format!("{}, under a {} policy", shown(entry.srv_text()), generation.as_str());
    report.add_as(severity, Place::SubjectAltNameEntry(entry.index), entry.octets(), &detail);
}

fn name_in_cn(certificate: &LenientCertificate<'_>, report: &mut Report<'_>) {
    let attributes =
        certificate.subject.into_iter().flat_map(|subject| subject.rdns()).flat_map(|rdn| rdn.attributes());
    for attribute in attributes.filter(|attribute| attribute.attribute_type() == oid::ID_AT_COMMON_NAME) {
        // A value of no string type has no text; a BMPString is read as two octets a character.
        let Some(text) = attribute.text() else { continue };
        let mut characters = text.clone();
        if characters.next() == Some('_') && characters.any(|character| character == '.') {
            let text: String = text.collect();
            report.add(Place::Subject, certificate.subject_octets.clone(), &Shown(text.as_bytes()));
        }
    }
}

fn xmpp_addr_legacy(certificate: &LenientCertificate<'_>, report: &mut Report<'_>) {
    let is_xmpp_addr = |form: Form<'_>| matches!(form, Form::OtherName(id) if id == oid::ID_ON_XMPP_ADDR);
    let found = certificate.names().find_map(|entry| {
        let name = entry.name.ok()?;
        is_xmpp_addr(name.form()).then_some((entry, name))
    });
    let found = found.filter(|_| certificate.can_read(oid::ID_CE_SUBJECT_ALT_NAME));
    if let (Some((entry, name)), None) = (found, certificate.first_srv_name()) {
        let text = Part { octets: name.value(), offset: name.value_offset() };
        let inner = crate::der::Reader::at(text.octets, text.offset).element();
        let octets = inner.as_ref().map_or(entry.octets(), octets_of);
        report.add(Place::SubjectAltNameEntry(entry.index), octets, &Shown(inner.map_or(&[], |inner| inner.value())));
    }
}

/// Returns the text of an SRVName as a report shows it; empty for one that has none.
fn shown<'a>(text: Option<&SrvText<'a>>) -> Shown<'a> {
    Shown(text.map_or(&[], |text| text.octets))
}
