//! Certificate verifiers for rustls 0.23 that authenticate by SRV-ID.
//!
//! rustls's own verifier does not process SRVName: it matches none, and it rejects every chain in which a CA constrains
//! them. So these verifiers replace it: path building, signatures (with the provider's algorithms), name constraints of
//! every form, key usages, and the identity (RFC 5280 §6, RFC 9525 §6).
//!
//! ```no_run
//! # use std::sync::Arc;
//! # use rustls_pki_types::CertificateDer;
//! # fn configure(
//! #     roots: Vec<CertificateDer<'static>>,
//! #     provider: Arc<rustls::crypto::CryptoProvider>,
//! # ) -> Result<rustls::ClientConfig, Box<dyn std::error::Error>> {
//! use srvname::integration::{Roots, rustls_0_23::ServerVerifier};
//!
//! let verifier = ServerVerifier::new(Roots::from_certificates(roots)?, &provider, "xmpp-client")?;
//! let config = rustls::ClientConfig::builder_with_provider(provider)
//!     .with_safe_default_protocol_versions()?
//!     .dangerous()
//!     .with_custom_certificate_verifier(Arc::new(verifier))
//!     .with_no_client_auth();
//! // To connect: `ServerName::try_from("example.com")`, the source domain, and not the target of an SRV record.
//! # Ok(config)
//! # }
//! ```
//!
//! # What the server name is
//!
//! The `ServerName` given to rustls is the *source domain*: what the user typed, the part after the `@`. rustls sends
//! it as SNI, by which servers choose their certificate (RFC 6120 §5.4.3.1). The service belongs to the verifier. A
//! server name that starts with `_` is an error, see [`ServerNameError`].
//!
//! # How rejections are returned
//!
//! A [`Rejection`] has the certificate, the name, the CA and the section. `rustls::CertificateError` has no place for
//! them, except in `Other`. So a rejection is returned as one of rustls's own values if that loses nothing, and the
//! handshake ends with the alert that peers expect. In all other cases it is a [`Rejection`] inside `Other`, which
//! [`rejection`] returns, and whose sentence logs show.
//!
//! | rejection | what rustls returns |
//! |---|---|
//! | `expired`, of the end entity | `CertificateError::ExpiredContext` |
//! | `not_yet_valid`, of the end entity | `CertificateError::NotValidYetContext` |
//! | `unknown_issuer`, of the chain | `CertificateError::UnknownIssuer` |
//! | `bad_signature`, of the end entity | `CertificateError::BadSignature` |
//! | `extended_key_usage`, of the end entity | `CertificateError::InvalidPurposeContext` |
//! | `no_matching_identifier`, of one reference | `CertificateError::NotValidForNameContext` |
//! | the same about a CA or of several references, and everything else | `CertificateError::Other`, containing the [`Rejection`] |
//! | a server name that is not a source domain | `Error::Other`, containing a [`ServerNameError`] |
//!
//! With [`ErrorMapping::AlwaysRejection`] every rejection is a [`Rejection`] inside `Other`.
//!
//! # Resumption
//!
//! A resumed session is not verified again: it counts as verified, because the first one was.
//!
//! *A client* of rustls resumes a session only with the same `Arc` of the verifier that accepted it. So create *one* `Arc`
//! for each service and policy, and use it for all connections. With a new verifier for each connection no session is
//! resumed, which is safe. The policy of a verifier cannot change.
//!
//! *A server* of rustls has no such tie. Two `ServerConfig`s that share a store of sessions or a ticketer resume each
//! other's sessions, so one whose [`ClientVerifier`] refuses a client resumes it after another accepted it. Give each
//! policy a store and a ticketer of its own, or ask [`ClientVerifier::identify`] in each connection: it verifies the
//! certificates of the client again, which a resumed session keeps.
//!
//! # What stays the caller's
//!
//! Revocation ([`ServerVerifier::with_path_check`]; OCSP responses that a server staples are not read, as in rustls's
//! own verifier), DNS (the target of a service, and whether it was authenticated), and U-labels, which the caller must
//! convert to A-labels.
//!
//! # Features
//!
//! This module needs rustls's `std`: without it `OtherError` is empty, and the reason of a rejection would be lost.

