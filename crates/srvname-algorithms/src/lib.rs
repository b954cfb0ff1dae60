//! The signature algorithms that the programs of srvname verify with, AWS-LC's, and what they are called; and its hash
//! functions.
//!
//! One list is what is verified with and what is said about it: advice never names an algorithm that is refused.
//!
//! ```
//! use srvname::{PathBuilder, TrustAnchor};
//!
//! fn builder<'b, 'a>(anchors: &'b [TrustAnchor<'a>]) -> PathBuilder<'b, 'a> {
//!     PathBuilder::new(anchors, srvname_algorithms::all()).with_rsa_key_bits(srvname_algorithms::RSA_KEY_BITS)
//! }
//! # assert_eq!(builder(&[]).algorithms.len(), srvname_algorithms::all().len());
//! ```

mod digests;

use std::ops::RangeInclusive;

use rustls_pki_types::SignatureVerificationAlgorithm;
use webpki::aws_lc_rs as aws_lc;

pub use digests::AwsLcDigests;

/// The RSA keys that the algorithms verify with, in bits of the modulus.
pub const RSA_KEY_BITS: RangeInclusive<u32> = 2048..=8192;

/// One algorithm, by the key that signs and the digest that is signed.
struct Row {
    key: Key,
    /// `None` if the algorithm has one of its own.
    digest: Option<&'static str>,
    algorithm: &'static dyn SignatureVerificationAlgorithm,
}

/// What signs.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Key {
    /// ECDSA on a curve.
    Ecdsa(&'static str),
    Rsa,
    /// A scheme with one kind of key.
    Scheme(&'static str),
}

const fn row(key: Key, digest: Option<&'static str>, algorithm: &'static dyn SignatureVerificationAlgorithm) -> Row {
    Row { key, digest, algorithm }
}

const P256: Key = Key::Ecdsa("P-256");
const P384: Key = Key::Ecdsa("P-384");
const P521: Key = Key::Ecdsa("P-521");
const SHA256: Option<&str> = Some("SHA-256");
const SHA384: Option<&str> = Some("SHA-384");
const SHA512: Option<&str> = Some("SHA-512");

/// What is verified: this list is what the program verifies with and what its advice names.
static ROWS: [Row; 22] = [
    row(P256, SHA256, aws_lc::ECDSA_P256_SHA256),
    row(P256, SHA384, aws_lc::ECDSA_P256_SHA384),
    row(P256, SHA512, aws_lc::ECDSA_P256_SHA512),
    row(P384, SHA256, aws_lc::ECDSA_P384_SHA256),
    row(P384, SHA384, aws_lc::ECDSA_P384_SHA384),
    row(P384, SHA512, aws_lc::ECDSA_P384_SHA512),
    row(P521, SHA256, aws_lc::ECDSA_P521_SHA256),
    row(P521, SHA384, aws_lc::ECDSA_P521_SHA384),
    row(P521, SHA512, aws_lc::ECDSA_P521_SHA512),
    row(Key::Scheme("Ed25519"), None, aws_lc::ED25519),
    row(Key::Scheme("ML-DSA-44"), None, aws_lc::ML_DSA_44),
    row(Key::Scheme("ML-DSA-65"), None, aws_lc::ML_DSA_65),
    row(Key::Scheme("ML-DSA-87"), None, aws_lc::ML_DSA_87),
    row(Key::Rsa, SHA256, aws_lc::RSA_PKCS1_2048_8192_SHA256),
    row(Key::Rsa, SHA384, aws_lc::RSA_PKCS1_2048_8192_SHA384),
    row(Key::Rsa, SHA512, aws_lc::RSA_PKCS1_2048_8192_SHA512),
    row(Key::Rsa, SHA256, aws_lc::RSA_PKCS1_2048_8192_SHA256_ABSENT_PARAMS),
    row(Key::Rsa, SHA384, aws_lc::RSA_PKCS1_2048_8192_SHA384_ABSENT_PARAMS),
    row(Key::Rsa, SHA512, aws_lc::RSA_PKCS1_2048_8192_SHA512_ABSENT_PARAMS),
    row(Key::Rsa, SHA256, aws_lc::RSA_PSS_2048_8192_SHA256_LEGACY_KEY),
    row(Key::Rsa, SHA384, aws_lc::RSA_PSS_2048_8192_SHA384_LEGACY_KEY),
    row(Key::Rsa, SHA512, aws_lc::RSA_PSS_2048_8192_SHA512_LEGACY_KEY),
];

/// The algorithms of the rows.
static ALGORITHMS: [&dyn SignatureVerificationAlgorithm; ROWS.len()] = {
    let mut algorithms = [ROWS[0].algorithm; ROWS.len()];
    let mut row = 1;
    while row < ROWS.len() {
        algorithms[row] = ROWS[row].algorithm;
        row += 1;
    }
    algorithms
};

/// Returns the algorithms.
#[must_use]
pub fn all() -> &'static [&'static dyn SignatureVerificationAlgorithm] {
    &ALGORITHMS
}

