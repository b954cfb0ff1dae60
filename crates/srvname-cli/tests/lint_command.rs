//! `srvname lint`: what scripts rely on.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value;

use srvname_testkit::make;

fn fixture(name: &str) -> PathBuf {
    srvname_testkit::testdata().join("lint").join(name).with_extension("pem")
}

fn command() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_srvname"));
    command.arg("lint");
    command
}

fn lint(arguments: &[&str], files: &[PathBuf]) -> Output {
    command().args(arguments).args(files).output().expect("the command runs")
}

fn json(arguments: &[&str], files: &[PathBuf]) -> Value {
    let arguments = [&["--format", "json"], arguments].concat();
    serde_json::from_slice(&lint(&arguments, files).stdout).expect("JSON")
}

#[test]
fn the_exit_status_follows_fail_on() {
    let (error, warn, notice, clean) = (
        fixture("nc_dns_leading_dot"),
        fixture("srv_san_trailing_dot"),
        fixture("nc_dns_uppercase"),
        fixture("certificate_malformed-near-miss"),
    );
    for (file, fail_on, status) in [
        (&error, "error", 1),
        (&error, "never", 0),
        (&warn, "error", 0),
        (&warn, "warn", 1),
        (&notice, "warn", 0),
        (&notice, "notice", 1),
        (&clean, "notice", 0),
    ] {
        let output = lint(&["--profile", "pkix", "--fail-on", fail_on], std::slice::from_ref(file));
        assert_eq!(output.status.code(), Some(status), "{} {fail_on}", file.display());
    }
    assert_eq!(lint(&[], std::slice::from_ref(&error)).status.code(), Some(1), "the default is error");
}

#[test]
fn what_cannot_be_answered_is_2_and_the_rest_is_linted() {
    let absent = fixture("absent");
    let output = lint(&["--format", "json"], &[absent, fixture("nc_dns_leading_dot")]);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("absent.pem"));
    let found: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(found["certificates"], 1);
    assert_eq!(lint(&["--include", "no_such_lint"], &[fixture("nc_empty")]).status.code(), Some(2));
    assert_eq!(lint(&["--profile", "other"], &[fixture("nc_empty")]).status.code(), Some(2));
    assert_eq!(lint(&[], &[]).status.code(), Some(2));
}

/// A certificate that no validator reads is a refusal, whatever is asked of it.
#[test]
fn a_certificate_that_decodes_badly_is_a_refusal() {
    let output = lint(&["--fail-on", "never", "--include", "nc_x400"], &[fixture("nc_empty")]);
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("nc_empty.pem"));
}

#[test]
fn findings_have_the_fields_of_the_contract() {
    let file = fixture("nc_dns_leading_dot");
    let found = json(&["--profile", "pkix"], std::slice::from_ref(&file));
    assert_eq!(found["certificates"], 1);
    let [finding] = found["findings"].as_array().expect("a list").as_slice() else { panic!("{found}") };
    assert_eq!(finding["file"], file.to_string_lossy().as_ref());
    assert_eq!(finding["position"], 0);
    assert_eq!(finding["lint"], "nc_dns_leading_dot");
    assert_eq!(finding["severity"], "error");
    assert_eq!(finding["title"], "A dNSName base starts with a dot");
    assert_eq!(finding["citation"], "RFC 5280 §4.2.1.10");
    assert_eq!(finding["place"], "permittedSubtrees[0]");
    assert_eq!(finding["detail"], ".example.com");
    let octets: Vec<usize> = serde_json::from_value(finding["octets"].clone()).expect("two numbers");
    let text = fs::read_to_string(&file).expect("a file");
    let certificate = &make::file::certificates(&text).expect("PEM")[0];
    assert_eq!(&certificate[octets[0]..octets[1]], b".");
}

#[test]
fn the_default_profiles_are_pkix_and_srv() {
    let file = [fixture("nc_dns_without_srv")];
    let ids = |arguments: &[&str]| {
        let found = json(arguments, &file);
        let ids = found["findings"].as_array().expect("a list").iter().map(|finding| finding["lint"].clone());
        ids.collect::<Vec<_>>()
    };
    assert_eq!(ids(&[]), ["nc_dns_without_srv"]);
    assert_eq!(ids(&["--profile", "pkix"]), [""; 0]);
    assert_eq!(ids(&["--exclude", "nc_dns_without_srv"]), [""; 0]);
    assert_eq!(ids(&["--profile", "pkix", "--include", "nc_dns_without_srv"]), ["nc_dns_without_srv"]);
}

#[test]
fn a_chain_is_a_file() {
    let file = [fixture("chain_ca_lacks_srv"), fixture("chain_ca_lacks_srv-near-miss")];
    let chained = |arguments: &[&str]| {
        let found = json(arguments, &file);
        let findings = found["findings"].as_array().expect("a list").clone();
        findings.into_iter().filter(|finding| finding["lint"] == "chain_ca_lacks_srv").collect::<Vec<_>>()
    };
    assert!(chained(&[]).is_empty());
    let [finding] = chained(&["--chain"]).try_into().expect("one finding");
    assert_eq!(finding["position"], 1);
    assert_eq!(finding["file"], file[0].to_string_lossy().as_ref());
}

