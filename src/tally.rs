//! The constraints of a long path, taken together: a name is asked once, and not once for each CA above it.
//!
//! A verdict over n CAs and n names would cost their product if every CA were asked for every name, look-up or not. So
//! the bases of all CAs stand in one tree ([`trie`]), each with the number of levels that permit through it. What a name
//! is inside of lies on its way down that tree, 127 labels at most, and it is permitted by *every* level exactly when the
//! numbers on the way add up to the number of levels that permit its form at all.
//!
//! That sum is right because no level counts twice on one way: of the bases of one level, those inside another of them
//! are left out, and two that are left have no name in common. SRVName is the exception, since `_s` and `example.com`
//! have names in common and neither is inside the other; [`crossing`] takes those off again.
//!
//! Like a compiled set it decides and does not explain. Whoever gets a `no` asks the levels one by one.
//!
//! Cost: adding a level is linear in its octets, a question in those of the name, each times the logarithm of the number
//! of bases; nothing is hashed. Only levels that permit both a service and, apart from it, a domain below can make it
//! more than that (see [`crossing`]).

mod crossing;
mod trie;
mod words;

use alloc::collections::BTreeSet;
use alloc::vec::Vec;
use core::net::IpAddr;

use crate::canonical;
use crate::constraints::{GeneralSubtree, NameConstraints};
use crate::general_name::PresentedId;
use crate::name::directory::DirectoryName;
use crate::name::dns::{DnsLeadingDot, DnsName, DnsSubtree};
use crate::name::email::EmailSubtree;
use crate::name::host::HostBase;
use crate::name::ip::IpSubtree;
use crate::name::srv::{Service, SrvSubtree};
use crate::name::uri::UriSubtree;
use crate::name::{Base, Form, Name};
use crossing::Crossing;
use trie::{Part, Place, Step, Trie};
use words::lower_case;

/// The forms that are evaluated, each a tree of its own under a root of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Tree {
    Srv,
    Dns,
    Email,
    Uri,
    Ip,
    Directory,
}

impl Tree {
    /// The tree of a form; SmtpUTF8Mailbox is held by bases of rfc822Name (RFC 9598 §6).
    const fn of(form: Form<'_>) -> Option<Self> {
        match form {
            Form::SrvName => Some(Self::Srv),
            Form::DnsName => Some(Self::Dns),
            Form::Rfc822Name | Form::SmtpUtf8Mailbox => Some(Self::Email),
            Form::Uri => Some(Self::Uri),
            Form::IpAddress => Some(Self::Ip),
            Form::DirectoryName => Some(Self::Directory),
            _ => None,
        }
    }

    const fn root(self) -> Place {
        match self {
            Self::Srv => 0,
            Self::Dns => 1,
            Self::Email => 2,
            Self::Uri => 3,
            Self::Ip => 4,
            Self::Directory => 5,
        }
    }
}

/// The root of the forms that are not understood, where each has one place.
const NOT_UNDERSTOOD: Place = 6;
const ROOTS: usize = 7;

/// What all levels say about one form.
#[derive(Clone, Copy, Debug, Default)]
struct OfForm {
    /// How many levels permit bases of it, and the last one that did.
    permitting: u32,
    last: u32,
    /// Some level has a base of it, in either list.
    listed: bool,
    /// Some base of it cannot be evaluated.
    trouble: bool,
}

/// Where a base stands in the tree.
#[derive(Clone, Copy, Debug)]
struct Spot {
    tree: Tree,
    place: Place,
    kind: Kind,
    /// Holds the name that stands at its place.
    itself: bool,
    /// Holds the names below its place.
    below: bool,
}

#[derive(Clone, Copy, Debug)]
enum Kind {
    /// A domain or a directory name.
    Plain,
    /// A service, alone or at a domain.
    Service,
    /// A mailbox at a host.
    Mailbox,
    /// A range of addresses.
    Range(IpSubtree),
}

/// A part of a spot that a level permits.
#[derive(Clone, Copy, Debug)]
struct Listed {
    spot: Spot,
    place: Place,
    part: Part,
}

/// What a name met on its way.
#[derive(Clone, Copy, Debug, Default)]
struct Met {
    levels: u32,
    excluded: bool,
}

