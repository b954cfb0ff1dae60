//! The bases of one form in one list, sorted, and how they stand to those of another list.

use alloc::vec::Vec;

use crate::lint::read::base_keys::{push_base, push_domain, push_service};
use crate::lint::read::certificate::{LenientCertificate, List, SubtreeAt};
use crate::lint::read::sorted_keys::{Relation, SortedKeys};
use crate::name::{Base, Form};

/// The well-formed bases of one form, in the order of the list: each as what it is read from, since there may be millions.
pub(crate) struct BaseSet<'a, T> {
    bases: Vec<T>,
    base_of: fn(&T) -> Option<Base<'a>>,
    order: Order,
}

enum Order {
    /// Any two bases are nested or share nothing.
    Nested(SortedKeys),
    Services(Services),
}

/// SRVName bases, which two may share names of without the one covering the other: `_mail` and `example.com`.
struct Services {
    /// Of those with a service: the service, and the domain if there is one.
    with_service: SortedKeys,
    /// Of those without a service: the domain.
    any_service: SortedKeys,
    /// Of those with a service and a domain: the domain.
    with_both: SortedKeys,
    /// The indices of those without a domain.
    any_domain: Vec<usize>,
}

impl Services {
    fn of<'a, T>(bases: &[T], base_of: fn(&T) -> Option<Base<'a>>) -> Self {
        let parts = |index: usize| match bases.get(index).and_then(base_of) {
            Some(Base::Srv(base)) => (base.service(), base.name()),
            _ => (None, None),
        };
        let all = || 0..bases.len();
        Self {
            with_service: SortedKeys::new(all(), |index, key| {
                let (service, domain) = parts(index);
                push_service(service?, key);
                domain.into_iter().for_each(|domain| push_domain(domain, key));
                Some(())
            }),
            any_service: SortedKeys::new(all(), |index, key| match parts(index) {
                (None, domain) => domain.map(|domain| push_domain(domain, key)),
                (Some(_), _) => None,
            }),
            with_both: SortedKeys::new(all(), |index, key| match parts(index) {
                (Some(_), domain) => domain.map(|domain| push_domain(domain, key)),
                (None, _) => None,
            }),
            any_domain: all().filter(|index| matches!(parts(*index), (Some(_), None))).collect(),
        }
    }

    /// Returns how each base stands to those of another list, by its index.
    fn relations(&self, others: &Self, count: usize) -> Vec<Relation> {
        let mut relations = alloc::vec![Relation::Apart; count];
        let mut note = |index: usize, relation: Relation| {
            let known = relations.get_mut(index);
            match (known, relation) {
                (Some(known @ (Relation::Apart | Relation::Meets)), Relation::Inside(_))
                | (Some(known @ Relation::Apart), Relation::Meets) => *known = relation,
                _ => {}
            }
        };
        for (index, relation) in self.with_service.relations(&others.with_service) {
            note(index, relation);
        }
        for (index, relation) in self.any_service.relations(&others.any_service) {
            note(index, relation);
        }
        for (index, relation) in self.with_both.relations(&others.any_service) {
            note(index, relation);
        }
        // A domain with a service covers none without, and they share what is in both domains.
        for (index, relation) in self.any_service.relations(&others.with_both) {
            let shares = !others.any_domain.is_empty() || !matches!(relation, Relation::Apart);
            note(index, if shares { Relation::Meets } else { Relation::Apart });
        }
        if others.any_service.indices().next().is_some() {
            self.any_domain.iter().for_each(|index| note(*index, Relation::Meets));
        }
        relations
    }

    /// Returns what [`BaseSet::redundant`] returns.
    fn redundant(&self, same: impl Fn(usize, usize) -> bool + Copy) -> Vec<(usize, usize)> {
        let mut redundant = self.any_service.redundant(same);
        redundant.extend(self.with_service.redundant(same));
        let inside = self.with_both.relations(&self.any_service).filter_map(|(index, relation)| match relation {
            Relation::Inside(other) => Some((index, other)),
            Relation::Meets | Relation::Apart => None,
        });
        redundant.extend(inside);
        redundant.sort_by_key(|(index, _)| *index);
        redundant.dedup_by_key(|(index, _)| *index);
        redundant
    }

    /// Returns the indices of all pairs that share names, the own one first.
    fn pairs<'s>(&'s self, others: &'s Self) -> impl Iterator<Item = (usize, usize)> + 's {
        let nested = self.with_service.pairs(&others.with_service).chain(self.any_service.pairs(&others.any_service));
        let one_has_a_service =
            self.with_both.pairs(&others.any_service).chain(self.any_service.pairs(&others.with_both));
        let services = self.any_domain.iter().flat_map(|own| others.any_service.indices().map(|other| (*own, other)));
        let domains =
            self.any_service.indices().flat_map(|own| others.any_domain.iter().map(move |other| (own, *other)));
        nested.chain(one_has_a_service).chain(services).chain(domains)
    }
}

