//! Trust anchors for paths that `srvname` builds.

use openssl::x509::store::X509StoreRef;
use srvname::certificate::CertificateError;
use srvname::{Certificate, TrustAnchor};

/// The trust anchors of a [`DelegationVerifier`](crate::DelegationVerifier), for what asks for a path to the caller's roots.
///
/// ```
/// use openssl::ssl::{SslConnector, SslMethod};
/// use srvname_openssl::Roots;
///
/// let connector = SslConnector::builder(SslMethod::tls_client())?.build();
/// let roots = Roots::from_store(connector.context().cert_store());
/// # drop(roots);
/// # Ok::<(), openssl::error::ErrorStack>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Roots {
    certificates: Vec<Vec<u8>>,
}

impl Roots {
    /// Returns no trust anchors: enough for a server that is authenticated by its key alone, or by a DANE-TA.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Returns the certificates that the store holds now, without those that cannot be read.
    ///
    /// A folder of hashed names (`add_dir`, and on many systems the default paths) is no part of that: OpenSSL looks in it
    /// while it builds a chain. A file is.
    #[must_use]
    pub fn from_store(store: &X509StoreRef) -> Self {
        let ders = store.all_certificates();
        let ders = ders.iter().filter_map(|certificate| certificate.to_der().ok());
        Self { certificates: ders.filter(|der| Certificate::from_der(der).is_ok()).collect() }
    }

    /// Adds a trust anchor given as a certificate.
    ///
    /// # Errors
    ///
    /// [`CertificateError`] if it cannot be read. Then it is not added.
    pub fn add(&mut self, der: impl Into<Vec<u8>>) -> Result<(), CertificateError> {
        let der = der.into();
        Certificate::from_der(&der)?;
        self.certificates.push(der);
        Ok(())
    }

    /// Returns the number of trust anchors.
    #[must_use]
    pub fn len(&self) -> usize {
        self.certificates.len()
    }

    /// Returns `true` if there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.certificates.is_empty()
    }

    /// Returns the trust anchors that may have issued one of these certificates.
    pub(crate) fn issuers_of(&self, sent: &[&Certificate<'_>]) -> Vec<TrustAnchor<'_>> {
        let issuers = self.read().filter(|own| sent.iter().any(|certificate| certificate.issuer() == own.subject()));
        issuers.map(|own| TrustAnchor::from_certificate(&own)).collect()
    }

    /// Returns the certificates of these anchors in DER.
    pub(crate) fn certificates_of<'a>(&'a self, anchors: &[&TrustAnchor<'_>]) -> Vec<&'a [u8]> {
        let own = self.read().filter(|own| anchors.iter().any(|anchor| anchor.has_subject_and_key_of(own)));
        own.map(|own| own.der()).collect()
    }

    fn read(&self) -> impl Iterator<Item = Certificate<'_>> {
        self.certificates.iter().filter_map(|der| Certificate::from_der(der).ok())
    }
}
