//! `srvname verify`: the whole verification of a peer, from the certificates it sends to its identity.

use std::path::PathBuf;

use rustls_pki_types::UnixTime;
use srvname::{
    Certificate, CertificatePool, Path, PathBuilder, Policy, ReferenceId, Rejection, SubCaRule, TrustAnchor,
    constraints::Position,
    path::{PathBuildError, Purpose, Verified},
};
use srvname_algorithms::RSA_KEY_BITS;

use crate::arguments::{VerdictArguments, named};
use crate::exit::{Failure, Finished, complain};
use crate::input::certificates::{self, InputCertificate};
use crate::input::kind::Reads;
use crate::input::question::QuestionArguments;
use crate::input::roots::Roots;
use crate::input::time;
use crate::output::report::report;
use crate::output::verdict::{Circumstances, Matched, PathEntry, Verdict};

/// Verify that a certificate is valid for a service at a domain, a host, an address or a mailbox
///
/// Finds a path to a root and checks everything on it: signatures, dates, CA flags, key usages, name constraints, the
/// rule, and the name that is asked for. Without a question the path alone is verified. Revocation and certificate
/// transparency are not checked.
#[derive(Debug, clap::Args)]
pub(crate) struct VerifyArguments {
    #[command(flatten)]
    question: QuestionArguments,
    /// What the key is for [default: server beside a service, a host or an address; email beside a mailbox; otherwise it is
    /// not asked]
    #[arg(long, value_name = "PURPOSE", value_parser = named(Purpose::ASKED, Purpose::as_str, purpose_help))]
    purpose: Option<Purpose>,
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

const fn purpose_help(purpose: Purpose) -> &'static str {
    match purpose {
        Purpose::Client => "A TLS client: clientAuth",
        Purpose::ClientOrServer => {
            "A TLS client that is a server elsewhere, as in XMPP between servers: clientAuth or serverAuth"
        }
        Purpose::Email => "Mail that is signed or encrypted: emailProtection",
        _ => "A TLS server: serverAuth",
    }
}

/// Runs the command.
pub(crate) fn run(args: &VerifyArguments) -> Result<Finished, Failure> {
    let question = args.question.question()?;
    let references = question.references()?;
    let purpose = args.purpose.unwrap_or(question.purpose());
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
                references,
                path: vec![PathEntry::unreadable(0)],
                outcome,
                notes: Vec::new(),
            };
            return report(args.verdict.format, &verdict, Circumstances::Everything, &|_| false);
        }
    };
    let algorithms = srvname_algorithms::all();
    let judge = |rule| {
        let builder = PathBuilder::new(&anchors, algorithms).with_rsa_key_bits(RSA_KEY_BITS);
        let builder = builder.with_policy(Policy::new().with_sub_ca_rule(rule)).with_purpose(purpose);
        let asked = if references.is_empty() {
            builder.verify_path(&end_entity, &pool, at).map(|path| (path, None))
        } else {
            let verified = builder.verify(&end_entity, &pool, at, &references);
            verified.map(|Verified { identity, path, .. }| {
                let (reference, presented) = (*identity.reference(), *identity.presented());
                (path, Some(Matched { reference, presented }))
            })
        };
        verdict_of(rule, &references, &anchors, asked)
    };
    let mut verdict = judge(args.verdict.rule);
    verdict.notes = question.prices();
    if purpose == Purpose::NotAsked {
        verdict.notes.push("What the key is for was not asked; --purpose asks it.".to_owned());
    }
    complain_about_pool(&verdict, &pool, rest);
    report(args.verdict.format, &verdict, Circumstances::Everything, &|rule| judge(rule).outcome.is_ok())
}

fn verdict_of<'a>(
    rule: SubCaRule,
    references: &[ReferenceId<'a>],
    anchors: &[TrustAnchor<'a>],
    result: Result<(Path<'_, 'a>, Option<Matched<'a>>), PathBuildError<'_, 'a>>,
) -> Verdict<'a> {
    let (certificates, anchor, outcome) = match result {
        Ok((path, matched)) => {
            let certificates: Vec<_> = path.certificates().map(|(_, certificate)| certificate).collect();
            (certificates, path.anchors().first().copied(), Ok(matched))
        }
        Err(PathBuildError { rejection, path, .. }) => (path.certificates, path.anchor, Err(rejection)),
    };
    let below =
        certificates.iter().enumerate().map(|(position, certificate)| PathEntry::certificate(certificate, position));
    let same = |other: &&TrustAnchor<'a>| {
        anchor.is_some_and(|anchor| anchor.spki() == other.spki() && anchor.subject() == other.subject())
    };
    let anchor = PathEntry::anchor(anchors.iter().filter(same));
    Verdict { rule, references: references.to_vec(), path: below.chain(anchor).collect(), outcome, notes: Vec::new() }
}

/// Names the file of a malformed certificate without which no path exists.
fn complain_about_pool(verdict: &Verdict<'_>, pool: &CertificatePool<'_>, rest: &[InputCertificate]) {
    let Err(rejection) = &verdict.outcome else { return };
    if let (srvname::path::RejectionKind::MalformedCertificate(_), Some((index, error))) =
        (rejection.kind(), pool.unusable())
        && let Some(given) = rest.get(index)
    {
        complain(format_args!("{}: {error}", given.origin()));
    }
}
