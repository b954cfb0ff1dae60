//! Why a handshake failed.

use std::fmt;
use std::io;
use std::time::Duration;

use rustls::{AlertDescription, Error, InvalidMessage, PeerIncompatible};
use rustls_pki_types::CertificateDer;

use crate::escape::shown;

/// A handshake that failed, with the chain as far as it was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HandshakeError {
    /// Why.
    pub fault: HandshakeFault,
    /// The chain as it was sent, if the handshake came so far. Nothing shows that the server has its key.
    pub chain: Vec<CertificateDer<'static>>,
}

/// Why a handshake failed.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum HandshakeFault {
    /// The time was over.
    TimedOut(Duration),
    /// The server sent this alert (RFC 8446 §6): its number, and its name, or `unknown`.
    Alert(u8, String),
    /// What came is not TLS.
    NotTls,
    /// The server offers nothing that both sides know: no version, cipher suite, group or signature scheme.
    NothingInCommon(String),
    /// The server agreed on an application protocol that was not offered.
    WrongAlpn,
    /// The signature of the handshake does not fit the key of the first certificate.
    BadSignature(String),
    /// The first certificate cannot be read, so its key is not known.
    UnreadableCertificate(String),
    /// The server hung up.
    Closed,
    /// The connection broke.
    Io(io::ErrorKind),
    /// The server does what the protocol does not allow.
    Misbehaved(String),
}

impl HandshakeFault {
    /// The fault that a TLS stream's error is about.
    pub(super) fn of(error: &io::Error) -> Self {
        let inner = error.get_ref().and_then(|inner| inner.downcast_ref::<Error>());
        match (inner, error.kind()) {
            (Some(inner), _) => Self::of_tls(inner),
            (None, io::ErrorKind::UnexpectedEof) => Self::Closed,
            (None, kind) => Self::Io(kind),
        }
    }

    fn of_tls(error: &Error) -> Self {
        match error {
            Error::AlertReceived(alert) => Self::Alert(u8::from(*alert), alert_name(*alert)),
            Error::InvalidMessage(
                InvalidMessage::InvalidContentType
                | InvalidMessage::UnknownProtocolVersion
                | InvalidMessage::MessageTooLarge
                | InvalidMessage::InvalidEmptyPayload,
            ) => Self::NotTls,
            Error::PeerIncompatible(PeerIncompatible::ServerDoesNotSupportTls12Or13) => {
                Self::NothingInCommon("no TLS 1.2 and no TLS 1.3".to_owned())
            }
            Error::PeerIncompatible(what) => Self::NothingInCommon(format!("{what:?}")),
            Error::NoApplicationProtocol => Self::WrongAlpn,
            Error::General(what) if what == super::recorder::UNREADABLE => Self::UnreadableCertificate(what.clone()),
            Error::InvalidCertificate(what) => Self::BadSignature(format!("{what:?}")),
            other => Self::Misbehaved(shown(other.to_string().as_bytes())),
        }
    }
}

/// The name of an alert as RFC 8446 §6 writes it.
fn alert_name(alert: AlertDescription) -> String {
    match alert.as_str() {
        Some("UnrecognisedName") => "unrecognized_name".to_owned(),
        Some(name) => {
            let mut written = String::new();
            let mut after_small = false;
            for letter in name.chars() {
                if letter.is_ascii_uppercase() && after_small {
                    written.push('_');
                }
                after_small = !letter.is_ascii_uppercase();
                written.push(letter.to_ascii_lowercase());
            }
            written
        }
        None => "unknown".to_owned(),
    }
}

impl fmt::Display for HandshakeFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TimedOut(limit) => write!(f, "the handshake took more than {} s", limit.as_secs_f32()),
            Self::Alert(number, name) => write!(f, "the server refused the handshake with alert {number} ({name})"),
            Self::NotTls => f.write_str("the server does not speak TLS here"),
            Self::NothingInCommon(what) => write!(f, "the server and this program have nothing in common: {what}"),
            Self::WrongAlpn => f.write_str("the server chose an application protocol that was not offered"),
            Self::BadSignature(what) => {
                write!(f, "the server did not show that it has the key of its certificate: {what}")
            }
            Self::UnreadableCertificate(what) => write!(f, "the server's certificate cannot be read: {what}"),
            Self::Closed => f.write_str("the server hung up during the handshake"),
            Self::Io(kind) => write!(f, "the connection broke during the handshake: {kind}"),
            Self::Misbehaved(what) => write!(f, "the server does not keep to TLS: {what}"),
        }
    }
}

impl fmt::Display for HandshakeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.fault.fmt(f)
    }
}

impl std::error::Error for HandshakeError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn alerts_are_named_as_the_rfc_writes_them() {
        for (alert, name) in [
            (AlertDescription::HandshakeFailure, "handshake_failure"),
            (AlertDescription::UnrecognisedName, "unrecognized_name"),
            (AlertDescription::ProtocolVersion, "protocol_version"),
            (AlertDescription::NoApplicationProtocol, "no_application_protocol"),
            (AlertDescription::UnknownCA, "unknown_ca"),
            (AlertDescription::from(200), "unknown"),
        ] {
            assert_eq!(alert_name(alert), name);
        }
    }
}
