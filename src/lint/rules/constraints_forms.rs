//! NameConstraints: the bases of the forms of RFC 5280, one by one.

use core::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use crate::der::Tag;
use crate::lint::citations::*;
use crate::lint::definition::{Chapter, Lint, Look};
use crate::lint::fault::Fault;
use crate::lint::read::certificate::Subtree;
use crate::lint::read::host_text::Part;
use crate::lint::read::reserved_addresses::reserved_in;
use crate::lint::severity::{RuleSet, Severity};
use crate::name::dns::{MAX_LABEL_OCTETS, MAX_NAME_OCTETS};
use crate::name::email::EmailSubtree;
use crate::name::error::NameRule;
use crate::name::host::HostBase;
use crate::name::ip::IpSubtree;
use crate::name::uri::UriSubtree;
use crate::name::{Base, Form};

use RuleSet::{Br, Smime};
use Severity::{Error, Notice, Warn};

/// The lints about bases of the forms of RFC 5280.
pub(crate) static CHAPTER: Chapter = Chapter {
    title: "NameConstraints: bases of dNSName, iPAddress, rfc822Name, uniformResourceIdentifier and directoryName",
    lints: &[
        &DNS_LEADING_DOT,
        &DNS_WILDCARD,
        &DNS_TRAILING_DOT,
        &DNS_BAD_LABEL,
        &DNS_UNDERSCORE,
        &DNS_UPPERCASE,
        &DNS_U_LABEL,
        &DNS_EMPTY_PERMITTED,
        &DNS_TLD,
        &IP_LENGTH,
        &IP_NONCONTIGUOUS_MASK,
        &IP_HOST_BITS,
        &IP_RESERVED,
        &EMAIL_SYNTAX,
        &EMAIL_MAILBOX,
        &URI_NOT_FQDN,
        &DIRNAME_EMPTY,
        &DIRNAME_EXCLUDED,
        &DIRNAME_STRING_TYPES,
    ],
};

static DNS_LEADING_DOT: Lint = Lint::new(
    "nc_dns_leading_dot",
    Error,
    "A dNSName base starts with a dot",
    &[RFC5280_NC],
    "the dot belongs to URI and rfc822Name bases; validators read it in different ways here",
    Look::Base(|subtree| {
        let text = dns(subtree).filter(|text| text.octets.starts_with(b"."))?;
        Some(Fault::new(text.offset..text.offset.saturating_add(1)))
    }),
);

static DNS_WILDCARD: Lint = Lint::new(
    "nc_dns_wildcard",
    Error,
    "A dNSName base holds an asterisk",
    &[RFC5280_NC, RFC5280_SAN],
    "`*`: a base stands for everything below it anyway",
    Look::Base(|subtree| dns(subtree)?.find(|octet| octet == b'*')),
);

static DNS_TRAILING_DOT: Lint = Lint::new(
    "nc_dns_trailing_dot",
    Error,
    "A dNSName base ends with a dot",
    &[RFC1034_3_5, RFC5280_NC],
    "a dot at the end, and something in front of it",
    Look::Base(|subtree| {
        let text = dns(subtree).filter(|text| text.octets.len() > 1 && text.octets.ends_with(b"."))?;
        let end = text.range().end;
        Some(Fault::new(end.saturating_sub(1)..end))
    }),
);

static DNS_BAD_LABEL: Lint = Lint::new(
    "nc_dns_bad_label",
    Error,
    "A dNSName base has a label that no host name has",
    &[RFC1034_3_5, RFC1123_2_1],
    "an empty label, one of more than 63 octets, a hyphen at an end, a character that is no letter, digit or hyphen, a \
     base of more than 253 octets, a last label of digits",
    Look::Base(|subtree| bad_label(&dns(subtree)?)),
);

static DNS_UNDERSCORE: Lint = Lint::new(
    "nc_dns_underscore",
    Error,
    "A dNSName base holds an underscore",
    &[RFC1034_3_5],
    "`_`, which host names do not have",
    Look::Base(|subtree| dns(subtree)?.find(|octet| octet == b'_')),
);

static DNS_UPPERCASE: Lint = Lint::new(
    "nc_dns_uppercase",
    Notice,
    "A dNSName base holds upper-case letters",
    &[RFC5280_IDN],
    "a letter A to Z; case is to be ignored",
    Look::Base(|subtree| dns(subtree)?.find(|octet| octet.is_ascii_uppercase())),
);

static DNS_U_LABEL: Lint = Lint::new(
    "nc_dns_ulabel",
    Error,
    "A dNSName base holds an octet that is not ASCII",
    &[RFC5280_IDN, RFC9549],
    "an octet from 0x80 up; an internationalized domain name is written in A-labels",
    Look::Base(|subtree| dns(subtree)?.find(|octet| octet >= 0x80)),
);

