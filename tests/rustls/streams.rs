//! From what a connection over a stream returns to the reason: the helper that integrators call.

use std::error::Error as StdError;
use std::sync::Arc;
use std::{fmt, io};

use rustls::client::danger::ServerCertVerifier;
use rustls::{CertificateError, ClientConfig, OtherError};
use srvname::integration::rustls_0_23::{ErrorMapping, PeerRejection, ServerVerifier, rejection};
use tokio_rustls::{TlsAcceptor, TlsConnector};

use crate::handshake::{VERSIONS, client_config, server_config, server_name, verifier};
use crate::make::chains::confined;
use crate::make::{Issued, dns, oid, srv};
use crate::servers::Lab;

/// What tokio-rustls returns when a client with this verifier connects to the server of the lab.
fn connect(lab: &Lab, verifier: ServerVerifier, domain: &str) -> io::Result<()> {
    let server = TlsAcceptor::from(Arc::new(server_config(&[&lab.leaf, &lab.sub])));
    let verifier: Arc<dyn ServerCertVerifier> = Arc::new(verifier);
    let client = TlsConnector::from(Arc::<ClientConfig>::new(client_config(verifier, VERSIONS[1])));
    let runtime = tokio::runtime::Builder::new_current_thread().build()?;
    runtime.block_on(async {
        let (ours, theirs) = tokio::io::duplex(1 << 16);
        let (client, server) = tokio::join!(client.connect(server_name(domain), ours), server.accept(theirs));
        if let Err(told) = server {
            assert!(PeerRejection::find(&told).is_none(), "an alert is the peer's reason, not ours: {told}");
        }
        client.map(drop)
    })
}

/// An error of another layer, with an error below it.
#[derive(Debug)]
struct Layer(Box<dyn StdError + Send + Sync>);

impl fmt::Display for Layer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the connection failed")
    }
}

impl StdError for Layer {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        Some(self.0.as_ref())
    }
}

#[test]
fn a_rejection_is_found_in_what_tokio_returns() {
    let open = Lab::new(|root| root.sub_ca("Open Sub CA").issue());
    let error = connect(&open, verifier(&open.root, "xmpp-client"), "example.com").unwrap_err();
    let found = rejection(&error).expect("a rejection");
    assert_eq!(found.code(), "ca_lacks_srv_constraints");
    let shown = PeerRejection::find(&error).unwrap();
    assert_eq!((shown.code(), shown.to_string()), (Some("ca_lacks_srv_constraints"), found.to_string()));
    assert!(shown.to_string().starts_with("certificate 1 (CN=Open Sub CA) may issue SRVNames"), "{shown}");

    // Below other layers, of which one is an `io::Error` again.
    let nested = Layer(Box::new(io::Error::other(Layer(Box::new(error)))));
    assert_eq!(rejection(&nested).expect("a rejection").code(), "ca_lacks_srv_constraints");
    let boxed: Box<dyn StdError> = Box::new(nested);
    assert_eq!(rejection(boxed.as_ref()).expect("a rejection").code(), "ca_lacks_srv_constraints");
    // And as an error of its own.
    let own = Layer(Box::new(rejection(boxed.as_ref()).unwrap().clone()));
    assert_eq!(rejection(&own).expect("a rejection").code(), "ca_lacks_srv_constraints");
}

