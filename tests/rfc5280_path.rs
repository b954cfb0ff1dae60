//! RFC 5280 §6.1: the state that constraints leave behind on their way down a path. The inputs first (§6.1.1, RFC 5937),
//! then what is asked of each certificate (§6.1.3), then what prepares for the next (§6.1.4).

use srvname_testkit::{make, verdict};

use make::{
    Ca, Constraints, Dn, Draft, Extension, GeneralName, Issued, directory, dns, email, ip_net4, oid, registered_id,
    smtp_utf8, srv, upn, uri,
};
use srvname::{
    Certificate, Path, Policy, ReferenceId, Rejection, SubCaRule, TrustAnchor,
    constraints::{ExcludedBase, InitialSubtrees, PermittedForm, Position},
    name::{Base, DirectoryName, DnsSubtree, EmailSubtree, Form, IpSubtree, SrvSubtree},
    path::{AnchorConstraints, PathError, PathErrorKind},
};
use verdict::{Verdict, accepted, by_rfc5280, judge, refused, rejection, strictly, under};

fn root() -> Issued {
    Ca::root("Example Root CA")
}

fn permit(base: GeneralName) -> Constraints {
    Constraints::new().permit(base)
}

fn exclude(base: GeneralName) -> Constraints {
    Constraints::new().exclude(base)
}

/// CAs below the root, one for each of `levels`, the topmost first; an empty level has no extension.
fn authorities(levels: &[Option<Constraints>]) -> Vec<Issued> {
    let mut authorities = vec![root()];
    for (index, constraints) in levels.iter().enumerate() {
        let draft = authorities[index].sub_ca(&format!("Example CA {index}"));
        authorities.push(constraints.iter().fold(draft, |draft, own| draft.constraints(own.clone())).issue());
    }
    authorities
}

/// A server with these names below CAs with these levels, as a chain.
fn chain(levels: &[Option<Constraints>], names: impl IntoIterator<Item = GeneralName>) -> Vec<Issued> {
    let mut chain = authorities(levels);
    chain.push(chain[levels.len()].end_entity("Example Server").san(names).issue());
    chain.reverse();
    chain
}

fn verdict(levels: &[Option<Constraints>], presented: GeneralName, policy: &Policy<'_>) -> Verdict {
    judge(&chain(levels, [presented]).iter().collect::<Vec<_>>(), policy)
}

fn rfc5280() -> Policy<'static> {
    Policy::new().with_sub_ca_rule(SubCaRule::Rfc5280)
}

// §6.1.1(d) and RFC 5937: the trust anchor.

fn constrained_root(constraints: Constraints) -> Issued {
    Ca::root_draft("Example Root CA").constraints(constraints).issue()
}

fn ignoring() -> Policy<'static> {
    Policy::new().with_anchor_constraints(AnchorConstraints::IgnoreTrustAnchorConstraints)
}

#[test]
fn constraints_of_an_anchor_are_enforced_until_they_are_ignored_in_so_many_words() {
    let root = constrained_root(permit(dns("example.com")));
    let sub = root.sub_ca("Example Sub CA").issue();
    let leaf = sub.end_entity("x").san([dns("victim.test")]).issue();
    let chain = [&leaf, &sub, &root];
    assert_eq!(strictly(&chain), refused("name_not_permitted", 0).by(2));
    assert_eq!(judge(&chain, &ignoring()), accepted());
    // A name of the sub-CA itself is held too.
    let sub = root.sub_ca("Example Sub CA").san([dns("victim.test")]).issue();
    let leaf = sub.end_entity("x").san([dns("example.com")]).issue();
    assert_eq!(strictly(&[&leaf, &sub, &root]), refused("name_not_permitted", 1).by(2));
}

/// An anchor whose constraints are enforced and name any form is bound by the rule like a CA; one without constraints, or
/// whose constraints are ignored, is not.
#[test]
fn a_constrained_anchor_is_bound_by_the_rule() {
    let names = || [srv("_imap.example.com")];
    let open = constrained_root(permit(dns("example.com")));
    let leaf = open.end_entity("x").san(names()).issue();
    assert_eq!(strictly(&[&leaf, &open]), refused("ca_lacks_srv_constraints", 1));
    assert_eq!(under(SubCaRule::WhereConstrained, &[&leaf, &open]), refused("ca_lacks_srv_constraints", 1));
    assert_eq!(judge(&[&leaf, &open], &ignoring()), accepted());
    let listed = constrained_root(permit(srv("example.com")));
    let leaf = listed.end_entity("x").san(names()).issue();
    for rule in SubCaRule::ALL {
        assert_eq!(under(rule, &[&leaf, &listed]), accepted(), "{rule}");
    }
    // No bound CA at all: an anchor without constraints signs the end entity.
    let leaf = root().end_entity("x").san(names()).issue();
    for rule in SubCaRule::ALL {
        assert_eq!(under(rule, &[&leaf, &root()]), accepted(), "{rule}");
    }
}

/// A confined anchor discharges the CAs below it under `Inherited`; ignored, it discharges nobody.
#[test]
fn a_confined_anchor_discharges_those_below_it() {
    let root = constrained_root(permit(srv("example.com")));
    let sub = root.sub_ca("Example Sub CA").issue();
    let leaf = sub.end_entity("x").san([srv("_imap.example.com")]).issue();
    let chain = [&leaf, &sub, &root];
    assert_eq!(under(SubCaRule::Inherited, &chain), accepted());
    assert_eq!(strictly(&chain), refused("ca_lacks_srv_constraints", 1));
    let ignoring = ignoring().with_sub_ca_rule(SubCaRule::Inherited);
    assert_eq!(judge(&chain, &ignoring), refused("ca_lacks_srv_constraints", 1));
}

