//! Certificate signing requests, and tbsCertificates: who reads them, and what is said of them.

use std::ffi::OsString;

use crate::arguments;
use crate::make::certificate::Draft;
use crate::make::file::{base64_lines, pem, pem_block};
use crate::make::{Constraints, Issued, dns, srv};
use crate::run::{AT, Folder, Ran, srvname};

fn authorities() -> [Issued; 2] {
    let root = Issued::root("Example Root CA");
    let ca = root.sub_ca("Example Sub CA").constraints(Constraints::new().permit(srv("example.com"))).issue();
    [ca, root]
}

fn draft(ca: &Issued, name: &str) -> Draft {
    ca.end_entity("xmpp.example.com").san([srv(name)])
}

/// A request in every format in which it is read.
fn formats(der: &[u8]) -> [(&'static str, Vec<u8>); 4] {
    [
        ("request.csr", pem_block("CERTIFICATE REQUEST", der).into_bytes()),
        ("request-new.csr", pem_block("NEW CERTIFICATE REQUEST", der).into_bytes()),
        ("request.der", der.to_vec()),
        ("request.b64", base64_lines(der).into_bytes()),
    ]
}

fn check(files: impl IntoIterator<Item = OsString>) -> Ran {
    srvname(arguments!["check", "--format", "json"].into_iter().chain(files))
}

#[test]
fn cas_are_asked_about_a_request() {
    let [ca, root] = authorities();
    let plain = root.sub_ca("Example Plain CA").issue();
    let folder = Folder::new("requests");
    let cas = folder.chain("cas.pem", [&ca, &root]);
    let plain = folder.chain("plain.pem", [&plain, &root]);
    for (name, cas, expected) in [
        ("_xmpp-server.example.com", &cas, ""),
        ("_xmpp-server.example.org", &cas, "name_not_permitted"),
        ("xmpp", &cas, "malformed_name"),
        ("_xmpp-server.example.com", &plain, "ca_lacks_srv_constraints"),
    ] {
        for (file, octets) in formats(&draft(&ca, name).request()) {
            let file = folder.file(file, octets);
            let ran = check(arguments![file, cas]);
            assert_eq!(ran.code(), expected, "{name} {}", file.display());
            let json = ran.json();
            let position = if expected == "ca_lacks_srv_constraints" { 1 } else { 0 };
            assert!(expected.is_empty() || json["error"]["position"] == position, "{json}");
            assert_eq!(json["path"].as_array().map(Vec::len), Some(3));
            assert_eq!((&json["path"][0]["role"], &json["path"][0]["position"]), (&"end-entity".into(), &0.into()));
            assert_eq!(json["path"][0]["subject"], "CN=xmpp.example.com");
            assert_eq!(json["path"][2]["role"], "trust-anchor");
        }
    }
    // In one file with its CAs, and below an anchor alone.
    let request = pem_block("CERTIFICATE REQUEST", &draft(&ca, "_imap.example.com").request());
    let both = folder.file("both.pem", request.clone() + &pem(ca.der()));
    assert_eq!(check(arguments![both]).code(), "");
    let alone = folder.file("anchored.pem", request + &pem(root.der()));
    assert_eq!(check(arguments![alone]).code(), "");
}

#[test]
fn a_request_may_be_asked_for_a_service() {
    let [ca, root] = authorities();
    let folder = Folder::new("requests-service");
    let request = folder.file("request.der", draft(&ca, "_xmpp-server.example.com").request());
    let cas = folder.chain("cas.pem", [&ca, &root]);
    let asked = |service: &str| check(arguments!["--service", service, "--domain", "example.com", request, cas]);
    let ran = asked("xmpp-server");
    assert_eq!((ran.code().as_str(), ran.json()["matched"].as_str()), ("", Some("_xmpp-server.example.com")));
    assert_eq!(asked("imap").code(), "no_matching_identifier");
}

#[test]
fn the_text_says_that_nobody_has_signed() {
    let [ca, root] = authorities();
    let folder = Folder::new("requests-text");
    let cas = folder.chain("cas.pem", [&ca, &root]);
    for (name, status) in [("_imap.example.com", 0), ("_imap.example.org", 1)] {
        // The signature of a request proves that the applicant has the key, and is not asked.
        let mut der = draft(&ca, name).request();
        *der.last_mut().expect("octets") ^= 1;
        let file = folder.file("request.der", der);
        let ran = srvname(arguments!["check", file, cas]);
        assert_eq!((ran.status, ran.err.as_str()), (status, ""));
        let text = ran.out.split_whitespace().collect::<Vec<_>>().join(" ");
        for said in [
            "CN=xmpp.example.com (a request that no CA has signed)",
            "which no CA has signed",
            "no signature was checked, that of the request included",
        ] {
            assert!(text.contains(said), "{said}: {text}");
        }
        assert!(text.contains(name), "{text}");
    }
    let certificate = folder.chain("chain.pem", [&draft(&ca, "_imap.example.com").issue(), &ca, &root]);
    assert!(!srvname(arguments!["check", certificate]).out.contains("request"));
}

#[test]
fn a_malformed_request_is_a_refusal() {
    let [ca, root] = authorities();
    let folder = Folder::new("requests-malformed");
    let cas = folder.chain("cas.pem", [&ca, &root]);
    let draft = draft(&ca, "_imap.example.com");
    let version = draft.request_with(7, &[]);
    for (name, octets, why) in [
        ("version.csr", pem_block("CERTIFICATE REQUEST", &version), "unknown version of a request at octet "),
        ("cut.csr", pem_block("CERTIFICATE REQUEST", &draft.request()[..100]), "the octets end inside an element"),
        (
            "names.csr",
            pem_block("CERTIFICATE REQUEST", &draft.clone().san([]).request()),
            "a list of names with no name",
        ),
    ] {
        let file = folder.file(name, octets);
        let ran = check(arguments![file, cas]);
        assert_eq!(ran.code(), "malformed_certificate", "{name}");
        assert_eq!(ran.json()["error"]["position"], 0);
        assert!(ran.err.contains(&format!("{name}: request 0: {why}")), "{ran:?}");
        let ran = srvname(arguments!["lint", "--format", "json", file]);
        assert_eq!(ran.status, 1, "{name}");
        assert!(ran.json()["findings"].as_array().is_some_and(|all| !all.is_empty()), "{ran:?}");
    }
}

/// Whoever needs a certificate does not take a request for one, wherever it is.
#[test]
fn a_request_is_no_certificate() {
    let [ca, root] = authorities();
    let folder = Folder::new("requests-elsewhere");
    let roots = folder.chain("root.pem", [&root]);
    let cas = folder.chain("cas.pem", [&ca, &root]);
    let der = draft(&ca, "_imap.example.com").request();
    let verify = |files: &[&std::path::Path]| {
        let arguments = ["verify", "--service", "imap", "--domain", "example.com", "--at", AT, "--roots"];
        let arguments = arguments.map(OsString::from).into_iter().chain([OsString::from(&roots)]);
        srvname(arguments.chain(files.iter().map(OsString::from)))
    };
    let named = "a certificate signing request, which no CA has signed";
    for (name, octets) in formats(&der) {
        let file = folder.file(name, octets);
        for ran in [
            verify(&[&file]),
            verify(&[&file, &cas]),
            verify(&[&cas, &file]),
            srvname(arguments!["inspect", file]),
            srvname(arguments!["census", "--at", AT, file]),
        ] {
            assert_eq!(ran.status, 2, "{name}: {ran:?}");
            assert!(ran.err.contains(name) && ran.err.contains("srvname check FILE CA"), "{name}: {ran:?}");
            assert!(ran.err.contains(named) || ran.err.contains("CERTIFICATE REQUEST"), "{name}: {ran:?}");
        }
    }
    let both = folder.file("both.pem", pem_block("CERTIFICATE REQUEST", &der) + &pem(ca.der()));
    let ran = verify(&[&both]);
    assert_eq!((ran.status, ran.out.as_str()), (2, ""));
    assert!(ran.err.contains(named), "{ran:?}");
    // Where each certificate stands for itself it is passed over and named; as a root it is a mistake.
    let leaf = folder.chain("leaf.pem", [&draft(&ca, "_imap.example.com").issue(), &ca]);
    let ran = srvname(arguments!["inspect", "--format", "json", both]);
    assert_eq!((ran.status, ran.json()["certificates"].as_array().map(Vec::len)), (0, Some(1)));
    assert!(ran.err.contains("not read: PEM block \"CERTIFICATE REQUEST\""), "{ran:?}");
    let ran = srvname(arguments![
        "verify",
        "--service",
        "imap",
        "--domain",
        "example.com",
        "--at",
        AT,
        "--roots",
        both,
        leaf
    ]);
    assert_eq!(ran.status, 2, "{ran:?}");
    // In a list for `check` it is the first or it is wrong.
    let request = folder.file("request.csr", pem_block("CERTIFICATE REQUEST", &der));
    check(arguments![leaf, request]).is_unanswered("request 0: a request issues nothing");
    check(arguments![request, request, cas]).is_unanswered("request 0: a request issues nothing");
    check(arguments![request]).is_unanswered("check needs at least two certificates");
    let tbs = folder.file("tbs.der", draft(&ca, "_imap.example.com").to_be_signed());
    check(arguments![tbs, cas]).is_unanswered("a tbsCertificate, which no CA has signed: `srvname lint FILE`");
}

/// What a CA has before it signs has the findings of what it will have signed.
#[test]
fn lint_reads_what_is_not_signed_yet() {
    let [ca, root] = authorities();
    let folder = Folder::new("requests-lint");
    let draft = ca.end_entity("Server").san([srv("_imap.example.com."), dns("www.example.com")]);
    let certificate = folder.file("certificate.der", draft.clone().issue().der());
    let tbs = folder.file("tbs.der", draft.to_be_signed());
    let tbs_text = folder.file("tbs.b64", base64_lines(&draft.to_be_signed()));
    let lints = |file: &std::path::PathBuf| {
        let ran = srvname(arguments!["lint", "--profile", "pkix", "--format", "json", file]);
        let json = ran.json();
        assert_eq!((json["certificates"].as_u64(), json["skipped"].as_array().map(Vec::len)), (Some(1), Some(0)));
        let all = json["findings"].as_array().expect("a list").iter();
        (ran.status, all.map(|finding| finding["lint"].as_str().expect("text").to_owned()).collect::<Vec<_>>())
    };
    let expected = lints(&certificate);
    assert!(expected.1.contains(&"srv_san_trailing_dot".to_owned()));
    assert_eq!([lints(&tbs), lints(&tbs_text)], [expected.clone(), expected.clone()]);
    for (name, octets) in formats(&draft.request()) {
        assert_eq!(lints(&folder.file(name, octets)), expected, "{name}");
    }
    let good = folder.file("good.csr", pem_block("CERTIFICATE REQUEST", &ca.end_entity("Server").request()));
    let ran = srvname(arguments!["lint", good]);
    assert_eq!((ran.status, ran.out.as_str()), (0, "clean  1 request, nothing found\n"));
    let all = srvname(arguments!["lint", good, tbs, certificate]).out;
    assert!(all.contains("1 certificate, 1 request, 1 tbsCertificate: "), "{all}");
    // Findings are about the octets of what was given.
    let json = srvname(arguments!["lint", "--include", "srv_san_trailing_dot", "--format", "json", tbs]).json();
    let octets: Vec<usize> = serde_json::from_value(json["findings"][0]["octets"].clone()).expect("two numbers");
    assert_eq!(&draft.to_be_signed()[octets[0]..octets[1]], b".");
    let _ = root;
}

#[test]
fn a_chain_for_lint_may_start_with_a_request() {
    let [ca, root] = authorities();
    let folder = Folder::new("requests-lint-chain");
    let chain = |name: &str| {
        let request = pem_block("CERTIFICATE REQUEST", &draft(&ca, name).request());
        let file = folder.file("chain.pem", request + &pem(ca.der()) + &pem(root.der()));
        let ran = srvname(arguments!["lint", "--chain", "--format", "json", file]);
        let json = ran.json();
        let refused = |finding: &&serde_json::Value| {
            finding["lint"].as_str().is_some_and(|lint| lint.starts_with("chain_")) && finding["position"] == 0
        };
        (ran.status, json["findings"].as_array().expect("a list").iter().filter(refused).count())
    };
    assert_eq!(chain("_imap.example.com"), (0, 0));
    assert_eq!(chain("_imap.example.org"), (1, 1));
    let request = pem_block("CERTIFICATE REQUEST", &root.sub_ca("Example Sub CA").request());
    let server = draft(&ca, "_imap.example.com").issue();
    let file = folder.file("wrong.pem", pem(server.der()) + &request + &pem(root.der()));
    let ran = srvname(arguments!["lint", "--chain", file]);
    assert_eq!(ran.status, 2);
    assert!(ran.err.contains("wrong.pem: request 1: only the first of a chain"), "{ran:?}");
}
