//! A TLS server at the other end of a stream in memory, with certificates of the testkit.

use std::sync::{Arc, Mutex};

use rustls::crypto::aws_lc_rs;
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::{CertifiedKey, Signer, SigningKey};
use rustls::{ServerConfig, SignatureAlgorithm, SignatureScheme, SupportedProtocolVersion};
use rustls_pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use srvname_testkit::make::Issued;

pub(crate) fn der(issued: &Issued) -> CertificateDer<'static> {
    CertificateDer::from(issued.der().to_vec())
}

/// The key that a certificate is for, as a server has it.
pub(crate) fn signing_key(issued: &Issued) -> Arc<dyn SigningKey> {
    aws_lc_rs::sign::any_ecdsa_type(&PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(issued.pkcs8()))).unwrap()
}

/// A chain and a key, which need not belong to each other.
pub(crate) fn certified(chain: &[&Issued], key: Arc<dyn SigningKey>) -> Arc<CertifiedKey> {
    Arc::new(CertifiedKey::new(chain.iter().map(|issued| der(issued)).collect(), key))
}

/// A key of the testkit that signs with RSASSA-PKCS1-v1_5 and SHA-256, which only TLS 1.2 takes.
#[derive(Clone, Debug)]
pub(crate) struct RsaSigner;

impl SigningKey for RsaSigner {
    fn choose_scheme(&self, offered: &[SignatureScheme]) -> Option<Box<dyn Signer>> {
        offered.contains(&SignatureScheme::RSA_PKCS1_SHA256).then(|| Box::new(Self) as Box<dyn Signer>)
    }

    fn algorithm(&self) -> SignatureAlgorithm {
        SignatureAlgorithm::RSA
    }
}

/// A key that signs as it likes, whatever is offered.
#[derive(Debug)]
pub(crate) struct Stubborn(pub(crate) Arc<dyn SigningKey>);

impl SigningKey for Stubborn {
    fn choose_scheme(&self, _: &[SignatureScheme]) -> Option<Box<dyn Signer>> {
        self.0.choose_scheme(&[SignatureScheme::ECDSA_NISTP256_SHA256])
    }

    fn algorithm(&self) -> SignatureAlgorithm {
        self.0.algorithm()
    }
}

impl Signer for RsaSigner {
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, rustls::Error> {
        Ok(srvname_testkit::make::rsa::RSA_2048.sign(message))
    }

    fn scheme(&self) -> SignatureScheme {
        SignatureScheme::RSA_PKCS1_SHA256
    }
}

/// Gives each client the first of its keys that the client can verify, and keeps the names that were asked for.
#[derive(Debug, Default)]
pub(crate) struct Keys {
    pub(crate) keys: Vec<Arc<CertifiedKey>>,
    pub(crate) asked: Mutex<Vec<Option<String>>>,
}

impl ResolvesServerCert for Keys {
    fn resolve(&self, hello: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        self.asked.lock().unwrap().push(hello.server_name().map(str::to_owned));
        self.keys.iter().find(|key| key.key.choose_scheme(hello.signature_schemes()).is_some()).cloned()
    }
}

pub(crate) fn config(keys: Arc<Keys>, version: &'static SupportedProtocolVersion, alpn: &[&str]) -> Arc<ServerConfig> {
    let builder = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()));
    let builder = builder.with_protocol_versions(&[version]).unwrap().with_no_client_auth();
    let mut config = builder.with_cert_resolver(keys);
    config.alpn_protocols = alpn.iter().map(|id| id.as_bytes().to_vec()).collect();
    Arc::new(config)
}
