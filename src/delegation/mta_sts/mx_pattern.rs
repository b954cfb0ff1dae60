//! A pattern of the field `mx`: a host, or the hosts with one label before a domain (RFC 8461 §3.2, §4.1).

use alloc::borrow::ToOwned;
use alloc::string::String;
use core::fmt;

use crate::name::dns::{DnsName, MAX_LABEL_OCTETS, MAX_NAME_OCTETS};

/// A pattern that MX hosts match: `["*."] Domain`, with the Domain of RFC 5321 §4.1.2.
///
/// The text is kept in lower case, without a dot at the end. It is a name, whatever it looks like: a pattern such as
/// `192.0.2.56` is grammatical and matches no host.
///
/// Q: A label has an underscore. Is it a pattern?
/// A: No. The Domain of RFC 5321 has letters, digits and hyphens. A wildcard matches a host whose first label has one.
///    (`src/delegation/mta_sts/mx_pattern.rs`, `underscores_are_in_no_pattern`)
///
/// Q: The grammar of RFC 5321 bounds neither labels nor names. Is a label of 64 octets a pattern?
/// A: No. No host has such a name (RFC 1035 §2.3.4, RFC 5321 §4.5.3.1.2), so it is a mistake of the owner.
///    (`src/delegation/mta_sts/mx_pattern.rs`, `what_is_no_pattern`)
///
/// ```
/// use srvname::delegation::mta_sts::MxPattern;
/// use srvname::name::DnsName;
///
/// let pattern = MxPattern::parse("*.Example.com")?;
/// assert_eq!(pattern.as_str(), "*.example.com");
/// assert!(pattern.matches(DnsName::parse("mail.example.com")?));
/// assert!(!pattern.matches(DnsName::parse("example.com")?));
/// assert!(!pattern.matches(DnsName::parse("foo.bar.example.com")?));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct MxPattern(String);

impl MxPattern {
    /// Parses a pattern.
    ///
    /// # Errors
    ///
    /// [`MxPatternError`] with what is wrong, and where.
    pub fn parse(text: &str) -> Result<Self, MxPatternError> {
        Self::from_octets(text.as_bytes())
    }

    /// Parses the octets of a pattern, as [`parse`](Self::parse) parses a text.
    pub(crate) fn from_octets(octets: &[u8]) -> Result<Self, MxPatternError> {
        if let Some(error) = usual_slip(octets) {
            return Err(error);
        }
        let (domain, shift) = octets.strip_prefix(b"*.").map_or((octets, 0), |domain| (domain, 2));
        check_domain(domain, shift)?;
        if octets.len() > MAX_NAME_OCTETS {
            return Err(MxPatternError { fault: MxPatternFault::NameTooLong, octet: MAX_NAME_OCTETS });
        }
        // What passed is ASCII.
        let text = core::str::from_utf8(octets).map(ToOwned::to_owned).unwrap_or_default();
        Ok(Self(text.to_ascii_lowercase()))
    }

    /// Returns the text, in lower case.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns `true` if this is `*.` before a domain.
    #[must_use]
    pub fn is_wildcard(&self) -> bool {
        self.0.starts_with("*.")
    }

    /// Returns `true` if the last label is a number, as in an address: no host name matches.
    #[must_use]
    pub fn ends_in_number(&self) -> bool {
        self.0.rsplit('.').next().is_some_and(|label| label.bytes().all(|octet| octet.is_ascii_digit()))
    }

    /// Returns `true` if a host matches: it is the same name, or has exactly one label in place of the `*`. Case does not
    /// count (RFC 8461 §4.1).
    ///
    /// The pattern plays the part of a presented identifier, the host that of a reference: a host has no wildcard.
    #[must_use]
    pub fn matches(&self, host: DnsName<'_>) -> bool {
        match self.0.strip_prefix("*.") {
            Some(domain) => host.parent().is_some_and(|parent| parent.as_str().eq_ignore_ascii_case(domain)),
            None => host.as_str().eq_ignore_ascii_case(&self.0),
        }
    }
}

impl fmt::Display for MxPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for MxPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "MxPattern({})", self.0)
    }
}

