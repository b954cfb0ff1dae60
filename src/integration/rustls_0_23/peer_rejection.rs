//! From the error of a connection to the reason for which the peer was rejected.
//!
//! This file names `std::io::Error`, which wraps the errors of rustls wherever a connection is a stream: its `source` skips
//! what it wraps, so nothing else gets at it. rustls needs std already, with the feature that this folder has.

extern crate std;

use alloc::borrow::Cow;
use alloc::string::ToString;
use alloc::vec::Vec;
use core::error::Error as StdError;
use core::fmt::{self, Display};

use rustls::{CertificateError, Error, ExtendedKeyPurpose, OtherError};
use rustls_pki_types::UnixTime;
use std::io;

use crate::constraints::level::Position;
use crate::delegation::connection::refusal::DelegationRefusal;
use crate::integration::rustls_0_23::error_mapping::Sentence;
use crate::integration::tls::ServerNameError;
use crate::path::rejection::{Rejection, RejectionKind};

/// The most presented names that a sentence lists.
const MAX_NAMES: usize = 20;

/// Why the certificates of a peer were rejected, as an error of a connection has it.
///
/// `Display` is one sentence for a person, without the words that rustls, tokio and other layers add.
///
/// ```
/// use std::io;
///
/// use rustls::{CertificateError, Error};
/// use srvname::integration::rustls_0_23::PeerRejection;
///
/// // As tokio-rustls returns it from `connect`.
/// let error = io::Error::new(io::ErrorKind::InvalidData, Error::InvalidCertificate(CertificateError::UnknownIssuer));
/// let rejection = PeerRejection::find(&error).expect("about certificates");
/// assert_eq!(rejection.code(), Some("unknown_issuer"));
/// println!("{rejection}");
///
/// let error = io::Error::from(io::ErrorKind::ConnectionReset);
/// assert!(PeerRejection::find(&error).is_none());
/// ```
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum PeerRejection<'e> {
    /// A rejection of this library.
    Rejection(&'e Rejection),
    /// One of rustls's own values, in place of a rejection of which it says everything: see
    /// [`ErrorMapping`](super::ErrorMapping).
    Native(&'e CertificateError),
    /// A refusal by what the domain publishes: TLSA records, an MTA-STS policy, a POSH document.
    Delegation(&'e DelegationRefusal),
    /// The server name of the connection is no source domain, so no certificate was asked.
    ServerName(&'e ServerNameError),
}

impl<'e> PeerRejection<'e> {
    /// Returns the reason inside an error: a `rustls::Error`, a `std::io::Error` that wraps one, or any error with one of
    /// them among its sources. Returns `None` if the error is not about the certificates of the peer.
    #[must_use]
    pub fn find(error: &'e (dyn StdError + 'static)) -> Option<Self> {
        core::iter::successors(Some(error), |error| inner(*error)).find_map(Self::in_one)
    }

    /// The reason in one error, without regard to what it wraps.
    fn in_one(error: &'e (dyn StdError + 'static)) -> Option<Self> {
        if let Some(error) = error.downcast_ref::<Error>() {
            return match error {
                Error::InvalidCertificate(error) => Some(Self::of_certificate(error)),
                Error::Other(OtherError(inner)) => inner.downcast_ref().map(Self::ServerName),
                _ => None,
            };
        }
        let refusal = within::<Rejection>(error).map(Self::Rejection);
        let refusal = refusal.or_else(|| within::<DelegationRefusal>(error).map(Self::Delegation));
        refusal.or_else(|| error.downcast_ref().map(Self::ServerName))
    }

    fn of_certificate(error: &'e CertificateError) -> Self {
        match error {
            CertificateError::Other(OtherError(inner)) => {
                let refusal = within::<Rejection>(&**inner).map(Self::Rejection);
                let refusal = refusal.or_else(|| within::<DelegationRefusal>(&**inner).map(Self::Delegation));
                refusal.unwrap_or(Self::Native(error))
            }
            _ => Self::Native(error),
        }
    }

    /// Returns the rejection, that of the path to a DANE-TA too; `None` if rustls's own value, the mechanism or the server name
    /// says everything.
    #[must_use]
    pub const fn rejection(&self) -> Option<&'e Rejection> {
        match self {
            Self::Rejection(rejection) => Some(rejection),
            Self::Delegation(refusal) => refusal.rejection(),
            Self::Native(_) | Self::ServerName(_) => None,
        }
    }

    /// Returns the stable code, as [`Rejection::code`] and [`DelegationRefusal::code`] do, for rustls's own values too. Returns `None` if it is a value
    /// that no rejection is returned as, or about the server name.
    #[must_use]
    pub fn code(&self) -> Option<&'static str> {
        match self {
            Self::Rejection(rejection) => Some(rejection.code()),
            Self::Delegation(refusal) => Some(refusal.code()),
            Self::Native(error) => kind(error).map(|kind| kind.code()),
            Self::ServerName(_) => None,
        }
    }
}

