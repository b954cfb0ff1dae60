//! `srvname verify`: the whole verification of a TLS server, from the certificates it sends to its identity.

use std::path::PathBuf;
use std::slice;

use rustls_pki_types::UnixTime;
use srvname::path::Verified;
use srvname::{
    Certificate, CertificatePool, PathBuilder, Policy, ReferenceId, Rejection, SubCaRule, TrustAnchor,
    constraints::Position, path::PathBuildError,
};

use crate::algorithms::{self, RSA_KEY_BITS};
use crate::arguments::{OutputFormat, VerdictArguments};
use crate::exit::{Failure, Finished, complain};
use crate::input::certificates::{self, InputCertificate};
use crate::input::kind::Reads;
use crate::input::reference::RequestedService;
use crate::input::roots::Roots;
use crate::input::time;
use crate::output::verdict::{Circumstances, PathEntry, Verdict};
use crate::output::verdict_text;

/// Verify that a certificate is valid for a service at a domain
///
/// Finds a path to a root and checks everything on it: signatures, dates, CA flags, key usages, name constraints, the
/// rule, and the SRVName.
#[derive(Debug, clap::Args)]
pub(crate) struct VerifyArguments {
    /// The service, with or without its underscore
    #[arg(long, value_name = "SERVICE")]
    service: String,
    /// The domain whose service it is, in A-labels or U-labels
    #[arg(long, value_name = "DOMAIN")]
    domain: String,
    /// Trusted roots: a file, or a folder of files; may be given more than once [default: the roots that Mozilla trusts]
    #[arg(long, value_name = "FILE|FOLDER")]
    roots: Vec<PathBuf>,
    /// The time of the verification, as in RFC 3339 [default: now]
    #[arg(long, value_name = "TIME", value_parser = time::parse)]
    at: Option<UnixTime>,
    #[command(flatten)]
    verdict: VerdictArguments,
    /// Certificates, PEM or DER, end entity first; `-` is standard input. The others may come in any order
    #[arg(required = true, value_name = "CHAIN")]
    chain: Vec<PathBuf>,
}

/// Runs the command.
pub(crate) fn run(args: &VerifyArguments) -> Result<Finished, Failure> {
    let requested = RequestedService::new(&args.service, &args.domain)?;
    let reference = requested.reference()?;
    let roots = Roots::read(&args.roots)?;
    let anchors = roots.anchors()?;
    let given = certificates::read_list(&args.chain, Reads::Certificates)?;
    let Some((first, rest)) = given.split_first() else { return Err(Failure::new("verify needs a certificate")) };
    let at = args.at.unwrap_or_else(UnixTime::now);
    let pool = CertificatePool::from_ders(rest.iter().map(|given| given.der.as_slice()));
    let end_entity = match Certificate::from_der(&first.der) {
        Ok(end_entity) => end_entity,
        Err(error) => {
            complain(format_args!("{}: {error}", first.origin()));
            let outcome = Err(Rejection::malformed_certificate(error, Position::END_ENTITY));
            let verdict = Verdict {
                rule: args.verdict.rule,
                reference: Some(reference),
                path: vec![PathEntry::unreadable(0)],
                outcome,
            };
            return print(args.verdict.format, &verdict, &|_| false);
        }
    };
    let algorithms = algorithms::all();
    let judge = |rule| {
        let builder = PathBuilder::new(&anchors, &algorithms).with_rsa_key_bits(RSA_KEY_BITS);
        let builder = builder.with_policy(Policy::new().with_sub_ca_rule(rule));
        verdict_of(rule, reference, &anchors, builder.verify(&end_entity, &pool, at, slice::from_ref(&reference)))
    };
    let verdict = judge(args.verdict.rule);
    complain_about_pool(&verdict, &pool, rest);
    print(args.verdict.format, &verdict, &|rule| judge(rule).outcome.is_ok())
}

fn print(
    format: OutputFormat,
    verdict: &Verdict<'_>,
    accepts: &dyn Fn(SubCaRule) -> bool,
) -> Result<Finished, Failure> {
    match format {
        OutputFormat::Json => verdict.json(),
        OutputFormat::Text => Ok(verdict_text::render(verdict, &Circumstances::Everything, accepts)),
    }
}

fn verdict_of<'a>(
    rule: SubCaRule,
    reference: ReferenceId<'a>,
    anchors: &[TrustAnchor<'a>],
    result: Result<Verified<'_, '_, 'a>, PathBuildError<'_, 'a>>,
) -> Verdict<'a> {
    let (certificates, anchor, outcome) = match result {
        Ok(Verified { identity, path, .. }) => {
            let certificates: Vec<_> = path.certificates().map(|(_, certificate)| certificate).collect();
            (certificates, path.anchors().first().copied(), Ok(Some(*identity.presented())))
        }
        Err(PathBuildError { rejection, path, .. }) => (path.certificates, path.anchor, Err(rejection)),
    };
    let below =
        certificates.iter().enumerate().map(|(position, certificate)| PathEntry::certificate(certificate, position));
    let same = |other: &&TrustAnchor<'a>| {
        anchor.is_some_and(|anchor| anchor.spki() == other.spki() && anchor.subject() == other.subject())
    };
    let anchor = PathEntry::anchor(anchors.iter().filter(same));
    Verdict { rule, reference: Some(reference), path: below.chain(anchor).collect(), outcome }
}

/// Names the file of a malformed certificate without which no path exists.
fn complain_about_pool(verdict: &Verdict<'_>, pool: &CertificatePool<'_>, rest: &[InputCertificate]) {
    let Err(rejection) = &verdict.outcome else { return };
    if let (srvname::path::RejectionKind::MalformedCertificate(_), Some((index, error))) =
        (rejection.kind(), pool.unusable())
    {
        if let Some(given) = rest.get(index) {
            complain(format_args!("{}: {error}", given.origin()));
        }
    }
}
