//! Names of hosts, as typed.

use srvname::name::{DnsName, Escaped};

use crate::exit::Failure;
use crate::input::{hint, idn};

/// Returns a name in A-labels, without a dot at the end; fails if it is none, and names the argument.
pub(crate) fn read(argument: &str, typed: &str) -> Result<String, Failure> {
    let meant = || hint::about_host(typed).map(|meant| format!(". {meant}")).unwrap_or_default();
    let refused = |why: String| Failure::new(format_args!("{argument} {}: {why}{}", Escaped::new(typed), meant()));
    let ascii = idn::to_ascii(typed).map_err(refused)?;
    let name = DnsName::parse_user_input(&ascii);
    name.map(|name| name.to_string()).map_err(|error| refused(format!("{error} [{}]", error.citation())))
}
