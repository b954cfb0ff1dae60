//! The policy file, from its octets (RFC 8461 §3.2).

use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::mem;

use crate::delegation::mta_sts::mx_pattern::{MxPattern, MxPatternError};
use crate::delegation::mta_sts::octet::{is_white_space, skip_white_space, without_white_space_at_end};
use crate::delegation::mta_sts::policy::{MaxAge, StsMode, StsPolicy};
use crate::delegation::mta_sts::policy_error::{
    InvalidPolicy, PolicyFault, PolicyField, PolicyNote, PolicyNoteKind, PolicyPlace,
};
use crate::delegation::mta_sts::record::is_name;

/// Most digits of a max_age.
const MAX_DIGITS: usize = 10;

/// Whether a policy may have blank lines.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum BlankLines {
    /// They are notes: editors leave them, and every sender in use reads past them.
    #[default]
    Tolerated,
    /// They make a policy invalid, as the grammar does.
    Refused,
}

/// What a max_age above 31557600 is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum MaxAgeAboveMaximum {
    /// The maximum, with a note: RFC 8461 has no action for it, and to refuse the policy would be to refuse protection.
    #[default]
    Clamped,
    /// A fault of the policy.
    Refused,
}

/// How a policy is read where RFC 8461 leaves it open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct ReadingRules {
    /// Blank lines.
    pub blank_lines: BlankLines,
    /// A max_age above the maximum.
    pub max_age_above_maximum: MaxAgeAboveMaximum,
}

impl ReadingRules {
    /// The grammar and its comments, without tolerance: for those who check what they publish.
    pub const GRAMMAR: Self = Self::new(BlankLines::Refused, MaxAgeAboveMaximum::Refused);

    /// Returns the rules.
    #[must_use]
    pub const fn new(blank_lines: BlankLines, max_age_above_maximum: MaxAgeAboveMaximum) -> Self {
        Self { blank_lines, max_age_above_maximum }
    }
}

/// A policy with what its owner should know about its file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadPolicy {
    policy: StsPolicy,
    notes: Vec<PolicyNote>,
}

impl ReadPolicy {
    /// Reads the body of a policy file.
    ///
    /// Lines end with LF or CRLF, also both in one file. Of fields that may stand there once, the first counts; unknown
    /// fields are ignored. Cost is linear in the octets of the body; [`accept_response`](super::fetch::accept_response) bounds them.
    ///
    /// ```
    /// use srvname::delegation::mta_sts::{ReadPolicy, ReadingRules, StsMode};
    ///
    /// let body = b"version: STSv1\r\nmode: enforce\r\nmx: mail.example.com\r\nmax_age: 604800\r\n";
    /// let read = ReadPolicy::from_body(body, ReadingRules::default())?;
    /// assert_eq!(read.policy().mode(), StsMode::Enforce);
    /// assert_eq!(read.policy().mx()[0].as_str(), "mail.example.com");
    ///
    /// let body = b"version: STSv1\nmode: enforce\nmx: mail.example.com.\nmax_age: 604800\n";
    /// let error = ReadPolicy::from_body(body, ReadingRules::default()).unwrap_err();
    /// assert_eq!(error.place().map(|place| place.line), Some(3));
    /// # Ok::<(), srvname::delegation::mta_sts::InvalidPolicy>(())
    /// ```
    ///
    /// Q: One `mx` is malformed and the others are not. Is the policy invalid?
    /// A: In modes enforce and testing it is: what the owner meant by the line is not known, and hosts may be missing. In
    ///    mode none it is a note, so that a domain can leave (§8.3).
    ///    (`src/delegation/mta_sts/reader/tests.rs`, `one_malformed_mx_is_enough_unless_the_mode_is_none`)
    ///
    /// Q: By the grammar `mode: report` is an extension. Is it one?
    /// A: Not if it is the first `mode`: the first of duplicates counts, also when it is the bad one.
    ///    (`src/delegation/mta_sts/reader/tests.rs`, `the_first_of_duplicates_counts`)
    ///
    /// # Errors
    ///
    /// [`InvalidPolicy`] with the first fault, its line and its octet: there is no policy.
    pub fn from_body(body: &[u8], rules: ReadingRules) -> Result<Self, InvalidPolicy> {
        if body.is_empty() {
            return Err(InvalidPolicy::new(PolicyFault::Empty, None));
        }
        let marks: [&[u8]; 3] = [b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff"];
        if marks.iter().any(|mark| body.starts_with(mark)) {
            return Err(InvalidPolicy::new(PolicyFault::ByteOrderMark, Some(PolicyPlace { line: 1, octet: 0 })));
        }
        let mut fields = Fields::new(rules);
        let mut octet = 0_usize;
        for (line, piece) in (1..).zip(body.split_inclusive(|octet| *octet == b'\n')) {
            let text = match piece.strip_suffix(b"\n") {
                Some(line) => line.strip_suffix(b"\r").unwrap_or(line),
                None => piece,
            };
            fields.read_line(text, PolicyPlace { line, octet })?;
            octet = octet.saturating_add(piece.len());
        }
        fields.finish()
    }

    /// Returns the policy.
    #[must_use]
    pub const fn policy(&self) -> &StsPolicy {
        &self.policy
    }

    /// Returns the policy alone.
    #[must_use]
    pub fn into_policy(self) -> StsPolicy {
        self.policy
    }

    /// Returns the notes, in the order of the file. No note changes the policy.
    #[must_use]
    pub fn notes(&self) -> &[PolicyNote] {
        &self.notes
    }
}

/// The fields as they are read, line by line.
struct Fields<'b> {
    rules: ReadingRules,
    version: bool,
    mode: Option<StsMode>,
    max_age: Option<MaxAge>,
    mx: Vec<MxPattern>,
    malformed_mx: Option<(PolicyPlace, MxPatternError)>,
    notes: Vec<PolicyNote>,
    /// Names of unknown fields, with their lines.
    unknown: Vec<(&'b str, usize)>,
}

impl<'b> Fields<'b> {
    const fn new(rules: ReadingRules) -> Self {
        Self {
            rules,
            version: false,
            mode: None,
            max_age: None,
            mx: Vec::new(),
            malformed_mx: None,
            notes: Vec::new(),
            unknown: Vec::new(),
        }
    }

