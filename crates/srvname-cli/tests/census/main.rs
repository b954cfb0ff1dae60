//! `srvname census`: counts that were made by hand, or by another program.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::{Value, json};

use srvname_testkit::make;

use make::{Ca, Constraints, Issued, directory, dns, email, ip_net4, ip_net6, oid, srv, upn};

mod agreement;
mod ccadb;
mod issuers;
mod keys;
mod memory;
mod page;
mod repetition;

const AT: &str = "2026-11-24T00:00:00Z";

/// A folder for one test, empty.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("census").join(name);
    let _absent = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).expect("a folder");
    folder
}

fn census(format: &str, paths: &[&Path]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_srvname"));
    command.args(["census", "--at", AT, "--format", format]).args(paths).output().expect("the command runs")
}

fn counts(paths: &[&Path]) -> Value {
    let output = census("json", paths);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("JSON")
}

fn pem(certificates: &[&Issued]) -> String {
    certificates.iter().map(|issued| make::file::pem(issued.der())).collect()
}

/// Certificates whose place in every count is known.
fn collection() -> Vec<Issued> {
    let root = Ca::root("Example Root CA");
    let held = || Constraints::new().permit(dns("example.com")).permit(directory(&make::Dn::o("Example")));
    let sub = |label: &str| root.sub_ca(label);
    let (no_ipv4, no_ipv6) = (|| ip_net4([0, 0, 0, 0], 0), || ip_net6([0; 8], 0));
    vec![
        root.clone(),
        // Technically constrained, for TLS because nothing is said.
        sub("a").constraints(held().exclude(no_ipv4()).exclude(no_ipv6())).issue(),
        // The same CA without constraints.
        sub("a").not_after("2031-06-30T00:00:00Z").issue(),
        // The same, not critical, and expired.
        sub("b")
            .constraints(held().permit(ip_net4([10, 0, 0, 0], 8)).exclude(no_ipv6()).critical(false))
            .not_after("2025-12-31T23:59:59Z")
            .issue(),
        // Constrained, but not technically: IPv6 is open.
        sub("j").constraints(held().exclude(no_ipv4())).issue(),
        // And here all addresses are.
        sub("c").constraints(held()).extended_key_usage([oid::SERVER_AUTH]).issue(),
        // It lists SRVName.
        sub("d").constraints(held().permit(srv("example.com"))).issue(),
        // For mail alone.
        sub("e")
            .constraints(Constraints::new().permit(email("example.com")))
            .extended_key_usage([oid::EMAIL_PROTECTION])
            .issue(),
        // Without constraints.
        sub("f")
            .extended_key_usage([oid::CLIENT_AUTH, oid::ANY_EXTENDED_KEY_USAGE])
            .not_after("2030-06-30T00:00:00Z")
            .issue(),
        // Constraints that no validator reads, with one base that can be read.
        sub("g").constraints(Constraints::new().permit(upn("example.com")).with_excluded_list()).issue(),
        // No CA.
        sub("h").ca(false).issue(),
        root.end_entity("i").san([dns("www.example.com")]).issue(),
    ]
}

fn expected() -> Value {
    json!({
        "at": AT,
        "certificates": 12,
        "unparsable": 0,
        "sub_ca": 9,
        "current_sub_ca": 8,
        "current_tls_sub_ca": 7,
        "constrained": 7,
        "current_constrained_sub_ca": 6,
        "current_constrained_tls_sub_ca": 5,
        "current_technically_constrained_tls_sub_ca": 1,
        "with_srvname_constraint": 1,
        "to_reissue": {"all": 6, "constrained": 4, "technically_constrained": 1},
        "distinct_cas": {"all": 5, "constrained": 4, "technically_constrained": 1},
        "subtrees": {
            "dns": {"permitted": 5, "excluded": 0},
            "email": {"permitted": 1, "excluded": 0},
            "uri": {"permitted": 0, "excluded": 0},
            "ip": {"permitted": 1, "excluded": 4},
            "directory": {"permitted": 5, "excluded": 0},
            "srv": {"permitted": 1, "excluded": 0},
            "other": {"permitted": 1, "excluded": 0},
            "unsupported": {"permitted": 0, "excluded": 0},
        },
        "largest_constraint": 4,
        "critical": 6,
        "constraining": {"dns": 5, "email": 1, "uri": 0, "ip": 3, "directory": 5, "srv": 1, "other": 1, "unsupported": 0},
        "last_expiry": {
            "all": "2049-12-31T23:59:59Z",
            "constrained": "2049-12-31T23:59:59Z",
            "technically_constrained": "2049-12-31T23:59:59Z",
        },
    })
}

