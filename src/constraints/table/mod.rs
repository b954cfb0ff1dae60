//! The bases of one CA, compiled once, so that a name costs a look-up and no loop over bases.
//!
//! What is compiled decides and gives no reason: the answer is a [`Decision`], for every form and both lists at once. If it
//! is not [`Decision::Permitted`], callers evaluate the constraints as encoded ([`Level`](crate::constraints::level::Level)),
//! which takes one pass and happens once in a path. `tests/subtree_set.rs` compares the two.
//!
//! A form is stored as its description says ([`Base::extent`]): as a domain with a qualifier, an address range or a
//! directory name. dNSName and SRVName, which nearly every name and base is, also have a path of their own, from their
//! text to the table, without a parsed base or name between: `add_dns_text`, `add_srv_text` and `decide_text`.
//!
//! Cost: compiling is linear in the octets of the constraints, times a logarithm where bases are sorted; a look-up is linear in
//! the octets of the name, and for a directory name or an address a logarithm of the bases comes with it. Neither depends on
//! what the octets are: hash tables that an attacker fills are built again with other keys, and then without hashing
//! (`sorted_index`). Nothing is allocated by a look-up but the canonical form of a directory name, and a local part without
//! its escapes. No intersection or union of sets is ever computed: a path evaluates one set after the other.
//!
//! The ideas are explained, with drawings and the tests that hold them, in [`constraints`](crate::constraints).
//!
//! `inline(always)` here is counted: with `inline` in its place the instruction count of `thousand_dns_names` is 8 to
//! 10 % and `thousand_srv_names` 7 % more (`docs/PERFORMANCE.md`).

mod addresses;
mod directories;
mod domain_arena;
mod domains;
mod hash;
mod hash_index;
mod interner;
mod sorted_index;

use alloc::vec::Vec;

use crate::certificate::general_name::srv_text_of_other_name;
use crate::certificate::name_constraints::{GeneralSubtree, NameConstraints};
use crate::constraints::query::{ConstraintEvaluator, Decision, HostQuery, NameQuery, QueryValue};
use crate::der::{DerError, Reader, Tag};
use crate::name::dns::{DnsLeadingDot, DnsName, DnsSubtree, Underscores, check_labels};
use crate::name::form::{Extent, Qualifier, Reach};
use crate::name::host_scan::{AnyLabels, Labels, Reading, first_dot, is_service, octets_before_dot, split_service};
use crate::name::{Base, Form, FormKind, Forms};
use addresses::Addresses;
use directories::{Directories, Place};
use domain_arena::Coverage;
use domains::{AnyDomainQuery, DnsQuery, Domains, SrvQuery, SuffixScope};
use interner::{Found, Interner, Kind, words};

/// Whether a set must decide on wildcards, which excluded bases match one label below.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum WildcardNames {
    /// The set decides on wildcards, at the cost of a second table.
    Expected,
    /// The set is undecided about a wildcard.
    None,
}

impl WildcardNames {
    /// Returns whether wildcards may occur in names, by their octets. A `*` may be part of something else; then the set is
    /// compiled for more than it is used for.
    pub(crate) fn among<'n>(names: impl IntoIterator<Item = &'n [u8]>) -> Self {
        let found = names.into_iter().any(|octets| octets.contains(&b'*'));
        if found { Self::Expected } else { Self::None }
    }
}

/// Returns `true` if compiling constraints for names costs less than comparing each name to each base, by the lengths of the
/// two extensions.
///
/// A base or a name takes some 26 octets. Compiling costs as much for each base as comparing it to three names, and then as
/// much again as comparing some forty pairs, for the memory; and of two bases a comparison finds one as fast as the table.
pub(crate) const fn compiling_pays(constraints: usize, names: usize) -> bool {
    names.saturating_sub(90).saturating_mul(constraints.saturating_sub(60)) > 28_000
}