use alloc::sync::Arc;
use alloc::vec::Vec;
use core::fmt;
use core::time::Duration;

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, WebPkiSupportedAlgorithms, verify_tls12_signature, verify_tls13_signature};
use rustls::server::danger::{ClientCertVerified, ClientCertVerifier};
use rustls::{
    CertificateError, DigitallySignedStruct, DistinguishedName, Error, ExtendedKeyPurpose, OtherError, RootCertStore,
    SignatureScheme,
};
use rustls_pki_types::{CertificateDer, ServerName, UnixTime};

use crate::identity::reference::ReferenceId;
use crate::integration::roots::{RootError, Roots};
use crate::integration::tls::{Cause, Expected, TlsRejection, Verifier};
use crate::integration::tls::{OwnedPathCheck, ServerNameError, VerifierError};
use crate::path::builder::Purpose;
use crate::path::policy::Policy;
use crate::path::rejection::Rejection;
use crate::path::validate::Identity;

/// How a rejection is returned to rustls.
///
/// ```no_run
/// # use rustls::crypto::CryptoProvider;
/// # use srvname::integration::{Roots, VerifierError};
/// # fn verifier(roots: Roots, provider: &CryptoProvider) -> Result<(), VerifierError> {
/// use srvname::integration::rustls_0_23::{ErrorMapping, ServerVerifier};
///
/// let verifier = ServerVerifier::new(roots, provider, "imaps")?.with_error_mapping(ErrorMapping::AlwaysRejection);
/// # drop(verifier);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorMapping {
    /// As one of rustls's own values if that loses nothing, else as a [`Rejection`] inside `CertificateError::Other`.
    #[default]
    Native,
    /// Always as a [`Rejection`] inside `CertificateError::Other`. The disadvantage: the peer gets the alert
    /// certificate_unknown for every rejection, and code that looks for `CertificateError::Expired` does not find it.
    AlwaysRejection,
}

/// Returns the [`Rejection`] inside an error that rustls returned, or `None` if there is none.
///
/// ```
/// use srvname::integration::rustls_0_23::rejection;
///
/// let error = rustls::Error::InvalidCertificate(rustls::CertificateError::UnknownIssuer);
/// assert!(rejection(&error).is_none());
/// ```
#[must_use]
pub fn rejection(error: &Error) -> Option<&Rejection> {
    match error {
        Error::InvalidCertificate(CertificateError::Other(OtherError(inner))) => {
            inner.downcast_ref::<Sentence>().map(|sentence| &sentence.0)
        }
        _ => None,
    }
}

/// A [`Rejection`] inside `CertificateError::Other`. rustls shows the content of `Other` with `Debug`, so `Debug`
/// writes the sentence of the rejection: logs that show the error then have the reason.
#[derive(Clone)]
struct Sentence(Rejection);

impl fmt::Debug for Sentence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl fmt::Display for Sentence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl core::error::Error for Sentence {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        Some(&self.0)
    }
}

impl TryFrom<&RootCertStore> for Roots {
    type Error = RootError;

    /// [`Roots::from_anchors`] with the anchors of the store.
    fn try_from(store: &RootCertStore) -> Result<Self, RootError> {
        Self::from_anchors(store.roots.iter().cloned())
    }
}

/// The settings of both verifiers.
macro_rules! settings {
    () => {
        /// Returns this verifier with another policy.
        #[must_use]
        pub fn with_policy(mut self, policy: Policy<'static>) -> Self {
            self.verifier.policy = policy;
            self
        }

        /// Returns this verifier with a check of the complete path, which is called last: revocation, pinning,
        /// transparency.
        #[must_use]
        pub fn with_path_check(mut self, check: OwnedPathCheck) -> Self {
            self.verifier.path_check = Some(check);
            self
        }

        /// Returns this verifier with another way to return rejections to rustls.
        #[must_use]
        pub const fn with_error_mapping(mut self, refusals: ErrorMapping) -> Self {
            self.refusals = refusals;
            self
        }
    };
}

