//! Certificates in a file, read front to back: as DER, and as PEM blocks (RFC 7468) at any place in text.
//!
//! Every command reads by this rule. The first octets say which of the two a file is. A SEQUENCE with a length of several
//! octets is DER, whatever text is in its extensions: no text begins with `0` and an octet from 81 to 84, and no signed
//! certificate is shorter than 128 octets. Anything else is text. Chains are kept in configuration files, mails and
//! spreadsheets, so a block may begin in the middle of a line and have anything around it.
//!
//! What is passed over is said: [`Scanner::finish`] returns it. Octets come in pieces of any size and are kept only as
//! long as they may belong to a certificate that has not ended.

use memchr::memmem;
use rustls_pki_types::CertificateDer;
use rustls_pki_types::pem::PemObject;

const DASHES: &[u8] = b"-----";
const BEGIN: &[u8] = b"-----BEGIN ";
const END: &[u8] = b"-----END ";

/// The kinds of blocks that are read, by their labels (RFC 7468 §5; OpenSSL's `PEM_STRING_X509` and its neighbors).
///
/// Another kind is a row here, and in [`Content`] how its content becomes certificates.
const KINDS: [(&[u8], Content); 3] = [
    (b"CERTIFICATE", Content::Certificate),
    (b"X509 CERTIFICATE", Content::Certificate),
    (b"TRUSTED CERTIFICATE", Content::CertificateAndTrust),
];

/// What a block contains.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Content {
    /// A certificate.
    Certificate,
    /// A certificate, and after it what OpenSSL trusts it for, which is dropped.
    CertificateAndTrust,
}

/// The longest label that is taken for one.
const MAX_LABEL: usize = 64;

/// The most labels of other blocks that are named.
const MAX_LABELS: usize = 8;

/// The most octets of one certificate as encoded in a file. A whole certificate is in memory.
const MAX_ENCODED: usize = 24 << 20;

/// The longest header of a SEQUENCE in DER that is read.
const MAX_HEADER: usize = 6;

/// What is kept of the start of a text: it is all that a malformed SEQUENCE needs to be refused for.
const MAX_START: usize = 256;

/// A certificate as it was found.
#[derive(Debug)]
pub(crate) struct Found {
    /// The octet of the file at which it begins.
    pub(crate) offset: u64,
    /// The lines of a text file on which its block begins and ends, from 1.
    pub(crate) lines: (u64, u64),
    /// The row of a CSV file, or the line of another, from 1.
    pub(crate) row: u64,
    pub(crate) encoded: Encoded,
}

/// The encoding of a certificate in a file.
#[derive(Debug)]
pub(crate) enum Encoded {
    /// DER, good or bad.
    Der(Vec<u8>),
    /// The text between the marks of a PEM block.
    Pem(PemText),
    /// The reason why a block is not one.
    Unreadable(&'static str),
}

/// The text between the marks of a PEM block.
#[derive(Debug)]
pub(crate) struct PemText {
    content: Content,
    text: Vec<u8>,
}

impl Encoded {
    /// Returns the octets that it takes in memory.
    pub(crate) fn len(&self) -> usize {
        match self {
            Self::Der(octets) => octets.len(),
            Self::Pem(block) => block.text.len(),
            Self::Unreadable(_) => 0,
        }
    }

    /// Returns the certificate; fails if the block does not end, is empty or is not base64.
    pub(crate) fn decode(self) -> Result<Vec<u8>, &'static str> {
        let block = match self {
            Self::Der(der) => return Ok(der),
            Self::Pem(block) => block,
            Self::Unreadable(why) => return Err(why),
        };
        // Each mark gets its own line, where the decoder wants it.
        let marks: [&[u8]; 2] = [b"-----BEGIN CERTIFICATE-----\n", b"\n-----END CERTIFICATE-----\n"];
        let pem = [marks[0], &block.text, marks[1]].concat();
        match CertificateDer::from_pem_slice(&pem) {
            Ok(der) if der.is_empty() => Err("the block is empty"),
            Ok(der) => {
                let mut der = der.to_vec();
                if let (Content::CertificateAndTrust, Some(length)) = (block.content, sequence_length(&der)) {
                    der.truncate(length);
                }
                Ok(der)
            }
            Err(_) => Err("the block is not base64"),
        }
    }
}

