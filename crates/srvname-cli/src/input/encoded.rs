//! What was found in a file, and the documents that it encodes.

use rustls_pki_types::CertificateDer;
use rustls_pki_types::pem::PemObject;

use super::ber::Header;
use super::kind::{DocumentKind, Kind, Reads};
use super::other_kind::EMPTY_SIGNED_DATA;
use super::signed_data::SignedData;
use super::skipped::Skipped;

/// Something as it was found: a document, or a message that carries some.
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

/// The encoding in a file.
#[derive(Debug)]
pub(crate) enum Encoded {
    /// DER or BER, good or bad.
    Der(Vec<u8>),
    /// The same, of which the file is the base64.
    Base64(Vec<u8>),
    /// The text between the marks of a PEM block.
    Pem(PemText),
    /// The reason why a block is not one.
    Unreadable(&'static str),
}

/// The text between the marks of a PEM block.
#[derive(Debug)]
pub(crate) struct PemText {
    pub(crate) content: BlockContent,
    pub(crate) text: Vec<u8>,
}

/// What a block contains, if its label is right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BlockContent {
    /// A certificate.
    Certificate,
    /// A certificate, and after it what OpenSSL trusts it for, which is dropped.
    CertificateAndTrust,
    /// A PKCS#7 or CMS message.
    Message,
    /// A request.
    Request,
}

/// A part of what was found.
#[derive(Debug)]
pub(crate) enum Part {
    /// A document that the command reads.
    Document {
        /// What it is.
        kind: DocumentKind,
        /// Where it begins in what was found, in octets of DER.
        offset: usize,
        /// The document, good or bad.
        der: Vec<u8>,
    },
    /// Something else.
    Skipped(Skipped),
}

impl Encoded {
    /// Returns the octets that it takes in memory.
    pub(crate) fn len(&self) -> usize {
        match self {
            Self::Der(octets) | Self::Base64(octets) => octets.len(),
            Self::Pem(block) => block.text.len(),
            Self::Unreadable(_) => 0,
        }
    }

    /// Returns the documents, and what is not read of it; fails if the block does not end, is empty or is not base64, or if
    /// a message is cut or malformed.
    pub(crate) fn decode(self, reads: Reads) -> Result<Vec<Part>, &'static str> {
        let block = match self {
            Self::Der(der) | Self::Base64(der) => return parts(der, Kind::Document(DocumentKind::Certificate), reads),
            Self::Pem(block) => block,
            Self::Unreadable(why) => return Err(why),
        };
        let mut der = decode_base64(&block.text).ok_or_else(|| why_not_base64(&block.text))?;
        if der.is_empty() {
            return Err("the block is empty");
        }
        let usual = match block.content {
            BlockContent::Certificate | BlockContent::CertificateAndTrust => Kind::Document(DocumentKind::Certificate),
            BlockContent::Message => Kind::SignedData,
            BlockContent::Request => Kind::Document(DocumentKind::Request),
        };
        if block.content == BlockContent::CertificateAndTrust {
            let length = Header::read(&der).and_then(|header| header.whole());
            der.truncate(length.unwrap_or(der.len()));
        }
        parts(der, usual, reads)
    }
}

/// Returns what the octets are by their structure, which counts more than a label; where that says nothing, `usual`.
fn parts(der: Vec<u8>, usual: Kind, reads: Reads) -> Result<Vec<Part>, &'static str> {
    let skipped = |kind| vec![Part::Skipped(Skipped::of(kind, kind.name))];
    match Kind::of(&der).unwrap_or(usual) {
        Kind::Document(kind) => match kind.as_other().filter(|_| !reads.includes(kind)) {
            Some(other) => Ok(skipped(other)),
            None => Ok(vec![Part::Document { kind, offset: 0, der }]),
        },
        Kind::Other(kind) => Ok(skipped(kind)),
        Kind::SignedData => message_parts(&der),
    }
}

fn message_parts(octets: &[u8]) -> Result<Vec<Part>, &'static str> {
    let message = SignedData::read(octets)?;
    let (mut parts, mut others) = (Vec::with_capacity(message.certificates.len()), message.others);
    for (offset, der) in message.certificates {
        match Kind::of(der) {
            Some(Kind::Document(DocumentKind::Certificate)) | None => {
                parts.push(Part::Document { kind: DocumentKind::Certificate, offset, der: der.to_vec() });
            }
            // A message in the message, too.
            Some(_) => others = others.saturating_add(1),
        }
    }
    if parts.is_empty() && others == 0 {
        parts.push(Part::Skipped(Skipped::of(&EMPTY_SIGNED_DATA, EMPTY_SIGNED_DATA.name)));
    }
    if others > 0 {
        let entries = if others == 1 { "entry".to_owned() } else { format!("{others} entries") };
        let what = format!("{entries} of a PKCS#7 message other than X.509 certificates");
        parts.push(Part::Skipped(Skipped::new(what)));
    }
    if message.length < octets.len() {
        parts.push(Part::Skipped(Skipped::new("what follows the PKCS#7 message")));
    }
    Ok(parts)
}

/// Returns what the text of a block encodes; `None` if it is not base64.
pub(crate) fn decode_base64(text: &[u8]) -> Option<Vec<u8>> {
    // Each mark gets its own line, where the decoder wants it.
    let marks: [&[u8]; 2] = [b"-----BEGIN CERTIFICATE-----\n", b"\n-----END CERTIFICATE-----\n"];
    let pem = [marks[0], text, marks[1]].concat();
    CertificateDer::from_pem_slice(&pem).ok().map(|der| der.to_vec())
}

/// Returns why text that is not base64 is none, where that is a usual mistake.
fn why_not_base64(text: &[u8]) -> &'static str {
    let text = text.trim_ascii_start();
    if memchr::memmem::find(text, b"\\n").is_some() {
        "the block is not base64: its line breaks are written as \\n"
    } else if text.starts_with(b">") {
        "the block is not base64: its lines are quoted with >"
    } else {
        "the block is not base64"
    }
}
