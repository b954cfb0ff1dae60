//! Bases: which are compared with each other, and how a report shows one.

use alloc::collections::BTreeMap;
use alloc::string::String;
use core::fmt;

use crate::certificate::general_name::GeneralName;
use crate::der::Reader;
use crate::lint::fault::{Quoted, Shown};
use crate::lint::read::certificate::{Subtree, SubtreeAt};
use crate::name::{Base, Form};

/// The largest number of bases of one form that is not reported as too many, unless
/// [`Linter::most_bases`](crate::lint::Linter::most_bases) sets another number.
///
/// The largest sets in public CA certificates have some hundreds. What costs is not reading them but comparing each
/// name of a certificate with each base, as most validators do; OpenSSL gives up at 2^20 such comparisons.
pub const MANY_BASES: usize = 1_000;

/// The forms whose bases are compared with each other.
pub(crate) const COMPARED: [Form<'static>; 6] =
    [Form::SrvName, Form::DnsName, Form::Rfc822Name, Form::Uri, Form::IpAddress, Form::DirectoryName];

/// Returns whether two bases of one form are the same but for the case of host names.
pub(crate) fn is_repetition(one: &SubtreeAt<'_>, other: &SubtreeAt<'_>) -> bool {
    let (Some(own), Some(other)) = (one.name(), other.name()) else { return false };
    match one.form() {
        Some(Form::DnsName | Form::Uri | Form::SrvName) => own.der().eq_ignore_ascii_case(other.der()),
        _ => own.der() == other.der(),
    }
}

/// Returns a base as a report shows it.
pub(crate) fn shown<'a>(subtree: &Subtree<'a>) -> ShownBase<'a> {
    let octets = match subtree.form() {
        Form::OtherName(_) => inside(&subtree.name),
        _ => subtree.name.octets(),
    };
    ShownBase { form: subtree.form(), base: subtree.base.ok(), octets }
}

/// Returns the content of the one element in an otherName, or the whole value if it is not exactly one element.
fn inside<'a>(name: &GeneralName<'a>) -> &'a [u8] {
    let mut reader = Reader::new(name.value());
    match (reader.element(), reader.finish()) {
        (Ok(element), Ok(())) => element.value(),
        _ => name.value(),
    }
}

/// The bases that details quote beside the ones they are about, each written out once: a long one may be quoted by all
/// others.
#[derive(Default)]
pub(crate) struct Quotes(BTreeMap<usize, String>);

impl Quotes {
    /// Returns a base of one list, the same list in each call, with its place.
    pub(crate) fn quote(&mut self, at: &SubtreeAt<'_>) -> &str {
        let quoted = |subtree: Subtree<'_>| alloc::format!("{} ({})", shown(&subtree), subtree.place());
        self.0.entry(at.index()).or_insert_with(|| at.read().map_or_else(String::new, quoted))
    }
}

/// A base as text, with words for an empty one and the octets of a malformed one.
pub(crate) struct ShownBase<'a> {
    form: Form<'a>,
    base: Option<Base<'a>>,
    octets: &'a [u8],
}

impl fmt::Display for ShownBase<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.base {
            Some(Base::Ip(base)) => write!(f, "{base}"),
            Some(Base::Directory(base)) if !base.name().is_empty() => Quoted(base, self.octets.len()).fmt(f),
            _ if self.octets.is_empty() => {
                let octets = if let Form::OtherName(id) = self.form { id.as_bytes().len() } else { 0 };
                write!(f, "the empty {}", Quoted(self.form, octets))
            }
            _ => Shown(self.octets).fmt(f),
        }
    }
}
