//! The trust anchor of a path: a name and a key, and the constraints they were given with.

use core::fmt;

use crate::certificate::Certificate;
use crate::certificate::name_constraints::NameConstraints;
use crate::constraints::compiled::CompiledConstraints;
use crate::der::DerError;
use crate::der::oid::Oid;
use crate::name::directory::DirectoryName;
use crate::name::error::NameError;

/// What a path ends in and nobody proves: a name and a key, and the constraints they were given with (RFC 5280
/// §6.1.1(d), RFC 5937).
///
/// ```no_run
/// # let root: &[u8] = &[];
/// use srvname::{Certificate, TrustAnchor};
///
/// let certificate = Certificate::from_der(root)?;
/// let anchor = TrustAnchor::from_certificate(&certificate);
/// # Ok::<(), srvname::certificate::CertificateError>(())
/// ```
#[derive(Clone, Debug)]
pub struct TrustAnchor<'a> {
    subject: DirectoryName<'a>,
    spki: &'a [u8],
    name_constraints: Option<NameConstraints<'a>>,
    path_len: Option<u32>,
    unknown_critical: Option<Oid<'a>>,
    compiled: Option<CompiledConstraints>,
}

/// Why the parts of a trust anchor are unusable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TrustAnchorError {
    /// The subject is no Name.
    Subject(NameError),
    /// The name constraints are malformed.
    NameConstraints(DerError),
}

impl fmt::Display for TrustAnchorError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Subject(error) => write!(f, "subject of the trust anchor: {error}"),
            Self::NameConstraints(error) => write!(f, "name constraints of the trust anchor: {error}"),
        }
    }
}

impl core::error::Error for TrustAnchorError {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            Self::Subject(error) => Some(error),
            Self::NameConstraints(error) => Some(error),
        }
    }
}

impl<'a> TrustAnchor<'a> {
    /// An anchor given as a certificate. Its signature, its validity and its key usages are not asked for (RFC 5280 §6.2).
    #[must_use]
    pub fn from_certificate(certificate: &Certificate<'a>) -> Self {
        Self {
            subject: certificate.subject(),
            spki: certificate.spki(),
            name_constraints: certificate.name_constraints(),
            path_len: certificate.basic_constraints().and_then(|constraints| constraints.path_len),
            unknown_critical: certificate.unknown_critical_extension(),
            compiled: None,
        }
    }

    /// An anchor given in parts, each the content of its SEQUENCE without the header, as
    /// `rustls_pki_types::TrustAnchor` holds them.
    ///
    /// # Errors
    ///
    /// [`TrustAnchorError`] when the subject or the constraints are malformed.
    pub fn from_parts(
        subject: &'a [u8],
        spki: &'a [u8],
        name_constraints: Option<&'a [u8]>,
    ) -> Result<Self, TrustAnchorError> {
        Ok(Self {
            subject: DirectoryName::from_content(subject).map_err(TrustAnchorError::Subject)?,
            spki,
            name_constraints: name_constraints
                .map(NameConstraints::from_content)
                .transpose()
                .map_err(TrustAnchorError::NameConstraints)?,
            path_len: None,
            unknown_critical: None,
            compiled: None,
        })
    }

    /// The name that certificates directly below have as issuer.
    #[must_use]
    pub const fn subject(&self) -> DirectoryName<'a> {
        self.subject
    }

    /// The content of its subjectPublicKeyInfo.
    #[must_use]
    pub const fn spki(&self) -> &'a [u8] {
        self.spki
    }

    /// Its name constraints.
    #[must_use]
    pub const fn name_constraints(&self) -> Option<NameConstraints<'a>> {
        self.name_constraints
    }

    /// Compiles its name constraints, to be kept with it. It pays for an anchor with more than a handful of bases that
    /// outlives a handshake: every path that ends in it then costs a look-up a name, and compiles nothing for it.
    #[must_use]
    pub fn compile(mut self) -> Self {
        self.compiled = self.name_constraints.as_ref().map(CompiledConstraints::new);
        self
    }

    /// Its name constraints as compiled, once [`TrustAnchor::compile`] was asked for.
    #[must_use]
    pub const fn compiled(&self) -> Option<&CompiledConstraints> {
        self.compiled.as_ref()
    }

    /// Its pathLenConstraint.
    #[must_use]
    pub const fn path_len(&self) -> Option<u32> {
        self.path_len
    }

    /// The first critical extension of its certificate that is not processed.
    #[must_use]
    pub const fn unknown_critical_extension(&self) -> Option<Oid<'a>> {
        self.unknown_critical
    }

    /// Whether `certificate` has this anchor's subject and key, and so says nothing that the anchor does not.
    #[must_use]
    pub fn has_subject_and_key_of(&self, certificate: &Certificate<'_>) -> bool {
        self.spki == certificate.spki() && self.subject == certificate.subject()
    }
}

impl<'a> TryFrom<&'a rustls_pki_types::TrustAnchor<'_>> for TrustAnchor<'a> {
    type Error = TrustAnchorError;

    fn try_from(anchor: &'a rustls_pki_types::TrustAnchor<'_>) -> Result<Self, TrustAnchorError> {
        let constraints = anchor.name_constraints.as_ref().map(AsRef::as_ref);
        Self::from_parts(anchor.subject.as_ref(), anchor.subject_public_key_info.as_ref(), constraints)
    }
}
