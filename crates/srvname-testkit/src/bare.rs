//! Certificates without a signature that holds: for tests that make thousands, and ask nobody who signed.

use crate::make::{Dn, der, oid};

/// An extension: type, critical flag, value.
pub type Extension = (&'static str, bool, Vec<u8>);

/// A certificate of `subject` with the key `key`, as `issuer` might have made it.
pub fn certificate(subject: &Dn, issuer: &Dn, key: &str, extensions: &[Extension]) -> Vec<u8> {
    let algorithm = der::sequence([der::object_identifier(oid::ECDSA_WITH_SHA256)]);
    let validity = der::sequence([der::time("2024-01-01T00:00:00Z"), der::time("2049-12-31T23:59:59Z")]);
    let key =
        der::sequence([der::sequence([der::object_identifier(oid::EC_PUBLIC_KEY)]), der::bit_string(key.as_bytes())]);
    let extensions: Vec<_> = extensions
        .iter()
        .map(|(extension_type, critical, value)| {
            let flag = if *critical { der::boolean(true) } else { Vec::new() };
            der::sequence([der::object_identifier(extension_type), flag, der::octet_string(value)])
        })
        .collect();
    let field = if extensions.is_empty() { Vec::new() } else { der::constructed(3, &der::sequence(extensions)) };
    let tbs = der::sequence([
        der::constructed(0, &der::integer(2)),
        der::integer(1),
        algorithm.clone(),
        issuer.der(),
        validity,
        subject.der(),
        key,
        field,
    ]);
    der::sequence([tbs, algorithm, der::bit_string(b"nobody's")])
}

/// basicConstraints of a CA.
pub fn authority() -> Extension {
    (oid::BASIC_CONSTRAINTS, true, der::sequence([der::boolean(true)]))
}
