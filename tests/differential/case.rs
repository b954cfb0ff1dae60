//! One question to two validators: constraints from the anchor down, and the names of the end entity below them.

use srvname::{Certificate, Path, Policy, Rejection, SubCaRule, TrustAnchor};

use crate::make::{Constraints, Dn, GeneralName, Subtree, der, oid};
use crate::unsigned;

/// What one CA permits and excludes.
#[derive(Clone, Debug, Default)]
pub(crate) struct Level {
    pub(crate) permitted: Vec<GeneralName>,
    pub(crate) excluded: Vec<GeneralName>,
}

/// The question.
#[derive(Clone, Debug, Default)]
pub(crate) struct Case {
    pub(crate) levels: Vec<Level>,
    pub(crate) names: Vec<GeneralName>,
    /// Whether every base comes with a minimum of 0, spelt out.
    pub(crate) minimum_zero: bool,
}

impl Level {
    /// A level that permits one base.
    pub(crate) fn permit(base: &GeneralName) -> Self {
        Self { permitted: Vec::from([base.clone()]), ..Self::default() }
    }

    /// A level that excludes one base.
    pub(crate) fn exclude(base: &GeneralName) -> Self {
        Self { excluded: Vec::from([base.clone()]), ..Self::default() }
    }

    /// The nameConstraints value; none for a level that constrains nothing.
    pub(crate) fn der(&self, minimum_zero: bool) -> Option<Vec<u8>> {
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

impl Case {
    /// A case about one name, without constraints.
    pub(crate) fn of(name: &GeneralName) -> Self {
        Self { names: Vec::from([name.clone()]), ..Self::default() }
    }

    /// The path, end entity first: an anchor without constraints, and one CA for each level.
    pub(crate) fn path(&self) -> Vec<Vec<u8>> {
        let san = der::sequence(&self.names);
        let subject = Dn::empty().and(oid::ORGANIZATION, der::UTF8_STRING, "Server").der();
        let end_entity = unsigned::end_entity(self.levels.len(), &subject, Some(&san));
        let constraints = std::iter::once(None)
            .chain(self.levels.iter().map(|level| level.der(self.minimum_zero)))
            .collect::<Vec<_>>();
        let above = constraints.iter().enumerate().rev();
        let authorities = above.map(|(depth, value)| unsigned::authority(depth, value.as_deref()));
        std::iter::once(end_entity).chain(authorities).collect()
    }

    /// Every base of every level with every name, and whether the base is excluded.
    pub(crate) fn pairs(&self) -> impl Iterator<Item = (&GeneralName, bool, &GeneralName)> {
        let bases = self.levels.iter().flat_map(|level| {
            let permitted = level.permitted.iter().map(|base| (base, false));
            permitted.chain(level.excluded.iter().map(|base| (base, true)))
        });
        bases.flat_map(|(base, excluded)| self.names.iter().map(move |name| (base, excluded, name)))
    }
}

/// The library's answer for a path, end entity first and anchor last: RFC 5280 alone.
pub(crate) fn accepts(path: &[&[u8]]) -> Result<(), Rejection> {
    let certificates = path.iter().map(|der| Certificate::from_der(der).expect("a certificate")).collect::<Vec<_>>();
    let [end_entity, intermediates @ .., anchor] = certificates.as_slice() else { panic!("a path has two ends") };
    let anchor = TrustAnchor::from_certificate(anchor);
    let path = Path::assume_signed(&anchor, intermediates, end_entity)?;
    path.validate_names(&Policy { sub_ca_rule: SubCaRule::Rfc5280, ..Policy::default() })
}
