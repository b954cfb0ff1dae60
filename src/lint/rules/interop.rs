//! Interoperability: what validators in use do with SRVName constraints, one lint for each, as measured with real
//! chains.

use crate::der::Tag;
use crate::der::oid;
use crate::lint::citations::*;
use crate::lint::definition::{Chapter, Lint, Look};
use crate::lint::fault::{Report, Shown};
use crate::lint::place::Place;
use crate::lint::read::certificate::{LenientCertificate, Srv};
use crate::lint::severity::{RuleSet, Severity};
use crate::name::Form;

use Severity::Notice;

/// The lints about what clients do with SRVName constraints.
pub(crate) static CHAPTER: Chapter = Chapter {
    title: "Deployment: what clients make of it",
    lints: &[
        &OPENSSL,
        &BORINGSSL,
        &WEBPKI,
        &PYCA,
        &OPENJDK,
        &BOUNCY_CASTLE,
        &ERLANG,
        &BOTAN,
        &GNUTLS,
        &NSS,
        &WOLFSSL,
        &PYHANKO,
        &JAVASCRIPT,
        &GO_DIRECTORY_NAME,
        &WEBPKI_DIRECTORY_NAME,
        &PYCA_DIRECTORY_NAME,
        &WOLFSSL_LEAF,
        &CRITICAL_SAN,
    ],
};

/// Returns a notice of the rule set `srv` about a CA with an SRVName base.
const fn about_ca(id: &'static str, title: &'static str, detects: &'static str) -> Lint {
    Lint::new(
        id,
        Notice,
        title,
        &[RFC5280_NC],
        detects,
        Look::WithConstraints(|certificate, report| {
            let Some(own) = certificate.name_constraints().filter(|own| own.lists(Form::SrvName)) else { return };
            report.add(Place::NameConstraints, own.extension.octets(), &"");
        }),
    )
    .applies_to(&[RuleSet::Srv])
}

static OPENSSL: Lint = about_ca(
    "deploy_openssl",
    "OpenSSL and Node.js refuse every certificate below this CA that has an SRVName, permitted or not",
    "an SRVName base (measured: OpenSSL 3.0.19, 3.6.5 and 4.0.3, Node.js 20: error 51; other otherNames pass)",
);

static BORINGSSL: Lint = about_ca(
    "deploy_boringssl",
    "BoringSSL refuses every certificate below this CA that has an otherName",
    "an SRVName base (measured with curl_cffi: error 51, for an SRVName and for a user principal name)",
);

static WEBPKI: Lint = about_ca(
    "deploy_webpki",
    "rustls-webpki refuses every certificate below this CA that has an otherName",
    "an SRVName base (measured: 0.103.17, NameConstraintViolation)",
);

static PYCA: Lint = about_ca(
    "deploy_pyca",
    "Python's cryptography refuses every certificate below this CA that has an otherName",
    "an SRVName base (measured: 50.0.2, unsupported name constraint)",
);

static OPENJDK: Lint = about_ca(
    "deploy_openjdk",
    "OpenJDK refuses every certificate below this CA that has an otherName",
    "an SRVName base (measured: OpenJDK 17, UnsupportedOperationException)",
);

static BOUNCY_CASTLE: Lint = about_ca(
    "deploy_bouncycastle",
    "Bouncy Castle compares otherNames octet by octet, so a base of this CA holds the SRVName equal to it and no other",
    "an SRVName base (measured: 1.86.2: it refuses names inside a permitted base, and accepts names inside an excluded one)",
);

static ERLANG: Lint = about_ca(
    "deploy_erlang",
    "Erlang/OTP crashes on every certificate below this CA that has an otherName",
    "an SRVName base (measured: OTP 25 and 29, function_clause)",
);

static BOTAN: Lint = about_ca(
    "deploy_botan",
    "Botan refuses certificates below this CA when its constraints are critical, and ignores the base when they are not",
    "an SRVName base (measured: 2.19.3 refuses every certificate, 3.13 those that have an otherName)",
);

static GNUTLS: Lint = about_ca(
    "deploy_gnutls",
    "GnuTLS ignores the SRVName bases of this CA, or refuses everything below it when one is no IA5String",
    "an SRVName base (measured: 3.7.9 and 3.8.13 accept SRVNames outside of it; they refuse all when it is no IA5String)",
);

static NSS: Lint = about_ca(
    "deploy_nss",
    "NSS ignores the SRVName bases of this CA",
    "an SRVName base (measured: classic 3.87 and libpkix 3.132 accept SRVNames outside of it)",
);

