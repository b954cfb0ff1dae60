//! The linter finds fault with the names of a path exactly if validation does, and goes on where that stops at the first.

use srvname::lint::{Finding, Linter, RuleSet, Severity};
use srvname::{Certificate, Path, Policy, SubCaRule, TrustAnchor};

use srvname_testkit::corpora::files::{Format, corpora, say};
use srvname_testkit::corpora::read::{base64, cases, list};
use srvname_testkit::encode::{Entry, element, extension_of_constraints, extension_of_names};
use srvname_testkit::generate::{Numbers, Texts};
use srvname_testkit::{make, unsigned};

use make::{Constraints, Dn, Issued, dns, srv};

/// The lints that say what a refusal of names says.
const REFUSING: [&str; 7] = [
    "chain_srv_not_permitted",
    "chain_srv_excluded",
    "chain_srv_malformed_under_constraint",
    "chain_ca_san_violates",
    "chain_name_not_permitted",
    "chain_name_excluded",
    "chain_name_malformed_under_constraint",
];

/// The codes of such a refusal.
const CODES: [&str; 5] =
    ["name_not_permitted", "name_excluded", "malformed_name", "malformed_constraint", "unsupported_constraint"];

/// The code of the refusal of a path by its names, RFC 5280 alone, or none if it is accepted; `None` if it is refused for
/// another reason.
fn code_of(ders: &[&[u8]]) -> Option<Option<&'static str>> {
    let certificates: Vec<_> = ders.iter().map(|der| Certificate::from_der(der).ok()).collect::<Option<_>>()?;
    let (end_entity, above) = certificates.split_first()?;
    let policy = Policy::new().with_sub_ca_rule(SubCaRule::Rfc5280);
    let anchor = above.last().filter(|last| last.is_self_issued()).map(TrustAnchor::from_certificate);
    let path = match &anchor {
        Some(anchor) => Path::assume_signed(anchor, &above[..above.len() - 1], end_entity),
        None => Path::assume_signed_without_anchor(above, end_entity),
    };
    match path.ok()?.validate_names(&policy) {
        Ok(()) => Some(None),
        Err(rejection) => CODES.into_iter().find(|code| *code == rejection.code()).map(Some),
    }
}

fn refusing(findings: &[Finding]) -> Vec<&'static str> {
    let errors = findings.iter().filter(|finding| finding.severity() == Severity::Error);
    errors.map(|finding| finding.lint().id()).filter(|id| REFUSING.contains(id)).collect()
}

/// Asks both about a path; returns the code of the refusal.
#[track_caller]
fn agree(what: &dyn std::fmt::Display, linter: &Linter, ders: &[&[u8]]) -> Option<&'static str> {
    let code = code_of(ders)?;
    let findings = linter.chain(ders);
    let ids = refusing(&findings);
    assert_eq!(code.is_some(), !ids.is_empty(), "{what}: {code:?}, {ids:?}");
    code
}

#[test]
fn of_random_paths() {
    let linter = Linter::new(&[RuleSet::Pkix]);
    let mut seen = std::collections::BTreeMap::<_, usize>::new();
    for seed in 0..6_000 {
        let mut texts = Texts::new(Numbers::new(seed));
        let depth = 1 + texts.numbers().below(3);
        let list = |texts: &mut Texts, base: bool, most: usize| {
            (0..texts.numbers().below(most)).map(|_| texts.any(base)).collect::<Vec<Entry>>()
        };
        let levels: Vec<_> = (0..depth)
            .map(|_| {
                let (permitted, excluded) = (list(&mut texts, true, 6), list(&mut texts, true, 4));
                (!permitted.is_empty() || !excluded.is_empty()).then(|| extension_of_constraints(&permitted, &excluded))
            })
            .collect();
        let subject = element(0x30, &if seed % 3 == 0 { texts.rdns() } else { Vec::new() });
        let names = list(&mut texts, false, 4);
        let san = (!names.is_empty()).then(|| extension_of_names(&names));
        let above = levels.iter().enumerate().rev();
        let above = above.map(|(level, constraints)| unsigned::authority(level, constraints.as_deref()));
        let path: Vec<_> =
            std::iter::once(unsigned::end_entity(depth - 1, &subject, san.as_deref())).chain(above).collect();
        let code = agree(&seed, &linter, &path.iter().map(Vec::as_slice).collect::<Vec<_>>());
        *seen.entry(code).or_default() += 1;
    }
    for code in CODES.map(Some).into_iter().chain([None]) {
        assert!(seen.get(&code).is_some_and(|count| *count > 50), "{code:?} {seen:?}");
    }
}

