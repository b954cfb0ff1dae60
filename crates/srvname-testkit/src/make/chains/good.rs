//! Chains that are good, each for a reason that a careless validator forgets.

use super::example::*;

pub(super) fn cases() -> Vec<Case> {
    vec![
        xmpp(),
        xmpp_two_levels(),
        mail_services_one_by_one(),
        anchor_issues_server(),
        letter_case(),
        a_label(),
        single_label(),
        long_service(),
        no_srvname_needed(),
        end_entity_is_a_ca(),
        empty_subject(),
        every_form_unconstrained(),
        type_id_with_large_arc(),
        thousand_names(),
        expired_anchor(),
        anchor_for_other_uses(),
        version_1_anchor(),
        two_roots(),
        root_copy_in_chain(),
        pool_in_any_order(),
        key_identifiers_are_hints(),
        no_key_identifiers(),
        generalized_time(),
        issuer_in_other_letters(),
        certificate_policies(),
        extended_key_usages_absent_or_any(),
        key_usages_absent(),
        odd_serial_numbers(),
        path_length_used_up(),
        path_length_and_self_issued(),
        unknown_extension_not_critical(),
        critical_spelt_out_as_false(),
    ]
}

/// The chain this library is for: every CA below the root says which SRVNames it may issue. Decisions 1, 2.
fn xmpp() -> Case {
    let names = [srv("_xmpp-server.example.com"), srv("_xmpp-client.example.com"), dns("example.com")];
    let case = case(
        "xmpp",
        "An XMPP server of example.com below a sub-CA that is held to example.com for hosts and for services.",
        "Every bound CA permits SRVNames of a domain, and the server's are inside (RFC 4985 §4).",
    );
    under(case, confined(), names).asks("xmpp-server", "example.com").otherwise(accept())
}

/// Two levels, the lower one narrower: both apply. RFC 5280 §6.1.4(g)(1).
fn xmpp_two_levels() -> Case {
    let policy = example_root().sub_ca("Example Policy CA").constraints(confined()).issue();
    let narrower = Constraints::new().permit(srv("_xmpp-server.im.example.com")).permit(dns("im.example.com"));
    let sub = policy.sub_ca("Example Sub CA").constraints(narrower).path_len(0).issue();
    let leaf = server(&sub, [srv("_xmpp-server.im.example.com"), dns("im.example.com")]);
    case(
        "xmpp-two-levels",
        "Two CAs with SRVName constraints, the lower one held to one service of one subdomain.",
        "The name is inside the permitted bases of both levels (RFC 5280 §6.1.4(g)(1)).",
    )
    .asks("xmpp-server", "im.example.com")
    .chain([&leaf, &sub, &policy])
    .otherwise(accept())
}

/// Bases with service and domain, as a mail provider would ask for them. RFC 9525 §4.2.
fn mail_services_one_by_one() -> Case {
    let services = ["_imap.example.com", "_imaps.example.com", "_submission.example.com"];
    let constraints = services.iter().fold(Constraints::new(), |constraints, base| constraints.permit(srv(base)));
    let case = case(
        "mail-services",
        "A mail server whose CA is held to three services of one domain, each written out.",
        "A base with service and domain is satisfied by that service of that domain (RFC 4985 §4).",
    );
    under(case, constraints, services.map(srv)).asks("imaps", "example.com").otherwise(accept())
}

/// No bound CA: nothing was delegated. Decision 3.
fn anchor_issues_server() -> Case {
    let leaf = server(&example_root(), xmpp_names());
    case(
        "anchor-issues-server",
        "The root signs the server itself.",
        "There is no CA between anchor and end entity that could leave SRVName open.",
    )
    .asks("xmpp-server", "example.com")
    .chain([&leaf])
    .otherwise(accept())
}

