//! What a file holds, read front to back: DER, PEM blocks (RFC 7468) at any place in text, and base64 without marks.
//!
//! Every command reads by this rule. The first octets say whether a file is DER or text. A SEQUENCE with a length of several
//! octets is DER, whatever text is in its extensions: no text begins with `0` and an octet from 80 to 84, and no signed
//! certificate is shorter than 128 octets. Anything else is text. Chains are kept in configuration files, mails and
//! spreadsheets, so a block may begin in the middle of a line and have anything around it. A text without any block may be
//! base64 as a whole.
//!
//! What is passed over is said: [`Scanner::finish`] returns it. Octets come in pieces of any size and are kept only as
//! long as they may belong to something that has not ended.

use memchr::memmem;

use super::ber::Header;
use super::encoded::{BlockContent, Encoded, Found, PemText, decode_base64};
use super::kind::{DocumentKind, Kind, Reads};
use super::lines::Lines;
use super::other_kind::OtherKind;
use super::skipped::{PassedOver, Skipped, instead_of_certificates};

const DASHES: &[u8] = b"-----";
const BEGIN: &[u8] = b"-----BEGIN ";
const END: &[u8] = b"-----END ";

/// What a text may begin with (RFC 3629 §6).
const UTF_8_MARK: &[u8] = &[0xef, 0xbb, 0xbf];

/// The kinds of blocks that are read, by their labels (RFC 7468 §5 to §9; OpenSSL's `PEM_STRING_X509` and its neighbors).
///
/// Another kind is a row here, and in [`BlockContent`] how its content becomes documents.
const KINDS: [(&[u8], BlockContent); 8] = [
    (b"CERTIFICATE", BlockContent::Certificate),
    (b"X509 CERTIFICATE", BlockContent::Certificate),
    (b"TRUSTED CERTIFICATE", BlockContent::CertificateAndTrust),
    (b"PKCS7", BlockContent::Message),
    (b"CMS", BlockContent::Message),
    (b"PKCS #7 SIGNED DATA", BlockContent::Message),
    (b"CERTIFICATE REQUEST", BlockContent::Request),
    (b"NEW CERTIFICATE REQUEST", BlockContent::Request),
];

/// The longest label that is taken for one.
const MAX_LABEL: usize = 64;

/// The most octets of one block or element in a file, which is in memory as a whole.
const MAX_ENCODED: usize = 24 << 20;

/// The longest header of a SEQUENCE that is read.
const MAX_HEADER: usize = 6;

/// What is kept of the start of a text: it is all that a malformed SEQUENCE needs to be refused for.
const MAX_START: usize = 256;

/// Returns what is found in `octets` by a command that reads certificates alone.
pub(crate) fn find(octets: &[u8]) -> Vec<Found> {
    let mut all = Vec::new();
    let mut scanner = Scanner::new(Reads::Certificates);
    scanner.feed(octets, &mut |found| all.push(found));
    // What was passed over is not asked for, and a file without certificates has none.
    let _unasked = scanner.finish(&mut |found| all.push(found));
    all
}

/// Finds documents in octets that come in pieces.
#[derive(Debug)]
pub(crate) struct Scanner {
    reads: Reads,
    state: State,
    /// What was not read yet, or belongs to something that has not ended, from `at`.
    pending: Vec<u8>,
    at: usize,
    /// The octet of the file at `at`.
    offset: u64,
    /// The first octets of a text.
    start: Vec<u8>,
    /// A text that is base64 so far.
    base64: Option<Vec<u8>>,
    found: bool,
    lines: Lines,
    passed: PassedOver,
}

#[derive(Debug)]
enum State {
    /// At the first octets, or at those after an element in DER.
    Start { first: bool },
    /// In a file that begins with a SEQUENCE of indefinite length, and is one element.
    Indefinite,
    /// In text, between blocks.
    Text,
    /// In a block.
    Block(OpenBlock),
    /// After octets that are neither.
    PassedOver,
}

#[derive(Clone, Copy, Debug)]
struct OpenBlock {
    label: &'static [u8],
    content: BlockContent,
    offset: u64,
    line: u64,
    row: u64,
    /// How many octets of it, after its first mark, were searched for its end.
    searched: usize,
}

