//! The references of a mail relay: what it compares with the certificate of an MX host.

use crate::citation::Citation;
use crate::delegation::references::application::{Delegation, SmtpSecurity};
use crate::delegation::references::list::{ListedBy, Precedence, References, SniStrength};
use crate::delegation::references::omitted::{OmissionReason, OmittedId};
use crate::delegation::references::services::SNI;
use crate::identity::profile::UnspecifiedService;
use crate::identity::reference::{DnsWildcards, ReferenceId};
use crate::identity::source_domain::{AuthenticatedBy, SourceDomain};
use crate::name::dns::DnsName;

const MTA_STS: Citation = Citation::new("RFC 8461", "4.2");
const DANE_NAMES: Citation = Citation::new("RFC 7672", "3.2.2");
const REQUIRETLS: Citation = Citation::new("RFC 8689", "4.2.1");

/// Returns the references for mail to a next-hop domain.
pub(crate) fn relay(security: SmtpSecurity<'_>, next_hop: SourceDomain<'_>, delegation: Delegation<'_>) -> References {
    let mut references = References::new(Precedence::None, DnsWildcards::LeftmostLabel);
    let host = delegation.host().unwrap_or(next_hop.name());
    match security {
        SmtpSecurity::MtaSts => mta_sts(&mut references, next_hop, delegation),
        SmtpSecurity::DaneTa { expanded_next_hop } => {
            dane_ta(&mut references, next_hop, expanded_next_hop, delegation);
            references.send(host.as_str(), SniStrength::Must, Citation::new("RFC 7672", "8.1"));
        }
        SmtpSecurity::DaneEe => {
            for name in [host, next_hop.name()] {
                references.omit(ReferenceId::Dns(name), OmissionReason::KeyAlone, Citation::new("RFC 7672", "3.2.1"));
            }
            references.send(host.as_str(), SniStrength::Must, Citation::new("RFC 7672", "8.1"));
        }
        SmtpSecurity::RequireTls => require_tls(&mut references, next_hop, delegation),
        SmtpSecurity::Plain => plain(&mut references, next_hop, host),
    }
    references
}

fn mta_sts(references: &mut References, next_hop: SourceDomain<'_>, delegation: Delegation<'_>) {
    match delegation {
        Delegation::Authenticated(target) if target.by() == AuthenticatedBy::MtaSts => {
            references.list(target.dns_id(), ListedBy::Default, MTA_STS);
        }
        Delegation::Authenticated(target) => {
            references.omit(target.dns_id(), OmissionReason::NotHonored(target.by()), Citation::new("RFC 8461", "4.1"));
        }
        Delegation::Insecure(host) => {
            references.omit(ReferenceId::Dns(host), OmissionReason::InsecureTarget, Citation::new("RFC 8461", "4.1"));
        }
        Delegation::Direct => {}
    }
    references.omit(next_hop.dns_id(), OmissionReason::MxHostAlone, MTA_STS);
    let host = delegation.host().unwrap_or(next_hop.name());
    references.send(host.as_str(), SniStrength::Must, Citation::new("RFC 8461", "7.1"));
}

fn dane_ta(
    references: &mut References,
    next_hop: SourceDomain<'_>,
    expanded_next_hop: Option<DnsName<'_>>,
    delegation: Delegation<'_>,
) {
    let mut list = |name| references.list(ReferenceId::Dns(name), ListedBy::Default, DANE_NAMES);
    match delegation {
        // Without MX, and without an alias, the next-hop domain is the TLSA base domain.
        Delegation::Direct => list(next_hop.name()),
        Delegation::Authenticated(base) if base.by() == AuthenticatedBy::Dnssec => {
            let names = [Some(base.host()), Some(next_hop.name()), expanded_next_hop];
            names.into_iter().flatten().for_each(list);
        }
        Delegation::Authenticated(_) | Delegation::Insecure(_) => {
            delegation.host().into_iter().for_each(list);
            for name in [Some(next_hop.name()), expanded_next_hop].into_iter().flatten() {
                references.omit(ReferenceId::Dns(name), OmissionReason::InsecureRecords, DANE_NAMES);
            }
        }
    }
    // RFC 7672 §3.2.3 admits it, and RFC 7671 §10.2 leaves that to clients.
    common_name(references, next_hop);
}

fn require_tls(references: &mut References, next_hop: SourceDomain<'_>, delegation: Delegation<'_>) {
    match delegation {
        Delegation::Direct => references.list(next_hop.dns_id(), ListedBy::Default, REQUIRETLS),
        Delegation::Authenticated(target)
            if matches!(target.by(), AuthenticatedBy::Dnssec | AuthenticatedBy::MtaSts) =>
        {
            references.list(target.dns_id(), ListedBy::Default, REQUIRETLS);
        }
        Delegation::Authenticated(target) => {
            references.omit(target.dns_id(), OmissionReason::NotHonored(target.by()), REQUIRETLS);
        }
        Delegation::Insecure(host) => {
            references.omit(ReferenceId::Dns(host), OmissionReason::InsecureTarget, REQUIRETLS);
        }
    }
    references.omit(next_hop.dns_id(), OmissionReason::MxHostAlone, REQUIRETLS);
    common_name(references, next_hop);
    references.send(delegation.host().unwrap_or(next_hop.name()).as_str(), SniStrength::Should, SNI);
}

fn plain(references: &mut References, next_hop: SourceDomain<'_>, host: DnsName<'_>) {
    let local_policy = Citation::new("RFC 4985", "2");
    let [srv_id] = UnspecifiedService::Smtp.references_by_local_policy(next_hop);
    references.list(srv_id, ListedBy::LocalPolicy, local_policy);
    references.list(next_hop.dns_id(), ListedBy::LocalPolicy, Citation::new("RFC 3207", "4.1"));
    references.omit(ReferenceId::Dns(host), OmissionReason::NothingPublished, Citation::new("RFC 3207", "4.1"));
    references.send(host.as_str(), SniStrength::Should, SNI);
}

fn common_name(references: &mut References, next_hop: SourceDomain<'_>) {
    let common_name = OmittedId::CommonName(next_hop.as_str().into());
    references.omit(common_name, OmissionReason::CommonName, Citation::new("RFC 9525", "2"));
}
