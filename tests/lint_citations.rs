//! Lints: which section decides under the chosen rule sets, and as of when.

use srvname::lint::{Finding, Lint, Linter, RuleSet, Severity};
use srvname_testkit::make;

use RuleSet::{Br, Pkix, Smime, Srv};

fn all_lints() -> Vec<&'static Lint> {
    Linter::default().with(&srvname::lint::idna::CHAPTER).with(&srvname::lint::public_suffix::CHAPTER).known().collect()
}

fn lint(id: &str) -> &'static Lint {
    all_lints().into_iter().find(|lint| lint.id() == id).unwrap_or_else(|| panic!("no lint {id}"))
}

/// Every choice of rule sets.
fn choices() -> Vec<Vec<RuleSet>> {
    let chosen = |bits: usize| RuleSet::ALL.into_iter().enumerate().filter(move |(at, _)| bits >> at & 1 == 1);
    (0..16).map(|bits| chosen(bits).map(|(_, rule_set)| rule_set).collect()).collect()
}

#[test]
fn the_section_is_that_of_the_rule_set_that_decides() {
    for (id, chosen, section) in [
        ("nc_not_critical", &[Pkix][..], "RFC 5280 §4.2.1.10"),
        ("nc_not_critical", &[Br], "TLS BR §7.1.2.5.2"),
        ("nc_not_critical", &[Pkix, Br], "TLS BR §7.1.2.5.2"),
        // The severity is the same under both, and the RFC comes first.
        ("nc_in_non_ca", &[Pkix, Br], "RFC 5280 §4.2.1.10"),
        ("nc_in_non_ca", &[Br, Srv], "TLS BR §7.1.2.7.6"),
        ("nc_email_mailbox", &[Pkix], "RFC 9598 §6"),
        ("nc_email_mailbox", &[Pkix, Smime], "S/MIME BR §7.1.5"),
        ("srv_san_trailing_dot", &[Pkix, Br], "TLS BR §7.1.2.7.12"),
        // A lint of `pkix` that cites the Baseline Requirements first.
        ("srv_san_internal_name", &[Pkix], "RFC 6761 §6"),
        ("srv_san_internal_name", &[Pkix, Br], "TLS BR §7.1.2.7.12"),
        // There is nothing else to cite.
        ("nc_dns_tld", &[Pkix], "TLS BR §7.1.2.5.2"),
        // Asked by its name, under rule sets that do not have it.
        ("nc_tc_forbidden_form", &[Pkix], "TLS BR §7.1.2.5.2"),
        ("nc_dns_without_srv", &[Br], "RFC 9525 §7.6"),
    ] {
        assert_eq!(lint(id).citation_under(chosen).to_string(), section, "{id} under {chosen:?}");
    }
}

/// Under the Baseline Requirements alone their section decides wherever a lint of theirs has one, and an RFC never does so
/// because of a rule set that is not chosen.
#[test]
fn no_lint_cites_what_does_not_decide() {
    let baseline = |document: &str| match document {
        "TLS BR" => Some(Br),
        "S/MIME BR" | "Mozilla Root Store Policy" => Some(Smime),
        _ => None,
    };
    for lint in all_lints() {
        for chosen in choices() {
            let citation = lint.citation_under(&chosen);
            assert!(lint.citations().contains(&citation), "{}", lint.id());
            let changed = lint.severities().iter().rev().find(|(rule_set, _)| chosen.contains(rule_set));
            let own = lint.rule_sets().iter().find(|rule_set| chosen.contains(rule_set));
            let deciding = changed.map_or(own, |(rule_set, _)| Some(rule_set));
            let Some(deciding @ (Br | Smime)) = deciding else { continue };
            let has_own = lint.citations().iter().any(|one| baseline(one.document()) == Some(*deciding));
            let is_own = baseline(citation.document()) == Some(*deciding);
            assert_eq!(is_own, has_own, "{} under {chosen:?} cites {citation}", lint.id());
        }
    }
}

