//! The references of applications whose servers are found by SRV records: XMPP, mail, calendars.

use crate::citation::Citation;
use crate::delegation::references::application::{Delegation, Source};
use crate::delegation::references::list::{ListedBy, Precedence, References, SniStrength};
use crate::delegation::references::omitted::{OmissionReason, OmittedId};
use crate::identity::profile::Profile;
use crate::identity::reference::{DnsWildcards, ReferenceId};
use crate::identity::source_domain::{AuthenticatedBy, SourceDomain};
use crate::name::srv::Service;

const DERIVED_NAMES: Citation = Citation::new("RFC 9525", "6.1.1");
const SRV_ID: Citation = Citation::new("RFC 9525", "6.5");
const EMAIL: Citation = Citation::new("RFC 7817", "3");
const CALENDARS: Citation = Citation::new("RFC 6764", "8");
const XMPP: Citation = Citation::new("RFC 6120", "13.7.1.2.1");
/// Where a specification says nothing of SNI.
pub(crate) const SNI: Citation = Citation::new("RFC 6066", "3");

/// Returns the references of a service at its domain.
pub(crate) fn at_domain(profile: Profile, domain: SourceDomain<'_>, delegation: Delegation<'_>) -> References {
    match kind(profile) {
        Kind::Xmpp => {
            let mut references = xmpp(profile, domain, delegation);
            let direct = matches!(profile, Profile::XmppClientDirectTls | Profile::XmppServerDirectTls);
            let (strength, citation) = if direct {
                (SniStrength::Must, Citation::new("XEP-0368", "3"))
            } else {
                // The `to` of the stream says as much.
                (SniStrength::May, Citation::new("RFC 7712", "5.1"))
            };
            references.send(domain.as_str(), strength, citation);
            references
        }
        Kind::Mail => {
            let mut references = mail(profile, domain, delegation);
            let vouched = delegation.host().filter(|host| references.lists_dns_id(*host));
            references.send(vouched.unwrap_or(domain.name()).as_str(), SniStrength::Should, SNI);
            references
        }
        Kind::Calendar => {
            let mut references = calendar(profile, domain, delegation);
            // The host of the HTTPS URL, which proves nothing.
            references.send(delegation.host().unwrap_or(domain.name()).as_str(), SniStrength::Should, SNI);
            references
        }
    }
}

/// Returns the references of an XMPP server that connects, from the `from` of its stream.
pub(crate) fn xmpp_inbound(domain: SourceDomain<'_>, delegation: Delegation<'_>) -> References {
    xmpp(Profile::XmppServer, domain, delegation)
}

/// Returns the references of a service at a host that the user typed.
///
/// Q: RFC 7817 §3 (1)(b) also lists "the hostname it used to open the connection". May that be the target of an SRV record?
/// A: No: RFC 8314 §5.1 asks that the records are signed, or that the user confirmed the host. So a host is typed by the
///    user, or vouched for. (`tests/references/table.rs`, `the_host_of_a_connection_is_no_reference_by_itself`)
pub(crate) fn at_host(
    profile: Profile,
    host: Source<'_>,
    domain: SourceDomain<'_>,
    delegation: Delegation<'_>,
) -> References {
    let mut references = new(Precedence::None);
    match host {
        Source::Domain(host) => {
            references.list(host.dns_id(), ListedBy::Default, EMAIL);
            references.send(host.as_str(), SniStrength::Should, SNI);
        }
        Source::Address(address) => {
            references.list(ReferenceId::Ip(address), ListedBy::Default, Citation::new("RFC 9525", "6.1.1"));
        }
    }
    references.list(domain.dns_id(), ListedBy::Protocol, EMAIL);
    target(&mut references, profile, delegation);
    references.omit(srv_id(profile, domain), OmissionReason::NotDiscovered, EMAIL);
    never_for_mail(&mut references, domain);
    references
}

/// Returns the references of a service at an address, which has no SRV-ID.
pub(crate) fn at_address(address: core::net::IpAddr) -> References {
    let mut references = new(Precedence::None);
    references.list(ReferenceId::Ip(address), ListedBy::Default, DERIVED_NAMES);
    references
}

fn xmpp(profile: Profile, domain: SourceDomain<'_>, delegation: Delegation<'_>) -> References {
    let mut references = new(Precedence::None);
    references.list(srv_id(profile, domain), ListedBy::Default, profile.citation());
    references.list(domain.dns_id(), ListedBy::Protocol, XMPP);
    target(&mut references, profile, delegation);
    let compatible = Citation::new("RFC 6120", "13.7.2.1");
    references.list(ReferenceId::XmppAddr(domain.name()), ListedBy::Protocol, compatible);
    let other = match profile {
        Profile::XmppClient | Profile::XmppClientDirectTls => Profile::XmppServer,
        _ => Profile::XmppClient,
    };
    references.omit(srv_id(other, domain), OmissionReason::OtherService, XMPP);
    references
}