/// Which list a base is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum List {
    /// permittedSubtrees.
    Permitted,
    /// excludedSubtrees.
    Excluded,
}

impl List {
    /// Returns a coverage as one of this list.
    const fn coverage(self, coverage: Coverage) -> Coverage {
        match self {
            Self::Permitted => coverage,
            Self::Excluded => coverage.excluded(),
        }
    }
}

/// The bases of one CA, compiled.
///
/// ```text
///   form of the name ──> permitted, excluded      no base of the form: permitted
///                        not_evaluable            a base that cannot be evaluated: excluded
///                        all_permitted, …         the empty base, which contains every name
///   service          ──> qualifiers ──> number ─┐
///   host             ──────────────────────────> domains,  for a wildcard parents as well
///   address          ──> permitted_addresses, excluded_addresses
///   Name             ──> permitted_directories, excluded_directories
/// ```
#[derive(Clone, Debug)]
pub(crate) struct SubtreeSet {
    /// The forms that the permitted list has bases of.
    permitted: Forms,
    /// The forms that the excluded list has bases of.
    excluded: Forms,
    /// The forms that the permitted list has the empty base of, which contains every name.
    all_permitted: Forms,
    /// The same of the excluded list.
    all_excluded: Forms,
    /// The forms with a base that cannot be evaluated, since it is malformed or has a minimum or a maximum. No name of them is
    /// permitted (RFC 5280 §4.2.1.10: process the constraint or reject the certificate).
    not_evaluable: Forms,
    /// Whether a dNSName base starts with a dot: then the policy says whether it is malformed.
    leading_dot: bool,
    /// The domains of dNSName, SRVName, rfc822Name and URI bases.
    domains: Domains,
    /// Parents of excluded domains: `*.parent` overlaps an excluded child.
    parents: Option<Domains>,
    /// The services, local parts, type-ids and unknown identifier octets of bases.
    qualifiers: Interner,
    permitted_addresses: Addresses,
    excluded_addresses: Addresses,
    permitted_directories: Directories,
    excluded_directories: Directories,
}

impl SubtreeSet {
    /// Returns constraints whose structure was checked, compiled.
    pub(crate) fn compile(constraints: &NameConstraints<'_>, wildcards: WildcardNames) -> Self {
        let mut set = Self::with_capacity(constraints.octets(), wildcards);
        // The structure was checked, so this reads every base.
        let read = set.read(constraints.permitted().reader(), List::Permitted);
        let read = read.and_then(|()| set.read(constraints.excluded().reader(), List::Excluded));
        if read.is_err() {
            set.not_evaluable = Forms::ALL;
        }
        set.build();
        set
    }

    /// Reads the value of a NameConstraints extension and compiles it, in one pass.
    ///
    /// Returns `Err` if it is not the DER of NameConstraints.
    pub(crate) fn from_der(octets: &[u8], wildcards: WildcardNames) -> Result<Self, DerError> {
        let lists = NameConstraints::read_lists(octets)?;
        let mut set = Self::with_capacity(octets.len(), wildcards);
        set.read(lists.permitted().reader(), List::Permitted)?;
        set.read(lists.excluded().reader(), List::Excluded)?;
        set.build();
        Ok(set)
    }

