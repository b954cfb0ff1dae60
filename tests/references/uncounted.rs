//! Names of forms that CAs seldom constrain: they count only if every bound CA that has name constraints lists their form.

use srvname::delegation::{Application, Delegation, ListedBy, reference_identifiers};
use srvname::identity::{SourceDomain, Wildcards};
use srvname::path::AnchorConstraints;
use srvname::{Certificate, Path, Policy, ReferenceId, Rejection, SubCaRule, TrustAnchor};
use srvname_testkit::make::{Constraints, GeneralName, Issued, der, dns, oid, other_name, srv, uri};
use srvname_testkit::verdict::{identify, refused};

fn xmpp_addr(text: &str) -> GeneralName {
    other_name(oid::XMPP_ADDR, &der::tlv(der::UTF8_STRING, text.as_bytes()))
}

fn root() -> Issued {
    Issued::root("Example Root CA")
}

fn sub_ca(constraints: Option<Constraints>) -> Issued {
    let draft = root().sub_ca("Example Sub CA");
    match constraints {
        Some(constraints) => draft.constraints(constraints).issue(),
        None => draft.issue(),
    }
}

fn hosts() -> Constraints {
    Constraints::new().permit(dns("example.com")).permit(srv("example.com"))
}

/// The references, and a name that matches each.
fn names() -> [(ReferenceId<'static>, GeneralName); 2] {
    [
        (ReferenceId::sip("example.com").unwrap(), uri("sip:example.com")),
        (ReferenceId::xmpp_addr("example.com").unwrap(), xmpp_addr("example.com")),
    ]
}

fn found(text: &str) -> Result<(usize, String), srvname_testkit::verdict::Verdict> {
    Ok((0, text.to_owned()))
}

#[test]
fn they_count_where_no_ca_is_constrained() {
    for (reference, name) in names() {
        let authority = sub_ca(None);
        let server = authority.end_entity("www.example.com").san([name]).issue();
        for rule in SubCaRule::ALL {
            let policy = Policy::new().with_sub_ca_rule(rule);
            let answer = identify(&[&server, &authority, &root()], &[reference], &policy);
            assert_eq!(answer.map(|(index, _)| index), Ok(0), "{reference} {rule}");
        }
    }
}

#[test]
fn below_a_ca_that_is_held_to_hosts_they_count_for_nobody_but_rfc_5280() {
    for (reference, name) in names() {
        let authority = sub_ca(Some(hosts()));
        let server = authority.end_entity("www.example.com").san([name, dns("www.example.com")]).issue();
        for rule in SubCaRule::ALL {
            let policy = Policy::new().with_sub_ca_rule(rule);
            let answer = identify(&[&server, &authority, &root()], &[reference], &policy).map(|(index, _)| index);
            let expected = if rule == SubCaRule::Rfc5280 { Ok(0) } else { Err(refused("no_matching_identifier", 0)) };
            assert_eq!(answer, expected, "{reference} {rule}");
            // Another reference of the list matches all the same.
            let list = [reference, ReferenceId::dns("www.example.com").unwrap()];
            let answer = identify(&[&server, &authority, &root()], &list, &policy).map(|(index, _)| index);
            assert_eq!(answer, Ok(usize::from(rule != SubCaRule::Rfc5280)));
        }
    }
}

/// A CA above or below, and one that lists the form, change nothing about the one that does not.
#[test]
fn every_ca_that_is_constrained_is_asked() {
    let (reference, name) = (ReferenceId::xmpp_addr("example.com").unwrap(), xmpp_addr("example.com"));
    for constrained in 0..3 {
        let mut chain = vec![root()];
        for depth in 0..3 {
            let draft = chain[depth].sub_ca(&format!("Sub CA {depth}"));
            chain.push(if depth == constrained { draft.constraints(hosts()).issue() } else { draft.issue() });
        }
        chain.push(chain[3].end_entity("www.example.com").san([name.clone()]).issue());
        let chain: Vec<_> = chain.iter().rev().collect();
        let answer = identify(&chain, &[reference], &Policy::default());
        assert_eq!(answer, Err(refused("no_matching_identifier", 0)), "{constrained}");
    }
}

/// A form that is listed: constraints of URIs refuse one without an authority, and those of XmppAddr are not understood.
#[test]
fn where_they_are_listed_they_are_refused() {
    let listing = |base: GeneralName| hosts().permit(base);
    for ((reference, name), base) in names().into_iter().zip([uri("example.com"), xmpp_addr("example.com")]) {
        let authority = sub_ca(Some(listing(base)));
        let server = authority.end_entity("www.example.com").san([name]).issue();
        let answer = identify(&[&server, &authority, &root()], &[reference], &Policy::default());
        let code = if matches!(reference, ReferenceId::Uri(_)) { "malformed_name" } else { "unsupported_constraint" };
        assert_eq!(answer, Err(refused(code, 0).by(1)), "{reference}");
    }
}

/// The trust anchor is asked while its constraints are enforced, and no longer when they are not.
#[test]
fn a_trust_anchor_that_is_constrained_is_asked() {
    for (reference, name) in names() {
        let anchor = Issued::root_draft("Example Root CA").constraints(hosts()).issue();
        let server = anchor.end_entity("www.example.com").san([name]).issue();
        let ask = |policy: &Policy<'_>| identify(&[&server, &anchor], &[reference], policy).map(|(index, _)| index);
        assert_eq!(ask(&Policy::default()), Err(refused("no_matching_identifier", 0)), "{reference}");
        let ignoring = Policy::new().with_anchor_constraints(AnchorConstraints::IgnoreTrustAnchorConstraints);
        assert_eq!(ask(&ignoring), Ok(0), "{reference}");
    }
}

fn rejection(chain: [&Issued; 3], references: &[ReferenceId<'_>]) -> Rejection {
    let [server, authority, anchor] = chain.map(|issued| Certificate::from_der(issued.der()).unwrap());
    let (anchor, authorities) = (TrustAnchor::from_certificate(&anchor), [authority]);
    let path = Path::assume_signed(&anchor, &authorities, &server).unwrap();
    path.validate(references, &Policy::default()).map(drop).unwrap_err()
}

#[test]
fn a_refusal_says_what_is_there_and_does_not_count() {
    let authority = sub_ca(Some(hosts()));
    let server = authority.end_entity("www.example.com").san([uri("sip:example.com")]).issue();
    let sip = ReferenceId::sip("example.com").unwrap();
    let text = rejection([&server, &authority, &root()], &[sip]).to_string();
    assert!(text.contains("matches uniformResourceIdentifier sip:example.com: it presents"), "{text}");
    assert!(text.contains("sip:example.com does not count, because CN=Example Sub CA"), "{text}");
    assert!(text.contains("has name constraints that do not list its form (RFC 9525 §7.6)"), "{text}");
    // Nothing is said of a name that was not asked for, or that does not match.
    let other = ReferenceId::sip("other.example").unwrap();
    let text = rejection([&server, &authority, &root()], &[other]).to_string();
    assert!(!text.contains("does not count"), "{text}");
    let server = authority.end_entity("www.example.com").san([dns("www.example.com")]).issue();
    let address = ReferenceId::xmpp_addr("example.com").unwrap();
    let text = rejection([&server, &authority, &root()], &[address]).to_string();
    assert!(text.contains("it presents no otherName 1.3.6.1.5.5.7.8.5, only dNSName www.example.com"), "{text}");
}

/// RFC 5922 §7.1: the certificate of a constrained CA has a `sip` URI, so that its DNS-ID is none.
#[test]
fn a_uri_that_does_not_count_still_has_precedence() {
    let domain = SourceDomain::from_user_input("example.com").unwrap();
    let references = reference_identifiers(Application::Sip, domain, Delegation::Direct);
    let authority = sub_ca(Some(hosts()));
    let ask = |names: Vec<GeneralName>| {
        let server = authority.end_entity("www.example.com").san(names).issue();
        let list = references.for_certificate(&Certificate::from_der(server.der()).unwrap(), ListedBy::Protocol);
        let policy = references.narrow(Policy::default());
        identify(&[&server, &authority, &root()], &list, &policy).map(|(_, matched)| matched)
    };
    assert_eq!(ask(vec![dns("example.com")]), Ok("example.com".to_owned()));
    let answer = ask(vec![dns("example.com"), uri("sip:example.com")]);
    assert_eq!(answer, Err(refused("no_matching_identifier", 0)));
    // RFC 5922 §7.2: no wildcard.
    let wildcard = references.narrow(Policy::default());
    let server = root().end_entity("www.example.com").san([dns("*.example.com")]).issue();
    let host = [ReferenceId::dns("sip.example.com").unwrap()];
    assert_eq!(identify(&[&server, &root()], &host, &wildcard), Err(refused("no_matching_identifier", 0)));
    assert_eq!(identify(&[&server, &root()], &host, &Policy::default()), found("*.example.com"));
}

fn matches(reference: ReferenceId<'_>, name: GeneralName) -> bool {
    let server = root().end_entity("www.example.com").san([name]).issue();
    let certificate = Certificate::from_der(server.der()).unwrap();
    let names = certificate.subject_alt_name().unwrap();
    names.iter().any(|name| reference.matches(&name, Wildcards::default()))
}

#[test]
fn a_sip_domain_is_compared_alone() {
    let sip = ReferenceId::sip("Example.com.").unwrap();
    for text in [
        "sip:example.com",
        "SIP:EXAMPLE.com",
        "sip:example.com:5061",
        "sip:example.com;transport=tls?a=b",
        "sip:example.com?a=b",
    ] {
        assert!(matches(sip, uri(text)), "{text}");
    }
    for text in [
        "sips:example.com",
        "sip:alice@example.com",
        "sip:@example.com",
        "sip:example.com;a=b@c",
        "sip:*.example.com",
        "sip:.example.com",
        "sip:www.example.com",
        "sip:com",
        "sip:example.com.",
        "sip://example.com",
        "sip:example.com:",
        "sip:example.com:tls",
        "sip:%65xample.com",
        "https://example.com/",
        "example.com",
    ] {
        assert!(!matches(sip, uri(text)), "{text}");
    }
    assert!(!matches(sip, dns("example.com")));
    assert!(!matches(ReferenceId::dns("example.com").unwrap(), uri("sip:example.com")));
}

#[test]
fn an_xmpp_addr_is_a_domain_and_nothing_else() {
    let address = ReferenceId::xmpp_addr("xn--mller-kva.example").unwrap();
    assert!(matches(address, xmpp_addr("XN--mller-kva.example")));
    for text in [
        "müller.example",
        "juliet@xn--mller-kva.example",
        "xn--mller-kva.example/balcony",
        "xn--mller-kva.example.",
        "*.example",
        "",
    ] {
        assert!(!matches(address, xmpp_addr(text)), "{text}");
    }
    let ia5 = other_name(oid::XMPP_ADDR, &der::tlv(der::IA5_STRING, b"xn--mller-kva.example"));
    let text = der::tlv(der::UTF8_STRING, b"xn--mller-kva.example");
    let twice = other_name(oid::XMPP_ADDR, &[&text[..], &text].concat());
    let of_another_type = other_name(oid::UNKNOWN, &text);
    let broken = other_name(oid::XMPP_ADDR, &der::tlv(der::UTF8_STRING, b"\xff"));
    for name in [ia5, twice, of_another_type, broken] {
        assert!(!matches(address, name));
    }
    assert!(!matches(ReferenceId::dns("example.com").unwrap(), xmpp_addr("example.com")));
}
