//! The references of applications whose specification has no SRV-ID: SIP, LDAP, Matrix, and the two HTTPS servers that are
//! asked for a policy or a document.

use alloc::format;

use crate::citation::Citation;
use crate::delegation::references::application::{Delegation, Source};
use crate::delegation::references::list::{ListedBy, Precedence, References, SniStrength};
use crate::delegation::references::omitted::{OmissionReason, OmittedId};
use crate::delegation::references::services::SNI;
use crate::identity::profile::UnspecifiedService;
use crate::identity::reference::{DnsWildcards, ReferenceId};
use crate::identity::source_domain::{AuthenticatedBy, SourceDomain};
use crate::name::dns::DnsName;

const SIP: Citation = Citation::new("RFC 5922", "7.1");
const LDAP: Citation = Citation::new("RFC 4513", "3.1.3");
const MATRIX: Citation = AuthenticatedBy::WellKnown.citation();
const LOCAL_POLICY: Citation = Citation::new("RFC 4985", "2");

/// SIP compares the domain of the AUS and nothing that it led to, by URI-ID, and by DNS-ID if the certificate has no `sip`
/// URI. A wildcard matches nothing (RFC 5922 §7.2).
///
/// Q: The `sip` URI of a certificate does not count, because a CA above it is constrained. Does its DNS-ID, then?
/// A: No. RFC 5922 §7.1 asks what the certificate has, and the CA that did not list URIs is no reason to accept more.
///    (`tests/references/uncounted.rs`, `a_uri_that_does_not_count_still_has_precedence`)
pub(crate) fn sip(domain: SourceDomain<'_>, delegation: Delegation<'_>) -> References {
    let mut references = References::new(Precedence::UriIdOverDnsId, DnsWildcards::MatchNothing);
    references.list(ReferenceId::Uri(domain.name()), ListedBy::Default, SIP);
    references.list(domain.dns_id(), ListedBy::Default, SIP);
    if let Some(host) = delegation.host() {
        let identity = Citation::new("RFC 5922", "7.3");
        references.omit(ReferenceId::Uri(host), OmissionReason::NotSpecified, identity);
        references.omit(ReferenceId::Dns(host), OmissionReason::NotSpecified, identity);
    }
    let [srv_id] = UnspecifiedService::Sip.references_by_local_policy(domain);
    references.omit(srv_id, OmissionReason::NotSpecified, SIP);
    references.send(domain.as_str(), SniStrength::Should, Citation::new("RFC 5922", "7.8"));
    references
}

pub(crate) fn ldap(source: Source<'_>, delegation: Delegation<'_>) -> References {
    let mut references = References::new(Precedence::None, DnsWildcards::LeftmostLabel);
    match source {
        Source::Domain(host) => references.list(host.dns_id(), ListedBy::Default, LDAP),
        Source::Address(address) => references.list(ReferenceId::Ip(address), ListedBy::Default, LDAP),
    }
    match delegation {
        Delegation::Direct => {}
        Delegation::Insecure(host) => {
            references.omit(ReferenceId::Dns(host), OmissionReason::InsecureTarget, LDAP);
        }
        Delegation::Authenticated(target) => match target.by() {
            AuthenticatedBy::Dnssec | AuthenticatedBy::Configuration => {
                references.list(target.dns_id(), ListedBy::Protocol, LDAP);
            }
            by => references.omit(target.dns_id(), OmissionReason::NotHonored(by), LDAP),
        },
    }
    if let Source::Domain(host) = source {
        let [srv_id] = UnspecifiedService::Ldap.references_by_local_policy(host);
        references.list(srv_id, ListedBy::LocalPolicy, LOCAL_POLICY);
        references.send(host.as_str(), SniStrength::Should, SNI);
    }
    references
}

/// A delegated host that is an address is the source itself: its well-known document was followed before.
pub(crate) fn matrix(source: Source<'_>, delegation: Delegation<'_>) -> References {
    let mut references = References::new(Precedence::None, DnsWildcards::LeftmostLabel);
    let domain = match source {
        Source::Domain(domain) => domain,
        Source::Address(address) => {
            references.list(ReferenceId::Ip(address), ListedBy::Default, MATRIX);
            return references;
        }
    };
    let name = match delegation {
        Delegation::Authenticated(target) if target.by() == AuthenticatedBy::WellKnown => {
            references.omit(domain.dns_id(), OmissionReason::Replaced, MATRIX);
            target.host()
        }
        Delegation::Authenticated(target) => {
            references.omit(target.dns_id(), OmissionReason::NotHonored(target.by()), MATRIX);
            domain.name()
        }
        Delegation::Insecure(host) => {
            references.omit(ReferenceId::Dns(host), OmissionReason::InsecureTarget, MATRIX);
            domain.name()
        }
        Delegation::Direct => domain.name(),
    };
    references.list(ReferenceId::Dns(name), ListedBy::Default, MATRIX);
    let [srv_id] = UnspecifiedService::MatrixFed.references_by_local_policy(domain);
    references.list(srv_id, ListedBy::LocalPolicy, LOCAL_POLICY);
    references.send(name.as_str(), SniStrength::Should, SNI);
    references
}

/// A policy that an alias or a redirect leads to is still that of the domain, so a delegation changes nothing.
pub(crate) fn mta_sts_policy_host(domain: SourceDomain<'_>) -> References {
    let mut references = References::new(Precedence::None, DnsWildcards::LeftmostLabel);
    let citation = Citation::new("RFC 8461", "3.3");
    let host = format!("mta-sts.{domain}");
    match DnsName::parse(&host) {
        Ok(name) => {
            references.list(ReferenceId::Dns(name), ListedBy::Default, citation);
            references.send(name.as_str(), SniStrength::Must, Citation::new("RFC 8461", "7.1"));
        }
        Err(_) => {
            let dns_id = ReferenceId::Dns(DnsName::from_parsed(&host));
            references.omit(OmittedId::from(dns_id), OmissionReason::TooLong, citation);
        }
    }
    references.omit(domain.dns_id(), OmissionReason::NotSpecified, citation);
    references
}

pub(crate) fn posh_source(domain: SourceDomain<'_>, delegation: Delegation<'_>) -> References {
    let mut references = References::new(Precedence::None, DnsWildcards::LeftmostLabel);
    let citation = Citation::new("RFC 7711", "3");
    references.list(domain.dns_id(), ListedBy::Default, citation);
    if let Some(host) = delegation.host() {
        references.omit(ReferenceId::Dns(host), OmissionReason::NotSpecified, citation);
    }
    references.send(domain.as_str(), SniStrength::Should, SNI);
    references
}