impl Scanner {
    /// Returns a scanner for a command that reads `reads`.
    pub(crate) fn new(reads: Reads) -> Self {
        Self {
            reads,
            state: State::Start { first: true },
            pending: Vec::new(),
            at: 0,
            offset: 0,
            start: Vec::new(),
            base64: Some(Vec::new()),
            found: false,
            lines: Lines::default(),
            passed: PassedOver::default(),
        }
    }

    /// Reads the next octets, and calls `found` with each thing that ends in them.
    pub(crate) fn feed(&mut self, octets: &[u8], found: &mut dyn FnMut(Found)) {
        self.pending.extend_from_slice(octets);
        self.read(false, found);
    }

    /// Ends the file, and returns what was passed over. Fails if there was nothing that could be read, with what there is
    /// instead.
    pub(crate) fn finish(mut self, found: &mut dyn FnMut(Found)) -> Result<Vec<Skipped>, Skipped> {
        self.read(true, found);
        let instead = self.passed.instead();
        if !self.found && instead.is_none() {
            self.read_base64(found);
        }
        if !self.found && instead.is_none() && self.start.first() == Some(&0x30) {
            // A SEQUENCE, but not a long one: whatever is wrong with it is in its first octets.
            let der = std::mem::take(&mut self.start);
            found(Found { offset: 0, lines: (1, 1), row: 1, encoded: Encoded::Der(der) });
            self.found = true;
        }
        if self.found {
            return Ok(self.passed.items());
        }
        Err(match (self.passed.instead(), OtherKind::of_start(&self.start)) {
            (Some(instead), _) => instead,
            (None, Some(kind)) => instead_of_certificates(kind),
            (None, None) if self.offset == 0 => Skipped::new("the file is empty"),
            (None, None) if is_cut_base64(&self.start) => Skipped::new("the file is base64 that does not decode"),
            (None, None) => Skipped::new("the file has neither a PEM block nor, at octet 0, a DER SEQUENCE"),
        })
    }

    fn read(&mut self, ended: bool, found: &mut dyn FnMut(Found)) {
        while match self.state {
            State::Start { first } => self.read_start(first, ended, found),
            State::Indefinite => self.read_indefinite(ended, found),
            State::Text => self.read_text(ended),
            State::Block(block) => self.read_block(block, ended, found),
            State::PassedOver => {
                self.take(self.rest().len());
                false
            }
        } {}
        self.pending.drain(..self.at);
        self.at = 0;
    }

    /// Returns what was not read yet.
    fn rest(&self) -> &[u8] {
        self.pending.get(self.at..).unwrap_or_default()
    }

    /// Goes on after `length` octets, and returns them.
    fn take(&mut self, length: usize) -> &[u8] {
        let end = self.at.saturating_add(length).min(self.pending.len());
        let taken = self.pending.get(self.at..end).unwrap_or_default();
        self.at = end;
        self.offset = self.offset.saturating_add(as_u64(taken.len()));
        taken
    }

    /// Goes on after `length` octets of text.
    fn pass(&mut self, length: usize) {
        let end = self.at.saturating_add(length).min(self.pending.len());
        let text = self.pending.get(self.at..end).unwrap_or_default();
        self.lines.pass(text);
        let missing = MAX_START.saturating_sub(self.start.len());
        self.start.extend(text.iter().take(missing));
        if let Some(base64) = &mut self.base64 {
            let is_base64 = |octet: &u8| octet.is_ascii_alphanumeric() || b"+/= \t\r\n".contains(octet);
            let marks = UTF_8_MARK.iter().skip(base64.len());
            let marks = text.iter().zip(marks).take_while(|(octet, mark)| octet == mark).count();
            let is_short = base64.len().saturating_add(text.len()) <= MAX_ENCODED;
            if is_short && text.iter().skip(marks).all(is_base64) {
                base64.extend_from_slice(text);
            } else {
                self.base64 = None;
            }
        }
        self.take(length);
    }

