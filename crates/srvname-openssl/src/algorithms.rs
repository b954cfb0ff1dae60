//! OpenSSL's signature algorithms, for the paths that this package asks `srvname` to build.

use std::ops::RangeInclusive;

use openssl::bn::BigNumContext;
use openssl::ec::{EcGroup, EcKey, EcPoint};
use openssl::error::ErrorStack;
use openssl::hash::MessageDigest;
use openssl::nid::Nid;
use openssl::pkey::{Id, PKey, Public};
use openssl::rsa::{Padding, Rsa};
use openssl::sign::{RsaPssSaltlen, Verifier};
use rustls_pki_types::{AlgorithmIdentifier, InvalidSignature, SignatureVerificationAlgorithm, alg_id};

use Hash::{Sha256, Sha384, Sha512};
use Key::{Ecdsa, Ed25519, Rsa as RsaKey};
use Padded::{Pkcs1, Pss};

/// The bits of the RSA keys that are verified with.
pub(crate) const RSA_KEY_BITS: RangeInclusive<u32> = 2048..=8192;

/// A key, and how a message becomes what it signs.
#[derive(Clone, Copy, Debug)]
enum Key {
    Ecdsa(Curve, Hash),
    Rsa(Padded, Hash),
    /// It has a digest of its own.
    Ed25519,
}

#[derive(Clone, Copy, Debug)]
enum Curve {
    P256,
    P384,
    P521,
}

#[derive(Clone, Copy, Debug)]
enum Padded {
    Pkcs1,
    /// With salt and mask of the same digest.
    Pss,
}

#[derive(Clone, Copy, Debug)]
enum Hash {
    Sha256,
    Sha384,
    Sha512,
}

/// An algorithm of OpenSSL's.
#[derive(Debug)]
struct Algorithm {
    key: Key,
    /// What the certificate must say.
    signature: AlgorithmIdentifier,
}

const fn algorithm(key: Key, signature: AlgorithmIdentifier) -> Algorithm {
    Algorithm { key, signature }
}

static ALGORITHMS: [Algorithm; 19] = [
    algorithm(Ecdsa(Curve::P256, Sha256), alg_id::ECDSA_SHA256),
    algorithm(Ecdsa(Curve::P256, Sha384), alg_id::ECDSA_SHA384),
    algorithm(Ecdsa(Curve::P256, Sha512), alg_id::ECDSA_SHA512),
    algorithm(Ecdsa(Curve::P384, Sha256), alg_id::ECDSA_SHA256),
    algorithm(Ecdsa(Curve::P384, Sha384), alg_id::ECDSA_SHA384),
    algorithm(Ecdsa(Curve::P384, Sha512), alg_id::ECDSA_SHA512),
    algorithm(Ecdsa(Curve::P521, Sha256), alg_id::ECDSA_SHA256),
    algorithm(Ecdsa(Curve::P521, Sha384), alg_id::ECDSA_SHA384),
    algorithm(Ecdsa(Curve::P521, Sha512), alg_id::ECDSA_SHA512),
    algorithm(Ed25519, alg_id::ED25519),
    algorithm(RsaKey(Pkcs1, Sha256), alg_id::RSA_PKCS1_SHA256),
    algorithm(RsaKey(Pkcs1, Sha384), alg_id::RSA_PKCS1_SHA384),
    algorithm(RsaKey(Pkcs1, Sha512), alg_id::RSA_PKCS1_SHA512),
    // RFC 4055 §5 has NULL as parameters, and asks that they be accepted without.
    algorithm(RsaKey(Pkcs1, Sha256), AlgorithmIdentifier::from_slice(&rsa_with(0x0b))),
    algorithm(RsaKey(Pkcs1, Sha384), AlgorithmIdentifier::from_slice(&rsa_with(0x0c))),
    algorithm(RsaKey(Pkcs1, Sha512), AlgorithmIdentifier::from_slice(&rsa_with(0x0d))),
    algorithm(RsaKey(Pss, Sha256), alg_id::RSA_PSS_SHA256),
    algorithm(RsaKey(Pss, Sha384), alg_id::RSA_PSS_SHA384),
    algorithm(RsaKey(Pss, Sha512), alg_id::RSA_PSS_SHA512),
];

