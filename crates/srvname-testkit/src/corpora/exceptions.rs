//! Where a corpus and the library disagree, and what settles it: a decision of `docs/DECISIONS.md`, or a section where
//! no decision is needed. An entry that no longer occurs fails the test.

use Rows::{Counted, Named};

use super::row::Row;

/// Rows of one kind that the library answers otherwise than their source.
pub struct Exception {
    /// What they have in common.
    pub class: &'static str,
    /// The decision or the section.
    pub settled_by: &'static str,
    /// What the library gives as its reason, which is a code alone for cases of x509-limbo; an empty text where it accepts.
    reasons: &'static [&'static str],
    /// The rows, by file.
    pub rows: &'static [(&'static str, Rows)],
}

/// Which rows of a file.
pub enum Rows {
    /// Those with these names.
    Named(&'static [&'static str]),
    /// As many as this, all with the reason; for files of near-duplicates.
    Counted(usize),
}

/// The entry that explains why the library accepts this row of this file, or refuses it for this reason.
pub fn listed(file: &str, id: &str, reason: &str) -> Option<&'static Exception> {
    EXCEPTIONS.iter().find(|exception| {
        let named = exception.rows.iter().any(|(name, rows)| {
            *name == file
                && match rows {
                    Named(ids) => ids.contains(&id),
                    Counted(_) => true,
                }
        });
        named && exception.reasons.contains(&reason)
    })
}

/// The entry that would explain this row of a file that the table does not know: the same row of another file, or else
/// the same reason, if there is one.
pub fn similar(row: &Row) -> Option<&'static Exception> {
    let lists = |exception: &&Exception| {
        exception.rows.iter().any(|(_, rows)| matches!(rows, Named(ids) if ids.contains(&row.id.as_str())))
    };
    let mut giving = EXCEPTIONS.iter().filter(|exception| exception.reasons.contains(&row.answer.reason.as_str()));
    giving.clone().find(lists).or_else(|| giving.find(|_| !row.answer.reason.is_empty()))
}

/// Every row of a file that the table names, with its entry.
pub fn named(file: &str) -> impl Iterator<Item = (&'static str, &'static Exception)> {
    let of_file = move |exception: &'static Exception| {
        let rows = exception.rows.iter().filter(move |(name, _)| *name == file);
        let ids = rows.flat_map(|(_, rows)| if let Named(ids) = rows { *ids } else { &[] });
        ids.map(move |id| (*id, exception))
    };
    EXCEPTIONS.iter().flat_map(of_file)
}

/// Whether the table has something to say about a file.
pub fn knows(file: &str) -> bool {
    EXCEPTIONS.iter().flat_map(|exception| exception.rows).any(|(name, _)| *name == file)
}

const BETTERTLS: &str = "bettertls-nc-dev.json";
const BORINGSSL_PKI: &str = "pki-name-constraints-dev.json";
const BORINGSSL_X509: &str = "x509-name-constraints-dev.json";
const BOTAN: &str = "botan-nc-dev.json";
const GO_CHAINS: &str = "go-nc-chains.json";
const GO_FACTS: &str = "go-nc-facts.json";
/// All of x509-limbo, which is asked of path building.
pub const LIMBO: &str = "limbo.json";
const LIMBO_NC: &str = "limbo-nc.json";
const LIMBO_SAN: &str = "limbo-san-cn.json";
const MOZPKIX_MATCH: &str = "dnsid-match.json";
const MOZPKIX_NC: &str = "nc-dev.json";
const MOZPKIX_VALID: &str = "dnsname-validity.json";
const PYCA: &str = "pyca-nc-certs.json";
const SRV_MATCH: &str = "srv-match-facts.json";
const WEBPKI: &str = "tls-server-certs.json";