    /// Reads an element in DER, or finds that there is none. Returns `false` if that takes more octets.
    fn read_start(&mut self, first: bool, ended: bool, found: &mut dyn FnMut(Found)) -> bool {
        let rest = self.rest();
        let length = Header::read(rest).filter(|header| header.tag == 0x30).and_then(|header| header.whole());
        let is_long = match rest {
            [0x30, 0x81..=0x84, ..] if first => true,
            // After an element, a length in more octets than it needs is no DER.
            [0x30, 0x81, 0x80..=0xff, ..] | [0x30, 0x82..=0x84, 1..=0xff, ..] => true,
            _ => false,
        };
        let needed = match rest {
            [] | [0x30] => 2,
            [0x30, 0x81..=0x84, ..] => length.map_or(MAX_HEADER, |length| length.min(MAX_ENCODED)),
            // A SEQUENCE of less than 128 octets is DER if it is the whole file.
            [0x30, ..] if first => MAX_START,
            _ => 0,
        };
        if rest.is_empty() || (rest.len() < needed && !ended) {
            return false;
        }
        if first && rest.starts_with(&[0x30, 0x80]) {
            self.state = State::Indefinite;
            return true;
        }
        let is_whole_file = first && length == Some(rest.len());
        if !is_long && !is_whole_file {
            if !first {
                self.passed.rest(self.offset);
            }
            self.state = if first { State::Text } else { State::PassedOver };
            return true;
        }
        let length = length.unwrap_or(rest.len());
        let is_too_long = length > MAX_ENCODED && rest.len() >= MAX_ENCODED;
        self.state = if is_too_long { State::PassedOver } else { State::Start { first: false } };
        self.read_element(if is_too_long { 0 } else { length }, found);
        true
    }

    /// Takes so many octets for an element, or says what begins here if it is too long.
    fn read_element(&mut self, length: usize, found: &mut dyn FnMut(Found)) {
        let offset = self.offset;
        let other = match Kind::of(self.rest()) {
            Some(Kind::Document(kind)) if !self.reads.includes(kind) => kind.as_other(),
            Some(Kind::Other(kind)) => Some(kind),
            _ => None,
        };
        let octets = self.take(length).to_vec();
        if let Some(kind) = other {
            return self.passed.element(kind, offset);
        }
        let encoded = match octets.is_empty() {
            true => Encoded::Unreadable("the certificate is too long"),
            false => Encoded::Der(octets),
        };
        self.found = true;
        found(Found { offset, lines: (1, 1), row: 1, encoded });
    }

    /// Reads a file that begins with a SEQUENCE of indefinite length. Returns `false` if that takes more octets.
    fn read_indefinite(&mut self, ended: bool, found: &mut dyn FnMut(Found)) -> bool {
        let length = self.rest().len();
        if length > MAX_ENCODED {
            self.state = State::PassedOver;
            self.read_element(0, found);
        } else if ended {
            self.state = State::PassedOver;
            // What is neither known nor DER is refused for its first octets.
            let is_known = Kind::of(self.rest()).is_some_and(|kind| !matches!(kind, Kind::Document(_)));
            self.read_element(if is_known { length } else { length.min(MAX_START) }, found);
        }
        !matches!(self.state, State::Indefinite)
    }

    /// Reads a text that is base64 as a whole, if it is one.
    fn read_base64(&mut self, found: &mut dyn FnMut(Found)) {
        let text = self.base64.take().filter(|text| !text.is_empty());
        let der = text.and_then(|text| decode_base64(text.strip_prefix(UTF_8_MARK).unwrap_or(&text)));
        let Some(der) = der.filter(|der| der.first() == Some(&0x30)) else { return };
        let lines = (1, self.lines.line());
        let mut inner = Self { base64: None, ..Self::new(self.reads) };
        let mut found_inside = |inside: Found| {
            let encoded = match inside.encoded {
                Encoded::Der(der) => Encoded::Base64(der),
                other => other,
            };
            found(Found { offset: 0, lines, row: 1, encoded });
        };
        inner.feed(&der, &mut found_inside);
        inner.read(true, &mut found_inside);
        self.found = inner.found;
        self.passed = inner.passed;
    }

