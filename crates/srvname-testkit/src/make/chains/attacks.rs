//! Chains somebody would make on purpose.

use super::example::*;

pub(super) fn cases() -> Vec<Case> {
    vec![
        topmost_mints_constrained(),
        topmost_mints_twice(),
        service_confusion(),
        recombined_identity(),
        host_name_for_service(),
        service_for_host_name(),
        common_name_only(),
        common_name_that_looks_like_one(),
        label_glued_on(),
        hidden_among_good_names(),
        wildcard_around_exclusion(),
        wildcard_wider_than_permission(),
        constraints_in_end_entity(),
        end_entity_issues(),
        end_entity_issues_with_key_usage(),
        ca_presents_foreign_host(),
        ca_presents_foreign_service(),
        self_issued_presents_foreign_host(),
        end_entity_self_issued(),
        laundered_by_cross_sign(),
        laundered_below_confined(),
        look_alikes(),
        look_alikes_without_end(),
        upper_case_exclusion(),
        excluded_host_as_service(),
        duplicate_constraints(),
        duplicate_alternative_names(),
        service_in_subject(),
    ]
}

/// The reason why "some CA in the path is constrained" is no setting. Decision 2.
fn topmost_mints_constrained() -> Case {
    let policy = example_root().sub_ca("Example Policy CA").issue();
    let sub = policy.sub_ca("Minted CA").constraints(Constraints::new().permit(srv("victim.test"))).issue();
    let leaf = server(&sub, [srv("_xmpp-server.victim.test")]);
    case(
        "topmost-mints-constrained",
        "An unconstrained CA mints a CA that is neatly confined to victim.test.",
        "Constraints bind only if someone above wrote them: the topmost CA leaves SRVName open.",
    )
    .asks("xmpp-server", "victim.test")
    .chain([&leaf, &sub, &policy])
    .otherwise(lacks(2))
    .where_constrained(accept())
    .rfc5280(accept())
}

/// The same by a CA that is constrained for hosts: where-constrained sees it. Decision 2.
fn topmost_mints_twice() -> Case {
    let policy = example_root().sub_ca("Example Policy CA").constraints(dns_only()).issue();
    let sub = policy.sub_ca("Minted CA").constraints(Constraints::new().permit(srv("victim.test"))).issue();
    let leaf = server(&sub, [srv("_xmpp-server.victim.test")]);
    case(
        "legacy-ca-mints-constrained",
        "A CA held to example.com for hosts mints a CA that is neatly confined to victim.test.",
        "The CA that carries constraints and does not list SRVName is the upper one.",
    )
    .asks("xmpp-server", "victim.test")
    .chain([&leaf, &sub, &policy])
    .otherwise(lacks(2))
    .rfc5280(accept())
}

/// The other service of the same domain. Decision 27, RFC 9525 §6.5.
fn service_confusion() -> Case {
    let case = case(
        "service-confusion",
        "The mail server of example.com answers where its XMPP server is expected.",
        "The service is part of the identity (RFC 9525 §6.5).",
    );
    under(case, confined(), [srv("_imap.example.com"), dns("example.com")])
        .asks("xmpp-server", "example.com")
        .otherwise(no_match())
}

/// The service of one name and the domain of another. Decision 27, RFC 9525 §6.5.
fn recombined_identity() -> Case {
    let constraints = Constraints::new().permit(srv("a.example")).permit(srv("b.example"));
    let case = case(
        "recombined-identity",
        "A certificate for _imap.a.example and _xmpp-server.b.example, asked for xmpp-server of a.example.",
        "Service and domain must come from one name (RFC 9525 §6.5).",
    );
    under(case, constraints, [srv("_imap.a.example"), srv("_xmpp-server.b.example")])
        .asks("xmpp-server", "a.example")
        .otherwise(no_match())
}

