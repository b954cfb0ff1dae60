//! Paths of many CAs, up to the bound on their number: the verdict is what asking the CAs one by one says, word for word.
//! And the bound itself: 32 CAs between trust anchor and end entity, and no more.
//!
//! The oracle walks the path itself and asks `state::admit` under every level above a certificate, which is RFC 5280
//! §6.1.3(b) and (c) without compiled constraints. `SRVNAME_ROUNDS` multiplies the paths; 1 when absent.

use srvname_testkit::{bare, make};

use make::names::{ip_net6, registered_id, smtp_utf8, srv_utf8};
use make::{Constraints, Dn, GeneralName, Subtree, der, directory, dns, email, ip_net4, ip4, oid, raw, srv, uri};
use srvname::constraints::{ConstraintViolation, ConstraintViolationKind, Level, admit};
use srvname::path::MAX_INTERMEDIATES;
use srvname::{
    Certificate, Path, Policy, Rejection, SubCaRule, TrustAnchor,
    certificate::NameConstraints,
    constraints::{ExcludedBase, InitialSubtrees, PermittedForm, Position},
    name::{Base, DnsLeadingDot, DnsSubtree, EmailSubtree, Form, SrvSubtree},
    path::{AnchorConstraints, PathError, PathErrorKind, RejectionKind},
};

/// Numbers without pattern, the same for the same seed.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from((self.0 >> 20) % u64::try_from(limit).unwrap()).unwrap()
    }

    fn one_in(&mut self, limit: usize) -> bool {
        self.below(limit) == 0
    }

    /// One of a few, those in front more often than those behind.
    fn pick<'t>(&mut self, items: &[&'t str]) -> &'t str {
        items[self.below(items.len()).min(self.below(items.len())).min(self.below(items.len()))]
    }
}

const DOMAINS: [&str; 9] = ["com", ".com", "a.com", "A.Com", "", "b.a.com", ".a.com", "net", "x.b.a.com"];
const SERVICES: [&str; 9] = ["com", "_s", "a.com", "_t", "_s.com", "_S.A.com", "b.a.com", "_t.a.com", "_s.b.a.com"];
const MAILBOXES: [&str; 8] = ["", ".com", "a.com", "r@a.com", ".a.com", "q@a.com", "R@a.com", "r@b.a.com"];
const HOSTS: [&str; 9] = ["b.a.com", "a.com", "x.b.a.com", "A.com", "*.a.com", "com", "*.b.a.com", "*.com", "y.net"];

/// A base of a form, with what holds much first; rarely one that nobody can evaluate.
fn base(numbers: &mut Numbers, form: usize) -> GeneralName {
    match form {
        _ if numbers.one_in(3000) => raw([0x82, 0x88, 0x8b][numbers.below(3)], b"*"),
        _ if numbers.one_in(3000) => srv_utf8("a.com"),
        0 => dns(numbers.pick(&DOMAINS)),
        1 => srv(numbers.pick(&SERVICES)),
        2 => email(numbers.pick(&MAILBOXES)),
        3 => uri(numbers.pick(&DOMAINS)),
        4 if numbers.one_in(2) => ip_net6([0; 8], [0, 1, 64, 127][numbers.below(4)]),
        4 => ip_net4([10, 0, 0, 0], [0, 8, 24, 31, 6][numbers.below(5)]),
        _ => directory(&match numbers.below(8) {
            0..=3 => Dn::empty(),
            4..=6 => Dn::o("Example"),
            _ => Dn::o("EXAMPLE").and_cn("1"),
        }),
    }
}