/// Returns the algorithms in words, for a sentence that goes on with what signs and is signed.
///
/// ```
/// let words = srvname_algorithms::in_words();
/// assert!(words.starts_with("one of these: ECDSA on P-256, "), "{words}");
/// assert!(words.contains(" and RSA of 2048 to 8192 bits; "), "{words}");
/// assert!(words.ends_with(" one of the digests SHA-256, SHA-384 and SHA-512"), "{words}");
/// ```
#[must_use]
pub fn in_words() -> String {
    let mut keys = Vec::new();
    let mut digests = Vec::new();
    for row in &ROWS {
        let key = match row.key {
            Key::Ecdsa(curve) => format!("ECDSA on {curve}"),
            Key::Rsa => format!("RSA of {} to {} bits", RSA_KEY_BITS.start(), RSA_KEY_BITS.end()),
            Key::Scheme(name) => name.to_owned(),
        };
        if !keys.contains(&key) {
            keys.push(key);
        }
        digests.extend(row.digest.map(str::to_owned).filter(|digest| !digests.contains(digest)));
    }
    format!("one of these: {}; with ECDSA and RSA one of the digests {}", list(&keys), list(&digests))
}

/// Returns items as a list in prose.
fn list(items: &[String]) -> String {
    match items {
        [before @ .., last] if !before.is_empty() => format!("{} and {last}", before.join(", ")),
        items => items.concat(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The words say that each digest goes with each key.
    #[test]
    fn every_digest_goes_with_every_key_that_takes_one() {
        for key in [P256, P384, P521, Key::Rsa] {
            for digest in [SHA256, SHA384, SHA512] {
                assert!(ROWS.iter().any(|row| row.key == key && row.digest == digest));
            }
        }
    }

    #[test]
    fn every_row_is_used_once() {
        assert_eq!(all().len(), ROWS.len());
        for (algorithm, row) in all().iter().zip(&ROWS) {
            assert_eq!(ids(*algorithm), ids(row.algorithm));
            assert_eq!(all().iter().filter(|other| ids(**other) == ids(row.algorithm)).count(), 1);
        }
    }

    fn ids(algorithm: &dyn SignatureVerificationAlgorithm) -> [rustls_pki_types::AlgorithmIdentifier; 2] {
        [algorithm.signature_alg_id(), algorithm.public_key_alg_id()]
    }

    /// A row's name is that of its algorithm: rows share a key if and only if their algorithms do.
    #[test]
    fn rows_of_one_name_are_of_one_key() {
        for one in &ROWS {
            for other in &ROWS {
                let same = one.algorithm.public_key_alg_id() == other.algorithm.public_key_alg_id();
                assert_eq!(one.key == other.key, same);
            }
        }
    }
}
