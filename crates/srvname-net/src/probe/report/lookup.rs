//! One question to the DNS, and its answer.

use srvname::delegation::dns::Security;

use crate::resolver::{RecordType, Validator};

/// A question to the DNS, and its answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LookupReport {
    /// The name that was asked for, in lower case.
    pub name: String,
    /// The type that was asked for.
    pub record_type: RecordType,
    /// How far the answer can be believed: its weakest part, aliases included.
    pub security: Security,
    /// What it says.
    pub answer: LookupAnswer,
    /// The aliases on the way from the name to the records, in order.
    pub aliases: Vec<AliasReport>,
    /// How long the answer may be kept, in seconds; `None` where nothing says it.
    pub ttl: Option<u32>,
    /// Who validated it.
    pub validator: Validator,
    /// What the validator and the resolver said about it beside the answer, such as `EDE 7: signature expired`.
    pub remarks: Vec<String>,
    /// What another resolver said where this answer is bogus; `None` where it is not, or nobody else was asked.
    pub second_opinion: Option<SecondOpinion>,
}

/// What an answer says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LookupAnswer {
    /// There are these records, at least one, as a zone file has them, without their owner: `10 mx1.example.com`.
    Found(Vec<String>),
    /// The name is there, and has no record of this type.
    NoData,
    /// The name does not exist.
    NoName,
    /// What arrived is bogus or cannot be validated, and is not used.
    Withheld,
    /// No answer arrived: why, in a sentence.
    Failed(String),
    /// The question was not asked: why, in a sentence.
    NotAsked(String),
}

/// An alias on the way to records.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AliasReport {
    /// The name.
    pub owner: String,
    /// What it is an alias of.
    pub target: String,
    /// How far this alias alone can be believed.
    pub security: Security,
}

/// What another resolver says about an answer that the first one's validator found bogus.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecondOpinion {
    /// Who validated it there.
    pub validator: Validator,
    /// How far its answer can be believed.
    pub security: Security,
    /// What it comes to, in a sentence: an outage that everybody has, or one way to the domain that is broken.
    pub sentence: String,
}

impl LookupReport {
    /// Returns the records; none where there are none, or none that are to be used.
    #[must_use]
    pub fn records(&self) -> &[String] {
        match &self.answer {
            LookupAnswer::Found(records) => records,
            _ => &[],
        }
    }
}
