//! Ways round the callback that somebody may try: each is shown with what OpenSSL does in it.

use openssl::ssl::{SslRef, SslVerifyMode};
use openssl::x509::verify::X509VerifyFlags;
use srvname::{Policy, SubCaRule, constraints::Position};
use srvname_openssl::{ConnectError, VerifyError};

use crate::lab::{Lab, UNSUPPORTED, VERSIONS, dial, openssl_error, rejection, verifier};
use crate::make::chains::{confined, dns_only};
use crate::make::{Constraints, GeneralName, Issued, dns, srv, upn};

fn service() -> GeneralName {
    srv("_xmpp-client.example.com")
}

/// Root, and three CAs each below the other, each with its own constraints.
fn three_levels(constraints: [Constraints; 3], names: impl IntoIterator<Item = GeneralName>) -> Lab {
    let root = Issued::root("Example Root CA");
    let [first, second, third] = constraints;
    let first = root.sub_ca("First CA").constraints(first).issue();
    let second = first.sub_ca("Second CA").constraints(second).issue();
    let third = second.sub_ca("Third CA").constraints(third).issue();
    let leaf = third.end_entity("xmpp.example.com").san(names).issue();
    Lab::of(&root, &[&third, &second, &first], leaf)
}

/// OpenSSL asks once for each CA above: three times for one certificate here. Clearing the first must not let the later
/// ones pass unseen, nor the other errors between them.
#[test]
fn the_callback_is_called_several_times_for_one_certificate() {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    let good = three_levels([confined(), confined(), confined()], [service(), dns("example.com")]);
    let calls = Arc::new(AtomicUsize::new(0));
    let counted = calls.clone();
    let counts = move |ssl: &mut SslRef| {
        let counted = counted.clone();
        ssl.set_verify_callback(SslVerifyMode::PEER, move |accepted, context| {
            let ours = context.error().as_raw() == 51;
            counted.fetch_add(usize::from(!accepted && ours && context.error_depth() == 0), Ordering::Relaxed);
            accepted || ours
        });
    };
    good.connect_under(counts).unwrap();
    assert_eq!(calls.load(Ordering::Relaxed), 2 * 3, "three times a handshake");
    good.connect().unwrap();

    let elsewhere = || Constraints::new().permit(srv("example.net")).permit(dns("example.com"));
    for (position, constraints) in [
        (3, [elsewhere(), confined(), confined()]),
        (2, [confined(), elsewhere(), confined()]),
        (1, [confined(), confined(), elsewhere()]),
    ] {
        for names in [[service(), dns("example.com")], [dns("example.com"), service()]] {
            let rejection = rejection(three_levels(constraints.clone(), names).connect());
            assert_eq!(
                (rejection.code(), rejection.imposed_by()),
                ("name_not_permitted", Some(Position::new(position)))
            );
        }
    }
    for names in [[service(), dns("victim.test")], [dns("victim.test"), service()]] {
        let lab = three_levels([confined(), confined(), confined()], names);
        assert_eq!(rejection(lab.connect()).code(), "name_not_permitted");
    }
}

/// A CA that presents an SRVName itself: the error comes at depth 1, and later at depth 0.
#[test]
fn the_error_at_another_depth_is_judged_like_the_others() {
    let lab = |names: Vec<GeneralName>| {
        let root = Issued::root("Example Root CA");
        let first = root.sub_ca("First CA").constraints(confined()).issue();
        let second = first.sub_ca("Second CA").constraints(confined()).san(names).issue();
        let leaf = second.end_entity("xmpp.example.com").san([service(), dns("example.com")]).issue();
        Lab::of(&root, &[&second, &first], leaf)
    };
    lab(vec![srv("_imap.example.com")]).connect().unwrap();
    for names in [
        vec![srv("_imap.victim.test")],
        vec![srv("_imap.example.com"), dns("victim.test")],
        vec![dns("victim.test"), srv("_imap.example.com")],
    ] {
        let rejection = rejection(lab(names).connect());
        assert_eq!((rejection.code(), rejection.position()), ("name_not_permitted", Some(Position::new(1))));
        assert_eq!(rejection.imposed_by(), Some(Position::new(2)));
    }
}

