//! Certification paths and the verdict on the names in them (RFC 5280 §6, RFC 9525 §6).
//!
//! | item | what it is |
//! |---|---|
//! | [`Path`] | certificates in order whose signatures the caller has verified; [`Path::validate`] returns the identity |
//! | [`PathBuilder`] | finds a valid path among unordered certificates and verifies its signatures |
//! | [`TrustAnchor`] | a name and a key that the caller trusts, and the constraints they came with |
//! | [`Policy`] | the choices that the standards leave open, strict by default; [`SubCaRule`] is the main one |
//! | [`Identity`] | the reference identifier that matched and the presented identifier that it matched |
//! | [`Rejection`] | the first step that failed: code, certificate, name, CA and section; [`Rejection::advice`] is what to do |
//! | [`AdviceHost`] | what only the program that shows the advice knows: its algorithms, how its settings are written |
//! | [`PathError`] | why certificates do not form a path |
//!
//! ```no_run
//! # let (root, ca, leaf): (&[u8], &[u8], &[u8]) = (&[], &[], &[]);
//! use srvname::{Certificate, Path, Policy, ReferenceId, TrustAnchor};
//!
//! let anchor = TrustAnchor::from_certificate(&Certificate::from_der(root)?);
//! let intermediates = [Certificate::from_der(ca)?];
//! let end_entity = Certificate::from_der(leaf)?;
//! // The caller has verified the signatures. `PathBuilder` verifies them itself.
//! let path = Path::assume_signed(&anchor, &intermediates, &end_entity)?;
//! let references = [ReferenceId::srv("xmpp-client", "im.example.com")?];
//! match path.validate(&references, &Policy::default()) {
//!     Ok(identity) => println!("{} is {}", identity.presented(), identity.reference()),
//!     Err(rejection) => println!("{}: {rejection}", rejection.code()),
//! }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub(crate) mod advice;
pub(crate) mod build_error;
pub(crate) mod builder;
pub(crate) mod evidence;
mod key_usages;
mod numbers;
pub(crate) mod policy;
pub(crate) mod pool;
pub(crate) mod purpose;
pub(crate) mod rejection;
pub(crate) mod signature;
pub(crate) mod trust_anchor;
pub(crate) mod validate;

pub use advice::host::{AdviceHost, Setting};
pub use build_error::{PathBuildError, RefusedPath};
pub use builder::{MAX_SIGNATURE_CHECKS, PathBuilder, PathCheck, Verified};
pub use evidence::quotes::NameList;
pub use policy::{AnchorConstraints, Policy, SubCaRule};
pub use pool::CertificatePool;
pub use purpose::Purpose;
pub use rejection::{Rejection, RejectionKind};
pub use signature::RsaKeyBits;
pub use trust_anchor::{TrustAnchor, TrustAnchorError};
pub use validate::Identity;

use alloc::vec::Vec;
use core::fmt;

use crate::certificate::Certificate;
use crate::citation::Citation;
use crate::constraints::level::Position;
use crate::name::directory::DirectoryName;
use crate::name::directory::key::NameKey;

/// The most intermediate certificates that a path may have: the CAs between trust anchor and end entity.
///
/// RFC 5280 §6.2 allows an implementation to limit paths further than §6.1 does. The bound makes the cost of a verdict
/// linear in the certificates: each name is compared with the constraints of so many CAs and no more.
pub const MAX_INTERMEDIATES: usize = 32;

/// The most intermediates that are compared with each other one by one. Real paths have fewer.
const FEW: usize = 8;

/// Why certificates do not form a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum PathErrorKind {
    /// More than [`MAX_INTERMEDIATES`] certificates between trust anchor and end entity (RFC 5280 §6.2).
    PathTooLong,
    /// The issuer of a certificate is not the subject of the next one (RFC 5280 §6.1.3(a)(4)).
    WrongOrder,
    /// Two certificates share subject and key, trust anchor included: the path goes in a circle (RFC 5280 §6.1).
    RepeatedCertificate,
    /// An intermediate is no CA (RFC 5280 §6.1.4(k)).
    NotACa,
    /// More intermediates than a pathLenConstraint above allows (RFC 5280 §6.1.4(l), (m)).
    PathLengthExceeded {
        /// The CA whose pathLenConstraint it is.
        imposed_by: Position,
    },
    /// The end entity carries name constraints and is no CA (RFC 5280 §4.2.1.10).
    NameConstraintsWithoutCa,
}

