//! `srvname tlsa show`: the records of certificates, as zones have them.

use std::path::PathBuf;
use std::slice;

use serde::Serialize;
use srvname::Certificate;
use srvname::delegation::dane::OwnedTlsa;
use srvname::delegation::dns::{CertificateUsage, MatchingType, Protocol, Selector, TlsaOwner};
use srvname::name::DnsName;
use srvname_algorithms::AwsLcDigests;

use crate::arguments::OutputFormat;
use crate::commands::tlsa::report::{TlsaEntry, Verdict};
use crate::exit::{Failure, Finished, Status, complain};
use crate::input::certificates;
use crate::input::host_name;
use crate::input::kind::Reads;

/// The numbers of records for a server's own certificate, the recommended ones first (RFC 7671 §5.1).
const OF_END_ENTITY: [(u8, u8, u8); 3] = [(3, 1, 1), (3, 1, 2), (3, 0, 1)];

/// The numbers of records for a CA's certificate, the recommended ones first (RFC 7671 §5.2).
const OF_CA: [(u8, u8, u8); 3] = [(2, 0, 1), (2, 1, 1), (2, 0, 2)];

/// Show the TLSA records of certificates
///
/// As lines of a zone file, the recommended record first: one of them is enough. The first certificate of the file is the
/// server's and has records of usage 3 (DANE-EE); CAs have records of usage 2 (DANE-TA). Below each record is its generic
/// form, for servers that do not know the type. Exit status 1 if a certificate cannot be read.
#[derive(Debug, clap::Args)]
pub(crate) struct ShowArguments {
    /// Certificates, PEM or DER, end entity first; `-` is standard input
    #[arg(value_name = "CERT")]
    file: PathBuf,
    /// The port of the service, such as 25
    #[arg(long, value_name = "N", requires = "host", value_parser = clap::value_parser!(u16).range(1..))]
    port: Option<u16>,
    /// The host of the service: the target of its MX or SRV records, in A-labels or U-labels
    #[arg(long, value_name = "H", requires = "port")]
    host: Option<String>,
    /// Output format
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t)]
    format: OutputFormat,
}

/// The result as JSON.
#[derive(Serialize)]
struct Shown {
    #[serde(flatten)]
    verdict: Verdict,
    /// The name at which the records are published; null without a host.
    owner: Option<String>,
    certificates: Vec<CertificateEntry>,
}

#[derive(Serialize)]
struct CertificateEntry {
    /// Its place in the file, from 0.
    certificate: usize,
    subject: Option<String>,
    /// Why it cannot be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
    records: Vec<TlsaEntry>,
}

/// Runs the command.
pub(crate) fn run(args: &ShowArguments) -> Result<Finished, Failure> {
    // A zone has its names in lower case.
    let host = args
        .host
        .as_deref()
        .map(|typed| host_name::read("--host", typed))
        .transpose()?
        .map(|host| host.to_ascii_lowercase());
    let host = host.as_deref().and_then(|host| DnsName::parse(host).ok());
    let owner = args.port.zip(host).map(|(port, base_domain)| {
        let owner = TlsaOwner { port, protocol: Protocol::Tcp, base_domain };
        format!("{owner}.")
    });
    let list = certificates::read_list(slice::from_ref(&args.file), Reads::Certificates)?;
    let mut entries = Vec::new();
    for (index, given) in list.iter().enumerate() {
        let entry = entry(index, &given.der);
        if let Some(error) = &entry.error {
            complain(format_args!("{}: {error}", given.origin()));
        }
        entries.push(entry);
    }
    let bad = entries.iter().filter(|entry| entry.error.is_some()).count();
    let (result, status, message) = if bad == 0 {
        ("records", Status::Accepted, "one record of a certificate is enough".to_owned())
    } else {
        ("invalid", Status::Refused, format!("of {} certificates {bad} cannot be read", entries.len()))
    };
    let verdict = Verdict { result, place: None, section: "RFC 7671 §5".to_owned(), message, notes: notes(&entries) };
    let shown = Shown { verdict, owner, certificates: entries };
    match args.format {
        OutputFormat::Json => Finished::json(&shown, status),
        OutputFormat::Text => Ok(Finished { text: text(&shown), status }),
    }
}

fn entry(index: usize, der: &[u8]) -> CertificateEntry {
    let certificate = match Certificate::from_der(der) {
        Ok(certificate) => certificate,
        Err(error) => {
            let error = Some(format!("{error} [{}]", error.citation()));
            return CertificateEntry { certificate: index, subject: None, error, records: Vec::new() };
        }
    };
    let mut numbers = Vec::new();
    // A server may present a CA's certificate: one that somebody issued for himself often is.
    if index == 0 || !certificate.is_ca() {
        numbers.extend(OF_END_ENTITY);
    }
    if certificate.is_ca() {
        numbers.extend(OF_CA);
    }
    let records = numbers.into_iter().filter_map(|numbers| record(numbers, &certificate)).collect();
    CertificateEntry { certificate: index, subject: Some(certificate.subject().to_string()), error: None, records }
}

fn record((usage, selector, matching_type): (u8, u8, u8), certificate: &Certificate<'_>) -> Option<TlsaEntry> {
    let (usage, selector, matching_type) = (CertificateUsage(usage), Selector(selector), MatchingType(matching_type));
    let record = OwnedTlsa::of_certificate(usage, selector, matching_type, certificate.der(), &AwsLcDigests)?;
    Some(TlsaEntry::from(record.as_tlsa()))
}

fn notes(entries: &[CertificateEntry]) -> Vec<String> {
    let all = || entries.iter().flat_map(|entry| &entry.records);
    let mut notes = Vec::new();
    if all().any(|record| record.text.starts_with("3 0 ")) {
        notes.push(
            "a record of selector 0 changes with every renewal; one of selector 1 with the key alone [RFC 7671 §5.1]"
                .to_owned(),
        );
    }
    if all().any(|record| record.text.starts_with("2 ")) {
        notes.push(
            "of a record of usage 2, the server must send the certificate, a root too, and its own must have the name of the \
             host [RFC 7671 §5.2.2]"
                .to_owned(),
        );
    }
    notes
}

/// A fragment of a zone file.
fn text(shown: &Shown) -> String {
    let owner = shown.owner.as_ref().map(|owner| format!("{owner} IN TLSA ")).unwrap_or_default();
    let generic = shown.owner.as_ref().map(|owner| format!("{owner} IN ")).unwrap_or_default();
    let mut text = String::new();
    for entry in &shown.certificates {
        let what = entry.subject.as_deref().unwrap_or("cannot be read");
        text.push_str(&format!("; certificate {}: {what}\n", entry.certificate));
        for record in &entry.records {
            text.push_str(&format!("{owner}{}\n;   {generic}{}\n", record.text, record.generic));
        }
    }
    shown.verdict.notes.iter().for_each(|note| text.push_str(&format!("; note: {note}\n")));
    text
}