    /// Returns bases that were parsed, compiled: each list with the forms of its bases, which one that is not understood cannot say.
    ///
    /// Returns `None` if a form is permitted by bases of another form, or by two sets: each set must contain a name, which one
    /// table cannot tell.
    pub(crate) fn of_bases<'b>(
        permitted: impl IntoIterator<Item = (Form<'b>, &'b [Base<'b>])>,
        excluded: impl IntoIterator<Item = (Form<'b>, Base<'b>)>,
    ) -> Option<Self> {
        let mut set = Self::with_capacity(0, WildcardNames::Expected);
        for (form, bases) in permitted {
            let kind = form.kind();
            if set.permitted.have_any(Forms::of(kind)) || kind != kind.constrained_by() {
                return None;
            }
            set.add_form(form, List::Permitted);
            for base in bases {
                if base.form() != Some(form) {
                    return None;
                }
                set.add_base(base, kind, List::Permitted);
            }
        }
        for (form, base) in excluded {
            set.add_form(form, List::Excluded);
            set.add_base(&base, form.kind(), List::Excluded);
        }
        set.build();
        Some(set)
    }

    /// Returns an empty set with room for the bases that so many octets are likely to encode.
    fn with_capacity(octets: usize, wildcards: WildcardNames) -> Self {
        let (words, domains) = (octets / 6, octets / 24);
        Self {
            permitted: Forms::NONE,
            excluded: Forms::NONE,
            all_permitted: Forms::NONE,
            all_excluded: Forms::NONE,
            not_evaluable: Forms::NONE,
            leading_dot: false,
            domains: Domains::with_capacity(words, domains),
            parents: (wildcards == WildcardNames::Expected).then(|| Domains::with_capacity(0, 0)),
            qualifiers: Interner::default(),
            permitted_addresses: Addresses::default(),
            excluded_addresses: Addresses::default(),
            permitted_directories: Directories::default(),
            excluded_directories: Directories::default(),
        }
    }

    /// Adds the bases of a list. Returns `Err` if they are not the DER of GeneralSubtrees.
    fn read(&mut self, mut entries: Reader<'_>, list: List) -> Result<(), DerError> {
        while !entries.is_empty() {
            let start = entries;
            // Nearly every base is one short element in one short sequence.
            match entries.short_in_sequence() {
                Some((Tag(0x82), text)) => self.add_dns_text(text, list),
                Some((Tag(0xa0), content)) => match srv_text_of_other_name(content) {
                    Some(text) => self.add_srv_text(text, list),
                    None => self.add(&GeneralSubtree::reread(&mut entries, start)?, list),
                },
                _ => self.add(&GeneralSubtree::reread(&mut entries, start)?, list),
            }
        }
        Ok(())
    }

    /// Builds every table. The services get their numbers first, since these are part of the keys of domains.
    fn build(&mut self) {
        let renumbered = if self.qualifiers.is_empty() { Vec::new() } else { self.qualifiers.build() };
        self.domains.build(&renumbered);
        if let Some(parents) = &mut self.parents {
            parents.build(&renumbered);
        }
        self.permitted_addresses.build();
        self.excluded_addresses.build();
        self.permitted_directories.build();
        self.excluded_directories.build();
        let parents = self.parents.as_ref().is_some_and(Domains::overflow);
        if self.domains.overflow() || parents || self.qualifiers.overflow() {
            self.not_evaluable = Forms::ALL;
        }
    }

    /// Records that a list has a base of a form.
    fn list_form(&mut self, form: Forms, list: List) {
        match list {
            List::Permitted => self.permitted = self.permitted.and(form),
            List::Excluded => self.excluded = self.excluded.and(form),
        }
    }

    /// Adds the empty base of a form.
    fn add_all(&mut self, form: Forms, list: List) {
        match list {
            List::Permitted => self.all_permitted = self.all_permitted.and(form),
            List::Excluded => self.all_excluded = self.all_excluded.and(form),
        }
    }

    /// Adds a dNSName base, given as encoded, without parsing it into a [`Base`] first.
    ///
    /// A malformed one makes the form impossible to evaluate. The form is recorded either way, so no name of it is permitted.
    #[inline]
    fn add_dns_text(&mut self, text: &[u8], list: List) {
        self.list_form(DNS_NAME, list);
        let (domain, coverage) = match text {
            [] => return self.add_all(DNS_NAME, list),
            [b'.', domain @ ..] => (domain, Coverage::BELOW),
            _ => (text, Coverage::ITSELF.and(Coverage::BELOW)),
        };
        self.leading_dot |= text.len() > domain.len();
        if !self.add_host(domain, Underscores::Allowed, FormKind::DnsName, list.coverage(coverage), 0) {
            self.not_evaluable = self.not_evaluable.and(DNS_NAME);
        }
    }

    /// Adds an SRVName base, given as encoded, without parsing it into a [`Base`] first.
    ///
    /// A service alone covers names by itself and has no domain, so it goes into the interner and not into the table.
    #[inline]
    fn add_srv_text(&mut self, text: &[u8], list: List) {
        self.list_form(SRV_NAME, list);
        let added = match text {
            [b'_', rest @ ..] => match split_service(rest) {
                (service, _) if !is_service(service) => false,
                (service, Some(name)) => {
                    let qualifier = self.qualifiers.insert(Kind::Service, service, Coverage::NOTHING);
                    let coverage = list.coverage(Coverage::ITSELF.and(Coverage::BELOW));
                    self.add_host(name, Underscores::Refused, FormKind::SrvName, coverage, qualifier)
                }
                (service, None) => {
                    self.qualifiers.insert(Kind::Service, service, list.coverage(Coverage::ITSELF));
                    true
                }
            },
            name => {
                let coverage = list.coverage(Coverage::ITSELF.and(Coverage::BELOW));
                self.add_host(name, Underscores::Refused, FormKind::SrvName, coverage, 0)
            }
        };
        if !added {
            self.not_evaluable = self.not_evaluable.and(SRV_NAME);
        }
    }

    /// Adds the domain of a base, and returns `true`; returns `false`, and adds nothing, if it is malformed.
    #[inline]
    fn add_host(
        &mut self,
        text: &[u8],
        underscores: Underscores,
        form: FormKind,
        coverage: Coverage,
        qualifier: domain_arena::Qualifier,
    ) -> bool {
        let add = |labels: AnyLabels<'_>, reading| {
            if reading == Reading::Unclear && check_labels(text, underscores).is_err() {
                return false;
            }
            match labels {
                AnyLabels::Short(labels) => self.add_labels(labels, form, coverage, qualifier),
                AnyLabels::Medium(labels) => self.add_labels(labels, form, coverage, qualifier),
                AnyLabels::Long(labels) => self.add_labels(labels, form, coverage, qualifier),
            }
            true
        };
        AnyLabels::ask(text, add).unwrap_or(false)
    }

