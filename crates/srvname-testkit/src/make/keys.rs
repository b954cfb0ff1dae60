//! Keys by label: P-256, the same label the same key, today and on every machine. And keys of other kinds, for what is
//! about algorithms.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use p256::ecdsa::signature::Signer;
use p256::ecdsa::signature::hazmat::PrehashSigner;
use p256::ecdsa::{DerSignature, SigningKey};
use sha2::{Digest, Sha512};

use super::rsa::RsaKey;
use super::{der, oid};

/// A key pair that its label names.
///
/// Labels rather than files, so that a cross-certificate or a renewed key is one word in a test. The keys protect
/// nothing: whoever reads the label has the key.
#[derive(Clone)]
pub struct Key {
    label: String,
    pair: Pair,
}

/// The key pair, and with it the algorithm of its signatures.
#[derive(Clone)]
enum Pair {
    /// ECDSA on P-256 with SHA-256.
    P256(SigningKey),
    /// ECDSA on P-256 with SHA-512, which is longer than the key.
    P256Sha512(SigningKey),
    /// ECDSA on P-521 with SHA-512.
    P521(Box<p521::ecdsa::SigningKey>),
    /// RSASSA-PKCS1-v1_5 with SHA-256.
    Rsa(&'static RsaKey),
}

/// What was computed before: keys by label, signatures by label and message.
///
/// Both depend on nothing else, so that remembering them changes no octet. It is what makes a test of many chains
/// under the same few CAs take a moment without optimisation, instead of half a minute.
static KEYS: Mutex<Option<HashMap<String, SigningKey>>> = Mutex::new(None);
static SIGNATURES: Mutex<Option<Signatures>> = Mutex::new(None);

type Signatures = HashMap<(String, Vec<u8>), Vec<u8>>;

impl Key {
    /// The P-256 key of `label`.
    pub fn labelled(label: &str) -> Self {
        let mut keys = KEYS.lock().unwrap_or_else(PoisonError::into_inner);
        let known = keys.get_or_insert_default().entry(label.to_owned());
        let signing = known.or_insert_with(|| {
            SigningKey::from_slice(&scalar::<32>(label)).expect("a number between 1 and the order of the group")
        });
        Self { label: label.to_owned(), pair: Pair::P256(signing.clone()) }
    }

    /// The P-256 key of `label`, which signs with SHA-512.
    pub fn p256_sha512(label: &str) -> Self {
        let own = Self::labelled(label);
        match own.pair {
            Pair::P256(signing) => Self { pair: Pair::P256Sha512(signing), ..own },
            pair => Self { pair, ..own },
        }
    }

    /// The P-521 key of `label`.
    pub fn p521(label: &str) -> Self {
        let signing = p521::ecdsa::SigningKey::from_slice(&scalar::<66>(label));
        let signing = signing.expect("a number between 1 and the order of the group");
        Self { label: label.to_owned(), pair: Pair::P521(Box::new(signing)) }
    }

    /// An RSA key; its label is that of the numbers.
    pub fn rsa(key: &'static RsaKey) -> Self {
        Self { label: key.label().to_owned(), pair: Pair::Rsa(key) }
    }

    /// The label that made the key.
    pub fn label(&self) -> &str {
        &self.label
    }

    /// The octets of the public key: of a point, its uncompressed form, 65 octets on P-256.
    pub fn public_point(&self) -> Vec<u8> {
        match &self.pair {
            Pair::P256(signing) | Pair::P256Sha512(signing) => {
                signing.verifying_key().to_sec1_point(false).as_bytes().to_vec()
            }
            Pair::P521(signing) => signing.verifying_key().to_sec1_point(false).as_bytes().to_vec(),
            Pair::Rsa(key) => key.public_key(),
        }
    }

    /// SubjectPublicKeyInfo (RFC 5480 §2, RFC 3279 §2.3.1).
    pub fn public_key_info(&self) -> Vec<u8> {
        der::sequence([self.algorithm(), der::bit_string(&self.public_point())])
    }

    /// A key identifier: the first 20 octets of the point's coordinate, or of the modulus.
    ///
    /// RFC 5280 §4.2.1.2 leaves the method open as long as the numbers are unique, so no digest is needed.
    pub fn identifier(&self) -> Vec<u8> {
        let start = if matches!(self.pair, Pair::Rsa(_)) { 9 } else { 1 };
        self.public_point()[start..start + 20].to_vec()
    }

