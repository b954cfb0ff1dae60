//! Name constraints word by word, beside every fast way to evaluate them: same answer, same level, same base.

use srvname::constraints::{ConstraintViolation, ConstraintViolationKind, Level, Position, admit};
use srvname::{
    certificate::{GeneralNames, GeneralSubtree, NameConstraints, PresentedId},
    constraints::{AdmitDerError, CompiledConstraints, admit_der},
    name::{Attribute, Base, DirectoryName, DnsLeadingDot, DnsSubtree, Form, Name},
};

use crate::encode::{self, Entry, extension_of_constraints, extension_of_names};

/// What a check says, in a form that can be compared: the kind, the level, and where the base stands.
#[derive(Debug, PartialEq)]
pub enum Said {
    Admitted,
    MalformedName(usize),
    MalformedBase(usize, usize),
    Unsupported(usize, usize),
    NotPermitted(usize),
    Excluded(usize, String),
}

pub fn said(result: &Result<(), ConstraintViolation<'_>>) -> Said {
    let Err(violation) = result else { return Said::Admitted };
    let level = violation.imposed_by.unwrap().get();
    match violation.kind {
        ConstraintViolationKind::MalformedName(_) => Said::MalformedName(level),
        ConstraintViolationKind::MalformedBase(subtree, _) => Said::MalformedBase(level, subtree.offset()),
        ConstraintViolationKind::Unsupported(subtree) => Said::Unsupported(level, subtree.offset()),
        ConstraintViolationKind::NotPermitted => Said::NotPermitted(level),
        ConstraintViolationKind::Excluded(base) => Said::Excluded(level, base.to_string()),
        kind => panic!("{kind:?}"),
    }
}

