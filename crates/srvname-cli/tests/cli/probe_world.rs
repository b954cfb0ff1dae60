//! A resolver and a mail server on the loopback interface, for one domain of a test.

use std::collections::HashMap;
use std::io::Write;
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream, UdpSocket};
use std::path::PathBuf;
use std::sync::Arc;
use std::thread;

use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::{ServerConfig, ServerConnection};

use crate::make::{Constraints, Issued, dns, srv};
use crate::run::{Folder, Ran, srvname};

const A: u16 = 1;
const SOA: u16 = 6;
const SRV: u16 = 33;
const TLSA: u16 = 52;

/// A domain whose one server is at this machine, and whose resolver validates, as it says.
pub(crate) struct World {
    folder: Folder,
    resolver: SocketAddr,
}

/// The records of a name and a type, as a message has them.
type Records = HashMap<(String, u16), Vec<Vec<u8>>>;

impl World {
    /// The server of `imaps` at example.com, with a certificate of these names. What is in the DNS about its key is right.
    pub(crate) fn new(test: &str, names: &[&str]) -> Self {
        let folder = Folder::new(test);
        let root = Issued::root("Example Root CA");
        let constraints = Constraints::new().permit(dns("example.com")).permit(srv("example.com"));
        let ca = root.sub_ca("Example Sub CA").constraints(constraints).issue();
        let names = names.iter().map(|name| if name.starts_with('_') { srv(name) } else { dns(name) });
        let names: Vec<_> = names.collect();
        // The day on which the test runs is not known.
        let server = ca.end_entity("imap.example.com").not_after("2049-01-01T00:00:00Z").san(names).issue();
        folder.chain("root.pem", [&root]);
        let own = folder.chain("server.pem", [&server]);
        let port = serve(&server, &[&server, &ca]);
        let record = srvname(["tlsa", "show", own.to_str().expect("text")]).out;
        let record = record.lines().find_map(|line| line.strip_prefix("3 1 1 ")).expect("a record").to_owned();
        let mut records = Records::new();
        let mut add = |name: &str, kind: u16, data: Vec<u8>| {
            records.entry((name.to_owned(), kind)).or_default().push(data);
        };
        add(
            "_imaps._tcp.example.com",
            SRV,
            [&[0, 0, 0, 1], &port.to_be_bytes()[..], &wire("imap.example.com")].concat(),
        );
        add("_pop3s._tcp.example.com", SRV, vec![0, 0, 0, 0, 0, 0, 0]);
        add("imap.example.com", A, Ipv4Addr::LOCALHOST.octets().to_vec());
        add(&format!("_{port}._tcp.imap.example.com"), TLSA, [&[3, 1, 1][..], &hex(&record)].concat());
        add("", SOA, [wire("ns.test"), wire("root.ns.test"), vec![0; 20]].concat());
        Self { folder, resolver: answer(records) }
    }

    /// The arguments that lead a probe into this world.
    pub(crate) fn arguments(&self) -> Vec<String> {
        let root = self.path("root.pem").to_str().expect("text").to_owned();
        ["--resolver", &self.resolver.to_string(), "--trust-ad", "--roots", &root].map(str::to_owned).to_vec()
    }

    /// Runs `probe` in this world.
    pub(crate) fn probe(&self, arguments: &[&str]) -> Ran {
        let given = arguments.iter().map(|argument| (*argument).to_owned());
        srvname(["probe".to_owned()].into_iter().chain(given).chain(self.arguments()))
    }

    /// A file in the folder of this world.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The folder of this world.
    pub(crate) const fn folder(&self) -> &Folder {
        &self.folder
    }
}

fn hex(digits: &str) -> Vec<u8> {
    let digits = digits.as_bytes().chunks(2).map(|pair| std::str::from_utf8(pair).expect("text"));
    digits.map(|pair| u8::from_str_radix(pair, 16).expect("a digit")).collect()
}

/// A name as a message has it.
fn wire(name: &str) -> Vec<u8> {
    let mut octets = Vec::new();
    for label in name.split('.').filter(|label| !label.is_empty()) {
        octets.push(u8::try_from(label.len()).expect("a label"));
        octets.extend(label.as_bytes());
    }
    octets.push(0);
    octets
}

/// Starts a server of TLS that greets, and returns its port.
fn serve(owner: &Issued, chain: &[&Issued]) -> u16 {
    let chain = chain.iter().map(|certificate| CertificateDer::from(certificate.der().to_vec())).collect();
    let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(owner.pkcs8()));
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("versions")
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .expect("a certificate");
    let config = Arc::new(config);
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
    let port = listener.local_addr().expect("an address").port();
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let config = Arc::clone(&config);
            thread::spawn(move || greet(config, stream));
        }
    });
    port
}

fn greet(config: Arc<ServerConfig>, mut stream: TcpStream) {
    let mut connection = ServerConnection::new(config).expect("a connection");
    // Whoever asks for another kind of key goes away.
    let _ = rustls::Stream::new(&mut connection, &mut stream).write_all(b"* OK ready\r\n");
}

/// Starts a resolver with these records, and returns its address. It says of every answer that it validated it.
fn answer(records: Records) -> SocketAddr {
    let socket = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
    let address = socket.local_addr().expect("an address");
    thread::spawn(move || {
        let mut question = [0; 4096];
        while let Ok((length, from)) = socket.recv_from(&mut question) {
            let _ = socket.send_to(&reply(&question[..length], &records), from);
        }
    });
    address
}

/// The answer to a question (RFC 1035 §4).
fn reply(query: &[u8], records: &Records) -> Vec<u8> {
    let mut labels = Vec::new();
    let mut at = 12;
    while query[at] != 0 {
        let end = at + 1 + usize::from(query[at]);
        labels.push(String::from_utf8_lossy(&query[at + 1..end]).to_lowercase());
        at = end;
    }
    let question = &query[12..at + 5];
    let kind = u16::from_be_bytes([query[at + 1], query[at + 2]]);
    let found = records.get(&(labels.join("."), kind)).map(Vec::as_slice).unwrap_or_default();
    // A response to what was asked with RD, from one that recurses and validated it; one question.
    let mut reply = [&query[..2], &[0x81, 0xa0, 0, 1]].concat();
    reply.extend(u16::try_from(found.len()).expect("few records").to_be_bytes());
    reply.extend([0, u8::from(found.is_empty()), 0, 0]);
    reply.extend(question);
    for data in found {
        // The name of the question, IN, a minute.
        reply.extend([[0xc0, 12].as_slice(), &kind.to_be_bytes(), &[0, 1, 0, 0, 0, 60]].concat());
        reply.extend(u16::try_from(data.len()).expect("a short record").to_be_bytes());
        reply.extend(data);
    }
    if found.is_empty() {
        let soa = [wire("ns.test"), wire("root.ns.test"), vec![0; 20]].concat();
        reply.extend(
            [[0, 0, 6, 0, 1, 0, 0, 0, 60].as_slice(), &u16::try_from(soa.len()).expect("short").to_be_bytes(), &soa]
                .concat(),
        );
    }
    reply
}