    /// Passes over text up to the next block that is read. Returns `false` if that takes more octets.
    fn read_text(&mut self, ended: bool) -> bool {
        let mut from = 0;
        loop {
            let rest = self.pending.get(self.at.saturating_add(from)..).unwrap_or_default();
            let Some(at) = memmem::find(rest, BEGIN) else {
                let kept = if ended { 0 } else { partial(rest, BEGIN) };
                self.pass(self.rest().len().saturating_sub(kept));
                return false;
            };
            let mark = rest.get(at.saturating_add(BEGIN.len())..).unwrap_or_default();
            let longest = MAX_LABEL.saturating_add(DASHES.len());
            let label = memmem::find(mark.get(..longest).unwrap_or(mark), DASHES);
            if label.is_none() && mark.len() < longest && !ended {
                self.pass(from.saturating_add(at));
                return false;
            }
            let label = label.and_then(|length| mark.get(..length)).unwrap_or_default();
            if let Some((label, content)) = KINDS
                .into_iter()
                .find(|(known, _)| *known == label)
                .filter(|(_, content)| *content != BlockContent::Request || self.reads.includes(DocumentKind::Request))
            {
                self.pass(from.saturating_add(at));
                let (offset, line, row) = (self.offset, self.lines.line(), self.lines.row());
                self.pass(BEGIN.len().saturating_add(label.len()).saturating_add(DASHES.len()));
                self.state = State::Block(OpenBlock { label, content, offset, line, row, searched: 0 });
                return true;
            }
            // The dashes after the label may begin another mark.
            from = from.saturating_add(at).saturating_add(BEGIN.len()).saturating_add(label.len());
            self.passed.block(label);
        }
    }

    /// Reads the rest of a block. Returns `false` if that takes more octets.
    fn read_block(&mut self, block: OpenBlock, ended: bool, found: &mut dyn FnMut(Found)) -> bool {
        let end = [END, block.label, DASHES].concat();
        let rest = self.pending.get(self.at..).unwrap_or_default();
        let (length, mark, unreadable) = match search_end(rest, &end, block.searched, ended) {
            // Its last dashes may begin another mark.
            Search::End(length) => (length, end.len().saturating_sub(DASHES.len()), None),
            Search::Begin(length) => (length, 0, Some("the block has no end")),
            Search::More(_) if rest.len() > MAX_ENCODED => (rest.len(), 0, Some("the block is too long")),
            Search::More(_) if ended => (rest.len(), 0, Some("the block has no end")),
            Search::More(searched) => {
                self.state = State::Block(OpenBlock { searched, ..block });
                return false;
            }
        };
        let encoded = match unreadable {
            Some(why) => Encoded::Unreadable(why),
            None => {
                if block.content == BlockContent::CertificateAndTrust {
                    self.passed.trust();
                }
                let text = rest.get(..length).unwrap_or_default().to_vec();
                Encoded::Pem(PemText { content: block.content, text })
            }
        };
        self.pass(length.saturating_add(mark));
        self.state = State::Text;
        self.found = true;
        found(Found { offset: block.offset, lines: (block.line, self.lines.line()), row: block.row, encoded });
        true
    }
}

/// Whether a text that begins so was meant to be base64 of DER: the first octets of a certificate or a message.
fn is_cut_base64(start: &[u8]) -> bool {
    let start = start.strip_prefix(UTF_8_MARK).unwrap_or(start).trim_ascii_start();
    start.len() >= 64 && start.starts_with(b"MII") && start.iter().take(64).all(u8::is_ascii_graphic)
}

/// Where a block ends.
enum Search {
    /// At its mark, after so many octets.
    End(usize),
    /// It does not: another block begins after so many octets, and must not be swallowed.
    Begin(usize),
    /// Not in these octets, of which so many were searched.
    More(usize),
}

/// Searches a block for its end, from octet `searched` on.
fn search_end(block: &[u8], end: &[u8], mut searched: usize, ended: bool) -> Search {
    loop {
        let rest = block.get(searched..).unwrap_or_default();
        let Some(at) = memmem::find(rest, DASHES) else {
            return Search::More(block.len().saturating_sub(partial(rest, DASHES)));
        };
        searched = searched.saturating_add(at);
        let mark = rest.get(at..).unwrap_or_default();
        if mark.starts_with(end) {
            return Search::End(searched);
        }
        if mark.starts_with(BEGIN) {
            return Search::Begin(searched);
        }
        if !ended && (end.starts_with(mark) || BEGIN.starts_with(mark)) {
            return Search::More(searched);
        }
        searched = searched.saturating_add(1);
    }
}

/// Returns how many octets at the end of `octets` may be the start of `mark`.
fn partial(octets: &[u8], mark: &[u8]) -> usize {
    let longest = mark.len().saturating_sub(1).min(octets.len());
    (1..=longest).rev().find(|length| mark.get(..*length).is_some_and(|start| octets.ends_with(start))).unwrap_or(0)
}

fn as_u64(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX)
}

