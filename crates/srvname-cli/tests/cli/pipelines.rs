//! How CAs call lint: the commands of `docs/PIPELINES.md`, a validator of EJBCA, a webhook of step-ca, and what is linted
//! before it is a certificate.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Command, Stdio};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use crate::arguments;
use crate::help::{has, shell};
use crate::make::certificate::Extension;
use crate::make::file::{pem, pem_block};
use crate::make::{Constraints, Issued, dns, srv};
use crate::run::{Folder, Ran, command, srvname, with_input};

fn repository() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
}

/// The fenced blocks of the document, each with its language. One that stands right after another has `output` before it.
fn blocks() -> Vec<(String, String)> {
    let text = std::fs::read_to_string(repository().join("docs/PIPELINES.md")).expect("the document");
    let parts: Vec<&str> = text.split("```").collect();
    let fenced = parts.chunks_exact(2).filter_map(|pair| match pair {
        [prose, block] => block.split_once('\n').map(|(language, block)| (prose.trim(), language, block)),
        _ => None,
    });
    let named = |(prose, language, block): (&str, &str, &str)| {
        let language = if prose.is_empty() { format!("output {language}") } else { language.to_owned() };
        (language, block.to_owned())
    };
    fenced.map(named).collect()
}

/// Each block of commands ends well, and prints what the block after it shows.
#[test]
fn the_commands_of_the_document_run() {
    if !has("openssl", "the commands of docs/PIPELINES.md") {
        return;
    }
    let folder = Folder::new("pipelines");
    let blocks = blocks();
    let (mut before, mut ran) = (String::new(), 0);
    for (at, (_, script)) in blocks.iter().enumerate().filter(|(_, (language, _))| language == "sh") {
        // A function of one block is called in the next.
        let output = shell(folder.path(), &format!("{before}\n{script}"));
        let (out, said) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        assert!(output.status.success(), "{script}{out}{said}");
        let shown = blocks.get(at + 1).filter(|(language, _)| language == "output text").map_or("", |(_, shown)| shown);
        assert_eq!(out, shown, "{script}{said}");
        if let Some((_, function)) = script.split_once("lint_and_sign() {") {
            let (body, _) = function.split_once("\n}\n").expect("its end");
            before = format!("lint_and_sign() {{{body}\n}}");
        }
        ran += 1;
    }
    assert!(ran >= 6, "{ran} blocks");
}

/// A certificate with a finding that is an error, and one without a finding; both below the same CA.
fn good_and_bad() -> [Issued; 2] {
    let root = Issued::root("Example Root CA");
    let issue = |name: &str| root.end_entity("xmpp.example.com").san([srv(name), dns("xmpp.example.com")]).issue();
    [issue("_xmpp-server.example.com"), issue("_xmpp-server..example.com")]
}

/// What EJBCA does with a command about a certificate: the file is the first argument, or the placeholder goes and the
/// certificate is on standard input; it is refused if the status is not 0 or something is on standard error.
fn ejbca_accepts(line: &str, certificate: &[u8], folder: &Folder) -> bool {
    let line = line.replace("/usr/local/bin/srvname", env!("CARGO_BIN_EXE_srvname"));
    let mut words: Vec<String> = line.split(' ').map(str::to_owned).collect();
    let by_input = words.iter().any(|word| word == "%cert%");
    words.retain(|word| word != "%cert%");
    if !by_input {
        let file = folder.file("certificate", certificate);
        words.insert(1, file.to_str().expect("text").to_owned());
    }
    let program = Path::new(env!("CARGO_BIN_EXE_srvname")).parent().expect("a folder");
    let path = format!("{}:{}", program.display(), std::env::var("PATH").unwrap_or_default());
    let mut child = Command::new("/bin/sh");
    child.args(["-c", &words.join(" ")]).current_dir(folder.path()).env("PATH", path);
    let mut child = child.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("a shell");
    let mut input = child.stdin.take().expect("a pipe");
    if by_input {
        let _ = input.write_all(certificate);
    }
    drop(input);
    let output = child.wait_with_output().expect("it ends");
    output.status.success() && output.stderr.is_empty()
}

