//! What is asked, and with what.

use std::fmt;

use rustls_pki_types::SignatureVerificationAlgorithm;
use srvname::delegation::Digests;
use srvname::identity::SourceDomain;
use srvname::name::DnsName;
use srvname::path::{AdviceHost, Policy, RsaKeyBits, TrustAnchor};

use super::progress::Progress;
use super::report::{ClientKind, ProbedService};
use crate::connect::Reach;
use crate::gate::HostGate;
use crate::limits::ProbeLimits;
use crate::resolver::Resolver;

/// What is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question<'q> {
    /// The domain.
    pub domain: SourceDomain<'q>,
    /// Which of its services.
    pub services: Services,
}

/// Which services of a domain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Services {
    /// Every one that the domain has records of.
    All,
    /// Those of these that the domain has records of.
    Published(Vec<ProbedService>),
    /// These, whether there are records of them or not.
    These(Vec<ProbedService>),
}

/// The kinds of clients that count where nobody says otherwise: all but those that take an SRVName alone, which no public CA
/// issues.
const USUAL_CLIENTS: &[ClientKind] = &[ClientKind::Pkix, ClientKind::Dane, ClientKind::MtaSts, ClientKind::Posh];

/// With what it is asked.
#[derive(Clone, Copy)]
#[non_exhaustive]
pub struct Settings<'s> {
    /// The moment that dates are compared with, in seconds since 1970.
    pub moment: i64,
    /// The roots. Their certificates are not known here, so that a TLSA record of usage 0 for one of them matches if the server
    /// sends it.
    pub anchors: &'s [TrustAnchor<'s>],
    /// The algorithms that may have made the signature of a certificate.
    pub algorithms: &'s [&'s dyn SignatureVerificationAlgorithm],
    /// The RSA keys that those verify with.
    pub rsa_key_bits: RsaKeyBits,
    /// The hash functions.
    pub digests: &'s dyn Digests,
    /// The choices for paths.
    pub policy: Policy<'s>,
    /// How the program that asks calls its settings, for advice.
    pub advice_host: AdviceHost<'s>,
    /// The kinds of clients that count for the status: all but [`ClientKind::SrvIdAlone`], unless they are set.
    pub clients: &'s [ClientKind],
    /// Which addresses may be connected to.
    pub reach: Reach,
    /// The gate of several probes at once, so that a host that serves several of their domains has one connection at a time,
    /// while the time of each probe runs on; `None` for one probe by itself.
    pub gate: Option<&'s HostGate>,
    /// Who is asked about an answer that is bogus, before it is called an outage; `None` asks nobody.
    pub second_resolver: Option<&'s dyn Resolver>,
    /// The limits.
    pub limits: ProbeLimits,
    /// The name of who asks, for EHLO and for streams between XMPP servers.
    pub client_name: DnsName<'s>,
    /// Who asks, for web servers, such as `srvname/0.1 (+https://example.com/probe)`.
    pub user_agent: &'s str,
    /// Who is told what is being asked; `None` tells nobody.
    pub progress: Option<&'s dyn Fn(&Progress)>,
}

impl<'s> Settings<'s> {
    /// Returns settings for this moment, in seconds since 1970, without roots, and everything else as it is usual.
    #[must_use]
    pub fn new(
        moment: i64,
        digests: &'s dyn Digests,
        algorithms: &'s [&'s dyn SignatureVerificationAlgorithm],
        client_name: DnsName<'s>,
    ) -> Self {
        Self {
            moment,
            anchors: &[],
            algorithms,
            rsa_key_bits: RsaKeyBits::default(),
            digests,
            policy: Policy::default(),
            advice_host: AdviceHost::default(),
            clients: USUAL_CLIENTS,
            reach: Reach::default(),
            gate: None,
            second_resolver: None,
            limits: ProbeLimits::default(),
            client_name,
            user_agent: concat!("srvname/", env!("CARGO_PKG_VERSION")),
            progress: None,
        }
    }
}

impl fmt::Debug for Settings<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Settings")
            .field("moment", &self.moment)
            .field("anchors", &self.anchors.len())
            .field("policy", &self.policy)
            .field("clients", &self.clients)
            .field("reach", &self.reach)
            .field("limits", &self.limits)
            .field("client_name", &self.client_name)
            .finish_non_exhaustive()
    }
}
