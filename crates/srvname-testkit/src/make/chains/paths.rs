//! Building and checking paths, names aside: signatures, validity, CA flags, key usages, and what is tried in which
//! order. Decisions 7 to 11.

use super::example::*;

pub(super) fn cases() -> Vec<Case> {
    let mut cases = [signatures(), validity(), ca_flags(), usages(), issuers(), order()].concat();
    cases.push(order_identity_last());
    cases.extend([alternatives(), loops(), anchors()].concat());
    cases
}

/// Root, sub-CA and server of the good chain, each to be spoilt.
fn sub_draft() -> Draft {
    example_root().sub_ca("Example Sub CA").constraints(confined())
}

fn leaf_draft(ca: &Issued) -> Draft {
    ca.end_entity("xmpp.example.com").san(xmpp_names())
}

/// A chain in which one certificate is spoilt, and the answer is the same under every setting.
fn spoilt(name: &str, title: &str, why: &str, sub: &Issued, leaf: &Issued, expectation: Expectation) -> Case {
    case(name, title, why).asks("xmpp-server", "example.com").chain([leaf, sub]).otherwise(expectation)
}

/// RFC 5280 §6.1.3(a)(1).
fn signatures() -> Vec<Case> {
    let sub = sub_draft().issue();
    let corrupt_sub = sub_draft().corrupt_signature().issue();
    let other_algorithm = "1.2.840.113549.1.1.4";
    vec![
        spoilt(
            "bad-signature-server",
            "One bit of the server's signature is wrong.",
            "The signature does not verify (RFC 5280 §6.1.3(a)(1)).",
            &sub,
            &leaf_draft(&sub).corrupt_signature().issue(),
            reject("bad_signature", 0),
        ),
        spoilt(
            "bad-signature-ca",
            "One bit of the sub-CA's signature is wrong.",
            "The signature does not verify (RFC 5280 §6.1.3(a)(1)).",
            &corrupt_sub,
            &leaf_draft(&corrupt_sub).issue(),
            reject("bad_signature", 1),
        ),
        spoilt(
            "signed-by-somebody-else",
            "The server names the sub-CA as its issuer; another key signed.",
            "The name of the issuer proves nothing without its signature (RFC 5280 §6.1.3(a)(1)).",
            &sub,
            &leaf_draft(&sub).signed_by("Somebody Else").issue(),
            reject("bad_signature", 0),
        ),
        spoilt(
            "signature-algorithm-unsupported",
            "The server's certificate is said to be signed with RSA and MD5.",
            "Nobody should verify that any more (RFC 6151 §2).",
            &sub,
            &leaf_draft(&sub).signature_algorithm(other_algorithm).issue(),
            reject("unsupported_signature_algorithm", 0),
        ),
    ]
}

/// RFC 5280 §6.1.3(a)(2), at 2026-11-24.
fn validity() -> Vec<Case> {
    let sub = sub_draft().issue();
    let expired = sub_draft().not_after("2026-11-23T23:59:59Z").issue();
    let early = sub_draft().not_before("2026-11-24T00:00:01Z").issue();
    let why = "The certificate's validity does not include the moment (RFC 5280 §6.1.3(a)(2)).";
    vec![
        spoilt(
            "expired-server",
            "The server's certificate ended one second before the moment of verification.",
            why,
            &sub,
            &leaf_draft(&sub).not_after("2026-11-23T23:59:59Z").issue(),
            reject("expired", 0),
        ),
        spoilt(
            "not-yet-valid-server",
            "The server's certificate begins one second after the moment of verification.",
            why,
            &sub,
            &leaf_draft(&sub).not_before("2026-11-24T00:00:01Z").issue(),
            reject("not_yet_valid", 0),
        ),
        spoilt(
            "expired-ca",
            "The sub-CA's certificate ended one second before the moment of verification.",
            why,
            &expired,
            &leaf_draft(&expired).issue(),
            reject("expired", 1),
        ),
        spoilt(
            "not-yet-valid-ca",
            "The sub-CA's certificate begins one second after the moment of verification.",
            why,
            &early,
            &leaf_draft(&early).issue(),
            reject("not_yet_valid", 1),
        ),
        spoilt(
            "last-second",
            "Validity of one second, which is the moment of verification.",
            "Both ends of a validity are inside (RFC 5280 §4.1.2.5).",
            &sub,
            &leaf_draft(&sub).not_before("2026-11-24T00:00:00Z").not_after("2026-11-24T00:00:00Z").issue(),
            accept(),
        ),
    ]
}

