//! Domain names: the presented dNSName, its wildcard, and the dNSName base of a name constraint.

use core::fmt;
use core::hash::{Hash, Hasher};

use super::error::{NameError, NameRule};
use super::host_scan;
pub use super::host_scan::MAX_NAME_OCTETS;
use super::subtree::Subtree;

/// Longest label, in octets (RFC 1035 §2.3.4).
pub const MAX_LABEL_OCTETS: usize = 63;

/// A domain name: labels of letters, digits, hyphens and underscores.
///
/// *Syntax*: 1 to 253 octets; labels of 1 to 63 octets, separated by single dots, without a hyphen at either end; the
/// last label is not a number, because `192.0.2.1` is an address (RFC 1034 §3.5, RFC 1123 §2.1). No dot at the end.
/// *Equality* is ASCII case-insensitive, and A-labels are compared without conversion (RFC 5280 §7.2).
/// [`DnsName::as_str`] returns the text in its original case.
///
/// Q: Underscores are not in the preferred name syntax. Why are they accepted?
/// A: Names with them are issued, and compared by every validator; if they were malformed, a certificate could be
///    refused because of a name that is of no interest to the verifier. In the Name of an SRVName they are malformed:
///    see [`SrvName`](super::srv::SrvName). (`tests/names.rs`, `a_dns_name_may_hold_underscores`)
///
/// ```
/// use srvname::name::DnsName;
///
/// let name = DnsName::parse("Example.COM")?;
/// assert_eq!(name, DnsName::parse("example.com")?);
/// assert_eq!(name.to_string(), "Example.COM");
/// assert!(DnsName::parse("example.com.").is_err());
/// # Ok::<(), srvname::name::NameError>(())
/// ```
#[derive(Clone, Copy)]
pub struct DnsName<'a>(&'a str);

impl<'a> DnsName<'a> {
    /// Parses a domain name. A wildcard is malformed: see [`DnsPattern`].
    ///
    /// # Errors
    ///
    /// [`NameError`] with the first rule that the text breaks, and its position.
    pub fn parse(text: &'a str) -> Result<Self, NameError> {
        check_labels(text.as_bytes(), Underscores::Allowed)?;
        Ok(Self(text))
    }

    /// Parses a domain name of letter-digit-hyphen labels, as the Name of an SRVName is (RFC 4985 §3).
    ///
    /// # Errors
    ///
    /// As [`DnsName::parse`], and [`NameRule::LabelUnderscore`] if a label has an underscore.
    ///
    /// ```
    /// use srvname::name::{DnsName, NameRule};
    ///
    /// assert!(DnsName::parse("_dmarc.example.com").is_ok());
    /// let error = DnsName::parse_ldh("_dmarc.example.com").unwrap_err();
    /// assert_eq!(error.rule(), NameRule::LabelUnderscore);
    /// ```
    pub fn parse_ldh(text: &'a str) -> Result<Self, NameError> {
        check_labels(text.as_bytes(), Underscores::Refused)?;
        Ok(Self(text))
    }

    /// Parses a domain name that a user entered, which may end in one dot; the dot is dropped.
    ///
    /// For references only: in a presented name and in a base, a dot at the end is malformed.
    ///
    /// # Errors
    ///
    /// As [`DnsName::parse`].
    ///
    /// ```
    /// use srvname::name::DnsName;
    ///
    /// assert_eq!(DnsName::parse_user_input("example.com.")?, DnsName::parse("example.com")?);
    /// assert!(DnsName::parse_user_input("example.com..").is_err());
    /// # Ok::<(), srvname::name::NameError>(())
    /// ```
    pub fn parse_user_input(text: &'a str) -> Result<Self, NameError> {
        Self::parse(text.strip_suffix('.').unwrap_or(text))
    }

    /// Returns the domain name of a text that was parsed before, as [`DnsName::as_str`] returned it.
    pub(crate) const fn from_parsed(text: &'a str) -> Self {
        Self(text)
    }

