//! XMPP between servers: the client has a certificate, and says in the stream who it is.

use std::sync::Arc;

use rustls::{
    CertificateError, ClientConfig, Error, ExtendedKeyPurpose, HandshakeKind, ServerConfig, SupportedProtocolVersion,
};
use srvname::integration::{
    VerifierError,
    rustls_0_23::{ClientVerifier, ErrorMapping, rejection},
};
use srvname::{Policy, ReferenceId, SubCaRule, path::Purpose};

use crate::handshake::{Connection, VERSIONS, clock, der, handshake, key, now, presents, provider, roots, server_name};
use crate::make::chains::{confined, dns_only};
use crate::make::{Issued, dns, email, oid, srv};

/// Two XMPP servers below one root.
struct Federation {
    root: Issued,
    sub: Issued,
    receiving: Issued,
}

impl Federation {
    fn new() -> Self {
        let root = Issued::root("Example Root CA");
        let sub = root.sub_ca("Example Sub CA").constraints(confined()).issue();
        let receiving = root.end_entity("example.net").san([srv("_xmpp-server.example.net")]).issue();
        Self { root, sub, receiving }
    }

    fn initiating(&self, purposes: &[&'static str]) -> Issued {
        let names = [srv("_xmpp-server.example.com"), dns("example.com")];
        self.sub.end_entity("example.com").san(names).extended_key_usage(purposes.iter().copied()).issue()
    }

    fn verifier(&self) -> ClientVerifier {
        self.verifier_for(Purpose::Client)
    }

    fn verifier_for(&self, purpose: Purpose) -> ClientVerifier {
        ClientVerifier::new(roots([&self.root]), &provider(), purpose).expect("a verifier")
    }

    /// A handshake of each version in which the client presents `chain`, if any.
    fn connect(&self, verifier: &ClientVerifier, chain: &[&Issued]) -> [Result<Connection, Error>; 2] {
        self.connect_with_key(verifier, chain, chain.first().copied())
    }

    /// The same, with the key of `holder`.
    fn connect_with_key(
        &self,
        verifier: &ClientVerifier,
        chain: &[&Issued],
        holder: Option<&Issued>,
    ) -> [Result<Connection, Error>; 2] {
        let server = Arc::new(self.server(verifier));
        VERSIONS.map(|version| {
            handshake(&Arc::new(self.client(version, chain, holder)), &server, server_name("example.net"))
        })
    }

    fn server(&self, verifier: &ClientVerifier) -> ServerConfig {
        ServerConfig::builder_with_details(provider(), clock())
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_client_cert_verifier(Arc::new(verifier.clone()))
            .with_single_cert(vec![der(&self.receiving)], key(&self.receiving))
            .unwrap()
    }

    fn client(
        &self,
        version: &'static SupportedProtocolVersion,
        chain: &[&Issued],
        holder: Option<&Issued>,
    ) -> ClientConfig {
        let builder = ClientConfig::builder_with_details(provider(), clock())
            .with_protocol_versions(&[version])
            .unwrap()
            .dangerous()
            .with_custom_certificate_verifier(Arc::new(crate::handshake::verifier(&self.root, "xmpp-server")));
        match holder {
            Some(holder) => builder.with_client_cert_resolver(presents(chain, holder)),
            None => builder.with_no_client_auth(),
        }
    }
}

/// What a server does once it has read `from` in the stream.
fn identify(verifier: &ClientVerifier, connection: &Connection, service: &str, from: &str) -> Result<(), String> {
    let Some([end_entity, intermediates @ ..]) = connection.server.peer_certificates() else {
        return Err("no certificate".to_owned());
    };
    let references = [ReferenceId::srv(service, from).map_err(|error| error.to_string())?];
    let identity = verifier.identify(end_entity, intermediates, &references, now());
    let identity = identity.map_err(|rejection| rejection.code().to_owned())?;
    assert_eq!(identity.reference(), &references[0]);
    Ok(())
}

#[test]
fn a_server_that_connects_is_who_its_certificate_says() {
    let lab = Federation::new();
    let verifier = lab.verifier();
    for purposes in [&[oid::CLIENT_AUTH][..], &[oid::SERVER_AUTH, oid::CLIENT_AUTH], &[oid::ANY_EXTENDED_KEY_USAGE]] {
        let leaf = lab.initiating(purposes);
        for connection in lab.connect(&verifier, &[&leaf, &lab.sub]) {
            let connection = connection.unwrap();
            identify(&verifier, &connection, "xmpp-server", "example.com").unwrap();
            for (service, from) in
                [("xmpp-server", "example.net"), ("xmpp-client", "example.com"), ("xmpp-server", "sub.example.com")]
            {
                assert_eq!(identify(&verifier, &connection, service, from).unwrap_err(), "no_matching_identifier");
            }
        }
    }
}

/// What public CAs issue: serverAuth and nothing else.
#[test]
fn a_certificate_for_servers_alone_is_accepted_for_either_purpose() {
    let lab = Federation::new();
    let leaf = lab.initiating(&[oid::SERVER_AUTH]);
    for outcome in lab.connect(&lab.verifier(), &[&leaf, &lab.sub]) {
        let error = outcome.map(drop).unwrap_err();
        let wanted = CertificateError::InvalidPurposeContext {
            required: ExtendedKeyPurpose::ClientAuth,
            presented: vec![ExtendedKeyPurpose::ServerAuth],
        };
        assert_eq!(error, Error::InvalidCertificate(wanted));
    }
    let verifier = lab.verifier_for(Purpose::ClientOrServer);
    for connection in lab.connect(&verifier, &[&leaf, &lab.sub]) {
        identify(&verifier, &connection.unwrap(), "xmpp-server", "example.com").unwrap();
    }
    let mail = lab.initiating(&[oid::EMAIL_PROTECTION]);
    for outcome in lab.connect(&verifier, &[&mail, &lab.sub]) {
        outcome.map(drop).unwrap_err();
    }
    for purpose in [Purpose::Email, Purpose::NotAsked] {
        for outcome in lab.connect(&lab.verifier_for(purpose), &[&mail, &lab.sub]) {
            outcome.unwrap();
        }
    }
    for outcome in lab.connect(&lab.verifier_for(Purpose::Email), &[&leaf, &lab.sub]) {
        let wanted = CertificateError::InvalidPurposeContext {
            required: ExtendedKeyPurpose::Other(vec![1, 3, 6, 1, 5, 5, 7, 3, 4]),
            presented: vec![ExtendedKeyPurpose::ServerAuth],
        };
        assert_eq!(outcome.map(drop).unwrap_err(), Error::InvalidCertificate(wanted));
    }
}

/// The certificate is the right one, and whoever presents it does not have its key.
#[test]
fn a_client_without_the_key_is_refused() {
    let lab = Federation::new();
    let leaf = lab.initiating(&[oid::CLIENT_AUTH]);
    for outcome in lab.connect_with_key(&lab.verifier(), &[&leaf, &lab.sub], Some(&lab.sub)) {
        assert_eq!(outcome.map(drop).unwrap_err(), Error::InvalidCertificate(CertificateError::BadSignature));
    }
}

/// The rule holds in the handshake already, before anybody knows who the client says it is.
#[test]
fn a_client_below_an_open_ca_is_refused() {
    let lab = Federation::new();
    let legacy = lab.root.sub_ca("Legacy Sub CA").constraints(dns_only()).issue();
    let names = [srv("_xmpp-server.victim.test"), dns("www.example.com")];
    let leaf = legacy.end_entity("www.example.com").san(names).extended_key_usage([oid::CLIENT_AUTH]).issue();
    for outcome in lab.connect(&lab.verifier(), &[&leaf, &legacy]) {
        let error = outcome.map(drop).unwrap_err();
        assert_eq!(rejection(&error).expect("a rejection").code(), "ca_lacks_srv_constraints");
    }
    let lax = Policy::new().with_sub_ca_rule(SubCaRule::Rfc5280);
    for outcome in lab.connect(&lab.verifier().with_policy(lax), &[&leaf, &legacy]) {
        outcome.unwrap();
    }
}

/// rustls ties a client's session to the verifier that accepted the *server*. Nothing ties a server's session to the
/// verifier that accepted the *client*: one store of sessions, two policies, and the strict one is not asked during the
/// handshake. It is asked by `identify`, which verifies everything again.
#[test]
fn a_resumed_session_of_another_policy_is_stopped_by_identify() {
    let lab = Federation::new();
    let legacy = lab.root.sub_ca("Legacy Sub CA").constraints(dns_only()).issue();
    let names = [srv("_xmpp-server.example.com"), dns("www.example.com")];
    let leaf = legacy.end_entity("www.example.com").san(names).extended_key_usage([oid::CLIENT_AUTH]).issue();
    let strict = lab.verifier();
    let lax = lab.verifier().with_policy(Policy::new().with_sub_ca_rule(SubCaRule::Rfc5280));
    for version in VERSIONS {
        let accepts = lab.server(&lax);
        let mut shares_its_sessions = lab.server(&strict);
        shares_its_sessions.session_storage = accepts.session_storage.clone();
        let client = Arc::new(lab.client(version, &[&leaf, &legacy], Some(&leaf)));
        let connection = handshake(&client, &Arc::new(accepts), server_name("example.net")).unwrap();
        identify(&lax, &connection, "xmpp-server", "example.com").unwrap();

        let resumed = handshake(&client, &Arc::new(shares_its_sessions), server_name("example.net")).unwrap();
        assert_eq!(resumed.server.handshake_kind(), Some(HandshakeKind::Resumed), "{version:?}");
        let refused = identify(&strict, &resumed, "xmpp-server", "example.com").unwrap_err();
        assert_eq!(refused, "ca_lacks_srv_constraints");
    }
}

/// Where the client says who it is before STARTTLS, the handshake itself asks.
#[test]
fn a_claim_that_comes_before_the_handshake_is_compared_in_it() {
    let lab = Federation::new();
    let (parent, leaf) = (lab.verifier(), lab.initiating(&[oid::CLIENT_AUTH]));
    let child = |service, from| parent.for_references([ReferenceId::srv(service, from).unwrap()]).unwrap();
    let verifier = child("xmpp-server", "example.com");
    assert_eq!(verifier.references(), [ReferenceId::srv("xmpp-server", "example.com").unwrap()]);
    for connection in lab.connect(&verifier, &[&leaf, &lab.sub]) {
        identify(&verifier, &connection.unwrap(), "xmpp-server", "example.com").unwrap();
    }
    for (service, from) in [("xmpp-server", "example.net"), ("xmpp-client", "example.com")] {
        for outcome in lab.connect(&child(service, from), &[&leaf, &lab.sub]) {
            match outcome.map(drop).unwrap_err() {
                Error::InvalidCertificate(CertificateError::NotValidForNameContext { expected, .. }) => {
                    assert_eq!(expected.to_str(), format!("_{service}.{from}"));
                }
                other => panic!("another reason: {other}"),
            }
        }
    }
    // The parent asks nothing still, and what it was told holds for its child.
    assert!(parent.references().is_empty());
    for outcome in lab.connect(&parent, &[&leaf, &lab.sub]) {
        outcome.unwrap();
    }
    let anonymous = parent.clone().accept_anonymous().for_references(verifier.references()).unwrap();
    for outcome in lab.connect(&anonymous, &[]) {
        outcome.unwrap();
    }
    assert_eq!(parent.for_references([]).unwrap_err(), VerifierError::NoReferences);
}

/// A person, by the certificate that signs the mail.
#[test]
fn a_client_may_be_a_mailbox() {
    let lab = Federation::new();
    let mail = |address: &str| {
        let draft = lab.root.end_entity("A Person").san([email(address)]);
        draft.extended_key_usage([oid::EMAIL_PROTECTION]).issue()
    };
    let reference = ReferenceId::mailbox("user@example.com").unwrap();
    let verifier = lab.verifier_for(Purpose::Email).for_references([reference]).unwrap();
    for outcome in lab.connect(&verifier, &[&mail("user@Example.com")]) {
        outcome.unwrap();
    }
    // A mailbox is no server name, so rustls has no value for this.
    for outcome in lab.connect(&verifier, &[&mail("other@example.com")]) {
        let error = outcome.map(drop).unwrap_err();
        assert_eq!(rejection(&error).expect("a rejection").code(), "no_matching_identifier");
    }
}

/// The session that one child accepted gets past another that shares its store, and past the references of that one:
/// `identify` alone asks again.
#[test]
fn a_resumed_session_is_not_compared_with_the_references_of_a_child() {
    let lab = Federation::new();
    let (parent, leaf) = (lab.verifier(), lab.initiating(&[oid::CLIENT_AUTH]));
    let child = |from| parent.for_references([ReferenceId::srv("xmpp-server", from).unwrap()]).unwrap();
    let (of_com, of_net) = (child("example.com"), child("example.net"));
    for version in VERSIONS {
        let client = Arc::new(lab.client(version, &[&leaf, &lab.sub], Some(&leaf)));
        let accepts = lab.server(&of_com);
        let mut shares_its_sessions = lab.server(&of_net);
        shares_its_sessions.session_storage = accepts.session_storage.clone();
        handshake(&client, &Arc::new(accepts), server_name("example.net")).unwrap();

        let resumed = handshake(&client, &Arc::new(shares_its_sessions), server_name("example.net")).unwrap();
        assert_eq!(resumed.server.handshake_kind(), Some(HandshakeKind::Resumed), "{version:?}");
        let refused = identify(&of_net, &resumed, "xmpp-server", "example.net").unwrap_err();
        assert_eq!(refused, "no_matching_identifier");

        // With a store of its own it asks: the client offers its session, and nobody knows it.
        let alone = handshake(&client, &Arc::new(lab.server(&of_net)), server_name("example.net"));
        assert!(matches!(alone.map(drop), Err(Error::InvalidCertificate(_))), "{version:?}");
    }
}

#[test]
fn a_client_without_certificate_is_refused_unless_dialback_follows() {
    let lab = Federation::new();
    for outcome in lab.connect(&lab.verifier(), &[]) {
        assert_eq!(outcome.map(drop).unwrap_err(), Error::NoCertificatesPresented);
    }
    let verifier = lab.verifier().accept_anonymous();
    for connection in lab.connect(&verifier, &[]) {
        let connection = connection.unwrap();
        assert_eq!(identify(&verifier, &connection, "xmpp-server", "example.com").unwrap_err(), "no certificate");
    }
}

#[test]
fn a_client_of_an_unknown_root_is_refused() {
    let lab = Federation::new();
    let other = Issued::root("Another Root CA");
    let names = [srv("_xmpp-server.example.com")];
    let leaf = other.end_entity("example.com").san(names).extended_key_usage([oid::CLIENT_AUTH]).issue();
    for outcome in lab.connect(&lab.verifier().without_root_hints(), &[&leaf]) {
        assert_eq!(outcome.map(drop).unwrap_err(), Error::InvalidCertificate(CertificateError::UnknownIssuer));
    }
    for outcome in lab.connect(&lab.verifier().with_error_mapping(ErrorMapping::AlwaysRejection), &[&leaf]) {
        let error = outcome.map(drop).unwrap_err();
        assert_eq!(rejection(&error).expect("a rejection").code(), "unknown_issuer");
    }
    let error = ClientVerifier::new(roots([]), &provider(), Purpose::Client).unwrap_err();
    assert_eq!(error, VerifierError::NoRoots);
}

/// The names of the roots, as the handshake carries them.
#[test]
fn clients_are_told_which_roots_count() {
    use rustls::server::danger::ClientCertVerifier;

    let lab = Federation::new();
    let hints = lab.verifier();
    let hints = hints.root_hint_subjects();
    assert_eq!(hints.len(), 1);
    assert_eq!(hints[0].as_ref(), lab.root.subject().der());
    assert!(lab.verifier().without_root_hints().root_hint_subjects().is_empty());
}
