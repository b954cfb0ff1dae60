//! `srvname mta-sts check`: what is wrong with a policy, its record, and the MX hosts that it is for.

use std::path::PathBuf;

use serde::Serialize;
use srvname::delegation::dns::Txt;
use srvname::delegation::mta_sts::{
    PolicyFetchError, PolicyHost, PolicyInUse, ReadPolicy, Reports, StsRecord, StsRemark, StsRemarkLevel,
};
use srvname::identity::SourceDomain;
use srvname::name::Escaped;

use crate::arguments::OutputFormat;
use crate::commands::mta_sts::given;
use crate::commands::mta_sts::report::{PolicyEntry, Verdict, notes};
use crate::exit::{Failure, Finished, Status};
use crate::input::{hint, idn};
use crate::output::publication::{paragraph, remark};

/// Check a policy file, its record, and its MX hosts
///
/// Exit status 1 if senders would not find the policy, or would not deliver to one of the hosts.
#[derive(Debug, clap::Args)]
pub(crate) struct CheckArguments {
    /// The policy file; `-` is standard input
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// The domain that the policy is for, in A-labels or U-labels
    #[arg(long, value_name = "DOMAIN", requires = "mx")]
    domain: Option<String>,
    /// The hosts of all MX records of the domain, backups too; of a domain without MX records the domain itself
    #[arg(long, value_name = "HOST", num_args = 1.., requires = "domain")]
    mx: Vec<String>,
    /// The TXT records at `_mta-sts` of the domain, one argument a record
    #[arg(long, value_name = "TEXT", num_args = 1..)]
    txt: Vec<String>,
    /// Output format
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t)]
    format: OutputFormat,
}

/// The result as JSON.
#[derive(Serialize)]
struct Check {
    #[serde(flatten)]
    verdict: Verdict,
    #[serde(flatten)]
    policy: Option<PolicyEntry>,
    /// Where the policy is served, and where the record is; absent without a domain.
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    record_name: Option<String>,
    remarks: Vec<RemarkEntry>,
    /// Absent without TXT records.
    #[serde(skip_serializing_if = "Option::is_none")]
    record: Option<RecordEntry>,
}

#[derive(Serialize)]
struct RemarkEntry {
    level: &'static str,
    section: String,
    message: String,
}

/// The record, or why there is none.
#[derive(Serialize)]
struct RecordEntry {
    result: &'static str,
    id: Option<String>,
    place: Option<RecordPlace>,
    section: String,
    message: String,
    notes: Vec<String>,
}

#[derive(Serialize)]
struct RecordPlace {
    /// The record in the order of the arguments, from 0.
    record: Option<usize>,
    octet: Option<usize>,
}

/// Runs the command.
pub(crate) fn run(args: &CheckArguments) -> Result<Finished, Failure> {
    let host = args.domain.as_deref().map(policy_host).transpose()?;
    let hosts = given::hosts(&args.mx)?;
    let read = given::policy(&args.file)?;
    let remarks = read.as_ref().map(|read| remarks(read, &hosts)).unwrap_or_default();
    let record = (!args.txt.is_empty()).then(|| record(&args.txt));
    let is_grave = remarks.iter().any(|remark| remark.level() == StsRemarkLevel::Error);
    let is_refused = read.is_err() || is_grave || record.as_ref().is_some_and(|record| record.id.is_none());
    let status = if is_refused { Status::Refused } else { Status::Accepted };
    let check = Check {
        verdict: verdict(&read),
        policy: read.as_ref().ok().map(PolicyEntry::from),
        url: host.as_ref().map(PolicyHost::url),
        record_name: host.as_ref().map(PolicyHost::record_owner),
        remarks: remarks.iter().map(RemarkEntry::from).collect(),
        record,
    };
    match args.format {
        OutputFormat::Json => Finished::json(&check, status),
        OutputFormat::Text => Ok(Finished { text: text(&check), status }),
    }
}

fn policy_host(typed: &str) -> Result<PolicyHost, Failure> {
    let ascii = idn::to_ascii(typed).map_err(Failure::new)?;
    let domain = SourceDomain::from_user_input(&ascii).and_then(PolicyHost::of);
    domain.map_err(|error| {
        let meant = hint::about_domain(typed).map(|meant| format!(" {meant}")).unwrap_or_default();
        Failure::new(format_args!("no domain: {}: {error}.{meant}", Escaped::new(typed)))
    })
}

fn remarks(read: &ReadPolicy, hosts: &[String]) -> Vec<StsRemark> {
    let policy = read.policy();
    let (mode, max_age) = (policy.mode(), Some(policy.max_age()));
    let mut remarks = PolicyInUse { mode, max_age, days_in_mode: None, reports: Reports::Unknown }.remarks();
    if !hosts.is_empty() {
        remarks.extend(policy.check_hosts(&given::names(hosts)));
    }
    remarks
}

fn record(texts: &[String]) -> RecordEntry {
    let strings: Vec<[&[u8]; 1]> = texts.iter().map(|text| [text.as_bytes()]).collect();
    let records: Vec<_> = strings.iter().map(|strings| Txt { strings }).collect();
    match StsRecord::select(&records) {
        Ok(record) => RecordEntry {
            result: "record",
            id: Some(record.id().to_string()),
            place: None,
            section: "RFC 8461 §3.1".to_owned(),
            message: format!("the record is well formed: id {}", record.id()),
            notes: record.notes().iter().map(ToString::to_string).collect(),
        },
        Err(error) => RecordEntry {
            result: "no-record",
            id: None,
            place: Some(RecordPlace { record: error.record(), octet: error.octet() }),
            section: error.citation().to_string(),
            message: error.to_string(),
            notes: Vec::new(),
        },
    }
}

impl From<&StsRemark> for RemarkEntry {
    fn from(remark: &StsRemark) -> Self {
        let level = match remark.level() {
            StsRemarkLevel::Error => "error",
            StsRemarkLevel::Warning => "warning",
            StsRemarkLevel::Note => "note",
        };
        Self { level, section: remark.citation().to_string(), message: remark.to_string() }
    }
}

fn verdict(read: &Result<ReadPolicy, PolicyFetchError>) -> Verdict {
    let read = match read {
        Ok(read) => read,
        Err(error) => return Verdict::invalid(error),
    };
    let policy = read.policy();
    let (mode, max_age, count) = (policy.mode(), policy.max_age(), policy.mx().len());
    let hosts = if count == 1 { "1 mx".to_owned() } else { format!("{count} mx") };
    Verdict {
        result: "policy",
        place: None,
        section: "RFC 8461 §3.2".to_owned(),
        message: format!("the policy is well formed: mode {mode}, max_age {max_age} seconds, {hosts}"),
        notes: notes(read),
    }
}

fn text(check: &Check) -> String {
    let mut text = paragraph(&check.verdict.message);
    check.verdict.notes.iter().for_each(|note| text.push_str(&remark("note", note)));
    check.remarks.iter().for_each(|entry| text.push_str(&remark(entry.level, &entry.message)));
    if let Some(record) = &check.record {
        text.push_str(&paragraph(&record.message));
        record.notes.iter().for_each(|note| text.push_str(&remark("note", note)));
    }
    if let (Some(url), Some(record_name)) = (&check.url, &check.record_name) {
        text.push_str(&format!("Served at {url}, announced at {record_name}.\n"));
    }
    text
}
