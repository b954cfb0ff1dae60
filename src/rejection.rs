//! Why a path is refused: which certificate, which name, which CA, which base, which section, in one sentence.

use alloc::boxed::Box;
use alloc::string::{String, ToString};
use core::fmt;

use crate::certificate::CertificateError;
use crate::cite::Citation;
use crate::name::error::NameError;
use crate::path::{PathError, PathErrorKind};
use crate::state::{Position, Violation, ViolationKind};

/// The kind of a refusal. Each has a stable code, see [`RejectionKind::code`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum RejectionKind {
    /// A certificate cannot be read.
    MalformedCertificate(CertificateError),
    /// Nobody trusted, and nobody in the pool, issued a certificate.
    UnknownIssuer,
    /// A signature does not verify.
    BadSignature,
    /// A signature or a key of an algorithm that the caller did not provide.
    UnsupportedSignatureAlgorithm,
    /// The time is after notAfter.
    Expired,
    /// The time is before notBefore.
    NotYetValid,
    /// An issuer that is no CA.
    NotACa,
    /// More CAs than a pathLenConstraint allows.
    PathLengthExceeded,
    /// keyUsage is present and lacks what the certificate is used for.
    KeyUsage,
    /// extKeyUsage is present and lacks the purpose.
    ExtendedKeyUsage,
    /// A critical extension that is not processed.
    UnknownCriticalExtension,
    /// A malformed base of a form that appears below.
    MalformedConstraint(NameError),
    /// A constraint that is not understood, of a form that appears below.
    UnsupportedConstraint,
    /// A malformed name of a form that is constrained.
    MalformedName(NameError),
    /// A name outside every permitted base of its form.
    NameNotPermitted,
    /// A name that overlaps an excluded base.
    NameExcluded,
    /// A CA that leaves SRVName open, above an end entity that presents one.
    CaLacksSrvConstraints,
    /// No presented identifier matches a reference.
    NoMatchingIdentifier,
    /// The list of references is empty.
    NoReferences,
    /// Certificates that do not follow each other.
    WrongOrder,
    /// A path that goes in a circle.
    RepeatedCertificate,
    /// Name constraints in a certificate that is no CA's.
    NameConstraintsWithoutCa,
    /// The bound on signature checks was reached before a path was found.
    TooMuchWork,
    /// The caller's own check of the complete path refused it.
    RefusedByCaller,
}

impl RejectionKind {
    /// The stable code of this kind, for programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::MalformedCertificate(_) => "malformed_certificate",
            Self::UnknownIssuer => "unknown_issuer",
            Self::BadSignature => "bad_signature",
            Self::UnsupportedSignatureAlgorithm => "unsupported_signature_algorithm",
            Self::Expired => "expired",
            Self::NotYetValid => "not_yet_valid",
            Self::NotACa => "not_a_ca",
            Self::PathLengthExceeded => "path_length_exceeded",
            Self::KeyUsage => "key_usage",
            Self::ExtendedKeyUsage => "extended_key_usage",
            Self::UnknownCriticalExtension => "unknown_critical_extension",
            Self::MalformedConstraint(_) => "malformed_constraint",
            Self::UnsupportedConstraint => "unsupported_constraint",
            Self::MalformedName(_) => "malformed_name",
            Self::NameNotPermitted => "name_not_permitted",
            Self::NameExcluded => "name_excluded",
            Self::CaLacksSrvConstraints => "ca_lacks_srv_constraints",
            Self::NoMatchingIdentifier => "no_matching_identifier",
            Self::NoReferences => "no_references",
            Self::WrongOrder => "wrong_order",
            Self::RepeatedCertificate => "repeated_certificate",
            Self::NameConstraintsWithoutCa => "name_constraints_without_ca",
            Self::TooMuchWork => "too_much_work",
            Self::RefusedByCaller => "refused_by_caller",
        }
    }

    /// The section that asks for the refusal.
    #[must_use]
    pub const fn citation(&self) -> Citation {
        match self {
            Self::MalformedCertificate(error) => error.citation(),
            Self::UnknownIssuer => Citation::new("RFC 5280", "6.1"),
            Self::BadSignature | Self::UnsupportedSignatureAlgorithm => Citation::new("RFC 5280", "6.1.3(a)(1)"),
            Self::Expired | Self::NotYetValid => Citation::new("RFC 5280", "6.1.3(a)(2)"),
            Self::NotACa => Citation::new("RFC 5280", "6.1.4(k)"),
            Self::PathLengthExceeded => Citation::new("RFC 5280", "6.1.4(l)"),
            Self::KeyUsage => Citation::new("RFC 5280", "4.2.1.3"),
            Self::ExtendedKeyUsage => Citation::new("RFC 5280", "4.2.1.12"),
            Self::UnknownCriticalExtension => Citation::new("RFC 5280", "4.2"),
            Self::MalformedConstraint(error) | Self::MalformedName(error) => error.citation(),
            Self::UnsupportedConstraint | Self::NameConstraintsWithoutCa => Citation::new("RFC 5280", "4.2.1.10"),
            Self::NameNotPermitted => Citation::new("RFC 5280", "6.1.3(b)"),
            Self::NameExcluded => Citation::new("RFC 5280", "6.1.3(c)"),
            Self::CaLacksSrvConstraints => Citation::new("RFC 9525", "7.6"),
            Self::NoMatchingIdentifier | Self::NoReferences => Citation::new("RFC 9525", "6.2"),
            Self::WrongOrder => Citation::new("RFC 5280", "6.1.3(a)(4)"),
            Self::RepeatedCertificate | Self::TooMuchWork => Citation::new("RFC 5280", "6.1"),
            Self::RefusedByCaller => Citation::new("RFC 5280", "6.2"),
        }
    }
}

