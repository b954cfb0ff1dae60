//! TLSA records as zones and tools write them: the presentation form of RFC 6698 §2.2, and the generic one of RFC 3597 §5.

use alloc::vec::Vec;
use core::fmt;

use crate::citation::Citation;
use crate::delegation::dns::{CertificateUsage, MatchingType, Selector, Tlsa};

/// The most octets that RDATA can have: its length has 16 bits (RFC 1035 §3.2.1).
const MAX_RDATA_OCTETS: usize = 65_535;

/// A TLSA record with its own data, read from text.
///
/// ```
/// use srvname::delegation::dane::OwnedTlsa;
///
/// let record = OwnedTlsa::parse("3 1 1 ( C0F11E83E44AE5B89168A96B651D9FB1 9CDBC0334B975E8E0858FF8CF46E5EAE )")?;
/// assert_eq!(record.to_string(), "3 1 1 c0f11e83e44ae5b89168a96b651d9fb19cdbc0334b975e8e0858ff8cf46e5eae");
/// assert_eq!(OwnedTlsa::parse(&record.as_tlsa().generic().to_string())?, record);
/// # Ok::<(), srvname::delegation::dane::TlsaTextError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OwnedTlsa {
    usage: CertificateUsage,
    selector: Selector,
    matching_type: MatchingType,
    data: Vec<u8>,
}

impl OwnedTlsa {
    /// Parses the RDATA of a record in presentation form, `3 1 1 c0f1...`, or in the generic form, `\# 35 030101c0f1...`.
    ///
    /// The type may be in front, as `TLSA` or `TYPE52`. Hexadecimal digits have no case, and white space may be anywhere among
    /// them; fields may be inside of one pair of parentheses (RFC 1035 §5.1).
    ///
    /// # Errors
    ///
    /// [`TlsaTextError`] with the position of the octet that is wrong.
    pub fn parse(text: &str) -> Result<Self, TlsaTextError> {
        let mut words = Words::new(text);
        let mut first = words.next();
        if first.is_some_and(|word| ["TLSA", "TYPE52"].iter().any(|name| word.text.eq_ignore_ascii_case(name))) {
            first = words.next();
        }
        let record = match first {
            Some(word) if word.text == "\\#" => Self::read_generic(&mut words)?,
            first => Self::read_fields(first, &mut words)?,
        };
        match words.fault {
            Some(position) => Err(TlsaTextError { kind: TlsaTextErrorKind::Parentheses, position }),
            None => Ok(record),
        }
    }

    /// Returns the record, borrowed.
    #[must_use]
    pub fn as_tlsa(&self) -> Tlsa<'_> {
        let Self { usage, selector, matching_type, data } = self;
        Tlsa { usage: *usage, selector: *selector, matching_type: *matching_type, data }
    }

    fn read_fields<'t>(first: Option<Word<'t>>, words: &mut Words<'t>) -> Result<Self, TlsaTextError> {
        let usage = CertificateUsage(read_number(first, words.end())?);
        let selector = Selector(read_number(words.next(), words.end())?);
        let matching_type = MatchingType(read_number(words.next(), words.end())?);
        let data = read_digits(words)?;
        if data.is_empty() {
            return Err(TlsaTextError { kind: TlsaTextErrorKind::DataMissing, position: words.end() });
        }
        Ok(Self { usage, selector, matching_type, data })
    }

    fn read_generic(words: &mut Words<'_>) -> Result<Self, TlsaTextError> {
        let missing = TlsaTextError { kind: TlsaTextErrorKind::LengthMissing, position: words.end() };
        let word = words.next().ok_or(missing)?;
        let length = decimal(word.text, 5).and_then(|length| usize::try_from(length).ok());
        let error = |kind| TlsaTextError { kind, position: word.position };
        let length = length.ok_or(error(TlsaTextErrorKind::Number))?;
        let octets = read_digits(words)?;
        if octets.len() != length {
            return Err(error(TlsaTextErrorKind::LengthWrong { announced: length, found: octets.len() }));
        }
        let record = Tlsa::from_rdata(&octets).ok_or(error(TlsaTextErrorKind::RdataTooShort))?;
        Ok(record.into())
    }
}

impl From<Tlsa<'_>> for OwnedTlsa {
    fn from(record: Tlsa<'_>) -> Self {
        let Tlsa { usage, selector, matching_type, data } = record;
        Self { usage, selector, matching_type, data: data.to_vec() }
    }
}

