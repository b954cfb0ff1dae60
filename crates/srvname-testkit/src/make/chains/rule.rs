//! The rule and its five settings: who must list SRVName, and what counts as listing. Decisions 1 to 6.

use super::example::*;

pub(super) fn cases() -> Vec<Case> {
    let mut cases = vec![
        legacy_constrained_sub_ca(),
        legacy_constrained_sub_ca_victim(),
        unconstrained_sub_ca(),
        service_only(),
        service_only_other_domain(),
        service_only_beside_domain(),
        excluded_only(),
        excluded_only_other_domain(),
        excluded_only_hit(),
        permitted_and_excluded(),
        inherited_from_topmost(),
        inherited_above_other_constraints(),
        inherited_from_service_only(),
        inherited_from_excluded_only(),
        constrained_too_low(),
        open_between_two(),
        open_above_confined(),
        disjoint_levels(),
        disjoint_levels_upper(),
        self_issued_counts(),
        not_critical(),
        not_critical_violated(),
        malformed_srvname_fires(),
        srvname_in_ca_only(),
        upn_does_not_fire(),
    ];
    cases.extend(anchors());
    cases
}

/// Anchors with constraints (RFC 5937). Decision 5.
fn anchors() -> Vec<Case> {
    vec![
        anchor_dns_only(),
        anchor_dns_only_issues_server(),
        anchor_confined_sub_ca_open(),
        anchor_confined(),
        anchor_confined_violated(),
        anchor_confined_issues_server(),
        anchor_confined_issues_other(),
        anchor_excluded_only(),
        anchor_unknown_critical(),
        anchors_merged(),
        anchors_merged_violated(),
        anchor_constrains_ca(),
    ]
}

/// Row by row what the default is about: nobody told this CA about SRVName. Decisions 1, 2.
fn legacy_constrained_sub_ca() -> Case {
    let constraints = Constraints::new()
        .permit(dns("example.com"))
        .permit(ip_net4([192, 0, 2, 0], 24))
        .permit(directory(&Dn::o("Example")));
    let sub = sub_ca(constraints);
    let subject = Dn::o("Example").and_cn("xmpp.example.com");
    let leaf = sub.end_entity("xmpp.example.com").subject(subject).san(xmpp_names()).issue();
    case(
        "legacy-constrained-sub-ca",
        "An SRVName inside the domain to which its CA is held for hosts, addresses and subjects, but not for services.",
        "The CA does not list SRVName, so it may issue any; this one is harmless, the next one is not (RFC 9525 §7.6).",
    )
    .asks("xmpp-server", "example.com")
    .chain([&leaf, &sub])
    .otherwise(lacks(1))
    .rfc5280(accept())
}

/// The escape itself: a foreign domain. Decisions 1, 2.
fn legacy_constrained_sub_ca_victim() -> Case {
    let case = case(
        "legacy-constrained-sub-ca-victim",
        "A CA held to example.com for hosts issues for the XMPP service of victim.test.",
        "RFC 5280 §4.2.1.10 constrains only the forms that are listed: without the rule this is a good chain.",
    );
    under(case, dns_only(), [srv("_xmpp-server.victim.test"), dns("www.example.com")])
        .asks("xmpp-server", "victim.test")
        .otherwise(lacks(1))
        .rfc5280(accept())
}

/// WhereConstrained asks only CAs that carry constraints. Decision 2, RFC 9525 §7.6.
fn unconstrained_sub_ca() -> Case {
    let case = case(
        "unconstrained-sub-ca",
        "An XMPP server below a sub-CA without any name constraints.",
        "The CA does not list SRVName; where-constrained asks that of CAs with name constraints only.",
    );
    under_open(case, xmpp_names())
        .asks("xmpp-server", "example.com")
        .otherwise(lacks(1))
        .where_constrained(accept())
        .rfc5280(accept())
}

/// A service without domain leaves every domain open: it lists, but does not confine. Decision 2.
fn service_only() -> Case {
    let case = case(
        "service-only",
        "The CA is held to one service, of any domain.",
        "A service-only base lists SRVName (RFC 4985 §4) and confines nothing.",
    );
    under(case, Constraints::new().permit(srv("_xmpp-server")), [srv("_xmpp-server.example.com")])
        .asks("xmpp-server", "example.com")
        .otherwise(accept())
        .confined(lacks(1))
}

