//! The name state of RFC 5280 §6.1: what the CAs above a certificate allow it to be called.
//!
//! The state is a list of *levels*, one per CA that constrains, from the trust anchor down. A name must satisfy each of
//! them, which is what the intersection of permitted and the union of excluded subtrees say (§6.1.4(g)), without ever
//! computing either: no product of two lists, and a refusal knows which CA it comes from.
//!
//! A level answers twice. The first answer is a [`Decision`] without a reason: by a look-up if the constraints are compiled,
//! from a few octets of each base if not. Only if it is not [`Decision::Permitted`], the constraints as encoded are
//! evaluated base by base, once in a path, to find the one that refuses. The two must agree (`tests/subtree_set.rs`).

use core::fmt;

use crate::certificate::general_name::{GeneralNames, PresentedId};
use crate::certificate::name_constraints::{GeneralSubtree, NameConstraints};
use crate::constraints::compared::{Answer, ComparedIdentifier};
use crate::constraints::encoded::{self, Texts};
use crate::constraints::query::{ConstraintEvaluator, Decision, NameQuery};
use crate::name::dns::DnsLeadingDot;
use crate::name::dns::DnsSubtree;
use crate::name::error::{NameError, NameRule};
use crate::name::{Base, Form};

/// A certificate's place in a path, counted from the end entity, which is 0; the trust anchor has the highest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position(pub(crate) usize);

impl Position {
    /// The end entity.
    pub const END_ENTITY: Self = Self(0);

    /// Returns the position of the certificate that is `index` certificates above the end entity.
    ///
    /// ```
    /// use srvname::constraints::Position;
    ///
    /// assert_eq!(Position::new(0), Position::END_ENTITY);
    /// assert_eq!(Position::new(2).get(), 2);
    /// ```
    #[must_use]
    pub const fn new(index: usize) -> Self {
        Self(index)
    }

    /// Returns how many certificates are below it: 0 for the end entity.
    #[must_use]
    pub const fn get(self) -> usize {
        self.0
    }
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Permitted bases of one form, for [`InitialSubtrees`]. No base means that no name of the form is permitted; a base that is
/// not understood refuses every name of the form, as that of a CA does (RFC 5280 §4.2.1.10).
///
/// A name must be inside each set that applies to its form: a SmtpUTF8Mailbox inside the one for rfc822Name and the one of its
/// own. (`tests/rfc5280_path.rs`, `an_empty_set_for_one_form_of_mail_is_not_filled_by_the_other`)
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct PermittedForm<'a> {
    /// The form.
    pub form: Form<'a>,
    /// The bases, all of this form.
    pub bases: &'a [Base<'a>],
}

impl<'a> PermittedForm<'a> {
    /// Returns the set of permitted bases of one form; no name of the form is permitted if `bases` is empty.
    #[must_use]
    pub const fn new(form: Form<'a>, bases: &'a [Base<'a>]) -> Self {
        Self { form, bases }
    }
}

/// An excluded base with its form, for [`InitialSubtrees`].
///
/// A base that is not understood excludes no name that could be told, so it refuses every name of its form, as that of a CA
/// does (RFC 5280 §4.2.1.10).
///
/// ```
/// # fn example(upn: &[u8]) -> Result<(), Box<dyn std::error::Error>> {
/// use srvname::{certificate::GeneralName, constraints::{ExcludedBase, InitialSubtrees}};
/// use srvname::name::{Base, Form, SrvSubtree};
///
/// let upn = GeneralName::from_der(upn)?; // of a type that is not understood
/// let excluded = [
///     ExcludedBase::new(Form::SrvName, Base::Srv(SrvSubtree::parse("example.com")?)),
///     ExcludedBase::new(upn.form(), upn.base()?),
/// ];
/// let initial = InitialSubtrees::new(&[], &excluded);
/// # let _ = initial;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, Debug)]
pub struct ExcludedBase<'a> {
    form: Form<'a>,
    base: Base<'a>,
}

