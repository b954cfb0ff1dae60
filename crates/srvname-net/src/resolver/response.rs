//! What came of a question to the DNS, as a value that owns its data.

use std::fmt;
use std::io;
use std::net::SocketAddr;

use srvname::delegation::dns::{Answer, BogusReason, InsecureReason, Lookup, Security};

use super::record::{Lent, RecordType, Records};

/// What came of one question.
///
/// The security and the outcome agree, because every value is made by one of the constructors: records and denials are
/// secure or insecure; what is bogus or indeterminate is withheld; and what failed has a reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Response {
    name: String,
    record_type: RecordType,
    security: Security,
    outcome: Outcome,
    /// The aliases on the way from the name to the records, in order; none where the name itself has them.
    pub aliases: Vec<Alias>,
    /// How long the answer may be kept, in seconds: the shortest time of what it is made of. `None` where nothing says it.
    pub ttl: Option<u32>,
    /// Who validated the answer.
    pub validator: Validator,
    /// What the validator and the resolver said about it beside the answer, the validator first.
    pub remarks: Vec<Remark>,
}

/// What an answer comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Outcome {
    /// These records, at least one.
    Found(Records),
    /// The name is there, and has no record of this type.
    NoData,
    /// The name does not exist, nor does any below it (RFC 8020).
    NoName,
    /// What arrived is bogus or cannot be validated, and is not shown.
    Withheld,
    /// No answer arrived.
    Failed(LookupFailure),
}

/// A name that is an alias of another, on the way to records.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alias {
    /// The name.
    pub owner: String,
    /// What it is an alias of.
    pub target: String,
    /// How far this alias alone can be believed (RFC 7672 §2.2.2 asks it of the first). In a secure answer every alias is
    /// secure; in any other, each is asked by itself.
    pub security: Security,
}

/// Who validated an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Validator {
    /// This program, with the signatures that this resolver handed over.
    Own(SocketAddr),
    /// This resolver, which says so by AD over the loopback interface.
    AuthenticatedData(SocketAddr),
    /// Nobody.
    Nobody,
}

/// What a validator or a resolver says beside an answer (RFC 8914).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remark {
    /// The INFO-CODE.
    pub code: u16,
    /// The EXTRA-TEXT, made safe to show; empty if there is none.
    pub text: String,
}

/// Why no answer arrived.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum LookupFailure {
    /// The time was over.
    TimedOut,
    /// The resolver could not be reached.
    Unreachable(io::ErrorKind),
    /// The connection to the resolver broke off.
    Broken(String),
    /// The resolver answered with this RCODE (RFC 6895 §2.3).
    Refused(u16),
    /// The resolver answered with a message that cannot be read.
    Malformed,
    /// The answer has more records than are read.
    TooManyRecords,
    /// The aliases lead in a circle, or are more than are followed.
    AliasLoop,
    /// The name cannot be asked for: an alias led to one that is not of letters, digits, hyphens and underscores.
    Name,
    /// A script without an answer to this question.
    NoScript,
}

impl Response {
    /// Returns an answer with records. A set of none is [`LookupFailure::Malformed`].
    #[must_use]
    pub fn found(name: &str, records: Records, trust: Trust) -> Self {
        let record_type = records.record_type();
        if records.is_empty() {
            return Self::failed(name, record_type, LookupFailure::Malformed);
        }
        Self::new(name, record_type, trust.into(), Outcome::Found(records))
    }

    /// Returns a denial: the name has no record of the type.
    #[must_use]
    pub fn no_data(name: &str, record_type: RecordType, trust: Trust) -> Self {
        Self::new(name, record_type, trust.into(), Outcome::NoData)
    }

    /// Returns a denial: there is no such name.
    #[must_use]
    pub fn no_name(name: &str, record_type: RecordType, trust: Trust) -> Self {
        Self::new(name, record_type, trust.into(), Outcome::NoName)
    }

    /// Returns an answer that is bogus.
    #[must_use]
    pub fn bogus(name: &str, record_type: RecordType, reason: BogusReason) -> Self {
        Self::new(name, record_type, Security::Bogus(reason), Outcome::Withheld)
    }