    /// PrivateKeyInfo (PKCS #8) of a P-256 key, with the public key in it, as TLS libraries load it.
    pub fn pkcs8(&self) -> Vec<u8> {
        let (Pair::P256(signing) | Pair::P256Sha512(signing)) = &self.pair else {
            panic!("no handshake of the tests uses another key than P-256")
        };
        let private = der::sequence([
            der::integer(1),
            der::octet_string(signing.to_bytes().as_slice()),
            der::constructed(1, &der::bit_string(&self.public_point())),
        ]);
        der::sequence([der::integer(0), self.algorithm(), der::octet_string(&private)])
    }

    /// A signature over `message`, the same each time: ECDSA as RFC 6979 has it, in its ASN.1 form, or RSA.
    pub fn sign(&self, message: &[u8]) -> Vec<u8> {
        let signing = match &self.pair {
            Pair::P256(signing) => signing,
            Pair::P256Sha512(signing) => {
                let signed: Result<DerSignature, _> = signing.sign_prehash(&Sha512::digest(message));
                return signed.expect("a digest that is longer than the key is cut").as_bytes().to_vec();
            }
            Pair::P521(signing) => {
                let signature: p521::ecdsa::DerSignature = signing.sign(message);
                return signature.as_bytes().to_vec();
            }
            Pair::Rsa(key) => return key.sign(message),
        };
        let mut signatures = SIGNATURES.lock().unwrap_or_else(PoisonError::into_inner);
        let known = signatures.get_or_insert_default().entry((self.label.clone(), message.to_vec()));
        let signature = known.or_insert_with(|| {
            let signature: DerSignature = signing.sign(message);
            signature.as_bytes().to_vec()
        });
        signature.clone()
    }

    /// The AlgorithmIdentifier of its signatures.
    pub fn signature_algorithm(&self) -> Vec<u8> {
        let (id, parameters) = match self.pair {
            Pair::P256(_) => (oid::ECDSA_WITH_SHA256, Vec::new()),
            Pair::P256Sha512(_) | Pair::P521(_) => (oid::ECDSA_WITH_SHA512, Vec::new()),
            Pair::Rsa(_) => (oid::RSA_WITH_SHA256, der::tlv(0x05, &[])),
        };
        der::sequence([der::object_identifier(id), parameters])
    }

    /// The AlgorithmIdentifier of the key.
    fn algorithm(&self) -> Vec<u8> {
        let (id, parameters) = match self.pair {
            Pair::P256(_) | Pair::P256Sha512(_) => (oid::EC_PUBLIC_KEY, der::object_identifier(oid::P256)),
            Pair::P521(_) => (oid::EC_PUBLIC_KEY, der::object_identifier(oid::P521)),
            Pair::Rsa(_) => (oid::RSA_ENCRYPTION, der::tlv(0x05, &[])),
        };
        der::sequence([der::object_identifier(id), parameters])
    }
}

impl PartialEq for Key {
    fn eq(&self, other: &Self) -> bool {
        self.label == other.label && self.public_point() == other.public_point()
    }
}

/// Octets spread from the label, the first of them zero, so that the number stays below the order of the group whatever
/// they are.
fn scalar<const OCTETS: usize>(label: &str) -> [u8; OCTETS] {
    let mut octets = [0; OCTETS];
    for (lane, quarter) in octets.chunks_exact_mut(8).enumerate() {
        let seed = u64::try_from(lane).expect("a few lanes");
        quarter.copy_from_slice(&spread(seed, label.as_bytes()).to_be_bytes());
    }
    octets[0] = 0;
    octets
}

/// FNV-1a and the finishing steps of splitmix64: no digest, and none is needed where nothing is secret.
pub fn spread(seed: u64, octets: &[u8]) -> u64 {
    let start = 0xcbf2_9ce4_8422_2325 ^ seed.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let hash = octets.iter().fold(start, |hash, octet| (hash ^ u64::from(*octet)).wrapping_mul(0x0100_0000_01b3));
    let mixed = (hash ^ (hash >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}