    /// Reads a line without its end.
    fn read_line(&mut self, line: &'b [u8], place: PolicyPlace) -> Result<(), InvalidPolicy> {
        let fault = |fault, octet| Err(InvalidPolicy::new(fault, Some(place.plus(octet))));
        if let Some(at) = line.iter().position(|octet| *octet == b'\r') {
            return fault(PolicyFault::LoneCarriageReturn, at);
        }
        let line = without_white_space_at_end(line);
        if line.is_empty() {
            if self.rules.blank_lines == BlankLines::Refused {
                return fault(PolicyFault::BlankLine, 0);
            }
            self.note(PolicyNoteKind::BlankLine, place);
            return Ok(());
        }
        match line.first() {
            Some(b'#') => return fault(PolicyFault::Comment, 0),
            Some(b'{') => return fault(PolicyFault::Json, 0),
            Some(b'<') => return fault(PolicyFault::Markup, 0),
            Some(octet) if is_white_space(*octet) => return fault(PolicyFault::WhiteSpaceBeforeName, 0),
            _ => {}
        }
        let mut parts = line.splitn(2, |octet| *octet == b':');
        let name = parts.next().unwrap_or_default();
        let Some(rest) = parts.next() else { return fault(PolicyFault::NotAField, 0) };
        if name.last().is_some_and(|octet| is_white_space(*octet)) {
            let end = without_white_space_at_end(name).len();
            return fault(PolicyFault::WhiteSpaceBeforeColon, end);
        }
        if !is_name(name) {
            return fault(PolicyFault::Name, 0);
        }
        let value = skip_white_space(rest);
        self.read_field(name, value, place, place.plus(line.len().saturating_sub(value.len())))
    }

    /// Reads a field whose value starts at `at`.
    fn read_field(
        &mut self,
        name: &'b [u8],
        value: &[u8],
        line: PolicyPlace,
        at: PolicyPlace,
    ) -> Result<(), InvalidPolicy> {
        let fault = |fault| Err(InvalidPolicy::new(fault, Some(at)));
        match name {
            b"version" if !self.version => match value {
                b"STSv1" => self.version = true,
                _ => return fault(PolicyFault::Version),
            },
            b"mode" if self.mode.is_none() => {
                match StsMode::ALL.iter().find(|mode| mode.as_str().as_bytes() == value) {
                    Some(mode) => self.mode = Some(*mode),
                    None => return fault(PolicyFault::Mode),
                }
            }
            b"max_age" if self.max_age.is_none() => self.max_age = Some(self.read_max_age(value, at)?),
            b"mx" => match MxPattern::from_octets(value) {
                Ok(pattern) => {
                    if pattern.ends_in_number() {
                        self.note(PolicyNoteKind::AddressAsMx(pattern.clone()), at);
                    }
                    self.mx.push(pattern);
                }
                Err(error) => {
                    let at = at.plus(error.octet());
                    self.note(PolicyNoteKind::MalformedMx(error), at);
                    self.malformed_mx.get_or_insert((at, error));
                }
            },
            _ => self.read_ignored(name, value, line, at)?,
        }
        Ok(())
    }