/// What that leaves open. Decision 2.
fn service_only_other_domain() -> Case {
    let constraints = Constraints::new().permit(srv("_xmpp-server")).permit(dns("example.com"));
    let case = case(
        "service-only-other-domain",
        "The same CA issues for a domain far away from its hosts.",
        "dNSName constraints say nothing about SRVNames, so that the domain is open.",
    );
    under(case, constraints, [srv("_xmpp-server.other.test"), dns("www.example.com")])
        .asks("xmpp-server", "other.test")
        .otherwise(accept())
        .confined(lacks(1))
}

/// All permitted bases must have a domain, not one. Decision 2.
fn service_only_beside_domain() -> Case {
    let case = case(
        "service-only-beside-domain",
        "The CA is held to one domain, or to one service of any domain.",
        "A list is a union (RFC 5280 §6.1.4(g)(1)), so that one base without domain leaves domains open.",
    );
    under(case, Constraints::new().permit(srv("example.com")).permit(srv("_imap")), [srv("_xmpp-server.example.com")])
        .asks("xmpp-server", "example.com")
        .otherwise(accept())
        .confined(lacks(1))
}

/// Exclusion lists SRVName, but does not confine. Decision 2.
fn excluded_only() -> Case {
    let case = case(
        "excluded-only",
        "The CA may issue for every domain but one.",
        "An excluded base lists SRVName; everything else is open (RFC 5280 §4.2.1.10).",
    );
    under(case, dns_only().exclude(srv("victim.test")), xmpp_names())
        .asks("xmpp-server", "example.com")
        .otherwise(accept())
        .confined(lacks(1))
}

/// What that leaves open. Decision 2.
fn excluded_only_other_domain() -> Case {
    let case = case(
        "excluded-only-other-domain",
        "The same CA issues for another domain that nobody thought of excluding.",
        "Only what is excluded is refused, under every setting but confined.",
    );
    under(case, dns_only().exclude(srv("victim.test")), [srv("_xmpp-server.other.test")])
        .asks("xmpp-server", "other.test")
        .otherwise(accept())
        .confined(lacks(1))
}

/// The rule at the CA comes before the names of the server below it. Decision 11.
fn excluded_only_hit() -> Case {
    let case = case(
        "excluded-only-hit",
        "The same CA issues for the excluded domain.",
        "The name is in an excluded base (RFC 5280 §6.1.3(c)); confined refuses the CA before it sees the name.",
    );
    under(case, dns_only().exclude(srv("victim.test")), [srv("_xmpp-server.im.victim.test")])
        .asks("xmpp-server", "im.victim.test")
        .otherwise(excluded(0, 1))
        .confined(lacks(1))
}

/// RFC 5280 §4.2.1.10: excluded "regardless of information appearing in the permittedSubtrees".
fn permitted_and_excluded() -> Case {
    let case = case(
        "permitted-and-excluded",
        "A name inside the permitted domain and inside an excluded subdomain of it.",
        "What is excluded is refused whatever is permitted (RFC 5280 §4.2.1.10).",
    );
    under(case, confined().exclude(srv("secret.example.com")), [srv("_xmpp-server.secret.example.com")])
        .asks("xmpp-server", "secret.example.com")
        .otherwise(excluded(0, 1))
}

/// Two CAs below the root, then a server: positions 2, 1, 0.
fn two_levels(
    case: Case,
    upper: Option<Constraints>,
    lower: Option<Constraints>,
    names: impl IntoIterator<Item = GeneralName>,
) -> Case {
    let with = |draft: Draft, constraints: Option<Constraints>| match constraints {
        Some(constraints) => draft.constraints(constraints).issue(),
        None => draft.issue(),
    };
    let policy = with(example_root().sub_ca("Example Policy CA"), upper);
    let sub = with(policy.sub_ca("Example Sub CA"), lower);
    let leaf = server(&sub, names);
    case.chain([&leaf, &sub, &policy])
}

/// The only relaxation that keeps domains closed. Decision 2.
fn inherited_from_topmost() -> Case {
    let case = case(
        "inherited-from-topmost",
        "The topmost CA is confined to example.com; the CA below it has no constraints.",
        "Nothing below a confined CA gets out, so that inherited accepts; the default asks every CA.",
    );
    two_levels(case, Some(confined()), None, xmpp_names())
        .asks("xmpp-server", "example.com")
        .otherwise(accept())
        .confined(lacks(1))
        .constrained(lacks(1))
}