    /// Adds a well-formed domain, and its parent if an excluded base covers the domain itself.
    #[inline]
    fn add_labels<const W: usize>(
        &mut self,
        labels: &Labels<W>,
        form: FormKind,
        coverage: Coverage,
        qualifier: domain_arena::Qualifier,
    ) {
        self.domains.insert(labels, labels.len(), form, coverage, qualifier);
        let Some(parents) = &mut self.parents else { return };
        // A wildcard represents names one label longer than what follows its `*`, and no other.
        let itself = coverage.only(Coverage::ITSELF);
        if let (true, Some(len)) = (itself.in_excluded(), labels.parent_len()) {
            parents.insert(labels, len, form, itself, qualifier);
        }
    }

    /// Records that a list has a base of a form, with what tells an otherName or an unknown tag from others.
    fn add_form(&mut self, form: Form<'_>, list: List) {
        self.list_form(Forms::of(form.kind()), list);
        match form {
            Form::OtherName(type_id) => {
                self.qualifiers.insert(Kind::TypeId, type_id.as_bytes(), Coverage::NOTHING);
            }
            Form::Unknown(identifier) => {
                self.qualifiers.insert(Kind::Identifier, identifier.as_bytes(), Coverage::NOTHING);
            }
            _ => {}
        }
    }

