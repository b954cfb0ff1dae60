//! The TXT record that says whether a domain has a policy, and which instance of it (RFC 8461 §3.1).

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use crate::citation::Citation;
use crate::delegation::dns::{Lookup, Security, Txt};
use crate::delegation::mta_sts::octet::{is_white_space, position_of_end, skip_white_space};
use crate::delegation::mta_sts::policy_id::{PolicyId, PolicyIdError};

/// How every record begins.
const VERSION: &[u8] = b"v=STSv1";

/// How a record begins that is not discarded where there are several.
const DISCARD_UNLESS: &[u8] = b"v=STSv1;";

/// Most octets of the name of an extension.
const MAX_EXTENSION_NAME_OCTETS: usize = 32;

/// The `_mta-sts` record of a domain, of which the id alone has a meaning (RFC 8461 §3.1).
///
/// Q: A record that stands alone begins with `v=STSv1 ;`. Is it discarded?
/// A: No. The grammar has white space before a semicolon, and what is discarded for the literal `v=STSv1;` is discarded
///    where there are several records. It is a note, since senders with that literal do not find it.
///    (`src/delegation/mta_sts/record.rs`, `white_space_before_the_first_semicolon`)
///
/// Q: The first of two ids is malformed and the second is not. Which one counts?
/// A: The first, as always (§3.2), so the record is invalid.
///    (`src/delegation/mta_sts/record.rs`, `the_first_of_duplicates_counts`)
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StsRecord {
    id: PolicyId,
    notes: Vec<StsRecordNote>,
}

impl StsRecord {
    /// Returns the record among the TXT records at `_mta-sts` of the policy domain, whatever their order.
    ///
    /// The character-strings of a record are joined without a space. An alias at `_mta-sts` is the resolver's to follow.
    ///
    /// ```
    /// use srvname::delegation::dns::Txt;
    /// use srvname::delegation::mta_sts::StsRecord;
    ///
    /// let strings: [&[u8]; 1] = [b"v=STSv1; id=20160831085700Z;"];
    /// let record = StsRecord::select(&[Txt { strings: &strings }])?;
    /// assert_eq!(record.id().as_str(), "20160831085700Z");
    /// # Ok::<(), srvname::delegation::mta_sts::NoStsRecord>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`NoStsRecord`] if there is not exactly one, or if it is invalid: the domain has no policy that could be discovered,
    /// which does not remove one that is cached.
    pub fn select(records: &[Txt<'_>]) -> Result<Self, NoStsRecord> {
        if let [only] = records {
            return read(&only.strings.concat()).map_err(|fault| NoStsRecord { fault, record: Some(0) });
        }
        let joined = records.iter().map(|record| record.strings.concat()).enumerate();
        let mut kept = joined.filter(|(_, text)| text.starts_with(DISCARD_UNLESS));
        let none = |fault| NoStsRecord { fault, record: None };
        match (kept.next(), kept.count()) {
            (None, _) if records.is_empty() => Err(none(StsRecordFault::NoTxtRecord)),
            (None, _) => Err(none(StsRecordFault::NoneBegins(records.len()))),
            (Some((at, text)), 0) => read(&text).map_err(|fault| NoStsRecord { fault, record: Some(at) }),
            (Some(_), others) => Err(none(StsRecordFault::Several(others.saturating_add(1)))),
        }
    }

    /// Returns what a query for the TXT records at `_mta-sts` of the policy domain says.
    #[must_use]
    pub fn look_up(lookup: &Lookup<'_, Txt<'_>>) -> StsRecordLookup {
        match lookup.security() {
            security if !security.is_answer() => StsRecordLookup::Failed(security),
            _ => Self::select(lookup.records()).map_or_else(StsRecordLookup::Absent, StsRecordLookup::Found),
        }
    }

    /// Returns the id.
    #[must_use]
    pub const fn id(&self) -> &PolicyId {
        &self.id
    }

    /// Returns what the owner of the record should know. No note changes the id.
    #[must_use]
    pub fn notes(&self) -> &[StsRecordNote] {
        &self.notes
    }
}

/// What is known about the record of a domain.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum StsRecordLookup {
    /// Nobody asked for it.
    NotLookedUp,
    /// No answer arrived, or none that can be used: that says neither that there is a record nor that there is none.
    Failed(Security),
    /// There is none, or none that is valid.
    Absent(NoStsRecord),
    /// There is one.
    Found(StsRecord),
}