    /// Returns an answer whose signatures could not be had.
    #[must_use]
    pub fn indeterminate(name: &str, record_type: RecordType) -> Self {
        Self::new(name, record_type, Security::Indeterminate, Outcome::Withheld)
    }

    /// Returns that no answer arrived.
    #[must_use]
    pub fn failed(name: &str, record_type: RecordType, failure: LookupFailure) -> Self {
        Self::new(name, record_type, Security::Failed, Outcome::Failed(failure))
    }

    fn new(name: &str, record_type: RecordType, security: Security, outcome: Outcome) -> Self {
        Self {
            name: name.to_ascii_lowercase(),
            record_type,
            security,
            outcome,
            aliases: Vec::new(),
            ttl: None,
            validator: Validator::Nobody,
            remarks: Vec::new(),
        }
    }

    /// Returns the name that was asked for, in lower case.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns the type that was asked for.
    #[must_use]
    pub const fn record_type(&self) -> RecordType {
        self.record_type
    }

    /// Returns how far the whole answer can be believed: its weakest part, aliases included.
    #[must_use]
    pub const fn security(&self) -> Security {
        self.security
    }

    /// Returns what the answer comes to.
    #[must_use]
    pub const fn outcome(&self) -> &Outcome {
        &self.outcome
    }

    /// Returns the name that has the records, or has none: the last target of the aliases, else the name itself.
    #[must_use]
    pub fn canonical_name(&self) -> &str {
        self.aliases.last().map_or(&self.name, |alias| &alias.target)
    }

    /// Returns the records; `None` where there are none, or none that are to be used.
    #[must_use]
    pub const fn records(&self) -> Option<&Records> {
        match &self.outcome {
            Outcome::Found(records) => Some(records),
            _ => None,
        }
    }

    /// Returns the records as the library takes them; none where there are none of this type.
    ///
    /// ```
    /// use srvname::delegation::dns::{Lookup, Mx, Security};
    /// use srvname_net::resolver::{MxRecord, Records, Response, Trust};
    ///
    /// let records = Records::Mx(vec![MxRecord { preference: 10, exchange: "mx.example.com".to_owned() }]);
    /// let response = Response::found("example.com", records, Trust::Secure);
    /// let records: Vec<Mx> = response.lend();
    /// let lookup: Lookup<'_, Mx> = response.lookup(&records);
    /// assert_eq!(lookup.security(), Security::Secure);
    /// assert_eq!(lookup.records(), records);
    /// ```
    #[must_use]
    pub fn lend<'e, R: Lent<'e>>(&'e self) -> Vec<R> {
        self.records().map_or_else(Vec::new, R::all)
    }

    /// Returns the answer as the library takes it, with these records of it, which [`lend`](Self::lend) or
    /// [`texts`](super::texts) made. Where there are records, and none of them can be lent, that is [`Lookup::Failed`]: it is
    /// no denial.
    #[must_use]
    pub fn lookup<'e, R>(&self, records: &'e [R]) -> Lookup<'e, R> {
        let answer = match &self.outcome {
            Outcome::Found(_) if records.is_empty() => return Lookup::Failed,
            Outcome::Found(_) => Answer::Found(records),
            _ => Answer::Denied,
        };
        match self.security {
            Security::Secure => Lookup::Secure(answer),
            Security::Insecure(reason) => Lookup::Insecure(answer, reason),
            Security::Bogus(reason) => Lookup::Bogus(reason),
            Security::Indeterminate => Lookup::Indeterminate,
            Security::Failed => Lookup::Failed,
        }
    }
}

/// How far an answer that arrived can be believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trust {
    /// It was validated.
    Secure,
    /// Nobody vouches for it.
    Insecure(InsecureReason),
}

impl From<Trust> for Security {
    fn from(trust: Trust) -> Self {
        match trust {
            Trust::Secure => Self::Secure,
            Trust::Insecure(reason) => Self::Insecure(reason),
        }
    }
}

