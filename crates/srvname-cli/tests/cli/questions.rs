//! Every question that `verify` and `check` answer, and what is said to whoever types another.

use std::ffi::OsString;

use crate::arguments;
use crate::make::{Issued, dns, email, ip4, oid, smtp_utf8, srv};
use crate::run::{AT, Folder, Ran, srvname};

/// A root, and end entities below it, each in a file.
struct Site {
    folder: Folder,
}

impl Site {
    fn new(name: &str) -> Self {
        let folder = Folder::new(name);
        let root = Issued::root("Example Root CA");
        folder.chain("root.pem", [&root]);
        let draft = |label: &str| root.end_entity(label);
        let names = [srv("_imap.example.com"), dns("www.example.com"), dns("mx.example.net"), ip4([192, 0, 2, 1])];
        folder.chain("server.pem", [&draft("server").san(names).issue()]);
        folder.chain("host.pem", [&draft("host").san([dns("example.com"), dns("mx.example.net")]).issue()]);
        let address = email("\"u\"@example.com");
        folder.chain("mail.pem", [&draft("mail").san([address]).extended_key_usage([oid::EMAIL_PROTECTION]).issue()]);
        let local = [smtp_utf8("müller@example.com")];
        folder.chain("umlaut.pem", [&draft("umlaut").san(local).extended_key_usage([oid::EMAIL_PROTECTION]).issue()]);
        let client = [srv("_xmpp-server.example.com")];
        folder.chain("client.pem", [&draft("client").san(client).extended_key_usage([oid::CLIENT_AUTH]).issue()]);
        // `check` wants a CA: the root itself, in a list.
        for name in ["server", "host", "mail"] {
            let chain = std::fs::read(folder.path().join(format!("{name}.pem"))).unwrap();
            let root = std::fs::read(folder.path().join("root.pem")).unwrap();
            folder.file(format!("{name}-chain.pem"), [chain, root].concat());
        }
        Self { folder }
    }

    /// Verifies a file of the folder under no rule: what is asked here is the question.
    fn verify(&self, file: &str, question: &str) -> Ran {
        let fixed = arguments!["verify", "--at", AT, "--rule", "rfc5280", "--format", "json", "--roots"];
        let files = arguments![self.folder.path().join("root.pem"), self.folder.path().join(file)];
        srvname(fixed.into_iter().chain(files).chain(question.split_whitespace().map(OsString::from)))
    }

    fn check(&self, file: &str, question: &str) -> Ran {
        let fixed = arguments!["check", "--rule", "rfc5280", "--format", "json", self.folder.path().join(file)];
        srvname(fixed.into_iter().chain(question.split_whitespace().map(OsString::from)))
    }
}

#[test]
fn verify_answers_every_question() {
    let site = Site::new("questions");
    for (file, question, code) in [
        ("server.pem", "--service imap --domain example.com", ""),
        ("server.pem", "--service imaps --domain example.com", "no_matching_identifier"),
        ("server.pem", "--host www.example.com", ""),
        ("server.pem", "--host WWW.example.com.", ""),
        ("server.pem", "--host example.com", "no_matching_identifier"),
        ("server.pem", "--ip 192.0.2.1", ""),
        ("server.pem", "--ip 192.0.2.2", "no_matching_identifier"),
        ("server.pem", "--ip 2001:db8::1", "no_matching_identifier"),
        ("server.pem", "", ""),
        ("server.pem", "--purpose client", "extended_key_usage"),
        ("mail.pem", "--email u@example.com", ""),
        ("mail.pem", "--email u@EXAMPLE.com", ""),
        ("mail.pem", "--email U@example.com", "no_matching_identifier"),
        ("mail.pem", "--email u@example.com --purpose server", "extended_key_usage"),
        ("mail.pem", "", ""),
        ("mail.pem", "--purpose email", ""),
        ("mail.pem", "--purpose server", "extended_key_usage"),
        ("umlaut.pem", "--email müller@example.com", ""),
        ("client.pem", "--service xmpp-server --domain example.com", "extended_key_usage"),
        ("client.pem", "--service xmpp-server --domain example.com --purpose client", ""),
        ("client.pem", "--service xmpp-server --domain example.com --purpose either", ""),
        ("client.pem", "--purpose email", "extended_key_usage"),
        ("client.pem", "", ""),
    ] {
        assert_eq!(site.verify(file, question).code(), code, "{file} {question}");
    }
}

/// `check` asks the same of names, and no purpose.
#[test]
fn check_answers_every_question() {
    let site = Site::new("questions-check");
    for (file, question, code) in [
        ("server-chain.pem", "--service imap --domain example.com", ""),
        ("server-chain.pem", "--host www.example.com", ""),
        ("server-chain.pem", "--host example.com", "no_matching_identifier"),
        ("server-chain.pem", "--ip 192.0.2.1", ""),
        ("server-chain.pem", "", ""),
        ("mail-chain.pem", "--email u@example.com", ""),
        ("mail-chain.pem", "--email v@example.com", "no_matching_identifier"),
        ("host-chain.pem", "--service imap --domain example.com --accept dns-id", ""),
        ("host-chain.pem", "--service imap --domain example.com", "no_matching_identifier"),
    ] {
        assert_eq!(site.check(file, question).code(), code, "{file} {question}");
    }
}