/// Returns the error of what people write by mistake, which the first octet that is wrong would not explain.
fn usual_slip(octets: &[u8]) -> Option<MxPatternError> {
    let error = |fault, octet| Some(MxPatternError { fault, octet });
    let find = |wanted: fn(&u8) -> bool| octets.iter().position(wanted);
    let digits = octets.iter().take_while(|octet| octet.is_ascii_digit()).count();
    let is_space = |octet: &u8| matches!(octet, b' ' | b'\t');
    match octets {
        [] => error(MxPatternFault::Empty, 0),
        b"*" | b"*." => error(MxPatternFault::StarAlone, 0),
        [b'.', ..] => error(MxPatternFault::LeadingDot, 0),
        [b'[', ..] => error(MxPatternFault::AddressLiteral, 0),
        _ if digits > 0 && octets.get(digits).is_some_and(is_space) => error(MxPatternFault::Preference, 0),
        _ => {
            let list = find(|octet| *octet == b',').map(|at| (MxPatternFault::List, at));
            let space = || find(|octet| matches!(octet, b' ' | b'\t')).map(|at| (MxPatternFault::WhiteSpace, at));
            let unicode = || find(|octet| !octet.is_ascii()).map(|at| (MxPatternFault::NotAscii, at));
            let (fault, at) = list.or_else(space).or_else(unicode)?;
            error(fault, at)
        }
    }
}

/// Checks a Domain of RFC 5321 §4.1.2, which starts at the octet `shift` of the pattern.
fn check_domain(domain: &[u8], shift: usize) -> Result<(), MxPatternError> {
    let mut at = shift;
    for label in domain.split(|octet| *octet == b'.') {
        let end = at.saturating_add(label.len());
        let is_last = end.saturating_sub(shift) == domain.len();
        let wrong = |octet: &u8| !(octet.is_ascii_alphanumeric() || *octet == b'-');
        let fault = if label.is_empty() {
            Some(if is_last {
                (MxPatternFault::FinalDot, at.saturating_sub(1))
            } else {
                (MxPatternFault::EmptyLabel, at)
            })
        } else if let Some(inner) = label.iter().position(wrong) {
            let octet = at.saturating_add(inner);
            let is_star = label.get(inner) == Some(&b'*');
            Some((if is_star { MxPatternFault::Star } else { MxPatternFault::Character }, octet))
        } else if label.first() == Some(&b'-') || label.last() == Some(&b'-') {
            Some((MxPatternFault::Hyphen, at))
        } else if label.len() > MAX_LABEL_OCTETS {
            Some((MxPatternFault::LabelTooLong, at.saturating_add(MAX_LABEL_OCTETS)))
        } else {
            None
        };
        if let Some((fault, octet)) = fault {
            return Err(MxPatternError { fault, octet });
        }
        at = end.saturating_add(1);
    }
    Ok(())
}

/// Why a text is no pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct MxPatternError {
    fault: MxPatternFault,
    octet: usize,
}

impl MxPatternError {
    /// Returns the fault.
    #[must_use]
    pub const fn fault(&self) -> MxPatternFault {
        self.fault
    }

    /// Returns the octet of the pattern at which it is, from 0.
    #[must_use]
    pub const fn octet(&self) -> usize {
        self.octet
    }
}

/// What is wrong with a pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum MxPatternFault {
    /// It has no octet.
    Empty,
    /// `mx.example.com.`, as zone files have it.
    FinalDot,
    /// `10 mx.example.com`, as MX records have it.
    Preference,
    /// `a.example.com, b.example.com`: each has a line of its own.
    List,
    /// `.example.com`, as drafts of RFC 8461 had it.
    LeadingDot,
    /// `*` alone.
    StarAlone,
    /// A `*` elsewhere than as the complete left-most label: `*.*.example.com`, `mx*.example.com`.
    Star,
    /// A space or tab.
    WhiteSpace,
    /// A character outside ASCII: a U-label.
    NotAscii,
    /// An address in brackets.
    AddressLiteral,
    /// A character that no Domain has.
    Character,
    /// Two dots in a row.
    EmptyLabel,
    /// A label that starts or ends with a hyphen.
    Hyphen,
    /// A label of more than 63 octets.
    LabelTooLong,
    /// A name of more than 253 octets.
    NameTooLong,
}

impl fmt::Display for MxPatternError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.fault {
            MxPatternFault::Empty => "an mx without a host",
            MxPatternFault::FinalDot => {
                "an mx that ends with a dot, as names in zone files do: write it without the dot"
            }
            MxPatternFault::Preference => "an mx with a preference, which MX records have: write the host alone",
            MxPatternFault::List => "an mx with a comma: each host has a line of its own, which begins with mx:",
            MxPatternFault::LeadingDot => {
                "an mx that begins with a dot: for every host below the domain write *. before it"
            }
            MxPatternFault::StarAlone => {
                "an mx that is * alone, which no policy may say: name the hosts, or write *.example.com"
            }
            MxPatternFault::Star => {
                "an mx with a * that is not its whole first label: write *.example.com, or name the hosts"
            }
            MxPatternFault::WhiteSpace => "an mx with white space in it: write one host a line, and nothing else",
            MxPatternFault::NotAscii => "an mx with a character that is not ASCII: write A-labels (xn--...)",
            MxPatternFault::AddressLiteral => "an mx that is an address in brackets: write the name of the host",
            MxPatternFault::Character => {
                "an mx with a character that no host has: letters, digits, hyphens and dots only"
            }
            MxPatternFault::EmptyLabel => "an mx with two dots in a row",
            MxPatternFault::Hyphen => "an mx with a label that starts or ends with a hyphen",
            MxPatternFault::LabelTooLong => "an mx with a label of more than 63 characters",
            MxPatternFault::NameTooLong => "an mx of more than 253 characters",
        })
    }
}

