//! The formats that are read, and those that are named for what they are.

use std::ffi::OsString;

use crate::arguments;
use crate::make::certificate::Draft;
use crate::make::containers::{self, Encoding, key_store, revocation_list, signed_data};
use crate::make::file::{base64_lines, pem, pem_block};
use crate::make::{Ca, Constraints, Issued, der, srv};
use crate::run::{AT, Folder, Ran, pems, srvname, with_input};

fn path() -> [Issued; 3] {
    let root = Issued::root("Example Root CA");
    let ca = root.sub_ca("Example Sub CA").constraints(Constraints::new().permit(srv("example.com"))).issue();
    let server = server_draft(&ca).issue();
    [server, ca, root]
}

fn server_draft(ca: &Issued) -> Draft {
    ca.end_entity("xmpp.example.com").san([srv("_xmpp-server.example.com")])
}

fn verify(roots: &OsString, files: impl IntoIterator<Item = OsString>) -> Ran {
    let arguments = ["verify", "--service", "xmpp-server", "--domain", "example.com", "--format", "json", "--at", AT];
    let arguments = arguments.map(OsString::from).into_iter().chain(["--roots".into(), roots.clone()]);
    srvname(arguments.chain(files))
}

/// The same answer, however a chain and its root are kept.
#[test]
fn every_format_of_a_chain_is_read() {
    let [server, ca, root] = path();
    let folder = Folder::new("formats");
    let roots = OsString::from(folder.chain("root.pem", [&root]));
    let entries = [server.der(), ca.der()];
    let message = signed_data(Encoding::Der, &entries);
    let indefinite = signed_data(Encoding::Indefinite, &entries);
    let both = entries.concat();
    let formats = [
        ("chain.pem", pems([&server, &ca]).into_bytes()),
        ("chain.p7c", message.clone()),
        ("chain-ber.p7c", indefinite.clone()),
        ("chain.p7b", pem_block("PKCS7", &message).into_bytes()),
        ("chain-ber.p7b", pem_block("PKCS7", &indefinite).into_bytes()),
        ("chain.cms", pem_block("CMS", &message).into_bytes()),
        ("chain-old.p7b", pem_block("PKCS #7 SIGNED DATA", &message).into_bytes()),
        ("chain-certutil.p7b", pem(&message).into_bytes()),
        ("chain.p7b64", base64_lines(&message).into_bytes()),
        ("chain.der", both.clone()),
        ("chain.b64", base64_lines(&both).into_bytes()),
        ("chain-line.b64", base64_lines(&both).replace('\n', "").into_bytes()),
        (
            "mixed.pem",
            [pem(server.der()), pem_block("PKCS7", &signed_data(Encoding::Der, &[ca.der()]))].concat().into(),
        ),
        ("sorted.p7c", signed_data(Encoding::Der, &[ca.der(), server.der()])),
    ];
    for (name, octets) in formats {
        let file = folder.file(name, &octets);
        assert_eq!(verify(&roots, arguments![file]).code(), "", "{name}");
        let ran = srvname(arguments!["check", "--format", "json", file]);
        assert_eq!((ran.code().as_str(), ran.err.as_str()), ("", ""), "{name}");
        for command in ["inspect", "lint"] {
            let ran = srvname(arguments![command, "--format", "json", file]);
            assert_eq!((ran.status, ran.err.as_str()), (0, ""), "{command} {name}");
            let count = ran.json()["certificates"].clone();
            let count = count.as_array().map_or(count.clone(), |list| list.len().into());
            assert_eq!(count, 2, "{command} {name}");
        }
        let counted = srvname(arguments!["census", "--at", AT, "--format", "json", file]);
        assert_eq!((counted.status, counted.json()["certificates"].as_u64()), (0, Some(2)), "{name}: {counted:?}");
        let ran = with_input(["check", "--format", "json", "-"], &octets);
        assert_eq!(ran.code(), "", "{name} on standard input");
    }
    for (name, octets) in [
        ("root.p7c", signed_data(Encoding::Der, &[root.der()])),
        ("root.b64", base64_lines(root.der()).into_bytes()),
        ("root.trusted", pem_block("TRUSTED CERTIFICATE", &[root.der(), &[0x30, 0]].concat()).into_bytes()),
    ] {
        let roots = OsString::from(folder.file(name, octets));
        assert_eq!(verify(&roots, arguments![folder.path().join("chain.pem")]).code(), "", "{name}");
    }
}

