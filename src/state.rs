//! The name state of RFC 5280 §6.1: what the CAs above a certificate allow it to be called.
//!
//! The state is a list of *levels*, one per CA that constrains, from the trust anchor down. A name must satisfy each of
//! them, which is what the intersection of permitted and the union of excluded subtrees say (§6.1.4(g)), without ever
//! computing either: no product of two lists, and a refusal knows which CA it comes from.

use core::fmt;

use crate::constraints::{GeneralSubtree, GeneralSubtrees, NameConstraints};
use crate::general_name::PresentedId;
use crate::name::dns::DnsSubtree;
use crate::name::error::{NameError, NameRule};
use crate::name::{Base, Form, Name};

/// A certificate's place in a path, counted from the end entity, which is 0; the trust anchor has the highest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position(pub usize);

impl Position {
    /// The end entity.
    pub const END_ENTITY: Self = Self(0);
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// How a dNSName base with a dot in front is read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum DnsLeadingDot {
    /// As everything below the domain and not the domain itself, like every validator in use.
    #[default]
    ProperSubdomains,
    /// As malformed, like the letter of RFC 5280 §4.2.1.10, which gives the dot to URI and e-mail only.
    Malformed,
}

/// Permitted bases of one form, for [`InitialSubtrees`]. No base means that no name of the form is permitted.
///
/// A name must be inside each set that holds its form: a SmtpUTF8Mailbox inside the one for rfc822Name and the one of its
/// own. (`tests/rfc5280_path.rs`, `an_empty_set_for_one_form_of_mail_is_not_filled_by_the_other`)
#[derive(Clone, Copy, Debug)]
pub struct PermittedForm<'a> {
    /// The form.
    pub form: Form<'a>,
    /// The bases, all of this form.
    pub bases: &'a [Base<'a>],
}

/// initial-permitted-subtrees and initial-excluded-subtrees: what the caller itself allows (RFC 5280 §6.1.1(h), (i)).
///
/// ```
/// use srvname::{Form, InitialSubtrees, PermittedForm};
///
/// // No SRVName at all, whatever the CAs say.
/// let permitted = [PermittedForm { form: Form::SrvName, bases: &[] }];
/// let initial = InitialSubtrees { permitted: &permitted, excluded: &[] };
/// # let _ = initial;
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct InitialSubtrees<'a> {
    /// The forms that are held to bases; any other form is not held.
    pub permitted: &'a [PermittedForm<'a>],
    /// The bases that nothing may overlap.
    pub excluded: &'a [Base<'a>],
}

/// The constraints of one CA, or of the caller.
#[derive(Clone, Copy, Debug)]
pub struct Level<'a> {
    constraints: Source<'a>,
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
pub struct Violation<'a> {
    /// What is wrong.
    pub kind: ViolationKind<'a>,
    /// The CA whose constraint it is; `None` when it is the caller's own.
    pub imposed_by: Option<Position>,
}

