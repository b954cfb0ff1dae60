//! What is known of each service: which records name its servers, how TLS begins there, and what is said before.

use srvname::Profile;
use srvname::identity::SourceDomain;
use srvname::name::DnsName;

use super::report::{ProbedService, TlsStart};
use crate::tls::Alpn;
use crate::transport::Dialogue;

/// One way to a service: the label of its SRV records, and how TLS begins at their targets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Way {
    /// The label without its underscore; of MX records `smtp`.
    pub(super) label: &'static str,
    pub(super) tls: TlsStart,
    /// Where a client goes that finds no records; `None` if it goes nowhere.
    pub(super) usual_port: Option<u16>,
}

const fn way(label: &'static str, tls: TlsStart, usual_port: Option<u16>) -> Way {
    Way { label, tls, usual_port }
}

/// Returns the ways to a service. Without records, a client of XMPP goes to the domain itself (RFC 6120 §3.2.2), and a mail
/// server too (RFC 5321 §5.1).
pub(super) const fn ways(service: ProbedService) -> &'static [Way] {
    use TlsStart::{Direct, Never, StartTls};
    match service {
        ProbedService::XmppClient => {
            const { &[way("xmpp-client", StartTls, Some(5222)), way("xmpps-client", Direct, None)] }
        }
        ProbedService::XmppServer => {
            const { &[way("xmpp-server", StartTls, Some(5269)), way("xmpps-server", Direct, None)] }
        }
        ProbedService::Smtp => const { &[way("smtp", StartTls, Some(25))] },
        ProbedService::Submission => const { &[way("submission", StartTls, None)] },
        ProbedService::Submissions => const { &[way("submissions", Direct, None)] },
        ProbedService::Imap => const { &[way("imap", StartTls, None)] },
        ProbedService::Imaps => const { &[way("imaps", Direct, None)] },
        ProbedService::Pop3 => const { &[way("pop3", StartTls, None)] },
        ProbedService::Pop3s => const { &[way("pop3s", Direct, None)] },
        ProbedService::Sieve => const { &[way("sieve", StartTls, None)] },
        ProbedService::CalDav => const { &[way("caldav", Never, None)] },
        ProbedService::CalDavs => const { &[way("caldavs", Direct, None)] },
        ProbedService::CardDav => const { &[way("carddav", Never, None)] },
        ProbedService::CardDavs => const { &[way("carddavs", Direct, None)] },
    }
}

/// Returns the dialogue before TLS, and for the end of the connection; `None` for web services.
pub(super) const fn dialogue<'d>(
    service: ProbedService,
    source: SourceDomain<'d>,
    client: DnsName<'d>,
) -> Option<Dialogue<'d>> {
    Some(match service {
        ProbedService::XmppClient => Dialogue::XmppClient { to: source.name() },
        ProbedService::XmppServer => Dialogue::XmppServer { to: source.name(), from: client },
        ProbedService::Smtp | ProbedService::Submission | ProbedService::Submissions => Dialogue::Smtp { client },
        ProbedService::Imap | ProbedService::Imaps => Dialogue::Imap,
        ProbedService::Pop3 | ProbedService::Pop3s => Dialogue::Pop3,
        ProbedService::Sieve => Dialogue::ManageSieve,
        ProbedService::CalDav | ProbedService::CalDavs | ProbedService::CardDav | ProbedService::CardDavs => {
            return None;
        }
    })
}

/// Returns the application protocol that is offered where TLS begins with the first octet.
pub(super) const fn alpn(service: ProbedService) -> Option<Alpn> {
    match service {
        ProbedService::XmppClient => Some(Alpn::XmppClient),
        ProbedService::XmppServer => Some(Alpn::XmppServer),
        ProbedService::CalDavs | ProbedService::CardDavs => Some(Alpn::Http11),
        _ => None,
    }
}

/// Returns the profile of a service at a server where TLS begins in this way.
pub(super) const fn profile(service: ProbedService, tls: TlsStart) -> Option<Profile> {
    match (service, tls) {
        (ProbedService::XmppClient, TlsStart::Direct) => Some(Profile::XmppClientDirectTls),
        (ProbedService::XmppServer, TlsStart::Direct) => Some(Profile::XmppServerDirectTls),
        _ => service.profile(),
    }
}

/// Returns `true` for the services of XMPP.
pub(super) const fn is_xmpp(service: ProbedService) -> bool {
    matches!(service, ProbedService::XmppClient | ProbedService::XmppServer)
}