fn mail(profile: Profile, domain: SourceDomain<'_>, delegation: Delegation<'_>) -> References {
    let mut references = new(Precedence::None);
    references.list(srv_id(profile, domain), ListedBy::Default, profile.citation());
    references.list(domain.dns_id(), ListedBy::Protocol, EMAIL);
    target(&mut references, profile, delegation);
    never_for_mail(&mut references, domain);
    references
}

/// Q: Which target "matches the original service domain" (RFC 6764 §8)?
/// A: The domain itself, and a host in it, as the sentence before has it ("not in the queried domain"). Whoever forges the
///    records can choose either, and needs a certificate for the domain in both cases.
///    (`tests/references/table.rs`, `a_calendar_outside_of_the_domain_needs_the_srv_id`)
fn calendar(profile: Profile, domain: SourceDomain<'_>, delegation: Delegation<'_>) -> References {
    let mut references = new(Precedence::SrvIdOverDnsId);
    references.list(srv_id(profile, domain), ListedBy::Default, profile.citation());
    // With DNSSEC there is no doubt about the target, and the usual rules hold.
    let is_doubtful = match delegation {
        Delegation::Direct => false,
        Delegation::Insecure(target) => !target.is_within(domain.name()),
        Delegation::Authenticated(target) => !is_honored(target.by()) && !target.host().is_within(domain.name()),
    };
    if is_doubtful {
        references.omit(domain.dns_id(), OmissionReason::TargetOutsideDomain, CALENDARS);
    } else {
        references.list(domain.dns_id(), ListedBy::Protocol, CALENDARS);
    }
    target(&mut references, profile, delegation);
    references
}

/// Lists the DNS-ID of a target that was vouched for, and says why that of another one is none.
fn target(references: &mut References, profile: Profile, delegation: Delegation<'_>) {
    let Some(host) = delegation.host() else { return };
    let dns_id = ReferenceId::Dns(host);
    match delegation {
        Delegation::Authenticated(target) if is_honored(target.by()) => {
            // RFC 8314 makes clear what RFC 7817 leaves open.
            let is_mail = matches!(kind(profile), Kind::Mail) && target.by() == AuthenticatedBy::Dnssec;
            let citation = if is_mail { Citation::new("RFC 8314", "5.1") } else { target.by().citation() };
            references.list(dns_id, ListedBy::Protocol, citation);
        }
        Delegation::Authenticated(target) => {
            references.omit(dns_id, OmissionReason::NotHonored(target.by()), target.by().citation());
        }
        _ => references.omit(dns_id, OmissionReason::InsecureTarget, DERIVED_NAMES),
    }
    let srv_id = ReferenceId::Srv { service: Service::from_parsed(profile.service()), name: host };
    references.omit(srv_id, OmissionReason::OtherDomain, SRV_ID);
}

/// MTA-STS is about mail relay, and the well-known document about Matrix.
const fn is_honored(by: AuthenticatedBy) -> bool {
    matches!(by, AuthenticatedBy::Dnssec | AuthenticatedBy::Configuration)
}

fn never_for_mail(references: &mut References, domain: SourceDomain<'_>) {
    references.omit(OmittedId::Uri(domain.as_str().into()), OmissionReason::NotSpecified, EMAIL);
    let common_name = OmittedId::CommonName(domain.as_str().into());
    references.omit(common_name, OmissionReason::CommonName, Citation::new("RFC 9525", "2"));
}

const fn srv_id(profile: Profile, domain: SourceDomain<'_>) -> ReferenceId<'_> {
    let [srv_id] = profile.references(domain);
    srv_id
}

const fn new(precedence: Precedence) -> References {
    References::new(precedence, DnsWildcards::LeftmostLabel)
}

/// The families of specifications.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Xmpp,
    Mail,
    Calendar,
}

/// Returns the family of an application.
pub(crate) const fn kind(profile: Profile) -> Kind {
    match profile {
        Profile::XmppClient | Profile::XmppServer | Profile::XmppClientDirectTls | Profile::XmppServerDirectTls => {
            Kind::Xmpp
        }
        Profile::Imap
        | Profile::Imaps
        | Profile::Pop3
        | Profile::Pop3s
        | Profile::Submission
        | Profile::Submissions
        | Profile::ManageSieve => Kind::Mail,
        Profile::CalDav | Profile::CalDavs | Profile::CardDav | Profile::CardDavs => Kind::Calendar,
    }
}
