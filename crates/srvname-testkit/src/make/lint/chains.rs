//! Chains, end entity first; the root is the last certificate unless something else is said.

use super::example::*;

pub(super) fn cases() -> Vec<LintCase> {
    [paths(), rule(), permitted(), names(), ca_names(), anchors(), forms()].concat()
}

/// A server's certificate below `ca`.
fn leaf(ca: &Issued, names: impl IntoIterator<Item = GeneralName>) -> Issued {
    ca.end_entity("xmpp.example.com").san(names).issue()
}

fn below(ca: &Issued, label: &str, constraints: Constraints) -> Issued {
    ca.sub_ca(label).constraints(constraints).issue()
}

/// Root, one sub-CA, and a server with these names.
fn under(case: LintCase, constraints: Constraints, names: impl IntoIterator<Item = GeneralName>) -> LintCase {
    let (root, sub) = (root(), sub_ca(constraints).issue());
    case.under("pkix srv").chain([&leaf(&sub, names), &sub, &root])
}

/// Root, two sub-CAs one below the other, and a server with these names.
fn under_two(
    case: LintCase,
    upper: Constraints,
    lower: Constraints,
    names: impl IntoIterator<Item = GeneralName>,
) -> LintCase {
    let root = root();
    let upper = below(&root, "Example Policy CA", upper);
    let lower = below(&upper, "Example Sub CA", lower);
    case.under("pkix srv").chain([&leaf(&lower, names), &lower, &upper, &root])
}

fn xmpp() -> [GeneralName; 2] {
    [srv("_xmpp-server.example.com"), dns("example.com")]
}

fn services(domain: &str) -> Constraints {
    Constraints::new().permit(srv(domain)).permit(dns("example.com"))
}

fn paths() -> Vec<LintCase> {
    let other = Issued::root("Another Root CA");
    let sub = sub_ca(confined()).issue();
    vec![
        fires("chain_not_a_path", "A root that did not issue the CA below it.")
            .under("pkix srv")
            .chain([&leaf(&sub, xmpp()), &sub, &other])
            .finds("error 1 certificate"),
        under(near_miss("chain_not_a_path", "The root that did."), confined(), xmpp()),
        of_depth(fires("chain_too_long", "A server below 33 CAs and a root.").finds("warn 33 certificate"), 33),
        of_depth(near_miss("chain_too_long", "A server below 32 CAs and a root."), 32),
    ]
}

/// A root, so many CAs one below the other, and a server.
fn of_depth(case: LintCase, cas: usize) -> LintCase {
    let mut row = vec![root()];
    for number in 1..=cas {
        let next = below(&row[number - 1], &format!("Example CA {number}"), confined());
        row.push(next);
    }
    let server = leaf(&row[cas], xmpp());
    case.under("pkix srv").chain([&server].into_iter().chain(row.iter().rev()))
}

fn rule() -> Vec<LintCase> {
    let root = root();
    let open = root.sub_ca("Example Policy CA").issue();
    let held = below(&open, "Example Sub CA", Constraints::new().permit(srv("victim.example.net")));
    let confined_top = below(&root, "Example Policy CA", confined());
    let silent = confined_top.sub_ca("Example Sub CA").issue();
    vec![
        under(
            fires("chain_ca_lacks_srv", "A CA that is held to hosts, above a server with an SRVName.")
                .finds("error 1 nameConstraints")
                .also("chain_topmost_unconstrained_srv", "error 1 nameConstraints")
                .also("chain_dns_srv_divergent", "warn 1 nameConstraints"),
            dns_only(),
            xmpp(),
        ),
        under(
            fires("chain_ca_lacks_srv", "A CA that is held to a service, in whatever domain.")
                .variant("service")
                .finds("warn 1 nameConstraints"),
            Constraints::new().permit(srv("_xmpp-server")).permit(dns("example.com")),
            xmpp(),
        ),
        under(near_miss("chain_ca_lacks_srv", "A CA that is held to services of a domain."), confined(), xmpp()),
        under(
            near_miss("chain_ca_lacks_srv", "A CA that is held to hosts, above a server without an SRVName.")
                .variant("no-srvname")
                .also("chain_dns_srv_divergent", "warn 1 nameConstraints"),
            dns_only(),
            [dns("example.com")],
        ),
        fires(
            "chain_topmost_unconstrained_srv",
            "A CA without constraints that made a CA which is permitted the victim.",
        )
        .under("pkix srv")
        .chain([&leaf(&held, [srv("_xmpp-server.victim.example.net")]), &held, &open, &root])
        .finds("error 2 certificate")
        .also("chain_ca_lacks_srv", "error 2 certificate")
        .also("chain_dns_srv_divergent", "warn 1 nameConstraints"),
        near_miss(
            "chain_topmost_unconstrained_srv",
            "A topmost CA that is held to a domain, above one that is silent.",
        )
        .under("pkix srv")
        .chain([&leaf(&silent, xmpp()), &silent, &confined_top, &root])
        .also("chain_ca_lacks_srv", "error 1 certificate"),
    ]
}