/// Service and domain are compared without letter case. Decision 16, RFC 4985 §2 and §3.
fn letter_case() -> Case {
    let case = case(
        "letter-case",
        "An SRVName in other letters than its constraint and its reference.",
        "Services and domains are compared without letter case (RFC 4985 §2, §3).",
    );
    let constraints = Constraints::new().permit(srv("_xmpp-SERVER.eXample.com"));
    under(case, constraints, [srv("_XMPP-Server.EXAMPLE.com")]).asks("xmpp-server", "example.com").otherwise(accept())
}

/// A-labels are compared as they stand. Decision 17.
fn a_label() -> Case {
    let case = case(
        "a-label",
        "An SRVName whose domain has an internationalised label, in its ASCII form.",
        "A-labels are compared as octets, without Punycode (RFC 4985 §3, RFC 9549 §2).",
    );
    under(case, Constraints::new().permit(srv("xn--bcher-kva.example")), [srv("_xmpp-server.xn--bcher-kva.example")])
        .asks("xmpp-server", "xn--bcher-kva.example")
        .otherwise(accept())
}

/// A Name of one label is a Name. Decision 14.
fn single_label() -> Case {
    let case = case(
        "single-label",
        "An SRVName whose domain is one label, as seen in test set-ups.",
        "RFC 4985 §2 asks for a domain name; one label is one.",
    );
    under(case, Constraints::new().permit(srv("localhost")), [srv("_xmpp-client.localhost")])
        .asks("xmpp-client", "localhost")
        .otherwise(accept())
}

/// More than 15 characters is a lint, not an error. Decision 14.
fn long_service() -> Case {
    let case = case(
        "long-service",
        "A service of 16 characters, one more than the registry allows, and deployed.",
        "RFC 6335 §5.1 limits what is registered; a label may have 63 octets (RFC 1034 §3.1).",
    );
    under(case, confined(), [srv("_sipfederationtls.example.com")])
        .asks("sipfederationtls", "example.com")
        .otherwise(accept())
}

/// The rule does not fire without SRVName: the Web as it is. Decision 4.
fn no_srvname_needed() -> Case {
    let case = case(
        "web-server",
        "A web server below a sub-CA that is constrained for hosts only.",
        "No SRVName is presented, so that nobody must have said anything about SRVNames.",
    );
    under(case, dns_only(), [dns("www.example.com")]).otherwise(accept())
}

/// The final certificate's own constraints bind nobody. Decision 12, RFC 5280 §6.1.4 (runs for i < n only).
fn end_entity_is_a_ca() -> Case {
    let sub = sub_ca(confined());
    let leaf = sub
        .end_entity("xmpp.example.com")
        .san(xmpp_names())
        .ca(true)
        .key_usage([KeyUsage::DigitalSignature, KeyUsage::KeyCertSign])
        .constraints(Constraints::new().permit(dns("victim.test")).exclude(srv("example.com")))
        .issue();
    case(
        "end-entity-is-a-ca",
        "The server's certificate is a CA certificate, with constraints that its own names would break.",
        "Constraints of the final certificate are never applied, and it is not a bound CA (RFC 5280 §6.1.4).",
    )
    .asks("xmpp-server", "example.com")
    .chain([&leaf, &sub])
    .otherwise(accept())
}

/// RFC 5280 §4.2.1.6: an empty subject makes the SAN critical.
fn empty_subject() -> Case {
    let sub = sub_ca(confined().permit(directory(&Dn::o("Example"))));
    let leaf = sub.end_entity("xmpp.example.com").subject(Dn::empty()).critical_san(xmpp_names()).issue();
    case(
        "empty-subject",
        "A server without subject, with a critical subjectAltName, below a CA that constrains subjects.",
        "An empty subject is no directoryName to be checked (RFC 5280 §6.1.3(b)).",
    )
    .asks("xmpp-server", "example.com")
    .chain([&leaf, &sub])
    .otherwise(accept())
}

