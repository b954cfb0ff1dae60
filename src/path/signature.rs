//! Which algorithm verifies a signature, and what it means when none does.
//!
//! A signature is bad when an algorithm that fits it says so. A key that the algorithms do not take, and a key that is none,
//! say nothing about the signature: those are unsupported, with the reason. Keys are read as far as that takes, without
//! cryptography.

use alloc::string::ToString;
use core::fmt;
use core::ops::RangeInclusive;

use const_oid::ObjectIdentifier;
use rustls_pki_types::SignatureVerificationAlgorithm;

use crate::certificate::Certificate;
use crate::constraints::level::Position;
use crate::der::oid::Oid;
use crate::der::{Reader, Tag};
use crate::path::rejection::{Rejection, RejectionKind};

/// The RSA keys that a caller's algorithms verify with, by the bits of their modulus.
///
/// `SignatureVerificationAlgorithm` does not say which keys it takes, and calls a signature invalid when it does not take
/// the key. So the caller says it here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct RsaKeyBits {
    /// The bits of the smallest modulus.
    pub smallest: u32,
    /// The bits of the largest modulus.
    pub largest: u32,
}

impl Default for RsaKeyBits {
    /// Returns 2048 to 8192 bits: what `ring` and AWS-LC verify with, and with them the providers of rustls. TLS BR §6.1.5
    /// asks for at least 2048.
    fn default() -> Self {
        Self { smallest: 2048, largest: 8192 }
    }
}

impl From<RangeInclusive<u32>> for RsaKeyBits {
    fn from(bits: RangeInclusive<u32>) -> Self {
        let (smallest, largest) = bits.into_inner();
        Self { smallest, largest }
    }
}

/// The largest public exponent that `ring` and AWS-LC take, in bits.
const USUAL_EXPONENT_BITS: usize = 33;

/// A signature, its key, and the algorithm that verifies it.
pub(crate) struct SignatureCheck<'b, 'a> {
    algorithm: &'b dyn SignatureVerificationAlgorithm,
    certificate: &'b Certificate<'a>,
    key: PublicKey<'b>,
}

impl<'b, 'a> SignatureCheck<'b, 'a> {
    /// Chooses the algorithm for the signature of a certificate by a key, which is the content of a subjectPublicKeyInfo.
    ///
    /// # Errors
    ///
    /// [`Unsupported`] if there is none, or if the key is none that it takes.
    pub(crate) fn new(
        algorithms: &'b [&'b dyn SignatureVerificationAlgorithm],
        rsa_key_bits: RsaKeyBits,
        certificate: &'b Certificate<'a>,
        issuer_spki: &'b [u8],
    ) -> Result<Self, Unsupported<'b>> {
        let signature = certificate.signature_algorithm();
        let key = PublicKey::read(issuer_spki).ok_or(Unsupported::UnreadableKey)?;
        let signs =
            |algorithm: &&&dyn SignatureVerificationAlgorithm| algorithm.signature_alg_id().as_ref() == signature;
        let takes =
            |algorithm: &&&dyn SignatureVerificationAlgorithm| algorithm.public_key_alg_id().as_ref() == key.algorithm;
        let fitting = algorithms.iter().filter(signs).find(takes);
        let algorithm = *fitting.ok_or_else(|| {
            match (algorithms.iter().any(|own| signs(&own)), algorithms.iter().any(|own| takes(&own))) {
                (false, _) => Unsupported::Signature(signature),
                (true, false) => Unsupported::Key(key.algorithm),
                (true, true) => Unsupported::Together { signature, key: key.algorithm },
            }
        })?;
        if key.is_rsa() {
            let bits = RsaKey::read(key.octets).map_err(Unsupported::RsaKey)?.modulus_bits;
            let is_taken =
                u32::try_from(bits).is_ok_and(|bits| (rsa_key_bits.smallest..=rsa_key_bits.largest).contains(&bits));
            if !is_taken {
                return Err(Unsupported::RsaModulus(bits));
            }
        }
        Ok(Self { algorithm, certificate, key })
    }

    /// Verifies the signature.
    ///
    /// # Errors
    ///
    /// [`SignatureFault`]: the signature is bad, unless the key is of a kind that not every algorithm takes.
    pub(crate) fn verify(&self) -> Result<(), SignatureFault<'b>> {
        let (certificate, key) = (self.certificate, self.key);
        let verified = self.algorithm.verify_signature(key.octets, certificate.tbs(), certificate.signature());
        verified.map_err(|_| key.unusual().map_or(SignatureFault::Bad, SignatureFault::Unsupported))
    }
}