/// A refusal: the first step that failed.
///
/// Positions count from the end entity, which is 0. `Display` is one sentence for a person; the accessors are for
/// programs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rejection(Box<Facts>);

/// What a refusal knows; behind a pointer, so that a verdict stays as small as its better half.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Facts {
    kind: RejectionKind,
    position: Option<Position>,
    name: Option<String>,
    imposed_by: Option<Position>,
    base: Option<String>,
    subject: Option<String>,
    detail: Option<String>,
}

impl Rejection {
    pub(crate) fn new(kind: RejectionKind, position: Option<Position>) -> Self {
        Self(Box::new(Facts { kind, position, name: None, imposed_by: None, base: None, subject: None, detail: None }))
    }

    /// The refusal of a certificate that cannot be read, for callers who read the certificates of a path themselves and
    /// answer with one type.
    #[must_use]
    pub fn malformed_certificate(error: CertificateError, position: Position) -> Self {
        Self::new(RejectionKind::MalformedCertificate(error), Some(position))
    }

    pub(crate) fn with_name(mut self, name: &dyn fmt::Display) -> Self {
        self.0.name = Some(name.to_string());
        self
    }

    pub(crate) fn with_base(mut self, base: &dyn fmt::Display) -> Self {
        self.0.base = Some(base.to_string());
        self
    }

    pub(crate) fn with_subject(mut self, subject: &dyn fmt::Display) -> Self {
        self.0.subject = Some(subject.to_string());
        self
    }

    pub(crate) fn with_detail(mut self, detail: String) -> Self {
        self.0.detail = Some(detail);
        self
    }

    pub(crate) fn imposed_by_authority(mut self, imposed_by: Option<Position>) -> Self {
        self.0.imposed_by = imposed_by;
        self
    }

    pub(crate) fn from_violation(violation: &Violation<'_>, position: Position, name: &dyn fmt::Display) -> Self {
        let kind = match violation.kind {
            ViolationKind::MalformedName(error) => RejectionKind::MalformedName(error),
            ViolationKind::MalformedBase(_, error) => RejectionKind::MalformedConstraint(error),
            ViolationKind::Unsupported(_) => RejectionKind::UnsupportedConstraint,
            ViolationKind::NotPermitted => RejectionKind::NameNotPermitted,
            ViolationKind::Excluded(_) => RejectionKind::NameExcluded,
        };
        let rejection = Self::new(kind, Some(position)).with_name(name).imposed_by_authority(violation.imposed_by);
        match &violation.kind {
            ViolationKind::MalformedBase(subtree, _) | ViolationKind::Unsupported(subtree) => {
                rejection.with_base(subtree)
            }
            ViolationKind::Excluded(base) => rejection.with_base(base),
            ViolationKind::MalformedName(_) | ViolationKind::NotPermitted => rejection,
        }
    }

    /// What failed.
    #[must_use]
    pub fn kind(&self) -> &RejectionKind {
        &self.0.kind
    }

