//! Where the library and OpenSSL 3.0 differ, and which section says who is right.

use srvname::{Rejection, name::NameRule, path::RejectionKind};

use super::openssl::{UNSUPPORTED_CONSTRAINT_TYPE, is_about_constraints};
use crate::case::Case;
use crate::make::{GeneralName, der, oid};

/// One difference.
pub(crate) struct Difference {
    /// What the peer does.
    pub(crate) title: &'static str,
    /// What is right, and where it is written.
    pub(crate) right: &'static str,
    /// Whether these answers to this case differ for this reason.
    explains: fn(&Case, &Answers<'_>) -> bool,
}

/// Both answers to one case.
pub(crate) struct Answers<'a> {
    pub(crate) ours: &'a Result<(), Rejection>,
    pub(crate) theirs: &'a Result<(), i32>,
}

/// The entry that explains why these answers differ.
pub(crate) fn explain(case: &Case, answers: &Answers<'_>) -> Option<&'static Difference> {
    DIFFERENCES.iter().find(|difference| (difference.explains)(case, answers))
}

pub(crate) static DIFFERENCES: [Difference; 20] = [
    Difference {
        title: "an SRVName constraint refuses every SRVName",
        right: "RFC 4985 §4 says which SRVNames satisfy it; RFC 5280 §4.2.1.10 lets a validator refuse what it does \
            not process",
        explains: |case, answers| {
            *answers.theirs == Err(UNSUPPORTED_CONSTRAINT_TYPE)
                && some_pair(case, |base, name| is_srv(base) && is_srv(name))
        },
    },
    Difference {
        title: "a wildcard steps over an excluded base that is one of the names it stands for",
        right: "RFC 5280 §4.2.1.10: a name in an excluded subtree is invalid, and RFC 9525 §6.3 says which names a \
            wildcard stands for",
        explains: |case, answers| {
            answers.only_we_refuse(|kind| matches!(kind, RejectionKind::NameExcluded))
                && case.names.iter().any(|name| tag(name) == DNS_NAME && content(name).starts_with(b"*."))
        },
    },
    Difference {
        title: "a dot at the end steps over an excluded base",
        right: "RFC 5280 §4.2.1.6, RFC 1034 §3.5: a presented name does not end in a dot; what is malformed cannot \
            be said to be outside",
        explains: |_, answers| answers.only_we_call_malformed(&[NameRule::TrailingDot]),
    },
    Difference {
        title: "a star that is no complete left-most label is compared as a character",
        right: "RFC 9525 §6.3: it is no wildcard, and RFC 1034 §3.5 has no such character",
        explains: |_, answers| answers.only_we_call_malformed(&[NameRule::Wildcard]),
    },
    Difference {
        title: "a host name with empty labels, hyphens at the ends or a number at its end is compared as octets",
        right: "RFC 5280 §4.2.1.6, RFC 1034 §3.5, RFC 1123 §2.1: it is no host name, so it cannot be said to be \
            outside",
        explains: |_, answers| {
            answers.only_we_call_malformed(&[
                NameRule::Empty,
                NameRule::EmptyLabel,
                NameRule::LabelHyphen,
                NameRule::LabelCharacter,
                NameRule::NumericLastLabel,
            ])
        },
    },
    Difference {
        title: "a quoted local part is another mailbox than the same one without quotation marks",
        right: "RFC 5321 §4.1.2: they are one mailbox, so that one spelling steps over what excludes the other",
        explains: |case, answers| {
            let is_quoted = |name: &GeneralName| tag(name) == EMAIL && content(name).starts_with(b"\"");
            answers.differ_about_a_base() && case.names.iter().any(is_quoted)
        },
    },
    Difference {
        title: "a mailbox with an empty local part, or with characters that none has, is compared as octets",
        right: "RFC 5280 §4.2.1.6, RFC 5321 §4.1.2: it is no mailbox, so it cannot be said to be outside",
        explains: |_, answers| {
            answers.only_we_call_malformed(&[NameRule::EmptyLocalPart, NameRule::LocalPartCharacter])
        },
    },
    Difference {
        title: "a URI whose host is an address, a single label or percent-encoded is compared as a name",
        right: "RFC 5280 §4.2.1.10: the application must reject the certificate",
        explains: |_, answers| {
            answers.only_we_call_malformed(&[
                NameRule::UriIpHost,
                NameRule::UriSingleLabelHost,
                NameRule::UriEncodedHost,
            ])
        },
    },
    Difference {
        title: "a URI with characters that none has, or with a port of other than digits, is compared up to there",
        right: "RFC 3986 §3.2: it is no URI, and programs do not agree on its host",
        explains: |_, answers| answers.only_we_call_malformed(&[NameRule::UriCharacter, NameRule::UriPort]),
    },
    Difference {
        title: "user information, or a query right behind the host, is taken for the host of a URI",
        right: "RFC 3986 §3.2: the authority ends at `/`, `?` or `#`, and its host stands behind the `@`",
        explains: |case, answers| {
            answers.differ_about_a_base()
                && case
                    .names
                    .iter()
                    .any(|name| tag(name) == URI && has_more_than_host(&String::from_utf8_lossy(content(name))))
        },
    },
    Difference {
        title: "a mask with holes is applied bit by bit",
        right: "RFC 5280 §4.2.1.10: the base is in the style of RFC 4632, whose masks have no holes",
        explains: |_, answers| {
            answers.only_we_refuse(
                |kind| matches!(kind, RejectionKind::MalformedConstraint(error) if error.rule() == NameRule::IpMask),
            )
        },
    },
    Difference {
        title: "a base that is no domain, mailbox or host is compared as octets, and excludes next to nothing",
        right: "RFC 5280 §4.2.1.10: nobody can say what it excludes, so it refuses where a name of its form appears",
        explains: |_, answers| {
            answers.only_we_refuse(
                |kind| matches!(kind, RejectionKind::MalformedConstraint(error) if error.rule() != NameRule::IpMask),
            )
        },
    },
    Difference {
        title: "an empty rfc822Name or URI base holds no name",
        right: "decision 21: every name of the form, as with dNSName, so that excluding all of a form is possible",
        explains: |case, answers| {
            answers.differ_about_a_base()
                && some_pair(case, |base, _| matches!(tag(base), EMAIL | URI) && content(base).is_empty())
        },
    },
    Difference {
        title: "directory names differ where their case or white space differs beyond ASCII",
        right: "RFC 5280 §7.1, RFC 4518 §2.2 and §2.6.1: case and white space fold in all of Unicode",
        explains: |case, answers| {
            answers.differ_about_a_base()
                && some_pair(case, |base, name| {
                    tag(base) == DIRECTORY && tag(name) == DIRECTORY && !base.der().is_ascii()
                })
        },
    },
    Difference {
        title: "a SmtpUTF8Mailbox with a domain in U-labels is compared to the decoded A-labels of the base",
        right: "RFC 9598 §3: it is malformed, and comparing needs no Punycode",
        explains: |_, answers| answers.only_we_call_malformed(&[NameRule::NotAscii]),
    },
    Difference {
        title: "a SmtpUTF8Mailbox with a domain in A-labels matches no base in A-labels, and a mailbox as base holds \
            none",
        right: "RFC 9598 §6: A-labels are compared as they stand, and the domain alone decides",
        explains: |case, answers| answers.differ_about_a_base() && case.names.iter().any(is_smtp_utf8),
    },
    Difference {
        title: "a base of type SmtpUTF8Mailbox is passed over",
        right: "RFC 5280 §4.2.1.10: a constraint that is not processed refuses; RFC 9598 §6 gives such bases no \
            meaning",
        explains: |case, answers| {
            answers.only_we_refuse(|kind| matches!(kind, RejectionKind::UnsupportedConstraint))
                && some_pair(case, |base, _| is_smtp_utf8(base))
        },
    },
    Difference {
        title: "a GeneralName with a tag that it does not know, an ediPartyName without parties, or an attribute \
            that is no string makes the certificate unreadable",
        right: "decision 20: a form that is not understood refuses where it is constrained; RFC 5280 §4.1.2.4: \
            attribute values are of any type",
        explains: |case, answers| {
            answers.ours.is_ok()
                && answers.theirs.is_err_and(|error| !is_about_constraints(error))
                && case.names.iter().any(|name| matches!(tag(name), UNKNOWN | EDI_PARTY | DIRECTORY))
        },
    },
    Difference {
        title: "the common name of an end entity without dNSName is held by dNSName constraints",
        right: "RFC 9525 §2: the Common Name is never a name of the service; RFC 5280 §4.2.1.10 constrains it as \
            part of the directoryName",
        explains: |case, answers| {
            answers.only_they_refuse() && case.subject.der().windows(COMMON_NAME.len()).any(|oid| oid == COMMON_NAME)
        },
    },
    Difference {
        title: "an emailAddress in the subject is held beside a subjectAltName, and refused when it is no IA5String",
        right: "RFC 5280 §4.2.1.10: when the certificate does not include a subject alternative name; decision 21 \
            reads the address in any string of ASCII",
        explains: |case, answers| {
            answers.only_they_refuse()
                && case.subject.der().windows(EMAIL_ADDRESS.len()).any(|oid| oid == EMAIL_ADDRESS)
        },
    },
];

impl Answers<'_> {
    fn only_they_refuse(&self) -> bool {
        self.ours.is_ok() && self.theirs.is_err_and(is_about_constraints)
    }

    fn only_we_refuse(&self, kind: impl Fn(&RejectionKind) -> bool) -> bool {
        self.theirs.is_ok() && self.ours.as_ref().is_err_and(|refusal| kind(refusal.kind()))
    }

    fn only_we_call_malformed(&self, rules: &[NameRule]) -> bool {
        self.only_we_refuse(|kind| matches!(kind, RejectionKind::MalformedName(error) if rules.contains(&error.rule())))
    }

    /// One says inside and the other outside.
    fn differ_about_a_base(&self) -> bool {
        self.only_we_refuse(|kind| matches!(kind, RejectionKind::NameExcluded | RejectionKind::NameNotPermitted))
            || self.only_they_refuse()
    }
}

