//! What is known of each service: which records name its servers, how TLS begins there, and what is said before.

use srvname::Profile;
use srvname::identity::SourceDomain;
use srvname::name::DnsName;

use super::report::{ProbedService, TlsStart};
use crate::tls::Alpn;
use crate::transport::Dialogue;

/// A label of the SRV records of a service, and how TLS begins at their targets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct ServiceLabel {
    /// The label without its underscore; of MX records `smtp`.
    pub(super) label: &'static str,
    pub(super) tls: TlsStart,
    /// Where a client goes that finds no records; `None` if it goes nowhere.
    pub(super) usual_port: Option<u16>,
}

const fn service_label(label: &'static str, tls: TlsStart, usual_port: Option<u16>) -> ServiceLabel {
    ServiceLabel { label, tls, usual_port }
}

/// Returns the labels of the records of a service. Without records, a client of XMPP goes to the domain itself (RFC 6120
/// §3.2.2), and a mail server too (RFC 5321 §5.1).
pub(super) const fn labels(service: ProbedService) -> &'static [ServiceLabel] {
    use TlsStart::{Direct, Never, StartTls};
    match service {
        ProbedService::XmppClient => {
            const { &[service_label("xmpp-client", StartTls, Some(5222)), service_label("xmpps-client", Direct, None)] }
        }
        ProbedService::XmppServer => {
            const { &[service_label("xmpp-server", StartTls, Some(5269)), service_label("xmpps-server", Direct, None)] }
        }
        ProbedService::Smtp => const { &[service_label("smtp", StartTls, Some(25))] },
        ProbedService::Submission => const { &[service_label("submission", StartTls, None)] },
        ProbedService::Submissions => const { &[service_label("submissions", Direct, None)] },
        ProbedService::Imap => const { &[service_label("imap", StartTls, None)] },
        ProbedService::Imaps => const { &[service_label("imaps", Direct, None)] },
        ProbedService::Pop3 => const { &[service_label("pop3", StartTls, None)] },
        ProbedService::Pop3s => const { &[service_label("pop3s", Direct, None)] },
        ProbedService::Sieve => const { &[service_label("sieve", StartTls, None)] },
        ProbedService::CalDav => const { &[service_label("caldav", Never, None)] },
        ProbedService::CalDavs => const { &[service_label("caldavs", Direct, None)] },
        ProbedService::CardDav => const { &[service_label("carddav", Never, None)] },
        ProbedService::CardDavs => const { &[service_label("carddavs", Direct, None)] },
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