/// RFC 5280 §6.1.4(k) to (m). Decision 8.
fn ca_flags() -> Vec<Case> {
    let no_extension = sub_draft().without(oid::BASIC_CONSTRAINTS).without(oid::NAME_CONSTRAINTS).issue();
    let no_flag = example_root().sub_ca("Example Sub CA").ca(false).issue();
    let policy = example_root().sub_ca("Example Policy CA").constraints(confined()).path_len(0).issue();
    let sub = policy.sub_ca("Example Sub CA").constraints(confined()).issue();
    let leaf = leaf_draft(&sub).issue();
    vec![
        spoilt(
            "ca-without-basic-constraints",
            "The sub-CA has no basicConstraints.",
            "Nothing says that it is a CA (RFC 5280 §6.1.4(k)).",
            &no_extension,
            &leaf_draft(&no_extension).issue(),
            reject("not_a_ca", 1),
        ),
        spoilt(
            "ca-without-ca-flag",
            "The sub-CA has basicConstraints without cA.",
            "It says that it is no CA (RFC 5280 §6.1.4(k)).",
            &no_flag,
            &leaf_draft(&no_flag).issue(),
            reject("not_a_ca", 1),
        ),
        case(
            "path-length-exceeded",
            "A CA below a CA whose pathLenConstraint is 0.",
            "There is one CA too many (RFC 5280 §6.1.4(l)); position names it, imposed_by the CA that set the limit.",
        )
        .asks("xmpp-server", "example.com")
        .chain([&leaf, &sub, &policy])
        .otherwise(reject("path_length_exceeded", 1).imposed_by(2)),
        of_depth("longest-path", 32, "There are 32 CAs between root and server.", "A path may have as many.")
            .otherwise(accept()),
        of_depth(
            "path-too-long",
            33,
            "There are 33 CAs between root and server.",
            "A path may have 32 (RFC 5280 §6.2).",
        )
        .otherwise(reject("path_too_long", None)),
    ]
}

/// A server below so many CAs, each of which is confined. Decision 8.
fn of_depth(name: &str, cas: usize, title: &str, why: &str) -> Case {
    let mut row = vec![example_root()];
    for number in 1..=cas {
        let next = row[number - 1].sub_ca(&format!("Example CA {number}")).constraints(confined()).issue();
        row.push(next);
    }
    let leaf = leaf_draft(&row[cas]).issue();
    case(name, title, why).asks("xmpp-server", "example.com").chain([&leaf].into_iter().chain(row[1..].iter().rev()))
}

/// RFC 5280 §6.1.4(n), §4.2.1.12, §4.2. Decisions 9a, 10.
fn usages() -> Vec<Case> {
    let sub = sub_draft().issue();
    let cannot_sign = sub_draft().key_usage([KeyUsage::CrlSign]).issue();
    let for_mail = sub_draft().extended_key_usage([oid::EMAIL_PROTECTION]).issue();
    let unknown = || Extension::new(oid::UNKNOWN, true, &der::boolean(true));
    let unknown_sub = sub_draft().extension(unknown()).issue();
    vec![
        spoilt(
            "ca-without-cert-sign",
            "The keyUsage of the sub-CA does not include keyCertSign.",
            "With keyUsage present, keyCertSign must be set (RFC 5280 §6.1.4(n)).",
            &cannot_sign,
            &leaf_draft(&cannot_sign).issue(),
            reject("key_usage", 1),
        ),
        spoilt(
            "server-without-digital-signature",
            "The keyUsage of the server is keyEncipherment only.",
            "An ECDSA key signs in the handshake, and keyUsage does not let it (RFC 5280 §4.2.1.3).",
            &sub,
            &leaf_draft(&sub).key_usage([KeyUsage::KeyEncipherment]).issue(),
            reject("key_usage", 0),
        ),
        spoilt(
            "server-for-clients",
            "The extKeyUsage of the server is clientAuth only.",
            "A server needs serverAuth or anyExtendedKeyUsage when the extension is there (RFC 5280 §4.2.1.12).",
            &sub,
            &leaf_draft(&sub).extended_key_usage([oid::CLIENT_AUTH]).issue(),
            reject("extended_key_usage", 0),
        ),
        spoilt(
            "ca-for-mail",
            "The extKeyUsage of the sub-CA is emailProtection only.",
            "In an intermediate the extension limits what it may issue for.",
            &for_mail,
            &leaf_draft(&for_mail).issue(),
            reject("extended_key_usage", 1),
        ),
        spoilt(
            "unknown-critical-extension-server",
            "The server has a critical extension that nobody knows.",
            "A critical extension that is not recognised refuses (RFC 5280 §4.2).",
            &sub,
            &leaf_draft(&sub).extension(unknown()).issue(),
            reject("unknown_critical_extension", 0),
        ),
        spoilt(
            "unknown-critical-extension-ca",
            "The sub-CA has a critical extension that nobody knows.",
            "A critical extension that is not recognised refuses (RFC 5280 §4.2).",
            &unknown_sub,
            &leaf_draft(&unknown_sub).issue(),
            reject("unknown_critical_extension", 1),
        ),
    ]
}