/// Every path of the corpora, which others made.
#[test]
fn of_the_paths_of_others() {
    let Some(corpora) = corpora() else { return };
    let linter = Linter::new(&[RuleSet::Pkix]);
    let (mut refused, mut asked) = (0, 0);
    for corpus in &corpora {
        let Format::Json(format, file) = &corpus.format else { continue };
        if format != "nc-chain-corpus/1" {
            continue;
        }
        let pool: Vec<_> = list(file, "pool").iter().map(|der| base64(der.as_str().expect("base64"))).collect();
        for case in cases(file) {
            let several = case["paths"].as_array().into_iter().flatten();
            for path in std::iter::once(&case["path"]).chain(several).filter_map(|path| path.as_array()) {
                let certificate = |index: &serde_json::Value| {
                    pool[usize::try_from(index.as_u64().expect("an index")).expect("an index")].as_slice()
                };
                let path: Vec<_> = path.iter().map(certificate).collect();
                refused +=
                    usize::from(agree(&format_args!("{} {}", corpus.name, case["id"]), &linter, &path).is_some());
                asked += 1;
            }
        }
    }
    say(format_args!("{asked} paths, {refused} refused for their names"));
}

/// What the reader has to know: the name, the CA with its subject, the bases; and each name, where a validator stops at one.
#[test]
fn a_finding_has_name_ca_and_base() {
    let constraints =
        Constraints::new().permit(dns("example.com")).permit(dns("example.net")).permit(dns("example.org"));
    let sub =
        Issued::root("Example Root CA").sub_ca("Example Sub CA").constraints(constraints.exclude(dns("x.example.com")));
    let sub = sub.issue();
    let names = [dns("a.test"), dns("x.example.com"), dns("b.test"), dns("www.example.com")];
    let leaf = sub.end_entity("www.example.com").san(names).issue();
    let findings = Linter::new(&[RuleSet::Pkix]).chain(&[leaf.der(), sub.der()]);
    let of_names = findings.iter().filter(|own| own.lint().id().starts_with("chain_name"));
    let details: Vec<_> = of_names.map(Finding::detail).collect();
    let by = "certificate 1 (CN=Example Sub CA)";
    assert_eq!(
        details,
        [
            format!("dNSName a.test is in no permitted base of {by} (example.com, example.net, ...)"),
            format!("dNSName b.test is in no permitted base of {by} (example.com, example.net, ...)"),
            format!("dNSName x.example.com meets x.example.com, excluded by {by}"),
        ]
    );
}

/// Twenty names of a certificate are told, SRVNames and others each, and the last says how many more there are.
#[test]
fn what_is_not_told_is_counted() {
    let constraints = Constraints::new().permit(dns("example.com")).permit(srv("example.com"));
    let sub = Issued::root("Example Root CA").sub_ca("Example Sub CA").constraints(constraints).issue();
    for count in [20, 21, 1_000] {
        let hosts = (0..count).map(|index| dns(&format!("h{index}.test")));
        let leaf = sub.end_entity("x").san(hosts.chain([srv("_imap.test"), dns("a.example.com")])).issue();
        let findings = Linter::new(&[RuleSet::Pkix]).chain(&[leaf.der(), sub.der()]);
        let of =
            |id: &str| findings.iter().filter(|own| own.lint().id() == id).map(Finding::detail).collect::<Vec<_>>();
        let hosts = of("chain_name_not_permitted");
        assert_eq!((hosts.len(), of("chain_srv_not_permitted").len()), (20, 1));
        let more = format!("; and {} more names of this certificate are refused", count - 20);
        assert_eq!(hosts[19].ends_with(&more), count > 20, "{}", hosts[19]);
        assert!(!hosts[18].contains("more names"));
    }
}

