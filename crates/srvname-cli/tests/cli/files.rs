//! What is given as a file, and what the command line survives.

use std::fs;
use std::io::{self, Read};
use std::process::Stdio;

use crate::arguments;
use crate::make::file::pem;
use crate::make::{Constraints, Extension, Issued, dns, srv};
use crate::run::{AT, Folder, Ran, command, pems, srvname, with_input};

fn path() -> [Issued; 3] {
    let root = Issued::root("Example Root CA");
    let ca = root.sub_ca("Example Sub CA").constraints(Constraints::new().permit(srv("example.com"))).issue();
    let server = ca.end_entity("xmpp.example.com").san([srv("_xmpp-server.example.com")]).issue();
    [server, ca, root]
}

fn check(files: impl IntoIterator<Item = std::ffi::OsString>) -> Ran {
    srvname(arguments!["check", "--format", "json"].into_iter().chain(files))
}

#[test]
fn a_chain_comes_on_standard_input() {
    let [server, ca, root] = path();
    let ran = with_input(["check", "--format", "json", "-"], pems([&server, &ca, &root]).as_bytes());
    assert_eq!(ran.code(), "");
    // In the middle of other files, too.
    let folder = Folder::new("standard-input");
    let (first, last) = (folder.chain("first.pem", [&server]), folder.chain("last.pem", [&root]));
    let ran = with_input(arguments!["check", "--format", "json", first, "-", last], ca.der());
    assert_eq!(ran.code(), "");
    with_input(["check", "-"], b"").is_unanswered("standard input: the file is empty");
}

#[test]
fn several_files_are_one_list_pem_or_der() {
    let [server, ca, root] = path();
    let folder = Folder::new("several-files");
    let server = folder.file("server.der", server.der());
    let others = folder.chain("others.pem", [&ca, &root]);
    assert_eq!(check(arguments![server, others]).code(), "");
    assert_eq!(check(arguments![others, server]).code(), "wrong_order");
}

#[test]
fn text_around_the_blocks_and_other_blocks_are_passed_over() {
    let [server, ca, root] = path();
    let key = "-----BEGIN PRIVATE KEY-----\nAQID\n-----END PRIVATE KEY-----\n";
    let text = format!("0 is a digit\n{key}{}# the CA\n{}\n\n{}", pem(server.der()), pem(ca.der()), pem(root.der()));
    let folder = Folder::new("text-around");
    let file = folder.file("chain.txt", &text);
    assert_eq!(check(arguments![file]).code(), "");
    let file = folder.file("dos.txt", text.replace('\n', "\r\n"));
    assert_eq!(check(arguments![file]).code(), "");
}

/// What is not read is said, and the answer is that of what is read.
#[test]
fn what_is_passed_over_is_said() {
    let [server, ca, root] = path();
    let folder = Folder::new("passed-over");
    let others = folder.chain("others.pem", [&ca, &root]);
    let key = "-----BEGIN PRIVATE KEY-----\nAQID\n-----END PRIVATE KEY-----\n";
    for (name, octets, why) in [
        ("key.pem", format!("{}{key}", pem(server.der())).into_bytes(), "not read: PEM block \"PRIVATE KEY\""),
        (
            "both.der",
            [server.der(), pem(ca.der()).as_bytes()].concat(),
            "not read: what follows the certificate, from octet ",
        ),
        ("x509.pem", pem(server.der()).replace("CERTIFICATE", "X509 CERTIFICATE").into_bytes(), ""),
    ] {
        let file = folder.file(name, &octets);
        let ran = check(arguments![file, others]);
        assert_eq!(ran.code(), "", "{name}");
        for command in ["check", "inspect", "lint", "census"] {
            let files = if command == "check" { arguments![file, others].to_vec() } else { arguments![file].to_vec() };
            let ran = srvname(arguments![command].into_iter().chain(files));
            let expected = if why.is_empty() { String::new() } else { format!("{name}: {why}") };
            assert!(ran.err.contains(&expected), "{command} {name}: {ran:?}");
            assert_eq!(ran.err.lines().count(), usize::from(!why.is_empty()), "{command} {name}: {ran:?}");
        }
    }
}

/// Certificates in DER, one after the other, and one whose names are marks of PEM: every command reads the same.
#[test]
fn der_is_der_whatever_its_names_hold() {
    let root = Issued::root("Example Root CA");
    let folder = Folder::new("der");
    for (name, subject) in [
        ("begin", "-----BEGIN CERTIFICATE-----".to_owned()),
        ("block", pem(root.der())),
        ("key", "-----BEGIN PRIVATE KEY-----".to_owned()),
    ] {
        let ca = root.sub_ca(&subject).constraints(Constraints::new().permit(srv("example.com"))).issue();
        let server = ca.end_entity("xmpp.example.com").san([srv("_xmpp-server.example.com")]).issue();
        let file = folder.file(format!("{name}.der"), [server.der(), ca.der(), root.der()].concat());
        assert_eq!(check(arguments![file]).code(), "", "{name}");
        let listed = |file| srvname(arguments!["inspect", "--format", "json", file]).json();
        assert_eq!(listed(&file)["certificates"].as_array().map(Vec::len), Some(3));
        let alone = folder.file(format!("{name}-alone.der"), ca.der());
        assert_eq!(listed(&alone)["certificates"][0]["error"], serde_json::Value::Null);
        let counted = srvname(arguments!["census", "--at", AT, "--format", "json", alone]);
        assert_eq!((counted.json()["certificates"].as_u64(), counted.json()["sub_ca"].as_u64()), (Some(1), Some(1)));
        assert_eq!(counted.err, "");
    }
}