/// How many bases more than there are may come of two lists.
const FEW: usize = 1_000;

impl<'a, T> BaseSet<'a, T> {
    /// Returns a set of the bases that `base_of` reads, which must be of this form.
    pub(crate) fn new(form: Form<'static>, bases: Vec<T>, base_of: fn(&T) -> Option<Base<'a>>) -> Self {
        let order = if form == Form::SrvName {
            Order::Services(Services::of(&bases, base_of))
        } else {
            let base = |index: usize| bases.get(index).and_then(base_of);
            Order::Nested(SortedKeys::new(0..bases.len(), |index, key| push_base(&base(index)?, key)))
        };
        Self { bases, base_of, order }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.bases.is_empty()
    }

    /// Returns what the bases are read from, in the order of the list.
    pub(crate) fn bases(&self) -> &[T] {
        &self.bases
    }

    /// Returns a base by its index.
    pub(crate) fn base(&self, index: usize) -> Option<Base<'a>> {
        self.bases.get(index).and_then(self.base_of)
    }

    /// Returns, for each base in the order of the list, how it stands to the bases of another list of the form.
    pub(crate) fn relations<U>(&self, others: &BaseSet<'_, U>) -> Vec<Relation> {
        match (&self.order, &others.order) {
            (Order::Nested(own), Order::Nested(others)) => {
                let mut relations = alloc::vec![Relation::Apart; self.bases.len()];
                for (index, relation) in own.relations(others) {
                    if let Some(known) = relations.get_mut(index) {
                        *known = relation;
                    }
                }
                relations
            }
            (Order::Services(own), Order::Services(others)) => own.relations(others, self.bases.len()),
            _ => Vec::new(),
        }
    }

    /// Returns the index of each base that another one of the list covers, in the order of the list, with the index of the
    /// widest such. Of two that cover each other it is the second one; a base is not compared with one that is `same`.
    pub(crate) fn redundant(&self, same: impl Fn(&T, &T) -> bool) -> Vec<(usize, usize)> {
        let same = |one: usize, other: usize| match (self.bases.get(one), self.bases.get(other)) {
            (Some(one), Some(other)) => same(one, other),
            _ => false,
        };
        match &self.order {
            Order::Nested(own) => {
                let mut redundant = own.redundant(same);
                redundant.sort_unstable_by_key(|(index, _)| *index);
                redundant
            }
            Order::Services(own) => own.redundant(same),
        }
    }
}

impl<'l, 'a> BaseSet<'a, &'l SubtreeAt<'a>> {
    /// Returns the bases of one form in one list of a CA.
    pub(crate) fn of(certificate: &'l LenientCertificate<'a>, list: List, form: Form<'static>) -> Self {
        let of_form = certificate.name_constraints().into_iter().flat_map(|own| own.of(list, form));
        Self::new(form, of_form.filter(|own| own.has_base).collect(), |own| own.base())
    }
}