impl<'a> ExcludedBase<'a> {
    /// Returns the base with its form: that of the base itself, and `form` for one that is not understood, which cannot say it.
    #[must_use]
    pub const fn new(form: Form<'a>, base: Base<'a>) -> Self {
        let form = match base.form() {
            Some(own) => own,
            None => form,
        };
        Self { form, base }
    }

    /// Returns the form.
    #[must_use]
    pub const fn form(&self) -> Form<'a> {
        self.form
    }

    /// Returns the base.
    #[must_use]
    pub const fn base(&self) -> Base<'a> {
        self.base
    }
}

/// initial-permitted-subtrees and initial-excluded-subtrees: what the caller itself allows (RFC 5280 §6.1.1(h), (i)).
///
/// ```
/// use srvname::{constraints::{InitialSubtrees, PermittedForm}, name::Form};
///
/// // No SRVName at all, whatever the CAs say.
/// let permitted = [PermittedForm::new(Form::SrvName, &[])];
/// let initial = InitialSubtrees::new(&permitted, &[]);
/// # let _ = initial;
/// ```
#[derive(Clone, Copy, Debug, Default)]
#[non_exhaustive]
pub struct InitialSubtrees<'a> {
    /// The forms that are permitted by bases alone; any other form is not constrained.
    pub permitted: &'a [PermittedForm<'a>],
    /// The bases that nothing may overlap.
    pub excluded: &'a [ExcludedBase<'a>],
}

impl<'a> InitialSubtrees<'a> {
    /// Returns the caller's own sets: a name must be inside every permitted set of its form and outside every excluded base.
    #[must_use]
    pub const fn new(permitted: &'a [PermittedForm<'a>], excluded: &'a [ExcludedBase<'a>]) -> Self {
        Self { permitted, excluded }
    }
}

impl InitialSubtrees<'_> {
    /// How many bases there are.
    pub(crate) fn len(&self) -> usize {
        self.permitted.iter().fold(self.excluded.len(), |sum, permitted| sum.saturating_add(permitted.bases.len()))
    }

    /// Returns `true` if nothing is constrained. A form permitted by no base is.
    pub(crate) const fn is_empty(&self) -> bool {
        self.permitted.is_empty() && self.excluded.is_empty()
    }
}

/// The constraints of one CA, or of the caller.
#[derive(Clone, Copy, Debug)]
pub struct Level<'a> {
    constraints: Source<'a>,
    /// The same constraints, compiled.
    compiled: Option<&'a dyn ConstraintEvaluator>,
    imposed_by: Option<Position>,
    leading_dot: DnsLeadingDot,
}

#[derive(Clone, Copy, Debug)]
enum Source<'a> {
    Authority(NameConstraints<'a>),
    Caller(InitialSubtrees<'a>),
}

/// Why a name is not admitted, and which level says so.
#[derive(Clone, Copy, Debug)]
pub struct ConstraintViolation<'a> {
    /// What is wrong.
    pub kind: ConstraintViolationKind<'a>,
    /// The CA whose constraint it is; `None` when it is the caller's own.
    pub imposed_by: Option<Position>,
}

