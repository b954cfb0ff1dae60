//! The verifier of a client: of servers, whatever their number.

use alloc::sync::Arc;
use alloc::vec::Vec;

use rustls::client::danger::{ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, WebPkiSupportedAlgorithms};
use rustls::{Error, OtherError};
use rustls_pki_types::{CertificateDer, ServerName, UnixTime};

use crate::delegation::connection::evidence::ConnectionEvidence;
use crate::delegation::digests::Digests;
use crate::identity::owned_reference::OwnedReferenceId;
use crate::identity::reference::ReferenceId;
use crate::identity::source_domain::{AuthenticatedTarget, SourceDomain};
use crate::integration::roots::Roots;
use crate::integration::rustls_0_23::connections::ConnectionVerifier;
use crate::integration::rustls_0_23::delegations::DelegationVerifier;
use crate::integration::rustls_0_23::error_mapping::{ErrorMapping, to_rustls};
use crate::integration::rustls_0_23::methods::{handshake_signatures, identify, settings};
use crate::integration::tls::{Expected, ServerNameError, Verifier, VerifierError, owned};
use crate::path::purpose::Purpose;

/// A verifier of servers by SRV-ID, in place of rustls's own verifier.
///
/// A server is accepted if there is a valid certification path and its certificate has the SRVName of the verifier's
/// service and the connection's server name. Other names are accepted only if the caller adds them, with the methods
/// that start with `accept`.
///
/// The server name must be the source domain. A target of an SRV record in its place would be verified for itself, and its
/// operator has a certificate for that: [`ServerVerifier::for_source_domain`] returns a verifier whose source domain is not
/// the server name, and [`ServerVerifier::for_references`] one with references of its own.
#[derive(Clone, Debug)]
pub struct ServerVerifier {
    verifier: Verifier,
    expected: Expected,
    handshake: WebPkiSupportedAlgorithms,
    error_mapping: ErrorMapping,
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
            verifier: Verifier::new(roots.into(), handshake.all, Purpose::Server)?,
            expected: Expected::srv_id(service)?,
            handshake,
            error_mapping: ErrorMapping::default(),
        })
    }

    settings!();

    /// Returns this verifier with a DNS-ID of `source_domain` as well, on connections to it and to no other, as RFC 6120
    /// §13.7.1.2.1 and RFC 7817 §3 allow.
    ///
    /// The risk: the holder of a certificate for the web site of the domain can then be its server for this service.
    #[must_use]
    pub fn accept_dns_id_of_source_domain(mut self, source_domain: SourceDomain<'_>) -> Self {
        self.expected.add_dns_id(source_domain, source_domain.dns_id());
        self
    }

    /// Returns this verifier with a DNS-ID of the server name as well, on every connection, whatever domain that is. For
    /// callers that connect to domains which they do not know when the verifier is made;
    /// [`ServerVerifier::for_references`] does this for one [`SourceDomain`].
    ///
    /// The risk is that of [`accept_dns_id_of_source_domain`](Self::accept_dns_id_of_source_domain), and another one: a
    /// caller that passes the target of an SRV record as server name accepts whatever host the DNS names, with the
    /// certificate of any web site. No type prevents that here.
    #[must_use]
    pub const fn accept_dns_id_of_any_server_name(mut self) -> Self {
        self.expected.add_dns_id_of_any_server_name();
        self
    }

    /// Returns this verifier with a DNS-ID of `target` as well, on connections to `source_domain` and on no other.
    ///
    /// The target of an ordinary SRV record must not be a reference identifier, because an attacker on the DNS could choose
    /// it (RFC 9525 §6.1.1): [`AuthenticatedTarget`] says who vouched for this one.
    #[must_use]
    pub fn accept_authenticated_target(
        mut self,
        source_domain: SourceDomain<'_>,
        target: AuthenticatedTarget<'_>,
    ) -> Self {
        self.expected.add_dns_id(source_domain, target.dns_id());
        self
    }

    /// Returns a verifier for one connection, which accepts the references of this one for `source_domain` and no others,
    /// whatever the server name. So the target of an SRV record may be the server name, and is no more than SNI.
    ///
    /// It shares the roots and the algorithms of this verifier and has its settings.
    #[must_use]
    pub fn for_source_domain(&self, source_domain: SourceDomain<'_>) -> ConnectionVerifier {
        let references = self.expected.references_of(source_domain).into_iter().map(OwnedReferenceId::from).collect();
        ConnectionVerifier::new(self.verifier.clone(), references, self.handshake, self.error_mapping)
    }

    /// Returns a verifier for one connection, which accepts these references and no others, whatever the server name. It
    /// shares the roots and the algorithms of this one and has its settings, so that it costs as much as its references.
    ///
    /// ```
    /// use srvname::identity::{AuthenticatedBy, AuthenticatedTarget, SourceDomain};
    /// use srvname::integration::rustls_0_23::{ConnectionVerifier, ServerVerifier};
    /// use srvname::{Profile, integration::VerifierError};
    ///
    /// /// The host comes from an SRV record that DNSSEC secures.
    /// fn to_domain(
    ///     verifier: &ServerVerifier,
    ///     domain: &str,
    ///     host: &str,
    /// ) -> Result<ConnectionVerifier, Box<dyn std::error::Error>> {
    ///     let [srv_id] = Profile::XmppServer.references(SourceDomain::from_user_input(domain)?);
    ///     let target = AuthenticatedTarget::new(host, AuthenticatedBy::Dnssec)?;
    ///     Ok(verifier.for_references([srv_id, target.dns_id()])?)
    /// }
    /// ```
    ///
    /// # Errors
    ///
    /// [`VerifierError::NoReferences`] if there is none.
    pub fn for_references<'r>(
        &self,
        references: impl IntoIterator<Item = ReferenceId<'r>>,
    ) -> Result<ConnectionVerifier, VerifierError> {
        let (verifier, references) = (self.verifier.clone(), owned(references)?);
        Ok(ConnectionVerifier::new(verifier, references, self.handshake, self.error_mapping))
    }

    /// Returns a verifier for one connection, by what is known of its server: where the source domain led, the names that count,
    /// and what the domain publishes. It shares the roots and the algorithms of this one and has its settings. `digests` are
    /// the caller's hash functions.
    ///
    /// The service and the names of this verifier do not count. Without TLSA records, policy and document it is what
    /// [`ServerVerifier::for_references`] returns for the names of the evidence, but for a host to which insecure records led,
    /// which is not the source domain (RFC 7672 §2.2.1).
    ///
    /// ```
    /// use std::sync::Arc;
    ///
    /// use srvname::delegation::dane::{DanePolicy, Step};
    /// use srvname::delegation::{ConnectionEvidence, DaneEvidence, Delegation, Digests};
    /// use srvname::identity::SourceDomain;
    /// use srvname::integration::rustls_0_23::{DelegationVerifier, ServerVerifier};
    ///
    /// /// `step` is what follows from the answers of the DNS for this host.
    /// fn to_host(
    ///     verifier: &ServerVerifier,
    ///     digests: Arc<dyn Digests + Send + Sync>,
    ///     domain: SourceDomain<'_>,
    ///     (delegation, step): (Delegation<'_>, Step<'_>),
    /// ) -> Result<DelegationVerifier, Box<dyn std::error::Error>> {
    ///     let mut evidence = ConnectionEvidence::new(domain, delegation, [domain.dns_id()]);
    ///     if let Some(dane) = DaneEvidence::of_step(&step, &DanePolicy::default())? {
    ///         evidence = evidence.with_dane(dane);
    ///     }
    ///     Ok(verifier.for_evidence(evidence, digests)?)
    /// }
    /// ```
    ///
    /// # Errors
    ///
    /// [`VerifierError::NoReferences`] if there is nothing by which any server could be accepted.
    pub fn for_evidence(
        &self,
        evidence: ConnectionEvidence,
        digests: Arc<dyn Digests + Send + Sync>,
    ) -> Result<DelegationVerifier, VerifierError> {
        if !evidence.can_accept() {
            return Err(VerifierError::NoReferences);
        }
        Ok(DelegationVerifier::new(self.verifier.clone(), evidence, digests, self.handshake, self.error_mapping))
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
        /// [`Rejection`](crate::Rejection) if there is no valid path or no reference matches, with every [`ErrorMapping`].
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
            Err(rejected) => Err(to_rustls(rejected, self.error_mapping, now)),
        }
    }

    handshake_signatures!();
}
