//! The trust anchor of a path: a name and a key, and the constraints they were given with.

use core::fmt;

use crate::certificate::Certificate;
use crate::certificate::name_constraints::NameConstraints;
use crate::constraints::compiled::CompiledConstraints;
use crate::der::DerError;
use crate::der::oid::Oid;
use crate::name::directory::DirectoryName;
use crate::name::error::NameError;

/// A trust anchor: the name and the key at the end of a path, which the caller trusts without proof, and the constraints
/// that came with them (RFC 5280 §6.1.1(d), RFC 5937).
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
    /// The subject is not a Name.
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
    /// Returns the anchor that a certificate describes. Its signature, validity and key usages are not checked (RFC 5280
    /// §6.2).
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

    /// Returns the anchor made of these parts, each the content of its SEQUENCE without the header, as in
    /// `rustls_pki_types::TrustAnchor`.
    ///
    /// # Errors
    ///
    /// [`TrustAnchorError`] if the subject or the constraints are malformed.
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

    /// Returns the subject, which is the issuer of the certificates directly below.
    #[must_use]
    pub const fn subject(&self) -> DirectoryName<'a> {
        self.subject
    }

    /// Returns the content of its subjectPublicKeyInfo.
    #[must_use]
    pub const fn spki(&self) -> &'a [u8] {
        self.spki
    }

    /// Returns its name constraints, or `None` if it has none.
    #[must_use]
    pub const fn name_constraints(&self) -> Option<NameConstraints<'a>> {
        self.name_constraints
    }

    /// Returns this anchor with its name constraints compiled. Worthwhile for an anchor with more than a few subtrees that is
    /// reused across handshakes: each name then costs one look-up, and no path compiles the constraints again.
    #[must_use]
    pub fn compile(mut self) -> Self {
        self.compiled = self.name_constraints.as_ref().map(CompiledConstraints::new);
        self
    }

    /// Returns its compiled name constraints, or `None` if [`TrustAnchor::compile`] was not called or it has no constraints.
    #[must_use]
    pub const fn compiled(&self) -> Option<&CompiledConstraints> {
        self.compiled.as_ref()
    }

    /// Returns its pathLenConstraint, or `None` if it has none.
    #[must_use]
    pub const fn path_len(&self) -> Option<u32> {
        self.path_len
    }

    /// Returns the first critical extension of its certificate that is not processed, or `None` if there is none.
    #[must_use]
    pub const fn unknown_critical_extension(&self) -> Option<Oid<'a>> {
        self.unknown_critical
    }

    /// Returns `true` if `certificate` has this anchor's subject and key.
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
