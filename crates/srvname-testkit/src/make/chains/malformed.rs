//! Malformed SRVNames and malformed bases, in both lists. Decisions 13 to 15.
//!
//! Three answers, never two: a verifier that takes "malformed" for "does not match" lets every one of the excluded
//! cases through.

use super::example::*;

/// A malformed SRVName: the name of the case, the octets, what is wrong.
type Name = (&'static str, GeneralName, &'static str);

pub(super) fn cases() -> Vec<Case> {
    let names = names().into_iter().flat_map(|name| [permitted_name(&name), excluded_name(&name)]);
    let bases = bases().into_iter().flat_map(|base| [permitted_base(&base), excluded_base(&base)]);
    let mut cases: Vec<Case> = names.chain(bases).collect();
    cases.extend([
        excluded_base_without_srvname(),
        permitted_base_without_srvname(),
        malformed_base_beside_good_one(),
        malformed_base_in_upper_ca(),
        malformed_base_and_ca_that_presents(),
        malformed_name_without_constraint(),
        malformed_name_before_malformed_base(),
    ]);
    cases
}

fn names() -> Vec<Name> {
    let good = der::tlv(der::IA5_STRING, b"_xmpp-server.example.com");
    let label_64 = format!("_xmpp-server.{}.example.com", "x".repeat(64));
    let service_63 = format!("_{}.example.com", "x".repeat(63));
    vec![
        ("utf8-string", srv_utf8("_xmpp-server.example.com"), "It is a UTF8String; RFC 4985 §2 says IA5String."),
        ("trailing-octets", srv_raw(&[&good[..], &[0x05, 0x00]].concat()), "A NULL follows it inside the [0]."),
        (
            "long-length",
            srv_raw(&der::with_long_length(&good)),
            "Its length is not in the shortest form (X.690 §10.1).",
        ),
        ("inner-sequence", srv_raw(&der::sequence([&good])), "A SEQUENCE stands around it inside the [0]."),
        ("nothing", srv_raw(&[]), "The [0] is empty."),
        ("empty", srv(""), "SRVName is IA5String (SIZE (1..MAX))."),
        (
            "nul",
            srv("_xmpp-server.example.com\0.victim.test"),
            "It holds a NUL, behind which some verifiers do not read.",
        ),
        (
            "high-bit",
            srv_raw(&der::tlv(der::IA5_STRING, b"_xmpp-server.ex\xe9mple.com")),
            "It holds an octet that is not ASCII.",
        ),
        ("trailing-dot", srv("_xmpp-server.example.com."), "It ends with a dot."),
        ("protocol-label", srv("_xmpp-server._tcp.example.com"), "It is the owner name of an SRV record (RFC 2782)."),
        ("no-service", srv("example.com"), "It has no service."),
        ("service-only", srv("_xmpp-server"), "It has no domain."),
        ("empty-service", srv("_.example.com"), "Its service is empty."),
        ("empty-label", srv("_xmpp-server..example.com"), "It has an empty label."),
        ("address", srv("_xmpp-server.192.0.2.1"), "Its domain is an address (RFC 9525 §6.4)."),
        ("bare-wildcard", srv("_xmpp-server.*"), "Its wildcard stands above nothing."),
        ("partial-wildcard", srv("_xmpp-server.x*.example.com"), "Its wildcard is no complete label (RFC 9525 §6.3)."),
        ("inner-wildcard", srv("_xmpp-server.im.*.example.com"), "Its wildcard is not the left-most label."),
        ("service-wildcard", srv("_*.example.com"), "A service has no wildcard."),
        ("service-underscore", srv("_xmpp_server.example.com"), "A service has no underscore (RFC 6335 §5.1)."),
        ("service-digits", srv("_5222.example.com"), "A service has a letter (RFC 6335 §5.1)."),
        ("service-hyphens", srv("_xmpp--server.example.com"), "A service has no two hyphens in a row (RFC 6335 §5.1)."),
        ("service-too-long", srv(&service_63), "Its service and underscore are longer than a label."),
        ("label-too-long", srv(&label_64), "A label is longer than 63 octets (RFC 1034 §3.1)."),
        ("blank", srv("_xmpp-server. example.com"), "It holds a blank."),
    ]
}

fn permitted_name((slug, name, fault): &Name) -> Case {
    let case = case(
        format!("malformed-name-{slug}-permitted"),
        format!("A malformed SRVName below a CA confined to example.com. {fault}"),
        "A malformed name is refused while a constraint of its form is in force, even if some reader finds it inside.",
    );
    under(case, confined(), [name.clone()]).asks("xmpp-server", "example.com").otherwise(malformed_name(0, 1))
}

fn excluded_name((slug, name, fault): &Name) -> Case {
    let case = case(
        format!("malformed-name-{slug}-excluded"),
        format!("A malformed SRVName below a CA that excludes victim.test. {fault}"),
        "Whether a malformed name is excluded cannot be known, so that it is refused.",
    );
    under(case, Constraints::new().exclude(srv("victim.test")), [name.clone()])
        .asks("xmpp-server", "example.com")
        .otherwise(malformed_name(0, 1))
        .confined(lacks(1))
}