/// What is asked at the end of a way, and beside it.
#[derive(Clone, Copy, Debug)]
struct Question<'n> {
    /// What the name asks at its own place.
    part: Part,
    wildcard: bool,
    qualifier: Option<&'n [u8]>,
    /// The qualifier counts all along the way, and not at the end alone.
    everywhere: bool,
}

/// The constraints of all CAs so far. CAs are added from the anchor down, names asked in between.
#[derive(Debug)]
pub(crate) struct Tally {
    trie: Trie,
    forms: [OfForm; 6],
    /// The prefix lengths of address ranges that occur, with `true` for IPv6.
    lengths: BTreeSet<(bool, u8)>,
    crossing: Crossing,
    leading_dot: DnsLeadingDot,
    /// The number of the last level, from 1.
    level: u32,
    /// Something did not fit its number; from then on nothing is known.
    overflow: bool,
}

impl Tally {
    pub(crate) fn new(leading_dot: DnsLeadingDot) -> Self {
        Self {
            trie: Trie::new(ROOTS),
            forms: [OfForm::default(); 6],
            lengths: BTreeSet::new(),
            crossing: Crossing::default(),
            leading_dot,
            level: 0,
            overflow: false,
        }
    }

    /// Adds the constraints of the next CA, whose structure was checked.
    pub(crate) fn add(&mut self, constraints: &NameConstraints<'_>) {
        let Some(level) = self.level.checked_add(1) else {
            self.overflow = true;
            return;
        };
        self.level = level;
        let mut listed = Vec::new();
        for subtree in &constraints.permitted() {
            if let Some(spot) = self.spot_of(&subtree) {
                self.list(spot, &mut listed);
            }
        }
        self.count(&listed);
        for subtree in &constraints.excluded() {
            if let Some(spot) = self.spot_of(&subtree) {
                self.exclude(spot);
            }
        }
    }

    /// Whether every level admits a name, for sure; `false` says nothing.
    pub(crate) fn admits(&mut self, presented: &PresentedId<'_>) -> bool {
        let form = presented.form();
        let not_understood = !self.overflow && self.holds_not_understood(form);
        let Some(tree) = Tree::of(form) else { return !self.overflow && !not_understood };
        let Some(own) = self.form(tree).map(|own| *own) else { return false };
        if self.overflow || not_understood || own.trouble {
            return false;
        }
        if !own.listed {
            return true;
        }
        let Ok(name) = presented.name() else { return false };
        let met = match name {
            Name::Dns(name) => {
                self.meet_host(tree, name.name(), Question::plain(Part::Itself).as_wildcard(name.is_wildcard()))
            }
            Name::Srv(name) => {
                let mut buffer = [0; 64];
                let service = lower_case(name.service().as_str(), &mut buffer);
                let question = Question { qualifier: Some(service), everywhere: true, ..Question::plain(Part::Itself) };
                let host = name.name().name();
                let met = self.meet_host(tree, host, question.as_wildcard(name.name().is_wildcard()));
                let twice = self.counted_twice(host, service);
                Met { levels: met.levels.saturating_sub(twice), ..met }
            }
            Name::Mailbox(name) => {
                let local = Some(name.local_part().as_bytes());
                self.meet_host(tree, name.host(), Question { qualifier: local, ..Question::plain(Part::Itself) })
            }
            Name::SmtpUtf8(name) => self.meet_host(tree, name.host(), Question::plain(Part::AnyMailbox)),
            Name::Uri(name) => self.meet_host(tree, name.host(), Question::plain(Part::Itself)),
            Name::Ip(address) => self.meet_address(address),
            Name::Directory(name) => self.meet_directory(name),
            Name::NotUnderstood => return false,
        };
        met.levels == own.permitting && !met.excluded
    }

    fn form(&mut self, tree: Tree) -> Option<&mut OfForm> {
        usize::try_from(tree.root()).ok().and_then(|index| self.forms.get_mut(index))
    }

    /// Whether a level has a base of this form, which is not understood.
    fn holds_not_understood(&mut self, form: Form<'_>) -> bool {
        let mut octets = Vec::new();
        canonical::write(&form, &mut octets);
        self.trie.find(NOT_UNDERSTOOD, Step::Down, &octets).is_some()
    }

