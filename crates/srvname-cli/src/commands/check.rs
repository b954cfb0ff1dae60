//! `srvname check`: names only. The order given is the path; no signature, date or key usage is checked.

use std::path::PathBuf;

use srvname::{
    Certificate, Path, Policy, ReferenceId, Rejection, SubCaRule, TrustAnchor,
    certificate::{CertificateError, CertificationRequest},
    constraints::Position,
    issuance::RequestPath,
};

use crate::arguments::VerdictArguments;
use crate::exit::{Failure, Finished, complain};
use crate::input::certificates::{self, InputCertificate};
use crate::input::kind::{DocumentKind, Reads};
use crate::input::question::QuestionArguments;
use crate::output::report::report;
use crate::output::verdict::{Circumstances, Matched, PathEntry, Verdict};

/// Check the names of a path, in the order given
///
/// Checks names, the rule, and the structure of the path; checks no signature, date or key usage.
#[derive(Debug, clap::Args)]
pub(crate) struct CheckArguments {
    #[command(flatten)]
    question: QuestionArguments,
    #[command(flatten)]
    verdict: VerdictArguments,
    /// Certificates, end entity first, or first a certificate signing request for one; `-` is standard input. The last
    /// one is the trust anchor when it is self-issued, and otherwise the topmost CA below an anchor that is not shown
    #[arg(required = true, value_name = "CHAIN")]
    chain: Vec<PathBuf>,
}

/// Runs the command.
pub(crate) fn run(args: &CheckArguments) -> Result<Finished, Failure> {
    let question = args.question.question()?;
    let references = question.references()?;
    let given = certificates::read_list(&args.chain, Reads::Requests)?;
    if given.len() < 2 {
        return Err(Failure::new(
            "check needs at least two certificates: an end entity, or a request for one, and a CA",
        ));
    }
    let (request, given) = take_request(&given)?;
    let mut certificates: Vec<_> = given.iter().map(read).collect();
    let last = certificates.last().and_then(|last| last.clone().ok());
    let anchor = take_anchor(&mut certificates);
    let judge = |rule| Verdict {
        rule,
        references: references.clone(),
        path: links(request.as_ref(), &certificates, anchor.as_ref()),
        outcome: validate(request.as_ref(), &certificates, anchor.as_ref().zip(last.as_ref()), &references, rule),
        notes: question.prices(),
    };
    let accepts = |rule| judge(rule).outcome.is_ok();
    report(args.verdict.format, &judge(args.verdict.rule), Circumstances::Names, &accepts)
}

/// A certificate of the list, which keeps its place if it cannot be read.
type Readable<'a> = Result<Certificate<'a>, CertificateError>;

/// The request at the start of the list, which keeps its place if it cannot be read.
type ReadableRequest<'a> = Result<CertificationRequest<'a>, CertificateError>;

fn read(given: &InputCertificate) -> Readable<'_> {
    Certificate::from_der(&given.der).inspect_err(|error| complain(format_args!("{}: {error}", given.origin())))
}

/// Returns the request if the list starts with one, and the certificates; fails if there is a request among those.
fn take_request(given: &[InputCertificate]) -> Result<(Option<ReadableRequest<'_>>, &[InputCertificate]), Failure> {
    let is_request = |given: &&InputCertificate| given.kind == DocumentKind::Request;
    let (request, certificates) = match given.split_first() {
        Some((first, rest)) if is_request(&first) => (Some(first), rest),
        _ => (None, given),
    };
    if let Some(other) = certificates.iter().find(is_request) {
        let origin = other.origin();
        return Err(Failure::new(format_args!(
            "{origin}: a request issues nothing: only the first of a list may be one"
        )));
    }
    let request = request.map(|request| {
        CertificationRequest::from_der(&request.der)
            .inspect_err(|error| complain(format_args!("{}: {error}", request.origin())))
    });
    Ok((request, certificates))
}

/// Removes the last certificate and returns it as the anchor if it is self-issued, and drops copies of it before.
fn take_anchor<'a>(certificates: &mut Vec<Readable<'a>>) -> Option<TrustAnchor<'a>> {
    let last = certificates.last()?.as_ref().ok().filter(|last| last.is_self_issued())?;
    let anchor = TrustAnchor::from_certificate(last);
    certificates.pop();
    let copy = |last: &Readable<'_>| {
        last.as_ref().is_ok_and(|last| last.is_self_issued() && anchor.has_subject_and_key_of(last))
    };
    while certificates.len() > 1 && certificates.last().is_some_and(copy) {
        certificates.pop();
    }
    Some(anchor)
}

fn links<'a>(
    request: Option<&ReadableRequest<'a>>,
    certificates: &[Readable<'a>],
    anchor: Option<&TrustAnchor<'a>>,
) -> Vec<PathEntry<'a>> {
    let first = request.map(|request| match request {
        Ok(request) => PathEntry::request(request),
        Err(_) => PathEntry::unreadable(0),
    });
    let certificates = certificates.iter().zip(usize::from(request.is_some())..);
    let others = certificates.map(|(certificate, position)| match certificate {
        Ok(certificate) => PathEntry::certificate(certificate, position),
        Err(_) => PathEntry::unreadable(position),
    });
    first.into_iter().chain(others).chain(PathEntry::anchor(anchor)).collect()
}

fn validate<'a>(
    request: Option<&ReadableRequest<'a>>,
    certificates: &[Readable<'a>],
    anchor: Option<(&TrustAnchor<'a>, &Certificate<'a>)>,
    references: &'a [ReferenceId<'a>],
    rule: SubCaRule,
) -> Result<Option<Matched<'a>>, Rejection> {
    let malformed =
        |error: &CertificateError, position| Rejection::malformed_certificate(*error, Position::new(position));
    let request = request.map(|request| request.as_ref().map_err(|error| malformed(error, 0))).transpose()?;
    let readable = certificates.iter().zip(usize::from(request.is_some())..);
    let readable =
        readable.map(|(certificate, position)| certificate.as_ref().map_err(|error| malformed(error, position)));
    let readable = readable.collect::<Result<Vec<_>, _>>()?;
    let policy = Policy::new().with_sub_ca_rule(rule);
    if let Some(request) = request {
        let path = RequestPath::new(request, readable, anchor.map(|(anchor, _)| anchor));
        if references.is_empty() {
            return path.check_names(&policy).map(|()| None);
        }
        let (reference, presented) = path.check_references(references, &policy)?;
        return Ok(Some(Matched { reference: *reference, presented }));
    }
    let Some((end_entity, intermediates)) = readable.split_first() else { return Ok(None) };
    let intermediates = intermediates.iter().copied();
    let path = match anchor {
        Some((anchor, _)) => Path::assume_signed(anchor, intermediates, end_entity),
        None => Path::assume_signed_without_anchor(intermediates, end_entity),
    };
    let list = readable.iter().copied().chain(anchor.map(|(_, certificate)| certificate));
    let path = path.map_err(|error| Rejection::from(error).with_certificates(list))?;
    if references.is_empty() {
        return path.validate_names(&policy).map(|()| None);
    }
    let identity = path.validate(references, &policy)?;
    Ok(Some(Matched { reference: *identity.reference(), presented: *identity.presented() }))
}