/// A constrained TLS CA with an x400Address among its bases, and constraints that are not critical.
fn sub_ca() -> make::Issued {
    let constraints = make::Constraints::new()
        .permit(make::dns("example.com"))
        .permit(make::ip_net4([192, 0, 2, 0], 24))
        .permit(make::directory(&make::Dn::o("Example")))
        .exclude(make::ip_net6([0; 8], 0))
        .exclude(make::raw(0xa3, &[0x30, 0x00]))
        .critical(false);
    make::Ca::root("r").sub_ca("s").extended_key_usage([make::oid::SERVER_AUTH]).constraints(constraints).issue()
}

fn found(linter: &Linter, id: &str) -> Finding {
    let findings = linter.certificate(sub_ca().der(), 0);
    let ids: Vec<_> = findings.iter().map(|finding| finding.lint().id()).collect();
    findings.iter().find(|finding| finding.lint().id() == id).unwrap_or_else(|| panic!("{ids:?}")).clone()
}

#[test]
fn a_finding_cites_what_decides_about_it_first() {
    let finding = found(&Linter::new(&[Pkix]), "nc_not_critical");
    assert_eq!((finding.severity(), finding.citation().document()), (Severity::Error, "RFC 5280"));
    let finding = found(&Linter::new(&[Pkix, Br]), "nc_not_critical");
    assert_eq!((finding.severity(), finding.citation().to_string()), (Severity::Warn, "TLS BR §7.1.2.5.2".into()));
    assert!(finding.to_string().ends_with("[TLS BR §7.1.2.5.2]"), "{finding}");
    let all: Vec<String> = finding.citations().map(|citation| citation.to_string()).collect();
    assert_eq!(all, ["TLS BR §7.1.2.5.2", "RFC 5280 §4.2.1.10", "TLS BR §7.1.2.10.8"]);
}

/// The content of the certificate raises the severity, by the Baseline Requirements.
#[test]
fn what_the_baseline_requirements_raise_they_decide() {
    let finding = found(&Linter::new(&[Pkix]), "nc_x400");
    assert_eq!((finding.severity(), finding.citation().document()), (Severity::Warn, "RFC 5280"));
    let finding = found(&Linter::new(&[Pkix, Br]), "nc_x400");
    assert_eq!((finding.severity(), finding.citation().document()), (Severity::Error, "TLS BR"));
}

#[test]
fn rules_are_those_that_bound_then() {
    // It permits an rfc822Name, which is forbidden since 2023-09-15, and is issued after that.
    let constraints = make::Constraints::new().permit(make::dns("example.com")).permit(make::email("example.com"));
    let issued = |day: &str| {
        let draft = make::Ca::root("r").sub_ca("s").extended_key_usage([make::oid::SERVER_AUTH]);
        draft.constraints(constraints.clone()).not_before(day).issue()
    };
    let linter = Linter::new(&[Br]);
    let count = |linter: &Linter, day: &str| linter.certificate(issued(day).der(), 0).len();
    let (before, first) = (1_694_736_000 - 1, 1_694_736_000);
    let new = "2024-06-01T00:00:00Z";
    let old = "2010-06-01T00:00:00Z";
    assert!(count(&linter, new) > count(&linter, old));
    assert_eq!(count(&linter.clone().as_of(first), old), count(&linter, new));
    assert_eq!(count(&linter.clone().as_of(first), new), count(&linter, new));
    assert_eq!(count(&linter.clone().as_of(0), new), count(&linter, old));
    assert!(count(&linter.clone().as_of(before), new) < count(&linter, new));
    // What has no rule by date is found whenever it was issued.
    let dated = Linter::new(&[Pkix]).as_of(0).chain(&[sub_ca().der()]);
    assert_eq!(dated, Linter::new(&[Pkix]).chain(&[sub_ca().der()]));
}