/// What is accepted beside the SRV-ID is asked for in so many words, and is a reference of its own.
#[test]
fn a_dns_id_and_a_target_are_accepted_where_they_are_asked_for() {
    let site = Site::new("questions-accept");
    let service = "--service imap --domain example.com";
    for (more, code) in [
        ("", "no_matching_identifier"),
        ("--accept dns-id", ""),
        ("--target mx.example.net --target-by dnssec", ""),
        ("--target mx.example.net --target-by mta-sts", ""),
        ("--target mx.example.net --target-by config", ""),
        ("--target other.example.net --target-by config", "no_matching_identifier"),
    ] {
        assert_eq!(site.verify("host.pem", &format!("{service} {more}")).code(), code, "{more}");
    }
    let json = site.verify("host.pem", &format!("{service} --target mx.example.net --target-by config")).json();
    assert_eq!(json["reference"], "_imap.example.com");
    assert_eq!(json["references"], serde_json::json!(["_imap.example.com", "mx.example.net"]));
    assert_eq!(json["matched"], "mx.example.net");
    let text = srvname(
        arguments!["verify", "--at", AT, "--roots", site.folder.path().join("root.pem")]
            .into_iter()
            .chain(format!("{service} --accept dns-id").split(' ').map(OsString::from))
            .chain([site.folder.path().join("host.pem").into_os_string()]),
    );
    assert_eq!(text.status, 0, "{text:?}");
    assert!(text.out.contains("Its price: "), "{text:?}");
    assert!(text.out.contains("example.com   <- this is it"), "{text:?}");
}

#[test]
fn without_a_question_nothing_is_matched_and_that_is_said() {
    let site = Site::new("questions-none");
    let json = site.verify("client.pem", "").json();
    assert_eq!((json["reference"].is_null(), json["matched"].is_null()), (true, true), "{json}");
    assert_eq!(json["references"], serde_json::json!([]));
    let path = site.folder.path();
    let text = srvname(arguments![
        "verify",
        "--at",
        AT,
        "--rule",
        "rfc5280",
        "--roots",
        path.join("root.pem"),
        path.join("client.pem")
    ]);
    assert!(text.out.contains("No identity was asked") && text.out.contains("--purpose asks it"), "{text:?}");
}

#[test]
fn questions_that_contradict_each_other_are_none() {
    let site = Site::new("questions-contradict");
    for question in [
        "--host a.test --ip 192.0.2.1",
        "--host a.test --email u@a.test",
        "--ip 192.0.2.1 --email u@a.test",
        "--service imap --domain a.test --host a.test",
        "--service imap --domain a.test --ip 192.0.2.1",
        "--service imap --domain a.test --email u@a.test",
        "--service imap",
        "--domain a.test",
        "--accept dns-id",
        "--accept dns-id --host a.test",
        "--accept cn --service imap --domain a.test",
        "--target a.test --target-by dnssec",
        "--target a.test --service imap --domain a.test",
        "--target-by config --service imap --domain a.test",
        "--target a.test --target-by srv --service imap --domain a.test",
        "--target a.test --target-by config --host a.test",
    ] {
        for ran in [site.verify("server.pem", question), site.check("server-chain.pem", question)] {
            assert_eq!((ran.status, ran.out.as_str()), (2, ""), "{question}: {ran:?}");
            assert!(!ran.err.is_empty(), "{question}");
        }
    }
    assert_eq!(site.check("server-chain.pem", "--purpose server").status, 2);
    assert_eq!(site.verify("server.pem", "--purpose not-asked").status, 2);
}

/// What people type has a hint, in one line, and is not guessed at.
#[test]
fn what_is_typed_wrong_has_a_hint() {
    let site = Site::new("questions-hints");
    for (question, hint) in [
        ("--service imap --domain user@example.com", "--domain example.com."),
        ("--service imap --domain https://bücher.example/", "--domain xn--bcher-kva.example."),
        ("--service imap --domain example.com:993", "--domain example.com."),
        ("--service imap --domain _imap._tcp.example.com", "--service imap --domain example.com"),
        ("--service imap --domain 192.0.2.1", "--ip 192.0.2.1"),
        ("--service 993 --domain example.com", "--service imaps "),
        ("--service _imap._tcp --domain example.com", "--service imap "),
        ("--host 192.0.2.1", "--ip 192.0.2.1"),
        ("--host https://www.example.com", "--host www.example.com"),
        ("--ip www.example.com", "--host www.example.com"),
        ("--email mailto:u@example.com", "--email u@example.com"),
        ("--email example.com", "--host example.com"),
        ("--service imap --domain example.com --target mx.example.com:25 --target-by config", "mx.example.com "),
    ] {
        site.verify("server.pem", question).is_unanswered(hint);
        site.check("server-chain.pem", question).is_unanswered(hint);
    }
    // One dot at the end is dropped.
    assert_eq!(site.verify("server.pem", "--service imap --domain example.com.").code(), "");
}
