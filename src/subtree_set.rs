//! **The hot path.** The bases of one CA, compiled once, so that a name costs a look-up and no loop over bases.
//!
//! What is compiled decides and does not explain: the answer is whether a name is admitted, for every form and both
//! lists at once, and whoever gets a `no` asks the constraints as encoded ([`Level`](crate::state::Level)), which takes
//! one pass and happens once in a path. So the two can be held against each other, and are (`tests/subtree_set.rs`).
//!
//! Cost: compiling is linear in the octets of the constraints, a look-up in the octets of the name. Neither depends on
//! what the octets are: hash tables that an attacker fills are built again with other keys, and then without hashing
//! (`sorted`). Nothing is allocated by a look-up, and no intersection or union of sets is ever computed: a path asks one
//! set after the other.

mod addresses;
mod blocks;
mod buckets;
mod directories;
mod domains;
mod hash;
mod octets;
mod sorted;

use alloc::vec::Vec;

use crate::constraints::{GeneralSubtree, NameConstraints};
use crate::der::{DerError, Reader, Tag};
use crate::general_name::srv_text_of_other_name;
use crate::look_up::{HostKey, KeyValue, LookUp, NameKey};
use crate::name::dns::{DnsLeadingDot, DnsName, DnsSubtree, Underscores, check_labels};
use crate::name::email::EmailSubtree;
use crate::name::host::HostBase;
use crate::name::labels::{AnyLabels, Labels, Reading, first_dot, is_service, octets_before_dot, split_service};
use crate::name::srv::SrvSubtree;
use crate::name::uri::UriSubtree;
use crate::name::{Base, Form};
use addresses::Addresses;
use blocks::{Coverage, DomainForm, Qualifier};
use directories::Directories;
use domains::{AskDns, AskSrv, Domains, Question, Reach};
use octets::{Found, Kind, Octets, words};

/// Whether a set is asked about wildcards, which excluded bases meet one label below.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum WildcardNames {
    Expected,
    /// Asked about one all the same, the set says no.
    None,
}

impl WildcardNames {
    /// What the octets of names say. A `*` may stand for something else; then the set knows more than it is asked.
    pub(crate) fn among<'n>(names: impl IntoIterator<Item = &'n [u8]>) -> Self {
        let found = names.into_iter().any(|octets| octets.contains(&b'*'));
        if found { Self::Expected } else { Self::None }
    }
}

/// Whether compiling constraints for names costs less than comparing each name to each base, by their octets.
///
/// A base or a name takes some 26 octets. Compiling costs as much for each base as comparing it to three names, and then
/// as much again as comparing some forty pairs, for the memory; and two bases are found as fast by looking at both.
pub(crate) const fn compiling_pays(constraints: usize, names: usize) -> bool {
    names.saturating_sub(90).saturating_mul(constraints.saturating_sub(60)) > 28_000
}

/// Name forms, one bit each.
type Forms = u16;

/// Which list a base stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum List {
    Permitted,
    Excluded,
}

impl List {
    const fn says(self, does: Coverage) -> Coverage {
        match self {
            Self::Permitted => does,
            Self::Excluded => does.excluded(),
        }
    }
}

/// The bases of one CA.
#[derive(Clone, Debug)]
pub(crate) struct SubtreeSet {
    /// The forms that a list has bases of.
    permitted: Forms,
    excluded: Forms,
    /// The forms that a list has the empty base of, which holds every name.
    all_permitted: Forms,
    all_excluded: Forms,
    /// The forms with a base that cannot be evaluated.
    trouble: Forms,
    /// Whether a dNSName base starts with a dot.
    leading_dot: bool,
    /// Bases with context tags that no GeneralName has, one bit each.
    unknown_tags: [u64; 4],
    domains: Domains,
    /// What stands directly above excluded domains: a wildcard there can stand for them.
    parents: Option<Domains>,
    qualifiers: Octets,
    permitted_addresses: Addresses,
    excluded_addresses: Addresses,
    directories: Directories,
}

impl SubtreeSet {
    /// Compiles constraints whose structure was checked.
    pub(crate) fn compile(constraints: &NameConstraints<'_>, wildcards: WildcardNames) -> Self {
        let mut set = Self::with_capacity(constraints.octets(), wildcards);
        // The structure was checked, so this reads every base.
        let read = set.read(constraints.permitted().reader(), List::Permitted);
        let read = read.and_then(|()| set.read(constraints.excluded().reader(), List::Excluded));
        if read.is_err() {
            set.trouble = Forms::MAX;
        }
        set.build();
        set
    }