/// Why certificates do not form a path, and which of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct PathError {
    /// What is wrong.
    pub kind: PathErrorKind,
    /// The certificate that is wrong; `None` if it is the path as a whole, as for [`PathErrorKind::PathTooLong`].
    pub position: Option<Position>,
}

impl PathError {
    const fn at(position: Position, kind: PathErrorKind) -> Self {
        Self { kind, position: Some(position) }
    }

    /// Returns the section that the certificates violate.
    #[must_use]
    pub const fn citation(&self) -> Citation {
        match self.kind {
            PathErrorKind::PathTooLong => Citation::new("RFC 5280", "6.2"),
            PathErrorKind::WrongOrder => Citation::new("RFC 5280", "6.1.3(a)(4)"),
            PathErrorKind::RepeatedCertificate => Citation::new("RFC 5280", "6.1"),
            PathErrorKind::NotACa => Citation::new("RFC 5280", "6.1.4(k)"),
            PathErrorKind::PathLengthExceeded { .. } => Citation::new("RFC 5280", "6.1.4(l)"),
            PathErrorKind::NameConstraintsWithoutCa => Citation::new("RFC 5280", "4.2.1.10"),
        }
    }
}

impl fmt::Display for PathError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(position) = self.position else {
            return write!(
                f,
                "more than {MAX_INTERMEDIATES} CAs are between the trust anchor and the end entity, and a path may have \
                 no more"
            );
        };
        match self.kind {
            PathErrorKind::PathTooLong => {
                write!(f, "certificate {position} exceeds the number of CAs that a path may have")
            }
            PathErrorKind::WrongOrder => {
                write!(f, "certificate {position} names an issuer that is not the subject of the next certificate")
            }
            PathErrorKind::RepeatedCertificate => {
                write!(f, "certificate {position} has the subject and the key of a certificate below it")
            }
            PathErrorKind::NotACa => write!(f, "certificate {position} issued another certificate and is not a CA"),
            PathErrorKind::PathLengthExceeded { imposed_by } => {
                write!(f, "certificate {position} is one CA too many below the CA at {imposed_by}")
            }
            PathErrorKind::NameConstraintsWithoutCa => {
                write!(f, "certificate {position} has name constraints and is not a CA")
            }
        }
    }
}

impl core::error::Error for PathError {}

/// The certificates of a path in order, with the trust anchor that ends it.
///
/// Making one checks what needs no key, no clock and no policy: that there are at most [`MAX_INTERMEDIATES`]
/// intermediates, that each issuer is the next subject, that nothing repeats, that every intermediate is a CA, and
/// pathLenConstraint (RFC 5280 §6.2, §6.1.3(a)(4), §6.1.4(k)-(m)).
#[derive(Clone, Debug)]
pub struct Path<'p, 'a> {
    anchors: Vec<&'p TrustAnchor<'a>>,
    /// From the issuer of the end entity upwards.
    intermediates: Vec<&'p Certificate<'a>>,
    end_entity: &'p Certificate<'a>,
}

impl<'p, 'a> Path<'p, 'a> {
    /// Returns a path whose signatures the caller has verified; they are not verified here.
    ///
    /// `intermediates` start with the issuer of the end entity. A self-signed copy of the anchor at their end is dropped.
    ///
    /// # Errors
    ///
    /// [`PathError`] if the certificates do not form a path.
    pub fn assume_signed<I>(
        anchor: &'p TrustAnchor<'a>,
        intermediates: I,
        end_entity: &'p Certificate<'a>,
    ) -> Result<Self, PathError>
    where
        I: IntoIterator<Item = &'p Certificate<'a>>,
    {
        Self::new(Vec::from([anchor]), intermediates.into_iter().collect(), end_entity)
    }

