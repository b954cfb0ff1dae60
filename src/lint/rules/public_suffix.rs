//! The lints about public suffixes, which need the Public Suffix List.
//!
//! `co.uk` has no owner, so a CA that is permitted it is permitted the names of everybody below it. The list is updated
//! independently of this library, and comes with the crate `psl`.

use crate::citation::Citation;
use crate::lint::citations::{BR_CONSTRAINED, RFC4985_4};
use crate::lint::definition::{Chapter, Lint, Look};
use crate::lint::fault::Fault;
use crate::lint::read::srv_text::Part;
use crate::lint::severity::{RuleSet, Severity};
use crate::name::dns::MAX_NAME_OCTETS;
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
    lints: &[&SAN_PUBLIC_SUFFIX, &DNS_PUBLIC_SUFFIX, &SRV_PUBLIC_SUFFIX],
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

static DNS_PUBLIC_SUFFIX: Lint = Lint::new(
    "nc_dns_public_suffix",
    Severity::Warn,
    "A permitted dNSName base is a public suffix, below which anybody can register a name",
    &[BR_CONSTRAINED, Citation::new("TLS BR", "3.2.2.4")],
    "an entry of the Public Suffix List of several labels in permittedSubtrees; one label is `nc_dns_tld`",
    Look::Base(|subtree| {
        let permitted = subtree.is_permitted() && subtree.form() == Form::DnsName;
        let text = Part { octets: subtree.name.value(), offset: subtree.name.value_offset() };
        let bare = text.octets.strip_prefix(b".".as_slice()).unwrap_or(text.octets);
        (permitted && bare.contains(&b'.') && is_public_suffix(bare)).then(|| Fault::new(text.range()))
    }),
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

/// Returns whether a domain is an entry of the list. Returns `false` for a last label that the list does not have, and for
/// what is too long to be a domain, which the list is not asked about.
fn is_public_suffix(domain: &[u8]) -> bool {
    if domain.len() > MAX_NAME_OCTETS {
        return false;
    }
    let lowered = domain.to_ascii_lowercase();
    psl::suffix(&lowered).is_some_and(|suffix| suffix.is_known() && suffix.as_bytes() == lowered)
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