/// Returns the certificates of `octets`.
pub(crate) fn find(octets: &[u8]) -> Vec<Found> {
    let mut all = Vec::new();
    let mut scanner = Scanner::new();
    scanner.feed(octets, &mut |found| all.push(found));
    // What was passed over is not asked for, and a file without certificates has none.
    let _unasked = scanner.finish(&mut |found| all.push(found));
    all
}

/// Finds certificates in octets that come in pieces.
#[derive(Debug)]
pub(crate) struct Scanner {
    state: State,
    /// What was not read yet, or belongs to a certificate that has not ended, from `at`.
    pending: Vec<u8>,
    at: usize,
    /// The octet of the file at `at`.
    offset: u64,
    /// The first octets of a text.
    start: Vec<u8>,
    found: bool,
    lines: Lines,
    passed: PassedOver,
}

#[derive(Debug)]
enum State {
    /// At the first octets, or at those after a certificate in DER.
    Start { first: bool },
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
    content: Content,
    offset: u64,
    line: u64,
    row: u64,
    /// How many octets of it, after its first mark, were searched for its end.
    searched: usize,
}

/// What was not read.
#[derive(Debug, Default)]
struct PassedOver {
    /// Blocks of other kinds, by label.
    labels: Vec<(String, u64)>,
    /// Those of other labels than these.
    others: u64,
    /// Blocks whose content after the certificate was dropped.
    trusted: u64,
    /// The octet from which the rest of a file is not read.
    rest: Option<u64>,
}

impl Scanner {
    pub(crate) fn new() -> Self {
        Self {
            state: State::Start { first: true },
            pending: Vec::new(),
            at: 0,
            offset: 0,
            start: Vec::new(),
            found: false,
            lines: Lines::default(),
            passed: PassedOver::default(),
        }
    }

    /// Reads the next octets, and calls `found` with each certificate that ends in them.
    pub(crate) fn feed(&mut self, octets: &[u8], found: &mut dyn FnMut(Found)) {
        self.pending.extend_from_slice(octets);
        self.read(false, found);
    }

    /// Ends the file, and returns what was passed over, a sentence for each kind of it. Fails if there was nothing that
    /// could be a certificate.
    pub(crate) fn finish(mut self, found: &mut dyn FnMut(Found)) -> Result<Vec<String>, String> {
        self.read(true, found);
        if !self.found && self.start.first() == Some(&0x30) {
            // A SEQUENCE, but not a long one, or not a definite one: whatever is wrong with it is in its first octets.
            let der = std::mem::take(&mut self.start);
            found(Found { offset: 0, lines: (1, 1), row: 1, encoded: Encoded::Der(der) });
            self.found = true;
        }
        match (self.found, self.passed.labels.first()) {
            (true, _) => Ok(self.passed.sentences()),
            (false, Some((label, _))) => Err(format!("the file has a PEM block \"{label}\" and no CERTIFICATE")),
            (false, None) if self.offset == 0 => Err("the file is empty".to_owned()),
            (false, None) => Err("the file has neither a PEM block nor, at octet 0, a DER SEQUENCE".to_owned()),
        }
    }

