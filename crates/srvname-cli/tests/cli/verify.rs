//! `srvname verify`.

use std::ffi::OsString;
use std::path::PathBuf;

use crate::arguments;
use crate::make::{Constraints, Issued, dns, srv};
use crate::run::{AT, Folder, Ran, pems, row_of_cas, srvname};

/// A root, a CA and a server of example.com, in a folder.
struct Site {
    folder: Folder,
    root: Issued,
    ca: Issued,
    server: Issued,
}

impl Site {
    fn new(name: &str) -> Self {
        Self::with(name, Constraints::new().permit(srv("example.com")).exclude(srv("_ldap")).permit(dns("example.com")))
    }

    fn with(name: &str, constraints: Constraints) -> Self {
        let root = Issued::root("Example Root CA");
        let ca = root.sub_ca("Example Sub CA").constraints(constraints).issue();
        let names =
            [srv("_xmpp-server.Example.com"), srv("_xmpp-server.xn--bcher-kva.example.com"), dns("example.com")];
        let server = ca.end_entity("xmpp.example.com").san(names).issue();
        let folder = Folder::new(name);
        folder.chain("roots.pem", [&root]);
        folder.chain("chain.pem", [&server, &ca]);
        Self { folder, root, ca, server }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Verifies `chain.pem`, for a service and with more arguments.
    fn verify(&self, service: &str, domain: &str, more: &[&str]) -> Ran {
        self.verify_file("chain.pem", service, domain, more)
    }

    fn verify_file(&self, file: &str, service: &str, domain: &str, more: &[&str]) -> Ran {
        let arguments =
            arguments!["verify", "--service", service, "--domain", domain, "--format", "json", self.path(file)];
        let roots = arguments!["--roots", self.path("roots.pem")];
        let at = if more.contains(&"--at") { [].to_vec() } else { arguments!["--at", AT].to_vec() };
        srvname(arguments.into_iter().chain(roots).chain(at).chain(more.iter().map(OsString::from)))
    }
}

#[test]
fn an_acceptance_in_full() {
    let ran = Site::new("acceptance").verify("xmpp-server", "example.com", &[]);
    let expected = r#"{
  "verdict": "accept",
  "reference": "_xmpp-server.example.com",
  "references": [
    "_xmpp-server.example.com"
  ],
  "matched": "_xmpp-server.Example.com",
  "rule": "constrained",
  "path": [
    {
      "position": 0,
      "role": "end-entity",
      "subject": "CN=xmpp.example.com",
      "srv_names": [
        "_xmpp-server.Example.com",
        "_xmpp-server.xn--bcher-kva.example.com"
      ],
      "srv_constraints": null
    },
    {
      "position": 1,
      "role": "intermediate",
      "subject": "CN=Example Sub CA",
      "srv_names": [],
      "srv_constraints": {
        "permitted": [
          "example.com"
        ],
        "excluded": [
          "_ldap"
        ]
      }
    },
    {
      "position": 2,
      "role": "trust-anchor",
      "subject": "CN=Example Root CA",
      "srv_names": [],
      "srv_constraints": null
    }
  ],
  "error": null,
  "advice": []
}
"#;
    assert_eq!((ran.status, ran.out.as_str(), ran.err.as_str()), (0, expected, ""));
}