impl fmt::Display for OwnedTlsa {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.as_tlsa().fmt(f)
    }
}

impl Tlsa<'_> {
    /// Returns the record as RDATA: the reverse of [`Tlsa::from_rdata`].
    #[must_use]
    pub fn to_rdata(&self) -> Vec<u8> {
        let mut octets = Vec::with_capacity(self.data.len().saturating_add(3));
        octets.extend([self.usage.0, self.selector.0, self.matching_type.0]);
        octets.extend_from_slice(self.data);
        octets
    }

    /// Returns what displays the record in the generic form, with its type: `TYPE52 \# 35 030101c0f1...` (RFC 3597 §5), for
    /// servers that do not know TLSA records.
    #[must_use]
    pub const fn generic(&self) -> GenericTlsa<'_> {
        GenericTlsa(*self)
    }
}

impl fmt::Display for Tlsa<'_> {
    /// Writes the presentation form, in lower case. A record without data has none, and is written in the generic form.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.data.is_empty() {
            return write_generic(f, self);
        }
        write!(f, "{} ", self.combination())?;
        write_digits(f, self.data)
    }
}

/// A TLSA record in the generic form: see [`Tlsa::generic`].
#[derive(Clone, Copy, Debug)]
pub struct GenericTlsa<'e>(Tlsa<'e>);

impl fmt::Display for GenericTlsa<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TYPE52 ")?;
        write_generic(f, &self.0)
    }
}

fn write_generic(f: &mut fmt::Formatter<'_>, record: &Tlsa<'_>) -> fmt::Result {
    write!(f, "\\# {} ", record.data.len().saturating_add(3))?;
    write_digits(f, &[record.usage.0, record.selector.0, record.matching_type.0])?;
    write_digits(f, record.data)
}

fn write_digits(f: &mut fmt::Formatter<'_>, octets: &[u8]) -> fmt::Result {
    octets.iter().try_for_each(|octet| write!(f, "{octet:02x}"))
}

/// Why a text is no TLSA record, and where.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TlsaTextError {
    kind: TlsaTextErrorKind,
    position: usize,
}

/// Why a text is no TLSA record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TlsaTextErrorKind {
    /// Usage, selector, matching type or a length is missing, or is not a decimal number of the right size.
    Number,
    /// The data are missing.
    DataMissing,
    /// What stands among the data is not a hexadecimal digit.
    Digit,
    /// The data end within an octet.
    HalfOctet,
    /// The data are longer than any record.
    TooLong,
    /// A parenthesis is not closed, or was not opened, or is inside of another.
    Parentheses,
    /// The generic form has no length.
    LengthMissing,
    /// The generic form announces another length than its data have, in octets.
    LengthWrong {
        /// What it announces.
        announced: usize,
        /// What there is.
        found: usize,
    },
    /// The generic form has fewer than three octets.
    RdataTooShort,
}

impl TlsaTextError {
    /// Returns what is wrong.
    #[must_use]
    pub const fn kind(&self) -> TlsaTextErrorKind {
        self.kind
    }

    /// Returns the position of the octet at which it is wrong, from 0.
    #[must_use]
    pub const fn position(&self) -> usize {
        self.position
    }

    /// Returns the section that it violates.
    #[must_use]
    pub const fn citation(&self) -> Citation {
        match self.kind {
            TlsaTextErrorKind::LengthMissing
            | TlsaTextErrorKind::LengthWrong { .. }
            | TlsaTextErrorKind::RdataTooShort => Citation::new("RFC 3597", "5"),
            TlsaTextErrorKind::Parentheses => Citation::new("RFC 1035", "5.1"),
            _ => Citation::new("RFC 6698", "2.2"),
        }
    }
}

