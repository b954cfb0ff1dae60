//! `srvname posh`: what is written matches, and each answer has its exit status.

use serde_json::json;

use crate::arguments;
use crate::make::{Ca, Issued, dns};
use crate::run::{AT, Folder, srvname, with_input};

fn server(key: &str) -> Issued {
    Ca::root("Hosting CA").end_entity("host.provider.example").key(key).san([dns("host.provider.example")]).issue()
}

#[test]
fn what_is_written_matches() {
    let folder = Folder::new("posh-written");
    let (own, other) = (server("own"), server("other"));
    let [one, another] = [folder.chain("own.pem", [&own]), folder.chain("other.pem", [&other])];
    let written = srvname(arguments!["posh", "write", one]);
    assert_eq!((written.status, written.err.as_str(), written.out.lines().count()), (0, "", 1), "{written:?}");
    let document = folder.file("xmpp-client.json", &written.out);
    for format in ["text", "json"] {
        let ran = srvname(arguments!["posh", "match", document, "--at", AT, "--format", format, one]);
        assert_eq!((ran.status, ran.err.as_str()), (0, ""), "{ran:?}");
        let ran = srvname(arguments!["posh", "match", document, "--at", AT, "--format", format, another]);
        assert_eq!((ran.status, ran.err.as_str()), (1, ""), "{ran:?}");
    }
    // On standard input.
    let ran = with_input(arguments!["posh", "match", "-", "--at", AT, one], written.out.as_bytes());
    assert!(ran.status == 0 && ran.out.starts_with("match\n") && ran.out.contains("[RFC 7711 §3.3]"), "{ran:?}");

    let both = srvname(arguments!["posh", "write", "--expires", "3600", "--format", "json", another, one]);
    assert_eq!(both.status, 0, "{both:?}");
    let both = both.json();
    assert_eq!(
        (&both["result"], &both["descriptors"], &both["expires"]),
        (&json!("fingerprints"), &json!(2), &json!(3600))
    );
    let document = folder.file("both.json", both["body"].as_str().expect("a document"));
    let ran = srvname(arguments!["posh", "match", "--format", "json", "--at", AT, document, one]).json();
    assert_eq!(
        (&ran["result"], &ran["descriptor"], &ran["algorithm"]),
        (&json!("match"), &json!(1), &json!("sha-512"))
    );
    assert_eq!((&ran["place"], &ran["section"], &ran["notes"]), (&json!(null), &json!("RFC 7711 §3.3"), &json!([])));
}

#[test]
fn a_reference_needs_what_it_refers_to() {
    let folder = Folder::new("posh-reference");
    let own = folder.chain("own.pem", [&server("own")]);
    let url = "https://provider.example/p.json";
    let written = srvname(["posh", "write", "--url", url, "--expires", "60"]);
    assert_eq!((written.status, written.out), (0, format!("{{\"url\":\"{url}\",\"expires\":60}}\n")));
    let reference = folder.file("reference.json", format!("{{\"url\":\"{url}\",\"expires\":60}}"));
    let provider = folder.file("provider.json", srvname(arguments!["posh", "write", own]).out);
    let asked = |more: &[std::ffi::OsString]| {
        let mut arguments = arguments!["posh", "match", "--at", AT, "--format", "json", reference, own].to_vec();
        arguments.extend_from_slice(more);
        srvname(arguments)
    };
    asked(&[]).is_unanswered("fetch that one too; give it with --referred [RFC 7711 §3.2]");
    assert_eq!(asked(&arguments!["--referred", provider]).status, 0);
    assert_eq!(asked(&arguments!["--referred", provider, "--age", "60"]).status, 0);
    let stale = asked(&arguments!["--referred", provider, "--age", "61"]);
    assert_eq!((stale.status, &stale.json()["result"]), (1, &json!("stale")), "{stale:?}");
    assert!(stale.json()["then"].is_string(), "{stale:?}");
    let twice = asked(&arguments!["--referred", reference]);
    assert_eq!((twice.status, &twice.json()["result"]), (1, &json!("invalid")), "{twice:?}");
    srvname(arguments!["posh", "match", provider, "--referred", provider, own]).is_unanswered("leave out --referred");
    for url in ["http://provider.example/p.json", "p.json", "https://a@b.test/"] {
        let ran = srvname(["posh", "write", "--url", url]);
        assert!(ran.status == 2 && ran.out.is_empty() && ran.err.contains("RFC 7"), "{ran:?}");
    }
}