/// WhereConstrained is not weaker than Inherited, nor stronger. Decision 2.
fn inherited_above_other_constraints() -> Case {
    let case = case(
        "inherited-above-other-constraints",
        "The topmost CA is confined; the CA below it has constraints for hosts only.",
        "Inherited looks up and accepts; where-constrained asks every CA with constraints and refuses.",
    );
    two_levels(case, Some(confined()), Some(dns_only()), xmpp_names())
        .asks("xmpp-server", "example.com")
        .otherwise(lacks(1))
        .inherited(accept())
        .rfc5280(accept())
}

/// Only a confined CA can be inherited from. Decision 2.
fn inherited_from_service_only() -> Case {
    let case = case(
        "inherited-from-service-only",
        "The topmost CA is held to a service of any domain; the CA below it has no constraints.",
        "A CA that leaves domains open discharges nobody below it.",
    );
    two_levels(case, Some(Constraints::new().permit(srv("_xmpp-server"))), None, xmpp_names())
        .asks("xmpp-server", "example.com")
        .confined(lacks(2))
        .constrained(lacks(1))
        .inherited(lacks(1))
        .otherwise(accept())
}

/// As above, for exclusion. Decision 2.
fn inherited_from_excluded_only() -> Case {
    let case = case(
        "inherited-from-excluded-only",
        "The topmost CA may issue for every domain but one; the CA below it has no constraints.",
        "A CA that leaves domains open discharges nobody below it.",
    );
    two_levels(case, Some(Constraints::new().exclude(srv("victim.test"))), None, xmpp_names())
        .asks("xmpp-server", "example.com")
        .confined(lacks(2))
        .constrained(lacks(1))
        .inherited(lacks(1))
        .otherwise(accept())
}

/// "Some CA in the path is constrained" is worth nothing: the one above could have written anything. Decision 2.
fn constrained_too_low() -> Case {
    let case = case(
        "constrained-too-low",
        "The topmost CA has no constraints; the CA below it is confined.",
        "An unconstrained CA can mint a CA with any constraint it likes, so that it is the one to be asked.",
    );
    two_levels(case, None, Some(confined()), xmpp_names())
        .asks("xmpp-server", "example.com")
        .otherwise(lacks(2))
        .where_constrained(accept())
        .rfc5280(accept())
}

/// Three CAs: positions 3, 2, 1. Decision 2.
fn three_levels(case: Case, constraints: [Option<Constraints>; 3]) -> Case {
    let [first, second, third] = constraints;
    let with = |draft: Draft, constraints: Option<Constraints>| match constraints {
        Some(constraints) => draft.constraints(constraints).issue(),
        None => draft.issue(),
    };
    let top = with(example_root().sub_ca("Example Top CA"), first);
    let policy = with(top.sub_ca("Example Policy CA"), second);
    let sub = with(policy.sub_ca("Example Sub CA"), third);
    let leaf = server(&sub, xmpp_names());
    case.chain([&leaf, &sub, &policy, &top]).asks("xmpp-server", "example.com")
}

/// Every bound CA, not only the ends. Decision 2.
fn open_between_two() -> Case {
    let case = case(
        "open-between-two",
        "Of three CAs the middle one has no constraints.",
        "The default asks every bound CA; inherited is content with the confined one above.",
    );
    three_levels(case, [Some(confined()), None, Some(confined())])
        .otherwise(accept())
        .confined(lacks(2))
        .constrained(lacks(2))
}

/// Inheritance goes down, not up. Decision 2.
fn open_above_confined() -> Case {
    let case = case(
        "open-above-confined",
        "Of three CAs only the middle one is confined.",
        "The one below it inherits, the one above it does not.",
    );
    three_levels(case, [None, Some(confined()), None]).otherwise(lacks(3)).where_constrained(accept()).rfc5280(accept())
}

/// The intersection of levels may be empty, which is not "unconstrained". RFC 5280 §6.1.4(g)(1).
fn disjoint_levels() -> Case {
    let case = case(
        "disjoint-levels",
        "Two CAs held to two different domains; the server is in that of the upper one.",
        "Permitted sets are intersected (RFC 5280 §6.1.4(g)(1)); here nothing is left.",
    );
    two_levels(case, Some(confined()), Some(Constraints::new().permit(srv("example.net"))), xmpp_names())
        .asks("xmpp-server", "example.com")
        .otherwise(outside(0, 1))
}