/// The place of a certificate in a message is that of its own octets, which a code scanner shows.
#[test]
fn the_octets_of_a_finding_are_those_of_the_file() {
    let root = Ca::root("Example Root CA");
    let bad = root.end_entity("Bad").san([srv("_imap.example.com.")]).issue();
    let octets = signed_data(Encoding::Der, &[root.der(), bad.der()]);
    let file = Folder::new("message-places").file("chain.p7c", &octets);
    let log = srvname(arguments!["lint", "--include", "srv_san_trailing_dot", "--format", "sarif", file]).json();
    let region = &log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["region"];
    let number = |field: &str| usize::try_from(region[field].as_u64().expect("a number")).expect("a small one");
    let start = number("byteOffset");
    assert!(octets[..start + number("byteLength")].ends_with(b"."), "{region}");
    assert!(start > octets.len() - bad.der().len());
}

/// Each kind of file that is given in place of a certificate: as DER or text, and as PEM; what is said of it.
fn others() -> Vec<(&'static str, Vec<u8>, &'static str)> {
    let [server, ca, root] = path();
    let enveloped = containers::content_info(Encoding::Der, containers::PKCS_7_ENVELOPED_DATA, &der::sequence([[]; 0]));
    let pem_of = |label: &str, der: &[u8]| pem_block(label, der).into_bytes();
    vec![
        ("store.p12", key_store(Encoding::Der), "openssl pkcs12 -in FILE -nokeys"),
        ("store-ber.p12", key_store(Encoding::Indefinite), "openssl pkcs12 -in FILE -nokeys"),
        ("store.jks", [&[0xfe, 0xed, 0xfe, 0xed][..], &[0; 400]].concat(), "keytool -list -rfc -keystore FILE"),
        ("store.jceks", [&[0xce, 0xce, 0xce, 0xce][..], &[0; 400]].concat(), "-storetype jceks"),
        ("pkcs8.der", root.pkcs8(), "a private key (PKCS#8)"),
        ("pkcs8.pem", pem_of("PRIVATE KEY", &root.pkcs8()), "PEM block \"PRIVATE KEY\""),
        ("encrypted.der", containers::encrypted_private_key(), "an encrypted private key"),
        ("encrypted.pem", pem_of("ENCRYPTED PRIVATE KEY", &[]), "PEM block \"ENCRYPTED PRIVATE KEY\""),
        ("pkcs1.der", containers::rsa_key(9), "a private key (PKCS#1"),
        ("sec1.der", containers::sec1_private_key(), "a private key (SEC1)"),
        ("sec1.pem", pem_of("EC PRIVATE KEY", &containers::sec1_private_key()), "PEM block \"EC PRIVATE KEY\""),
        ("public.der", server.key().public_key_info(), "a public key"),
        ("public.pem", pem_of("PUBLIC KEY", &server.key().public_key_info()), "PEM block \"PUBLIC KEY\""),
        ("list.crl", revocation_list(&root, 2), "openssl crl -in FILE"),
        ("list.b64", base64_lines(&revocation_list(&root, 1)).into(), "openssl crl -in FILE"),
        ("list.pem", pem_of("X509 CRL", &revocation_list(&root, 2)), "openssl crl -in FILE"),
        ("response.der", containers::ocsp_response(), "openssl ocsp -respin FILE"),
        ("request.ocsp", containers::ocsp_request(), "openssl ocsp -reqin FILE"),
        ("enveloped.p7m", enveloped, "other than SignedData"),
        ("empty.p7c", signed_data(Encoding::Der, &[]), "a PKCS#7 message without certificates"),
        ("nested.p7c", signed_data(Encoding::Der, &[&signed_data(Encoding::Der, &[ca.der()])]), "entry of a PKCS#7"),
        ("id.pub", b"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5 someone\n".to_vec(), "an SSH key"),
        ("key.asc", pem_of("PGP PUBLIC KEY BLOCK", &[1]), "OpenPGP"),
        ("page.html", b"<!DOCTYPE html>\n<html></html>".to_vec(), "an HTML page"),
        ("text.txt", b"no certificate\n".to_vec(), "neither a PEM block nor"),
    ]
}