/// Why the signature of a certificate was not verified.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SignatureFault<'b> {
    /// It does not verify.
    Bad,
    /// Whether it would verify is unknown.
    Unsupported(Unsupported<'b>),
}

impl SignatureFault<'_> {
    /// Returns the rejection of the certificate at a position.
    pub(crate) fn rejection(&self, position: Position) -> Rejection {
        match self {
            Self::Bad => Rejection::new(RejectionKind::BadSignature, Some(position)),
            Self::Unsupported(reason) => {
                let rejection = Rejection::new(RejectionKind::UnsupportedSignatureAlgorithm, Some(position));
                rejection.with_detail(reason.to_string())
            }
        }
    }
}

/// Why no algorithm verifies a signature. Algorithms are the content of an AlgorithmIdentifier.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unsupported<'b> {
    /// The issuer's subjectPublicKeyInfo is none.
    UnreadableKey,
    /// No algorithm makes such signatures.
    Signature(&'b [u8]),
    /// No algorithm takes such keys.
    Key(&'b [u8]),
    /// Some make such signatures, and some take such keys, and none does both.
    Together { signature: &'b [u8], key: &'b [u8] },
    /// An RSA key that is none, and why.
    RsaKey(&'static str),
    /// An RSA key with a modulus of so many bits.
    RsaModulus(usize),
    /// An RSA key with a public exponent of so many bits.
    RsaExponent(usize),
    /// An elliptic curve key that is not an uncompressed point, and why.
    Point(&'static str),
}

impl fmt::Display for Unsupported<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::UnreadableKey => f.write_str("the key of its issuer cannot be read"),
            Self::Signature(algorithm) => write!(f, "signature algorithm {}", Named(algorithm)),
            Self::Key(algorithm) => write!(f, "{}", KeyNamed(algorithm)),
            Self::Together { signature, key } => write!(f, "{} by {}", Named(signature), KeyNamed(key)),
            Self::RsaKey(why) => write!(f, "RSA key {why}"),
            Self::RsaModulus(bits) => write!(f, "RSA key of {bits} bits"),
            Self::RsaExponent(bits) => write!(f, "RSA key with a public exponent of {bits} bits"),
            Self::Point(why) => write!(f, "elliptic curve key {why}"),
        }
    }
}

/// Returns the algorithm of a key: the content of its AlgorithmIdentifier. Returns `None` if `spki` is not the content of a
/// subjectPublicKeyInfo.
pub(crate) fn key_algorithm(spki: &[u8]) -> Option<&[u8]> {
    PublicKey::read(spki).map(|key| key.algorithm)
}

/// A subjectPublicKeyInfo (RFC 5280 §4.1.2.7).
#[derive(Clone, Copy, Debug)]
struct PublicKey<'b> {
    /// The content of its AlgorithmIdentifier.
    algorithm: &'b [u8],
    octets: &'b [u8],
}

impl<'b> PublicKey<'b> {
    /// Returns the key in the content of a subjectPublicKeyInfo, or `None` if it is none, or no whole number of octets.
    fn read(content: &'b [u8]) -> Option<Self> {
        let mut fields = Reader::new(content);
        let algorithm = fields.expect(Tag::SEQUENCE).ok()?.value();
        let (octets, unused) = fields.bit_string().ok()?;
        fields.finish().ok()?;
        (unused == 0).then_some(Self { algorithm, octets })
    }

