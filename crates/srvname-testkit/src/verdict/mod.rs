//! What the library answers about a chain of made certificates, small enough to stand in a table.
//!
//! Chains are written as people say them: the end entity first, the trust anchor last.

use srvname::constraints::Position;
use srvname::{Certificate, Path, Policy, ReferenceId, Rejection, SubCaRule, TrustAnchor};

use crate::make::Issued;

#[cfg(feature = "signatures")]
pub mod build;

/// An answer, without the words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The path holds.
    Accepted,
    /// It does not.
    Refused {
        /// The stable code of the reason.
        code: String,
        /// The certificate at fault.
        position: Option<usize>,
        /// The CA whose constraint is the reason.
        imposed_by: Option<usize>,
    },
}

/// [`Verdict::Accepted`].
pub fn accepted() -> Verdict {
    Verdict::Accepted
}

/// [`Verdict::Refused`], imposed by nobody until [`Verdict::by`] says so.
pub fn refused(code: &str, position: impl Into<Option<usize>>) -> Verdict {
    Verdict::Refused { code: code.to_owned(), position: position.into(), imposed_by: None }
}

impl Verdict {
    /// The same refusal, imposed by the CA at `position`.
    pub fn by(self, ca: usize) -> Self {
        match self {
            Self::Accepted => panic!("nobody imposes an acceptance"),
            Self::Refused { code, position, .. } => Self::Refused { code, position, imposed_by: Some(ca) },
        }
    }

    /// The answer that a rejection is.
    pub fn of(rejection: &Rejection) -> Self {
        Self::Refused {
            code: rejection.code().to_owned(),
            position: rejection.position().map(Position::get),
            imposed_by: rejection.imposed_by().map(Position::get),
        }
    }
}

impl From<Result<(), Rejection>> for Verdict {
    fn from(answer: Result<(), Rejection>) -> Self {
        answer.map_or_else(|rejection| Self::of(&rejection), |()| Self::Accepted)
    }
}

/// Reads the certificates of a chain; one that cannot be read is the answer.
fn read<'a>(chain: &[&'a [u8]]) -> Result<Vec<Certificate<'a>>, Verdict> {
    let read = |(position, der): (usize, &&'a [u8])| {
        Certificate::from_der(der).map_err(|_| refused("malformed_certificate", position))
    };
    chain.iter().enumerate().map(read).collect()
}

fn ders<'a>(chain: &[&'a Issued]) -> Vec<&'a [u8]> {
    chain.iter().map(|issued| issued.der()).collect()
}

/// Asks the names of a path, or the first thing that makes the certificates no path.
fn ask<T>(
    chain: &[&[u8]],
    question: impl FnOnce(&Path<'_, '_>) -> Result<T, Rejection>,
) -> Result<T, (Verdict, Option<Rejection>)> {
    let certificates = read(chain).map_err(|verdict| (verdict, None))?;
    let [end_entity, intermediates @ .., anchor] = certificates.as_slice() else { panic!("a chain has an anchor") };
    let anchor = TrustAnchor::from_certificate(anchor);
    let path = Path::assume_signed(&anchor, intermediates, end_entity).map_err(Rejection::from);
    path.and_then(|path| question(&path)).map_err(|rejection| (Verdict::of(&rejection), Some(rejection)))
}

/// The names of a chain under a policy.
pub fn judge(chain: &[&Issued], policy: &Policy<'_>) -> Verdict {
    judge_octets(&ders(chain), policy)
}

/// The names of a chain of octets under a policy.
pub fn judge_octets(chain: &[&[u8]], policy: &Policy<'_>) -> Verdict {
    match ask(chain, |path| path.validate_names(policy)) {
        Ok(()) => Verdict::Accepted,
        Err((verdict, _)) => verdict,
    }
}

/// The names of a chain under the strict policy.
pub fn strictly(chain: &[&Issued]) -> Verdict {
    judge(chain, &Policy::default())
}

/// The names of a chain under one setting of the rule.
pub fn under(rule: SubCaRule, chain: &[&Issued]) -> Verdict {
    judge(chain, &Policy::new().with_sub_ca_rule(rule))
}

/// The names of a chain without any rule: the RFC alone.
pub fn by_rfc5280(chain: &[&Issued]) -> Verdict {
    under(SubCaRule::Rfc5280, chain)
}

/// The names of a chain under every setting of the rule, from the strictest.
pub fn under_every_rule(chain: &[&Issued]) -> [Verdict; 5] {
    SubCaRule::ALL.map(|rule| under(rule, chain))
}

/// The refusal itself, for its words, its name and its base.
pub fn rejection(chain: &[&Issued], policy: &Policy<'_>) -> Rejection {
    match ask(&ders(chain), |path| path.validate_names(policy)) {
        Err((_, Some(rejection))) => rejection,
        answer => panic!("no refusal of a path: {:?}", answer.map_err(|(verdict, _)| verdict)),
    }
}

/// Who the end entity is: the index of the reference that matched, and what it matched.
pub fn identify(
    chain: &[&Issued],
    references: &[ReferenceId<'_>],
    policy: &Policy<'_>,
) -> Result<(usize, String), Verdict> {
    identify_octets(&ders(chain), references, policy)
}

/// As [`identify`], for a chain of octets.
pub fn identify_octets(
    chain: &[&[u8]],
    references: &[ReferenceId<'_>],
    policy: &Policy<'_>,
) -> Result<(usize, String), Verdict> {
    let question = |path: &Path<'_, '_>| {
        let identity = path.validate(references, policy)?;
        let index = references.iter().position(|reference| core::ptr::eq(reference, identity.reference()));
        Ok((index.expect("one of the references"), identity.presented().to_string()))
    };
    ask(chain, question).map_err(|(verdict, _)| verdict)
}
