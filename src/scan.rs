//! One name against a few bases as they are encoded: nothing compiled, nothing copied, and each base a few octets.
//!
//! What it cannot decide at a glance it does not decide: dNSName and SRVName in their usual encoding are compared, and
//! whatever else could hold the name is left to the plain loop of [`state`](crate::state).

use crate::constraints::NameConstraints;
use crate::der::{Tag, split_short_in_sequence};
use crate::general_name::srv_text_of_other_name;
use crate::look_up::{HostKey, KeyValue, NameKey, ShortHost};
use crate::name::Form;
use crate::name::dns::{DnsLeadingDot, Underscores, check_labels};
use crate::name::labels::{is_service, split_service};

/// Whether some base may hold names of a form; `false` is certain.
pub(crate) const fn may_hold(constraints: &NameConstraints<'_>, form: Form<'_>) -> bool {
    match form {
        Form::SmtpUtf8Mailbox => constraints.may_contain_form(form) || constraints.may_contain_form(Form::Rfc822Name),
        _ => constraints.may_contain_form(form),
    }
}

/// Whether the texts of the bases that are compared are known to be well formed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Texts {
    /// Each is checked once it is read.
    Unchecked,
    /// A name of the same form was admitted before, which no malformed base lets happen.
    Checked,
}

/// A permitted and an excluded list, as octets.
pub(crate) type Lists<'l> = (&'l [u8], &'l [u8]);

/// Whether a permitted and an excluded list admit a name, and can be evaluated. `false` may be wrong.
pub(crate) fn admits(lists: Lists<'_>, key: &NameKey<'_>, leading_dot: DnsLeadingDot, texts: Texts) -> bool {
    let KeyValue::Host(host) = &key.value else { return false };
    let wanted = match key.form {
        Form::DnsName => Wanted::Dns(leading_dot),
        Form::SrvName => Wanted::Srv,
        _ => return false,
    };
    admits_host(lists, host, wanted, texts)
}

/// The same for a short dNSName or SRVName as encoded, `None` when it is none.
#[inline(always)]
pub(crate) fn admits_short(
    lists: Lists<'_>,
    form: Form<'_>,
    octets: &[u8],
    leading_dot: DnsLeadingDot,
    texts: Texts,
) -> Option<bool> {
    let (host, wanted) = match form {
        Form::DnsName => (ShortHost::dns(octets)?, Wanted::Dns(leading_dot)),
        Form::SrvName => (ShortHost::srv(octets)?, Wanted::Srv),
        _ => return None,
    };
    Some(admits_host(lists, &host, wanted, texts))
}

#[inline(always)]
fn admits_host(lists: Lists<'_>, host: &impl Host, wanted: Wanted, texts: Texts) -> bool {
    let (permitted, excluded) = lists;
    // A wildcard asks excluded bases another question.
    if host.is_wildcard() && !excluded.is_empty() {
        return false;
    }
    let Some((listed, contained)) = search(permitted, host, wanted, texts) else { return false };
    let Some((_, overlapping)) = search(excluded, host, wanted, texts) else { return false };
    (!listed || contained) && !overlapping
}

/// The bases that are compared to a name.
#[derive(Clone, Copy)]
enum Wanted {
    Dns(DnsLeadingDot),
    Srv,
}

/// What bases ask of a host.
trait Host {
    fn len(&self) -> usize;
    fn is_wildcard(&self) -> bool;
    fn qualifier(&self) -> &[u8];
    /// Whether this is a domain or below it.
    fn ends_with(&self, domain: &[u8]) -> bool;
}

impl Host for HostKey<'_> {
    fn len(&self) -> usize {
        self.labels.len()
    }

    fn is_wildcard(&self) -> bool {
        self.wildcard
    }

    fn qualifier(&self) -> &[u8] {
        self.qualifier
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
    fn qualifier(&self) -> &[u8] {
        self.service
    }

    #[inline(always)]
    fn ends_with(&self, domain: &[u8]) -> bool {
        self.labels.short_ends_with(domain)
    }
}

/// Whether some base of a list is of the form, and whether one contains the host; `None` when that is not clear.
#[inline(always)]
fn search(mut entries: &[u8], host: &impl Host, wanted: Wanted, texts: Texts) -> Option<(bool, bool)> {
    let (mut listed, mut contained) = (false, false);
    while !entries.is_empty() {
        let (tag, content, rest) = split_short_in_sequence(entries)?;
        entries = rest;
        let contains = match (tag, wanted) {
            (Tag(0x82), Wanted::Dns(leading_dot)) => contains_dns(content, host, leading_dot, texts)?,
            (Tag(0xa0), Wanted::Srv) => contains_srv(srv_text_of_other_name(content)?, host, texts)?,
            // Names of one text, and an address: nothing in them can be other than it seems.
            (Tag(0x81 | 0x82 | 0x86 | 0x87), _) => continue,
            (Tag(0xa0), Wanted::Dns(_)) => {
                srv_text_of_other_name(content)?;
                continue;
            }
            _ => return None,
        };
        (listed, contained) = (true, contained | contains);
    }
    Some((listed, contained))
}

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

#[inline]
fn contains_srv(text: &[u8], host: &impl Host, texts: Texts) -> Option<bool> {
    let relation = |domain| relation(domain, host, Underscores::Refused, texts);
    let [b'_', rest @ ..] = text else { return Some(relation(text)?.is_within()) };
    let (service, name) = split_service(rest);
    let same_service = service.eq_ignore_ascii_case(host.qualifier());
    if texts == Texts::Unchecked && !is_service(service) {
        return None;
    }
    match name {
        Some(name) => Some(relation(name)?.is_within() && same_service),
        None => Some(same_service),
    }
}

/// How a host stands to a domain.
#[derive(Clone, Copy)]
struct Relation {
    is_same: bool,
    is_below: bool,
}

impl Relation {
    const fn is_within(self) -> bool {
        self.is_same || self.is_below
    }
}

/// How a host stands to a domain, which is `None` when the domain is malformed. The names of a wildcard are all below
/// what stands behind its `*`.
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
