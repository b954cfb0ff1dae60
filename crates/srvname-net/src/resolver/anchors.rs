//! Trust anchors: the keys of the root, or those of a file.

use std::fmt;

use domain::base::Name;
use domain::base::ToName;
use domain::base::iana::{Class, Rtype};
use domain::dnssec::validator::anchor;
use domain::rdata::ZoneRecordData;
use domain::zonefile::inplace::{Entry, Zonefile};

/// The keys of the root, as DS records (IANA, <https://data.iana.org/root-anchors/root-anchors.xml>).
///
/// KSK-2017, key tag 20326: its revocation is scheduled for 2027-01-11. KSK-2024, key tag 38696: it was scheduled to sign from
/// 2026-10-11 on. Both are needed until the first is revoked. As in Debian's `dns-root-data` 2024071801.
const ROOT: &str = "\
. 172800 IN DS 20326 8 2 E06D44B80B8F1D39A95C0B0D7C65D08458E880409BBC683457104237C7F8EC8D
. 172800 IN DS 38696 8 2 683D2D0ACB8C9B712A1948B27F741219298D0A450D612C483AF444A4C0FB2B16
";

/// The longest file of trust anchors that is read, in octets.
pub const MAX_ANCHOR_OCTETS: usize = 65_536;

/// The keys that validation starts from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrustAnchors {
    /// A zone file of DS and DNSKEY records, which was read before.
    text: String,
    /// The zone of the first anchor.
    owner: Name<Vec<u8>>,
    count: usize,
}

impl TrustAnchors {
    /// Returns the keys of the root, KSK-2017 and KSK-2024.
    #[must_use]
    pub fn root() -> Self {
        Self { text: ROOT.to_owned(), owner: Name::root_vec(), count: 2 }
    }

    /// Reads the anchors of a file that holds DS and DNSKEY records as a zone file has them (RFC 1035 §5), such as
    /// `root.key` of unbound. They take the place of the root's.
    ///
    /// ```
    /// use srvname_net::resolver::TrustAnchors;
    ///
    /// let text = "lab. IN DS 12345 13 2 0000000000000000000000000000000000000000000000000000000000000000\n";
    /// assert_eq!(TrustAnchors::parse(text)?.len(), 1);
    /// assert!(TrustAnchors::parse("lab. IN A 192.0.2.1\n").is_err());
    /// # Ok::<(), srvname_net::resolver::AnchorError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`AnchorError`]: the file is too long, is no zone file, has other records or none.
    pub fn parse(text: &str) -> Result<Self, AnchorError> {
        if text.len() > MAX_ANCHOR_OCTETS {
            return Err(AnchorError::TooLong);
        }
        let mut zone = Zonefile::new();
        zone.set_default_class(Class::IN);
        // Relative names are names below the root: what lists anchors has no other origin.
        zone.set_origin(Name::root_bytes());
        zone.extend_from_slice(text.as_bytes());
        zone.extend_from_slice(b"\n");
        let mut owner = None;
        let mut count = 0_usize;
        for entry in zone {
            match entry.map_err(|error| AnchorError::Syntax(error.to_string()))? {
                Entry::Record(record) if [Rtype::DS, Rtype::DNSKEY].contains(&record.rtype()) => {
                    if let ZoneRecordData::Ds(ds) = record.data() {
                        check_digest(ds.digest_type().to_int(), ds.digest().len())?;
                    }
                    owner.get_or_insert_with(|| record.owner().to_name());
                    count = count.saturating_add(1);
                }
                Entry::Record(record) => return Err(AnchorError::OtherRecord(record.rtype().to_string())),
                Entry::Include { .. } => return Err(AnchorError::Include),
            }
        }
        let text = format!("$ORIGIN .\n{text}");
        owner.map(|owner| Self { text, owner, count }).ok_or(AnchorError::Empty)
    }

    /// Returns how many anchors there are, at least one.
    #[must_use]
    #[expect(clippy::len_without_is_empty, reason = "there is always one")]
    pub const fn len(&self) -> usize {
        self.count
    }

    /// The zone whose keys are asked for first.
    pub(super) const fn owner(&self) -> &Name<Vec<u8>> {
        &self.owner
    }

    /// The anchors as the validator takes them. It cannot fail on what was read before; if it did, no anchor would be left,
    /// and nothing be secure.
    pub(super) fn for_validator(&self) -> anchor::TrustAnchors {
        anchor::TrustAnchors::from_u8(self.text.as_bytes()).unwrap_or_else(|_| anchor::TrustAnchors::empty())
    }
}

