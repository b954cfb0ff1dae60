//! `srvname lint`: what scripts rely on.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

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
    assert_eq!(text.lines().count(), 217);
    let listed = json(&["--list", "--include", "nc_empty"], &[]);
    assert_eq!(listed[0]["lint"], "nc_empty");
    assert_eq!(listed.as_array().map(Vec::len), Some(1));
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

/// A folder of this test.
fn folder(name: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("lint command").join(name);
    if path.exists() {
        fs::remove_dir_all(&path).expect("an old folder goes");
    }
    fs::create_dir_all(&path).expect("a folder");
    path
}

fn sarif(arguments: &[&str], files: &[PathBuf]) -> Value {
    let output = lint(&[&["--format", "sarif"], arguments].concat(), files);
    serde_json::from_slice(&output.stdout).expect("JSON")
}

fn results(log: &Value) -> &[Value] {
    log["runs"][0]["results"].as_array().expect("results")
}

#[test]
fn the_section_that_decides_comes_first_in_every_format() {
    let file = [fixture("nc_not_critical")];
    for (profile, first, severity) in [("pkix", "RFC 5280 §4.2.1.10", "error"), ("br", "TLS BR §7.1.2.5.2", "warn")] {
        let arguments = ["--profile", profile, "--include", "nc_not_critical", "--fail-on", "never"];
        let found = json(&arguments, &file);
        let [finding] = found["findings"].as_array().expect("a list").as_slice() else { panic!("{found}") };
        assert_eq!((&finding["citation"], &finding["severity"]), (&first.into(), &severity.into()));
        assert_eq!((&finding["citations"][0], finding["citations"].as_array().map(Vec::len)), (&first.into(), Some(3)));
        let log = sarif(&arguments, &file);
        assert_eq!(results(&log)[0]["properties"]["citation"], first);
        assert_eq!(results(&log)[0]["properties"]["citations"], finding["citations"]);
        let text = String::from_utf8(lint(&arguments, &file).stdout).expect("text");
        assert!(text.lines().any(|line| line.trim_start().starts_with(&format!("{first}, "))), "{text}");
    }
}

/// Certificates with several findings, some of one lint: a CA twice in a file, another like it, and names that are alike.
fn findings_alike() -> Vec<make::Issued> {
    let constraints = [".a.example", ".b.example"].map(make::dns);
    let constraints = constraints.into_iter().fold(make::Constraints::new(), |all, base| all.permit(base));
    let root = make::Ca::root("r");
    let [sub, other] = ["s", "t"].map(|name| root.sub_ca(name).constraints(constraints.clone()).issue());
    let server = sub.end_entity("e").san([make::srv("_a..b"), make::srv("_imap.x."), make::srv("_imap.y.")]).issue();
    vec![server, sub.clone(), sub, other]
}

/// Which finding each result is about, by what code scanning compares: rule, file and fingerprint.
fn identities(log: &Value) -> Vec<(String, String, String)> {
    let text = |value: &Value| value.as_str().expect("text").to_owned();
    let identity = |result: &Value| {
        let location = &result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"];
        (text(&result["ruleId"]), text(location), text(&result["partialFingerprints"]["primaryLocationLineHash"]))
    };
    results(log).iter().map(identity).collect()
}