fn some_pair(case: &Case, holds: impl Fn(&GeneralName, &GeneralName) -> bool) -> bool {
    case.pairs().any(|(base, _, name)| holds(base, name))
}

const EMAIL: u8 = 0x81;
const DNS_NAME: u8 = 0x82;
const DIRECTORY: u8 = 0xa4;
const EDI_PARTY: u8 = 0xa5;
const URI: u8 = 0x86;
const UNKNOWN: u8 = 0x89;

/// The object identifier of a common name, without its header.
const COMMON_NAME: [u8; 3] = [0x55, 0x04, 0x03];
/// The object identifier of an emailAddress, without its header.
const EMAIL_ADDRESS: [u8; 9] = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x01];

fn tag(name: &GeneralName) -> u8 {
    name.der()[0]
}

fn content(name: &GeneralName) -> &[u8] {
    der::read(name.der()).map(|(element, _)| element.content).unwrap_or_default()
}

fn is_srv(name: &GeneralName) -> bool {
    content(name).starts_with(&der::object_identifier(oid::DNS_SRV))
}

fn is_smtp_utf8(name: &GeneralName) -> bool {
    content(name).starts_with(&der::object_identifier(oid::SMTP_UTF8_MAILBOX))
}

/// Whether the authority of a URI has user information, or ends without a slash in front of a query or a fragment.
fn has_more_than_host(uri: &str) -> bool {
    let Some((_, rest)) = uri.split_once("://") else { return false };
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    authority.contains('@') || rest[authority.len()..].starts_with(['?', '#'])
}