/// RFC 5280 §6.1.3(b) and (c) word by word: every base of every level, in the order that `admit` documents. The bases are
/// those of each level that hold the form of the name.
pub fn naive(levels: &[Lists<'_>], presented: &PresentedId<'_>) -> Said {
    let levels = || levels.iter().enumerate();
    let holds = |lists: &Lists<'_>| !lists.permitted.is_empty() || !lists.excluded.is_empty();
    let Some((first, _)) = levels().find(|(_, lists)| holds(lists)) else { return Said::Admitted };
    let Ok(name) = presented.name() else { return Said::MalformedName(first) };
    let no_host = match name {
        Name::Mailbox(mailbox) => mailbox.host().is_err(),
        Name::SmtpUtf8(mailbox) => mailbox.host().is_err(),
        Name::Uri(uri) => uri.host().is_err(),
        _ => false,
    };
    if no_host {
        return Said::MalformedName(first);
    }
    if let Some((level, _)) = levels().find(|(_, lists)| matches!(undefined(lists, &name), Some(Undefined::Name))) {
        return Said::MalformedName(level);
    }
    for (level, lists) in levels() {
        for (offset, read) in lists.permitted.iter().chain(&lists.excluded) {
            match read {
                Read::Unsupported => return Said::Unsupported(level, *offset),
                Read::Malformed => return Said::MalformedBase(level, *offset),
                Read::Base(_) => {}
            }
        }
        if let Some(Undefined::Base(offset)) = undefined(lists, &name) {
            return Said::MalformedBase(level, offset);
        }
    }
    for (level, lists) in levels() {
        let mut permitted = lists.permitted.iter();
        if !lists.permitted.is_empty() && !permitted.any(|(_, read)| read.base().contains(&name) == Some(true)) {
            return Said::NotPermitted(level);
        }
    }
    for (level, lists) in levels() {
        let mut excluded = lists.excluded.iter();
        if let Some((_, read)) = excluded.find(|(_, read)| read.base().overlaps(&name) == Some(true)) {
            return Said::Excluded(level, read.base().to_string());
        }
    }
    Said::Admitted
}

/// Which of two directory names has no place, because a value of it is not text.
enum Undefined {
    Name,
    Base(usize),
}

/// The first base whose comparison with the name has no answer, if the place of the name depends on it: it is inside no
/// permitted base, or such a base is excluded, and no excluded base has it inside.
fn undefined<'a>(lists: &Lists<'a>, name: &Name<'_>) -> Option<Undefined> {
    let Name::Directory(name) = name else { return None };
    let answers = |list: &[(usize, Read<'a>)]| -> Vec<_> {
        let bases = list.iter().filter_map(|(offset, read)| match read {
            Read::Base(Base::Directory(base)) => Some((*offset, base.name(), base.contains(*name))),
            _ => None,
        });
        bases.collect()
    };
    let (permitted, excluded) = (answers(&lists.permitted), answers(&lists.excluded));
    if excluded.iter().any(|(.., answer)| *answer == Some(true)) {
        return None;
    }
    let permitted = if permitted.iter().any(|(.., answer)| *answer == Some(true)) { Vec::new() } else { permitted };
    let (offset, base, _) = permitted.into_iter().chain(excluded).find(|(.., answer)| answer.is_none())?;
    let (rdn, _) = name.rdns().zip(base.rdns()).find(|(rdn, other)| rdn != other)?;
    if rdn.attributes().all(|attribute| is_text(&attribute)) {
        Some(Undefined::Base(offset))
    } else {
        Some(Undefined::Name)
    }
}

/// Whether a value is comparable with another text of its type.
fn is_text(attribute: &Attribute<'_>) -> bool {
    let of = |value: &[u8]| {
        let kind = encode::element(0x06, attribute.attribute_type().as_bytes());
        encode::element(0x31, &encode::element(0x30, &[kind.as_slice(), value].concat()))
    };
    let (own, other) = (of(attribute.value_der()), of(&encode::element(0x0c, b"a text that no name has")));
    let [own, other] = [&own, &other].map(|content| DirectoryName::from_content(content).unwrap());
    own.is_within(other).is_some()
}

/// The bases of one level that hold a form, with where they stand.
pub struct Lists<'a> {
    permitted: Vec<(usize, Read<'a>)>,
    excluded: Vec<(usize, Read<'a>)>,
}

impl<'a> Lists<'a> {
    pub fn of(constraints: &NameConstraints<'a>, form: Form<'_>, leading_dot: DnsLeadingDot) -> Self {
        let own = |subtree: &GeneralSubtree<'a>| subtree.form().applies_to(form);
        let read = |subtree: GeneralSubtree<'a>| (subtree.offset(), read(&subtree, leading_dot));
        Self {
            permitted: constraints.permitted().iter().filter(own).map(read).collect(),
            excluded: constraints.excluded().iter().filter(own).map(read).collect(),
        }
    }
}

enum Read<'a> {
    Unsupported,
    Malformed,
    Base(Base<'a>),
}

impl<'a> Read<'a> {
    fn base(&self) -> &Base<'a> {
        match self {
            Self::Base(base) => base,
            _ => unreachable!(),
        }
    }
}

fn read<'a>(subtree: &GeneralSubtree<'a>, leading_dot: DnsLeadingDot) -> Read<'a> {
    if !subtree.form().is_understood() || !subtree.has_rfc5280_bounds() {
        return Read::Unsupported;
    }
    match subtree.base().base() {
        Ok(Base::Dns(DnsSubtree::Subdomains(_))) if leading_dot == DnsLeadingDot::Malformed => Read::Malformed,
        Ok(base) => Read::Base(base),
        Err(_) => Read::Malformed,
    }
}

/// The bases of all levels that hold a form, read once for all names of the form.
#[derive(Default)]
pub struct ListsByForm<'n, 'a>(Vec<(Form<'n>, Vec<Lists<'a>>)>);

