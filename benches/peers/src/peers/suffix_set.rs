//! A hash set of suffixes: what comes to mind first in place of a loop over pairs.
//!
//! It is no validator, and stands here to show how much of a time is the looking up of names, and how much is all else. It
//! answers one question: is some suffix of the name, at a dot, in the set? It does not
//!
//! * know a wildcard, a leading dot or an empty base, and which names they stand for;
//! * say which base decided, or which CA;
//! * have a third answer: no text is validated, neither of names nor of bases;
//! * read another form than dNSName, and SRVName with bases that are domains alone.

use std::collections::HashSet;
use std::hint::black_box;

use srvname::{
    certificate::{GeneralName, GeneralNames, GeneralSubtrees, NameConstraints},
    name::Form,
};

use crate::certificates::{Case, EndEntity};
use crate::peer::{Loaded, Measure, Peer, Verdict, per_call};

/// The bases of each list in a hash set, in which the suffixes of each name are looked up.
pub struct SuffixSet;

impl Peer for SuffixSet {
    fn name(&self) -> &str {
        "hash set of suffixes"
    }

    fn version(&self) -> String {
        "`HashSet` of std, its own hash".to_owned()
    }

    fn method(&self) -> &str {
        "no validator: the bases of a list in a `HashSet`, in which each name is looked up by its suffixes at dots, in lower \
         case. Extensions: with reading both and filling the sets. It knows no wildcards, no leading dots and no empty \
         base, says neither which base decided nor which CA, validates no text, so that it cannot call anything malformed, \
         and has no other form than dNSName, and SRVName below bases without a service"
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
        let sets = Sets::read(&case.constraints, &end_entity.names)?;
        Ok(Box::new(Kept { case, end_entity, sets }))
    }
}

/// The bases in their sets, and the domains to look up.
struct Sets<'l> {
    permitted: HashSet<Vec<u8>>,
    excluded: HashSet<Vec<u8>>,
    domains: Vec<&'l [u8]>,
}

impl<'l> Sets<'l> {
    fn read(constraints: &[u8], names: &'l [u8]) -> Result<Self, String> {
        let constraints = NameConstraints::from_der(constraints).map_err(|error| error.to_string())?;
        let names = GeneralNames::from_der(names).map_err(|error| error.to_string())?;
        Ok(Self {
            permitted: set(constraints.permitted())?,
            excluded: set(constraints.excluded())?,
            domains: names.general_names().map(domain).collect::<Result<_, _>>()?,
        })
    }

    /// There is one form, so that any permitted base holds all names to the permitted bases.
    fn admits(&self) -> bool {
        let mut lower = Vec::new();
        self.domains.iter().all(|domain| {
            lower.clear();
            lower.extend_from_slice(domain);
            lower.make_ascii_lowercase();
            (self.permitted.is_empty() || has_suffix_in(&lower, &self.permitted))
                && !has_suffix_in(&lower, &self.excluded)
        })
    }
}

fn set(bases: GeneralSubtrees<'_>) -> Result<HashSet<Vec<u8>>, String> {
    let text = |base: &GeneralName<'_>| match base.octets() {
        [b'_' | b'.', ..] | [] => Err("a base that is no domain".to_owned()),
        text => Ok(text.to_ascii_lowercase()),
    };
    bases.iter().map(|subtree| text(subtree.base())).collect()
}

/// The domain of a name, which follows the service in an SRVName.
fn domain(name: GeneralName<'_>) -> Result<&[u8], String> {
    let text = name.octets();
    let domain = match name.form() {
        Form::DnsName => Some(text),
        Form::SrvName => text.iter().position(|octet| *octet == b'.').and_then(|dot| text.get(dot + 1..)),
        _ => None,
    };
    domain.filter(|domain| !domain.contains(&b'*')).ok_or_else(|| format!("a name of another kind, {}", name.form()))
}

fn has_suffix_in(domain: &[u8], set: &HashSet<Vec<u8>>) -> bool {
    let starts = domain.iter().zip(1..).filter(|(octet, _)| **octet == b'.').map(|(_, start)| start);
    !set.is_empty()
        && [0].into_iter().chain(starts).any(|start| domain.get(start..).is_some_and(|end| set.contains(end)))
}

struct Kept<'l> {
    case: &'l Case,
    end_entity: &'l EndEntity,
    sets: Sets<'l>,
}

impl Loaded for Kept<'_> {
    fn verdict(&mut self) -> Result<Verdict, String> {
        let is_admitted = self.sets.admits();
        Ok(if is_admitted { Verdict::Accepted } else { Verdict::Refused("a name is not admitted".to_owned()) })
    }

    fn time(&mut self, measure: Measure, iterations: u32) -> Result<f64, String> {
        Ok(per_call(iterations, || {
            black_box(match measure {
                Measure::Check => black_box(&self.sets).admits(),
                _ => {
                    let (constraints, names) = (black_box(&self.case.constraints), black_box(&self.end_entity.names));
                    Sets::read(constraints, names).expect("read before").admits()
                }
            });
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::make::{self, Constraints, dns, srv};

    fn admits(constraints: &Constraints, name: make::GeneralName) -> Result<bool, String> {
        let (constraints, names) = (constraints.der(), make::der::sequence(&[name]));
        Sets::read(&constraints, &names).map(|sets| sets.admits())
    }

    #[test]
    fn suffixes_end_at_dots() {
        let constraints = Constraints::new().permit(dns("Example.com")).exclude(dns("b.example.com"));
        for (name, admitted) in [
            ("example.com", true),
            ("a.EXAMPLE.com", true),
            ("b.example.com", false),
            ("a.b.example.com", false),
            ("ab.example.com", true),
            ("anexample.com", false),
            ("com", false),
        ] {
            assert_eq!(admits(&constraints, dns(name)), Ok(admitted), "{name}");
        }
        let excluding = Constraints::new().exclude(srv("example.com"));
        assert_eq!(admits(&excluding, srv("_imaps.a.example.com")), Ok(false));
        assert_eq!(admits(&excluding, srv("_imaps.example.org")), Ok(true));
    }

    #[test]
    fn what_it_does_not_know_is_an_error() {
        let plain = Constraints::new().permit(dns("example.com"));
        for name in [dns("*.example.com"), make::email("a@example.com"), srv("_imaps")] {
            assert!(admits(&plain, name).is_err());
        }
        for base in [dns(""), dns(".example.com"), srv("_imaps.example.com")] {
            assert!(admits(&Constraints::new().permit(base), dns("example.com")).is_err());
        }
    }
}
