//! `srvname inspect`.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::arguments;
use crate::make::file::pem;
use crate::make::{Constraints, Dn, Issued, Subtree, dns, email, ip_net4, srv, srv_utf8, upn, uri};
use crate::run::{Folder, srvname};

fn ca() -> Issued {
    let constraints = Constraints::new()
        .permit(Subtree::of(srv("xn--bcher-kva.example")).minimum(1).maximum(300))
        .permit(srv("_imap."))
        .permit(dns(""))
        .exclude(ip_net4([192, 0, 2, 0], 24))
        .exclude(upn("x"))
        .critical(false);
    Issued::root("Example Root CA").sub_ca("Example Sub CA").constraints(constraints).issue()
}

#[test]
fn a_server_and_its_ca_in_full() {
    let ca = ca();
    let names =
        [srv("_imap.xn--bcher-kva.example"), srv_utf8("_imap.example.com"), upn("x"), uri("https://example.com/")];
    let server = ca.end_entity("imap.example.com").san(names).issue();
    let chain = Folder::new("inspect-full").chain("chain.pem", [&server, &ca]);
    let ran = srvname(arguments!["inspect", "--format", "json", chain]);
    let file = serde_json::to_string(chain.to_str().expect("text")).expect("JSON");
    let expected = r##"{
  "certificates": [
    {
      "file": FILE,
      "position": 0,
      "subject": "CN=imap.example.com",
      "issuer": "CN=Example Sub CA",
      "names": [
        {
          "form": "SRVName",
          "value": "_imap.xn--bcher-kva.example",
          "unicode": "_imap.bücher.example",
          "error": null
        },
        {
          "form": "SRVName",
          "value": "malformed:_imap.example.com",
          "unicode": null,
          "error": "its value is not an IA5String (octet 0) [RFC 4985 §2]"
        },
        {
          "form": "otherName 1.3.6.1.4.1.311.20.2.3",
          "value": "#0c0178",
          "unicode": null,
          "error": null
        },
        {
          "form": "uniformResourceIdentifier",
          "value": "https://example.com/",
          "unicode": null,
          "error": null
        }
      ],
      "constraints": null,
      "error": null
    },
    {
      "file": FILE,
      "position": 1,
      "subject": "CN=Example Sub CA",
      "issuer": "CN=Example Root CA",
      "names": [],
      "constraints": {
        "critical": false,
        "permitted": [
          {
            "form": "SRVName",
            "value": "xn--bcher-kva.example",
            "unicode": "bücher.example",
            "error": null,
            "minimum": 1,
            "maximum": 300
          },
          {
            "form": "SRVName",
            "value": "malformed:_imap.",
            "unicode": null,
            "error": "it ends with a dot (octet 5) [RFC 1034 §3.5]"
          },
          {
            "form": "dNSName",
            "value": "",
            "unicode": null,
            "error": null
          }
        ],
        "excluded": [
          {
            "form": "iPAddress",
            "value": "192.0.2.0/24",
            "unicode": null,
            "error": null
          },
          {
            "form": "otherName 1.3.6.1.4.1.311.20.2.3",
            "value": "#0c0178",
            "unicode": null,
            "error": null
          }
        ]
      },
      "error": null
    }
  ]
}
"##;
    assert_eq!((ran.status, ran.err.as_str()), (0, ""));
    assert_eq!(ran.out, expected.replace("FILE", &file));
}

/// Constraints hold the subject too, but it is no entry of the subjectAltName.
#[test]
fn names_are_the_entries_of_the_subject_alternative_name() {
    let server =
        ca().end_entity("imap.example.com").subject(Dn::cn("imap.example.com")).san([email("a@example.com")]).issue();
    let file = Folder::new("inspect-names").chain("chain.pem", [&server]);
    let json = srvname(arguments!["inspect", "--format", "json", file]).json();
    let entry = json!({"form": "rfc822Name", "value": "a@example.com", "unicode": null, "error": null});
    assert_eq!(json["certificates"][0]["names"], Value::from(vec![entry]));
}

#[test]
fn a_certificate_that_cannot_be_read_is_refused_and_the_others_are_shown() {
    let folder = Folder::new("inspect-malformed");
    let broken = ca().end_entity("imap.example.com").san([]).issue();
    let first = folder.chain("first.pem", [&broken, &ca()]);
    let second = folder.file("second.der", ca().der());
    let ran = srvname(arguments!["inspect", "--format", "json", first, second]);
    assert_eq!(ran.status, 1);
    assert!(ran.err.contains("first.pem: certificate 0: ") && ran.err.contains("at octet "), "{}", ran.err);
    assert_eq!(ran.err.lines().count(), 1, "{}", ran.err);
    let json = ran.json();
    let certificates = json["certificates"].as_array().expect("certificates");
    assert_eq!(certificates.len(), 3);
    let error = certificates[0]["error"].as_str().expect("an error");
    assert!(error.contains("at octet ") && error.contains("[RFC "), "{error}");
    assert_eq!((&certificates[0]["subject"], &certificates[0]["constraints"]), (&json!(""), &json!(null)));
    assert!(certificates[1..].iter().all(|certificate| certificate["subject"] == "CN=Example Sub CA"));
    assert_eq!(certificates[2]["position"], 0);

    let text = srvname(arguments!["inspect", first]);
    assert_eq!(text.status, 1);
    assert!(text.out.contains("malformed") && text.out.contains("CN=Example Sub CA"), "{}", text.out);
}

