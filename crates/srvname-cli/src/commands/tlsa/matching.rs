//! `srvname tlsa match`: whether records authenticate a server that sends a chain.

use std::path::PathBuf;

use clap::ValueEnum;
use rustls_pki_types::UnixTime;
use serde::Serialize;
use srvname::delegation::dane::{
    Authenticated, Claim, DIGESTS, DaneProfile, Evaluator, MatchNote, NotAuthenticated, OwnedTlsa, RecordSet,
    TlsaOutcome,
};
use srvname::delegation::dns::CertificateUsage;
use srvname::name::{DnsName, Escaped};
use srvname::{Certificate, Citation, ReferenceId};
use srvname_algorithms::{AwsLcDigests, RSA_KEY_BITS};

use crate::arguments::OutputFormat;
use crate::commands::tlsa::given;
use crate::commands::tlsa::report::{TlsaEntry, Verdict, invalid};
use crate::exit::{Failure, Finished, Status};
use crate::input::certificates;
use crate::input::host_name;
use crate::input::kind::Reads;
use crate::input::time;
use crate::output::color::Palette;
use crate::output::publication::remark;

/// Ask whether TLSA records authenticate a server that sends a chain
///
/// The records are taken for secure. Exit status 0: the server is authenticated, and nothing else is to be asked. 1: it is
/// not, or no record is usable. 2: a record of usage 0 or 1 leaves the path to the client's own roots (`srvname verify`
/// asks those), or the question could not be answered. Not asked: DNSSEC and revocation.
#[derive(Debug, clap::Args)]
pub(crate) struct MatchArguments {
    /// Records as zone files have them, such as "3 1 1 c0f1...", or `@FILE` with records, one a line
    #[arg(required = true, value_name = "RECORD")]
    records: Vec<String>,
    /// The certificates that the server sends, end entity first; several files are one list
    #[arg(long, required = true, value_name = "FILE", num_args = 1..)]
    chain: Vec<PathBuf>,
    /// The host at which the records are: the target of MX or SRV records, in A-labels or U-labels
    #[arg(long, value_name = "H")]
    host: String,
    /// The domain that mail goes to, or whose service it is [default: none; the host was configured]
    #[arg(long, value_name = "D", required_if_eq("profile", "srv"))]
    domain: Option<String>,
    /// How far the MX records of the domain can be believed [default: secure]
    #[arg(long, value_name = "STATE", value_enum, requires = "domain")]
    mx: Option<MxState>,
    /// What the server is for
    #[arg(long, value_name = "PROFILE", value_enum, default_value_t)]
    profile: ProfileArgument,
    /// The service of `--profile srv`, whose SRVName is accepted beside the names of the domain and the host
    #[arg(long, value_name = "SERVICE", requires = "domain")]
    service: Option<String>,
    /// The time of the question, as in RFC 3339 [default: now]
    #[arg(long, value_name = "TIME", value_parser = time::parse)]
    at: Option<UnixTime>,
    /// Output format
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t)]
    format: OutputFormat,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum MxState {
    /// DNSSEC validated them
    Secure,
    /// Nobody vouches for them: the host alone is authenticated, by its own name
    Insecure,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum ProfileArgument {
    /// Mail between servers (RFC 7672)
    #[default]
    Smtp,
    /// A service with SRV records, which DNSSEC validated (RFC 7673)
    Srv,
}

/// The result as JSON.
#[derive(Serialize)]
struct Match {
    #[serde(flatten)]
    verdict: Verdict,
    outcome: &'static str,
    /// The record that matches, in the order in which they were given, from 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    record: Option<usize>,
    /// Its usage.
    #[serde(skip_serializing_if = "Option::is_none")]
    by: Option<&'static str>,
    /// The place of its certificate on the path; absent under DANE-EE.
    #[serde(skip_serializing_if = "Option::is_none")]
    depth: Option<usize>,
    /// The reference that the server has; absent under DANE-EE.
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    hint: Option<String>,
    references: Vec<String>,
    records: Vec<RecordEntry>,
}

#[derive(Serialize)]
struct RecordEntry {
    #[serde(flatten)]
    record: TlsaEntry,
    /// Why it is not asked, or does not match; absent where it matches, or another decided before it was asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    section: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    hint: Option<String>,
}

/// The names that are asked about, in A-labels.
struct Names {
    host: String,
    domain: Option<String>,
}

/// Runs the command.
pub(crate) fn run(args: &MatchArguments) -> Result<Finished, Failure> {
    let is_srv = args.profile == ProfileArgument::Srv;
    if is_srv && args.mx.is_some() {
        return Err(Failure::new("--mx is about mail, and --profile srv about SRV records"));
    }
    if !is_srv && args.service.is_some() {
        return Err(Failure::new("--service is for --profile srv"));
    }
    let domain = args.domain.as_deref().map(|typed| host_name::read("--domain", typed)).transpose()?;
    let names = Names { host: host_name::read("--host", &args.host)?, domain };
    let references = references(args, &names)?;
    let owned = match given::records(&args.records)? {
        Ok(owned) => owned,
        Err(bad) => return invalid(&bad, args.format),
    };
    let list = certificates::read_list(&args.chain, Reads::Certificates)?;
    let chain: Vec<_> = list.iter().map(|given| given.der.as_slice()).collect();
    let records: Vec<_> = owned.iter().map(OwnedTlsa::as_tlsa).collect();
    let profile = if is_srv { DaneProfile::Srv } else { DaneProfile::Smtp };
    let set = RecordSet::new(&records, profile, DIGESTS);
    let evaluator = Evaluator::new(&AwsLcDigests, srvname_algorithms::all()).with_rsa_key_bits(RSA_KEY_BITS.into());
    let at = args.at.unwrap_or_else(UnixTime::now);
    let outcome = evaluator.evaluate(&set, &chain, &references, at);
    let (mut found, status) = found(&outcome, &set);
    found.references = references.iter().map(ToString::to_string).collect();
    if let TlsaOutcome::Authenticated(authenticated) = &outcome {
        found.verdict.notes.extend(dates_that_do_not_count(authenticated, &chain, at));
        found.verdict.notes.extend(names.claim(args.mx));
    }
    if is_srv && args.service.is_none() {
        found.verdict.notes.push("no SRVName was asked about; --service asks [RFC 7673 §4.1]".to_owned());
    }
    match args.format {
        OutputFormat::Json => Finished::json(&found, status),
        OutputFormat::Text => Ok(Finished { text: text(&found, status), status }),
    }
}

/// The references of a usage that asks for names (RFC 7672 §3.2.2, RFC 7673 §4.1), each once.
fn references<'n>(args: &'n MatchArguments, names: &'n Names) -> Result<Vec<ReferenceId<'n>>, Failure> {
    let unread = |name: &str, error| Failure::new(format_args!("{}: {error}", Escaped::new(name)));
    let dns = |name: &'n str| ReferenceId::dns(name).map_err(|error| unread(name, error));
    let host = dns(&names.host)?;
    let Some(domain) = &names.domain else { return Ok(vec![host]) };
    let mut references = match (args.profile, args.mx) {
        (ProfileArgument::Smtp, Some(MxState::Insecure)) => vec![host],
        (ProfileArgument::Smtp, _) => vec![host, dns(domain)?],
        (ProfileArgument::Srv, _) => {
            let service = args
                .service
                .as_deref()
                .map(|service| ReferenceId::srv(service, domain).map_err(|error| unread(service, error)));
            service.transpose()?.into_iter().chain([dns(domain)?, host]).collect()
        }
    };
    // A domain can be its own host.
    let mut seen = Vec::new();
    references.retain(|reference| {
        let is_new = !seen.contains(reference);
        seen.push(*reference);
        is_new
    });
    Ok(references)
}

impl Names {
    /// What is proven below MX records that nobody vouches for.
    fn claim(&self, mx: Option<MxState>) -> Option<String> {
        let domain = self.domain.as_deref().filter(|_| mx == Some(MxState::Insecure))?;
        let (host, not_for) = (DnsName::parse(&self.host).ok()?, DnsName::parse(domain).ok()?);
        Some(format!("what is proven is {} [RFC 7672 §2.2.1]", Claim::HostOnly { host, not_for }))
    }
}

fn found(outcome: &TlsaOutcome, set: &RecordSet<'_>) -> (Match, Status) {
    let by = |usage: CertificateUsage| usage.acronym().unwrap_or_default();
    match outcome {
        TlsaOutcome::Authenticated(found) => {
            let (record, usage) = (found.record, by(found.usage));
            let section = if found.usage == CertificateUsage::DANE_EE { "5.1" } else { "5.2" };
            let message = match &found.name {
                Some(name) => format!("record {record} ({usage}) authenticates the server as {name}"),
                None => format!("record {record} ({usage}) authenticates the server; no name is asked"),
            };
            let mut answer = Match::new("authenticated", Citation::new("RFC 7671", section), message, set);
            (answer.record, answer.by) = (Some(record), Some(usage));
            answer.name = found.name.as_ref().map(ToString::to_string);
            answer.depth = found.name.is_some().then_some(found.depth);
            answer.verdict.notes = found.notes.iter().map(MatchNote::to_string).collect();
            (answer, Status::Accepted)
        }
        TlsaOutcome::PkixAndRecordMatches(found) => {
            let (record, usage) = (found.record, by(found.usage));
            let message = format!(
                "record {record} ({usage}) matches certificate {}, and the server is authenticated if its path is valid \
                 by the client's own roots too, for one of the references: ask srvname verify",
                found.certificate
            );
            let mut answer = Match::new("pkix-and-record-matches", Citation::new("RFC 6698", "2.1.1"), message, set);
            (answer.record, answer.by) = (Some(record), Some(usage));
            (answer, Status::Unanswered)
        }
        TlsaOutcome::PkixPathDecides(failure) => {
            let message = format!("a record of usage 0 may be for a root of the client, which decides; {failure}");
            (Match::refused("pkix-path-decides", failure, message, set), Status::Unanswered)
        }
        TlsaOutcome::TlsWithoutAuthentication => {
            let message = "no record is usable: mail is sent with TLS, and nobody is authenticated";
            let citation = Citation::new("RFC 7672", "2.2");
            (Match::unusable("tls-without-authentication", citation, message, set), Status::Refused)
        }
        TlsaOutcome::PkixAlone => {
            let message = "no record is usable: the client's own roots and the references decide alone";
            (Match::unusable("pkix", Citation::new("RFC 7673", "4.1"), message, set), Status::Refused)
        }
        TlsaOutcome::NotAuthenticated(failure) => {
            (Match::refused("not-authenticated", failure, failure.to_string(), set), Status::Refused)
        }
        // What the library may say one day is no answer here.
        _ => {
            let citation = Citation::new("RFC 6698", "2.1");
            let message = "the library has an answer that this program does not know".to_owned();
            (Match::new("unknown", citation, message, set), Status::Unanswered)
        }
    }
}

impl Match {
    fn new(outcome: &'static str, citation: Citation, message: String, set: &RecordSet<'_>) -> Self {
        let records = set.records().enumerate().map(|(index, record)| {
            let unusable = set.unusable(index);
            RecordEntry {
                record: TlsaEntry::from(*record),
                reason: unusable.map(|unusable| unusable.to_string()),
                section: unusable.map(|unusable| unusable.citation().to_string()),
                hint: None,
            }
        });
        let (section, notes) = (citation.to_string(), Vec::new());
        let verdict = Verdict { result: outcome, place: None, section, message, notes };
        let (record, by, depth, name, reason, hint) = (None, None, None, None, None, None);
        let (records, references) = (records.collect(), Vec::new());
        Self { verdict, outcome, record, by, depth, name, reason, hint, references, records }
    }

    fn unusable(outcome: &'static str, citation: Citation, message: &str, set: &RecordSet<'_>) -> Self {
        let mut answer = Self::new(outcome, citation, message.to_owned(), set);
        answer.reason = Some("no record is usable".to_owned());
        answer
    }

    fn refused(outcome: &'static str, failure: &NotAuthenticated, message: String, set: &RecordSet<'_>) -> Self {
        let mut answer = Self::new(outcome, failure.citation(), message, set);
        if let Some(main) = failure.main_failure() {
            answer.reason = Some(main.why.to_string());
            answer.hint = main.hint.map(|hint| hint.to_string());
        }
        for failed in &failure.records {
            if let Some(entry) = answer.records.get_mut(failed.record) {
                entry.reason = Some(failed.why.to_string());
                entry.section = Some(failed.why.citation().to_string());
                entry.hint = failed.hint.map(|hint| hint.to_string());
            }
        }
        answer
    }
}

/// Says that the dates of a certificate are over, where they do not count: under DANE-EE (RFC 7671 §5.1).
fn dates_that_do_not_count(found: &Authenticated, chain: &[&[u8]], at: UnixTime) -> Option<String> {
    if found.usage != CertificateUsage::DANE_EE {
        return None;
    }
    let certificate = chain.first().and_then(|der| Certificate::from_der(der).ok())?;
    let at = i64::try_from(at.as_secs()).unwrap_or(i64::MAX);
    let dates = if at > certificate.not_after() {
        format!("expired at {}", time::show(certificate.not_after()))
    } else if at < certificate.not_before() {
        format!("is valid from {} on", time::show(certificate.not_before()))
    } else {
        return None;
    };
    Some(format!("the certificate of the server {dates}, which does not count under DANE-EE [RFC 7671 §5.1]"))
}

fn text(found: &Match, status: Status) -> String {
    let palette = Palette::of_standard_output();
    let word = if status == Status::Accepted { palette.good(found.outcome) } else { palette.bad(found.outcome) };
    let mut text = format!("{word}\n{}", remark(&found.verdict.section, &found.verdict.message));
    for (index, entry) in found.records.iter().enumerate() {
        let (reason, hint) = (entry.reason.as_deref(), entry.hint.as_deref());
        let said = match reason {
            None if found.record == Some(index) => "matches".to_owned(),
            None => "not needed".to_owned(),
            Some(reason) => {
                let section = entry.section.as_deref().unwrap_or_default();
                let hint = hint.map(|hint| format!("; hint: {hint}")).unwrap_or_default();
                format!("{reason} [{section}]{hint}")
            }
        };
        text.push_str(&remark(&format!("record {index}, {}", shortened(&entry.record.text)), &said));
    }
    text.push_str(&found.verdict.notes_text());
    text
}

/// The numbers of a record, and enough of its data to know it by.
fn shortened(text: &str) -> String {
    const MOST: usize = 22;
    text.get(..MOST).map_or_else(|| text.to_owned(), |start| format!("{start}..."))
}
