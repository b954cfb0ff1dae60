//! What a server may present.

use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::sync::Arc;

use openssl::ssl::{SslRef, SslVerifyMode};
use srvname::identity::{AuthenticatedBy, AuthenticatedTarget, SourceDomain};
use srvname::{Policy, ReferenceId, SubCaRule, constraints::Position, path::Purpose};
use srvname_openssl::{ConnectError, ServerVerifier, VerifierError};

use crate::lab::{Lab, UNSUPPORTED, VERSIONS, openssl_error, rejection, verifier, verifier_for};
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
        let verifier = verifier_for(service, domain);
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
        let verifier = verifier_for("xmpp-client", "victim.test");
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
    let target = AuthenticatedTarget::new("xmpp.example.com", AuthenticatedBy::Dnssec).unwrap();
    let target = verifier().accept_authenticated_target(target);
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

/// What rustls's verifier says of the same chains: extKeyUsage of the end entity and of the CA.
#[test]
fn the_purpose_is_asked_by_the_rules_of_srvname() {
    let lab = |sub: fn(make::Draft) -> make::Draft, leaf: fn(make::Draft) -> make::Draft| {
        let root = Issued::root("Example Root CA");
        let sub = sub(root.sub_ca("Example Sub CA").constraints(confined())).issue();
        let leaf = leaf(sub.end_entity("xmpp.example.com").san([srv("_xmpp-client.example.com")])).issue();
        Lab::of(&root, &[&sub], leaf)
    };
    let same = |draft: make::Draft| draft;
    for (lab, code, position) in [
        (lab(same, |leaf| leaf.extended_key_usage([oid::EMAIL_PROTECTION])), "extended_key_usage", 0),
        (lab(same, |leaf| leaf.extended_key_usage([oid::CLIENT_AUTH])), "extended_key_usage", 0),
        (lab(|sub| sub.extended_key_usage([oid::CLIENT_AUTH]), same), "extended_key_usage", 1),
        (lab(same, |leaf| leaf.extended_key_usage([])), "extended_key_usage", 0),
    ] {
        let rejection = rejection(lab.connect());
        assert_eq!((rejection.code(), rejection.position()), (code, Some(Position::new(position))));
        assert_eq!(rejection.purpose(), Some(Purpose::Server));
    }
    lab(same, |leaf| leaf.extended_key_usage([oid::ANY_EXTENDED_KEY_USAGE])).connect().unwrap();
    lab(same, |leaf| leaf.without(oid::EXTENDED_KEY_USAGE)).connect().unwrap();
}

#[test]
fn references_of_the_callers_own_take_the_place_of_the_srv_id() {
    let lab = Lab::confined();
    let of_another_service = verifier_for("imap", "example.net");
    let reference = ReferenceId::srv("xmpp-client", "example.com").unwrap();
    assert_eq!(of_another_service.references(), [ReferenceId::srv("imap", "example.net").unwrap()]);
    let own = of_another_service.for_references([reference]).unwrap();
    assert_eq!(own.references(), [reference]);
    assert_eq!(lab.connect_with(&own).unwrap().reference(), "_xmpp-client.example.com");
    let none = verifier().for_references([ReferenceId::srv("imap", "example.com").unwrap()]).unwrap();
    assert_eq!(rejection(lab.connect_with(&none)).code(), "no_matching_identifier");
    assert_eq!(verifier().for_references([]).unwrap_err(), VerifierError::NoReferences);
}

/// Asked last, with the whole path; its reason is the reason of the rejection.
#[test]
fn the_callers_own_check_is_asked() {
    let lab = Lab::confined();
    let pinned = |pin: &'static str| {
        verifier().with_path_check(Arc::new(move |path| {
            let issuer = path.intermediates()[0].subject().to_string();
            if issuer == pin { Ok(()) } else { Err(format!("{issuer} is not pinned")) }
        }))
    };
    lab.connect_with(&pinned("CN=Example Sub CA")).unwrap();
    let rejection = rejection(lab.connect_with(&pinned("CN=Another CA")));
    let detail = "CN=Example Sub CA is not pinned";
    assert_eq!((rejection.code(), rejection.detail()), ("refused_by_caller", Some(detail)));
    // Never about a chain that is rejected without it.
    let open = Lab::new(None, [srv("_xmpp-client.example.com")]);
    let asked = verifier().with_path_check(Arc::new(|_| panic!("about a rejected chain")));
    open.connect_with(&asked).unwrap_err();
}

#[test]
fn what_is_no_service_is_said_at_once() {
    for service in ["", "_", "xmpp client"] {
        let error = ServerVerifier::new(service, SourceDomain::from_user_input("example.com").unwrap()).unwrap_err();
        assert!(matches!(error, VerifierError::Service(_)), "{error}");
    }
}
