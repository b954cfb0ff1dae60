//! A document as it is read: JSON of exactly this shape, with the place of what is wrong.
//!
//! The JSON reader is `serde_json`. Its errors say where it stopped and not by which of our rules, so a rule is noted before
//! each value, and is what an error of the value's kind is about.

use alloc::collections::BTreeSet;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::cell::Cell;
use core::fmt;

use serde::de::{self, DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::document::{Descriptor, Document, FingerprintsDocument, Lifetime, ReferenceDocument};
use super::document_error::{DocumentError, DocumentRule};
use super::fingerprint::{FingerprintFault, HashFunction, Padding, UnusableFingerprint, decode};
use super::https_url::HttpsUrl;
use super::note::DocumentNote;

/// The most octets of a document that are read. A document with a hundred descriptors has a fifth.
pub const MAX_DOCUMENT_OCTETS: usize = 65_536;

/// A document, and what is odd about it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ReadDocument {
    /// The document.
    pub document: Document,
    /// What its publisher should know of, in the order of the document. It changes nothing.
    pub notes: Vec<DocumentNote>,
}

impl Document {
    /// Reads a document: the body of a response for which [`PoshResponse`](super::fetch::PoshResponse) says that it is one.
    ///
    /// Members that are not known are passed over, whatever they hold (RFC 7711 §3.3 asks for the hash functions "that the
    /// client supports").
    ///
    /// Q: RFC 7159 §4 only says that names SHOULD be unique. Why is a member that is there twice refused?
    /// A: Readers take the first, or the last, or both: a document could say one thing to the publisher's tool and another
    ///    to a client. Names inside members that are not known make no such difference, and are not read.
    ///    (`src/delegation/posh/reader.rs`, `a_member_twice_is_refused`)
    ///
    /// Q: Is `1e5` an integer? Is `86400.0`?
    /// A: By value they are, and readers differ in whether they take them. §3.1 has digits alone, and so has whoever means an
    ///    integer. (`src/delegation/posh/reader.rs`, `expires_is_a_plain_integer`)
    ///
    /// # Errors
    ///
    /// [`DocumentError`] with the first rule that is broken, and its place. Whoever fetched a document that is none has no
    /// material, and goes on as if there were no POSH (RFC 7712 §5.2).
    pub fn read(body: &[u8]) -> Result<ReadDocument, DocumentError> {
        if body.len() > MAX_DOCUMENT_OCTETS {
            return Err(DocumentError::new(DocumentRule::TooLong, body, MAX_DOCUMENT_OCTETS, ""));
        }
        if body.starts_with(b"\xef\xbb\xbf") {
            return Err(DocumentError::new(DocumentRule::ByteOrderMark, body, 0, ""));
        }
        let text = core::str::from_utf8(body)
            .map_err(|error| DocumentError::new(DocumentRule::Utf8, body, error.valid_up_to(), ""))?;
        match parse(text, ExpiresReading::AsNumber) {
            // The JSON reader makes a fraction of an integer of twenty digits, and fails at one of four hundred.
            Err(stop) if stop.is_at_long_integer(text) => parse(text, ExpiresReading::AsLong),
            read => read,
        }
        .map_err(|stop| stop.error(text))
    }
}

/// How the value of `expires` is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum ExpiresReading {
    AsNumber,
    /// It is known to be an integer, of more digits than a number has.
    AsLong,
}

fn parse(text: &str, expires: ExpiresReading) -> Result<ReadDocument, Stop> {
    let rule = Cell::new(DocumentRule::NotObject);
    let mut reader = serde_json::Deserializer::from_str(text);
    let read = DocumentSeed { rule: &rule, expires }.deserialize(&mut reader);
    read.and_then(|read| reader.end().map(|()| read)).map_err(|error| Stop { rule: rule.get(), error })
}

/// Where and why the JSON reader stopped.
struct Stop {
    /// The rule that was noted last: what an error of the data is about.
    rule: DocumentRule,
    error: serde_json::Error,
}

impl Stop {
    /// Returns the octet before which the reader stopped.
    fn octet(&self, text: &str) -> usize {
        let lines = text.split_inclusive('\n').take(self.error.line().saturating_sub(1));
        lines.map(str::len).sum::<usize>().saturating_add(self.error.column()).min(text.len())
    }