#[test]
fn no_two_findings_have_the_fingerprint_of_one() {
    let folder = folder("fingerprints");
    let all = findings_alike();
    let pem = |certificate: &make::Issued| make::file::pem(certificate.der());
    let (chain, other) = (folder.join("chain.pem"), folder.join("other.pem"));
    fs::write(&chain, all.iter().map(pem).collect::<String>()).expect("written");
    fs::write(&other, all.iter().rev().map(pem).collect::<String>()).expect("written");
    let own = sarif(&[], std::slice::from_ref(&chain));
    assert!(results(&own).len() >= 8, "{own}");
    let mut both = identities(&sarif(&["--chain"], &[chain.clone(), other.clone()]));
    let count = both.len();
    both.sort();
    both.dedup();
    assert_eq!(both.len(), count);
    // From run to run, beside other files, and where the blocks of a file change places.
    assert_eq!(identities(&own), identities(&sarif(&[], std::slice::from_ref(&chain))));
    let after = identities(&sarif(&[], &[other.clone(), chain]));
    assert!(after.ends_with(&identities(&own)));
    let sorted = |log: &Value| {
        let digests = results(log).iter().map(|result| result["properties"]["sha256"].to_string());
        let mut all: Vec<_> = identities(log)
            .into_iter()
            .zip(digests)
            .map(|((rule, _, fingerprint), digest)| (rule, digest, fingerprint))
            .collect();
        all.sort();
        all
    };
    assert_eq!(sorted(&own), sorted(&sarif(&[], &[other])));
    // And each says where in the certificate it is.
    let mut places: Vec<String> =
        results(&own).iter().map(|one| one["locations"][0].to_string() + &one["ruleId"].to_string()).collect();
    places.sort();
    places.dedup();
    assert_eq!(places.len(), results(&own).len());
}

#[test]
fn each_rule_of_sarif_leads_to_its_documentation() {
    let log = sarif(
        &["--profile", "pkix", "--profile", "br", "--profile", "smime", "--profile", "srv"],
        &[fixture("nc_empty")],
    );
    let lints = fs::read_to_string(srvname_testkit::testdata().join("../docs/LINTS.md")).expect("the document");
    let rules = log["runs"][0]["tool"]["driver"]["rules"].as_array().expect("rules");
    for rule in rules {
        let address = rule["helpUri"].as_str().expect("an address");
        let (page, heading) = address.split_once('#').expect("a heading");
        let version = env!("CARGO_PKG_VERSION");
        assert_eq!(page, format!("https://docs.rs/srvname/{version}/srvname/documentation/lints/index.html"));
        assert!(lints.contains(&format!("\n### `{heading}`\n")), "{address}");
        assert_eq!(rule["id"], heading);
        for text in ["shortDescription", "fullDescription", "help"] {
            let text = rule[text]["text"].as_str().expect("text");
            assert!(!text.is_empty() && text.encode_utf16().count() <= 1024, "{text}");
        }
    }
}

/// Code scanning refuses a run of more than 25,000 results: the least severe are left out, and that is said.
#[test]
fn sarif_stays_within_the_limits_of_code_scanning() {
    let folder = folder("limits");
    let names = |count: usize| (0..count).map(|number| make::srv(&format!("_Imap.a{number}.example.com")));
    let end_entity = |count| make::Ca::root("r").end_entity("e").san(names(count).chain([make::srv("_a..b")])).issue();
    // Of one lint a thousand findings of a certificate are told, so it takes several.
    let file = |name: String, count: usize| {
        let path = folder.join(name);
        fs::write(&path, end_entity(count).der()).expect("written");
        path
    };
    let mut files: Vec<_> = (0..25).map(|number| file(format!("many-{number:02}.der"), 1_000)).collect();
    files.push(file("few.der".to_owned(), 10));
    let arguments = ["--include", "srv_san_uppercase", "--include", "srv_san_empty_label"];
    let log = sarif(&arguments, &files);
    assert_eq!(results(&log).len(), 25_000);
    let notifications = &log["runs"][0]["invocations"][0]["toolExecutionNotifications"];
    let said = notifications[0]["message"]["text"].as_str().expect("a notification");
    assert!(said.starts_with("36 findings are left out: "), "{said}");
    assert_eq!(log["runs"][0]["invocations"][0]["executionSuccessful"], true);
    // The errors of all files are there, also of the one that came last.
    let errors = results(&log).iter().filter(|one| one["ruleId"] == "srv_san_empty_label");
    assert_eq!(errors.count(), 26);
    // What is counted is counted all the same.
    let counts = &json(&arguments, &files)["counts"];
    assert_eq!((&counts["notice"], &counts["error"]), (&25_010.into(), &26.into()));
}

