//! Path, references and policy to a verdict. The only reader of [`Policy`].

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use crate::certificate::Certificate;
use crate::certificate::general_name::{PresentedId, srv_text_of_other_name, usual_form};
use crate::certificate::name_constraints::{GeneralSubtree, NameConstraints};
use crate::constraints::level::{ConstraintViolation, Level, Position};
use crate::constraints::stack::ConstraintStack;
use crate::constraints::table::{SubtreeSet, WildcardNames, compiling_pays};
use crate::identity::reference::{ReferenceId, Wildcards};
use crate::name::directory::DirectoryName;
use crate::name::{Base, Form, Name};
use crate::path::Path;
use crate::path::evidence::constrained_name::{ConstrainedName, Constrainer};
use crate::path::evidence::mismatch::{Mismatch, Uncounted, form_of};
use crate::path::evidence::open_authority::{OpenAuthority, OpenReason};
use crate::path::evidence::quotes::{NameList, certificate_of, excerpt};
use crate::path::policy::{AnchorConstraints, Policy, SubCaRule};
use crate::path::rejection::{Rejection, RejectionKind};
use crate::path::trust_anchor::TrustAnchor;

/// The verified identity of an end entity: which reference matched, and what it matched (RFC 9525 §6.6).
///
/// Only [`Path::validate`] makes one, so an `Identity` is the proof that a path was validated.
#[derive(Clone, Debug)]
pub struct Identity<'r, 'a> {
    reference: &'r ReferenceId<'r>,
    presented: PresentedId<'a>,
    sub_ca_rule: SubCaRule,
    anchor_constraints: AnchorConstraints,
}

impl<'r, 'a> Identity<'r, 'a> {
    /// The reference that matched. This, and not what the certificate says, is who the peer is.
    #[must_use]
    pub const fn reference(&self) -> &'r ReferenceId<'r> {
        self.reference
    }

    /// The presented identifier that it matched.
    #[must_use]
    pub const fn presented(&self) -> &PresentedId<'a> {
        &self.presented
    }

    /// The rule about sub-CAs that the path was held to.
    #[must_use]
    pub const fn sub_ca_rule(&self) -> SubCaRule {
        self.sub_ca_rule
    }

    /// Whether the constraints of the trust anchor counted.
    #[must_use]
    pub const fn anchor_constraints(&self) -> AnchorConstraints {
        self.anchor_constraints
    }
}