/// A host certificate is no service certificate. Decisions 4, 27.
fn host_name_for_service() -> Case {
    let case = case(
        "host-name-for-service",
        "The web server of example.com answers where its XMPP server is expected.",
        "A DNS-ID never satisfies an SRV-ID (RFC 9525 §6.1); the rule does not fire without SRVName.",
    );
    under(case, dns_only(), [dns("example.com")]).asks("xmpp-server", "example.com").otherwise(no_match())
}

/// The text of a service in a dNSName: underscores are allowed there. Decisions 22, 27.
fn service_for_host_name() -> Case {
    let case = case(
        "service-as-host-name",
        "A dNSName that reads like an SRVName.",
        "The form of a name is its tag, not its text.",
    );
    under(case, dns_only(), [dns("_xmpp-server.example.com")]).asks("xmpp-server", "example.com").otherwise(no_match())
}

/// Decision 28.
fn common_name_only() -> Case {
    let sub = sub_ca(confined());
    let leaf = sub.end_entity("example.com").issue();
    case(
        "common-name-only",
        "A server without subjectAltName, with the domain as its common name.",
        "The common name is no identity (RFC 9525 §2).",
    )
    .asks("xmpp-server", "example.com")
    .chain([&leaf, &sub])
    .otherwise(no_match())
}

/// Decision 28.
fn common_name_that_looks_like_one() -> Case {
    let sub = sub_ca(dns_only());
    let leaf = sub.end_entity("_xmpp-server.victim.test").issue();
    case(
        "common-name-like-srvname",
        "A common name that reads like an SRVName of victim.test.",
        "It is no SRVName: the rule does not fire, and nothing matches.",
    )
    .asks("xmpp-server", "victim.test")
    .chain([&leaf, &sub])
    .otherwise(no_match())
}

/// RFC 4985 §4: `1example.com` is not below `example.com`.
fn label_glued_on() -> Case {
    let case = case(
        "label-glued-on",
        "A domain that ends in the letters of the permitted one without a dot between.",
        "Subdomains are made of whole labels (RFC 4985 §4: _mail.1example.com does not satisfy example.com).",
    );
    under(case, confined(), [srv("_xmpp-server.1example.com")])
        .asks("xmpp-server", "1example.com")
        .otherwise(outside(0, 1))
}

/// Every name is checked, not only the one that is asked for. RFC 5280 §6.1.3(b).
fn hidden_among_good_names() -> Case {
    let case = case(
        "hidden-among-good-names",
        "A good SRVName is asked for; a foreign one stands behind it.",
        "Each of the alternative names must be permitted (RFC 5280 §6.1.3(b)).",
    );
    under(case, confined(), [srv("_xmpp-server.example.com"), srv("_xmpp-server.victim.test")])
        .asks("xmpp-server", "example.com")
        .otherwise(outside(0, 1))
}

/// Decision 19: refused when any name it can stand for is excluded.
fn wildcard_around_exclusion() -> Case {
    let case = case(
        "wildcard-around-exclusion",
        "A wildcard SRVName that can stand for the excluded subdomain.",
        "A wildcard is refused when any name it can stand for is excluded.",
    );
    under(case, confined().exclude(srv("secret.example.com")), [srv("_xmpp-server.*.example.com")])
        .otherwise(excluded(0, 1))
}

/// Decision 19: a wildcard must be contained.
fn wildcard_wider_than_permission() -> Case {
    let case = case(
        "wildcard-wider-than-permission",
        "A wildcard SRVName above the one host that is permitted.",
        "All names a wildcard can stand for must be permitted.",
    );
    under(case, Constraints::new().permit(srv("im.example.com")), [srv("_xmpp-server.*.example.com")])
        .otherwise(outside(0, 1))
}

/// RFC 5280 §4.2.1.10: "MUST be used only in a CA certificate". Decisions 11, 13.
fn constraints_in_end_entity() -> Case {
    let sub = sub_ca(confined());
    let leaf = sub.end_entity("xmpp.example.com").san(xmpp_names()).constraints(confined()).issue();
    case(
        "constraints-in-end-entity",
        "A server with name constraints in its own certificate, and without cA.",
        "Name constraints belong in CA certificates only (RFC 5280 §4.2.1.10).",
    )
    .asks("xmpp-server", "example.com")
    .chain([&leaf, &sub])
    .otherwise(reject("name_constraints_without_ca", 0))
}

