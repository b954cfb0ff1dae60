//! Where the suite and the library disagree, and what settles it. Decisions are those of `docs/DECISIONS.md`.

/// Cases of one kind that the library answers otherwise than the suite.
pub(crate) struct Exception {
    /// What they have in common.
    pub(crate) class: &'static str,
    /// The decision or the section.
    pub(crate) settled_by: &'static str,
    /// What the library says: `accept`, or the code of its refusal.
    pub(crate) answer: &'static str,
    /// The cases.
    pub(crate) cases: &'static [&'static str],
}

/// The entry that explains this answer to this case.
pub(crate) fn listed(id: &str, answer: &str) -> Option<&'static Exception> {
    EXCEPTIONS.iter().find(|exception| exception.answer == answer && exception.cases.contains(&id))
}

/// The table: what the suite accepts first, then what it refuses.
pub(crate) static EXCEPTIONS: &[Exception] = &[
    Exception {
        class: "a CA that serves, and may not sign",
        settled_by: "decision 9a: the end entity's keyUsage has keyCertSign and not digitalSignature, so its key is \
            not for handshakes (RFC 5280 §4.2.1.3); that it is a CA is no matter (decision 12)",
        answer: "key_usage",
        cases: &["pathlen::validation-ignores-pathlen-in-leaf", "rfc5280::ca-as-leaf"],
    },
    Exception {
        class: "work limit",
        settled_by: "decision 26: the chains are valid, and checking them is bounded by their size, so there is no \
            budget to run out of",
        answer: "accept",
        cases: &["pathological::nc-dos-1", "pathological::nc-dos-2"],
    },
    Exception {
        class: "key identifiers",
        settled_by: "decision 9a: they help to find a path, and a path that is found needs no help",
        answer: "accept",
        cases: &[
            "rfc5280::aki::leaf-missing-aki",
            "rfc5280::aki::intermediate-missing-aki",
            "rfc5280::aki::cross-signed-root-missing-aki",
            "rfc5280::ski::root-missing-ski",
            "rfc5280::ski::intermediate-missing-ski",
            "webpki::aki::root-with-aki-missing-keyidentifier",
            "webpki::aki::root-with-aki-authoritycertissuer",
            "webpki::aki::root-with-aki-authoritycertserialnumber",
            "webpki::aki::root-with-aki-all-fields",
            "webpki::aki::root-with-aki-ski-mismatch",
        ],
    },
    Exception {
        class: "serial numbers",
        settled_by: "decision 9a: they name a certificate for revocation and decide nothing else",
        answer: "accept",
        cases: &["rfc5280::serial::too-long", "rfc5280::serial::zero"],
    },
    Exception {
        class: "the certificate of an anchor",
        settled_by: "decision 9a: an anchor is a name and a key (RFC 5280 §6.1.1(d)); validity, usages and what its \
            certificate lacks are the business of whoever chose it",
        answer: "accept",
        cases: &[
            "rfc5280::validity::expired-root",
            "rfc5280::ca-empty-subject",
            "rfc5280::root-missing-basic-constraints",
            "rfc5280::root-non-critical-basic-constraints",
            "rfc5280::root-inconsistent-ca-extensions",
            "webpki::eku::root-has-eku",
        ],
    },
    Exception {
        class: "criticality of an extension that is understood or need not be",
        settled_by: "decision 6 and decision 9a: an extension says the same either way; which it must be binds the \
            CA and is a lint",
        answer: "accept",
        cases: &[
            "rfc5280::nc::permitted-dns-match-noncritical",
            "rfc5280::pc::ica-noncritical-pc",
            "rfc5280::san::noncritical-with-empty-subject",
            "webpki::san::san-critical-with-nonempty-subject",
            "webpki::eku::ee-critical-eku",
        ],
    },
    Exception {
        class: "base with a leading dot",
        settled_by: "decision 22: everything below the domain; a policy makes it malformed",
        answer: "accept",
        cases: &["rfc5280::nc::invalid-dnsname-leading-period"],
    },
    Exception {
        class: "underscore in a dNSName",
        settled_by: "decision 22: labels of dNSNames may have underscores",
        answer: "accept",
        cases: &["rfc5280::san::underscore-dns"],
    },
    Exception {
        class: "common name",
        settled_by: "decision 28: never a name, so it need not repeat one",
        answer: "accept",
        cases: &[
            "webpki::cn::ipv4-hex-mismatch",
            "webpki::cn::ipv4-leading-zeros-mismatch",
            "webpki::cn::ipv6-uppercase-mismatch",
            "webpki::cn::ipv6-uncompressed-mismatch",
            "webpki::cn::ipv6-non-rfc5952-mismatch",
            "webpki::cn::punycode-not-in-san",
            "webpki::cn::utf8-vs-punycode-mismatch",
            "webpki::cn::not-in-san",
            "webpki::cn::case-mismatch",
        ],
    },
    Exception {
        class: "wildcard above a public suffix",
        settled_by: "decision 19 and RFC 9525 §7.1: one label is enough; which suffixes are public is the business \
            of certification authorities and lints",
        answer: "accept",
        cases: &[
            "webpki::san::public-suffix-wildcard-san",
            "webpki::san::public-suffix-multi-label-wildcard-san",
            "webpki::san::public-suffix-private-namespace-wildcard-san",
        ],
    },
    Exception {
        class: "extended key usage of the web's profile",
        settled_by: "decision 10: absent or anyExtendedKeyUsage will do (RFC 5280 §4.2.1.12); the stricter profile \
            is the Baseline Requirements'",
        answer: "accept",
        cases: &["webpki::eku::ee-anyeku", "webpki::eku::ee-without-eku"],
    },
    Exception {
        class: "keyCertSign without cA, cA without keyCertSign",
        settled_by: "decision 9a and decision 12: an end entity signs nothing here, whatever its flags say",
        answer: "accept",
        cases: &["rfc5280::leaf-ku-keycertsign", "webpki::ee-basicconstraints-ca"],
    },
    Exception {
        class: "keys",
        settled_by: "decision 9a: key sizes are not asked, and no signature by an end entity's key is checked here; \
            TLS does",
        answer: "accept",
        cases: &[
            "webpki::forbidden-p192-leaf",
            "webpki::forbidden-dsa-leaf",
            "webpki::forbidden-weak-rsa-in-leaf",
            "webpki::forbidden-rsa-not-divisible-by-8-in-root",
            "webpki::forbidden-rsa-key-not-divisible-by-8-in-leaf",
        ],
    },
    Exception {
        class: "an extension that nothing here reads",
        settled_by: "RFC 5280 §4.2: one that is not critical may be ignored; its contents are for lints",
        answer: "accept",
        cases: &["webpki::malformed-aia"],
    },
];