#[test]
fn a_refusal_in_full() {
    let site = Site::with("refusal", Constraints::new().permit(srv("example.org")).permit(srv("")));
    let ran = site.verify("xmpp-server", "example.com", &["--rule", "rfc5280"]);
    let expected = r#"{
  "verdict": "reject",
  "reference": "_xmpp-server.example.com",
  "references": [
    "_xmpp-server.example.com"
  ],
  "matched": null,
  "rule": "rfc5280",
  "path": [
    {
      "position": 0,
      "role": "end-entity",
      "subject": "CN=xmpp.example.com",
      "srv_names": [
        "_xmpp-server.Example.com",
        "_xmpp-server.xn--bcher-kva.example.com"
      ],
      "srv_constraints": null
    },
    {
      "position": 1,
      "role": "intermediate",
      "subject": "CN=Example Sub CA",
      "srv_names": [],
      "srv_constraints": {
        "permitted": [
          "example.org",
          "malformed:"
        ],
        "excluded": []
      }
    },
    {
      "position": 2,
      "role": "trust-anchor",
      "subject": "CN=Example Root CA",
      "srv_names": [],
      "srv_constraints": null
    }
  ],
  "error": {
    "code": "malformed_constraint",
    "position": 0,
    "name": "_xmpp-server.Example.com",
    "imposed_by": 1,
    "message": "#;
    assert_eq!((ran.status, ran.err.as_str()), (1, ""));
    assert!(ran.out.starts_with(expected), "{}", ran.out);
    let json = ran.json();
    assert!(json["error"]["message"].as_str().is_some_and(|message| message.contains("§")), "{}", ran.out);
    assert!(json["error"].get("asked").is_none() && json["error"].get("presented").is_none(), "{}", ran.out);
    let advice: Vec<_> = json["advice"].as_array().expect("advice").iter().map(|one| one.as_str()).collect();
    assert!(advice.len() == 2 && advice[0].is_some_and(|first| first.starts_with("An SRVName base is")), "{advice:?}");
}

#[test]
fn a_certificate_without_srvname_base_has_no_srv_constraints() {
    let site = Site::with("no-base", Constraints::new().permit(dns("example.com")));
    let ran = site.verify("xmpp-server", "example.com", &[]);
    assert_eq!(ran.code(), "ca_lacks_srv_constraints");
    let json = ran.json();
    assert!(json["path"][1]["srv_constraints"].is_null() && json["error"]["imposed_by"].is_null(), "{}", ran.out);
    assert_eq!((&json["error"]["position"], &json["error"]["name"]), (&1.into(), &serde_json::Value::Null));
}

#[test]
fn the_service_comes_with_or_without_its_underscore() {
    let site = Site::new("underscore");
    for service in ["xmpp-server", "_xmpp-server", "XMPP-Server"] {
        assert_eq!(site.verify(service, "example.com", &[]).code(), "", "{service}");
    }
    assert_eq!(site.verify("xmpp-client", "example.com", &[]).code(), "no_matching_identifier");
}

#[test]
fn the_domain_comes_in_a_labels_or_u_labels_and_may_end_with_a_dot() {
    let site = Site::new("labels");
    for domain in [
        "xn--bcher-kva.example.com",
        "XN--BCHER-KVA.example.com.",
        "bücher.example.com",
        "Bücher.Example.com.",
        "bücher。example。com。",
    ] {
        let ran = site.verify("xmpp-server", domain, &[]);
        assert_eq!(ran.code(), "", "{domain}");
        assert_eq!(ran.json()["matched"], "_xmpp-server.xn--bcher-kva.example.com");
    }
    let reference = site.verify("_xmpp-server", "bücher.example.com.", &[]).json()["reference"].clone();
    assert_eq!(reference, "_xmpp-server.xn--bcher-kva.example.com");
}

#[test]
fn a_service_or_a_domain_that_is_none_is_no_question() {
    let site = Site::new("no-question");
    for service in ["", "_", "__xmpp", "xmpp_server", "5222", "_xmpp-server._tcp", "*"] {
        site.verify(service, "example.com", &[]).is_unanswered("--service");
    }
    for domain in
        ["", ".", "example.com..", ".example.com", "*.example.com", "exa mple.com", "192.0.2.1", "bü_cher.example"]
    {
        site.verify("xmpp-server", domain, &[]).is_unanswered("--domain");
    }
}

#[test]
fn validity_is_inclusive_and_fractions_of_a_second_do_not_count() {
    let site = Site::new("validity");
    for (at, code) in [
        ("2023-12-31T23:59:59.999Z", "not_yet_valid"),
        ("2024-01-01T00:00:00Z", ""),
        ("2024-01-01T01:00:00+01:00", ""),
        ("2049-12-31T23:59:59Z", ""),
        ("2049-12-31T23:59:59.999Z", ""),
        ("2049-12-31T16:59:59-07:00", ""),
        ("2050-01-01T00:00:00Z", "expired"),
        ("2049-12-31T17:00:00-07:00", "expired"),
    ] {
        assert_eq!(site.verify("xmpp-server", "example.com", &["--at", at]).code(), code, "{at}");
    }
}

#[test]
fn without_roots_mozilla_is_trusted_and_a_test_root_is_not() {
    let site = Site::new("mozilla");
    let arguments = arguments![
        "verify",
        "--service",
        "xmpp-server",
        "--domain",
        "example.com",
        "--format",
        "json",
        site.path("chain.pem")
    ];
    let ran = srvname(arguments);
    assert_eq!(ran.code(), "unknown_issuer");
    let json = ran.json();
    assert_eq!(json["error"]["position"], 1);
    // No path was built, so it is the end entity and the issuers that were found by name.
    let roles: Vec<_> = json["path"].as_array().expect("a path").iter().map(|link| link["role"].clone()).collect();
    assert_eq!(roles, ["end-entity", "intermediate"]);
}

#[test]
fn roots_come_in_several_files_pem_or_der() {
    let site = Site::new("several-roots");
    let other = site.folder.chain("other.pem", [&Issued::root("Other Root CA")]);
    let der = site.folder.file("root.der", site.root.der());
    let arguments = arguments![
        "verify",
        "--service",
        "xmpp-server",
        "--domain",
        "example.com",
        "--at",
        AT,
        "--format",
        "json",
        "--roots",
        other,
        "--roots",
        der,
        site.path("chain.pem")
    ];
    assert_eq!(srvname(arguments).code(), "");
}

/// Anchors that share subject and key are one, held to the constraints of all.
#[test]
fn a_root_given_twice_is_held_to_the_constraints_of_both() {
    let site = Site::new("merged-roots");
    let constraints = Constraints::new().permit(srv("_xmpp-server")).exclude(srv("secret.example.com"));
    let constrained = Issued::root_draft("Example Root CA").constraints(constraints).issue();
    site.folder.chain("roots.pem", [&site.root, &constrained]);
    let json = site.verify("xmpp-server", "example.com", &[]).json();
    assert_eq!(json["path"][2]["srv_constraints"]["permitted"], serde_json::json!(["_xmpp-server"]));
    assert_eq!(json["path"][2]["srv_constraints"]["excluded"], serde_json::json!(["secret.example.com"]));
}

#[test]
fn a_root_that_cannot_be_read_is_named_and_never_trusted() {
    let site = Site::new("bad-root");
    let bad = Issued::root_draft("Bad Root CA").trailing(&[0]).issue();
    site.folder.chain("roots.pem", [&bad, &site.root]);
    let ran = site.verify("xmpp-server", "example.com", &[]);
    assert_eq!(ran.code(), "");
    assert!(ran.err.contains("roots.pem: certificate 0: not used as a root: ") && ran.err.contains("octet"), "{ran:?}");
    site.folder.chain("roots.pem", [&bad]);
    let ran = site.verify("xmpp-server", "example.com", &[]);
    assert_eq!((ran.status, ran.out.as_str()), (2, ""), "{ran:?}");
}

#[test]
fn the_pool_has_no_order_and_may_hold_what_nobody_needs() {
    let site = Site::new("pool");
    let stray = Issued::root("Stray Root CA").sub_ca("Stray CA").issue();
    site.folder.chain("chain.pem", [&site.server, &stray, &site.root, &site.ca]);
    assert_eq!(site.verify("xmpp-server", "example.com", &[]).code(), "");
}

#[test]
fn a_certificate_of_the_pool_that_cannot_be_read_counts_only_where_it_is_missed() {
    let site = Site::new("unusable");
    let broken = Issued::root("Stray Root CA").sub_ca("Stray CA").trailing(&[0]).issue();
    site.folder.chain("chain.pem", [&site.server, &broken, &site.ca]);
    let ran = site.verify("xmpp-server", "example.com", &[]);
    assert_eq!((ran.code().as_str(), ran.err.as_str()), ("", ""));

    let stray = Issued::root("Stray Root CA").sub_ca("Stray CA").issue();
    site.folder.chain("chain.pem", [&site.server, &stray, &broken]);
    let ran = site.verify("xmpp-server", "example.com", &[]);
    assert_eq!(ran.code(), "malformed_certificate");
    assert_eq!(ran.json()["error"]["position"], 2);
    assert!(ran.err.starts_with("srvname: ") && ran.err.contains("chain.pem: certificate 2: "), "{}", ran.err);
    let octet = broken.der().len() - 1;
    assert!(ran.err.ends_with(&format!("at octet {octet}\n")), "{}", ran.err);
}

#[test]
fn an_end_entity_that_cannot_be_read_is_refused() {
    let site = Site::new("bad-end-entity");
    let broken = site.ca.end_entity("xmpp.example.com").san([]).issue();
    site.folder.chain("chain.pem", [&broken, &site.ca]);
    let ran = site.verify("xmpp-server", "example.com", &[]);
    assert_eq!(ran.code(), "malformed_certificate");
    let json = ran.json();
    assert_eq!((&json["error"]["position"], &json["reference"]), (&0.into(), &"_xmpp-server.example.com".into()));
    assert_eq!(json["path"].as_array().map(Vec::len), Some(1));
    assert!(ran.err.contains("chain.pem: certificate 0: ") && ran.err.contains("at octet "), "{}", ran.err);
}

#[test]
fn a_bad_signature_is_found() {
    let site = Site::new("signature");
    let forged =
        site.ca.end_entity("xmpp.example.com").san([srv("_xmpp-server.example.com")]).corrupt_signature().issue();
    site.folder.file("chain.pem", pems([&forged, &site.ca]));
    let ran = site.verify("xmpp-server", "example.com", &[]);
    assert_eq!((ran.code().as_str(), &ran.json()["error"]["position"]), ("bad_signature", &0.into()));
}

/// A self-signed server has no issuer to look for, and trusting it as a root leads nowhere.
#[test]
fn a_self_signed_server_is_told_what_helps() {
    let site = Site::new("self-signed");
    let own = Issued::root_draft("xmpp.example.com").ca(false).san([srv("_xmpp-server.example.com")]).issue();
    site.folder.chain("chain.pem", [&own]);
    site.folder.chain("own.pem", [&own]);
    for (roots, code) in [("roots.pem", "unknown_issuer"), ("own.pem", "repeated_certificate")] {
        let arguments =
            ["verify", "--service", "xmpp-server", "--domain", "example.com", "--at", AT, "--format", "json"];
        let ran = srvname(arguments.map(OsString::from).into_iter().chain(arguments![
            "--roots",
            site.path(roots),
            site.path("chain.pem")
        ]));
        assert_eq!(ran.code(), code);
        let advice = ran.json()["advice"].to_string();
        assert!(advice.contains("CN=xmpp.example.com is self-signed"), "{advice}");
        assert!(!advice.contains("--roots") && !advice.contains("look for the certificate of"), "{advice}");
    }
}

#[test]
fn a_list_from_the_root_down_is_told_to_turn_around() {
    let site = Site::new("root-first");
    site.folder.chain("chain.pem", [&site.root, &site.ca, &site.server]);
    let ran = site.verify("xmpp-server", "example.com", &[]);
    assert_eq!(ran.code(), "repeated_certificate");
    let advice = ran.json()["advice"].to_string();
    assert!(advice.contains("seems to start at the root") && advice.contains("end entity first"), "{advice}");
    assert!(advice.contains("srvname verify takes the others in any order"), "{advice}");
}

#[test]
fn thirty_two_cas_are_a_path_and_thirty_three_are_not() {
    let row = row_of_cas(33);
    let folder = Folder::new("verify-depth");
    let roots = folder.chain("roots.pem", [&row[0]]);
    for cas in [32, 33] {
        let server = row[cas].end_entity("xmpp.example.com").san([srv("_xmpp-server.example.com")]).issue();
        // In any order.
        let chain = folder.chain("chain.pem", [&server].into_iter().chain(&row[1..=cas]));
        let asked = arguments!["verify", "--service", "xmpp-server", "--domain", "example.com", "--at", AT];
        let ran = srvname(asked.into_iter().chain(arguments!["--format", "json", "--roots", &roots, chain]));
        let json = ran.json();
        assert_eq!(json["path"].as_array().map(Vec::len), Some(cas + 2), "{ran:?}");
        if cas == 32 {
            assert_eq!((ran.code().as_str(), ran.status), ("", 0));
            continue;
        }
        assert_eq!((ran.code().as_str(), ran.status), ("path_too_long", 1));
        assert!(["position", "name", "imposed_by"].iter().all(|field| json["error"][field].is_null()), "{ran:?}");
        let message = json["error"]["message"].as_str().unwrap_or_default();
        assert!(message.starts_with("more than 32 CAs are between the trust anchor and the end entity"), "{message}");
    }
}
