//! A server on loopback, and a client that is told whom to trust.

use std::net::{TcpListener, TcpStream};
use std::thread;

use openssl::pkey::PKey;
use openssl::ssl::{
    ConnectConfiguration, HandshakeError, Ssl, SslAcceptor, SslConnector, SslMethod, SslRef, SslStream, SslVersion,
};
use openssl::x509::store::X509StoreBuilder;
use openssl::x509::verify::X509VerifyFlags;
use openssl::x509::{X509, X509VerifyResult};
use srvname::{Rejection, identity::SourceDomain};
use srvname_openssl::{ConnectError, PeerIdentity, ServerVerifier, VerifyError};

use crate::make::chains::confined;
use crate::make::{Constraints, GeneralName, Issued, dns, srv};

pub(crate) const VERSIONS: [SslVersion; 2] = [SslVersion::TLS1_2, SslVersion::TLS1_3];

/// The error of OpenSSL that this package is about.
pub(crate) const UNSUPPORTED: &str = "unsupported name constraint type";

/// One server, and what its clients trust.
pub(crate) struct Lab {
    pub(crate) trusted: Vec<Issued>,
    pub(crate) flags: X509VerifyFlags,
    pub(crate) leaf: Issued,
    /// What the server sends behind its certificate.
    pub(crate) sent: Vec<Issued>,
    /// What it signs with: the key of its certificate.
    pub(crate) pkcs8: Vec<u8>,
}

impl Lab {
    pub(crate) fn of(root: &Issued, sent: &[&Issued], leaf: Issued) -> Self {
        let sent = sent.iter().copied().cloned().collect();
        Self { trusted: vec![root.clone()], flags: X509VerifyFlags::empty(), pkcs8: leaf.pkcs8(), leaf, sent }
    }

    /// A root, a sub-CA with these constraints, if any, and a server with these names.
    pub(crate) fn new(constraints: Option<Constraints>, names: impl IntoIterator<Item = GeneralName>) -> Self {
        let root = Issued::root("Example Root CA");
        let sub = root.sub_ca("Example Sub CA");
        let sub = match constraints {
            Some(constraints) => sub.constraints(constraints).issue(),
            None => sub.issue(),
        };
        let leaf = sub.end_entity("xmpp.example.com").san(names).issue();
        Self::of(&root, &[&sub], leaf)
    }

    /// The server of this project.
    pub(crate) fn confined() -> Self {
        Self::new(Some(confined()), [srv("_xmpp-client.example.com"), dns("example.com")])
    }

    pub(crate) fn configure(&self, version: SslVersion) -> ConnectConfiguration {
        let mut builder = SslConnector::builder(SslMethod::tls_client()).unwrap();
        let mut store = X509StoreBuilder::new().unwrap();
        for trusted in &self.trusted {
            store.add_cert(x509(trusted)).unwrap();
        }
        store.set_flags(self.flags).unwrap();
        builder.set_cert_store(store.build());
        builder.set_min_proto_version(Some(version)).unwrap();
        builder.set_max_proto_version(Some(version)).unwrap();
        builder.build().configure().unwrap()
    }

    /// The server's side.
    pub(crate) fn acceptor(&self) -> SslAcceptor {
        let mut acceptor = SslAcceptor::mozilla_intermediate_v5(SslMethod::tls_server()).unwrap();
        acceptor.set_private_key(&PKey::private_key_from_pkcs8(&self.pkcs8).unwrap()).unwrap();
        acceptor.set_certificate(&x509(&self.leaf)).unwrap();
        for sent in &self.sent {
            acceptor.add_extra_chain_cert(x509(sent)).unwrap();
        }
        acceptor.build()
    }

    /// A client's end of a connection to this server, which answers one handshake.
    pub(crate) fn dial(&self) -> TcpStream {
        dial(&self.acceptor())
    }

    /// The package, for `_xmpp-client.example.com`, in handshakes of each version, which must end alike.
    pub(crate) fn connect(&self) -> Result<PeerIdentity, VerifyError> {
        self.connect_with(&verifier())
    }

    pub(crate) fn connect_with(&self, verifier: &ServerVerifier) -> Result<PeerIdentity, VerifyError> {
        let outcomes = VERSIONS.map(|version| match verifier.connect(self.configure(version), self.dial()) {
            Ok((stream, identity)) => {
                assert_eq!(stream.ssl().verify_result(), X509VerifyResult::OK);
                Ok(identity)
            }
            Err(ConnectError::Verify(refused)) => Err(refused),
            Err(other) => panic!("not over the certificates: {other}"),
        });
        assert_eq!(outcomes[0], outcomes[1]);
        outcomes.into_iter().next().unwrap()
    }

    /// OpenSSL by itself, asked for no host name: its error.
    pub(crate) fn connect_plainly(&self) -> Result<(), String> {
        self.connect_under(|_| ())
    }

    /// OpenSSL with whatever callback.
    pub(crate) fn connect_under(&self, configure: impl Fn(&mut SslRef)) -> Result<(), String> {
        let outcomes = VERSIONS.map(|version| {
            let mut configuration = self.configure(version);
            configuration.set_verify_hostname(false);
            configure(&mut configuration);
            reason(configuration.connect("example.com", self.dial()))
        });
        assert_eq!(outcomes[0], outcomes[1]);
        outcomes.into_iter().next().unwrap()
    }
}

/// A client's end of a connection to a server that answers one handshake. A client that does not like the certificate
/// hangs up.
pub(crate) fn dial(acceptor: &SslAcceptor) -> TcpStream {
    let ssl = Ssl::new(acceptor.context()).unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let client = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
    let (server, _) = listener.accept().unwrap();
    thread::spawn(move || ssl.accept(server).is_ok());
    client
}

pub(crate) fn verifier() -> ServerVerifier {
    verifier_for("xmpp-client", "example.com")
}

pub(crate) fn verifier_for(service: &str, domain: &str) -> ServerVerifier {
    ServerVerifier::new(service, SourceDomain::from_user_input(domain).unwrap()).unwrap()
}

fn reason(outcome: Result<SslStream<TcpStream>, HandshakeError<TcpStream>>) -> Result<(), String> {
    match outcome {
        Ok(_) => Ok(()),
        Err(HandshakeError::Failure(stream)) => Err(stream.ssl().verify_result().error_string().to_owned()),
        Err(other) => panic!("{other}"),
    }
}

pub(crate) fn x509(issued: &Issued) -> X509 {
    X509::from_der(issued.der()).unwrap()
}

pub(crate) fn rejection(outcome: Result<PeerIdentity, VerifyError>) -> Rejection {
    match outcome {
        Err(VerifyError::Rejected(rejection)) => rejection,
        other => panic!("not a rejection: {other:?}"),
    }
}

/// What OpenSSL said.
pub(crate) fn openssl_error(outcome: Result<PeerIdentity, VerifyError>) -> &'static str {
    match outcome {
        Err(VerifyError::Openssl(error)) => error.error_string(),
        other => panic!("not an error of OpenSSL: {other:?}"),
    }
}