/// Whether a digest is as long as those of its algorithm (RFC 4034 §5.1.4, RFC 4509 §2, RFC 6605 §2).
const fn check_digest(algorithm: u8, octets: usize) -> Result<(), AnchorError> {
    match (algorithm, octets) {
        (1, 20) | (2, 32) | (4, 48) => Ok(()),
        _ => Err(AnchorError::Digest { algorithm, octets }),
    }
}

impl Default for TrustAnchors {
    fn default() -> Self {
        Self::root()
    }
}

/// Why a file has no trust anchors.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum AnchorError {
    /// It has more than [`MAX_ANCHOR_OCTETS`].
    TooLong,
    /// It is not a zone file: line, column and what is wrong there.
    Syntax(String),
    /// It has a record of another type, which is named.
    OtherRecord(String),
    /// A DS record with a digest that is not as long as those of its algorithm, or of an algorithm that is not known.
    Digest {
        /// The digest type of the record.
        algorithm: u8,
        /// How long its digest is.
        octets: usize,
    },
    /// It includes another file, which is not read.
    Include,
    /// It has no record.
    Empty,
}

impl fmt::Display for AnchorError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLong => write!(f, "the file of trust anchors has more than {MAX_ANCHOR_OCTETS} octets"),
            Self::Syntax(what) => {
                write!(
                    f,
                    "the file of trust anchors is no zone file of DS and DNSKEY records, at line and column {what}"
                )
            }
            Self::OtherRecord(what) => write!(f, "a trust anchor is a DS or DNSKEY record, and not {what}"),
            Self::Digest { algorithm, octets } => {
                write!(f, "a trust anchor has a digest of {octets} octets, which is none of digest type {algorithm}")
            }
            Self::Include => f.write_str("the file of trust anchors includes another file, which is not read"),
            Self::Empty => f.write_str("the file of trust anchors has no DS and no DNSKEY record"),
        }
    }
}

impl std::error::Error for AnchorError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_root_has_two_keys_that_the_validator_takes() {
        let root = TrustAnchors::root();
        assert_eq!(TrustAnchors::parse(ROOT).unwrap().len(), root.len());
        for text in [&root.text, &TrustAnchors::parse(ROOT).unwrap().text] {
            assert!(anchor::TrustAnchors::from_u8(text.as_bytes()).is_ok(), "{text}");
        }
        assert_eq!(root.owner(), &Name::root_vec());
    }

    #[test]
    fn a_file_is_read_as_unbound_writes_it() {
        let text =
            "; autotrust trust anchor file\n;;id: . 1\n\n.\t86400\tIN\tDNSKEY\t257 3 8 AwEAAa== ;{id = 1 (ksk)}\n";
        assert_eq!(TrustAnchors::parse(text).unwrap().len(), 1);
        let relative = TrustAnchors::parse(
            "lab IN DS 1 13 2 (\n  00112233445566778899aabbccddeeff\n 00112233445566778899aabbccddeeff )",
        )
        .unwrap();
        assert_eq!(relative.owner().to_string(), "lab");
        assert!(anchor::TrustAnchors::from_u8(relative.text.as_bytes()).is_ok());
    }

    #[test]
    fn what_is_no_anchor_is_named() {
        assert_eq!(TrustAnchors::parse(""), Err(AnchorError::Empty));
        assert_eq!(TrustAnchors::parse("; nothing\n"), Err(AnchorError::Empty));
        assert_eq!(TrustAnchors::parse("lab. IN A 192.0.2.1"), Err(AnchorError::OtherRecord("A".to_owned())));
        assert_eq!(TrustAnchors::parse("$INCLUDE other"), Err(AnchorError::Include));
        assert!(matches!(
            TrustAnchors::parse("trust-anchors { . initial-key 257 3 8 \"AwEA\"; };"),
            Err(AnchorError::Syntax(_))
        ));
        assert_eq!(TrustAnchors::parse("lab. IN DS 1 13 2"), Err(AnchorError::Digest { algorithm: 2, octets: 0 }));
        assert_eq!(TrustAnchors::parse("lab. IN DS 1 13 9 00"), Err(AnchorError::Digest { algorithm: 9, octets: 1 }));
        assert_eq!(TrustAnchors::parse(&" ".repeat(MAX_ANCHOR_OCTETS + 1)), Err(AnchorError::TooLong));
    }
}