impl StsRecordLookup {
    /// Returns the id of the record; `None` if there is no record, or if it is not known.
    #[must_use]
    pub const fn id(&self) -> Option<&PolicyId> {
        match self {
            Self::Found(record) => Some(record.id()),
            _ => None,
        }
    }
}

/// Something about a record that is not an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum StsRecordNote {
    /// White space stands before the first semicolon: senders that ask for the literal `v=STSv1;` discard the record.
    WhiteSpaceAfterVersion,
    /// A field named `id` or `v` stands there again, at this octet; it is ignored (RFC 8461 §3.2).
    Duplicate(usize),
}

impl fmt::Display for StsRecordNote {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::WhiteSpaceAfterVersion => f.write_str(
                "white space before the first semicolon: senders that look for the literal v=STSv1; overlook the record, \
                 so leave it out [RFC 8461 §3.1]",
            ),
            Self::Duplicate(octet) => {
                write!(f, "a field stands there twice: the second, at octet {octet}, is ignored [RFC 8461 §3.2]")
            }
        }
    }
}

/// Why a domain has no `_mta-sts` record, and so no policy that could be discovered (RFC 8461 §3.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoStsRecord {
    fault: StsRecordFault,
    record: Option<usize>,
}

impl NoStsRecord {
    /// Returns the fault.
    #[must_use]
    pub const fn fault(&self) -> StsRecordFault {
        self.fault
    }

    /// Returns the position of the record with the fault in the list, from 0; `None` if the fault is in no single one.
    #[must_use]
    pub const fn record(&self) -> Option<usize> {
        self.record
    }

    /// Returns the octet of the joined character-strings at which the fault is, from 0; `None` if it is in no single one.
    #[must_use]
    pub const fn octet(&self) -> Option<usize> {
        match self.fault {
            StsRecordFault::NoTxtRecord | StsRecordFault::NoneBegins(_) | StsRecordFault::Several(_) => None,
            StsRecordFault::Version => Some(0),
            StsRecordFault::NotAscii(octet)
            | StsRecordFault::WhiteSpaceAroundEquals(octet)
            | StsRecordFault::WhiteSpaceAtEnd(octet)
            | StsRecordFault::EmptyField(octet)
            | StsRecordFault::NotAField(octet)
            | StsRecordFault::EmptyValue(octet)
            | StsRecordFault::Character(octet)
            | StsRecordFault::NoId(octet)
            | StsRecordFault::Id(octet, _) => Some(octet),
        }
    }

    /// Returns the section that decides.
    #[must_use]
    pub const fn citation(&self) -> Citation {
        Citation::new("RFC 8461", "3.1")
    }
}

/// What is wrong with the records. The number in most of them is the octet, from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum StsRecordFault {
    /// There is no TXT record.
    NoTxtRecord,
    /// There are so many TXT records, and none begins with the literal `v=STSv1;`.
    NoneBegins(usize),
    /// So many records begin with `v=STSv1;`.
    Several(usize),
    /// It does not begin with `v=STSv1`.
    Version,
    /// It is not US-ASCII.
    NotAscii(usize),
    /// White space stands beside `=`.
    WhiteSpaceAroundEquals(usize),
    /// White space stands at the end, and no semicolon before it.
    WhiteSpaceAtEnd(usize),
    /// Two semicolons have no field between them.
    EmptyField(usize),
    /// A text between semicolons is no `name=value`.
    NotAField(usize),
    /// A field has no value.
    EmptyValue(usize),
    /// A character that a value may not have: a second `=`, or a control character.
    Character(usize),
    /// There is no id.
    NoId(usize),
    /// The first id is malformed.
    Id(usize, PolicyIdError),
}

