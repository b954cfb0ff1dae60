//! A resumed session skips verification, so it must be resumed under the verifier that accepted it and under no other.

use std::sync::Arc;

use rustls::{ClientConfig, HandshakeKind};
use srvname::integration::rustls_0_23::rejection;
use srvname::{Policy, SubCaRule};

use crate::handshake::{VERSIONS, client_config, handshake, server_config, server_name, verifier};
use crate::servers::Lab;

/// A server that a lax policy accepts and the strict one refuses.
fn legacy() -> Lab {
    Lab::new(|root| root.sub_ca("Legacy Sub CA").constraints(crate::make::chains::dns_only()).issue())
}

fn lax() -> Policy<'static> {
    Policy::new().with_sub_ca_rule(SubCaRule::Rfc5280)
}

#[test]
fn a_session_is_resumed_under_the_same_verifier() {
    let lab = Lab::confined();
    for version in VERSIONS {
        let server = Arc::new(server_config(&[&lab.leaf, &lab.sub]));
        let client = Arc::new(client_config(Arc::new(verifier(&lab.root, "xmpp-client")), version));
        let kinds = [(); 3].map(|()| {
            let connection = handshake(&client, &server, server_name("example.com")).unwrap();
            assert_eq!(connection.server.handshake_kind(), connection.client.handshake_kind());
            connection.client.handshake_kind().unwrap()
        });
        assert_eq!(kinds, [HandshakeKind::Full, HandshakeKind::Resumed, HandshakeKind::Resumed], "{version:?}");
    }
}

/// The same verifier, but what was verified was another domain: rustls keeps sessions by server name.
#[test]
fn a_session_of_another_domain_is_not_resumed() {
    let lab = Lab::confined();
    for version in VERSIONS {
        let server = Arc::new(server_config(&[&lab.leaf, &lab.sub]));
        let client = Arc::new(client_config(Arc::new(verifier(&lab.root, "xmpp-client")), version));
        handshake(&client, &server, server_name("example.com")).unwrap();
        handshake(&client, &server, server_name("example.net")).map(drop).unwrap_err();
    }
}

/// One store of sessions, two policies: the session that the lax one accepted does not get past the strict one.
#[test]
fn a_session_is_not_resumed_under_another_policy() {
    let lab = legacy();
    for version in VERSIONS {
        let server = Arc::new(server_config(&[&lab.leaf, &lab.sub]));
        let lax = Arc::new(verifier(&lab.root, "xmpp-client").with_policy(lax()));
        let lax = Arc::new(client_config(lax, version));
        handshake(&lax, &server, server_name("example.com")).unwrap();

        let mut strict = ClientConfig::clone(&lax);
        strict.dangerous().set_certificate_verifier(Arc::new(verifier(&lab.root, "xmpp-client")));
        let error = handshake(&Arc::new(strict), &server, server_name("example.com")).map(drop).unwrap_err();
        assert_eq!(rejection(&error).expect("a rejection").code(), "ca_lacks_srv_constraints");

        // And the session is still there for the one whose it is.
        let again = handshake(&lax, &server, server_name("example.com")).unwrap();
        assert_eq!(again.client.handshake_kind(), Some(HandshakeKind::Resumed));
    }
}

/// One store of sessions, two services.
#[test]
fn a_session_is_not_resumed_under_another_service() {
    let lab = Lab::confined();
    for version in VERSIONS {
        let server = Arc::new(server_config(&[&lab.leaf, &lab.sub]));
        let xmpp = Arc::new(client_config(Arc::new(verifier(&lab.root, "xmpp-client")), version));
        handshake(&xmpp, &server, server_name("example.com")).unwrap();
        let mut imap = ClientConfig::clone(&xmpp);
        imap.dangerous().set_certificate_verifier(Arc::new(verifier(&lab.root, "imap")));
        handshake(&Arc::new(imap), &server, server_name("example.com")).map(drop).unwrap_err();
    }
}

/// An equal verifier is another verifier: that is safe, and it is why there should be one `Arc` for a policy.
#[test]
fn a_session_is_not_resumed_under_an_equal_verifier() {
    let lab = Lab::confined();
    for version in VERSIONS {
        let server = Arc::new(server_config(&[&lab.leaf, &lab.sub]));
        let first = Arc::new(client_config(Arc::new(verifier(&lab.root, "xmpp-client")), version));
        handshake(&first, &server, server_name("example.com")).unwrap();
        let mut second = ClientConfig::clone(&first);
        second.dangerous().set_certificate_verifier(Arc::new(verifier(&lab.root, "xmpp-client")));
        let connection = handshake(&Arc::new(second), &server, server_name("example.com")).unwrap();
        assert_eq!(connection.client.handshake_kind(), Some(HandshakeKind::Full));
    }
}