/// rustls's own values have a code and a sentence too, which say what the rejection would have said.
#[test]
fn values_of_rustls_have_a_code_and_a_sentence() {
    let lab = |draft: fn(crate::make::Draft) -> crate::make::Draft| {
        Lab::with_leaf(
            |root| root.sub_ca("Example Sub CA").constraints(confined()).issue(),
            |sub| {
                let names = [srv("_xmpp-client.example.com"), dns("example.com")];
                draft(sub.end_entity("xmpp.example.com").san(names)).issue()
            },
        )
    };
    let stranger = Lab { root: Issued::root("Another Root CA"), ..Lab::confined() };
    for (lab, domain, code, sentence) in [
        (
            lab(|draft| draft.not_after("2025-01-01T00:00:00Z")),
            "example.com",
            "expired",
            "the end entity certificate has expired: the time of the verification, 2026-01-01T00:00:00Z, is after its \
             notAfter, 2025-01-01T00:00:00Z [RFC 5280 §6.1.3(a)(2)]",
        ),
        (
            lab(|draft| draft.not_before("2026-06-01T00:00:00Z")),
            "example.com",
            "not_yet_valid",
            "the end entity certificate is not valid yet: the time of the verification, 2026-01-01T00:00:00Z, is before \
             its notBefore, 2026-06-01T00:00:00Z [RFC 5280 §6.1.3(a)(2)]",
        ),
        (
            lab(|draft| draft.extended_key_usage([oid::CLIENT_AUTH, oid::EMAIL_PROTECTION])),
            "example.com",
            "extended_key_usage",
            "the end entity certificate has an extKeyUsage without serverAuth, and with clientAuth, 1.3.6.1.5.5.7.3.4 \
             [RFC 5280 §4.2.1.12]",
        ),
        (
            lab(crate::make::Draft::corrupt_signature),
            "example.com",
            "bad_signature",
            "the end entity certificate has a signature that the key of its issuer does not verify \
             [RFC 5280 §6.1.3(a)(1)]",
        ),
        (
            stranger,
            "example.com",
            "unknown_issuer",
            "the certificates of the peer do not lead to a trust anchor [RFC 5280 §6.1]",
        ),
        (
            Lab::confined(),
            "example.net",
            "no_matching_identifier",
            "no name in the end entity certificate matches _xmpp-client.example.net: it has _xmpp-client.example.com \
             [RFC 9525 §6.2]",
        ),
    ] {
        let error = connect(&lab, verifier(&lab.root, "xmpp-client"), domain).unwrap_err();
        assert!(rejection(&error).is_none(), "{code}");
        let found = PeerRejection::find(&error).expect("about certificates");
        assert_eq!((found.code(), found.to_string().as_str()), (Some(code), sentence));

        let always = verifier(&lab.root, "xmpp-client").with_error_mapping(ErrorMapping::AlwaysRejection);
        let error = connect(&lab, always, domain).unwrap_err();
        assert_eq!(rejection(&error).expect("a rejection").code(), code);
    }
}

/// A certificate may have any number of names.
#[test]
fn a_sentence_lists_twenty_names() {
    let presented = (0..1_000).map(|number| format!("host{number}.example.com")).collect();
    let expected = server_name("_xmpp-client.example.com");
    let error = CertificateError::NotValidForNameContext { expected, presented };
    let error = rustls::Error::InvalidCertificate(error);
    let sentence = PeerRejection::find(&error).unwrap().to_string();
    assert!(sentence.contains("host19.example.com and 980 more"), "{sentence}");
    assert!(sentence.len() < 600, "{sentence}");
}

#[test]
fn a_server_name_that_is_no_source_domain_is_found_too() {
    let lab = Lab::confined();
    let error = connect(&lab, verifier(&lab.root, "xmpp-client"), "_xmpp-client.example.com").unwrap_err();
    let found = PeerRejection::find(&error).expect("about the server name");
    assert!(matches!(found, PeerRejection::ServerName(_)) && found.code().is_none());
    assert!(found.to_string().contains("pass the source domain alone"), "{found}");
}

#[test]
fn an_error_about_anything_else_has_no_rejection() {
    for error in [
        io::Error::from(io::ErrorKind::ConnectionReset),
        io::Error::other("a text"),
        io::Error::other(rustls::Error::HandshakeNotComplete),
        io::Error::other(rustls::Error::AlertReceived(rustls::AlertDescription::BadCertificate)),
    ] {
        assert!(PeerRejection::find(&error).is_none(), "{error}");
    }
    // Another verifier's own words are theirs.
    let foreign = CertificateError::Other(OtherError(Arc::new(fmt::Error)));
    let foreign = io::Error::other(rustls::Error::InvalidCertificate(foreign));
    let found = PeerRejection::find(&foreign).expect("about certificates");
    assert!(found.code().is_none() && found.rejection().is_none());
}
