//! The certificates that a peer sent beside its own.

use alloc::vec::Vec;

use crate::certificate::{Certificate, CertificateError};

/// Intermediates as the peer sent them: any order, any number, usable or not.
#[derive(Clone, Debug, Default)]
pub struct CertificatePool<'a> {
    usable: Vec<Certificate<'a>>,
    unusable: Option<(usize, CertificateError)>,
}

impl<'a> CertificatePool<'a> {
    /// Returns the pool of these certificates. A malformed one is omitted; if then no path exists, the first such
    /// certificate is the reason.
    pub fn from_ders(ders: impl IntoIterator<Item = &'a [u8]>) -> Self {
        let mut pool = Self::default();
        for (index, der) in ders.into_iter().enumerate() {
            match Certificate::from_der(der) {
                Ok(certificate) => pool.usable.push(certificate),
                Err(error) => pool.unusable = pool.unusable.or(Some((index, error))),
            }
        }
        pool
    }

    /// Returns the certificates that could be read, in order.
    #[must_use]
    pub fn certificates(&self) -> &[Certificate<'a>] {
        &self.usable
    }

    /// Returns the index of the first malformed certificate among all, and the reason, or `None` if every one could be read.
    #[must_use]
    pub const fn unusable(&self) -> Option<(usize, CertificateError)> {
        self.unusable
    }
}
