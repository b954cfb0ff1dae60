//! What was given: a policy file, and hosts as typed.

use std::path::Path;

use srvname::delegation::mta_sts::{
    MAX_POLICY_OCTETS, PolicyBody, PolicyFetchError, PolicyFetchRules, PolicyResponse, ReadPolicy, accept_response,
};
use srvname::name::{DnsName, Escaped};

use crate::exit::Failure;
use crate::input::file_name::FileName;
use crate::input::{idn, whole_file};

/// Reads a policy as a sender would read it from a server that has no fault; fails if the file cannot be read.
pub(super) fn policy(path: &Path) -> Result<Result<ReadPolicy, PolicyFetchError>, Failure> {
    let file = FileName::new(path);
    let most = u64::try_from(MAX_POLICY_OCTETS).unwrap_or(u64::MAX);
    let body = whole_file::octets(&file, most)?;
    let response = PolicyResponse {
        status: 200,
        content_type: Some("text/plain"),
        location: None,
        body: PolicyBody::Complete(&body),
    };
    Ok(accept_response(&response, PolicyFetchRules::default()))
}

/// Returns the hosts in A-labels, without a dot at the end; fails if one is no host name.
pub(super) fn hosts(typed: &[String]) -> Result<Vec<String>, Failure> {
    typed.iter().map(|typed| host(typed)).collect()
}

fn host(typed: &str) -> Result<String, Failure> {
    let ascii = idn::to_ascii(typed).map_err(Failure::new)?;
    let name = DnsName::parse_user_input(&ascii);
    let name = name.map_err(|error| Failure::new(format_args!("no MX host: {}: {error}", Escaped::new(typed))))?;
    Ok(name.to_string())
}

/// Returns names that [`hosts`] returned.
pub(super) fn names(hosts: &[String]) -> Vec<DnsName<'_>> {
    hosts.iter().filter_map(|host| DnsName::parse(host).ok()).collect()
}