fn name(numbers: &mut Numbers, form: usize) -> GeneralName {
    let host = numbers.pick(&HOSTS);
    match form {
        _ if numbers.one_in(300) => {
            [registered_id("1.2.3"), raw(0x8b, b"x"), raw(0x82, b"a..com")][numbers.below(3)].clone()
        }
        0 => dns(host),
        1 => srv(&format!("_{}.{host}", numbers.pick(&["s", "t", "S", "u"]))),
        2 if numbers.one_in(3) => smtp_utf8(&format!("ü@{}", host.trim_start_matches("*."))),
        2 => email(&format!("{}@{}", numbers.pick(&["r", "q"]), host.trim_start_matches("*."))),
        3 => uri(&format!("https://{}/", host.trim_start_matches("*."))),
        4 if numbers.one_in(2) => raw(0x87, &[0; 16]),
        4 => ip4([10, 0, 0, u8::try_from(numbers.below(3)).unwrap()]),
        _ => directory(&Dn::o("Example").and_cn(["1", "2"][numbers.below(2)])),
    }
}

fn constraints(numbers: &mut Numbers, forms: &[usize], lists_srv: bool) -> Option<Constraints> {
    let mut own = Constraints::new();
    let mut count = 0;
    for form in forms {
        for _ in 0..[0, 1, 2, 3][numbers.below(4)] {
            let base = Subtree::of(base(numbers, *form));
            own = own.permit(if numbers.one_in(500) { base.maximum(1) } else { base });
            count += 1;
        }
        if numbers.one_in(40) {
            own = own.exclude(match form {
                0 => dns("q.com"),
                1 => srv("_z"),
                form => base(numbers, *form),
            });
            count += 1;
        }
    }
    if lists_srv {
        own = own.permit(srv(["com", "_s.com"][numbers.below(5) / 4]));
        own = own.permit(srv(["_t.com", "com"][numbers.below(2)]));
        count += 2;
    }
    (count > 0).then_some(own)
}

/// A path of so many CAs and one or two anchors: end entity first, anchors last.
fn path(numbers: &mut Numbers, depth: usize, anchors: usize) -> Vec<Vec<u8>> {
    let forms: Vec<usize> = (0..1 + numbers.below(3)).map(|_| numbers.below(6)).collect();
    let lists_srv = numbers.one_in(2);
    let subject = |numbers: &mut Numbers, above: &Dn, number: usize| match numbers.below(12) {
        0 => above.clone(),
        1 => Dn::o("Example").and_cn(&format!("{number}")).and_email_address("r@b.a.com"),
        _ => Dn::o("Example").and_cn(&format!("{number}")),
    };
    let root = Dn::o("Example").and_cn("Root");
    let mut ders = Vec::new();
    for _ in 0..anchors {
        let own = if numbers.one_in(2) { constraints(numbers, &forms, lists_srv) } else { None };
        let held = own.map(|own| (oid::NAME_CONSTRAINTS, true, own.der()));
        let extensions: Vec<_> = [bare::authority()].into_iter().chain(held).collect();
        ders.push(bare::certificate(&root, &root, "root", &extensions));
    }
    let mut issuer = root;
    for number in (0..=depth).rev() {
        let lists_srv_here = lists_srv && !numbers.one_in(60);
        let own = if numbers.one_in(12) { None } else { constraints(numbers, &forms, lists_srv_here) };
        let held = own.filter(|_| number > 0).map(|own| (oid::NAME_CONSTRAINTS, true, own.der()));
        let count = if number == 0 { 1 + numbers.below(6) } else { numbers.below(9) / 8 };
        let names: Vec<_> = (0..count)
            .map(|_| {
                let form = if numbers.one_in(6) { numbers.below(6) } else { forms[numbers.below(forms.len())] };
                let form = if lists_srv && numbers.one_in(2) { 1 } else { form };
                name(numbers, form)
            })
            .collect();
        let san = (count > 0).then(|| (oid::SUBJECT_ALT_NAME, false, der::sequence(names)));
        let ca = (number > 0).then(bare::authority);
        let own = if number == 0 { Dn::o("Example").and_cn("leaf") } else { subject(numbers, &issuer, number) };
        let extensions: Vec<_> = ca.into_iter().chain(held).chain(san).collect();
        ders.push(bare::certificate(&own, &issuer, &format!("key {number}"), &extensions));
        issuer = own;
    }
    ders.reverse();
    ders
}

