//! One certificate as the report has it.

use der::Decode;
use der::asn1::{ObjectIdentifier, UintRef};
use spki::SubjectPublicKeyInfoRef;
use srvname::certificate::{Certificate, CertificateFields, ExtendedKeyUsage};
use srvname::delegation::Digests;

use super::report::{CertificateReport, KeyReport, NameReport};
use crate::escape::shown;

const SECONDS_OF_A_DAY: i64 = 86_400;

const SERVER_AUTH: &str = "1.3.6.1.5.5.7.3.1";
const CLIENT_AUTH: &str = "1.3.6.1.5.5.7.3.2";
const ANY_USAGE: &str = "2.5.29.37.0";

const RSA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");
const ELLIPTIC_CURVE: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.2.1");

/// Curves, and their sizes in bits.
const CURVES: &[(ObjectIdentifier, &str, u32)] = &[
    (ObjectIdentifier::new_unwrap("1.2.840.10045.3.1.7"), "ECDSA P-256", 256),
    (ObjectIdentifier::new_unwrap("1.3.132.0.34"), "ECDSA P-384", 384),
    (ObjectIdentifier::new_unwrap("1.3.132.0.35"), "ECDSA P-521", 521),
];

/// Other algorithms, and their sizes in bits where one is usual.
const OTHERS: &[(ObjectIdentifier, &str, Option<u32>)] = &[
    (ObjectIdentifier::new_unwrap("1.3.101.112"), "Ed25519", Some(256)),
    (ObjectIdentifier::new_unwrap("1.3.101.113"), "Ed448", Some(456)),
    (ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.3.17"), "ML-DSA-44", None),
    (ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.3.18"), "ML-DSA-65", None),
    (ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.3.19"), "ML-DSA-87", None),
];

/// Returns the report of each certificate of a chain.
pub(super) fn chain<'c>(
    ders: impl IntoIterator<Item = &'c [u8]>,
    moment: i64,
    digests: &dyn Digests,
) -> Vec<CertificateReport> {
    (0u32..).zip(ders).map(|(position, der)| certificate(der, position, moment, digests)).collect()
}

fn certificate(der: &[u8], position: u32, moment: i64, digests: &dyn Digests) -> CertificateReport {
    let spki = CertificateFields::from_der(der).subject_public_key_info().ok();
    let mut report = CertificateReport {
        position,
        subject: String::new(),
        issuer: String::new(),
        not_before: None,
        not_after: None,
        days_left: None,
        key: spki.and_then(key),
        spki_sha256: spki.map(|spki| hexadecimal(&digests.sha256(spki))),
        sha256: hexadecimal(&digests.sha256(der)),
        names: Vec::new(),
        usage: String::new(),
        is_for_servers: false,
        is_for_clients: false,
        is_ca: false,
        is_self_issued: false,
        fault: None,
        der: der.to_vec(),
    };
    match Certificate::from_der(der) {
        Ok(certificate) => fill(&mut report, &certificate, moment),
        Err(error) => report.fault = Some(shown(error.to_string().as_bytes())),
    }
    report
}

fn fill(report: &mut CertificateReport, certificate: &Certificate<'_>, moment: i64) {
    report.subject = shown(certificate.subject().to_string().as_bytes());
    report.issuer = shown(certificate.issuer().to_string().as_bytes());
    report.not_before = Some(certificate.not_before());
    report.not_after = Some(certificate.not_after());
    report.days_left = certificate.not_after().saturating_sub(moment).checked_div_euclid(SECONDS_OF_A_DAY);
    let names = certificate.subject_alt_name();
    report.names = names
        .iter()
        .flat_map(|names| names.iter())
        .map(|name| NameReport { form: name.form().to_string(), value: shown(name.to_string().as_bytes()) })
        .collect();
    let usage = certificate.extended_key_usage();
    (report.is_for_servers, report.is_for_clients) = purposes(usage);
    report.usage = match (usage, report.is_for_servers, report.is_for_clients) {
        (None, _, _) => "every purpose, because it names none",
        (Some(_), true, true) => "servers and clients",
        (Some(_), true, false) => "servers, not clients",
        (Some(_), false, true) => "clients, not servers",
        (Some(_), false, false) => "neither servers nor clients",
    }
    .to_owned();
    report.is_ca = certificate.is_ca();
    report.is_self_issued = certificate.is_self_issued();
}

/// Whether a key may authenticate servers, and clients.
fn purposes(usage: Option<ExtendedKeyUsage<'_>>) -> (bool, bool) {
    let Some(usage) = usage else { return (true, true) };
    let listed: Vec<String> = usage.iter().map(|purpose| purpose.to_string()).collect();
    let has = |wanted: &str| listed.iter().any(|purpose| purpose == wanted || purpose == ANY_USAGE);
    (has(SERVER_AUTH), has(CLIENT_AUTH))
}

/// Reads a SubjectPublicKeyInfo; `None` if it is none.
fn key(spki: &[u8]) -> Option<KeyReport> {
    let info = SubjectPublicKeyInfoRef::from_der(spki).ok()?;
    let id = info.algorithm.oid;
    let named = |algorithm: &str, bits| KeyReport { algorithm: algorithm.to_owned(), bits };
    if id == RSA {
        return Some(named("RSA", info.subject_public_key.as_bytes().and_then(modulus_bits)));
    }
    if id == ELLIPTIC_CURVE {
        let curve = info.algorithm.parameters_oid().ok();
        let known = CURVES.iter().find(|(known, _, _)| Some(*known) == curve);
        return Some(match (known, curve) {
            (Some((_, name, bits)), _) => named(name, Some(*bits)),
            (None, Some(curve)) => named(&format!("elliptic curve {curve}"), None),
            (None, None) => named("elliptic curve", None),
        });
    }
    let known = OTHERS.iter().find(|(known, _, _)| *known == id);
    Some(known.map_or_else(|| named(&id.to_string(), None), |(_, name, bits)| named(name, *bits)))
}

/// The bits of the modulus of an RSAPublicKey (RFC 8017 §A.1.1); `None` if it is none.
fn modulus_bits(key: &[u8]) -> Option<u32> {
    let [modulus, _exponent] = <[UintRef<'_>; 2]>::try_from(Vec::<UintRef<'_>>::from_der(key).ok()?).ok()?;
    let octets = modulus.as_bytes();
    let empty_bits = octets.first()?.leading_zeros();
    u32::try_from(octets.len()).ok()?.checked_mul(8)?.checked_sub(empty_bits)
}

/// Octets in lower-case hexadecimal digits.
pub(super) fn hexadecimal(octets: &[u8]) -> String {
    octets.iter().map(|octet| format!("{octet:02x}")).collect()
}
