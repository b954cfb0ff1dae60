//! `--ccadb`: the report of the CCADB, joined by SHA-256.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::{Value, json};

use super::make::{Ca, Issued};
use crate::{AT, collection, folder, pem};

/// Columns of the report as the CCADB has them, those that nothing reads included.
const COLUMNS: &str = "\"CA Owner\",\"Salesforce Record ID\",\"Certificate Name\",\"Parent Salesforce Record ID\",\
    \"Parent Certificate Name\",\"Certificate Record Type\",\"Revocation Status\",\"SHA-256 Fingerprint\",\
    \"Parent SHA-256 Fingerprint\",\"Audits Same as Parent?\",\"Technically Constrained\",\"Subordinate CA Owner\",\
    \"JSON Array of Partitioned CRLs\",\"Derived Trust Bits\",\"Status of Root Cert\"";

fn sha256(issued: &Issued) -> String {
    let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, issued.der());
    digest.as_ref().iter().map(|octet| format!("{octet:02X}")).collect()
}

fn row(owner: &str, status: &str, fingerprint: &str, subordinate: &str, bits: &str) -> String {
    format!(
        "\"{owner}\",\"0018\",\"a \"\"name\"\",\nof two lines\",\"0017\",\"Root\",\"Intermediate Certificate\",\"{status}\",\
         \"{fingerprint}\",\"00\",\"TRUE\",\"FALSE\",\"{subordinate}\",\"[\"\"http://example.com/1.crl\"\"]\",\"{bits}\",\"Mozilla: Included\"\r\n"
    )
}

fn joined(report: &Path, format: &str, paths: &[&Path]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_srvname"));
    command.args(["census", "--at", AT, "--format", format, "--ccadb"]).arg(report).args(paths);
    command.output().expect("the command runs")
}

/// The collection of the counts, and a report about some of it.
fn situation(name: &str) -> (PathBuf, PathBuf) {
    let folder = folder(name);
    let collection = collection();
    let all: Vec<&Issued> = collection.iter().collect();
    let certificates = folder.join("all.pem");
    fs::write(&certificates, pem(&all)).expect("written");
    // In the order of the collection: root, a, a without constraints, b, j, c, d, e, f, g.
    let [_, a, open, _, j, c, _, _, f, ..] = all.as_slice() else { panic!("the collection") };
    let rows = [
        row("First Owner", "Not Revoked", &sha256(a), "", "Server Authentication;Client Authentication"),
        row("First Owner", "Revoked", &sha256(open), "", ""),
        row("=Second, \"\"Inc.\"\"", "Parent Cert Revoked", &sha256(j).to_lowercase(), "Runs It", "Secure Email"),
        // Of two records the one counts that does not say that it is revoked.
        row("Old Owner", "Revoked", &sha256(c), "", ""),
        row("Third Owner", "Not Revoked", &sha256(c), "", "Secure Email"),
        row("", "", &sha256(f), "", ""),
        row("Nobody", "Revoked", &"00".repeat(32), "", ""),
        row("Nobody", "Revoked", "no digest", "", ""),
    ];
    let report = folder.join("records.csv");
    fs::write(&report, format!("\u{feff}{COLUMNS}\r\n{}", rows.concat())).expect("written");
    (certificates, report)
}