    /// Returns whether it stopped at or in an integer of `expires` that is longer than its numbers.
    fn is_at_long_integer(&self, text: &str) -> bool {
        if !matches!(self.rule, DocumentRule::ExpiresNotInteger | DocumentRule::ExpiresNotNumber) {
            return false;
        }
        let (before, after) = text.split_at_checked(self.octet(text)).unwrap_or((text, ""));
        let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.');
        let start = before.trim_end_matches(is_part).len();
        let token = before.get(start..).unwrap_or_default();
        let rest = after.len().saturating_sub(after.trim_start_matches(is_part).len());
        let rest = after.get(..rest).unwrap_or_default();
        token.starts_with(|c: char| c.is_ascii_digit())
            && token.bytes().chain(rest.bytes()).all(|octet| octet.is_ascii_digit())
    }

    fn error(&self, text: &str) -> DocumentError {
        let stop = self.octet(text);
        if self.error.is_data() {
            let start = start_of_token(text, stop, self.rule);
            return DocumentError::new(self.rule, text.as_bytes(), start, quoted(text, start, self.rule));
        }
        let said = self.error.to_string();
        let said = said.split_once(" at line ").map_or(said.as_str(), |(said, _)| said);
        let said = match text.trim_start().starts_with('<') {
            true => "it is a web page, which some servers send in place of status 404",
            false => said,
        };
        // It stopped behind what it did not expect, or at the end.
        let octet = if self.error.is_eof() { text.len() } else { stop.saturating_sub(1) };
        DocumentError::new(DocumentRule::Json, text.as_bytes(), octet, said)
    }
}

/// Returns the octet at which the value or the name begins that the reader stopped behind; where it stopped if it stopped
/// before one.
fn start_of_token(text: &str, stop: usize, rule: DocumentRule) -> usize {
    let before = text.get(..stop).unwrap_or(text);
    // Behind a name white space has been passed over.
    let before = match rule {
        DocumentRule::MemberTwice | DocumentRule::UrlAndFingerprints => before.trim_end(),
        _ => before,
    };
    let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.');
    match before.chars().next_back() {
        Some('"') => start_of_string(before),
        Some('}' | ']') => before.len().saturating_sub(1),
        Some(last) if is_part(last) => before.trim_end_matches(is_part).len(),
        _ => before.len(),
    }
}

/// Returns where the string begins that `before` ends with: at the next quotation mark to the left that is not escaped.
fn start_of_string(before: &str) -> usize {
    let mut rest = before.get(..before.len().saturating_sub(1)).unwrap_or_default();
    while let Some(at) = rest.rfind('"') {
        let behind = rest.get(..at).unwrap_or_default();
        let escapes = behind.len().saturating_sub(behind.trim_end_matches('\\').len());
        if escapes % 2 == 0 {
            return at;
        }
        rest = behind;
    }
    0
}

/// Returns what stands at an octet, for a rule that is about it.
fn quoted(text: &str, start: usize, rule: DocumentRule) -> &str {
    let whole = matches!(
        rule,
        DocumentRule::NeitherUrlNorFingerprints
            | DocumentRule::DraftKeys
            | DocumentRule::NoDescriptor
            | DocumentRule::ExpiresMissing
            | DocumentRule::ExpiresZero
    );
    let rest = if whole { "" } else { text.get(start..).unwrap_or_default() };
    let is_end = |c: char| c.is_whitespace() || matches!(c, ',' | ':' | '}' | ']');
    let length = match rest.strip_prefix('"') {
        // A quotation mark in it ends what is shown.
        Some(inside) => inside.find('"').and_then(|at| at.checked_add(2)),
        None => rest.find(is_end),
    };
    rest.get(..length.unwrap_or(rest.len()).max(1)).unwrap_or_default()
}

/// Notes a rule and returns an error: the rule is what it is about.
fn fault<E: de::Error>(rule: &Cell<DocumentRule>, broken: DocumentRule) -> E {
    rule.set(broken);
    E::custom(broken)
}

/// Reads the document.
struct DocumentSeed<'r> {
    rule: &'r Cell<DocumentRule>,
    expires: ExpiresReading,
}