impl<'n, 'a> ListsByForm<'n, 'a> {
    fn of(&mut self, constraints: &[NameConstraints<'a>], form: Form<'n>, leading_dot: DnsLeadingDot) -> &[Lists<'a>] {
        let known = self.0.iter().position(|(other, _)| *other == form).unwrap_or_else(|| {
            self.0.push((form, constraints.iter().map(|own| Lists::of(own, form, leading_dot)).collect()));
            self.0.len() - 1
        });
        &self.0[known].1
    }
}

/// Checks names against levels in every way there is, and counts the checks that admit.
pub fn check(levels: &[Vec<u8>], names: &[Entry], leading_dot: DnsLeadingDot) -> usize {
    let constraints: Vec<_> = levels.iter().map(|der| NameConstraints::from_der(der).unwrap()).collect();
    let compiled: Vec<_> = constraints.iter().map(CompiledConstraints::new).collect();
    let scanned: Vec<_> = constraints
        .iter()
        .enumerate()
        .map(|(index, own)| Level::authority(*own, Position::new(index), leading_dot))
        .collect();
    let looked_up: Vec<_> = compiled
        .iter()
        .enumerate()
        .map(|(index, own)| Level::compiled(own, Position::new(index), leading_dot))
        .collect();
    let mixed: Vec<_> = scanned.iter().take(1).chain(looked_up.iter().skip(1)).copied().collect();
    let san = extension_of_names(names);
    let mut lists = ListsByForm::default();
    let mut admitted = 0;
    // What the first level alone says of each name.
    let mut first = Vec::new();
    for general_name in GeneralNames::from_der(&san).unwrap().general_names() {
        let presented = PresentedId::from_general_name(&general_name);
        let lists = lists.of(&constraints, general_name.form(), leading_dot);
        let expected = naive(lists, &presented);
        for levels in [&scanned, &looked_up, &mixed] {
            let found = said(&admit(levels, &presented));
            assert_eq!(found, expected, "{presented} under {constraints:#?}");
        }
        admitted += usize::from(expected == Said::Admitted);
        for ((own, compiled), list) in constraints.iter().zip(&compiled).zip(lists) {
            let expected = naive(std::slice::from_ref(list), &presented) == Said::Admitted;
            assert_eq!(compiled.admits(&general_name, leading_dot), expected, "{presented} under {own:#?}");
        }
        first.extend(lists.first().map(|list| naive(std::slice::from_ref(list), &presented)));
    }
    if let (Some(der), Some(own)) = (levels.first(), constraints.first()) {
        check_from_der(der, own, names, &first, leading_dot);
    }
    admitted
}

/// The entry for one handshake: all names at once, padded so that it compiles, and one by one, so that it may not.
fn check_from_der(
    der: &[u8],
    own: &NameConstraints<'_>,
    names: &[Entry],
    expected: &[Said],
    leading_dot: DnsLeadingDot,
) {
    let mut many: Vec<Entry> = names.to_vec();
    many.push(Entry::new(0x88, &[0x2a].repeat(20_000)));
    let registered_id = NameConstraints::contains_form(own, Form::RegisteredId);
    let one_by_one = names.iter().map(std::slice::from_ref).zip(expected.iter().map(std::slice::from_ref));
    for (list, expected) in one_by_one.chain((!registered_id).then_some((many.as_slice(), expected))) {
        let san = extension_of_names(list);
        let presented = GeneralNames::from_der(&san).unwrap();
        let expected = expected.iter().zip(presented.iter()).find(|(said, _)| **said != Said::Admitted);
        let found = admit_der(der, &san, leading_dot);
        match (expected, found) {
            (None, Ok(())) => {}
            (Some((expected, refused)), Err(AdmitDerError::Name(presented, violation))) => {
                assert_eq!(presented.offset(), refused.offset());
                let level = violation.imposed_by;
                assert_eq!(level, Some(Position::new(1)));
                let violation = ConstraintViolation { imposed_by: Some(Position::new(0)), ..violation };
                assert_eq!(said(&Err(violation)), *expected);
            }
            (expected, found) => panic!("{expected:?} {found:?} {own:#?}"),
        }
    }
}

/// A base under each list, together with one that holds none of the names, and in both lists with another.
pub fn check_bases(bases: &[Entry], stranger: &Entry, names: &[Entry]) -> usize {
    let dot = DnsLeadingDot::ProperSubdomains;
    let alone = |base: &Entry| [base.clone(), stranger.clone()];
    let one_list = |base: &Entry| {
        let (permitted, excluded) =
            (extension_of_constraints(&alone(base), &[]), extension_of_constraints(&[], &alone(base)));
        check(&[permitted], names, dot) + check(&[excluded], names, dot)
    };
    let pairs = bases.iter().flat_map(|one| bases.iter().map(move |other| (one, other)));
    let both_lists = |(permitted, excluded): (&Entry, &Entry)| {
        check(&[extension_of_constraints(&alone(permitted), std::slice::from_ref(excluded))], names, dot)
    };
    bases.iter().map(one_list).sum::<usize>() + pairs.map(both_lists).sum::<usize>()
}