    /// As [`Path::assume_signed`], for anchors that share subject and key: the constraints of all of them apply.
    ///
    /// # Errors
    ///
    /// [`PathError`] if the certificates do not form a path.
    pub fn assume_signed_by_any<A, I>(
        anchors: A,
        intermediates: I,
        end_entity: &'p Certificate<'a>,
    ) -> Result<Self, PathError>
    where
        A: IntoIterator<Item = &'p TrustAnchor<'a>>,
        I: IntoIterator<Item = &'p Certificate<'a>>,
    {
        Self::new(anchors.into_iter().collect(), intermediates.into_iter().collect(), end_entity)
    }

    /// Returns a path without its trust anchor: the last of `intermediates` is the topmost CA, and [`SubCaRule`] applies to
    /// it as to any other.
    ///
    /// # Errors
    ///
    /// [`PathError`] if the certificates do not form a path.
    pub fn assume_signed_without_anchor<I>(intermediates: I, end_entity: &'p Certificate<'a>) -> Result<Self, PathError>
    where
        I: IntoIterator<Item = &'p Certificate<'a>>,
    {
        Self::new(Vec::new(), intermediates.into_iter().collect(), end_entity)
    }

    fn new(
        anchors: Vec<&'p TrustAnchor<'a>>,
        mut intermediates: Vec<&'p Certificate<'a>>,
        end_entity: &'p Certificate<'a>,
    ) -> Result<Self, PathError> {
        while let (Some(anchor), Some(last)) = (anchors.first(), intermediates.last()) {
            if !anchor.has_subject_and_key_of(last) || !last.is_self_issued() {
                break;
            }
            intermediates.pop();
        }
        // Before anything whose cost grows with the square of the path, or with the names in it.
        if intermediates.len() > MAX_INTERMEDIATES {
            return Err(PathError { kind: PathErrorKind::PathTooLong, position: None });
        }
        let path = Self { anchors, intermediates, end_entity };
        path.check_order()?;
        path.check_repetition()?;
        path.check_authorities()?;
        Ok(path)
    }

    /// Returns the path that a search found. The search followed each issuer by its name, added no certificate twice, none of
    /// an anchor, and not more than [`MAX_INTERMEDIATES`].
    fn from_search(
        anchors: Vec<&'p TrustAnchor<'a>>,
        intermediates: Vec<&'p Certificate<'a>>,
        end_entity: &'p Certificate<'a>,
    ) -> Result<Self, PathError> {
        let path = Self { anchors, intermediates, end_entity };
        path.check_authorities()?;
        Ok(path)
    }

    /// Returns the end entity.
    #[must_use]
    pub const fn end_entity(&self) -> &'p Certificate<'a> {
        self.end_entity
    }

    /// Returns the certificates between end entity and anchor, the issuer of the end entity first.
    #[must_use]
    pub fn intermediates(&self) -> &[&'p Certificate<'a>] {
        &self.intermediates
    }

    /// Returns the trust anchors, which share subject and key; empty if the path was made without one.
    #[must_use]
    pub fn anchors(&self) -> &[&'p TrustAnchor<'a>] {
        &self.anchors
    }

    /// Returns the position of the trust anchor, given or not: one above the topmost certificate.
    #[must_use]
    pub fn anchor_position(&self) -> Position {
        Position(self.intermediates.len().saturating_add(1))
    }