/// The policy may leave the constraints of an anchor alone. OpenSSL does not; its error about another type stays.
#[test]
fn an_error_about_another_type_stays_though_the_names_are_good() {
    let root = Issued::root_draft("Example Root CA").constraints(confined().permit(upn("example.com"))).issue();
    let sub = root.sub_ca("Example Sub CA").constraints(confined()).issue();
    let lax = Policy::new()
        .with_anchor_constraints(srvname::path::AnchorConstraints::IgnoreTrustAnchorConstraints)
        .with_sub_ca_rule(SubCaRule::Rfc5280);
    let lab = |names: Vec<GeneralName>| Lab::of(&root, &[&sub], sub.end_entity("xmpp.example.com").san(names).issue());
    let verifier = verifier().accept_dns_id_of_source_domain().with_policy(lax);
    lab(vec![service(), dns("example.com")]).connect_with(&verifier).unwrap();
    let other_type = lab(vec![upn("user@example.com"), dns("example.com")]);
    assert_eq!(openssl_error(other_type.connect_with(&verifier)), UNSUPPORTED);
}

/// OpenSSL takes a common name for a host where there is no dNSName; the library takes it for nothing. The error about it
/// comes at the very depth at which the one about the SRVName was cleared, and stays.
#[test]
fn an_error_that_openssl_alone_sees_stays() {
    let lab = |common_name: &str| {
        let root = Issued::root("Example Root CA");
        let first = root.sub_ca("First CA").constraints(confined()).issue();
        let second = first.sub_ca("Second CA").constraints(Constraints::new().permit(dns("example.com"))).issue();
        let leaf = second.end_entity(common_name).san([service()]).issue();
        Lab::of(&root, &[&second, &first], leaf)
    };
    let inherited = verifier().with_policy(Policy::new().with_sub_ca_rule(SubCaRule::Inherited));
    let inside = lab("xmpp.example.com");
    assert_eq!(inside.connect_plainly().unwrap_err(), UNSUPPORTED);
    // The CA that constrains SRVName need not be the one just above.
    inside.connect_with(&inherited).unwrap();
    assert_eq!(openssl_error(lab("www.victim.test").connect_with(&inherited)), "permitted subtree violation");
}

/// Errors that come after the one that was cleared, about the same certificate and about the same CA.
#[test]
fn errors_beside_the_cleared_one_stay() {
    let with = |constraint: fn(Constraints) -> Constraints| {
        let lab = Lab::new(Some(constraint(confined())), [service(), dns("example.com")]);
        lab.connect_plainly().unwrap_err();
        lab.connect()
    };
    assert_eq!(rejection(with(|own| own.exclude(dns("example.com")))).code(), "name_excluded");
    assert_eq!(rejection(with(|own| own.exclude(srv("_xmpp-client")))).code(), "name_excluded");
    assert_eq!(rejection(with(|own| own.permit(srv("not a base")))).code(), "malformed_constraint");
}

/// Two certificates of one CA, one confined and one not. OpenSSL builds one path; that path is judged, not the best one
/// that could be made of the message.
#[test]
fn the_chain_that_openssl_built_is_the_one_that_is_judged() {
    let root = Issued::root("Example Root CA");
    let good = root.sub_ca("Example Sub CA").constraints(confined()).issue();
    let legacy = root.sub_ca("Example Sub CA").constraints(dns_only()).issue();
    let leaf = good.end_entity("xmpp.example.com").san([service(), dns("example.com")]).issue();
    let lab = |trusted: &[&Issued], sent: &[&Issued]| {
        let trusted = trusted.iter().copied().cloned().collect();
        Lab { trusted, ..Lab::of(&root, sent, leaf.clone()) }
    };
    lab(&[&root], &[&good, &legacy]).connect().unwrap();
    let refused = lab(&[&root], &[&legacy, &good]).connect();
    assert_eq!(rejection(refused).code(), "ca_lacks_srv_constraints");
    // What is trusted comes first, whatever the peer sends.
    lab(&[&root, &good], &[&legacy]).connect().unwrap();
    let refused = lab(&[&root, &legacy], &[&good]).connect();
    assert_eq!(rejection(refused).code(), "ca_lacks_srv_constraints");
}

/// A sub-CA as trust anchor: its constraints bind, and below an anchor that has them the rule is met.
#[test]
fn an_anchor_that_is_no_root_is_held_to_its_constraints() {
    let anchored = |names: [GeneralName; 2]| {
        let lab = Lab::new(Some(confined()), names);
        Lab { trusted: lab.sent.clone(), flags: X509VerifyFlags::PARTIAL_CHAIN, ..lab }
    };
    anchored([service(), dns("example.com")]).connect().unwrap();
    for names in [[service(), dns("victim.test")], [dns("victim.test"), service()]] {
        let rejection = rejection(anchored(names).connect());
        assert_eq!((rejection.code(), rejection.imposed_by()), ("name_not_permitted", Some(Position::new(1))));
    }
    let legacy = Lab::new(Some(dns_only()), [service(), dns("example.com")]);
    let legacy = Lab { trusted: legacy.sent.clone(), flags: X509VerifyFlags::PARTIAL_CHAIN, ..legacy };
    legacy.connect_plainly().unwrap();
    let rejection = rejection(legacy.connect());
    assert_eq!((rejection.code(), rejection.position()), ("ca_lacks_srv_constraints", Some(Position::new(1))));
}

