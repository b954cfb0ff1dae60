//! A POSH document: read, held to a second reading, written and read again.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use srvname::delegation::posh::{Document, DocumentError, DocumentNote, HttpsUrl, MAX_DOCUMENT_OCTETS};

pub fn run(data: &[u8]) {
    let read = Document::read(data);
    match &read {
        Ok(read) => round_trip(&read.document, &read.notes),
        Err(error) => place(error, data),
    }
    let document = read.as_ref().ok().map(|read| plain(&read.document));
    match second_reading(data) {
        Answer::Document(second) => assert_eq!(document.as_ref(), Some(&second), "{read:?}"),
        Answer::None => assert_eq!(document, None),
        Answer::Unknown => {}
    }
}

/// What is written reads back equal, but for what cannot be used.
fn round_trip(document: &Document, notes: &[DocumentNote]) {
    let json = document.to_json();
    let again = Document::read(json.as_bytes()).unwrap_or_else(|error| panic!("{json}: {error}"));
    assert_eq!(plain(&again.document), plain(document));
    assert_eq!(again.document.to_json(), json);
    if notes.is_empty() && again.notes.is_empty() && !has_unusable(document) {
        assert_eq!(&again.document, document);
    }
    assert!(again.notes.iter().all(|note| matches!(note, DocumentNote::EmptyDescriptor { .. })), "{:?}", again.notes);
}

fn has_unusable(document: &Document) -> bool {
    match document {
        Document::Fingerprints(own) => own.descriptors().iter().any(|descriptor| !descriptor.unusable().is_empty()),
        Document::Reference(_) => false,
    }
}

/// An error is at a place of the document, and is one line that says something.
fn place(error: &DocumentError, data: &[u8]) {
    assert!(error.octet() <= data.len(), "{error}");
    let lines = data[..error.octet()].iter().filter(|octet| **octet == b'\n').count();
    assert_eq!(error.line(), lines + 1, "{error}");
    let shown = error.to_string();
    assert!(shown.len() < 1000 && !shown.contains(char::is_control), "{shown:?}");
}

/// What a document says: fingerprints by the name of their function, or a URI; and for how long.
#[derive(Debug, PartialEq, Eq)]
struct Plain {
    descriptors: Vec<BTreeMap<String, Vec<u8>>>,
    url: Option<String>,
    expires: u64,
}

fn plain(document: &Document) -> Plain {
    match document {
        Document::Fingerprints(own) => Plain {
            descriptors: own
                .descriptors()
                .iter()
                .map(|descriptor| {
                    let fingerprints = descriptor.fingerprints().iter();
                    fingerprints.map(|own| (own.function().name().to_owned(), own.digest().to_vec())).collect()
                })
                .collect(),
            url: None,
            expires: own.expires().seconds(),
        },
        Document::Reference(own) => {
            Plain { descriptors: Vec::new(), url: Some(own.url.to_string()), expires: own.expires.seconds() }
        }
    }
}

/// What the second reading says.
enum Answer {
    Document(Plain),
    /// It is no document.
    None,
    /// A tree cannot tell: it is not built of what is too deep, or has a number of too many digits.
    Unknown,
}

/// The rules of RFC 7711 §3.1 and §3.2, asked of the whole tree.
fn second_reading(data: &[u8]) -> Answer {
    let tree = match serde_json::from_slice::<Tree>(data) {
        Ok(tree) => tree,
        // What is in members that are not known is not looked at by the reader.
        Err(error) => {
            let said = error.to_string();
            let looks_closer = ["recursion limit", "out of range", "surrogate", "hex escape", "unicode"];
            return if looks_closer.iter().any(|what| said.contains(what)) { Answer::Unknown } else { Answer::None };
        }
    };
    if data.len() > MAX_DOCUMENT_OCTETS {
        return Answer::None;
    }
    let Some(members) = tree.members() else { return Answer::None };
    let expires = match members.get("expires") {
        Some(Tree::Number(number)) if number.as_f64().is_some_and(|number| number >= 18e18) => return Answer::Unknown,
        Some(Tree::Number(number)) => number.as_u64().filter(|seconds| *seconds > 0),
        _ => None,
    };
    let Some(expires) = expires.map(|seconds| seconds.min(31_536_000)) else { return Answer::None };
    let plain = match (members.get("url"), members.get("fingerprints")) {
        (Some(Tree::Text(url)), None) if HttpsUrl::parse(url).is_ok() => {
            assert!(url.to_lowercase().starts_with("https://"), "{url:?}");
            Some(Plain { descriptors: Vec::new(), url: Some(url.clone()), expires })
        }
        (None, Some(Tree::List(list))) if !list.is_empty() => {
            let descriptors = list.iter().map(|tree| tree.members().map(fingerprints)).collect::<Option<Vec<_>>>();
            descriptors.map(|descriptors| Plain { descriptors, url: None, expires })
        }
        _ => None,
    };
    plain.map_or(Answer::None, Answer::Document)
}

