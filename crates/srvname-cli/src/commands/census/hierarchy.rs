//! Which roots are above a CA: what follows from the names of issuers and from key identifiers, among the certificates given.
//!
//! No signature is verified. A certificate names its issuer, and says by its keyIdentifier which of the keys of that name it
//! was (RFC 5280 §4.2.1.1); a CA without subjectKeyIdentifier may be the one that is meant.

use std::collections::{BTreeSet, HashMap, HashSet};

/// The start of a SHA-256, which stands for a Name or a key identifier.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Handle(u128);

impl Handle {
    /// Returns what stands for these octets.
    pub(super) fn of(octets: &[u8]) -> Self {
        let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, octets);
        let start = digest.as_ref().first_chunk::<16>().copied().unwrap_or_default();
        Self(u128::from_be_bytes(start))
    }
}

/// The issuer as a certificate names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct IssuerReference {
    pub(super) name: Handle,
    /// The keyIdentifier of authorityKeyIdentifier.
    pub(super) key: Option<Handle>,
}

/// A certificate of a CA, as far as it matters to those below.
#[derive(Clone, Debug)]
pub(super) struct CaLink {
    pub(super) subject: Handle,
    /// The subjectKeyIdentifier.
    pub(super) key: Option<Handle>,
    /// SHA-256 of subject and key.
    pub(super) ca: [u8; 32],
    pub(super) issuer: IssuerReference,
    /// The subject, if it issued this certificate itself.
    pub(super) root: Option<String>,
}

/// The roots that are named of a CA, at most.
const MOST_ROOTS: usize = 8;

/// What is above a certificate.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Above {
    /// SHA-256 of subject and key of the issuer, if one CA alone can be meant.
    pub(super) issuer: Option<[u8; 32]>,
    /// The first roots by name: none if no way leads to one among the certificates given, several if several ways do.
    pub(super) roots: Vec<String>,
    /// Whether there are more.
    pub(super) more_roots: bool,
}

/// CAs of one name and one key identifier, and the roots that are found above them.
#[derive(Clone, Debug, Default)]
struct Node {
    cas: HashSet<[u8; 32]>,
    /// The nodes that may be issued by these.
    below: Vec<usize>,
    /// Indexes of the first roots, in their order.
    roots: Vec<usize>,
    more_roots: bool,
}

/// All CAs among the certificates given.
///
/// The cost is linear in their number: a node is entered for its first roots, and once more for all others.
#[derive(Debug, Default)]
pub(super) struct Hierarchy {
    nodes: Vec<Node>,
    /// The nodes of a name, by their key identifiers.
    by_name: HashMap<Handle, HashMap<Option<Handle>, usize>>,
    roots: Vec<String>,
}

impl Hierarchy {
    /// Returns the hierarchy of these CAs.
    pub(super) fn of(links: Vec<CaLink>) -> Self {
        let mut own = Self::default();
        let mut issued: HashMap<IssuerReference, HashSet<usize>> = HashMap::new();
        let mut roots = BTreeSet::new();
        for link in links {
            let fresh = own.nodes.len();
            let at = *own.by_name.entry(link.subject).or_default().entry(link.key).or_insert(fresh);
            if at == fresh {
                own.nodes.push(Node::default());
            }
            if let Some(node) = own.nodes.get_mut(at) {
                node.cas.insert(link.ca);
            }
            issued.entry(link.issuer).or_default().insert(at);
            roots.extend(link.root.map(|name| (name, at)));
        }
        for (issuer, below) in issued {
            for at in own.meant(issuer) {
                if let Some(node) = own.nodes.get_mut(at) {
                    node.below.extend(&below);
                }
            }
        }
        for (index, (name, at)) in roots.into_iter().enumerate() {
            own.roots.push(name);
            own.mark(index, at);
        }
        own
    }

    /// Returns what is above a certificate with this issuer.
    pub(super) fn above(&self, issuer: IssuerReference) -> Above {
        let nodes: Vec<&Node> = self.meant(issuer).into_iter().filter_map(|at| self.nodes.get(at)).collect();
        let mut cas = nodes.iter().flat_map(|node| &node.cas);
        let only = cas.next().copied().filter(|first| cas.all(|other| other == first));
        let roots: BTreeSet<&String> =
            nodes.iter().flat_map(|node| &node.roots).filter_map(|root| self.roots.get(*root)).collect();
        let more_roots = roots.len() > MOST_ROOTS || nodes.iter().any(|node| node.more_roots);
        Above { issuer: only, roots: roots.into_iter().take(MOST_ROOTS).cloned().collect(), more_roots }
    }