/// The same from the other side: the upper level refuses first. Decision 11.
fn disjoint_levels_upper() -> Case {
    let case = case(
        "disjoint-levels-upper",
        "Two CAs held to two different domains; the server is in that of the lower one.",
        "The level of the upper CA still applies; a CA cannot widen what it was given.",
    );
    let lower = Constraints::new().permit(srv("example.net"));
    two_levels(case, Some(confined()), Some(lower), [srv("_xmpp-server.example.net")])
        .asks("xmpp-server", "example.net")
        .otherwise(outside(0, 2))
}

/// Self-issued certificates are skipped for names (RFC 5280 §6.1.3(b)), not for the rule. Decision 1.
fn self_issued_counts() -> Case {
    let sub = sub_ca(confined());
    let renewed = sub.self_issued("Example Sub CA, second key").issue();
    let leaf = server(&renewed, xmpp_names());
    case(
        "self-issued-counts",
        "A confined CA has certified its own new key without constraints.",
        "Who is bound follows from the position, so that self-issued certificates count; inherited looks up.",
    )
    .asks("xmpp-server", "example.com")
    .chain([&leaf, &renewed, &sub])
    .otherwise(accept())
    .confined(lacks(1))
    .constrained(lacks(1))
}

/// Decision 6.
fn not_critical() -> Case {
    let case = case(
        "constraints-not-critical",
        "The constraints of the CA are not critical.",
        "Extensions that are recognised are processed, critical or not (RFC 5280 §4.2, §6.1.4(o)).",
    );
    under(case, confined().critical(false), xmpp_names()).asks("xmpp-server", "example.com").otherwise(accept())
}

/// Decision 6.
fn not_critical_violated() -> Case {
    let case = case(
        "constraints-not-critical-violated",
        "The constraints of the CA are not critical, and the server is outside.",
        "Constraints bind whether they are critical or not (RFC 5280 §6.1.4(o)).",
    );
    under(case, confined().critical(false), [srv("_xmpp-server.victim.test")])
        .asks("xmpp-server", "victim.test")
        .otherwise(outside(0, 1))
}

/// "Any SAN otherName of type id-on-dnsSRV, well formed or not, whatever references the caller gave". Decision 1.
fn malformed_srvname_fires() -> Case {
    let case = case(
        "malformed-srvname-fires",
        "A malformed SRVName below a CA without constraints; nobody asks for a service.",
        "A name that the verifier cannot read may be one that another can, so the rule applies to it as well.",
    );
    under_open(case, [srv_utf8("_xmpp-server.example.com"), dns("www.example.com")])
        .otherwise(lacks(1))
        .where_constrained(accept())
        .rfc5280(accept())
}

/// "Whose end entity presents an SRVName". Decision 1.
fn srvname_in_ca_only() -> Case {
    let sub = example_root().sub_ca("Example Sub CA").san([srv("_ca.example.com")]).issue();
    let leaf = server(&sub, [dns("www.example.com")]);
    case(
        "srvname-in-ca-only",
        "A CA without constraints presents an SRVName; the server does not.",
        "The rule asks what the end entity claims to be.",
    )
    .chain([&leaf, &sub])
    .otherwise(accept())
}

/// Another type-id is another form. Decisions 1, 20.
fn upn_does_not_fire() -> Case {
    let case = case(
        "upn-does-not-fire",
        "A user principal name, and no SRVName, below a CA without constraints.",
        "An otherName of another type is no SRVName.",
    );
    under_open(case, [upn("admin@example.com"), dns("www.example.com")]).otherwise(accept())
}

/// A constrained root named for what it lists.
fn constrained_roots(name: &'static str, title: &'static str, constraints: Constraints) -> (Issued, Roots) {
    let root = Issued::root_draft("Constrained Root CA").constraints(constraints).issue();
    (root.clone(), Roots::new(name, title, [root]))
}

fn dns_only_root() -> (Issued, Roots) {
    // `.tr`: the shape of the one constrained root that browsers ship, with a leading dot (decision 22).
    constrained_roots("dns-only", "A root held to .tr and example.com for hosts only.", dns_only().permit(dns(".tr")))
}