/// RFC 5937 §3.2: pathLenConstraint, and critical extensions that nobody processes.
#[test]
fn an_anchor_has_a_path_length_and_no_unknown_critical_extension() {
    let root = Ca::root_draft("Example Root CA").path_len(0).issue();
    let sub = root.sub_ca("Example Sub CA").issue();
    let leaf = sub.end_entity("x").san([dns("example.com")]).issue();
    assert_eq!(strictly(&[&leaf, &sub, &root]), refused("path_length_exceeded", 1).by(2));
    assert_eq!(judge(&[&leaf, &sub, &root], &ignoring()), accepted());
    let direct = root.end_entity("x").san([dns("example.com")]).issue();
    assert_eq!(strictly(&[&direct, &root]), accepted());
    let renewed = root.self_issued("Example Root CA, second key").issue();
    let leaf = renewed.end_entity("x").san([dns("example.com")]).issue();
    assert_eq!(strictly(&[&leaf, &renewed, &root]), accepted(), "a self-issued certificate does not count");

    let unknown = Extension::new(oid::UNKNOWN, true, b"x");
    let root = Ca::root_draft("Example Root CA").extension(unknown).issue();
    let leaf = root.end_entity("x").san([dns("example.com")]).issue();
    assert_eq!(strictly(&[&leaf, &root]), refused("unknown_critical_extension", 1));
    assert_eq!(rejection(&[&leaf, &root], &Policy::default()).name(), Some(oid::UNKNOWN));
    assert_eq!(judge(&[&leaf, &root], &ignoring()), accepted());
}

/// §6.2: neither its validity nor its key usages nor its names are asked of an anchor.
#[test]
fn an_anchor_is_a_name_and_a_key() {
    let root =
        Ca::root_draft("Example Root CA").without_extensions().version(1).not_after("2025-01-01T00:00:00Z").issue();
    let leaf = root.end_entity("x").san([dns("example.com")]).issue();
    assert_eq!(strictly(&[&leaf, &root]), accepted());
    // Its own names violate its own constraints, which speak of those below it.
    let root =
        Ca::root_draft("Example Root CA").san([dns("victim.test")]).constraints(permit(dns("example.com"))).issue();
    let leaf = root.end_entity("x").san([dns("example.com")]).issue();
    assert_eq!(strictly(&[&leaf, &root]), accepted());
}

/// An anchor in parts, as `rustls-pki-types` keeps them: the content of each SEQUENCE, without its header.
#[test]
fn an_anchor_given_in_parts() {
    let root = constrained_root(permit(dns("example.com")));
    let read = Certificate::from_der(root.der()).unwrap();
    let value = permit(dns("example.com")).der();
    let parts = rustls_pki_types::TrustAnchor {
        subject: read.subject().content().into(),
        subject_public_key_info: read.spki().into(),
        name_constraints: Some(value[2..].into()),
    };
    let anchor = TrustAnchor::try_from(&parts).unwrap();
    assert_eq!(anchor.subject(), read.subject());
    assert_eq!((anchor.path_len(), anchor.unknown_critical_extension()), (None, None));
    for (name, expected) in [("example.com", accepted()), ("victim.test", refused("name_not_permitted", 0).by(1))] {
        let leaf = root.end_entity("x").san([dns(name)]).issue();
        let leaf = Certificate::from_der(leaf.der()).unwrap();
        let path = Path::assume_signed(&anchor, [], &leaf).unwrap();
        assert_eq!(Verdict::from(path.validate_names(&Policy::default())), expected, "{name}");
    }
    for (subject, constraints) in [(&[0x31_u8, 0x00][..], None), (&[], Some(&[][..])), (&[], Some(&value[..]))] {
        let error = TrustAnchor::from_parts(subject, read.spki(), constraints).unwrap_err().to_string();
        let part = if subject.is_empty() { "name constraints" } else { "subject" };
        assert!(error.starts_with(&format!("{part} of the trust anchor: ")), "{error}");
    }
}

/// Constraints that are compiled once say what they said before.
#[test]
fn an_anchor_may_be_compiled_and_says_the_same() {
    let root = constrained_root(permit(dns("example.com")));
    let read = Certificate::from_der(root.der()).unwrap();
    let anchor = TrustAnchor::from_certificate(&read);
    assert!(anchor.compiled().is_none());
    let anchor = anchor.compile();
    assert!(anchor.compiled().is_some());
    for (name, expected) in [("example.com", accepted()), ("victim.test", refused("name_not_permitted", 0).by(1))] {
        let leaf = root.end_entity("x").san([dns(name)]).issue();
        let leaf = Certificate::from_der(leaf.der()).unwrap();
        let path = Path::assume_signed(&anchor, [], &leaf).unwrap();
        assert_eq!(Verdict::from(path.validate_names(&Policy::default())), expected, "{name}");
    }
    // Where there are none, there is nothing to compile.
    let open = self::root();
    let open = Certificate::from_der(open.der()).unwrap();
    assert!(TrustAnchor::from_certificate(&open).compile().compiled().is_none());
}

/// Anchors that share subject and key are one anchor, and the constraints of all of them apply.
#[test]
fn anchors_that_share_subject_and_key_are_merged() {
    let certificates = [permit(dns("example.com")), exclude(dns("secret.example.com"))].map(constrained_root);
    let read = certificates.each_ref().map(|root| Certificate::from_der(root.der()).unwrap());
    let anchors = read.each_ref().map(TrustAnchor::from_certificate);
    for (name, expected) in [
        ("www.example.com", accepted()),
        ("victim.test", refused("name_not_permitted", 0).by(1)),
        ("www.secret.example.com", refused("name_excluded", 0).by(1)),
    ] {
        let leaf = certificates[0].end_entity("x").san([dns(name)]).issue();
        let leaf = Certificate::from_der(leaf.der()).unwrap();
        for order in [[&anchors[0], &anchors[1]], [&anchors[1], &anchors[0]]] {
            let path = Path::assume_signed_by_any(order, [], &leaf).unwrap();
            assert_eq!(Verdict::from(path.validate_names(&Policy::default())), expected, "{name}");
        }
    }
}

