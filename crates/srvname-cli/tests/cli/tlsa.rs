//! `srvname tlsa`: what is shown matches, what does not match says why, and each answer has its exit status.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use srvname::delegation::Digests;
use srvname_testkit::digests::Sha2;

use crate::arguments;
use crate::make::{Ca, Draft, Issued, dns, srv};
use crate::run::{AT, Folder, Ran, srvname, with_input};

const HOST: &str = "mx1.example.com";

fn root() -> Issued {
    Ca::root("Example Root CA")
}

fn sub_ca() -> Issued {
    root().sub_ca("Example Issuing CA").issue()
}

fn draft() -> Draft {
    sub_ca().end_entity("Example Server").san([dns(HOST)])
}

/// A record with a digest that this program did not make.
fn record(numbers: &str, certificate: &Issued) -> String {
    let mut fields = numbers.split(' ').skip(1);
    let selected =
        if fields.next() == Some("0") { certificate.der().to_vec() } else { certificate.key().public_key_info() };
    let digest = match fields.next() {
        Some("1") => Sha2.sha256(&selected).to_vec(),
        _ => Sha2.sha512(&selected).to_vec(),
    };
    let digits: String = digest.iter().map(|octet| format!("{octet:02x}")).collect();
    format!("{numbers} {digits}")
}

/// What `match` answers at a moment at which the certificates are valid, as JSON.
fn matched(records: &[&str], chain: &Path, more: &[&str]) -> (i32, Value) {
    let mut arguments = arguments!["tlsa", "match", "--format", "json", "--host", HOST, "--at", AT].to_vec();
    arguments.extend(records.iter().map(OsString::from));
    arguments.extend(arguments!["--chain", chain]);
    arguments.extend(more.iter().map(OsString::from));
    let ran = srvname(arguments);
    assert_eq!(ran.err, "", "{ran:?}");
    (ran.status, ran.json())
}