/// What is wrong with a name under a level.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum ConstraintViolationKind<'a> {
    /// The name is malformed, or has no host ([`NameRule::leaves_no_host`]), and a constraint of its form is in force, so
    /// whether it is inside is undefined.
    MalformedName(NameError),
    /// The constraint is malformed, so what is inside is undefined.
    MalformedBase(GeneralSubtree<'a>, NameError),
    /// The constraint is of a form that is not understood, or has a minimum or a maximum (RFC 5280 §4.2.1.10).
    Unsupported(GeneralSubtree<'a>),
    /// A base of the caller's own is of this form, which is not understood (RFC 5280 §4.2.1.10).
    UnsupportedInitial(Form<'a>),
    /// No permitted base contains the name (RFC 5280 §6.1.3(b)).
    NotPermitted,
    /// An excluded base overlaps the name (RFC 5280 §6.1.3(c)).
    Excluded(Base<'a>),
}

impl<'a> Level<'a> {
    /// Returns the level of a CA: RFC 5280 §6.1.4(g).
    #[must_use]
    pub const fn authority(constraints: NameConstraints<'a>, imposed_by: Position, leading_dot: DnsLeadingDot) -> Self {
        Self { constraints: Source::Authority(constraints), compiled: None, imposed_by: Some(imposed_by), leading_dot }
    }

    /// Returns the level of the caller: RFC 5280 §6.1.1(h), (i).
    #[must_use]
    pub const fn caller(subtrees: InitialSubtrees<'a>) -> Self {
        let leading_dot = DnsLeadingDot::ProperSubdomains;
        Self { constraints: Source::Caller(subtrees), compiled: None, imposed_by: None, leading_dot }
    }

    /// Returns the same level with its constraints compiled: the same answers in less time.
    pub(crate) fn with_set<T: ConstraintEvaluator>(self, set: Option<&'a T>) -> Self {
        let compiled = set.map(|set| -> &'a dyn ConstraintEvaluator { set });
        Self { compiled, ..self }
    }

    /// Returns the CA whose level this is, or `None` for the caller's.
    #[must_use]
    pub const fn imposed_by(&self) -> Option<Position> {
        self.imposed_by
    }

    /// Returns a violation of this level.
    fn violation(&self, kind: ConstraintViolationKind<'a>) -> ConstraintViolation<'a> {
        ConstraintViolation { kind, imposed_by: self.imposed_by }
    }

    /// Evaluates this level for a name of `form`, which is `None` if it is malformed: one pass over the bases.
    fn evaluate(&self, form: Form<'_>, name: Option<&ComparedIdentifier<'_>>) -> Evaluation<'a> {
        match &self.constraints {
            Source::Authority(constraints) => self.evaluate_authority(constraints, form, name),
            Source::Caller(initial) => evaluate_caller(initial, form, name),
        }
    }

    /// Returns what the constraints of a CA find about a name of `form`, which is `None` if it is malformed.
    fn evaluate_authority(
        &self,
        constraints: &NameConstraints<'a>,
        form: Form<'_>,
        name: Option<&ComparedIdentifier<'_>>,
    ) -> Evaluation<'a> {
        let mut evaluation = Evaluation::default();
        let (mut contained, mut undefined) = (false, None);
        for subtree in constraints.permitted().iter().filter(|subtree| subtree.form().applies_to(form)) {
            (evaluation.applies, evaluation.not_permitted) = (true, true);
            let base = self.base(&subtree).map_err(|problem| evaluation.problem.get_or_insert(problem)).ok();
            match base.zip(name).map(|(base, name)| name.is_inside(&base)) {
                Some(Answer::Yes) => contained = true,
                Some(Answer::Undefined(not_text)) => undefined = undefined.or(Some((subtree, not_text))),
                Some(Answer::No) | None => {}
            }
        }
        evaluation.not_permitted &= !contained;
        if contained {
            undefined = None;
        }
        for subtree in constraints.excluded().iter().filter(|subtree| subtree.form().applies_to(form)) {
            evaluation.applies = true;
            let base = self.base(&subtree).map_err(|problem| evaluation.problem.get_or_insert(problem)).ok();
            match base.zip(name).map(|(base, name)| name.overlaps(&base)) {
                Some(Answer::Yes) => evaluation.excluded = evaluation.excluded.or(base),
                Some(Answer::Undefined(not_text)) => undefined = undefined.or(Some((subtree, not_text))),
                Some(Answer::No) | None => {}
            }
        }
        // An excluded base that overlaps the name decides, whatever others do.
        if let Some((subtree, not_text)) = undefined.filter(|_| evaluation.excluded.is_none()) {
            evaluation.malformed = not_text.name_error();
            let base_error = ConstraintViolationKind::MalformedBase(subtree, not_text.base_error());
            evaluation.problem = evaluation.problem.or(Some(base_error));
        }
        evaluation
    }

    /// The base of a subtree, read as the policy asks, or why it cannot be evaluated.
    #[expect(clippy::result_large_err, reason = "error path is cold; boxing would allocate without `alloc`")]
    fn base(&self, subtree: &GeneralSubtree<'a>) -> Result<Base<'a>, ConstraintViolationKind<'a>> {
        if !subtree.form().is_understood() || !subtree.has_rfc5280_bounds() {
            return Err(ConstraintViolationKind::Unsupported(*subtree));
        }
        match (subtree.base().base(), self.leading_dot) {
            (Ok(Base::Dns(DnsSubtree::Subdomains(_))), DnsLeadingDot::Malformed) => {
                Err(ConstraintViolationKind::MalformedBase(*subtree, NameError::new(NameRule::LeadingDot, 0)))
            }
            (Ok(base), _) => Ok(base),
            (Err(error), _) => Err(ConstraintViolationKind::MalformedBase(*subtree, error)),
        }
    }

    /// Returns [`Decision::Permitted`] if certainly no constraint of this level applies to names of a form, and
    /// [`Decision::Undecided`] otherwise.
    fn decide_form(&self, form: Form<'_>) -> Decision {
        let may_apply = match (self.compiled, &self.constraints) {
            (Some(compiled), _) => compiled.has_form(form),
            (None, Source::Authority(constraints)) => constraints.may_apply_to(form),
            (None, Source::Caller(initial)) => !initial.is_empty(),
        };
        if may_apply { Decision::Undecided } else { Decision::Permitted }
    }

    /// Returns `true` if the decision of this level on a presented name is [`Decision::Permitted`], and `false` if the bases
    /// must be evaluated one by one.
    ///
    /// So a name that one level leaves undecided is not compared with every base of all the others.
    fn permits(&self, presented: &PresentedId<'_>) -> bool {
        let decide = |query: &NameQuery<'_>| self.decide(query) == Decision::Permitted;
        self.decide_form(presented.form()) == Decision::Permitted
            || NameQuery::read_presented(presented, decide) == Some(true)
    }

    /// Returns the decision of this level on a name: by look-up if it is compiled, else by the bases as encoded.
    fn decide(&self, query: &NameQuery<'_>) -> Decision {
        match (self.compiled, &self.constraints) {
            (Some(compiled), _) if !compiled.has_form(query.form) => Decision::Permitted,
            (Some(compiled), _) => compiled.decide(query, self.leading_dot),
            (None, Source::Authority(constraints)) => {
                let lists = (constraints.permitted().reader().rest(), constraints.excluded().reader().rest());
                encoded::decide(lists, query, self.leading_dot, Texts::Unchecked)
            }
            (None, Source::Caller(initial)) if initial.is_empty() => Decision::Permitted,
            (None, Source::Caller(_)) => Decision::Undecided,
        }
    }
}

/// The result of evaluating one level for one name.
#[derive(Clone, Copy, Debug, Default)]
struct Evaluation<'a> {
    /// Some constraint applies to names of the form.
    applies: bool,
    /// The first base that cannot be evaluated.
    problem: Option<ConstraintViolationKind<'a>>,
    /// The name is not text where it must be, so that whether it is admitted is undefined.
    malformed: Option<NameError>,
    /// RFC 5280 §6.1.3(b): some permitted base is of the form, and none contains the name.
    not_permitted: bool,
    /// RFC 5280 §6.1.3(c): the first excluded base that overlaps the name.
    excluded: Option<Base<'a>>,
}

/// Returns what the subtrees of the caller find about a name of `form`, which is `None` if it is malformed.
fn evaluate_caller<'a>(
    initial: &InitialSubtrees<'a>,
    form: Form<'_>,
    name: Option<&ComparedIdentifier<'_>>,
) -> Evaluation<'a> {
    let mut evaluation = Evaluation::default();
    let is_not_understood = |base: &Base<'_>| matches!(base, Base::NotUnderstood);
    // A base of the caller that is not text is no base of a certificate, so only the name is named as malformed.
    let mut malformed = None;
    for set in initial.permitted.iter().filter(|permitted| permitted.form.applies_to(form)) {
        evaluation.applies = true;
        if set.bases.iter().any(is_not_understood) {
            evaluation.problem.get_or_insert(ConstraintViolationKind::UnsupportedInitial(set.form));
        }
        let mut contained = false;
        let mut undefined = None;
        for base in set.bases {
            match name.map(|name| name.is_inside(base)) {
                Some(Answer::Yes) => contained = true,
                Some(Answer::Undefined(not_text)) => undefined = undefined.or(not_text.name_error()),
                Some(Answer::No) | None => {}
            }
        }
        // Each set is asked: one for rfc822Name does not fill an empty one for SmtpUTF8Mailbox.
        if !contained {
            evaluation.not_permitted = true;
            malformed = malformed.or(undefined);
        }
    }
    for excluded in initial.excluded.iter().filter(|excluded| excluded.form.applies_to(form)) {
        evaluation.applies = true;
        if is_not_understood(&excluded.base) {
            evaluation.problem.get_or_insert(ConstraintViolationKind::UnsupportedInitial(excluded.form));
        }
        match name.map(|name| name.overlaps(&excluded.base)) {
            Some(Answer::Yes) => evaluation.excluded = evaluation.excluded.or(Some(excluded.base)),
            Some(Answer::Undefined(not_text)) => {
                evaluation.excluded = evaluation.excluded.or(Some(excluded.base));
                malformed = malformed.or(not_text.name_error());
            }
            Some(Answer::No) | None => {}
        }
    }
    evaluation.malformed = malformed;
    evaluation
}

