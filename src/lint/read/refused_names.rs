//! The names of the certificates of a path that the CAs above do not allow.

use alloc::vec::Vec;
use core::ops::Range;

use crate::certificate::Certificate;
use crate::certificate::general_name::PresentedId;
use crate::certificate::name_constraints::{GeneralSubtrees, NameConstraints};
use crate::constraints::level::{ConstraintViolation, ConstraintViolationKind, Level, Position, admit};
use crate::constraints::query::{ConstraintEvaluator as _, Decision, NameQuery};
use crate::constraints::table::{SubtreeSet, WildcardNames, compiling_pays};
use crate::der::Reader;
use crate::lint::place::Place;
use crate::lint::read::certificate::LenientCertificate;
use crate::name::dns::DnsLeadingDot;
use crate::name::{Form, Name};

/// The largest number of names of one certificate that are reported as not allowed, SRVNames and names of other forms each.
/// The reason for each costs a walk over all bases, so without a limit a certificate and its CA could make the work grow
/// with the product of their sizes.
const MOST_VIOLATIONS: usize = 20;

/// The same for all CAs of a chain together, from the anchor down.
const MOST_VIOLATIONS_OF_CAS: usize = 100;

/// Names of one kind in one certificate that the CAs above do not allow.
#[derive(Default)]
pub(crate) struct RefusedNames<'a> {
    /// The first of them.
    pub(crate) told: Vec<Refused<'a>>,
    /// How many there are beside those.
    pub(crate) more: usize,
}

/// A name that the CAs above do not allow.
pub(crate) struct Refused<'a> {
    pub(crate) presented: PresentedId<'a>,
    pub(crate) place: Place,
    pub(crate) octets: Range<usize>,
    pub(crate) violation: ConstraintViolation<'a>,
    /// For a wildcard, the excluded base that some name inside meets, if one does.
    pub(crate) met: Option<ConstraintViolation<'a>>,
}

/// What the CAs above do not allow in one certificate of a path.
pub(crate) struct RefusedIn<'a> {
    /// The position of the certificate.
    pub(crate) position: usize,
    pub(crate) srv_names: RefusedNames<'a>,
    /// Names of other forms, the subject among them.
    pub(crate) others: RefusedNames<'a>,
}

/// Returns what the CAs above do not allow in each certificate of a path, from the end entity up. A position is that of the
/// certificate in the list, and so is that in a violation.
///
/// A name is looked up in the constraints of each CA above it, of which a path has few. It is compared with them base by
/// base only if it is not admitted and will be reported.
pub(crate) fn refused_names<'a>(certificates: &[LenientCertificate<'a>], path: &[usize]) -> Vec<RefusedIn<'a>> {
    let on_path = || path.iter().filter_map(|position| Some((*position, certificates.get(*position)?)));
    let sets = compile_what_pays(&on_path().map(|(_, certificate)| certificate).collect::<Vec<_>>());
    let mut above = Above { levels: Vec::new(), encoded: Vec::new(), compiled: Vec::new(), excluded: Vec::new() };
    let mut left = [MOST_VIOLATIONS_OF_CAS; 2];
    let mut refused = Vec::with_capacity(path.len());
    let is_end_entity = |position: usize| path.first() == Some(&position);
    for ((position, certificate), set) in on_path().zip(&sets).collect::<Vec<_>>().into_iter().rev() {
        let most =
            if is_end_entity(position) { [MOST_VIOLATIONS; 2] } else { left.map(|left| left.min(MOST_VIOLATIONS)) };
        let own = above.refused_in(position, certificate, most);
        if !is_end_entity(position) {
            let told = [own.srv_names.told.len(), own.others.told.len()];
            left.iter_mut().zip(told).for_each(|(left, told)| *left = left.saturating_sub(told));
        }
        refused.push(own);
        if let Some(constraints) = constraints_in(certificate) {
            above.push(constraints, position, set.as_ref());
        }
    }
    refused.reverse();
    refused
}

/// The constraints of the CAs above a certificate.
struct Above<'a, 's> {
    levels: Vec<Level<'a>>,
    /// The same for the CAs whose constraints are not compiled, and those that are.
    encoded: Vec<Level<'a>>,
    compiled: Vec<&'s SubtreeSet>,
    /// What is excluded alone.
    excluded: Vec<Level<'a>>,
}

impl<'a, 's> Above<'a, 's> {
    fn push(&mut self, constraints: NameConstraints<'a>, position: usize, set: Option<&'s SubtreeSet>) {
        let level = |constraints| Level::authority(constraints, Position(position), DnsLeadingDot::default());
        self.levels.push(level(constraints));
        match set {
            Some(set) => self.compiled.push(set),
            None => self.encoded.push(level(constraints)),
        }
        let none = GeneralSubtrees::of_checked(Reader::new(&[]));
        self.excluded.push(level(NameConstraints::of_lists(none, constraints.excluded())));
    }

