//! `srvname mta-sts match`: which MX hosts a policy allows, and what their certificates must name.

use std::path::PathBuf;

use serde::Serialize;
use srvname::delegation::mta_sts::{MxVerdict, ReadPolicy, StsMode};
use srvname::name::DnsName;

use crate::arguments::OutputFormat;
use crate::commands::mta_sts::given;
use crate::commands::mta_sts::report::{PolicyEntry, Verdict, notes};
use crate::exit::{Failure, Finished, Status};
use crate::output::publication::{paragraph, remark};

/// Show which MX hosts a policy allows
///
/// Exit status 1 if it does not allow one of them. The certificate of a host that it allows must name the host itself.
#[derive(Debug, clap::Args)]
pub(crate) struct MatchArguments {
    /// Output format
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t)]
    format: OutputFormat,
    /// The policy file; `-` is standard input
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// MX hosts, in A-labels or U-labels
    #[arg(required = true, value_name = "HOST")]
    hosts: Vec<String>,
}

/// The result as JSON.
#[derive(Serialize)]
struct Match {
    #[serde(flatten)]
    verdict: Verdict,
    #[serde(flatten)]
    policy: Option<PolicyEntry>,
    hosts: Vec<HostEntry>,
}

#[derive(Serialize)]
struct HostEntry {
    host: String,
    /// `None` where the policy says nothing of hosts.
    #[serde(rename = "match")]
    matches: Option<bool>,
    pattern: Option<String>,
    /// The name that the certificate must have.
    reference: Option<String>,
}

/// Runs the command.
pub(crate) fn run(args: &MatchArguments) -> Result<Finished, Failure> {
    let hosts = given::hosts(&args.hosts)?;
    let (found, status) = match given::policy(&args.file)? {
        Ok(read) => found(&read, &hosts),
        Err(error) => (Match { verdict: Verdict::invalid(&error), policy: None, hosts: Vec::new() }, Status::Refused),
    };
    match args.format {
        OutputFormat::Json => Finished::json(&found, status),
        OutputFormat::Text => Ok(Finished { text: text(&found), status }),
    }
}

fn found(read: &ReadPolicy, hosts: &[String]) -> (Match, Status) {
    let entries: Vec<_> = given::names(hosts).into_iter().map(|host| entry(read, host)).collect();
    let refused = entries.iter().filter(|entry| entry.matches == Some(false)).count();
    let mode = read.policy().mode();
    let (result, section, message, status) = match mode {
        StsMode::None => (
            "not-applicable",
            "RFC 8461 §5",
            "the mode is none: it is as though there were no policy".to_owned(),
            Status::Accepted,
        ),
        _ if refused == 0 => {
            ("match", "RFC 8461 §4.1", format!("the policy allows every host, in mode {mode}"), Status::Accepted)
        }
        _ => {
            let message = format!("of {} hosts the policy does not allow {refused}, in mode {mode}", entries.len());
            ("mismatch", "RFC 8461 §4.1", message, Status::Refused)
        }
    };
    let verdict = Verdict { result, place: None, section: section.to_owned(), message, notes: notes(read) };
    (Match { verdict, policy: Some(PolicyEntry::from(read)), hosts: entries }, status)
}

fn entry(read: &ReadPolicy, host: DnsName<'_>) -> HostEntry {
    let (matches, pattern, reference) = match read.policy().evaluate(host) {
        MxVerdict::NotApplicable => (None, None, None),
        MxVerdict::Mismatch { .. } => (Some(false), None, None),
        MxVerdict::Match(found) => (Some(true), Some(found.pattern().to_string()), Some(found.reference().to_string())),
    };
    HostEntry { host: host.to_string(), matches, pattern, reference }
}

fn text(found: &Match) -> String {
    let mut text = paragraph(&format!("{} [{}]", found.verdict.message, found.verdict.section));
    if found.policy.is_none() {
        // The sentence about a file that is no policy has its section.
        text = paragraph(&found.verdict.message);
    }
    for entry in &found.hosts {
        text.push_str(&match (&entry.pattern, &entry.reference) {
            (Some(pattern), Some(reference)) => {
                remark("match", &format!("{} by mx {pattern}; its certificate must name {reference}", entry.host))
            }
            _ if entry.matches.is_none() => remark("not asked", &entry.host),
            _ => remark("no match", &entry.host),
        });
    }
    found.verdict.notes.iter().for_each(|note| text.push_str(&remark("note", note)));
    text
}
