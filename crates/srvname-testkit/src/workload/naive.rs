//! The baseline: every name against every base, in the two ways that it is usually written.

use srvname::{
    certificate::{GeneralNames, NameConstraints},
    name::{Base, Name},
};

/// Bases and names parsed once, each pair compared.
pub struct Parsed<'a> {
    permitted: Vec<Base<'a>>,
    excluded: Vec<Base<'a>>,
    names: Vec<Name<'a>>,
}

impl<'a> Parsed<'a> {
    pub fn new(constraints: &'a [u8], names: &'a [u8]) -> Self {
        let constraints = NameConstraints::from_der(constraints).expect("constraints");
        let names = GeneralNames::from_der(names).expect("names");
        let bases = |list: srvname::certificate::GeneralSubtrees<'a>| {
            list.iter().map(|subtree| subtree.base().base().expect("a base")).collect()
        };
        Self {
            permitted: bases(constraints.permitted()),
            excluded: bases(constraints.excluded()),
            names: names.iter().map(|presented| presented.name().expect("a name")).collect(),
        }
    }

    pub fn admits(&self) -> bool {
        self.names.iter().all(|name| {
            let permitted = self.permitted.is_empty() || self.permitted.iter().any(|base| contains(base, name));
            permitted && !self.excluded.iter().any(|base| overlaps(base, name))
        })
    }
}

/// Each pair from its octets: what a validator does that keeps no parsed value.
pub fn admits(constraints: &[u8], names: &[u8]) -> bool {
    let constraints = NameConstraints::from_der(constraints).expect("constraints");
    let names = GeneralNames::from_der(names).expect("names");
    names.general_names().all(|general_name| {
        let test = |subtree: &srvname::certificate::GeneralSubtree<'_>, question: fn(&Base<'_>, &Name<'_>) -> bool| {
            let (base, name) = (subtree.base().base(), general_name.name());
            question(&base.expect("a base"), &name.expect("a name"))
        };
        let permitted = constraints.permitted();
        let permitted = permitted.is_empty() || permitted.iter().any(|subtree| test(&subtree, contains));
        permitted && !constraints.excluded().iter().any(|subtree| test(&subtree, overlaps))
    })
}

fn contains(base: &Base<'_>, name: &Name<'_>) -> bool {
    base.contains(name) == Some(true)
}

fn overlaps(base: &Base<'_>, name: &Name<'_>) -> bool {
    base.overlaps(name) == Some(true)
}