/// A refusal without its words.
#[derive(Debug, PartialEq, Eq)]
struct Refusal {
    code: String,
    position: Option<Position>,
    imposed_by: Option<Position>,
    name: Option<String>,
    base: Option<String>,
}

impl Refusal {
    fn of(rejection: &Rejection) -> Self {
        Self {
            code: rejection.code().to_owned(),
            position: rejection.position(),
            imposed_by: rejection.imposed_by(),
            name: rejection.name().map(str::to_owned),
            base: rejection.base().map(str::to_owned),
        }
    }

    fn because(violation: &ConstraintViolation<'_>, position: Position, name: String) -> Self {
        let (code, base) = match &violation.kind {
            ConstraintViolationKind::MalformedName(_) => ("malformed_name", None),
            ConstraintViolationKind::MalformedBase(subtree, _) => ("malformed_constraint", Some(subtree.to_string())),
            ConstraintViolationKind::Unsupported(subtree) => ("unsupported_constraint", Some(subtree.to_string())),
            ConstraintViolationKind::UnsupportedInitial(form) => ("unsupported_constraint", Some(form.to_string())),
            ConstraintViolationKind::NotPermitted => ("name_not_permitted", None),
            ConstraintViolationKind::Excluded(base) => ("name_excluded", Some(base.to_string())),
            kind => panic!("{kind:?}"),
        };
        let imposed_by = violation.imposed_by;
        Self { code: code.to_owned(), position: Some(position), imposed_by, name: Some(name), base }
    }
}

/// `Path::validate_names`, one level after the other.
fn one_by_one(path: &Path<'_, '_>, policy: &Policy<'_>) -> Result<(), Refusal> {
    let mut levels = vec![Level::caller(policy.initial_subtrees)];
    let fires = path.end_entity().presented_ids().any(|presented| presented.form() == Form::SrvName);
    let mut confined_above = false;
    let mut bind = |constraints: &[NameConstraints<'_>], position: Position| {
        let lists = constraints.iter().any(|own| own.contains_form(Form::SrvName));
        let confined = constraints.iter().any(is_confined);
        let met = match policy.sub_ca_rule {
            SubCaRule::Confined => confined,
            SubCaRule::Constrained => lists,
            SubCaRule::Inherited => confined_above || lists,
            SubCaRule::WhereConstrained => constraints.is_empty() || lists,
            _ => true,
        };
        confined_above |= confined;
        if met || !fires {
            return Ok(());
        }
        let code = "ca_lacks_srv_constraints".to_owned();
        Err(Refusal { code, position: Some(position), imposed_by: None, name: None, base: None })
    };
    if policy.anchor_constraints == AnchorConstraints::Enforce {
        let own: Vec<_> = path.anchors().iter().filter_map(|anchor| anchor.name_constraints()).collect();
        let position = path.anchor_position();
        levels.extend(own.iter().map(|own| Level::authority(*own, position, policy.dns_leading_dot)));
        if !own.is_empty() {
            bind(&own, position)?;
        }
    }
    for (position, certificate) in path.certificates().rev() {
        if position == Position::END_ENTITY || !certificate.is_self_issued() {
            for presented in certificate.presented_ids() {
                let refuse = |violation| Refusal::because(&violation, position, presented.to_string());
                admit(&levels, &presented).map_err(refuse)?;
            }
        }
        if position == Position::END_ENTITY {
            break;
        }
        let own = certificate.name_constraints();
        levels.extend(own.map(|own| Level::authority(own, position, policy.dns_leading_dot)));
        bind(own.as_slice(), position)?;
    }
    Ok(())
}

fn is_confined(constraints: &NameConstraints<'_>) -> bool {
    let mut bases = constraints.permitted().iter().filter(|subtree| subtree.form() == Form::SrvName).peekable();
    bases.peek().is_some()
        && bases.all(|subtree| match subtree.base().base() {
            Ok(Base::Srv(base)) => base.name().is_some(),
            _ => true,
        })
}

