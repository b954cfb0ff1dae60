//! One fingerprint: the name of a hash function and the hash of a certificate in base64, and why one cannot be used.

use core::fmt;

use base64ct::{Base64Unpadded, Encoding};

use crate::certificate::Certificate;
use crate::citation::Citation;
use crate::delegation::digests::Digests;

/// The hash functions whose fingerprints are used, from the weakest to the strongest.
///
/// ```
/// use srvname::delegation::posh::HashFunction;
///
/// assert_eq!(HashFunction::Sha256.name(), "sha-256");
/// assert!(HashFunction::Sha512 > HashFunction::Sha384);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum HashFunction {
    /// `sha-256`.
    Sha256,
    /// `sha-384`.
    Sha384,
    /// `sha-512`.
    Sha512,
}

impl HashFunction {
    /// Every one that is used.
    pub const ALL: [Self; 3] = [Self::Sha256, Self::Sha384, Self::Sha512];

    /// Returns the textual name, which is a member name of a descriptor (RFC 7711 §3.1, IANA's Hash Function Textual Names).
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Sha256 => "sha-256",
            Self::Sha384 => "sha-384",
            Self::Sha512 => "sha-512",
        }
    }

    /// Returns the length of a hash, in octets.
    #[must_use]
    pub const fn octets(self) -> usize {
        match self {
            Self::Sha256 => 32,
            Self::Sha384 => 48,
            Self::Sha512 => 64,
        }
    }

    /// Returns the function that a name in another spelling means, such as `SHA-256`, `sha256` or `sha_256`; `None` if it
    /// means none of these.
    pub(super) fn meant_by(name: &str) -> Option<Self> {
        let letters = |name: &str| {
            let without = name.bytes().filter(|octet| !matches!(octet, b'-' | b'_' | b' '));
            without.map(|octet| octet.to_ascii_lowercase()).take(8).collect::<alloc::vec::Vec<_>>()
        };
        Self::ALL.into_iter().find(|function| letters(function.name()) == letters(name))
    }
}

impl fmt::Display for HashFunction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The hash functions of the registry that are not used, because somebody may make a second certificate with the same hash.
///
/// Q: RFC 7711 forbids none of them. Why is `sha-1` not used?
/// A: §10 asks to leave a function that is attacked, and a hash is all that a certificate is checked by. Three functions are
///    left that nobody has to do without. (`tests/posh.rs`, `weak_hash_functions_are_not_used`)
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum WeakHashFunction {
    /// `md2`.
    Md2,
    /// `md5`.
    Md5,
    /// `sha-1`.
    Sha1,
    /// `sha-224`.
    Sha224,
}

impl WeakHashFunction {
    const ALL: [Self; 4] = [Self::Md2, Self::Md5, Self::Sha1, Self::Sha224];

    /// Returns the textual name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Md2 => "md2",
            Self::Md5 => "md5",
            Self::Sha1 => "sha-1",
            Self::Sha224 => "sha-224",
        }
    }
}

/// The hash of a certificate in DER (RFC 7711 §3.1), decoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Fingerprint {
    /// Of SHA-256.
    Sha256([u8; 32]),
    /// Of SHA-384.
    Sha384([u8; 48]),
    /// Of SHA-512.
    Sha512([u8; 64]),
}

impl Fingerprint {
    /// Returns the fingerprint of a certificate: the hash of all of its DER, and not of its key.
    #[must_use]
    pub fn of_certificate(function: HashFunction, certificate: &Certificate<'_>, digests: &dyn Digests) -> Self {
        Self::of_octets(function, certificate.der(), digests)
    }

    /// Returns the hash of any octets.
    pub(super) fn of_octets(function: HashFunction, octets: &[u8], digests: &dyn Digests) -> Self {
        match function {
            HashFunction::Sha256 => Self::Sha256(digests.sha256(octets)),
            HashFunction::Sha384 => Self::Sha384(digests.sha384(octets)),
            HashFunction::Sha512 => Self::Sha512(digests.sha512(octets)),
        }
    }

    /// Returns the hash function.
    #[must_use]
    pub const fn function(&self) -> HashFunction {
        match self {
            Self::Sha256(_) => HashFunction::Sha256,
            Self::Sha384(_) => HashFunction::Sha384,
            Self::Sha512(_) => HashFunction::Sha512,
        }
    }