    /// Takes note of a base, and of where it stands if it can be evaluated.
    fn spot_of(&mut self, subtree: &GeneralSubtree<'_>) -> Option<Spot> {
        if !subtree.form().is_understood() {
            let mut octets = Vec::new();
            canonical::write(&subtree.form(), &mut octets);
            self.grow(NOT_UNDERSTOOD, Step::Down, &octets)?;
            return None;
        }
        let dot_is_malformed = self.leading_dot == DnsLeadingDot::Malformed;
        let tree = Tree::of(subtree.form())?;
        let own = self.form(tree)?;
        own.listed = true;
        match subtree.base().base() {
            Ok(Base::Dns(DnsSubtree::Subdomains(_))) if dot_is_malformed => own.trouble = true,
            Ok(base) if subtree.has_rfc5280_bounds() => return self.spot(tree, &base),
            _ => own.trouble = true,
        }
        None
    }

    fn spot(&mut self, tree: Tree, base: &Base<'_>) -> Option<Spot> {
        let root = Spot { tree, place: tree.root(), kind: Kind::Plain, itself: true, below: true };
        let mut at = |name: DnsName<'_>| self.grow_host(tree, name);
        Some(match base {
            // Every name is below the root, and none at it.
            Base::Dns(DnsSubtree::All) | Base::Email(EmailSubtree::All) | Base::Uri(UriSubtree::All) => root,
            Base::Dns(DnsSubtree::Domain(name)) | Base::Srv(SrvSubtree::Name(name)) => {
                Spot { place: at(*name)?, ..root }
            }
            Base::Dns(DnsSubtree::Subdomains(name))
            | Base::Email(EmailSubtree::Host(HostBase::Below(name)))
            | Base::Uri(UriSubtree::Host(HostBase::Below(name))) => Spot { place: at(*name)?, itself: false, ..root },
            Base::Email(EmailSubtree::Host(HostBase::Exact(name)))
            | Base::Uri(UriSubtree::Host(HostBase::Exact(name))) => Spot { place: at(*name)?, below: false, ..root },
            Base::Email(EmailSubtree::Mailbox(mailbox)) => {
                let host = at(mailbox.host())?;
                let place = self.grow(host, Step::Qualifier, mailbox.local_part().as_bytes())?;
                Spot { place, kind: Kind::Mailbox, below: false, ..root }
            }
            Base::Srv(SrvSubtree::Service(service)) => {
                Spot { place: self.grow_service(root.place, *service)?, kind: Kind::Service, ..root }
            }
            Base::Srv(SrvSubtree::Both(service, name)) => {
                let domain = at(*name)?;
                Spot { place: self.grow_service(domain, *service)?, kind: Kind::Service, ..root }
            }
            Base::Ip(range) => {
                let (word, length) = words::range(range.address(), range.prefix_len());
                self.lengths.insert(length);
                let place = self.grow(root.place, Step::Down, &word)?;
                Spot { place, kind: Kind::Range(*range), below: false, ..root }
            }
            Base::Directory(base) => Spot { place: self.grow_directory(base.name())?, ..root },
            Base::NotUnderstood => {
                self.form(tree)?.trouble = true;
                return None;
            }
        })
    }

    fn grow(&mut self, from: Place, step: Step, word: &[u8]) -> Option<Place> {
        let grown = self.trie.grow(from, step, word);
        self.overflow |= grown.is_none();
        grown
    }

    fn grow_host(&mut self, tree: Tree, name: DnsName<'_>) -> Option<Place> {
        let mut buffer = [0; 64];
        let mut labels = name.labels().rev();
        labels.try_fold(tree.root(), |place, label| self.grow(place, Step::Down, lower_case(label, &mut buffer)))
    }

    fn grow_service(&mut self, domain: Place, service: Service<'_>) -> Option<Place> {
        let mut buffer = [0; 64];
        self.grow(domain, Step::Qualifier, lower_case(service.as_str(), &mut buffer))
    }

    fn grow_directory(&mut self, name: DirectoryName<'_>) -> Option<Place> {
        let mut octets = Vec::new();
        name.rdns().try_fold(Tree::Directory.root(), |place, rdn| {
            octets.clear();
            canonical::write(&rdn, &mut octets);
            self.grow(place, Step::Down, &octets)
        })
    }