impl fmt::Display for NoStsRecord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.fault {
            StsRecordFault::NoTxtRecord => f.write_str("there is no TXT record at _mta-sts")?,
            StsRecordFault::NoneBegins(count) => {
                write!(f, "of {count} TXT records at _mta-sts none begins with the literal v=STSv1;")?;
            }
            StsRecordFault::Several(count) => {
                write!(f, "{count} records begin with v=STSv1;, and senders ignore all of them: leave one")?;
            }
            StsRecordFault::Version => f.write_str("the record does not begin with v=STSv1")?,
            StsRecordFault::NotAscii(octet) => write!(f, "the record is not US-ASCII at octet {octet}")?,
            StsRecordFault::WhiteSpaceAroundEquals(octet) => {
                write!(f, "white space beside = at octet {octet}: write name=value without it")?;
            }
            StsRecordFault::WhiteSpaceAtEnd(octet) => {
                write!(f, "white space at the end of the record, at octet {octet}")?;
            }
            StsRecordFault::EmptyField(octet) => write!(f, "nothing between two semicolons at octet {octet}")?,
            StsRecordFault::NotAField(octet) => write!(f, "what stands at octet {octet} is no name=value")?,
            StsRecordFault::EmptyValue(octet) => write!(f, "a field without a value at octet {octet}")?,
            StsRecordFault::Character(octet) => write!(f, "a character that no value may have at octet {octet}")?,
            StsRecordFault::NoId(_) => {
                f.write_str("the record has no id, which is required and spelled in lower case")?;
            }
            StsRecordFault::Id(octet, error) => write!(f, "the id at octet {octet} is malformed: {error}")?,
        }
        write!(f, " [{}]", self.citation())
    }
}

impl core::error::Error for NoStsRecord {}

/// Reads one record by the grammar alone.
fn read(record: &[u8]) -> Result<StsRecord, StsRecordFault> {
    let mut rest = record.strip_prefix(VERSION).ok_or(StsRecordFault::Version)?;
    if let Some(octet) = record.iter().position(|octet| !octet.is_ascii()) {
        return Err(StsRecordFault::NotAscii(octet));
    }
    if rest.first().is_some_and(|octet| !is_white_space(*octet) && *octet != b';') {
        return Err(StsRecordFault::Version);
    }
    let mut notes = Vec::new();
    if rest.first().is_some_and(|octet| is_white_space(*octet)) && skip_white_space(rest).first() == Some(&b';') {
        notes.push(StsRecordNote::WhiteSpaceAfterVersion);
    }
    let mut id = None;
    while !rest.is_empty() {
        let at = position_of_end(rest, record);
        let before = skip_white_space(rest);
        let field = match before.split_first() {
            None => return Err(StsRecordFault::WhiteSpaceAtEnd(at)),
            Some((b';', after)) => skip_white_space(after),
            Some((b'=', _)) => return Err(StsRecordFault::WhiteSpaceAroundEquals(at)),
            Some(_) => return Err(StsRecordFault::NotAField(position_of_end(before, record))),
        };
        if field.is_empty() {
            break;
        }
        rest = read_field(field, record, &mut id, &mut notes)?;
    }
    match id {
        Some(id) => Ok(StsRecord { id, notes }),
        None => Err(StsRecordFault::NoId(record.len())),
    }
}

