//! The id of an instance of a policy (RFC 8461 §3.1).

use alloc::borrow::ToOwned;
use alloc::string::String;
use core::fmt;

/// Most letters and digits of an id.
const MAX_ID_OCTETS: usize = 32;

/// Octets of a digest that make an id: each is two digits.
const DIGEST_OCTETS: usize = 16;

/// The id of an instance of a policy: 1 to 32 ASCII letters and digits, which are compared for equality and have no order
/// (RFC 8461 §3.1).
///
/// ```
/// use srvname::delegation::mta_sts::PolicyId;
///
/// let id = PolicyId::parse("20160831085700Z")?;
/// assert_eq!(id.as_str(), "20160831085700Z");
/// assert!(PolicyId::parse("2016-08-31").is_err());
/// # Ok::<(), srvname::delegation::mta_sts::PolicyIdError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct PolicyId(String);

impl PolicyId {
    /// Parses an id.
    ///
    /// # Errors
    ///
    /// [`PolicyIdError`] with what is wrong first.
    pub fn parse(text: &str) -> Result<Self, PolicyIdError> {
        Self::from_octets(text.as_bytes())
    }

    /// Parses the octets of an id, as [`parse`](Self::parse) parses a text.
    pub(crate) fn from_octets(octets: &[u8]) -> Result<Self, PolicyIdError> {
        if octets.is_empty() {
            return Err(PolicyIdError::Empty);
        }
        if let Some(at) = octets.iter().position(|octet| !octet.is_ascii_alphanumeric()) {
            return Err(PolicyIdError::Character(at));
        }
        match core::str::from_utf8(octets) {
            Ok(text) if text.len() <= MAX_ID_OCTETS => Ok(Self(text.to_owned())),
            _ => Err(PolicyIdError::TooLong(octets.len())),
        }
    }

    /// Returns an id that changes when the policy does: the first 16 octets of a SHA-256 digest of its body, in
    /// hexadecimal. Base64 will not do, which has characters that no id may have.
    ///
    /// ```
    /// use srvname::delegation::mta_sts::PolicyId;
    ///
    /// assert_eq!(PolicyId::from_digest(&[0xa5; 32]).as_str(), "a5".repeat(16));
    /// ```
    #[must_use]
    pub fn from_digest(digest: &[u8; 32]) -> Self {
        let digit = |value: u8| char::from_digit(u32::from(value), 16).unwrap_or('0');
        Self(digest.iter().take(DIGEST_OCTETS).flat_map(|octet| [digit(octet >> 4), digit(octet & 0xf)]).collect())
    }

    /// Returns the text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for PolicyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Why a text is no id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum PolicyIdError {
    /// It has no character.
    Empty,
    /// It has so many, more than 32.
    TooLong(usize),
    /// At this octet, from 0, is neither an ASCII letter nor a digit.
    Character(usize),
}

impl fmt::Display for PolicyIdError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("it is empty"),
            Self::TooLong(octets) => write!(f, "it has {octets} characters, and 32 are the most"),
            Self::Character(at) => {
                write!(f, "its octet {at} is neither a letter nor a digit, which no hyphen, plus or underscore is")
            }
        }
    }
}

impl core::error::Error for PolicyIdError {}
