//! The judgement of a path by hand, in the order in which its steps are defined: length, order of the list, repetition, CAs,
//! the anchor, then names, constraints and the rule from the anchor down, then identity.

use srvname::SubCaRule;

use super::case::{Case, Cert, Constraints, General, REFERENCES, Subtree};
use super::naive::{self, Base, Name};

/// An answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The path holds, and this reference matched.
    Matched(usize),
    /// It does not, or none did.
    Refused { code: &'static str, position: Option<usize>, imposed_by: Option<usize> },
}

type Step = Result<(), Verdict>;

fn refuse(code: &'static str, position: usize, imposed_by: impl Into<Option<usize>>) -> Step {
    Err(Verdict::Refused { code, position: Some(position), imposed_by: imposed_by.into() })
}

/// The answer to a case.
pub fn judge(case: &Case, rule: SubCaRule) -> Verdict {
    match steps(case, rule) {
        Ok(()) => identity(case),
        Err(refusal) => refusal,
    }
}

fn steps(case: &Case, rule: SubCaRule) -> Step {
    let mut below: Vec<&Cert> = case.certs.iter().collect();
    let anchor = if case.choices.anchor_shown { below.pop() } else { None };
    while let (Some(anchor), [_, .., last]) = (anchor, below.as_slice()) {
        if !(same_subject(last, anchor) && last.key == anchor.key && issued(last, last)) {
            break;
        }
        below.pop();
    }
    // The end entity, and 32 CAs.
    if below.len() > 33 {
        return Err(Verdict::Refused { code: "path_too_long", position: None, imposed_by: None });
    }
    order(&below, anchor)?;
    repetition(&below, anchor)?;
    authorities(&below)?;
    if let Some(place) = below.iter().position(|cert| cert.unknown_critical) {
        return refuse("unknown_critical_extension", place, None);
    }
    let place = below.len();
    if let Some(anchor) = anchor.filter(|_| case.choices.enforce_anchor) {
        if anchor.unknown_critical {
            return refuse("unknown_critical_extension", place, None);
        }
        path_len(&below, anchor.path_len, place)?;
    }
    names(case, &below, anchor, rule)
}

fn fold(parts: &[&str]) -> Vec<String> {
    parts.iter().map(|part| part.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()).collect()
}

fn same_subject(one: &Cert, other: &Cert) -> bool {
    fold(&one.subject) == fold(&other.subject) && one.address == other.address
}

/// Whether the issuer of one is the subject of the other. No issuer here has an address.
fn issued(cert: &Cert, by: &Cert) -> bool {
    fold(&cert.issuer) == fold(&by.subject) && by.address.is_none()
}

fn order(below: &[&Cert], anchor: Option<&Cert>) -> Step {
    let above = below.iter().skip(1).copied().chain(anchor);
    match below.iter().zip(above).position(|(cert, by)| !issued(cert, by)) {
        Some(position) => refuse("wrong_order", position, None),
        None => Ok(()),
    }
}

fn repetition(below: &[&Cert], anchor: Option<&Cert>) -> Step {
    let all: Vec<&Cert> = below.iter().copied().chain(anchor).collect();
    let repeats = |index: usize| {
        all[..index].iter().any(|earlier| same_subject(earlier, all[index]) && earlier.key == all[index].key)
    };
    match (0..all.len()).find(|index| repeats(*index)) {
        Some(position) => refuse("repeated_certificate", position, None),
        None => Ok(()),
    }
}

fn authorities(below: &[&Cert]) -> Step {
    // For each CA from the top: is it one, and is it one too many for any CA above it?
    for position in (1..below.len()).rev() {
        if !below[position].ca {
            return refuse("not_a_ca", position, None);
        }
        if issued(below[position], below[position]) {
            continue;
        }
        // How many more CAs each CA above allows below this one. The least counts; of equals, the higher.
        let allowing = (position + 1..below.len()).rev().filter_map(|above| {
            let used = (position..above).filter(|between| !issued(below[*between], below[*between])).count();
            below[above].path_len.map(|own| (i64::from(own) - i64::try_from(used).expect("a few"), above))
        });
        let mut least: Option<(i64, usize)> = None;
        for (left, above) in allowing {
            if least.is_none_or(|(before, _)| left < before) {
                least = Some((left, above));
            }
        }
        if let Some((_, above)) = least.filter(|(left, _)| *left < 0) {
            return refuse("path_length_exceeded", position, above);
        }
    }
    if below[0].constraints.is_some() && !below[0].ca {
        return refuse("name_constraints_without_ca", 0, None);
    }
    Ok(())
}

/// The pathLenConstraint of the anchor.
fn path_len(below: &[&Cert], own: Option<u8>, place: usize) -> Step {
    let Some(own) = own else { return Ok(()) };
    let mut counted = (1..below.len()).rev().filter(|position| !issued(below[*position], below[*position]));
    match counted.nth(usize::from(own)) {
        Some(position) => refuse("path_length_exceeded", position, place),
        None => Ok(()),
    }
}