/// Standard output without its line breaks.
fn words(ran: &Ran) -> String {
    ran.out.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn what_is_shown_is_what_others_compute() {
    let folder = Folder::new("tlsa-shown");
    let (server, ca) = (draft().issue(), sub_ca());
    let chain = folder.chain("chain.pem", [&server, &ca]);
    let ran = srvname(arguments!["tlsa", "show", chain, "--port", "25", "--host", "MX1.example.com."]);
    assert_eq!((ran.status, ran.err.as_str()), (0, ""), "{ran:?}");
    let lines: Vec<_> = ran.out.lines().filter(|line| !line.starts_with(';')).collect();
    let expected = ["3 1 1", "3 1 2", "3 0 1"].map(|numbers| record(numbers, &server)).into_iter();
    let expected = expected.chain(["2 0 1", "2 1 1", "2 0 2"].map(|numbers| record(numbers, &ca)));
    let expected: Vec<_> = expected.map(|record| format!("_25._tcp.{HOST}. IN TLSA {record}")).collect();
    assert_eq!(lines, expected);
    assert!(ran.out.contains("; certificate 0: CN=Example Server\n"), "{ran:?}");
    assert!(ran.out.contains(&format!(";   _25._tcp.{HOST}. IN TYPE52 \\# 35 030101")), "{ran:?}");
    let json = srvname(arguments!["tlsa", "show", chain, "--format", "json"]).json();
    assert_eq!((&json["result"], &json["owner"], &json["place"]), (&json!("records"), &Value::Null, &Value::Null));
    assert_eq!(json["certificates"][1]["subject"], "CN=Example Issuing CA");
    let first = &json["certificates"][0]["records"][0];
    let text = record("3 1 1", &server);
    assert_eq!((&first["usage"], &first["selector"], &first["matching"]), (&json!(3), &json!(1), &json!(1)));
    assert_eq!((&first["text"], &first["data"]), (&json!(text), &json!(&text[6..])));
    // What is shown matches and is right to publish, with the owner in front and with comments.
    let records = format!("@{}", folder.file("records.txt", &ran.out).display());
    let (status, json) = matched(&[&records], &chain, &[]);
    assert_eq!((status, json["records"].as_array().map(Vec::len)), (0, Some(6)), "{json}");
    let checked = srvname(arguments!["tlsa", "check", records, "--chain", chain, "--port", "25"]);
    assert_eq!((checked.status, checked.err.as_str()), (0, ""), "{checked:?}");
}

#[test]
fn a_ca_that_is_a_server_has_records_of_both_usages() {
    let folder = Folder::new("tlsa-own-ca");
    let json = srvname(arguments!["tlsa", "show", "--format", "json", folder.chain("own.pem", [&root()])]).json();
    let usages: Vec<_> = json["certificates"][0]["records"].as_array().expect("records").clone();
    assert_eq!(usages.iter().map(|record| &record["usage"]).collect::<Vec<_>>(), [3, 3, 3, 2, 2, 2]);
    let bad = folder.chain("bad.pem", [&draft().san_raw(false, &[0x30, 0]).issue()]);
    let ran = srvname(arguments!["tlsa", "show", "--format", "json", bad]);
    assert_eq!((ran.status, &ran.json()["result"]), (1, &json!("invalid")), "{ran:?}");
    assert!(ran.err.contains("bad.pem") && ran.json()["certificates"][0]["error"].is_string(), "{ran:?}");
}

#[test]
fn an_end_entity_matches_whatever_its_dates_and_names() {
    let folder = Folder::new("tlsa-ee");
    let good = draft().issue();
    let chain = folder.chain("good.pem", [&good, &sub_ca()]);
    let (status, json) = matched(&[&record("3 1 1", &good)], &chain, &["--domain", "example.com"]);
    assert_eq!((status, &json["result"], &json["outcome"]), (0, &json!("authenticated"), &json!("authenticated")));
    assert_eq!(
        (&json["record"], &json["by"], &json["section"]),
        (&json!(0), &json!("DANE-EE"), &json!("RFC 7671 §5.1"))
    );
    assert_eq!((&json["notes"], &json["depth"]), (&json!([]), &Value::Null));
    assert_eq!(json["references"], json!([HOST, "example.com"]));
    let old = sub_ca().end_entity("Old").san([dns("other.example")]);
    let old = old.not_before("2020-01-01T00:00:00Z").not_after("2021-01-01T00:00:00Z").issue();
    let chain = folder.chain("old.pem", [&old]);
    let (status, json) = matched(&[&record("3 0 2", &old)], &chain, &["--domain", "example.com", "--mx", "insecure"]);
    let notes = json["notes"].to_string();
    assert_eq!((status, &json["by"]), (0, &json!("DANE-EE")), "{json}");
    assert!(notes.contains("expired at 2021-01-01T00:00:00Z") && notes.contains("does not count"), "{notes}");
    assert!(notes.contains("the host mx1.example.com, not as secure delivery to example.com"), "{notes}");
}

#[test]
fn what_does_not_match_says_what_it_may_be() {
    let folder = Folder::new("tlsa-hints");
    let good = draft().issue();
    let chain = folder.chain("good.pem", [&good, &sub_ca()]);
    // The digest of the certificate, as that of the key.
    let wrong = record("3 0 1", &good).replace("3 0 1", "3 1 1");
    let stale = record("3 1 1", &draft().key("another").issue());
    let (status, json) = matched(&[&stale, &wrong], &chain, &[]);
    assert_eq!((status, &json["outcome"]), (1, &json!("not-authenticated")), "{json}");
    assert_eq!(json["hint"], "the data are those of selector 0");
    assert_eq!(json["reason"], "the end entity certificate is another one");
    assert_eq!((&json["records"][0]["hint"], &json["records"][1]["hint"]), (&Value::Null, &json["hint"]));
    assert_eq!(json["section"], "RFC 6698 §2.1.1");
    let ran = srvname(arguments!["tlsa", "match", wrong, "--chain", chain, "--host", HOST]);
    assert!(ran.status == 1 && ran.out.starts_with("not-authenticated\n"), "{ran:?}");
    assert!(words(&ran).contains("hint: the data are those of selector 0"), "{ran:?}");
}

#[test]
fn records_of_no_use_authenticate_nobody() {
    let folder = Folder::new("tlsa-unusable");
    let good = draft().issue();
    let chain = folder.chain("good.pem", [&good]);
    let own = record("3 1 1", &good);
    let unusable = ["3 1 1 00", "4 1 1 00"];
    let (status, json) = matched(&unusable, &chain, &[]);
    assert_eq!((status, &json["outcome"]), (1, &json!("tls-without-authentication")), "{json}");
    assert_eq!(json["records"][0]["reason"], "its data have 1 octets, and the digest 32");
    assert_eq!(json["records"][1]["section"], "RFC 6698 §2.1.1");
    let srv = ["--profile", "srv", "--domain", "example.com"];
    let (status, json) = matched(&unusable, &chain, &srv);
    assert_eq!((status, &json["outcome"]), (1, &json!("pkix")), "{json}");
    assert_eq!(json["references"], json!(["example.com", HOST]));
    // They spoil themselves alone.
    let (status, json) = matched(&["4 1 1 00", &own], &chain, &[]);
    assert_eq!((status, &json["record"]), (0, &json!(1)), "{json}");
    assert_eq!(json["records"][0]["reason"], "its usage is none of 0 to 3");
    // Usage 1 leaves the path to the client, and is not for mail.
    let usage_1 = record("1 1 1", &good);
    let (status, json) = matched(&[&usage_1], &chain, &srv);
    assert_eq!((status, &json["outcome"], &json["by"]), (2, &json!("pkix-and-record-matches"), &json!("PKIX-EE")));
    assert_eq!(matched(&[&usage_1], &chain, &[]).1["outcome"], "tls-without-authentication");
}

#[test]
fn a_trust_anchor_asks_for_the_path_and_a_name() {
    let folder = Folder::new("tlsa-ta");
    let good = draft().issue();
    let chain = folder.chain("good.pem", [&good, &sub_ca(), &root()]);
    let anchor = record("2 0 1", &root());
    let (status, json) = matched(&[&anchor], &chain, &[]);
    assert_eq!((status, &json["by"], &json["depth"], &json["name"]), (0, &json!("DANE-TA"), &json!(2), &json!(HOST)));
    let without_root = folder.chain("short.pem", [&good, &sub_ca()]);
    let (status, json) = matched(&[&anchor], &without_root, &[]);
    assert_eq!((status, &json["section"]), (1, &json!("RFC 7671 §5.2.2")), "{json}");
    assert!(json["hint"].as_str().is_some_and(|hint| hint.contains("the server must then send")), "{json}");
    // The name of the domain alone, which insecure MX records do not lend.
    let of_domain = sub_ca().end_entity("Example Server").san([dns("example.com")]).issue();
    let chain = folder.chain("domain.pem", [&of_domain, &sub_ca(), &root()]);
    let domain = ["--domain", "example.com", "--mx"];
    assert_eq!(matched(&[&anchor], &chain, &[&domain[..], &["secure"]].concat()).1["name"], "example.com");
    let (status, json) = matched(&[&anchor], &chain, &[&domain[..], &["insecure"]].concat());
    assert_eq!((status, &json["outcome"]), (1, &json!("not-authenticated")), "{json}");
    let of_service = sub_ca().end_entity("XMPP").san([srv("_xmpp-client.example.com")]).issue();
    let chain = folder.chain("service.pem", [&of_service, &sub_ca(), &root()]);
    let profile = ["--profile", "srv", "--domain", "example.com"];
    let (status, json) = matched(&[&anchor], &chain, &profile);
    assert!(status == 1 && json["notes"].to_string().contains("--service asks"), "{json}");
    // And a CA that leaves SRVName open is refused, as everywhere.
    let asked = matched(&[&anchor], &chain, &[&profile[..], &["--service", "xmpp-client"]].concat());
    assert_eq!(asked.0, 1, "{asked:?}");
    assert_eq!(asked.1["references"][0], "_xmpp-client.example.com");
    assert!(asked.1["reason"].to_string().contains("SRVName"), "{asked:?}");
}

fn check(records: &[&str], chains: &[&PathBuf], more: &[&str]) -> Ran {
    let mut arguments = arguments!["tlsa", "check"].to_vec();
    arguments.extend(records.iter().map(OsString::from));
    chains.iter().for_each(|chain| arguments.extend(arguments!["--chain", chain]));
    arguments.extend(more.iter().map(OsString::from));
    srvname(arguments)
}

#[test]
fn records_are_held_to_every_chain() {
    let folder = Folder::new("tlsa-check");
    let (one, other) = (draft().issue(), draft().key("another").issue());
    let chains = [folder.chain("one.pem", [&one]), folder.chain("other.pem", [&other])];
    let [first, second] = [&one, &other].map(|server| record("3 1 1", server));
    let json = |records: &[&str], chains: &[&PathBuf], more: &[&str]| {
        let ran = check(records, chains, &[more, &["--format", "json"]].concat());
        (ran.status, ran.json())
    };
    let (status, found) = json(&[&first], &[&chains[0]], &[]);
    assert_eq!((status, &found["result"], &found["ok"]), (0, &json!("ok"), &json!("current")), "{found}");
    let (status, found) = json(&[&first, &second], &[&chains[0]], &[]);
    assert_eq!((status, &found["ok"]), (0, &json!("rollover: current + another")), "{found}");
    let (status, found) = json(&[&first], &[&chains[0], &chains[1]], &[]);
    assert_eq!((status, &found["result"]), (1, &json!("error")), "{found}");
    assert_eq!(found["error"], "3 1 1 has no record for chain 1, which the server sends");
    assert_eq!((&found["section"], &found["findings"][0]["level"]), (&json!("RFC 7671 §8"), &json!("error")));
    let (status, found) = json(&[&first, &second], &[&chains[0], &chains[1]], &[]);
    assert_eq!((status, &found["result"]), (0, &json!("note")), "{found}");
    let usage_1 = record("1 1 1", &one);
    let (status, found) = json(&[&usage_1], &[&chains[0]], &["--port", "25"]);
    assert_eq!((status, &found["section"]), (1, &json!("RFC 7672 §3.1.3")), "{found}");
    let (status, found) = json(&[&usage_1], &[&chains[0]], &[]);
    assert!(status == 0 && found["notes"].to_string().contains("--port 25"), "{found}");
    let ran = check(&[&first], &[&chains[0], &chains[1]], &[]);
    assert!(ran.status == 1 && ran.out.contains("error: 3 1 1 has no record for chain 1"), "{ran:?}");
    assert!(ran.out.contains("chain 1: ") && ran.out.contains("other.pem"), "{ran:?}");
}

#[test]
fn a_text_that_is_no_record_is_placed() {
    let folder = Folder::new("tlsa-text");
    let good = draft().issue();
    let chain = folder.chain("good.pem", [&good]);
    let own = record("3 1 1", &good);
    let (status, json) = matched(&[&own, "3 1 1 0g"], &chain, &[]);
    assert_eq!((status, &json["result"], &json["section"]), (1, &json!("invalid"), &json!("RFC 6698 §2.2")));
    assert_eq!(json["place"], json!({"record": 1, "line": null, "octet": 7}));
    assert_eq!(json["message"], "record 1 is no TLSA record: a character is no hexadecimal digit at octet 7");
    let text = format!("; comment\n\n{own}\nmx. 3600 IN TLSA 3 1 1 (0g) ; more\n");
    let asked = arguments!["tlsa", "check", "@-", "--chain", chain, "--format", "json"];
    let ran = with_input(asked.clone(), text.as_bytes());
    assert_eq!((ran.status, &ran.json()["place"]), (1, &json!({"record": 1, "line": 4, "octet": 25})), "{ran:?}");
    let ran = with_input(asked.clone(), text.replace("0g", &own[6..]).as_bytes());
    assert_eq!((ran.status, &ran.json()["result"]), (0, &json!("ok")), "{ran:?}");
    // What the shell makes of a record without quotation marks.
    let split = check(&["3", "1", "1", "00"], &[&chain], &[]);
    assert!(split.status == 1 && words(&split).contains("quote a record") && words(&split).contains("[RFC 6698 §2.2]"));
    with_input(asked.clone(), b"; nothing\n").is_unanswered("standard input: no record");
    with_input(asked, b"\xff").is_unanswered("octet 0");
    check(&["@/no/such/file"], &[&chain], &[]).is_unanswered("/no/such/file: ");
    check(&[&own], &[&folder.path().join("missing.pem")], &[]).is_unanswered("missing.pem: ");
}

#[test]
fn what_is_typed_wrong() {
    let folder = Folder::new("tlsa-typed");
    let chain = folder.chain("good.pem", [&draft().issue()]);
    let chain = chain.to_str().expect("text");
    for arguments in [
        &["tlsa"][..],
        &["tlsa", "frobnicate"],
        &["tlsa", "show"],
        &["tlsa", "show", chain, "--port", "25"],
        &["tlsa", "show", chain, "--port", "0", "--host", "a.example"],
        &["tlsa", "show", chain, "--port", "25", "--host", "192.0.2.1"],
        &["tlsa", "check", "3 1 1 00"],
        &["tlsa", "match", "3 1 1 00", "--chain", chain],
        &["tlsa", "match", "3 1 1 00", "--chain", chain, "--host", "a..b"],
        &["tlsa", "match", "3 1 1 00", "--chain", chain, "--host", "a.b", "--mx", "secure"],
        &["tlsa", "match", "3 1 1 00", "--chain", chain, "--host", "a.b", "--profile", "srv"],
        &["tlsa", "match", "3 1 1 00", "--chain", chain, "--host", "a.b", "--domain", "b", "--service", "xmpp-client"],
        &["tlsa", "match", "3 1 1 00", "--chain", chain, "--host", "a.b", "--at", "today"],
    ] {
        let ran = srvname(arguments);
        assert_eq!((ran.status, ran.out.as_str()), (2, ""), "{arguments:?}: {ran:?}");
        assert!(!ran.err.is_empty() && !ran.err.contains("panicked"), "{ran:?}");
    }
}