#[track_caller]
fn assert_counts(found: &Value, expected: &Value) {
    for (key, value) in expected.as_object().expect("an object") {
        assert_eq!(&found[key], value, "{key}");
    }
}

#[test]
fn counts_are_those_made_by_hand() {
    let folder = folder("bundle");
    let collection = collection();
    let all: Vec<&Issued> = collection.iter().collect();
    fs::write(folder.join("all.pem"), pem(&all)).expect("written");
    let found = counts(&[&folder]);
    assert_counts(&found, &expected());
    assert_eq!(
        found["by_expiry"]["2030"],
        json!({"technically_constrained": 0, "otherwise_constrained": 0, "unconstrained": 1, "revoked": 0})
    );
    let sizes = found["sizes"].as_array().expect("a list").iter().map(|size| size["certificates"].clone());
    assert_eq!(sizes.collect::<Vec<_>>(), [0, 2, 5, 0, 0, 0, 0, 0]);
    assert_eq!((&found["sizes"][2]["from"], &found["sizes"][2]["to"]), (&json!(2), &json!(5)));
    let reissue = found["reissue"].as_array().expect("a list");
    assert_eq!(reissue.len(), 6);
    assert_eq!(
        (&reissue[0]["subject"], &reissue[0]["constraints"]),
        (&json!("CN=a"), &json!("technically constrained"))
    );
    let of_a: Vec<_> = reissue.iter().filter(|ca| ca["subject"] == "CN=a").collect();
    assert_eq!(of_a.len(), 2);
    assert_eq!(of_a[0]["subject_spki_sha256"], of_a[1]["subject_spki_sha256"]);
    assert_ne!(of_a[0]["sha256"], of_a[1]["sha256"]);
    assert_eq!(found["bad"], json!([]));
}

/// What a lint cannot read is not counted as read: a subject that is no Name, a flag that is no BOOLEAN of DER.
#[test]
fn what_lints_cannot_read_is_unreadable() {
    let root = Ca::root("Example Root CA");
    let constraints = Constraints::new().permit(dns("example.com"));
    let flag = make::der::sequence(&[
        make::der::object_identifier(oid::NAME_CONSTRAINTS),
        vec![0x01, 0x01, 0x01],
        make::der::tlv(0x04, &constraints.der()),
    ]);
    let bad = [
        root.sub_ca("subject").subject(make::Dn::raw(&[0x30, 0x02, 0x31, 0x00])).issue(),
        root.sub_ca("flag").raw_extension(&flag).issue(),
    ];
    let folder = folder("unreadable");
    fs::write(folder.join("bad.pem"), pem(&bad.each_ref())).expect("written");
    let found = counts(&[&folder]);
    assert_eq!(
        (&found["certificates"], &found["unparsable"], &found["constrained"]),
        (&json!(0), &json!(2), &json!(0))
    );
    let why = found["bad"][0]["error"].as_str().expect("a reason");
    assert!(why.contains(" at octet "), "{why}");
}

/// However the certificates are kept, and however often each of them.
#[test]
fn counts_do_not_depend_on_the_files() {
    let folder = folder("mixed");
    let collection = collection();
    fs::create_dir(folder.join("der")).expect("a folder");
    for (index, issued) in collection.iter().enumerate() {
        fs::write(folder.join("der").join(format!("{index}.der")), issued.der()).expect("written");
    }
    let rows: String =
        collection.iter().map(|issued| format!("name,\"{}\"\n", make::file::pem(issued.der()))).collect();
    fs::write(folder.join("report"), format!("Name,PEM\n{rows}")).expect("written");
    let quoted: String =
        collection.iter().map(|issued| format!("\"'{}'\",x\r\n", make::file::pem(issued.der()).trim())).collect();
    fs::write(folder.join("report.csv"), format!("PEM,Name\r\n{quoted}")).expect("written");
    assert_counts(&counts(&[&folder]), &expected());
}