    /// Returns the text of the name, in its original case.
    #[must_use]
    pub const fn as_str(&self) -> &'a str {
        self.0
    }

    /// Returns the labels from left to right, at least one.
    pub fn labels(&self) -> impl DoubleEndedIterator<Item = &'a str> + use<'a> {
        self.0.split('.')
    }

    /// Returns the name without its left-most label, or `None` if the name has only one label.
    ///
    /// ```
    /// use srvname::name::DnsName;
    ///
    /// let name = DnsName::parse("www.example")?;
    /// assert_eq!(name.labels().collect::<Vec<_>>(), ["www", "example"]);
    /// assert_eq!(name.parent(), Some(DnsName::parse("example")?));
    /// assert_eq!(name.parent().and_then(|parent| parent.parent()), None);
    /// # Ok::<(), srvname::name::NameError>(())
    /// ```
    #[must_use]
    pub fn parent(&self) -> Option<Self> {
        self.0.split_once('.').map(|(_, parent)| Self(parent))
    }

    /// Returns `true` if this name is `domain`, or `domain` with one or more labels added to its left
    /// (RFC 5280 §4.2.1.10).
    ///
    /// ```
    /// use srvname::name::DnsName;
    ///
    /// let domain = DnsName::parse("host.example.com")?;
    /// assert!(DnsName::parse("www.host.example.com")?.is_within(domain));
    /// assert!(!DnsName::parse("1host.example.com")?.is_within(domain));
    /// # Ok::<(), srvname::name::NameError>(())
    /// ```
    #[must_use]
    pub fn is_within(&self, domain: DnsName<'_>) -> bool {
        let Some(added) = self.0.len().checked_sub(domain.0.len()) else { return false };
        match self.0.as_bytes().split_at_checked(added) {
            Some((left, right)) => {
                matches!(left.last(), None | Some(b'.')) && right.eq_ignore_ascii_case(domain.0.as_bytes())
            }
            None => false,
        }
    }
}

impl PartialEq for DnsName<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.0.eq_ignore_ascii_case(other.0)
    }
}

impl Eq for DnsName<'_> {}

impl Hash for DnsName<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        hash_ignoring_case(self.0, state);
    }
}

impl fmt::Display for DnsName<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl fmt::Debug for DnsName<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DnsName({})", self.0)
    }
}