/// An anchor that is not shown: the topmost certificate is a bound CA like the others.
#[test]
fn a_path_below_an_anchor_that_is_not_shown() {
    let sub = root().sub_ca("Example Sub CA").constraints(permit(dns("example.com"))).issue();
    let leaf = sub.end_entity("x").san([dns("www.example.com"), srv("_imap.example.com")]).issue();
    let [sub, leaf] = [&sub, &leaf].map(|issued| Certificate::from_der(issued.der()).unwrap());
    let path = Path::assume_signed_without_anchor([&sub], &leaf).unwrap();
    assert!(path.anchors().is_empty());
    assert_eq!(path.anchor_position(), Position::new(2));
    let verdict = Verdict::from(path.validate_names(&Policy::default()));
    assert_eq!(verdict, refused("ca_lacks_srv_constraints", 1));
    assert_eq!(Verdict::from(path.validate_names(&rfc5280())), accepted());
}

// §6.1.1(h) and (i): the caller's own sets.

#[test]
fn an_empty_initial_permitted_set_permits_no_name_of_its_form() {
    let forms: [(Form<'_>, GeneralName); 5] = [
        (Form::SrvName, srv("_imap.example.com")),
        (Form::DnsName, dns("example.com")),
        (Form::Rfc822Name, email("a@example.com")),
        (Form::Uri, uri("https://example.com/")),
        (Form::RegisteredId, registered_id("1.2.3")),
    ];
    for (form, _) in &forms {
        let permitted = [PermittedForm::new(*form, &[])];
        let initial_subtrees = InitialSubtrees::new(&permitted, &[]);
        let policy = rfc5280().with_initial_subtrees(initial_subtrees);
        for (other, presented) in &forms {
            let expected = if form == other { refused("name_not_permitted", 0) } else { accepted() };
            assert_eq!(verdict(&[None], presented.clone(), &policy), expected, "{form}, then {other}");
        }
    }
}

/// No SRVName at all, well formed or not: also under a CA that permits some.
#[test]
fn an_empty_initial_set_is_not_overruled_by_a_ca() {
    let permitted = [PermittedForm::new(Form::SrvName, &[])];
    let policy = Policy::new().with_initial_subtrees(InitialSubtrees::new(&permitted, &[]));
    let level = [Some(permit(srv("example.com")))];
    assert_eq!(verdict(&level, srv("_imap.example.com"), &policy), refused("name_not_permitted", 0));
    assert_eq!(verdict(&level, srv("_imap"), &policy), refused("malformed_name", 0));
    assert_eq!(verdict(&level, dns("example.com"), &policy), accepted());
}

#[test]
fn initial_permitted_subtrees_are_a_level_like_any_other() {
    let bases = ["example.com", "example.net"].map(|text| Base::Srv(SrvSubtree::parse(text).unwrap()));
    let permitted = [PermittedForm::new(Form::SrvName, &bases)];
    let policy = Policy::new().with_initial_subtrees(InitialSubtrees::new(&permitted, &[]));
    let level = [Some(permit(srv("example.com")).permit(srv("victim.test")))];
    assert_eq!(verdict(&level, srv("_imap.example.com"), &policy), accepted());
    assert_eq!(verdict(&level, srv("_imap.victim.test"), &policy), refused("name_not_permitted", 0));
    assert_eq!(verdict(&level, srv("_imap.example.net"), &policy), refused("name_not_permitted", 0).by(1));
    // The caller's set is no CA's, and discharges none.
    assert_eq!(verdict(&[None], srv("_imap.example.com"), &policy), refused("ca_lacks_srv_constraints", 1));
}

#[test]
fn initial_excluded_subtrees() {
    let excluded = [
        Base::Dns(DnsSubtree::parse("secret.example.com").unwrap()),
        Base::Ip(IpSubtree::from_octets(&[10, 0, 0, 0, 255, 0, 0, 0]).unwrap()),
        Base::Email(EmailSubtree::parse("victim.test").unwrap()),
        Base::Srv(SrvSubtree::parse("_mail").unwrap()),
    ];
    let excluded = excluded.map(|base| ExcludedBase::new(base.form().unwrap(), base));
    let policy = rfc5280().with_initial_subtrees(InitialSubtrees::new(&[], &excluded));
    for (presented, refuses) in [
        (dns("www.secret.example.com"), true),
        (dns("*.example.com"), true),
        (dns("www.example.com"), false),
        (make::ip4([10, 1, 2, 3]), true),
        (make::ip4([192, 0, 2, 1]), false),
        (email("a@victim.test"), true),
        (smtp_utf8("\u{e9}@victim.test"), true),
        (email("a@example.com"), false),
        (srv("_mail.example.com"), true),
        (srv("_imap.example.com"), false),
    ] {
        let expected = if refuses { refused("name_excluded", 0) } else { accepted() };
        let shown = make::der::hex(presented.der());
        assert_eq!(verdict(&[None], presented, &policy), expected, "{shown}");
    }
    assert_eq!(verdict(&[None], srv("_mail"), &policy), refused("malformed_name", 0));
}

/// In either list of the caller, as in either list of a CA: names of the very form are refused, and no others; few names, which
/// are compared one by one, and many, for which the sets are compiled.
#[test]
fn an_initial_base_that_is_not_understood_refuses_names_of_its_form() {
    let tag = |identifier: &[u8]| make::tagged(identifier, b"x");
    let names = [
        (upn("user@example.com"), upn("user@example.com")),
        (make::other_name("1.2.3.4", b"\x0c\x01x"), make::other_name("1.2.3.5", b"\x0c\x01x")),
        (registered_id("1.2.3.4"), dns("www.example.com")),
        (tag(&[0x8a]), tag(&[0x8b])),
        (tag(&[0x9f, 0x1f]), tag(&[0x9f, 0x20])),
        (tag(&[0x9f, 0x81, 0x00]), tag(&[0x9f, 0x82, 0x00])),
        (smtp_utf8("\u{e9}@example.com"), email("a@example.com")),
    ];
    let der = names.each_ref().map(|(name, _)| name.der().to_vec());
    for ((name, other), der) in names.iter().zip(&der) {
        let base = srvname::certificate::GeneralName::from_der(der).unwrap();
        let others: Vec<_> = (0..100).map(|number| format!("other{number}.test")).collect();
        let others =
            others.iter().map(|host| ExcludedBase::new(Form::DnsName, Base::Dns(DnsSubtree::parse(host).unwrap())));
        let excluded: Vec<_> = others.chain([ExcludedBase::new(base.form(), Base::NotUnderstood)]).collect();
        let permitted = [PermittedForm::new(base.form(), &[Base::NotUnderstood])];
        for initial in [InitialSubtrees::new(&[], &excluded), InitialSubtrees::new(&permitted, &[])] {
            let policy = rfc5280().with_initial_subtrees(initial);
            for padding in [0, 60] {
                let ask = |name: &GeneralName| {
                    let padding = (0..padding).map(|number| dns(&format!("host{number}.example.com")));
                    let chain = chain(&[None], padding.chain([name.clone()]));
                    let rejection = judge_text(&chain, &policy);
                    (judge(&chain.iter().collect::<Vec<_>>(), &policy), rejection)
                };
                let (verdict, text) = ask(name);
                assert_eq!(verdict, refused("unsupported_constraint", 0), "{} {padding}", make::der::hex(name.der()));
                let text = text.unwrap();
                assert!(text.contains("by the caller") && text.contains(&base.form().to_string()), "{text}");
                if name.der() != other.der() {
                    assert_eq!(ask(other).0, accepted(), "{} {padding}", make::der::hex(other.der()));
                }
            }
        }
    }
}

fn judge_text(chain: &[Issued], policy: &Policy<'_>) -> Option<String> {
    let ders: Vec<_> = chain.iter().map(|issued| Certificate::from_der(issued.der()).unwrap()).collect();
    let [leaf, sub, root] = ders.as_slice() else { panic!("three certificates") };
    let anchor = TrustAnchor::from_certificate(root);
    let path = Path::assume_signed(&anchor, [sub], leaf).unwrap();
    path.validate_names(policy).err().map(|rejection| rejection.to_string())
}

/// The subject is a directoryName for the caller's sets too, in every certificate that is checked.
#[test]
fn initial_subtrees_hold_the_subject_of_every_certificate() {
    let organization = Dn::o("Example").der();
    let base = [Base::Directory(srvname::name::DirectorySubtree::new(DirectoryName::from_der(&organization).unwrap()))];
    let permitted = [PermittedForm::new(Form::DirectoryName, &base)];
    let policy = rfc5280().with_initial_subtrees(InitialSubtrees::new(&permitted, &[]));
    let sub = root().sub_ca("Example Sub CA").subject(Dn::o("Example").and_cn("CA")).issue();
    let leaf = sub.end_entity("x").subject(Dn::o("Example").and_cn("Server")).issue();
    assert_eq!(judge(&[&leaf, &sub, &root()], &policy), accepted());
    let leaf = sub.end_entity("x").issue();
    assert_eq!(judge(&[&leaf, &sub, &root()], &policy), refused("name_not_permitted", 0));
    let sub = root().sub_ca("Example Sub CA").issue();
    let leaf = sub.end_entity("x").subject(Dn::o("Example").and_cn("Server")).issue();
    assert_eq!(judge(&[&leaf, &sub, &root()], &policy), refused("name_not_permitted", 1));
}

/// Sets for rfc822Name and for SmtpUTF8Mailbox both hold a SmtpUTF8Mailbox, each on its own.
#[test]
fn an_empty_set_for_one_form_of_mail_is_not_filled_by_the_other() {
    let all = [Base::Email(EmailSubtree::All)];
    let permitted = [PermittedForm::new(Form::Rfc822Name, &all), PermittedForm::new(Form::SmtpUtf8Mailbox, &[])];
    let policy = rfc5280().with_initial_subtrees(InitialSubtrees::new(&permitted, &[]));
    assert_eq!(verdict(&[None], email("a@example.com"), &policy), accepted());
    assert_eq!(verdict(&[None], smtp_utf8("\u{e9}@example.com"), &policy), refused("name_not_permitted", 0));
}

// §6.1.3(b) and (c): the names of each certificate.

/// Each of the alternative names, wherever it stands, not only the one somebody asked for.
#[test]
fn every_alternative_name_is_checked() {
    let level = [Some(permit(dns("example.com")).exclude(dns("secret.example.com")))];
    let good = ["a.example.com", "b.example.com", "c.example.com"];
    for (bad, expected) in [
        ("victim.test", refused("name_not_permitted", 0).by(1)),
        ("secret.example.com", refused("name_excluded", 0).by(1)),
    ] {
        for place in 0..=good.len() {
            let mut names: Vec<_> = good.iter().map(|name| dns(name)).collect();
            names.insert(place, dns(bad));
            let chain = chain(&level, names);
            assert_eq!(strictly(&chain.iter().collect::<Vec<_>>()), expected, "{bad} at {place}");
        }
    }
}

/// The names of CAs are checked as those of end entities are: subject and SAN.
#[test]
fn the_names_of_intermediates_are_checked() {
    let top = root()
        .sub_ca("Example CA 0")
        .constraints(permit(dns("example.com")).permit(directory(&Dn::o("Example"))))
        .issue();
    let sub = |subject: Dn, san: &str| top.sub_ca("x").subject(subject).san([dns(san)]).issue();
    let leaf = |sub: &Issued| sub.end_entity("y").subject(Dn::o("Example")).san([dns("www.example.com")]).issue();
    for (sub, expected) in [
        (sub(Dn::o("Example"), "ca.example.com"), accepted()),
        (sub(Dn::o("Another"), "ca.example.com"), refused("name_not_permitted", 1).by(2)),
        (sub(Dn::o("Example"), "victim.test"), refused("name_not_permitted", 1).by(2)),
    ] {
        // An SRVName is presented by nobody, so no rule is in the way.
        assert_eq!(strictly(&[&leaf(&sub), &sub, &top, &root()]), expected);
    }
}

/// "If certificate i is self-issued and it is not the final certificate in the path, skip this step"
#[test]
fn a_self_issued_certificate_is_exempt_unless_it_is_final() {
    let sub = root()
        .sub_ca("Example Sub CA")
        .constraints(permit(dns("example.com")).exclude(directory(&Dn::o("Ex"))))
        .issue();
    let renewed = sub.self_issued("second key").san([dns("victim.test")]).issue();
    let leaf = renewed.end_entity("x").san([dns("www.example.com")]).issue();
    assert_eq!(strictly(&[&leaf, &renewed, &sub, &root()]), accepted());
    // As the last certificate of a path the same one is checked.
    assert_eq!(strictly(&[&renewed, &sub, &root()]), refused("name_not_permitted", 0).by(1));
    let leaf = sub.end_entity("x").subject(sub.subject().clone()).san([dns("victim.test")]).issue();
    assert_eq!(strictly(&[&leaf, &sub, &root()]), refused("name_not_permitted", 0).by(1));
}

/// Self-issued is a matter of the names, compared as §7.1 compares; not of keys, and not of octets.
#[test]
fn self_issued_is_a_comparison_of_names() {
    let sub = root().sub_ca("Example Sub CA").constraints(permit(dns("example.com"))).issue();
    let shouting = Dn::empty().and(oid::COMMON_NAME, make::der::PRINTABLE_STRING, "EXAMPLE  SUB  CA");
    let renewed = sub.self_issued("second key").subject(shouting).san([dns("victim.test")]).issue();
    let leaf = renewed.end_entity("x").san([dns("www.example.com")]).issue();
    assert_eq!(strictly(&[&leaf, &renewed, &sub, &root()]), accepted());
    // Another name: no exemption, although nothing else differs.
    let other = sub.self_issued("second key").subject(Dn::cn("Example Sub CB")).san([dns("victim.test")]).issue();
    let leaf = other.end_entity("x").san([dns("www.example.com")]).issue();
    assert_eq!(strictly(&[&leaf, &other, &sub, &root()]), refused("name_not_permitted", 1).by(2));
}

/// The order of the answer within one name: malformed name, bases that cannot be evaluated, permitted from the anchor
/// down, excluded from the anchor down.
#[test]
fn the_first_failing_step_is_the_answer() {
    let top = permit(dns("example.com")).exclude(dns("secret.example.com"));
    let low = permit(dns("example.net"));
    let broken = permit(dns("*.example.com"));
    let verdict = |levels: &[&Constraints], name: &str| {
        let levels: Vec<_> = levels.iter().map(|level| Some((*level).clone())).collect();
        verdict(&levels, dns(name), &Policy::default())
    };
    // Position 2 is the upper CA, position 1 the lower one.
    assert_eq!(verdict(&[&top, &broken], "example..com"), refused("malformed_name", 0).by(2));
    assert_eq!(verdict(&[&top, &broken], "secret.example.com"), refused("malformed_constraint", 0).by(1));
    assert_eq!(verdict(&[&broken, &top], "victim.test"), refused("malformed_constraint", 0).by(2));
    assert_eq!(verdict(&[&top, &low], "victim.test"), refused("name_not_permitted", 0).by(2));
    assert_eq!(verdict(&[&top, &low], "secret.example.com"), refused("name_not_permitted", 0).by(1));
    assert_eq!(verdict(&[&low, &top], "example.net"), refused("name_not_permitted", 0).by(1));
    assert_eq!(verdict(&[&top], "secret.example.com"), refused("name_excluded", 0).by(1));
}

// §6.1.4(o), §6.1.5(f): critical extensions.

/// In a path whose signatures somebody else verified too, with an anchor and without, and before any name is asked.
#[test]
fn a_critical_extension_that_is_not_understood_refuses_any_path() {
    let unknown = |critical| Extension::new(oid::UNKNOWN, critical, b"x");
    let with = |draft: Draft, critical: Option<bool>| match critical {
        Some(critical) => draft.extension(unknown(critical)).issue(),
        None => draft.issue(),
    };
    for (in_sub, in_leaf, expected) in [
        (None, None, accepted()),
        (Some(false), Some(false), accepted()),
        (Some(true), None, refused("unknown_critical_extension", 1)),
        (None, Some(true), refused("unknown_critical_extension", 0)),
        (Some(true), Some(true), refused("unknown_critical_extension", 0)),
    ] {
        let sub = with(root().sub_ca("Example Sub CA").constraints(permit(dns("example.com"))), in_sub);
        let leaf = with(sub.end_entity("x").san([dns("www.example.com")]), in_leaf);
        assert_eq!(strictly(&[&leaf, &sub, &root()]), expected);
        let outside = with(sub.end_entity("x").san([dns("victim.test")]), in_leaf);
        if expected != accepted() {
            assert_eq!(strictly(&[&outside, &sub, &root()]), expected, "it is asked before the names");
            assert_eq!(rejection(&[&leaf, &sub, &root()], &rfc5280()).name(), Some(oid::UNKNOWN));
        }
        let [leaf, sub] = [&leaf, &sub].map(|issued| Certificate::from_der(issued.der()).expect("a certificate"));
        let alone = Path::assume_signed_without_anchor([&sub], &leaf).expect("a path");
        assert_eq!(alone.validate_names(&rfc5280()).is_ok(), expected == accepted());
        let references = [ReferenceId::dns("www.example.com").expect("a reference")];
        assert_eq!(alone.validate(&references, &rfc5280()).map(drop), alone.validate_names(&rfc5280()));
    }
}

// §6.1.4(g): the state for the certificates below.

/// (1), with the RFC's example: example.com and foo.example.com leave foo.example.com.
#[test]
fn permitted_subtrees_are_intersected() {
    let wide = || Some(permit(dns("example.com")));
    let narrow = || Some(permit(dns("foo.example.com")));
    for levels in [[wide(), narrow()], [narrow(), wide()]] {
        let narrowed_by = if levels[0].as_ref().unwrap().der() == narrow().unwrap().der() { 2 } else { 1 };
        for (name, inside) in [("foo.example.com", true), ("a.foo.example.com", true), ("www.example.com", false)] {
            let expected = if inside { accepted() } else { refused("name_not_permitted", 0).by(narrowed_by) };
            assert_eq!(verdict(&levels, dns(name), &Policy::default()), expected, "{name}");
        }
    }
}

/// (1), with its other example: example.com and example.net leave nothing, which is not the same as anything.
#[test]
fn disjoint_permitted_subtrees_permit_nothing() {
    let levels = [Some(permit(dns("example.com"))), Some(permit(dns("example.net")))];
    assert_eq!(verdict(&levels, dns("example.com"), &Policy::default()), refused("name_not_permitted", 0).by(1));
    assert_eq!(verdict(&levels, dns("example.net"), &Policy::default()), refused("name_not_permitted", 0).by(2));
    assert_eq!(verdict(&levels, dns("example.org"), &Policy::default()), refused("name_not_permitted", 0).by(2));
    assert_eq!(verdict(&levels, email("a@example.org"), &Policy::default()), accepted());
    // A third CA does not open what is closed.
    let levels = [levels[0].clone(), levels[1].clone(), Some(permit(dns("example.com")).permit(dns("example.net")))];
    assert_eq!(verdict(&levels, dns("example.com"), &Policy::default()), refused("name_not_permitted", 0).by(2));
}

/// (1): several bases of a level are alternatives, several levels are not.
#[test]
fn the_bases_of_one_level_are_alternatives() {
    let upper = Some(permit(srv("example.com")).permit(srv("example.net")));
    let lower = Some(permit(srv("_imap")).permit(srv("_sieve")));
    for (name, expected) in [
        ("_imap.example.com", accepted()),
        ("_sieve.a.example.net", accepted()),
        ("_ntp.example.com", refused("name_not_permitted", 0).by(1)),
        ("_imap.example.org", refused("name_not_permitted", 0).by(2)),
    ] {
        assert_eq!(verdict(&[upper.clone(), lower.clone()], srv(name), &Policy::default()), expected, "{name}");
    }
}

/// "If permittedSubtrees does not include a particular name type, the permitted_subtrees state variable is unchanged"
#[test]
fn a_level_that_is_silent_about_a_form_changes_nothing_for_it() {
    let levels = [Some(permit(dns("example.com"))), Some(permit(email("example.com"))), None];
    assert_eq!(verdict(&levels, dns("victim.test"), &Policy::default()), refused("name_not_permitted", 0).by(3));
    assert_eq!(verdict(&levels, dns("www.example.com"), &Policy::default()), accepted());
    // A level that only excludes permits what was permitted before, no more and no less.
    let levels = [Some(permit(dns("example.com"))), Some(exclude(dns("secret.example.com")))];
    assert_eq!(verdict(&levels, dns("www.example.com"), &Policy::default()), accepted());
    assert_eq!(verdict(&levels, dns("victim.test"), &Policy::default()), refused("name_not_permitted", 0).by(2));
    let levels = [Some(exclude(dns("secret.example.com"))), Some(permit(dns("example.com")))];
    assert_eq!(verdict(&levels, dns("www.example.com"), &Policy::default()), accepted());
    assert_eq!(verdict(&levels, dns("secret.example.com"), &Policy::default()), refused("name_excluded", 0).by(2));
}

/// (2): excluded subtrees are united, and a permitted one below does not take any back.
#[test]
fn excluded_subtrees_are_united() {
    let levels = [Some(exclude(dns("a.example.com"))), Some(exclude(dns("b.example.com")).permit(dns("example.com")))];
    for (name, expected) in [
        ("a.example.com", refused("name_excluded", 0).by(2)),
        ("b.example.com", refused("name_excluded", 0).by(1)),
        ("*.example.com", refused("name_excluded", 0).by(2)),
        ("c.example.com", accepted()),
    ] {
        assert_eq!(verdict(&levels, dns(name), &Policy::default()), expected, "{name}");
    }
    let levels = [Some(exclude(dns("example.com"))), Some(permit(dns("www.example.com")))];
    assert_eq!(verdict(&levels, dns("www.example.com"), &Policy::default()), refused("name_excluded", 0).by(2));
}

/// (g) runs for a self-issued CA too, whose names were exempt.
#[test]
fn the_constraints_of_a_self_issued_ca_apply() {
    let sub =
        root().sub_ca("Example Sub CA").constraints(permit(srv("example.com")).permit(dns("example.com"))).issue();
    let renewed = sub.self_issued("second key").constraints(permit(dns("mail.example.com"))).issue();
    let leaf = |name| renewed.end_entity("x").san([name]).issue();
    let verdict = |name: GeneralName| strictly(&[&leaf(name), &renewed, &sub, &root()]);
    assert_eq!(verdict(dns("mail.example.com")), accepted());
    assert_eq!(verdict(dns("www.example.com")), refused("name_not_permitted", 0).by(1));
    // It is bound by the rule as well: a position in the path makes a CA, not its names.
    assert_eq!(verdict(srv("_imap.example.com")), refused("ca_lacks_srv_constraints", 1));
    let open = sub.self_issued("second key").issue();
    let leaf = open.end_entity("x").san([srv("_imap.example.com")]).issue();
    assert_eq!(strictly(&[&leaf, &open, &sub, &root()]), refused("ca_lacks_srv_constraints", 1));
}

/// (g) runs for i < n: the constraints of the final certificate speak of nobody.
#[test]
fn the_constraints_of_the_final_certificate_are_not_used() {
    let sub = root().sub_ca("Example Sub CA").constraints(permit(srv("example.com"))).issue();
    let last = sub
        .sub_ca("x")
        .san([dns("victim.test"), srv("_imap.example.com")])
        .constraints(permit(dns("example.com")).exclude(srv("example.com")))
        .issue();
    assert_eq!(strictly(&[&last, &sub, &root()]), accepted());
    let broken = sub.sub_ca("x").san([dns("victim.test")]).constraints(permit(dns("*"))).issue();
    assert_eq!(strictly(&[&broken, &sub, &root()]), accepted());
    // Nor is it bound by the rule, which asks the certificates above.
    let open = sub.sub_ca("x").san([srv("_imap.example.com")]).issue();
    assert_eq!(strictly(&[&open, &sub, &root()]), accepted());
}

/// A base that cannot be evaluated refuses every certificate below that presents its form, and none above.
#[test]
fn a_malformed_base_refuses_those_below_it() {
    let top = root().sub_ca("Example CA 0").san([dns("ca.example.com")]).constraints(permit(dns("*"))).issue();
    let leaf = top.end_entity("x").san([email("a@example.com")]).issue();
    assert_eq!(strictly(&[&leaf, &top, &root()]), accepted());
    let sub = top.sub_ca("Example CA 1").san([dns("ca.example.com")]).issue();
    let leaf = sub.end_entity("x").san([email("a@example.com")]).issue();
    assert_eq!(strictly(&[&leaf, &sub, &top, &root()]), refused("malformed_constraint", 1).by(2));
}

// §6.1.3(a)(4), §6.1.4(k) to (m): what makes certificates a path.

#[test]
fn certificates_in_the_wrong_order_are_no_path() {
    let chain = chain(&[None, None], [dns("example.com")]);
    let [leaf, lower, upper, root] = chain.as_slice() else { unreachable!() };
    assert_eq!(strictly(&[leaf, lower, upper, root]), accepted());
    assert_eq!(strictly(&[leaf, upper, lower, root]), refused("wrong_order", 0));
    assert_eq!(strictly(&[leaf, lower, root]), refused("wrong_order", 1));
    assert_eq!(strictly(&[leaf, lower, upper, &Ca::root("Another Root CA")]), refused("wrong_order", 2));
    assert_eq!(strictly(&[lower, leaf, upper, root]), refused("wrong_order", 0));
}

#[test]
fn a_path_does_not_go_in_a_circle() {
    let chain = chain(&[None], [dns("example.com")]);
    let [leaf, sub, root] = chain.as_slice() else { unreachable!() };
    // Two certificates of one CA, and a certificate twice.
    let again = sub.self_issued("Example CA 0").issue();
    assert_eq!(strictly(&[leaf, sub, &again, root]), refused("wrong_order", 1));
    assert_eq!(strictly(&[leaf, &again, sub, root]), refused("repeated_certificate", 2));
    // The anchor counts: an end entity that is the anchor, and a copy below another certificate.
    assert_eq!(strictly(&[root, root]), refused("repeated_certificate", 1));
    let cross = sub.sub_ca("Example Root CA").issue();
    let leaf = cross.end_entity("x").san([dns("example.com")]).issue();
    assert_eq!(strictly(&[&leaf, &cross, sub, root]), refused("repeated_certificate", 3));
}

/// A copy of the anchor at the end of a list says nothing that the anchor does not, and is dropped.
#[test]
fn a_copy_of_the_anchor_at_the_end_is_dropped() {
    let chain = chain(&[None], [dns("example.com")]);
    let [leaf, sub, root] = chain.as_slice() else { unreachable!() };
    assert_eq!(strictly(&[leaf, sub, root, root]), accepted());
    assert_eq!(strictly(&[leaf, sub, root, root, root]), accepted());
    // One that another CA signed is no copy: it says who certifies the anchor, and stands in the wrong place.
    let cross = Ca::root("Another Root CA").sub_ca("Example Root CA").issue();
    assert_eq!(strictly(&[leaf, sub, &cross, root]), refused("wrong_order", 2));
    // Its constraints do not count: the anchor is what the caller gave.
    let copy = constrained_root(exclude(dns("example.com")));
    assert_eq!(strictly(&[leaf, sub, &copy, root]), accepted());
    assert_eq!(strictly(&[leaf, sub, root, &copy]), refused("name_excluded", 0).by(2));
}

/// A CA that certifies its own new key is no copy of the anchor: it stands in the path, and what it carries holds.
#[test]
fn a_new_key_of_the_anchor_is_no_copy_of_it() {
    let root = root();
    let new = root.self_issued("new key").constraints(permit(dns("example.com"))).issue();
    for (name, expected) in [("example.com", accepted()), ("victim.test", refused("name_not_permitted", 0).by(1))] {
        let leaf = new.end_entity("x").san([dns(name)]).issue();
        assert_eq!(strictly(&[&leaf, &new, &root]), expected, "{name}");
    }
}

#[test]
fn an_intermediate_is_a_ca() {
    for ca in [false, true] {
        let middle = root().sub_ca("Example Sub CA").ca(ca).issue();
        let leaf = middle.end_entity("x").san([dns("example.com")]).issue();
        let expected = if ca { accepted() } else { refused("not_a_ca", 1) };
        assert_eq!(strictly(&[&leaf, &middle, &root()]), expected);
    }
    for middle in [
        root().sub_ca("Example Sub CA").without(oid::BASIC_CONSTRAINTS).issue(),
        root().sub_ca("Example Sub CA").without_extensions().version(1).issue(),
    ] {
        let leaf = middle.end_entity("x").san([dns("example.com")]).issue();
        assert_eq!(strictly(&[&leaf, &middle, &root()]), refused("not_a_ca", 1));
    }
}

/// Below `upper`, a CA below a CA with its own limit.
fn lengths(upper: Option<u64>, lower: Option<u64>, self_issued: bool) -> Verdict {
    let limited = |draft: Draft, limit: Option<u64>| limit.map_or(draft.clone(), |limit| draft.path_len(limit)).issue();
    let top = limited(root().sub_ca("Example CA 0"), upper);
    let middle = if self_issued { top.self_issued("second key") } else { top.sub_ca("Example CA 1") };
    let middle = limited(middle, lower);
    let low = middle.sub_ca("Example CA 2").issue();
    let leaf = low.end_entity("x").san([dns("example.com")]).issue();
    strictly(&[&leaf, &low, &middle, &top, &root()])
}

/// (l) and (m): each CA that is not self-issued uses one up; the end entity does not.
#[test]
fn path_length_constraints() {
    for (upper, lower, self_issued, expected, what) in [
        (None, None, false, accepted(), "no limit"),
        (Some(2), None, false, accepted(), "two follow, two allowed"),
        (Some(1), None, false, refused("path_length_exceeded", 1).by(3), "two follow, one allowed"),
        (Some(0), None, false, refused("path_length_exceeded", 2).by(3), "two follow, none allowed"),
        (Some(1), None, true, accepted(), "the self-issued one does not count"),
        (Some(0), None, true, refused("path_length_exceeded", 1).by(3), "but the next one does"),
        (None, Some(1), false, accepted(), "the lower CA allows one"),
        (None, Some(0), false, refused("path_length_exceeded", 1).by(2), "the lower CA allows none"),
        (Some(9), Some(0), false, refused("path_length_exceeded", 1).by(2), "the smaller one counts"),
        (Some(1), Some(9), false, refused("path_length_exceeded", 1).by(3), "a CA cannot widen it"),
        (Some(1), Some(0), false, refused("path_length_exceeded", 1).by(3), "of two that are equal, the upper one"),
        (Some(u64::MAX), Some(1 << 32), false, accepted(), "numbers beyond any path"),
    ] {
        assert_eq!(lengths(upper, lower, self_issued), expected, "{what}");
    }
}

/// An end entity that is a CA uses nothing up: it is the certificate that is asked about.
#[test]
fn the_final_certificate_does_not_count_for_path_length() {
    let sub = root().sub_ca("Example Sub CA").path_len(0).issue();
    let last = sub.sub_ca("x").san([dns("example.com")]).issue();
    assert_eq!(strictly(&[&last, &sub, &root()]), accepted());
}

/// Each reason why certificates are no path says which certificate it is about, and which section asks for it.
#[test]
fn why_certificates_are_no_path_is_said_with_the_certificate() {
    let position = Position::new(7);
    for (kind, words, section) in [
        (PathErrorKind::WrongOrder, "not the subject of the next certificate", "RFC 5280 §6.1.3(a)(4)"),
        (PathErrorKind::RepeatedCertificate, "the subject and the key", "RFC 5280 §6.1"),
        (PathErrorKind::NotACa, "is not a CA", "RFC 5280 §6.1.4(k)"),
        (PathErrorKind::PathLengthExceeded { imposed_by: Position::new(9) }, "the CA at 9", "RFC 5280 §6.1.4(l)"),
        (PathErrorKind::NameConstraintsWithoutCa, "name constraints", "RFC 5280 §4.2.1.10"),
    ] {
        let error = PathError { kind, position: Some(position) };
        let said = error.to_string();
        assert!(said.contains("certificate 7") && said.contains(words), "{said}");
        assert_eq!(error.citation().to_string(), section);
    }
    // A path that is too long is so as a whole.
    let error = PathError { kind: PathErrorKind::PathTooLong, position: None };
    assert_eq!(
        error.to_string(),
        "more than 32 CAs are between the trust anchor and the end entity, and a path may have no more"
    );
    assert_eq!(error.citation().to_string(), "RFC 5280 §6.2");
    assert_eq!(Rejection::from(error).to_string(), format!("{error} [RFC 5280 §6.2]"));
}

/// What makes certificates no path is asked before any of their names.
#[test]
fn a_path_is_a_path_before_its_names_are_read() {
    let sub = root().sub_ca("Example Sub CA").ca(false).constraints(permit(ip_net4([192, 0, 2, 0], 24))).issue();
    let leaf = sub.end_entity("x").san([upn("a@b"), srv("_imap")]).issue();
    let [leaf, sub, root] = [&leaf, &sub, &root()].map(|issued| issued.der().to_vec());
    let [leaf, sub, root] = [&leaf, &sub, &root].map(|der| Certificate::from_der(der).unwrap());
    let anchor = TrustAnchor::from_certificate(&root);
    let error = Path::assume_signed(&anchor, [&sub], &leaf).unwrap_err();
    assert_eq!((error.kind, error.position), (PathErrorKind::NotACa, Some(Position::new(1))));
    assert_eq!(Rejection::from(error).code(), "not_a_ca");
    assert_eq!(by_rfc5280_of(&anchor, &sub, &leaf), refused("not_a_ca", 1));
}

fn by_rfc5280_of(anchor: &TrustAnchor<'_>, sub: &Certificate<'_>, leaf: &Certificate<'_>) -> Verdict {
    let path = Path::assume_signed(anchor, [sub], leaf).map_err(Rejection::from);
    path.and_then(|path| path.validate_names(&rfc5280())).into()
}

/// §6.1.5 and §6.2: a chain of the RFC's own kind, accepted under every setting when nobody presents an SRVName.
#[test]
fn without_an_srv_name_the_rule_does_not_fire() {
    let levels = [Some(permit(dns("example.com"))), None];
    let chain = chain(&levels, [dns("www.example.com")]);
    let chain: Vec<_> = chain.iter().collect();
    for rule in SubCaRule::ALL {
        assert_eq!(under(rule, &chain), accepted(), "{rule}");
    }
    assert_eq!(by_rfc5280(&chain), accepted());
}
