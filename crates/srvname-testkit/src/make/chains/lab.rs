//! Nine chains on which five common validators were compared, and disagreed: docs/PITFALLS.md has their answers.
//!
//! The host name is always inside its constraint; what differs is the otherName and what the CA says about it.

use super::example::*;

pub(super) fn cases() -> Vec<Case> {
    vec![
        a_permitted_hosts_only(),
        b_permitted_service(),
        c_without_srvname(),
        d_outside(),
        e_undefined_exclusion(),
        f_empty_exclusion(),
        g_invalid_invalid(),
        h_user_principal_name(),
        i_not_critical(),
    ]
}

/// All five validators accept. Decisions 1, 2.
fn a_permitted_hosts_only() -> Case {
    let case = case(
        "lab-a-hosts-only",
        "The CA is held to hosts of example.com; the server presents an SRVName of victim.test.",
        "RFC 5280 §4.2.1.10 lets a form pass that nobody constrains; the rule does not.",
    );
    under(case, dns_only(), [srv("_xmpp-client.victim.test"), dns("example.com")]).otherwise(lacks(1)).rfc5280(accept())
}

/// Four of five refuse a good chain because they do not know the form.
fn b_permitted_service() -> Case {
    let case = case(
        "lab-b-inside",
        "The CA is also held to services of example.com; the server's SRVName is inside.",
        "RFC 4985 §4: the name satisfies the base.",
    );
    under(case, confined(), [srv("_xmpp-client.example.com"), dns("example.com")])
        .asks("xmpp-client", "example.com")
        .otherwise(accept())
}

/// One validator refuses because the critical extension has a base that it does not know.
fn c_without_srvname() -> Case {
    let case = case(
        "lab-c-without-srvname",
        "The same CA; the server presents no SRVName.",
        "A constraint on a form that does not appear restricts nothing (RFC 5280 §4.2.1.10).",
    );
    under(case, confined(), [dns("example.com")]).otherwise(accept())
}

/// One validator accepts: it ignores the base that it does not know.
fn d_outside() -> Case {
    let case = case(
        "lab-d-outside",
        "The same CA; the server's SRVName is outside.",
        "The name is in no permitted base (RFC 5280 §6.1.3(b)).",
    );
    under(case, confined(), [srv("_xmpp-client.victim.test"), dns("example.com")]).otherwise(outside(0, 1))
}

/// An idea for "no SRVNames" that no standard defines. Decisions 13, 15.
fn e_undefined_exclusion() -> Case {
    let case = case(
        "lab-e-excluded-underscore",
        "The CA excludes the SRVName base \"_\", meant as: none at all.",
        "None of the three shapes of RFC 4985 §4: malformed, and it refuses once an SRVName is presented.",
    );
    under(case, dns_only().exclude(srv("_")), [srv("_xmpp-client.example.com"), dns("example.com")])
        .otherwise(malformed_constraint(0, 1))
        .confined(lacks(1))
}

/// Another idea, which the ASN.1 forbids. Decisions 13, 15.
fn f_empty_exclusion() -> Case {
    let case = case(
        "lab-f-excluded-empty",
        "The CA excludes the empty SRVName, meant as: none at all.",
        "SRVName is IA5String (SIZE (1..MAX)): malformed, and it refuses once an SRVName is presented.",
    );
    under(case, dns_only().exclude(srv("")), [srv("_xmpp-client.example.com"), dns("example.com")])
        .otherwise(malformed_constraint(0, 1))
        .confined(lacks(1))
}

/// The idea that works: permit what cannot exist. Decision 15.
fn g_invalid_invalid() -> Case {
    let case = case(
        "lab-g-permitted-invalid",
        "The CA permits \"_invalid.invalid\" only, meant as: none at all; the server presents no SRVName.",
        "A good base that no real name satisfies (RFC 6761 §6.4); hosts are not touched by it.",
    );
    under(case, dns_only().permit(srv("_invalid.invalid")), [dns("example.com")]).otherwise(accept())
}

/// Two validators refuse: to them all otherNames are one form. Decision 20.
fn h_user_principal_name() -> Case {
    let case = case(
        "lab-h-user-principal-name",
        "A CA held to services of example.com; the server presents a user principal name and no SRVName.",
        "Each type of otherName is a form of its own, and this one is not constrained.",
    );
    under(case, confined(), [upn("user@example.com"), dns("example.com")]).otherwise(accept())
}

/// Decision 6.
fn i_not_critical() -> Case {
    let case = case(
        "lab-i-not-critical",
        "As the good chain, with constraints that are not critical.",
        "Constraints bind and count whether they are critical or not.",
    );
    under(case, confined().critical(false), [srv("_xmpp-client.example.com"), dns("example.com")])
        .asks("xmpp-client", "example.com")
        .otherwise(accept())
}