    /// Marks the parts of a spot as permitted by this level, and adds those that were not to `listed`.
    fn list(&mut self, spot: Spot, listed: &mut Vec<Listed>) {
        let level = self.level;
        if let Some(own) = self.form(spot.tree).filter(|own| own.last != level) {
            own.last = level;
            own.permitting = own.permitting.saturating_add(1);
        }
        for (place, part) in self.parts(spot).into_iter().flatten() {
            if let Some(count) = self.trie.count_mut(place, part).filter(|count| count.last != level) {
                count.last = level;
                listed.push(Listed { spot, place, part });
            }
        }
        if let (Kind::Service, Some(domain)) = (spot.kind, self.trie.above(spot.place)) {
            self.trie.mark_service(domain, level);
        }
    }

    /// The counts in which a base stands.
    fn parts(&self, spot: Spot) -> [Option<(Place, Part)>; 3] {
        let host = match spot.kind {
            Kind::Mailbox => self.trie.above(spot.place),
            _ => Some(spot.place),
        };
        // A SmtpUTF8Mailbox is held by each mailbox at its host, and by the host.
        let any_mailbox = host.filter(|_| spot.itself && spot.tree == Tree::Email);
        [
            spot.itself.then_some((spot.place, Part::Itself)),
            spot.below.then_some((spot.place, Part::Below)),
            any_mailbox.map(|host| (host, Part::AnyMailbox)),
        ]
    }

    /// Counts what a level permits, except what is inside something else that it permits.
    fn count(&mut self, listed: &[Listed]) {
        let level = self.level;
        let mut services = Vec::new();
        let mut crosses = false;
        for own in listed {
            if self.is_inside_another(own) {
                continue;
            }
            if let Some(count) = self.trie.count_mut(own.place, own.part) {
                count.levels = count.levels.saturating_add(1);
            }
            match own.spot.kind {
                _ if own.part != Part::Itself || own.spot.tree != Tree::Srv => {}
                Kind::Service => services.push(own.place),
                _ if self.trie.any_above(own.place, |node| node.service_in == level) => {
                    self.crossing.add_domain(own.place, level);
                    crosses = true;
                }
                _ => {}
            }
        }
        if crosses {
            services.into_iter().for_each(|place| self.crossing.add_service(place, level));
        }
    }

    /// Whether the level that lists this part also lists one that holds all of it.
    fn is_inside_another(&mut self, own: &Listed) -> bool {
        let level = self.level;
        let host = match (own.spot.kind, own.part) {
            (Kind::Range(range), _) => return self.is_inside_another_range(&range),
            (_, Part::AnyMailbox) | (Kind::Plain, _) => own.place,
            (Kind::Mailbox | Kind::Service, _) => {
                let Some(host) = self.trie.above(own.place) else { return false };
                if self.trie.is_listed(host, Part::Itself, level) {
                    return true;
                }
                host
            }
        };
        let word = self.trie.word_of(own.place).filter(|_| matches!(own.spot.kind, Kind::Service));
        self.trie.any_above(host, |node| node.below.last == level)
            || word.is_some_and(|word| self.trie.any_beside_above(host, word, |node| node.below.last == level))
    }

    fn is_inside_another_range(&mut self, range: &IpSubtree) -> bool {
        let level = self.level;
        let shorter = |length: u8| length < range.prefix_len();
        let mut found = false;
        self.visit_ranges(range.address(), shorter, |trie, place| {
            found |= trie.is_listed(place, Part::Itself, level);
        });
        found
    }

    /// Visits the ranges that hold an address, of some prefix lengths.
    fn visit_ranges(&mut self, address: IpAddr, wanted: impl Fn(u8) -> bool, mut visit: impl FnMut(&mut Trie, Place)) {
        for (family, length) in self.lengths.range((address.is_ipv6(), 0)..=(address.is_ipv6(), u8::MAX)) {
            if !wanted(*length) || *family != address.is_ipv6() {
                continue;
            }
            let (word, _) = words::range(address, *length);
            if let Some(place) = self.trie.find(Tree::Ip.root(), Step::Down, &word) {
                visit(&mut self.trie, place);
            }
        }
    }

