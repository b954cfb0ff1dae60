//! Keys by label: P-256, the same label the same key, today and on every machine.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use p256::ecdsa::signature::Signer;
use p256::ecdsa::{DerSignature, SigningKey};

use super::{der, oid};

/// A P-256 key pair that its label names.
///
/// Labels rather than files, so that a cross-certificate or a renewed key is one word in a test. The keys protect
/// nothing: whoever reads the label has the key.
#[derive(Clone)]
pub struct Key {
    label: String,
    signing: SigningKey,
}

/// What was computed before: keys by label, signatures by label and message.
///
/// Both depend on nothing else, so that remembering them changes no octet. It is what makes a test of many chains
/// under the same few CAs take a moment without optimisation, instead of half a minute.
static KEYS: Mutex<Option<HashMap<String, SigningKey>>> = Mutex::new(None);
static SIGNATURES: Mutex<Option<Signatures>> = Mutex::new(None);

type Signatures = HashMap<(String, Vec<u8>), Vec<u8>>;

impl Key {
    /// The key of `label`.
    pub fn labelled(label: &str) -> Self {
        let mut keys = KEYS.lock().unwrap_or_else(PoisonError::into_inner);
        let known = keys.get_or_insert_default().entry(label.to_owned());
        let signing = known.or_insert_with(|| {
            SigningKey::from_slice(&scalar(label)).expect("a number between 1 and the order of the group")
        });
        Self { label: label.to_owned(), signing: signing.clone() }
    }

    /// The label that made the key.
    pub fn label(&self) -> &str {
        &self.label
    }

    /// The public key as an uncompressed point, 65 octets.
    pub fn public_point(&self) -> Vec<u8> {
        self.signing.verifying_key().to_sec1_point(false).as_bytes().to_vec()
    }

    /// SubjectPublicKeyInfo (RFC 5480 §2).
    pub fn public_key_info(&self) -> Vec<u8> {
        der::sequence([algorithm(), der::bit_string(&self.public_point())])
    }

    /// A key identifier: the first 20 octets of the point's coordinate.
    ///
    /// RFC 5280 §4.2.1.2 leaves the method open as long as the numbers are unique, so no digest is needed.
    pub fn identifier(&self) -> Vec<u8> {
        self.public_point()[1..21].to_vec()
    }

    /// PrivateKeyInfo (PKCS #8), with the public key in it, as TLS libraries load it.
    pub fn pkcs8(&self) -> Vec<u8> {
        let private = der::sequence([
            der::integer(1),
            der::octet_string(self.signing.to_bytes().as_slice()),
            der::constructed(1, &der::bit_string(&self.public_point())),
        ]);
        der::sequence([der::integer(0), algorithm(), der::octet_string(&private)])
    }

    /// ECDSA with SHA-256 over `message`, deterministic (RFC 6979), in its ASN.1 form.
    pub fn sign(&self, message: &[u8]) -> Vec<u8> {
        let mut signatures = SIGNATURES.lock().unwrap_or_else(PoisonError::into_inner);
        let known = signatures.get_or_insert_default().entry((self.label.clone(), message.to_vec()));
        let signature = known.or_insert_with(|| {
            let signature: DerSignature = self.signing.sign(message);
            signature.as_bytes().to_vec()
        });
        signature.clone()
    }
}

impl PartialEq for Key {
    fn eq(&self, other: &Self) -> bool {
        self.label == other.label
    }
}

fn algorithm() -> Vec<u8> {
    der::sequence([der::object_identifier(oid::EC_PUBLIC_KEY), der::object_identifier(oid::P256)])
}

/// 31 octets spread from the label, so that the number stays below the order of the group whatever they are.
fn scalar(label: &str) -> [u8; 32] {
    let mut octets = [0; 32];
    for (lane, quarter) in octets.chunks_exact_mut(8).enumerate() {
        let seed = u64::try_from(lane).expect("four lanes");
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