    fn read(&mut self, ended: bool, found: &mut dyn FnMut(Found)) {
        while match self.state {
            State::Start { first } => self.read_start(first, ended, found),
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
        self.take(length);
    }

    /// Reads a certificate in DER, or finds that there is none. Returns `false` if that takes more octets.
    fn read_start(&mut self, first: bool, ended: bool, found: &mut dyn FnMut(Found)) -> bool {
        let rest = self.rest();
        let length = sequence_length(rest);
        let is_long = matches!(rest, [0x30, 0x81..=0x84, ..]);
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
        let is_whole_file = first && length == Some(rest.len());
        if !is_long && !is_whole_file {
            self.passed.rest = (!first).then_some(self.offset);
            self.state = if first { State::Text } else { State::PassedOver };
            return true;
        }
        let (offset, length) = (self.offset, length.unwrap_or(rest.len()));
        let is_too_long = length > MAX_ENCODED && rest.len() >= MAX_ENCODED;
        let encoded = if is_too_long {
            self.state = State::PassedOver;
            Encoded::Unreadable("the certificate is too long")
        } else {
            self.state = State::Start { first: false };
            Encoded::Der(self.take(length).to_vec())
        };
        self.found = true;
        found(Found { offset, lines: (1, 1), row: 1, encoded });
        true
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
            if let Some((label, content)) = KINDS.into_iter().find(|(known, _)| *known == label) {
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
                let trusted = block.content == Content::CertificateAndTrust;
                self.passed.trusted = self.passed.trusted.saturating_add(u64::from(trusted));
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

impl PassedOver {
    /// Counts a block that is not read, if its label is one.
    fn block(&mut self, label: &[u8]) {
        let is_label = !label.is_empty() && label.iter().all(|octet| octet.is_ascii_graphic() || *octet == b' ');
        let Some(label) = std::str::from_utf8(label).ok().filter(|_| is_label) else { return };
        let is_named = self.labels.len() < MAX_LABELS;
        match self.labels.iter_mut().find(|(known, _)| known == label) {
            Some((_, count)) => *count = count.saturating_add(1),
            None if is_named => self.labels.push((label.to_owned(), 1)),
            None => self.others = self.others.saturating_add(1),
        }
    }

    fn sentences(&self) -> Vec<String> {
        let blocks = |count: u64| if count == 1 { "block".to_owned() } else { format!("{count} blocks") };
        let labels = self.labels.iter().map(|(label, count)| format!("not read: PEM {} \"{label}\"", blocks(*count)));
        let others = (self.others > 0).then(|| format!("not read: PEM {} of other kinds", blocks(self.others)));
        let trusted = (self.trusted > 0)
            .then(|| format!("the trust settings in PEM {} \"TRUSTED CERTIFICATE\" are dropped", blocks(self.trusted)));
        let rest = self.rest.map(|offset| format!("not read: what follows the certificate, from octet {offset}"));
        labels.chain(others).chain(trusted).chain(rest).collect()
    }
}

/// Returns the octets of the SEQUENCE at the front, header included; `None` if its length is not there or not definite.
fn sequence_length(octets: &[u8]) -> Option<usize> {
    let (tag, rest) = octets.split_first()?;
    let (first, rest) = rest.split_first().filter(|_| *tag == 0x30)?;
    let (header, length) = match first {
        0..=0x7f => (2, usize::from(*first)),
        0x81..=0x84 => {
            let count = usize::from(*first).checked_sub(0x80)?;
            let length = rest
                .get(..count)?
                .iter()
                .try_fold(0usize, |length, octet| length.checked_mul(256)?.checked_add(usize::from(*octet)))?;
            (count.saturating_add(2), length)
        }
        _ => return None,
    };
    length.checked_add(header)
}

/// Returns how many octets at the end of `octets` may be the start of `mark`.
fn partial(octets: &[u8], mark: &[u8]) -> usize {
    let longest = mark.len().saturating_sub(1).min(octets.len());
    (1..=longest).rev().find(|length| mark.get(..*length).is_some_and(|start| octets.ends_with(start))).unwrap_or(0)
}

fn as_u64(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX)
}

/// Counts lines, and rows: those of a CSV file, where a cell in quotation marks may have several lines, and lines
/// elsewhere.
#[derive(Debug, Default)]
struct Lines {
    ended: u64,
    rows_ended: u64,
    quoted: bool,
    first_line: Vec<u8>,
    csv: Option<bool>,
}

impl Lines {
    /// The most that is looked at of the first line.
    const MAX_FIRST_LINE: usize = 4096;

    /// Returns the line of the next octet, from 1.
    const fn line(&self) -> u64 {
        self.ended.saturating_add(1)
    }

    /// Returns the row of the next octet, from 1.
    const fn row(&self) -> u64 {
        self.rows_ended.saturating_add(1)
    }

    fn pass(&mut self, octets: &[u8]) {
        if self.csv.is_none() {
            let end = memchr::memchr(b'\n', octets).unwrap_or(octets.len());
            let missing = Self::MAX_FIRST_LINE.saturating_sub(self.first_line.len());
            self.first_line.extend(octets.iter().take(end.min(missing)));
        }
        for at in memchr::memchr2_iter(b'\n', b'"', octets) {
            match octets.get(at) {
                Some(b'\n') => self.end_line(),
                _ if self.csv != Some(false) => self.quoted = !self.quoted,
                _ => {}
            }
        }
    }

    /// A file is CSV when its first line has a comma and no mark of PEM; the CCADB reports have no ending in their names.
    fn end_line(&mut self) {
        self.ended = self.ended.saturating_add(1);
        let csv =
            *self.csv.get_or_insert_with(|| self.first_line.contains(&b',') && !self.first_line.starts_with(DASHES));
        if !csv || !self.quoted {
            self.rows_ended = self.rows_ended.saturating_add(1);
        }
        if !csv {
            self.quoted = false;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BLOCK: &str = "-----BEGIN CERTIFICATE-----\nAQID\n-----END CERTIFICATE-----";

    /// What is found when the octets come in pieces of `size`, and what is said.
    fn found_in(octets: &[u8], size: usize) -> (Vec<Found>, Result<Vec<String>, String>) {
        let (mut all, mut scanner) = (Vec::new(), Scanner::new());
        octets.chunks(size).for_each(|piece| scanner.feed(piece, &mut |found| all.push(found)));
        let finished = scanner.finish(&mut |found| all.push(found));
        assert_eq!(finished.is_ok(), !all.is_empty());
        (all, finished)
    }

    /// The same however the octets come: offsets, lines, rows and certificates.
    #[track_caller]
    fn found(octets: impl AsRef<[u8]>) -> Vec<(u64, (u64, u64), u64, Result<Vec<u8>, &'static str>)> {
        let octets = octets.as_ref();
        let of = |size| {
            let (all, finished) = found_in(octets, size);
            let all = all.into_iter().map(|found| (found.offset, found.lines, found.row, found.encoded.decode()));
            (all.collect::<Vec<_>>(), finished)
        };
        let whole = of(octets.len().max(1));
        for size in [1, 2, 3, 7, 27, 28, 64, 255, 256, 257, 4096] {
            assert_eq!(of(size), whole, "{size}");
        }
        whole.0
    }

    #[track_caller]
    fn certificates(octets: impl AsRef<[u8]>) -> Vec<(u64, Result<Vec<u8>, &'static str>)> {
        found(octets).into_iter().map(|(offset, _, _, decoded)| (offset, decoded)).collect()
    }

    #[track_caller]
    fn said(octets: impl AsRef<[u8]>) -> Result<Vec<String>, String> {
        found_in(octets.as_ref(), usize::MAX).1
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
            let dropped = "the trust settings in PEM block \"TRUSTED CERTIFICATE\" are dropped".to_owned();
            assert_eq!(said(&block), Ok(Vec::from_iter(trusted.then_some(dropped))));
            // A block ends as it began.
            let other = block.replace(&format!("END {label}"), "END CERTIFICATE");
            assert_eq!(certificates(other), [(0, Err("the block has no end"))]);
        }
    }

    #[test]
    fn what_is_passed_over_is_said() {
        let key = "-----BEGIN PRIVATE KEY-----\nAQID\n-----END PRIVATE KEY-----\n";
        assert_eq!(said(key), Err("the file has a PEM block \"PRIVATE KEY\" and no CERTIFICATE".to_owned()));
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
    fn broken_blocks_are_told_apart() {
        let begin = "-----BEGIN CERTIFICATE-----\n";
        let no_end = Err("the block has no end");
        assert_eq!(certificates(format!("{begin}AQID\n")), [(0, no_end.clone())]);
        assert_eq!(certificates(format!("{begin}AQID\n{BLOCK}")), [(0, no_end.clone()), (33, Ok(vec![1, 2, 3]))]);
        // Whatever the other block is.
        assert_eq!(certificates(format!("{begin}AQID\n-----BEGIN A-----\n{BLOCK}"))[0], (0, no_end));
        assert_eq!(certificates(BLOCK.replace("AQID", "A!ID")), [(0, Err("the block is not base64"))]);
        assert_eq!(certificates(BLOCK.replace("AQID", "")), [(0, Err("the block is empty"))]);
    }

    /// Dashes that end one mark may begin the next. Of two marks that begin certificates the first has them, so there is one
    /// block, and it is none; any other mark leaves them.
    #[test]
    fn marks_that_share_dashes() {
        let shared = format!("-----BEGIN CERTIFICATE-----{}", &BLOCK[5..]);
        assert_eq!(certificates(shared), [(0, Err("the block is not base64"))]);
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
            all.map(|(_, lines, row, decoded)| (lines, row, decoded.is_ok())).collect::<Vec<_>>()
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
            let (found, _) = found_in(&file, 1 << 18);
            let found: Vec<_> = found.into_iter().map(|found| found.encoded.decode()).collect();
            assert_eq!(found, [Err(why)]);
        }
    }
}