fn initial(numbers: &mut Numbers) -> usize {
    if numbers.one_in(3) { 1 + numbers.below(4) } else { 0 }
}

#[test]
fn a_path_of_many_cas_is_judged_as_its_levels_say() {
    let rounds: usize = std::env::var("SRVNAME_ROUNDS").map_or(1, |text| text.parse().unwrap());
    let com = [Base::Srv(SrvSubtree::parse("com").unwrap())];
    let mailboxes = [Base::Email(EmailSubtree::parse("").unwrap())];
    let permitted = [
        PermittedForm::new(Form::SrvName, &com),
        // Two sets for one form, which no compiled set has.
        PermittedForm::new(Form::Rfc822Name, &mailboxes),
        PermittedForm::new(Form::SmtpUtf8Mailbox, &mailboxes),
    ];
    let none = [PermittedForm::new(Form::SrvName, &[])];
    let excluded = [
        ExcludedBase::new(Form::DnsName, Base::Dns(DnsSubtree::parse(".a.com").unwrap())),
        ExcludedBase::new(Form::RegisteredId, Base::NotUnderstood),
    ];
    let sets = [
        InitialSubtrees::default(),
        InitialSubtrees::new(&permitted, &[]),
        InitialSubtrees::new(&permitted, &excluded),
        InitialSubtrees::new(&none, &[]),
        InitialSubtrees::new(&permitted[..1], &[]),
    ];
    let (mut accepted, mut codes) = (0, std::collections::BTreeMap::new());
    for round in 0..1200 * rounds {
        let mut numbers = Numbers(u64::try_from(round + 1).unwrap().wrapping_mul(0x9e37_79b9_7f4a_7c15));
        let (depth, anchors) = (MAX_INTERMEDIATES - numbers.below(19), 1 + numbers.below(5) / 4);
        let ders = path(&mut numbers, depth, anchors);
        let certificates: Vec<_> = ders.iter().map(|der| Certificate::from_der(der).unwrap()).collect();
        let (below, above) = certificates.split_at(depth + 1);
        let anchors: Vec<_> = above.iter().map(TrustAnchor::from_certificate).collect();
        let path = match numbers.below(8) {
            0 => Path::assume_signed_without_anchor(&below[1..], &below[0]),
            1 => Path::assume_signed(&anchors[0], &below[1..], &below[0]),
            _ => Path::assume_signed_by_any(&anchors, &below[1..], &below[0]),
        };
        let path = path.unwrap();
        let mut policy = Policy::new().with_initial_subtrees(sets[initial(&mut numbers)]);
        if numbers.one_in(4) {
            policy.anchor_constraints = AnchorConstraints::IgnoreTrustAnchorConstraints;
        }
        if numbers.one_in(8) {
            policy.dns_leading_dot = DnsLeadingDot::Malformed;
        }
        for sub_ca_rule in SubCaRule::ALL {
            policy.sub_ca_rule = sub_ca_rule;
            let found = path.validate_names(&policy).map_err(|rejection| Refusal::of(&rejection));
            assert_eq!(found, one_by_one(&path, &policy), "round {round}, {sub_ca_rule}");
            match found {
                Ok(()) => accepted += 1,
                Err(refusal) => *codes.entry(refusal.code).or_insert(0) += 1,
            }
        }
    }
    // No answer may be an accident.
    assert!(accepted > 300 * rounds, "{accepted} {codes:?}");
    for code in ["name_not_permitted", "name_excluded", "ca_lacks_srv_constraints", "unsupported_constraint"] {
        assert!(codes.get(code).is_some_and(|count| *count > 10), "{code}: {accepted} {codes:?}");
    }
    println!("{accepted} accepted, {codes:?}");
}