    fn is_rsa(&self) -> bool {
        Algorithm::read(self.algorithm).is_some_and(|algorithm| algorithm.id == RSA_ENCRYPTION)
    }

    /// Returns what not every algorithm takes in such a key, or `None` if there is nothing of the kind.
    ///
    /// Q: When an algorithm says no to a compressed point, is the signature bad?
    /// A: That is unknown: RFC 5480 §2.2 leaves the form to the implementation, as others leave exponents of more than 33
    ///    bits. (`an_unusual_key_is_no_bad_signature`)
    fn unusual(&self) -> Option<Unsupported<'static>> {
        let id = Algorithm::read(self.algorithm)?.id;
        if id == RSA_ENCRYPTION {
            let bits = RsaKey::read(self.octets).ok()?.exponent_bits;
            return (bits > USUAL_EXPONENT_BITS).then_some(Unsupported::RsaExponent(bits));
        }
        if id == ID_EC_PUBLIC_KEY {
            return match self.octets.first() {
                Some(0x04) => None,
                Some(0x02 | 0x03) => Some(Unsupported::Point("in compressed form")),
                _ => Some(Unsupported::Point("in a form that RFC 5480 §2.2 forbids")),
            };
        }
        None
    }
}

/// An RSAPublicKey (RFC 8017 §A.1.1), by its size.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct RsaKey {
    modulus_bits: usize,
    exponent_bits: usize,
}

impl RsaKey {
    /// Returns the size of a key, or why it is no key.
    fn read(octets: &[u8]) -> Result<Self, &'static str> {
        let numbers = || {
            let mut outer = Reader::new(octets);
            let mut fields = outer.expect(Tag::SEQUENCE).ok()?.reader();
            outer.finish().ok()?;
            let (modulus, exponent) = (fields.integer().ok()?.value(), fields.integer().ok()?.value());
            fields.finish().ok()?;
            Some((modulus, exponent))
        };
        let (modulus, exponent) = numbers().ok_or("that is no RSAPublicKey")?;
        let modulus_bits = bits_of_odd(modulus).ok_or("with a modulus that is no odd positive number")?;
        // RFC 8017 §3.1: odd, as every number is that shares no factor with an even one, and at least 3.
        let exponent_bits = bits_of_odd(exponent).filter(|bits| *bits > 1);
        let exponent_bits = exponent_bits.ok_or("with a public exponent that is no odd number from 3 up")?;
        Ok(Self { modulus_bits, exponent_bits })
    }
}

/// Returns the bits of an odd positive number, from the content of an INTEGER; `None` for another one.
fn bits_of_odd(content: &[u8]) -> Option<usize> {
    let is_negative = content.first()? & 0x80 != 0;
    let is_odd = content.last()? & 1 == 1;
    let bare = content.strip_prefix(&[0]).unwrap_or(content);
    let unused = usize::try_from(bare.first()?.leading_zeros()).ok()?;
    (is_odd && !is_negative).then(|| bare.len().saturating_mul(8).saturating_sub(unused))
}

/// The content of an AlgorithmIdentifier (RFC 5280 §4.1.1.2).
struct Algorithm<'b> {
    id: Oid<'b>,
    /// The parameters: header and content, empty if there are none.
    parameters: &'b [u8],
}

impl<'b> Algorithm<'b> {
    fn read(content: &'b [u8]) -> Option<Self> {
        let mut fields = Reader::new(content);
        let id = Oid::from_element(&fields.expect(Tag::OBJECT_IDENTIFIER).ok()?).ok()?;
        Some(Self { id, parameters: fields.rest() })
    }

    /// Returns whether the parameters are absent or NULL, which is all that most algorithms have.
    fn is_plain(&self) -> bool {
        matches!(self.parameters, [] | [0x05, 0x00])
    }
}

const RSA_ENCRYPTION: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");
const ID_EC_PUBLIC_KEY: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.2.1");

