//! Reference identifiers of every application (RFC 9525 §6.1), from what was named and where that led.

pub(crate) mod application;
mod hosts;
pub(crate) mod list;
pub(crate) mod omitted;
mod services;
mod smtp;
#[cfg(test)]
mod tests;

use crate::delegation::references::application::{Application, Delegation, Source};
use crate::delegation::references::list::References;
use crate::identity::source_domain::{AuthenticatedBy, AuthenticatedTarget};

/// Returns the reference identifiers of an application for what was named, and where that led: the whole list of its
/// specification, each entry with who asks for it, and what is not on it, with the reason.
///
/// An address that was named has an IP-ID and no other reference; SIP, mail relay and the hosts of policies and documents
/// have no references for one, since their specifications start from a domain.
///
/// ```
/// use srvname::delegation::{Application, Delegation, ListedBy, reference_identifiers};
/// use srvname::identity::SourceDomain;
/// use srvname::{Profile, ReferenceId, name::DnsName};
///
/// let domain = SourceDomain::from_user_input("example.com")?;
/// let target = DnsName::parse("xmpp.hosting.example")?;
/// let application = Application::Service(Profile::XmppClient);
/// let references = reference_identifiers(application, domain, Delegation::Insecure(target));
///
/// let [srv_id, dns_id, xmpp_addr] = references.entries() else { panic!() };
/// assert_eq!((srv_id.id(), srv_id.listed_by()), (ReferenceId::srv("xmpp-client", "example.com")?, ListedBy::Default));
/// assert_eq!((dns_id.id(), dns_id.listed_by()), (ReferenceId::dns("example.com")?, ListedBy::Protocol));
/// assert_eq!(xmpp_addr.id(), ReferenceId::xmpp_addr("example.com")?);
/// assert_eq!(
///     references.omitted()[0].to_string(),
///     "the DNS-ID xmpp.hosting.example is no reference identifier: it is a host that the DNS named, and nobody vouches \
///      for the answer [RFC 9525 §6.1.1]"
/// );
/// # Ok::<(), srvname::name::NameError>(())
/// ```
///
/// A verifier takes what its caller accepts, after [`Precedence`](crate::delegation::Precedence):
///
/// ```
/// use srvname::delegation::{ListedBy, References};
/// use srvname::{Certificate, Policy, ReferenceId};
///
/// fn accepted<'r>(references: &'r References, end_entity: &Certificate<'_>) -> (Vec<ReferenceId<'r>>, Policy<'static>) {
///     // For `PathBuilder::verify` and `PathBuilder::with_policy`.
///     (references.for_certificate(end_entity, ListedBy::Default), references.narrow(Policy::default()))
/// }
/// ```
#[must_use]
pub fn reference_identifiers<'a>(
    application: Application<'a>,
    source: impl Into<Source<'a>>,
    delegation: Delegation<'a>,
) -> References {
    let source = source.into();
    let Source::Domain(domain) = source else { return of_address(application, source, delegation) };
    let references = match application {
        Application::Service(profile) => services::at_domain(profile, domain, delegation),
        Application::XmppServerInbound => services::xmpp_inbound(domain, delegation),
        Application::HostByUser { profile, host } if services::kind(profile) == services::Kind::Mail => {
            services::at_host(profile, host, domain, delegation)
        }
        // The other specifications know the source domain alone, and the host as one that the user associated with it.
        Application::HostByUser { profile, host: Source::Domain(host) } => {
            let target = AuthenticatedTarget::of_host(host.name(), AuthenticatedBy::Configuration);
            services::at_domain(profile, domain, Delegation::Authenticated(target))
        }
        Application::HostByUser { profile, host: Source::Address(_) } => {
            services::at_domain(profile, domain, Delegation::Direct)
        }
        Application::Smtp(security) => smtp::relay(security, domain, delegation),
        Application::Sip => hosts::sip(domain, delegation),
        Application::Ldap => hosts::ldap(source, delegation),
        Application::Matrix => hosts::matrix(source, delegation),
        Application::MtaStsPolicyHost => hosts::mta_sts_policy_host(domain),
        Application::PoshSource => hosts::posh_source(domain, delegation),
    };
    references.finished()
}

fn of_address(application: Application<'_>, source: Source<'_>, delegation: Delegation<'_>) -> References {
    let Source::Address(address) = source else { return References::none() };
    match application {
        Application::Service(_) | Application::XmppServerInbound | Application::HostByUser { .. } => {
            services::at_address(address)
        }
        Application::Ldap => hosts::ldap(source, delegation).finished(),
        Application::Matrix => hosts::matrix(source, delegation),
        Application::Smtp(_) | Application::Sip | Application::MtaStsPolicyHost | Application::PoshSource => {
            References::none()
        }
    }
}