/// The oldest of all. Decision 8, RFC 5280 §6.1.4(k).
fn end_entity_issues() -> Case {
    let sub = sub_ca(confined());
    let middle = sub.end_entity("www.example.com").san([dns("www.example.com")]).issue();
    let leaf = server(&middle, xmpp_names());
    case(
        "end-entity-issues",
        "A web server signs an XMPP server.",
        "A certificate without cA issues nothing (RFC 5280 §6.1.4(k)).",
    )
    .asks("xmpp-server", "example.com")
    .chain([&leaf, &middle, &sub])
    .otherwise(reject("not_a_ca", 1))
}

/// The CA flags are asked before key usages. Decisions 8, 11.
fn end_entity_issues_with_key_usage() -> Case {
    let sub = sub_ca(confined());
    let middle = sub.end_entity("www.example.com").key_usage([KeyUsage::KeyCertSign]).ca(false).issue();
    let leaf = server(&middle, xmpp_names());
    case(
        "key-usage-makes-no-ca",
        "A certificate with keyCertSign and an empty basicConstraints signs an XMPP server.",
        "basicConstraints make a CA, key usages do not (RFC 5280 §6.1.4(k)).",
    )
    .asks("xmpp-server", "example.com")
    .chain([&leaf, &middle, &sub])
    .otherwise(reject("not_a_ca", 1))
}

/// Names of intermediates are checked. RFC 5280 §6.1.3(b), decision 21.
fn ca_presents_foreign_host() -> Case {
    let policy = example_root().sub_ca("Example Policy CA").constraints(confined()).issue();
    let sub = policy.sub_ca("Example Sub CA").constraints(confined()).san([dns("victim.test")]).issue();
    let leaf = server(&sub, xmpp_names());
    case(
        "ca-presents-foreign-host",
        "The lower of two CAs has a dNSName outside the constraints of the upper one.",
        "The names of every certificate are checked, those of intermediates too (RFC 5280 §6.1.3(b)).",
    )
    .asks("xmpp-server", "example.com")
    .chain([&leaf, &sub, &policy])
    .otherwise(outside(1, 2))
}

/// The same with the form that is new. Decision 21.
fn ca_presents_foreign_service() -> Case {
    let policy = example_root().sub_ca("Example Policy CA").constraints(confined()).issue();
    let sub = policy.sub_ca("Example Sub CA").constraints(confined()).san([srv("_ca.victim.test")]).issue();
    let leaf = server(&sub, [dns("www.example.com")]);
    case(
        "ca-presents-foreign-service",
        "The lower of two CAs has an SRVName outside the constraints of the upper one; the server has none.",
        "Constraints apply to SRVNames of CAs as well, whether the rule fires or not.",
    )
    .chain([&leaf, &sub, &policy])
    .otherwise(outside(1, 2))
}

/// The exemption of RFC 5280 §6.1.3(b), which covers self-issued certificates that are not final. Decision 21.
fn self_issued_presents_foreign_host() -> Case {
    let sub = sub_ca(confined());
    let renewed = sub
        .self_issued("Example Sub CA, second key")
        .constraints(confined())
        .san([dns("victim.test"), srv("_ca.victim.test")])
        .issue();
    let leaf = server(&renewed, xmpp_names());
    case(
        "self-issued-presents-foreign-host",
        "A self-issued CA in the middle has names outside the constraints above it.",
        "Names of self-issued certificates are not checked unless they are final (RFC 5280 §6.1.3(b)).",
    )
    .asks("xmpp-server", "example.com")
    .chain([&leaf, &renewed, &sub])
    .otherwise(accept())
}

