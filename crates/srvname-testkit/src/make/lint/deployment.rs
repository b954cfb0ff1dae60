//! What clients make of it.

use super::example::*;

/// The lints about a CA with an SRVName base, in the order of reports.
const CLIENTS: [&str; 13] = [
    "deploy_openssl",
    "deploy_boringssl",
    "deploy_webpki",
    "deploy_pyca",
    "deploy_openjdk",
    "deploy_bouncycastle",
    "deploy_erlang",
    "deploy_botan",
    "deploy_gnutls",
    "deploy_nss",
    "deploy_wolfssl",
    "deploy_pyhanko",
    "deploy_pkijs",
];

pub(super) fn cases() -> Vec<LintCase> {
    let mut cases = Vec::new();
    for client in CLIENTS {
        cases.push(beside(
            fires(client, "A CA with an SRVName base.").under("srv").finds("notice 0 nameConstraints"),
            confined(),
        ));
        cases.push(
            near_miss(client, "A CA without one.")
                .under("srv")
                .of(sub_ca(Constraints::new().permit(email("example.com")))),
        );
    }
    let names = || [srv("_imap.example.com"), dns("mail.example.com")];
    let critical =
        |names: Vec<GeneralName>| confined_ca().end_entity("mail.example.com").subject(Dn::empty()).critical_san(names);
    cases.extend([
        fires("deploy_wolfssl_leaf", "A server's certificate with an SRVName.")
            .under("srv")
            .of(server(names()))
            .finds("notice 0 subjectAltName[0]"),
        near_miss("deploy_wolfssl_leaf", "A server's certificate without one.")
            .under("srv")
            .of(server([dns("mail.example.com")])),
        fires("deploy_critical_san", "A critical subjectAltName with an SRVName alone.")
            .under("srv")
            .of(critical(vec![srv("_imap.example.com")]))
            .finds("notice 0 subjectAltName")
            .also("deploy_wolfssl_leaf", "notice 0 subjectAltName[0]"),
        near_miss("deploy_critical_san", "A critical subjectAltName with a host beside the SRVName.")
            .under("srv")
            .of(critical(names().to_vec()))
            .also("deploy_wolfssl_leaf", "notice 0 subjectAltName[0]"),
    ]);
    cases.extend(directory_names());
    cases
}

/// What clients make of a directoryName base: some of any, some of one in critical constraints.
fn directory_names() -> Vec<LintCase> {
    let (any, critical) = ("deploy_webpki_dirname", ["deploy_go_dirname", "deploy_pyca_dirname"]);
    let subjects = || sub_ca(Constraints::new().permit(email("example.com")).permit(directory(&Dn::o("Example"))));
    let lax = || subjects().criticality(oid::NAME_CONSTRAINTS, false);
    let all = |case: LintCase| {
        let lint = case.lint;
        let others = [any, critical[0], critical[1]].into_iter().filter(|other| *other != lint);
        others.fold(case.of(subjects()), |case, other| case.also(other, "notice 0 nameConstraints"))
    };
    let fires = |lint| fires(lint, "A CA that is held to subjects.").under("srv").finds("notice 0 nameConstraints");
    vec![
        all(fires(any)),
        fires(any).variant("noncritical").of(lax()),
        near_miss(any, "A CA that is not.").under("srv").of(sub_ca(Constraints::new().permit(email("example.com")))),
        all(fires(critical[0])),
        near_miss(critical[0], "One whose constraints are not critical.")
            .under("srv")
            .of(lax())
            .also(any, "notice 0 nameConstraints"),
        all(fires(critical[1])),
        near_miss(critical[1], "One whose constraints are not critical.")
            .under("srv")
            .of(lax())
            .also(any, "notice 0 nameConstraints"),
    ]
}

/// A sub-CA with SRVName bases, and what is said about every such CA.
pub(super) fn beside(case: LintCase, constraints: Constraints) -> LintCase {
    beside_of(case, constraints, |draft| draft)
}

/// The same, with something else about the CA.
pub(super) fn beside_of(case: LintCase, constraints: Constraints, and: impl Fn(Draft) -> Draft) -> LintCase {
    let interop = if constraints.is_critical() { "nc_srv_critical_interop" } else { "nc_srv_noncritical_fail_open" };
    let lint = case.lint;
    let case = case.of(and(sub_ca(constraints)));
    let others = core::iter::once(interop).chain(CLIENTS).filter(|other| *other != lint);
    others.fold(case, |case, other| case.also(other, "notice 0 nameConstraints"))
}