#[test]
fn what_holds_no_certificate_is_named() {
    let folder = Folder::new("no-certificate");
    let [server, ..] = path();
    let cases = [
        ("empty.pem", b"".to_vec(), "the file is empty"),
        ("binary.bin", vec![0, 159, 146, 150], "at octet 0"),
        ("text.txt", b"hello\n".to_vec(), "at octet 0"),
        ("key.pem", b"-----BEGIN PRIVATE KEY-----\nAQID\n-----END PRIVATE KEY-----\n".to_vec(), "PRIVATE KEY"),
        ("base64.pem", pem(server.der()).replace('M', "!").into_bytes(), "not base64, at octet 0"),
        ("cut.pem", pem(server.der()).into_bytes()[..200].to_vec(), "no end, at octet 0"),
    ];
    for (name, octets, why) in cases {
        let file = folder.file(name, octets);
        for command in ["check", "inspect"] {
            let ran = srvname(arguments![command, "--format", "json", file]);
            assert_eq!(ran.status, 2, "{name}: {ran:?}");
            assert!(ran.err.contains(name) && ran.err.contains(why), "{name}: {ran:?}");
            assert_eq!(ran.err.lines().count(), 1, "{name}: {ran:?}");
        }
    }
    check(arguments![folder.path()]).is_unanswered("no-certificate: ");
    check(arguments![folder.path().join("missing.pem")]).is_unanswered("missing.pem: ");
}

/// Octets that begin like DER are a certificate that went wrong, which is an answer.
#[test]
fn a_sequence_that_is_no_certificate_is_malformed() {
    let [_, ca, root] = path();
    let folder = Folder::new("no-certificate-sequence");
    let others = folder.chain("others.pem", [&ca, &root]);
    for (name, octets) in [("empty", vec![0x30, 0]), ("cut", vec![0x30, 0x82, 0xff]), ("one", vec![0x30])] {
        let file = folder.file(name, octets);
        let ran = check(arguments![file, others]);
        assert_eq!(ran.code(), "malformed_certificate", "{name}");
        assert!(ran.err.contains(&format!("{name}: ")) && ran.err.contains("at octet "), "{}", ran.err);
    }
}

#[test]
fn a_certificate_of_ten_mebibytes_is_read() {
    let [_, ca, root] = path();
    let comment = vec![0x0c; 10 << 20];
    let server = ca.end_entity("xmpp.example.com").san([srv("_xmpp-server.example.com")]);
    let server = server.extension(Extension::new("1.3.6.1.4.1.55555.1", false, &comment)).issue();
    let folder = Folder::new("large");
    let (large, others) = (folder.file("server.der", server.der()), folder.chain("others.pem", [&ca, &root]));
    assert_eq!(check(arguments![large, others]).code(), "");
    assert_eq!(srvname(arguments!["inspect", large]).status, 0);
    // What is printed for people of a name as long as that stays short.
    let server = ca.end_entity("xmpp.example.com").san([srv(&"_".repeat(100_000))]).issue();
    let file = folder.chain("chain.pem", [&server, &ca, &root]);
    let ran = srvname(arguments!["check", file]);
    assert_eq!(ran.status, 1, "{}", ran.err);
    assert!(ran.out.len() < 5000, "{}", ran.out.len());
    assert_eq!(check(arguments![file]).code(), "malformed_name");
}

#[cfg(unix)]
#[test]
fn a_file_name_need_not_be_text() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;

    let [server, ca, root] = path();
    let folder = Folder::new("file-name");
    let name = OsStr::from_bytes(b"ch\xffain\n.pem");
    let file = folder.file(name, pems([&server, &ca, &root]));
    assert_eq!(check(arguments![file]).code(), "");
    let broken = folder.file(name, b"nothing");
    let ran = check(arguments![broken]);
    ran.is_unanswered(r"ch\xffain\u{a}.pem: ");
}

/// `srvname inspect … | head -1`: the reader has seen enough, and that is nobody's error.
#[test]
fn a_reader_that_leaves_early_is_no_error() {
    let [_, ca, _] = path();
    let names = (0..20_000).map(|number| dns(&format!("host{number}.example.com")));
    let server = ca.end_entity("xmpp.example.com").san(names).issue();
    let file = Folder::new("closed-pipe").chain("server.pem", [&server]);
    let mut child = command()
        .args(arguments!["inspect", "--format", "json", file])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the binary starts");
    let mut out = child.stdout.take().expect("a pipe");
    let mut start = [0; 10];
    out.read_exact(&mut start).expect("the start of the output");
    drop(out);
    let output = child.wait_with_output().expect("the binary ends");
    assert_eq!((output.status.code(), output.stderr.as_slice()), (Some(0), b"".as_slice()));
}

#[test]
fn a_closed_standard_error_is_survived() {
    let (reader, writer) = io::pipe().expect("a pipe");
    drop(reader);
    let output = command().args(["check", "missing.pem"]).stderr(writer).output().expect("the binary runs");
    assert_eq!(output.status.code(), Some(2));
}

#[cfg(target_os = "linux")]
#[test]
fn output_that_cannot_be_written_is_an_error() {
    let [server, ca, root] = path();
    let file = Folder::new("full").chain("chain.pem", [&server, &ca, &root]);
    let full = fs::File::options().write(true).open("/dev/full").expect("a device that is full");
    let output = command().args(arguments!["check", file]).stdout(full).output().expect("the binary runs");
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("cannot write"), "{output:?}");
}