/// Returns `Ok` if the levels above a certificate admit a name that it presents: RFC 5280 §6.1.3(b) and (c), for one name.
///
/// A name of a form that no level mentions is admitted, well formed or not: "if no name of the type is in the
/// certificate, the certificate is acceptable" has its mirror in forms that no CA constrains. The rule that closes this
/// hole for SRVName is not here but in [`SubCaRule`](crate::SubCaRule).
///
/// # Errors
///
/// [`ConstraintViolation`]: a malformed name first, then a base that cannot be evaluated, then the permitted bases from the anchor
/// down, then the excluded ones.
#[expect(clippy::result_large_err, reason = "error path is cold; boxing would allocate without `alloc`")]
pub fn admit<'a>(levels: &[Level<'a>], presented: &PresentedId<'_>) -> Result<(), ConstraintViolation<'a>> {
    let mut asked = levels.iter().filter(|level| level.decide_form(presented.form()) != Decision::Permitted);
    let Some(first) = asked.next() else { return Ok(()) };
    let is_permitted = |query: &NameQuery<'_>| {
        core::iter::once(first).chain(asked).all(|level| level.decide(query) == Decision::Permitted)
    };
    match NameQuery::read_presented(presented, is_permitted) {
        Some(true) => Ok(()),
        _ => explain(levels, presented),
    }
}

