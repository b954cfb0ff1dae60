//! One name against a few bases as they are encoded: nothing compiled, nothing copied, and each base a few octets.
//!
//! Only dNSName and SRVName in their common encoding are decided; anything else that could apply to the name is left to
//! the plain loop of [`level`](crate::constraints::level).
//!
//! `inline(always)` here is counted: with `inline` in its place the instruction count of
//! `one_name_under_one_base_from_der` is 16 to 20 % more (`docs/PERFORMANCE.md`).

use crate::certificate::general_name::srv_text_of_other_name;
use crate::constraints::query::{Decision, HostQuery, NameQuery, QueryValue, ShortHost};
use crate::der::{Tag, split_short_in_sequence};
use crate::name::Form;
use crate::name::dns::{DnsLeadingDot, Underscores, check_labels};
use crate::name::form::Qualifier;
use crate::name::host_scan::{is_service, split_service};

/// Whether the texts of the bases that are compared were found well formed before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Texts {
    /// No: each is checked when it is read.
    Unchecked,
    /// Yes: a name of the same form was permitted before, which no malformed base lets happen.
    Checked,
}

/// The permitted and the excluded list, as octets.
pub(crate) type Lists<'l> = (&'l [u8], &'l [u8]);

/// Returns the decision on a name; undecided for any form but dNSName and SRVName, and for any rare encoding.
pub(crate) fn decide(lists: Lists<'_>, query: &NameQuery<'_>, leading_dot: DnsLeadingDot, texts: Texts) -> Decision {
    let QueryValue::Host(host) = &query.value else { return Decision::Undecided };
    let host_form = match query.form {
        Form::DnsName => HostForm::Dns(leading_dot),
        Form::SrvName => HostForm::Srv,
        _ => return Decision::Undecided,
    };
    decide_host(lists, host, host_form, texts)
}

/// As [`decide`], for a short dNSName or SRVName as encoded; returns `None` for any other name.
#[inline(always)]
pub(crate) fn decide_short(
    lists: Lists<'_>,
    form: Form<'_>,
    octets: &[u8],
    leading_dot: DnsLeadingDot,
    texts: Texts,
) -> Option<Decision> {
    let (host, host_form) = match form {
        Form::DnsName => (ShortHost::dns(octets)?, HostForm::Dns(leading_dot)),
        Form::SrvName => (ShortHost::srv(octets)?, HostForm::Srv),
        _ => return None,
    };
    Some(decide_host(lists, &host, host_form, texts))
}

/// Returns the decision on a host by both lists: RFC 5280 §6.1.3(b) and (c).
#[inline(always)]
fn decide_host(lists: Lists<'_>, host: &impl Host, host_form: HostForm, texts: Texts) -> Decision {
    let (permitted, excluded) = lists;
    // Whether an excluded base overlaps a wildcard is another question than whether it contains one.
    if host.is_wildcard() && !excluded.is_empty() {
        return Decision::Undecided;
    }
    let Some((constrained, contained)) = search(permitted, host, host_form, texts) else { return Decision::Undecided };
    let Some((_, overlapping)) = search(excluded, host, host_form, texts) else { return Decision::Undecided };
    match (constrained, contained, overlapping) {
        (false, _, false) | (_, true, false) => Decision::Permitted,
        _ => Decision::Excluded,
    }
}

/// The form of the bases that are compared to a host.
#[derive(Clone, Copy)]
enum HostForm {
    Dns(DnsLeadingDot),
    Srv,
}

/// A host that is compared to bases.
trait Host {
    fn len(&self) -> usize;
    fn is_wildcard(&self) -> bool;
    /// The service of an SRVName, empty for any other name.
    fn service(&self) -> &[u8];
    /// Returns `true` if this is a domain or below it.
    fn ends_with(&self, domain: &[u8]) -> bool;
}