#[cfg(all(test, testkit))]
mod tests {
    use super::*;
    use crate::input::encoded::Part;
    use srvname_testkit::make::file::base64_lines;

    const BLOCK: &str = "-----BEGIN CERTIFICATE-----\nAQID\n-----END CERTIFICATE-----";

    /// What is found when the octets come in pieces of `size`, and what is said.
    fn found_in(octets: &[u8], size: usize, reads: Reads) -> (Vec<Found>, Result<Vec<String>, String>) {
        let (mut all, mut scanner) = (Vec::new(), Scanner::new(reads));
        octets.chunks(size).for_each(|piece| scanner.feed(piece, &mut |found| all.push(found)));
        let finished = scanner.finish(&mut |found| all.push(found));
        assert_eq!(finished.is_ok(), !all.is_empty());
        let said = |all: Vec<Skipped>| all.iter().map(ToString::to_string).collect();
        (all, finished.map(said).map_err(|instead| instead.what))
    }

    type Place = (u64, (u64, u64), u64);

    /// The same however the octets come: offsets, lines, rows and documents.
    #[track_caller]
    fn found(octets: impl AsRef<[u8]>) -> Vec<(Place, Result<Vec<u8>, String>)> {
        let octets = octets.as_ref();
        let of = |size| {
            let (all, finished) = found_in(octets, size, Reads::Certificates);
            let all = all.into_iter().flat_map(|found| {
                let place = (found.offset, found.lines, found.row);
                let parts = match found.encoded.decode(Reads::Certificates) {
                    Ok(parts) => parts.into_iter().map(document).collect(),
                    Err(why) => vec![Err(why.to_owned())],
                };
                parts.into_iter().map(move |part| (place, part)).collect::<Vec<_>>()
            });
            (all.collect::<Vec<_>>(), finished)
        };
        let whole = of(octets.len().max(1));
        for size in [1, 2, 3, 7, 27, 28, 64, 255, 256, 257, 4096] {
            assert_eq!(of(size), whole, "{size}");
        }
        whole.0
    }

    fn document(part: Part) -> Result<Vec<u8>, String> {
        match part {
            Part::Document { der, .. } => Ok(der),
            Part::Skipped(skipped) => Err(skipped.what),
        }
    }

    #[track_caller]
    fn certificates(octets: impl AsRef<[u8]>) -> Vec<(u64, Result<Vec<u8>, String>)> {
        found(octets).into_iter().map(|((offset, ..), decoded)| (offset, decoded)).collect()
    }

    fn failed(why: &str) -> Result<Vec<u8>, String> {
        Err(why.to_owned())
    }

    #[track_caller]
    fn said(octets: impl AsRef<[u8]>) -> Result<Vec<String>, String> {
        found_in(octets.as_ref(), usize::MAX, Reads::Certificates).1
    }

    #[test]
    fn blocks_stand_anywhere() {
        let lines = "-----BEGIN CERTIFICATE-----\nAQID\nBAUG\n-----END CERTIFICATE-----\n";
        let expected = Ok(vec![1, 2, 3, 4, 5, 6]);
        assert_eq!(certificates(lines), [(0, expected.clone())]);
        assert_eq!(certificates(lines.replace('\n', "\r\n")), [(0, expected.clone())]);
        assert_eq!(certificates(lines.replace('\n', "\n   ")), [(0, expected.clone())]);
        assert_eq!(certificates(lines.replace('\n', " ")), [(0, expected.clone())]);
        assert_eq!(certificates(format!("name,\"'{lines}'\"")), [(7, expected.clone())]);
        let two = format!("{lines}text\n{lines}");
        assert_eq!(certificates(two), [(0, expected.clone()), (as_u64(lines.len()) + 5, expected)]);
    }

    #[test]
    fn a_certificate_has_several_labels() {
        for label in ["X509 CERTIFICATE", "TRUSTED CERTIFICATE"] {
            // A SEQUENCE, and one after it, which of the trusted alone is something else.
            let block = BLOCK.replace("CERTIFICATE", label).replace("AQID", "MAMCAQEwAA==");
            let whole = vec![0x30, 3, 2, 1, 1, 0x30, 0];
            let trusted = label.starts_with("TRUSTED");
            let certificate = if trusted { whole[..5].to_vec() } else { whole };
            assert_eq!(certificates(&block), [(0, Ok(certificate))], "{label}");
            let dropped = "not read: the trust settings in PEM block \"TRUSTED CERTIFICATE\"".to_owned();
            assert_eq!(said(&block), Ok(Vec::from_iter(trusted.then_some(dropped))));
            // A block ends as it began.
            let other = block.replace(&format!("END {label}"), "END CERTIFICATE");
            assert_eq!(certificates(other), [(0, failed("the block has no end"))]);
        }
    }