impl<'a> Path<'_, 'a> {
    /// Validates the names of this path and finds out who the end entity is.
    ///
    /// First, that no critical extension is unknown (RFC 5280 §6.1.4(o), §6.1.5(f)). Then from the anchor down, certificate by
    /// certificate: its names against the constraints above it (§6.1.3(b), (c)), its own constraints (§6.1.4(g)), and
    /// [`SubCaRule`]. Then the references, in the caller's order.
    ///
    /// CAs are constrained for DNS names, and seldom for the other forms that identify a server. So a URI-ID and an XmppAddr
    /// count only if every bound CA that has name constraints lists their form (RFC 9525 §7.6), under every [`SubCaRule`]
    /// but [`Rfc5280`](SubCaRule::Rfc5280).
    ///
    /// # Errors
    ///
    /// [`Rejection`]: the first step that failed.
    pub fn validate<'r>(
        &self,
        references: &'r [ReferenceId<'r>],
        policy: &Policy<'_>,
    ) -> Result<Identity<'r, 'a>, Rejection> {
        self.check_critical_extensions()?;
        if references.is_empty() {
            return Err(Rejection::new(RejectionKind::NoReferences, None));
        }
        self.check_each(policy).map_err(|rejection| {
            let domain = |reference: &'r ReferenceId<'r>| match reference {
                ReferenceId::Srv { name, .. } => Some(name),
                _ => None,
            };
            match references.iter().find_map(domain) {
                Some(domain) => rejection.with_domain(domain),
                None => rejection,
            }
        })?;
        self.identify(references, policy).ok_or_else(|| self.no_match(references, policy))
    }

    /// Validates the names of this path without asking who the end entity is; so there is no [`Identity`].
    ///
    /// # Errors
    ///
    /// [`Rejection`]: the first step that failed.
    pub fn validate_names(&self, policy: &Policy<'_>) -> Result<(), Rejection> {
        self.check_critical_extensions()?;
        self.check_each(policy)
    }

    fn no_match(&self, references: &[ReferenceId<'_>], policy: &Policy<'_>) -> Rejection {
        let mut mismatch = Mismatch::new(self.end_entity(), references);
        // Otherwise the rule was checked.
        if !self.end_entity().presents_srv_name() {
            mismatch.open_authority = self.first_open(policy).map(|position| self.shown_authority(position));
        }
        mismatch.uncounted = self.first_uncounted(references, policy);
        Rejection::no_match(mismatch)
    }

    /// RFC 9525 §6.2: the first reference, in the caller's order, that a presented identifier matches, and that counts.
    fn identify<'r>(&self, references: &'r [ReferenceId<'r>], policy: &Policy<'_>) -> Option<Identity<'r, 'a>> {
        let mut matches = self.matches(references, policy);
        let (reference, presented) =
            matches.find(|(reference, _)| self.first_not_listing(reference, policy).is_none())?;
        let Policy { sub_ca_rule, anchor_constraints, .. } = *policy;
        Some(Identity { reference, presented, sub_ca_rule, anchor_constraints })
    }

    /// The references that a presented identifier matches, whether they count or not.
    fn matches<'r>(
        &self,
        references: &'r [ReferenceId<'r>],
        policy: &Policy<'_>,
    ) -> impl Iterator<Item = (&'r ReferenceId<'r>, PresentedId<'a>)> {
        let names = self.end_entity().subject_alt_name();
        let wildcards = Wildcards { srv: policy.srv_wildcards, dns: policy.dns_wildcards };
        references.iter().filter_map(move |reference| {
            let presented = names.as_ref()?.iter().find(|presented| reference.matches(presented, wildcards))?;
            Some((reference, presented))
        })
    }

    /// Returns the first bound CA, from the anchor down, because of which a reference does not count: its form is one that CAs
    /// seldom constrain, and this CA has name constraints and does not list it (RFC 9525 §7.6). `None` if there is none.
    fn first_not_listing(&self, reference: &ReferenceId<'_>, policy: &Policy<'_>) -> Option<Position> {
        let is_seldom_constrained = matches!(reference, ReferenceId::Uri(_) | ReferenceId::XmppAddr(_));
        if !is_seldom_constrained || policy.sub_ca_rule == SubCaRule::Rfc5280 {
            return None;
        }
        let form = form_of(reference);
        if policy.anchor_constraints == AnchorConstraints::Enforce {
            let mut constraints = self.anchors().iter().filter_map(|anchor| anchor.name_constraints()).peekable();
            if constraints.peek().is_some() && !constraints.any(|constraints| constraints.contains_form(form)) {
                return Some(self.anchor_position());
            }
        }
        let mut authorities = self.certificates().rev().filter(|(position, _)| *position != Position::END_ENTITY);
        let lacks_form = |authority: &Certificate<'_>| {
            authority.name_constraints().is_some_and(|constraints| !constraints.contains_form(form))
        };
        authorities.find(|(_, authority)| lacks_form(authority)).map(|(position, _)| position)
    }

    /// Returns the first reference that is presented and does not count, and because of which CA.
    fn first_uncounted(&self, references: &[ReferenceId<'_>], policy: &Policy<'_>) -> Option<Uncounted> {
        let mut matches = self.matches(references, policy);
        matches.find_map(|(reference, presented)| {
            let position = self.first_not_listing(reference, policy)?;
            Some(Uncounted { name: excerpt(&presented), authority: self.shown_authority(position) })
        })
    }

    /// Returns the first CA, from the anchor down, from which the rule would refuse an SRVName, or `None` if there is none.
    fn first_open(&self, policy: &Policy<'_>) -> Option<Position> {
        let mut rule = SubCaRuleCheck::new(policy.sub_ca_rule);
        if policy.anchor_constraints == AnchorConstraints::Enforce {
            let constraints: Vec<_> = self.anchors().iter().filter_map(|anchor| anchor.name_constraints()).collect();
            if !constraints.is_empty() && rule.check(&constraints).is_err() {
                return Some(self.anchor_position());
            }
        }
        let authorities = self.certificates().rev().filter(|(position, _)| *position != Position::END_ENTITY);
        let is_open = |(_, authority): &(Position, &Certificate<'_>)| {
            rule.check(authority.name_constraints().as_slice()).is_err()
        };
        let mut open = authorities.filter(is_open);
        open.next().map(|(position, _)| position)
    }

    /// RFC 5280 §6.1.4(o), §6.1.5(f): no critical extension may go unprocessed. The anchor's are the policy's affair.
    fn check_critical_extensions(&self) -> Result<(), Rejection> {
        for (position, certificate) in self.certificates() {
            if let Some(id) = certificate.unknown_critical_extension() {
                let rejection = Rejection::new(RejectionKind::UnknownCriticalExtension, Some(position));
                return Err(rejection.with_name(&id).with_subject(&certificate.subject()));
            }
        }
        Ok(())
    }

    /// The anchor, and then each certificate below it.
    fn check_each(&self, policy: &Policy<'_>) -> Result<(), Rejection> {
        self.check_anchor(policy)?;
        let compiled = self.compile_what_pays(policy);
        let mut compiled = compiled.iter().map(Option::as_ref);
        let mut next_compiled = || compiled.next().flatten();
        let room = self.intermediates().len().saturating_add(2);
        let mut above = ConstraintStack::new(room);
        above.start(Level::caller(policy.initial_subtrees).with_set(next_compiled()), &policy.initial_subtrees);
        let mut rule = self.end_entity().presents_srv_name().then(|| SubCaRuleCheck::new(policy.sub_ca_rule));
        let anchor = self.anchor_position();
        if policy.anchor_constraints == AnchorConstraints::Enforce {
            let mut constraints = Vec::new();
            for trust_anchor in self.anchors() {
                let set = next_compiled();
                let Some(anchor_constraints) = trust_anchor.name_constraints() else { continue };
                let level = Level::authority(anchor_constraints, anchor, policy.dns_leading_dot);
                let level = match trust_anchor.compiled() {
                    Some(kept) => level.with_set(Some(kept.set())),
                    None => level.with_set(set),
                };
                above.add(level, &anchor_constraints);
                constraints.push(anchor_constraints);
            }
            // An anchor is bound once its constraints name any form; there are no constraints that name none.
            if let (Some(rule), [_, ..]) = (rule.as_mut(), constraints.as_slice()) {
                rule.check(&constraints).map_err(|SrvNameUnconstrained| self.lacks_srv_constraints(anchor, policy))?;
            }
        }
        for (position, certificate) in self.certificates().rev() {
            let is_final = position == Position::END_ENTITY;
            if is_final || !certificate.is_self_issued() {
                let refuse = |presented: &PresentedId<'_>, violation: &ConstraintViolation<'_>| {
                    self.refuse((position, certificate), presented, violation, policy)
                };
                check_names(certificate, &above, refuse)?;
            }
            if is_final {
                break;
            }
            let ca_constraints = certificate.name_constraints();
            let set = next_compiled();
            if let Some(constraints) = &ca_constraints {
                above.add(Level::authority(*constraints, position, policy.dns_leading_dot).with_set(set), constraints);
            }
            if let Some(rule) = rule.as_mut() {
                rule.check(ca_constraints.as_slice())
                    .map_err(|SrvNameUnconstrained| self.lacks_srv_constraints(position, policy))?;
            }
        }
        Ok(())
    }

    /// The constraints that are compiled for this path: those of the caller, of the anchors and of the intermediates from
    /// the anchor down, `None` where the names are compared to the bases one by one. Empty when that is everywhere.
    fn compile_what_pays(&self, policy: &Policy<'_>) -> Vec<Option<SubtreeSet>> {
        let sans = || self.certificates().filter_map(|(_, certificate)| certificate.subject_alt_name());
        // Without a SAN, the subject's emailAddress attributes are checked instead (RFC 5280 §4.2.1.10); count their
        // bytes.
        let octets = |certificate: &Certificate<'_>| match certificate.subject_alt_name() {
            Some(names) => names.content().len(),
            None => certificate
                .subject()
                .email_addresses()
                .fold(0usize, |sum, email| sum.saturating_add(email.value().len())),
        };
        let names = self.certificates().fold(0usize, |sum, (_, certificate)| sum.saturating_add(octets(certificate)));
        // Subjects are compared with directoryName bases, and with no other.
        let subjects = self.certificates().map(|(_, certificate)| certificate.subject().content().len());
        let with_subjects = subjects.fold(names, usize::saturating_add);
        // Few names are compared to the bases, however many those are.
        if !compiling_pays(usize::MAX, with_subjects) {
            return Vec::new();
        }
        let names_under = |constraints: &NameConstraints<'_>| {
            if constraints.may_contain_form(Form::DirectoryName) { with_subjects } else { names }
        };
        let pays = |constraints: &NameConstraints<'_>| compiling_pays(constraints.octets(), names_under(constraints));
        let caller_pays = compiling_pays(policy.initial_subtrees.len().saturating_mul(24), with_subjects);
        let of_cas = || self.certificates().rev().map(|(_, certificate)| certificate.name_constraints());
        let anchors = || {
            let enforced = policy.anchor_constraints == AnchorConstraints::Enforce;
            let anchors = self.anchors().iter().filter(move |_| enforced);
            anchors.map(|anchor| anchor.name_constraints().filter(|_| anchor.compiled().is_none()))
        };
        if !caller_pays && !anchors().chain(of_cas()).flatten().any(|constraints| pays(&constraints)) {
            return Vec::new();
        }
        let wildcards = WildcardNames::among(sans().map(|names| names.content()));
        let initial = &policy.initial_subtrees;
        let permitted = initial.permitted.iter().map(|permitted| (permitted.form, permitted.bases));
        let excluded = initial.excluded.iter().map(|excluded| (excluded.form(), excluded.base()));
        let caller = if caller_pays { SubtreeSet::of_bases(permitted, excluded) } else { None };
        let compile =
            |constraints: NameConstraints<'_>| pays(&constraints).then(|| SubtreeSet::compile(&constraints, wildcards));
        core::iter::once(caller)
            .chain(anchors().chain(of_cas()).map(|constraints| constraints.and_then(compile)))
            .collect()
    }

    /// What an anchor's certificate asks of the path beside names (RFC 5937 §3.2).
    fn check_anchor(&self, policy: &Policy<'_>) -> Result<(), Rejection> {
        if policy.anchor_constraints != AnchorConstraints::Enforce {
            return Ok(());
        }
        let position = self.anchor_position();
        for anchor in self.anchors() {
            if let Some(id) = anchor.unknown_critical_extension() {
                let rejection = Rejection::new(RejectionKind::UnknownCriticalExtension, Some(position));
                return Err(rejection.with_name(&id).with_subject(&anchor.subject()));
            }
            self.check_anchor_path_len(anchor, position)?;
        }
        Ok(())
    }

    fn check_anchor_path_len(&self, anchor: &TrustAnchor<'_>, imposed_by: Position) -> Result<(), Rejection> {
        let Some(path_len) = anchor.path_len() else { return Ok(()) };
        let mut left = path_len;
        for (position, certificate) in self.certificates().rev().filter(|(position, _)| position.0 != 0) {
            if certificate.is_self_issued() {
                continue;
            }
            let Some(fewer) = left.checked_sub(1) else {
                let rejection = Rejection::new(RejectionKind::PathLengthExceeded, Some(position));
                return Err(rejection.imposed_by_authority(Some(imposed_by)));
            };
            left = fewer;
        }
        Ok(())
    }

    fn lacks_srv_constraints(&self, position: Position, policy: &Policy<'_>) -> Rejection {
        let (subject, constraints) = self.authority(position);
        let srv_names = || {
            let presented = self.end_entity().subject_alt_name().into_iter().flat_map(|names| names.iter());
            presented.filter_map(|name| if let Ok(Name::Srv(name)) = name.name() { Some(name) } else { None })
        };
        let evidence = OpenAuthority {
            rule: policy.sub_ca_rule,
            reason: OpenReason::of(constraints.first().copied()),
            is_anchor: position == self.anchor_position(),
            has_intermediates: !self.intermediates().is_empty(),
            domain: srv_names().next().map(|name| excerpt(&name.name().name())),
            services: NameList::new(srv_names().map(|name| (None, name.service().as_str()))),
            possible_anchor: self.possible_anchor(policy.sub_ca_rule),
        };
        let rejection = Rejection::open_authority(position, evidence);
        match subject {
            Some(subject) => rejection.with_subject(&subject),
            None => rejection,
        }
    }

    /// Returns the lowest CA that does not meet the rule, if it has no name constraints: as a trust anchor it would not be
    /// bound, and below it every CA meets the rule.
    fn possible_anchor(&self, rule: SubCaRule) -> Option<String> {
        let mut authorities = self.certificates().skip(1);
        let is_open = |(_, authority): &(Position, &Certificate<'_>)| {
            SubCaRuleCheck::new(rule).check(authority.name_constraints().as_slice()).is_err()
        };
        let (position, lowest) = authorities.find(is_open)?;
        lowest.name_constraints().is_none().then(|| certificate_of(lowest.subject(), position))
    }

    /// Returns the rejection of a name that a level does not admit.
    fn refuse(
        &self,
        (position, certificate): (Position, &Certificate<'_>),
        presented: &PresentedId<'_>,
        violation: &ConstraintViolation<'_>,
        policy: &Policy<'_>,
    ) -> Rejection {
        let constraints = violation.imposed_by.map(|authority| self.authority(authority).1).unwrap_or_default();
        let constrainer = match violation.imposed_by {
            Some(authority) => Constrainer::Authority(self.shown_authority(authority), &constraints),
            None => Constrainer::Caller(policy.initial_subtrees),
        };
        // The addresses in the subject have its offset too, and another form.
        let is_subject = presented.form() == Form::DirectoryName
            && certificate.subject_id().is_some_and(|subject| subject.offset() == presented.offset());
        let evidence = ConstrainedName::new(presented, is_subject, violation, &constrainer);
        Rejection::from_violation(violation, position, presented, evidence)
    }

    /// Returns the subject of the CA at a position, and its constraints: of each anchor, if it is the trust anchor's position.
    /// There is no subject if the path was made without an anchor.
    fn authority(&self, position: Position) -> (Option<DirectoryName<'a>>, Vec<NameConstraints<'a>>) {
        match position.0.checked_sub(1).and_then(|index| self.intermediates().get(index)) {
            Some(certificate) => (Some(certificate.subject()), certificate.name_constraints().into_iter().collect()),
            None => {
                let constraints = self.anchors().iter().filter_map(|anchor| anchor.name_constraints());
                (self.anchors().first().map(|anchor| anchor.subject()), constraints.collect())
            }
        }
    }

    fn shown_authority(&self, position: Position) -> String {
        match self.authority(position).0 {
            Some(subject) => certificate_of(subject, position),
            None => format!("certificate {position}"),
        }
    }
}

