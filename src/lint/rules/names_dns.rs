//! subjectAltName: dNSName, one by one.

use crate::certificate::general_name::GeneralName;
use crate::lint::citations::*;
use crate::lint::definition::{Chapter, Lint, Look};
use crate::lint::fault::Fault;
use crate::lint::read::host_text::Part;
use crate::lint::read::hosts::{range, value_of};
use crate::lint::severity::{EffectiveDate, RuleSet, Severity};
use crate::name::Form;

use Severity::{Error, Warn};

/// The lints about a dNSName in subjectAltName.
pub(crate) static CHAPTER: Chapter = Chapter {
    title: "subjectAltName: dNSName",
    lints: &[
        &EMPTY_LABEL,
        &TRAILING_DOT,
        &BAD_LABEL,
        &U_LABEL,
        &UNDERSCORE,
        &LABEL_TOO_LONG,
        &NAME_TOO_LONG,
        &RESERVED_LDH,
        &WILDCARD_INVALID,
        &IP_LITERAL,
        &INTERNAL_NAME,
        &REVERSE_ZONE,
    ],
};

/// The day from which TLS BR §7.1.2.7.12 has no names of reverse zones.
const NO_REVERSE_ZONES: EffectiveDate = EffectiveDate::new("2026-03-15", 1_773_532_800);

static EMPTY_LABEL: Lint = Lint::new(
    "san_dns_empty_label",
    Error,
    "A dNSName has an empty label, or is empty",
    &[RFC5280_SAN, RFC1034_3_5, BR_SUBSCRIBER_SAN],
    "no octets at all, two dots in a row, or a dot in front",
    Look::Name(|name| {
        let text = dns(name)?;
        if text.octets.is_empty() { Some(Fault::new(range(name))) } else { text.empty_label() }
    }),
);

static TRAILING_DOT: Lint = Lint::new(
    "san_dns_trailing_dot",
    Error,
    "A dNSName ends with a dot",
    &[RFC5280_SAN, RFC1034_3_5, BR_SUBSCRIBER_SAN],
    "a dot at the end, and something in front of it: the label of the root is not written in a certificate",
    Look::Name(|name| dns(name)?.trailing_dot()),
);

static BAD_LABEL: Lint = Lint::new(
    "san_dns_bad_label",
    Error,
    "A dNSName holds a character that no host name has, or a hyphen at the end of a label",
    &[RFC5280_SAN, RFC1034_3_5, RFC1123_2_1, BR_SUBSCRIBER_SAN],
    "a blank, a control character such as NUL, a scheme, a port, a list of names, an address of internet mail, quotation marks, \
     any other octet of ASCII but letters, digits, hyphens and dots; a label that starts or ends with a hyphen",
    Look::Name(|name| {
        let text = dns(name).filter(|text| !text.is_literal())?;
        text.foreign_octet().or_else(|| text.edge_hyphen())
    }),
);

static U_LABEL: Lint = Lint::new(
    "san_dns_ulabel",
    Error,
    "A dNSName holds an octet that is not ASCII",
    &[RFC5280_IDN, RFC9549, BR_SUBSCRIBER_SAN],
    "an octet from 0x80 up; an internationalized domain name is written in A-labels",
    Look::Name(|name| dns(name)?.find(|octet| octet >= 0x80)),
);

static UNDERSCORE: Lint = Lint::new(
    "san_dns_underscore",
    Error,
    "A dNSName holds an underscore",
    &[RFC5280_SAN, RFC1034_3_5, BR_SUBSCRIBER_SAN],
    "`_`, which host names do not have",
    Look::Name(|name| dns(name)?.find(|octet| octet == b'_')),
);

static LABEL_TOO_LONG: Lint = Lint::new(
    "san_dns_label_too_long",
    Error,
    "A dNSName has a label of more than 63 octets",
    &[RFC5280_SAN, RFC1035_SIZES],
    "a label longer than the DNS takes",
    Look::Name(|name| dns(name)?.label_too_long()),
);

static NAME_TOO_LONG: Lint = Lint::new(
    "san_dns_name_too_long",
    Error,
    "A dNSName has more than 253 octets",
    &[RFC5280_SAN, RFC1035_SIZES],
    "a name longer than the DNS takes, which is 255 octets on the wire",
    Look::Name(|name| dns(name)?.name_too_long()),
);

static RESERVED_LDH: Lint = Lint::new(
    "san_dns_reserved_ldh",
    Warn,
    "A dNSName has a label with hyphens at the third and fourth place that is no A-label",
    &[RFC5890_LABELS, BR_SUBSCRIBER_SAN],
    "`??--` other than `xn--`: labels set aside for encodings",
    Look::Name(|name| dns(name)?.reserved_ldh()),
)
.with_severity_under(&[(RuleSet::Br, Error)]);

static WILDCARD_INVALID: Lint = Lint::new(
    "san_dns_wildcard_invalid",
    Error,
    "A dNSName holds an asterisk that is no wildcard",
    &[RFC9525_6_3, BR_SUBSCRIBER_SAN],
    "`*` in part of a label, in another label than the left-most, or with nothing behind it: clients ignore such a name",
    Look::Name(|name| {
        let text = dns(name)?;
        let is_wildcard = text.octets.starts_with(b"*.") && text.octets.len() > 2;
        (if is_wildcard { text.without(b"*.") } else { text }).find(|octet| octet == b'*')
    }),
);

static IP_LITERAL: Lint = Lint::new(
    "san_dns_ip_literal",
    Error,
    "A dNSName is an IP address",
    &[RFC5280_SAN, RFC1123_2_1, RFC9525_6_4, BR_SUBSCRIBER_SAN],
    "an IPv4 or IPv6 address as text, or a last label of digits only; an address belongs into an iPAddress",
    Look::Name(|name| dns(name).filter(Part::is_address).map(|text| Fault::new(text.range()))),
);

static INTERNAL_NAME: Lint = Lint::new(
    "san_dns_internal_name",
    Error,
    "A dNSName is not one of the public DNS",
    &[BR_SUBSCRIBER_SAN, BR_INTERNAL_NAMES, RFC6761_6],
    "a single label, or a name below `test`, `example`, `invalid`, `localhost`, `local`, `alt`, `internal` or `home.arpa`, a \
     wildcard above it too",
    Look::Name(|name| dns(name)?.without(b"*.").internal_name()),
)
.applies_to(&[RuleSet::Br])
.effective_from(BR_1_0);

static REVERSE_ZONE: Lint = Lint::new(
    "san_dns_reverse_zone",
    Error,
    "A dNSName is in a zone in which addresses are looked up",
    &[BR_SUBSCRIBER_SAN],
    "a name that ends with `in-addr.arpa` or `ip6.arpa`",
    Look::Name(|name| {
        let text = dns(name)?;
        let ends = |zone: &[u8]| {
            let start = text.octets.len().checked_sub(zone.len())?;
            let (before, end) = text.octets.split_at_checked(start)?;
            (matches!(before.last(), None | Some(b'.')) && end.eq_ignore_ascii_case(zone)).then_some(())
        };
        ends(b"in-addr.arpa").or_else(|| ends(b"ip6.arpa")).map(|()| Fault::new(text.range()))
    }),
)
.applies_to(&[RuleSet::Br])
.effective_from(NO_REVERSE_ZONES);

fn dns<'a>(name: &GeneralName<'a>) -> Option<Part<'a>> {
    value_of(name, Form::DnsName)
}