    /// Reads the value of a NameConstraints extension and compiles it, in one pass.
    pub(crate) fn from_der(octets: &[u8], wildcards: WildcardNames) -> Result<Self, DerError> {
        let lists = NameConstraints::read_lists(octets)?;
        let mut set = Self::with_capacity(octets.len(), wildcards);
        set.read(lists.permitted().reader(), List::Permitted)?;
        set.read(lists.excluded().reader(), List::Excluded)?;
        set.build();
        Ok(set)
    }

    /// Compiles bases that were parsed, those that are permitted under the form they are permitted for; `None` when a
    /// form is permitted by bases of another, or by two sets, since each of them must contain a name.
    pub(crate) fn of_bases<'b>(
        permitted: impl IntoIterator<Item = (Form<'b>, &'b [Base<'b>])>,
        excluded: &[Base<'_>],
    ) -> Option<Self> {
        let mut set = Self::with_capacity(0, WildcardNames::Expected);
        for (form, bases) in permitted {
            if set.permitted & forms(form) != 0 || form == Form::SmtpUtf8Mailbox {
                return None;
            }
            set.add_form(form, List::Permitted);
            for base in bases {
                if base.form() != Some(form) {
                    return None;
                }
                set.add_base(base, forms(form), List::Permitted);
            }
        }
        for base in excluded {
            if let Some(form) = base.form() {
                set.add_form(form, List::Excluded);
                set.add_base(base, forms(form), List::Excluded);
            }
        }
        set.build();
        Some(set)
    }

    /// An empty set, with room for what so many octets are likely to hold.
    fn with_capacity(octets: usize, wildcards: WildcardNames) -> Self {
        let (words, domains) = (octets / 6, octets / 24);
        Self {
            permitted: 0,
            excluded: 0,
            all_permitted: 0,
            all_excluded: 0,
            trouble: 0,
            leading_dot: false,
            unknown_tags: [0; 4],
            domains: Domains::with_capacity(words, domains),
            parents: (wildcards == WildcardNames::Expected).then(|| Domains::with_capacity(0, 0)),
            qualifiers: Octets::default(),
            permitted_addresses: Addresses::default(),
            excluded_addresses: Addresses::default(),
            directories: Directories::default(),
        }
    }

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

    fn build(&mut self) {
        let renumbered = if self.qualifiers.is_empty() { Vec::new() } else { self.qualifiers.build() };
        self.domains.build(&renumbered);
        if let Some(parents) = &mut self.parents {
            parents.build(&renumbered);
        }
        self.permitted_addresses.build();
        self.excluded_addresses.build();
        self.directories.build();
        let parents = self.parents.as_ref().is_some_and(Domains::overflow);
        if self.domains.overflow() || parents || self.qualifiers.overflow() {
            self.trouble = Forms::MAX;
        }
    }

    fn list_form(&mut self, form: Forms, list: List) {
        match list {
            List::Permitted => self.permitted |= form,
            List::Excluded => self.excluded |= form,
        }
    }

    /// The empty base.
    fn add_all(&mut self, form: Forms, list: List) {
        match list {
            List::Permitted => self.all_permitted |= form,
            List::Excluded => self.all_excluded |= form,
        }
    }

    /// A dNSName base, as encoded.
    #[inline]
    fn add_dns_text(&mut self, text: &[u8], list: List) {
        self.list_form(DNS_NAME, list);
        let (domain, does) = match text {
            [] => return self.add_all(DNS_NAME, list),
            [b'.', domain @ ..] => (domain, Coverage::BELOW),
            _ => (text, Coverage::ITSELF.and(Coverage::BELOW)),
        };
        self.leading_dot |= text.len() > domain.len();
        if !self.add_host(domain, Underscores::Allowed, DomainForm::Dns, list.says(does), 0) {
            self.trouble |= DNS_NAME;
        }
    }

    /// An SRVName base, as encoded.
    #[inline]
    fn add_srv_text(&mut self, text: &[u8], list: List) {
        self.list_form(SRV_NAME, list);
        let added = match text {
            [b'_', rest @ ..] => match split_service(rest) {
                (service, _) if !is_service(service) => false,
                (service, Some(name)) => {
                    let qualifier = self.qualifiers.insert(Kind::Service, service, Coverage::NOTHING);
                    let does = list.says(Coverage::ITSELF.and(Coverage::BELOW));
                    self.add_host(name, Underscores::Refused, DomainForm::Srv, does, qualifier)
                }
                (service, None) => {
                    self.qualifiers.insert(Kind::Service, service, list.says(Coverage::ITSELF));
                    true
                }
            },
            name => {
                let does = list.says(Coverage::ITSELF.and(Coverage::BELOW));
                self.add_host(name, Underscores::Refused, DomainForm::Srv, does, 0)
            }
        };
        if !added {
            self.trouble |= SRV_NAME;
        }
    }

    /// Adds a domain, unless it is malformed.
    #[inline]
    fn add_host(
        &mut self,
        text: &[u8],
        underscores: Underscores,
        form: DomainForm,
        does: Coverage,
        qualifier: Qualifier,
    ) -> bool {
        let add = |labels: AnyLabels<'_>, reading| {
            if reading == Reading::Unclear && check_labels(text, underscores).is_err() {
                return false;
            }
            match labels {
                AnyLabels::Short(labels) => self.add_labels(labels, form, does, qualifier),
                AnyLabels::Medium(labels) => self.add_labels(labels, form, does, qualifier),
                AnyLabels::Long(labels) => self.add_labels(labels, form, does, qualifier),
            }
            true
        };
        AnyLabels::ask(text, add).unwrap_or(false)
    }

    #[inline]
    fn add_labels<const W: usize>(
        &mut self,
        labels: &Labels<W>,
        form: DomainForm,
        does: Coverage,
        qualifier: Qualifier,
    ) {
        self.domains.insert(labels, labels.len(), form, does, qualifier);
        let Some(parents) = &mut self.parents else { return };
        // A wildcard stands for names one label longer than what is behind its `*`, and for no other.
        let itself = does.only(Coverage::ITSELF);
        if itself.in_excluded() && matches!(form, DomainForm::Dns | DomainForm::Srv) {
            if let Some(len) = labels.parent_len() {
                parents.insert(labels, len, form, itself, qualifier);
            }
        }
    }

    /// A form that a list has a base of.
    fn add_form(&mut self, form: Form<'_>, list: List) {
        self.list_form(forms(form), list);
        match form {
            Form::OtherName(type_id) => {
                self.qualifiers.insert(Kind::TypeId, type_id.as_bytes(), Coverage::NOTHING);
            }
            Form::Unknown(tag) => {
                if let Some(word) = self.unknown_tags.get_mut(usize::from(tag.0 >> 6)) {
                    *word |= 1 << (tag.0 & 0x3f);
                }
            }
            _ => {}
        }
    }

    /// Any base.
    fn add(&mut self, subtree: &GeneralSubtree<'_>, list: List) {
        let form = forms(subtree.form());
        self.add_form(subtree.form(), list);
        match subtree.base().base() {
            Ok(base) if subtree.has_rfc5280_bounds() => self.add_base(&base, form, list),
            _ => self.trouble |= form,
        }
    }

    fn add_base(&mut self, base: &Base<'_>, form: Forms, list: List) {
        let both = list.says(Coverage::ITSELF.and(Coverage::BELOW));
        let (itself, below) = (list.says(Coverage::ITSELF), list.says(Coverage::BELOW));
        match base {
            Base::Dns(DnsSubtree::All) | Base::Email(EmailSubtree::All) | Base::Uri(UriSubtree::All) => {
                self.add_all(form, list);
            }
            Base::Srv(SrvSubtree::Service(service)) => {
                self.qualifiers.insert(Kind::Service, service.as_str().as_bytes(), itself);
            }
            Base::Srv(SrvSubtree::Name(name)) => self.add_name(*name, DomainForm::Srv, both, 0),
            Base::Srv(SrvSubtree::Both(service, name)) => {
                let qualifier = self.qualifiers.insert(Kind::Service, service.as_str().as_bytes(), Coverage::NOTHING);
                self.add_name(*name, DomainForm::Srv, both, qualifier);
            }
            Base::Dns(DnsSubtree::Domain(name)) => self.add_name(*name, DomainForm::Dns, both, 0),
            Base::Dns(DnsSubtree::Subdomains(name)) => {
                self.leading_dot = true;
                self.add_name(*name, DomainForm::Dns, below, 0);
            }
            Base::Email(EmailSubtree::Host(HostBase::Exact(name))) => {
                self.add_name(*name, DomainForm::Email, itself, 0)
            }
            Base::Email(EmailSubtree::Host(HostBase::Below(name))) => self.add_name(*name, DomainForm::Email, below, 0),
            Base::Email(EmailSubtree::Mailbox(mailbox)) => {
                let local = mailbox.local_part().as_bytes();
                let qualifier = self.qualifiers.insert(Kind::LocalPart, local, Coverage::NOTHING);
                self.add_name(mailbox.host(), DomainForm::Email, itself, qualifier);
                // For whoever asks for any mailbox of the host.
                self.add_name(mailbox.host(), DomainForm::Email, list.says(Coverage::QUALIFIED), 0);
            }
            Base::Uri(UriSubtree::Host(HostBase::Exact(name))) => self.add_name(*name, DomainForm::Uri, itself, 0),
            Base::Uri(UriSubtree::Host(HostBase::Below(name))) => self.add_name(*name, DomainForm::Uri, below, 0),
            Base::Ip(base) if list == List::Permitted => self.permitted_addresses.insert(base),
            Base::Ip(base) => self.excluded_addresses.insert(base),
            Base::Directory(base) => self.directories.insert(base.name(), itself),
            Base::NotUnderstood => self.trouble |= form,
        }
    }

    fn add_name(&mut self, name: DnsName<'_>, form: DomainForm, does: Coverage, qualifier: Qualifier) {
        // The name was parsed, so it is well formed.
        if !self.add_host(name.as_str().as_bytes(), Underscores::Allowed, form, does, qualifier) {
            self.trouble = Forms::MAX;
        }
    }

    /// Whether a name is admitted or of a form that no base holds, from the octets that
    /// [`GeneralName::text_octets`](crate::GeneralName) has. Nearly every name is a short host.
    #[inline(always)]
    pub(crate) fn admits_text(&self, form: Form<'_>, octets: &[u8], leading_dot: DnsLeadingDot) -> bool {
        let admitted = match form {
            Form::DnsName if (self.permitted | self.excluded) & DNS_NAME == 0 => return true,
            Form::SrvName if (self.permitted | self.excluded) & SRV_NAME == 0 => return true,
            Form::DnsName if !self.is_in_trouble(DNS_NAME, leading_dot) => {
                self.meet_short_dns(octets).map(|met| self.admits_what_met(DNS_NAME, met))
            }
            Form::SrvName if !self.is_in_trouble(SRV_NAME, leading_dot) => {
                self.meet_short_srv(octets).map(|met| self.admits_what_met(SRV_NAME, met))
            }
            _ => None,
        };
        match admitted {
            Some(admitted) => admitted,
            None => self.admits_any_text(form, octets, leading_dot),
        }
    }

    #[inline(never)]
    fn admits_any_text(&self, form: Form<'_>, octets: &[u8], leading_dot: DnsLeadingDot) -> bool {
        !self.has_form(form) || NameKey::ask(form, octets, |key| self.admits(key, leading_dot)).unwrap_or(false)
    }

    /// What a dNSName meets, if it is short and no wildcard.
    #[inline(always)]
    fn meet_short_dns(&self, octets: &[u8]) -> Option<Coverage> {
        let labels = Labels::short(octets)?;
        Some(self.domains.look_up(&labels, &AskDns, Coverage::NOTHING))
    }

    /// What an SRVName meets, if it is short.
    #[inline(always)]
    fn meet_short_srv(&self, octets: &[u8]) -> Option<Coverage> {
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
        Some(self.domains.look_up(&labels, &AskSrv(found.number), found.does))
    }

    /// What any host meets.
    #[inline(never)]
    fn meet<const W: usize>(&self, labels: &Labels<W>, form: Form<'_>, host: &HostKey<'_>) -> Coverage {
        let found = |kind| self.qualifiers.get(kind, host.qualifier).unwrap_or_default();
        let any_mailbox = form == Form::SmtpUtf8Mailbox;
        let (form, Found { number: qualifier, does, .. }) = match form {
            Form::DnsName if !host.wildcard => return self.domains.look_up(labels, &AskDns, Coverage::NOTHING),
            // A service does something by itself, wherever it is; a local part does not.
            Form::SrvName => (DomainForm::Srv, found(Kind::Service)),
            Form::Rfc822Name => (DomainForm::Email, found(Kind::LocalPart)),
            Form::SmtpUtf8Mailbox => (DomainForm::Email, Found::default()),
            Form::Uri => (DomainForm::Uri, Found::default()),
            _ => (DomainForm::Dns, Found::default()),
        };
        if form == DomainForm::Srv && !host.wildcard {
            return self.domains.look_up(labels, &AskSrv(qualifier), does);
        }
        let reach = if host.wildcard { Reach::Wildcard } else { Reach::Name };
        let mut question = Question { form, reach, qualifier, any_mailbox };
        let met = self.domains.look_up(labels, &question, does);
        question.reach = Reach::ItselfOnly;
        match &self.parents {
            _ if !host.wildcard => met,
            // What the names of a wildcard meet that nothing above it says.
            Some(parents) => parents.look_up(labels, &question, met),
            // Without the table nobody can say.
            None => Coverage::ITSELF.excluded(),
        }
    }

    /// Whether some base of a form cannot be evaluated.
    #[inline]
    fn is_in_trouble(&self, forms: Forms, leading_dot: DnsLeadingDot) -> bool {
        self.trouble & forms != 0
            || (self.leading_dot && forms & DNS_NAME != 0 && leading_dot == DnsLeadingDot::Malformed)
    }

    /// Whether a name of a form is admitted that met this.
    #[inline]
    fn admits_what_met(&self, forms: Forms, met: Coverage) -> bool {
        let permitted = self.permitted & forms == 0 || self.all_permitted & forms != 0 || met.in_permitted();
        permitted && self.all_excluded & forms == 0 && !met.in_excluded()
    }
}

impl LookUp for SubtreeSet {
    #[inline]
    fn has_form(&self, form: Form<'_>) -> bool {
        let listed = (self.permitted | self.excluded) & held_by(form) != 0;
        listed
            && match form {
                Form::OtherName(type_id) => self.qualifiers.get(Kind::TypeId, type_id.as_bytes()).is_some(),
                Form::Unknown(tag) => {
                    let word = self.unknown_tags.get(usize::from(tag.0 >> 6));
                    word.is_some_and(|word| word & (1 << (tag.0 & 0x3f)) != 0)
                }
                _ => true,
            }
    }