/// RFC 5280 §6.1.3(b), (c): every name of one certificate. `refuse` returns the rejection of one that is not admitted.
fn check_names(
    certificate: &Certificate<'_>,
    above: &ConstraintStack<'_>,
    refuse: impl Fn(&PresentedId<'_>, &ConstraintViolation<'_>) -> Rejection,
) -> Result<(), Rejection> {
    if let Some(subject) = certificate.subject_id().filter(|_| above.constrains_subjects()) {
        above.admit(&subject).map_err(|violation| refuse(&subject, &violation))?;
    }
    if let Some(names) = certificate.subject_alt_name() {
        return above.admit_each(names).map_err(|(presented, violation)| refuse(&presented, &violation));
    }
    for address in certificate.email_ids() {
        above.admit(&address).map_err(|violation| refuse(&address, &violation))?;
    }
    Ok(())
}

/// The error of [`SubCaRuleCheck::check`]: a bound CA does not constrain SRVName as the rule requires.
struct SrvNameUnconstrained;

/// The evaluation of a [`SubCaRule`] along a path, from the anchor down.
struct SubCaRuleCheck {
    rule: SubCaRule,
    /// A bound CA above meets [`SubCaRule::Confined`].
    below_confined: bool,
}

impl SubCaRuleCheck {
    const fn new(rule: SubCaRule) -> Self {
        Self { rule, below_confined: false }
    }

