//! certval, the path validation on top of x509-cert.

use std::hint::black_box;

use certval::{
    CertificationPath, CertificationPathResults, CertificationPathSettings, PDVCertificate, PDVTrustAnchorChoice,
    PathValidationStatus, PkiEnvironment, check_names,
};
use der::Decode;
use x509_cert::ext::pkix::{NameConstraints, SubjectAltName};

use crate::certificates::{Case, EndEntity};
use crate::peer::{Loaded, Measure, Peer, Verdict, difference, per_call};

/// certval.
pub struct Certval;

impl Peer for Certval {
    fn name(&self) -> &str {
        "certval"
    }

    fn version(&self) -> String {
        crate::locked_version("certval")
    }

    fn method(&self) -> &str {
        "`check_names` of a path of root, CA and end entity, less the same with a CA without constraints. Extensions: \
         with the decoding that it leaves to x509-cert. Certificates: `PDVCertificate` of both, and the whole of \
         `check_names`"
    }

    fn load<'l>(&'l mut self, case: &'l Case, end_entity: &'l EndEntity) -> Result<Box<dyn Loaded + 'l>, String> {
        let path = |ca| path(case, ca, end_entity).map_err(|error| error.to_string());
        let paths = Paths {
            case,
            end_entity,
            environment: PkiEnvironment::new(),
            settings: CertificationPathSettings::new(),
            held: path(&case.ca)?,
            open: path(&case.open_ca)?,
        };
        Ok(Box::new(paths))
    }
}

fn path(case: &Case, ca: &[u8], end_entity: &EndEntity) -> der::Result<CertificationPath> {
    let anchor = PDVTrustAnchorChoice::try_from(case.root.as_slice())?;
    let ca = PDVCertificate::try_from(ca)?;
    Ok(CertificationPath::new(anchor, vec![ca], PDVCertificate::try_from(end_entity.certificate.as_slice())?))
}

struct Paths<'l> {
    case: &'l Case,
    end_entity: &'l EndEntity,
    environment: PkiEnvironment,
    settings: CertificationPathSettings,
    held: CertificationPath,
    open: CertificationPath,
}

impl Paths<'_> {
    fn check(&self, path: &CertificationPath) -> Verdict {
        let mut results = CertificationPathResults::new();
        match check_names(&self.environment, &self.settings, black_box(path), &mut results) {
            Ok(()) => Verdict::Accepted,
            // Over its limit it returns the error of a violation, without recording one.
            Err(_) if results.get_validation_status() == Some(PathValidationStatus::NotYetValidated) => {
                Verdict::OverLimit("2^20 comparisons, counted before".to_owned())
            }
            Err(error) => Verdict::Refused(error.to_string()),
        }
    }

    fn decode(&self) {
        let constraints = NameConstraints::from_der(black_box(&self.case.constraints));
        let names = SubjectAltName::from_der(black_box(&self.end_entity.names));
        black_box((constraints.expect("decoded before"), names.expect("decoded before")));
    }
}

impl Loaded for Paths<'_> {
    fn verdict(&mut self) -> Result<Verdict, String> {
        Ok(self.check(&self.held))
    }

    fn time(&mut self, measure: Measure, iterations: u32) -> Result<f64, String> {
        let check = |path: &CertificationPath| drop(black_box(self.check(path)));
        let decoding = match measure {
            Measure::Certificates => {
                return Ok(per_call(iterations, || {
                    check(&path(self.case, &self.case.ca, self.end_entity).expect("read before"));
                }));
            }
            Measure::Extensions => per_call(iterations, || self.decode()),
            Measure::Check => 0.0,
        };
        Ok(decoding + difference(iterations, || check(&self.held), || check(&self.open)))
    }
}