/// Returns what [`admit`] returns, from the constraints as encoded alone: the reason, if a name is not admitted.
#[expect(clippy::result_large_err, reason = "error path is cold; boxing would allocate without `alloc`")]
fn explain<'a>(levels: &[Level<'a>], presented: &PresentedId<'_>) -> Result<(), ConstraintViolation<'a>> {
    let form = presented.form();
    // A name that has nothing to compare is refused as a malformed one is.
    let name = presented.name().and_then(|name| name.compared().map(|_| name));
    let compared = name.as_ref().ok().map(ComparedIdentifier::new);
    let mut problem = None;
    let mut not_permitted = None;
    let mut excluded = None;
    for level in levels {
        if level.permits(presented) {
            continue;
        }
        let evaluation = level.evaluate(form, compared.as_ref());
        let malformed = match &name {
            Err(error) => Some(*error).filter(|_| evaluation.applies),
            Ok(_) => evaluation.malformed,
        };
        if let Some(error) = malformed {
            return Err(level.violation(ConstraintViolationKind::MalformedName(error)));
        }
        problem = problem.or_else(|| evaluation.problem.map(|kind| level.violation(kind)));
        not_permitted = not_permitted
            .or_else(|| evaluation.not_permitted.then(|| level.violation(ConstraintViolationKind::NotPermitted)));
        excluded = excluded
            .or_else(|| evaluation.excluded.map(|base| level.violation(ConstraintViolationKind::Excluded(base))));
    }
    problem.or(not_permitted).or(excluded).map_or(Ok(()), Err)
}

