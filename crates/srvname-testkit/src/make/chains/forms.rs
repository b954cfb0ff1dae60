//! Forms whose constraints nobody has defined: they refuse exactly when such a name appears. Decisions 20, 21.
//!
//! RFC 5280 §4.2.1.10: an application must process a constraint on a form that appears, or reject.

use super::example::*;

pub(super) fn cases() -> Vec<Case> {
    let met = undefined().into_iter().flat_map(|form| [permitted(&form), excluded_too(&form), unused(&form)]);
    let mut cases: Vec<Case> = met.collect();
    cases.extend([
        upn_beside_srvname(),
        xmpp_addr_beside_srvname(),
        undefined_form_in_ca(),
        undefined_form_before_permission(),
    ]);
    cases
}

/// A form without defined constraints: the name of the case, what it is called, a base and a name.
type Form = (&'static str, &'static str, GeneralName, GeneralName);

fn undefined() -> Vec<Form> {
    let address = || x400(&der::sequence::<&[u8]>([]));
    let party = |name: &[u8]| edi_party(&der::constructed(1, &der::tlv(der::UTF8_STRING, name)));
    let unknown = |text: &[u8]| other_name(oid::UNKNOWN, &der::tlv(der::UTF8_STRING, text));
    let xmpp_addr = |text: &[u8]| other_name(oid::XMPP_ADDR, &der::tlv(der::UTF8_STRING, text));
    vec![
        ("x400-address", "x400Address", address(), address()),
        ("edi-party-name", "ediPartyName", party(b"Example"), party(b"Example")),
        ("registered-id", "registeredID", registered_id("1.3.6.1.4.1.32473"), registered_id("1.3.6.1.4.1.32473.1")),
        ("unknown-tag", "a form with a tag that GeneralName does not have", raw(0x89, b"base"), raw(0x89, b"name")),
        ("unknown-other-name", "an otherName of a type that nobody knows", unknown(b"base"), unknown(b"name")),
        ("xmpp-addr", "xmppAddr", xmpp_addr(b"example.com"), xmpp_addr(b"juliet@example.com")),
        ("user-principal-name", "user principal names", upn("example.com"), upn("admin@example.com")),
    ]
}

fn permitted((slug, form, base, name): &Form) -> Case {
    let case = case(
        format!("{slug}-permitted"),
        format!("The CA permits {form} of some kind, and the server presents one."),
        "What such a base permits is defined nowhere, so that the name is refused (RFC 5280 §4.2.1.10).",
    );
    under(case, confined().permit(base.clone()), [name.clone(), dns("www.example.com")]).otherwise(unsupported(0, 1))
}

fn excluded_too((slug, form, base, name): &Form) -> Case {
    let case = case(
        format!("{slug}-excluded"),
        format!("The CA excludes {form} of some kind, and the server presents one."),
        "What such a base excludes is defined nowhere, so that the name is refused (RFC 5280 §4.2.1.10).",
    );
    under(case, confined().exclude(base.clone()), [name.clone(), dns("www.example.com")]).otherwise(unsupported(0, 1))
}

fn unused((slug, form, base, _): &Form) -> Case {
    let case = case(
        format!("{slug}-unused"),
        format!("The CA permits and excludes {form} of some kind; the server presents none."),
        "A constraint on a form that does not appear restricts nothing (RFC 5280 §4.2.1.10).",
    );
    under(case, confined().permit(base.clone()).exclude(base.clone()), xmpp_names())
        .asks("xmpp-server", "example.com")
        .otherwise(accept())
}

/// Two types of otherName are two forms. Decision 20.
fn upn_beside_srvname() -> Case {
    let case = case(
        "upn-beside-srvname",
        "A user principal name beside an SRVName, below a CA that constrains SRVNames.",
        "Each type of otherName is a form of its own; a user principal name cannot violate an SRVName base.",
    );
    under(case, confined(), [upn("admin@example.net"), srv("_xmpp-server.example.com")])
        .asks("xmpp-server", "example.com")
        .otherwise(accept())
}

/// The old identifier of XMPP beside the new one. Decision 20.
fn xmpp_addr_beside_srvname() -> Case {
    let address = other_name(oid::XMPP_ADDR, &der::tlv(der::UTF8_STRING, b"example.com"));
    let case = case(
        "xmpp-addr-beside-srvname",
        "An xmppAddr beside an SRVName, below a CA that excludes user principal names.",
        "xmppAddr is not constrained, user principal names do not appear, and the SRVName is permitted.",
    );
    under(case, confined().exclude(upn("example.com")), [address, srv("_xmpp-server.example.com")])
        .asks("xmpp-server", "example.com")
        .otherwise(accept())
}

/// Any checked certificate below, not only the final one. Decision 20.
fn undefined_form_in_ca() -> Case {
    let policy = example_root()
        .sub_ca("Example Policy CA")
        .constraints(confined().permit(registered_id("1.3.6.1.4.1.32473")))
        .issue();
    let sub = policy.sub_ca("Example Sub CA").constraints(confined()).san([registered_id(oid::UNKNOWN)]).issue();
    let leaf = server(&sub, xmpp_names());
    case(
        "registered-id-in-ca",
        "The upper of two CAs constrains registeredID, and the lower one presents one.",
        "The form appears in a certificate below the constraint, so that it must be processed or refused.",
    )
    .asks("xmpp-server", "example.com")
    .chain([&leaf, &sub, &policy])
    .otherwise(unsupported(1, 2))
}

/// Names are taken in order, and a base that cannot be processed refuses before any is compared. Decisions 11, 13.
fn undefined_form_before_permission() -> Case {
    let case = case(
        "undefined-form-after-foreign-host",
        "A foreign host, and behind it a registeredID that is constrained.",
        "The names are checked in the order in which they stand.",
    );
    under(case, dns_only().permit(registered_id(oid::UNKNOWN)), [dns("victim.test"), registered_id(oid::UNKNOWN)])
        .otherwise(outside(0, 1))
}