/// ... and not the final one. RFC 5280 §6.1.3(b), decision 21.
fn end_entity_self_issued() -> Case {
    let sub = sub_ca(confined());
    let leaf = sub
        .end_entity("xmpp.example.com")
        .subject(sub.subject().clone())
        .san([srv("_xmpp-server.victim.test")])
        .issue();
    case(
        "end-entity-self-issued",
        "A CA issues a server under its own name, to get around its constraints.",
        "The exemption for self-issued certificates ends at the final one (RFC 5280 §6.1.3(b)).",
    )
    .asks("xmpp-server", "victim.test")
    .chain([&leaf, &sub])
    .otherwise(outside(0, 1))
}

/// Two ways up, each closed for its own reason: the answer is the one that got further. Decisions 9, 11.
fn laundered_by_cross_sign() -> Case {
    let second = Issued::root("Second Root CA");
    let roots = Roots::new("two", "Two roots without name constraints.", [example_root(), second.clone()]);
    let constrained = sub_ca(confined());
    let open = second.sub_ca("Example Sub CA").issue();
    let leaf = server(&constrained, [srv("_xmpp-server.victim.test")]);
    Case::new(
        "laundered-by-cross-sign",
        &roots,
        "A CA that one root constrains and another root does not issues for victim.test.",
        "Confined by one root it may not; by the other it does not list SRVName. The first path gets further.",
    )
    .asks("xmpp-server", "victim.test")
    .chain([&leaf, &open, &constrained])
    .otherwise(outside(0, 1))
    .where_constrained(accept())
    .rfc5280(accept())
}

/// A confined CA certifies a CA that another CA also certifies without constraints. Decisions 2, 9.
fn laundered_below_confined() -> Case {
    let policy = example_root().sub_ca("Example Policy CA").constraints(confined()).issue();
    let other = example_root().sub_ca("Other CA").issue();
    let below_policy = policy.sub_ca("Example Sub CA").issue();
    let below_other = other.sub_ca("Example Sub CA").constraints(Constraints::new().permit(srv("victim.test"))).issue();
    let leaf = server(&below_policy, [srv("_xmpp-server.victim.test")]);
    case(
        "laundered-below-confined",
        "Two certificates of one CA: unconstrained below a confined CA, and confined to victim.test below an open one.",
        "On neither path did anybody confine a CA to victim.test from above; the refusal that came latest answers.",
    )
    .asks("xmpp-server", "victim.test")
    .chain([&leaf, &below_policy, &policy, &below_other, &other])
    // Confined and Constrained: the first path ends at the rule for the lower CA, the second at that for the upper one.
    .confined(lacks(1))
    .constrained(lacks(1))
    // Inherited: the lower CA is discharged, so the first path gets as far as the name.
    .inherited(outside(0, 2))
    .otherwise(accept())
}

/// Twenty CAs of one name and twenty keys; only the last signed. Decision 9.
fn look_alikes() -> Case {
    let twins: Vec<Issued> = (0..20)
        .map(|number| {
            example_root().sub_ca("Twin CA").key(&format!("Twin CA {number}")).constraints(confined()).issue()
        })
        .collect();
    let leaf = server(&twins[19], xmpp_names());
    let pool = core::iter::once(&leaf).chain(&twins);
    case(
        "look-alikes",
        "Twenty CAs of the same name, each with another key; the last one issued the server.",
        "A name finds candidates and a signature decides; twenty candidates are within the bounds.",
    )
    .asks("xmpp-server", "example.com")
    .chain(pool)
    .otherwise(accept())
}

/// Eleven times eleven pairs of issuer and subject, and no signature between them that holds. Decisions 9, 26.
fn look_alikes_without_end() -> Case {
    let root = example_root();
    let uppers = (0..11).map(|number| root.sub_ca("Upper CA").key(&format!("Upper CA {number}")).issue());
    let uppers: Vec<Issued> = uppers.collect();
    let twin = |serial: u8| {
        let draft = uppers[0].sub_ca("Twin CA").serial(&[serial]).signed_by("nobody");
        draft.without(oid::AUTHORITY_KEY_IDENTIFIER).issue()
    };
    let twins: Vec<Issued> = (1..=11).map(twin).collect();
    let leaf = server(&twins[0], xmpp_names());
    let pool = core::iter::once(&leaf).chain(&twins).chain(&uppers);
    case(
        "look-alikes-without-end",
        "Eleven certificates of one CA below eleven CAs of one name, none of which signed them.",
        "There are 121 pairs to try and no key identifier to tell them apart: more than a verification may cost.",
    )
    .asks("xmpp-server", "example.com")
    .chain(pool)
    .otherwise(reject("too_much_work", None))
}