static DNS_EMPTY_PERMITTED: Lint = Lint::new(
    "nc_dns_empty_permitted",
    Warn,
    "A permitted dNSName base is empty, and so permits every name",
    &[RFC5280_NC, BR_CONSTRAINED],
    "a zero-length dNSName in permittedSubtrees; the Baseline Requirements use it in excludedSubtrees, to exclude all",
    Look::Base(|subtree| {
        dns(subtree)
            .filter(|text| subtree.is_permitted() && text.octets.is_empty())
            .map(|_| Fault::new(subtree.octets()))
    }),
);

static DNS_TLD: Lint = Lint::new(
    "nc_dns_tld",
    Warn,
    "A permitted dNSName base is a single label, and so permits a whole top-level domain",
    &[BR_CONSTRAINED, BR_DOMAINS],
    "one label in permittedSubtrees, which only the registry of that domain can claim",
    Look::Base(|subtree| {
        let text = dns(subtree).filter(|_| subtree.is_permitted())?;
        let bare = text.octets.strip_prefix(b".".as_slice()).unwrap_or(text.octets);
        let bare = bare.strip_suffix(b".".as_slice()).unwrap_or(bare);
        (!bare.is_empty() && !bare.contains(&b'.')).then(|| Fault::new(text.range()))
    }),
);

static IP_LENGTH: Lint = Lint::new(
    "nc_ip_length",
    Error,
    "An iPAddress base is not 8 or 32 octets long",
    &[RFC5280_NC],
    "another length than that of an address and its mask",
    Look::Base(|subtree| broken_ip(subtree, NameRule::IpBaseLength)),
);

static IP_NONCONTIGUOUS_MASK: Lint = Lint::new(
    "nc_ip_noncontiguous_mask",
    Error,
    "The mask of an iPAddress base is not contiguous",
    &[RFC4632_3_1, RFC5280_NC],
    "a one behind a zero in the mask",
    Look::Base(|subtree| broken_ip(subtree, NameRule::IpMask)),
);

static IP_HOST_BITS: Lint = Lint::new(
    "nc_ip_host_bits",
    Warn,
    "An iPAddress base has bits beyond its mask",
    &[RFC4632_3_1],
    "the address has a one where the mask has a zero: one address may have been meant, or another mask",
    Look::Base(|subtree| {
        let Ok(Base::Ip(base)) = subtree.base else { return None };
        (network(&base) != base.address()).then(|| Fault::new(value(subtree).range()))
    }),
);

static IP_RESERVED: Lint = Lint::new(
    "nc_ip_reserved",
    Error,
    "A permitted iPAddress base holds reserved addresses",
    &[BR_SUBSCRIBER_SAN, BR_INTERNAL_NAMES],
    "a permitted range that meets a block of the IANA special-purpose address registries",
    Look::Base(|subtree| {
        let Ok(Base::Ip(base)) = subtree.base else { return None };
        let reserved = subtree.is_permitted().then(|| reserved_in(base.address(), base.prefix_len()))??;
        Some(Fault::new(value(subtree).range()).with_note(alloc::format!("it meets {reserved}")))
    }),
)
.applies_to(&[Br])
.effective_from(BR_1_0);

static EMAIL_SYNTAX: Lint = Lint::new(
    "nc_email_syntax",
    Error,
    "An rfc822Name base is no mailbox, host or domain",
    &[RFC5280_NC],
    "an `@` with nothing or `*` in front of it, or a host that is none",
    Look::Base(|subtree| match subtree.base {
        Err(error) if subtree.form() == Form::Rfc822Name => {
            Some(Fault::new(value(subtree).range()).with_note(alloc::format!("{error}")))
        }
        Ok(Base::Email(EmailSubtree::Mailbox(mailbox))) if mailbox.local_part().as_str() == "*" => {
            Some(Fault::new(value(subtree).range()).with_note("there are no wildcards in addresses".into()))
        }
        _ => None,
    }),
);

static EMAIL_MAILBOX: Lint = Lint::new(
    "nc_email_mailbox",
    Warn,
    "An rfc822Name base is a single mailbox",
    &[RFC9598_6, RFC9549, SBR_CONSTRAINTS],
    "a base with a local part, which should not be used: SmtpUTF8Mailbox ignores it",
    Look::Base(|subtree| match subtree.base {
        Ok(Base::Email(EmailSubtree::Mailbox(mailbox))) if mailbox.local_part().as_str() != "*" => {
            Some(Fault::new(value(subtree).range()))
        }
        _ => None,
    }),
)
.with_severity_under(&[(Smime, Error)]);

