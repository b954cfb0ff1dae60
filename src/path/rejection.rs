//! Why a path is refused: which certificate, which name, which CA, which base, which section, in one sentence.

use alloc::boxed::Box;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt;

use crate::certificate::general_name::PresentedId;
use crate::certificate::{Certificate, CertificateError};
use crate::citation::Citation;
use crate::constraints::level::{ConstraintViolation, ConstraintViolationKind, Position};
use crate::der::time::UtcTime;
use crate::name::error::NameError;
use crate::path::evidence::constrained_name::ConstrainedName;
use crate::path::evidence::given::Given;
use crate::path::evidence::mismatch::Mismatch;
use crate::path::evidence::open_authority::{OpenAuthority, OpenReason};
use crate::path::evidence::quotes::{NameList, excerpt};
use crate::path::purpose::Purpose;
use crate::path::{MAX_INTERMEDIATES, PathError, PathErrorKind};

/// The kind of a refusal. Each has a stable code, see [`RejectionKind::code`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum RejectionKind {
    /// A certificate cannot be read.
    MalformedCertificate(CertificateError),
    /// No trust anchor and no certificate in the pool issued a certificate.
    UnknownIssuer,
    /// A signature does not verify.
    BadSignature,
    /// A signature or a key of an algorithm that the caller did not provide, or a key that the algorithm does not take.
    /// [`Rejection::detail`] is which.
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
    /// A CA that does not constrain SRVName, above an end entity that presents one.
    CaLacksSrvConstraints,
    /// No presented identifier matches a reference.
    NoMatchingIdentifier,
    /// The list of references is empty.
    NoReferences,
    /// Certificates that do not follow each other.
    WrongOrder,
    /// More than [`MAX_INTERMEDIATES`] CAs between trust anchor and end entity.
    PathTooLong,
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
    /// Returns the stable code of this kind, for programs.
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
            Self::PathTooLong => "path_too_long",
            Self::RepeatedCertificate => "repeated_certificate",
            Self::NameConstraintsWithoutCa => "name_constraints_without_ca",
            Self::TooMuchWork => "too_much_work",
            Self::RefusedByCaller => "refused_by_caller",
        }
    }

    /// Returns the section that requires the rejection.
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
            Self::PathTooLong | Self::RefusedByCaller => Citation::new("RFC 5280", "6.2"),
        }
    }
}

/// A refusal: the first step that failed.
///
/// Positions count from the end entity, which is 0. `Display` is one sentence for a person; the accessors are for
/// programs; [`Rejection::advice`] is what to do about it. Texts of a certificate are quoted in sentences up to 320
/// characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rejection(Box<Details>);

/// The parts of a rejection. Boxed so that `Result<Identity, Rejection>` stays as small as its `Ok` variant.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Details {
    kind: RejectionKind,
    position: Option<Position>,
    name: Option<String>,
    imposed_by: Option<Position>,
    base: Option<String>,
    subject: Option<String>,
    detail: Option<String>,
    times: Option<ComparedTimes>,
    purpose: Option<Purpose>,
    has_forbidden_bounds: bool,
    evidence: Option<Evidence>,
    given: Option<Given>,
}

/// What is known of the path beside the kind of its refusal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Evidence {
    /// Of [`RejectionKind::CaLacksSrvConstraints`].
    OpenAuthority(OpenAuthority),
    /// Of [`RejectionKind::NoMatchingIdentifier`].
    Mismatch(Mismatch),
    /// Of a name that a constraint refuses.
    Name(ConstrainedName),
}

/// What a certificate was too early or too late by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct ComparedTimes {
    /// Its notBefore or its notAfter.
    bound: UtcTime,
    /// The time of the verification, which the caller gave.
    asked: UtcTime,
}

