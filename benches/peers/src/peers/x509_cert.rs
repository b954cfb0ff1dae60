//! x509-cert decodes and matches nothing; what its users write is the loop here.

use std::hint::black_box;

use der::Decode;
use x509_cert::Certificate;
use x509_cert::ext::pkix::constraints::name::GeneralSubtrees;
use x509_cert::ext::pkix::name::GeneralName;
use x509_cert::ext::pkix::{NameConstraints, SubjectAltName};

use crate::certificates::{Case, EndEntity};
use crate::peer::{Loaded, Measure, Peer, Verdict, per_call};

/// x509-cert, and a loop of our own that compares suffixes.
pub struct X509Cert;

impl Peer for X509Cert {
    fn name(&self) -> &str {
        "x509-cert + suffix loop"
    }

    fn version(&self) -> String {
        crate::locked_version("x509-cert")
    }

    fn method(&self) -> &str {
        "the crate decodes and has no matching; a plain loop of our own over its types compares each pair with \
         `eq_ignore_ascii_case`. No text is validated"
    }

    fn load<'l>(&'l mut self, case: &'l Case, end_entity: &'l EndEntity) -> Result<Box<dyn Loaded + 'l>, String> {
        let decoded = Decoded::read(&case.constraints, &end_entity.names).map_err(|error| error.to_string())?;
        Ok(Box::new(Pairs { case, end_entity, decoded }))
    }
}

struct Decoded {
    constraints: NameConstraints,
    names: SubjectAltName,
}

impl Decoded {
    fn read(constraints: &[u8], names: &[u8]) -> der::Result<Self> {
        Ok(Self { constraints: NameConstraints::from_der(constraints)?, names: SubjectAltName::from_der(names)? })
    }

    fn read_certificates(ca: &[u8], end_entity: &[u8]) -> der::Result<Self> {
        let (ca, end_entity) = (Certificate::from_der(ca)?, Certificate::from_der(end_entity)?);
        let (_, constraints) = ca.tbs_certificate().get_extension::<NameConstraints>()?.expect("a constrained CA");
        let (_, names) =
            end_entity.tbs_certificate().get_extension::<SubjectAltName>()?.expect("a certificate with names");
        Ok(Self { constraints, names })
    }

    fn admits(&self) -> bool {
        let names = self.names.0.iter().filter_map(dns_name);
        let is_in = |list: &Option<GeneralSubtrees>, name: &str| {
            let bases = list.iter().flatten().filter_map(|subtree| dns_name(&subtree.base));
            bases.fold(None, |found, base| match found {
                Some(true) => found,
                _ => Some(is_inside(name.as_bytes(), base.as_bytes())),
            })
        };
        let (permitted, excluded) = (&self.constraints.permitted_subtrees, &self.constraints.excluded_subtrees);
        let mut names = names;
        names.all(|name| is_in(permitted, name) != Some(false) && is_in(excluded, name) != Some(true))
    }
}

fn dns_name(name: &GeneralName) -> Option<&str> {
    match name {
        GeneralName::DnsName(text) => Some(text.as_str()),
        _ => None,
    }
}

fn is_inside(name: &[u8], base: &[u8]) -> bool {
    let Some(at) = name.len().checked_sub(base.len()) else { return false };
    let (rest, end) = name.split_at(at);
    end.eq_ignore_ascii_case(base) && rest.last().is_none_or(|last| *last == b'.')
}

struct Pairs<'l> {
    case: &'l Case,
    end_entity: &'l EndEntity,
    decoded: Decoded,
}

impl Loaded for Pairs<'_> {
    fn verdict(&mut self) -> Result<Verdict, String> {
        match Decoded::read_certificates(&self.case.ca, &self.end_entity.certificate) {
            Ok(decoded) if decoded.admits() && self.decoded.admits() => Ok(Verdict::Accepted),
            Ok(_) => Ok(Verdict::Refused("a name is not admitted".to_owned())),
            Err(error) => Err(error.to_string()),
        }
    }

    fn time(&mut self, measure: Measure, iterations: u32) -> Result<f64, String> {
        let read = || match measure {
            Measure::Certificates => Decoded::read_certificates(&self.case.ca, &self.end_entity.certificate),
            _ => Decoded::read(&self.case.constraints, &self.end_entity.names),
        };
        Ok(per_call(iterations, || {
            black_box(match measure {
                Measure::Check => black_box(&self.decoded).admits(),
                _ => read().expect("read before").admits(),
            });
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::is_inside;

    #[test]
    fn suffixes_end_at_dots() {
        assert!(is_inside(b"a.Example.com", b"example.COM"));
        assert!(is_inside(b"example.com", b"example.com"));
        assert!(!is_inside(b"anexample.com", b"example.com"));
        assert!(!is_inside(b"com", b"example.com"));
    }
}