    fn admits(&self, key: &NameKey<'_>, leading_dot: DnsLeadingDot) -> bool {
        let forms = held_by(key.form);
        if self.is_in_trouble(forms, leading_dot) {
            return false;
        }
        let met = match &key.value {
            KeyValue::Host(host) => match host.labels {
                AnyLabels::Short(labels) => self.meet(labels, key.form, host),
                AnyLabels::Medium(labels) => self.meet(labels, key.form, host),
                AnyLabels::Long(labels) => self.meet(labels, key.form, host),
            },
            KeyValue::Address(address) => {
                let found =
                    |addresses: &Addresses, does| if addresses.contain(*address) { does } else { Coverage::NOTHING };
                let excluded = found(&self.excluded_addresses, Coverage::ITSELF.excluded());
                found(&self.permitted_addresses, Coverage::ITSELF).and(excluded)
            }
            KeyValue::Directory(name) => self.directories.look_up(*name),
            KeyValue::NotUnderstood => return false,
        };
        self.admits_what_met(forms, met)
    }
}

const SRV_NAME: Forms = 1;
const DNS_NAME: Forms = 1 << 1;
const RFC822_NAME: Forms = 1 << 2;
const SMTP_UTF8_MAILBOX: Forms = 1 << 3;

/// The bit of a form. Type-ids share one, and so do tags that are unknown.
const fn forms(form: Form<'_>) -> Forms {
    match form {
        Form::SrvName => SRV_NAME,
        Form::DnsName => DNS_NAME,
        Form::Rfc822Name => RFC822_NAME,
        Form::SmtpUtf8Mailbox => SMTP_UTF8_MAILBOX,
        Form::Uri => 1 << 4,
        Form::IpAddress => 1 << 5,
        Form::DirectoryName => 1 << 6,
        Form::X400Address => 1 << 7,
        Form::EdiPartyName => 1 << 8,
        Form::RegisteredId => 1 << 9,
        Form::OtherName(_) => 1 << 10,
        Form::Unknown(_) => 1 << 11,
    }
}

/// The forms whose bases hold names of a form: [`Form::holds`].
const fn held_by(name: Form<'_>) -> Forms {
    match name {
        Form::SmtpUtf8Mailbox => SMTP_UTF8_MAILBOX | RFC822_NAME,
        _ => forms(name),
    }
}
