//! What to publish, or to ask for, next.

/// Something to publish, or to ask a CA for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Advice {
    /// What it is.
    pub kind: AdviceKind,
    /// What to do, in one sentence.
    pub sentence: String,
    /// What to publish or to ask for, line by line, ready to be copied.
    pub lines: Vec<String>,
    /// Whether all of it is published already.
    pub is_published: bool,
}

/// What is to be published or asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum AdviceKind {
    /// TLSA records `3 1 1` of the keys that a server has today, as lines of a zone file.
    Tlsa {
        /// Their owner.
        owner: String,
    },
    /// The text of an MTA-STS policy.
    MtaStsPolicy {
        /// Where it is served.
        url: String,
    },
    /// The TXT record of MTA-STS, as a line of a zone file.
    MtaStsRecord,
    /// The SRVNames to ask the CA for.
    SrvName,
    /// Something else: see the sentence.
    Other,
}