/// Returns the object identifier 1.2.840.113549.1.1 and this arc, in DER.
const fn rsa_with(arc: u8) -> [u8; 11] {
    [0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, arc]
}

/// Returns the algorithms: those that the providers of rustls have, but for ML-DSA, which OpenSSL has from 3.5 on.
pub(crate) fn all() -> [&'static dyn SignatureVerificationAlgorithm; ALGORITHMS.len()] {
    ALGORITHMS.each_ref().map(|algorithm| -> &dyn SignatureVerificationAlgorithm { algorithm })
}

impl SignatureVerificationAlgorithm for Algorithm {
    fn verify_signature(&self, public_key: &[u8], message: &[u8], signature: &[u8]) -> Result<(), InvalidSignature> {
        match self.key.verifies(public_key, message, signature) {
            Ok(true) => Ok(()),
            Ok(false) | Err(_) => Err(InvalidSignature),
        }
    }

    fn public_key_alg_id(&self) -> AlgorithmIdentifier {
        match self.key {
            Ecdsa(Curve::P256, _) => alg_id::ECDSA_P256,
            Ecdsa(Curve::P384, _) => alg_id::ECDSA_P384,
            Ecdsa(Curve::P521, _) => alg_id::ECDSA_P521,
            RsaKey(..) => alg_id::RSA_ENCRYPTION,
            Ed25519 => alg_id::ED25519,
        }
    }

    fn signature_alg_id(&self) -> AlgorithmIdentifier {
        self.signature
    }
}

impl Key {
    fn verifies(self, public_key: &[u8], message: &[u8], signature: &[u8]) -> Result<bool, ErrorStack> {
        let key = self.read(public_key)?;
        if matches!(self, RsaKey(..)) && !RSA_KEY_BITS.contains(&key.bits()) {
            return Ok(false);
        }
        let mut verifier = match self {
            Ecdsa(_, hash) | RsaKey(_, hash) => Verifier::new(hash.of_openssl(), &key)?,
            Ed25519 => Verifier::new_without_digest(&key)?,
        };
        match self {
            Ecdsa(..) | Ed25519 => {}
            RsaKey(Pkcs1, _) => verifier.set_rsa_padding(Padding::PKCS1)?,
            RsaKey(Pss, hash) => {
                verifier.set_rsa_padding(Padding::PKCS1_PSS)?;
                verifier.set_rsa_pss_saltlen(RsaPssSaltlen::DIGEST_LENGTH)?;
                verifier.set_rsa_mgf1_md(hash.of_openssl())?;
            }
        }
        verifier.verify_oneshot(signature, message)
    }

    fn read(self, public_key: &[u8]) -> Result<PKey<Public>, ErrorStack> {
        match self {
            Ecdsa(curve, _) => {
                let group = EcGroup::from_curve_name(match curve {
                    Curve::P256 => Nid::X9_62_PRIME256V1,
                    Curve::P384 => Nid::SECP384R1,
                    Curve::P521 => Nid::SECP521R1,
                })?;
                let point = EcPoint::from_bytes(&group, public_key, &mut *BigNumContext::new()?)?;
                PKey::from_ec_key(EcKey::from_public_key(&group, &point)?)
            }
            RsaKey(..) => PKey::from_rsa(Rsa::public_key_from_der_pkcs1(public_key)?),
            Ed25519 => PKey::public_key_from_raw_bytes(public_key, Id::ED25519),
        }
    }
}

