//! What an attacker on the network could do today.

use super::verdict::Mechanism;

/// What an attacker on the network could do today, to one service.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Threats {
    /// In one sentence that a mail administrator understands.
    pub summary: String,
    /// A sentence for each mechanism.
    pub mechanisms: Vec<Threat>,
}

/// What one mechanism does against an attacker.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Threat {
    /// The mechanism.
    pub mechanism: Mechanism,
    /// Whether it protects.
    pub exposure: Exposure,
    /// What that means, in one sentence.
    pub sentence: String,
}

/// Whether a mechanism protects those who use it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Exposure {
    /// It does, at every server.
    Protected,
    /// It does not, or not at every server: it is missing, so that clients go on without, or it does not fit what is served, so
    /// that they stay away. The sentence says which.
    Exposed,
    /// It is not known.
    Unknown,
}
