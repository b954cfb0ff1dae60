//! The certificates that a path was looked for in, as far as a refusal depends on what they are and in which order.

use alloc::string::String;

use crate::certificate::Certificate;
use crate::constraints::level::Position;
use crate::der::time::UtcTime;
use crate::path::evidence::quotes::{certificate_of, excerpt};

/// What is known of the certificates that were given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Given {
    /// The certificate at fault; `None` if it is none of the path.
    pub(crate) at_fault: Option<AtFault>,
    /// The end entity, if its issuer has its own name.
    pub(crate) self_issued: Option<SelfIssued>,
    /// The list seems to start at the root.
    pub(crate) from_root: Option<FromRoot>,
}

/// A certificate at fault and its neighbors.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct AtFault {
    /// Its issuer.
    pub(crate) issuer: String,
    /// Whether its issuer has its own name, as in a root.
    pub(crate) is_self_issued: bool,
    /// Its notBefore.
    pub(crate) not_before: UtcTime,
    /// Its notAfter.
    pub(crate) not_after: UtcTime,
    /// The subject of the certificate after it; `None` if there is none.
    pub(crate) next: Option<String>,
    /// Of this certificate or the one after it, if it is in the list twice: its first and its second place.
    pub(crate) copies: Option<(Position, Position)>,
}

/// An end entity whose issuer has its own name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SelfIssued {
    /// Its subject.
    pub(crate) subject: String,
    /// Whether it is a CA.
    pub(crate) is_ca: bool,
    /// Whether the certificate at fault is this one, or has its subject and its key.
    pub(crate) is_at_fault: bool,
}

/// A list that seems to start at the root.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct FromRoot {
    /// The first certificate.
    pub(crate) first: String,
    /// Whether it is a CA; otherwise it is self-issued.
    pub(crate) is_ca: bool,
    /// A later certificate, which is neither.
    pub(crate) end_entity: String,
}

impl Given {
    /// Returns what is known of a path, whose certificate at `position` is refused, and of the list that it was looked for in.
    /// The list starts with the certificate that is taken for the end entity.
    pub(crate) fn new<'c, 'a: 'c>(
        path: &[&'c Certificate<'a>],
        position: Option<Position>,
        mut list: impl Iterator<Item = &'c Certificate<'a>>,
    ) -> Self {
        let at_fault = position.and_then(|position| AtFault::new(path, position.get()));
        let Some(first) = list.next() else { return Self { at_fault, self_issued: None, from_root: None } };
        let is_self_issued = first.is_self_issued();
        let is_end_entity = |other: &&Certificate<'_>| !other.is_ca() && !other.is_self_issued();
        let later = if first.is_ca() || is_self_issued { list.find(is_end_entity) } else { None };
        let from_root = later.map(|end_entity| FromRoot {
            first: excerpt(&first.subject()),
            is_ca: first.is_ca(),
            end_entity: excerpt(&end_entity.subject()),
        });
        let is_first = |position: Position| match path.get(position.get()) {
            Some(other) => other.spki() == first.spki() && other.subject() == first.subject(),
            // A trust anchor that is repeated in the path, where the end entity is all of it.
            None => path.len() == 1,
        };
        let self_issued = is_self_issued.then(|| SelfIssued {
            subject: excerpt(&first.subject()),
            is_ca: first.is_ca(),
            is_at_fault: position.is_some_and(is_first),
        });
        Self { at_fault, self_issued, from_root }
    }
}

impl AtFault {
    /// Returns what is known of the certificate at a place of the path, or `None` if there is none.
    fn new(path: &[&Certificate<'_>], place: usize) -> Option<Self> {
        let certificate = path.get(place)?;
        let next_place = place.saturating_add(1);
        let next = path.get(next_place);
        Some(Self {
            issuer: excerpt(&certificate.issuer()),
            is_self_issued: certificate.is_self_issued(),
            not_before: UtcTime(certificate.not_before()),
            not_after: UtcTime(certificate.not_after()),
            next: next.map(|next| certificate_of(next.subject(), Position(next_place))),
            copies: copies(path, place).or_else(|| copies(path, next_place)),
        })
    }
}

/// Returns the place of the certificate and that of another with the same octets, the first one first, or `None` if there is
/// no other.
fn copies(path: &[&Certificate<'_>], place: usize) -> Option<(Position, Position)> {
    let certificate = path.get(place)?;
    let is_copy = |(other, copy): &(usize, &&Certificate<'_>)| *other != place && copy.der() == certificate.der();
    let (other, _) = path.iter().enumerate().find(is_copy)?;
    Some((Position(place.min(other)), Position(place.max(other))))
}