    /// Returns the hash.
    #[must_use]
    pub const fn digest(&self) -> &[u8] {
        match self {
            Self::Sha256(digest) => digest,
            Self::Sha384(digest) => digest,
            Self::Sha512(digest) => digest,
        }
    }
}

/// How a value ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Padding {
    /// As RFC 4648 §4 asks.
    Complete,
    /// Without the `=` that RFC 4648 §4 asks for.
    Missing,
}

/// Decodes the value of a member of a descriptor.
///
/// Q: RFC 4648 §4 asks for padding, and the second example of RFC 7711 §3.1 has a value without. Is that one usable?
/// A: Yes, with a note: nothing is lost without the `=`, and whoever wrote a document by that example must not be refused.
///    Pad *bits* that are not zero would let one hash be written in several ways, and §3.1 forbids them.
///    (`src/delegation/posh/fingerprint.rs`, `padding_is_optional_and_pad_bits_are_zero`)
pub(super) fn decode(function: HashFunction, text: &str) -> Result<(Fingerprint, Padding), FingerprintFault> {
    if text.contains(char::is_whitespace) {
        return Err(FingerprintFault::WhiteSpace);
    }
    if is_hex(text, function) {
        return Err(FingerprintFault::Hex);
    }
    let bare = text.trim_end_matches('=');
    if bare.bytes().any(|octet| !is_base64(octet)) {
        let is_url_safe = bare.bytes().all(|octet| is_base64(octet) || matches!(octet, b'-' | b'_'));
        return Err(if is_url_safe { FingerprintFault::UrlSafeAlphabet } else { FingerprintFault::Character });
    }
    // Four characters hold three octets; what is left over holds one octet or two, or nothing.
    let wanted = match bare.len() % 4 {
        2 => 2,
        3 => 1,
        _ => 0,
    };
    let padding = match text.len().saturating_sub(bare.len()) {
        given if given == wanted => Padding::Complete,
        0 => Padding::Missing,
        _ => return Err(FingerprintFault::Padding),
    };
    let octets = bare.len().saturating_mul(3) / 4;
    if octets != function.octets() {
        return Err(FingerprintFault::Length(octets));
    }
    let mut room = [0; 64];
    // Alphabet and length are right, so all that is refused here is a pad bit that is not zero.
    let digest = Base64Unpadded::decode(bare, &mut room).map_err(|_| FingerprintFault::PadBits)?;
    let fingerprint = match function {
        HashFunction::Sha256 => digest.first_chunk().copied().map(Fingerprint::Sha256),
        HashFunction::Sha384 => digest.first_chunk().copied().map(Fingerprint::Sha384),
        HashFunction::Sha512 => digest.first_chunk().copied().map(Fingerprint::Sha512),
    };
    fingerprint.map(|fingerprint| (fingerprint, padding)).ok_or(FingerprintFault::Length(octets))
}

const fn is_base64(octet: u8) -> bool {
    octet.is_ascii_alphanumeric() || matches!(octet, b'+' | b'/')
}

/// Returns `true` for a hash of this function in hexadecimal, with colons or without.
fn is_hex(text: &str, function: HashFunction) -> bool {
    let digits = text.bytes().filter(u8::is_ascii_hexdigit).count();
    digits == function.octets().saturating_mul(2)
        && text.bytes().all(|octet| octet.is_ascii_hexdigit() || octet == b':')
}

/// A fingerprint that is not used, and why. It spoils itself: its descriptor and its document are what they would be
/// without it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum UnusableFingerprint {
    /// The hash function is used, and the value is none of its hashes.
    Value(HashFunction, FingerprintFault),
    /// The hash function is too weak.
    WeakHash(WeakHashFunction),
    /// The hash function is not known. `meant` is the one whose name it nearly is.
    UnknownHash {
        /// The function that another spelling of its name means.
        meant: Option<HashFunction>,
    },
}

impl UnusableFingerprint {
    /// Returns the weak hash function of this name, or one that is not known.
    pub(super) fn of_name(name: &str) -> Self {
        match WeakHashFunction::ALL.into_iter().find(|weak| weak.name() == name) {
            Some(weak) => Self::WeakHash(weak),
            None => Self::UnknownHash { meant: HashFunction::meant_by(name) },
        }
    }

