//! Why the body of a policy file is no policy, and what is only noted about it.

use alloc::string::String;
use core::fmt;

use crate::citation::Citation;
use crate::delegation::mta_sts::mx_pattern::{MxPattern, MxPatternError};
use crate::delegation::mta_sts::policy::{MaxAge, StsMode};
use crate::name::line::Escaped;

/// A place in a policy file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PolicyPlace {
    /// The line, from 1.
    pub line: usize,
    /// The octet of the file, from 0.
    pub octet: usize,
}

impl PolicyPlace {
    /// Returns the place so many octets further in the same line.
    pub(crate) const fn plus(self, octets: usize) -> Self {
        Self { line: self.line, octet: self.octet.saturating_add(octets) }
    }
}

/// The fields that have a meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum PolicyField {
    /// `version`.
    Version,
    /// `mode`.
    Mode,
    /// `max_age`.
    MaxAge,
    /// `mx`.
    Mx,
}

impl PolicyField {
    /// Every field, in the order in which a policy is written.
    pub const ALL: [Self; 4] = [Self::Version, Self::Mode, Self::Mx, Self::MaxAge];

    /// Returns the name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Version => "version",
            Self::Mode => "mode",
            Self::MaxAge => "max_age",
            Self::Mx => "mx",
        }
    }
}

impl fmt::Display for PolicyField {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Something about a policy file that does not make it invalid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyNote {
    pub(crate) place: PolicyPlace,
    pub(crate) kind: PolicyNoteKind,
}

impl PolicyNote {
    /// Returns where it is.
    #[must_use]
    pub const fn place(&self) -> PolicyPlace {
        self.place
    }

    /// Returns what it is.
    #[must_use]
    pub const fn kind(&self) -> &PolicyNoteKind {
        &self.kind
    }
}

/// What a note is about.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PolicyNoteKind {
    /// A blank line.
    BlankLine,
    /// A field that stood there before: it is ignored.
    Duplicate(PolicyField),
    /// A lifetime of so many seconds, taken as the maximum.
    MaxAgeAboveMaximum(u64),
    /// A pattern that looks like an address: no host and no certificate matches.
    AddressAsMx(MxPattern),
    /// A pattern that is none, in a policy of mode none.
    MalformedMx(MxPatternError),
}

impl fmt::Display for PolicyNote {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: ", self.place.line)?;
        match &self.kind {
            PolicyNoteKind::BlankLine => {
                f.write_str("a blank line, which the grammar does not have: remove it [RFC 8461 §3.2]")
            }
            PolicyNoteKind::Duplicate(field) => {
                write!(f, "{field} stands there again, and only the first counts: remove this one [RFC 8461 §3.2]")
            }
            PolicyNoteKind::MaxAgeAboveMaximum(seconds) => {
                let maximum = MaxAge::MAXIMUM;
                write!(f, "max_age {seconds} is above the maximum, and taken as {maximum} [RFC 8461 §3.2]")
            }
            PolicyNoteKind::AddressAsMx(pattern) => {
                write!(f, "mx {pattern} is an address: it matches no host, so write the name [RFC 8461 §3.2]")
            }
            PolicyNoteKind::MalformedMx(error) => {
                write!(f, "{error}; it is ignored because the mode is none [RFC 8461 §3.2]")
            }
        }
    }
}

/// Why the body of a policy file is no policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidPolicy {
    fault: PolicyFault,
    place: Option<PolicyPlace>,
}

impl InvalidPolicy {
    pub(crate) const fn new(fault: PolicyFault, place: Option<PolicyPlace>) -> Self {
        Self { fault, place }
    }

    /// Returns the fault.
    #[must_use]
    pub const fn fault(&self) -> &PolicyFault {
        &self.fault
    }

    /// Returns where it is; `None` if what is missing is nowhere.
    #[must_use]
    pub const fn place(&self) -> Option<PolicyPlace> {
        self.place
    }

    /// Returns the section that decides.
    #[must_use]
    pub const fn citation(&self) -> Citation {
        Citation::new("RFC 8461", "3.2")
    }
}