/// Forms that nobody constrains are free. RFC 5280 §4.2.1.10.
fn every_form_unconstrained() -> Case {
    let names = [
        srv("_xmpp-server.example.com"),
        upn("admin@example.net"),
        smtp_utf8("postmästare@example.net"),
        email("admin@example.net"),
        dns("example.net"),
        x400(&der::sequence::<&[u8]>([])),
        directory(&Dn::o("Example Net")),
        edi_party(&der::constructed(1, &der::tlv(der::UTF8_STRING, b"party"))),
        uri("https://example.net/"),
        ip4([192, 0, 2, 1]),
        ip6([0x2001, 0xdb8, 0, 0, 0, 0, 0, 1]),
        registered_id(oid::UNKNOWN),
    ];
    let case = case(
        "every-form",
        "A name of every form there is, below a CA that constrains SRVNames only.",
        "A form without constraint is unconstrained, understood or not (RFC 5280 §4.2.1.10).",
    );
    under(case, Constraints::new().permit(srv("example.com")), names)
        .asks("xmpp-server", "example.com")
        .otherwise(accept())
}

/// A type-id that no machine word holds is still a type-id. Decision 20.
fn type_id_with_large_arc() -> Case {
    let unreadable = other_name("2.25.329800735698586629295641978511506172918", &der::tlv(der::UTF8_STRING, b"uuid"));
    let case = case(
        "type-id-with-large-arc",
        "An otherName of a type made from a UUID beside the SRVName.",
        "Its type-id has an arc of 128 bits; it is a form of its own, which nobody constrains.",
    );
    under(case, confined(), [unreadable, srv("_xmpp-server.example.com")])
        .asks("xmpp-server", "example.com")
        .otherwise(accept())
}

/// Work that is proportional to the input is no attack. Decision 26.
fn thousand_names() -> Case {
    let names = (0..1000).map(|number| srv(&format!("_xmpp-server.host{number:03}.example.com")));
    let case = case(
        "thousand-names",
        "A server with a thousand SRVNames, the last of which is asked for.",
        "All are inside the constraint, and their number is no reason to refuse.",
    );
    under(case, confined(), names).asks("xmpp-server", "host999.example.com").otherwise(accept())
}

/// An anchor is trusted because it was configured. Decision 9a, RFC 5280 §6.1.1(d).
fn expired_anchor() -> Case {
    let root = Issued::root_draft("Expired Root CA").not_after("2025-12-31T23:59:59Z").issue();
    let roots = Roots::new("expired", "A root whose certificate has expired.", [root.clone()]);
    let sub = root.sub_ca("Example Sub CA").constraints(confined()).issue();
    let leaf = server(&sub, xmpp_names());
    Case::new(
        "expired-anchor",
        &roots,
        "A good chain below a root whose certificate has expired.",
        "The validity of a trust anchor is no input of path validation (RFC 5280 §6.1.1(d)).",
    )
    .asks("xmpp-server", "example.com")
    .chain([&leaf, &sub])
    .otherwise(accept())
}

/// Nor are its key usages. Decision 9a.
fn anchor_for_other_uses() -> Case {
    let root = Issued::root_draft("Mail Root CA")
        .key_usage([KeyUsage::DigitalSignature])
        .extended_key_usage([oid::EMAIL_PROTECTION])
        .issue();
    let roots = Roots::new("other-uses", "A root whose key usages speak of other things than servers.", [root.clone()]);
    let sub = root.sub_ca("Example Sub CA").constraints(confined()).issue();
    let leaf = server(&sub, xmpp_names());
    Case::new(
        "anchor-for-other-uses",
        &roots,
        "A good chain below a root with keyUsage digitalSignature and extKeyUsage emailProtection.",
        "The usages of a trust anchor are no input of path validation (RFC 5280 §6.1.1(d)).",
    )
    .asks("xmpp-server", "example.com")
    .chain([&leaf, &sub])
    .otherwise(accept())
}