/// What cannot be read says nothing about what is not there.
#[test]
fn nothing_follows_from_what_cannot_be_read() {
    let root = Issued::root("Example Root CA");
    let broken = [
        root.sub_ca("Example Sub CA").constraints_raw(true, b"\x30\x03\xa0\x05"),
        root.sub_ca("Example Sub CA").constraints_raw(true, b"\x30\x00"),
        root.sub_ca("Example Sub CA").set(make::Extension::new(make::oid::BASIC_CONSTRAINTS, true, b"\x30\x80")),
    ];
    for sub in broken.map(make::Draft::issue) {
        let leaf = sub.end_entity("x").san([srv("_imap.example.com"), dns("example.com")]).issue();
        let fine = root.sub_ca("Example Sub CA").constraints(Constraints::new().permit(srv("example.com"))).issue();
        for chain in [vec![&leaf, &sub, &root], vec![&leaf, &fine, &sub, &root]] {
            let ders: Vec<_> = chain.iter().map(|own| own.der()).collect();
            let findings = Linter::default().chain(&ders);
            let of_chain: Vec<_> = findings.iter().filter(|own| own.lint().is_about_chains()).collect();
            assert!(of_chain.is_empty(), "{of_chain:?}");
            assert!(findings.iter().any(|own| own.severity() == Severity::Error), "{findings:?}");
        }
    }
}

/// In every order above the end entity the same is said of the same certificates.
#[test]
fn a_bundle_has_no_order() {
    let root = Issued::root("Example Root CA");
    let held = |domain: &str| Constraints::new().permit(dns(domain)).permit(srv(domain));
    let policy = root.sub_ca("Example Policy CA").constraints(held("example.com")).issue();
    let sub = policy.sub_ca("Example Sub CA").constraints(held("example.com")).issue();
    let leaf = sub.end_entity("x").san([dns("www.example.net")]).issue();
    let above = [&sub, &policy, &root];
    for order in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
        let ders: Vec<_> = [&leaf].into_iter().chain(order.map(|index| above[index])).map(Issued::der).collect();
        let findings = Linter::new(&[RuleSet::Pkix]).chain(&ders);
        assert_eq!(refusing(&findings), ["chain_name_not_permitted"], "{order:?}");
        let refused = findings.iter().find(|own| own.lint().id() == "chain_name_not_permitted").expect("a finding");
        let at = 1 + order.iter().position(|index| *index == 1).expect("the policy CA");
        assert!(refused.detail().contains(&format!("certificate {at} (CN=Example Policy CA)")), "{refused}");
        let bundle: Vec<_> = findings.iter().filter(|own| own.lint().id() == "chain_is_a_bundle").collect();
        assert_eq!(bundle.len(), usize::from(order != [0, 1, 2]), "{order:?}");
        assert!(!findings.iter().any(|own| own.lint().id() == "chain_not_a_path"), "{order:?}");
    }
}

/// Certificates of one name with other keys are told apart by key identifiers, and what is found has an end.
#[test]
fn a_bundle_of_any_size_is_searched() {
    let root = Issued::root("Example Root CA");
    let sub = |key: &str| root.sub_ca("Example Sub CA").key(key).issue();
    let (one, other) = (sub("one"), sub("other"));
    let leaf = other.end_entity("x").san([dns("www.example.com")]).issue();
    let detail = |ders: &[&[u8]]| {
        let findings = Linter::new(&[RuleSet::Pkix]).chain(ders);
        let bundle = findings.iter().find(|own| own.lint().id() == "chain_is_a_bundle").expect("a bundle");
        bundle.detail().to_owned()
    };
    assert_eq!(detail(&[leaf.der(), one.der(), other.der(), root.der()]), "0 < 2 < 3");
    let name = |text: &str| Dn::cn(text);
    let twins: Vec<_> = (0..300)
        .map(|number| {
            let (subject, issuer) = (name(&format!("CA {}", number / 10)), name(&format!("CA {}", number / 10 + 1)));
            srvname_testkit::bare::certificate(
                &subject,
                &issuer,
                &format!("{number}"),
                &[srvname_testkit::bare::authority()],
            )
        })
        .collect();
    let leaf = srvname_testkit::bare::certificate(&name("x"), &name("CA 0"), "x", &[]);
    let ders: Vec<_> = [&leaf].into_iter().chain(&twins).map(Vec::as_slice).collect();
    assert_eq!(detail(&ders).split(", ").count(), 8);
}