#[test]
fn rules_are_those_of_the_day() {
    // Issued in 2026.
    let file = [fixture("nc_tc_missing_dirname")];
    let has = |arguments: &[&str]| {
        let found = json(&[&["--profile", "br", "--fail-on", "never"], arguments].concat(), &file);
        found["findings"]
            .as_array()
            .expect("a list")
            .iter()
            .any(|one| one["lint"] == "nc_tc_forbidden_form" || one["lint"] == "nc_tc_missing_dirname")
    };
    assert!(has(&[]) && has(&["--as-of", "2030-01-01"]) && has(&["--as-of", "2026-01-01T00:00:00Z"]));
    assert!(!has(&["--as-of", "2000-01-01"]) && !has(&["--as-of", "1970-01-01T00:00:00Z"]));
    for wrong in ["2023", "2023-02-30", "yesterday", "1969-12-31"] {
        let output = lint(&["--as-of", wrong], &file);
        assert_eq!(output.status.code(), Some(2), "{wrong}");
        assert!(String::from_utf8_lossy(&output.stderr).contains(wrong), "{output:?}");
    }
}

/// The exit status and the counts are those of all that was found.
#[test]
fn what_is_not_shown_is_counted() {
    let folder = folder("show");
    let all = folder.join("all.pem");
    let texts = ["nc_dns_leading_dot", "srv_san_trailing_dot", "nc_dns_uppercase"];
    let texts: String = texts.iter().map(|name| fs::read_to_string(fixture(name)).expect("a file")).collect();
    fs::write(&all, texts).expect("written");
    let file = [all];
    let counts = &json(&["--profile", "pkix"], &file)["counts"];
    let count = |severity: &str| usize::try_from(counts[severity].as_u64().expect("a number")).expect("a small one");
    let (error, warn, notice) = (count("error"), count("warn"), count("notice"));
    assert!(error > 0 && warn > 0 && notice > 0, "{counts}");
    for (show, shown) in [("notice", error + warn + notice), ("warn", error + warn), ("error", error)] {
        let arguments = ["--profile", "pkix", "--show", show, "--fail-on", "notice"];
        let found = json(&arguments, &file);
        assert_eq!((found["findings"].as_array().map(Vec::len), &found["counts"]), (Some(shown), counts), "{show}");
        let hidden = error + warn + notice - shown;
        assert_eq!(found["hidden"], hidden);
        let log = sarif(&arguments, &file);
        assert_eq!(results(&log).len(), shown);
        let notifications = log["runs"][0]["invocations"][0]["toolExecutionNotifications"].as_array().expect("a list");
        assert_eq!(notifications.len(), usize::from(hidden > 0), "{notifications:?}");
        let output = lint(&arguments, &file);
        assert_eq!(output.status.code(), Some(1));
        let text = String::from_utf8(output.stdout).expect("text");
        assert_eq!(text.contains(&format!(", of which {hidden} not shown (--show)")), hidden > 0, "{text}");
        assert!(text.contains(&format!("{error} error")), "{text}");
    }
    // A certificate whose only finding is not shown is not clean.
    let output = lint(&["--profile", "pkix", "--show", "error", "--fail-on", "warn"], &[fixture("nc_dns_uppercase")]);
    let text = String::from_utf8(output.stdout).expect("text");
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(text, "1 certificate: 0 errors, 0 warnings, 1 notice, of which 1 not shown (--show)\n");
}

#[test]
fn a_lint_is_explained() {
    let output = lint(&["--explain", "nc_not_critical"], &[]);
    assert_eq!((output.status.code(), output.stderr.as_slice()), (Some(0), &b""[..]));
    let text = String::from_utf8(output.stdout).expect("text");
    for part in [
        "nc_not_critical",
        "Name constraints are not critical.",
        "critical is FALSE",
        "pkix      error, by RFC 5280 §4.2.1.10",
        "br        warn, by TLS BR §7.1.2.5.2",
        "RFC 5280 §4.2.1.10, TLS BR §7.1.2.5.2, TLS BR §7.1.2.10.8",
        "always",
        "certificates, one by one",
        "#nc_not_critical",
    ] {
        assert!(text.contains(part), "{part:?} is not in\n{text}");
    }
    let text = String::from_utf8(lint(&["--explain", "chain_not_a_path"], &[]).stdout).expect("text");
    assert!(text.contains("chains: it runs with --chain"), "{text}");
    let text = String::from_utf8(lint(&["--explain", "nc_tc_forbidden_form"], &[]).stdout).expect("text");
    assert!(text.contains("2023-09-15"), "{text}");
    let explained = json(&["--explain", "nc_email_mailbox"], &[]);
    assert_eq!(explained["under"][1]["profile"], "smime");
    assert_eq!(explained["under"][1]["citation"], "S/MIME BR §7.1.5");
    assert_eq!((&explained["under"][1]["runs"], &explained["under"][1]["severity"]), (&false.into(), &"error".into()));
    assert_eq!(lint(&["--explain", "nc_empty", "--format", "sarif"], &[]).status.code(), Some(2));
}