#[test]
#[cfg(unix)]
fn ejbca_is_told_by_file_and_by_standard_input() {
    let folder = Folder::new("pipelines-ejbca");
    let line = blocks().into_iter().map(|(_, block)| block).find(|block| block.contains("%cert%")).expect("a command");
    let script =
        blocks().into_iter().map(|(_, block)| block).find(|block| block.contains("<<'SCRIPT'")).expect("a script");
    let script = script.split("if ./srvname-lint").next().expect("the part that writes it").to_owned();
    assert!(shell(folder.path(), &script).status.success());
    let [good, bad] = good_and_bad();
    let own = line.trim().replace(" --profile br", "");
    let file = folder.path().join("srvname-lint");
    let text = std::fs::read_to_string(&file).expect("the script").replace(" --profile br", "");
    std::fs::write(&file, text).expect("written");
    for line in [own.as_str(), "./srvname-lint"] {
        for (certificate, expected) in [(&good, true), (&bad, false)] {
            assert_eq!(ejbca_accepts(line, pem(certificate.der()).as_bytes(), &folder), expected, "{line}");
            assert_eq!(ejbca_accepts(line, certificate.der(), &folder), expected, "{line}");
        }
        // Nothing that was linted, and what cannot be read, are refused.
        for nothing in [&b""[..], b"-----BEGIN CERTIFICATE-----\n", pem_block("PRIVATE KEY", &[]).as_bytes()] {
            assert!(!ejbca_accepts(line, nothing, &folder), "{line}");
        }
    }
    // The line of the document as it is: an SRVName is not for public TLS.
    assert!(!ejbca_accepts(line.trim(), pem(good.der()).as_bytes(), &folder));
}

/// The lints that find something in what is given on standard input.
fn found(der: &[u8], arguments: &[&str]) -> (Ran, Vec<String>) {
    let ran = with_input([&["lint", "--format", "json", "-"], arguments].concat(), der);
    let json = ran.json();
    let findings = json["findings"].as_array().expect("a list").iter();
    let ids = findings.map(|finding| finding["lint"].as_str().expect("text").to_owned()).collect();
    assert_eq!(json["certificates"], 1);
    (ran, ids)
}

/// The extension of a precertificate (RFC 6962 §3.1).
fn poison() -> Extension {
    Extension::new("1.3.6.1.4.1.11129.2.4.3", true, &[0x05, 0x00])
}

/// Before it is signed, before it is logged, and as a request, a certificate has the findings that it has afterwards.
#[test]
fn what_becomes_a_certificate_has_its_findings() {
    let root = Issued::root("Example Root CA");
    let names = [srv("_xmpp-server..example.com"), dns("xmpp.example.com")];
    let draft = root.end_entity("xmpp.example.com").san(names);
    let tbs = draft.to_be_signed();
    let request = draft.request();
    let poisoned = draft.clone().extension(poison()).issue();
    let (ran, wanted) = found(draft.issue().der(), &[]);
    assert!(ran.status == 1 && wanted.contains(&"srv_san_empty_label".to_owned()), "{ran:?}");
    for (der, kind) in [(&tbs[..], "tbsCertificate"), (&request, "request"), (poisoned.der(), "precertificate")] {
        let (ran, ids) = found(der, &[]);
        assert_eq!((ran.status, ran.err.as_str(), &ids), (1, "", &wanted), "{kind}");
    }
    // The poison is critical and nobody validates it: to lints it is no fault.
    let good = root.end_entity("xmpp.example.com").san([srv("_xmpp-server.example.com"), dns("xmpp.example.com")]);
    let poisoned = good.clone().extension(poison()).issue();
    for profile in ["pkix", "br", "smime", "srv"] {
        let (with, without) = (
            found(poisoned.der(), &["--profile", profile]),
            found(good.clone().issue().der(), &["--profile", profile]),
        );
        assert_eq!((with.0.status, with.0.err, with.1), (without.0.status, without.0.err, without.1), "{profile}");
    }
    // Below the CA that would sign it.
    let ca = root.sub_ca("Example Sub CA").constraints(Constraints::new().permit(srv("example.org"))).issue();
    let below = |block: String| {
        let chain = block + &pem(ca.der()) + &pem(root.der());
        let json = with_input(["lint", "--chain", "--format", "json", "-"], chain.as_bytes()).json();
        json["findings"].as_array().expect("a list").iter().any(|one| one["lint"] == "chain_srv_not_permitted")
    };
    let draft = ca.end_entity("xmpp.example.com").san([srv("_xmpp-server.example.com")]);
    let poisoned = draft.clone().extension(poison()).issue();
    assert!(below(pem(poisoned.der())) && below(pem_block("CERTIFICATE REQUEST", &draft.request())));
}

/// Sends a body as step-ca does, and returns the status and the body of the answer.
fn post(port: u16, body: &str, signature: &str) -> (String, Value) {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).expect("a connection");
    write!(
        stream,
        "POST / HTTP/1.0\r\nContent-Type: application/json\r\nContent-Length: {}\r\nX-Smallstep-Signature: {signature}\r\n\r\n{body}",
        body.len()
    )
    .expect("sent");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("an answer");
    let (head, body) = answer.split_once("\r\n\r\n").expect("a body");
    (head.split(' ').nth(1).expect("a status").to_owned(), serde_json::from_str(body).unwrap_or_default())
}