#[test]
fn bad_certificates_are_counted_and_named() {
    let folder = folder("bad");
    let good = make::file::pem(Ca::root("Example Root CA").der());
    let broken = "-----BEGIN CERTIFICATE-----\nMAMCAQA=\n-----END CERTIFICATE-----\n";
    let not_base64 = "-----BEGIN CERTIFICATE-----\nM!\n-----END CERTIFICATE-----\n";
    let csv =
        format!("Name,PEM\na,\"{broken}\"\nb,\"{good}\"\nc,\"{not_base64}\"\nd,\"-----BEGIN CERTIFICATE-----\nMAM\"\n");
    let path = folder.join("report.csv");
    fs::write(&path, csv).expect("written");
    let found = counts(&[&path]);
    assert_eq!((&found["certificates"], &found["unparsable"]), (&json!(1), &json!(3)));
    let rows: Vec<(&Value, &Value)> =
        found["bad"].as_array().expect("a list").iter().map(|bad| (&bad["file"], &bad["row"])).collect();
    let file = json!(path.to_string_lossy());
    assert_eq!(rows, [(&file, &json!(2)), (&file, &json!(4)), (&file, &json!(5))]);
}

#[test]
fn a_file_without_certificates_is_no_answer_and_the_others_are_counted() {
    let folder = folder("missing");
    fs::write(folder.join("a.pem"), make::file::pem(Ca::root("Example Root CA").der())).expect("written");
    fs::write(folder.join("b.txt"), "nothing").expect("written");
    let output = census("json", &[&folder, &folder.join("absent")]);
    assert_eq!(output.status.code(), Some(2));
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(errors.contains("b.txt") && errors.contains("absent"), "{errors}");
    let found: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(found["certificates"], 1);
}

#[test]
fn people_see_the_headline_the_tables_and_what_is_bad() {
    let folder = folder("text");
    let collection = collection();
    fs::write(folder.join("all.pem"), pem(&collection.iter().collect::<Vec<_>>())).expect("written");
    let broken = "-----BEGIN CERTIFICATE-----\nMAMCAQA=\n-----END CERTIFICATE-----\n";
    fs::write(folder.join("bad.pem"), broken.repeat(2) + &"-----BEGIN CERTIFICATE-----\n".repeat(12)).expect("written");
    let output = census("text", &[&folder]);
    assert!(output.status.success() && output.stderr.is_empty());
    let text = String::from_utf8(output.stdout).expect("text");
    for part in [
        "6 certificates of 5 CAs to reissue; 1 of them, of 1 CA, is technically constrained, the last until\n2049-12-31\n",
        "  at 2026-11-24T00:00:00Z\n",
        "    2049-12-31: CN=a, 1 certificate\n        to be signed by CN=Example Root CA\n",
        "  technically constrained                1             1  the last one until 2049-12-31T23:59:59Z\n",
        "  all                                    6             5  the last one until 2049-12-31T23:59:59Z\n",
        "  dns                                    5             0             5\n",
        "  2\u{2013}5                                    5\n",
        "  2030                                   0             0             1\n",
        "  technically constrained: for TLS, ",
        "bad.pem, row 1: ",
        "bad.pem, row 15: the block has no end\n",
        "    and 3 more; --format json names the first thousand\n",
    ] {
        assert!(text.contains(part), "{part:?} is not in\n{text}");
    }
    assert!(text.lines().all(|line| line.trim_end() == line), "{text}");
}