impl Host for HostQuery<'_> {
    fn len(&self) -> usize {
        self.labels.len()
    }

    fn is_wildcard(&self) -> bool {
        self.wildcard
    }

    fn service(&self) -> &[u8] {
        match self.qualifier {
            Qualifier::Service(service) => service,
            _ => &[],
        }
    }

    fn ends_with(&self, domain: &[u8]) -> bool {
        self.labels.ends_with(domain)
    }
}

impl Host for ShortHost<'_> {
    #[inline(always)]
    fn len(&self) -> usize {
        self.labels.len()
    }

    #[inline(always)]
    fn is_wildcard(&self) -> bool {
        false
    }

    #[inline(always)]
    fn service(&self) -> &[u8] {
        self.service
    }

    #[inline(always)]
    fn ends_with(&self, domain: &[u8]) -> bool {
        self.labels.short_ends_with(domain)
    }
}

/// Returns whether some base of a list is of the form, and whether one contains the host; `None` if a base is malformed or
/// not in the common encoding.
#[inline(always)]
fn search(mut entries: &[u8], host: &impl Host, host_form: HostForm, texts: Texts) -> Option<(bool, bool)> {
    let (mut constrained, mut contained) = (false, false);
    while !entries.is_empty() {
        let (tag, content, rest) = split_short_in_sequence(entries)?;
        entries = rest;
        let contains = match (tag, host_form) {
            (Tag(0x82), HostForm::Dns(leading_dot)) => contains_dns(content, host, leading_dot, texts)?,
            (Tag(0xa0), HostForm::Srv) => contains_srv(srv_text_of_other_name(content)?, host, texts)?,
            (Tag(0xa0), HostForm::Dns(_)) => {
                srv_text_of_other_name(content)?;
                continue;
            }
            // Of another form, whose text does not matter.
            _ if Form::of_implicit_tag(tag).is_some() => continue,
            _ => return None,
        };
        (constrained, contained) = (true, contained | contains);
    }
    Some((constrained, contained))
}

/// Returns `true` if a dNSName base contains a host, or `None` if the base is malformed.
#[inline(always)]
fn contains_dns(text: &[u8], host: &impl Host, leading_dot: DnsLeadingDot, texts: Texts) -> Option<bool> {
    let relation = |domain| relation(domain, host, Underscores::Allowed, texts);
    match text {
        [] => Some(true),
        [b'.', ..] if leading_dot == DnsLeadingDot::Malformed => None,
        [b'.', domain @ ..] => Some(relation(domain)?.is_below),
        _ => Some(relation(text)?.is_within()),
    }
}

/// Returns `true` if an SRVName base contains a name, or `None` if the base is malformed.
#[inline]
fn contains_srv(text: &[u8], host: &impl Host, texts: Texts) -> Option<bool> {
    let relation = |domain| relation(domain, host, Underscores::Refused, texts);
    let [b'_', rest @ ..] = text else { return Some(relation(text)?.is_within()) };
    let (service, name) = split_service(rest);
    let same_service = service.eq_ignore_ascii_case(host.service());
    if texts == Texts::Unchecked && !is_service(service) {
        return None;
    }
    match name {
        Some(name) => Some(relation(name)?.is_within() && same_service),
        None => Some(same_service),
    }
}

/// Where a host is, seen from a domain.
#[derive(Clone, Copy)]
struct Relation {
    is_same: bool,
    is_below: bool,
}

impl Relation {
    /// Returns `true` if the host is the domain or below it.
    const fn is_within(self) -> bool {
        self.is_same || self.is_below
    }
}

/// Returns where a host is, seen from a domain, or `None` if the domain is malformed. The names of a wildcard are all below
/// what follows its `*`.
#[inline(always)]
fn relation(domain: &[u8], host: &impl Host, underscores: Underscores, texts: Texts) -> Option<Relation> {
    // What a well-formed name ends with, from one of its dots on, is well formed.
    if host.ends_with(domain) {
        let longer = host.is_wildcard() || domain.len() < host.len();
        return Some(Relation { is_same: !longer, is_below: longer });
    }
    if texts == Texts::Unchecked {
        check_labels(domain, underscores).ok()?;
    }
    Some(Relation { is_same: false, is_below: false })
}
