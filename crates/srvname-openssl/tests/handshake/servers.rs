//! What a server may present.

use std::io::{self, Read, Write};
use std::net::TcpStream;

use openssl::ssl::{SslRef, SslVerifyMode};
use srvname::{Policy, SubCaRule, constraints::Position};
use srvname_openssl::{ConnectError, ServerVerifier};

use crate::lab::{Lab, UNSUPPORTED, VERSIONS, openssl_error, rejection, verifier};
use crate::make::chains::{confined, dns_only};
use crate::make::{self, Issued, directory, dns, edi_party, email, oid, registered_id, srv, upn};

#[test]
fn the_right_service_is_accepted_where_openssl_gives_up() {
    let lab = Lab::confined();
    assert_eq!(lab.connect_plainly().unwrap_err(), UNSUPPORTED);
    let identity = lab.connect().unwrap();
    assert_eq!(identity.reference(), "_xmpp-client.example.com");
    assert!(identity.presented().contains("_xmpp-client.example.com"), "{identity:?}");
}

#[test]
fn another_service_and_another_domain_are_refused() {
    let lab = Lab::confined();
    for (service, domain) in [("imap", "example.com"), ("xmpp-client", "example.net")] {
        let verifier = ServerVerifier::new(service, domain).unwrap();
        assert_eq!(rejection(lab.connect_with(&verifier)).code(), "no_matching_identifier");
    }
}

/// Whichever name comes first.
#[test]
fn a_host_outside_beside_a_service_inside_is_refused() {
    let (service, host) = (srv("_xmpp-client.example.com"), dns("victim.test"));
    for names in [[service.clone(), host.clone()], [host, service]] {
        let lab = Lab::new(Some(confined()), names);
        lab.connect_plainly().unwrap_err();
        let rejection = rejection(lab.connect());
        assert_eq!(rejection.code(), "name_not_permitted");
        assert_eq!((rejection.position(), rejection.imposed_by()), (Some(Position::new(0)), Some(Position::new(1))));
        assert!(rejection.name().is_some_and(|name| name.contains("victim.test")), "{rejection}");
    }
}

/// What the test above is for: the same two chains, under a callback that clears the error and asks nobody.
#[test]
fn a_callback_that_only_clears_the_error_is_a_hole() {
    let clears = |ssl: &mut SslRef| {
        ssl.set_verify_callback(SslVerifyMode::PEER, |accepted, context| accepted || context.error().as_raw() == 51);
    };
    let (service, host) = (srv("_xmpp-client.example.com"), dns("victim.test"));
    let service_first = Lab::new(Some(confined()), [service.clone(), host.clone()]);
    service_first.connect_under(clears).unwrap();
    let host_first = Lab::new(Some(confined()), [host, service]);
    assert_eq!(host_first.connect_under(clears).unwrap_err(), "permitted subtree violation");
}

/// Two anchors with one subject and one key, one of them constrained: its constraints hold, in whichever order the two were
/// added.
#[test]
fn anchors_that_share_subject_and_key_are_merged() {
    let open = Issued::root("Example Root CA");
    let permitted = |domain: &str| make::Constraints::new().permit(srv(domain)).permit(dns(domain));
    let held = |domain: &str| Issued::root_draft("Example Root CA").constraints(permitted(domain)).issue();
    let lab = |trusted: [&Issued; 2]| {
        let sub = open.sub_ca("Example Sub CA").constraints(permitted("example.com")).issue();
        let leaf = sub.end_entity("xmpp.example.com").san([srv("_xmpp-client.example.com")]).issue();
        Lab { trusted: trusted.map(Clone::clone).to_vec(), ..Lab::of(&open, &[&sub], leaf) }
    };
    let (elsewhere, here) = (held("example.net"), held("example.com"));
    for trusted in [[&open, &elsewhere], [&elsewhere, &open], [&here, &elsewhere], [&elsewhere, &here]] {
        let rejection = rejection(lab(trusted).connect());
        assert_eq!(rejection.code(), "name_not_permitted");
        assert_eq!((rejection.position(), rejection.imposed_by()), (Some(Position::new(0)), Some(Position::new(2))));
    }
    for trusted in [[&open, &here], [&here, &open]] {
        lab(trusted).connect().unwrap();
    }
    // Another key is another anchor.
    let other = Issued::root_draft("Example Root CA").key("another key").constraints(permitted("example.net")).issue();
    lab([&open, &other]).connect().unwrap();
}

/// Forms other than hosts, behind the SRVName at which OpenSSL stops.
#[test]
fn every_form_behind_the_service_is_judged() {
    let constraints = || {
        let people = make::Dn::o("Example");
        confined().permit(email("example.com")).permit(directory(&people)).exclude(registered_id(oid::UNKNOWN))
    };
    for (name, code) in [
        (email("admin@victim.test"), "name_not_permitted"),
        (directory(&make::Dn::o("Victim")), "name_not_permitted"),
        (registered_id("1.2.3.4"), "unsupported_constraint"),
        (srv("_xmpp-client.victim.test"), "name_not_permitted"),
    ] {
        let root = Issued::root("Example Root CA");
        let sub = root.sub_ca("Example Sub CA").constraints(constraints()).issue();
        let names = [srv("_xmpp-client.example.com"), name];
        let leaf = sub.end_entity("xmpp.example.com").subject(make::Dn::o("Example")).san(names).issue();
        let lab = Lab::of(&root, &[&sub], leaf);
        lab.connect_plainly().unwrap_err();
        assert_eq!(rejection(lab.connect()).code(), code);
    }
}

