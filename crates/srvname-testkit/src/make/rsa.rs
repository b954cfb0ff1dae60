//! RSA keys: numbers in files, because finding primes takes long, made for the purpose and good for nothing else.

use std::sync::LazyLock;

use crypto_bigint::modular::{BoxedMontyForm, BoxedMontyParams};
use crypto_bigint::{BoxedUint, Odd};
use sha2::{Digest, Sha256};

use super::der;

/// The numbers of an RSA key with the public exponent 65537.
pub struct RsaKey {
    label: &'static str,
    modulus: Vec<u8>,
    private_exponent: Vec<u8>,
}

/// 2048 bits: the smallest key that public CAs may have.
pub static RSA_2048: LazyLock<RsaKey> = LazyLock::new(|| RsaKey::read("RSA 2048", include_str!("rsa-2048.txt")));
/// 8192 bits: the largest key that TLS stacks verify with.
pub static RSA_8192: LazyLock<RsaKey> = LazyLock::new(|| RsaKey::read("RSA 8192", include_str!("rsa-8192.txt")));

/// The DigestInfo of SHA-256 up to the digest (RFC 8017 §9.2, note 1).
const SHA256_DIGEST_INFO: [u8; 19] =
    [0x30, 0x31, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0x00, 0x04, 0x20];

impl RsaKey {
    /// Two numbers in hexadecimal with an empty line between them.
    fn read(label: &'static str, text: &str) -> Self {
        let (modulus, private_exponent) = text.split_once("\n\n").expect("two numbers");
        let number = |text: &str| {
            let digits: Vec<u8> = text.bytes().filter(u8::is_ascii_hexdigit).collect();
            let octet = |pair: &[u8]| u8::from_str_radix(&String::from_utf8_lossy(pair), 16).expect("hexadecimal");
            digits.chunks(2).map(octet).collect()
        };
        Self { label, modulus: number(modulus), private_exponent: number(private_exponent) }
    }

    /// The label.
    pub fn label(&self) -> &'static str {
        self.label
    }

    /// RSAPublicKey (RFC 8017 §A.1.1).
    pub fn public_key(&self) -> Vec<u8> {
        public_key(&self.modulus, 65537)
    }

    /// RSASSA-PKCS1-v1_5 with SHA-256 (RFC 8017 §8.2.1).
    pub fn sign(&self, message: &[u8]) -> Vec<u8> {
        let octets = self.modulus.len();
        let digest = [&SHA256_DIGEST_INFO[..], Sha256::digest(message).as_slice()].concat();
        let padding = vec![0xff; octets - digest.len() - 3];
        let encoded = [&[0x00, 0x01][..], &padding, &[0x00], &digest].concat();
        let bits = u32::try_from(octets * 8).expect("a key of the tests");
        let number = |octets: &[u8]| BoxedUint::from_be_slice(octets, bits).expect("as long as the modulus");
        let modulus = Odd::new(number(&self.modulus)).expect("a product of two odd primes");
        let base = BoxedMontyForm::new(number(&encoded), &BoxedMontyParams::new_vartime(modulus));
        base.pow(&number(&self.private_exponent)).retrieve().to_be_bytes().to_vec()
    }
}

/// The RSAPublicKey of a modulus without its leading zero, which no private key needs to go with.
pub fn public_key(modulus: &[u8], exponent: u64) -> Vec<u8> {
    let modulus = [&[0][usize::from(modulus[0] < 0x80)..], modulus].concat();
    der::sequence([der::tlv(der::INTEGER, &modulus), der::integer(exponent)])
}