/// The identity after the handshake: both verifiers evaluate the certificates in the same way.
macro_rules! identify {
    ($(#[$documentation:meta])*) => {
        $(#[$documentation])*
        pub fn identify<'r, 'a>(
            &'a self,
            end_entity: &'a CertificateDer<'_>,
            intermediates: &'a [CertificateDer<'_>],
            references: &'r [ReferenceId<'r>],
            now: UnixTime,
        ) -> Result<Identity<'r, 'a>, Rejection> {
            self.verifier.identify(end_entity, intermediates, references, now).map_err(|refused| refused.rejection)
        }
    };
}

/// The signatures of a handshake, which both verifiers verify as rustls's own do, with the provider's algorithms.
macro_rules! handshake_signatures {
    () => {
        fn verify_tls12_signature(
            &self,
            message: &[u8],
            cert: &CertificateDer<'_>,
            dss: &DigitallySignedStruct,
        ) -> Result<HandshakeSignatureValid, Error> {
            verify_tls12_signature(message, cert, dss, &self.handshake)
        }

        fn verify_tls13_signature(
            &self,
            message: &[u8],
            cert: &CertificateDer<'_>,
            dss: &DigitallySignedStruct,
        ) -> Result<HandshakeSignatureValid, Error> {
            verify_tls13_signature(message, cert, dss, &self.handshake)
        }

        fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
            self.handshake.supported_schemes()
        }
    };
}

/// A verifier of servers by SRV-ID, in place of rustls's own verifier.
///
/// A server is accepted if there is a valid certification path and its certificate has the SRVName of the verifier's
/// service and the connection's server name. Other names are accepted only if the caller adds them, with the methods
/// that start with `accept`.
#[derive(Clone, Debug)]
pub struct ServerVerifier {
    verifier: Verifier,
    expected: Expected,
    handshake: WebPkiSupportedAlgorithms,
    refusals: ErrorMapping,
}

impl ServerVerifier {
    /// Returns a verifier for one service, with the strict policy.
    ///
    /// `service` is the service in the SRVName, with or without its underscore: [`Profile::service`] returns those of
    /// XMPP, mail and calendars.
    ///
    /// [`Profile::service`]: crate::Profile::service
    ///
    /// # Errors
    ///
    /// [`VerifierError`] if there are no roots, or if the service is malformed.
    pub fn new(roots: impl Into<Arc<Roots>>, provider: &CryptoProvider, service: &str) -> Result<Self, VerifierError> {
        let handshake = provider.signature_verification_algorithms;
        Ok(Self {
            verifier: Verifier::new(roots.into(), handshake.all.to_vec(), Purpose::Server)?,
            expected: Expected::srv_id(service)?,
            handshake,
            refusals: ErrorMapping::default(),
        })
    }

    settings!();

    /// Returns this verifier with a DNS-ID of the source domain as well, as RFC 6120 §13.7.1.2.1 and RFC 7817 §3 allow.
    ///
    /// The risk: the holder of a certificate for the web site of a domain can then be its server for this service.
    #[must_use]
    pub const fn accept_dns_id_of_source_domain(mut self) -> Self {
        self.expected.add_dns_id_of_source_domain();
        self
    }

    /// Returns this verifier with a DNS-ID of `target` as well, on connections to `source_domain` and on no other.
    ///
    /// For a target that the caller *authenticated* as a server of that domain: by DNSSEC, or by configuration. The
    /// target of an ordinary SRV record must not be a reference identifier, because an attacker on the DNS could choose
    /// it (RFC 9525 §6.1.1).
    ///
    /// # Errors
    ///
    /// [`VerifierError::Domain`] if one of the two is not a domain name.
    pub fn accept_authenticated_target(mut self, source_domain: &str, target: &str) -> Result<Self, VerifierError> {
        self.expected.add_target(source_domain, target)?;
        Ok(self)
    }