impl<'a> BaseSet<'a, Base<'a>> {
    /// Returns a set of bases that are read already, which must be of this form. Each is compared with all of another list, so
    /// a long one must not be read as often.
    pub(crate) fn of_bases(form: Form<'static>, bases: Vec<Base<'a>>) -> Self {
        Self::new(form, bases, |base| Some(*base))
    }

    /// Returns the bases of a list without those that are inside another: the same names with fewer bases.
    pub(crate) fn outermost_of<T>(form: Form<'static>, list: &BaseSet<'a, T>) -> Self {
        let kept = match &list.order {
            Order::Nested(keys) => keys.outermost(),
            Order::Services(_) => {
                // No base is the same as another, so that the second of equal ones goes.
                let redundant = list.redundant(|_, _| false);
                let mut redundant = redundant.iter().map(|(index, _)| *index).peekable();
                (0..list.bases.len()).filter(|index| redundant.next_if_eq(index).is_none()).collect()
            }
        };
        Self::of_bases(form, kept.into_iter().filter_map(|index| list.base(index)).collect())
    }

    /// Returns the bases of the names inside a base of both lists; `None` if they are more than all bases that were given
    /// and [`FEW`]: of SRVNames, each service of one list and each domain of the other meet in another base.
    pub(crate) fn meet(&self, form: Form<'static>, others: &Self) -> Option<Self> {
        let most = self.bases.len().saturating_add(others.bases.len()).saturating_add(FEW);
        let base_of = |(own, other): (usize, usize)| self.bases.get(own)?.meet(others.bases.get(other)?);
        let one_more = most.saturating_add(1);
        let met: Vec<Base<'a>> = match (&self.order, &others.order) {
            (Order::Nested(own), Order::Nested(others)) => {
                own.pairs(others).filter_map(base_of).take(one_more).collect()
            }
            (Order::Services(own), Order::Services(others)) => {
                own.pairs(others).filter_map(base_of).take(one_more).collect()
            }
            _ => Vec::new(),
        };
        (met.len() <= most).then(|| Self::outermost_of(form, &Self::of_bases(form, met)))
    }
}

/// Sorted lists say what every pair says, in every form.
#[cfg(test)]
mod tests {
    use alloc::vec;

    use super::*;
    use crate::der::Reader;
    use crate::lint::read::bases::is_repetition;
    use crate::lint::read::certificate::Subtree;
    use crate::name::srv::SrvSubtree;

    fn tlv(tag: u8, content: &[u8]) -> Vec<u8> {
        [&[tag, u8::try_from(content.len()).unwrap()], content].concat()
    }

    fn rdn(value: &[u8]) -> Vec<u8> {
        tlv(0x31, &tlv(0x30, &[&[0x06, 0x03, 0x55, 0x04, 0x03], value].concat()))
    }

    /// GeneralNames of directoryNames of up to three RDNs, some equal in other octets, some prefixes as text alone.
    fn directories() -> Vec<Vec<u8>> {
        let parts: [&[u8]; 5] = [b"\x0c\x01a", b"\x13\x01A", b"\x0c\x02ab", b"\x0c\x01b", b"\x04\x01a"];
        let parts = parts.map(rdn);
        let mut names = vec![Vec::new()];
        for one in &parts {
            names.push(one.clone());
            for other in &parts {
                names.push([one.as_slice(), other].concat());
                names.push([one.as_slice(), other, one].concat());
            }
        }
        names.iter().map(|name| tlv(0xa4, &tlv(0x30, name))).collect()
    }

    /// Hosts, some equal but for case, some that end alike as text alone, and the hosts below each.
    fn hosts() -> Vec<Vec<u8>> {
        let hosts = ["a", "A", "b", "aa", "a.a", "b.a", "aa.A", "a.b", "a.a.a", "b.a.a", "a-.a"];
        hosts.iter().flat_map(|host| [host.as_bytes().to_vec(), [b".", host.as_bytes()].concat()]).collect()
    }

    fn srv(text: &str) -> Vec<u8> {
        let value = tlv(0xa0, &tlv(0x16, text.as_bytes()));
        tlv(0xa0, &[b"\x06\x08\x2b\x06\x01\x05\x05\x07\x08\x07", value.as_slice()].concat())
    }

    fn address(octets: &[u8], prefix: usize) -> Vec<u8> {
        let mut mask = vec![0u8; octets.len()];
        (0..prefix).for_each(|bit| mask[bit / 8] |= 0x80 >> (bit % 8));
        tlv(0x87, &[octets, &mask].concat())
    }