impl Display for PeerRejection<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Rejection(rejection) => rejection.fmt(f),
            Self::Delegation(refusal) => refusal.fmt(f),
            Self::ServerName(error) => error.fmt(f),
            Self::Native(error) => write_native(error, f),
        }
    }
}

/// Returns the [`Rejection`] inside an error, wherever [`PeerRejection::find`] looks, or `None` if there is none.
///
/// ```
/// use srvname::integration::rustls_0_23::rejection;
///
/// let error = rustls::Error::InvalidCertificate(rustls::CertificateError::UnknownIssuer);
/// assert!(rejection(&error).is_none());
/// ```
#[must_use]
pub fn rejection<'e>(error: &'e (dyn StdError + 'static)) -> Option<&'e Rejection> {
    PeerRejection::find(error)?.rejection()
}

/// Returns an error that is a reason, or the reason in its sentence; `None` if it is another one.
fn within<'e, R: StdError + 'static>(error: &'e (dyn StdError + 'static)) -> Option<&'e R> {
    error.downcast_ref().or_else(|| error.downcast_ref::<Sentence<R>>().map(|sentence| &sentence.0))
}

/// Returns what an error wraps, or `None` if it wraps nothing.
fn inner<'e>(error: &'e (dyn StdError + 'static)) -> Option<&'e (dyn StdError + 'static)> {
    match error.downcast_ref::<io::Error>() {
        Some(error) => error.get_ref().map(|inner| -> &(dyn StdError + 'static) { inner }),
        None => error.source(),
    }
}

/// Returns the kind of the rejections that are returned as this value, or `None` if none is.
const fn kind(error: &CertificateError) -> Option<RejectionKind> {
    match error {
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => Some(RejectionKind::Expired),
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => Some(RejectionKind::NotYetValid),
        CertificateError::UnknownIssuer => Some(RejectionKind::UnknownIssuer),
        CertificateError::BadSignature => Some(RejectionKind::BadSignature),
        CertificateError::InvalidPurpose | CertificateError::InvalidPurposeContext { .. } => {
            Some(RejectionKind::ExtendedKeyUsage)
        }
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
            Some(RejectionKind::NoMatchingIdentifier)
        }
        _ => None,
    }
}

/// Writes the sentence that the rejection would have had, as far as rustls's value has its facts.
fn write_native(error: &CertificateError, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let of_end_entity = |kind| Rejection::new(kind, Some(Position::END_ENTITY));
    let seconds = |time: &UnixTime| i64::try_from(time.as_secs()).unwrap_or(i64::MAX);
    match error {
        CertificateError::ExpiredContext { time, not_after } => {
            of_end_entity(RejectionKind::Expired).with_times(seconds(not_after), seconds(time)).fmt(f)
        }
        CertificateError::NotValidYetContext { time, not_before } => {
            of_end_entity(RejectionKind::NotYetValid).with_times(seconds(not_before), seconds(time)).fmt(f)
        }
        CertificateError::UnknownIssuer => {
            f.write_str("the certificates of the peer do not lead to a trust anchor")?;
            write!(f, " [{}]", RejectionKind::UnknownIssuer.citation())
        }
        CertificateError::BadSignature => of_end_entity(RejectionKind::BadSignature).fmt(f),
        CertificateError::InvalidPurposeContext { required, presented } => {
            write!(f, "the end entity certificate has an extKeyUsage without {}, and with ", word(required))?;
            write_list(f, presented.iter().map(word))?;
            write!(f, " [{}]", RejectionKind::ExtendedKeyUsage.citation())
        }
        CertificateError::NotValidForNameContext { expected, presented } => {
            write!(f, "no name in the end entity certificate matches {}: it has ", expected.to_str())?;
            write_list(f, presented.iter())?;
            write!(f, " [{}]", RejectionKind::NoMatchingIdentifier.citation())
        }
        error => error.fmt(f),
    }
}

/// Returns a purpose of extKeyUsage as RFC 5280 names it, or its object identifier.
fn word(purpose: &ExtendedKeyPurpose) -> Cow<'static, str> {
    match purpose {
        ExtendedKeyPurpose::ServerAuth => "serverAuth".into(),
        ExtendedKeyPurpose::ClientAuth => "clientAuth".into(),
        ExtendedKeyPurpose::Other(arcs) => arcs.iter().map(ToString::to_string).collect::<Vec<_>>().join(".").into(),
    }
}

fn write_list(f: &mut fmt::Formatter<'_>, items: impl ExactSizeIterator<Item = impl Display>) -> fmt::Result {
    let left = items.len().saturating_sub(MAX_NAMES);
    if items.len() == 0 {
        f.write_str("none")?;
    }
    for (index, item) in items.take(MAX_NAMES).enumerate() {
        write!(f, "{}{item}", if index == 0 { "" } else { ", " })?;
    }
    if left > 0 { write!(f, " and {left} more") } else { Ok(()) }
}
