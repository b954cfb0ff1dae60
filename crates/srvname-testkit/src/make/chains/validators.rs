//! What validators in use were asked, made anew: docs/PITFALLS.md tells how they answered.
//!
//! The letters are those of the comparison: `a` no SRVName constraint, `b` a critical one, `c` the same not critical,
//! `d` excluded, `e` odd SRVNames, `f` odd bases, `g` a critical subjectAltName and a service-only base.

use super::example::*;

pub(super) fn cases() -> Vec<Case> {
    [without_constraint(), permitted(), not_critical(), exclusion(), odd_names(), odd_bases(), critical_names()]
        .concat()
}

const INSIDE: &str = "_xmpp-server.example.com";
const OUTSIDE: &str = "_xmpp-server.victim.test";

/// A host inside, and an SRVName.
fn host_and(name: GeneralName) -> [GeneralName; 2] {
    [dns("www.example.com"), name]
}

fn probe(name: &str, title: &str, why: &str) -> Case {
    case(format!("validators-{name}"), title, why)
}

/// a1 to a6: what every validator accepts today. Decisions 1, 2.
fn without_constraint() -> Vec<Case> {
    let lists_nothing = "The CA does not list SRVName.";
    let sub = sub_ca(dns_only());
    let other_cn = sub.end_entity("xmpp.example.com").subject(Dn::cn("victim.test")).san([srv(INSIDE)]).issue();
    let asked = |case: Case| case.asks("xmpp-server", "example.com");
    let stolen = |case: Case| case.asks("xmpp-server", "victim.test");
    vec![
        asked(under_open(
            probe("a1", "No constraints at all; SRVName of example.com.", lists_nothing),
            host_and(srv(INSIDE)),
        ))
        .otherwise(lacks(1))
        .where_constrained(accept())
        .rfc5280(accept()),
        stolen(under(
            probe("a2", "Hosts constrained; SRVName of victim.test.", lists_nothing),
            dns_only(),
            host_and(srv(OUTSIDE)),
        ))
        .otherwise(lacks(1))
        .rfc5280(accept()),
        stolen(under(
            probe("a3", "Hosts constrained; SRVName of victim.test and no host.", lists_nothing),
            dns_only(),
            [srv(OUTSIDE)],
        ))
        .otherwise(lacks(1))
        .rfc5280(accept()),
        under(
            probe("a4", "Hosts constrained; a foreign host.", "Not in a permitted base."),
            dns_only(),
            [dns("victim.test")],
        )
        .otherwise(outside(0, 1)),
        stolen(under(
            probe("a5", "Hosts constrained, not critical; SRVName of victim.test.", lists_nothing),
            dns_only().critical(false),
            host_and(srv(OUTSIDE)),
        ))
        .otherwise(lacks(1))
        .rfc5280(accept()),
        asked(probe(
            "a6",
            "Hosts constrained; SRVName inside, and a foreign common name.",
            "The common name is no name.",
        ))
        .chain([&other_cn, &sub])
        .otherwise(lacks(1))
        .rfc5280(accept()),
    ]
}

/// b1 to b5: what most validators refuse although it is good.
fn permitted() -> Vec<Case> {
    let asked = |case: Case| case.asks("xmpp-server", "example.com");
    let good = "Every name is in a permitted base (RFC 4985 §4).";
    let full = Constraints::new().permit(dns("example.com")).permit(srv(INSIDE));
    vec![
        under(probe("b1", "SRVName constrained; no SRVName.", good), confined(), [dns("www.example.com")])
            .otherwise(accept()),
        asked(under(probe("b2", "SRVName constrained; SRVName inside.", good), confined(), host_and(srv(INSIDE))))
            .otherwise(accept()),
        under(
            probe("b3", "SRVName constrained; SRVName outside.", "Not in a permitted base."),
            confined(),
            host_and(srv(OUTSIDE)),
        )
        .otherwise(outside(0, 1)),
        under(
            probe("b4", "SRVName constrained; a user principal name.", "Another type of otherName is another form."),
            confined(),
            host_and(upn("user@example.com")),
        )
        .otherwise(accept()),
        asked(under(
            probe("b5", "A base of service and domain; that very SRVName.", good),
            full,
            host_and(srv(INSIDE)),
        ))
        .otherwise(accept()),
    ]
}

