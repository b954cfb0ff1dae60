//! `mta-sts`: what is wrong with a policy, which hosts it allows, and a policy written.

use serde_json::{Value, json};

use crate::arguments;
use crate::run::{Folder, Ran, srvname, with_input};

const GOOD: &str = "version: STSv1\r\nmode: enforce\r\nmx: mx1.example.com\r\nmx: *.example.net\r\nmax_age: 604800\r\n";

fn mta_sts(arguments: &[&str], policy: &str) -> Ran {
    with_input([&["mta-sts"], arguments].concat(), policy.as_bytes())
}

#[track_caller]
fn status(arguments: &[&str], policy: &str) -> i32 {
    let ran = mta_sts(arguments, policy);
    assert_eq!(ran.err, "", "{ran:?}");
    ran.status
}

#[test]
fn a_good_policy_is_well_formed() {
    let ran = mta_sts(&["check", "--format", "json", "-"], GOOD);
    assert_eq!((ran.status, ran.err.as_str()), (0, ""));
    let json = ran.json();
    assert_eq!((&json["result"], &json["place"], &json["mode"]), (&json!("policy"), &Value::Null, &json!("enforce")));
    assert_eq!((&json["max_age"], &json["mx"]), (&json!(604_800), &json!(["mx1.example.com", "*.example.net"])));
    assert_eq!((&json["notes"], &json["remarks"], &json["section"]), (&json!([]), &json!([]), &json!("RFC 8461 §3.2")));
    assert!(mta_sts(&["check", "-"], GOOD).out.starts_with("The policy is well formed: mode enforce"));
}

#[test]
fn a_fault_has_its_line_its_octet_and_its_section() {
    let policy = GOOD.replace("mx1.example.com", "mx1.example.com.");
    let ran = mta_sts(&["check", "--format", "json", "-"], &policy);
    let json = ran.json();
    assert_eq!((ran.status, &json["result"]), (1, &json!("invalid")));
    assert_eq!(json["place"], json!({"line": 3, "octet": policy.find(".\r").unwrap()}));
    assert_eq!(json["section"], "RFC 8461 §3.2");
    let text = mta_sts(&["check", "-"], &policy);
    assert_eq!(text.status, 1);
    for words in ["Line 3, octet", "without the dot", "[RFC 8461 §3.2]"] {
        assert!(text.out.contains(words), "{text:?}");
    }
    let long = format!("{GOOD}owner: {}\r\n", "x".repeat(1 << 16));
    assert!(mta_sts(&["check", "-"], &long).out.contains("more than 64 kilobytes"));
}

#[test]
fn notes_do_not_refuse() {
    let ran = mta_sts(&["check", "-"], &format!("{GOOD}\r\nmode: none\r\n"));
    assert_eq!(ran.status, 0);
    assert!(ran.out.contains("note: line 6: a blank line") && ran.out.contains("note: line 7: mode"), "{ran:?}");
}

#[test]
fn every_mx_host_is_asked_about() {
    let check = |hosts: &[&str]| {
        let arguments = [&["check", "-", "--format", "json", "--domain", "Bücher.example", "--mx"], hosts].concat();
        let ran = mta_sts(&arguments, GOOD);
        (ran.status, ran.json())
    };
    let (status, json) = check(&["MX1.example.com.", "mx.example.net"]);
    assert_eq!((status, &json["remarks"]), (0, &json!([])));
    assert_eq!(json["url"], "https://mta-sts.xn--bcher-kva.example/.well-known/mta-sts.txt");
    assert_eq!(json["record_name"], "_mta-sts.xn--bcher-kva.example");
    let (status, json) = check(&["mx1.example.com", "mx.bücher.example"]);
    assert_eq!((status, &json["result"]), (1, &json!("policy")));
    let levels: Vec<_> = json["remarks"].as_array().unwrap().iter().map(|remark| &remark["level"]).collect();
    assert_eq!(levels, ["error", "warning"]);
    assert!(json["remarks"][0]["message"].as_str().unwrap().contains("mx.xn--bcher-kva.example"), "{json}");
}

#[test]
fn the_record_is_read_as_well() {
    let check = |records: &[&str]| {
        let ran = mta_sts(&[&["check", "-", "--format", "json", "--txt"], records].concat(), GOOD);
        (ran.status, ran.json()["record"].clone())
    };
    let (status, record) = check(&["verification=1", "v=STSv1; id=20160831085700Z;"]);
    assert_eq!((status, &record["result"], &record["id"]), (0, &json!("record"), &json!("20160831085700Z")));
    let (status, record) = check(&["v=STSv1; id=2026-11-29"]);
    assert_eq!((status, &record["result"], &record["section"]), (1, &json!("no-record"), &json!("RFC 8461 §3.1")));
    assert_eq!(record["place"], json!({"record": 0, "octet": 12}));
    let (status, record) = check(&["v=STSv1; id=1", "v=STSv1; id=2"]);
    assert_eq!((status, &record["place"]), (1, &json!({"record": null, "octet": null})));
    assert!(mta_sts(&["check", "-", "--txt", "v=STSv1 ; id=1"], GOOD).out.contains("note: white space"));
}