    /// Reads a field that is unknown, or stands there again: it is ignored, and must be a field all the same.
    fn read_ignored(
        &mut self,
        name: &'b [u8],
        value: &[u8],
        line: PolicyPlace,
        at: PolicyPlace,
    ) -> Result<(), InvalidPolicy> {
        let fault = |fault, octet| Err(InvalidPolicy::new(fault, Some(at.plus(octet))));
        if value.is_empty() {
            return fault(PolicyFault::NoValue, 0);
        }
        if let Some(octet) = value.iter().position(u8::is_ascii_control) {
            return fault(PolicyFault::ControlCharacter, octet);
        }
        if let Err(error) = core::str::from_utf8(value) {
            return fault(PolicyFault::NotUtf8, error.valid_up_to());
        }
        match PolicyField::ALL.iter().find(|field| field.as_str().as_bytes() == name) {
            Some(field) => self.note(PolicyNoteKind::Duplicate(*field), line),
            None => self.unknown.extend(core::str::from_utf8(name).ok().map(|name| (name, line.line))),
        }
        Ok(())
    }

    fn read_max_age(&mut self, value: &[u8], at: PolicyPlace) -> Result<MaxAge, InvalidPolicy> {
        let fault = |fault| InvalidPolicy::new(fault, Some(at));
        // By hand: parsers of languages take signs, underscores and more digits.
        if value.is_empty() || value.len() > MAX_DIGITS || !value.iter().all(u8::is_ascii_digit) {
            return Err(fault(PolicyFault::MaxAge));
        }
        let digit = |octet: &u8| u64::from(octet.saturating_sub(b'0'));
        let seconds = value.iter().fold(0_u64, |sum, octet| sum.saturating_mul(10).saturating_add(digit(octet)));
        let max_age = MaxAge::clamped(seconds);
        if u64::from(max_age.seconds()) != seconds {
            if self.rules.max_age_above_maximum == MaxAgeAboveMaximum::Refused {
                return Err(fault(PolicyFault::MaxAgeAboveMaximum(seconds)));
            }
            self.note(PolicyNoteKind::MaxAgeAboveMaximum(seconds), at);
        }
        Ok(max_age)
    }

    fn note(&mut self, kind: PolicyNoteKind, place: PolicyPlace) {
        self.notes.push(PolicyNote { place, kind });
    }

    fn finish(mut self) -> Result<ReadPolicy, InvalidPolicy> {
        if !self.version {
            return Err(self.missing(PolicyField::Version));
        }
        let mode = self.mode.ok_or_else(|| self.missing(PolicyField::Mode))?;
        let max_age = self.max_age.ok_or_else(|| self.missing(PolicyField::MaxAge))?;
        if let (Some((place, error)), StsMode::Enforce | StsMode::Testing) = (self.malformed_mx, mode) {
            return Err(InvalidPolicy::new(PolicyFault::Mx(error), Some(place)));
        }
        let mx = mem::take(&mut self.mx);
        match StsPolicy::new(mode, max_age, mx) {
            Ok(policy) => Ok(ReadPolicy { policy, notes: self.notes }),
            Err(_) => Err(self.missing(PolicyField::Mx)),
        }
    }

    /// Returns the error of a file without a field, with the unknown field that was meant for it, if there is one.
    fn missing(&self, field: PolicyField) -> InvalidPolicy {
        let meant = self.unknown.iter().find(|(name, _)| is_near(name, field.as_str()));
        InvalidPolicy::new(
            PolicyFault::Missing {
                field,
                mode: self.mode,
                instead: meant.map(|(name, line)| (name.to_string(), *line)),
            },
            None,
        )
    }
}

/// Returns `true` if a name differs from another in case, in hyphens and underscores, or in one character more or less.
fn is_near(name: &str, wanted: &str) -> bool {
    let letters = |text: &str| -> String {
        text.chars().filter(|c| !matches!(c, '-' | '_')).map(|c| c.to_ascii_lowercase()).collect()
    };
    let (name, wanted) = (letters(name), letters(wanted));
    let (short, long) = if name.len() < wanted.len() { (&name, &wanted) } else { (&wanted, &name) };
    if long.len().saturating_sub(short.len()) > 1 {
        return false;
    }
    let start = short.bytes().zip(long.bytes()).take_while(|(one, other)| one == other).count();
    let end = short.bytes().rev().zip(long.bytes().rev()).take_while(|(one, other)| one == other).count();
    name == wanted || (short.len() < long.len() && start.saturating_add(end) >= short.len())
}

#[cfg(test)]
mod tests;