impl fmt::Display for Validator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Own(resolver) => write!(f, "validated here, with the signatures that {resolver} handed over"),
            Self::AuthenticatedData(resolver) => write!(f, "validated by {resolver}, which says so by AD"),
            Self::Nobody => f.write_str("validated by nobody"),
        }
    }
}

impl fmt::Display for LookupFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TimedOut => f.write_str("the resolver did not answer in time"),
            Self::Unreachable(kind) => write!(f, "the resolver cannot be reached: {kind}"),
            Self::Broken(what) => write!(f, "the connection to the resolver broke off: {what}"),
            Self::Refused(rcode) => match rcode {
                1 => f.write_str("the resolver does not understand the question (FORMERR)"),
                2 => f.write_str("the resolver could not find the answer (SERVFAIL)"),
                4 => f.write_str("the resolver does not know this kind of question (NOTIMP)"),
                5 => f.write_str("the resolver refused to answer (REFUSED)"),
                _ => write!(f, "the resolver answered with RCODE {rcode}"),
            },
            Self::Malformed => f.write_str("the resolver's message cannot be read"),
            Self::TooManyRecords => f.write_str("the answer has more records than are read"),
            Self::AliasLoop => f.write_str("the aliases lead in a circle, or there are too many of them"),
            Self::Name => f.write_str("the name is not one of letters, digits, hyphens and underscores"),
            Self::NoScript => f.write_str("the script has no answer to this question"),
        }
    }
}

impl std::error::Error for LookupFailure {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::resolver::record::{MxRecord, texts};
    use srvname::delegation::dns::{Cname, Mx, Srv, Target, Txt};

    fn mx(exchange: &str) -> MxRecord {
        MxRecord { preference: 10, exchange: exchange.to_owned() }
    }

    #[test]
    fn an_answer_lends_what_the_library_takes() {
        let unsigned = Trust::Insecure(InsecureReason::Unsigned);
        let found = Response::found("Example.COM", Records::Mx(vec![mx("mx.example.com"), mx(".")]), unsigned);
        assert_eq!((found.name(), found.record_type()), ("example.com", RecordType::Mx));
        let lent: Vec<Mx> = found.lend();
        assert_eq!(lent[1].exchange, Target::Nowhere);
        let lookup = found.lookup(&lent);
        assert_eq!(lookup, Lookup::Insecure(Answer::Found(&lent), InsecureReason::Unsigned));
        assert_eq!(found.lend::<Srv>(), []);
        let denied = Response::no_data("example.com", RecordType::Mx, Trust::Secure);
        assert_eq!(denied.lookup::<Mx>(&[]), Lookup::Secure(Answer::Denied));
    }

    #[test]
    fn records_that_cannot_be_lent_are_no_denial() {
        let strange = Response::found("example.com", Records::Mx(vec![mx("mx\\032.example.com")]), Trust::Secure);
        let lent: Vec<Mx> = strange.lend();
        assert_eq!(strange.lookup(&lent), Lookup::Failed);
        let none = Response::found("example.com", Records::Mx(Vec::new()), Trust::Secure);
        assert_eq!(none.security(), Security::Failed);
    }

    #[test]
    fn what_is_not_to_be_used_lends_nothing() {
        let bogus = Response::bogus("example.com", RecordType::Cname, BogusReason::SignatureExpired);
        assert_eq!(bogus.lookup(&bogus.lend::<Cname>()), Lookup::Bogus(BogusReason::SignatureExpired));
        let indeterminate = Response::indeterminate("example.com", RecordType::Mx);
        assert_eq!(indeterminate.lookup::<Mx>(&[]), Lookup::Indeterminate);
        let failed = Response::failed("example.com", RecordType::Mx, LookupFailure::TimedOut);
        assert_eq!(failed.lookup::<Mx>(&[]), Lookup::Failed);
    }

    #[test]
    fn texts_keep_their_strings_apart() {
        let records = Records::Txt(vec![vec![b"a".to_vec(), b"b".to_vec()], vec![Vec::new()]]);
        let strings = records.strings();
        assert_eq!(texts(&strings), [Txt { strings: &[b"a", b"b"] }, Txt { strings: &[b""] }]);
    }
}