fn permitted() -> Vec<LintCase> {
    let hosts = || [dns("example.com")];
    vec![
        under_two(
            fires("chain_subca_permitted_outside_issuer", "A CA permitted more than the one above it.")
                .finds("warn 1 permittedSubtrees[0]"),
            services("im.example.com"),
            services("example.com"),
            hosts(),
        ),
        under_two(
            near_miss("chain_subca_permitted_outside_issuer", "A CA permitted less than the one above it."),
            services("example.com"),
            services("_xmpp-server.im.example.com"),
            hosts(),
        ),
        under_two(
            fires("chain_permitted_empty", "Two CAs permitted services of two domains.")
                .finds("warn 1 nameConstraints")
                .also("chain_subca_permitted_outside_issuer", "warn 1 permittedSubtrees[0]"),
            services("example.com"),
            services("example.net"),
            hosts(),
        ),
        under_two(
            near_miss("chain_permitted_empty", "Two CAs, one permitted a service and one a domain: they meet.")
                .also("chain_subca_permitted_outside_issuer", "warn 1 permittedSubtrees[0]"),
            services("example.com"),
            services("_xmpp-server"),
            hosts(),
        ),
        under_two(
            fires("chain_permitted_all_excluded", "A CA permitted services that the one above excludes.")
                .finds("warn 1 nameConstraints"),
            dns_only().exclude(srv("example.com")),
            services("im.example.com"),
            hosts(),
        ),
        under_two(
            near_miss("chain_permitted_all_excluded", "A CA permitted services of which the one above excludes some."),
            dns_only().exclude(srv("im.example.com")),
            services("example.com"),
            hosts(),
        ),
    ]
}

/// SRVNames of the server, below one CA.
fn names() -> Vec<LintCase> {
    let excluding = || confined().exclude(srv("_ntp.example.com"));
    vec![
        under(
            fires("chain_srv_not_permitted", "A server with an SRVName of somebody else.")
                .finds("error 0 subjectAltName[0]"),
            confined(),
            [srv("_xmpp-server.example.net"), dns("example.com")],
        ),
        under(near_miss("chain_srv_not_permitted", "A server with an SRVName inside."), confined(), xmpp()),
        under(
            fires("chain_srv_excluded", "A server with the one service that its CA may not name.")
                .finds("error 0 subjectAltName[0]"),
            excluding(),
            [srv("_ntp.example.com"), dns("example.com")],
        ),
        under(near_miss("chain_srv_excluded", "A server with another service."), excluding(), xmpp()),
        under(
            fires("chain_srv_malformed_under_constraint", "A server with a protocol label in its SRVName.")
                .finds("error 0 subjectAltName[0]"),
            confined(),
            [srv("_xmpp-server._tcp.example.com"), dns("example.com")],
        ),
        under(
            near_miss("chain_srv_malformed_under_constraint", "The same under a CA that does not constrain SRVName.")
                .also("chain_ca_lacks_srv", "error 1 nameConstraints")
                .also("chain_topmost_unconstrained_srv", "error 1 nameConstraints")
                .also("chain_dns_srv_divergent", "warn 1 nameConstraints"),
            dns_only(),
            [srv("_xmpp-server._tcp.example.com"), dns("example.com")],
        ),
    ]
}

