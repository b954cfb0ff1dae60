//! The reference identifier: a service at a domain, as typed.

use srvname::{
    ReferenceId,
    name::{Escaped, Service},
};

use crate::exit::Failure;
use crate::input::idn;

/// A service and a domain in A-labels.
#[derive(Debug)]
pub(crate) struct RequestedService {
    service: String,
    domain: String,
}

impl RequestedService {
    /// Returns what `--service` and `--domain` request; fails if the domain has no A-labels.
    pub(crate) fn new(service: &str, domain: &str) -> Result<Self, Failure> {
        let domain = idn::to_ascii(domain).map_err(|error| Failure::new(format_args!("--domain: {error}")))?;
        Ok(Self { service: service.to_owned(), domain })
    }

    /// Returns the reference identifier; fails if the service or the domain is malformed.
    pub(crate) fn reference(&self) -> Result<ReferenceId<'_>, Failure> {
        let Self { service, domain } = self;
        Service::parse(service).map_err(|error| {
            let service = Escaped::new(service);
            Failure::new(format_args!("--service \"{service}\" is not a service: {error} [{}]", error.citation()))
        })?;
        ReferenceId::srv(service, domain).map_err(|error| {
            let domain = Escaped::new(domain);
            Failure::new(format_args!("--domain \"{domain}\" is not a domain: {error} [{}]", error.citation()))
        })
    }
}