/// Reads the field at the start of `text`, which is the end of the record, and returns what follows it.
fn read_field<'r>(
    text: &'r [u8],
    record: &[u8],
    id: &mut Option<PolicyId>,
    notes: &mut Vec<StsRecordNote>,
) -> Result<&'r [u8], StsRecordFault> {
    let at = position_of_end(text, record);
    let end = text.iter().position(|octet| is_white_space(*octet) || *octet == b';').unwrap_or(text.len());
    let (field, rest) = text.split_at_checked(end).unwrap_or((text, &[]));
    if field.is_empty() {
        return Err(StsRecordFault::EmptyField(at));
    }
    let mut parts = field.splitn(2, |octet| *octet == b'=');
    let name = parts.next().unwrap_or_default();
    let follows = skip_white_space(rest).first();
    let Some(value) = parts.next() else {
        let is_separated = follows == Some(&b'=');
        let (after, fault) = (at.saturating_add(end), StsRecordFault::NotAField(at));
        return Err(if is_separated { StsRecordFault::WhiteSpaceAroundEquals(after) } else { fault });
    };
    let value_at = at.saturating_add(name.len()).saturating_add(1);
    if !is_name(name) {
        return Err(StsRecordFault::NotAField(at));
    }
    if value.is_empty() {
        let is_separated = follows.is_some_and(|octet| *octet != b';');
        return Err(if is_separated {
            StsRecordFault::WhiteSpaceAroundEquals(value_at)
        } else if name == b"id" && id.is_none() {
            StsRecordFault::Id(value_at, PolicyIdError::Empty)
        } else {
            StsRecordFault::EmptyValue(value_at)
        });
    }
    if name == b"id" && id.is_none() {
        *id = Some(PolicyId::from_octets(value).map_err(|error| StsRecordFault::Id(value_at, error))?);
        return Ok(rest);
    }
    if let Some(bad) = value.iter().position(|octet| *octet == b'=' || !octet.is_ascii_graphic()) {
        return Err(StsRecordFault::Character(value_at.saturating_add(bad)));
    }
    if name == b"id" || name == b"v" {
        notes.push(StsRecordNote::Duplicate(at));
    }
    Ok(rest)
}

/// Returns `true` if the octets are the name of a field: a letter or digit, and at most 31 of these, `_`, `-` and `.`.
pub(crate) fn is_name(name: &[u8]) -> bool {
    let is_inner = |octet: &u8| octet.is_ascii_alphanumeric() || matches!(octet, b'_' | b'-' | b'.');
    name.len() <= MAX_EXTENSION_NAME_OCTETS
        && name.first().is_some_and(u8::is_ascii_alphanumeric)
        && name.iter().all(is_inner)
}