    #[test]
    fn what_is_passed_over_is_said() {
        let key = "-----BEGIN PRIVATE KEY-----\nAQID\n-----END PRIVATE KEY-----\n";
        let expected = "the file has a PEM block \"PRIVATE KEY\" and no CERTIFICATE: give the certificate that was \
                        issued for this key";
        assert_eq!(said(key), Err(expected.to_owned()));
        assert_eq!(
            said(key.replace("PRIVATE KEY", "WHATEVER")),
            Err("the file has a PEM block \"WHATEVER\" and no CERTIFICATE".to_owned())
        );
        assert_eq!(said("-----BEGIN a\nb-----"), said("text"));
        let file = format!("{key}{BLOCK}\n{key}-----BEGIN X509 CRL-----\n");
        assert_eq!(certificates(&file), [(as_u64(key.len()), Ok(vec![1, 2, 3]))]);
        let expected = ["not read: PEM 2 blocks \"PRIVATE KEY\"", "not read: PEM block \"X509 CRL\""];
        assert_eq!(said(&file), Ok(expected.map(str::to_owned).into()));
        let many = (0..20).map(|number| format!("-----BEGIN {number}-----\n")).collect::<String>();
        let said = said(format!("{many}{BLOCK}")).expect("a certificate");
        assert_eq!((said.len(), said.last().map(String::as_str)), (9, Some("not read: PEM 12 blocks of other kinds")));
    }

    #[test]
    fn what_is_no_text_for_certificates_is_named() {
        for (start, name) in [
            (&[0xfe, 0xed, 0xfe, 0xed, 0, 0, 0, 2][..], "a Java key store"),
            (&[0xce, 0xce, 0xce, 0xce, 0, 0, 0, 2], "a JCE key store"),
            (b"\xff\xfe-\0-\0-\0", "text in UTF-16"),
            (b"\x1f\x8b\x08\0", "a gzip archive"),
            (b"PK\x03\x04\x14", "a zip archive"),
            (b"\n <!DOCTYPE HTML>", "an HTML page"),
            (b"\xef\xbb\xbf<html>", "an HTML page"),
            (b"ssh-ed25519 AAAA someone", "an SSH key"),
            (b"---- BEGIN SSH2 PUBLIC KEY ----\n", "an SSH key"),
            (&[0x99, 0x01, 0x0d, 0x04, 0x65], "an OpenPGP file"),
            (b"-----BEGIN PGP PUBLIC KEY BLOCK-----\n", "OpenPGP keys have no"),
            (b"-----BEGIN OPENSSH PRIVATE KEY-----\n", "SSH keys have no"),
            (b"Certificate:\n    Data:\n        Version", "what OpenSSL prints"),
        ] {
            let why = said(start).expect_err("no certificate");
            assert!(why.contains(name), "{name}: {why}");
        }
        // A certificate in it counts more.
        assert_eq!(certificates(format!("<html>{BLOCK}</html>")), [(6, Ok(vec![1, 2, 3]))]);
    }

    #[test]
    fn base64_without_marks_is_read_as_a_whole() {
        let two = [der("one"), der("two")].concat();
        let expected = [(0, Ok(two[..200].to_vec())), (0, Ok(two[200..].to_vec()))];
        let lines = base64_lines(&two);
        for text in [
            lines.clone(),
            lines.replace('\n', ""),
            lines.replace('\n', "\r\n"),
            lines.replace('\n', " \n\t"),
            format!("\u{feff}{lines}"),
        ] {
            assert_eq!(certificates(&text), expected, "{text}");
            assert_eq!(said(&text), Ok(Vec::new()));
        }
        let places: Vec<_> = found(&lines).into_iter().map(|((_, lines, row), _)| (lines, row)).collect();
        assert_eq!(places, [((1, 10), 1); 2]);
        // What follows is said; what is of another kind is named.
        let trailing = base64_lines(&[&two[..200], b"\n"].concat());
        assert_eq!(said(&trailing), Ok(vec!["not read: what follows the certificate, from octet 200".to_owned()]));
        let key = base64_lines(&srvname_testkit::make::Key::labelled("key").pkcs8());
        assert!(said(key).is_err_and(|why| why.starts_with("a private key (PKCS#8)")));
        // Words are base64 as well.
        let neither = Err("the file has neither a PEM block nor, at octet 0, a DER SEQUENCE".to_owned());
        for text in ["test", "word\nwords\n", "MAMC", "====", &base64_lines(b"no SEQUENCE"), "MAAA"] {
            assert_eq!(said(text), neither, "{text}");
        }
        let long = base64_lines(&[&[0x30, 0x82, 0x01, 0x00][..], &[0; 256]].concat());
        let cut = long.get(..long.len() - 4).expect("ASCII");
        assert_eq!(said(cut), Err("the file is base64 that does not decode".to_owned()));
    }