/// SRVNames of CAs, which a self-issued one may have outside of what constrains it.
fn ca_names() -> Vec<LintCase> {
    let root = root();
    let policy = below(&root, "Example Policy CA", confined());
    let with_name = |name: &str| policy.sub_ca("Example Sub CA").constraints(confined()).san([srv(name)]).issue();
    let (outside, inside) = (with_name("_ldap.example.net"), with_name("_ldap.example.com"));
    let renewed =
        |name: &str| policy.self_issued("Example Policy CA, next key").constraints(confined()).san([srv(name)]).issue();
    let (exempt, held) = (renewed("_ldap.example.net"), renewed("_ldap.example.com"));
    vec![
        fires("chain_ca_san_violates", "A CA that has an SRVName which it could not give to others.")
            .under("pkix srv")
            .chain([&leaf(&outside, xmpp()), &outside, &policy, &root])
            .finds("error 1 subjectAltName[0]"),
        near_miss("chain_ca_san_violates", "A CA that has an SRVName inside.").under("pkix srv").chain([
            &leaf(&inside, xmpp()),
            &inside,
            &policy,
            &root,
        ]),
        fires(
            "chain_selfissued_exempt",
            "A CA's next key, with an SRVName that only passes because it is self-issued.",
        )
        .under("pkix srv")
        .chain([&leaf(&exempt, xmpp()), &exempt, &policy, &root])
        .finds("notice 1 subjectAltName[0]"),
        near_miss("chain_selfissued_exempt", "A CA's next key, with an SRVName inside.").under("pkix srv").chain([
            &leaf(&held, xmpp()),
            &held,
            &policy,
            &root,
        ]),
    ]
}

fn anchors() -> Vec<LintCase> {
    let held_root = Issued::root_draft("Example Root CA").constraints(confined()).issue();
    let sub = below(&held_root, "Example Sub CA", confined());
    let (one, other) =
        (below(&root(), "Example Sub CA", confined()), below(&root(), "Example Sub CA", services("example.net")));
    let (same, again) = (
        below(&root(), "Example Sub CA", confined()),
        below(&root(), "Example Sub CA", confined().permit(dns("example.net"))),
    );
    vec![
        fires("chain_ta_constraints_ignored", "A root with name constraints.")
            .under("pkix srv")
            .chain([&leaf(&sub, xmpp()), &sub, &held_root])
            .finds("notice 2 nameConstraints"),
        under(near_miss("chain_ta_constraints_ignored", "A root without."), confined(), xmpp()),
        fires("chain_crosscert_divergent", "Two certificates of one CA with services of two domains.")
            .under("pkix srv")
            .chain([&leaf(&one, xmpp()), &one, &other])
            .finds("warn 2 nameConstraints")
            .also("chain_not_a_path", "error 1 certificate"),
        near_miss("chain_crosscert_divergent", "Two certificates of one CA that differ in hosts.")
            .under("pkix srv")
            .chain([&leaf(&same, xmpp()), &same, &again])
            .also("chain_not_a_path", "error 1 certificate"),
    ]
}

fn forms() -> Vec<LintCase> {
    vec![
        under(
            fires("chain_dns_srv_divergent", "A CA that is held to services, and to no hosts.")
                .finds("warn 1 nameConstraints"),
            Constraints::new().permit(srv("example.com")),
            xmpp(),
        ),
        under(near_miss("chain_dns_srv_divergent", "A CA that is held to both."), confined(), xmpp()),
        under(
            fires("chain_nc_wildcard_overlap", "A wildcard that stands for the host which its CA may not name.")
                .finds("error 0 subjectAltName[1]"),
            confined().exclude(dns("secret.example.com")),
            [srv("_xmpp-server.example.com"), dns("*.example.com")],
        ),
        under(
            fires("chain_nc_wildcard_overlap", "A wildcard, all of whose hosts its CA may not name.")
                .variant("inside")
                .finds("error 0 subjectAltName[1]"),
            confined().exclude(dns("secret.example.com")),
            [srv("_xmpp-server.example.com"), dns("*.secret.example.com")],
        ),
        under(
            near_miss("chain_nc_wildcard_overlap", "A wildcard beside a domain below which it cannot be."),
            confined().exclude(dns("a.secret.example.com")),
            [srv("_xmpp-server.example.com"), dns("*.example.com")],
        ),
    ]
}