/// The table, by the section of RFC 5280 first, then by RFC 9525, then what is not about names.
pub static EXCEPTIONS: &[Exception] = &[
    Exception {
        class: "no DER",
        settled_by: "X.690 §8.1.1: the directoryName base is cut off inside",
        reasons: &["malformed_certificate Der(Truncated)"],
        rows: &[(BOTAN, Named(&["botan::dn-empty-permitted-subtree-valid"]))],
    },
    Exception {
        class: "encoded DEFAULT",
        settled_by: "decision 13: a minimum of 0 that is spelt out says nothing else, so it is read and left to a \
            lint (X.690 §11.5)",
        reasons: &[""],
        rows: &[(BORINGSSL_PKI, Named(&["bssl-pki::233 failsOnGeneralSubtreeWithMinimumZeroEncodedUnnecessarily"]))],
    },
    Exception {
        class: "order of an RDN",
        settled_by: "decision 25: the attributes of an RDN are compared as a set, whatever order they are written in",
        reasons: &[""],
        rows: &[(BOTAN, Named(&["botan::dn-multi-ava-rdn-set-non-canonical-order-invalid-rfc5280"]))],
    },
    Exception {
        class: "empty dNSName",
        settled_by: "decision 13: a dNSName without labels is no name (RFC 5280 §4.2.1.6), and a malformed name \
            refuses where its form is constrained",
        reasons: &["malformed_name Empty"],
        rows: &[
            (BORINGSSL_PKI, Named(&["bssl-pki::057 DNSNamesExcludeOnly"])),
            (GO_CHAINS, Named(&["go::094 excluded constraint, empty DNS san"])),
            (GO_FACTS, Named(&["go::094 excluded constraint, empty DNS san"])),
        ],
    },
    Exception {
        class: "dot at the end",
        settled_by: "decision 13: no presented name and no base ends in a dot (RFC 5280 §4.2.1.6, RFC 1034 §3.5), so \
            both are malformed",
        reasons: &["malformed_constraint TrailingDot", "malformed_name TrailingDot"],
        rows: &[
            (
                BORINGSSL_PKI,
                Named(&[
                    "bssl-pki::000 DNSNames",
                    "bssl-pki::016 DNSNames",
                    "bssl-pki::017 DNSNames",
                    "bssl-pki::028 DNSNames",
                    "bssl-pki::029 DNSNames",
                    "bssl-pki::030 DNSNames",
                    "bssl-pki::032 DNSNames",
                    "bssl-pki::033 DNSNames",
                ]),
            ),
            (BORINGSSL_X509, Named(&["bssl-x509::010p", "bssl-x509::095p", "bssl-x509::096p"])),
        ],
    },
    Exception {
        class: "quoted local part",
        settled_by: "decision 21: a Quoted-string is a local part, its host is compared as any other's, and all quoted \
            forms are equivalent (RFC 5321 §4.1.2); the sources refuse it for its syntax, or compare octets",
        reasons: &[""],
        rows: &[
            (
                BORINGSSL_PKI,
                Named(&[
                    "bssl-pki::179 Rfc822NameHostnameInPermitted",
                    "bssl-pki::223 QuotedRfc822SanMatchesQuotedPermitted",
                ]),
            ),
            (BORINGSSL_X509, Named(&["bssl-x509::027p", "bssl-x509::027ps"])),
            (BOTAN, Named(&["botan::email-quoted-localpart-not-equal-invalid"])),
        ],
    },
    Exception {
        class: "escape outside of quotation marks",
        settled_by: "decision 21: a quoted-pair stands in a Quoted-string and nowhere else (RFC 5321 §4.1.2)",
        reasons: &["LocalPartCharacter"],
        rows: &[(
            GO_FACTS,
            Named(&[
                r#"rfc2821 Abc\@def@example.com"#,
                r#"rfc2821 Fred\ Bloggs@example.com"#,
                r#"rfc2821 Joe.\\Blow@example.com"#,
            ]),
        )],
    },
    Exception {
        class: "case of a local part",
        settled_by: "RFC 5280 §7.5: local parts match exactly, in excluded subtrees too",
        reasons: &[""],
        rows: &[(BORINGSSL_PKI, Named(&["bssl-pki::251 IsPermittedCertSubjectEmailAddressExcluded"]))],
    },
    Exception {
        class: "emailAddress that is none",
        settled_by: "decision 13: the constraint applies to the attribute (RFC 5280 §4.2.1.10), and what is no \
            mailbox cannot be said to be outside",
        reasons: &["malformed_name MissingAt"],
        rows: &[(BOTAN, Named(&["botan::subject-email-no-san-excluded-malformed-attribute-valid"]))],
    },
    Exception {
        class: "malformed base",
        settled_by: "decision 13, decision 24: nobody can say what such a base holds, so it refuses where a name of \
            its form appears",
        reasons: &["malformed_constraint EmptyLabel", "malformed_constraint IpMask"],
        rows: &[
            (BORINGSSL_X509, Named(&["bssl-x509::032xs", "bssl-x509::033xs"])),
            (MOZPKIX_NC, Named(&["mozpkix::nc::059 excluded"])),
        ],
    },
    Exception {
        class: "URI as the base of URIs",
        settled_by: "decision 13: the base of a URI is a host or a domain (RFC 5280 §4.2.1.10); the certificate \
            decodes, and the base is malformed in its place",
        reasons: &["LabelCharacter"],
        rows: &[(PYCA, Named(&["pyca::nc_excluded.pem", "pyca::nc_permitted.pem", "pyca::nc_permitted_excluded.pem"]))],
    },
    Exception {
        class: "empty base",
        settled_by: "decision 21: every dNSName adds labels to the left of nothing (RFC 5280 §4.2.1.10)",
        reasons: &[""],
        rows: &[(BOTAN, Named(&["botan::general-name-empty-context-tag-invalid"]))],
    },
    Exception {
        class: "base with a leading dot",
        settled_by: "decision 22: everything below the domain; a policy makes it malformed",
        reasons: &[""],
        rows: &[
            (LIMBO_NC, Named(&["rfc5280::nc::invalid-dnsname-leading-period"])),
            (LIMBO, Named(&["rfc5280::nc::invalid-dnsname-leading-period"])),
        ],
    },
    Exception {
        class: "user information in a URI",
        settled_by: "RFC 3986 §3.2: the host stands behind the last @ of the authority, and RFC 5280 §4.2.1.10 \
            constrains the host",
        reasons: &[""],
        rows: &[(BORINGSSL_X509, Named(&["bssl-x509::050p", "bssl-x509::051p"]))],
    },
    Exception {
        class: "U-labels in a SmtpUTF8Mailbox",
        settled_by: "decision 21: the domain is in A-labels (RFC 9598 §3), anything else is malformed",
        reasons: &["malformed_name NotAscii"],
        rows: &[(BOTAN, Named(&["botan::smtp-utf8-ulabel-domain-permit-valid"]))],
    },
    Exception {
        class: "equal directory names",
        settled_by: "decision 25: RDN by RDN with all its attributes, and values across string types (RFC 5280 \
            §7.1); the source calls what it cannot compare excluded and not permitted",
        reasons: &[""],
        rows: &[(
            MOZPKIX_NC,
            Named(&[
                "mozpkix::nc::122 excluded",
                "mozpkix::nc::123 excluded",
                "mozpkix::nc::124 excluded",
                "mozpkix::nc::127 excluded",
                "mozpkix::nc::128 permitted",
            ]),
        )],
    },
    Exception {
        class: "empty subject",
        settled_by: "decision 21: directoryName constraints apply to the subject when it is not empty (RFC 5280 \
            §4.2.1.10)",
        reasons: &[""],
        rows: &[(MOZPKIX_NC, Named(&["mozpkix::nc::138 permitted", "mozpkix::nc::138 excluded"]))],
    },
    Exception {
        class: "subject under directoryName",
        settled_by: "decision 21: directoryName constraints apply to the subject (RFC 5280 §4.2.1.10); the source \
            says itself that it should",
        reasons: &["name_not_permitted"],
        rows: &[(WEBPKI, Named(&["webpki::we_incorrectly_ignore_name_constraints_on_name_in_subject"]))],
    },
    Exception {
        class: "constraint without a name of its form",
        settled_by: "decision 20: it refuses where such a name appears; if none does, the certificate is acceptable \
            (RFC 5280 §4.2.1.10)",
        reasons: &[""],
        rows: &[
            (BOTAN, Named(&["botan::edi-party-name-constraint-rejected"])),
            (
                WEBPKI,
                Named(&[
                    "webpki::reject_constraints_on_unimplemented_names",
                    "webpki::exclude_directory_name_not_implemented",
                ]),
            ),
        ],
    },
    Exception {
        class: "malformed name of a form that is not constrained",
        settled_by: "decision 13: a malformed name refuses while its form is constrained, and else matches nothing",
        reasons: &[""],
        rows: &[
            (
                GO_CHAINS,
                Named(&[
                    "go::077 invalid DNS SAN detected with constraints",
                    "go::078 invalid email SAN detected with constraints",
                ]),
            ),
            (
                GO_FACTS,
                Named(&[
                    "go::077 invalid DNS SAN detected with constraints",
                    "go::078 invalid email SAN detected with constraints",
                ]),
            ),
        ],
    },
    Exception {
        class: "constraints that are not critical",
        settled_by: "decision 6: enforced and counted like critical ones; that they must be critical (RFC 5280 \
            §4.2.1.10) binds the CA and is a lint",
        reasons: &[""],
        rows: &[(LIMBO_NC, Named(&["rfc5280::nc::permitted-dns-match-noncritical"]))],
    },
    Exception {
        class: "work limit",
        settled_by: "decision 26: the chain is valid, and checking it is bounded by its size, so there is no budget \
            to run out of",
        reasons: &[""],
        rows: &[
            (LIMBO_NC, Named(&["pathological::nc-dos-1", "pathological::nc-dos-2", "pathological::nc-dos-3"])),
            (LIMBO, Named(&["pathological::nc-dos-1", "pathological::nc-dos-2"])),
        ],
    },
    Exception {
        class: "underscore in a dNSName",
        settled_by: "decision 22: labels of dNSNames may have underscores, those of SRVNames may not",
        reasons: &[""],
        rows: &[
            (LIMBO_SAN, Named(&["rfc5280::san::underscore-dns"])),
            (LIMBO, Named(&["rfc5280::san::underscore-dns"])),
        ],
    },
    Exception {
        class: "hyphen at an end of a label",
        settled_by: "RFC 1034 §3.5: no label starts or ends with a hyphen, in a reference neither",
        reasons: &["LabelHyphen", "reference LabelHyphen"],
        rows: &[
            (
                MOZPKIX_MATCH,
                Named(&[
                    r#""*.example.com" against "-.example.com""#,
                    r#""*.example.com" against "-hyphenstart.example.com""#,
                    r#""*.example.com" against "hyphenend-.example.com""#,
                ]),
            ),
            (
                MOZPKIX_VALID,
                Named(&[
                    r#"reference "xn--""#,
                    r#"reference "xn--.""#,
                    r#"reference "xn--.a""#,
                    r#"reference "a.xn--""#,
                    r#"reference "a.xn--.""#,
                    r#"reference "a.xn--.b""#,
                    r#"reference "-""#,
                    r#"reference "-1""#,
                    r#"reference "1-""#,
                    r#"reference "1-.a""#,
                    r#"reference "a-""#,
                    r#"reference "a-.a""#,
                    r#"reference "a.1-.a""#,
                    r#"reference "a.a-.a""#,
                ]),
            ),
        ],
    },
    Exception {
        class: "common name",
        settled_by: "decision 28: the Common Name is never a name of the service (RFC 9525 §2), so it is neither \
            compared nor constrained",
        reasons: &[""],
        rows: &[
            (
                BOTAN,
                Named(&[
                    "botan::dns-excluded-mixed-case-cn-invalid",
                    "botan::wildcard-cn-exclude-match-invalid",
                    "botan::wildcard-cn-permit-miss-invalid",
                ]),
            ),
            (
                MOZPKIX_NC,
                Named(&[
                    "mozpkix::nc::084 excluded",
                    "mozpkix::nc::085 permitted",
                    "mozpkix::nc::091 permitted",
                    "mozpkix::nc::096 permitted",
                    "mozpkix::nc::097 permitted",
                    "mozpkix::nc::099 excluded",
                    "mozpkix::nc::114 excluded",
                    "mozpkix::nc::129 excluded",
                ]),
            ),
            (
                LIMBO_SAN,
                Named(&[
                    "webpki::cn::ipv4-hex-mismatch",
                    "webpki::cn::ipv4-leading-zeros-mismatch",
                    "webpki::cn::ipv6-uppercase-mismatch",
                    "webpki::cn::ipv6-uncompressed-mismatch",
                    "webpki::cn::ipv6-non-rfc5952-mismatch",
                    "webpki::cn::punycode-not-in-san",
                    "webpki::cn::utf8-vs-punycode-mismatch",
                    "webpki::cn::not-in-san",
                    "webpki::cn::case-mismatch",
                ]),
            ),
            (
                LIMBO,
                Named(&[
                    "webpki::cn::ipv4-hex-mismatch",
                    "webpki::cn::ipv4-leading-zeros-mismatch",
                    "webpki::cn::ipv6-uppercase-mismatch",
                    "webpki::cn::ipv6-uncompressed-mismatch",
                    "webpki::cn::ipv6-non-rfc5952-mismatch",
                    "webpki::cn::punycode-not-in-san",
                    "webpki::cn::utf8-vs-punycode-mismatch",
                    "webpki::cn::not-in-san",
                    "webpki::cn::case-mismatch",
                ]),
            ),
        ],
    },
    Exception {
        class: "partial wildcard",
        settled_by: "decision 19: a wildcard is a complete left-most label (RFC 9525 §6.3), anything else is \
            malformed",
        reasons: &["malformed_name Wildcard"],
        rows: &[(BORINGSSL_PKI, Named(&["bssl-pki::019 DNSNames", "bssl-pki::021 DNSNames"]))],
    },
    Exception {
        class: "wildcard above a public suffix",
        settled_by: "decision 19, RFC 9525 §7.1: one label is enough; which suffixes are public is the business of \
            certification authorities and lints",
        reasons: &[""],
        rows: &[
            (
                LIMBO_SAN,
                Named(&[
                    "webpki::san::public-suffix-wildcard-san",
                    "webpki::san::public-suffix-multi-label-wildcard-san",
                    "webpki::san::public-suffix-private-namespace-wildcard-san",
                ]),
            ),
            (
                MOZPKIX_MATCH,
                Named(&[
                    r#""*.org" against "test.org""#,
                    r#""*.jp" against "www.test.co.jp""#,
                    r#""*.exmaple" against "test.example""#,
                    r#""*.com" against "foo.com""#,
                    r#""*.us" against "foo.us""#,
                    r#""*.xn--mgbaam7a8h" against "example.xn--mgbaam7a8h""#,
                    r#""*.com" against "example.com.""#,
                ]),
            ),
            (MOZPKIX_VALID, Named(&[r#"presented "*.a""#])),
            (
                LIMBO,
                Named(&[
                    "webpki::san::public-suffix-wildcard-san",
                    "webpki::san::public-suffix-multi-label-wildcard-san",
                    "webpki::san::public-suffix-private-namespace-wildcard-san",
                ]),
            ),
        ],
    },
    Exception {
        class: "reference in U-labels",
        settled_by: "decision 17: the caller converts a reference, and the library compares A-labels",
        reasons: &["NotAscii"],
        rows: &[(SRV_MATCH, Named(&["srv-match::04"]))],
    },
    Exception {
        class: "identity not asked",
        settled_by: "RFC 5280 §6.1 asks about the path alone; the host of the row is not among the names, and is \
            refused as soon as it is asked for",
        reasons: &["no_matching_identifier"],
        rows: &[(BETTERTLS, Counted(397))],
    },
    Exception {
        class: "not about names",
        settled_by: "extended key usages, policies and the criticality of a subjectAltName: RFC 5280 §4.2.1.6, \
            §4.2.1.4, §4.2.1.12; not asked of a path that is judged by names alone",
        reasons: &[""],
        rows: &[
            (BOTAN, Named(&["botan::policy-invalid-leaf-extension-invalid"])),
            (GO_CHAINS, Named(EXTENDED_KEY_USAGES_OF_GO)),
            (GO_FACTS, Named(EXTENDED_KEY_USAGES_OF_GO)),
            (
                LIMBO_SAN,
                Named(&[
                    "rfc5280::san::noncritical-with-empty-subject",
                    "webpki::san::san-critical-with-nonempty-subject",
                ]),
            ),
        ],
    },
    Exception {
        class: "a CA that serves, and may not sign",
        settled_by: "decision 9a: the end entity's keyUsage has keyCertSign and not digitalSignature, so its key is \
            not for handshakes (RFC 5280 §4.2.1.3); that it is a CA is no matter (decision 12)",
        reasons: &["key_usage"],
        rows: &[(LIMBO, Named(&["pathlen::validation-ignores-pathlen-in-leaf", "rfc5280::ca-as-leaf"]))],
    },
    Exception {
        class: "key identifiers",
        settled_by: "decision 9a: they help to find a path, and a path that is found needs no help",
        reasons: &[""],
        rows: &[(
            LIMBO,
            Named(&[
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
            ]),
        )],
    },
    Exception {
        class: "serial numbers",
        settled_by: "decision 9a: they name a certificate for revocation and decide nothing else",
        reasons: &[""],
        rows: &[(LIMBO, Named(&["rfc5280::serial::too-long", "rfc5280::serial::zero"]))],
    },
    Exception {
        class: "the certificate of an anchor",
        settled_by: "decision 9a: an anchor is a name and a key (RFC 5280 §6.1.1(d)); validity, usages and what its \
            certificate lacks are the business of whoever chose it",
        reasons: &[""],
        rows: &[(
            LIMBO,
            Named(&[
                "rfc5280::validity::expired-root",
                "rfc5280::ca-empty-subject",
                "rfc5280::root-missing-basic-constraints",
                "rfc5280::root-non-critical-basic-constraints",
                "rfc5280::root-inconsistent-ca-extensions",
                "webpki::eku::root-has-eku",
            ]),
        )],
    },
    Exception {
        class: "criticality of an extension that is understood or need not be",
        settled_by: "decision 6 and decision 9a: an extension says the same either way; which it must be binds the \
            CA and is a lint",
        reasons: &[""],
        rows: &[(
            LIMBO,
            Named(&[
                "rfc5280::nc::permitted-dns-match-noncritical",
                "rfc5280::pc::ica-noncritical-pc",
                "rfc5280::san::noncritical-with-empty-subject",
                "webpki::san::san-critical-with-nonempty-subject",
                "webpki::eku::ee-critical-eku",
            ]),
        )],
    },
    Exception {
        class: "extended key usage of the web's profile",
        settled_by: "decision 10: absent or anyExtendedKeyUsage will do (RFC 5280 §4.2.1.12); the stricter profile \
            is the Baseline Requirements'",
        reasons: &[""],
        rows: &[(LIMBO, Named(&["webpki::eku::ee-anyeku", "webpki::eku::ee-without-eku"]))],
    },
    Exception {
        class: "keyCertSign without cA, cA without keyCertSign",
        settled_by: "decision 9a and decision 12: an end entity signs nothing here, whatever its flags say",
        reasons: &[""],
        rows: &[(LIMBO, Named(&["rfc5280::leaf-ku-keycertsign", "webpki::ee-basicconstraints-ca"]))],
    },
    Exception {
        class: "keys",
        settled_by: "decision 9a: key sizes are not asked, and no signature by an end entity's key is checked here; \
            TLS does",
        reasons: &[""],
        rows: &[(
            LIMBO,
            Named(&[
                "webpki::forbidden-p192-leaf",
                "webpki::forbidden-dsa-leaf",
                "webpki::forbidden-weak-rsa-in-leaf",
                "webpki::forbidden-rsa-not-divisible-by-8-in-root",
                "webpki::forbidden-rsa-key-not-divisible-by-8-in-leaf",
            ]),
        )],
    },
    Exception {
        class: "an extension that nothing here reads",
        settled_by: "RFC 5280 §4.2: one that is not critical may be ignored; its contents are for lints",
        reasons: &[""],
        rows: &[(LIMBO, Named(&["webpki::malformed-aia"]))],
    },
];

const EXTENDED_KEY_USAGES_OF_GO: &[&str] = &[
    "go::062 intermediate with enumerated EKUs",
    "go::065 EKUs in root are effective",
    "go::066 netscapeSGC EKU does not permit server/client auth",
    "go::067 msSGC EKU does not permit server/client auth",
    "go::074 serverAuth EKU does not permit clientAuth",
    "go::075 msSGC EKU does not permit serverAuth",
];