    /// A label may be wrong, as those of `certutil -encode` are: what is in the block counts.
    #[test]
    fn the_content_of_a_block_counts_more_than_its_label() {
        use srvname_testkit::make::containers::{Encoding, signed_data};
        use srvname_testkit::make::file::{pem, pem_block};

        let server = srvname_testkit::make::Ca::root("Example Root CA");
        let message = signed_data(Encoding::Der, &[server.der()]);
        for text in [pem(&message), pem_block("PKCS7", &message), pem_block("CMS", &message)] {
            assert_eq!(certificates(text), [(0, Ok(server.der().to_vec()))]);
        }
        assert_eq!(certificates(pem_block("PKCS7", server.der())), [(0, Ok(server.der().to_vec()))]);
        let skipped = |name: &str| vec![(0, Err(name.to_owned()))];
        assert_eq!(certificates(pem(&server.pkcs8())), skipped("a private key (PKCS#8)"));
        let request = "a certificate signing request, which no CA has signed";
        assert_eq!(certificates(pem(&server.sub_ca("Sub").request())), skipped(request));
        assert_eq!(certificates(pem_block("PKCS7", &[0x30, 0])), skipped("the PKCS#7 message is malformed"));
        assert_eq!(certificates(pem_block("CMS", &message[..100])), skipped("the PKCS#7 message is cut"));
    }

    #[test]
    fn broken_blocks_are_told_apart() {
        let begin = "-----BEGIN CERTIFICATE-----\n";
        let no_end = failed("the block has no end");
        assert_eq!(certificates(format!("{begin}AQID\n")), [(0, no_end.clone())]);
        assert_eq!(certificates(format!("{begin}AQID\n{BLOCK}")), [(0, no_end.clone()), (33, Ok(vec![1, 2, 3]))]);
        // Whatever the other block is.
        assert_eq!(certificates(format!("{begin}AQID\n-----BEGIN A-----\n{BLOCK}"))[0], (0, no_end));
        assert_eq!(certificates(BLOCK.replace("AQID", "A!ID")), [(0, failed("the block is not base64"))]);
        assert_eq!(certificates(BLOCK.replace("AQID", "")), [(0, failed("the block is empty"))]);
    }

    /// Dashes that end one mark may begin the next. Of two marks that begin certificates the first has them, so there is one
    /// block, and it is none; any other mark leaves them.
    #[test]
    fn marks_that_share_dashes() {
        let shared = format!("-----BEGIN CERTIFICATE-----{}", &BLOCK[5..]);
        assert_eq!(certificates(shared), [(0, failed("the block is not base64"))]);
        assert_eq!(certificates(format!("-----BEGIN CERTIFICATE-----{BLOCK}")).len(), 2);
        assert_eq!(certificates(format!("-----BEGIN KEY{BLOCK}")), [(14, Ok(vec![1, 2, 3]))]);
        assert_eq!(certificates(format!("{BLOCK}{}", &BLOCK[5..])), [(0, Ok(vec![1, 2, 3])), (53, Ok(vec![1, 2, 3]))]);
        assert_eq!(certificates(format!("-----BEGIN {BLOCK}")), [(11, Ok(vec![1, 2, 3]))]);
        assert_eq!(certificates(format!("-----------{BLOCK}-----")), [(11, Ok(vec![1, 2, 3]))]);
    }

