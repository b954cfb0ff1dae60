//! What people have beside certificates: messages that carry some, and files of other kinds, with the structure of real ones.

use super::{Issued, Key, der, oid};

/// How the constructed elements of a message are encoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// With the shortest lengths.
    Der,
    /// With indefinite lengths, which end with two zero octets.
    Indefinite,
}

impl Encoding {
    /// An element with this content.
    pub fn element(self, tag: u8, content: &[u8]) -> Vec<u8> {
        match self {
            Self::Der => der::tlv(tag, content),
            Self::Indefinite => der::tlv_with_length(tag, &[0x80], &[content, &[0, 0]].concat()),
        }
    }
}

/// id-data (RFC 5652 §4).
pub const PKCS_7_DATA: &str = "1.2.840.113549.1.7.1";
/// id-signedData (RFC 5652 §5.1).
pub const PKCS_7_SIGNED_DATA: &str = "1.2.840.113549.1.7.2";
/// id-envelopedData (RFC 5652 §6.1).
pub const PKCS_7_ENVELOPED_DATA: &str = "1.2.840.113549.1.7.3";

/// A PKCS#7 message that carries certificates and signs nothing (RFC 5652 §5): its entries as they are given, in that order.
/// Without any entry, the field is left out.
pub fn signed_data(encoding: Encoding, entries: &[&[u8]]) -> Vec<u8> {
    let certificates = if entries.is_empty() { Vec::new() } else { encoding.element(0xa0, &entries.concat()) };
    let signed_data = [
        der::integer(1),
        der::tlv(der::SET, &[]),
        encoding.element(der::SEQUENCE, &der::object_identifier(PKCS_7_DATA)),
        certificates,
        der::tlv(der::SET, &[]),
    ];
    content_info(encoding, PKCS_7_SIGNED_DATA, &encoding.element(der::SEQUENCE, &signed_data.concat()))
}

/// A message with any content.
pub fn content_info(encoding: Encoding, content_type: &str, content: &[u8]) -> Vec<u8> {
    let content = encoding.element(0xa0, content);
    encoding.element(der::SEQUENCE, &[der::object_identifier(content_type), content].concat())
}

/// A PKCS#12 key store (RFC 7292 §4) with nothing in it.
pub fn key_store(encoding: Encoding) -> Vec<u8> {
    let safe = content_info(encoding, PKCS_7_DATA, &der::octet_string(&der::sequence([[]; 0])));
    encoding.element(der::SEQUENCE, &[der::integer(3), safe].concat())
}

/// A certificate revocation list of version 1 or 2 that revokes nothing (RFC 5280 §5.1).
pub fn revocation_list(issuer: &Issued, version: u64) -> Vec<u8> {
    let version = if version == 1 { Vec::new() } else { der::integer(version - 1) };
    let (algorithm, name) = (issuer.key().signature_algorithm(), issuer.subject().der());
    let list = der::sequence([version, algorithm.clone(), name, der::time("2026-01-01T00:00:00Z")]);
    let signature = der::bit_string(&issuer.key().sign(&list));
    der::sequence([list, algorithm, signature])
}

/// An encrypted private key (RFC 5958 §3).
pub fn encrypted_private_key() -> Vec<u8> {
    der::sequence([der::sequence([der::object_identifier("1.2.840.113549.1.5.13")]), der::octet_string(&[7; 64])])
}

/// A private key as SEC 1 §C.4 has it.
pub fn sec1_private_key() -> Vec<u8> {
    let curve = der::constructed(0, &der::object_identifier(oid::P256));
    der::sequence([der::integer(1), der::octet_string(&[7; 32]), curve])
}

/// An RSA private key (RFC 8017 §A.1.2), or with two numbers the public key (§A.1.1).
pub fn rsa_key(numbers: usize) -> Vec<u8> {
    der::sequence((0..numbers).map(|_| der::tlv(der::INTEGER, &[0x7f; 128])))
}

/// An OCSP response (RFC 6960 §4.2.1).
pub fn ocsp_response() -> Vec<u8> {
    let basic = [der::object_identifier("1.3.6.1.5.5.7.48.1.1"), der::octet_string(&[5; 64])];
    der::sequence([der::tlv(0x0a, &[0]), der::constructed(0, &der::sequence(basic))])
}

/// An OCSP request (RFC 6960 §4.1.1).
pub fn ocsp_request() -> Vec<u8> {
    let algorithm = der::sequence([der::object_identifier("1.3.14.3.2.26")]);
    let id = [algorithm, der::octet_string(&[1; 20]), der::octet_string(&[2; 20]), der::integer(7)];
    let list = der::sequence([der::sequence([der::sequence(id)])]);
    der::sequence([der::sequence([list])])
}

/// The public key of a label.
pub fn public_key(label: &str) -> Vec<u8> {
    Key::labelled(label).public_key_info()
}