impl<'de> DeserializeSeed<'de> for DocumentSeed<'_> {
    type Value = ReadDocument;

    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<ReadDocument, D::Error> {
        self.rule.set(DocumentRule::NotObject);
        reader.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for DocumentSeed<'_> {
    type Value = ReadDocument;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<ReadDocument, A::Error> {
        let rule = self.rule;
        let mut names = BTreeSet::new();
        let (mut url, mut fingerprints, mut expires) = (None, None, None);
        while let Some(name) = members.next_key::<String>()? {
            if names.contains(&name) {
                return Err(fault(rule, DocumentRule::MemberTwice));
            }
            match name.as_str() {
                "url" if fingerprints.is_some() => return Err(fault(rule, DocumentRule::UrlAndFingerprints)),
                "fingerprints" if url.is_some() => return Err(fault(rule, DocumentRule::UrlAndFingerprints)),
                "url" => url = Some(members.next_value_seed(UrlSeed(rule))?),
                "fingerprints" => fingerprints = Some(members.next_value_seed(DescriptorsSeed(rule))?),
                "expires" if self.expires == ExpiresReading::AsLong => {
                    members.next_value::<IgnoredAny>()?;
                    expires = Some(u64::MAX);
                }
                "expires" => expires = Some(members.next_value_seed(ExpiresSeed(rule))?),
                _ => {
                    members.next_value::<IgnoredAny>()?;
                }
            }
            names.insert(name);
        }
        if url.is_none() && fingerprints.is_none() {
            let is_draft = names.contains("keys");
            let broken = if is_draft { DocumentRule::DraftKeys } else { DocumentRule::NeitherUrlNorFingerprints };
            return Err(fault(rule, broken));
        }
        let seconds = expires.ok_or_else(|| fault(rule, DocumentRule::ExpiresMissing))?;
        let expires = Lifetime::from_seconds(seconds).ok_or_else(|| fault(rule, DocumentRule::ExpiresZero))?;
        let (descriptors, mut notes) = fingerprints.unwrap_or_default();
        if seconds > expires.seconds() {
            notes.push(DocumentNote::LongLifetime);
        }
        let document = match url {
            Some(url) => Document::Reference(ReferenceDocument { url, expires }),
            None => FingerprintsDocument::new(descriptors, expires)
                .map(Document::Fingerprints)
                .ok_or_else(|| fault(rule, DocumentRule::NoDescriptor))?,
        };
        Ok(ReadDocument { document, notes })
    }
}

/// Reads the value of `expires`.
struct ExpiresSeed<'r>(&'r Cell<DocumentRule>);

impl<'de> DeserializeSeed<'de> for ExpiresSeed<'_> {
    type Value = u64;

    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<u64, D::Error> {
        let rule = self.0;
        rule.set(DocumentRule::ExpiresNotNumber);
        let seconds = reader.deserialize_u64(self)?;
        rule.set(DocumentRule::NotObject);
        Ok(seconds)
    }
}

impl Visitor<'_> for ExpiresSeed<'_> {
    type Value = u64;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a number of seconds")
    }

    fn visit_u64<E: de::Error>(self, seconds: u64) -> Result<u64, E> {
        if seconds == 0 { Err(fault(self.0, DocumentRule::ExpiresZero)) } else { Ok(seconds) }
    }

    fn visit_i64<E: de::Error>(self, _: i64) -> Result<u64, E> {
        Err(fault(self.0, DocumentRule::ExpiresNegative))
    }

    fn visit_f64<E: de::Error>(self, seconds: f64) -> Result<u64, E> {
        let is_negative = seconds.is_sign_negative();
        Err(fault(self.0, if is_negative { DocumentRule::ExpiresNegative } else { DocumentRule::ExpiresNotInteger }))
    }
}

/// Reads the value of `url`.
struct UrlSeed<'r>(&'r Cell<DocumentRule>);

impl<'de> DeserializeSeed<'de> for UrlSeed<'_> {
    type Value = HttpsUrl;

    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<HttpsUrl, D::Error> {
        self.0.set(DocumentRule::UrlNotString);
        reader.deserialize_str(self)
    }
}

impl Visitor<'_> for UrlSeed<'_> {
    type Value = HttpsUrl;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<HttpsUrl, E> {
        HttpsUrl::parse(text).map_err(|error| fault(self.0, DocumentRule::Url(error)))
    }
}

/// The descriptors of a document, and what is odd about them.
type ReadDescriptors = (Vec<Descriptor>, Vec<DocumentNote>);

/// Reads the value of `fingerprints`.
struct DescriptorsSeed<'r>(&'r Cell<DocumentRule>);

impl<'de> DeserializeSeed<'de> for DescriptorsSeed<'_> {
    type Value = ReadDescriptors;

    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<ReadDescriptors, D::Error> {
        self.0.set(DocumentRule::FingerprintsNotArray);
        reader.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for DescriptorsSeed<'_> {
    type Value = ReadDescriptors;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<ReadDescriptors, A::Error> {
        let (mut descriptors, mut notes) = (Vec::new(), Vec::new());
        loop {
            let seed = DescriptorSeed { rule: self.0, index: descriptors.len(), notes: &mut notes };
            let Some(descriptor) = elements.next_element_seed(seed)? else { break };
            descriptors.push(descriptor);
        }
        if descriptors.is_empty() {
            return Err(fault(self.0, DocumentRule::NoDescriptor));
        }
        Ok((descriptors, notes))
    }
}

