//! The octets of a certificate that a TLSA record is about, read as far as that takes and no further.
//!
//! DANE-EE ignores everything in a certificate but the octets that were selected (RFC 7671 §5.1), so a certificate that path
//! validation refuses to read still has a key.

use crate::certificate::tbs::CertificateFields;
use crate::delegation::dns::Selector;
use crate::der::{Element, Reader, Tag};

/// Returns the subjectPublicKeyInfo of a certificate with its header, or `None` if the octets are not one SEQUENCE of a
/// TBSCertificate up to the key, an algorithm and a signature.
pub(crate) fn subject_public_key_info(certificate: &[u8]) -> Option<&[u8]> {
    let fields = CertificateFields::from_der(certificate);
    fields.check_envelope().ok()?;
    fields.subject_public_key_info().ok().filter(|spki| key_bits(spki).is_some())
}

/// Returns the octets of a subjectPublicKeyInfo's BIT STRING, or `None` if the octets are no subjectPublicKeyInfo.
pub(crate) fn key_bits(spki: &[u8]) -> Option<&[u8]> {
    let mut fields = sole_sequence(spki)?.reader();
    fields.expect(Tag::SEQUENCE).ok()?;
    let (bits, _) = fields.bit_string().ok()?;
    fields.finish().ok()?;
    Some(bits)
}

/// Returns the content of a subjectPublicKeyInfo, or `None` if the octets are none.
pub(crate) fn key_content(spki: &[u8]) -> Option<&[u8]> {
    key_bits(spki)?;
    sole_sequence(spki).map(|outer| outer.value())
}

/// Returns what a selector selects of a certificate (RFC 6698 §2.1.2), or `None` if there is no such selector or the
/// certificate has no key that can be read.
pub(crate) fn selected(certificate: &[u8], selector: Selector) -> Option<&[u8]> {
    match selector {
        Selector::CERT => Some(certificate),
        Selector::SPKI => subject_public_key_info(certificate),
        _ => None,
    }
}

fn sole_sequence(octets: &[u8]) -> Option<Element<'_>> {
    let mut reader = Reader::new(octets);
    let outer = reader.expect(Tag::SEQUENCE).ok()?;
    reader.finish().ok()?;
    Some(outer)
}

#[cfg(test)]
mod tests {
    extern crate std;

    use super::*;

    #[test]
    fn a_key_is_an_algorithm_and_a_bit_string() {
        assert_eq!(key_bits(b"\x30\x06\x30\x00\x03\x02\x00\x07"), Some(&[7][..]));
        for octets in
            [&b""[..], b"\x30\x00", b"\x30\x02\x30\x00", b"\x30\x06\x30\x00\x03\x02\x00\x07\x00", b"-----BEGIN"]
        {
            assert_eq!(key_bits(octets), None, "{octets:?}");
        }
    }

    #[test]
    fn the_key_of_a_certificate_is_found_without_reading_its_names() {
        // Version absent, serial 5, and four SEQUENCEs without content: no name, no validity.
        let tbs = b"\x30\x13\x02\x01\x05\x30\x00\x30\x00\x30\x00\x30\x00\x30\x06\x30\x00\x03\x02\x00\x07";
        let certificate = [b"\x30\x1a", &tbs[..], b"\x30\x00\x03\x01\x00"].concat();
        assert_eq!(selected(&certificate, Selector::SPKI), Some(&b"\x30\x06\x30\x00\x03\x02\x00\x07"[..]));
        assert_eq!(selected(&certificate, Selector::CERT), Some(&certificate[..]));
        assert_eq!(selected(&certificate, Selector(2)), None);
        assert_eq!(selected(&certificate[1..], Selector::SPKI), None);
    }
}