impl Rejection {
    pub(crate) fn new(kind: RejectionKind, position: Option<Position>) -> Self {
        let (name, base, subject, detail) = (None, None, None, None);
        let (imposed_by, times, purpose, has_forbidden_bounds) = (None, None, None, false);
        let (evidence, given) = (None, None);
        Self(Box::new(Details {
            kind,
            position,
            name,
            imposed_by,
            base,
            subject,
            detail,
            times,
            purpose,
            has_forbidden_bounds,
            evidence,
            given,
        }))
    }

    /// Returns the rejection of a malformed certificate, for callers that read the certificates of a path themselves.
    #[must_use]
    pub fn malformed_certificate(error: CertificateError, position: Position) -> Self {
        Self::new(RejectionKind::MalformedCertificate(error), Some(position))
    }

    /// Returns the rejection by a check of the caller's own, with its reason, for callers that ask it after
    /// [`Path::validate`](crate::Path::validate); a `PathBuilder` asks it itself.
    #[must_use]
    pub fn refused_by_caller(reason: String) -> Self {
        Self::new(RejectionKind::RefusedByCaller, None).with_detail(reason)
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

    pub(crate) fn with_purpose(mut self, purpose: Purpose) -> Self {
        self.0.purpose = Some(purpose);
        self
    }

    /// The notBefore or notAfter that was not met, and the time of the verification, in seconds since 1970.
    pub(crate) fn with_times(mut self, bound: i64, asked: i64) -> Self {
        self.0.times = Some(ComparedTimes { bound: UtcTime(bound), asked: UtcTime(asked) });
        self
    }

    /// Returns the rejection of a CA that does not constrain SRVName as [`SubCaRule`](crate::path::policy::SubCaRule)
    /// requires.
    pub(crate) fn open_authority(position: Position, evidence: OpenAuthority) -> Self {
        let mut rejection = Self::new(RejectionKind::CaLacksSrvConstraints, Some(position));
        rejection.0.evidence = Some(Evidence::OpenAuthority(evidence));
        rejection
    }

    /// Returns the rejection of an end entity that presents no name that was asked for.
    pub(crate) fn no_match(evidence: Mismatch) -> Self {
        let mut rejection = Self::new(RejectionKind::NoMatchingIdentifier, Some(Position::END_ENTITY));
        rejection.0.evidence = Some(Evidence::Mismatch(evidence));
        rejection
    }

    /// Sets the domain that the SRVNames of a CA are wanted for, if this is about a CA that may issue them for any.
    pub(crate) fn with_domain(mut self, domain: &dyn fmt::Display) -> Self {
        if let Some(Evidence::OpenAuthority(authority)) = &mut self.0.evidence {
            authority.domain = Some(excerpt(domain));
        }
        self
    }

    /// Returns this rejection with what its advice can tell from the certificates that were given: those of the path in order,
    /// end entity first, and that of the trust anchor if it is at hand. For callers that make paths themselves;
    /// [`PathBuilder`](crate::PathBuilder) does it.
    ///
    /// ```no_run
    /// # use srvname::{Certificate, Path, Rejection, TrustAnchor};
    /// # fn f<'a>(certificates: &'a [Certificate<'a>], anchor: &'a TrustAnchor<'a>) -> Result<Path<'a, 'a>, Rejection> {
    /// let Some((end_entity, intermediates)) = certificates.split_first() else { panic!("no certificate") };
    /// Path::assume_signed(anchor, intermediates, end_entity)
    ///     .map_err(|error| Rejection::from(error).with_certificates(certificates))
    /// # }
    /// ```
    #[must_use]
    pub fn with_certificates<'c, 'a: 'c>(self, certificates: impl IntoIterator<Item = &'c Certificate<'a>>) -> Self {
        let certificates: Vec<_> = certificates.into_iter().collect();
        self.with_path(&certificates, certificates.iter().copied())
    }