    /// Returns the reference identifiers for a connection with this server name, one of which must match. The SRV-ID is
    /// first.
    ///
    /// # Errors
    ///
    /// [`ServerNameError`] if the server name is not a source domain.
    pub fn references<'r>(&'r self, server_name: &'r ServerName<'_>) -> Result<Vec<ReferenceId<'r>>, ServerNameError> {
        match server_name {
            ServerName::DnsName(domain) => self.expected.references(domain.as_ref()),
            _ => Err(ServerNameError::NotADomain),
        }
    }

    identify! {
        /// Verifies the certificates of a server, and returns the reference that matched and the name in the
        /// certificate. For use after the handshake, if several references are accepted and it matters which one
        /// matched.
        ///
        /// # Errors
        ///
        /// [`Rejection`] if there is no valid path or no reference matches, with every [`ErrorMapping`].
    }
}

impl ServerCertVerifier for ServerVerifier {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        _ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let references = self.references(server_name).map_err(|error| Error::Other(OtherError(Arc::new(error))))?;
        match self.verifier.identify(end_entity, intermediates, &references, now) {
            Ok(_) => Ok(ServerCertVerified::assertion()),
            Err(refused) => Err(to_rustls(refused, self.refusals, now)),
        }
    }

    handshake_signatures!();
}

/// A verifier of clients that are servers themselves, in place of rustls's own verifier: XMPP between servers (RFC 6120
/// §13.7.2).
///
/// During the handshake it is not yet known which domain the client claims: that comes in the stream, or before
/// STARTTLS. So the handshake checks that there is a valid path, and [`ClientVerifier::identify`] compares the claim
/// afterwards. *Without that call a certificate of any domain is accepted.*
#[derive(Clone, Debug)]
pub struct ClientVerifier {
    verifier: Verifier,
    handshake: WebPkiSupportedAlgorithms,
    refusals: ErrorMapping,
    hints: Vec<DistinguishedName>,
    mandatory: bool,
}

impl ClientVerifier {
    /// Returns a verifier with the strict policy. It requires a certificate in every handshake, and clientAuth if the
    /// certificate has extKeyUsage.
    ///
    /// # Errors
    ///
    /// [`VerifierError::NoRoots`] if there are no roots.
    pub fn new(roots: impl Into<Arc<Roots>>, provider: &CryptoProvider) -> Result<Self, VerifierError> {
        let handshake = provider.signature_verification_algorithms;
        let verifier = Verifier::new(roots.into(), handshake.all.to_vec(), Purpose::Client)?;
        let hints = verifier.roots.subjects().map(DistinguishedName::in_sequence).collect();
        Ok(Self { verifier, handshake, refusals: ErrorMapping::default(), hints, mandatory: true })
    }

    settings!();

    /// Returns this verifier, which then also accepts certificates for servers only: [`Purpose::ClientOrServer`].
    ///
    /// Public CAs issue few others, so XMPP between servers needs this.
    #[must_use]
    pub const fn accept_server_certificates(mut self) -> Self {
        self.verifier.purpose = Purpose::ClientOrServer;
        self
    }

    /// Returns this verifier, which then also accepts clients without a certificate, for servers that fall back to
    /// dialback (XEP-0220).
    #[must_use]
    pub const fn accept_anonymous(mut self) -> Self {
        self.mandatory = false;
        self
    }

    /// Returns this verifier, which then does not tell clients which CAs are trusted: for many roots, whose names would
    /// make the handshake large.
    #[must_use]
    pub fn without_root_hints(mut self) -> Self {
        self.hints.clear();
        self
    }

