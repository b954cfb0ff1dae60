//! Where nothing is about SRVNames the verifier does as rustls's own does: each case is asked of both, in TLS 1.2 and 1.3.

use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;

use p256::ecdsa::signature::hazmat::PrehashSigner;
use p256::ecdsa::{DerSignature, SigningKey as EcdsaKey};
use rustls::client::danger::ServerCertVerifier;
use rustls::crypto::ring;
use rustls::crypto::ring::cipher_suite::TLS13_AES_256_GCM_SHA384;
use rustls::server::AlwaysResolvesServerRawPublicKeys;
use rustls::sign::{CertifiedKey, Signer, SigningKey};
use rustls::{CertificateError, Error, InvalidMessage, ServerConfig, SignatureAlgorithm, SignatureScheme};
use rustls_pki_types::{CertificateDer, ServerName};
use srvname::integration::{
    ServerNameError,
    rustls_0_23::{ServerVerifier, rejection},
};
use srvname::{Policy, SubCaRule};

use crate::handshake::{
    Presents, VERSIONS, client_config, clock, connect, der, handshake, key, now, provider, server_config, server_name,
    verifier, webpki,
};
use crate::make::{Issued, dns, ip4, srv};

/// A server that both verifiers accept, for its SRVName and for its dNSName: the root itself issued it.
struct Plain {
    root: Issued,
    leaf: Issued,
}

impl Plain {
    fn new() -> Self {
        let root = Issued::root("Example Root CA");
        let names = [srv("_xmpp-client.example.com"), dns("example.com"), ip4([127, 0, 0, 1])];
        let leaf = root.end_entity("xmpp.example.com").san(names).issue();
        Self { root, leaf }
    }

    fn ours(&self) -> Arc<ServerVerifier> {
        Arc::new(verifier(&self.root, "xmpp-client"))
    }

    /// What both say, in each version; they must say the same.
    fn connect(&self, server: &ServerConfig) -> [Result<(), Error>; 2] {
        let server = Arc::new(server.clone());
        VERSIONS.map(|version| {
            let verifiers: [Arc<dyn ServerCertVerifier>; 2] = [self.ours(), webpki(&self.root)];
            let outcomes = verifiers.map(|verifier| {
                let client = Arc::new(client_config(verifier, version));
                handshake(&client, &server, server_name("example.com")).map(drop)
            });
            let [ours, theirs] = outcomes;
            assert_eq!(format!("{ours:?}"), format!("{theirs:?}"), "{version:?}");
            ours
        })
    }
}

fn presenting(certificates: Vec<CertificateDer<'static>>, key: Arc<dyn SigningKey>) -> ServerConfig {
    ServerConfig::builder_with_details(provider(), clock())
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_cert_resolver(Arc::new(Presents::new(CertifiedKey::new(certificates, key))))
}

fn signing_key(issued: &Issued) -> Arc<dyn SigningKey> {
    ring::sign::any_ecdsa_type(&key(issued)).unwrap()
}

#[test]
fn an_ocsp_response_is_not_read() {
    let lab = Plain::new();
    let (leaf, name) = (der(&lab.leaf), server_name("example.com"));
    for response in [&[][..], b"no response", &[0x30, 0x00]] {
        lab.ours().verify_server_cert(&leaf, &[], &name, response, now()).unwrap();
        webpki(&lab.root).verify_server_cert(&leaf, &[], &name, response, now()).unwrap();
    }
}

/// rustls's own looks for an iPAddress. An SRV-ID has none, so here it is the one thing that differs.
#[test]
fn an_address_as_server_name_has_no_srv_id() {
    let lab = Plain::new();
    let server = Arc::new(server_config(&[&lab.leaf]));
    let address = ServerName::from(IpAddr::V4(Ipv4Addr::LOCALHOST));
    for version in VERSIONS {
        let theirs = Arc::new(client_config(webpki(&lab.root), version));
        handshake(&theirs, &server, address.clone()).unwrap();
        let ours = Arc::new(client_config(lab.ours(), version));
        match handshake(&ours, &server, address.clone()).map(drop).unwrap_err() {
            Error::Other(inner) => assert_eq!(inner.0.downcast_ref(), Some(&ServerNameError::NotADomain)),
            other => panic!("another reason: {other}"),
        }
    }
}

#[test]
fn a_chain_that_is_not_sent_is_not_found() {
    let root = Issued::root("Example Root CA");
    let sub = root.sub_ca("Example Sub CA").issue();
    let leaf = sub.end_entity("xmpp.example.com").san([srv("_xmpp-client.example.com"), dns("example.com")]).issue();
    let lab = Plain { root, leaf };
    for outcome in lab.connect(&server_config(&[&lab.leaf])) {
        assert_eq!(outcome.unwrap_err(), Error::InvalidCertificate(CertificateError::UnknownIssuer));
    }
}

#[test]
fn a_server_without_certificate_is_refused() {
    let lab = Plain::new();
    for outcome in lab.connect(&presenting(Vec::new(), signing_key(&lab.leaf))) {
        assert_eq!(outcome.unwrap_err(), Error::NoCertificatesPresented);
    }
}