    /// Adds any base, as encoded; one that cannot be evaluated makes its form impossible to evaluate.
    fn add(&mut self, subtree: &GeneralSubtree<'_>, list: List) {
        let form = subtree.form().kind();
        self.add_form(subtree.form(), list);
        match subtree.base().base() {
            Ok(base) if subtree.has_rfc5280_bounds() => self.add_base(&base, form, list),
            _ => self.not_evaluable = self.not_evaluable.and(Forms::of(form)),
        }
    }

    /// Adds a base that was parsed, by what its description returns ([`Base::extent`]).
    fn add_base(&mut self, base: &Base<'_>, form: FormKind, list: List) {
        self.leading_dot |= matches!(base, Base::Dns(DnsSubtree::Subdomains(_)));
        match base.extent() {
            Some(Extent::All) => self.add_all(Forms::of(form), list),
            Some(Extent::Qualified(qualifier)) => {
                let coverage = list.coverage(Coverage::ITSELF);
                with_octets(qualifier, |kind, octets| self.qualifiers.insert(kind, octets, coverage));
            }
            Some(Extent::Hosts(domain, reach, qualifier)) => self.add_hosts(domain, reach, qualifier, form, list),
            Some(Extent::Addresses(range)) => match list {
                List::Permitted => self.permitted_addresses.insert(&range),
                List::Excluded => self.excluded_addresses.insert(&range),
            },
            Some(Extent::Directory(name)) => match list {
                List::Permitted => self.permitted_directories.insert(name),
                List::Excluded => self.excluded_directories.insert(name),
            },
            None => self.not_evaluable = self.not_evaluable.and(Forms::of(form)),
        }
    }

    /// Adds the hosts of a base: a domain, which hosts at it, and the qualifier that it requires.
    fn add_hosts(&mut self, domain: DnsName<'_>, reach: Reach, qualifier: Qualifier<'_>, form: FormKind, list: List) {
        let coverage = list.coverage(match reach {
            Reach::Exact => Coverage::ITSELF,
            Reach::Below => Coverage::BELOW,
            Reach::Within => Coverage::ITSELF.and(Coverage::BELOW),
        });
        let number = with_octets(qualifier, |kind, octets| self.qualifiers.insert(kind, octets, Coverage::NOTHING));
        self.add_name(domain, form, coverage, number.unwrap_or(0));
        if matches!(qualifier, Qualifier::LocalPart(_)) {
            // For names that any local part of the host equals.
            self.add_name(domain, form, list.coverage(Coverage::QUALIFIED), 0);
        }
    }

    fn add_name(&mut self, name: DnsName<'_>, form: FormKind, coverage: Coverage, qualifier: domain_arena::Qualifier) {
        // The name was parsed, so it is well formed.
        if !self.add_host(name.as_str().as_bytes(), Underscores::Allowed, form, coverage, qualifier) {
            self.not_evaluable = Forms::ALL;
        }
    }

    /// Returns the decision on a name, given by the octets of [`GeneralName::text_octets`](crate::certificate::GeneralName). A
    /// name of a form that no base applies to is permitted, well formed or not; any other malformed name is excluded.
    ///
    /// Nearly every name is a short host, which is read and looked up here; any other goes through [`NameQuery`].
    #[inline(always)]
    pub(crate) fn decide_text(&self, form: Form<'_>, octets: &[u8], leading_dot: DnsLeadingDot) -> Decision {
        let short = match form {
            Form::DnsName if !self.permitted.and(self.excluded).have_any(DNS_NAME) => return Decision::Permitted,
            Form::SrvName if !self.permitted.and(self.excluded).have_any(SRV_NAME) => return Decision::Permitted,
            Form::DnsName if !self.has_unevaluable_base(DNS_NAME, leading_dot) => {
                self.match_short_dns(octets).map(|matched| self.decide_matched(DNS_NAME, matched))
            }
            Form::SrvName if !self.has_unevaluable_base(SRV_NAME, leading_dot) => {
                self.match_short_srv(octets).map(|matched| self.decide_matched(SRV_NAME, matched))
            }
            _ => None,
        };
        match short {
            Some(decision) => decision,
            None => self.decide_any_text(form, octets, leading_dot),
        }
    }

