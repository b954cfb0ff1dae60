//! `srvname check`: names only. The order given is the path; no signature, date or key usage is checked.

use std::path::PathBuf;
use std::slice;

use srvname::{
    Certificate, Path, Policy, ReferenceId, Rejection, SubCaRule, TrustAnchor,
    certificate::{CertificateError, CertificationRequest, PresentedId},
    constraints::Position,
    issuance::RequestPath,
};

use crate::arguments::{OutputFormat, VerdictArguments};
use crate::exit::{Failure, Finished, complain};
use crate::input::certificates::{self, InputCertificate};
use crate::input::kind::{DocumentKind, Reads};
use crate::input::reference::RequestedService;
use crate::output::verdict::{Circumstances, PathEntry, Verdict};
use crate::output::verdict_text;

/// Check the names of a path, in the order given
///
/// Checks names, the rule, and the structure of the path; checks no signature, date or key usage.
#[derive(Debug, clap::Args)]
pub(crate) struct CheckArguments {
    /// The service that the server should name, with or without its underscore
    #[arg(long, value_name = "SERVICE", requires = "domain")]
    service: Option<String>,
    /// The domain whose service it should be, in A-labels or U-labels
    #[arg(long, value_name = "DOMAIN", requires = "service")]
    domain: Option<String>,
    #[command(flatten)]
    verdict: VerdictArguments,
    /// Certificates, end entity first, or first a certificate signing request for one; `-` is standard input. The last
    /// one is the trust anchor when it is self-issued, and otherwise the topmost CA below an anchor that is not shown
    #[arg(required = true, value_name = "CHAIN")]
    chain: Vec<PathBuf>,
}

/// Runs the command.
pub(crate) fn run(args: &CheckArguments) -> Result<Finished, Failure> {
    let requested = match (&args.service, &args.domain) {
        (Some(service), Some(domain)) => Some(RequestedService::new(service, domain)?),
        _ => None,
    };
    let reference = requested.as_ref().map(RequestedService::reference).transpose()?;
    let given = certificates::read_list(&args.chain, Reads::Requests)?;
    if given.len() < 2 {
        return Err(Failure::new(
            "check needs at least two certificates: an end entity, or a request for one, and a CA",
        ));
    }
    let (request, given) = take_request(&given)?;
    let mut certificates: Vec<_> = given.iter().map(read).collect();
    let anchor = take_anchor(&mut certificates);
    let judge = |rule| Verdict {
        rule,
        reference,
        path: links(request.as_ref(), &certificates, anchor.as_ref()),
        outcome: validate(request.as_ref(), &certificates, anchor.as_ref(), reference, rule),
    };
    let verdict = judge(args.verdict.rule);
    match args.verdict.format {
        OutputFormat::Json => verdict.json(),
        OutputFormat::Text => {
            Ok(verdict_text::render(&verdict, &Circumstances::Names, &|rule| judge(rule).outcome.is_ok()))
        }
    }
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
    anchor: Option<&TrustAnchor<'a>>,
    reference: Option<ReferenceId<'_>>,
    rule: SubCaRule,
) -> Result<Option<PresentedId<'a>>, Rejection> {
    let malformed =
        |error: &CertificateError, position| Rejection::malformed_certificate(*error, Position::new(position));
    let request = request.map(|request| request.as_ref().map_err(|error| malformed(error, 0))).transpose()?;
    let readable = certificates.iter().zip(usize::from(request.is_some())..);
    let readable =
        readable.map(|(certificate, position)| certificate.as_ref().map_err(|error| malformed(error, position)));
    let readable = readable.collect::<Result<Vec<_>, _>>()?;
    let policy = Policy::new().with_sub_ca_rule(rule);
    if let Some(request) = request {
        let path = RequestPath::new(request, readable, anchor);
        return match &reference {
            Some(reference) => {
                path.check_references(slice::from_ref(reference), &policy).map(|(_, requested)| Some(requested))
            }
            None => path.check_names(&policy).map(|()| None),
        };
    }
    let Some((end_entity, intermediates)) = readable.split_first() else { return Ok(None) };
    let intermediates = intermediates.iter().copied();
    let path = match anchor {
        Some(anchor) => Path::assume_signed(anchor, intermediates, end_entity),
        None => Path::assume_signed_without_anchor(intermediates, end_entity),
    }?;
    match &reference {
        Some(reference) => {
            path.validate(slice::from_ref(reference), &policy).map(|identity| Some(*identity.presented()))
        }
        None => path.validate_names(&policy).map(|()| None),
    }
}
