//! Signatures and keys of every kind: verified, or refused with the kind that is not.

use serde_json::Value;

use crate::arguments;
use crate::make::rsa::{self, RSA_2048, RSA_8192};
use crate::make::{Draft, Issued, Key, der, oid, srv};
use crate::run::{AT, Folder, Ran, srvname};

/// Verifies a server's certificate of a CA below a root, the CA with this key, in JSON or as text.
fn verify(folder: &str, ca: &dyn Fn(Issued) -> Issued, format: &str) -> Ran {
    let folder = Folder::new(folder);
    let root = Issued::root("Example Root CA");
    let roots = folder.chain("roots.pem", [&root]);
    let ca = ca(root);
    let server = ca.end_entity("imap.example.com").san([srv("_imap.example.com")]).issue();
    let chain = folder.chain("chain.pem", [&server, &ca]);
    let asked = arguments!["verify", "--service", "imap", "--domain", "example.com", "--at", AT, "--rule", "rfc5280"];
    srvname(asked.into_iter().chain(arguments!["--format", format, "--roots", &roots, chain]))
}

/// A CA whose certificate has another key than the one that it signs with.
fn with_key(root: &Issued, algorithm: &[u8], key: &[u8]) -> Draft {
    root.sub_ca("Example Sub CA").public_key_info(&der::sequence([algorithm.to_vec(), der::bit_string(key)]))
}

/// An AlgorithmIdentifier, with these parameters.
fn algorithm(id: &str, parameters: &[u8]) -> Vec<u8> {
    der::sequence([der::object_identifier(id), parameters.to_vec()])
}

/// The SubjectPublicKeyInfo of an elliptic curve key and an RSA key.
fn on_curve(curve: &[u8]) -> Vec<u8> {
    algorithm(oid::EC_PUBLIC_KEY, curve)
}

#[test]
fn what_the_advice_names_is_verified() {
    let keys: [(&str, fn() -> Key); 5] = [
        ("P-256, SHA-256", || Key::labelled("Example Sub CA")),
        ("P-256, SHA-512", || Key::p256_sha512("Example Sub CA")),
        ("P-521, SHA-512", || Key::p521("Example Sub CA")),
        ("RSA 2048", || Key::rsa(&RSA_2048)),
        ("RSA 8192", || Key::rsa(&RSA_8192)),
    ];
    for (name, key) in keys {
        let signs = |root: Issued| root.sub_ca("Example Sub CA").key_pair(key()).issue();
        let ran = verify("algorithms-verified", &signs, "json");
        assert_eq!(ran.code(), "", "{name}: {ran:?}");
        // The same key with a signature that is wrong: the key is good, and the signature bad.
        let folder = Folder::new("algorithms-bad");
        let root = Issued::root_draft_of("Example Root CA", key()).issue();
        let server = root.end_entity("imap.example.com").san([srv("_imap.example.com")]).corrupt_signature().issue();
        let (roots, chain) = (folder.chain("roots.pem", [&root]), folder.chain("chain.pem", [&server]));
        let asked = arguments!["verify", "--service", "imap", "--domain", "example.com", "--at", AT];
        let ran = srvname(asked.into_iter().chain(arguments!["--format", "json", "--roots", &roots, chain]));
        assert_eq!(ran.code(), "bad_signature", "{name}: {ran:?}");
    }
}

/// A key that is not verified with says nothing about the signature.
#[test]
fn a_key_that_is_not_taken_is_no_bad_signature() {
    let rsa = algorithm(oid::RSA_ENCRYPTION, &der::tlv(0x05, &[]));
    let modulus = |bits: usize| {
        let mut octets = vec![0xff; bits.div_ceil(8)];
        octets[0] >>= octets.len() * 8 - bits;
        octets
    };
    let point = Key::labelled("x").public_point();
    let curve = |dotted: &str| on_curve(&der::object_identifier(dotted));
    let explicit = der::sequence([der::integer(1)]);
    let cases: [(Vec<u8>, Vec<u8>, &str); 12] = [
        (rsa.clone(), rsa::public_key(&modulus(1024), 65537), "RSA key of 1024 bits"),
        (rsa.clone(), rsa::public_key(&modulus(2047), 65537), "RSA key of 2047 bits"),
        (rsa.clone(), rsa::public_key(&modulus(8193), 65537), "RSA key of 8193 bits"),
        (
            rsa.clone(),
            rsa::public_key(&modulus(2048), 1),
            "RSA key with a public exponent that is no odd number from 3 up",
        ),
        (rsa.clone(), rsa::public_key(&modulus(2048), (1 << 40) + 1), "RSA key with a public exponent of 41 bits"),
        (rsa, b"key".to_vec(), "RSA key that is no RSAPublicKey"),
        (curve("1.3.132.0.33"), point.clone(), "elliptic curve key on P-224 (1.3.132.0.33)"),
        (curve("1.3.132.0.10"), point.clone(), "elliptic curve key on secp256k1 (1.3.132.0.10)"),
        (curve("1.2.3.4"), point.clone(), "elliptic curve key on 1.2.3.4"),
        (on_curve(&explicit), point.clone(), "elliptic curve key on a curve with explicit parameters"),
        (on_curve(&der::tlv(0x05, &[])), point, "elliptic curve key without a named curve"),
        (curve(oid::P256), b"no point".to_vec(), "elliptic curve key in a form that RFC 5480 §2.2 forbids"),
    ];
    for (algorithm, key, reason) in cases {
        let is_rsa = reason.starts_with("RSA");
        let ca = |root: Issued| {
            let own = with_key(&root, &algorithm, &key);
            // It signs as its key would, and with another one.
            if is_rsa { own.key_pair(Key::rsa(&RSA_2048)) } else { own }.issue()
        };
        let ran = verify("algorithms-refused", &ca, "json");
        assert_eq!(ran.code(), "unsupported_signature_algorithm", "{reason}: {ran:?}");
        let json = ran.json();
        assert_eq!(json["error"]["position"], Value::from(0), "{ran:?}");
        let message = json["error"]["message"].as_str().unwrap_or_default();
        assert!(message.contains(&format!("that is not supported: {reason}")), "{message}");
    }
}

/// Advice that names an algorithm which the next run refuses would send people in circles.
#[test]
fn advice_names_what_is_verified() {
    let ca = |root: Issued| root.sub_ca("Example Sub CA").issue();
    let ran = verify("algorithms-advice", &ca, "json");
    assert_eq!(ran.code(), "");
    let rsa = algorithm(oid::RSA_ENCRYPTION, &der::tlv(0x05, &[]));
    let small = |root: Issued| {
        with_key(&root, &rsa, &rsa::public_key(&[0xff; 128], 65537)).key_pair(Key::rsa(&RSA_2048)).issue()
    };
    let text = verify("algorithms-advice", &small, "text").out;
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    for wanted in ["RSA key of 1024 bits", "ECDSA on P-521", "RSA of 2048 to 8192 bits", "SHA-256, SHA-384 and SHA-512"]
    {
        assert!(text.contains(wanted), "{wanted}: {text}");
    }
}