impl Hash {
    fn of_openssl(self) -> MessageDigest {
        match self {
            Sha256 => MessageDigest::sha256(),
            Sha384 => MessageDigest::sha384(),
            Sha512 => MessageDigest::sha512(),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use openssl::pkey::Private;
    use openssl::sign::Signer;

    use super::*;

    /// Two RSA keys, which take a while to make.
    static RSA: LazyLock<[(PKey<Private>, Vec<u8>); 2]> = LazyLock::new(|| [rsa(2048), rsa(2048)]);

    /// One of two keys of this kind, and its public half as certificates have it.
    fn generate(key: Key, number: usize) -> (PKey<Private>, Vec<u8>) {
        match key {
            Ecdsa(curve, _) => {
                let name = match curve {
                    Curve::P256 => Nid::X9_62_PRIME256V1,
                    Curve::P384 => Nid::SECP384R1,
                    Curve::P521 => Nid::SECP521R1,
                };
                let group = EcGroup::from_curve_name(name).unwrap();
                let pair = EcKey::generate(&group).unwrap();
                let form = openssl::ec::PointConversionForm::UNCOMPRESSED;
                let public = pair.public_key().to_bytes(&group, form, &mut BigNumContext::new().unwrap()).unwrap();
                (PKey::from_ec_key(pair).unwrap(), public)
            }
            RsaKey(..) => RSA[number].clone(),
            Ed25519 => {
                let pair = PKey::generate_ed25519().unwrap();
                let public = pair.raw_public_key().unwrap();
                (pair, public)
            }
        }
    }

    fn rsa(bits: u32) -> (PKey<Private>, Vec<u8>) {
        let pair = Rsa::generate(bits).unwrap();
        let public = pair.public_key_to_der_pkcs1().unwrap();
        (PKey::from_rsa(pair).unwrap(), public)
    }

    fn sign(key: Key, pair: &PKey<Private>, message: &[u8]) -> Vec<u8> {
        let mut signer = match key {
            Ecdsa(_, hash) | RsaKey(_, hash) => Signer::new(hash.of_openssl(), pair).unwrap(),
            Ed25519 => Signer::new_without_digest(pair).unwrap(),
        };
        if let RsaKey(Pss, hash) = key {
            signer.set_rsa_padding(Padding::PKCS1_PSS).unwrap();
            signer.set_rsa_pss_saltlen(RsaPssSaltlen::DIGEST_LENGTH).unwrap();
            signer.set_rsa_mgf1_md(hash.of_openssl()).unwrap();
        }
        signer.sign_oneshot_to_vec(message).unwrap()
    }

    /// Each algorithm verifies what it signed, and nothing that another one did with the same key.
    #[test]
    fn each_algorithm_verifies_its_own_signatures() {
        for (index, algorithm) in ALGORITHMS.iter().enumerate() {
            let (pair, public) = generate(algorithm.key, 0);
            for (other_index, other) in ALGORITHMS.iter().enumerate() {
                if other.public_key_alg_id() != algorithm.public_key_alg_id() {
                    continue;
                }
                let signature = sign(other.key, &pair, b"message");
                let verified = algorithm.verify_signature(&public, b"message", &signature).is_ok();
                let same = format!("{:?}", other.key) == format!("{:?}", algorithm.key);
                assert_eq!(verified, same, "{index} {other_index}");
            }
            let signature = sign(algorithm.key, &pair, b"message");
            assert!(algorithm.verify_signature(&public, b"another message", &signature).is_err());
            assert!(algorithm.verify_signature(&generate(algorithm.key, 1).1, b"message", &signature).is_err());
            let cut = &signature[..signature.len() - 1];
            assert!(algorithm.verify_signature(&public, b"message", cut).is_err());
            assert!(algorithm.verify_signature(&public[1..], b"message", &signature).is_err());
            assert!(algorithm.verify_signature(&[], b"message", &[]).is_err());
        }
    }

    /// Of rustls's providers it is so, and the sentence about keys says it.
    #[test]
    fn small_rsa_keys_verify_nothing() {
        let (key, (pair, public)) = (RsaKey(Pkcs1, Sha256), rsa(1024));
        assert!(!key.verifies(&public, b"message", &sign(key, &pair, b"message")).unwrap());
    }

    /// No two rows are for one certificate.
    #[test]
    fn every_algorithm_is_there_once() {
        let ids = |algorithm: &Algorithm| [algorithm.public_key_alg_id(), algorithm.signature_alg_id()];
        for one in &ALGORITHMS {
            assert_eq!(ALGORITHMS.iter().filter(|other| ids(other) == ids(one)).count(), 1);
        }
        assert_eq!(all().len(), ALGORITHMS.len());
    }
}
