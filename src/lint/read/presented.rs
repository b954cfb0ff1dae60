//! A presented name as a report shows it.

use core::fmt;

use crate::certificate::general_name::GeneralName;
use crate::lint::fault::{Quoted, Shown};
use crate::name::Form;

/// A presented name as text, with words for an empty one.
pub(crate) struct Presented<'n, 'a>(pub(crate) &'n GeneralName<'a>);

impl fmt::Display for Presented<'_, '_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = self.0;
        let octets = name.octets();
        match name.form() {
            form if octets.is_empty() => write!(f, "the empty {}", Quoted(form, name.der().len())),
            Form::DnsName | Form::Rfc822Name | Form::Uri | Form::SrvName => Shown(octets).fmt(f),
            form => write!(f, "{} {}", Quoted(form, name.der().len()), Quoted(name.unparsed_value(), octets.len())),
        }
    }
}