    /// Returns whether these CAs allow a name: what [`admit`] says, without the reason, which costs a walk over the bases.
    fn admit(&self, presented: &PresentedId<'_>) -> bool {
        let form = presented.form();
        let mut asked = self.compiled.iter().filter(|set| set.has_form(form)).peekable();
        if asked.peek().is_some() {
            let decide = |query: &NameQuery<'_>| {
                let decisions = asked.map(|set| set.decide(query, DnsLeadingDot::default()));
                let refused = decisions.filter(|decision| *decision != Decision::Permitted);
                refused.min_by_key(|decision| *decision != Decision::Excluded)
            };
            match NameQuery::read_presented(presented, decide) {
                Some(None) => {}
                Some(Some(Decision::Undecided)) => return admit(&self.levels, presented).is_ok(),
                // No malformed name is admitted where its form is constrained.
                Some(Some(_)) | None => return false,
            }
        }
        admit(&self.encoded, presented).is_ok()
    }

    /// Returns the names of a certificate that these CAs do not allow, so many SRVNames and so many others with their reasons.
    fn refused_in(&self, position: usize, certificate: &LenientCertificate<'a>, most: [usize; 2]) -> RefusedIn<'a> {
        let mut own = RefusedIn { position, srv_names: RefusedNames::default(), others: RefusedNames::default() };
        if self.levels.is_empty() {
            return own;
        }
        for (place, octets, presented) in names(certificate) {
            if self.admit(&presented) {
                continue;
            }
            let is_srv = presented.form() == Form::SrvName;
            let (refused, most) = if is_srv { (&mut own.srv_names, most[0]) } else { (&mut own.others, most[1]) };
            if refused.told.len() >= most {
                refused.more = refused.more.saturating_add(1);
            } else if let Err(violation) = admit(&self.levels, &presented) {
                let met = self.excluded_of_wildcard(&presented);
                refused.told.push(Refused { presented, place, octets, violation, met });
            }
        }
        own
    }

    /// Returns the violation of an excluded base if a name is a wildcard and stands for some name in one.
    fn excluded_of_wildcard(&self, presented: &PresentedId<'a>) -> Option<ConstraintViolation<'a>> {
        let is_wildcard = match presented.name() {
            Ok(Name::Dns(pattern)) => pattern.is_wildcard(),
            Ok(Name::Srv(srv)) => srv.name().is_wildcard(),
            _ => false,
        };
        let violation = admit(&self.excluded, presented).err().filter(|_| is_wildcard);
        violation.filter(|violation| matches!(violation.kind, ConstraintViolationKind::Excluded(_)))
    }
}

/// Returns every name to which constraints apply, with its place and its octets: those of
/// [`Certificate::presented_ids`].
fn names<'l, 'a>(
    certificate: &'l LenientCertificate<'a>,
) -> impl Iterator<Item = (Place, Range<usize>, PresentedId<'a>)> + use<'l, 'a> {
    let read = certificate.strict.as_ref().ok();
    let subject = read.and_then(Certificate::subject_id);
    let without_san = read.filter(|read| read.subject_alt_name().is_none());
    let addresses = without_san.into_iter().flat_map(Certificate::email_ids);
    let in_subject = subject.into_iter().chain(addresses);
    let in_subject = in_subject.map(|presented| (Place::Subject, certificate.subject_octets.clone(), presented));
    in_subject.chain(certificate.names().filter_map(|entry| {
        let presented = PresentedId::from_general_name(&entry.name.ok()?);
        Some((Place::SubjectAltNameEntry(entry.index), entry.octets(), presented))
    }))
}

/// Returns, for each certificate, its constraints compiled; `None` where comparing each name with each base costs less.
fn compile_what_pays(certificates: &[&LenientCertificate<'_>]) -> Vec<Option<SubtreeSet>> {
    let readable = || certificates.iter().filter_map(|certificate| certificate.strict.as_ref().ok());
    let sans = || readable().filter_map(|certificate| Some(certificate.subject_alt_name()?.content()));
    let subjects = readable().map(|certificate| certificate.subject().content());
    let names = sans().chain(subjects).fold(0usize, |sum, content| sum.saturating_add(content.len()));
    let wildcards = WildcardNames::among(sans());
    let constraints = certificates.iter().map(|certificate| constraints_in(certificate));
    let pays = |constraints: &NameConstraints<'_>| compiling_pays(constraints.octets(), names);
    constraints.map(|own| own.filter(pays).map(|own| SubtreeSet::compile(&own, wildcards))).collect()
}

fn constraints_in<'a>(certificate: &LenientCertificate<'a>) -> Option<NameConstraints<'a>> {
    certificate.strict.as_ref().ok().and_then(Certificate::name_constraints)
}