    /// Returns what [`SubtreeSet::decide_text`] returns, for a name of any form and length.
    #[inline(never)]
    fn decide_any_text(&self, form: Form<'_>, octets: &[u8], leading_dot: DnsLeadingDot) -> Decision {
        if !self.has_form(form) {
            return Decision::Permitted;
        }
        NameQuery::read(form, octets, |query| self.decide(query, leading_dot)).unwrap_or(Decision::Excluded)
    }

    /// Returns what a dNSName matches. Fast path for at most 31 octets; returns `None` for any other, for a wildcard and for a
    /// malformed name.
    #[inline(always)]
    fn match_short_dns(&self, octets: &[u8]) -> Option<Coverage> {
        let labels = Labels::short(octets)?;
        Some(self.domains.look_up(&labels, &DnsQuery, Coverage::NOTHING))
    }

    /// Returns what an SRVName matches. Fast path for a host of at most 31 octets; returns `None` for any other, for a wildcard
    /// and for a malformed name.
    ///
    /// The service is found in the interner before it is validated, since a service of a base is a valid one.
    #[inline(always)]
    fn match_short_srv(&self, octets: &[u8]) -> Option<Coverage> {
        let (b'_', rest) = octets.split_first()? else { return None };
        let (len, words) = match rest.first_chunk::<16>() {
            Some(octets) => octets_before_dot(octets)?,
            None => {
                let dot = first_dot(rest)?;
                (dot, words(rest.get(..dot)?))
            }
        };
        // What is a service of a base, octet by octet, is one.
        let found = self.qualifiers.get_words(Kind::Service, words, len).unwrap_or_default();
        if !found.exactly && !is_service(rest.get(..len)?) {
            return None;
        }
        let labels = Labels::short(rest.get(len.wrapping_add(1)..)?)?;
        Some(self.domains.look_up(&labels, &SrvQuery(found.number), found.coverage))
    }

    /// Returns what any host matches, or `None` for a wildcard in a set that is not compiled for wildcards.
    #[inline(never)]
    fn match_host<const W: usize>(&self, labels: &Labels<W>, form: FormKind, host: &HostQuery<'_>) -> Option<Coverage> {
        let found = with_octets(host.qualifier, |kind, octets| self.qualifiers.get(kind, octets)).flatten();
        // A service is covered by itself, wherever it is; a local part is not.
        let Found { number: qualifier, coverage, .. } = found.unwrap_or_default();
        // The same query as the last, but for what is known of it when this is compiled.
        match form {
            FormKind::DnsName if !host.wildcard => return Some(self.domains.look_up(labels, &DnsQuery, coverage)),
            FormKind::SrvName if !host.wildcard => {
                return Some(self.domains.look_up(labels, &SrvQuery(qualifier), coverage));
            }
            _ => {}
        }
        if !host.wildcard {
            let any_mailbox = host.qualifier == Qualifier::AnyLocalPart;
            let query = AnyDomainQuery { form, scope: SuffixScope::Name, qualifier, any_mailbox };
            return Some(self.domains.look_up(labels, &query, coverage));
        }
        let parents = self.parents.as_ref()?;
        let query = |scope| AnyDomainQuery { form, scope, qualifier, any_mailbox: false };
        let matched = self.domains.look_up(labels, &query(SuffixScope::Wildcard), coverage);
        // What the names of a wildcard meet that the domains above it do not tell.
        Some(parents.look_up(labels, &query(SuffixScope::ItselfOnly), matched))
    }

    /// Returns `true` if some base of these forms cannot be evaluated under the policy for leading dots.
    #[inline]
    fn has_unevaluable_base(&self, forms: Forms, leading_dot: DnsLeadingDot) -> bool {
        self.not_evaluable.have_any(forms)
            || (self.leading_dot && forms.have_any(DNS_NAME) && leading_dot == DnsLeadingDot::Malformed)
    }

