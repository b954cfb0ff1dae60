//! SRV-IDs for TLS connections through OpenSSL.
//!
//! OpenSSL knows no SRVName. It matches none, so a server cannot be authenticated by one. It lets every SRVName pass that
//! no CA constrains, so a CA held to the hosts of one organisation makes servers of any other. And where a CA does
//! constrain SRVName, it refuses with *unsupported name constraint type*, so the CAs that did it right are those that
//! do not work.
//!
//! This package leaves to OpenSSL what it does well (path building, signatures, validity, key usages, revocation) and
//! takes over all names: a verify callback that asks `srvname` about the whole chain, every form of it, and clears that
//! one error where it is about SRVName and `srvname` has found nothing wrong.
//!
//! ```no_run
//! use openssl::ssl::{SslConnector, SslMethod};
//! use srvname_openssl::SrvVerifier;
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let connector = SslConnector::builder(SslMethod::tls_client())?.build();
//! let tcp = std::net::TcpStream::connect("xmpp.hosting.test:5223")?;
//! let verifier = SrvVerifier::server("xmpp-client", "example.com")?;
//! let (stream, identity) = verifier.connect(connector.configure()?, tcp)?;
//! assert_eq!(identity.reference(), "_xmpp-client.example.com");
//! # let _ = stream;
//! # Ok(())
//! # }
//! ```
//!
//! # Why every form
//!
//! A callback that merely clears the error is a hole. OpenSSL stops looking at a certificate's names at the first that it
//! cannot judge: cleared, a certificate with the SRVName first and a host outside the constraints after it is accepted,
//! and with the two names in the other order it is refused. So whoever clears the error must judge all names himself.
//! (`tests/handshake.rs`, `a_callback_that_only_clears_the_error_is_a_hole`)
//!
//! # What stays the caller's
//!
//! * One path: OpenSSL builds one, and a chain whose other path would be good is refused. `srvname::PathBuilder` tries all.
//! * Sessions: a resumed session skips the callback. [`SrvVerifier::connect`] then fails, since nobody has verified
//!   anything; so do not offer sessions on such connections.
//! * Time, revocation and key usages are as OpenSSL is configured.

use std::fmt;
use std::io::{Read, Write};
use std::sync::{Arc, Mutex, PoisonError};

use openssl::error::ErrorStack;
use openssl::ssl::{ConnectConfiguration, HandshakeError, SslRef, SslStream, SslVerifyMode};
use openssl::stack::StackRef;
use openssl::x509::{X509, X509StoreContextRef, X509VerifyResult};
use srvname::{
    Certificate, CertificateError, Form, NameError, Path, Policy, Position, ReferenceId, Rejection, TrustAnchor,
};

/// `X509_V_ERR_UNSUPPORTED_CONSTRAINT_TYPE`.
const UNSUPPORTED_CONSTRAINT_TYPE: i32 = 51;

/// Who a peer is: which reference matched, and what it matched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PeerIdentity {
    reference: String,
    presented: String,
}

impl PeerIdentity {
    /// The reference that matched: `_xmpp-client.example.com`.
    #[must_use]
    pub fn reference(&self) -> &str {
        &self.reference
    }

    /// The name in the certificate that it matched.
    #[must_use]
    pub fn presented(&self) -> &str {
        &self.presented
    }
}

/// Why a chain is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Refused {
    /// By `srvname`, for this reason.
    Rejected(Rejection),
    /// A certificate of the chain is none that `srvname` reads.
    Unreadable(Position, CertificateError),
    /// There is no chain: no end entity below a trust anchor. So it is with an end entity that is itself trusted, and with
    /// a resumed session.
    NoChain,
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Rejected(rejection) => rejection.fmt(f),
            Self::Unreadable(position, error) => write!(f, "certificate {position} cannot be read: {error}"),
            Self::NoChain => f.write_str("there is no chain from the peer's certificate to a trust anchor"),
        }
    }
}

impl std::error::Error for Refused {}

impl From<Rejection> for Refused {
    fn from(rejection: Rejection) -> Self {
        Self::Rejected(rejection)
    }
}

/// Why [`SrvVerifier::connect`] gives no connection.
#[derive(Debug)]
pub enum ConnectError<S> {
    /// `srvname` refused the chain. The handshake ended in an alert.
    Refused(Refused),
    /// OpenSSL ended the handshake for a reason of its own, or it would block.
    Handshake(HandshakeError<S>),
    /// OpenSSL could not be set up.
    Setup(ErrorStack),
}

impl<S: fmt::Debug> fmt::Display for ConnectError<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused(refused) => refused.fmt(f),
            Self::Handshake(error) => error.fmt(f),
            Self::Setup(error) => error.fmt(f),
        }
    }
}

impl<S: fmt::Debug> std::error::Error for ConnectError<S> {}

/// What a peer may be called, and the policy under which its chain is judged.
#[derive(Clone, Debug)]
pub struct SrvVerifier {
    source_domain: String,
    references: Vec<Expected>,
    policy: Policy<'static>,
}