/// As [`admit`], for every entry of a subjectAltName: the first one that is not admitted, and why.
///
/// An entry is read once, whatever the number of levels, and parsed only when it is refused.
#[expect(clippy::result_large_err, reason = "error path is cold; boxing would allocate without `alloc`")]
pub(crate) fn admit_each<'a, 'n>(
    levels: &[Level<'a>],
    names: GeneralNames<'n>,
) -> Result<(), (PresentedId<'n>, ConstraintViolation<'a>)> {
    for general_name in names.general_names() {
        let form = general_name.form();
        let mut asked = levels.iter().filter(|level| level.decide_form(form) != Decision::Permitted);
        let Some(first) = asked.next() else { continue };
        let is_permitted = |query: &NameQuery<'_>| {
            core::iter::once(first).chain(asked).all(|level| level.decide(query) == Decision::Permitted)
        };
        let octets = general_name.text_octets();
        if octets.and_then(|octets| NameQuery::read(form, octets, is_permitted)) == Some(true) {
            continue;
        }
        let presented = PresentedId::from_general_name(&general_name);
        explain(levels, &presented).map_err(|violation| (presented, violation))?;
    }
    Ok(())
}

#[cfg(test)]
#[cfg(feature = "alloc")]
mod tests {
    extern crate std;

    use std::vec::Vec;

    use super::*;
    use crate::constraints::table::{SubtreeSet, WildcardNames};

    fn element(tag: u8, content: &[u8]) -> Vec<u8> {
        let length = u16::try_from(content.len()).unwrap().to_be_bytes();
        let header: &[u8] = match length {
            [0, short @ ..=0x7f] => &[tag, short],
            [0, long] => &[tag, 0x81, long],
            [high, low] => &[tag, 0x82, high, low],
        };
        [header, content].concat()
    }

    fn srv(text: &str) -> Vec<u8> {
        let value = element(0xa0, &element(0x16, text.as_bytes()));
        element(0xa0, &[b"\x06\x08\x2b\x06\x01\x05\x05\x07\x08\x07", value.as_slice()].concat())
    }

    fn smtp_utf8(text: &str) -> Vec<u8> {
        let value = element(0xa0, &element(0x0c, text.as_bytes()));
        element(0xa0, &[b"\x06\x08\x2b\x06\x01\x05\x05\x07\x08\x09", value.as_slice()].concat())
    }

    fn names() -> Vec<Vec<u8>> {
        let dns = ["example.com", "a.example.com", "b.a.example.com", "*.example.com", "test", "-", "example.com."];
        let services =
            ["_imap.example.com", "_imap.a.example.com", "_xmpp.example.com", "_imap.*.example.com", "_imap", "_.a"];
        let mut names: Vec<_> = dns.map(|text| element(0x82, text.as_bytes())).into();
        names.extend(services.map(srv));
        let mail =
            ["root@example.com", "a@a.example.com", "a", "\"r\\oot\"@example.com", "\"\"@example.com", "a@[10.0.0.1]"];
        names.extend(mail.map(|text| element(0x81, text.as_bytes())));
        names.extend(["\u{e9}@example.com", "\u{e9}@a.example.com", "\u{e9}"].map(smtp_utf8));
        names.extend(
            ["https://example.com/", "urn:a", "https://com/", "https://[::1]/"]
                .map(|text| element(0x86, text.as_bytes())),
        );
        names.extend([element(0x87, &[10, 0, 0, 1]), element(0x87, &[10]), element(0x88, &[0x2a, 3])]);
        names
    }