    /// [`Rejection::with_certificates`] for a path that was looked for in a list, which starts with the end entity.
    pub(crate) fn with_path<'c, 'a: 'c>(
        mut self,
        path: &[&'c Certificate<'a>],
        list: impl Iterator<Item = &'c Certificate<'a>>,
    ) -> Self {
        self.0.given = Some(Given::new(path, self.0.position, list));
        self
    }

    pub(crate) fn imposed_by_authority(mut self, imposed_by: Option<Position>) -> Self {
        self.0.imposed_by = imposed_by;
        self
    }

    /// Returns the rejection of a name that a constraint does not admit.
    pub(crate) fn from_violation(
        violation: &ConstraintViolation<'_>,
        position: Position,
        name: &PresentedId<'_>,
        evidence: ConstrainedName,
    ) -> Self {
        let kind = match violation.kind {
            ConstraintViolationKind::MalformedName(error) => RejectionKind::MalformedName(error),
            ConstraintViolationKind::MalformedBase(_, error) => RejectionKind::MalformedConstraint(error),
            ConstraintViolationKind::Unsupported(_) | ConstraintViolationKind::UnsupportedInitial(_) => {
                RejectionKind::UnsupportedConstraint
            }
            ConstraintViolationKind::NotPermitted => RejectionKind::NameNotPermitted,
            ConstraintViolationKind::Excluded(_) => RejectionKind::NameExcluded,
        };
        let mut rejection = Self::new(kind, Some(position)).with_name(name).imposed_by_authority(violation.imposed_by);
        rejection.0.evidence = Some(Evidence::Name(evidence));
        if matches!(&violation.kind, ConstraintViolationKind::Unsupported(subtree) if !subtree.has_rfc5280_bounds()) {
            rejection.0.has_forbidden_bounds = true;
        }
        match &violation.kind {
            ConstraintViolationKind::MalformedBase(subtree, _) | ConstraintViolationKind::Unsupported(subtree) => {
                rejection.with_base(subtree)
            }
            ConstraintViolationKind::UnsupportedInitial(form) => rejection.with_base(form),
            ConstraintViolationKind::Excluded(base) => rejection.with_base(base),
            ConstraintViolationKind::MalformedName(_) | ConstraintViolationKind::NotPermitted => rejection,
        }
    }

    /// Returns the kind: the step that failed.
    #[must_use]
    pub fn kind(&self) -> &RejectionKind {
        &self.0.kind
    }

    /// Returns the stable code of the kind.
    #[must_use]
    pub fn code(&self) -> &'static str {
        self.0.kind.code()
    }

    /// Returns the position of the certificate at which it failed, or `None` if it is the path as a whole.
    #[must_use]
    pub fn position(&self) -> Option<Position> {
        self.0.position
    }

    /// Returns the refused name as the certificate has it, or `None` if the rejection is not about a name.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        self.0.name.as_deref()
    }

    /// Returns the position of the CA whose constraint refused it, or `None` if there is no such CA or the constraint is the
    /// caller's own.
    #[must_use]
    pub fn imposed_by(&self) -> Option<Position> {
        self.0.imposed_by
    }

    /// Returns the base that refused it or that cannot be evaluated, or `None` if there is none.
    #[must_use]
    pub fn base(&self) -> Option<&str> {
        self.0.base.as_deref()
    }

    /// Returns the subject of the certificate at fault (RFC 4514), or `None` if it is not needed to act.
    #[must_use]
    pub fn subject(&self) -> Option<&str> {
        self.0.subject.as_deref()
    }

    /// Returns the text that the caller's own check returned, or the algorithm or the key that is not supported, such as
    /// "RSA key of 1024 bits". Returns `None` if it is another rejection.
    #[must_use]
    pub fn detail(&self) -> Option<&str> {
        self.0.detail.as_deref()
    }

    /// Returns the purpose that the certificates were asked for, or `None` if the rejection is not about a key usage.
    #[must_use]
    pub fn purpose(&self) -> Option<Purpose> {
        self.0.purpose
    }

    /// Returns the section that requires the rejection.
    #[must_use]
    pub fn citation(&self) -> Citation {
        self.0.kind.citation()
    }

    /// Returns the reference identifiers, or `None` unless it is [`RejectionKind::NoMatchingIdentifier`].
    ///
    /// ```
    /// use srvname::{Certificate, Path, Policy, ReferenceId, TrustAnchor};
    ///
    /// # fn f(root: &[u8], leaf: &[u8]) -> Result<(), Box<dyn std::error::Error>> {
    /// let anchor = TrustAnchor::from_certificate(&Certificate::from_der(root)?);
    /// let end_entity = Certificate::from_der(leaf)?;
    /// let references = [ReferenceId::srv("imap", "example.com")?, ReferenceId::dns("example.com")?];
    /// let path = Path::assume_signed(&anchor, [], &end_entity)?;
    /// let rejection = path.validate(&references, &Policy::default()).unwrap_err();
    /// if let (Some(asked), Some(presented)) = (rejection.asked(), rejection.presented()) {
    ///     assert!(asked.iter().eq(["_imap.example.com", "example.com"]));
    ///     println!("asked for {asked}, and found {presented}");
    /// }
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn asked(&self) -> Option<&NameList> {
        self.mismatch().map(|mismatch| &mismatch.asked)
    }

    /// Returns the names that the end entity presents in the forms of [`Rejection::asked`], or, if it presents none of those
    /// forms, all its names. Returns `None` unless it is [`RejectionKind::NoMatchingIdentifier`].
    #[must_use]
    pub fn presented(&self) -> Option<&NameList> {
        self.mismatch().map(|mismatch| &mismatch.presented)
    }

    fn mismatch(&self) -> Option<&Mismatch> {
        match &self.0.evidence {
            Some(Evidence::Mismatch(mismatch)) => Some(mismatch),
            _ => None,
        }
    }

    /// Returns what is known of the path beside the kind.
    pub(crate) fn evidence(&self) -> Option<&Evidence> {
        self.0.evidence.as_ref()
    }

    /// Returns what is known of the certificates that were given, or `None` if the caller did not say.
    pub(crate) fn given(&self) -> Option<&Given> {
        self.0.given.as_ref()
    }

    fn write_who(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.position {
            Some(Position::END_ENTITY) => f.write_str("the end entity certificate")?,
            Some(position) => write!(f, "certificate {position}")?,
            None => f.write_str("the certificate")?,
        }
        match self.subject() {
            Some(subject) if !subject.is_empty() => write!(f, " ({})", excerpt(&subject)),
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
        let (name, base) = (excerpt(&self.name().unwrap_or_default()), excerpt(&self.base().unwrap_or_default()));
        match &self.0.kind {
            RejectionKind::MalformedName(_) => write!(f, "the name \"{}\" in ", text_of(&name))?,
            _ => write!(f, "the name {name} in ")?,
        }
        self.write_who(f)?;
        match &self.0.kind {
            RejectionKind::MalformedName(error) => {
                let verdict = if error.rule().leaves_no_host() { "cannot be judged" } else { "is malformed" };
                write!(f, " {verdict}, because {error}, and names of its form are constrained by ")?;
                self.write_authority(f)
            }
            RejectionKind::MalformedConstraint(error) => {
                write!(f, " cannot be judged, because the constraint \"{}\" of ", text_of(&base))?;
                self.write_authority(f)?;
                write!(f, " is malformed: {error}")
            }
            RejectionKind::UnsupportedConstraint if self.0.has_forbidden_bounds => {
                write!(f, " cannot be judged, because the constraint \"{base}\" of ")?;
                self.write_authority(f)?;
                f.write_str(" uses minimum or maximum, which RFC 5280 §4.2.1.10 forbids")
            }
            RejectionKind::UnsupportedConstraint => {
                f.write_str(" cannot be judged, because it is constrained by ")?;
                self.write_authority(f)?;
                write!(f, " and constraints of {base} are not understood")
            }
            RejectionKind::NameExcluded if base.is_empty() => {
                f.write_str(" is excluded by ")?;
                self.write_authority(f)?;
                f.write_str(" with all names of its form")
            }
            RejectionKind::NameExcluded => {
                write!(f, " is excluded by the constraint \"{base}\" of ")?;
                self.write_authority(f)
            }
            _ => {
                f.write_str(" is outside every base of its form that is permitted by ")?;
                self.write_authority(f)
            }
        }
    }

    fn write_times(&self, f: &mut fmt::Formatter<'_>, what: &str, why: &str) -> fmt::Result {
        match &self.0.times {
            Some(ComparedTimes { bound, asked }) => {
                write!(f, "{what}: the time of the verification, {asked}, is {why}, {bound}")
            }
            None => write!(f, "{what}: the time of the verification is {why}"),
        }
    }

    fn write_certificate_refusal(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write_who(f)?;
        let is_end_entity = self.0.position == Some(Position::END_ENTITY);
        let sentence = match &self.0.kind {
            RejectionKind::MalformedCertificate(error) => return write!(f, " cannot be read: {error}"),
            RejectionKind::UnknownIssuer => {
                " names an issuer that is neither a trust anchor nor among the certificates sent along"
            }
            RejectionKind::BadSignature => " has a signature that the key of its issuer does not verify",
            RejectionKind::UnsupportedSignatureAlgorithm => {
                f.write_str(" is signed with an algorithm, or by a kind of key, that is not supported")?;
                return self.detail().map_or(Ok(()), |detail| write!(f, ": {}", excerpt(&detail)));
            }
            RejectionKind::Expired => return self.write_times(f, " has expired", "after its notAfter"),
            RejectionKind::NotYetValid => return self.write_times(f, " is not valid yet", "before its notBefore"),
            RejectionKind::NotACa => " issued another certificate, and its basicConstraints do not make it a CA",
            RejectionKind::PathLengthExceeded => {
                f.write_str(" is one CA too many: the pathLenConstraint of ")?;
                self.write_authority(f)?;
                " allows fewer below it"
            }
            RejectionKind::KeyUsage if is_end_entity && self.0.purpose == Some(Purpose::Email) => {
                " has a keyUsage without digitalSignature, nonRepudiation, keyEncipherment and keyAgreement, so its key \
                 must neither sign mail nor decrypt it"
            }
            RejectionKind::KeyUsage if is_end_entity => {
                " has a keyUsage without digitalSignature, so its key must not sign a handshake"
            }
            RejectionKind::KeyUsage => " has a keyUsage without keyCertSign, so its key must not sign certificates",
            RejectionKind::ExtendedKeyUsage => {
                let purpose = self.0.purpose.unwrap_or_default();
                let wanted = purpose.extended_key_usage().unwrap_or("anyExtendedKeyUsage");
                return write!(f, " has an extKeyUsage without {wanted}, which the purpose {purpose} needs");
            }
            RejectionKind::UnknownCriticalExtension => {
                let id = excerpt(&self.name().unwrap_or_default());
                return write!(f, " has a critical extension that is not understood: {id}");
            }
            RejectionKind::CaLacksSrvConstraints => match &self.0.evidence {
                Some(Evidence::OpenAuthority(OpenAuthority { reason: OpenReason::SrvNameNotListed, .. })) => {
                    " may issue SRVNames for any domain: its name constraints do not list SRVName, and the end entity \
                     presents one"
                }
                Some(Evidence::OpenAuthority(OpenAuthority { reason: OpenReason::DomainNotLimited, .. })) => {
                    " may issue SRVNames for any domain: its SRVName constraints do not limit the domain, and the end \
                     entity presents an SRVName"
                }
                _ => {
                    " may issue SRVNames for any domain: it has no name constraints, and the end entity presents an \
                     SRVName"
                }
            },
            RejectionKind::WrongOrder => " names an issuer that is not the subject of the next certificate",
            RejectionKind::RepeatedCertificate => " has the subject and the key of another certificate in the path",
            RejectionKind::NameConstraintsWithoutCa => {
                " has name constraints, which only the certificate of a CA may have"
            }
            _ => " is refused",
        };
        f.write_str(sentence)
    }
}