/// Old roots have no extensions at all. Decision 9a, RFC 5280 §6.1.1(d): an anchor is a name and a key.
fn version_1_anchor() -> Case {
    let root = Issued::root_draft("Version 1 Root CA").version(1).without_extensions().issue();
    let roots = Roots::new("version-1", "A root of X.509 version 1, without extensions.", [root.clone()]);
    let sub = root.sub_ca("Example Sub CA").constraints(confined()).issue();
    let leaf = server(&sub, xmpp_names());
    Case::new(
        "version-1-anchor",
        &roots,
        "A good chain below a root of X.509 version 1.",
        "A trust anchor is a name and a key (RFC 5280 §6.1.1(d)); basicConstraints are asked of intermediates.",
    )
    .asks("xmpp-server", "example.com")
    .chain([&leaf, &sub])
    .otherwise(accept())
}

/// The bundle may hold roots of others.
fn two_roots() -> Case {
    let second = Issued::root("Second Root CA");
    let roots = Roots::new("two", "Two roots without name constraints.", [example_root(), second.clone()]);
    let sub = second.sub_ca("Example Sub CA").constraints(confined()).issue();
    let leaf = server(&sub, xmpp_names());
    Case::new("two-roots", &roots, "A good chain to the second root of two.", "One anchor is enough (RFC 5280 §6.1).")
        .asks("xmpp-server", "example.com")
        .chain([&leaf, &sub])
        .otherwise(accept())
}

/// Servers send their root along; it is no intermediate. Decision 7.
fn root_copy_in_chain() -> Case {
    let sub = sub_ca(confined());
    let leaf = server(&sub, xmpp_names());
    case(
        "root-copy-in-chain",
        "The server sends the root along.",
        "A certificate with an anchor's subject and key is never an intermediate, so it is not a bound CA either.",
    )
    .asks("xmpp-server", "example.com")
    .chain([&leaf, &sub, &example_root()])
    .otherwise(accept())
}

/// The pool has no order, and may hold what does not belong. Decision 9.
fn pool_in_any_order() -> Case {
    let policy = example_root().sub_ca("Example Policy CA").constraints(confined()).issue();
    let sub = policy.sub_ca("Example Sub CA").constraints(confined()).issue();
    let stranger = Issued::root("Unrelated CA");
    let leaf = server(&sub, xmpp_names());
    case(
        "pool-in-any-order",
        "The intermediates stand in the wrong order, with a stranger between them.",
        "Paths are built from a pool; its order only decides what is tried first.",
    )
    .asks("xmpp-server", "example.com")
    .chain([&leaf, &policy, &stranger, &sub])
    .otherwise(accept())
}

/// RFC 5280 §4.2.1.1: the identifier helps to build paths. It proves nothing. Decision 9a.
fn key_identifiers_are_hints() -> Case {
    let sub = sub_ca(confined());
    let leaf =
        sub.end_entity("xmpp.example.com").san(xmpp_names()).authority_key_identifier(b"identifier of nobody").issue();
    case(
        "key-identifier-of-nobody",
        "The server's authorityKeyIdentifier fits no certificate.",
        "Key identifiers are there to find issuers faster (RFC 5280 §4.2.1.1); the signature decides.",
    )
    .asks("xmpp-server", "example.com")
    .chain([&leaf, &sub])
    .otherwise(accept())
}

/// Decision 9a.
fn no_key_identifiers() -> Case {
    let without =
        |draft: Draft| draft.without(oid::SUBJECT_KEY_IDENTIFIER).without(oid::AUTHORITY_KEY_IDENTIFIER).issue();
    let sub = without(example_root().sub_ca("Example Sub CA").constraints(confined()));
    let leaf = without(sub.end_entity("xmpp.example.com").san(xmpp_names()));
    case(
        "no-key-identifiers",
        "Neither CA nor server has a key identifier.",
        "RFC 5280 §4.2.1.1 asks issuers for them; path validation does not (RFC 5280 §6.1).",
    )
    .asks("xmpp-server", "example.com")
    .chain([&leaf, &sub])
    .otherwise(accept())
}

