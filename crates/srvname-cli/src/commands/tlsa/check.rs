//! `srvname tlsa check`: what is wrong with records, for all chains that a server can send.

use std::path::PathBuf;
use std::slice;

use serde::Serialize;
use srvname::delegation::dane::{
    OwnedTlsa, PublicationFinding, PublicationReport, PublicationSeverity, check_publication,
};
use srvname_algorithms::AwsLcDigests;

use crate::arguments::OutputFormat;
use crate::commands::tlsa::given;
use crate::commands::tlsa::report::{TlsaEntry, Verdict, invalid};
use crate::exit::{Failure, Finished, Status};
use crate::input::certificates;
use crate::input::kind::Reads;
use crate::output::publication::remark;

/// A port of none of the services with a rule of their own.
const NO_PORT: u16 = 0;

/// Check TLSA records before they are published
///
/// Every kind of record (its three numbers) must match every chain that the server can send, today and while a key changes
/// (RFC 7671 §8). Exit status 1 if some clients would not reach the server. Not asked: whether the paths of the chains hold,
/// which `srvname tlsa match` says.
#[derive(Debug, clap::Args)]
pub(crate) struct CheckArguments {
    /// Records as zone files have them, such as "3 1 1 c0f1...", or `@FILE` with records, one a line
    #[arg(required = true, value_name = "RECORD")]
    records: Vec<String>,
    /// Chains that the server can send, one a file, end entity first: one for each kind of key
    #[arg(long, required = true, value_name = "FILE", num_args = 1..)]
    chain: Vec<PathBuf>,
    /// The port of the service: on 25, mail between servers, usages 0 and 1 are not for use
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    port: Option<u16>,
    /// Output format
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t)]
    format: OutputFormat,
}

/// The result as JSON. The first finding is a member of its own, by its level; `ok` is there if there is none.
#[derive(Serialize)]
struct Checked {
    #[serde(flatten)]
    verdict: Verdict,
    #[serde(skip_serializing_if = "Option::is_none")]
    ok: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    warning: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<String>,
    state: String,
    records: Vec<TlsaEntry>,
    chains: Vec<String>,
    findings: Vec<FindingEntry>,
}

#[derive(Serialize)]
struct FindingEntry {
    level: &'static str,
    section: String,
    message: String,
}

impl From<&PublicationFinding> for FindingEntry {
    fn from(finding: &PublicationFinding) -> Self {
        Self { level: level(finding.severity()), section: finding.citation().to_string(), message: finding.to_string() }
    }
}

const fn level(severity: PublicationSeverity) -> &'static str {
    match severity {
        PublicationSeverity::Error => "error",
        PublicationSeverity::Warning => "warning",
        PublicationSeverity::Note => "note",
    }
}

/// Runs the command.
pub(crate) fn run(args: &CheckArguments) -> Result<Finished, Failure> {
    let owned = match given::records(&args.records)? {
        Ok(owned) => owned,
        Err(bad) => return invalid(&bad, args.format),
    };
    let records: Vec<_> = owned.iter().map(OwnedTlsa::as_tlsa).collect();
    let mut lists = Vec::new();
    for path in &args.chain {
        lists.push(certificates::read_list(slice::from_ref(path), Reads::Certificates)?);
    }
    let chains: Vec<Vec<&[u8]>> =
        lists.iter().map(|list| list.iter().map(|given| given.der.as_slice()).collect()).collect();
    let slices: Vec<_> = chains.iter().map(Vec::as_slice).collect();
    let report = check_publication(&records, &slices, args.port.unwrap_or(NO_PORT), &AwsLcDigests);
    let mut notes = Vec::new();
    if args.port.is_none() && records.iter().any(|record| record.usage.is_pkix()) {
        notes.push("usages 0 and 1 are not for mail between servers: --port 25 asks that [RFC 7672 §3.1.3]".to_owned());
    }
    let files = lists.iter().filter_map(|list| list.first()).map(|given| given.file.to_string()).collect();
    let entries = records.iter().copied().map(TlsaEntry::from).collect();
    let checked = checked(&report, notes, entries, files);
    let status = if checked.error.is_some() { Status::Refused } else { Status::Accepted };
    match args.format {
        OutputFormat::Json => Finished::json(&checked, status),
        OutputFormat::Text => Ok(Finished { text: text(&checked), status }),
    }
}

fn checked(report: &PublicationReport, notes: Vec<String>, records: Vec<TlsaEntry>, chains: Vec<String>) -> Checked {
    let first = report.findings.first();
    let of = |severity| first.filter(|first| first.severity() == severity).map(ToString::to_string);
    let state = report.state.to_string();
    let verdict = Verdict {
        result: first.map_or("ok", |first| level(first.severity())),
        place: None,
        section: first.map_or("RFC 7671 §8".to_owned(), |first| first.citation().to_string()),
        message: first.map_or_else(|| format!("the records match every chain ({state})"), ToString::to_string),
        notes,
    };
    Checked {
        verdict,
        ok: first.is_none().then(|| state.clone()),
        error: of(PublicationSeverity::Error),
        warning: of(PublicationSeverity::Warning),
        note: of(PublicationSeverity::Note),
        state,
        records,
        chains,
        findings: report.findings.iter().map(FindingEntry::from).collect(),
    }
}

fn text(checked: &Checked) -> String {
    let mut text = String::new();
    for (index, record) in checked.records.iter().enumerate() {
        text.push_str(&format!("record {index}: {}\n", record.text));
    }
    for (index, file) in checked.chains.iter().enumerate() {
        text.push_str(&format!("chain {index}: {file}\n"));
    }
    if checked.findings.is_empty() {
        text.push_str(&checked.verdict.text());
        return text;
    }
    text.push_str(&format!("State: {}\n", checked.state));
    for finding in &checked.findings {
        text.push_str(&remark(finding.level, &format!("{} [{}]", finding.message, finding.section)));
    }
    text + &checked.verdict.notes_text()
}