/// A presented dNSName: a domain name, or a wildcard that represents many.
///
/// A wildcard is `*.` followed by at least one label, and represents every name with exactly one label in place of the
/// `*` (RFC 9525 §6.3). A base can contain all of these names or only some, so a wildcard is no [`DnsName`]: see
/// [`DnsSubtree::contains`] and [`DnsSubtree::overlaps`].
///
/// ```
/// use srvname::name::DnsPattern;
///
/// let wildcard = DnsPattern::parse("*.example.com")?;
/// assert!(wildcard.is_wildcard());
/// assert_eq!(wildcard.to_string(), "*.example.com");
/// assert!(DnsPattern::parse("w*.example.com").is_err());
/// # Ok::<(), srvname::name::NameError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DnsPattern<'a> {
    /// A domain name, which represents itself.
    Name(DnsName<'a>),
    /// `*.` and this name: every name with one label more.
    Wildcard(DnsName<'a>),
}

impl<'a> DnsPattern<'a> {
    /// Parses a presented dNSName.
    ///
    /// # Errors
    ///
    /// As [`DnsName::parse`], and [`NameRule::Wildcard`] if a `*` is not the complete left-most label.
    pub fn parse(text: &'a str) -> Result<Self, NameError> {
        Self::parse_with(text, Underscores::Allowed)
    }

    /// Parses a presented name of letter-digit-hyphen labels, as the Name of an SRVName is (RFC 4985 §3).
    ///
    /// # Errors
    ///
    /// As [`DnsPattern::parse`], and [`NameRule::LabelUnderscore`] if a label has an underscore.
    pub fn parse_ldh(text: &'a str) -> Result<Self, NameError> {
        Self::parse_with(text, Underscores::Refused)
    }

    fn parse_with(text: &'a str, underscores: Underscores) -> Result<Self, NameError> {
        match text.strip_prefix("*.") {
            // The wildcard counts: each name that it represents is at least as long.
            Some(_) if text.len() > MAX_NAME_OCTETS => Err(NameError::new(NameRule::NameTooLong, MAX_NAME_OCTETS)),
            Some(parent) => {
                check_labels(parent.as_bytes(), underscores).map_err(|error| error.shifted(2))?;
                Ok(Self::Wildcard(DnsName(parent)))
            }
            None => {
                check_labels(text.as_bytes(), underscores)?;
                Ok(Self::Name(DnsName(text)))
            }
        }
    }

    /// Returns the name, or of a wildcard the name after `*.`.
    #[must_use]
    pub const fn name(&self) -> DnsName<'a> {
        match self {
            Self::Name(name) | Self::Wildcard(name) => *name,
        }
    }

    /// Returns `true` if this is a wildcard.
    #[must_use]
    pub const fn is_wildcard(&self) -> bool {
        matches!(self, Self::Wildcard(_))
    }

    /// Returns `true` if every name that this represents is `domain` or below it.
    #[must_use]
    pub fn is_within(&self, domain: DnsName<'_>) -> bool {
        self.name().is_within(domain)
    }

    /// Returns `true` if at least one name that this represents is `domain` or below it.
    ///
    /// For a wildcard this adds the domains with one label more than the parent: `*.example.com` can be
    /// `www.example.com`.
    ///
    /// ```
    /// use srvname::name::{DnsName, DnsPattern};
    ///
    /// let wildcard = DnsPattern::parse("*.example.com")?;
    /// let host = DnsName::parse("www.example.com")?;
    /// assert!(wildcard.can_be_within(host) && !wildcard.is_within(host));
    /// assert!(!wildcard.can_be_within(DnsName::parse("a.www.example.com")?));
    /// # Ok::<(), srvname::name::NameError>(())
    /// ```
    #[must_use]
    pub fn can_be_within(&self, domain: DnsName<'_>) -> bool {
        self.is_within(domain)
            || matches!(self, Self::Wildcard(parent) if domain.parent().is_some_and(|above| above == *parent))
    }

    /// Returns `true` if this represents `name`: it is the same name, or a wildcard of its parent (RFC 9525 §6.3).
    ///
    /// ```
    /// use srvname::name::{DnsName, DnsPattern};
    ///
    /// let wildcard = DnsPattern::parse("*.example.com")?;
    /// assert!(wildcard.stands_for(DnsName::parse("www.example.com")?));
    /// assert!(!wildcard.stands_for(DnsName::parse("a.www.example.com")?));
    /// assert!(!wildcard.stands_for(DnsName::parse("example.com")?));
    /// # Ok::<(), srvname::name::NameError>(())
    /// ```
    #[must_use]
    pub fn stands_for(&self, name: DnsName<'_>) -> bool {
        match self {
            Self::Name(presented) => *presented == name,
            Self::Wildcard(parent) => name.parent().is_some_and(|above| above == *parent),
        }
    }
}

impl fmt::Display for DnsPattern<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Name(name) => name.fmt(f),
            Self::Wildcard(parent) => write!(f, "*.{parent}"),
        }
    }
}