    /// The encoded GeneralSubtrees of each form.
    fn encoded() -> Vec<(Form<'static>, Vec<Vec<u8>>)> {
        let with_tag = |tag: u8, more: &[&str]| {
            let more = more.iter().map(|text| text.as_bytes().to_vec());
            hosts().into_iter().chain(more).map(|text| tlv(tag, &text)).collect::<Vec<_>>()
        };
        let mailboxes = ["", "x@a", "X@a", "\"x\"@a", "\"x\\y\"@a.a", "xy@a.A", "x@a.a", "x.y@a.a", "x@b"];
        let domains = ["a", "A", "b", "aa", "a.a", "b.a", "a.b", "a.a.a", "b.A.a"];
        let services =
            domains.iter().flat_map(|domain| ["", "_x.", "_X.", "_y.", "_xy."].map(|own| srv(&[own, domain].concat())));
        let addresses = [[10u8, 0, 0, 1], [10, 0, 0, 2], [10, 128, 0, 1], [11, 0, 0, 1]];
        let addresses = addresses.iter().flat_map(|own| [0, 1, 8, 9, 31, 32].map(|prefix| address(own, prefix)));
        let long = [[10u8; 16], [0; 16]];
        let long = long.iter().flat_map(|own| [0, 1, 8, 127, 128].map(|prefix| address(own, prefix)));
        let forms = [
            (Form::DnsName, with_tag(0x82, &[""])),
            (Form::Rfc822Name, with_tag(0x81, &mailboxes)),
            (Form::Uri, with_tag(0x86, &[""])),
            (Form::SrvName, services.chain(["_x", "_X", "_y", "_z"].map(srv)).collect()),
            (Form::IpAddress, addresses.chain(long).collect()),
            (Form::DirectoryName, directories()),
        ];
        forms.map(|(form, names)| (form, names.iter().map(|name| tlv(0x30, name)).collect())).into()
    }