/// Decision 16.
fn upper_case_exclusion() -> Case {
    let case = case(
        "exclusion-in-other-letters",
        "An excluded domain in capitals, and a service of it in small letters.",
        "Excluded bases are compared without letter case too (RFC 4985 §3).",
    );
    under(case, confined().exclude(srv("SECRET.Example.COM")), [srv("_xmpp-server.secret.example.com")])
        .asks("xmpp-server", "secret.example.com")
        .otherwise(excluded(0, 1))
}

/// dNSName constraints do not reach SRVNames: what an issuer who excludes a host may believe. Decision 1.
fn excluded_host_as_service() -> Case {
    let constraints = Constraints::new().exclude(dns("victim.test"));
    let case = case(
        "excluded-host-as-service",
        "The host victim.test is excluded; a service of it is not.",
        "Each form has its own constraints (RFC 5280 §4.2.1.10); SRVName is not listed.",
    );
    under(case, constraints, [srv("_xmpp-server.victim.test")])
        .asks("xmpp-server", "victim.test")
        .otherwise(lacks(1))
        .rfc5280(accept())
}

/// The first or the last of two extensions: verifiers differ, so neither. Decision 13, RFC 5280 §4.2.
fn duplicate_constraints() -> Case {
    let lax = Constraints::new().permit(srv("victim.test"));
    let sub = example_root()
        .sub_ca("Example Sub CA")
        .constraints(confined())
        .extension(Extension::new(oid::NAME_CONSTRAINTS, true, &lax.der()))
        .issue();
    let leaf = server(&sub, xmpp_names());
    case(
        "duplicate-constraints",
        "A CA with two nameConstraints extensions that disagree.",
        "A certificate must not have an extension twice (RFC 5280 §4.2).",
    )
    .asks("xmpp-server", "example.com")
    .chain([&leaf, &sub])
    .otherwise(malformed_certificate(1))
}

/// The same in the end entity. Decision 13.
fn duplicate_alternative_names() -> Case {
    let sub = sub_ca(confined());
    let second = der::sequence([srv("_xmpp-server.victim.test")]);
    let leaf = sub
        .end_entity("xmpp.example.com")
        .san(xmpp_names())
        .extension(Extension::new(oid::SUBJECT_ALT_NAME, false, &second))
        .issue();
    case(
        "duplicate-alternative-names",
        "A server with two subjectAltName extensions, the second for victim.test.",
        "A certificate must not have an extension twice (RFC 5280 §4.2).",
    )
    .asks("xmpp-server", "example.com")
    .chain([&leaf, &sub])
    .otherwise(malformed_certificate(0))
}

/// An attribute whose type is that of SRVName: an RDN is no otherName. Decision 1.
fn service_in_subject() -> Case {
    let sub = sub_ca(dns_only());
    let value = der::tlv(der::IA5_STRING, b"_xmpp-server.victim.test");
    let leaf = sub
        .end_entity("xmpp.example.com")
        .subject(Dn::empty().and_rdn([attribute(oid::DNS_SRV, &value)]))
        .san([dns("www.example.com")])
        .issue();
    case(
        "srvname-in-subject",
        "The subject has an attribute with the object identifier of SRVName.",
        "SRVNames stand in the subjectAltName (RFC 4985 §2); an attribute of the subject identifies no service.",
    )
    .asks("xmpp-server", "victim.test")
    .chain([&leaf, &sub])
    .otherwise(no_match())
}