#[test]
fn what_is_no_certificate_is_named_for_what_it_is() {
    let [server, ca, root] = path();
    let folder = Folder::new("other-kinds");
    let roots = OsString::from(folder.chain("root.pem", [&root]));
    let chain = folder.chain("chain.pem", [&server, &ca]);
    for (name, octets, said) in others() {
        let file = folder.file(name, octets);
        let unanswered = |ran: &Ran, what: &str| {
            assert_eq!(ran.status, 2, "{what} {name}: {ran:?}");
            assert!(ran.err.contains(&format!("{name}: ")) && ran.err.contains(said), "{what} {name}: {ran:?}");
        };
        unanswered(&verify(&roots, arguments![file]), "verify");
        unanswered(&verify(&OsString::from(&file), arguments![chain]), "--roots");
        unanswered(&verify(&roots, arguments![chain, file]), "verify with a chain");
        for command in ["check", "inspect", "lint"] {
            unanswered(&srvname(arguments![command, file]), command);
        }
        let ran = srvname(arguments!["census", "--at", AT, file]);
        // The census reads messages, which have nothing to count.
        let is_message = ["empty.p7c", "nested.p7c"].contains(&name);
        assert_eq!(ran.status, if is_message { 0 } else { 2 }, "{name}: {ran:?}");
        assert!(ran.err.contains(said), "{name}: {ran:?}");
        // Those that finish the other files do.
        let ran = srvname(arguments!["inspect", "--format", "json", file, chain]);
        assert_eq!((ran.status, ran.json()["certificates"].as_array().map(Vec::len)), (2, Some(2)), "{name}");
        let ran = srvname(arguments!["lint", "--format", "json", file, chain]).json();
        assert_eq!(
            (ran["certificates"].as_u64(), ran["skipped"].as_array().map(Vec::len)),
            (Some(2), Some(1)),
            "{name}"
        );
        assert!(ran["skipped"][0]["what"].as_str().is_some_and(|what| what.contains(said)), "{ran}");
    }
}

/// Beside certificates they are passed over, and named.
#[test]
fn what_is_no_certificate_is_passed_over_beside_one() {
    let [server, ca, root] = path();
    let folder = Folder::new("other-kinds-beside");
    let roots = OsString::from(folder.chain("root.pem", [&root]));
    let chain = pems([&server, &ca]);
    for (name, octets, _) in others().into_iter().filter(|(name, ..)| name.ends_with(".pem")) {
        let file = folder.file(name, [&octets[..], chain.as_bytes()].concat());
        let ran = verify(&roots, arguments![file]);
        assert_eq!(ran.code(), "", "{name}");
        assert!(ran.err.contains("not read: PEM block \""), "{ran:?}");
    }
    for (name, octets, named) in others().into_iter().filter(|(name, ..)| name.ends_with(".der")) {
        let whole = [server.der(), ca.der(), &octets].concat();
        let file = folder.file(name, &whole);
        let ran = verify(&roots, arguments![file]);
        assert_eq!(ran.code(), "", "{name}");
        let at = server.der().len() + ca.der().len();
        // A short one is no element of its own after a certificate.
        let expected =
            if octets.len() < 130 { "what follows the certificate".to_owned() } else { format!("at octet {at}") };
        assert!(ran.err.contains(&expected) && (octets.len() < 130 || ran.err.contains(named)), "{ran:?}");
    }
    // In a message, too.
    let others = [server.der(), ca.der(), &revocation_list(&root, 2), &[0xa1, 0]];
    let file = folder.file("chain.p7c", signed_data(Encoding::Der, &others));
    let ran = verify(&roots, arguments![file]);
    assert_eq!(ran.code(), "");
    assert!(ran.err.contains("not read: 2 entries of a PKCS#7 message other than X.509 certificates"), "{ran:?}");
}