/// A level: the constraints, and who imposed them; `None` is the caller.
struct Level {
    permitted: Vec<Entry>,
    excluded: Vec<Entry>,
    /// Forms permitted to nobody.
    closed: Vec<String>,
    imposed_by: Option<usize>,
}

/// A subtree, read.
struct Entry {
    form: String,
    base: Result<Base, &'static str>,
}

fn names(case: &Case, below: &[&Cert], anchor: Option<&Cert>, rule: SubCaRule) -> Step {
    let place = below.len();
    let fires = below[0].san.iter().any(|name| matches!(name, General::Srv(..)));
    let mut levels = vec![caller(case.choices.initial)];
    let mut confined_above = false;
    let mut bind = |own: Option<&Constraints>, position: usize| {
        let met = meets(rule, own, confined_above);
        confined_above |= own.is_some_and(confined);
        if fires && !met { refuse("ca_lacks_srv_constraints", position, None) } else { Ok(()) }
    };
    if let Some(own) = anchor.filter(|_| case.choices.enforce_anchor).and_then(|anchor| anchor.constraints.as_ref()) {
        levels.push(level(own, place, case.choices.strict_dot));
        bind(Some(own), place)?;
    }
    for position in (0..below.len()).rev() {
        let cert = below[position];
        if position == 0 || !issued(cert, cert) {
            for presented in presented(cert) {
                admit(&levels, &presented, position)?;
            }
        }
        if position > 0 {
            levels.extend(cert.constraints.iter().map(|own| level(own, position, case.choices.strict_dot)));
            bind(cert.constraints.as_ref(), position)?;
        }
    }
    Ok(())
}

fn lists(own: &Constraints) -> bool {
    own.permitted.iter().chain(&own.excluded).any(|subtree| matches!(subtree.base, General::Srv(..)))
}

fn confined(own: &Constraints) -> bool {
    let srv = own.permitted.iter().filter(|subtree| matches!(subtree.base, General::Srv(..)));
    let bases: Vec<_> = srv.map(|subtree| read_base(&subtree.base)).collect();
    !bases.is_empty() && bases.iter().all(|base| !matches!(base, Some(Base::Srv(_, None))))
}

fn meets(rule: SubCaRule, own: Option<&Constraints>, confined_above: bool) -> bool {
    match rule {
        SubCaRule::Confined => own.is_some_and(confined),
        SubCaRule::Constrained => own.is_some_and(lists),
        SubCaRule::Inherited => confined_above || own.is_some_and(lists),
        SubCaRule::WhereConstrained => own.is_none_or(lists),
        _ => true,
    }
}

fn caller(initial: u8) -> Level {
    let srv = |base| Entry { form: "srv".into(), base: Ok(base) };
    let labels = |text: &str| naive::domain(text, false);
    let excluded = Entry { form: "dns".into(), base: naive::dns_base(".example.com").ok_or("") };
    Level {
        permitted: if initial > 1 { vec![srv(Base::Srv(None, labels("example.com")))] } else { Vec::new() },
        excluded: if initial == 3 { vec![excluded] } else { Vec::new() },
        closed: if initial == 1 { vec!["srv".into()] } else { Vec::new() },
        imposed_by: None,
    }
}

fn level(own: &Constraints, position: usize, strict_dot: bool) -> Level {
    let entry = |subtree: &Subtree| {
        let form = form(&subtree.base);
        let strange = ["upn", "smtp", "rid", "unknown"].contains(&form.as_str());
        let base = match read_base(&subtree.base) {
            _ if strange || subtree.maximum => Err("unsupported_constraint"),
            Some(Base::Dns(Some((_, true)))) if strict_dot => Err("malformed_constraint"),
            base => base.ok_or("malformed_constraint"),
        };
        Entry { form, base }
    };
    let list = |list: &[Subtree]| list.iter().map(entry).collect();
    Level {
        permitted: list(&own.permitted),
        excluded: list(&own.excluded),
        closed: Vec::new(),
        imposed_by: Some(position),
    }
}

fn form(name: &General) -> String {
    let form = match name {
        General::Srv(..) => "srv",
        General::Smtp(_) => "smtp",
        General::Upn => "upn",
        General::Email(_) => "email",
        General::Dns(_) => "dns",
        General::Uri(_) => "uri",
        General::Ip(_) => "ip",
        General::Directory(_) => "directory",
        General::RegisteredId => "rid",
        General::Unknown => "unknown",
    };
    form.to_owned()
}

fn holds(constraint: &str, name: &str) -> bool {
    constraint == name || (constraint == "email" && name == "smtp")
}

