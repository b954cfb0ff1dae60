//! Trust anchors from PEM (RFC 7468), with the block that an error is about.

use alloc::vec::Vec;
use core::fmt;

use rustls_pki_types::CertificateDer;
use rustls_pki_types::pem::{Error as ReadError, PemObject};

use crate::certificate::CertificateError;
use crate::integration::roots::Roots;

/// What a block starts with, before its label.
const BEGIN: &[u8] = b"-----BEGIN ";

/// The label of a certificate (RFC 7468 §5.1).
const CERTIFICATE: &[u8] = b"CERTIFICATE-----";

/// Labels of certificates in other forms. A bundle with one of them is not read without it, since that root would be missed
/// only in a handshake.
const OTHER_CERTIFICATES: [&str; 3] = ["TRUSTED CERTIFICATE", "X509 CERTIFICATE", "X.509 CERTIFICATE"];

/// Why trust anchors in PEM cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PemError {
    /// There is no block with the label CERTIFICATE.
    NoCertificate,
    /// A block cannot be used.
    Block {
        /// The number of the block among all, from 1.
        number: usize,
        /// The line at which it starts, from 1.
        line: usize,
        /// Why it cannot be used.
        kind: PemErrorKind,
    },
}

/// Why a block cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PemErrorKind {
    /// It has no line `-----END CERTIFICATE-----`.
    NoEnd,
    /// What is between its first and its last line is not base64.
    Base64,
    /// It has another label, which OpenSSL and old programs write.
    Label(&'static str),
    /// Its certificate cannot be read.
    Certificate(CertificateError),
    /// Its first line is malformed, or it is too large.
    Malformed,
}

impl fmt::Display for PemError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self::Block { number, line, kind } = self else {
            return f.write_str("there is no PEM block with the label CERTIFICATE");
        };
        write!(f, "PEM block {number}, at line {line}, ")?;
        match kind {
            PemErrorKind::NoEnd => f.write_str("has no line -----END CERTIFICATE-----"),
            PemErrorKind::Base64 => f.write_str("is not base64"),
            PemErrorKind::Label(label) => write!(f, "has the label {label}, and CERTIFICATE alone is read"),
            PemErrorKind::Certificate(error) => write!(f, "is no certificate that can be read: {error}"),
            PemErrorKind::Malformed => f.write_str("is malformed"),
        }
    }
}

impl core::error::Error for PemError {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            Self::Block { kind: PemErrorKind::Certificate(error), .. } => Some(error),
            _ => None,
        }
    }
}

impl Roots {
    /// Returns the anchors in PEM: each block with the label CERTIFICATE, of which there must be one. Other blocks, keys for
    /// one, and text outside of blocks are ignored.
    ///
    /// ```no_run
    /// use srvname::integration::Roots;
    ///
    /// let roots = Roots::from_pem(&std::fs::read("roots.pem")?)?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`PemError`] about the first block that cannot be used, or that there is no certificate.
    pub fn from_pem(pem: &[u8]) -> Result<Self, PemError> {
        let mut roots = Self::default();
        for (index, block) in blocks(pem).iter().enumerate() {
            roots.add_block(block.text).map_err(|kind| PemError::Block {
                number: index.saturating_add(1),
                line: block.line,
                kind,
            })?;
        }
        if roots.is_empty() { Err(PemError::NoCertificate) } else { Ok(roots) }
    }

    /// Adds the certificate in a block, if it is one.
    fn add_block(&mut self, text: &[u8]) -> Result<(), PemErrorKind> {
        let label = text.get(BEGIN.len()..).unwrap_or_default();
        let is_other =
            |other: &&&str| label.strip_prefix(other.as_bytes()).is_some_and(|rest| rest.starts_with(b"-----"));
        if let Some(other) = OTHER_CERTIFICATES.iter().find(is_other) {
            return Err(PemErrorKind::Label(other));
        }
        if !label.starts_with(CERTIFICATE) {
            return Ok(());
        }
        let certificate = CertificateDer::from_pem_slice(text).map_err(|error| match error {
            ReadError::MissingSectionEnd { .. } => PemErrorKind::NoEnd,
            ReadError::Base64Decode(_) => PemErrorKind::Base64,
            _ => PemErrorKind::Malformed,
        })?;
        self.add(certificate).map_err(PemErrorKind::Certificate)
    }
}

/// A block, from its first line to the first line of the next one.
struct Block<'a> {
    line: usize,
    text: &'a [u8],
}

/// Returns the blocks. Each is read by itself, so that an error is about the block that it is in.
fn blocks(pem: &[u8]) -> Vec<Block<'_>> {
    let mut starts = Vec::new();
    let (mut offset, mut line) = (0usize, 1usize);
    for text in pem.split_inclusive(|octet| matches!(octet, b'\n' | b'\r')) {
        // A byte order mark, and spaces.
        let first = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text).trim_ascii_start();
        let end = offset.saturating_add(text.len());
        if first.starts_with(BEGIN) {
            starts.push((end.saturating_sub(first.len()), line));
        }
        offset = end;
        line = line.saturating_add(usize::from(text.ends_with(b"\n")));
    }
    let ends = starts.iter().skip(1).map(|(start, _)| *start).chain([pem.len()]);
    let blocks = starts.iter().zip(ends);
    blocks.map(|((start, line), end)| Block { line: *line, text: pem.get(*start..end).unwrap_or_default() }).collect()
}