/// A root with constraints: OpenSSL asks them, and so does the library.
#[test]
fn a_root_is_held_to_its_constraints() {
    let lab = |names: [GeneralName; 2]| {
        let root = Issued::root_draft("Example Root CA").constraints(confined()).issue();
        let wide = Constraints::new().permit(srv("_xmpp-client")).permit(dns("test")).permit(dns("com"));
        let sub = root.sub_ca("Example Sub CA").constraints(wide).issue();
        Lab::of(&root, &[&sub], sub.end_entity("xmpp.example.com").san(names).issue())
    };
    lab([service(), dns("example.com")]).connect().unwrap();
    for names in [[service(), dns("victim.test")], [srv("_xmpp-client.victim.test"), service()]] {
        let rejection = rejection(lab(names).connect());
        assert_eq!((rejection.code(), rejection.imposed_by()), ("name_not_permitted", Some(Position::new(2))));
    }
}

/// A certificate that is trusted by itself has nobody above it, so nobody has said what it may be called.
///
/// OpenSSL completes its chain all the same with what the peer sent: here a CA of the right name and key, and a root, that
/// the peer made up to say that the CA is confined. The real one is not.
#[test]
fn a_trusted_end_entity_is_no_chain() {
    let open = Lab::new(None, [service(), dns("example.com")]);
    let made_up = Issued::root("Made Up Root CA");
    let sub = made_up.sub_ca("Example Sub CA").constraints(confined()).issue();
    let trusts_leaf = |sent: &[&Issued]| Lab {
        trusted: vec![open.leaf.clone()],
        flags: X509VerifyFlags::PARTIAL_CHAIN,
        ..Lab::of(&made_up, sent, open.leaf.clone())
    };
    trusts_leaf(&[]).connect_plainly().unwrap();
    for sent in [&[][..], &[&sub], &[&sub, &made_up]] {
        assert_eq!(trusts_leaf(sent).connect().unwrap_err(), VerifyError::NoChain, "{} sent along", sent.len());
    }
}

/// On a resumed session OpenSSL calls nobody, and says that all is well.
#[test]
#[allow(unsafe_code, reason = "the bindings cannot show that a session is of the same context")]
fn a_resumed_session_gives_no_identity() {
    let lab = Lab::confined();
    let acceptor = lab.acceptor();
    let (stream, _) = verifier().connect(lab.configure(VERSIONS[0]), dial(&acceptor)).unwrap();
    let session = stream.ssl().session().unwrap().to_owned();

    let mut resumed = lab.configure(VERSIONS[0]);
    resumed.set_verify_hostname(false);
    // SAFETY: `SSL_set_session` takes a session of any context of the same method.
    unsafe { resumed.set_session(&session) }.unwrap();
    let stream = resumed.connect("example.com", dial(&acceptor)).unwrap();
    assert!(stream.ssl().session_reused());
    assert_eq!(verifier().identify(stream.ssl()).unwrap_err(), VerifyError::NoChain);

    let mut resumed = lab.configure(VERSIONS[0]);
    // SAFETY: as above.
    unsafe { resumed.set_session(&session) }.unwrap();
    match verifier().connect(resumed, dial(&acceptor)) {
        Err(ConnectError::Verify(refused)) => assert_eq!(refused, VerifyError::NoChain),
        other => panic!("{:?}", other.map(|(_, identity)| identity).is_ok()),
    }
}

/// Whoever switches verification off after the callback was installed has a connection, and still no identity.
#[test]
fn without_verification_there_is_no_identity() {
    let expired = {
        let root = Issued::root("Example Root CA");
        let sub = root.sub_ca("Example Sub CA").constraints(confined()).issue();
        let leaf = sub.end_entity("xmpp.example.com").san([service()]).not_after("2025-01-01T00:00:00Z").issue();
        Lab::of(&root, &[&sub], leaf)
    };
    let outside = Lab::new(Some(confined()), [service(), dns("victim.test")]);
    for (lab, expected) in [(expired, "certificate has expired"), (outside, "application verification failure")] {
        let mut configuration = lab.configure(VERSIONS[1]);
        configuration.set_verify_hostname(false);
        verifier().install(&mut configuration);
        configuration.set_verify(SslVerifyMode::NONE);
        let stream = configuration.connect("example.com", lab.dial()).unwrap();
        assert_eq!(openssl_error(verifier().identify(stream.ssl())), expected);
    }
}