impl fmt::Display for TlsaTextError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind {
            TlsaTextErrorKind::Number => f.write_str("a decimal number is expected, such as in \"3 1 1\"")?,
            TlsaTextErrorKind::DataMissing => f.write_str("the hexadecimal data are missing")?,
            TlsaTextErrorKind::Digit => f.write_str("a character is no hexadecimal digit")?,
            TlsaTextErrorKind::HalfOctet => f.write_str("the number of hexadecimal digits is odd")?,
            TlsaTextErrorKind::TooLong => write!(f, "the data exceed the {MAX_RDATA_OCTETS} octets of a record")?,
            TlsaTextErrorKind::Parentheses => f.write_str("a parenthesis has no counterpart")?,
            TlsaTextErrorKind::LengthMissing => f.write_str("a length is expected after \\#")?,
            TlsaTextErrorKind::LengthWrong { announced, found } => {
                write!(f, "{announced} octets are announced, and there are {found}")?;
            }
            TlsaTextErrorKind::RdataTooShort => f.write_str("a record has at least three octets")?,
        }
        write!(f, " at octet {}", self.position)
    }
}

impl core::error::Error for TlsaTextError {}

/// A word of a text, and where it starts.
#[derive(Clone, Copy)]
struct Word<'t> {
    text: &'t str,
    position: usize,
}

/// The words of a text, between white space and parentheses, of which there may be one pair.
struct Words<'t> {
    text: &'t str,
    position: usize,
    open: Option<usize>,
    closed: bool,
    /// The position of a parenthesis without a counterpart.
    fault: Option<usize>,
}

impl<'t> Words<'t> {
    const fn new(text: &'t str) -> Self {
        Self { text, position: 0, open: None, closed: false, fault: None }
    }

    /// Returns the position after the whole text.
    const fn end(&self) -> usize {
        self.position.saturating_add(self.text.len())
    }

    fn skip(&mut self, octets: usize) {
        self.text = self.text.get(octets..).unwrap_or_default();
        self.position = self.position.saturating_add(octets);
    }

    fn parenthesis(&mut self, opens: bool) {
        let is_right = if opens { self.open.is_none() } else { self.open.is_some() && !self.closed };
        if !is_right {
            self.fault = self.fault.or(Some(self.position));
        }
        if opens {
            self.open = self.open.or(Some(self.position));
        } else {
            self.closed = true;
        }
    }
}

impl<'t> Iterator for Words<'t> {
    type Item = Word<'t>;

    fn next(&mut self) -> Option<Word<'t>> {
        loop {
            match self.text.bytes().next() {
                Some(b' ' | b'\t' | b'\r' | b'\n') => self.skip(1),
                Some(octet @ (b'(' | b')')) => {
                    self.parenthesis(octet == b'(');
                    self.skip(1);
                }
                Some(_) => break,
                None => {
                    // What was opened is closed at the end.
                    if !self.closed {
                        self.fault = self.fault.or(self.open);
                    }
                    return None;
                }
            }
        }
        let length = self.text.find([' ', '\t', '\r', '\n', '(', ')']).unwrap_or(self.text.len());
        let word = Word { text: self.text.get(..length).unwrap_or_default(), position: self.position };
        self.skip(length);
        Some(word)
    }
}

/// Returns the number of a field, or the error of a field that is missing, at `end`.
fn read_number(word: Option<Word<'_>>, end: usize) -> Result<u8, TlsaTextError> {
    let position = word.map_or(end, |word| word.position);
    let number = word.and_then(|word| decimal(word.text, 3)).and_then(|number| u8::try_from(number).ok());
    number.ok_or(TlsaTextError { kind: TlsaTextErrorKind::Number, position })
}

/// Returns a number of at least one digit and at most `most`, and of nothing else: no sign, no underscore.
fn decimal(text: &str, most: usize) -> Option<u32> {
    let is_decimal = !text.is_empty() && text.len() <= most && text.bytes().all(|octet| octet.is_ascii_digit());
    if is_decimal { text.parse().ok() } else { None }
}

/// Returns the octets of all words that are left.
fn read_digits(words: &mut Words<'_>) -> Result<Vec<u8>, TlsaTextError> {
    let mut octets = Vec::new();
    let mut half = None;
    for word in words.by_ref() {
        for (index, octet) in word.text.bytes().enumerate() {
            let error = |kind| TlsaTextError { kind, position: word.position.saturating_add(index) };
            let digit = char::from(octet).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
            let digit = digit.ok_or(error(TlsaTextErrorKind::Digit))?;
            half = match half {
                None => Some(digit),
                Some(high) if octets.len() < MAX_RDATA_OCTETS => {
                    octets.push(high << 4 | digit);
                    None
                }
                Some(_) => return Err(error(TlsaTextErrorKind::TooLong)),
            };
        }
    }
    match half {
        Some(_) => Err(TlsaTextError { kind: TlsaTextErrorKind::HalfOctet, position: words.end() }),
        None => Ok(octets),
    }
}

