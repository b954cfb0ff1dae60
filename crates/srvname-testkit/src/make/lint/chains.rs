//! Chains, end entity first; the root is the last certificate unless something else is said.

use super::example::*;

pub(super) fn cases() -> Vec<LintCase> {
    [
        paths(),
        bundles(),
        rule(),
        permitted(),
        permitted_hosts(),
        names(),
        other_names(),
        subjects(),
        refused_otherwise(),
        encodings(),
        ca_names(),
        anchors(),
        forms(),
    ]
    .concat()
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

/// A CA that two roots certified, and the orders in which its certificates may be sent.
fn bundles() -> Vec<LintCase> {
    let (root, other_root) = (root(), Issued::root("Another Root CA"));
    let [sub, cross] = [&root, &other_root].map(|root| below(root, "Example Sub CA", confined()));
    let server = leaf(&sub, xmpp());
    vec![
        fires("chain_is_a_bundle", "A CA with the certificates of two roots, and both roots.")
            .under("pkix srv")
            .chain([&server, &sub, &cross, &root, &other_root])
            .finds("notice 0 certificate"),
        fires("chain_is_a_bundle", "A root in front of the CA that it certified.")
            .variant("order")
            .under("pkix srv")
            .chain([&server, &root, &sub])
            .finds("notice 0 certificate"),
        fires("chain_is_a_bundle", "A CA with the certificates of two roots, of which one permits another domain.")
            .variant("refused")
            .under("pkix srv")
            .chain([&server, &sub, &below(&other_root, "Example Sub CA", services("example.net")), &root])
            .finds("notice 0 certificate")
            .also("chain_crosscert_divergent", "warn 2 nameConstraints")
            .also("chain_srv_not_permitted", "error 0 subjectAltName[0]"),
        near_miss("chain_is_a_bundle", "A CA below its root.").under("pkix srv").chain([&server, &sub, &root]),
        near_miss("chain_is_a_bundle", "A CA below its root, and a root that has nothing to do with either.")
            .variant("stranger")
            .under("pkix srv")
            .chain([&server, &sub, &root, &other_root])
            .also("chain_not_a_path", "error 2 certificate"),
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

/// What is permitted of other forms.
fn permitted_hosts() -> Vec<LintCase> {
    vec![
        under_two(
            fires("chain_permitted_empty", "Two CAs permitted hosts of two domains.")
                .variant("hosts")
                .finds("warn 1 nameConstraints")
                .also("chain_subca_permitted_outside_issuer", "warn 1 permittedSubtrees[1]"),
            services("example.com"),
            Constraints::new().permit(srv("example.com")).permit(dns("example.net")),
            [srv("_xmpp-server.example.com")],
        ),
        under_two(
            fires("chain_permitted_all_excluded", "A CA permitted mail at hosts that the one above excludes.")
                .variant("mail")
                .finds("warn 1 nameConstraints"),
            services("example.com").exclude(email(".example.com")),
            services("example.com").permit(email("root@mail.example.com")).permit(email("www.example.com")),
            [dns("example.com")],
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

/// Names of the other forms, below one CA.
fn other_names() -> Vec<LintCase> {
    let fires = |title: &str, variant: &str| fires("chain_name_not_permitted", title).variant(variant);
    let misses = |title: &str, variant: &str| near_miss("chain_name_not_permitted", title).variant(variant);
    let with = |name: GeneralName| xmpp().into_iter().chain([name]).collect::<Vec<_>>();
    let net = || confined().permit(ip_net4([192, 0, 2, 0], 24));
    let mail = || confined().permit(email("example.com"));
    let web = || confined().permit(uri(".example.com"));
    vec![
        under(
            super::example::fires("chain_name_not_permitted", "A server with a host of somebody else.")
                .finds("error 0 subjectAltName[1]"),
            confined(),
            [srv("_xmpp-server.example.com"), dns("www.example.net")],
        ),
        under(
            near_miss("chain_name_not_permitted", "A server with a host inside."),
            confined(),
            [srv("_xmpp-server.example.com"), dns("www.example.com")],
        ),
        under(
            fires("A server at an address outside.", "address").finds("error 0 subjectAltName[2]"),
            net(),
            with(ip4([198, 51, 100, 1])),
        ),
        under(misses("A server at an address inside.", "address"), net(), with(ip4([192, 0, 2, 1]))),
        under(
            fires("A mailbox at another host.", "mail").finds("error 0 subjectAltName[2]"),
            mail(),
            with(email("root@mail.example.com")),
        ),
        under(misses("A mailbox at the host.", "mail"), mail(), with(email("root@example.com"))),
        under(
            fires("An internationalized mailbox at another host.", "smtp-utf8").finds("error 0 subjectAltName[2]"),
            mail(),
            with(smtp_utf8("müller@mail.example.com")),
        ),
        under(
            fires("A URI at another host.", "uri").finds("error 0 subjectAltName[2]"),
            web(),
            with(uri("https://www.example.net/")),
        ),
        under(misses("A URI at the host.", "uri"), web(), with(uri("https://www.example.com/"))),
    ]
}

/// Subjects, which are names of their own.
fn subjects() -> Vec<LintCase> {
    let fires =
        |title: &str, variant: &str| fires("chain_name_not_permitted", title).variant(variant).under("pkix srv");
    let misses =
        |title: &str, variant: &str| near_miss("chain_name_not_permitted", title).variant(variant).under("pkix srv");
    let directory_of = |organization: &str| confined().permit(directory(&Dn::o(organization)));
    let mail = || confined().permit(email("example.com"));
    let in_subject = |constraints: Constraints, address: &str| {
        let sub = sub_ca(constraints).issue();
        let user = Dn::cn("user").and_email_address(address);
        [sub.end_entity("user").subject(user).issue(), sub, root()]
    };
    let organized = |organization: &str| {
        let sub = sub_ca(directory_of("Example")).issue();
        [sub.end_entity("host").subject(Dn::o(organization).and_cn("host")).san(xmpp()).issue(), sub, root()]
    };
    vec![
        fires("A subject of another organization.", "directory").chain(&organized("Other")).finds("error 0 subject"),
        misses("A subject of the organization.", "directory").chain(&organized("Example")),
        fires("An address in the subject alone, at another host.", "address-in-subject")
            .chain(&in_subject(mail(), "user@example.net"))
            .finds("error 0 subject"),
        misses("An address in the subject alone, at the host.", "address-in-subject")
            .chain(&in_subject(mail(), "user@example.com")),
    ]
}

/// Names that are excluded, or that no base can be compared with.
fn refused_otherwise() -> Vec<LintCase> {
    let excluding = || confined().exclude(dns("secret.example.com")).exclude(ip_net4([192, 0, 2, 0], 24));
    let with = |name: GeneralName| xmpp().into_iter().chain([name]).collect::<Vec<_>>();
    let malformed =
        |title: &str| fires("chain_name_malformed_under_constraint", title).finds("error 0 subjectAltName[2]");
    let evaluated = |title: &str| near_miss("chain_name_malformed_under_constraint", title);
    vec![
        under(
            fires("chain_name_excluded", "A host below one that is excluded.").finds("error 0 subjectAltName[2]"),
            excluding(),
            with(dns("a.secret.example.com")),
        ),
        under(
            fires("chain_name_excluded", "An address in a range that is excluded.")
                .variant("address")
                .finds("error 0 subjectAltName[2]"),
            excluding(),
            with(ip4([192, 0, 2, 1])),
        ),
        under(
            near_miss("chain_name_excluded", "A host that ends like one that is excluded."),
            excluding(),
            with(dns("topsecret.example.com")),
        ),
        under(malformed("A host with a blank."), confined(), with(dns("www .example.com"))),
        under(
            malformed("A URI without a host, where URIs are constrained.").variant("host"),
            confined().permit(uri(".example.com")),
            with(uri("urn:example:a")),
        ),
        under(
            malformed("A mailbox below a base with a wildcard.").variant("base"),
            confined().permit(email("*.example.com")),
            with(email("root@example.com")),
        ),
        under(
            malformed("A name of a form that nobody evaluates, which the CA constrains.").variant("form"),
            confined().permit(upn("example.com")),
            with(upn("user@example.com")),
        ),
        under(evaluated("A URI without a host, where no URI is constrained."), confined(), with(uri("urn:example:a"))),
        under(
            evaluated("A base of a form that nobody evaluates, and no name of the form.").variant("form"),
            confined().permit(upn("example.com")),
            with(dns("www.example.com")),
        ),
    ]
}

/// Subjects of one organization, in two string types.
fn encodings() -> Vec<LintCase> {
    let organization = |string_type: u8, text: &str| Dn::empty().and(oid::ORGANIZATION, string_type, text);
    let below = |constraints: Constraints, string_type: u8, text: &str| {
        let sub = sub_ca(constraints).issue();
        let subject = organization(string_type, text).and_cn("host");
        [sub.end_entity("host").subject(subject).san(xmpp()).issue(), sub, root()]
    };
    let permitting = |string_type: u8| confined().permit(directory(&organization(string_type, "Example")));
    let (printable, utf8) = (der::PRINTABLE_STRING, der::UTF8_STRING);
    let differs = |title: &str| fires("chain_dirname_encoding_differs", title).under("pkix srv");
    let alike = |title: &str| near_miss("chain_dirname_encoding_differs", title).under("pkix srv");
    let cased = sub_ca(permitting(utf8)).issue();
    let names = xmpp().into_iter().chain([directory(&organization(utf8, "EXAMPLE").and_cn("a"))]);
    let cased = [cased.end_entity("host").subject(organization(utf8, "Example")).san(names).issue(), cased, root()];
    vec![
        differs("A PrintableString where the CA is held to a UTF8String.")
            .chain(&below(permitting(utf8), printable, "Example"))
            .finds("error 0 subject"),
        differs("Another case of letters, in a directoryName.")
            .variant("case")
            .chain(&cased)
            .finds("error 0 subjectAltName[2]"),
        alike("The same string type.").chain(&below(permitting(printable), printable, "Example")),
        alike("A CA that is held to both string types.").variant("both").chain(&below(
            permitting(utf8).permit(directory(&organization(printable, "Example"))),
            printable,
            "Example",
        )),
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
    let with_host = policy.sub_ca("Example Sub CA").constraints(confined()).san([dns("example.net")]).issue();
    let renewed_host = policy.self_issued("Example Policy CA, next key").constraints(confined());
    let renewed_host = renewed_host.san([dns("example.net")]).issue();
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
        fires("chain_selfissued_exempt", "A CA's next key, with a host that only passes because it is self-issued.")
            .variant("host")
            .under("pkix srv")
            .chain([&leaf(&renewed_host, xmpp()), &renewed_host, &policy, &root])
            .finds("notice 1 subjectAltName[0]"),
        fires("chain_name_not_permitted", "A CA with a host that it could not give to others.")
            .variant("ca")
            .under("pkix srv")
            .chain([&leaf(&with_host, xmpp()), &with_host, &policy, &root])
            .finds("error 1 subjectAltName[0]"),
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
    let same = below(&root(), "Example Sub CA", confined());
    let reordered = Constraints::new().permit(dns("EXAMPLE.com")).permit(srv("example.COM"));
    let (again, wider) = (
        below(&root(), "Example Sub CA", reordered),
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
            .also("chain_is_a_bundle", "notice 0 certificate")
            .also("chain_srv_not_permitted", "error 0 subjectAltName[0]"),
        fires("chain_crosscert_divergent", "Two certificates of one CA that differ in hosts.")
            .variant("hosts")
            .under("pkix srv")
            .chain([&leaf(&same, xmpp()), &same, &wider])
            .finds("warn 2 nameConstraints")
            .also("chain_is_a_bundle", "notice 0 certificate"),
        near_miss("chain_crosscert_divergent", "Two certificates of one CA that differ in order and case.")
            .under("pkix srv")
            .chain([&leaf(&same, xmpp()), &same, &again])
            .also("chain_is_a_bundle", "notice 0 certificate"),
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
                .finds("error 0 subjectAltName[1]")
                .also("chain_name_excluded", "error 0 subjectAltName[1]"),
            confined().exclude(dns("secret.example.com")),
            [srv("_xmpp-server.example.com"), dns("*.example.com")],
        ),
        under(
            fires("chain_nc_wildcard_overlap", "A wildcard, all of whose hosts its CA may not name.")
                .variant("inside")
                .finds("error 0 subjectAltName[1]")
                .also("chain_name_excluded", "error 0 subjectAltName[1]"),
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
