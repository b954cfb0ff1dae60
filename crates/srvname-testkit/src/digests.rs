//! The hash functions of TLSA records and POSH documents, for tests.

use sha2::{Digest, Sha256, Sha384, Sha512};
use srvname::delegation::Digests;

/// The hash functions of the crate `sha2`.
pub struct Sha2;

impl Digests for Sha2 {
    fn sha256(&self, octets: &[u8]) -> [u8; 32] {
        Sha256::digest(octets).into()
    }

    fn sha384(&self, octets: &[u8]) -> [u8; 48] {
        Sha384::digest(octets).into()
    }

    fn sha512(&self, octets: &[u8]) -> [u8; 64] {
        Sha512::digest(octets).into()
    }
}