/// What is wrong with a name under a level.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum ViolationKind<'a> {
    /// The name is malformed and a constraint of its form is in force, so that nobody can say that it is inside.
    MalformedName(NameError),
    /// The constraint is malformed, so that nobody can say what is inside.
    MalformedBase(GeneralSubtree<'a>, NameError),
    /// The constraint is of a form that is not understood, or has a minimum or a maximum (RFC 5280 §4.2.1.10).
    Unsupported(GeneralSubtree<'a>),
    /// No permitted base contains the name (RFC 5280 §6.1.3(b)).
    NotPermitted,
    /// An excluded base overlaps the name (RFC 5280 §6.1.3(c)).
    Excluded(Base<'a>),
}

impl<'a> Level<'a> {
    /// The level of a CA: RFC 5280 §6.1.4(g).
    #[must_use]
    pub const fn authority(constraints: NameConstraints<'a>, imposed_by: Position, leading_dot: DnsLeadingDot) -> Self {
        Self { constraints: Source::Authority(constraints), imposed_by: Some(imposed_by), leading_dot }
    }

    /// The level of the caller: RFC 5280 §6.1.1(h), (i).
    #[must_use]
    pub const fn caller(subtrees: InitialSubtrees<'a>) -> Self {
        let leading_dot = DnsLeadingDot::ProperSubdomains;
        Self { constraints: Source::Caller(subtrees), imposed_by: None, leading_dot }
    }

    /// The CA whose level this is; `None` for the caller's.
    #[must_use]
    pub const fn imposed_by(&self) -> Option<Position> {
        self.imposed_by
    }

    fn violation(&self, kind: ViolationKind<'a>) -> Violation<'a> {
        Violation { kind, imposed_by: self.imposed_by }
    }

    /// Whether a constraint in this level holds names of `form`.
    fn holds(&self, form: Form<'_>) -> bool {
        match &self.constraints {
            Source::Authority(constraints) => {
                let listed = |list: GeneralSubtrees<'_>| list.iter().any(|subtree| subtree.form().holds(form));
                listed(constraints.permitted()) || listed(constraints.excluded())
            }
            Source::Caller(initial) => {
                initial.permitted.iter().any(|permitted| permitted.form.holds(form))
                    || initial.excluded.iter().any(|base| base.form().is_some_and(|own| own.holds(form)))
            }
        }
    }

    /// Checks that every base that holds names of `form` can be evaluated.
    fn check_bases(&self, form: Form<'_>) -> Result<(), Violation<'a>> {
        let Source::Authority(constraints) = &self.constraints else { return Ok(()) };
        for subtree in constraints.permitted().iter().chain(constraints.excluded().iter()) {
            if !subtree.form().holds(form) {
                continue;
            }
            if !subtree.form().is_understood() || !subtree.has_default_distances() {
                return Err(self.violation(ViolationKind::Unsupported(subtree)));
            }
            if let Err(error) = self.base(&subtree) {
                return Err(self.violation(ViolationKind::MalformedBase(subtree, error)));
            }
        }
        Ok(())
    }

    /// RFC 5280 §6.1.3(b), for one level: some permitted base contains the name, if any is of its form.
    fn check_permitted(&self, form: Form<'_>, name: &Name<'_>) -> Result<(), Violation<'a>> {
        let mut held = false;
        let contained = match &self.constraints {
            Source::Authority(constraints) => constraints.permitted().iter().any(|subtree| {
                let holds = subtree.form().holds(form);
                held |= holds;
                holds && self.base(&subtree).is_ok_and(|base| base.contains(name) == Some(true))
            }),
            Source::Caller(initial) => {
                // Each set is asked: one for rfc822Name does not fill an empty one for SmtpUTF8Mailbox.
                let mut permitted = initial.permitted.iter().filter(|permitted| permitted.form.holds(form));
                held = true;
                permitted.all(|permitted| permitted.bases.iter().any(|base| base.contains(name) == Some(true)))
            }
        };
        if held && !contained { Err(self.violation(ViolationKind::NotPermitted)) } else { Ok(()) }
    }

    /// RFC 5280 §6.1.3(c), for one level: no excluded base overlaps the name.
    fn check_excluded(&self, form: Form<'_>, name: &Name<'_>) -> Result<(), Violation<'a>> {
        let overlapping = match &self.constraints {
            Source::Authority(constraints) => constraints
                .excluded()
                .iter()
                .filter(|subtree| subtree.form().holds(form))
                .find_map(|subtree| self.base(&subtree).ok().filter(|base| base.overlaps(name) == Some(true))),
            Source::Caller(initial) => initial.excluded.iter().copied().find(|base| base.overlaps(name) == Some(true)),
        };
        overlapping.map_or(Ok(()), |base| Err(self.violation(ViolationKind::Excluded(base))))
    }

    /// The base of a subtree, read as the policy asks.
    fn base(&self, subtree: &GeneralSubtree<'a>) -> Result<Base<'a>, NameError> {
        match (subtree.base().base()?, self.leading_dot) {
            (Base::Dns(DnsSubtree::Subdomains(_)), DnsLeadingDot::Malformed) => {
                Err(NameError::new(NameRule::LeadingDot, 0))
            }
            (base, _) => Ok(base),
        }
    }
}

/// Whether the levels above a certificate admit a name that it presents: RFC 5280 §6.1.3(b) and (c), for one name.
///
/// A name of a form that no level mentions is admitted, well formed or not: "if no name of the type is in the
/// certificate, the certificate is acceptable" has its mirror in forms that nobody constrains. The rule that closes this
/// hole for SRVName is not here but in [`SubCaRule`](crate::SubCaRule).
///
/// # Errors
///
/// [`Violation`]: a malformed name first, then a base that cannot be evaluated, then the permitted bases from the anchor
/// down, then the excluded ones.
pub fn admit<'a>(levels: &[Level<'a>], presented: &PresentedId<'_>) -> Result<(), Violation<'a>> {
    let form = presented.form();
    let Some(first) = levels.iter().find(|level| level.holds(form)) else { return Ok(()) };
    let name = match presented.name() {
        Ok(name) => name,
        Err(error) => return Err(first.violation(ViolationKind::MalformedName(error))),
    };
    levels.iter().try_for_each(|level| level.check_bases(form))?;
    levels.iter().try_for_each(|level| level.check_permitted(form, &name))?;
    levels.iter().try_for_each(|level| level.check_excluded(form, &name))
}