/// Returns the text of the record that announces a policy with this id, as one character-string.
///
/// ```
/// use srvname::delegation::mta_sts::{PolicyId, record_text};
///
/// assert_eq!(record_text(&PolicyId::parse("20160831085700Z")?), "v=STSv1; id=20160831085700Z;");
/// # Ok::<(), srvname::delegation::mta_sts::PolicyIdError>(())
/// ```
#[must_use]
pub fn record_text(id: &PolicyId) -> String {
    alloc::format!("v=STSv1; id={id};")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::delegation::dns::{Answer, InsecureReason};
    use alloc::borrow::ToOwned;
    use alloc::string::ToString;

    fn select(records: &[&[&str]]) -> Result<StsRecord, NoStsRecord> {
        let octets: Vec<Vec<&[u8]>> =
            records.iter().map(|record| record.iter().map(|string| string.as_bytes()).collect()).collect();
        let records: Vec<_> = octets.iter().map(|strings| Txt { strings }).collect();
        StsRecord::select(&records)
    }

    #[track_caller]
    fn id(text: &str) -> String {
        select(&[&[text]]).unwrap().id().as_str().to_owned()
    }

    #[track_caller]
    fn fault(text: &str) -> StsRecordFault {
        let error = select(&[&[text]]).unwrap_err();
        assert_eq!(error.record(), Some(0));
        assert!(error.octet().is_some_and(|octet| octet <= text.len()), "{error}");
        assert!(error.to_string().ends_with("[RFC 8461 §3.1]"), "{error}");
        error.fault()
    }

    /// RFC 8461 §3.1 and Appendix A.
    #[test]
    fn the_record_of_the_rfc() {
        let record = select(&[&["v=STSv1; id=20160831085700Z;"]]).unwrap();
        assert_eq!(record.id().as_str(), "20160831085700Z");
        assert!(record.notes().is_empty());
        assert_eq!(record_text(record.id()), "v=STSv1; id=20160831085700Z;");
    }

    #[test]
    fn character_strings_are_joined_without_a_space() {
        assert_eq!(select(&[&["v=STS", "v1; i", "d=4", "2;"]]).unwrap().id().as_str(), "42");
        assert_eq!(select(&[&["v=STSv1;", "id=7"], &["spf"]]).unwrap().id().as_str(), "7");
    }

    #[test]
    fn of_several_records_one_must_begin_with_the_literal() {
        let (ours, space) = (&["v=STSv1; id=a1;"][..], &["v=STSv1 ; id=a1;"][..]);
        let (other, second) = (&["some-verification=0"][..], &["v=STSv1; id=b2;"][..]);
        for records in [&[ours, other][..], &[other, ours], &[other, space, ours]] {
            assert_eq!(select(records).unwrap().id().as_str(), "a1", "{records:?}");
        }
        let fault = |records: &[&[&str]]| select(records).unwrap_err().fault();
        assert_eq!(fault(&[]), StsRecordFault::NoTxtRecord);
        assert_eq!(fault(&[other, space]), StsRecordFault::NoneBegins(2));
        assert_eq!(fault(&[ours, other, second]), StsRecordFault::Several(2));
        assert_eq!(fault(&[ours, ours]), StsRecordFault::Several(2));
        // The one that is left is not valid, and another is not looked for.
        let error = select(&[other, &["v=STSv1; id=;"]]).unwrap_err();
        assert_eq!((error.record(), error.octet()), (Some(1), Some(12)));
    }

    #[test]
    fn the_version_stands_first_and_is_spelled_exactly() {
        for text in
            ["", "id=1; v=STSv1", " v=STSv1; id=1", "v=STSv2; id=1", "v=stsv1; id=1", "v=STSv10; id=1", "v=STSv1,id=1"]
        {
            assert_eq!(fault(text), StsRecordFault::Version, "{text:?}");
        }
    }

    #[test]
    fn white_space_before_the_first_semicolon() {
        let record = select(&[&["v=STSv1 \t; id=1"]]).unwrap();
        assert_eq!(record.notes(), [StsRecordNote::WhiteSpaceAfterVersion]);
        assert_eq!(id("v=STSv1;id=1;"), "1");
        assert_eq!(id("v=STSv1;\t id=1 ; a=b ;"), "1");
        assert_eq!(fault("v=STSv1 id=1"), StsRecordFault::NotAField(8));
    }

    #[test]
    fn white_space_around_equals_is_none() {
        assert_eq!(fault("v=STSv1; id = 1;"), StsRecordFault::WhiteSpaceAroundEquals(11));
        assert_eq!(fault("v=STSv1; id =1;"), StsRecordFault::WhiteSpaceAroundEquals(11));
        assert_eq!(fault("v=STSv1; id= 1;"), StsRecordFault::WhiteSpaceAroundEquals(12));
    }

    #[test]
    fn an_id_has_1_to_32_letters_and_digits() {
        let longest = "0123456789abcdefghijABCDEFGHIJ01";
        assert_eq!(id(&alloc::format!("v=STSv1; id={longest}")), longest);
        assert_eq!(
            fault(&alloc::format!("v=STSv1; id={longest}2")),
            StsRecordFault::Id(12, PolicyIdError::TooLong(33))
        );
        assert_eq!(fault("v=STSv1; id=;"), StsRecordFault::Id(12, PolicyIdError::Empty));
        for (text, octet) in [("2026-11-29", 4), ("a+b", 1), ("a_", 1), ("ab.c", 2), ("a=", 1)] {
            assert_eq!(
                fault(&alloc::format!("v=STSv1; id={text};")),
                StsRecordFault::Id(12, PolicyIdError::Character(octet)),
                "{text}"
            );
        }
    }

    #[test]
    fn the_first_of_duplicates_counts() {
        let record = select(&[&["v=STSv1; id=1; id=2; v=STSv2"]]).unwrap();
        assert_eq!(record.id().as_str(), "1");
        assert_eq!(record.notes(), [StsRecordNote::Duplicate(15), StsRecordNote::Duplicate(21)]);
        // One that is ignored need not be an id.
        assert_eq!(id("v=STSv1; id=1; id=2026-11-29"), "1");
        assert!(matches!(fault("v=STSv1; id=2026-11-29; id=1"), StsRecordFault::Id(12, _)));
    }

    #[test]
    fn unknown_fields_are_ignored_wherever_they_stand() {
        assert_eq!(id("v=STSv1; owner=ops@mail.example; id=1; a_b-c.d=!:<~"), "1");
        let longest = "n".repeat(32);
        assert_eq!(id(&alloc::format!("v=STSv1; {longest}=x; id=1")), "1");
        assert_eq!(fault(&alloc::format!("v=STSv1; {longest}n=x; id=1")), StsRecordFault::NotAField(9));
        assert_eq!(fault("v=STSv1; _a=x; id=1"), StsRecordFault::NotAField(9));
        assert_eq!(fault("v=STSv1; a=b=c; id=1"), StsRecordFault::Character(12));
        assert_eq!(fault("v=STSv1; a=\u{7}; id=1"), StsRecordFault::Character(11));
        assert_eq!(fault("v=STSv1; id=1; a=;"), StsRecordFault::EmptyValue(17));
        assert_eq!(fault("v=STSv1; id=1; a"), StsRecordFault::NotAField(15));
        assert_eq!(fault("v=STSv1; id=1; a=b c=d"), StsRecordFault::NotAField(19));
    }

    #[test]
    fn one_semicolon_may_stand_at_the_end() {
        for text in ["v=STSv1; id=1", "v=STSv1; id=1;", "v=STSv1; id=1; ", "v=STSv1; id=1 ;\t"] {
            assert_eq!(id(text), "1", "{text:?}");
        }
        assert_eq!(fault("v=STSv1; id=1;;"), StsRecordFault::EmptyField(14));
        assert_eq!(fault("v=STSv1;; id=1"), StsRecordFault::EmptyField(8));
        assert_eq!(fault("v=STSv1; id=1 "), StsRecordFault::WhiteSpaceAtEnd(13));
    }

    /// The grammar says so in a comment alone.
    #[test]
    fn an_id_is_required() {
        for text in ["v=STSv1", "v=STSv1;", "v=STSv1; a=b", "v=STSv1; ID=1"] {
            assert_eq!(fault(text), StsRecordFault::NoId(text.len()), "{text}");
        }
    }

    #[test]
    fn a_record_is_us_ascii() {
        assert_eq!(fault("v=STSv1; id=1; n=ü"), StsRecordFault::NotAscii(17));
    }

    #[test]
    fn two_spellings_of_one_record_are_the_same() {
        assert_eq!(select(&[&["v=STSv1; id=1;"]]).unwrap().id(), select(&[&["v=STSv1;id=1"]]).unwrap().id());
        assert_ne!(select(&[&["v=STSv1; id=a;"]]).unwrap().id(), select(&[&["v=STSv1; id=A;"]]).unwrap().id());
    }

    #[test]
    fn a_query_without_an_answer_is_no_absence() {
        let strings: [&[u8]; 1] = [b"v=STSv1; id=1;"];
        let found = [Txt { strings: &strings }];
        let insecure = |answer| Lookup::Insecure(answer, InsecureReason::Unsigned);
        assert_eq!(StsRecord::look_up(&insecure(Answer::Found(&found))).id(), PolicyId::parse("1").ok().as_ref());
        assert!(matches!(StsRecord::look_up(&Lookup::Secure(Answer::Denied)), StsRecordLookup::Absent(_)));
        for failed in
            [Lookup::Failed, Lookup::Indeterminate, Lookup::Bogus(crate::delegation::dns::BogusReason::default())]
        {
            assert!(matches!(StsRecord::look_up(&failed), StsRecordLookup::Failed(_)), "{failed:?}");
        }
    }
}