/// Reads one descriptor.
struct DescriptorSeed<'r, 'n> {
    rule: &'r Cell<DocumentRule>,
    index: usize,
    notes: &'n mut Vec<DocumentNote>,
}

impl<'de> DeserializeSeed<'de> for DescriptorSeed<'_, '_> {
    type Value = Descriptor;

    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<Descriptor, D::Error> {
        self.rule.set(DocumentRule::DescriptorNotObject);
        reader.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for DescriptorSeed<'_, '_> {
    type Value = Descriptor;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Descriptor, A::Error> {
        let descriptor = self.index;
        let (mut fingerprints, mut unusable) = (Vec::new(), Vec::new());
        let mut names = BTreeSet::new();
        while let Some(name) = members.next_key::<String>()? {
            if names.contains(&name) {
                return Err(fault(self.rule, DocumentRule::MemberTwice));
            }
            match HashFunction::ALL.into_iter().find(|function| function.name() == name) {
                Some(function) => match members.next_value_seed(ValueSeed(function))? {
                    Ok((fingerprint, padding)) => {
                        fingerprints.push(fingerprint);
                        if padding == Padding::Missing {
                            self.notes.push(DocumentNote::Unpadded { descriptor, function });
                        }
                    }
                    Err(fault) => unusable.push(UnusableFingerprint::Value(function, fault)),
                },
                None => {
                    members.next_value::<IgnoredAny>()?;
                    unusable.push(UnusableFingerprint::of_name(&name));
                }
            }
            names.insert(name);
        }
        // A function of the future beside one of today is nothing to write home about.
        let is_usable = !fingerprints.is_empty();
        let told = unusable.iter().filter(|fingerprint| {
            !(is_usable && matches!(fingerprint, UnusableFingerprint::UnknownHash { meant: None }))
        });
        self.notes.extend(told.map(|fingerprint| DocumentNote::Unusable { descriptor, fingerprint: *fingerprint }));
        if names.is_empty() {
            self.notes.push(DocumentNote::EmptyDescriptor { descriptor });
        }
        Ok(Descriptor::read(fingerprints, unusable))
    }
}

/// Reads a value of a descriptor. Whatever it is, it spoils nothing but itself.
struct ValueSeed(HashFunction);

/// A value, or why it is none.
type Value = Result<(super::fingerprint::Fingerprint, Padding), FingerprintFault>;

impl<'de> DeserializeSeed<'de> for ValueSeed {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<Value, D::Error> {
        reader.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for ValueSeed {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_str<E>(self, text: &str) -> Result<Value, E> {
        Ok(decode(self.0, text))
    }

    fn visit_bool<E>(self, _: bool) -> Result<Value, E> {
        Ok(Err(FingerprintFault::NotText))
    }

    fn visit_i64<E>(self, _: i64) -> Result<Value, E> {
        Ok(Err(FingerprintFault::NotText))
    }

    fn visit_u64<E>(self, _: u64) -> Result<Value, E> {
        Ok(Err(FingerprintFault::NotText))
    }

    fn visit_f64<E>(self, _: f64) -> Result<Value, E> {
        Ok(Err(FingerprintFault::NotText))
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Err(FingerprintFault::NotText))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<Value, A::Error> {
        while elements.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Err(FingerprintFault::NotText))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        while members.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Err(FingerprintFault::NotText))
    }
}

#[cfg(test)]
mod tests {
    use alloc::format;

    use super::*;
    use crate::delegation::posh::fingerprint::{Fingerprint, WeakHashFunction};
    use crate::delegation::posh::https_url::HttpsUrlError;

    /// RFC 7711 §3.1, without the white space that is there for its readers.
    const POSSESSION: &str = r#"{"fingerprints":[{"sha-256":"4/mggdlVx8A3pvHAWW5sD+qJyMtUHgiRuPjVC48N0XQ=","sha-512":"25N+1hB2Vo42l9lSGqw+n3BKFhDHsyork8ou+D9B43TXeJ1J81mdQEDqm39oR/EHkPBDDG1y5+AG94Kec0xVqA=="}],"expires":604800}"#;
    /// RFC 7711 §3.2.
    const REFERENCE: &str = r#"{"url":"https://hosting.example.net/.well-known/posh/spice.json","expires":86400}"#;
    const DESCRIPTOR: &str = r#"{"sha-256":"4/mggdlVx8A3pvHAWW5sD+qJyMtUHgiRuPjVC48N0XQ="}"#;

    fn read(body: &str) -> ReadDocument {
        Document::read(body.as_bytes()).unwrap_or_else(|error| panic!("{body}: {error}"))
    }

    fn descriptors(body: &str) -> Vec<Descriptor> {
        match read(body).document {
            Document::Fingerprints(fingerprints) => fingerprints.descriptors().to_vec(),
            Document::Reference(_) => panic!("{body}: a reference"),
        }
    }

    fn error(body: &str) -> DocumentError {
        Document::read(body.as_bytes()).expect_err(body)
    }

    /// A document with one descriptor and this value of `expires`.
    fn expiring(expires: &str) -> String {
        format!(r#"{{"fingerprints":[{DESCRIPTOR}],"expires":{expires}}}"#)
    }

    /// The first example of §3.1, with the Content-Length that it announces; its white space changes nothing.
    #[test]
    fn the_example_of_possession() {
        assert_eq!(POSSESSION.len(), 195);
        let ReadDocument { document, notes } = read(POSSESSION);
        assert_eq!(notes, []);
        let [descriptor] = &descriptors(POSSESSION)[..] else { panic!("one descriptor") };
        let functions: Vec<_> = descriptor.fingerprints().iter().map(Fingerprint::function).collect();
        assert_eq!(functions, [HashFunction::Sha512, HashFunction::Sha256]);
        let spaced = POSSESSION.replace('{', "{\r\n  ").replace(',', " ,\n\t").replace(':', " : ");
        assert_eq!(read(&spaced).document, document);
        assert_eq!(document.to_json(), POSSESSION);
    }

    /// The second example of §3.1: its first value has no padding.
    #[test]
    fn the_example_of_two_descriptors() {
        let body = r#"{"fingerprints":[{"sha-256":"4/mggdlVx8A3pvHAWW5sD+qJyMtUHgiRuPjVC48N0XQ","sha-512":"25N+1hB2Vo42l9lSGqw+n3BKFhDHsyork8ou+D9B43TXeJ1J81mdQEDqm39oR/EHkPBDDG1y5+AG94Kec0xVqA=="},{"sha-256":"otyLADSKjRDjVpj8X7/hmCAD5C7Qe+PedcmYV7cUncE=","sha-512":"MbBD+ausTGJisEXKSynROWrMfHP2xvBnmI79Pr/KXnDyLN+13Jof8/Uq9fj5HZG8Rk1E2fclcivpGdijUsvHRg=="}],"expires":806400}"#;
        let both = descriptors(body);
        assert_eq!(both.len(), 2);
        assert_eq!(both[0], descriptors(POSSESSION)[0]);
        assert!(both.iter().all(|descriptor| descriptor.fingerprints().len() == 2));
        assert_eq!(read(body).notes, [DocumentNote::Unpadded { descriptor: 0, function: HashFunction::Sha256 }]);
    }

    #[test]
    fn the_example_of_a_reference() {
        let Document::Reference(reference) = read(REFERENCE).document else { panic!("no reference") };
        assert_eq!(reference.url.as_str(), "https://hosting.example.net/.well-known/posh/spice.json");
        assert_eq!(reference.expires.seconds(), 86_400);
        // It need not be a well-known one (§3.2).
        assert!(matches!(read(r#"{"expires":1,"url":"https://a.test/x?y"}"#).document, Document::Reference(_)));
    }

    #[test]
    fn a_document_is_one_of_two() {
        for body in [
            format!(r#"{{"url":"https://a.test/","fingerprints":[{DESCRIPTOR}],"expires":60}}"#),
            format!(r#"{{"fingerprints":[{DESCRIPTOR}],"expires":60,"url":"https://a.test/"}}"#),
            format!(r#"{{"fingerprints":[{DESCRIPTOR}],"expires":60,"url" : null}}"#),
            r#"{"url":"https://a.test/","fingerprints":[],"expires":60}"#.to_string(),
        ] {
            let error = error(&body);
            assert_eq!(error.rule(), DocumentRule::UrlAndFingerprints, "{body}");
            let later = body.find("\"url\"").max(body.find("\"fingerprints\"")).unwrap();
            assert_eq!(error.octet(), later, "{body}");
        }
        assert_eq!(error(r#"{"expires":60}"#).rule(), DocumentRule::NeitherUrlNorFingerprints);
        assert_eq!(error("{}").rule(), DocumentRule::NeitherUrlNorFingerprints);
        assert_eq!(error(r#"{"fingerprints":[],"expires":60}"#).rule(), DocumentRule::NoDescriptor);
    }

    #[test]
    fn drafts_are_recognized() {
        let body = r#"{"keys":[{"kty":"RSA","x5c":["MIIB"]}],"expires":60}"#;
        assert_eq!(error(body).rule(), DocumentRule::DraftKeys);
        // Beside what counts it is one more member that is not known.
        assert!(Document::read(format!(r#"{{"keys":[],{}"#, &POSSESSION[1..]).as_bytes()).is_ok());
    }

    #[test]
    fn expires_is_a_plain_integer() {
        assert_eq!(read(&expiring("1")).notes, []);
        for (expires, rule) in [
            ("-1", DocumentRule::ExpiresNegative),
            ("-0", DocumentRule::ExpiresNegative),
            ("-1.5", DocumentRule::ExpiresNegative),
            ("-100000000000000000000000", DocumentRule::ExpiresNegative),
            ("0", DocumentRule::ExpiresZero),
            ("1.5", DocumentRule::ExpiresNotInteger),
            ("86400.0", DocumentRule::ExpiresNotInteger),
            ("1e5", DocumentRule::ExpiresNotInteger),
            ("1E30", DocumentRule::ExpiresNotInteger),
            ("0.0", DocumentRule::ExpiresNotInteger),
            ("\"3600\"", DocumentRule::ExpiresNotNumber),
            ("null", DocumentRule::ExpiresNotNumber),
            ("true", DocumentRule::ExpiresNotNumber),
            ("[60]", DocumentRule::ExpiresNotNumber),
            ("{}", DocumentRule::ExpiresNotNumber),
        ] {
            let body = expiring(expires);
            let error = error(&body);
            assert_eq!((error.rule(), error.octet()), (rule, body.len() - 1 - expires.len()), "{expires}: {error}");
        }
        for wrong in ["+60", "060", "6_0", "60s", "Infinity", "1e999"] {
            assert_eq!(error(&expiring(wrong)).rule(), DocumentRule::Json, "{wrong}");
        }
        let missing = error(&format!(r#"{{"fingerprints":[{DESCRIPTOR}]}}"#));
        assert_eq!(missing.rule(), DocumentRule::ExpiresMissing);
        assert_eq!(error(r#"{"url":"https://a.test/","expires":0}"#).rule(), DocumentRule::ExpiresZero);
    }

    #[test]
    fn a_long_lifetime_is_a_year() {
        let long = ["31536001", "4294967296", "1000000000000000", "18446744073709551615", "18446744073709551616"];
        let longer = [&*"9".repeat(40), &*"1".repeat(400)].map(ToString::to_string);
        for expires in long.into_iter().chain(longer.iter().map(|digits| digits.as_str())) {
            for body in [expiring(expires), expiring(&format!("{expires} ")), expiring(&format!("{expires},\"a\":1.5"))]
            {
                let read = read(&body);
                let Document::Fingerprints(fingerprints) = read.document else { panic!("{body}") };
                assert_eq!(
                    (fingerprints.expires(), &read.notes[..]),
                    (Lifetime::MAX, &[DocumentNote::LongLifetime][..])
                );
            }
            // What follows is read as ever.
            assert_eq!(error(&expiring(&format!("{expires},\"expires\":1"))).rule(), DocumentRule::MemberTwice);
            for more in ["x", ".5", "e1", "e999"] {
                assert!(Document::read(expiring(&format!("{expires}{more}")).as_bytes()).is_err(), "{expires}{more}");
            }
        }
        assert_eq!(read(&expiring("31536000")).notes, []);
    }

    #[test]
    fn a_url_is_an_https_uri() {
        for (url, rule) in [
            ("\"http://a.test/p.json\"", DocumentRule::Url(HttpsUrlError::NotHttps)),
            ("\"httpsx://a.test/p.json\"", DocumentRule::Url(HttpsUrlError::NotHttps)),
            ("\"file:///p.json\"", DocumentRule::Url(HttpsUrlError::NotHttps)),
            ("\"/p.json\"", DocumentRule::Url(HttpsUrlError::NotHttps)),
            ("\"\"", DocumentRule::Url(HttpsUrlError::NotHttps)),
            ("\"https:///p.json\"", DocumentRule::Url(HttpsUrlError::WithoutHost)),
            ("\"https://a.test@b.test/\"", DocumentRule::Url(HttpsUrlError::UserInfo)),
            ("443", DocumentRule::UrlNotString),
            ("[\"https://a.test/\"]", DocumentRule::UrlNotString),
        ] {
            let error = error(&format!(r#"{{"url": {url},"expires":60}}"#));
            assert_eq!((error.rule(), error.octet()), (rule, 8), "{url}: {error}");
        }
        // By escapes it is the same URI.
        let escaped =
            read(r#"{"url":"\u0068ttps:\/\/hosting.example.net/.well-known/posh/spice.json","expires":86400}"#);
        assert_eq!(escaped.document, read(REFERENCE).document);
    }

    #[test]
    fn a_member_twice_is_refused() {
        for (body, octet) in [
            (expiring("60,\"expires\":0"), 90),
            (expiring("60,\"expires\":60"), 90),
            (expiring("60,\n\"\\u0065xpires\" \n: 0"), 91),
            (expiring("60,\"comment\":1,\"comment\":2"), 102),
            (expiring(&format!("60,\"fingerprints\":[{DESCRIPTOR}]")), 90),
            (r#"{"url":"https://a.test/","u\u0072l":"https://b.test/","expires":60}"#.to_string(), 25),
            (r#"{"fingerprints":[{"sha-256":"","sha-256":""}],"expires":60}"#.to_string(), 31),
            (r#"{"fingerprints":[{"blake9":"","\u0062lake9":""}],"expires":60}"#.to_string(), 30),
        ] {
            let error = error(&body);
            assert_eq!((error.rule(), error.octet()), (DocumentRule::MemberTwice, octet), "{body}: {error}");
        }
        // What is not read makes no difference, and names of the hash functions are exact.
        read(&expiring("60,\"comment\":{\"a\":1,\"a\":2}"));
        read(r#"{"fingerprints":[{"sha-256":"","SHA-256":""}],"expires":60}"#);
    }

    #[test]
    fn unknown_members_are_passed_over() {
        let body = expiring("604800,\"comment\":{\"url\":[1e9,null,\"\\ud800\"]},\"Url\":\"http://a.test/\"");
        assert_eq!(read(&body), read(&expiring("604800")));
        // However deep they are.
        let deep = expiring(&format!("604800,\"a\":{}1{}", "[".repeat(2000), "]".repeat(2000)));
        assert_eq!(read(&deep), read(&expiring("604800")));
        let body = r#"{"fingerprints":[{"blake9":"AAAA","sha-256":"4/mggdlVx8A3pvHAWW5sD+qJyMtUHgiRuPjVC48N0XQ="}],"expires":604800}"#;
        assert_eq!(read(body).notes, []);
        assert_eq!(descriptors(body)[0].fingerprints(), descriptors(&expiring("1"))[0].fingerprints());
    }

    #[test]
    fn an_unusable_value_spoils_itself() {
        let value = |function: HashFunction, fault| UnusableFingerprint::Value(function, fault);
        for (member, unusable) in [
            ("\"sha-256\":\"AAAA\"", value(HashFunction::Sha256, FingerprintFault::Length(3))),
            ("\"sha-384\":\"a b\"", value(HashFunction::Sha384, FingerprintFault::WhiteSpace)),
            ("\"sha-384\":\"a\\nb\"", value(HashFunction::Sha384, FingerprintFault::WhiteSpace)),
            ("\"sha-384\":null", value(HashFunction::Sha384, FingerprintFault::NotText)),
            ("\"sha-384\":true", value(HashFunction::Sha384, FingerprintFault::NotText)),
            ("\"sha-384\":-1", value(HashFunction::Sha384, FingerprintFault::NotText)),
            ("\"sha-384\":1", value(HashFunction::Sha384, FingerprintFault::NotText)),
            ("\"sha-384\":1.5", value(HashFunction::Sha384, FingerprintFault::NotText)),
            ("\"sha-384\":[1,[]]", value(HashFunction::Sha384, FingerprintFault::NotText)),
            ("\"sha-384\":{\"a\":{}}", value(HashFunction::Sha384, FingerprintFault::NotText)),
            ("\"sha-1\":\"b4ab89oXnf0EijtDRE1BjQ+jFjA=\"", UnusableFingerprint::WeakHash(WeakHashFunction::Sha1)),
            ("\"SHA-256\":\"\"", UnusableFingerprint::UnknownHash { meant: Some(HashFunction::Sha256) }),
        ] {
            let digest = "25N+1hB2Vo42l9lSGqw+n3BKFhDHsyork8ou+D9B43TXeJ1J81mdQEDqm39oR/EHkPBDDG1y5+AG94Kec0xVqA==";
            let body = format!(r#"{{"fingerprints":[{{{member},"sha-512":"{digest}"}},{{{member}}}],"expires":60}}"#);
            let both = descriptors(&body);
            assert_eq!((both[0].fingerprints().len(), both[0].unusable()), (1, &[unusable][..]), "{member}");
            assert_eq!((both[1].fingerprints().len(), both[1].unusable()), (0, &[unusable][..]), "{member}");
            let note = |descriptor| DocumentNote::Unusable { descriptor, fingerprint: unusable };
            assert_eq!(read(&body).notes, [note(0), note(1)]);
        }
        // A function of the future is told where there is no other.
        let alone = read(r#"{"fingerprints":[{"blake9":""},{}],"expires":60}"#);
        let fingerprint = UnusableFingerprint::UnknownHash { meant: None };
        let notes =
            [DocumentNote::Unusable { descriptor: 0, fingerprint }, DocumentNote::EmptyDescriptor { descriptor: 1 }];
        assert_eq!(alone.notes, notes);
    }

    #[test]
    fn what_is_no_document() {
        for (body, rule, line, octet) in [
            ("", DocumentRule::Json, 1, 0),
            ("  \n ", DocumentRule::Json, 2, 4),
            ("[]", DocumentRule::NotObject, 1, 0),
            ("\n []", DocumentRule::NotObject, 2, 2),
            ("null", DocumentRule::NotObject, 1, 0),
            ("\"url\"", DocumentRule::NotObject, 1, 0),
            ("12", DocumentRule::NotObject, 1, 0),
            ("{", DocumentRule::Json, 1, 1),
            ("{\"url\"", DocumentRule::Json, 1, 6),
            ("{\n\"url\"; ", DocumentRule::Json, 2, 7),
            ("{'url':1}", DocumentRule::Json, 1, 1),
            ("{\"a\":1,}", DocumentRule::Json, 1, 7),
            ("// {}", DocumentRule::Json, 1, 0),
            ("\u{feff}{}", DocumentRule::ByteOrderMark, 1, 0),
            ("{\"fingerprints\":{}}", DocumentRule::FingerprintsNotArray, 1, 16),
            ("{\"fingerprints\": \"a\"}", DocumentRule::FingerprintsNotArray, 1, 17),
            ("{\"fingerprints\":[1]}", DocumentRule::DescriptorNotObject, 1, 17),
            ("{\"fingerprints\":[\"a\\\"b\"]}", DocumentRule::DescriptorNotObject, 1, 17),
            ("{\"fingerprints\":[{},\n[]]}", DocumentRule::DescriptorNotObject, 2, 21),
        ] {
            let error = error(body);
            assert_eq!((error.rule(), error.line(), error.octet()), (rule, line, octet), "{body:?}: {error}");
        }
        let twice = [REFERENCE, " {}"].concat();
        assert_eq!((error(&twice).rule(), error(&twice).octet()), (DocumentRule::Json, REFERENCE.len() + 1));
        let latin = Document::read(b"{\"comment\":\"B\xfccher\"}").unwrap_err();
        assert_eq!((latin.rule(), latin.octet()), (DocumentRule::Utf8, 13));
        let page = error("\n<!DOCTYPE html><title>Not found</title>");
        assert!(page.to_string().contains("a web page"), "{page}");
    }

    #[test]
    fn a_document_is_at_most_64_kibibytes() {
        let full = format!("{REFERENCE}{}", " ".repeat(MAX_DOCUMENT_OCTETS - REFERENCE.len()));
        assert_eq!(read(&full), read(REFERENCE));
        let error = error(&format!("{full} "));
        assert_eq!((error.rule(), error.octet()), (DocumentRule::TooLong, 65_536));
        assert!(error.to_string().contains("65536"), "{error}");
    }

    #[test]
    fn errors_say_what_stands_there_and_what_to_write() {
        assert_eq!(
            error(&expiring("\"3600\"")).to_string(),
            "expires is no number: \"3600\"; write digits without quotation marks, such as 86400 (line 1, octet 87)"
        );
        assert_eq!(
            error("{\"url\":\"http://a.test/\u{1b}\",\"expires\":1}").rule(),
            DocumentRule::Json,
            "a control character is no JSON"
        );
        let escaped = error("{\"url\":\"http://a.test/\u{202e}\",\"expires\":1}").to_string();
        assert!(escaped.contains(r#""http://a.test/\u{202e}""#), "{escaped}");
        let long = error(&format!("{{\"url\":\"{}\",\"expires\":1}}", "a".repeat(9000))).to_string();
        assert!(long.len() < 300, "{long}");
    }
}