    /// The stable code of what failed.
    #[must_use]
    pub fn code(&self) -> &'static str {
        self.0.kind.code()
    }

    /// The certificate at which it failed.
    #[must_use]
    pub fn position(&self) -> Option<Position> {
        self.0.position
    }

    /// The name that was refused, as the certificate has it.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        self.0.name.as_deref()
    }

    /// The CA whose constraint refused it; `None` as well when the constraint is the caller's own.
    #[must_use]
    pub fn imposed_by(&self) -> Option<Position> {
        self.0.imposed_by
    }

    /// The base that refused it, or that cannot be evaluated.
    #[must_use]
    pub fn base(&self) -> Option<&str> {
        self.0.base.as_deref()
    }

    /// The subject of the certificate at fault (RFC 4514), where a person needs it to act.
    #[must_use]
    pub fn subject(&self) -> Option<&str> {
        self.0.subject.as_deref()
    }

    /// What the caller's own check said.
    #[must_use]
    pub fn detail(&self) -> Option<&str> {
        self.0.detail.as_deref()
    }

    /// The section that asks for the refusal.
    #[must_use]
    pub fn citation(&self) -> Citation {
        self.0.kind.citation()
    }

    fn write_who(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.position {
            Some(Position::END_ENTITY) => f.write_str("the end entity certificate")?,
            Some(position) => write!(f, "certificate {position}")?,
            None => f.write_str("the certificate")?,
        }
        match self.subject() {
            Some(subject) if !subject.is_empty() => write!(f, " ({subject})"),
            _ => Ok(()),
        }
    }

    fn write_authority(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.imposed_by {
            Some(position) => write!(f, "the CA at position {position}"),
            None => f.write_str("the caller"),
        }
    }

    fn write_name_refusal(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (name, base) = (self.name().unwrap_or_default(), self.base().unwrap_or_default());
        write!(f, "the name {name} in ")?;
        self.write_who(f)?;
        match &self.0.kind {
            RejectionKind::MalformedName(error) => {
                write!(f, " is malformed ({error}), and names of its form are constrained by ")?;
                self.write_authority(f)
            }
            RejectionKind::MalformedConstraint(error) => {
                write!(f, " cannot be judged: the constraint {base} of ")?;
                self.write_authority(f)?;
                write!(f, " is malformed ({error})")
            }
            RejectionKind::UnsupportedConstraint => {
                write!(f, " cannot be judged: the constraint {base} of ")?;
                self.write_authority(f)?;
                f.write_str(" is of a kind that is not understood")
            }
            RejectionKind::NameExcluded => {
                write!(f, " is excluded by {base}, a constraint of ")?;
                self.write_authority(f)
            }
            _ => {
                f.write_str(" is outside everything that is permitted by ")?;
                self.write_authority(f)
            }
        }
    }

    fn write_certificate_refusal(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write_who(f)?;
        match &self.0.kind {
            RejectionKind::MalformedCertificate(error) => write!(f, " cannot be read: {error}"),
            RejectionKind::UnknownIssuer => f.write_str(" was issued by nobody who is trusted or was sent along"),
            RejectionKind::BadSignature => f.write_str(" has a signature that does not verify"),
            RejectionKind::UnsupportedSignatureAlgorithm => {
                f.write_str(" is signed with an algorithm or a key that is not supported")
            }
            RejectionKind::Expired => f.write_str(" has expired"),
            RejectionKind::NotYetValid => f.write_str(" is not valid yet"),
            RejectionKind::NotACa => f.write_str(" issued another and is no CA"),
            RejectionKind::PathLengthExceeded => {
                f.write_str(" is one CA more than is allowed below itself by ")?;
                self.write_authority(f)
            }
            RejectionKind::KeyUsage => f.write_str(" has a key that may not be used for this (keyUsage)"),
            RejectionKind::ExtendedKeyUsage => f.write_str(" may not be used for this purpose (extKeyUsage)"),
            RejectionKind::UnknownCriticalExtension => {
                write!(f, " has a critical extension that is not known: {}", self.name().unwrap_or_default())
            }
            RejectionKind::CaLacksSrvConstraints => {
                f.write_str(
                    " may issue SRVNames for anybody: its name constraints do not confine SRVName as required, ",
                )?;
                f.write_str("and the end entity presents one")
            }
            RejectionKind::WrongOrder => f.write_str(" is followed by a certificate that did not issue it"),
            RejectionKind::RepeatedCertificate => f.write_str(" has the subject and the key of another in the path"),
            RejectionKind::NameConstraintsWithoutCa => f.write_str(" carries name constraints and is no CA"),
            _ => f.write_str(" is refused"),
        }
    }
}

impl fmt::Display for Rejection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0.kind {
            RejectionKind::MalformedName(_)
            | RejectionKind::MalformedConstraint(_)
            | RejectionKind::UnsupportedConstraint
            | RejectionKind::NameNotPermitted
            | RejectionKind::NameExcluded => self.write_name_refusal(f)?,
            RejectionKind::NoMatchingIdentifier => {
                f.write_str("no name in the end entity certificate is one of those expected")?;
            }
            RejectionKind::NoReferences => f.write_str("no name was given that the end entity should have")?,
            RejectionKind::TooMuchWork => f.write_str("no path was found within the bound on signature checks")?,
            RejectionKind::RefusedByCaller => {
                f.write_str("the caller's own check refused the path")?;
                self.detail().map_or(Ok(()), |detail| write!(f, ": {detail}"))?;
            }
            _ => self.write_certificate_refusal(f)?,
        }
        write!(f, " [{}]", self.citation())
    }
}

impl core::error::Error for Rejection {}

impl From<PathError> for Rejection {
    fn from(error: PathError) -> Self {
        let kind = match error.kind {
            PathErrorKind::WrongOrder => RejectionKind::WrongOrder,
            PathErrorKind::RepeatedCertificate => RejectionKind::RepeatedCertificate,
            PathErrorKind::NotACa => RejectionKind::NotACa,
            PathErrorKind::PathLengthExceeded { imposed_by } => {
                let rejection = Self::new(RejectionKind::PathLengthExceeded, Some(error.position));
                return rejection.imposed_by_authority(Some(imposed_by));
            }
            PathErrorKind::NameConstraintsWithoutCa => RejectionKind::NameConstraintsWithoutCa,
        };
        Self::new(kind, Some(error.position))
    }
}
