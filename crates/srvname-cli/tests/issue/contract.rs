//! The command's contract: JSON, text, exit status, and what makes no sense.

use serde_json::Value;

use crate::run::{Ran, srvname};
use crate::tools::lines;

const TOOLS: [&str; 6] = ["openssl", "cfssl", "step-ca", "rcgen", "python", "der"];

/// The example of RFC 4985 §2 with other names, written out by hand.
const NAMES: &str = "3022a02006082b06010505070807a01416125f696d6170732e6578616d706c652e636f6d";

/// Permitted dNSName example.com, permitted SRVName example.com.
const CONSTRAINTS: &str =
    "302ea02c300d820b6578616d706c652e636f6d301ba01906082b06010505070807a00d160b6578616d706c652e636f6d";

fn issue(arguments: &[&str]) -> Ran {
    srvname([&["issue"], arguments].concat())
}

fn warnings(json: &Value) -> String {
    let warnings = json["warnings"].as_array().expect("warnings").iter().map(|text| text.as_str().expect("text"));
    warnings.collect::<Vec<_>>().join("\n")
}

#[test]
fn json_has_lines_extensions_and_warnings_for_every_tool() {
    for tool in TOOLS {
        let asked = ["--service", "imaps", "--domain", "example.com", "--for", tool];
        let ran = issue(&[&asked[..], &["--format", "json"]].concat());
        assert_eq!((ran.status, ran.err.as_str()), (0, ""), "{ran:?}");
        let json = ran.json();
        let mut fields: Vec<_> = json.as_object().expect("an object").keys().map(String::as_str).collect();
        fields.sort_unstable();
        assert_eq!(fields, ["extensions", "for", "lines", "warnings"]);
        assert_eq!(json["for"], tool);
        let extensions = serde_json::json!([
            {"oid": "2.5.29.17", "critical": false, "der": NAMES},
            {"oid": "2.5.29.30", "critical": true, "der": CONSTRAINTS},
        ]);
        assert_eq!(json["extensions"], extensions);
        let warnings = warnings(&json);
        for word in ["error 51", "Go (1.27)", "RFC 5280 §4.2.1.10", "TLS BR §7.1.2.10.8", "dNSName beside it"] {
            assert!(warnings.contains(word), "{tool}: {word}: {warnings}");
        }
        assert_eq!(warnings.contains("copy_extensions"), tool == "cfssl");
        // The text is the lines, and after them the warnings as comments of the tool.
        let text = issue(&asked).out;
        let lines = lines(&json);
        let comment = if tool == "rcgen" { "// " } else { "# " };
        assert_eq!(text.lines().take(lines.len()).collect::<Vec<_>>(), lines, "{tool}");
        assert!(text.lines().skip(lines.len()).all(|line| line.is_empty() || line.starts_with(comment)), "{text}");
        let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
        let said: Vec<_> = text.lines().skip(lines.len()).filter_map(|line| line.strip_prefix(comment)).collect();
        assert_eq!(words(&said.join(" ")), words(&warnings), "{tool}");
    }
}

#[test]
fn openssl_is_the_default() {
    let asked = ["--service", "imaps", "--domain", "example.com"];
    assert_eq!(issue(&asked).out, issue(&[&asked[..], &["--for", "openssl"]].concat()).out);
}

/// The octets of `--for der` are those of the extensions, and nothing else is no comment.
#[test]
fn der_is_hexadecimal_lines() {
    let ran = issue(&["--service", "imaps", "--domain", "example.com", "--for", "der"]);
    let values: Vec<_> = ran.out.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).collect();
    assert_eq!(values, [NAMES, CONSTRAINTS]);
}

/// The name in an extension, as text.
fn names(arguments: &[&str]) -> Vec<String> {
    let ran = issue(&[arguments, &["--for", "step-ca"]].concat());
    assert_eq!(ran.status, 0, "{ran:?}");
    let names = ran.out.split("\"ia5:").skip(1).filter_map(|rest| rest.split('"').next());
    names.map(str::to_owned).collect()
}

#[test]
fn names_are_what_was_asked_for() {
    assert_eq!(names(&["--service", "_imaps", "--domain", "example.com."]), ["_imaps.example.com"]);
    assert_eq!(names(&["--service", "IMAPS", "--domain", "Example.com"]), ["_IMAPS.Example.com"]);
    assert_eq!(names(&["--service", "imaps", "--domain", "bücher.example"]), ["_imaps.xn--bcher-kva.example"]);
    let twice = ["--service", "imaps", "--service", "pop3s", "--service", "_IMAPS", "--domain", "localhost"];
    assert_eq!(names(&twice), ["_imaps.localhost", "_pop3s.localhost"]);
    let label = "a".repeat(63);
    let long = [label.as_str(); 3].join(".");
    assert_eq!(names(&["--service", "xmpp-server", "--domain", &long]), [format!("_xmpp-server.{long}")]);
}

#[test]
fn what_makes_no_sense_is_not_answered() {
    let long = "a".repeat(64);
    for (service, domain, why) in [
        ("im_ap", "example.com", "--service \"im_ap\" is not a service"),
        ("", "example.com", "is not a service"),
        ("143", "example.com", "is not a service"),
        ("imap\u{1b}[31m", "example.com", r"imap\u{1b}[31m"),
        ("tcp", "example.com", "has no protocol label"),
        ("sipfederationtls", "example.com", "at most 15 octets [RFC 6335 §5.1]"),
        ("imap", "", "--domain \"\" is not a domain"),
        ("imap", "*.example.com", "is not a domain"),
        ("imap", "a_b.example.com", "is not a domain"),
        ("imap", "192.0.2.1", "is not a domain"),
        ("imap", ".example.com", "is not a domain"),
        ("imap", &long, "is not a domain"),
        ("imap", "xn--99999999.example", "A-label"),
        ("imap", "exa\u{202e}mple", "--domain"),
    ] {
        for format in ["text", "json"] {
            issue(&["--service", service, "--domain", domain, "--format", format]).is_unanswered(why);
        }
    }
    for arguments in [
        &[][..],
        &["--service", "imaps"],
        &["--domain", "example.com"],
        &["--from", "ca.pem", "--domain", "example.com"],
        &["--from", "ca.pem", "--service", "imaps"],
        &["--service", "imaps", "--domain", "example.com", "--for", "gnutls"],
        &["--service", "imaps", "--domain", "example.com", "--format", "sarif"],
        &["--service", "imaps", "--domain", "example.com", "more"],
    ] {
        let ran = issue(arguments);
        assert_eq!((ran.status, ran.out.as_str()), (2, ""), "{arguments:?}: {ran:?}");
    }
}

/// A service of another kind is issued, and said to be one.
#[test]
fn services_that_are_verified_otherwise_are_told() {
    for (service, words) in
        [("sip", "RFC 5922 §7"), ("smtp", "RFC 8461 §4.1"), ("ntp", "No specification is known"), ("imaps", "")]
    {
        let json = issue(&["--service", service, "--domain", "example.com", "--format", "json"]).json();
        let warnings = warnings(&json);
        assert!(warnings.contains(words), "{service}: {warnings}");
        assert_eq!(warnings.contains("RFC 4985 §2"), service != "imaps", "{service}: {warnings}");
    }
}