fn confined_root() -> (Issued, Roots) {
    constrained_roots("confined", "A root held to example.com for hosts and for services.", confined())
}

/// An anchor held to some hosts leaves SRVName as open as a sub-CA would. Decisions 1, 5.
fn anchor_dns_only() -> Case {
    let (root, roots) = dns_only_root();
    let sub = root.sub_ca("Example Sub CA").constraints(confined()).issue();
    let leaf = server(&sub, xmpp_names());
    Case::new(
        "anchor-dns-only",
        &roots,
        "A good chain below a root that is constrained for hosts only.",
        "An anchor whose constraints are enforced and name any form is a bound CA (RFC 5937 §3.2).",
    )
    .asks("xmpp-server", "example.com")
    .chain([&leaf, &sub])
    .otherwise(lacks(2))
    .rfc5280(accept())
}

/// The same without a CA between. Decisions 1, 3, 5.
fn anchor_dns_only_issues_server() -> Case {
    let (root, roots) = dns_only_root();
    let leaf = server(&root, xmpp_names());
    Case::new(
        "anchor-dns-only-issues-server",
        &roots,
        "The root that is constrained for hosts only signs the server itself.",
        "The anchor is the one bound CA, and does not list SRVName.",
    )
    .asks("xmpp-server", "example.com")
    .chain([&leaf])
    .otherwise(lacks(1))
    .rfc5280(accept())
}

/// An anchor that meets Confined discharges CAs below it under Inherited. Decision 5.
fn anchor_confined_sub_ca_open() -> Case {
    let (root, roots) = confined_root();
    let sub = root.sub_ca("Example Sub CA").issue();
    let leaf = server(&sub, xmpp_names());
    Case::new(
        "anchor-confined-sub-ca-open",
        &roots,
        "A sub-CA without constraints below a confined root: how an operator makes an existing CA usable.",
        "Inherited accepts because the anchor confines; the default asks the sub-CA as well.",
    )
    .asks("xmpp-server", "example.com")
    .chain([&leaf, &sub])
    .otherwise(accept())
    .confined(lacks(1))
    .constrained(lacks(1))
}

/// Decision 5.
fn anchor_confined() -> Case {
    let (root, roots) = confined_root();
    let sub = root.sub_ca("Example Sub CA").constraints(confined()).issue();
    let leaf = server(&sub, xmpp_names());
    Case::new(
        "anchor-confined",
        &roots,
        "Root and sub-CA are both confined to example.com.",
        "Every bound CA, the anchor included, permits SRVNames of a domain.",
    )
    .asks("xmpp-server", "example.com")
    .chain([&leaf, &sub])
    .otherwise(accept())
}

/// The anchor's constraints are the first level. Decision 5, RFC 5937 §3.2.
fn anchor_confined_violated() -> Case {
    let (root, roots) = confined_root();
    let sub = root.sub_ca("Example Sub CA").constraints(Constraints::new().permit(srv("victim.test"))).issue();
    let leaf = server(&sub, [srv("_xmpp-server.victim.test")]);
    Case::new(
        "anchor-confined-violated",
        &roots,
        "A sub-CA that permits itself victim.test below a root confined to example.com.",
        "The anchor's constraints are the first level, and a lower level cannot widen them.",
    )
    .asks("xmpp-server", "victim.test")
    .chain([&leaf, &sub])
    .otherwise(outside(0, 2))
}

/// Decisions 3, 5.
fn anchor_confined_issues_server() -> Case {
    let (root, roots) = confined_root();
    let leaf = server(&root, xmpp_names());
    Case::new(
        "anchor-confined-issues-server",
        &roots,
        "A root confined to example.com signs a server of example.com itself.",
        "The anchor is the one bound CA, and it is confined.",
    )
    .asks("xmpp-server", "example.com")
    .chain([&leaf])
    .otherwise(accept())
}

/// Decisions 3, 5.
fn anchor_confined_issues_other() -> Case {
    let (root, roots) = confined_root();
    let leaf = server(&root, [srv("_xmpp-server.victim.test")]);
    Case::new(
        "anchor-confined-issues-other",
        &roots,
        "A root confined to example.com signs a server of victim.test itself.",
        "The anchor's constraints apply to every certificate below it.",
    )
    .asks("xmpp-server", "victim.test")
    .chain([&leaf])
    .otherwise(outside(0, 1))
}