#[test]
fn a_report_says_who_owns_and_what_is_revoked() {
    let (certificates, report) = situation("ccadb");
    let output = joined(&report, "json", &[&certificates]);
    assert!(output.status.success() && output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
    let found: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    // What is to reissue does not depend on the report; what is left does.
    assert_eq!(found["to_reissue"], json!({"all": 6, "constrained": 4, "technically_constrained": 1}));
    let ccadb = &found["ccadb"];
    for (key, value) in [
        ("records", json!(6)),
        ("without_fingerprint", json!(1)),
        ("disclosed", json!({"all": 5, "constrained": 3, "technically_constrained": 1})),
        ("revoked", json!({"all": 2, "constrained": 1, "technically_constrained": 0})),
        ("left", json!({"all": 4, "constrained": 3, "technically_constrained": 1})),
        ("left_cas", json!({"all": 4, "constrained": 3, "technically_constrained": 1})),
        ("left_trusted", json!({"all": 1, "constrained": 1, "technically_constrained": 1})),
        (
            "columns",
            json!([
                "SHA-256 Fingerprint",
                "CA Owner",
                "Subordinate CA Owner",
                "Revocation Status",
                "Derived Trust Bits"
            ]),
        ),
    ] {
        assert_eq!(ccadb[key], value, "{key}");
    }
}

/// Of each certificate: its owner, its record, and whether it is revoked; years and groups count the revoked ones apart.
#[test]
fn a_report_is_joined_certificate_by_certificate() {
    let (certificates, report) = situation("ccadb-joined");
    let found: Value = serde_json::from_slice(&joined(&report, "json", &[&certificates]).stdout).expect("JSON");
    let entry = |subject: &str, constraints: &str| {
        let list = found["reissue"].as_array().expect("a list");
        list.iter().find(|ca| ca["subject"] == subject && ca["constraints"] == constraints).expect("an entry").clone()
    };
    let a = entry("CN=a", "technically constrained");
    assert_eq!((&a["owner"], &a["revoked"]), (&json!("First Owner"), &json!(false)));
    assert_eq!(a["ccadb"]["trust_bits"], json!(["Server Authentication", "Client Authentication"]));
    let j = entry("CN=j", "other constraints");
    assert_eq!((&j["owner"], &j["revoked"]), (&json!("=Second, \"Inc.\""), &json!(true)));
    assert_eq!(
        (&j["ccadb"]["revocation"], &j["ccadb"]["subordinate_owner"]),
        (&json!("Parent Cert Revoked"), &json!("Runs It"))
    );
    assert_eq!(
        (&entry("CN=c", "other constraints")["owner"], &entry("CN=c", "other constraints")["revoked"]),
        (&json!("Third Owner"), &json!(false))
    );
    // A record without an owner leaves it to the subject; a certificate without a record, too.
    assert_eq!(
        (&entry("CN=f", "none")["owner"], &entry("CN=g", "other constraints")["ccadb"]),
        (&json!("CN=f"), &Value::Null)
    );
    // The years of a chart and the groups leave out what is revoked, and count it.
    assert_eq!(
        found["by_expiry"]["2031"],
        json!({"technically_constrained": 0, "otherwise_constrained": 0, "unconstrained": 0, "revoked": 1})
    );
    let first = found["by_owner"]
        .as_array()
        .expect("a list")
        .iter()
        .find(|own| own["owner"] == "First Owner")
        .expect("an owner");
    assert_eq!((&first["left"]["all"], &first["revoked"]), (&json!(1), &json!(1)));
}

#[test]
fn people_see_what_is_revoked() {
    let (certificates, report) = situation("ccadb-shown");
    let text = String::from_utf8(joined(&report, "text", &[&certificates]).stdout).expect("text");
    for part in [
        "4 certificates of 4 CAs to reissue, not counting 2 revoked; 1 of them, of 1 CA, is technically",
        "  revoked                                0             1             2\n",
        "records.csv: ",
    ] {
        assert!(text.contains(part), "{part:?} is not in\n{text}");
    }
    let page = String::from_utf8(joined(&report, "html", &[&certificates]).stdout).expect("text");
    for part in [
        "<strong>Parent Cert Revoked</strong>",
        "run by Runs It",
        "According to the CCADB 2 of the 6 certificates",
        "Owners are those of the CCADB",
    ] {
        assert!(page.contains(part), "{part:?} is not on the page");
    }
    let table = String::from_utf8(joined(&report, "csv", &[&certificates]).stdout).expect("text");
    assert!(
        table.contains("\"'=Second, \"\"Inc.\"\"\",\"Runs It\",\"Parent Cert Revoked\",\"Secure Email\""),
        "{table}"
    );
}

/// The column of the fingerprints is needed, and every other may be missing.
#[test]
fn what_a_report_lacks_is_said() {
    let folder = folder("ccadb-lacks");
    let certificates = folder.join("root.pem");
    let root = Ca::root("Example Root CA");
    fs::write(&certificates, pem(&[&root, &root.sub_ca("a").issue()])).expect("written");
    let report = folder.join("records.csv");
    fs::write(&report, "CA Owner,Fingerprint\na,00\n").expect("written");
    let output = joined(&report, "json", &[&certificates]);
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(2));
    assert!(errors.contains("records.csv: no column \"SHA-256 Fingerprint\""), "{errors}");
    assert!(output.stdout.is_empty());

    fs::write(&report, "SHA-256 Fingerprint\n").expect("written");
    let output = joined(&report, "json", &[&certificates]);
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{errors}");
    assert!(errors.contains("no column \"Revocation Status\", so no certificate is taken for revoked"), "{errors}");
    let found: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!((&found["ccadb"]["columns"], &found["ccadb"]["records"]), (&json!(["SHA-256 Fingerprint"]), &json!(0)));

    let output = joined(&folder.join("absent.csv"), "json", &[&certificates]);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("absent.csv"));
}
