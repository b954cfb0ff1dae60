//! What the files share: the example PKI.

pub(super) use super::case::{LintCase, fires, near_miss};
pub(super) use crate::make::{
    Constraints, Criticality, Dn, Draft, Extension, GeneralName, Issued, Subtree, der, directory, dns, edi_party,
    email, ip_net4, ip_net6, ip_raw, ip4, oid, other_name, raw, registered_id, smtp_utf8, srv, srv_raw, srv_utf8, upn,
    uri, x400,
};

/// A CA that certificates and sub-CAs come from.
pub(super) fn root() -> Issued {
    Issued::root("Example Root CA")
}

/// A sub-CA whose constraints the library's own builder wrote, which cannot write wrong ones: a near miss of every lint
/// about what an SRVName base must not be.
pub(super) fn built_ca(domain: &str) -> Draft {
    let domain = srvname::name::DnsName::parse(domain).expect("a domain");
    let constraints = srvname::issuance::NameConstraintsBuilder::confined_to(domain).expect("a host name");
    let constraints = constraints.to_der().expect("an SRVName base");
    root().sub_ca("Example Sub CA").constraints_raw(true, &constraints)
}

/// A server's certificate whose names the builder wrote.
pub(super) fn built_server(name: &str, host: &str) -> Draft {
    let name = srvname::name::SrvName::parse(name).expect("an SRVName");
    let host = srvname::name::DnsName::parse(host).expect("a domain");
    let names = srvname::issuance::SubjectAltNameBuilder::srv(name).and_then(|names| names.and_dns(host));
    confined_ca().end_entity("xmpp.example.com").san_raw(false, &names.expect("names that are issued").to_der())
}

/// A server's certificate with these names.
pub(super) fn server(names: impl IntoIterator<Item = GeneralName>) -> Draft {
    confined_ca().end_entity("xmpp.example.com").san(names)
}

/// A sub-CA with these constraints.
pub(super) fn sub_ca(constraints: Constraints) -> Draft {
    root().sub_ca("Example Sub CA").constraints(constraints)
}

pub(super) fn confined_ca() -> Issued {
    sub_ca(confined()).issue()
}

/// Hosts and services of one domain.
pub(super) fn confined() -> Constraints {
    Constraints::new().permit(srv("example.com")).permit(dns("example.com"))
}

/// Hosts of one domain, and nothing about services.
pub(super) fn dns_only() -> Constraints {
    Constraints::new().permit(dns("example.com"))
}

/// certificatePolicies with one policy.
pub(super) fn policy(dotted: &str) -> Extension {
    let value = der::sequence([der::sequence([der::object_identifier(dotted)])]);
    Extension::new(oid::CERTIFICATE_POLICIES, false, &value)
}

/// id-kp-OCSPSigning.
pub(super) const OCSP_SIGNING: &str = "1.3.6.1.5.5.7.3.9";