    /// Returns the section by which it is not used.
    #[must_use]
    pub const fn citation(&self) -> Citation {
        match self {
            Self::Value(..) => Citation::new("RFC 7711", "3.1"),
            Self::WeakHash(_) => Citation::new("RFC 7711", "10"),
            Self::UnknownHash { .. } => Citation::new("RFC 7711", "3.3"),
        }
    }
}

impl fmt::Display for UnusableFingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Value(function, fault) => {
                write!(f, "the value of {function} {fault}")?;
                match fault {
                    FingerprintFault::Length(octets) if is_hex_of(*octets, *function) => {
                        write!(f, " where a hash has {}: is it the base64 of hexadecimal digits?", function.octets())
                    }
                    FingerprintFault::Length(_) => write!(f, " where a hash has {}", function.octets()),
                    _ => Ok(()),
                }
            }
            Self::WeakHash(weak) => write!(f, "{} is too weak; use sha-256 or sha-512", weak.name()),
            Self::UnknownHash { meant: Some(meant) } => write!(f, "unknown name of a hash function; is {meant} meant?"),
            Self::UnknownHash { meant: None } => f.write_str("unknown name of a hash function"),
        }
    }
}

/// Returns `true` if so many octets are the digits of a hash, with a line end or without.
const fn is_hex_of(octets: usize, function: HashFunction) -> bool {
    let digits = function.octets().saturating_mul(2);
    octets == digits || octets == digits.saturating_add(1)
}

/// Why a value is no hash of its function.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum FingerprintFault {
    /// It is no JSON string.
    NotText,
    /// It holds white space, which the examples of RFC 7711 §3.1 have for their readers only.
    WhiteSpace,
    /// It is hexadecimal.
    Hex,
    /// It is in the alphabet for URLs (RFC 4648 §5).
    UrlSafeAlphabet,
    /// It holds another character that base64 has not (RFC 4648 §4).
    Character,
    /// It has another number of `=` than it needs, and not none.
    Padding,
    /// The bits that no octet uses are not zero.
    PadBits,
    /// It has another length: so many octets.
    Length(usize),
}

impl fmt::Display for FingerprintFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotText => "is no string",
            Self::WhiteSpace => "holds white space; write it in one line",
            Self::Hex => "is hexadecimal; write the hash in base64",
            Self::UrlSafeAlphabet => "is in the alphabet for URLs; use that of RFC 4648 §4, with + and /",
            Self::Character => "holds a character that base64 has not",
            Self::Padding => "has the wrong number of =",
            Self::PadBits => "has pad bits that are not zero",
            Self::Length(octets) => return write!(f, "has {octets} octets"),
        })
    }
}

#[cfg(test)]
mod tests {
    use alloc::string::ToString;

    use super::*;

    /// RFC 7711 §3.1, its first example.
    const SHA256: &str = "4/mggdlVx8A3pvHAWW5sD+qJyMtUHgiRuPjVC48N0XQ=";
    const SHA512: &str = "25N+1hB2Vo42l9lSGqw+n3BKFhDHsyork8ou+D9B43TXeJ1J81mdQEDqm39oR/EHkPBDDG1y5+AG94Kec0xVqA==";

    #[test]
    fn the_values_of_the_rfc() {
        let (fingerprint, padding) = decode(HashFunction::Sha256, SHA256).unwrap();
        assert_eq!((fingerprint.function(), padding), (HashFunction::Sha256, Padding::Complete));
        assert_eq!(fingerprint.digest()[..4], [0xe3, 0xf9, 0xa0, 0x81]);
        let (fingerprint, _) = decode(HashFunction::Sha512, SHA512).unwrap();
        assert_eq!(fingerprint.digest().len(), 64);
        // The second example, without padding.
        let unpadded = "4/mggdlVx8A3pvHAWW5sD+qJyMtUHgiRuPjVC48N0XQ";
        let (unpadded, padding) = decode(HashFunction::Sha256, unpadded).unwrap();
        assert_eq!(padding, Padding::Missing);
        assert_eq!(unpadded, decode(HashFunction::Sha256, SHA256).unwrap().0);
    }

