//! OpenSSL's hash functions, as `srvname` asks for them.

use openssl::sha::{sha256, sha384, sha512};
use srvname::delegation::Digests;

pub(crate) struct OpensslDigests;

impl Digests for OpensslDigests {
    fn sha256(&self, octets: &[u8]) -> [u8; 32] {
        sha256(octets)
    }

    fn sha384(&self, octets: &[u8]) -> [u8; 48] {
        sha384(octets)
    }

    fn sha512(&self, octets: &[u8]) -> [u8; 64] {
        sha512(octets)
    }
}