impl core::error::Error for MxPatternError {}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::format;

    fn host(text: &str) -> DnsName<'_> {
        DnsName::parse(text).unwrap()
    }

    #[track_caller]
    fn matches(pattern: &str, name: &str) -> bool {
        MxPattern::parse(pattern).unwrap().matches(host(name))
    }

    /// RFC 8461 §4.1.
    #[test]
    fn the_wildcard_of_the_rfc() {
        assert!(matches("*.example.com", "mail.example.com"));
        assert!(!matches("*.example.com", "example.com"));
        assert!(!matches("*.example.com", "foo.bar.example.com"));
    }

    #[test]
    fn hosts_match_without_case() {
        assert!(matches("MX1.example.org", "mx1.Example.ORG"));
        assert!(matches("*.xn--bcher-kva.example", "MX.XN--bcher-kva.example"));
        assert!(!matches("mx1.example.org", "mx2.example.org"));
        assert!(!matches("mx1.example.org", "a.mx1.example.org"));
        assert!(!matches("mail.example.org", "example.org"));
        assert!(matches("localhost", "localhost"));
    }

    #[test]
    fn underscores_are_in_no_pattern() {
        assert_eq!(MxPattern::parse("mx_1.example").unwrap_err().fault(), MxPatternFault::Character);
        assert!(matches("*.example", "mx_1.example"));
    }

    #[test]
    fn an_address_is_a_name_that_no_host_has() {
        for text in ["192.0.2.56", "*.2.56", "10"] {
            assert!(MxPattern::parse(text).unwrap().ends_in_number(), "{text}");
        }
        assert!(!MxPattern::parse("1.2.3.4a").unwrap().ends_in_number());
    }

    #[test]
    fn what_is_no_pattern() {
        let long = format!("{}.example", "a".repeat(64));
        let longest = format!("{}.example", "a".repeat(63));
        assert!(MxPattern::parse(&longest).is_ok());
        let name = "a.".repeat(126) + "a";
        assert!(MxPattern::parse(&name).is_ok());
        let too_long = format!("{name}b");
        for (text, fault, octet) in [
            ("", MxPatternFault::Empty, 0),
            ("mx1.example.", MxPatternFault::FinalDot, 11),
            ("*.example.", MxPatternFault::FinalDot, 9),
            ("10 mx1.example", MxPatternFault::Preference, 0),
            ("10\tmx1.example", MxPatternFault::Preference, 0),
            ("a.example, b.example", MxPatternFault::List, 9),
            ("a.example,b.example", MxPatternFault::List, 9),
            (".example.net", MxPatternFault::LeadingDot, 0),
            ("*", MxPatternFault::StarAlone, 0),
            ("*.", MxPatternFault::StarAlone, 0),
            ("*.*.example", MxPatternFault::Star, 2),
            ("f*o.example", MxPatternFault::Star, 1),
            ("**.example", MxPatternFault::Star, 0),
            ("mx.*.example", MxPatternFault::Star, 3),
            ("mx1.example servername=b.example", MxPatternFault::WhiteSpace, 11),
            ("mx.bücher.example", MxPatternFault::NotAscii, 4),
            ("[192.0.2.1]", MxPatternFault::AddressLiteral, 0),
            ("a_b.example", MxPatternFault::Character, 1),
            ("mx1.example;", MxPatternFault::Character, 11),
            ("a..example", MxPatternFault::EmptyLabel, 2),
            ("*..example", MxPatternFault::EmptyLabel, 2),
            ("-a.example", MxPatternFault::Hyphen, 0),
            ("b.a-.example", MxPatternFault::Hyphen, 2),
            (&long, MxPatternFault::LabelTooLong, 63),
            (&too_long, MxPatternFault::NameTooLong, 253),
        ] {
            assert_eq!(MxPattern::parse(text), Err(MxPatternError { fault, octet }), "{text:?}");
        }
    }

    #[test]
    fn a_pattern_is_kept_in_lower_case() {
        assert_eq!(MxPattern::parse("*.MX.Example").unwrap().as_str(), "*.mx.example");
    }
}