/// A line for each CA to reissue, with the values of the JSON.
#[test]
fn a_table_has_the_cas_to_reissue() {
    let folder = folder("csv");
    let formula = Ca::root("Example Root CA").sub_ca("x").subject(make::Dn::o("=1+\"1\"")).issue();
    let collection = collection();
    let all: Vec<&Issued> = collection.iter().chain([&formula]).collect();
    fs::write(folder.join("all.pem"), pem(&all)).expect("written");
    let output = census("csv", &[&folder]);
    assert!(output.status.success() && output.stderr.is_empty());
    let text = String::from_utf8(output.stdout).expect("text");
    let lines: Vec<&str> = text.split_terminator("\r\n").collect();
    let columns = [
        "constraints",
        "owner",
        "subject",
        "issuer",
        "roots",
        "more_roots",
        "not_before",
        "not_after",
        "revoked",
        "ccadb_owner",
        "ccadb_subordinate_owner",
        "ccadb_revocation",
        "ccadb_trust_bits",
        "sha256",
        "subject_spki_sha256",
        "issuer_subject_spki_sha256",
    ];
    assert_eq!(lines[0], columns.map(|column| format!("\"{column}\"")).join(","));
    let found = counts(&[&folder]);
    let reissue = found["reissue"].as_array().expect("a list");
    assert_eq!(lines.len(), 1 + reissue.len());
    for (line, ca) in lines[1..].iter().zip(reissue) {
        let cell = |column: &str| match &ca[column] {
            Value::Array(values) => {
                values.iter().map(|value| value.as_str().expect("text")).collect::<Vec<_>>().join("; ")
            }
            Value::Bool(value) => value.to_string(),
            Value::Null => String::new(),
            value => value.as_str().expect("text").replace('"', "\"\""),
        };
        let cells = columns.map(|column| format!("\"{}\"", cell(column))).join(",");
        assert_eq!(line.replace("'=", "="), cells);
    }
    assert!(text.contains(r#""none","'=1+""1""","O==1"#), "{text}");
}

#[test]
fn the_page_goes_where_it_is_sent() {
    let folder = folder("output");
    fs::write(folder.join("a.pem"), make::file::pem(Ca::root("Example Root CA").der())).expect("written");
    let page = folder.join("page.html");
    let mut command = Command::new(env!("CARGO_BIN_EXE_srvname"));
    let output = command.args(["census", "--format", "html", "--output"]).arg(&page).arg(folder.join("a.pem")).output();
    assert!(output.expect("the command runs").stdout.is_empty());
    assert!(fs::read_to_string(page).expect("a page").contains("CAs to reissue"));
}

/// The CCADB's reports, against `testdata/tools/census.py`, which shares nothing with this project.
#[test]
fn the_ccadb_agrees_with_an_independent_count() {
    let Some(corpora) = std::env::var_os("SRVNAME_CORPORA") else {
        return eprintln!("skipped: set SRVNAME_CORPORA to the folder that holds ccadb/");
    };
    let found = counts(&[&Path::new(&corpora).join("ccadb")]);
    assert_counts(&found, &serde_json::from_str(include_str!("ccadb.json")).expect("JSON"));
}

/// Of a CA to reissue no more is kept than a report needs, however long its names are.
#[test]
fn long_names_are_cut() {
    let root = Ca::root("Example Root CA");
    let named = make::Dn::o(&"o\u{200b}".repeat(50_000));
    let named = root.sub_ca("named").subject(named.clone()).issuer(make::Dn::o(&"i".repeat(300))).issue();
    let other = make::Dn::empty().and("2.5.4.13", make::der::UTF8_STRING, &"d".repeat(100_000));
    let other = root.sub_ca("other").subject(other).issuer(make::Dn::o(&"i".repeat(100_000))).issue();
    let folder = folder("long");
    let path = folder.join("long.pem");
    fs::write(&path, pem(&[&named, &other])).expect("written");
    let report = counts(&[&path]);
    let shown: Vec<&str> = report["reissue"]
        .as_array()
        .expect("a list")
        .iter()
        .flat_map(|ca| ["owner", "subject", "issuer"].map(|key| ca[key].as_str().expect("text")))
        .collect();
    assert_eq!(shown.len(), 6);
    for text in shown {
        let (start, more) = text.split_once("... (").expect("cut");
        assert_eq!(start.chars().count(), 200, "{text}");
        assert!(more.ends_with(" more characters)"), "{text}");
    }
}