    /// Checks the next bound CA, which has `constraints`: none, one, or those of all trust anchors that share subject and
    /// key.
    fn check(&mut self, constraints: &[NameConstraints<'_>]) -> Result<(), SrvNameUnconstrained> {
        let lists = || constraints.iter().any(|constraints| constraints.contains_form(Form::SrvName));
        let confined = || constraints.iter().any(is_confined);
        let met = match self.rule {
            SubCaRule::Confined => confined(),
            SubCaRule::Constrained => lists(),
            SubCaRule::Inherited if self.below_confined => true,
            SubCaRule::Inherited => {
                self.below_confined = confined();
                // A confined CA permits a base, and so lists SRVName.
                self.below_confined || lists()
            }
            SubCaRule::WhereConstrained => constraints.is_empty() || lists(),
            SubCaRule::Rfc5280 => true,
        };
        if met { Ok(()) } else { Err(SrvNameUnconstrained) }
    }
}

/// [`SubCaRule::Confined`], for one CA: it permits some SRVName base, and each of them has a domain.
///
/// Q: Does a malformed base have a domain?
/// A: Nobody can say; but the end entity presents an SRVName, so the base refuses the path for its own, better reason.
///    (`tests/rfc4985.rs`, `a_malformed_base_refuses_under_every_setting`)
fn is_confined(constraints: &NameConstraints<'_>) -> bool {
    let permitted = constraints.permitted();
    let is_open = |subtree: &GeneralSubtree<'_>| match subtree.base().base() {
        Ok(Base::Srv(base)) => base.name().is_none(),
        _ => false,
    };
    // Well formed or not: only an underscore in front, and no dot, can be a service without a domain.
    let is_open_at_a_glance = |tag, content| match usual_form(tag, content)? {
        Form::SrvName => match srv_text_of_other_name(content)? {
            [b'_', rest @ ..] if !rest.contains(&b'.') => None,
            _ => Some(false),
        },
        _ => Some(false),
    };
    permitted.contains_form(Form::SrvName) && !permitted.any(is_open_at_a_glance, is_open)
}