fn ascii(octets: &[u8]) -> Option<&str> {
    core::str::from_utf8(octets).ok().filter(|text| text.is_ascii())
}

fn directory(parts: &[&str], address: Option<&str>) -> Vec<(Vec<u8>, String)> {
    let names = fold(parts).into_iter().map(|part| (b"cn".to_vec(), part));
    names.chain(address.map(|address| (b"email".to_vec(), address.to_lowercase()))).collect()
}

fn read_name(name: &General) -> Option<Name> {
    match name {
        General::Srv(tag, text) => naive::srv_name(ascii(text).filter(|_| *tag == 0x16)?),
        General::Smtp(text) => naive::email(core::str::from_utf8(text).ok()?, true),
        General::Email(text) => naive::email(ascii(text)?, false),
        General::Dns(text) => naive::dns_name(ascii(text)?),
        General::Uri(text) => naive::uri(ascii(text)?),
        General::Ip(octets) => naive::ip(octets),
        General::Directory(parts) => Some(Name::Directory(directory(parts, None))),
        General::Upn | General::RegisteredId | General::Unknown => Some(Name::NotUnderstood),
    }
}

fn read_base(name: &General) -> Option<Base> {
    match name {
        General::Srv(tag, text) => naive::srv_base(ascii(text).filter(|_| *tag == 0x16)?),
        General::Email(text) => naive::email_base(ascii(text)?),
        General::Dns(text) => naive::dns_base(ascii(text)?),
        General::Uri(text) => naive::uri_base(ascii(text)?),
        General::Ip(octets) => naive::ip_base(octets),
        General::Directory(parts) => Some(Base::Directory(directory(parts, None))),
        General::Smtp(_) | General::Upn | General::RegisteredId | General::Unknown => None,
    }
}

/// Form and name of everything a certificate is called.
fn presented(cert: &Cert) -> Vec<(String, Option<Name>)> {
    let subject = directory(&cert.subject, cert.address);
    let address = cert.address.filter(|_| cert.san.is_empty());
    let mut names = Vec::new();
    if !subject.is_empty() {
        names.push(("directory".to_owned(), Some(Name::Directory(subject))));
    }
    names.extend(address.map(|address| ("email".to_owned(), naive::email(address, false))));
    names.extend(cert.san.iter().map(|name| (form(name), read_name(name))));
    names
}

fn admit(levels: &[Level], (form, name): &(String, Option<Name>), position: usize) -> Step {
    let of_form = |list: &[Entry]| list.iter().any(|entry| holds(&entry.form, form));
    let held = |level: &&Level| {
        of_form(&level.permitted) || of_form(&level.excluded) || level.closed.iter().any(|own| holds(own, form))
    };
    let Some(first) = levels.iter().find(held) else { return Ok(()) };
    let Some(name) = name.as_ref().filter(|name| name.is_comparable()) else {
        return refuse("malformed_name", position, first.imposed_by);
    };
    for level in levels {
        for entry in level.permitted.iter().chain(&level.excluded).filter(|entry| holds(&entry.form, form)) {
            if let Err(code) = &entry.base {
                return refuse(code, position, level.imposed_by);
            }
        }
    }
    for level in levels {
        let contains = |entry: &Entry| entry.base.as_ref().is_ok_and(|base| base.contains(name) == Some(true));
        let closed = level.closed.iter().any(|own| holds(own, form));
        if (closed || of_form(&level.permitted)) && !level.permitted.iter().any(contains) {
            return refuse("name_not_permitted", position, level.imposed_by);
        }
    }
    for level in levels {
        let overlaps = |entry: &Entry| entry.base.as_ref().is_ok_and(|base| base.overlaps(name) == Some(true));
        if level.excluded.iter().any(overlaps) {
            return refuse("name_excluded", position, level.imposed_by);
        }
    }
    Ok(())
}

fn identity(case: &Case) -> Verdict {
    let names: Vec<Name> = case.certs[0].san.iter().filter_map(read_name).collect();
    let matches = |own: &naive::Domain, wanted: &str, wildcards: bool| {
        let wanted = naive::domain(wanted, true).unwrap_or_default();
        let one_more = own.wildcard && wanted.len() == own.labels.len() + 1 && naive::within(&wanted, &own.labels);
        (!own.wildcard && own.labels == wanted) || (wildcards && one_more)
    };
    let matched = REFERENCES.iter().position(|(service, domain)| {
        names.iter().any(|name| match name {
            Name::Srv(own, at) => own == service && matches(at, domain, case.choices.srv_wildcards),
            Name::Dns(at) => service.is_empty() && matches(at, domain, true),
            _ => false,
        })
    });
    let none = Verdict::Refused { code: "no_matching_identifier", position: Some(0), imposed_by: None };
    matched.map_or(none, Verdict::Matched)
}