/// RFC 5280 §4.1.2.5: from 2050 on as GeneralizedTime; 9999 is "no end".
fn generalized_time() -> Case {
    let sub = example_root().sub_ca("Example Sub CA").constraints(confined()).not_after("9999-12-31T23:59:59Z").issue();
    let leaf = sub.end_entity("xmpp.example.com").san(xmpp_names()).not_after("2050-01-01T00:00:00Z").issue();
    case(
        "generalized-time",
        "Validity through 2050, and without a well-defined end.",
        "Dates from 2050 on are GeneralizedTime (RFC 5280 §4.1.2.5).",
    )
    .asks("xmpp-server", "example.com")
    .chain([&leaf, &sub])
    .otherwise(accept())
}

/// Names chain by comparison, not by octets. Decision 25, RFC 5280 §7.1.
fn issuer_in_other_letters() -> Case {
    let sub = sub_ca(confined());
    let issuer = Dn::empty().and(oid::COMMON_NAME, der::PRINTABLE_STRING, "  EXAMPLE  Sub ca ");
    let leaf = sub.end_entity("xmpp.example.com").san(xmpp_names()).issuer(issuer).issue();
    case(
        "issuer-in-other-letters",
        "The server names its issuer in other letters, other spaces and another string type.",
        "Distinguished names are compared without letter case and with white space folded (RFC 5280 §7.1).",
    )
    .asks("xmpp-server", "example.com")
    .chain([&leaf, &sub])
    .otherwise(accept())
}

/// A critical extension that is understood. Decision 9a.
fn certificate_policies() -> Case {
    let any_policy = der::sequence([der::sequence([der::object_identifier("2.5.29.32.0")])]);
    let policies = Extension::new(oid::CERTIFICATE_POLICIES, true, &any_policy);
    let sub = example_root().sub_ca("Example Sub CA").constraints(confined()).extension(policies.clone()).issue();
    let leaf = sub.end_entity("xmpp.example.com").san(xmpp_names()).extension(policies).issue();
    case(
        "critical-certificate-policies",
        "Critical certificatePolicies in CA and server.",
        "With the initial set any-policy and no requirement, policies restrict nothing (RFC 5280 §6.1.1).",
    )
    .asks("xmpp-server", "example.com")
    .chain([&leaf, &sub])
    .otherwise(accept())
}

/// Decision 10.
fn extended_key_usages_absent_or_any() -> Case {
    let sub = example_root()
        .sub_ca("Example Sub CA")
        .constraints(confined())
        .extended_key_usage([oid::CLIENT_AUTH, oid::ANY_EXTENDED_KEY_USAGE])
        .issue();
    let leaf = sub.end_entity("xmpp.example.com").san(xmpp_names()).without(oid::EXTENDED_KEY_USAGE).issue();
    case(
        "extended-key-usage-any",
        "A CA for any extended key usage, and a server that names none.",
        "Without the extension every purpose is meant, and anyExtendedKeyUsage says so (RFC 5280 §4.2.1.12).",
    )
    .asks("xmpp-server", "example.com")
    .chain([&leaf, &sub])
    .otherwise(accept())
}

/// Decision 9a: "if present".
fn key_usages_absent() -> Case {
    let sub = example_root().sub_ca("Example Sub CA").constraints(confined()).without(oid::KEY_USAGE).issue();
    let leaf = sub.end_entity("xmpp.example.com").san(xmpp_names()).without(oid::KEY_USAGE).issue();
    case(
        "key-usage-absent",
        "Neither CA nor server has keyUsage.",
        "keyCertSign is asked for when keyUsage is present (RFC 5280 §6.1.4(n)).",
    )
    .asks("xmpp-server", "example.com")
    .chain([&leaf, &sub])
    .otherwise(accept())
}

