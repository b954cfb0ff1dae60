//! The peers.

use std::path::Path;

use crate::peer::Peer;

#[cfg(feature = "aws-lc")]
mod aws_lc;
#[cfg(feature = "certval")]
mod certval;
mod child;
mod last_lines;
#[cfg(any(feature = "aws-lc", feature = "openssl"))]
mod libcrypto;
mod naive;
#[cfg(feature = "openssl")]
mod openssl;
mod srvname;
mod suffix_set;
mod webpki;
mod x509_cert;

/// The peers that were built in, ours first.
#[allow(clippy::vec_init_then_push, reason = "features decide")]
pub fn built_in() -> Vec<Box<dyn Peer>> {
    let mut peers: Vec<Box<dyn Peer>> = Vec::new();
    peers.push(Box::new(srvname::Srvname));
    peers.push(Box::new(naive::Naive));
    peers.push(Box::new(suffix_set::SuffixSet));
    peers.push(Box::new(webpki::Webpki));
    #[cfg(feature = "openssl")]
    peers.push(Box::new(openssl::peer()));
    #[cfg(feature = "aws-lc")]
    peers.push(Box::new(aws_lc::peer()));
    peers.push(Box::new(x509_cert::X509Cert));
    #[cfg(feature = "certval")]
    peers.push(Box::new(certval::Certval));
    peers
}

/// A peer that is a program of its own; `command` is the program and its arguments.
///
/// # Errors
///
/// When it does not start or does not say who it is.
pub fn child(command: &[String], folder: &Path) -> Result<Box<dyn Peer>, String> {
    child::Child::start(command, folder).map(|child| -> Box<dyn Peer> { Box::new(child) })
}