/// Decisions 2, 5.
fn anchor_excluded_only() -> Case {
    let constraints = Constraints::new().exclude(srv("victim.test"));
    let (root, roots) = constrained_roots("excluded-only", "A root that may not issue for victim.test.", constraints);
    let sub = root.sub_ca("Example Sub CA").constraints(confined()).issue();
    let leaf = server(&sub, xmpp_names());
    Case::new(
        "anchor-excluded-only",
        &roots,
        "A confined sub-CA below a root that excludes one domain.",
        "The anchor lists SRVName, which is enough for all settings but confined.",
    )
    .asks("xmpp-server", "example.com")
    .chain([&leaf, &sub])
    .otherwise(accept())
    .confined(lacks(2))
}

/// "While enforced, an unknown critical extension in the anchor's certificate refuses". Decision 5.
fn anchor_unknown_critical() -> Case {
    let unknown = Extension::new(oid::UNKNOWN, true, &der::boolean(true));
    let root = Issued::root_draft("Constrained Root CA").constraints(confined()).extension(unknown).issue();
    let title = "A confined root with a critical extension that nobody knows.";
    let roots = Roots::new("unknown-critical", title, [root.clone()]);
    let sub = root.sub_ca("Example Sub CA").constraints(confined()).issue();
    let leaf = server(&sub, xmpp_names());
    Case::new(
        "anchor-unknown-critical",
        &roots,
        "A good chain below a constrained root with a critical extension that nobody knows.",
        "Enforcing an anchor's constraints means to refuse what it says critically and we do not know (RFC 5937 §3.2).",
    )
    .asks("xmpp-server", "example.com")
    .chain([&leaf, &sub])
    .otherwise(reject("unknown_critical_extension", 2))
}

/// One CA, two certificates, one anchor: all constraints apply. Decision 7.
fn anchors_merged() -> Case {
    let hosts = Issued::root_draft("Constrained Root CA").constraints(dns_only()).issue();
    let services = Constraints::new().permit(srv("example.com"));
    let services = Issued::root_draft("Constrained Root CA").constraints(services).issue();
    let title = "Two certificates of one root: one constrains hosts, the other services.";
    let roots = Roots::new("merged", title, [hosts.clone(), services]);
    let sub = hosts.sub_ca("Example Sub CA").constraints(confined()).issue();
    let leaf = server(&sub, xmpp_names());
    Case::new(
        "anchors-merged",
        &roots,
        "A good chain below a root that is configured twice, with different constraints.",
        "Anchors equal in subject and key are one anchor, and together its certificates list SRVName.",
    )
    .asks("xmpp-server", "example.com")
    .chain([&leaf, &sub])
    .otherwise(accept())
}

/// A second, laxer copy of an anchor lifts nothing. Decision 7.
fn anchors_merged_violated() -> Case {
    let lax = Issued::root("Constrained Root CA");
    let strict = Issued::root_draft("Constrained Root CA").constraints(confined()).issue();
    let title = "Two certificates of one root: one without constraints, the other confined to example.com.";
    let roots = Roots::new("merged-with-lax", title, [lax.clone(), strict]);
    let sub = lax.sub_ca("Example Sub CA").constraints(Constraints::new().permit(srv("victim.test"))).issue();
    let leaf = server(&sub, [srv("_xmpp-server.victim.test")]);
    Case::new(
        "anchors-merged-violated",
        &roots,
        "A server of victim.test below a root that is configured twice, once confined to example.com.",
        "All constraints of an anchor apply; its certificate without constraints is no way around the other.",
    )
    .asks("xmpp-server", "victim.test")
    .chain([&leaf, &sub])
    .otherwise(outside(0, 2))
}

/// The names of a CA are checked before the rule asks that CA. Decision 11.
fn anchor_constrains_ca() -> Case {
    let (root, roots) = confined_root();
    let sub = root.sub_ca("Example Sub CA").san([dns("victim.test")]).issue();
    let leaf = server(&sub, xmpp_names());
    Case::new(
        "anchor-constrains-ca",
        &roots,
        "A sub-CA without constraints presents a host outside those of the confined root above it.",
        "Names of intermediates are checked too (RFC 5280 §6.1.3(b)), and before the CA's own constraints are read.",
    )
    .asks("xmpp-server", "example.com")
    .chain([&leaf, &sub])
    .otherwise(outside(1, 2))
}