/// No way up. cli contract: the position is the certificate without issuer.
fn issuers() -> Vec<Case> {
    let stranger = Issued::root("Unrelated CA").sub_ca("Example Sub CA").constraints(confined()).issue();
    let sub = sub_draft().issue();
    let leaf = leaf_draft(&sub).issue();
    let alone = Issued::root_draft("xmpp.example.com").san(xmpp_names()).issue();
    vec![
        spoilt(
            "unknown-root",
            "A good chain to a root that is not trusted.",
            "The issuer of the sub-CA is neither an anchor nor in the pool (RFC 5280 §6.1).",
            &stranger,
            &leaf_draft(&stranger).issue(),
            reject("unknown_issuer", 1),
        ),
        case(
            "missing-intermediate",
            "The server does not send its sub-CA.",
            "The issuer of the server is neither an anchor nor in the pool (RFC 5280 §6.1).",
        )
        .asks("xmpp-server", "example.com")
        .chain([&leaf])
        .otherwise(reject("unknown_issuer", 0)),
        case(
            "self-signed-server",
            "A server that signed its own certificate, which is not trusted.",
            "Its issuer is itself, and itself is no anchor (RFC 5280 §6.1).",
        )
        .asks("xmpp-server", "example.com")
        .chain([&alone])
        .otherwise(reject("unknown_issuer", 0)),
    ]
}

/// Two faults in one chain: the earlier step answers. Decision 11.
fn order() -> Vec<Case> {
    let corrupt = sub_draft().corrupt_signature().issue();
    let no_ca = example_root().sub_ca("Example Sub CA").without(oid::BASIC_CONSTRAINTS).issue();
    let no_sign = sub_draft().key_usage([KeyUsage::CrlSign]).issue();
    let open = open_sub_ca();
    let sub = sub_draft().issue();
    let expired = |ca| leaf_draft(ca).not_after("2026-01-01T00:00:00Z").issue();
    let foreign = [srv("_xmpp-server.victim.test")];
    let why =
        "Of two faults the one of the earlier step is told: signatures, validity, CA flags, usages, names, identity.";
    let both = |name, title, sub: &Issued, leaf: &Issued, expectation| spoilt(name, title, why, sub, leaf, expectation);
    vec![
        both(
            "order-signature-before-validity",
            "A bad signature above an expired server.",
            &corrupt,
            &expired(&corrupt),
            reject("bad_signature", 1),
        ),
        both(
            "order-validity-before-ca",
            "A sub-CA that is none above an expired server.",
            &no_ca,
            &expired(&no_ca),
            reject("expired", 0),
        ),
        both(
            "order-ca-before-usage",
            "A sub-CA that is none above a server for clients.",
            &no_ca,
            &leaf_draft(&no_ca).extended_key_usage([oid::CLIENT_AUTH]).issue(),
            reject("not_a_ca", 1),
        ),
        both(
            "order-usage-before-names",
            "A sub-CA that may not sign above a server outside of its constraints.",
            &no_sign,
            &server(&no_sign, foreign.clone()),
            reject("key_usage", 1),
        ),
        both(
            "order-usage-before-rule",
            "A sub-CA without constraints above a server for clients.",
            &open,
            &leaf_draft(&open).extended_key_usage([oid::CLIENT_AUTH]).issue(),
            reject("extended_key_usage", 0),
        ),
        both(
            "order-names-before-identity",
            "A server outside of its constraints, and not the one asked for.",
            &sub,
            &server(&sub, foreign),
            outside(0, 1),
        ),
    ]
}

/// Identity is the last step of all. Decision 11.
fn order_identity_last() -> Case {
    let open = open_sub_ca();
    let leaf = leaf_draft(&open).issue();
    case(
        "order-rule-before-identity",
        "A sub-CA without constraints above a server that is not the one asked for.",
        "The path is decided before anybody asks whose it is (RFC 9525 §6).",
    )
    .asks("imaps", "example.com")
    .chain([&leaf, &open])
    .otherwise(lacks(1))
    .where_constrained(no_match())
    .rfc5280(no_match())
}

