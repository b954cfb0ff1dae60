//! The verdict of `verify` and `check` and the path it is about, with its JSON; its text is in `verdict_text`.

use serde::{Serialize, Serializer};
use srvname::{
    Certificate, ReferenceId, Rejection, SubCaRule, TrustAnchor,
    certificate::{CertificationRequest, GeneralNames, GeneralSubtree, NameConstraints, PresentedId},
    constraints::Position,
    name::Form,
};

use crate::exit::{Failure, Finished, Status};

/// A verdict with everything it was made from, so that text and JSON agree.
pub(crate) struct Verdict<'a> {
    /// The setting of the rule.
    pub(crate) rule: SubCaRule,
    /// The reference identifiers, the one that was asked for first; none if no identity was asked.
    pub(crate) references: Vec<ReferenceId<'a>>,
    /// The certificates, end entity first, and the anchor if there is one.
    pub(crate) path: Vec<PathEntry<'a>>,
    /// What matched, or the reason of the refusal.
    pub(crate) outcome: Result<Option<Matched<'a>>, Rejection>,
    /// Paragraphs about the question that was asked.
    pub(crate) notes: Vec<String>,
}

/// A reference identifier, and the name of the end entity that matched it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Matched<'a> {
    /// The reference.
    pub(crate) reference: ReferenceId<'a>,
    /// The presented name.
    pub(crate) presented: PresentedId<'a>,
}

/// A verdict and what can be done about it: what is printed.
pub(crate) struct Advised<'s, 'a> {
    pub(crate) verdict: &'s Verdict<'a>,
    /// Sentences; none for an acceptance.
    pub(crate) advice: Vec<String>,
}

/// How much was checked.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Circumstances {
    /// The names of a path, in the order given.
    Names,
    /// The whole verification of a path.
    Everything,
}

/// Returns whether the same certificates would be accepted under another setting of the rule.
pub(crate) type Accepts<'f> = &'f dyn Fn(SubCaRule) -> bool;

/// A certificate of a path, or its anchor.
pub(crate) struct PathEntry<'a> {
    /// Its role in the path.
    pub(crate) role: Role,
    /// The certificate; `None` for an anchor or a request, and if it could not be read.
    pub(crate) certificate: Option<Certificate<'a>>,
    /// The request in place of an end entity that nobody has signed yet.
    pub(crate) request: Option<CertificationRequest<'a>>,
    /// Its subject (RFC 4514); empty if it could not be read.
    pub(crate) subject: String,
    /// Its name constraints; an anchor that was given several times has those of all.
    pub(crate) constraints: Vec<NameConstraints<'a>>,
}

/// The role of a certificate in a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Role {
    EndEntity,
    Intermediate,
    TrustAnchor,
}

impl<'a> PathEntry<'a> {
    /// Returns the entry of a certificate that is not the anchor.
    pub(crate) fn certificate(certificate: &Certificate<'a>, position: usize) -> Self {
        Self {
            role: Role::at(position),
            certificate: Some(certificate.clone()),
            request: None,
            subject: certificate.subject().to_string(),
            constraints: certificate.name_constraints().into_iter().collect(),
        }
    }

    /// Returns the entry of a request, which stands where the end entity would.
    pub(crate) fn request(request: &CertificationRequest<'a>) -> Self {
        Self {
            role: Role::EndEntity,
            certificate: None,
            request: Some(request.clone()),
            subject: request.subject().to_string(),
            constraints: request.name_constraints().into_iter().collect(),
        }
    }

    /// Returns the entry of a certificate or request that could not be read.
    pub(crate) const fn unreadable(position: usize) -> Self {
        Self {
            role: Role::at(position),
            certificate: None,
            request: None,
            subject: String::new(),
            constraints: Vec::new(),
        }
    }

    /// Returns the entry of the anchor; `None` if there is none. All of `anchors` share subject and key.
    pub(crate) fn anchor<'p>(anchors: impl IntoIterator<Item = &'p TrustAnchor<'a>>) -> Option<Self>
    where
        'a: 'p,
    {
        let mut anchors = anchors.into_iter().peekable();
        let subject = anchors.peek()?.subject().to_string();
        let constraints = anchors.filter_map(TrustAnchor::name_constraints).collect();
        Some(Self { role: Role::TrustAnchor, certificate: None, request: None, subject, constraints })
    }