#[test]
#[cfg(unix)]
fn a_webhook_of_step_ca_lints_requests() {
    if !has("python3", "the webhook for step-ca") {
        return;
    }
    let folder = Folder::new("pipelines-step-ca");
    let key = b"a key of this test";
    let secret = folder.file("secret", STANDARD.encode(key));
    let program = Path::new(env!("CARGO_BIN_EXE_srvname")).parent().expect("a folder");
    let path = format!("{}:{}", program.display(), std::env::var("PATH").unwrap_or_default());
    let mut webhook = Command::new("python3");
    webhook.arg(repository().join("integrations/step-ca/webhook.py")).args(arguments!["--secret", secret]);
    webhook.args(["--", "--profile", "pkix"]).env("PATH", path).env("PYTHONDONTWRITEBYTECODE", "1");
    let mut webhook = webhook.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("it starts");
    let mut line = String::new();
    BufReader::new(webhook.stdout.take().expect("a pipe")).read_line(&mut line).expect("a port");
    let port: u16 = line.trim().parse().expect("a port");
    let signed = |body: &str| {
        let key = aws_lc_rs::hmac::Key::new(aws_lc_rs::hmac::HMAC_SHA256, key);
        let tag = aws_lc_rs::hmac::sign(&key, body.as_bytes());
        let signature: String = tag.as_ref().iter().map(|octet| format!("{octet:02x}")).collect();
        post(port, body, &signature)
    };
    let root = Issued::root("Example Root CA");
    let body = |name: &str| {
        let request = root.end_entity("xmpp.example.com").san([srv(name), dns("xmpp.example.com")]).request();
        json!({"timestamp": "2026-11-24T00:00:00Z", "x509CertificateRequest": {"raw": STANDARD.encode(request)}})
            .to_string()
    };
    let answers = [
        signed(&body("_xmpp-server.example.com")),
        signed(&body("_xmpp-server..example.com")),
        signed("{\"x509Certificate\": {}}"),
        signed("no JSON"),
        post(port, &body("_xmpp-server.example.com"), "00"),
    ];
    webhook.kill().expect("it runs");
    webhook.wait().expect("it ends");
    let [good, bad, other, broken, unsigned] = answers;
    assert_eq!((good.0.as_str(), &good.1), ("200", &json!({"allow": true})));
    assert_eq!((bad.0.as_str(), &bad.1["allow"]), ("200", &json!(false)));
    assert!(bad.1["error"]["message"].as_str().is_some_and(|text| text.contains("srv_san_empty_label")), "{bad:?}");
    assert_eq!((&other.1["allow"], &broken.1["allow"]), (&json!(false), &json!(false)));
    assert_eq!(unsigned.0, "401");
}

/// pkimetal reads lines of at most 64 KiB, and waits for the last one of each answer.
#[test]
fn pkimetal_gets_short_lines_however_much_is_found() {
    let root = Issued::root("Example Root CA");
    let label = "a".repeat(70);
    let names = (0..3000).map(|number| srv(&format!("_Imap.{number}.{label}.{}", "x".repeat(3000))));
    let many = root.end_entity("many").san(names).issue();
    let [good, bad] = good_and_bad();
    let requests: String = [&many, &bad, &good].iter().map(|one| format!("pkix\n{}\n", pem(one.der()))).collect();
    let ran = with_input(["lint", "--pkimetal", "--profile", "br"], requests.as_bytes());
    assert_eq!((ran.status, ran.err.as_str()), (0, ""), "{}", ran.err);
    let mut answers = ran.out.strip_prefix("[Ready]\n").expect("the first line").split("[EndOfResults]\n");
    let [many, bad, good, rest] = [(); 4].map(|()| answers.next().expect("an answer"));
    // A thousand of each lint, of which the last says how many more there are.
    assert!(many.lines().count() >= 3000, "{} lines", many.lines().count());
    assert_eq!(many.matches("(and 2000 more findings of this lint)").count(), 3);
    assert!(ran.out.lines().all(|line| line.len() < 16 << 10));
    assert!(many.lines().all(|line| ["E: ", "W: ", "N: "].iter().any(|start| line.starts_with(start))));
    assert!(
        bad.starts_with("E: srv_san_empty_label: subjectAltName[0]: ") && bad.ends_with(" [RFC 1034 §3.1]\n"),
        "{bad}"
    );
    assert!(!good.contains("E: ") && rest.is_empty(), "{good}{rest}");
    // Requests are answered one by one, each before the next one is sent.
    let mut child = command();
    let mut child =
        child.args(["lint", "--pkimetal"]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("it starts");
    let (mut input, output) = (child.stdin.take().expect("a pipe"), child.stdout.take().expect("a pipe"));
    let mut lines = BufReader::new(output).lines().map(|line| line.expect("text"));
    assert_eq!(lines.next().as_deref(), Some("[Ready]"));
    for _ in 0..3 {
        write!(input, "17\n{}\n", pem(root.end_entity("e").issue().der())).expect("sent");
        let answer = lines.by_ref().find(|line| !line.starts_with("N: ") && !line.starts_with("W: "));
        assert_eq!(answer.as_deref(), Some("[EndOfResults]"));
    }
    drop(input);
    assert!(child.wait().expect("it ends").success());
    assert_eq!(srvname(["lint", "--pkimetal", "--format", "json"]).status, 2);
}
