//! This library's types in a loop over pairs: what compiling the bases is worth, everything else being equal.

use std::hint::black_box;

use srvname::{
    certificate::{GeneralNames, NameConstraints},
    name::{Base, Name},
};

use crate::certificates::{Case, EndEntity};
use crate::peer::{Loaded, Measure, Peer, Verdict, per_call};

/// Every name against every base.
pub struct Naive;

impl Peer for Naive {
    fn name(&self) -> &str {
        "srvname, naive loop"
    }

    fn version(&self) -> String {
        "as srvname".to_owned()
    }

    fn method(&self) -> &str {
        "decodes all names and bases, then asks `Base::contains` and `Base::overlaps` for each pair until one decides"
    }

    fn is_validator(&self) -> bool {
        false
    }

    fn evaluates_srv_name(&self) -> bool {
        true
    }

    fn measures(&self) -> &[Measure] {
        &[Measure::Check, Measure::Extensions]
    }

    fn load<'l>(&'l mut self, case: &'l Case, end_entity: &'l EndEntity) -> Result<Box<dyn Loaded + 'l>, String> {
        let decoded = Decoded::read(&case.constraints, &end_entity.names);
        Ok(Box::new(Pairs { case, end_entity, decoded }))
    }
}

struct Decoded<'l> {
    permitted: Vec<Base<'l>>,
    excluded: Vec<Base<'l>>,
    names: Vec<Name<'l>>,
}

impl<'l> Decoded<'l> {
    fn read(constraints: &'l [u8], names: &'l [u8]) -> Self {
        let constraints = NameConstraints::from_der(constraints).expect("constraints of our own making");
        let names = GeneralNames::from_der(names).expect("names of our own making");
        let base = |subtree: srvname::certificate::GeneralSubtree<'l>| {
            subtree.base().base().expect("a base of our own making")
        };
        Self {
            permitted: constraints.permitted().iter().map(base).collect(),
            excluded: constraints.excluded().iter().map(base).collect(),
            names: names.iter().map(|presented| presented.name().expect("a name of our own making")).collect(),
        }
    }

    /// There is one form, so that any permitted base holds all names to the permitted bases.
    fn admits(&self) -> bool {
        let is_permitted = |name: &Name<'_>| {
            self.permitted.is_empty() || self.permitted.iter().any(|base| base.contains(name) == Some(true))
        };
        let is_excluded = |name: &Name<'_>| self.excluded.iter().any(|base| base.overlaps(name) == Some(true));
        self.names.iter().all(|name| is_permitted(name) && !is_excluded(name))
    }
}

struct Pairs<'l> {
    case: &'l Case,
    end_entity: &'l EndEntity,
    decoded: Decoded<'l>,
}

impl Loaded for Pairs<'_> {
    fn verdict(&mut self) -> Result<Verdict, String> {
        let is_admitted = self.decoded.admits();
        Ok(if is_admitted { Verdict::Accepted } else { Verdict::Refused("a name is not admitted".to_owned()) })
    }

    fn time(&mut self, measure: Measure, iterations: u32) -> Result<f64, String> {
        Ok(per_call(iterations, || {
            black_box(match measure {
                Measure::Check => black_box(&self.decoded).admits(),
                _ => {
                    let (constraints, names) = (black_box(&self.case.constraints), black_box(&self.end_entity.names));
                    Decoded::read(constraints, names).admits()
                }
            });
        }))
    }
}