fn bases() -> Vec<Name> {
    let good = der::tlv(der::IA5_STRING, b"example.com");
    vec![
        ("utf8-string", srv_utf8("example.com"), "It is a UTF8String; RFC 4985 §2 says IA5String."),
        ("trailing-octets", srv_raw(&[&good[..], &[0x05, 0x00]].concat()), "A NULL follows it inside the [0]."),
        ("empty", srv(""), "SRVName is IA5String (SIZE (1..MAX))."),
        ("underscore", srv("_"), "It is a service without characters."),
        ("dot", srv("."), "It is the root, which RFC 4985 §4 does not know."),
        ("leading-dot", srv(".example.com"), "It starts with a dot, which RFC 4985 §4 does not know."),
        ("service-leading-dot", srv("_xmpp-server..example.com"), "Its domain starts with a dot."),
        ("trailing-dot", srv("example.com."), "It ends with a dot."),
        ("service-trailing-dot", srv("_xmpp-server."), "It has a service, a dot, and no domain."),
        ("wildcard", srv("*.example.com"), "A base stands for subdomains anyway; it has no wildcard."),
        ("protocol-label", srv("_xmpp-server._tcp.example.com"), "It is the owner name of an SRV record (RFC 2782)."),
        ("address", srv("192.0.2.1"), "Its domain is an address (RFC 9525 §6.4)."),
    ]
}

fn permitted_base((slug, base, fault): &Name) -> Case {
    let case = case(
        format!("malformed-base-{slug}-permitted"),
        format!("The CA permits a malformed SRVName base; the server is what its author may have meant. {fault}"),
        "A malformed base lists SRVName, and refuses as soon as a certificate below presents one.",
    );
    // Confined too: the base counts as listing, and it is the base that refuses (decision 13).
    under(case, Constraints::new().permit(base.clone()), [srv("_xmpp-server.im.example.com")])
        .asks("xmpp-server", "im.example.com")
        .otherwise(malformed_constraint(0, 1))
}

fn excluded_base((slug, base, fault): &Name) -> Case {
    let case = case(
        format!("malformed-base-{slug}-excluded"),
        format!("The CA excludes a malformed SRVName base; the server is somewhere else. {fault}"),
        "What a malformed base excludes cannot be known, so that every SRVName below it is refused.",
    );
    under(case, Constraints::new().exclude(base.clone()), [srv("_xmpp-server.example.net")])
        .asks("xmpp-server", "example.net")
        .otherwise(malformed_constraint(0, 1))
        .confined(lacks(1))
}

/// A malformed base touches only certificates that present its form. Decision 13.
fn excluded_base_without_srvname() -> Case {
    let case = case(
        "malformed-base-excluded-unused",
        "The CA excludes the empty SRVName; the server presents no SRVName.",
        "A base of a form that does not appear restricts nothing, malformed or not.",
    );
    under(case, dns_only().exclude(srv("")), [dns("www.example.com")]).otherwise(accept())
}

/// Decision 13.
fn permitted_base_without_srvname() -> Case {
    let case = case(
        "malformed-base-permitted-unused",
        "The CA permits an SRVName base in UTF8String; the server presents no SRVName.",
        "A base of a form that does not appear restricts nothing, malformed or not.",
    );
    under(case, dns_only().permit(srv_utf8("example.com")), [dns("www.example.com")]).otherwise(accept())
}

/// One good base does not rescue the list. Decision 13.
fn malformed_base_beside_good_one() -> Case {
    let case = case(
        "malformed-base-beside-good",
        "The CA permits example.com, and excludes a malformed base beside it.",
        "Permission is not enough when an exclusion cannot be read.",
    );
    under(case, confined().exclude(srv("_")), xmpp_names())
        .asks("xmpp-server", "example.com")
        .otherwise(malformed_constraint(0, 1))
}

/// "When any certificate below it presents": not only the next one. Decision 13.
fn malformed_base_in_upper_ca() -> Case {
    let policy = example_root().sub_ca("Example Policy CA").constraints(confined().permit(srv("."))).issue();
    let sub = policy.sub_ca("Example Sub CA").constraints(confined()).issue();
    let leaf = server(&sub, xmpp_names());
    case(
        "malformed-base-in-upper-ca",
        "The upper of two CAs permits a malformed base beside a good one.",
        "The base binds all certificates below it; the server is the first to present an SRVName.",
    )
    .asks("xmpp-server", "example.com")
    .chain([&leaf, &sub, &policy])
    .otherwise(malformed_constraint(0, 2))
}

/// A CA that presents the form is enough, rule or no rule. Decision 13.
fn malformed_base_and_ca_that_presents() -> Case {
    let policy = example_root().sub_ca("Example Policy CA").constraints(dns_only().exclude(srv("_"))).issue();
    let sub = policy.sub_ca("Example Sub CA").san([srv("_ca.example.com")]).issue();
    let leaf = server(&sub, [dns("www.example.com")]);
    case(
        "malformed-base-met-by-ca",
        "The upper of two CAs excludes a malformed base; the lower one presents an SRVName, the server does not.",
        "A malformed base refuses when any certificate below it presents a checked name of its form.",
    )
    .chain([&leaf, &sub, &policy])
    .otherwise(malformed_constraint(1, 2))
}

/// Without constraint a malformed name only matches nothing. Decision 13; for the rule see decision 1.
fn malformed_name_without_constraint() -> Case {
    let leaf = server(&example_root(), [srv("_xmpp-server._tcp.example.com"), srv_utf8("_xmpp-server.example.com")]);
    case(
        "malformed-name-unconstrained",
        "Two malformed SRVNames that nobody constrains, issued by the root itself.",
        "They match nothing: no protocol label is dropped and no string type is forgiven.",
    )
    .asks("xmpp-server", "example.com")
    .chain([&leaf])
    .otherwise(no_match())
}

/// Both at once: the name is looked at first.
fn malformed_name_before_malformed_base() -> Case {
    let case = case(
        "malformed-name-and-base",
        "A malformed SRVName below a CA with a malformed base.",
        "The certificate that presents the name is read before the constraints above it are asked.",
    );
    under(case, confined().exclude(srv("_")), [srv("_xmpp-server.example.com.")])
        .asks("xmpp-server", "example.com")
        .otherwise(malformed_name(0, 1))
}