fn fingerprints(members: BTreeMap<&str, &Tree>) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    for (name, octets) in [("sha-256", 32), ("sha-384", 48), ("sha-512", 64)] {
        let Some(Tree::Text(value)) = members.get(name) else { continue };
        if let Some(digest) = base64(value).filter(|digest| digest.len() == octets) {
            found.insert(name.to_owned(), digest);
        }
    }
    found
}

/// Base64 (RFC 4648 §4), bit by bit; padding is right or missing.
fn base64(text: &str) -> Option<Vec<u8>> {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let bare = text.trim_end_matches('=');
    if ![bare.len(), bare.len().next_multiple_of(4)].contains(&text.len()) {
        return None;
    }
    let mut bits = Vec::new();
    for octet in bare.bytes() {
        let value = ALPHABET.iter().position(|own| *own == octet)?;
        bits.extend((0..6).rev().map(|bit| value >> bit & 1));
    }
    let octets = bits.chunks_exact(8);
    if octets.remainder().len() >= 6 || octets.remainder().contains(&1) {
        return None;
    }
    let value = |bits: &[usize]| bits.iter().fold(0, |octet, bit| octet << 1 | bit);
    Some(octets.map(|bits| u8::try_from(value(bits)).expect("eight bits")).collect())
}

/// JSON with every member of its objects, in their order.
enum Tree {
    Object(Vec<(String, Tree)>),
    List(Vec<Tree>),
    Text(String),
    Number(serde_json::Number),
    Other,
}

impl Tree {
    /// The members, if it is an object and none is there twice.
    fn members(&self) -> Option<BTreeMap<&str, &Tree>> {
        let Self::Object(members) = self else { return None };
        let names: BTreeSet<_> = members.iter().map(|(name, _)| name).collect();
        (names.len() == members.len()).then(|| members.iter().map(|(name, tree)| (name.as_str(), tree)).collect())
    }
}

impl<'de> Deserialize<'de> for Tree {
    fn deserialize<D: Deserializer<'de>>(reader: D) -> Result<Self, D::Error> {
        reader.deserialize_any(TreeVisitor)
    }
}

struct TreeVisitor;

impl<'de> Visitor<'de> for TreeVisitor {
    type Value = Tree;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_str<E>(self, text: &str) -> Result<Tree, E> {
        Ok(Tree::Text(text.to_owned()))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Tree, E> {
        Ok(Tree::Number(number.into()))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Tree, E> {
        Ok(Tree::Number(number.into()))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Tree, E> {
        Ok(serde_json::Number::from_f64(number).map_or(Tree::Other, Tree::Number))
    }

    fn visit_bool<E>(self, _: bool) -> Result<Tree, E> {
        Ok(Tree::Other)
    }

    fn visit_unit<E>(self) -> Result<Tree, E> {
        Ok(Tree::Other)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<Tree, A::Error> {
        let mut list = Vec::new();
        while let Some(tree) = elements.next_element()? {
            list.push(tree);
        }
        Ok(Tree::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Tree, A::Error> {
        let mut members = Vec::new();
        while let Some(member) = entries.next_entry()? {
            members.push(member);
        }
        Ok(Tree::Object(members))
    }
}
