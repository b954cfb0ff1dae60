//! Why octets are no POSH document: the rule, the line, the octet, and what stands there.

use alloc::string::String;
use core::fmt;

use super::https_url::HttpsUrlError;
use crate::citation::Citation;
use crate::name::line::Escaped;

/// The most characters of what stands in a document that an error keeps.
const MAX_QUOTED: usize = 60;

/// The rule that a document breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum DocumentRule {
    /// It has at most [`MAX_DOCUMENT_OCTETS`](super::reader::MAX_DOCUMENT_OCTETS).
    TooLong,
    /// It starts with no byte order mark.
    ByteOrderMark,
    /// It is UTF-8.
    Utf8,
    /// It is JSON.
    Json,
    /// It is a JSON object.
    NotObject,
    /// No member is there twice, in the document or in a descriptor. Names are compared without their escapes.
    MemberTwice,
    /// It does not have both `url` and `fingerprints`.
    UrlAndFingerprints,
    /// It has `url` or `fingerprints`.
    NeitherUrlNorFingerprints,
    /// It has `fingerprints`, and not the `keys` of drafts of POSH.
    DraftKeys,
    /// `fingerprints` is an array.
    FingerprintsNotArray,
    /// `fingerprints` has at least one descriptor.
    NoDescriptor,
    /// A descriptor is an object.
    DescriptorNotObject,
    /// It has `expires`.
    ExpiresMissing,
    /// `expires` is a number.
    ExpiresNotNumber,
    /// `expires` is a plain integer, without fraction and exponent.
    ExpiresNotInteger,
    /// `expires` is not negative.
    ExpiresNegative,
    /// `expires` is not 0.
    ExpiresZero,
    /// `url` is a string.
    UrlNotString,
    /// `url` is an HTTPS URI.
    Url(HttpsUrlError),
}

impl DocumentRule {
    /// Returns the section that makes the rule.
    #[must_use]
    pub const fn citation(&self) -> Citation {
        match self {
            Self::TooLong | Self::NotObject => Citation::new("RFC 7711", "3"),
            Self::ByteOrderMark | Self::Utf8 => Citation::new("RFC 7159", "8.1"),
            Self::Json => Citation::new("RFC 7159", "2"),
            Self::MemberTwice => Citation::new("RFC 7159", "4"),
            Self::UrlNotString => Citation::new("RFC 7711", "3.2"),
            Self::Url(error) => error.citation(),
            _ => Citation::new("RFC 7711", "3.1"),
        }
    }

    /// Returns what is wrong.
    const fn fault(self) -> &'static str {
        match self {
            Self::TooLong => "it has more than 65536 octets",
            Self::ByteOrderMark => "it starts with a byte order mark",
            Self::Utf8 => "it is not UTF-8",
            Self::Json => "it is not JSON",
            Self::NotObject => "it is no JSON object",
            Self::MemberTwice => "a member stands there twice",
            Self::UrlAndFingerprints => "it has url and fingerprints",
            Self::NeitherUrlNorFingerprints => "it has neither url nor fingerprints",
            Self::DraftKeys => "it has the keys of a draft of POSH",
            Self::FingerprintsNotArray => "fingerprints is no array",
            Self::NoDescriptor => "fingerprints is empty",
            Self::DescriptorNotObject => "a fingerprint descriptor is no object",
            Self::ExpiresMissing => "expires is missing",
            Self::ExpiresNotNumber => "expires is no number",
            Self::ExpiresNotInteger => "expires is no plain integer",
            Self::ExpiresNegative => "expires is negative",
            Self::ExpiresZero => "expires is 0, which says that the document is not valid",
            Self::UrlNotString => "url is no string",
            Self::Url(_) => "url is no HTTPS URI",
        }
    }

    /// Returns what to write in its place, or what to do.
    const fn remedy(self) -> &'static str {
        match self {
            Self::TooLong => "no more is read",
            Self::ByteOrderMark => "save it as UTF-8 without one",
            Self::Utf8 => "save it as UTF-8",
            Self::Json => "check it with any JSON tool",
            Self::NotObject => "write { and } around its members",
            Self::MemberTwice => "keep one: readers differ in which one counts",
            Self::UrlAndFingerprints => "keep url where a provider has a document, and otherwise fingerprints",
            Self::NeitherUrlNorFingerprints => "write one of them",
            Self::DraftKeys => "write fingerprints, the hashes of certificates",
            Self::FingerprintsNotArray => "write [ and ] around the descriptors",
            Self::NoDescriptor => "write a descriptor of a certificate",
            Self::DescriptorNotObject => "write {\"sha-256\": \"...\"}",
            Self::ExpiresMissing => "write \"expires\": 86400 for a day",
            Self::ExpiresNotNumber => "write digits without quotation marks, such as 86400",
            Self::ExpiresNotInteger => "write seconds in digits alone, such as 86400",
            Self::ExpiresNegative | Self::ExpiresZero => "write for how many seconds it may be kept, such as 86400",
            Self::UrlNotString | Self::Url(_) => "write \"url\": \"https://...\"",
        }
    }
}

impl fmt::Display for DocumentRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.fault())
    }
}

/// The error of octets that are no POSH document.
///
/// ```
/// use srvname::delegation::posh::{Document, DocumentRule};
///
/// let error = Document::read(b"{\n\"url\": \"http://provider.example/\", \"expires\": 60}").unwrap_err();
/// assert!(matches!(error.rule(), DocumentRule::Url(_)));
/// assert_eq!((error.line(), error.octet()), (2, 9));
/// assert_eq!(error.citation().to_string(), "RFC 7711 §3.2");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DocumentError {
    rule: DocumentRule,
    line: usize,
    octet: usize,
    /// What the JSON reader said; otherwise what stands there, or nothing where that would tell nothing.
    detail: String,
}

impl DocumentError {
    /// Returns the error for a rule that is broken at an octet of a document, and what stands there.
    pub(super) fn new(rule: DocumentRule, body: &[u8], octet: usize, detail: &str) -> Self {
        let before = body.get(..octet).unwrap_or(body);
        let line = before.iter().filter(|octet| **octet == b'\n').count().saturating_add(1);
        let detail = detail.chars().take(MAX_QUOTED).collect();
        Self { rule, line, octet: before.len(), detail }
    }

    /// Returns the rule that is broken.
    #[must_use]
    pub const fn rule(&self) -> DocumentRule {
        self.rule
    }

    /// Returns the line, from 1.
    #[must_use]
    pub const fn line(&self) -> usize {
        self.line
    }

    /// Returns the octet at which what is wrong begins, from 0 at the start of the document.
    #[must_use]
    pub const fn octet(&self) -> usize {
        self.octet
    }

    /// Returns the section that makes the rule.
    #[must_use]
    pub const fn citation(&self) -> Citation {
        self.rule.citation()
    }
}

impl fmt::Display for DocumentError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.rule.fault())?;
        if let DocumentRule::Url(error) = self.rule {
            write!(f, " ({error})")?;
        }
        if !self.detail.is_empty() {
            write!(f, ": {}", Escaped::new(&self.detail))?;
        }
        write!(f, "; {} (line {}, octet {})", self.rule.remedy(), self.line, self.octet)
    }
}

impl core::error::Error for DocumentError {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match &self.rule {
            DocumentRule::Url(error) => Some(error),
            _ => None,
        }
    }
}