    #[test]
    fn padding_is_optional_and_pad_bits_are_zero() {
        let bare = SHA512.trim_end_matches('=');
        assert!(decode(HashFunction::Sha512, bare).is_ok());
        for wrong in ["=", "===", "===="] {
            let text = [bare, wrong].concat();
            assert_eq!(decode(HashFunction::Sha512, &text), Err(FingerprintFault::Padding), "{wrong}");
        }
        // Of the last character of 43, four bits are a hash's and two are not: `Q` is 010000.
        for (last, is_zero) in [('Q', true), ('R', false), ('S', false), ('T', false), ('U', true)] {
            let text = ["4/mggdlVx8A3pvHAWW5sD+qJyMtUHgiRuPjVC48N0X", &last.to_string(), "="].concat();
            assert_eq!(decode(HashFunction::Sha256, &text).is_ok(), is_zero, "{last}");
            if !is_zero {
                assert_eq!(decode(HashFunction::Sha256, &text), Err(FingerprintFault::PadBits));
            }
        }
        // Of SHA-384 no bit is left over.
        assert!(decode(HashFunction::Sha384, &"/".repeat(64)).is_ok());
        assert_eq!(
            decode(HashFunction::Sha384, &["/".repeat(64).as_str(), "="].concat()),
            Err(FingerprintFault::Padding)
        );
    }

    #[test]
    fn what_is_no_value() {
        let hex = "e3f9a081d955c7c037a6f1c0596e6c0fea89c8cb541e0891b8f8d50b8f0dd174";
        let with_colons = hex.as_bytes().chunks(2).map(|pair| core::str::from_utf8(pair).unwrap());
        let with_colons = with_colons.collect::<alloc::vec::Vec<_>>().join(":").to_uppercase();
        for (text, fault) in [
            ("", FingerprintFault::Length(0)),
            ("=", FingerprintFault::Padding),
            ("A", FingerprintFault::Length(0)),
            ("AAAA", FingerprintFault::Length(3)),
            (SHA512, FingerprintFault::Length(64)),
            (&SHA256[1..], FingerprintFault::Padding),
            (&SHA256[..42], FingerprintFault::Length(31)),
            (hex, FingerprintFault::Hex),
            (&with_colons, FingerprintFault::Hex),
            ("4/mggdlVx8A3pvHAWW5sD+qJ yMtUHgiRuPjVC48N0XQ=", FingerprintFault::WhiteSpace),
            ("\u{a0}", FingerprintFault::WhiteSpace),
            ("4_mggdlVx8A3pvHAWW5sD-qJyMtUHgiRuPjVC48N0XQ=", FingerprintFault::UrlSafeAlphabet),
            ("4_mggdlVx8A3pvHAWW5sD+qJyMtUHgiRuPjVC48N0X!=", FingerprintFault::Character),
            ("4/mggdlVx8A3pvHAWW5sD=+qJyMtUHgiRuPjVC48N0XQ", FingerprintFault::Character),
            ("4/mggdlVx8A3pvHAWW5sD+qJyMtUHgiRuPjVC48N0Xü=", FingerprintFault::Character),
        ] {
            assert_eq!(decode(HashFunction::Sha256, text), Err(fault), "{text:?}");
        }
        let twice = UnusableFingerprint::Value(HashFunction::Sha256, FingerprintFault::Length(64)).to_string();
        assert!(twice.ends_with("is it the base64 of hexadecimal digits?"), "{twice}");
    }

    #[test]
    fn names_of_hash_functions_are_exact() {
        for (name, meant) in [
            ("SHA-256", Some(HashFunction::Sha256)),
            ("sha256", Some(HashFunction::Sha256)),
            ("Sha_512", Some(HashFunction::Sha512)),
            ("sha-3", None),
            ("sha-2567", None),
            ("shake256", None),
            ("", None),
        ] {
            assert_eq!(UnusableFingerprint::of_name(name), UnusableFingerprint::UnknownHash { meant }, "{name}");
        }
        for (name, weak) in [("md5", WeakHashFunction::Md5), ("sha-1", WeakHashFunction::Sha1)] {
            assert_eq!(UnusableFingerprint::of_name(name), UnusableFingerprint::WeakHash(weak));
        }
    }
}