static WOLFSSL: Lint = about_ca(
    "deploy_wolfssl",
    "wolfSSL ignores the SRVName bases of this CA, or cannot read the certificates that have an SRVName",
    "an SRVName base (measured: 5.5.4 ignores it, 5.9.2 fails to parse an end entity with an SRVName)",
);

static PYHANKO: Lint = about_ca(
    "deploy_pyhanko",
    "pyhanko-certvalidator fails on every certificate below this CA",
    "an SRVName base (measured: 0.33, TypeError)",
);

static JAVASCRIPT: Lint = about_ca(
    "deploy_pkijs",
    "PKI.js and the Rust crate pkix-path ignore the SRVName bases of this CA",
    "an SRVName base (measured: PKI.js 4.0.0 and pkix-path 0.3.2 accept SRVNames outside of it)",
);

static GO_DIRECTORY_NAME: Lint = Lint::new(
    "deploy_go_dirname",
    Notice,
    "Go refuses every certificate below this CA, because its critical name constraints have a directoryName",
    &[RFC5280_NC, BR_CONSTRAINED],
    "a directoryName base in critical name constraints, which the Baseline Requirements ask of a technically constrained CA \
     (measured: Go 1.27.3, unhandled critical extension)",
    Look::WithConstraints(|certificate, report| directory_name(certificate, report, true)),
)
.applies_to(&[RuleSet::Srv]);

static WEBPKI_DIRECTORY_NAME: Lint = Lint::new(
    "deploy_webpki_dirname",
    Notice,
    "rustls-webpki refuses every certificate below this CA, because its name constraints have a directoryName",
    &[RFC5280_NC, BR_CONSTRAINED],
    "a directoryName base, critical or not (measured: 0.103.17, NameConstraintViolation)",
    Look::WithConstraints(|certificate, report| directory_name(certificate, report, false)),
)
.applies_to(&[RuleSet::Srv]);

static PYCA_DIRECTORY_NAME: Lint = Lint::new(
    "deploy_pyca_dirname",
    Notice,
    "Python's cryptography refuses every certificate below this CA, because its critical name constraints have a directoryName",
    &[RFC5280_NC, BR_CONSTRAINED],
    "a directoryName base in critical name constraints (measured: 50.0.2, unsupported directoryName constraint)",
    Look::WithConstraints(|certificate, report| directory_name(certificate, report, true)),
)
.applies_to(&[RuleSet::Srv]);

static WOLFSSL_LEAF: Lint = Lint::new(
    "deploy_wolfssl_leaf",
    Notice,
    "wolfSSL 5.9.2 cannot read a certificate with an SRVName",
    &[RFC4985_2],
    "an SRVName as IA5String in subjectAltName (measured: 5.9.2, ASN parsing error; 5.5.4 reads it)",
    Look::WithSrvName(|certificate, report| {
        let mut names = certificate.srv_names().filter(|(_, text)| text.tag == Tag::IA5_STRING);
        if let Some((entry, text)) = names.next() {
            report.add(Place::SubjectAltNameEntry(entry.index), entry.octets(), &Shown(text.octets));
        }
    }),
)
.applies_to(&[RuleSet::Srv]);

static CRITICAL_SAN: Lint = Lint::new(
    "deploy_critical_san",
    Notice,
    "Go and Erlang/OTP refuse a critical subjectAltName that holds SRVNames alone",
    &[RFC5280_SAN],
    "a critical subjectAltName without any other form (measured: Go 1.27.3, OTP 25 and 29: unhandled critical extension)",
    Look::WithSrvName(|certificate, report| {
    let Some(extension) = certificate.extension(oid::ID_CE_SUBJECT_ALT_NAME).filter(|own| own.is_critical()) else {
        return;
    };
    let is_whole = certificate.can_read(oid::ID_CE_SUBJECT_ALT_NAME);
    if is_whole && certificate.names().next().is_some() && certificate.names().all(|entry| !matches!(entry.srv, Srv::Other)) {
        report.add(Place::SubjectAltName, extension.octets(), &"");
    }
    }),
)
.applies_to(&[RuleSet::Srv]);

/// Reports name constraints with a directoryName base, if they are critical where that matters.
fn directory_name(certificate: &LenientCertificate<'_>, report: &mut Report<'_>, if_critical: bool) {
    let Some(own) = certificate.name_constraints().filter(|own| own.lists(Form::DirectoryName)) else { return };
    if own.extension.is_critical() || !if_critical {
        report.add(Place::NameConstraints, own.extension.octets(), &"");
    }
}