/// The base of a dNSName constraint.
///
/// *Syntax*: empty; a domain name; or a domain name after a dot.
///
/// Q: RFC 5280 §4.2.1.10 gives the leading dot to URI and e-mail only. Why is it read here?
/// A: One public CA base in sixteen has it, and every validator in use reads it as "proper subdomains". If it were
///    malformed, certificates of these CAs would be refused; if it were the domain itself, more would be permitted than
///    the CA's issuer meant. [`Policy`](crate::Policy) has a setting that makes it malformed. (`tests/names.rs`,
///    `a_dns_base_with_a_leading_dot`)
///
/// ```
/// use srvname::name::{DnsPattern, DnsSubtree};
///
/// let base = DnsSubtree::parse("example.com")?;
/// assert!(base.contains(DnsPattern::parse("www.example.com")?));
/// assert!(!base.contains(DnsPattern::parse("bigexample.com")?));
/// // A base contains a wildcard if it contains all its names, and overlaps it if it contains at least one of them.
/// let host = DnsSubtree::parse("www.example.com")?;
/// assert!(!host.contains(DnsPattern::parse("*.example.com")?));
/// assert!(host.overlaps(DnsPattern::parse("*.example.com")?));
/// # Ok::<(), srvname::name::NameError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DnsSubtree<'a> {
    /// The empty base: every dNSName.
    All,
    /// `example.com`: the domain and everything below it.
    Domain(DnsName<'a>),
    /// `.example.com`: everything below the domain, and not the domain.
    Subdomains(DnsName<'a>),
}

impl<'a> DnsSubtree<'a> {
    /// Parses the base of a dNSName constraint.
    ///
    /// # Errors
    ///
    /// As [`DnsName::parse`], except that a `*` is [`NameRule::WildcardBase`].
    pub fn parse(text: &'a str) -> Result<Self, NameError> {
        if text.is_empty() {
            return Ok(Self::All);
        }
        match text.strip_prefix('.') {
            Some(domain) => {
                parse_base_domain(domain, Underscores::Allowed).map(Self::Subdomains).map_err(|error| error.shifted(1))
            }
            None => parse_base_domain(text, Underscores::Allowed).map(Self::Domain),
        }
    }

    /// Returns `true` if every name that `name` represents is inside this base, as permittedSubtrees require
    /// (RFC 5280 §6.1.3(b)).
    #[must_use]
    pub fn contains(&self, name: DnsPattern<'_>) -> bool {
        match self {
            Self::All => true,
            Self::Domain(domain) => name.is_within(*domain),
            Self::Subdomains(domain) => match name {
                DnsPattern::Name(name) => name.is_within(*domain) && name != *domain,
                DnsPattern::Wildcard(parent) => parent.is_within(*domain),
            },
        }
    }

    /// Returns `true` if at least one name that `name` represents is inside this base, which excludedSubtrees forbid
    /// (RFC 5280 §6.1.3(c)).
    #[must_use]
    pub fn overlaps(&self, name: DnsPattern<'_>) -> bool {
        match self {
            Self::Domain(domain) => name.can_be_within(*domain),
            // The names of a wildcard are one label longer than its parent, so nothing else can be below the domain.
            Self::All | Self::Subdomains(_) => self.contains(name),
        }
    }
}

impl Subtree for DnsSubtree<'_> {
    fn covers(&self, other: Self) -> bool {
        match (self, other) {
            (Self::All, _) => true,
            (_, Self::All) => false,
            (Self::Domain(domain), Self::Domain(name) | Self::Subdomains(name))
            | (Self::Subdomains(domain), Self::Subdomains(name)) => name.is_within(*domain),
            (Self::Subdomains(domain), Self::Domain(name)) => name.is_within(*domain) && name != *domain,
        }
    }
}

impl fmt::Display for DnsSubtree<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::All => Ok(()),
            Self::Domain(domain) => domain.fmt(f),
            Self::Subdomains(domain) => write!(f, ".{domain}"),
        }
    }
}

/// The meaning of a dNSName base that starts with a dot.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum DnsLeadingDot {
    /// Everything below the domain and not the domain itself, as in every validator in use.
    #[default]
    ProperSubdomains,
    /// Malformed, by the letter of RFC 5280 §4.2.1.10, which gives the dot to URI and e-mail only.
    Malformed,
}

/// Whether a label may have an underscore.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Underscores {
    Allowed,
    Refused,
}

/// Parses the domain of a base. A `*` is [`NameRule::WildcardBase`] instead of [`NameRule::Wildcard`].
pub(super) fn parse_base_domain(text: &str, underscores: Underscores) -> Result<DnsName<'_>, NameError> {
    match check_labels(text.as_bytes(), underscores) {
        Ok(()) => Ok(DnsName(text)),
        Err(error) if error.rule() == NameRule::Wildcard => {
            Err(NameError::new(NameRule::WildcardBase, error.position()))
        }
        Err(error) => Err(error),
    }
}

