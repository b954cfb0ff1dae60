//! Extensions that are not what their ASN.1 says, and encodings that are odd but harmless. Decisions 13, 23.

use super::example::*;

pub(super) fn cases() -> Vec<Case> {
    let mut cases = unreadable_alternative_names();
    cases.extend(unreadable_constraints());
    cases.extend([
        trailing_octets_after_certificate(),
        repeated_unknown_extension(),
        minimum_zero(),
        minimum_one(),
        minimum_one_excluded(),
        minimum_one_unused(),
        maximum(),
        maximum_unused(),
        minimum_of_another_form(),
        unknown_tag_unconstrained(),
        critical_false_on_constraints(),
        version_1_intermediate(),
    ]);
    cases
}

/// A SAN that cannot be read is always refused, constraints or not.
fn unreadable_alternative_names() -> Vec<Case> {
    let good = der::sequence(xmpp_names());
    let content = der::concat(xmpp_names());
    let cut = content.len() - 1;
    let values = [
        ("empty", der::sequence::<&[u8]>([]), "subjectAltName holds no name (SIZE (1..MAX), RFC 5280 §4.2.1.6)"),
        ("trailing", [&good[..], &[0x00]].concat(), "an octet follows the SEQUENCE of names"),
        ("long-length", der::with_long_length(&good), "its length is not in the shortest form"),
        ("indefinite", [&[0x30, 0x80], &content[..], &[0, 0]].concat(), "its length is indefinite, which is BER"),
        ("cut-off", der::sequence([&content[..cut]]), "the last name is cut off"),
        ("set", der::tlv(der::SET, &content), "it is a SET"),
        ("nothing", Vec::new(), "its value has no octets"),
    ];
    let case = |(slug, value, fault): &(&str, Vec<u8>, &str)| {
        let sub = sub_ca(confined());
        let leaf = sub.end_entity("xmpp.example.com").san_raw(false, value).issue();
        case(
            format!("alternative-names-{slug}"),
            format!("A server whose subjectAltName cannot be read: {fault}."),
            "A certificate whose names cannot be read has no names that could be checked.",
        )
        .asks("xmpp-server", "example.com")
        .chain([&leaf, &sub])
        .otherwise(malformed_certificate(0))
    };
    values.iter().map(case).collect()
}

/// NameConstraints that cannot be read are always refused, whatever is below.
fn unreadable_constraints() -> Vec<Case> {
    let good = confined().der();
    let list = |number| der::constructed(number, &der::sequence([dns("example.com")]));
    let values = [
        ("empty", Constraints::new().der(), "it has no list (RFC 5280 §4.2.1.10)"),
        ("empty-permitted", Constraints::new().with_permitted_list().der(), "its permitted list is empty"),
        ("empty-excluded", confined().with_excluded_list().der(), "its excluded list is empty"),
        ("trailing", [&good[..], &[0x00]].concat(), "an octet follows it"),
        ("long-length", der::with_long_length(&good), "its length is not in the shortest form"),
        ("cut-off", good[..good.len() - 1].to_vec(), "it is cut off"),
        ("lists-swapped", der::sequence([list(1), list(0)]), "the excluded list stands in front of the permitted one"),
        ("third-list", der::sequence([list(0), list(2)]), "it has a field that RFC 5280 does not know"),
        ("nothing", Vec::new(), "its value has no octets"),
    ];
    let case = |(slug, value, fault): &(&str, Vec<u8>, &str)| {
        let sub = example_root().sub_ca("Example Sub CA").constraints_raw(true, value).issue();
        let leaf = server(&sub, [dns("example.com")]);
        case(
            format!("constraints-{slug}"),
            format!("A CA whose nameConstraints cannot be read: {fault}."),
            "What such a CA may issue cannot be known, so that nothing below it is accepted.",
        )
        .chain([&leaf, &sub])
        .otherwise(malformed_certificate(1))
    };
    values.iter().map(case).collect()
}

/// Octets outside the signature that a reader may or may not look at. Decision 13 in spirit: DER has one reading.
fn trailing_octets_after_certificate() -> Case {
    let sub = sub_ca(confined());
    let leaf = sub.end_entity("xmpp.example.com").san(xmpp_names()).trailing(b"\x05\x00").issue();
    case(
        "trailing-octets-after-certificate",
        "A NULL follows the server's certificate.",
        "A certificate is one element and nothing else (RFC 5280 §4.1).",
    )
    .asks("xmpp-server", "example.com")
    .chain([&leaf, &sub])
    .otherwise(malformed_certificate(0))
}

/// A repeated extension is refused whatever it is. Decision 13.
fn repeated_unknown_extension() -> Case {
    let sub = sub_ca(confined());
    let unknown = Extension::new(oid::UNKNOWN, false, &der::boolean(true));
    let leaf =
        sub.end_entity("xmpp.example.com").san(xmpp_names()).extension(unknown.clone()).extension(unknown).issue();
    case(
        "duplicate-unknown-extension",
        "An extension that nobody knows, not critical, stands twice in the server's certificate.",
        "A certificate must not have an extension twice (RFC 5280 §4.2).",
    )
    .asks("xmpp-server", "example.com")
    .chain([&leaf, &sub])
    .otherwise(malformed_certificate(0))
}