    /// Returns the subjectAltName of the certificate or of the request, or `None` if there is none.
    pub(crate) fn subject_alt_name(&self) -> Option<GeneralNames<'a>> {
        match &self.request {
            Some(request) => request.subject_alt_name(),
            None => self.certificate.as_ref().and_then(Certificate::subject_alt_name),
        }
    }

    /// Returns the SRVNames it presents; those of an anchor are not checked, so it has none.
    pub(crate) fn srv_names(&self) -> impl Iterator<Item = PresentedId<'a>> + use<'a> {
        self.subject_alt_name().into_iter().flat_map(|names| names.iter()).filter(|name| name.form() == Form::SrvName)
    }

    /// Returns its permitted SRVName bases.
    pub(crate) fn permitted(&self) -> impl Iterator<Item = GeneralSubtree<'a>> + '_ {
        self.constraints.iter().flat_map(|own| own.permitted().iter()).filter(is_srv)
    }

    /// Returns its excluded SRVName bases.
    pub(crate) fn excluded(&self) -> impl Iterator<Item = GeneralSubtree<'a>> + '_ {
        self.constraints.iter().flat_map(|own| own.excluded().iter()).filter(is_srv)
    }
}

impl Role {
    const fn at(position: usize) -> Self {
        if position == 0 { Self::EndEntity } else { Self::Intermediate }
    }
}

fn is_srv(subtree: &GeneralSubtree<'_>) -> bool {
    subtree.form() == Form::SrvName
}

impl<'a> Verdict<'a> {
    /// Returns the exit status of the verdict.
    pub(crate) const fn status(&self) -> Status {
        if self.outcome.is_ok() { Status::Accepted } else { Status::Refused }
    }

    /// Returns what matched; `None` if no identity was asked, and for a refusal.
    pub(crate) fn matched(&self) -> Option<&Matched<'a>> {
        self.outcome.as_ref().ok().and_then(Option::as_ref)
    }
}

impl Advised<'_, '_> {
    /// Returns the verdict as JSON.
    pub(crate) fn json(&self) -> Result<Finished, Failure> {
        Finished::json(self, self.verdict.status())
    }
}

impl Serialize for Advised<'_, '_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { verdict, advice } = self;
        VerdictJson {
            verdict: if verdict.outcome.is_ok() { "accept" } else { "reject" },
            reference: verdict.references.first(),
            references: &verdict.references,
            matched: verdict.matched().map(|matched| &matched.presented),
            rule: verdict.rule,
            path: verdict.path.iter().enumerate().map(|(position, link)| PathEntryJson::of(link, position)).collect(),
            error: verdict.outcome.as_ref().err(),
            advice,
        }
        .serialize(serializer)
    }
}

/// The fields of the contract, in its order.
#[derive(Serialize)]
struct VerdictJson<'s, 'a> {
    verdict: &'static str,
    reference: Option<&'s ReferenceId<'a>>,
    references: &'s [ReferenceId<'a>],
    matched: Option<&'s PresentedId<'a>>,
    rule: SubCaRule,
    path: Vec<PathEntryJson<'s, 'a>>,
    error: Option<&'s Rejection>,
    advice: &'s [String],
}

#[derive(Serialize)]
struct PathEntryJson<'s, 'a> {
    position: Position,
    role: Role,
    subject: &'s str,
    srv_names: Vec<PresentedId<'a>>,
    srv_constraints: Option<SrvConstraints>,
}

#[derive(Serialize)]
struct SrvConstraints {
    permitted: Vec<String>,
    excluded: Vec<String>,
}

impl<'s, 'a> PathEntryJson<'s, 'a> {
    fn of(link: &'s PathEntry<'a>, position: usize) -> Self {
        let permitted: Vec<_> = link.permitted().map(|base| base.to_string()).collect();
        let excluded: Vec<_> = link.excluded().map(|base| base.to_string()).collect();
        let lists = !permitted.is_empty() || !excluded.is_empty();
        Self {
            position: Position::new(position),
            role: link.role,
            subject: &link.subject,
            srv_names: link.srv_names().collect(),
            srv_constraints: lists.then_some(SrvConstraints { permitted, excluded }),
        }
    }
}
