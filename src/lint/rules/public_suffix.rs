//! The lints about public suffixes, which need the Public Suffix List.
//!
//! `co.uk` has no owner, so a CA that is permitted it is permitted the names of everybody below it. The list is updated
//! independently of this library, and comes with the crate `psl`.

use crate::citation::Citation;
use crate::lint::citations::*;
use crate::lint::definition::{Chapter, Lint, Look};
use crate::lint::fault::Fault;
use crate::lint::read::certificate::Subtree;
use crate::lint::read::hosts::{base_domain, value_of};
use crate::lint::severity::{RuleSet, Severity};
use crate::name::dns::{DnsName, MAX_NAME_OCTETS};
use crate::name::{Base, Form};

/// The lints about public suffixes, for [`Linter::with`](crate::lint::Linter::with).
///
/// ```
/// use srvname::lint::Linter;
///
/// let linter = Linter::default().with(&srvname::lint::public_suffix::CHAPTER);
/// assert!(linter.lints().any(|lint| lint.id() == "nc_dns_public_suffix"));
/// ```
pub static CHAPTER: Chapter = Chapter {
    title: "Public suffixes (feature `psl`)",
    lints: &[
        &SAN_PUBLIC_SUFFIX,
        &SAN_DNS_PUBLIC_SUFFIX,
        &SAN_DNS_UNKNOWN_TLD,
        &DNS_PUBLIC_SUFFIX,
        &EMAIL_PUBLIC_SUFFIX,
        &URI_PUBLIC_SUFFIX,
        &SRV_PUBLIC_SUFFIX,
    ],
};

static SAN_PUBLIC_SUFFIX: Lint = Lint::new(
    "srv_san_public_suffix",
    Severity::Warn,
    "The domain of an SRVName is a public suffix, below which anybody can register a name",
    &[Citation::new("RFC 9525", "7.1")],
    "a domain, or what a wildcard stands above, that is an entry of the Public Suffix List",
    Look::SrvName(|text| {
        text.service?;
        let domain = text.domain()?;
        is_public_suffix(domain.octets).then(|| Fault::new(domain.range()))
    }),
);

static SAN_DNS_PUBLIC_SUFFIX: Lint = Lint::new(
    "san_dns_public_suffix",
    Severity::Warn,
    "A wildcard stands above a public suffix, for the names of everybody who registers one there",
    &[BR_WILDCARDS, Citation::new("RFC 9525", "7.1")],
    "`*.` and an entry of the Public Suffix List that a registry has; a provider's own, in the private part of the list, is the \
     provider's to name",
    Look::Name(|name| {
        let text = value_of(name, Form::DnsName)?;
        let domain = text.without(b"*.");
        let is_above = domain.offset != text.offset && is_registry_suffix(domain.octets);
        is_above.then(|| Fault::new(domain.range()))
    }),
);

static SAN_DNS_UNKNOWN_TLD: Lint = Lint::new(
    "san_dns_unknown_tld",
    Severity::Warn,
    "A dNSName ends with a label that is no top-level domain",
    &[BR_SUBSCRIBER_SAN, BR_INTERNAL_NAMES],
    "a last label that the Public Suffix List does not have, in a name of several; it may have been one when the certificate was \
     issued. One that is set aside is `san_dns_internal_name`",
    Look::Name(|name| {
        let text = value_of(name, Form::DnsName)?.without(b"*.");
        let is_unknown = text.octets.contains(&b'.') && DnsName::parse(core::str::from_utf8(text.octets).ok()?).is_ok();
        let unknown = is_unknown && text.special_use().is_none() && !has_known_top(text.octets);
        unknown.then(|| Fault::new(text.labels().last().unwrap_or(text).range()))
    }),
)
.applies_to(&[RuleSet::Br])
.effective_from(BR_1_0);

static DNS_PUBLIC_SUFFIX: Lint = Lint::new(
    "nc_dns_public_suffix",
    Severity::Warn,
    "A permitted dNSName base is a public suffix, below which anybody can register a name",
    &[BR_CONSTRAINED, BR_DOMAINS],
    "an entry of the Public Suffix List of several labels in permittedSubtrees; one label is `nc_dns_tld`",
    Look::Base(|subtree| permitted_suffix(subtree, Form::DnsName)),
);

