//! Whole certificates: two CAs of five subtrees each, and an end entity of SRVNames.

use crate::make::{Ca, Constraints, Issued, dns, email, srv};

/// An anchor, two CAs below it, and a server.
pub struct Chain {
    pub root: Issued,
    pub upper: Issued,
    pub lower: Issued,
    pub leaf: Issued,
}

impl Chain {
    /// The end entity has so many SRVNames; every one is inside the third SRVName base of both CAs.
    pub fn new(names: usize) -> Self {
        let root = Ca::root("Example Root CA");
        let upper = root.sub_ca("Example Upper CA").constraints(five("example.com")).issue();
        let lower = upper.sub_ca("Example Lower CA").constraints(five("im.example.com")).issue();
        let leaf = leaf(&lower, names, "im.example.com");
        Self { root, upper, lower, leaf }
    }
}

/// Three SRVName bases, a host and a mailbox.
fn five(domain: &str) -> Constraints {
    let permitted = [srv("_imaps.example.net"), srv("example.org"), srv(domain), dns(domain), email(domain)];
    permitted.into_iter().fold(Constraints::new(), Constraints::permit)
}

/// An end entity of so many SRVNames below a domain.
pub fn leaf(issuer: &Issued, names: usize, domain: &str) -> Issued {
    let names = (0..names).map(|number| match number {
        0 => srv(&format!("_xmpp-client.{domain}")),
        _ => srv(&format!("_xmpp-client.host{number}.{domain}")),
    });
    issuer.end_entity("im.example.com").san(names).issue()
}
