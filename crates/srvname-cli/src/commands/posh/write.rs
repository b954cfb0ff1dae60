//! `srvname posh write`: a document with the hashes of certificates, or one that refers to another.

use std::path::PathBuf;
use std::slice;

use serde::Serialize;
use srvname::delegation::posh::{
    Descriptor, Document, FingerprintsDocument, HashFunction, HttpsUrl, Lifetime, ReferenceDocument,
};
use srvname::{Certificate, Citation};
use srvname_algorithms::AwsLcDigests;

use crate::arguments::OutputFormat;
use crate::exit::{Failure, Finished, Status};
use crate::input::certificates;
use crate::input::file_name::FileName;
use crate::input::kind::Reads;
use srvname::name::Escaped;

/// Write a document with the hashes of certificates, or one that refers to another
///
/// It is served at `https://DOMAIN/.well-known/posh/SERVICE.json`, as `application/json`; SERVICE is `xmpp-client` or
/// `xmpp-server` (RFC 7712 §5.2). A provider's customers refer to the provider's document with `--url`: a copy of it is wrong
/// as soon as the provider renews a certificate.
#[derive(Debug, clap::Args)]
pub(super) struct WriteArguments {
    /// For how many seconds the document may be kept, at most a year
    #[arg(long, value_name = "SECONDS", default_value_t = 86_400, value_parser = clap::value_parser!(u64).range(1..=31_536_000))]
    expires: u64,
    /// Where the document with the fingerprints is, in place of fingerprints
    #[arg(long, value_name = "URL", value_parser = parse_url, conflicts_with = "certificates")]
    url: Option<HttpsUrl>,
    /// The certificate of a server; of several in a file, the first is the end entity. Several files: the most relevant
    /// certificate first, such as one that is not used yet
    #[arg(value_name = "CERT", required_unless_present = "url")]
    certificates: Vec<PathBuf>,
    /// Output format
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t)]
    format: OutputFormat,
}

fn parse_url(text: &str) -> Result<HttpsUrl, String> {
    HttpsUrl::parse(text).map_err(|error| format!("{}: {error} [{}]", Escaped::new(text), error.citation()))
}

/// The result as JSON.
#[derive(Serialize)]
struct Written {
    result: &'static str,
    /// Null: nothing is wrong.
    place: Option<()>,
    section: Citation,
    message: &'static str,
    notes: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    descriptors: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
    expires: u64,
    body: String,
}

/// Runs the command.
pub(super) fn run(args: &WriteArguments) -> Result<Finished, Failure> {
    let expires = Lifetime::from_seconds(args.expires).ok_or_else(|| Failure::new("--expires 0 is no lifetime"))?;
    let mut notes = Vec::new();
    let document = match &args.url {
        Some(url) => Document::Reference(ReferenceDocument { url: url.clone(), expires }),
        None => {
            let descriptors =
                args.certificates.iter().map(|path| describe(path, &mut notes)).collect::<Result<_, _>>()?;
            let document = FingerprintsDocument::new(descriptors, expires);
            Document::Fingerprints(document.ok_or_else(|| Failure::new("no certificate"))?)
        }
    };
    let json = document.to_json();
    if args.format == OutputFormat::Text {
        // Standard output is the document, and nothing else.
        notes.iter().for_each(crate::exit::complain);
        return Ok(Finished { text: json + "\n", status: Status::Accepted });
    }
    let (expires, body) = (expires.seconds(), json);
    let (place, message) = (None, "it is served at https://DOMAIN/.well-known/posh/SERVICE.json");
    let written = match &document {
        Document::Fingerprints(own) => {
            let (section, descriptors) = (Citation::new("RFC 7711", "3.1"), Some(own.descriptors().len()));
            Written { result: "fingerprints", place, section, message, notes, descriptors, url: None, expires, body }
        }
        Document::Reference(own) => {
            let (section, url) = (Citation::new("RFC 7711", "3.2"), Some(own.url.to_string()));
            Written { result: "reference", place, section, message, notes, descriptors: None, url, expires, body }
        }
    };
    Finished::json(&written, Status::Accepted)
}

/// Returns the descriptor of the first certificate of a file, by the functions that RFC 7711 §3.1 has in its examples.
fn describe(path: &PathBuf, notes: &mut Vec<String>) -> Result<Descriptor, Failure> {
    let list = certificates::read_list(slice::from_ref(path), Reads::Certificates)?;
    let Some((given, others)) = list.split_first() else { return Err(Failure::new("no certificate")) };
    let certificate = Certificate::from_der(&given.der)
        .map_err(|error| Failure::new(format_args!("{}: {error} [{}]", given.origin(), error.citation())))?;
    let file = FileName::new(path);
    if certificate.is_ca() {
        notes.push(format!("{file}: the certificate is that of a CA; POSH is about the one that the server presents"));
    }
    if !others.is_empty() {
        notes.push(format!("{file}: the first of {} certificates is described", list.len()));
    }
    Ok(Descriptor::of_certificate(&certificate, &[HashFunction::Sha256, HashFunction::Sha512], &AwsLcDigests))
}
