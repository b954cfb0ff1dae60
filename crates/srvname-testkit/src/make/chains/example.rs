//! What the cases share: the example PKI, and the answers that many of them expect.

pub(super) use crate::make::dn::attribute;
pub(super) use crate::make::{
    Case, Constraints, Criticality, Dn, Draft, Expectation, Extension, GeneralName, Issued, KeyUsage, Roots, Subtree,
    accept, der, directory, dns, edi_party, email, ip_net4, ip_net6, ip_raw, ip4, ip6, oid, other_name, raw,
    registered_id, reject, smtp_utf8, srv, srv_raw, srv_utf8, upn, uri, x400,
};

/// The root that most cases share. It has no constraints, so it is no bound CA.
pub(super) fn example_root() -> Issued {
    Issued::root("Example Root CA")
}

/// The bundle with that root alone.
pub(super) fn example_roots() -> Roots {
    Roots::new("root", "One root without name constraints.", [example_root()])
}

/// A sub-CA of that root with constraints.
pub(super) fn sub_ca(constraints: Constraints) -> Issued {
    example_root().sub_ca("Example Sub CA").constraints(constraints).issue()
}

/// A sub-CA of that root without constraints.
pub(super) fn open_sub_ca() -> Issued {
    example_root().sub_ca("Example Sub CA").issue()
}

/// What a sub-CA should say: these hosts, and these services of this domain.
pub fn confined() -> Constraints {
    Constraints::new().permit(srv("example.com")).permit(dns("example.com"))
}

/// What sub-CAs say today: these hosts, and nothing about services.
pub fn dns_only() -> Constraints {
    Constraints::new().permit(dns("example.com"))
}

/// A server's certificate with these names.
pub fn server(ca: &Issued, names: impl IntoIterator<Item = GeneralName>) -> Issued {
    ca.end_entity("xmpp.example.com").san(names).issue()
}

/// The names of an XMPP server of example.com.
pub fn xmpp_names() -> [GeneralName; 2] {
    [srv("_xmpp-server.example.com"), dns("example.com")]
}

/// A case under the shared root.
pub(super) fn case(name: impl Into<String>, title: impl Into<String>, why: impl Into<String>) -> Case {
    Case::new(name, &example_roots(), title, why)
}

/// The shape of most cases: root, sub-CA with constraints, server with names.
pub(super) fn under(case: Case, constraints: Constraints, names: impl IntoIterator<Item = GeneralName>) -> Case {
    let sub = sub_ca(constraints);
    let leaf = server(&sub, names);
    case.chain([&leaf, &sub])
}

/// The same shape below a sub-CA without constraints.
pub(super) fn under_open(case: Case, names: impl IntoIterator<Item = GeneralName>) -> Case {
    let sub = open_sub_ca();
    let leaf = server(&sub, names);
    case.chain([&leaf, &sub])
}

/// The CA at `position` leaves SRVName open (decisions 1 and 2).
pub(super) fn lacks(position: usize) -> Expectation {
    reject("ca_lacks_srv_constraints", position)
}

/// A name of the certificate at `position` is in no permitted base of `ca` (RFC 5280 §6.1.3(b)).
pub(super) fn outside(position: usize, ca: usize) -> Expectation {
    reject("name_not_permitted", position).imposed_by(ca)
}

/// A name of the certificate at `position` is in an excluded base of `ca` (RFC 5280 §6.1.3(c)).
pub(super) fn excluded(position: usize, ca: usize) -> Expectation {
    reject("name_excluded", position).imposed_by(ca)
}

/// A name of the certificate at `position` is malformed while `ca` constrains its form (decision 13).
pub(super) fn malformed_name(position: usize, ca: usize) -> Expectation {
    reject("malformed_name", position).imposed_by(ca)
}

/// The certificate at `position` presents a form for which `ca` has a malformed base (decision 13).
pub(super) fn malformed_constraint(position: usize, ca: usize) -> Expectation {
    reject("malformed_constraint", position).imposed_by(ca)
}

/// The certificate at `position` presents a form that `ca` constrains in a way nobody defined (decisions 20, 23).
pub(super) fn unsupported(position: usize, ca: usize) -> Expectation {
    reject("unsupported_constraint", position).imposed_by(ca)
}

/// The certificate at `position` cannot be read as one (decision 13).
pub(super) fn malformed_certificate(position: usize) -> Expectation {
    reject("malformed_certificate", position)
}

/// The path is good, and the end entity is somebody else (RFC 9525 §6).
pub(super) fn no_match() -> Expectation {
    reject("no_matching_identifier", 0)
}