    fn subtree(index: usize, der: &[u8]) -> SubtreeAt<'_> {
        SubtreeAt::of(&Subtree::read(List::Permitted, index, Reader::new(der).element().unwrap()).unwrap())
    }

    /// Lists of a few out of all, by a walk that comes by every one. Some have one twice.
    fn lists(count: usize) -> Vec<Vec<usize>> {
        let list = |start: usize, step: usize| (0..1 + start % 9).map(|index| (start + index * step) % count).collect();
        let mut lists: Vec<Vec<usize>> =
            (0..count).flat_map(|start| [7, count].map(|step| list(start, step))).collect();
        lists.push(Vec::new());
        lists
    }

    type WithBase<'l, 'a> = (&'l SubtreeAt<'a>, Base<'a>);

    fn with_bases<'l, 'a>(list: &'l [SubtreeAt<'a>]) -> Vec<WithBase<'l, 'a>> {
        // One that is malformed is in no set.
        list.iter().filter_map(|at| Some((at, at.read().unwrap().base.ok()?))).collect()
    }

    fn set<'l, 'a>(form: Form<'static>, list: &[WithBase<'l, 'a>]) -> BaseSet<'a, WithBase<'l, 'a>> {
        BaseSet::new(form, list.to_vec(), |(_, base)| Some(*base))
    }

    #[test]
    fn relations_are_those_of_pairs() {
        for (form, encoded) in encoded() {
            let all: Vec<_> = encoded.iter().enumerate().map(|(index, der)| subtree(index, der)).collect();
            let all = with_bases(&all);
            assert!(all.len() > 20, "{form}");
            let lists: Vec<Vec<WithBase<'_, '_>>> =
                lists(all.len()).iter().map(|list| list.iter().map(|index| all[*index]).collect()).collect();
            let mut seen = [0; 3];
            for own in &lists {
                let sorted = set(form, own);
                for others in &lists {
                    let relations = sorted.relations(&set(form, others));
                    assert_eq!(relations.len(), own.len());
                    for ((_, base), relation) in own.iter().zip(relations) {
                        let inside = others.iter().any(|(_, other)| other.covers(base) == Some(true));
                        let meets = others.iter().any(|(_, other)| other.meet(base).is_some());
                        let kind = match relation {
                            Relation::Inside(other) => {
                                assert_eq!(others[other].1.covers(base), Some(true), "{form} {base}");
                                0
                            }
                            Relation::Meets => 1,
                            Relation::Apart => 2,
                        };
                        assert_eq!(
                            kind,
                            if inside {
                                0
                            } else if meets {
                                1
                            } else {
                                2
                            },
                            "{form} {base}"
                        );
                        seen[kind] += 1;
                    }
                }
            }
            assert!(seen.iter().all(|count| *count > 50), "{form} {seen:?}");
        }
    }

    #[test]
    fn what_is_redundant_is_what_pairs_say() {
        for (form, encoded) in encoded() {
            let mut seen = 0;
            for list in lists(encoded.len()) {
                let list: Vec<_> = list.iter().enumerate().map(|(index, at)| subtree(index, &encoded[*at])).collect();
                let bases = with_bases(&list);
                let inside = |(subtree, base): &WithBase<'_, '_>| {
                    bases.iter().any(|(other, wider)| {
                        wider.covers(base) == Some(true)
                            && (base.covers(wider) != Some(true) || other.index() < subtree.index())
                            && !is_repetition(other, subtree)
                    })
                };
                let wanted: Vec<_> = (0..bases.len()).filter(|index| inside(&bases[*index])).collect();
                let found = set(form, &bases).redundant(|(one, _), (other, _)| is_repetition(one, other));
                assert_eq!(found.iter().map(|(index, _)| *index).collect::<Vec<_>>(), wanted, "{form}");
                for (own, other) in found {
                    assert_eq!(bases[other].1.covers(&bases[own].1), Some(true), "{form}");
                    seen += 1;
                }
            }
            assert!(seen > 20, "{form} {seen}");
        }
    }

    /// What is left of two lists holds what is inside a base of each.
    #[test]
    fn meets_are_those_of_pairs() {
        for (form, encoded) in encoded() {
            let all: Vec<_> = encoded.iter().enumerate().map(|(index, der)| subtree(index, der)).collect();
            let all = with_bases(&all);
            let lists: Vec<Vec<Base<'_>>> =
                lists(all.len()).iter().map(|list| list.iter().map(|index| all[*index].1).collect()).collect();
            let covered = |base: &Base<'_>, by: &[Base<'_>]| by.iter().any(|own| own.covers(base) == Some(true));
            let mut seen = 0;
            for (own, others) in lists.iter().flat_map(|own| lists.iter().map(move |others| (own, others))) {
                let [one, other] =
                    [own, others].map(|list| BaseSet::outermost_of(form, &BaseSet::of_bases(form, list.clone())));
                let met = one.meet(form, &other).unwrap();
                let wanted: Vec<_> =
                    own.iter().flat_map(|own| others.iter().filter_map(|other| own.meet(other))).collect();
                assert!(met.bases().iter().all(|base| covered(base, &wanted)), "{form}");
                assert!(wanted.iter().all(|base| covered(base, met.bases())), "{form}");
                for (index, base) in met.bases().iter().enumerate() {
                    let rest: Vec<_> = met.bases().iter().enumerate().filter(|(at, _)| *at != index).collect();
                    assert!(rest.iter().all(|(_, other)| other.covers(base) != Some(true)), "{form} {base}");
                }
                seen += met.bases().len();
            }
            assert!(seen > 100, "{form} {seen}");
        }
    }

    /// Each service of one list and each domain of the other.
    #[test]
    fn what_meets_in_too_many_bases_is_not_listed() {
        for (count, is_known) in [(30, true), (60, false)] {
            let set = |texts: &'static str| {
                let all = (0..count).map(|index| alloc::format!("{texts}{index}")).collect::<Vec<_>>().leak();
                BaseSet::of_bases(
                    Form::SrvName,
                    all.iter().map(|text| Base::Srv(SrvSubtree::parse(text).unwrap())).collect(),
                )
            };
            let met = set("_x").meet(Form::SrvName, &set("a.b"));
            assert_eq!(met.map(|met| met.bases().len()), is_known.then_some(count * count));
        }
    }
}