/// The octets of a malformed name or base, escaped, without the word that marks them where they stand in a list.
fn text_of(malformed: &str) -> &str {
    malformed.strip_prefix("malformed:").unwrap_or(malformed)
}

impl fmt::Display for Rejection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0.kind {
            RejectionKind::MalformedName(_)
            | RejectionKind::MalformedConstraint(_)
            | RejectionKind::UnsupportedConstraint
            | RejectionKind::NameNotPermitted
            | RejectionKind::NameExcluded => self.write_name_refusal(f)?,
            RejectionKind::NoMatchingIdentifier => match self.mismatch() {
                Some(mismatch) => mismatch.fmt(f)?,
                None => f.write_str("no name in the end entity certificate matches a reference identifier")?,
            },
            RejectionKind::NoReferences => {
                f.write_str("no reference identifier was given, so the end entity cannot match one")?;
            }
            RejectionKind::PathTooLong => write!(
                f,
                "more than {MAX_INTERMEDIATES} CAs are between the trust anchor and the end entity, and a path may have \
                 no more"
            )?,
            RejectionKind::TooMuchWork => {
                f.write_str("no path was found before the limit of signature checks was reached")?;
            }
            RejectionKind::RefusedByCaller => {
                f.write_str("the caller's own check refused the path")?;
                self.detail().map_or(Ok(()), |detail| write!(f, ": {detail}"))?;
            }
            _ => self.write_certificate_refusal(f)?,
        }
        write!(f, " [{}]", self.citation())
    }
}

