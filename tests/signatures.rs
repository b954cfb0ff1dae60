//! Signatures: bad is one that an algorithm refuses, and nothing else.

use core::ops::RangeInclusive;
use core::time::Duration;
use std::sync::atomic::{AtomicU32, Ordering};

use rustls_pki_types::{AlgorithmIdentifier, InvalidSignature, SignatureVerificationAlgorithm, UnixTime};
use srvname::path::RsaKeyBits;
use srvname::{Certificate, CertificatePool, PathBuilder, TrustAnchor};
use srvname_testkit::make::rsa::{self, RSA_2048};
use srvname_testkit::make::{Issued, Key, der, dns, oid};
use srvname_testkit::verdict::build::AT;

/// RSA with SHA-256 that refuses every signature and counts how often it was asked.
#[derive(Debug)]
struct Refusing(AtomicU32);

impl SignatureVerificationAlgorithm for Refusing {
    fn verify_signature(&self, _: &[u8], _: &[u8], _: &[u8]) -> Result<(), InvalidSignature> {
        self.0.fetch_add(1, Ordering::Relaxed);
        Err(InvalidSignature)
    }

    fn public_key_alg_id(&self) -> AlgorithmIdentifier {
        webpki::ring::RSA_PKCS1_2048_8192_SHA256.public_key_alg_id()
    }

    fn signature_alg_id(&self) -> AlgorithmIdentifier {
        webpki::ring::RSA_PKCS1_2048_8192_SHA256.signature_alg_id()
    }
}

/// The code and the detail of the refusal of what the holder of a key signed; the public key is as in `info`.
fn refusal(
    key: Key,
    info: &[u8],
    algorithm: &dyn SignatureVerificationAlgorithm,
    bits: Option<RangeInclusive<u32>>,
) -> (&'static str, String) {
    let root = Issued::root_draft_of("Example Root CA", key).public_key_info(info).issue();
    let leaf = root.end_entity("Example Server").san([dns("www.example.com")]).issue();
    let anchors = [TrustAnchor::from_certificate(&Certificate::from_der(root.der()).unwrap())];
    let algorithms = [algorithm];
    let builder = PathBuilder::new(&anchors, &algorithms);
    let builder = bits.into_iter().fold(builder, PathBuilder::with_rsa_key_bits);
    let leaf = Certificate::from_der(leaf.der()).unwrap();
    let pool = CertificatePool::default();
    let refusal = builder.verify_path(&leaf, &pool, UnixTime::since_unix_epoch(Duration::from_secs(AT))).unwrap_err();
    (refusal.rejection.code(), refusal.rejection.detail().unwrap_or_default().to_owned())
}

fn rsa_info(key: &[u8]) -> Vec<u8> {
    let algorithm = der::sequence([der::object_identifier(oid::RSA_ENCRYPTION), der::tlv(0x05, &[])]);
    der::sequence([algorithm, der::bit_string(key)])
}

#[test]
fn a_key_of_another_size_costs_no_signature_check() {
    let ask = |bits: usize, taken: Option<RangeInclusive<u32>>| {
        let refusing = Refusing(AtomicU32::new(0));
        let info = rsa_info(&rsa::public_key(&vec![0xff; bits / 8], 65537));
        let (code, detail) = refusal(Key::rsa(&RSA_2048), &info, &refusing, taken);
        (code, detail, refusing.0.load(Ordering::Relaxed))
    };
    let unsupported = |bits: usize| ("unsupported_signature_algorithm", format!("RSA key of {bits} bits"), 0);
    let bad = ("bad_signature", String::new(), 1);
    for bits in [1024, 2040, 8200, 16384] {
        assert_eq!(ask(bits, None), unsupported(bits));
        assert_eq!(ask(bits, Some(1024..=16384)), bad);
    }
    for bits in [2048, 8192] {
        assert_eq!(ask(bits, None), bad);
        assert_eq!(ask(bits, Some(3072..=4096)), unsupported(bits));
    }
    assert_eq!(RsaKeyBits::default(), (2048..=8192).into());
}

#[test]
fn a_key_that_is_none_signs_nothing() {
    let refusing = Refusing(AtomicU32::new(0));
    let (code, detail) = refusal(Key::rsa(&RSA_2048), &rsa_info(b"key"), &refusing, None);
    assert_eq!((code, detail.as_str()), ("unsupported_signature_algorithm", "RSA key that is no RSAPublicKey"));
    assert_eq!(refusing.0.load(Ordering::Relaxed), 0);
}

/// Some libraries take them, others do not: whether the signature is good is not known.
#[test]
fn an_unusual_key_is_no_bad_signature() {
    let key = Key::labelled("Example Root CA");
    let point = key.public_point();
    let compressed = [&[2 + (point[64] & 1)][..], &point[1..33]].concat();
    let curve = der::sequence([der::object_identifier(oid::EC_PUBLIC_KEY), der::object_identifier(oid::P256)]);
    let info = der::sequence([curve, der::bit_string(&compressed)]);
    let (code, detail) = refusal(key, &info, webpki::ring::ECDSA_P256_SHA256, None);
    assert_eq!((code, detail.as_str()), ("unsupported_signature_algorithm", "elliptic curve key in compressed form"));

    let info = rsa_info(&rsa::public_key(&[0xff; 256], (1 << 40) + 1));
    let (code, detail) = refusal(Key::rsa(&RSA_2048), &info, &Refusing(AtomicU32::new(0)), None);
    let reason = "RSA key with a public exponent of 41 bits";
    assert_eq!((code, detail.as_str()), ("unsupported_signature_algorithm", reason));
}