    #[test]
    fn rows_are_those_of_a_spreadsheet_and_lines_elsewhere() {
        let places = |octets: &str| {
            let all = found(octets).into_iter();
            all.map(|((_, lines, row), decoded)| (lines, row, decoded.is_ok())).collect::<Vec<_>>()
        };
        let csv = format!("name,\"PEM\"\na,\"{BLOCK}\"\nb,\"'{BLOCK}'\"\nc,\nd,\"-----BEGIN CERTIFICATE-----\nAQ\"\n");
        assert_eq!(places(&csv), [((2, 4), 2, true), ((5, 7), 3, true), ((9, 11), 5, false)]);
        let bundle = format!("comment with \" in it\n\n{BLOCK}\n{BLOCK}\n");
        assert_eq!(places(&bundle), [((3, 5), 3, true), ((6, 8), 6, true)]);
    }

    /// A SEQUENCE of 200 octets that holds `text`.
    fn der(text: &str) -> Vec<u8> {
        let mut der = vec![0x30, 0x81, 197, 0x0c, 0x81, 194];
        der.extend_from_slice(text.as_bytes());
        der.resize(200, b' ');
        der
    }

    #[test]
    fn der_is_what_it_begins_as() {
        let hidden = [der("-----BEGIN CERTIFICATE-----"), der(BLOCK), der("-----BEGIN PRIVATE KEY-----")];
        for der in hidden.iter().cloned().chain([vec![0x30, 3, 2, 1, 0], vec![0x30, 3, 2, 1], vec![0x30]]) {
            assert_eq!(certificates(&der), [(0, Ok(der.clone()))]);
            assert_eq!(said(&der), Ok(Vec::new()));
        }
        // A short one is, where it is the whole file.
        let inside = [&[0x30, 60, 0x0c, 58][..], BLOCK.as_bytes()].concat();
        assert_eq!(certificates(&inside), [(0, Ok(inside.clone()))]);
        assert_eq!(certificates(format!("0 is a digit\n{BLOCK}")), [(13, Ok(vec![1, 2, 3]))]);
        assert_eq!(certificates(""), []);
        assert_eq!(said(""), Err("the file is empty".to_owned()));
        let neither = "the file has neither a PEM block nor, at octet 0, a DER SEQUENCE";
        assert_eq!(said("nothing here"), Err(neither.to_owned()));
    }

    #[test]
    fn der_is_followed_by_der_or_by_what_is_not_read() {
        let (one, other) = (der("one"), der(BLOCK));
        assert_eq!(certificates([&one[..], &other].concat()), [(0, Ok(one.clone())), (200, Ok(other))]);
        for rest in [BLOCK, "\n", "0", "\x30\x03\x02\x01\x00"] {
            let file = [&one[..], rest.as_bytes()].concat();
            assert_eq!(certificates(&file), [(0, Ok(one.clone()))], "{rest:?}");
            let expected = "not read: what follows the certificate, from octet 200".to_owned();
            assert_eq!(said(&file), Ok(vec![expected]), "{rest:?}");
        }
    }

    /// What begins like DER and is cut is a certificate that cannot be read, with as much of it as says why.
    #[test]
    fn der_that_is_cut_is_malformed_der() {
        for der in [vec![0x30, 0x82, 0xff], vec![0x30, 0x84, 0xff, 0xff, 0xff, 0xff], der(BLOCK)[..180].to_vec()] {
            assert_eq!(certificates(&der), [(0, Ok(der.clone()))]);
        }
        let indefinite = [0x30, 0x80].repeat(1000);
        assert_eq!(certificates(&indefinite), [(0, Ok(indefinite[..MAX_START].to_vec()))]);
    }

    #[test]
    fn what_is_too_long_is_not_kept() {
        let long = [&[0x30, 0x84, 0xff, 0xff, 0xff, 0xff][..], &vec![0; MAX_ENCODED]].concat();
        let block = [b"-----BEGIN CERTIFICATE-----\n", &*vec![b'A'; MAX_ENCODED], b"\n"].concat();
        for (file, why) in [(long, "the certificate is too long"), (block, "the block is too long")] {
            let (found, _) = found_in(&file, 1 << 18, Reads::Certificates);
            let found: Vec<_> = found.into_iter().map(|found| found.encoded.decode(Reads::Certificates)).collect();
            assert_eq!(found.iter().map(|one| one.as_ref().err()).collect::<Vec<_>>(), [Some(&why)]);
        }
    }
}
