//! What the data of records that do not match may be instead: mistakes that publishers make.

use alloc::collections::{BTreeMap, BTreeSet};
use alloc::vec::Vec;

use crate::delegation::dane::no_match::TlsaHint;
use crate::delegation::dane::selected::{key_bits, selected};
use crate::delegation::dane::sent::digest;
use crate::delegation::digests::Digests;
use crate::delegation::dns::{CertificateUsage, MatchingType, Selector, Tlsa};

/// What was taken of a certificate.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Taken {
    Selected(Selector),
    Pem,
    BareKey,
}

/// What the data of a record can be, for each certificate of a chain: computed once for all records.
pub(crate) struct Hints {
    by_data: BTreeMap<Vec<u8>, (usize, Taken)>,
    nothing: BTreeSet<Vec<u8>>,
}

impl Hints {
    /// Returns the hints about records of these matching types.
    pub(crate) fn new(chain: &[&[u8]], matching_types: &BTreeSet<MatchingType>, digests: &dyn Digests) -> Self {
        let mut hints = Self { by_data: BTreeMap::new(), nothing: BTreeSet::new() };
        for matching_type in matching_types {
            hints.nothing.extend(digest(digests, *matching_type, b""));
            for (certificate, der) in chain.iter().enumerate() {
                for (taken, octets) in taken(der) {
                    let data = digest(digests, *matching_type, &octets);
                    let is_full = *matching_type == MatchingType::FULL;
                    if let Some(data) = data.or_else(|| is_full.then_some(octets)) {
                        // What is near the end entity comes first.
                        hints.by_data.entry(data).or_insert((certificate, taken));
                    }
                }
            }
        }
        hints
    }

    /// Returns what the data of a record that does not match are, or `None` if nothing is known of them.
    pub(crate) fn of(&self, record: &Tlsa<'_>) -> Option<TlsaHint> {
        if self.nothing.contains(record.data) {
            return Some(TlsaHint::OfNothing);
        }
        let (certificate, taken) = *self.by_data.get(record.data)?;
        let for_end_entity = matches!(record.usage, CertificateUsage::DANE_EE | CertificateUsage::PKIX_EE);
        match taken {
            Taken::Pem => Some(TlsaHint::OfPem { certificate }),
            Taken::BareKey => Some(TlsaHint::OfBareKey { certificate }),
            Taken::Selected(_) if for_end_entity && certificate != 0 => Some(TlsaHint::OfIssuer { certificate }),
            Taken::Selected(_) if !for_end_entity && certificate == 0 => Some(TlsaHint::OfEndEntity),
            Taken::Selected(selector) if selector != record.selector => Some(TlsaHint::OtherSelector(selector)),
            Taken::Selected(_) => None,
        }
    }
}

/// What publishers take of a certificate, rightly or not.
fn taken(der: &[u8]) -> Vec<(Taken, Vec<u8>)> {
    let mut all = Vec::from([(Taken::Selected(Selector::CERT), der.to_vec()), (Taken::Pem, pem("CERTIFICATE", der))]);
    if let Some(spki) = selected(der, Selector::SPKI) {
        all.push((Taken::Selected(Selector::SPKI), spki.to_vec()));
        all.push((Taken::Pem, pem("PUBLIC KEY", spki)));
        all.extend(key_bits(spki).map(|bits| (Taken::BareKey, bits.to_vec())));
    }
    all
}

/// The base64 alphabet (RFC 4648 §4).
const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// Returns the octets as PEM, in lines of 64 characters, as `openssl x509` writes it (RFC 7468 §2).
fn pem(label: &str, octets: &[u8]) -> Vec<u8> {
    let character = |value: u32| ALPHABET.get(usize::try_from(value & 63).unwrap_or_default()).copied();
    let mut text = [b"-----BEGIN ", label.as_bytes(), b"-----\n"].concat();
    for line in octets.chunks(48) {
        for group in line.chunks(3) {
            let bits = (0..3).fold(0u32, |bits, place| bits << 8 | u32::from(group.get(place).copied().unwrap_or(0)));
            let characters = [18, 12, 6, 0].map(|shift| character(bits >> shift));
            let filled = group.len().saturating_add(1);
            text.extend(characters.into_iter().flatten().take(filled));
            text.extend(core::iter::repeat_n(b'=', 4usize.saturating_sub(filled)));
        }
        text.push(b'\n');
    }
    text.extend([b"-----END ", label.as_bytes(), b"-----\n"].concat());
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pem_is_as_openssl_writes_it() {
        let lines = b"-----BEGIN PUBLIC KEY-----\n\
            AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISIjJCUmJygpKissLS4v\nMDE=\n-----END PUBLIC KEY-----\n";
        let octets: Vec<u8> = (0..50).collect();
        assert_eq!(pem("PUBLIC KEY", &octets), lines);
        assert_eq!(pem("X", b"\xff"), b"-----BEGIN X-----\n/w==\n-----END X-----\n");
        assert_eq!(pem("X", b""), b"-----BEGIN X-----\n-----END X-----\n");
    }
}