/// What is wrong with the body of a policy file.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PolicyFault {
    /// It has no octet.
    Empty,
    /// It begins with a byte order mark.
    ByteOrderMark,
    /// A CR without an LF after it.
    LoneCarriageReturn,
    /// A blank line, where those are refused.
    BlankLine,
    /// A line that begins with `#`.
    Comment,
    /// A line that begins with `{`, as policies of early drafts did.
    Json,
    /// A line that begins with `<`, as a web page does.
    Markup,
    /// White space before the name of a field.
    WhiteSpaceBeforeName,
    /// White space between the name of a field and its colon.
    WhiteSpaceBeforeColon,
    /// A line without a colon.
    NotAField,
    /// The name of a field with a character that no name has, with more than 32, or with none.
    Name,
    /// A field without a value.
    NoValue,
    /// A control character in a value.
    ControlCharacter,
    /// A value that is not UTF-8.
    NotUtf8,
    /// Another version than `STSv1`.
    Version,
    /// A mode that is none of the three.
    Mode,
    /// A lifetime that is not 1 to 10 digits.
    MaxAge,
    /// A lifetime of so many seconds, where those above the maximum are refused.
    MaxAgeAboveMaximum(u64),
    /// A malformed pattern.
    Mx(MxPatternError),
    /// A field is missing.
    Missing {
        /// The field.
        field: PolicyField,
        /// The mode, if it was read.
        mode: Option<StsMode>,
        /// The name and the line of an unknown field that may have been meant for it.
        instead: Option<(String, usize)>,
    },
}

impl fmt::Display for InvalidPolicy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(PolicyPlace { line, octet }) = self.place {
            write!(f, "line {line}, octet {octet}: ")?;
        }
        self.fault.fmt(f)?;
        write!(f, " [{}]", self.citation())
    }
}

impl fmt::Display for PolicyFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Empty => "the policy is empty",
            Self::ByteOrderMark => "a byte order mark before the first field: save the file as UTF-8 without it",
            Self::LoneCarriageReturn => "a CR without an LF ends no line: end lines with CRLF",
            Self::BlankLine => "a blank line, which the grammar does not have",
            Self::Comment => "a line that begins with #: a policy has no comments",
            Self::Json => {
                "a line of JSON, as drafts of MTA-STS had it: write each field as name: value, on a line of its own"
            }
            Self::Markup => "a line of HTML or XML: the web server sends a page in place of the policy",
            Self::WhiteSpaceBeforeName => "white space before the name of a field: a line begins with its name",
            Self::WhiteSpaceBeforeColon => "white space before the colon: the colon follows the name at once",
            Self::NotAField => "a line that is no field: it has no colon",
            Self::Name => "a line that is no field: what stands before its colon is no name",
            Self::NoValue => "a field without a value",
            Self::ControlCharacter => "a control character in a value",
            Self::NotUtf8 => "a value that is not UTF-8",
            Self::Version => "the version is not STSv1, which is the only one",
            Self::Mode => "the mode is none of enforce, testing and none",
            Self::MaxAge => "max_age is not 1 to 10 digits",
            Self::MaxAgeAboveMaximum(seconds) => {
                return write!(f, "max_age {seconds} is above the maximum, {}", MaxAge::MAXIMUM);
            }
            Self::Mx(error) => return error.fmt(f),
            Self::Missing { field, mode, instead } => return write_missing(*field, *mode, instead.as_ref(), f),
        })
    }
}

fn write_missing(
    field: PolicyField,
    mode: Option<StsMode>,
    instead: Option<&(String, usize)>,
    f: &mut fmt::Formatter<'_>,
) -> fmt::Result {
    match (field, mode) {
        (PolicyField::Mx, Some(mode)) => write!(f, "mx is missing, and mode {mode} needs at least one")?,
        _ => write!(f, "{field} is missing")?,
    }
    match instead {
        Some((name, line)) => write!(f, "; is {} in line {line} meant? Names are compared exactly", Escaped::new(name)),
        None => Ok(()),
    }
}

impl core::error::Error for InvalidPolicy {}