/// Nothing that was skipped is called clean, in no format.
#[test]
fn nothing_is_clean_that_was_not_read() {
    let root = Ca::root("Example Root CA");
    let server = root.end_entity("mail.example.com").issue();
    let folder = Folder::new("never-clean");
    let key = pem_block("PRIVATE KEY", &server.pkcs8());
    let good = folder.file("good.pem", pem(server.der()));
    let with_key = folder.file("with-key.pem", format!("{}{key}", pem(server.der())));
    let only_key = folder.file("key.pem", &key);
    let trusted = [server.der(), &[0x30, 0]].concat();
    let trusted = folder.file("trusted.pem", pem_block("TRUSTED CERTIFICATE", &trusted));
    let cut = folder.file("cut.pem", &pem(server.der())[..200]);
    let empty = Folder::new("never-clean-empty");
    let lint = |files: &[&std::path::Path]| {
        let files = || files.iter().map(OsString::from);
        let text = srvname(arguments!["lint"].into_iter().chain(files()));
        let json = srvname(arguments!["lint", "--format", "json"].into_iter().chain(files())).json();
        let sarif = srvname(arguments!["lint", "--format", "sarif"].into_iter().chain(files())).json();
        let invocation = &sarif["runs"][0]["invocations"][0];
        let mut notifications = invocation["toolExecutionNotifications"].as_array().expect("a list").clone();
        assert_eq!(invocation["executionSuccessful"], text.status != 2, "{sarif}");
        assert!(text.status != 2 || !text.err.is_empty());
        let skipped = json["skipped"].as_array().expect("a list").clone();
        if json["certificates"] == 0 {
            let nothing = notifications.pop().expect("a notification");
            assert_eq!((&nothing["level"], text.status), (&"error".into(), 2), "{nothing}");
            assert_eq!(nothing["message"]["text"], "Nothing that was given can be linted.");
        }
        assert_eq!(skipped.len(), notifications.len());
        for (skipped, notification) in skipped.iter().zip(&notifications) {
            let what = skipped["what"].as_str().expect("text");
            assert!(text.out.contains(&format!("not read  {}: {what}\n", skipped["file"].as_str().expect("text"))));
            assert!(notification["message"]["text"].as_str().is_some_and(|text| text.starts_with("Not read: ")));
        }
        assert_eq!(text.out.starts_with("clean"), skipped.is_empty() && json["certificates"] != 0, "{}", text.out);
        (text.status, text.out, skipped.len())
    };
    assert_eq!(lint(&[&good]), (0, "clean  1 certificate, nothing found\n".to_owned(), 0));
    let (status, out, count) = lint(&[&with_key]);
    assert_eq!((status, count), (0, 1));
    assert!(out.starts_with("nothing found  in 1 certificate, and not everything was read\n"), "{out}");
    assert_eq!(lint(&[&trusted]).2, 1);
    for (files, status, count) in [
        (&[&only_key][..], 2, 1),
        (&[&only_key, &good], 2, 1),
        (&[&cut, &good], 2, 1),
        (&[&with_key, &cut, &only_key], 2, 3),
    ] {
        let files: Vec<_> = files.iter().map(|file| file.as_path()).collect();
        let (own, out, skipped) = lint(&files);
        assert_eq!((own, skipped), (status, count), "{out}");
    }
    // A folder without anything to lint has no answer either.
    assert_eq!(lint(&[empty.path()]), (2, "nothing was read\n".to_owned(), 0));
    empty.file("README", "text");
    assert_eq!((lint(&[empty.path()]).0, lint(&[empty.path(), &good]).0), (2, 0));
}

/// What is made to cost: it ends, with an answer, and what is printed is bounded.
#[test]
fn hostile_messages_are_survived() {
    let [server, ca, root] = path();
    let folder = Folder::new("hostile-messages");
    let roots = OsString::from(folder.chain("root.pem", [&root]));
    let nested = (0..2000).fold(server.der().to_vec(), |inside, _| signed_data(Encoding::Der, &[&inside]));
    let indefinite = [0x30, 0x80].repeat(2 << 20);
    let tiny = signed_data(Encoding::Der, &[&[0x30, 0].repeat(2 << 20)]);
    let many = (0..20_000).map(|_| server.der()).collect::<Vec<_>>();
    let repeated = signed_data(Encoding::Indefinite, &many);
    let letters = vec![b'A'; 30 << 20];
    let message = signed_data(Encoding::Indefinite, &[server.der(), ca.der()]);
    let start = [&[0x30, 0x80][..], &der::object_identifier(containers::PKCS_7_SIGNED_DATA), &[0xa0, 0x80]].concat();
    let unended = [&start[..], &[0x30, 0x80].repeat(4 << 20)].concat();
    for (name, octets, status) in [
        ("nested.p7c", nested, 2),
        ("indefinite.der", indefinite, 1),
        ("tiny.p7c", tiny, 2),
        ("letters.txt", letters, 2),
        ("cut.p7c", message[..message.len() - 3].to_vec(), 2),
        ("cut.p7b", pem_block("PKCS7", &message[..message.len() / 2]).into_bytes(), 2),
        ("unended.p7c", unended, 2),
        ("no-base64.p7b", pem_block("PKCS7", &message).replace('M', "!").into_bytes(), 2),
    ] {
        let file = folder.file(name, octets);
        for command in [&["inspect"][..], &["lint"], &["lint", "--chain"]] {
            let ran = srvname(command.iter().map(OsString::from).chain([OsString::from(&file)]));
            assert_eq!(ran.status, status, "{command:?} {name}: {}", ran.err);
            assert!(ran.err.contains(name) && ran.err.len() < 1000 && ran.out.len() < 2000, "{name}: {}", ran.err);
        }
        let ran = verify(&roots, arguments![file]);
        assert_eq!(ran.status, status, "{name}: {}", ran.err);
    }
    let file = folder.file("repeated.p7c", repeated);
    assert_eq!(verify(&roots, arguments![file]).status, 1);
    let counted = srvname(arguments!["census", "--at", AT, "--format", "json", file]);
    assert_eq!(counted.json()["certificates"], 1);
}