    fn exclude(&mut self, spot: Spot) {
        for (place, part) in self.parts(spot).into_iter().flatten() {
            if let Some(count) = self.trie.count_mut(place, part) {
                count.excluded = true;
            }
        }
        // A wildcard one label above can stand for it.
        let (true, Some(above)) = (spot.itself, self.trie.above(spot.place)) else { return };
        match (spot.tree, spot.kind) {
            (Tree::Srv, Kind::Service) => {
                let beside = self.trie.above(above).zip(self.trie.word_of(spot.place));
                if let Some((parent, word)) = beside {
                    let grown = self.trie.grow_word(parent, Step::Qualifier, word);
                    self.overflow |= grown.is_none();
                    grown.into_iter().for_each(|place| self.trie.mark_excluded_child(place));
                }
            }
            (Tree::Srv | Tree::Dns, _) => self.trie.mark_excluded_child(above),
            _ => {}
        }
    }

    /// What a host meets, from the top-level domain down to itself.
    fn meet_host(&mut self, tree: Tree, host: DnsName<'_>, question: Question<'_>) -> Met {
        let mut met = Met::default();
        let mut buffer = [0; 64];
        let qualifier = question.qualifier.and_then(|octets| self.trie.word(octets));
        let along = qualifier.filter(|_| question.everywhere);
        let mut place = tree.root();
        for label in host.labels().rev() {
            met.add(&self.trie, place, Part::Below);
            if let Some(beside) = along.and_then(|word| self.trie.find_word(place, Step::Qualifier, word)) {
                met.add(&self.trie, beside, Part::Below);
            }
            match self.trie.find(place, Step::Down, lower_case(label, &mut buffer)) {
                Some(next) => place = next,
                None => return met,
            }
        }
        let beside = qualifier.and_then(|word| self.trie.find_word(place, Step::Qualifier, word));
        for place in [Some(place), beside].into_iter().flatten() {
            met.add(&self.trie, place, question.part);
            met.excluded |= question.wildcard && self.trie.has_excluded_child(place);
        }
        met
    }

    /// How many levels permit an SRVName both by a domain and by a service.
    fn counted_twice(&mut self, host: DnsName<'_>, service: &[u8]) -> u32 {
        let Some(service) = self.trie.word(service).filter(|_| !self.crossing.is_empty()) else { return 0 };
        let mut twice = 0u32;
        let mut buffer = [0; 64];
        let mut services = Vec::new();
        let mut labels = host.labels().rev();
        let mut place = Tree::Srv.root();
        loop {
            twice = twice.saturating_add(self.crossing.count(place, service, &services, self.trie.steps_mut()));
            services.extend(self.trie.find_word(place, Step::Qualifier, service));
            let next =
                labels.next().and_then(|label| self.trie.find(place, Step::Down, lower_case(label, &mut buffer)));
            match next {
                Some(next) => place = next,
                None => return twice,
            }
        }
    }

    fn meet_directory(&mut self, name: DirectoryName<'_>) -> Met {
        let mut met = Met::default();
        let mut octets = Vec::new();
        let mut place = Tree::Directory.root();
        for rdn in name.rdns() {
            met.add(&self.trie, place, Part::Below);
            octets.clear();
            canonical::write(&rdn, &mut octets);
            match self.trie.find(place, Step::Down, &octets) {
                Some(next) => place = next,
                None => return met,
            }
        }
        met.add(&self.trie, place, Part::Itself);
        met
    }

    fn meet_address(&mut self, address: IpAddr) -> Met {
        let mut met = Met::default();
        self.visit_ranges(address, |_| true, |trie, place| met.add(trie, place, Part::Itself));
        met
    }
}

impl Met {
    fn add(&mut self, trie: &Trie, place: Place, part: Part) {
        if let Some(count) = trie.count(place, part) {
            self.levels = self.levels.saturating_add(count.levels);
            self.excluded |= count.excluded;
        }
    }
}

impl Question<'_> {
    const fn plain(part: Part) -> Self {
        Self { part, wildcard: false, qualifier: None, everywhere: false }
    }

    /// The names of a wildcard are all below what stands behind its `*`.
    const fn as_wildcard(self, wildcard: bool) -> Self {
        if wildcard { Self { part: Part::Below, wildcard, ..self } } else { self }
    }
}

#[cfg(test)]
mod tests;
