//! `srvname inspect`.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::arguments;
use crate::make::file::pem;
use crate::make::{
    Constraints, Dn, Issued, Subtree, der, dns, edi_party, email, ip_net4, ip_raw, oid, other_name, registered_id,
    smtp_utf8, srv, srv_raw, srv_utf8, upn, uri,
};
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
          "value": "_imap.example.com",
          "unicode": null,
          "error": "its value is not an IA5String (octet 0) [RFC 4985 §2]"
        },
        {
          "form": "otherName 1.3.6.1.4.1.311.20.2.3",
          "value": "x",
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
            "value": "_imap.",
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
            "value": "x",
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

/// What a name says is text, whatever its form and its attribute types; what says nothing is octets.
#[test]
fn values_are_text() {
    let text = |type_id: &str, tag: u8, text: &str| other_name(type_id, &der::tlv(tag, text.as_bytes()));
    let names = [
        (upn("alice@corp.example"), "otherName 1.3.6.1.4.1.311.20.2.3", "alice@corp.example"),
        (
            text(oid::XMPP_ADDR, der::UTF8_STRING, "juliet@im.example"),
            "otherName 1.3.6.1.5.5.7.8.5",
            "juliet@im.example",
        ),
        // NAIRealm (RFC 7585 §2.2).
        (text("1.3.6.1.5.5.7.8.8", der::UTF8_STRING, "*.example"), "otherName 1.3.6.1.5.5.7.8.8", "*.example"),
        (smtp_utf8("zoë@example.com"), "SmtpUTF8Mailbox", "zoë@example.com"),
        (registered_id("2.999.1"), "registeredID", "2.999.1"),
        (other_name(oid::UNKNOWN, &[0x02, 0x01, 0x05]), "otherName 1.3.6.1.4.1.32473.1", "#020105"),
        (edi_party(&[0xa1, 0x03, 0x0c, 0x01, 0x61]), "ediPartyName", "#a1030c0161"),
    ];
    let malformed = [
        (dns("a..example.com"), "dNSName", "a..example.com"),
        (dns("bücher.example"), "dNSName", "bücher.example"),
        (srv_raw(b"\x16\x05_\xfc.ab"), "SRVName", r"_\xfc.ab"),
        (ip_raw(&[192, 0, 2]), "iPAddress", "#c00002"),
    ];
    let subject = [
        (oid::ORGANIZATION, "Example, Inc."),
        ("2.5.4.97", "VATXX-1"),
        ("1.3.6.1.4.1.311.60.2.1.3", "XX"),
        ("2.5.4.5", "7"),
        ("1.2.3.4", "a"),
    ];
    let subject = subject
        .into_iter()
        .fold(Dn::empty(), |dn, (attribute_type, value)| dn.and(attribute_type, der::UTF8_STRING, value));
    let all = || names.iter().chain(&malformed);
    let server = ca().end_entity("a.example").subject(subject).san(all().map(|(name, ..)| name.clone())).issue();
    let base = ip_raw(&[192, 0, 2, 0, 255, 0, 255, 0]);
    let constraints = Constraints::new().permit(base).exclude(registered_id("2.999.1"));
    let sub_ca = Issued::root("Example Root CA").sub_ca("Example Sub CA").constraints(constraints).issue();
    let file = Folder::new("inspect-values").chain("chain.pem", [&server, &sub_ca]);

    let json = srvname(arguments!["inspect", "--format", "json", file]).json();
    let certificate = &json["certificates"][0];
    let written =
        r"1.2.3.4=#0c0161,serialNumber=7,jurisdictionCountry=XX,organizationIdentifier=VATXX-1,O=Example\, Inc.";
    assert_eq!(certificate["subject"], written);
    for (number, (_, form, value)) in all().enumerate() {
        let entry = &certificate["names"][number];
        assert_eq!((&entry["form"], &entry["value"]), (&json!(form), &json!(value)));
        assert_eq!(entry["error"].is_null(), number < names.len(), "{entry}");
    }
    let constraints = &json["certificates"][1]["constraints"];
    assert_eq!(constraints["permitted"][0]["value"], "192.0.2.0/255.0.255.0");
    assert!(constraints["permitted"][0]["error"].as_str().is_some_and(|error| error.contains("mask")), "{constraints}");
    assert_eq!(constraints["excluded"][0]["value"], "2.999.1");

    let text = srvname(arguments!["inspect", file]).out;
    assert_eq!(text.matches("malformed: ").count(), malformed.len() + 1, "{text}");
    assert!(all().all(|(_, _, value)| text.contains(&format!("  {value}\n"))), "{text}");
    assert!(text.contains(written), "{text}");
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