    /// Returns the certificates with their positions, end entity first, without the anchor.
    pub fn certificates(&self) -> impl DoubleEndedIterator<Item = (Position, &'p Certificate<'a>)> + '_ {
        let intermediates = self.intermediates.iter().enumerate();
        let above = intermediates.map(|(index, certificate)| (Position(index.saturating_add(1)), *certificate));
        core::iter::once((Position::END_ENTITY, self.end_entity)).chain(above)
    }

    /// RFC 5280 §6.1.3(a)(4): each issuer is the next subject.
    fn check_order(&self) -> Result<(), PathError> {
        let subjects = self.intermediates.iter().map(|certificate| certificate.subject());
        let anchor = self.anchors.first().map(|anchor| anchor.subject());
        for ((position, certificate), subject) in self.certificates().zip(subjects.chain(anchor)) {
            if certificate.issuer() != subject {
                return Err(PathError::at(position, PathErrorKind::WrongOrder));
            }
        }
        Ok(())
    }

    /// No two certificates share subject and key, trust anchor included.
    fn check_repetition(&self) -> Result<(), PathError> {
        if self.intermediates.len() <= FEW && !self.shares_a_key() {
            return Ok(());
        }
        let anchor = self.anchors.first().map(|anchor| (anchor.spki(), anchor.subject(), self.anchor_position()));
        let certificates =
            self.certificates().map(|(position, certificate)| (certificate.spki(), certificate.subject(), position));
        let mut all: Vec<_> = certificates.chain(anchor).collect();
        // Sorted by key, so that a long list costs no comparison of each with each, whatever it shares.
        all.sort_unstable_by_key(|(key, _, position)| (*key, *position));
        let groups = all.chunk_by(|one, other| one.0 == other.0).filter(|group| group.len() > 1);
        let repeated = groups
            .filter_map(|group| first_repetition(group.iter().map(|(_, name, position)| (*name, *position))))
            .min();
        repeated.map_or(Ok(()), |position| Err(PathError::at(position, PathErrorKind::RepeatedCertificate)))
    }

    /// Whether two certificates share a key, trust anchor included: each is compared to each.
    fn shares_a_key(&self) -> bool {
        let certificates = core::iter::once(self.end_entity).chain(self.intermediates.iter().copied());
        let anchor = self.anchors.first().map(|anchor| anchor.spki());
        let mut keys = certificates.map(Certificate::spki).chain(anchor);
        while let Some(key) = keys.next() {
            if keys.clone().any(|other| other == key) {
                return true;
            }
        }
        false
    }

    /// RFC 5280 §6.1.4(k) to (m): every intermediate is a CA, and no pathLenConstraint is exceeded. And name constraints
    /// stand in CA certificates only (§4.2.1.10).
    fn check_authorities(&self) -> Result<(), PathError> {
        let mut allowed: Option<(u32, Position)> = None;
        for (position, certificate) in self.certificates().rev().filter(|(position, _)| position.0 != 0) {
            if !certificate.is_ca() {
                return Err(PathError::at(position, PathErrorKind::NotACa));
            }
            allowed = below(allowed, certificate, position)?;
        }
        if self.end_entity.name_constraints().is_some() && !self.end_entity.is_ca() {
            return Err(PathError::at(Position::END_ENTITY, PathErrorKind::NameConstraintsWithoutCa));
        }
        Ok(())
    }
}

/// Returns the first position at which a name occurs for the second time, or `None` if there is none.
fn first_repetition<'n>(names: impl Iterator<Item = (DirectoryName<'n>, Position)>) -> Option<Position> {
    let mut all: Vec<_> = names.map(|(name, position)| (NameKey::new(name).into_octets(), position)).collect();
    // Equal names are in the order of the path, so that each pair ends in a repetition.
    all.sort_unstable();
    let pairs = all.windows(2).filter_map(|pair| match pair {
        [one, other] if one.0 == other.0 => Some(other.1),
        _ => None,
    });
    pairs.min()
}

/// How many CAs may follow below `certificate`, and who says so: RFC 5280 §6.1.4(l), (m).
fn below(
    allowed: Option<(u32, Position)>,
    certificate: &Certificate<'_>,
    position: Position,
) -> Result<Option<(u32, Position)>, PathError> {
    let left = match allowed {
        Some((left, imposed_by)) if !certificate.is_self_issued() => match left.checked_sub(1) {
            Some(left) => Some((left, imposed_by)),
            None => return Err(PathError::at(position, PathErrorKind::PathLengthExceeded { imposed_by })),
        },
        allowed => allowed,
    };
    let path_len = certificate.basic_constraints().and_then(|constraints| constraints.path_len);
    Ok(match (left, path_len) {
        (Some((left, _)), Some(path_len)) if path_len < left => Some((path_len, position)),
        (None, Some(path_len)) => Some((path_len, position)),
        (left, _) => left,
    })
}