#[derive(Clone, Debug)]
enum Expected {
    Srv { service: String, domain: String },
    Dns(String),
}

impl SrvVerifier {
    /// For the server of a service at a source domain, under the strict policy. A server is accepted by SRV-ID and by
    /// nothing else that the caller did not add.
    ///
    /// # Errors
    ///
    /// [`NameError`] when the service or the domain is none.
    pub fn server(service: &str, source_domain: &str) -> Result<Self, NameError> {
        ReferenceId::srv(service, source_domain)?;
        let expected = Expected::Srv { service: service.to_owned(), domain: source_domain.to_owned() };
        Ok(Self { source_domain: source_domain.to_owned(), references: vec![expected], policy: Policy::default() })
    }

    /// For clients that have a certificate, under the strict policy: the handshake judges the chain, whoever it is, and
    /// [`SrvVerifier::identify`] asks afterwards, when the protocol has said who the client wants to be.
    #[must_use]
    pub fn clients() -> Self {
        Self { source_domain: String::new(), references: Vec::new(), policy: Policy::default() }
    }

    /// Also accepts a DNS-ID: of the source domain, or of a target that the caller authenticated.
    ///
    /// # Errors
    ///
    /// [`NameError`] when the domain is none.
    pub fn or_dns_id(mut self, domain: &str) -> Result<Self, NameError> {
        ReferenceId::dns(domain)?;
        self.references.push(Expected::Dns(domain.to_owned()));
        Ok(self)
    }

    /// Another policy than the strict one.
    #[must_use]
    pub fn with_policy(mut self, policy: Policy<'static>) -> Self {
        self.policy = policy;
        self
    }

    /// Connects, with the source domain as SNI, and says who the server is.
    ///
    /// # Errors
    ///
    /// [`ConnectError`]. Without an identity there is no connection, whatever OpenSSL says.
    pub fn connect<S: Read + Write>(
        &self,
        mut configuration: ConnectConfiguration,
        stream: S,
    ) -> Result<(SslStream<S>, PeerIdentity), ConnectError<S>> {
        configuration.set_verify_hostname(false);
        let verdict = self.install(&mut configuration);
        let domain = self.source_domain.strip_suffix('.').unwrap_or(&self.source_domain);
        let ssl = configuration.into_ssl(domain).map_err(ConnectError::Setup)?;
        match (ssl.connect(stream), verdict.get()) {
            (_, Some(Err(refused))) => Err(ConnectError::Refused(refused)),
            (Err(error), _) => Err(ConnectError::Handshake(error)),
            (Ok(stream), Some(Ok(Some(identity)))) => Ok((stream, identity)),
            (Ok(_), _) => Err(ConnectError::Refused(Refused::NoChain)),
        }
    }

    /// Installs the verify callback, for callers that make the handshake themselves.
    ///
    /// A client also calls `set_verify_hostname(false)`, since OpenSSL would look for a dNSName. *After* the handshake the
    /// caller asks [`Verdict::get`], and drops the connection unless the answer is `Some(Ok(_))`: on a resumed session
    /// the callback never runs.
    pub fn install(&self, ssl: &mut SslRef) -> Verdict {
        let verdict = Verdict::default();
        let (verifier, shared) = (self.clone(), verdict.clone());
        let mode = SslVerifyMode::PEER | SslVerifyMode::FAIL_IF_NO_PEER_CERT;
        ssl.set_verify_callback(mode, move |accepted, context| verifier.callback(accepted, context, &shared));
        verdict
    }