#[test]
fn a_file_that_cannot_be_read_is_named_and_the_others_are_shown() {
    let folder = Folder::new("inspect-unreadable");
    let good = folder.chain("good.pem", [&ca()]);
    let broken = folder.chain("broken.pem", [&ca().end_entity("imap.example.com").san([]).issue()]);
    let missing = folder.path().join("missing.pem");
    let ran = srvname(arguments!["inspect", "--format", "json", missing, broken, good]);
    // 2 outranks 1.
    assert_eq!(ran.status, 2);
    assert!(ran.err.contains("missing.pem: "), "{}", ran.err);
    assert_eq!(ran.json()["certificates"].as_array().map(Vec::len), Some(2));
}

#[test]
fn pem_is_found_in_the_cells_of_a_table() {
    let cell = |certificate: &Issued| format!("name,\"'{}'\"\r\n", pem(certificate.der()));
    let table = format!("Name,PEM\r\n{}{}", cell(&ca()), cell(&Issued::root("Example Root CA")));
    let file = Folder::new("inspect-table").file("report", table);
    let ran = srvname(arguments!["inspect", "--format", "json", file]);
    assert_eq!((ran.status, ran.json()["certificates"].as_array().map(Vec::len)), (0, Some(2)));
}

/// The CA certificates that browsers know: all are found, and those that cannot be read are the ones that no
/// certificate may look like.
#[test]
fn the_certificates_of_the_ccadb() {
    let Some(corpora) = std::env::var_os("SRVNAME_CORPORA") else {
        eprintln!("skipped: set SRVNAME_CORPORA to the folder of the corpora");
        return;
    };
    let folder = Path::new(&corpora).join("ccadb");
    let entries = std::fs::read_dir(folder).expect("the reports");
    let files: Vec<PathBuf> = entries.map(|entry| entry.expect("an entry").path()).collect();
    let head = arguments!["inspect", "--format", "json"];
    let ran = srvname(head.into_iter().chain(files.into_iter().map(Into::into)));
    let json = ran.json();
    let certificates = json["certificates"].as_array().expect("certificates");
    let errors: Vec<_> = certificates.iter().filter_map(|certificate| certificate["error"].as_str()).collect();
    let counted = |what: &str| errors.iter().filter(|error| error.starts_with(what)).count();
    assert_eq!((certificates.len(), errors.len(), ran.status), (6118, 13, 1));
    assert_eq!(counted("a list of names with no name"), 4, "{errors:#?}");
    assert_eq!(counted("name constraints with no list"), 1, "{errors:#?}");
    assert_eq!(counted("the two signature algorithms differ"), 5, "{errors:#?}");
    assert_eq!(counted("time outside the profile"), 3, "{errors:#?}");
    assert_eq!(ran.err.lines().count(), 13, "{}", ran.err);
}

/// A URI without a host and a mailbox at an address are well formed; only a constraint of their form refuses them.
#[test]
fn a_name_without_a_host_is_shown_as_it_is() {
    for (name, other) in [
        (uri("urn:ietf:rfc:5280"), uri("victim.test")),
        (uri("https://intranet/"), uri("")),
        (uri("https://[2001:db8::1]/"), uri("victim.test")),
        (email("root@[192.0.2.1]"), email("victim.test")),
    ] {
        let ca =
            |constraints| Issued::root("Example Root CA").sub_ca("Example Sub CA").constraints(constraints).issue();
        let folder = Folder::new("inspect-no-host");
        for (constraints, refused) in
            [(Constraints::new().exclude(other), true), (Constraints::new().exclude(dns("victim.test")), false)]
        {
            let ca = ca(constraints);
            let server = ca.end_entity("a.example").san([name.clone()]).issue();
            let chain = folder.chain("chain.pem", [&server, &ca]);
            let inspected = srvname(arguments!["inspect", chain]);
            assert!(!inspected.out.contains("malformed"), "{}", inspected.out);
            let checked = srvname(arguments!["check", chain]);
            assert_eq!(checked.out.contains("reject  malformed_name"), refused, "{}", checked.out);
            assert_eq!(checked.out.contains("The name is well formed"), refused, "{}", checked.out);
        }
    }
}
