//! `srvname mta-sts write`: a policy file, and the id that announces it.

use std::io::{self, Write};

use aws_lc_rs::digest::{SHA256, digest};
use clap::builder::TypedValueParser;
use serde::Serialize;
use srvname::delegation::mta_sts::{
    MaxAge, MxPattern, PolicyId, PolicyInUse, ReadPolicy, ReadingRules, Reports, StsMode, StsPolicy, StsRemark,
    record_text,
};
use srvname::name::Escaped;

use crate::arguments::{OutputFormat, named};
use crate::commands::mta_sts::report::{PolicyEntry, Verdict};
use crate::exit::{Failure, Finished, Status};
use crate::input::idn;

/// Write a policy file, and say which id announces it
///
/// The file is written to standard output, with lines that end with CRLF; the TXT record, which is to be published after the
/// file, to standard error. Its id is made of the policy, so it changes when the policy does.
#[derive(Debug, clap::Args)]
pub(crate) struct WriteArguments {
    /// What senders do with a host that the policy does not allow
    #[arg(long, value_name = "MODE", value_parser = named(StsMode::ALL, StsMode::as_str, mode_help))]
    mode: StsMode,
    /// How long senders keep the policy, in seconds: at most 31557600
    #[arg(long, value_name = "SECONDS", value_parser = max_age())]
    max_age: MaxAge,
    /// Output format
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t)]
    format: OutputFormat,
    /// MX hosts, in A-labels or U-labels; `*.example.com` is every host with one label more
    #[arg(value_name = "HOST")]
    hosts: Vec<String>,
}

const fn mode_help(mode: StsMode) -> &'static str {
    match mode {
        StsMode::Enforce => "They do not deliver to it",
        StsMode::Testing => "They deliver, and report",
        StsMode::None => "There is no policy any more: how a domain leaves",
    }
}

fn max_age() -> impl TypedValueParser<Value = MaxAge> {
    clap::value_parser!(u32).try_map(|seconds| MaxAge::new(seconds).ok_or("31557600 seconds are the most"))
}

/// The result as JSON.
#[derive(Serialize)]
struct Written {
    #[serde(flatten)]
    verdict: Verdict,
    #[serde(flatten)]
    policy: PolicyEntry,
    body: String,
    id: String,
    record: String,
}

/// Runs the command.
pub(crate) fn run(args: &WriteArguments) -> Result<Finished, Failure> {
    let mx = args.hosts.iter().map(|typed| pattern(typed)).collect::<Result<Vec<_>, _>>()?;
    let policy = StsPolicy::new(args.mode, args.max_age, mx).map_err(Failure::new)?;
    let body = policy.to_string();
    let id = PolicyId::from_digest(&<[u8; 32]>::try_from(digest(&SHA256, body.as_bytes()).as_ref()).unwrap_or([0; 32]));
    // What is written is read by the grammar before anybody publishes it.
    let read = ReadPolicy::from_body(body.as_bytes(), ReadingRules::GRAMMAR).map_err(Failure::new)?;
    let in_use =
        PolicyInUse { mode: args.mode, max_age: Some(args.max_age), days_in_mode: None, reports: Reports::Unknown };
    let notes: Vec<_> = in_use.remarks().iter().map(StsRemark::to_string).collect();
    let record = record_text(&id);
    match args.format {
        OutputFormat::Json => {
            let message = "publish the file, then the record".to_owned();
            let section = "RFC 8461 §8.1".to_owned();
            let verdict = Verdict { result: "policy", place: None, section, message, notes };
            let written = Written { verdict, policy: PolicyEntry::from(&read), body, id: id.to_string(), record };
            Finished::json(&written, Status::Accepted)
        }
        OutputFormat::Text => {
            let mut errors = io::stderr();
            // An error is ignored: there is no other place to report it.
            let _ignored = writeln!(errors, "After the file, publish at _mta-sts: TXT \"{record}\" [RFC 8461 §8.1]");
            for note in notes {
                let _ignored = writeln!(errors, "{note}");
            }
            Ok(Finished { text: body, status: Status::Accepted })
        }
    }
}

/// Returns the pattern of a host as typed; fails if it is none, or one that no host matches.
fn pattern(typed: &str) -> Result<MxPattern, Failure> {
    let (star, domain) = typed.strip_prefix("*.").map_or(("", typed), |domain| ("*.", domain));
    let ascii = idn::to_ascii(domain).map_err(Failure::new)?;
    let text = format!("{star}{}", ascii.strip_suffix('.').unwrap_or(&ascii));
    let shown = Escaped::new(typed);
    match MxPattern::parse(&text) {
        Ok(pattern) if pattern.ends_in_number() => {
            Err(Failure::new(format_args!("{shown}: an address, which no host matches: write the name of the host")))
        }
        Ok(pattern) => Ok(pattern),
        Err(error) => Err(Failure::new(format_args!("{shown}: {error} [RFC 8461 §3.2]"))),
    }
}