/// The structure that SARIF 2.1.0 demands; a session with its schema found nothing else wrong.
#[test]
fn sarif_has_its_structure() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("lint sarif");
    fs::create_dir_all(&folder).expect("a folder");
    let der = folder.join("a b.der");
    let sub =
        make::Ca::root("r").sub_ca("s").constraints(make::Constraints::new().permit(make::dns(".example.com"))).issue();
    fs::write(&der, sub.der()).expect("written");
    let output = lint(&["--format", "sarif", "--profile", "pkix"], &[der, fixture("nc_dns_leading_dot")]);
    let log: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(log["version"], "2.1.0");
    let run = &log["runs"][0];
    let rules = run["tool"]["driver"]["rules"].as_array().expect("rules");
    let results = run["results"].as_array().expect("results");
    assert_eq!(results.len(), 2);
    for result in results {
        let index = usize::try_from(result["ruleIndex"].as_u64().expect("an index")).expect("small");
        assert_eq!(rules[index]["id"], result["ruleId"]);
        assert_eq!(result["level"], "error");
        assert!(result["message"]["text"].as_str().is_some_and(|text| text.ends_with('.')));
    }
    // Octets of the file where the file is the certificate, and nowhere else.
    let physical = |index: usize| &results[index]["locations"][0]["physicalLocation"];
    let region = &physical(0)["region"];
    let start = usize::try_from(region["byteOffset"].as_u64().expect("an offset")).expect("small");
    assert_eq!((sub.der()[start], &region["byteLength"]), (b'.', &Value::from(1)));
    assert!(
        physical(0)["artifactLocation"]["uri"]
            .as_str()
            .is_some_and(|uri| uri.starts_with("file:///") && uri.ends_with("/lint%20sarif/a%20b.der"))
    );
    // And the lines of the block where it is one of a text.
    let text = fs::read_to_string(fixture("nc_dns_leading_dot")).expect("a file");
    let line = |mark: &str| text.lines().position(|line| line == mark).expect("a block") + 1;
    let lines = [line("-----BEGIN CERTIFICATE-----"), line("-----END CERTIFICATE-----")];
    assert_eq!(physical(1)["region"], serde_json::json!({"startLine": lines[0], "endLine": lines[1]}));
}

/// What a certificate holds is neither a link nor a placeholder of a message (SARIF 2.1.0 §3.11.5, §3.11.6).
#[test]
fn sarif_has_no_mark_up_of_others() {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("lint mark-up.der");
    let name = r"_imap.[Approve this certificate](https://evil.example/) {0} \[a\](1)";
    let end_entity = make::Ca::root("r").end_entity("e").san([make::srv(name), make::dns(name)]).issue();
    fs::write(&path, end_entity.der()).expect("written");
    let output = lint(&["--format", "sarif", "--profile", "pkix", "--profile", "srv"], &[path]);
    let log: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let results = log["runs"][0]["results"].as_array().expect("results");
    let messages: Vec<&str> = results.iter().filter_map(|result| result["message"]["text"].as_str()).collect();
    assert!(messages.iter().any(|message| message.contains(r"\[Approve this certificate\](")), "{messages:?}");
    for message in messages {
        let literal =
            [r"\\", r"\[", r"\]", "{{", "}}"].iter().fold(message.to_owned(), |rest, own| rest.replace(own, ""));
        assert!(!literal.contains(['[', ']', '{', '}', '\\']), "{message}");
    }
}

#[test]
fn the_list_names_every_lint_that_would_be_asked() {
    let all = ["--list", "--profile", "pkix", "--profile", "br", "--profile", "smime", "--profile", "srv"];
    let text = String::from_utf8(lint(&all, &[]).stdout).expect("text");
    assert_eq!(text.lines().count(), 158);
    let listed = json(&["--list", "--include", "nc_empty"], &[]);
    assert_eq!(listed[0]["lint"], "nc_empty");
    assert_eq!(listed.as_array().map(Vec::len), Some(1));
}

#[test]
fn pkimetal_is_served() {
    let mut child = command()
        .args(["--pkimetal", "--profile", "pkix"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the command runs");
    let text = fs::read_to_string(fixture("nc_dns_leading_dot")).expect("a file");
    let certificate = make::file::pem(&make::file::certificates(&text).expect("PEM")[0]);
    let mut input = child.stdin.take().expect("a pipe");
    write!(input, "17\n{certificate}\n17\n{certificate}\n").expect("written");
    drop(input);
    let output = child.wait_with_output().expect("an end");
    assert!(output.status.success());
    let text = String::from_utf8(output.stdout).expect("text");
    let lines: Vec<&str> = text.lines().collect();
    let [ready, one, end, other, last] = lines.as_slice() else { panic!("{text}") };
    assert_eq!([*ready, end, last], ["[Ready]", "[EndOfResults]", "[EndOfResults]"]);
    assert_eq!(one, other);
    let report: Value = serde_json::from_str(one).expect("JSON");
    let finding = &report["results"][0];
    assert_eq!(finding["node_path"], "certificate.permittedSubtrees[0]");
    assert_eq!(finding["finding_descriptions"][0]["severity"], "ERROR");
    assert_eq!(finding["finding_descriptions"][0]["code"], "srvname.nc_dns_leading_dot");
}

#[test]
fn people_see_the_certificate_the_place_the_sentence_and_the_section() {
    let output = lint(&["--profile", "pkix"], &[fixture("nc_dns_leading_dot")]);
    let text = String::from_utf8(output.stdout).expect("text");
    for part in [
        "nc_dns_leading_dot.pem",
        "CN=Example Sub CA",
        "error",
        "permittedSubtrees[0]",
        "A dNSName base starts with a dot: .example.com.",
        "RFC 5280 §4.2.1.10",
        "1 certificate: 1 error, 0 warnings, 0 notices",
    ] {
        assert!(text.contains(part), "{part:?} is not in\n{text}");
    }
    assert!(!text.contains('\u{1b}'), "color where nobody looks");
}