/// An encoded DEFAULT is accepted and linted. Decision 13, X.690 §11.5.
fn minimum_zero() -> Case {
    let constraints = Constraints::new().permit(Subtree::of(srv("example.com")).minimum(0)).permit(dns("example.com"));
    let case = case(
        "minimum-zero",
        "The base of the CA spells out its minimum of 0.",
        "DER leaves a DEFAULT out; spelt out it means the same, and certificates hold it.",
    );
    under(case, constraints, xmpp_names()).asks("xmpp-server", "example.com").otherwise(accept())
}

/// Decision 23, RFC 5280 §4.2.1.10: process the field or reject.
fn minimum_one() -> Case {
    let constraints = Constraints::new().permit(Subtree::of(srv("example.com")).minimum(1));
    let case = case(
        "minimum-one",
        "The SRVName base of the CA has a minimum of 1; the server presents an SRVName.",
        "RFC 5280 §4.2.1.10 demands to process such a field or to reject once the form appears; nobody defined it.",
    );
    under(case, constraints, [srv("_xmpp-server.im.example.com")])
        .asks("xmpp-server", "im.example.com")
        .otherwise(unsupported(0, 1))
}

/// Both lists. Decision 23.
fn minimum_one_excluded() -> Case {
    let constraints = confined().exclude(Subtree::of(dns("victim.test")).minimum(1));
    let case = case(
        "minimum-one-excluded",
        "An excluded dNSName base has a minimum of 1; the server presents another host.",
        "How far the exclusion reaches cannot be known (RFC 5280 §4.2.1.10).",
    );
    under(case, constraints, [dns("www.example.com")]).otherwise(unsupported(0, 1))
}

/// "For a name form that appears". Decision 23.
fn minimum_one_unused() -> Case {
    let constraints = confined().permit(Subtree::of(email("example.com")).minimum(1));
    let case = case(
        "minimum-one-unused",
        "An rfc822Name base has a minimum of 1; no e-mail address appears.",
        "The field matters only when its form appears (RFC 5280 §4.2.1.10).",
    );
    under(case, constraints, xmpp_names()).asks("xmpp-server", "example.com").otherwise(accept())
}

/// Decision 23.
fn maximum() -> Case {
    let constraints = Constraints::new().permit(Subtree::of(srv("example.com")).maximum(3));
    let case = case(
        "maximum",
        "The SRVName base of the CA has a maximum; the server presents an SRVName.",
        "The maximum must be absent (RFC 5280 §4.2.1.10), and what it would mean is not defined.",
    );
    under(case, constraints, [srv("_xmpp-server.example.com")])
        .asks("xmpp-server", "example.com")
        .otherwise(unsupported(0, 1))
}

/// Decision 23.
fn maximum_unused() -> Case {
    let constraints = confined().exclude(Subtree::of(uri("victim.test")).maximum(3));
    let case = case(
        "maximum-unused",
        "An excluded URI base has a maximum; no URI appears.",
        "The field matters only when its form appears (RFC 5280 §4.2.1.10).",
    );
    under(case, constraints, xmpp_names()).asks("xmpp-server", "example.com").otherwise(accept())
}

/// Each type of otherName is a form of its own, here too. Decisions 20, 23.
fn minimum_of_another_form() -> Case {
    let constraints = confined().permit(Subtree::of(upn("example.com")).minimum(1));
    let case = case(
        "minimum-of-another-other-name",
        "A base for user principal names has a minimum of 1; the server presents an SRVName.",
        "SRVName and user principal name are two forms, so that the field matters for neither.",
    );
    under(case, constraints, xmpp_names()).asks("xmpp-server", "example.com").otherwise(accept())
}

/// Decision 20: a form not understood, and nobody constrains it.
fn unknown_tag_unconstrained() -> Case {
    let case = case(
        "unknown-tag-in-names",
        "The server's subjectAltName has an entry with context tag 9, which GeneralName does not have.",
        "A tag that a later standard may define is a form that is not understood, and it is not constrained.",
    );
    under(case, confined(), [raw(0x89, b"later"), srv("_xmpp-server.example.com")])
        .asks("xmpp-server", "example.com")
        .otherwise(accept())
}

/// Decisions 6, 13.
fn critical_false_on_constraints() -> Case {
    let sub = example_root()
        .sub_ca("Example Sub CA")
        .constraints(confined())
        .criticality(oid::NAME_CONSTRAINTS, Criticality::EncodedFalse)
        .issue();
    let leaf = server(&sub, [srv("_xmpp-server.victim.test")]);
    case(
        "critical-false-on-constraints",
        "The constraints of the CA say critical FALSE, spelt out; the server is outside.",
        "They bind all the same (RFC 5280 §6.1.4(o)).",
    )
    .asks("xmpp-server", "victim.test")
    .chain([&leaf, &sub])
    .otherwise(outside(0, 1))
}

/// RFC 5280 §6.1.4(k): without basicConstraints there is no cA. Decision 8.
fn version_1_intermediate() -> Case {
    let sub = example_root().sub_ca("Example Sub CA").version(1).without_extensions().issue();
    let leaf = server(&sub, xmpp_names());
    case(
        "version-1-intermediate",
        "The sub-CA is a certificate of X.509 version 1, which has no extensions.",
        "Nothing says that it is a CA (RFC 5280 §6.1.4(k)).",
    )
    .asks("xmpp-server", "example.com")
    .chain([&leaf, &sub])
    .otherwise(reject("not_a_ca", 1))
}