#[test]
fn a_document_that_is_none_is_placed() {
    let folder = Folder::new("posh-invalid");
    let own = folder.chain("own.pem", [&server("own")]);
    let document = folder.file("draft.json", "{\n\"fingerprints\": [{}], \"expires\": \"60\"}");
    let ran = srvname(arguments!["posh", "match", document, own]);
    let words: String = ran.out.split_whitespace().collect::<Vec<_>>().join(" ");
    assert_eq!((ran.status, ran.err.as_str()), (1, ""), "{ran:?}");
    assert!(words.starts_with("invalid ") && words.contains("draft.json: expires is no number"), "{words}");
    assert!(words.ends_with("(line 2, octet 35) [RFC 7711 §3.1]"), "{words}");
    let json = srvname(arguments!["posh", "match", "--format", "json", document, own]).json();
    assert_eq!((&json["result"], &json["place"]), (&json!("invalid"), &json!({"line": 2, "octet": 35})));
    // A device has no end, and no more is read of it than a document may have.
    #[cfg(unix)]
    {
        let ran = srvname(arguments!["posh", "match", "/dev/zero", own]);
        assert!(ran.status == 1 && ran.out.contains("65536"), "{ran:?}");
    }
    srvname(arguments!["posh", "match", folder.path().join("missing.json"), own]).is_unanswered("missing.json: ");
    srvname(arguments!["posh", "match", document, folder.path().join("missing.pem")]).is_unanswered("missing.pem: ");
}

#[test]
fn what_is_odd_is_said() {
    let folder = Folder::new("posh-odd");
    let own = server("own");
    let chain = folder.chain("chain.pem", [&own, &Ca::root("Hosting CA")]);
    let written = srvname(arguments!["posh", "write", chain]);
    assert!(written.status == 0 && written.err.contains("the first of 2 certificates is described"), "{written:?}");
    let root = folder.chain("root.pem", [&Ca::root("Hosting CA")]);
    let ca = srvname(arguments!["posh", "write", root]);
    assert!(ca.status == 0 && ca.err.contains("that of a CA"), "{ca:?}");
    let odd = folder.file(
        "odd.json",
        written.out.replace("[{", "[{\"sha-1\":\"\"},{\"sha256\":\"\",").replace("86400", "9999999999"),
    );
    let ran = srvname(arguments!["posh", "match", "--at", AT, "--format", "json", odd, chain]);
    assert_eq!((ran.status, &ran.json()["descriptor"]), (0, &json!(1)), "{ran:?}");
    let notes = ran.json()["notes"].to_string();
    for words in ["sha-1 is too weak", "is sha-256 meant?", "more than a year", "the first of 2 certificates"] {
        assert!(notes.contains(words), "{words}: {notes}");
    }
    let late = srvname(arguments!["posh", "match", "--at", "2050-06-01T00:00:00Z", "--format", "json", odd, chain]);
    assert_eq!((late.status, &late.json()["result"]), (1, &json!("certificate-expired")), "{late:?}");
    let broken = folder.file("broken.der", &own.der()[..own.der().len() - 40]);
    assert_ne!(srvname(arguments!["posh", "match", odd, broken]).status, 0);
    let bad = Ca::root("Hosting CA").end_entity("x").san_raw(false, &[0x30, 0]).issue();
    let bad = folder.chain("bad.pem", [&bad]);
    let ran = srvname(arguments!["posh", "match", "--format", "json", odd, bad]);
    assert_eq!((ran.status, &ran.json()["result"]), (1, &json!("malformed-certificate")), "{ran:?}");
    assert!(ran.json()["place"]["octet"].is_u64(), "{ran:?}");
    srvname(arguments!["posh", "write", bad]).is_unanswered("bad.pem");
}

#[test]
fn what_is_typed_wrong() {
    for arguments in [
        &["posh"][..],
        &["posh", "write"],
        &["posh", "match", "a.json"],
        &["posh", "write", "--expires", "0", "a.pem"],
        &["posh", "write", "--expires", "31536001", "a.pem"],
        &["posh", "write", "--url", "https://a.test/", "a.pem"],
        &["posh", "match", "--age", "-1", "a.json", "a.pem"],
        &["posh", "match", "--at", "today", "a.json", "a.pem"],
    ] {
        let ran = srvname(arguments);
        assert_eq!((ran.status, ran.out.as_str()), (2, ""), "{arguments:?}: {ran:?}");
    }
}