static EMAIL_PUBLIC_SUFFIX: Lint = Lint::new(
    "nc_email_public_suffix",
    Severity::Warn,
    "A permitted rfc822Name base is a public suffix, below which anybody can register a name",
    &[SBR_CONSTRAINTS, RFC5280_NC],
    "an entry of the Public Suffix List of several labels in permittedSubtrees, with or without a dot in front; one label is \
     `nc_email_tld`",
    Look::Base(|subtree| permitted_suffix(subtree, Form::Rfc822Name)),
);

static URI_PUBLIC_SUFFIX: Lint = Lint::new(
    "nc_uri_public_suffix",
    Severity::Warn,
    "A permitted uniformResourceIdentifier base is a public suffix, below which anybody can register a name",
    &[RFC5280_NC],
    "an entry of the Public Suffix List of several labels in permittedSubtrees, with or without a dot in front; one label is \
     `nc_uri_not_fqdn`",
    Look::Base(|subtree| permitted_suffix(subtree, Form::Uri)),
);

static SRV_PUBLIC_SUFFIX: Lint = Lint::new(
    "nc_srv_public_suffix",
    Severity::Warn,
    "A permitted SRVName base has a domain that is a public suffix, below which anybody can register a name",
    &[RFC4985_4],
    "an entry of the Public Suffix List of several labels in permittedSubtrees; one label is `nc_srv_tld_permitted`",
    Look::Base(|subtree| {
        let Ok(Base::Srv(base)) = subtree.base else { return None };
        let name = base.name().filter(|name| subtree.is_permitted() && name.parent().is_some())?;
        is_public_suffix(name.as_str().as_bytes()).then(|| Fault::new(subtree.octets()))
    }),
)
.applies_to(&[RuleSet::Srv]);

/// Returns a fault at the domain of a permitted base of this form that is a suffix of several labels. A mailbox is no base
/// for a domain.
fn permitted_suffix(subtree: &Subtree<'_>, form: Form<'static>) -> Option<Fault> {
    let is_asked = subtree.is_permitted() && subtree.form() == form && !subtree.name.value().contains(&b'@');
    let domain = base_domain(&subtree.name).filter(|_| is_asked)?;
    (domain.octets.contains(&b'.') && is_public_suffix(domain.octets)).then(|| Fault::new(domain.range()))
}

/// Returns the entry of the list that a domain is or is below, with who wrote it; `None` for what is too long to be a domain,
/// which the list is not asked about.
fn suffix_of(lowered: &[u8]) -> Option<psl::Suffix<'_>> {
    if lowered.len() > MAX_NAME_OCTETS { None } else { psl::suffix(lowered) }
}

/// Returns whether a domain is an entry of the list. Returns `false` for a last label that the list does not have.
fn is_public_suffix(domain: &[u8]) -> bool {
    let lowered = domain.to_ascii_lowercase();
    suffix_of(&lowered).is_some_and(|suffix| suffix.is_known() && suffix.as_bytes() == lowered)
}

/// Returns whether a domain is an entry of the part of the list that registries wrote.
fn is_registry_suffix(domain: &[u8]) -> bool {
    let lowered = domain.to_ascii_lowercase();
    suffix_of(&lowered).is_some_and(|suffix| suffix.typ() == Some(psl::Type::Icann) && suffix.as_bytes() == lowered)
}

/// Returns whether the last label of a domain is in the list.
fn has_known_top(domain: &[u8]) -> bool {
    let lowered = domain.to_ascii_lowercase();
    suffix_of(&lowered).is_some_and(|suffix| suffix.is_known())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn suffixes_are_told_from_domains() {
        for (domain, is_suffix) in
            [("com", true), ("co.uk", true), ("CO.UK", true), ("example.co.uk", false), ("example", false), ("", false)]
        {
            assert_eq!(is_public_suffix(domain.as_bytes()), is_suffix, "{domain}");
        }
    }
}