#[test]
fn an_id_that_no_lint_has_is_answered_with_those_alike() {
    for (typed, meant) in [
        ("nc_not_crtical", "nc_not_critical"),
        ("NC-NOT-CRITICAL", "nc_not_critical"),
        ("empty_label", "srv_san_empty_label"),
    ] {
        for option in ["--explain", "--include", "--exclude"] {
            let files = if option == "--explain" { vec![] } else { vec![fixture("nc_empty")] };
            let output = lint(&[option, typed], &files);
            let said = String::from_utf8_lossy(&output.stderr).into_owned();
            assert_eq!((output.status.code(), output.stdout.as_slice()), (Some(2), &b""[..]), "{typed}");
            assert!(said.contains(meant) && said.contains(typed), "{said}");
        }
    }
    let output = lint(&["--explain", "zz\u{202e}"], &[]);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(
        output.status.code() == Some(2) && said.contains(r"zz\u{202e}") && !said.contains("did you mean"),
        "{said}"
    );
}

/// Nothing that was linted is no clean answer, in any format.
#[test]
fn nothing_is_never_clean() {
    let folder = folder("nothing");
    let empty = folder.join("empty");
    let other = folder.join("other");
    fs::create_dir_all(empty.join("below")).expect("a folder");
    fs::create_dir_all(&other).expect("a folder");
    fs::write(other.join("README"), "text").expect("written");
    fs::write(folder.join("empty.pem"), "").expect("written");
    for given in [folder.join("missing.pem"), empty, other, folder.join("empty.pem"), PathBuf::from("-")] {
        let given = [given];
        let output = lint(&[], &given);
        let (text, said) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        assert_eq!(output.status.code(), Some(2), "{given:?}");
        assert!(text.starts_with("nothing was read\n") && !said.is_empty(), "{given:?}: {text}{said}");
        assert_eq!(lint(&["--format", "json", "--fail-on", "never"], &given).status.code(), Some(2));
        let found = json(&[], &given);
        assert_eq!((&found["certificates"], found["findings"].as_array().map(Vec::len)), (&0.into(), Some(0)));
        let output = lint(&["--format", "sarif", "--fail-on", "never"], &given);
        assert_eq!(output.status.code(), Some(2));
        let invocation = &sarif(&["--chain"], &given)["runs"][0]["invocations"][0];
        assert_eq!(invocation["executionSuccessful"], false);
        let notifications = invocation["toolExecutionNotifications"].as_array().expect("a list");
        let last = notifications.last().expect("a notification");
        assert_eq!(
            (&last["level"], &last["message"]["text"]),
            (&"error".into(), &"Nothing that was given can be linted.".into())
        );
    }
    for format in ["text", "json", "sarif"] {
        let output = lint(&["--format", format], &[]);
        assert_eq!((output.status.code(), output.stdout.as_slice()), (Some(2), &b""[..]), "{format}");
    }
    // One that was read beside them does not make them clean.
    let beside = [fixture("certificate_malformed-near-miss"), folder.join("missing.pem")];
    assert_eq!(lint(&["--fail-on", "never"], &beside).status.code(), Some(2));
    assert_eq!(sarif(&[], &beside)["runs"][0]["invocations"][0]["executionSuccessful"], false);
}