/// Checks the labels of a domain name: many octets at a time, and octet by octet if that does not find them well
/// formed.
///
/// # Errors
///
/// [`NameError`] with the first rule that the text breaks, and its position.
#[inline]
pub(crate) fn check_labels(text: &[u8], underscores: Underscores) -> Result<(), NameError> {
    if host_scan::is_well_formed(text) { Ok(()) } else { check_octets(text, underscores) }
}

/// Checks the labels of a domain name octet by octet: the definition with which [`host_scan::is_well_formed`] must
/// agree, and the source of the error.
///
/// `previous` starts as a dot, so that the start of the text is the start of a label; `numeric` is `true` as long as
/// the label that starts at `label_start` has only digits.
fn check_octets(text: &[u8], underscores: Underscores) -> Result<(), NameError> {
    let mut label_start = 0usize;
    let mut numeric = true;
    let mut previous = b'.';
    if text.is_empty() {
        return Err(NameError::new(NameRule::Empty, 0));
    }
    if text.len() > MAX_NAME_OCTETS {
        return Err(NameError::new(NameRule::NameTooLong, MAX_NAME_OCTETS));
    }
    for (position, &octet) in text.iter().enumerate() {
        let error = |rule| Err(NameError::new(rule, position));
        match octet {
            b'.' if previous == b'.' => return error(NameRule::EmptyLabel),
            b'.' if previous == b'-' => return error(NameRule::LabelHyphen),
            b'.' => {
                label_start = position.saturating_add(1);
                numeric = true;
            }
            b'-' if previous == b'.' => return error(NameRule::LabelHyphen),
            b'_' if underscores == Underscores::Refused => return error(NameRule::LabelUnderscore),
            b'0'..=b'9' => {}
            b'a'..=b'z' | b'A'..=b'Z' | b'-' | b'_' => numeric = false,
            b'*' => return error(NameRule::Wildcard),
            0x80.. => return error(NameRule::NotAscii),
            _ => return error(NameRule::LabelCharacter),
        }
        if position.saturating_sub(label_start) >= MAX_LABEL_OCTETS && octet != b'.' {
            return error(NameRule::LabelTooLong);
        }
        previous = octet;
    }
    let last = text.len().saturating_sub(1);
    match previous {
        b'.' => Err(NameError::new(NameRule::TrailingDot, last)),
        b'-' => Err(NameError::new(NameRule::LabelHyphen, last)),
        _ if numeric => Err(NameError::new(NameRule::NumericLastLabel, label_start)),
        _ => Ok(()),
    }
}

/// Hashes the lower case of a text, so that texts that differ only in ASCII case have equal hashes. 0xff, which is no
/// octet of UTF-8, ends it.
pub(super) fn hash_ignoring_case<H: Hasher>(text: &str, state: &mut H) {
    for octet in text.bytes() {
        state.write_u8(octet.to_ascii_lowercase());
    }
    state.write_u8(0xff);
}

#[cfg(test)]
mod tests {
    extern crate std;

    use std::vec::Vec;

    use super::host_scan::{AnyLabels, Labels, Reading, bit, positions};
    use super::*;

    /// Numbers without pattern, the same in every run.
    struct Numbers(u64);

    impl Numbers {
        fn next(&mut self, below: usize) -> usize {
            self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            usize::try_from(self.0 >> 33).unwrap() % below
        }
    }

    fn check_reading<const W: usize>(text: &[u8], labels: &Labels<W>) {
        let dots = text.iter().rev().enumerate().filter(|(_, octet)| **octet == b'.');
        let dots: Vec<_> = dots.map(|(position, _)| position).collect();
        let mut found: Vec<_> = (0..4usize)
            .flat_map(|group| positions(labels.suffixes()[group]).map(move |position| position + 64 * group))
            .collect();
        found.sort_unstable();
        assert_eq!(labels.parent_len(), dots.last().copied());
        assert_eq!(found, [dots, Vec::from([text.len()])].concat());
        assert_eq!(labels.len(), text.len());
        for (position, octet) in text.iter().rev().enumerate() {
            let word = labels.words()[position / 8].to_le_bytes();
            assert_eq!(word[position % 8], octet | 0x20, "{position}");
        }
    }

