//! SRVNames in subjectAltName: encoding and syntax.

use crate::citation::Citation;
use crate::lint::citations::*;
use crate::lint::definition::{Chapter, Lint, Look};
use crate::lint::fault::Fault;
use crate::lint::place::Place;
use crate::lint::read::certificate::Srv;
use crate::lint::read::service_registry;
use crate::lint::severity::{RuleSet, Severity};

use Severity::{Error, Notice, Warn};

/// The lints about SRVNames in subjectAltName.
pub(crate) static CHAPTER: Chapter = Chapter {
    title: "SRVName in subjectAltName: encoding and syntax",
    lints: &[
        &NOT_IA5_STRING,
        &EMPTY,
        &NON_ASCII,
        &CONTROL_OR_SPACE,
        &OTHER_NAME_MALFORMED,
        &MISSING_UNDERSCORE,
        &SERVICE_ONLY,
        &EMPTY_SERVICE,
        &EMPTY_NAME,
        &PROTO_LABEL,
        &UNDERSCORE_IN_NAME,
        &LABEL_NOT_LDH,
        &EMPTY_LABEL,
        &TRAILING_DOT,
        &LABEL_TOO_LONG,
        &NAME_TOO_LONG,
        &SERVICE_CHARSET,
        &SERVICE_TOO_LONG,
        &SERVICE_UNREGISTERED,
        &SERVICE_ALIAS,
        &UPPERCASE,
        &RESERVED_LDH,
        &WILDCARD,
        &WILDCARD_INVALID,
        &IP_LITERAL,
        &INTERNAL_NAME,
    ],
};

static NOT_IA5_STRING: Lint = Lint::new(
    "srv_san_not_ia5string",
    Error,
    "An SRVName is not an IA5String",
    &[RFC4985_2, RFC4985_A1],
    "the value inside the otherName's `[0]` has another tag than 0x16; UTF8String is the common mistake",
    Look::SrvName(|text| text.not_ia5_string()),
);

static EMPTY: Lint = Lint::new(
    "srv_san_empty",
    Error,
    "An SRVName is an empty string",
    &[RFC4985_2, RFC5280_SAN],
    "the string has no octets, where its type asks for at least one",
    Look::SrvName(|text| text.empty()),
);

static NON_ASCII: Lint = Lint::new(
    "srv_san_non_ascii",
    Error,
    "An SRVName holds an octet that is not ASCII",
    &[RFC4985_3],
    "an octet from 0x80 up; an internationalized domain name is written in A-labels",
    Look::SrvName(|text| text.non_ascii()),
);

static CONTROL_OR_SPACE: Lint = Lint::new(
    "srv_san_control_or_space",
    Error,
    "An SRVName holds a control character or a space",
    &[RFC4985_2, RFC1034_3_5],
    "an octet below 0x21, or 0x7F",
    Look::SrvName(|text| text.control_or_space()),
);

static OTHER_NAME_MALFORMED: Lint = Lint::new(
    "srv_san_othername_malformed",
    Error,
    "An otherName of type SRVName does not hold exactly one string",
    &[RFC5280_SAN, RFC5280_MODULE],
    "no explicit `[0]`, several elements or none inside it, a constructed element, octets that are no DER",
    Look::WithSrvName(|certificate, report| {
        for entry in certificate.names() {
            if let Srv::Broken(error) = &entry.srv {
                report.add(Place::SubjectAltNameEntry(entry.index), entry.octets(), error);
            }
        }
    }),
);

static MISSING_UNDERSCORE: Lint = Lint::new(
    "srv_san_missing_underscore",
    Error,
    "An SRVName does not start with the underscore of a service",
    &[RFC4985_2],
    "the first octet is not `_`",
    Look::SrvName(|text| (text.service.is_none() && !text.octets.is_empty()).then(|| Fault::new(text.range()))),
);

static SERVICE_ONLY: Lint = Lint::new(
    "srv_san_service_only",
    Error,
    "An SRVName has a service and no domain",
    &[RFC4985_2],
    "no dot behind the service; that is a constraint, not a name",
    Look::SrvName(|text| {
        let service = text.service.filter(|service| !service.octets.is_empty());
        (service.is_some() && text.name.is_none()).then(|| Fault::new(text.range()))
    }),
);

static EMPTY_SERVICE: Lint = Lint::new(
    "srv_san_empty_service",
    Error,
    "An SRVName has an underscore and no service",
    &[RFC4985_2, RFC6335_5_1],
    "`_` alone, or `_.` in front of a domain",
    Look::SrvName(|text| text.service.filter(|service| service.octets.is_empty()).map(|_| Fault::new(text.range()))),
);

static EMPTY_NAME: Lint = Lint::new(
    "srv_san_empty_name",
    Error,
    "An SRVName has nothing behind the dot of its service",
    &[RFC4985_2],
    "`_imap.`",
    Look::SrvName(|text| {
        text.name.filter(|name| text.service.is_some() && name.octets.is_empty()).map(|_| Fault::new(text.range()))
    }),
);

static PROTO_LABEL: Lint = Lint::new(
    "srv_san_proto_label",
    Error,
    "An SRVName has a protocol label, as an SRV record has and an SRVName has not",
    &[RFC4985_2],
    "the label behind the service is `_tcp`, `_udp`, `_sctp`, `_dccp` or `_tls`",
    Look::SrvName(|text| text.proto_label()),
);

static UNDERSCORE_IN_NAME: Lint = Lint::new(
    "srv_san_underscore_in_name",
    Error,
    "The domain of an SRVName has a label with an underscore",
    &[RFC4985_3, RFC1034_3_5],
    "an underscore in another label than the service's, protocol labels apart",
    Look::SrvName(|text| text.underscore_in_name()),
);