/// A hundred certificates that have nothing to do with the path, and more than rustls lets into memory.
#[test]
fn chains_are_as_long_as_rustls_lets_them_be() {
    let lab = Plain::new();
    let strangers = |count| (0..count).map(|number| Issued::root(&format!("Root {number}"))).collect::<Vec<_>>();
    let chain = |strangers: &[Issued]| std::iter::once(&lab.leaf).chain(strangers).map(der).collect::<Vec<_>>();
    let many = chain(&strangers(100));
    for outcome in lab.connect(&presenting(many, signing_key(&lab.leaf))) {
        outcome.unwrap();
    }
    let too_many = chain(&strangers(200));
    assert!(too_many.iter().map(|der| der.len()).sum::<usize>() > 0x1_0000);
    for outcome in lab.connect(&presenting(too_many, signing_key(&lab.leaf))) {
        assert_eq!(outcome.unwrap_err(), Error::InvalidMessage(InvalidMessage::HandshakePayloadTooLarge));
    }
}

/// rustls-webpki counts intermediates, this library signature checks.
#[test]
fn a_path_of_seven_cas_is_no_longer_than_its_signatures() {
    let root = Issued::root("Example Root CA");
    let lax = Policy::new().with_sub_ca_rule(SubCaRule::Rfc5280);
    for (count, theirs_accepts) in [(6, true), (7, false)] {
        let mut authorities = vec![root.clone()];
        for number in 0..count {
            let next = authorities[number].sub_ca(&format!("CA {number}")).issue();
            authorities.push(next);
        }
        let names = [srv("_xmpp-client.example.com"), dns("example.com")];
        let leaf = authorities[count].end_entity("xmpp.example.com").san(names).issue();
        let chain: Vec<&Issued> = std::iter::once(&leaf).chain(authorities[1..].iter().rev()).collect();
        connect(&Arc::new(verifier(&root, "xmpp-client").with_policy(lax)), &chain, "example.com").unwrap();
        assert_eq!(connect(&webpki(&root), &chain, "example.com").is_ok(), theirs_accepts, "{count} intermediates");
    }
}

/// RFC 7250: no certificate, so no SRVName.
#[test]
fn raw_public_keys_are_not_taken() {
    let lab = Plain::new();
    let info = CertificateDer::from(lab.leaf.key().public_key_info());
    let raw = Arc::new(CertifiedKey::new(vec![info.clone()], signing_key(&lab.leaf)));
    let server = ServerConfig::builder_with_details(provider(), clock())
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_cert_resolver(Arc::new(AlwaysResolvesServerRawPublicKeys::new(raw)));
    for outcome in lab.connect(&server) {
        outcome.unwrap_err();
    }
    // Nor where a certificate belongs.
    assert!(!lab.ours().requires_raw_public_keys());
    let error = lab.ours().verify_server_cert(&info, &[], &server_name("example.com"), &[], now()).unwrap_err();
    assert_eq!(rejection(&error).expect("a rejection").code(), "malformed_certificate");
    let error = webpki(&lab.root).verify_server_cert(&info, &[], &server_name("example.com"), &[], now()).unwrap_err();
    assert_eq!(error, Error::InvalidCertificate(CertificateError::BadEncoding));
}

/// The key of a P-256 certificate, which claims to sign by `scheme`: with SHA-384, whatever the scheme says.
#[derive(Clone, Debug)]
struct Claims {
    key: EcdsaKey,
    scheme: SignatureScheme,
}

impl Claims {
    fn new(issued: &Issued, scheme: SignatureScheme) -> Arc<Self> {
        // The number stands behind 36 octets of headers in a PKCS #8 key of this curve.
        Arc::new(Self { key: EcdsaKey::from_slice(&issued.pkcs8()[36..68]).unwrap(), scheme })
    }
}

impl SigningKey for Claims {
    fn choose_scheme(&self, _: &[SignatureScheme]) -> Option<Box<dyn Signer>> {
        Some(Box::new(self.clone()))
    }

    fn algorithm(&self) -> SignatureAlgorithm {
        SignatureAlgorithm::ECDSA
    }
}

impl Signer for Claims {
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, Error> {
        let sha384 = TLS13_AES_256_GCM_SHA384.tls13().unwrap().common.hash_provider;
        let signature: DerSignature = self.key.sign_prehash(sha384.hash(message).as_ref()).unwrap();
        Ok(signature.as_bytes().to_vec())
    }

    fn scheme(&self) -> SignatureScheme {
        self.scheme
    }
}

/// RFC 8446 §4.2.3 ties the curve to the scheme; in TLS 1.2 the scheme names a hash and the certificate the curve.
#[test]
fn a_scheme_of_another_curve_counts_in_tls_1_2_alone() {
    let lab = Plain::new();
    let key = Claims::new(&lab.leaf, SignatureScheme::ECDSA_NISTP384_SHA384);
    let [old, new] = lab.connect(&presenting(vec![der(&lab.leaf)], key));
    old.unwrap();
    new.unwrap_err();
}

#[test]
fn a_scheme_that_was_not_offered_or_is_another_is_refused() {
    let lab = Plain::new();
    for scheme in
        [SignatureScheme::ECDSA_SHA1_Legacy, SignatureScheme::ECDSA_NISTP256_SHA256, SignatureScheme::RSA_PSS_SHA256]
    {
        for outcome in lab.connect(&presenting(vec![der(&lab.leaf)], Claims::new(&lab.leaf, scheme))) {
            outcome.unwrap_err();
        }
    }
}

/// What is offered to the server, in the same order.
#[test]
fn the_schemes_are_those_of_the_provider() {
    let lab = Plain::new();
    assert_eq!(lab.ours().supported_verify_schemes(), webpki(&lab.root).supported_verify_schemes());
    connect(&lab.ours(), &[&lab.leaf], "example.com").unwrap();
}