/// So many CAs, each constrained, between an end entity with an SRVName and the root: end entity first, root last.
fn constrained(cas: usize) -> Vec<Vec<u8>> {
    let subject = |number: usize| Dn::cn(&format!("CA {number}"));
    let held = Constraints::new().permit(srv("example.com")).der();
    let san = (oid::SUBJECT_ALT_NAME, false, der::sequence([srv("_imap.example.com")]));
    let leaf = bare::certificate(&Dn::cn("leaf"), &subject(1), "leaf", &[san]);
    let above = (1..=cas).map(|number| {
        let extensions = [bare::authority(), (oid::NAME_CONSTRAINTS, true, held.clone())];
        bare::certificate(&subject(number), &subject(number + 1), &format!("key {number}"), &extensions)
    });
    let root = bare::certificate(&subject(cas + 1), &subject(cas + 1), "root", &[bare::authority()]);
    [leaf].into_iter().chain(above).chain([root]).collect()
}

/// Asks each constructor of `Path` about certificates, of which the last is the anchor.
fn each_constructor(ders: &[Vec<u8>], ask: impl Fn(Result<Path<'_, '_>, PathError>)) {
    let certificates: Vec<_> = ders.iter().map(|der| Certificate::from_der(der).unwrap()).collect();
    let [end_entity, intermediates @ .., root] = certificates.as_slice() else { panic!("too few certificates") };
    let anchor = TrustAnchor::from_certificate(root);
    ask(Path::assume_signed(&anchor, intermediates, end_entity));
    ask(Path::assume_signed_by_any([&anchor, &anchor], intermediates, end_entity));
    ask(Path::assume_signed_without_anchor(intermediates, end_entity));
}

#[test]
fn thirty_two_cas_are_a_path_under_every_rule() {
    assert_eq!(MAX_INTERMEDIATES, 32);
    each_constructor(&constrained(32), |path| {
        let path = path.unwrap();
        assert_eq!((path.intermediates().len(), path.anchor_position()), (32, Position::new(33)));
        for sub_ca_rule in SubCaRule::ALL {
            let policy = Policy::new().with_sub_ca_rule(sub_ca_rule);
            assert_eq!(path.validate_names(&policy), Ok(()), "{sub_ca_rule}");
        }
    });
}

#[test]
fn thirty_three_cas_are_no_path() {
    for cas in [33, 10_000] {
        each_constructor(&constrained(cas), |path| {
            let error = path.unwrap_err();
            assert_eq!(error, PathError { kind: PathErrorKind::PathTooLong, position: None });
            let rejection = Rejection::from(error);
            assert_eq!((rejection.kind(), rejection.code()), (&RejectionKind::PathTooLong, "path_too_long"));
            assert_eq!((rejection.position(), rejection.imposed_by(), rejection.name()), (None, None, None));
        });
    }
}

/// The length is asked first: what else is wrong with a list that is too long is not looked for.
#[test]
fn a_path_that_is_too_long_is_nothing_else() {
    let mut ders = constrained(33);
    // Out of order, and one of them twice.
    ders.swap(1, 2);
    ders[4] = ders[3].clone();
    each_constructor(&ders, |path| assert_eq!(path.unwrap_err().kind, PathErrorKind::PathTooLong));
    // One fewer, and it is.
    ders.remove(33);
    each_constructor(&ders, |path| assert_eq!(path.unwrap_err().kind, PathErrorKind::WrongOrder));
}

/// Copies of the anchor at the end of a list are dropped, so they are not between it and the end entity.
#[test]
fn copies_of_the_anchor_do_not_count() {
    for (cas, expected) in [(32, None), (33, Some(PathErrorKind::PathTooLong))] {
        let ders = constrained(cas);
        let certificates: Vec<_> = ders.iter().map(|der| Certificate::from_der(der).unwrap()).collect();
        let [end_entity, intermediates @ .., root] = certificates.as_slice() else { panic!("too few certificates") };
        let anchor = TrustAnchor::from_certificate(root);
        let with_copies = intermediates.iter().chain([root; 3]);
        let path = Path::assume_signed(&anchor, with_copies, end_entity);
        assert_eq!(path.err().map(|error| error.kind), expected, "{cas}");
    }
}
