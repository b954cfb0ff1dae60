//! Where the library and rustls-webpki 0.103 differ, and which section says who is right.

use std::fmt;

use srvname::{Rejection, name::NameRule, path::RejectionKind};

use srvname_testkit::differential::Case;
use srvname_testkit::make::{GeneralName, der};

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
    pub(crate) theirs: &'a Result<(), webpki::Error>,
}

/// The entry that explains why these answers differ.
pub(crate) fn explain(case: &Case, answers: &Answers<'_>) -> Option<&'static Difference> {
    DIFFERENCES.iter().find(|difference| (difference.explains)(case, answers))
}

pub(crate) static DIFFERENCES: [Difference; 5] = [
    Difference {
        title: "a wildcard above one label is malformed",
        right: "RFC 9525 §6.3: the star is the complete left-most label of a name, and asks for no number of labels",
        explains: |case, answers| {
            matches!(answers.theirs, Err(webpki::Error::MalformedDnsIdentifier))
                && case.names.iter().any(|name| dns(name).is_some_and(|text| is_wildcard_above_one_label(&text)))
        },
    },
    Difference {
        title: "a mask is looked at only as far as addresses agree, so a base with holes goes unnoticed elsewhere",
        right: "RFC 5280 §4.2.1.10: the base is in the style of RFC 4632, whose masks have no holes; what it holds \
            nobody can say",
        explains: |case, answers| {
            answers.theirs.is_ok()
                && matches!(answers.ours, Err(refusal) if is_malformed_mask(refusal))
                && case.pairs().any(|(base, _, _)| tag(base) == IP_ADDRESS)
        },
    },
    Difference {
        title: "an excluded base `.c.a.b` excludes the wildcard `*.a.b`",
        right: "RFC 9525 §6.3: the star stands for one label, so no name it stands for is below `c.a.b`",
        explains: |case, answers| {
            matches!(answers.theirs, Err(webpki::Error::NameConstraintViolation))
                && case.pairs().any(|(base, excluded, name)| excluded && is_dotted_child_of_wildcard(base, name))
        },
    },
    Difference {
        title: "a minimum of 0 that is spelt out is malformed",
        right: "RFC 5280 §4.2.1.10: the minimum must be zero, and is; X.690 §11.5 is the encoder's business",
        explains: |case, answers| {
            matches!(answers.theirs, Err(webpki::Error::TrailingData(_))) && answers.ours.is_ok() && case.minimum_zero
        },
    },
    Difference {
        title: "a constraint on otherName, rfc822Name, URI or directoryName refuses every name of the same tag",
        right: "RFC 5280 §4.2.1.10 lets a validator refuse what it does not process; each type-id of otherName is a \
            form of its own (RFC 4985 §4, RFC 9598 §6)",
        explains: |case, answers| {
            matches!(answers.theirs, Err(webpki::Error::NameConstraintViolation))
                && case
                    .pairs()
                    .any(|(base, _, name)| tag(base) == tag(name) && !matches!(tag(base), DNS_NAME | IP_ADDRESS))
        },
    },
];

const DNS_NAME: u8 = 0x82;
const IP_ADDRESS: u8 = 0x87;

fn tag(name: &GeneralName) -> u8 {
    name.der()[0]
}

/// The text of a dNSName.
fn dns(name: &GeneralName) -> Option<String> {
    let (element, _) = der::read(name.der()).ok()?;
    (element.tag == DNS_NAME).then(|| String::from_utf8_lossy(element.content).into_owned())
}

fn is_wildcard_above_one_label(text: &str) -> bool {
    text.strip_prefix("*.").is_some_and(|parent| !parent.is_empty() && !parent.contains('.'))
}

fn is_malformed_mask(refusal: &Rejection) -> bool {
    matches!(refusal.kind(), RejectionKind::MalformedConstraint(error) if error.rule() == NameRule::IpMask)
}

fn is_dotted_child_of_wildcard(base: &GeneralName, name: &GeneralName) -> bool {
    let (Some(base), Some(name)) = (dns(base), dns(name)) else { return false };
    let child = base.strip_prefix('.').and_then(|base| base.split_once('.'));
    child.is_some_and(|(_, parent)| name.strip_prefix("*.").is_some_and(|above| above.eq_ignore_ascii_case(parent)))
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.title, self.right)
    }
}