    fn subtrees() -> Vec<Vec<u8>> {
        let dns = ["", "example.com", ".example.com", "a.example.com", "-", "test"];
        let services = ["_imap", "example.com", "_imap.example.com", "_xmpp.a.example.com", "_", ""];
        let mut bases: Vec<_> = dns.map(|text| element(0x82, text.as_bytes())).into();
        bases.extend(services.map(srv));
        let mail = ["", "example.com", "root@example.com", "a@", "\"root\"@example.com", "\"\\a b\"@a.example.com"];
        bases.extend(mail.map(|text| element(0x81, text.as_bytes())));
        bases.extend(["", ".com", "example.com", "com", "*"].map(|text| element(0x86, text.as_bytes())));
        bases.extend([smtp_utf8("example.com"), element(0x88, &[0x2a, 3])]);
        bases.push(element(0x87, &[10, 0, 0, 0, 255, 0, 0, 0]));
        bases.push([element(0x82, b"example.com"), element(0x80, &[1])].concat());
        bases.iter().map(|base| element(0x30, base)).collect()
    }

    /// Every name under every two bases, in one list or in both.
    #[test]
    fn a_decision_is_the_answer_of_the_constraints_as_encoded() {
        let (names, subtrees) = (element(0x30, &names().concat()), subtrees());
        let names: Vec<_> = GeneralNames::from_der(&names).unwrap().general_names().collect();
        let mut decided = [0u32; 3];
        for (one, other) in subtrees.iter().flat_map(|one| subtrees.iter().map(move |other| (one, other))) {
            let both = [one.as_slice(), other].concat();
            for lists in
                [element(0xa0, &both), element(0xa1, &both), [element(0xa0, one), element(0xa1, other)].concat()]
            {
                let octets = element(0x30, &lists);
                let constraints = NameConstraints::from_der(&octets).unwrap();
                let level = Level::authority(constraints, Position(1), DnsLeadingDot::default());
                let sets = [WildcardNames::Expected, WildcardNames::None]
                    .map(|wildcards| SubtreeSet::compile(&constraints, wildcards));
                let levels = [level, level.with_set(Some(&sets[0])), level.with_set(Some(&sets[1]))];
                for name in &names {
                    let presented = PresentedId::from_general_name(name);
                    let admitted = explain(&[level], &presented).is_ok();
                    for (level, decided) in levels.iter().zip(&mut decided) {
                        let decision = match level.decide_form(name.form()) {
                            Decision::Undecided => name
                                .text_octets()
                                .and_then(|octets| NameQuery::read(name.form(), octets, |query| level.decide(query)))
                                .unwrap_or(Decision::Undecided),
                            decision => decision,
                        };
                        match decision {
                            Decision::Permitted => assert!(admitted, "{presented} {octets:02x?}"),
                            Decision::Excluded => assert!(!admitted, "{presented} {octets:02x?}"),
                            Decision::Undecided => continue,
                        }
                        *decided += 1;
                        let again = NameQuery::read_presented(&presented, |query| level.decide(query));
                        assert!(
                            again.is_none_or(|again| [decision, Decision::Undecided].contains(&again)),
                            "{presented} {octets:02x?}"
                        );
                    }
                }
            }
        }
        let [encoded, expected, none] = decided;
        assert!(encoded > 10_000 && encoded < none && none < expected, "{decided:?}");
    }
}
