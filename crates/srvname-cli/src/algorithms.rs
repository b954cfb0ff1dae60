//! The signature algorithms that `verify` has, AWS-LC's, and what they are called.

use std::ops::RangeInclusive;

use rustls_pki_types::SignatureVerificationAlgorithm;
use webpki::aws_lc_rs as aws_lc;

use crate::output::wrap::list;

/// The RSA keys that the algorithms verify with, in bits of the modulus.
pub(crate) const RSA_KEY_BITS: RangeInclusive<u32> = 2048..=8192;

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

/// Returns the algorithms.
pub(crate) fn all() -> Vec<&'static dyn SignatureVerificationAlgorithm> {
    ROWS.iter().map(|row| row.algorithm).collect()
}

/// Returns the algorithms in words, for a sentence that goes on with what signs and is signed.
pub(crate) fn in_words() -> String {
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