/// Several paths: one that passes is enough, and of the others the one that got furthest answers. Decision 9.
fn alternatives() -> Vec<Case> {
    let second = Issued::root("Second Root CA");
    let two = Roots::new("two", "Two roots without name constraints.", [example_root(), second.clone()]);
    let good = sub_draft().issue();
    let leaf = leaf_draft(&good).issue();
    let open = second.sub_ca("Example Sub CA").issue();
    let expired = sub_draft().not_after("2026-01-01T00:00:00Z").issue();
    let elsewhere = sub_ca(Constraints::new().permit(srv("a.example")));
    let barred = sub_ca(Constraints::new().exclude(srv("example.com")));
    let asked = |case: Case| case.asks("xmpp-server", "example.com");
    let twin = "An expired and a valid certificate of the same CA and the same key.";
    let one_is_enough = "One path that passes accepts; building goes on after every refusal.";
    let latest = "Of two refusals the one of the later step answers; of two at the same step, the one tried first.";
    let not_for_it = "Two certificates of one CA: one permits another domain only, the other excludes this one.";
    vec![
        asked(Case::new(
            "cross-signed",
            &two,
            "One CA below two roots: unconstrained below one, confined below the other.",
            one_is_enough,
        ))
        .chain([&leaf, &open, &good])
        .otherwise(accept()),
        asked(Case::new(
            "cross-signed-other-order",
            &two,
            "The same with the confined certificate first.",
            one_is_enough,
        ))
        .chain([&leaf, &good, &open])
        .otherwise(accept()),
        asked(case("expired-twin", twin, one_is_enough)).chain([&leaf, &expired, &good]).otherwise(accept()),
        asked(case("expired-twin-last", twin, one_is_enough)).chain([&leaf, &good, &expired]).otherwise(accept()),
        asked(Case::new(
            "latest-refusal",
            &two,
            "One CA below two roots: expired below one, unconstrained below the other.",
            latest,
        ))
        .chain([&leaf, &expired, &open])
        .otherwise(lacks(1))
        .where_constrained(accept())
        .rfc5280(accept()),
        asked(case("first-refusal", not_for_it, latest)).chain([&leaf, &elsewhere, &barred]).otherwise(outside(0, 1)),
        // Confined refuses the CA that only excludes at the rule, which is earlier than the name.
        asked(case("first-refusal-other-order", not_for_it, latest))
            .chain([&leaf, &barred, &elsewhere])
            .otherwise(excluded(0, 1))
            .confined(outside(0, 1)),
    ]
}

/// No two certificates of a path share subject and key. Decision 7.
fn loops() -> Vec<Case> {
    let second = Issued::root("Second CA");
    let first = Issued::root("First CA");
    let first_by_second = second.sub_ca("First CA").constraints(confined()).issue();
    let second_by_first = first.sub_ca("Second CA").constraints(confined()).issue();
    let second_by_root = example_root().sub_ca("Second CA").constraints(confined()).issue();
    let leaf = leaf_draft(&first_by_second).issue();
    let sub = sub_draft().issue();
    let again = sub.self_issued("Example Sub CA").issue();
    vec![
        case(
            "loop-with-way-out",
            "Two CAs have certified each other, and the root has certified one of them.",
            "A path does not visit a CA twice, so that the loop ends; there is a way out of it.",
        )
        .asks("xmpp-server", "example.com")
        .chain([&leaf, &first_by_second, &second_by_first, &second_by_root])
        .otherwise(accept()),
        case(
            "loop-without-way-out",
            "Two CAs have certified each other, and nobody else has.",
            "A path does not visit a CA twice, and the second CA has no other issuer.",
        )
        .asks("xmpp-server", "example.com")
        .chain([&leaf, &first_by_second, &second_by_first])
        .otherwise(reject("unknown_issuer", 2)),
        case(
            "self-issued-with-same-key",
            "A CA has certified its own key once more, without constraints.",
            "The second certificate has the same subject and key, so that no path goes through both.",
        )
        .asks("xmpp-server", "example.com")
        .chain([&leaf_draft(&sub).issue(), &again, &sub])
        .otherwise(accept()),
    ]
}

/// A certificate with an anchor's subject and key is never an intermediate. Decision 7.
fn anchors() -> Vec<Case> {
    let second = Issued::root("Second Root CA");
    let two = Roots::new("two", "Two roots without name constraints.", [example_root(), second.clone()]);
    let only_second = Roots::new("second", "The second root alone.", [second.clone()]);
    let crossed = second.sub_ca("Example Root CA").issue();
    let sub = sub_draft().issue();
    let leaf = leaf_draft(&sub).issue();
    vec![
        Case::new(
            "anchor-cross-signed",
            &two,
            "The root of the chain was also certified by another root; both are trusted.",
            "A path ends at the first anchor it meets; the cross-certificate is no intermediate and not bound.",
        )
        .asks("xmpp-server", "example.com")
        .chain([&leaf, &sub, &crossed])
        .otherwise(accept()),
        Case::new(
            "root-as-intermediate",
            &only_second,
            "The same chain where only the other root is trusted.",
            "Now the cross-certificate is an intermediate without constraints, and a bound CA like any other.",
        )
        .asks("xmpp-server", "example.com")
        .chain([&leaf, &sub, &crossed])
        .otherwise(lacks(2))
        .where_constrained(accept())
        .rfc5280(accept()),
    ]
}