/// The error has other causes, which stay errors: types of otherName, and forms, that nobody here judges.
#[test]
fn the_error_about_anything_else_stays() {
    let edi = || edi_party(&make::der::constructed(1, &make::der::tlv(make::der::UTF8_STRING, b"party")));
    for (constraint, name) in [(upn("example.com"), upn("user@example.com")), (edi(), edi())] {
        let constraints = confined().permit(constraint);
        let lab = Lab::new(Some(constraints.clone()), [name.clone(), srv("_xmpp-client.example.com")]);
        assert_eq!(lab.connect_plainly().unwrap_err(), UNSUPPORTED);
        assert_eq!(rejection(lab.connect()).code(), "unsupported_constraint");
        // Nor where there is no SRVName, and nobody asks for one.
        let lab = Lab::new(Some(constraints), [name, dns("example.com")]);
        let verifier = verifier().accept_dns_id_of_source_domain();
        assert_eq!(rejection(lab.connect_with(&verifier)).code(), "unsupported_constraint");
    }
}

/// The escape: OpenSSL has nothing against it.
#[test]
fn a_ca_that_leaves_services_open_is_refused() {
    for constraints in [Some(dns_only()), None] {
        let lab = Lab::new(constraints, [srv("_xmpp-client.victim.test"), dns("www.example.com")]);
        lab.connect_plainly().unwrap();
        let verifier = ServerVerifier::new("xmpp-client", "victim.test").unwrap();
        let rejection = rejection(lab.connect_with(&verifier));
        assert_eq!((rejection.code(), rejection.position()), ("ca_lacks_srv_constraints", Some(Position::new(1))));
        let lax = Policy::new().with_sub_ca_rule(SubCaRule::Rfc5280);
        lab.connect_with(&verifier.with_policy(lax)).unwrap();
    }
}

#[test]
fn a_dns_id_is_accepted_only_when_asked_for() {
    let lab = Lab::new(Some(confined()), [dns("xmpp.example.com")]);
    assert_eq!(rejection(lab.connect()).code(), "no_matching_identifier");
    let source = verifier().accept_dns_id_of_source_domain();
    assert_eq!(rejection(lab.connect_with(&source)).code(), "no_matching_identifier");
    let target = verifier().accept_authenticated_target("xmpp.example.com").unwrap();
    assert_eq!(lab.connect_with(&target).unwrap().reference(), "xmpp.example.com");

    let lab = Lab::new(Some(confined()), [dns("example.com")]);
    assert_eq!(rejection(lab.connect()).code(), "no_matching_identifier");
    assert_eq!(lab.connect_with(&source).unwrap().reference(), "example.com");
}

/// What OpenSSL finds stays found.
#[test]
fn errors_of_openssl_stay() {
    let with = |change: fn(make::Draft) -> make::Draft| {
        let root = Issued::root("Example Root CA");
        let sub = root.sub_ca("Example Sub CA").constraints(confined()).issue();
        let names = [srv("_xmpp-client.example.com"), dns("example.com")];
        let leaf = change(sub.end_entity("xmpp.example.com").san(names)).issue();
        Lab::of(&root, &[&sub], leaf)
    };
    let stranger = Lab { trusted: vec![Issued::root("Another Root CA")], ..Lab::confined() };
    for (lab, expected) in [
        (with(|draft| draft.not_after("2025-01-01T00:00:00Z")), "certificate has expired"),
        (with(|draft| draft.extended_key_usage([oid::EMAIL_PROTECTION])), "unsuitable certificate purpose"),
        (with(|draft| draft.signed_by("Another Key")), "certificate signature failure"),
        (stranger, "unable to get local issuer certificate"),
    ] {
        assert_eq!(openssl_error(lab.connect()), expected);
    }
}

/// A connection on which every other read would block.
#[derive(Debug)]
struct Hesitant(TcpStream, bool);

impl Read for Hesitant {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.1 = !self.1;
        if self.1 { Err(io::ErrorKind::WouldBlock.into()) } else { self.0.read(buffer) }
    }
}

impl Write for Hesitant {
    fn write(&mut self, buffer: &[u8]) -> io::Result<usize> {
        self.0.write(buffer)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

/// The handshake goes on where it stopped, and ends in an identity or not at all.
#[test]
fn a_handshake_that_would_block_goes_on() {
    let connect = |lab: &Lab| {
        let mut outcome = verifier().connect(lab.configure(VERSIONS[1]), Hesitant(lab.dial(), false));
        let mut waits = 0;
        while let Err(ConnectError::WouldBlock(handshake)) = outcome {
            waits += 1;
            outcome = verifier().finish(handshake.handshake());
        }
        assert!(waits > 0);
        outcome.map(|(_, identity)| identity)
    };
    assert_eq!(connect(&Lab::confined()).unwrap().reference(), "_xmpp-client.example.com");
    match connect(&Lab::new(None, [srv("_xmpp-client.example.com")])) {
        Err(ConnectError::Verify(refused)) => assert_eq!(rejection(Err(refused)).code(), "ca_lacks_srv_constraints"),
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_is_no_service_or_no_domain_is_said_at_once() {
    for (service, domain) in [("", "example.com"), ("xmpp-client", "_xmpp-client.example.com"), ("xmpp-client", "")] {
        ServerVerifier::new(service, domain).unwrap_err();
    }
    verifier().accept_authenticated_target("two words").unwrap_err();
}
