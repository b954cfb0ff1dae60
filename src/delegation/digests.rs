//! The hash functions, which the caller brings: this library has no cryptography.

/// The hash functions of TLSA records (RFC 6698 §2.1.3) and of POSH documents (RFC 7711 §3.1), as the caller's TLS library
/// has them.
///
/// ```
/// use srvname::delegation::Digests;
///
/// struct AwsLc;
///
/// impl Digests for AwsLc {
/// #   fn sha256(&self, _: &[u8]) -> [u8; 32] { [0; 32] }
/// #   fn sha384(&self, _: &[u8]) -> [u8; 48] { [0; 48] }
/// #   fn sha512(&self, _: &[u8]) -> [u8; 64] { [0; 64] }
/// #   #[cfg(any())]
///     fn sha256(&self, octets: &[u8]) -> [u8; 32] {
///         aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, octets).as_ref().try_into().unwrap()
///     }
///     // And so on.
/// }
/// ```
pub trait Digests {
    /// Returns the SHA-256 digest of the octets.
    fn sha256(&self, octets: &[u8]) -> [u8; 32];

    /// Returns the SHA-384 digest of the octets.
    fn sha384(&self, octets: &[u8]) -> [u8; 48];

    /// Returns the SHA-512 digest of the octets.
    fn sha512(&self, octets: &[u8]) -> [u8; 64];
}
