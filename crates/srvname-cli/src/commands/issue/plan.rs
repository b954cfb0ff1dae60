//! What is to be issued: the names of a service, and the constraints of the CA above it.

use std::collections::HashSet;
use std::path::PathBuf;

use srvname::certificate::{GeneralNames, NameConstraints};
use srvname::constraints::{ConstraintViolationKind, Level, Position, admit};
use srvname::issuance::{ExtensionBuildError, NameConstraintsBuilder, SubjectAltNameBuilder};
use srvname::name::{DnsLeadingDot, DnsName, Escaped, Service, SrvName};

use crate::commands::issue::existing::{self, ExistingCa};
use crate::commands::issue::extension::{Extension, NAME_CONSTRAINTS, SUBJECT_ALT_NAME};
use crate::exit::Failure;
use crate::input::idn;

/// The certificate of a service.
#[derive(Debug)]
pub(super) struct ServiceCertificate {
    /// The SRVNames, each once.
    pub(super) names: Vec<String>,
    /// The first service, without underscore.
    pub(super) service: String,
    /// The domain of all of them.
    pub(super) domain: String,
    /// subjectAltName. It is not critical, since the certificate has a subject (RFC 5280 §4.2.1.6).
    pub(super) names_extension: Extension,
}

/// What is to be issued.
#[derive(Debug)]
pub(super) struct Plan {
    /// The certificate of the service; `None` if only a CA is to be reissued.
    pub(super) service: Option<ServiceCertificate>,
    /// nameConstraints of the CA.
    pub(super) constraints: Extension,
    /// The CA, if it exists already.
    pub(super) existing: Option<ExistingCa>,
}

impl Plan {
    /// Returns what is to be issued for these services of a domain, below a CA that is held to the domain, or below the CA
    /// of the certificate in the file `from`.
    ///
    /// Fails if a service or the domain is malformed or not to be issued, if the file cannot be read or has no CA that can be
    /// reissued, or if that CA may not issue a name.
    pub(super) fn new(services: &[String], domain: Option<&str>, from: Option<&PathBuf>) -> Result<Self, Failure> {
        let domain = domain.map(to_a_labels).transpose()?;
        let domain = domain.as_deref().map(parse_domain).transpose()?;
        let service = domain.map(|domain| ServiceCertificate::new(services, domain)).transpose()?;
        let (constraints, existing) = match (from, domain) {
            (Some(file), _) => {
                let (constraints, ca) = existing::read(file, domain)?;
                (constraints, Some(ca))
            }
            (None, Some(domain)) => (confined_to(domain)?, None),
            (None, None) => return Err(Failure::new("--service and --domain are needed without --from")),
        };
        let plan = Self { service, constraints, existing };
        plan.check_names()?;
        Ok(plan)
    }

    /// Returns the extensions: those of the service first.
    pub(super) fn extensions(&self) -> impl Iterator<Item = &Extension> {
        self.service.iter().map(|service| &service.names_extension).chain([&self.constraints])
    }

    /// Returns the constraints; fails if they cannot be read, which what the builder writes can.
    pub(super) fn name_constraints(&self) -> Result<NameConstraints<'_>, Failure> {
        NameConstraints::from_der(&self.constraints.der).map_err(Failure::new)
    }

    /// Fails if the CA may not issue a name of the service.
    fn check_names(&self) -> Result<(), Failure> {
        let Some(service) = &self.service else { return Ok(()) };
        let level = Level::authority(self.name_constraints()?, Position::new(1), DnsLeadingDot::default());
        let names = GeneralNames::from_der(&service.names_extension.der).map_err(Failure::new)?;
        for name in &names {
            if let Err(violation) = admit(&[level], &name) {
                let why = match violation.kind {
                    ConstraintViolationKind::NotPermitted => "it is outside every base that they permit".to_owned(),
                    ConstraintViolationKind::Excluded(base) => format!("they exclude {base}"),
                    _ => "they cannot be evaluated".to_owned(),
                };
                let ca = self.existing.as_ref().map_or_else(String::new, |ca| format!(" of {}", ca.subject));
                return Err(Failure::new(format_args!(
                    "{name} cannot be issued below the name constraints{ca}: {why} [RFC 5280 §6.1.3]"
                )));
            }
        }
        Ok(())
    }
}

impl ServiceCertificate {
    fn new(services: &[String], domain: DnsName<'_>) -> Result<Self, Failure> {
        let mut seen = HashSet::new();
        let mut names = Vec::new();
        for service in services {
            let parsed = Service::parse(service).map_err(|error| {
                let service = Escaped::new(service);
                Failure::new(format_args!("--service \"{service}\" is not a service: {error} [{}]", error.citation()))
            })?;
            let name = format!("{parsed}.{domain}");
            if seen.insert(name.to_ascii_lowercase()) {
                names.push(name);
            }
        }
        let parsed = names.iter().map(|name| SrvName::parse(name).map_err(|error| refused(name, &error)));
        let parsed = parsed.collect::<Result<Vec<_>, _>>()?;
        let Some((first, rest)) = parsed.split_first() else { return Err(Failure::new("--service is needed")) };
        let mut builder = SubjectAltNameBuilder::srv(*first).map_err(|error| not_issued(first, error))?;
        for name in rest {
            builder = builder.and_srv(*name).map_err(|error| not_issued(name, error))?;
        }
        let service = first.service().as_str().to_owned();
        let names_extension = Extension { oid: SUBJECT_ALT_NAME, critical: false, der: builder.to_der() };
        Ok(Self { names, service, domain: domain.to_string(), names_extension })
    }
}

fn to_a_labels(domain: &str) -> Result<String, Failure> {
    let ascii = idn::to_ascii(domain).map_err(|error| Failure::new(format_args!("--domain: {error}")))?;
    Ok(ascii.strip_suffix('.').unwrap_or(&ascii).to_owned())
}

fn parse_domain(domain: &str) -> Result<DnsName<'_>, Failure> {
    DnsName::parse_ldh(domain).map_err(|error| {
        let domain = Escaped::new(domain);
        Failure::new(format_args!("--domain \"{domain}\" is not a domain: {error} [{}]", error.citation()))
    })
}

fn refused(name: &str, error: &srvname::name::NameError) -> Failure {
    Failure::new(format_args!("{} is no SRVName: {error} [{}]", Escaped::new(name), error.citation()))
}

fn not_issued(name: &SrvName<'_>, error: ExtensionBuildError) -> Failure {
    Failure::new(format_args!("{name} is not issued: {error} [{}]", error.citation()))
}

/// The constraints of a CA for the hosts and the services of one domain.
fn confined_to(domain: DnsName<'_>) -> Result<Extension, Failure> {
    let der = NameConstraintsBuilder::confined_to(domain).and_then(|builder| builder.to_der());
    let der = der.map_err(|error| {
        Failure::new(format_args!("--domain {domain} is no base of a constraint: {error} [{}]", error.citation()))
    })?;
    Ok(Extension { oid: NAME_CONSTRAINTS, critical: true, der })
}
