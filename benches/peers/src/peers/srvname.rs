//! This library.

use std::hint::black_box;

use srvname::{
    Certificate, Path, Policy, SubCaRule, TrustAnchor,
    certificate::GeneralNames,
    constraints::{CompiledConstraints, admit_der},
    name::DnsLeadingDot,
};

use crate::certificates::{Case, EndEntity};
use crate::peer::{Loaded, Measure, Peer, Verdict, per_call};

/// This library, asked as its callers ask it.
pub struct Srvname;

impl Peer for Srvname {
    fn name(&self) -> &str {
        "srvname"
    }

    fn version(&self) -> String {
        format!("{} (this tree)", crate::locked_version("srvname"))
    }

    fn method(&self) -> &str {
        "check: `CompiledConstraints::first_refused` for `GeneralNames`, both kept. Extensions: `admit_der`. Certificates: \
         `Certificate::from_der` twice and `Path::validate_names`. The text of every name is validated each time in all \
         three, that of every base in the last two"
    }

    fn evaluates_srv_name(&self) -> bool {
        true
    }

    fn load<'l>(&'l mut self, case: &'l Case, end_entity: &'l EndEntity) -> Result<Box<dyn Loaded + 'l>, String> {
        let compiled = CompiledConstraints::from_der(&case.constraints).map_err(|error| error.to_string())?;
        let names = GeneralNames::from_der(&end_entity.names).map_err(|error| error.to_string())?;
        Ok(Box::new(Ours { case, end_entity, compiled, names }))
    }
}

struct Ours<'l> {
    case: &'l Case,
    end_entity: &'l EndEntity,
    compiled: CompiledConstraints,
    names: GeneralNames<'l>,
}

impl Ours<'_> {
    fn check(&self) -> bool {
        self.compiled.first_refused(black_box(&self.names), DnsLeadingDot::default()).is_none()
    }

    fn extensions(&self) -> bool {
        let (constraints, names) = (black_box(&self.case.constraints), black_box(&self.end_entity.names));
        admit_der(constraints, names, DnsLeadingDot::default()).is_ok()
    }

    fn certificates(&self) -> bool {
        let read = |der| Certificate::from_der(black_box(der)).expect("a certificate of our own making");
        let (ca, end_entity) = (read(&self.case.ca), read(&self.end_entity.certificate));
        let anchor = TrustAnchor::from_certificate(&ca);
        let path = Path::assume_signed(&anchor, [], &end_entity).expect("a path of our own making");
        // The rule that SRVName needs constraints: no peer has it, so it rests.
        path.validate_names(&Policy::new().with_sub_ca_rule(SubCaRule::Rfc5280)).is_ok()
    }
}

impl Loaded for Ours<'_> {
    fn verdict(&mut self) -> Result<Verdict, String> {
        match [self.check(), self.extensions(), self.certificates()] {
            [true, true, true] => Ok(Verdict::Accepted),
            [false, false, false] => Ok(Verdict::Refused("a name is not admitted".to_owned())),
            ways => Err(format!("the three ways disagree: {ways:?}")),
        }
    }

    fn time(&mut self, measure: Measure, iterations: u32) -> Result<f64, String> {
        Ok(per_call(iterations, || {
            black_box(match measure {
                Measure::Check => self.check(),
                Measure::Extensions => self.extensions(),
                Measure::Certificates => self.certificates(),
            });
        }))
    }
}