#[cfg(test)]
mod tests {
    extern crate std;

    use std::vec::Vec;

    use super::*;

    fn element(tag: u8, content: &[u8]) -> Vec<u8> {
        [&[tag, u8::try_from(content.len()).unwrap()], content].concat()
    }

    fn srv(tag: u8, text: &[u8]) -> Vec<u8> {
        let value = element(0xa0, &element(tag, text));
        element(0xa0, &[b"\x06\x08\x2b\x06\x01\x05\x05\x07\x08\x07", &value[..]].concat())
    }

    #[test]
    fn confined_at_a_glance_is_confined() {
        let texts: [&[u8]; 9] =
            [b"a.example", b"_mail", b"_mail.a.example", b"_mail.", b"_", b"", b"._a", b"_ma\xc3\xa9l", b"_m il"];
        let names: Vec<_> = texts.iter().flat_map(|text| [0x16, 0x0c].map(|tag| srv(tag, text))).collect();
        let others = [element(0x82, b"_mail"), element(0x88, b"\x2a\x03"), element(0xa0, b"\x06\x01\x2a\xa0\x00")];
        let all: Vec<_> = names.iter().chain(&others).map(|name| element(0x30, name)).collect();
        let mut confined = 0;
        for (one, other) in all.iter().flat_map(|one| all.iter().map(move |other| (one, other))) {
            let list = element(0xa0, &[&one[..], other].concat());
            let octets = element(0x30, &list);
            let constraints = NameConstraints::from_der(&octets).unwrap();
            let permitted = || constraints.permitted().iter().filter(|subtree| subtree.form() == Form::SrvName);
            let have_domains = permitted().all(|subtree| match subtree.base().base() {
                Ok(Base::Srv(base)) => base.name().is_some(),
                _ => true,
            });
            let expected = permitted().next().is_some() && have_domains;
            assert_eq!(is_confined(&constraints), expected, "{octets:02x?}");
            confined += usize::from(expected);
        }
        assert!(confined > 100 && confined + 40 < all.len() * all.len(), "{confined}");
    }
}