/// c1 to c3. Decision 6.
fn not_critical() -> Vec<Case> {
    let loose = || confined().critical(false);
    let why = "Constraints bind and count whether they are critical or not.";
    vec![
        under(probe("c1", "As b1, not critical.", why), loose(), [dns("www.example.com")]).otherwise(accept()),
        under(probe("c2", "As b2, not critical.", why), loose(), host_and(srv(INSIDE)))
            .asks("xmpp-server", "example.com")
            .otherwise(accept()),
        under(probe("c3", "As b3, not critical.", why), loose(), host_and(srv(OUTSIDE))).otherwise(outside(0, 1)),
    ]
}

/// d1 to d6. Decisions 2, 13.
fn exclusion() -> Vec<Case> {
    let empty = || dns_only().exclude(srv(""));
    let victim = || dns_only().exclude(srv("victim.test"));
    let host = || [dns("www.example.com")];
    let malformed = "The empty base is malformed, and refuses once an SRVName is presented.";
    let unused = "The empty base is malformed, and no SRVName is presented.";
    vec![
        under(probe("d1", "The empty SRVName excluded; no SRVName.", unused), empty(), host()).otherwise(accept()),
        under(probe("d2", "The empty SRVName excluded; an SRVName.", malformed), empty(), host_and(srv(INSIDE)))
            .otherwise(malformed_constraint(0, 1))
            .confined(lacks(1)),
        under(
            probe("d3", "victim.test excluded; SRVName of it.", "In an excluded base."),
            victim(),
            host_and(srv(OUTSIDE)),
        )
        .otherwise(excluded(0, 1))
        .confined(lacks(1)),
        under(
            probe("d4", "victim.test excluded; another SRVName.", "In no excluded base."),
            victim(),
            host_and(srv(INSIDE)),
        )
        .asks("xmpp-server", "example.com")
        .otherwise(accept())
        .confined(lacks(1)),
        under(probe("d5", "As d2, not critical.", malformed), empty().critical(false), host_and(srv(INSIDE)))
            .otherwise(malformed_constraint(0, 1))
            .confined(lacks(1)),
        under(probe("d6", "As d1, not critical.", unused), empty().critical(false), host()).otherwise(accept()),
    ]
}

/// e1 to e12: below an open CA, so that only the rule and the identity are asked, not the constraints.
fn odd_names() -> Vec<Case> {
    let matches_nothing = "Below an open CA the rule refuses; without it, a malformed SRVName matches nothing.";
    let odd = |name, title, odd: GeneralName| {
        under_open(probe(name, title, matches_nothing), host_and(odd))
            .asks("xmpp-server", "example.com")
            .otherwise(lacks(1))
            .where_constrained(no_match())
            .rfc5280(no_match())
    };
    let fine = |name, title, names: Vec<GeneralName>| {
        under_open(probe(name, title, "Below an open CA the rule refuses; without it, the name is good."), names)
            .asks("xmpp-server", "example.com")
            .otherwise(lacks(1))
            .where_constrained(accept())
            .rfc5280(accept())
    };
    let sub = open_sub_ca();
    let nameless = sub.end_entity("xmpp.example.com").subject(Dn::empty()).critical_san([srv(INSIDE)]).issue();
    let wildcard = "Contained by the permitted base; a wildcard SRVName matches nothing by default.";
    vec![
        odd("e1", "An SRVName in UTF8String, as many scripts write it.", srv_utf8(INSIDE)),
        odd("e2", "A wildcard SRVName.", srv("_xmpp-server.*.example.com")),
        fine("e3", "An SRVName in other letters.", host_and(srv("_XMPP-Server.EXAMPLE.com")).to_vec()),
        odd("e4", "An SRVName with a dot at its end.", srv("_xmpp-server.example.com.")),
        odd("e5", "An SRVName with a protocol label.", srv("_xmpp-server._tcp.example.com")),
        odd("e6", "An SRVName without service.", srv("example.com")),
        odd("e7", "An empty SRVName.", srv("")),
        odd("e8", "An SRVName with a NUL.", srv("_xmpp-server.example.com\0.victim.test")),
        odd(
            "e9",
            "An SRVName with an octet that is not ASCII.",
            srv_raw(&der::tlv(der::IA5_STRING, b"_xmpp-server.ex\xe9mple.com")),
        ),
        fine("e10", "Nothing but an SRVName, and a common name.", vec![srv(INSIDE)]),
        probe(
            "e11",
            "Nothing but an SRVName, and no subject.",
            "Below an open CA the rule refuses; without it, the name is good.",
        )
        .asks("xmpp-server", "example.com")
        .chain([&nameless, &sub])
        .otherwise(lacks(1))
        .where_constrained(accept())
        .rfc5280(accept()),
        under(
            probe("e12", "A wildcard SRVName below a CA confined to its domain.", wildcard),
            confined(),
            host_and(srv("_xmpp-server.*.example.com")),
        )
        .asks("xmpp-server", "im.example.com")
        .otherwise(no_match()),
    ]
}