    /// Returns the nodes that a certificate may mean by its issuer: those with its key identifier, else those without any.
    /// A certificate without keyIdentifier may mean every node of the name.
    fn meant(&self, issuer: IssuerReference) -> Vec<usize> {
        let Some(of_name) = self.by_name.get(&issuer.name) else { return Vec::new() };
        match issuer.key {
            None => of_name.values().copied().collect(),
            key => of_name.get(&key).or_else(|| of_name.get(&None)).copied().into_iter().collect(),
        }
    }

    /// Says of the node at `top`, and of all below it, that this root is above them.
    fn mark(&mut self, root: usize, top: usize) {
        let mut waiting = vec![top];
        while let Some(at) = waiting.pop() {
            let Some(node) = self.nodes.get_mut(at) else { continue };
            let is_known = node.roots.last() == Some(&root) || (node.roots.len() >= MOST_ROOTS && node.more_roots);
            if is_known {
                continue;
            }
            if node.roots.len() < MOST_ROOTS {
                node.roots.push(root);
            } else {
                node.more_roots = true;
            }
            waiting.extend(&node.below);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn handle(text: &str) -> Handle {
        Handle::of(text.as_bytes())
    }

    /// `subject/key < issuer/key`, where a key may be left out.
    fn link(text: &str) -> CaLink {
        let (subject, issuer) = text.split_once(" < ").expect("two names");
        let parts = |text: &str| {
            let (name, key) = text.split_once('/').map_or((text, None), |(name, key)| (name, Some(handle(key))));
            (handle(name), key, name.to_owned())
        };
        let ((subject, key, name), (issuer, issuer_key, _)) = (parts(subject), parts(issuer));
        let mut ca = [0; 32];
        ca.iter_mut().zip(text.split(" < ").next().unwrap_or_default().bytes()).for_each(|(to, from)| *to = from);
        let issuer = IssuerReference { name: issuer, key: issuer_key };
        CaLink { subject, key, ca, issuer, root: (subject == issuer.name).then_some(name) }
    }

    fn above(links: &[&str], issuer: &str) -> (bool, Vec<String>, bool) {
        let (name, key) = issuer.split_once('/').map_or((issuer, None), |(name, key)| (name, Some(handle(key))));
        let hierarchy = Hierarchy::of(links.iter().map(|text| link(text)).collect());
        let above = hierarchy.above(IssuerReference { name: handle(name), key });
        (above.issuer.is_some(), above.roots, above.more_roots)
    }

    #[test]
    fn roots_are_found_by_names_and_keys() {
        let links =
            ["R/1 < R/1", "A/2 < R/1", "B/3 < A/2", "B/4 < X/9", "C < B/3", "S/5 < S/5", "D/6 < R/1", "D/6 < S/5"];
        for (issuer, one, roots) in [
            ("R/1", true, &["R"][..]),
            ("A", true, &["R"]),
            ("B/3", true, &["R"]),
            // The issuer of this key is not given.
            ("B/4", true, &[]),
            // Two keys, of which one leads to a root.
            ("B", false, &["R"]),
            ("B/7", false, &[]),
            // It has no identifier, so it may be the one that is meant.
            ("C/8", true, &["R"]),
            ("D/6", true, &["R", "S"]),
            ("X/9", false, &[]),
        ] {
            assert_eq!(
                above(&links, issuer),
                (one, roots.iter().map(|root| (*root).to_owned()).collect(), false),
                "{issuer}"
            );
        }
    }

    #[test]
    fn circles_end_and_many_roots_are_cut() {
        assert_eq!(above(&["A/1 < B/2", "B/2 < A/1"], "A/1"), (true, Vec::new(), false));
        let roots: Vec<String> = (0..20).map(|at| format!("R{at:02}/{at} < R{at:02}/{at}")).collect();
        let cross: Vec<String> = (0..20).map(|at| format!("A/x < R{at:02}/{at}")).collect();
        let mut all: Vec<&str> = roots.iter().chain(&cross).map(String::as_str).collect();
        let expected: Vec<String> = (0..8).map(|at| format!("R{at:02}")).collect();
        assert_eq!(above(&all, "A/x"), (true, expected, true));
        all.truncate(28);
        assert!(!above(&all, "A/x").2);
    }
}
