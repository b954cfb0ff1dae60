//! What a person types to what certificates hold: U-labels to A-labels (RFC 5890 §2.3.2.1). Validation never comes here.

use alloc::borrow::Cow;
use core::fmt;

use crate::name::dns::MAX_NAME_OCTETS;

/// The ends of labels: the full stop, and the ideographic ones that are mapped to it (UTS #46 §2.3).
const DOTS: [char; 4] = ['.', '\u{3002}', '\u{ff0e}', '\u{ff61}'];

/// No character has more than four octets of UTF-8, and each that is not mapped away takes at least one of an A-label.
const MAX_TYPED_OCTETS: usize = MAX_NAME_OCTETS * 4;

/// Returns a domain name that a person typed, with its U-labels as A-labels, for [`DnsName::parse_user_input`] or
/// [`SourceDomain::from_user_input`] to read: names are compared as A-labels (RFC 5280 §7.2, RFC 4985 §3).
///
/// ASCII is returned as it is, A-labels, dots and faults included. From what is not ASCII a last dot is dropped, and letters are
/// lowercased, since that is how they are mapped (UTS #46 §4.2).
///
/// [`DnsName::parse_user_input`]: crate::name::DnsName::parse_user_input
/// [`SourceDomain::from_user_input`]: crate::identity::SourceDomain::from_user_input
///
/// # Errors
///
/// [`IdnError`] if it is no internationalized domain name: a character or a label that none may have, or more than 253 octets.
///
/// ```
/// use srvname::identity::SourceDomain;
/// use srvname::name::to_a_labels;
///
/// let ascii = to_a_labels("bücher.example")?;
/// assert_eq!(ascii, "xn--bcher-kva.example");
/// assert_eq!(SourceDomain::from_user_input(&ascii).unwrap().as_str(), "xn--bcher-kva.example");
/// assert_eq!(to_a_labels("www.bücher_.example").unwrap_err().octet(), 4);
/// # Ok::<(), srvname::name::IdnError>(())
/// ```
pub fn to_a_labels(typed: &str) -> Result<Cow<'_, str>, IdnError> {
    if typed.is_ascii() {
        return Ok(Cow::Borrowed(typed));
    }
    if typed.len() > MAX_TYPED_OCTETS {
        return Err(IdnError { octet: MAX_TYPED_OCTETS });
    }
    let without_dot = typed.strip_suffix(DOTS).unwrap_or(typed);
    idna::domain_to_ascii_strict(without_dot).map(Cow::Owned).map_err(|_| IdnError { octet: first_fault(without_dot) })
}

/// Returns the first octet of the first label that is wrong by itself, and 0 if the labels are wrong together.
fn first_fault(domain: &str) -> usize {
    let behind_dots = domain.match_indices(DOTS).map(|(at, dot)| at.saturating_add(dot.len()));
    let mut labels = core::iter::once(0).chain(behind_dots).zip(domain.split(DOTS));
    labels.find(|(_, label)| idna::domain_to_ascii_strict(label).is_err()).map_or(0, |(octet, _)| octet)
}

/// Why a text cannot be a domain name in A-labels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IdnError {
    octet: usize,
}

impl IdnError {
    /// Returns the octet of the text, from 0, at which the first label starts that cannot be converted. It is 0 as well if the
    /// labels cannot be together, as by their directions of writing (RFC 5893 §2) or their length.
    #[must_use]
    pub const fn octet(&self) -> usize {
        self.octet
    }
}

impl fmt::Display for IdnError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "not an internationalized domain name from octet {} on [RFC 5891 §4]", self.octet)
    }
}

impl core::error::Error for IdnError {}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::String;

    #[test]
    fn what_is_typed_becomes_a_labels() {
        for (typed, wanted) in [
            ("Example.COM.", "Example.COM."),
            ("_x..", "_x.."),
            ("Bücher.example", "xn--bcher-kva.example"),
            ("bücher.example.", "xn--bcher-kva.example"),
            ("例え。テスト。", "xn--r8jz45g.xn--zckzah"),
            ("straße.example", "xn--strae-oqa.example"),
        ] {
            assert_eq!(to_a_labels(typed).as_deref(), Ok(wanted), "{typed}");
        }
    }

    #[test]
    fn faults_are_where_their_label_starts() {
        for (typed, octet) in [
            ("bücher..example", 8),
            ("www.bücher_.example", 4),
            ("é.-b.example", 3),
            // Each direction of writing is right by itself.
            ("1é.אב", 0),
        ] {
            assert_eq!(to_a_labels(typed), Err(IdnError { octet }), "{typed}");
        }
        let long: String = "ü.".repeat(400);
        assert_eq!(to_a_labels(&long), Err(IdnError { octet: MAX_TYPED_OCTETS }));
    }
}
