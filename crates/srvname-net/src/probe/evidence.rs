//! What is known of a server before it is connected to, besides the DNS.

use srvname::delegation::mta_sts::StsPolicy;
use srvname::delegation::posh::Material;

use super::report::Verdict;

/// What a domain publishes on the web, as far as it could be had.
#[derive(Clone, Debug)]
pub(super) enum Published<P> {
    /// This.
    There(P),
    /// Nothing that is to be used: why, in a sentence.
    Absent(String),
    /// It is not known: why, in a sentence.
    Unknown(String),
}

impl<P> Published<P> {
    /// Returns the verdict of `judge` on what is published; where that is nothing or is not known, the verdict says so.
    pub(super) fn verdict(&self, judge: impl FnOnce(&P) -> Verdict) -> Verdict {
        match self {
            Self::There(published) => judge(published),
            Self::Absent(why) => Verdict::NotApplicable(why.clone()),
            Self::Unknown(why) => Verdict::Unanswered(why.clone()),
        }
    }
}

/// The policy of a domain.
pub(super) type PublishedPolicy = Published<StsPolicy>;

/// The POSH document of a domain.
pub(super) type PublishedMaterial = Published<Material>;