/// f1 to f4. Decisions 13, 15, 20.
fn odd_bases() -> Vec<Case> {
    let xmpp_addr = other_name(oid::XMPP_ADDR, &der::tlv(der::UTF8_STRING, b"example.com"));
    // The recipe of a guide for home-made CAs: every form is permitted something, and addresses next to nothing.
    let recipe = confined()
        .permit(email("example.com"))
        .permit(email(".example.com"))
        .permit(uri("example.com"))
        .permit(uri(".example.com"))
        .permit(ip_net4([0; 4], 32))
        .permit(ip_net6([0; 8], 128));
    vec![
        under(
            probe("f1", "An SRVName base in UTF8String; no SRVName.", "A base of a form that does not appear."),
            dns_only().permit(srv_utf8("example.com")),
            [dns("www.example.com")],
        )
        .otherwise(accept()),
        under(
            probe("f2", "An SRVName base with a leading dot.", "RFC 4985 §4 knows no leading dot: malformed."),
            dns_only().permit(srv(".example.com")),
            host_and(srv("_xmpp-server.a.example.com")),
        )
        .otherwise(malformed_constraint(0, 1)),
        under(
            probe(
                "f3",
                "A critical constraint on xmppAddr; none appears.",
                "A form that does not appear is not restricted.",
            ),
            dns_only().permit(xmpp_addr),
            [dns("www.example.com")],
        )
        .otherwise(accept()),
        under(
            probe(
                "f4",
                "A recipe from the field: a base for every form.",
                "Host and SRVName are inside, no other form appears.",
            ),
            recipe,
            host_and(srv(INSIDE)),
        )
        .asks("xmpp-server", "example.com")
        .otherwise(accept()),
    ]
}

/// g1 to g3. RFC 5280 §4.2.1.6: an empty subject makes the SAN critical.
fn critical_names() -> Vec<Case> {
    let sub = open_sub_ca();
    let nameless =
        |names: Vec<GeneralName>| sub.end_entity("xmpp.example.com").subject(Dn::empty()).critical_san(names).issue();
    let why = "A critical subjectAltName is understood; below an open CA the rule refuses the SRVName.";
    let open = |name, title, leaf: &Issued| {
        probe(name, title, why)
            .asks("xmpp-server", "example.com")
            .chain([leaf, &sub])
            .otherwise(lacks(1))
            .where_constrained(accept())
            .rfc5280(accept())
    };
    vec![
        open("g1", "A critical subjectAltName with an SRVName only.", &nameless(vec![srv(INSIDE)])),
        open("g2", "A critical subjectAltName with host and SRVName.", &nameless(host_and(srv(INSIDE)).to_vec())),
        under(
            probe("g3", "A service-only base; no SRVName.", "A form that does not appear is not restricted."),
            dns_only().permit(srv("_xmpp-server")),
            [dns("www.example.com")],
        )
        .otherwise(accept()),
    ]
}