    /// Judges the names of a chain, end entity first and anchor last, whose signatures OpenSSL has verified; and who the
    /// end entity is, by these references: for after the handshake, with `SslRef::verified_chain`.
    ///
    /// # Errors
    ///
    /// [`Refused`]; an empty list of references is one.
    pub fn identify(
        &self,
        chain: Option<&StackRef<X509>>,
        references: &[ReferenceId<'_>],
    ) -> Result<PeerIdentity, Refused> {
        with_path(chain, |path| {
            let identity = path.validate(references, &self.policy)?;
            let (reference, presented) = (identity.reference().to_string(), identity.presented().to_string());
            Ok(PeerIdentity { reference, presented })
        })
    }

    /// The verify callback.
    ///
    /// OpenSSL calls it for each certificate, from the anchor down, after its signature was verified; the last of these
    /// calls, at depth 0, comes *before* name constraints are looked at. And it calls it for every error. So the names are
    /// judged at depth 0, whether OpenSSL will see a problem or not, and once more when it does.
    fn callback(&self, accepted: bool, context: &mut X509StoreContextRef, verdict: &Verdict) -> bool {
        let ours = if accepted {
            context.error_depth() == 0
        } else {
            context.error().as_raw() == UNSUPPORTED_CONSTRAINT_TYPE
                && context.chain().is_some_and(|chain| is_about_srv_name(chain, context.error_depth()))
        };
        if !ours {
            return accepted;
        }
        let judged = self.judge(context.chain());
        let good = judged.is_ok();
        verdict.set(judged);
        context.set_error(if good { X509VerifyResult::OK } else { X509VerifyResult::APPLICATION_VERIFICATION });
        good
    }

    fn judge(&self, chain: Option<&StackRef<X509>>) -> Result<Option<PeerIdentity>, Refused> {
        if self.references.is_empty() {
            return with_path(chain, |path| Ok(path.validate_names(&self.policy).map(|()| None)?));
        }
        let references = self.references.iter().map(|expected| match expected {
            Expected::Srv { service, domain } => ReferenceId::srv(service, domain),
            Expected::Dns(domain) => ReferenceId::dns(domain),
        });
        // All were parsed before, when they were added.
        let references: Vec<ReferenceId<'_>> = references.filter_map(Result::ok).collect();
        self.identify(chain, &references).map(Some)
    }
}

/// What the callback of one connection found.
#[derive(Clone, Debug, Default)]
pub struct Verdict(Arc<Mutex<Option<Judged>>>);

type Judged = Result<Option<PeerIdentity>, Refused>;

impl Verdict {
    /// `None` as long as no chain was judged. Who the peer is, is known only where references were given: to a verifier
    /// for [`SrvVerifier::clients`] it is not.
    #[must_use]
    pub fn get(&self) -> Option<Judged> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// A refusal stays: whatever OpenSSL asks afterwards, the connection is refused.
    fn set(&self, judged: Judged) {
        let mut verdict = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if !matches!(*verdict, Some(Err(_))) {
            *verdict = Some(judged);
        }
    }
}

/// Reads a chain, end entity first and anchor last.
fn with_path<T>(
    chain: Option<&StackRef<X509>>,
    judge: impl FnOnce(&Path<'_, '_>) -> Result<T, Refused>,
) -> Result<T, Refused> {
    let ders = chain.into_iter().flatten().map(|certificate| certificate.to_der());
    let ders: Vec<Vec<u8>> = ders.collect::<Result<_, _>>().map_err(|_| Refused::NoChain)?;
    let read = |(index, der)| Certificate::from_der(der).map_err(|error| Refused::Unreadable(Position(index), error));
    let certificates: Vec<Certificate<'_>> =
        ders.iter().map(Vec::as_slice).enumerate().map(read).collect::<Result<_, _>>()?;
    let [end_entity, intermediates @ .., anchor] = certificates.as_slice() else {
        return Err(Refused::NoChain);
    };
    let anchor = TrustAnchor::from_certificate(anchor);
    let path = Path::assume_signed(&anchor, intermediates, end_entity).map_err(Rejection::from)?;
    judge(&path)
}

/// Whether the certificate at `depth`, which OpenSSL could not judge, presents an SRVName, and a CA above it constrains
/// SRVName.
///
/// Of two otherNames of one type OpenSSL can judge only SmtpUTF8Mailbox, so another reason for its error may be in the
/// same certificate; that is why the answer is not enough to accept, and every form is judged.
fn is_about_srv_name(chain: &StackRef<X509>, depth: u32) -> bool {
    let Ok(depth) = usize::try_from(depth) else { return false };
    let mut presents = false;
    let mut constrains = false;
    for (position, certificate) in chain.iter().enumerate().skip(depth) {
        let Ok(der) = certificate.to_der() else { return false };
        let Ok(certificate) = Certificate::from_der(&der) else { return false };
        if position == depth {
            presents = certificate.presents_srv_name();
        } else {
            constrains |= certificate.name_constraints().is_some_and(|own| own.list(Form::SrvName));
        }
    }
    presents && constrains
}

#[cfg(test)]
#[path = "../../testdata/make/mod.rs"]
mod make;

#[cfg(test)]
mod tests {
    use openssl::stack::Stack;

    use super::make::chains::{confined, dns_only};
    use super::make::{Constraints, GeneralName, Issued, dns, srv, upn};
    use super::*;

    /// What OpenSSL says of the server, or of the CA, is about SRVName only where both sides have one.
    #[test]
    fn the_error_is_about_srv_name_when_both_sides_have_one() {
        let about = |constraints: Constraints, name: GeneralName, depth| {
            let root = Issued::root("Example Root CA");
            let sub = root.sub_ca("Example Sub CA").constraints(constraints).san([srv("_imap.example.com")]).issue();
            let leaf = sub.end_entity("xmpp.example.com").san([name, dns("example.com")]).issue();
            let mut chain = Stack::new().unwrap();
            for issued in [&leaf, &sub, &root] {
                chain.push(X509::from_der(issued.der()).unwrap()).unwrap();
            }
            is_about_srv_name(&chain, depth)
        };
        let service = || srv("_xmpp-client.example.com");
        assert!(about(confined(), service(), 0));
        assert!(about(dns_only().exclude(srv("victim.test")), service(), 0));
        assert!(!about(confined(), upn("user@example.com"), 0));
        assert!(!about(dns_only().permit(upn("example.com")), service(), 0));
        assert!(!about(confined(), service(), 1), "nobody above the CA constrains SRVName");
        assert!(!about(confined(), service(), 3), "there is no such certificate");
    }
}
