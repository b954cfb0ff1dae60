//! Paths as structures: what a certificate, a constraint and a policy are by their parts, and how a case is drawn.
//!
//! The target makes certificates of a case and asks the library; the judgement by hand reads the structure alone.

use arbitrary::{Result, Unstructured};

/// A GeneralName by its parts.
#[derive(Clone, Debug)]
pub enum General {
    /// SRVName: the tag inside `[0]`, and the text.
    Srv(u8, Vec<u8>),
    /// SmtpUTF8Mailbox.
    Smtp(Vec<u8>),
    /// otherName that nobody here understands.
    Upn,
    Email(Vec<u8>),
    Dns(Vec<u8>),
    Uri(Vec<u8>),
    Ip(Vec<u8>),
    Directory(Vec<&'static str>),
    RegisteredId,
    /// A context tag that GeneralName does not have.
    Unknown,
}

/// A GeneralSubtree: a base, and whether it has a maximum.
#[derive(Clone, Debug)]
pub struct Subtree {
    pub base: General,
    pub maximum: bool,
}

/// permittedSubtrees and excludedSubtrees.
#[derive(Clone, Debug, Default)]
pub struct Constraints {
    pub permitted: Vec<Subtree>,
    pub excluded: Vec<Subtree>,
}

/// One certificate, by what the judgement depends on.
#[derive(Clone, Debug)]
pub struct Cert {
    pub issuer: Vec<&'static str>,
    pub subject: Vec<&'static str>,
    /// An e-mail address at the end of the subject.
    pub address: Option<&'static str>,
    pub key: u8,
    pub ca: bool,
    pub path_len: Option<u8>,
    pub san: Vec<General>,
    pub constraints: Option<Constraints>,
    pub unknown_critical: bool,
}

/// What the caller chooses.
#[derive(Clone, Copy, Debug)]
pub struct Choices {
    pub anchor_shown: bool,
    pub enforce_anchor: bool,
    pub strict_dot: bool,
    pub srv_wildcards: bool,
    /// Nothing; no SRVName at all; SRVNames of example.com; and not under `.example.com`.
    pub initial: u8,
}

/// A path, the end entity first, and the questions asked about it.
#[derive(Clone, Debug)]
pub struct Case {
    pub certs: Vec<Cert>,
    pub choices: Choices,
}

/// The SRV-ID and the DNS-ID that every path is asked for.
pub const REFERENCES: [(&str, &str); 2] = [("xmpp", "example.com"), ("", "www.example.com")];

// The pools of what a case is made of. They are small, so that names meet.

const SUBJECTS: [&[&str]; 6] = [&["Root"], &["CA"], &["CA", "Unit"], &["ca  "], &["Leaf"], &[]];
const SRV: [&str; 14] = [
    "_xmpp.example.com",
    "_XMPP.a.Example.com",
    "_imap.example.com",
    "_xmpp.example.org",
    "_xmpp.*.example.com",
    "_xmpp.*.com",
    "_xmpp",
    "example.com",
    "a.example.com",
    "_imap",
    ".example.com",
    "_xmpp._tcp.example.com",
    "",
    "com",
];
const DNS: [&str; 12] = [
    "www.example.com",
    "example.com",
    "*.example.com",
    ".example.com",
    "",
    "www.example.org",
    "com",
    "*.com",
    "a_b.example.com",
    "example.com.",
    "*",
    "EXAMPLE.com",
];
const EMAIL: [&str; 12] = [
    "a@example.com",
    "A@EXAMPLE.com",
    "example.com",
    ".example.com",
    "",
    "b@a.example.com",
    "@",
    "\"a\"@b.c",
    "\"\\a\"@example.com",
    "\"a\"b@b.c",
    "a@[10.0.0.1]",
    "a@b@c",
];
const URI: [&str; 10] = [
    "https://example.com/",
    "https://a.example.com:1/",
    "example.com",
    ".example.com",
    "",
    "urn:a",
    "http://a@b.c/",
    "http://10.0.0.1/",
    "http://b/",
    "file:///b.c",
];
const ADDRESSES: [&[u8]; 6] =
    [&[10, 9, 8, 7], &[10, 9, 8, 0, 255, 255, 255, 0], &[0; 16], &[0; 8], &[10, 0, 0, 0, 255, 0, 255, 0], &[1, 2, 3]];

/// Returns the case that the input makes. Returns an error if the input ends too early.
pub fn draw(input: &mut Unstructured<'_>) -> Result<Case> {
    let choices = Choices {
        anchor_shown: input.ratio(7u8, 8u8)?,
        enforce_anchor: input.ratio(3u8, 4u8)?,
        strict_dot: input.ratio(1u8, 4u8)?,
        srv_wildcards: input.arbitrary()?,
        initial: if input.ratio(3u8, 4u8)? { 0 } else { input.int_in_range(1..=3)? },
    };
    let length = input.int_in_range(if choices.anchor_shown { 2 } else { 1 }..=5usize)?;
    let mut certs: Vec<Cert> = (0..length).map(|index| cert(input, index)).collect::<Result<_>>()?;
    // Mostly a path: each issuer is the next subject, and every key its own.
    for index in 0..length {
        if input.ratio(15u8, 16u8)? {
            let subject = certs.get(index + 1).unwrap_or(&certs[index]);
            certs[index].issuer = subject.subject.clone();
        }
    }
    lengthen(&mut certs, input.int_in_range(0..=31)?, choices.anchor_shown);
    Ok(Case { certs, choices })
}

/// Puts intermediates once more above the topmost, each with a key of its own: a long path is judged in another way.
fn lengthen(certs: &mut Vec<Cert>, chosen: u8, anchor_shown: bool) {
    let top = certs.len() - usize::from(anchor_shown);
    if chosen < 16 || top < 2 {
        return;
    }
    for copy in 0..usize::from(chosen) {
        let mut again = certs[1 + copy % (top - 1)].clone();
        again.key = u8::try_from(100 + copy).expect("a few certificates");
        // Once is enough for what ends nearly every path.
        (again.path_len, again.ca) = (None, true);
        certs.insert(top + copy, again);
    }
    for index in top - 1..certs.len() - 1 {
        certs[index].issuer = certs[index + 1].subject.clone();
    }
}

fn cert(input: &mut Unstructured<'_>, index: usize) -> Result<Cert> {
    let names = input.int_in_range(0..=2u8)?;
    let own_key = u8::try_from(index).expect("a few certificates");
    Ok(Cert {
        issuer: input.choose(&SUBJECTS)?.to_vec(),
        subject: input.choose(&SUBJECTS)?.to_vec(),
        address: if input.ratio(1u8, 8u8)? {
            Some(*input.choose(&["a@example.com", "b@other.test", "no"])?)
        } else {
            None
        },
        key: if input.ratio(15u8, 16u8)? { own_key } else { input.int_in_range(0..=3)? },
        ca: if index == 0 { input.ratio(1u8, 4u8)? } else { input.ratio(15u8, 16u8)? },
        path_len: if input.ratio(1u8, 4u8)? { Some(input.int_in_range(0..=3)?) } else { None },
        san: (0..names).map(|_| general(input)).collect::<Result<_>>()?,
        constraints: if index > 0 || input.ratio(1u8, 16u8)? { constraints(input)? } else { None },
        unknown_critical: input.ratio(1u8, 32u8)?,
    })
}

fn constraints(input: &mut Unstructured<'_>) -> Result<Option<Constraints>> {
    let (permitted, excluded) = (input.int_in_range(0..=3u8)?, input.int_in_range(0..=2u8)?);
    let mut list = |count: u8| (0..count).map(|_| subtree(input)).collect::<Result<Vec<_>>>();
    let own = Constraints { permitted: list(permitted)?, excluded: list(excluded)? };
    Ok((permitted + excluded > 0).then_some(own))
}

fn subtree(input: &mut Unstructured<'_>) -> Result<Subtree> {
    Ok(Subtree { base: general(input)?, maximum: input.ratio(1u8, 24u8)? })
}

fn general(input: &mut Unstructured<'_>) -> Result<General> {
    let kind = input.int_in_range(0..=15u8)?;
    let mut text = |pool: &[&str]| -> Result<Vec<u8>> {
        if input.ratio(15u8, 16u8)? {
            return Ok(input.choose(pool)?.as_bytes().to_vec());
        }
        let length = input.int_in_range(0..=8usize)?;
        Ok(input.bytes(length)?.to_vec())
    };
    Ok(match kind {
        0..=4 => {
            let text = text(&SRV)?;
            General::Srv(if input.ratio(15u8, 16u8)? { 0x16 } else { 0x0c }, text)
        }
        5..=7 => General::Dns(text(&DNS)?),
        8..=9 => General::Email(text(&EMAIL)?),
        10 => General::Smtp(text(&["ü@example.com", "ü@a.example.com", "ü@exämple.com", "a@example.com"])?),
        11 => General::Uri(text(&URI)?),
        12 => General::Ip(input.choose(&ADDRESSES)?.to_vec()),
        13..=14 => General::Directory(input.choose(&SUBJECTS)?.to_vec()),
        _ => input.choose(&[General::Upn, General::RegisteredId, General::Unknown])?.clone(),
    })
}