/// Algorithms of signatures and keys that people know by name: RFC 3279 §2, RFC 4055, RFC 5480 §2, RFC 5758, RFC 8410 §3,
/// RFC 9881 §2.
const ALGORITHMS: [(ObjectIdentifier, &str); 24] = [
    (RSA_ENCRYPTION, "RSA"),
    (ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.2"), "RSA with MD2"),
    (ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.4"), "RSA with MD5"),
    (ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.5"), "RSA with SHA-1"),
    (ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.10"), "RSASSA-PSS"),
    (ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.11"), "RSA with SHA-256"),
    (ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.12"), "RSA with SHA-384"),
    (ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.13"), "RSA with SHA-512"),
    (ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.14"), "RSA with SHA-224"),
    (ObjectIdentifier::new_unwrap("1.2.840.10040.4.1"), "DSA"),
    (ObjectIdentifier::new_unwrap("1.2.840.10040.4.3"), "DSA with SHA-1"),
    (ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.3.1"), "DSA with SHA-224"),
    (ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.3.2"), "DSA with SHA-256"),
    (ID_EC_PUBLIC_KEY, "elliptic curve"),
    (ObjectIdentifier::new_unwrap("1.2.840.10045.4.1"), "ECDSA with SHA-1"),
    (ObjectIdentifier::new_unwrap("1.2.840.10045.4.3.1"), "ECDSA with SHA-224"),
    (ObjectIdentifier::new_unwrap("1.2.840.10045.4.3.2"), "ECDSA with SHA-256"),
    (ObjectIdentifier::new_unwrap("1.2.840.10045.4.3.3"), "ECDSA with SHA-384"),
    (ObjectIdentifier::new_unwrap("1.2.840.10045.4.3.4"), "ECDSA with SHA-512"),
    (ObjectIdentifier::new_unwrap("1.3.101.112"), "Ed25519"),
    (ObjectIdentifier::new_unwrap("1.3.101.113"), "Ed448"),
    (ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.3.17"), "ML-DSA-44"),
    (ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.3.18"), "ML-DSA-65"),
    (ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.3.19"), "ML-DSA-87"),
];

/// Curves that people know by name: RFC 5480 §2.1.1.1, SEC 2 §2, RFC 5639 §4.1.
const CURVES: [(ObjectIdentifier, &str); 9] = [
    (ObjectIdentifier::new_unwrap("1.2.840.10045.3.1.1"), "P-192"),
    (ObjectIdentifier::new_unwrap("1.2.840.10045.3.1.7"), "P-256"),
    (ObjectIdentifier::new_unwrap("1.3.132.0.10"), "secp256k1"),
    (ObjectIdentifier::new_unwrap("1.3.132.0.33"), "P-224"),
    (ObjectIdentifier::new_unwrap("1.3.132.0.34"), "P-384"),
    (ObjectIdentifier::new_unwrap("1.3.132.0.35"), "P-521"),
    (ObjectIdentifier::new_unwrap("1.3.36.3.3.2.8.1.1.7"), "brainpoolP256r1"),
    (ObjectIdentifier::new_unwrap("1.3.36.3.3.2.8.1.1.11"), "brainpoolP384r1"),
    (ObjectIdentifier::new_unwrap("1.3.36.3.3.2.8.1.1.13"), "brainpoolP512r1"),
];

/// An object identifier in words, with its numbers behind them, or alone if it has no words.
fn write_named(f: &mut fmt::Formatter<'_>, names: &[(ObjectIdentifier, &str)], id: Oid<'_>) -> fmt::Result {
    match names.iter().find(|(known, _)| id == *known) {
        Some((_, name)) => write!(f, "{name} ({id})"),
        None => write!(f, "{id}"),
    }
}

/// The algorithm of a signature, in words.
struct Named<'b>(&'b [u8]);

impl fmt::Display for Named<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(algorithm) = Algorithm::read(self.0) else { return f.write_str("that cannot be read") };
        write_named(f, &ALGORITHMS, algorithm.id)?;
        f.write_str(if algorithm.is_plain() { "" } else { " with these parameters" })
    }
}

/// The algorithm of a key, in words.
struct KeyNamed<'b>(&'b [u8]);

impl fmt::Display for KeyNamed<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(algorithm) = Algorithm::read(self.0) else {
            return f.write_str("key of an algorithm that cannot be read");
        };
        if algorithm.id != ID_EC_PUBLIC_KEY {
            f.write_str("key of ")?;
            return Named(self.0).fmt(f);
        }
        // ECParameters (RFC 5480 §2.1.1): namedCurve, and two choices that certificates must not use.
        let mut parameters = Reader::new(algorithm.parameters);
        match parameters.element() {
            Ok(element) if element.tag() == Tag::OBJECT_IDENTIFIER => match Oid::from_element(&element) {
                Ok(curve) => {
                    f.write_str("elliptic curve key on ")?;
                    write_named(f, &CURVES, curve)
                }
                Err(_) => f.write_str("elliptic curve key on a curve that cannot be read"),
            },
            Ok(element) if element.tag() == Tag::SEQUENCE => {
                f.write_str("elliptic curve key on a curve with explicit parameters, which RFC 5480 §2.1.1 forbids")
            }
            _ => f.write_str("elliptic curve key without a named curve"),
        }
    }
}

#[cfg(test)]
mod tests {
    use alloc::string::ToString;
    use alloc::vec;
    use alloc::vec::Vec;

    use super::*;

    fn key(modulus: &[u8], exponent: &[u8]) -> Vec<u8> {
        let integer = |content: &[u8]| [&[0x02, u8::try_from(content.len()).unwrap()], content].concat();
        let both = [integer(modulus), integer(exponent)].concat();
        [&[0x30, u8::try_from(both.len()).unwrap()], both.as_slice()].concat()
    }

    #[test]
    fn the_size_of_an_rsa_key_is_that_of_its_modulus() {
        let sizes = |modulus_bits, exponent_bits| Ok(RsaKey { modulus_bits, exponent_bits });
        assert_eq!(RsaKey::read(&key(&[0x00, 0x80, 0x01], &[0x03])), sizes(16, 2));
        assert_eq!(RsaKey::read(&key(&[0x40, 0x01], &[0x01, 0x00, 0x01])), sizes(15, 17));
        assert_eq!(RsaKey::read(&key(&[0x01, 0x00, 0x01], &[0x01, 0, 0, 0, 0x01])), sizes(17, 33));
        let (no_modulus, no_exponent) = (
            Err("with a modulus that is no odd positive number"),
            Err("with a public exponent that is no odd number from 3 up"),
        );
        for modulus in [&[0x00][..], &[0x40, 0x00], &[0x80, 0x01], &[0xff]] {
            assert_eq!(RsaKey::read(&key(modulus, &[0x03])), no_modulus, "{modulus:02x?}");
        }
        for exponent in [&[0x00][..], &[0x01], &[0x02], &[0xfd]] {
            assert_eq!(RsaKey::read(&key(&[0x41], exponent)), no_exponent, "{exponent:02x?}");
        }
        for none in [
            &[][..],
            b"key",
            &[0x30, 0x03, 0x02, 0x01, 0x03],
            &key(&[0x00, 0x41], &[0x03]),
            &[key(&[0x41], &[3]), vec![0]].concat(),
        ] {
            assert_eq!(RsaKey::read(none), Err("that is no RSAPublicKey"), "{none:02x?}");
        }
    }

    #[test]
    fn an_algorithm_without_a_name_is_shown_by_its_numbers() {
        let shown = |octets: &[u8]| Unsupported::Signature(octets).to_string();
        assert_eq!(shown(&[0x06, 0x03, 0x2b, 0x65, 0x71]), "signature algorithm Ed448 (1.3.101.113)");
        assert_eq!(shown(&[0x06, 0x02, 0x2a, 0x03]), "signature algorithm 1.2.3");
        assert_eq!(shown(&[0x06, 0x02, 0x2a, 0x03, 0x30, 0x00]), "signature algorithm 1.2.3 with these parameters");
        assert_eq!(shown(b"x"), "signature algorithm that cannot be read");
    }
}