impl core::error::Error for Rejection {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match &self.0.kind {
            RejectionKind::MalformedCertificate(error) => Some(error),
            RejectionKind::MalformedName(error) | RejectionKind::MalformedConstraint(error) => Some(error),
            _ => None,
        }
    }
}

impl From<PathError> for Rejection {
    fn from(error: PathError) -> Self {
        let kind = match error.kind {
            PathErrorKind::PathTooLong => RejectionKind::PathTooLong,
            PathErrorKind::WrongOrder => RejectionKind::WrongOrder,
            PathErrorKind::RepeatedCertificate => RejectionKind::RepeatedCertificate,
            PathErrorKind::NotACa => RejectionKind::NotACa,
            PathErrorKind::PathLengthExceeded { imposed_by } => {
                let rejection = Self::new(RejectionKind::PathLengthExceeded, error.position);
                return rejection.imposed_by_authority(Some(imposed_by));
            }
            PathErrorKind::NameConstraintsWithoutCa => RejectionKind::NameConstraintsWithoutCa,
        };
        Self::new(kind, error.position)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::certificate::name_constraints::NameConstraints;
    use crate::name::error::NameRule;
    use crate::name::srv::SrvName;
    use crate::path::policy::SubCaRule;

    fn of(kind: RejectionKind) -> Rejection {
        Rejection::new(kind, Some(Position(1))).imposed_by_authority(Some(Position(2)))
    }

    /// Why a CA leaves SRVName open is not one thing, and what to do about it is not either.
    #[test]
    fn an_open_ca_is_told_what_it_lacks() {
        // permittedSubtrees of one dNSName, and of one SRVName without domain.
        let hosts = [&[0x30, 0x11, 0xa0, 0x0f, 0x30, 0x0d, 0x82, 0x0b][..], b"example.com"].concat();
        let inner = [&[0x06, 0x08, 0x2b, 6, 1, 5, 5, 7, 8, 7, 0xa0, 0x07, 0x16, 0x05][..], b"_imap"].concat();
        let service = [&[0x30, 0x19, 0xa0, 0x17, 0x30, 0x15, 0xa0, 0x13][..], &inner].concat();
        let read = |der: &'static [u8]| NameConstraints::from_der(der).expect("constraints");
        for (constraints, wanted) in [
            (None, "it has no name constraints"),
            (Some(read(hosts.leak())), "its name constraints do not list SRVName"),
            (Some(read(service.leak())), "its SRVName constraints do not limit the domain"),
        ] {
            let evidence = OpenAuthority {
                rule: SubCaRule::Confined,
                reason: OpenReason::of(constraints),
                is_anchor: false,
                has_intermediates: true,
                domain: None,
                services: NameList::default(),
                possible_anchor: None,
            };
            let sentence = Rejection::open_authority(Position(1), evidence).to_string();
            assert!(sentence.contains(wanted), "{sentence}");
            assert!(sentence.starts_with("certificate 1 may issue SRVNames for any domain: "), "{sentence}");
        }
    }

    #[test]
    fn what_is_malformed_is_quoted_and_said_where() {
        let error = SrvName::parse("_imap..").expect_err("an empty label");
        let name = of(RejectionKind::MalformedName(error)).with_name(&"malformed:_imap..");
        assert_eq!(
            name.to_string(),
            "the name \"_imap..\" in certificate 1 is malformed, because it has an empty label (octet 6), and names of its form \
             are constrained by the CA at position 2 [RFC 1034 §3.5]"
        );
        let empty = NameError::new(NameRule::Empty, 0);
        let base = of(RejectionKind::MalformedConstraint(empty)).with_name(&"_imap.a.test").with_base(&"malformed:");
        assert_eq!(
            base.to_string(),
            "the name _imap.a.test in certificate 1 cannot be judged, because the constraint \"\" of the CA at position 2 is \
             malformed: it is empty (octet 0) [RFC 5280 §4.2.1.6]"
        );
    }

    #[test]
    fn a_base_that_covers_everything_is_said_in_words() {
        let everything = of(RejectionKind::NameExcluded).with_name(&"a.test").with_base(&"");
        assert_eq!(
            everything.to_string(),
            "the name a.test in certificate 1 is excluded by the CA at position 2 with all names of its form \
             [RFC 5280 §6.1.3(c)]"
        );
        let scheme = of(RejectionKind::NameNotPermitted).with_name(&"malformed://a.test/").to_string();
        assert!(scheme.starts_with("the name malformed://a.test/ in certificate 1 "), "{scheme}");
        let caller = Rejection::new(RejectionKind::NameExcluded, Some(Position::END_ENTITY));
        assert_eq!(
            caller.with_name(&"a.test").with_base(&"test").to_string(),
            "the name a.test in the end entity certificate is excluded by the constraint \"test\" of the caller \
             [RFC 5280 §6.1.3(c)]"
        );
    }

    /// keyUsage means one thing in a CA and another in an end entity.
    #[test]
    fn a_key_usage_is_told_what_it_lacks() {
        let ca = of(RejectionKind::KeyUsage).to_string();
        assert!(ca.contains("without keyCertSign"), "{ca}");
        let end_entity = Rejection::new(RejectionKind::KeyUsage, Some(Position::END_ENTITY)).to_string();
        assert!(end_entity.contains("without digitalSignature, so its key must not sign a handshake"), "{end_entity}");
        let mail = Rejection::new(RejectionKind::KeyUsage, Some(Position::END_ENTITY)).with_purpose(Purpose::Email);
        assert!(mail.to_string().contains("must neither sign mail nor decrypt it"), "{mail}");
    }

    #[test]
    fn an_extended_key_usage_names_the_purpose_that_was_asked() {
        for (purpose, wanted) in [
            (Purpose::Server, "without serverAuth, which the purpose server needs"),
            (Purpose::Client, "without clientAuth, which the purpose client needs"),
            (Purpose::ClientOrServer, "without clientAuth or serverAuth, which the purpose either needs"),
            (Purpose::Email, "without emailProtection, which the purpose email needs"),
        ] {
            let rejection = of(RejectionKind::ExtendedKeyUsage).with_purpose(purpose);
            assert!(rejection.to_string().contains(wanted), "{rejection}");
            assert_eq!(rejection.purpose(), Some(purpose));
        }
    }
}
