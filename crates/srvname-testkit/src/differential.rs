//! One question to two validators: constraints from the anchor down, and the names of the end entity below them.

use srvname::{Certificate, Path, Policy, Rejection, SubCaRule, TrustAnchor};

use crate::make::{Constraints, Dn, GeneralName, Subtree, der, oid};

/// What one CA permits and excludes.
#[derive(Clone, Debug, Default)]
pub struct Level {
    pub permitted: Vec<GeneralName>,
    pub excluded: Vec<GeneralName>,
}

/// The question.
#[derive(Clone, Debug)]
pub struct Case {
    /// From the anchor down.
    pub levels: Vec<Level>,
    /// The subjectAltName.
    pub names: Vec<GeneralName>,
    /// The subject.
    pub subject: Dn,
    /// Whether every base comes with a minimum of 0, spelt out.
    pub minimum_zero: bool,
}

impl Level {
    /// A level that permits one base.
    pub fn permit(base: &GeneralName) -> Self {
        Self { permitted: Vec::from([base.clone()]), ..Self::default() }
    }

    /// A level that excludes one base.
    pub fn exclude(base: &GeneralName) -> Self {
        Self { excluded: Vec::from([base.clone()]), ..Self::default() }
    }

    /// The nameConstraints value; none for a level that constrains nothing.
    pub fn der(&self, minimum_zero: bool) -> Option<Vec<u8>> {
        let subtree = |base: &GeneralName| match Subtree::of(base.clone()) {
            subtree if minimum_zero => subtree.minimum(0),
            subtree => subtree,
        };
        let constraints = self.permitted.iter().map(subtree).fold(Constraints::new(), Constraints::permit);
        let constraints = self.excluded.iter().map(subtree).fold(constraints, Constraints::exclude);
        let constrains = !self.permitted.is_empty() || !self.excluded.is_empty();
        constrains.then(|| constraints.der())
    }
}

impl Default for Case {
    /// No constraints, no names, and a subject that is the name of nothing.
    fn default() -> Self {
        let subject = Dn::empty().and(oid::ORGANIZATION, der::UTF8_STRING, "Server");
        Self { levels: Vec::new(), names: Vec::new(), subject, minimum_zero: false }
    }
}

impl Case {
    /// A case about one name, without constraints.
    pub fn of(name: &GeneralName) -> Self {
        Self { names: Vec::from([name.clone()]), ..Self::default() }
    }

    /// Every base of every level with every name, and whether the base is excluded.
    pub fn pairs(&self) -> impl Iterator<Item = (&GeneralName, bool, &GeneralName)> {
        let bases = self.levels.iter().flat_map(|level| {
            let permitted = level.permitted.iter().map(|base| (base, false));
            permitted.chain(level.excluded.iter().map(|base| (base, true)))
        });
        bases.flat_map(|(base, excluded)| self.names.iter().map(move |name| (base, excluded, name)))
    }
}

/// The library's answer for a path, end entity first and anchor last: RFC 5280 alone.
pub fn accepts(path: &[&[u8]]) -> Result<(), Rejection> {
    let certificates = path.iter().map(|der| Certificate::from_der(der).expect("a certificate")).collect::<Vec<_>>();
    let [end_entity, intermediates @ .., anchor] = certificates.as_slice() else { panic!("a path has two ends") };
    let anchor = TrustAnchor::from_certificate(anchor);
    let path = Path::assume_signed(&anchor, intermediates, end_entity)?;
    path.validate_names(&Policy::new().with_sub_ca_rule(SubCaRule::Rfc5280))
}