    /// The fast pass and the plain loop return the same, and the fast pass finds the dots.
    fn check_both(text: &[u8]) {
        let plain = check_octets(text, Underscores::Refused);
        let fast = host_scan::is_well_formed(text);
        assert!(!fast || plain.is_ok(), "{}", text.escape_ascii());
        let sure = text.last().is_some_and(u8::is_ascii_alphabetic);
        assert!(fast || plain.is_err() || !sure, "{}", text.escape_ascii());
        for underscores in [Underscores::Allowed, Underscores::Refused] {
            assert_eq!(check_labels(text, underscores), check_octets(text, underscores), "{}", text.escape_ascii());
        }
        let read = AnyLabels::ask(text, |labels, reading| {
            assert_eq!(reading == Reading::WellFormed, fast);
            match labels {
                _ if !text.is_ascii() => {}
                AnyLabels::Short(labels) => check_reading(text, labels),
                AnyLabels::Medium(labels) => check_reading(text, labels),
                AnyLabels::Long(labels) => check_reading(text, labels),
            }
        });
        assert!(read.is_some() || plain.is_err());
    }

    #[test]
    fn the_fast_pass_agrees_with_the_plain_loop() {
        let mut numbers = Numbers(1);
        // Every octet at every place of a short name, and at the seams of words and groups of longer ones.
        for len in
            [1usize, 2, 7, 8, 9, 15, 16, 17, 31, 32, 33, 62, 63, 64, 65, 127, 128, 129, 191, 192, 193, 252, 253, 254]
        {
            let name: Vec<u8> = (0..len).map(|at| if at % 20 == 19 && at + 1 < len { b'.' } else { b'a' }).collect();
            check_both(&name);
            for at in 0..len {
                for octet in (0..=255).filter(|octet| *octet % 16 == 14 || b"\x00-./09:@AZ[_`az{*\x7f".contains(octet))
                {
                    let mut text = name.clone();
                    text[at] = octet;
                    check_both(&text);
                }
            }
        }
        let alphabet = b"aZz09--..__*/:@[`{\0\x0e\x0d\x7f\x80\xae";
        for round in 0..40_000 {
            let len = if round % 8 == 0 { numbers.next(260) } else { numbers.next(40) };
            let odd = numbers.next(12) + 1;
            let label = 1 + numbers.next(70);
            let text: Vec<u8> = (0..len)
                .map(|_| match numbers.next(40 * odd) {
                    0 => alphabet[numbers.next(alphabet.len())],
                    1 => b'-',
                    _ if numbers.next(label) == 0 => b'.',
                    _ => alphabet[numbers.next(5)],
                })
                .collect();
            check_both(&text);
        }
    }

    #[test]
    fn a_label_of_63_octets_fits_wherever_it_stands() {
        for before in 0..180usize {
            for label in 60..68usize {
                for after in [0usize, 1, 2, 7, 8, 9, 30, 61, 62, 63] {
                    let front = (0..before).map(|at| if at % 9 == 8 && at + 1 < before { b'.' } else { b'b' });
                    let middle = [b".".as_slice(), &std::vec![b'a'; label], b"."].concat();
                    let text: Vec<u8> = front.chain(middle).chain(std::iter::repeat_n(b'c', after)).collect();
                    let text = text.strip_prefix(b".").unwrap_or(&text);
                    check_both(text.strip_suffix(b".").unwrap_or(text));
                }
            }
        }
    }

    #[test]
    fn every_position_has_its_bit() {
        for position in 0..64 {
            assert_eq!(positions(bit(position)).collect::<Vec<_>>(), [position]);
        }
        assert_eq!(positions(u64::MAX).count(), 64);
    }
}