    /// Returns the decision on a name by what it matched: RFC 5280 §6.1.3(b) for the permitted list and (c) for the excluded
    /// one. `forms` are those whose bases apply to the name.
    #[inline]
    fn decide_matched(&self, forms: Forms, matched: Coverage) -> Decision {
        let permitted = !self.permitted.have_any(forms) || self.all_permitted.have_any(forms) || matched.in_permitted();
        if permitted && !self.all_excluded.have_any(forms) && !matched.in_excluded() {
            Decision::Permitted
        } else {
            Decision::Excluded
        }
    }
}

impl ConstraintEvaluator for SubtreeSet {
    #[inline]
    fn has_form(&self, form: Form<'_>) -> bool {
        self.permitted.and(self.excluded).have_any(Forms::applying_to(form.kind()))
            && match form {
                Form::OtherName(type_id) => self.qualifiers.get(Kind::TypeId, type_id.as_bytes()).is_some(),
                Form::Unknown(identifier) => self.qualifiers.get(Kind::Identifier, identifier.as_bytes()).is_some(),
                _ => true,
            }
    }

    fn decide(&self, query: &NameQuery<'_>, leading_dot: DnsLeadingDot) -> Decision {
        let kind = query.form.kind();
        let forms = Forms::applying_to(kind);
        if self.has_unevaluable_base(forms, leading_dot) {
            return Decision::Excluded;
        }
        let matched = match &query.value {
            QueryValue::Host(host) => {
                let form = kind.constrained_by();
                let matched = match host.labels {
                    AnyLabels::Short(labels) => self.match_host(labels, form, host),
                    AnyLabels::Medium(labels) => self.match_host(labels, form, host),
                    AnyLabels::Long(labels) => self.match_host(labels, form, host),
                };
                match matched {
                    Some(matched) => matched,
                    None => return Decision::Undecided,
                }
            }
            QueryValue::Address(address) => {
                let found = |addresses: &Addresses, coverage| {
                    if addresses.contain(*address) { coverage } else { Coverage::NOTHING }
                };
                let excluded = found(&self.excluded_addresses, Coverage::ITSELF.excluded());
                found(&self.permitted_addresses, Coverage::ITSELF).and(excluded)
            }
            QueryValue::Directory(name) => {
                let permitted = match self.permitted_directories.look_up(name.key()) {
                    Place::Inside => Coverage::ITSELF,
                    Place::Outside | Place::Undefined => Coverage::NOTHING,
                };
                match self.excluded_directories.look_up(name.key()) {
                    Place::Outside => permitted,
                    Place::Inside | Place::Undefined => permitted.and(Coverage::ITSELF.excluded()),
                }
            }
            QueryValue::NotUnderstood => return Decision::Excluded,
        };
        self.decide_matched(forms, matched)
    }
}

/// Returns what `ask` makes of the octets of a qualifier and their kind, or `None` if it has none. Octets that are compared
/// as they stand are borrowed; a local part with escapes is copied without them.
#[inline]
fn with_octets<T>(qualifier: Qualifier<'_>, ask: impl FnOnce(Kind, &[u8]) -> T) -> Option<T> {
    match qualifier {
        Qualifier::Service(service) => Some(ask(Kind::Service, service)),
        Qualifier::LocalPart(local_part) => Some(match local_part.octets_in_a_row() {
            Some(octets) => ask(Kind::LocalPart, octets),
            None => ask(Kind::LocalPart, &local_part.octets().collect::<Vec<_>>()),
        }),
        Qualifier::None | Qualifier::AnyLocalPart => None,
    }
}

/// SRVName as a set of forms.
const SRV_NAME: Forms = Forms::of(FormKind::SrvName);
/// dNSName as a set of forms.
const DNS_NAME: Forms = Forms::of(FormKind::DnsName);