    identify! {
        /// Verifies the certificates of a client again, and returns its identity. For use after the handshake: the
        /// certificates are the `peer_certificates` of the connection, and `references` what the client claims to be in
        /// the stream.
        ///
        /// ```no_run
        /// # fn f(
        /// #     verifier: &srvname::integration::rustls_0_23::ClientVerifier,
        /// #     connection: &rustls::ServerConnection,
        /// #     from: &str,
        /// # ) -> Result<(), Box<dyn std::error::Error>> {
        /// use rustls_pki_types::UnixTime;
        /// use srvname::ReferenceId;
        ///
        /// let Some([end_entity, intermediates @ ..]) = connection.peer_certificates() else {
        ///     return Err("no certificate: dialback".into());
        /// };
        /// let references = [ReferenceId::srv("xmpp-server", from)?];
        /// let identity = verifier.identify(end_entity, intermediates, &references, UnixTime::now())?;
        /// assert_eq!(identity.reference(), &references[0]);
        /// # Ok(())
        /// # }
        /// ```
        ///
        /// # Errors
        ///
        /// [`Rejection`] if there is no valid path, or if no reference matches.
    }
}

impl ClientCertVerifier for ClientVerifier {
    fn client_auth_mandatory(&self) -> bool {
        self.mandatory
    }

    fn root_hint_subjects(&self) -> &[DistinguishedName] {
        &self.hints
    }

    fn verify_client_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        now: UnixTime,
    ) -> Result<ClientCertVerified, Error> {
        match self.verifier.check_path(end_entity, intermediates, now) {
            Ok(()) => Ok(ClientCertVerified::assertion()),
            Err(refused) => Err(to_rustls(refused, self.refusals, now)),
        }
    }

    handshake_signatures!();
}

/// Returns the error for a rejection, as in the table of the module's documentation.
fn to_rustls(refused: TlsRejection, refusals: ErrorMapping, time: UnixTime) -> Error {
    let cause = match refusals {
        ErrorMapping::Native => refused.cause,
        ErrorMapping::AlwaysRejection => Cause::NoWord,
    };
    Error::InvalidCertificate(match cause {
        Cause::Expired { not_after } => CertificateError::ExpiredContext { time, not_after: unix_time(not_after) },
        Cause::NotYetValid { not_before } => {
            CertificateError::NotValidYetContext { time, not_before: unix_time(not_before) }
        }
        Cause::UnknownIssuer => CertificateError::UnknownIssuer,
        Cause::BadSignature => CertificateError::BadSignature,
        Cause::Purpose { required, presented } => CertificateError::InvalidPurposeContext {
            required: match required {
                Purpose::Server => ExtendedKeyPurpose::ServerAuth,
                _ => ExtendedKeyPurpose::ClientAuth,
            },
            presented: presented.iter().filter_map(|id| key_purpose(id)).collect(),
        },
        Cause::Name { expected, presented } => match ServerName::try_from(expected) {
            Ok(expected) => CertificateError::NotValidForNameContext { expected, presented },
            Err(_) => CertificateError::NotValidForName,
        },
        Cause::NoWord => CertificateError::Other(OtherError(Arc::new(Sentence(refused.rejection)))),
    })
}

/// Returns a purpose as rustls reports it, or `None` if an arc does not fit in a `usize`.
fn key_purpose(dotted: &str) -> Option<ExtendedKeyPurpose> {
    Some(match dotted {
        "1.3.6.1.5.5.7.3.1" => ExtendedKeyPurpose::ServerAuth,
        "1.3.6.1.5.5.7.3.2" => ExtendedKeyPurpose::ClientAuth,
        _ => ExtendedKeyPurpose::Other(dotted.split('.').map(|arc| arc.parse().ok()).collect::<Option<_>>()?),
    })
}

/// Returns a time of a certificate as rustls reports it. A time before 1970 becomes 1970, because it appears only in an
/// error message.
fn unix_time(seconds: i64) -> UnixTime {
    UnixTime::since_unix_epoch(Duration::from_secs(u64::try_from(seconds).unwrap_or(0)))
}