#[cfg(test)]
mod tests {
    use std::string::{String, ToString};

    use super::*;

    extern crate std;

    fn record(numbers: [u8; 3], data: &[u8]) -> OwnedTlsa {
        let [usage, selector, matching_type] = numbers;
        Tlsa {
            usage: CertificateUsage(usage),
            selector: Selector(selector),
            matching_type: MatchingType(matching_type),
            data,
        }
        .into()
    }

    #[test]
    fn the_presentation_form_is_read() {
        for text in [
            "3 1 1 0aff",
            "3 1 1 0A FF",
            " 3\t1  1 0\naf F ",
            "3 1 1 ( 0aff )",
            "( 3 1 1 0aff )",
            "3 1 1(0aff)",
            "TLSA 3 1 1 0aff",
            "tlsa 003 01 1 0aff",
            "\\# 5 0301010aff",
            "TYPE52 \\# 5 03 01 01 0A FF",
            "type52 \\# 5 ( 030101 0aff )",
        ] {
            assert_eq!(OwnedTlsa::parse(text), Ok(record([3, 1, 1], &[0x0a, 0xff])), "{text:?}");
        }
    }

    #[test]
    fn what_is_no_record_says_where() {
        use TlsaTextErrorKind as Kind;
        for (text, kind, position) in [
            ("", Kind::Number, 0),
            ("3 1", Kind::Number, 3),
            ("3 1 256 00", Kind::Number, 4),
            ("3 +1 1 00", Kind::Number, 2),
            ("3 1 0001 00", Kind::Number, 4),
            ("DANE-EE 1 1 00", Kind::Number, 0),
            ("3 1 1", Kind::DataMissing, 5),
            ("3 1 1 0g", Kind::Digit, 7),
            ("3 1 1 0x00", Kind::Digit, 7),
            ("3 1 1 00 é0", Kind::Digit, 9),
            ("3 1 1 000", Kind::HalfOctet, 9),
            ("3 1 1 ( 00", Kind::Parentheses, 6),
            ("3 1 1 00 )", Kind::Parentheses, 9),
            ("3 1 1 (( 00 ))", Kind::Parentheses, 7),
            ("3 1 1 ( 00 ) ( 00 )", Kind::Parentheses, 13),
            ("\\#", Kind::LengthMissing, 2),
            ("\\# 35.0 030101", Kind::Number, 3),
            ("\\# 4 030101", Kind::LengthWrong { announced: 4, found: 3 }, 3),
            ("\\# 2 0301", Kind::RdataTooShort, 3),
        ] {
            let error = OwnedTlsa::parse(text).unwrap_err();
            assert_eq!((error.kind(), error.position()), (kind, position), "{text:?}: {error}");
        }
    }

    #[test]
    fn data_are_bounded() {
        let digits = |octets: usize| std::format!("3 1 0 {}", "00".repeat(octets));
        assert!(OwnedTlsa::parse(&digits(MAX_RDATA_OCTETS)).is_ok());
        assert_eq!(OwnedTlsa::parse(&digits(MAX_RDATA_OCTETS + 1)).unwrap_err().kind(), TlsaTextErrorKind::TooLong);
    }

    #[test]
    fn what_is_written_is_read_back() {
        for record in [record([3, 1, 1], &[0; 32]), record([255, 4, 9], &[0xab]), record([2, 0, 0], &[])] {
            let (shown, generic): (String, String) = (record.to_string(), record.as_tlsa().generic().to_string());
            assert_eq!(OwnedTlsa::parse(&shown), Ok(record.clone()), "{shown}");
            assert_eq!(OwnedTlsa::parse(&generic), Ok(record.clone()), "{generic}");
            let octets = record.as_tlsa().to_rdata();
            assert_eq!(Tlsa::from_rdata(&octets), Some(record.as_tlsa()));
        }
        assert_eq!(record([3, 1, 1], &[0xC0, 0xF1]).as_tlsa().generic().to_string(), "TYPE52 \\# 5 030101c0f1");
        assert_eq!(record([2, 0, 0], &[]).to_string(), "\\# 3 020000");
        assert_eq!(record([3, 1, 1], &[1; 2]).to_string(), "3 1 1 0101");
    }
}