/// Decision 9a.
fn odd_serial_numbers() -> Case {
    let sub = example_root().sub_ca("Example Sub CA").constraints(confined()).serial(&[0x7f; 25]).issue();
    let leaf = sub.end_entity("xmpp.example.com").san(xmpp_names()).serial(&[0x80]).issue();
    case(
        "odd-serial-numbers",
        "A serial number of 25 octets, and a negative one.",
        "RFC 5280 §4.1.2.2 asks certificate users to handle such numbers gracefully.",
    )
    .asks("xmpp-server", "example.com")
    .chain([&leaf, &sub])
    .otherwise(accept())
}

/// The end entity is not counted. RFC 5280 §4.2.1.9.
fn path_length_used_up() -> Case {
    let policy = example_root().sub_ca("Example Policy CA").constraints(confined()).path_len(1).issue();
    let sub = policy.sub_ca("Example Sub CA").constraints(confined()).path_len(0).issue();
    let leaf = server(&sub, xmpp_names());
    case(
        "path-length-used-up",
        "Two CAs whose pathLenConstraints leave no CA more.",
        "The end entity is not counted (RFC 5280 §4.2.1.9).",
    )
    .asks("xmpp-server", "example.com")
    .chain([&leaf, &sub, &policy])
    .otherwise(accept())
}

/// Self-issued certificates are not counted either. RFC 5280 §6.1.4(l).
fn path_length_and_self_issued() -> Case {
    let sub = example_root().sub_ca("Example Sub CA").constraints(confined()).path_len(0).issue();
    let renewed = sub.self_issued("Example Sub CA, second key").constraints(confined()).path_len(0).issue();
    let leaf = server(&renewed, xmpp_names());
    case(
        "path-length-and-self-issued",
        "A CA with pathLenConstraint 0 has certified its own new key.",
        "Self-issued CAs do not count for the length (RFC 5280 §6.1.4(l)); as bound CAs they do, and it is confined.",
    )
    .asks("xmpp-server", "example.com")
    .chain([&leaf, &renewed, &sub])
    .otherwise(accept())
}

/// RFC 5280 §4.2: what is not critical may be ignored.
fn unknown_extension_not_critical() -> Case {
    let unknown = Extension::new(oid::UNKNOWN, false, &der::tlv(der::UTF8_STRING, b"hello"));
    let sub = example_root().sub_ca("Example Sub CA").constraints(confined()).first_extension(unknown.clone()).issue();
    let leaf = sub.end_entity("xmpp.example.com").san(xmpp_names()).extension(unknown).issue();
    case(
        "unknown-extension",
        "CA and server have an extension that nobody knows, not critical.",
        "An extension that is not critical and not recognised is ignored (RFC 5280 §4.2).",
    )
    .asks("xmpp-server", "example.com")
    .chain([&leaf, &sub])
    .otherwise(accept())
}

/// An encoded DEFAULT is a lint. Decision 13; multi-valued RDN thrown in, which is a SET. Decision 25.
fn critical_spelt_out_as_false() -> Case {
    let cn = |text: &[u8]| attribute(oid::COMMON_NAME, &der::tlv(der::UTF8_STRING, text));
    let o = attribute(oid::ORGANIZATION, &der::tlv(der::UTF8_STRING, b"Example"));
    let sub = sub_ca(confined());
    let leaf = sub
        .end_entity("xmpp.example.com")
        .subject(Dn::empty().and_rdn([cn(b"xmpp.example.com"), o]))
        .san(xmpp_names())
        .criticality(oid::SUBJECT_ALT_NAME, Criticality::EncodedFalse)
        .issue();
    case(
        "critical-false-spelt-out",
        "The subjectAltName says critical FALSE, which DER leaves out, and the subject is one RDN of two attributes.",
        "X.690 §11.5 forbids to encode a DEFAULT; certificates do, and nothing else is wrong with them.",
    )
    .asks("xmpp-server", "example.com")
    .chain([&leaf, &sub])
    .otherwise(accept())
}