#[test]
fn hosts_match_or_do_not() {
    assert_eq!(status(&["match", "-", "mx1.example.com", "MX.example.net."], GOOD), 0);
    assert_eq!(status(&["match", "-", "mx1.example.com", "a.b.example.net"], GOOD), 1);
    assert_eq!(status(&["match", "-", "mx1.example.com"], "mode: enforce"), 1);
    let ran = mta_sts(&["match", "--format", "json", "-", "mx.example.net", "example.net"], GOOD);
    let json = ran.json();
    assert_eq!((ran.status, &json["result"], &json["mode"]), (1, &json!("mismatch"), &json!("enforce")));
    assert_eq!(
        json["hosts"],
        json!([
            {"host": "mx.example.net", "match": true, "pattern": "*.example.net", "reference": "mx.example.net"},
            {"host": "example.net", "match": false, "pattern": null, "reference": null},
        ])
    );
    // A policy of mode none says nothing of hosts: neither that they match nor that they do not.
    let ran = mta_sts(&["match", "--format", "json", "-", "a.example"], &GOOD.replace("enforce", "none"));
    let json = ran.json();
    assert_eq!((ran.status, &json["result"]), (0, &json!("not-applicable")));
    assert_eq!(json["hosts"][0]["match"], Value::Null);
}

#[test]
fn what_is_written_is_checked_and_has_an_id() {
    let write =
        |more: &[&str]| srvname([&["mta-sts", "write", "--mode", "enforce", "--max-age", "604800"], more].concat());
    let ran = write(&["MX1.example.com.", "*.Bücher.example"]);
    let wanted =
        "version: STSv1\r\nmode: enforce\r\nmx: mx1.example.com\r\nmx: *.xn--bcher-kva.example\r\nmax_age: 604800\r\n";
    assert_eq!((ran.status, ran.out.as_str()), (0, wanted));
    let json = write(&["--format", "json", "mx1.example.com", "*.bücher.example"]).json();
    assert_eq!((&json["body"], &json["result"]), (&json!(wanted), &json!("policy")));
    let (id, record) = (json["id"].as_str().unwrap(), json["record"].as_str().unwrap());
    assert!(id.len() == 32 && id.bytes().all(|octet| octet.is_ascii_hexdigit()), "{id}");
    assert!(ran.err.contains(&format!("\"{record}\"")) && record.contains(id), "{ran:?}");
    // Another policy, another id.
    assert_ne!(write(&["--format", "json", "mx2.example.com"]).json()["id"], id);
    let folder = Folder::new("mta-sts-written");
    let file = folder.file("mta-sts.txt", &ran.out);
    let checked = srvname(arguments!["mta-sts", "check", file, "--txt", record]);
    assert_eq!((checked.status, checked.err.as_str()), (0, ""), "{checked:?}");
    let none = srvname(["mta-sts", "write", "--mode", "none", "--max-age", "86400"]);
    assert_eq!((none.status, none.out.as_str()), (0, "version: STSv1\r\nmode: none\r\nmax_age: 86400\r\n"));
    let short = srvname(["mta-sts", "write", "--mode", "testing", "--max-age", "600", "mx.example"]);
    assert!(short.status == 0 && short.err.contains("below a day"), "{short:?}");
}

#[test]
fn what_cannot_be_answered_ends_with_2() {
    mta_sts(&["check", "/no/such/file"], "").is_unanswered("/no/such/file: ");
    mta_sts(&["match", "-", "192.0.2.1"], GOOD).is_unanswered("no MX host: 192.0.2.1: ");
    mta_sts(&["check", "-", "--domain", "example.com", "--mx", "a..b"], GOOD).is_unanswered("no MX host: a..b: ");
    mta_sts(&["check", "-", "--domain", "192.0.2.1", "--mx", "a.b"], GOOD).is_unanswered("no domain: 192.0.2.1: ");
    let write = |more: &[&str]| srvname([&["mta-sts", "write", "--mode", "enforce", "--max-age", "1"], more].concat());
    write(&[]).is_unanswered("needs at least one mx");
    write(&["192.0.2.1"]).is_unanswered("write the name of the host");
    write(&["10 mx.example"]).is_unanswered("an mx with a preference");
    for arguments in [
        &["mta-sts"][..],
        &["mta-sts", "frobnicate"],
        &["mta-sts", "check"],
        &["mta-sts", "check", "-", "--mx", "a.example"],
        &["mta-sts", "check", "-", "--domain", "a.example"],
        &["mta-sts", "match", "-"],
        &["mta-sts", "write", "--mode", "report", "--max-age", "1", "a.example"],
        &["mta-sts", "write", "--mode", "enforce", "--max-age", "31557601", "a.example"],
        &["mta-sts", "write", "--mode", "enforce", "--max-age", "+", "a.example"],
    ] {
        let ran = srvname(arguments);
        assert_eq!((ran.status, ran.out.as_str()), (2, ""), "{arguments:?}: {ran:?}");
        assert!(!ran.err.is_empty() && !ran.err.contains("panicked"), "{ran:?}");
    }
}