static URI_NOT_FQDN: Lint = Lint::new(
    "nc_uri_not_fqdn",
    Error,
    "A uniformResourceIdentifier base is no fully qualified domain name",
    &[RFC5280_NC],
    "a scheme, a path, a port, an address, a single label, or nothing",
    Look::Base(|subtree| {
        if subtree.form() != Form::Uri {
            return None;
        }
        let fault = Fault::new(subtree.octets());
        match subtree.base {
            Ok(Base::Uri(UriSubtree::Host(base))) if base.name().parent().is_some() => None,
            Ok(Base::Uri(UriSubtree::All)) => Some(fault.with_note("it is empty".into())),
            Ok(Base::Uri(UriSubtree::Host(HostBase::Exact(_)))) => {
                Some(fault.with_note("it has one label, so no URI is inside: one at such a host is refused".into()))
            }
            Ok(_) => Some(fault.with_note("it has one label".into())),
            Err(error) => Some(fault.with_note(alloc::format!("{error}"))),
        }
    }),
);

static DIRNAME_EMPTY: Lint = Lint::new(
    "nc_dirname_empty",
    Warn,
    "A directoryName base is empty, and so holds every name",
    &[RFC5280_NAMES, RFC5280_NC],
    "a Name without RDNs",
    Look::Base(|subtree| match subtree.base {
        Ok(Base::Directory(base)) if base.name().is_empty() => Some(Fault::new(subtree.octets())),
        _ => None,
    }),
);

static DIRNAME_EXCLUDED: Lint = Lint::new(
    "nc_dirname_excluded",
    Warn,
    "A directoryName is excluded",
    &[BR_CONSTRAINED, BR_CA],
    "a directoryName in excludedSubtrees, which the Baseline Requirements do not recommend",
    Look::Base(|subtree| {
        (subtree.form() == Form::DirectoryName && !subtree.is_permitted()).then(|| Fault::new(subtree.octets()))
    }),
)
.applies_to(&[Br])
.effective_from(BR_2_0);

static DIRNAME_STRING_TYPES: Lint = Lint::new(
    "nc_dirname_non_utf8_printable",
    Warn,
    "A directoryName base has a value of an old string type",
    &[RFC5280_NC, RFC5280_NAMES],
    "a TeletexString, BMPString or UniversalString: many validators compare a base only with names of its own encoding",
    Look::Base(|subtree| {
        let Ok(Base::Directory(base)) = subtree.base else { return None };
        let mut attributes = base.name().rdns().flat_map(|rdn| rdn.attributes());
        let old = |tag| matches!(tag, Tag::TELETEX_STRING | Tag::BMP_STRING | Tag::UNIVERSAL_STRING);
        attributes.any(|attribute| old(attribute.tag())).then(|| Fault::new(subtree.octets()))
    }),
);

/// Returns the value of a base, with its place.
fn value<'a>(subtree: &Subtree<'a>) -> Part<'a> {
    Part { octets: subtree.name.value(), offset: subtree.name.value_offset() }
}

/// Returns the text of a dNSName base, or `None` if the base is of another form.
fn dns<'a>(subtree: &Subtree<'a>) -> Option<Part<'a>> {
    (subtree.form() == Form::DnsName).then(|| value(subtree))
}

/// Returns a fault at a label that no host name has, for a reason that has no lint of its own.
fn bad_label(text: &Part<'_>) -> Option<Fault> {
    if let Some(fault) = text.foreign_octet() {
        return Some(fault);
    }
    let bare = text.without(b".");
    let end = bare.range().end;
    if bare.octets.is_empty() {
        // The empty base is well-formed, and a dot alone is reported as a leading dot.
        return None;
    }
    if bare.octets.len() > MAX_NAME_OCTETS {
        return Some(Fault::new(text.range()));
    }
    let numeric = |label: &Part<'_>| label.range().end == end && label.octets.iter().all(u8::is_ascii_digit);
    let wrong = |label: &Part<'_>| match label.octets {
        // An empty last label is reported as a dot at the end.
        [] => label.offset < end,
        octets => {
            octets.len() > MAX_LABEL_OCTETS || octets.starts_with(b"-") || octets.ends_with(b"-") || numeric(label)
        }
    };
    bare.labels()
        .find(wrong)
        .map(|label| Fault::new(label.offset..label.range().end.max(label.offset.saturating_add(1))))
}

fn broken_ip(subtree: &Subtree<'_>, rule: NameRule) -> Option<Fault> {
    let Err(error) = subtree.base else { return None };
    (error.rule() == rule).then(|| Fault::new(value(subtree).range()))
}

/// Returns the address of a base without the bits beyond its mask.
fn network(base: &IpSubtree) -> IpAddr {
    match base.address() {
        IpAddr::V4(address) => {
            let mask = u32::MAX.checked_shl(32u32.saturating_sub(base.prefix_len().into())).unwrap_or(0);
            IpAddr::V4(Ipv4Addr::from_bits(address.to_bits() & mask))
        }
        IpAddr::V6(address) => {
            let mask = u128::MAX.checked_shl(128u32.saturating_sub(base.prefix_len().into())).unwrap_or(0);
            IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() & mask))
        }
    }
}