static LABEL_NOT_LDH: Lint = Lint::new(
    "srv_san_label_not_ldh",
    Error,
    "The domain of an SRVName has a label that is not letters, digits and inner hyphens",
    &[RFC1034_3_5, RFC1123_2_1],
    "a printable character of another kind, or a hyphen at the end of a label",
    Look::SrvName(|text| text.label_not_ldh()),
);

static EMPTY_LABEL: Lint = Lint::new(
    "srv_san_empty_label",
    Error,
    "The domain of an SRVName has an empty label",
    &[Citation::new("RFC 1034", "3.1")],
    "two dots in a row, or a dot in front of the domain",
    Look::SrvName(|text| text.empty_label()),
);

static TRAILING_DOT: Lint = Lint::new(
    "srv_san_trailing_dot",
    Warn,
    "The domain of an SRVName ends with a dot",
    &[RFC4985_2, BR_SUBSCRIBER_SAN],
    "a dot at the end; RFC 4985 says nothing about it, and most clients will not match such a name",
    Look::SrvName(|text| text.trailing_dot()),
)
.with_severity_under(&[(RuleSet::Br, Error)]);

static LABEL_TOO_LONG: Lint = Lint::new(
    "srv_san_label_too_long",
    Error,
    "The domain of an SRVName has a label of more than 63 octets",
    &[RFC1035_SIZES],
    "a label of the domain longer than the DNS takes",
    Look::SrvName(|text| text.label_too_long()),
);

static NAME_TOO_LONG: Lint = Lint::new(
    "srv_san_name_too_long",
    Error,
    "The domain of an SRVName has more than 253 octets",
    &[RFC1035_SIZES],
    "a domain longer than the DNS takes, which is 255 octets on the wire",
    Look::SrvName(|text| text.name_too_long()),
);

static SERVICE_CHARSET: Lint = Lint::new(
    "srv_san_service_charset",
    Error,
    "The service of an SRVName is no service name",
    &[RFC6335_5_1, RFC6335_5_2],
    "another character than letter, digit and hyphen; no letter; a hyphen at an end, or two in a row",
    Look::SrvName(|text| text.service_charset()),
);

static SERVICE_TOO_LONG: Lint = Lint::new(
    "srv_san_service_too_long",
    Warn,
    "The service of an SRVName is longer than 15 octets",
    &[RFC6335_5_1],
    "16 to 62 octets; an error from 63 up, because the service is then no label with its underscore",
    Look::SrvName(|text| text.service_too_long()),
);

static SERVICE_UNREGISTERED: Lint = Lint::new(
    "srv_san_service_unregistered",
    Notice,
    "The service of an SRVName is not registered",
    &[RFC6335_5_2, RFC4985_2],
    "a well-formed service that the snapshot of the registry does not have; RFC 4985 lets services be defined locally",
    Look::SrvName(|text| text.service_unregistered()),
);

static SERVICE_ALIAS: Lint = Lint::new(
    "srv_san_service_alias",
    Warn,
    "The service of an SRVName goes by another name",
    &[RFC4985_2],
    "a word that is in use for a service with a registered name, which is then the only one allowed",
    Look::SrvName(|text| text.service_alias()),
);

static UPPERCASE: Lint = Lint::new(
    "srv_san_uppercase",
    Notice,
    "An SRVName holds upper-case letters",
    &[RFC4985_2, RFC4985_3],
    "a letter A to Z; case is to be ignored, and some clients compare the service with regard to it",
    Look::SrvName(|text| text.uppercase()),
);

static RESERVED_LDH: Lint = Lint::new(
    "srv_san_reserved_ldh",
    Warn,
    "The domain of an SRVName has a label with hyphens at the third and fourth place that is no A-label",
    &[RFC5890_LABELS, BR_SUBSCRIBER_SAN],
    "`??--` other than `xn--`: labels set aside for encodings",
    Look::SrvName(|text| text.reserved_ldh()),
)
.with_severity_under(&[(RuleSet::Br, Error)]);

static WILDCARD: Lint = Lint::new(
    "srv_san_wildcard",
    Warn,
    "An SRVName is a wildcard, which few clients match",
    &[RFC9525_6_3, RFC5280_SAN, Citation::new("RFC 7817", "3")],
    "`*` as the left-most label of the domain: clients match it only where their technology says so; an error for the \
     services of mail, whose rules leave no room for it",
    Look::SrvName(|text| {
        let fault = text.wildcard()?;
        let mail = text.service.is_some_and(|service| service_registry::is_mail(service.octets));
        Some(if mail { fault.with_severity(Error) } else { fault })
    }),
);

static WILDCARD_INVALID: Lint = Lint::new(
    "srv_san_wildcard_invalid",
    Error,
    "An SRVName holds an asterisk that is no wildcard",
    &[RFC9525_6_3],
    "`*` in the service, in part of a label, in another label than the left-most, or with nothing behind it",
    Look::SrvName(|text| text.wildcard_invalid()),
);

static IP_LITERAL: Lint = Lint::new(
    "srv_san_ip_literal",
    Error,
    "The domain of an SRVName is an IP address",
    &[RFC9525_6_4, RFC1123_2_1],
    "an IPv4 or IPv6 address, or a last label of digits only",
    Look::SrvName(|text| text.ip_literal()),
);

static INTERNAL_NAME: Lint = Lint::new(
    "srv_san_internal_name",
    Warn,
    "The domain of an SRVName is not one of the public DNS",
    &[BR_SUBSCRIBER_SAN, RFC6761_6],
    "a single label, or a name below `test`, `example`, `invalid`, `localhost`, `local`, `alt`, `internal` or `home.arpa`",
    Look::SrvName(|text| text.internal_name()),
)
.with_severity_under(&[(RuleSet::Br, Error)]);
