//! AWS-LC's hash functions, as the library asks for them.

use aws_lc_rs::digest::{Context, SHA256, SHA384, SHA512};
use srvname::delegation::Digests;

/// The hash functions of AWS-LC.
///
/// ```
/// use srvname::delegation::Digests;
/// use srvname_algorithms::AwsLcDigests;
///
/// assert_eq!(AwsLcDigests.sha256(b"")[..4], [0xe3, 0xb0, 0xc4, 0x42]);
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct AwsLcDigests;

impl Digests for AwsLcDigests {
    fn sha256(&self, octets: &[u8]) -> [u8; 32] {
        digest(Context::new(&SHA256), octets)
    }

    fn sha384(&self, octets: &[u8]) -> [u8; 48] {
        digest(Context::new(&SHA384), octets)
    }

    fn sha512(&self, octets: &[u8]) -> [u8; 64] {
        digest(Context::new(&SHA512), octets)
    }
}

/// Returns the digest, which has the length that the algorithm of the context makes.
fn digest<const N: usize>(mut context: Context, octets: &[u8]) -> [u8; N] {
    context.update(octets);
    let mut digest = [0; N];
    for (to, from) in digest.iter_mut().zip(context.finish().as_ref()) {
        *to = *from;
    }
    digest
}

#[cfg(test)]
mod tests {
    use super::*;

    /// FIPS 180-4, its examples of "abc".
    #[test]
    fn the_examples_of_the_standard() {
        let start = |digest: &[u8]| digest.iter().take(8).map(|octet| format!("{octet:02x}")).collect::<String>();
        let end =
            |digest: &[u8]| digest.iter().rev().take(4).rev().map(|octet| format!("{octet:02x}")).collect::<String>();
        let shown = |digest: &[u8]| (start(digest), end(digest));
        let expected = |start: &str, end: &str| (start.to_owned(), end.to_owned());
        assert_eq!(shown(&AwsLcDigests.sha256(b"abc")), expected("ba7816bf8f01cfea", "f20015ad"));
        assert_eq!(shown(&AwsLcDigests.sha384(b"abc")), expected("cb00753f45a35e8b", "34c825a7"));
        assert_eq!(shown(&AwsLcDigests.sha512(b"abc")), expected("ddaf35a193617aba", "a54ca49f"));
    }
}
