//! `srvname probe`: what is typed, how it ends, and what is written, against servers on the loopback interface.

use serde_json::Value;

use crate::probe_world::World;
use crate::run::{Folder, Ran, srvname, with_input};

/// The names of a certificate that every client takes.
const EVERY_NAME: &[&str] = &["_imaps.example.com", "example.com", "imap.example.com"];

/// A port at which nobody is.
const NOBODY: &str = "127.0.0.1:1";

/// Checks that what was typed is refused as arguments are, with this reason.
#[track_caller]
fn is_typed_wrong(ran: &Ran, why: &str) {
    assert_eq!((ran.status, ran.out.as_str()), (2, ""), "{ran:?}");
    assert!(ran.err.contains(why), "{ran:?}");
}

#[test]
fn arguments_that_make_no_sense_are_named() {
    for (arguments, why) in [
        (&[][..], "DOMAIN"),
        (&["example.com", "--from", "x"], "cannot be used with"),
        (
            &["example.com", "--service", "ld\u{1b}ap"],
            r"no service that can be probed is called ld\u{1b}ap: it is all or one of",
        ),
        (&["example.com", "--resolver", "ns.example.com"], "is not the address of a resolver"),
        (&["example.com", "--trust-ad", "--trust-anchor", "x"], "cannot be used with"),
        (&["example.com", "--jobs", "2"], "cannot be used with"),
        (&["--from", "x", "--jobs", "0"], "0 is not in 1..=64"),
        (&["example.com", "--format", "xml"], "xml"),
    ] {
        is_typed_wrong(&srvname([&["probe"][..], arguments].concat()), why);
    }
    for (arguments, why) in [
        (&["romeo@example.net"][..], "is asked for with srvname probe example.net"),
        (&["b\u{fc}cher_.example"], "not an internationalized domain name"),
        (&[""], "DOMAIN"),
        (&["example.com", "--client-name", "a b"], "--client-name a b: "),
        (&["example.com", "--trust-anchor", "no-such-file"], "no-such-file: "),
        (&["example.com", "--roots", "no-such-file"], "no-such-file: "),
        (&["example.com", "--resolver", "192.0.2.53", "--trust-ad"], "--trust-ad: "),
        (&["--from", "no-such-file"], "no-such-file: "),
        (&["--from", "-"], "standard input: no domain"),
    ] {
        srvname([&["probe"][..], arguments].concat()).is_unanswered(why);
    }
    let keys = Folder::new("probe-arguments").file("keys.txt", ". IN A 192.0.2.1\n");
    let ran = srvname(["probe", "example.com", "--trust-anchor", keys.to_str().expect("text")]);
    ran.is_unanswered("a trust anchor is a DS or DNSKEY record");
}

#[test]
fn a_monitor_gets_a_line_whatever_is_typed() {
    for arguments in [
        &["probe", "--format", "nagios"][..],
        &["probe", "--format=nagios", "example.com", "--service", "x"],
        &["probe", "a_b", "--format", "nagios"],
        &["probe", "example.com", "--format", "nagios", "--roots", "no-such-file"],
        &["probe", "--from", "-", "--format", "nagios"],
    ] {
        let ran = srvname(arguments);
        assert_eq!((ran.status, ran.out.lines().count(), ran.err.as_str()), (3, 1, ""), "{ran:?}");
        assert!(ran.out.starts_with("SRVNAME UNKNOWN - "), "{ran:?}");
    }
    // Another command has no such format.
    is_typed_wrong(&srvname(["lint", "--format", "nagios"]), "nagios");
}

#[test]
fn without_a_resolver_nothing_is_known() {
    let ran = srvname(["probe", "example.com", "--service", "imaps", "--resolver", NOBODY]);
    assert_eq!(ran.status, 2, "{ran:?}");
    assert!(ran.out.starts_with("example.com: not everything could be answered (imaps).\n"), "{ran:?}");
    assert_eq!(ran.err, "");
    let ran = srvname(["probe", "example.com", "--service", "imaps", "--resolver", NOBODY, "--format", "nagios"]);
    assert_eq!(ran.status, 3, "{ran:?}");
    assert!(ran.out.starts_with("SRVNAME UNKNOWN - example.com: imaps, "), "{ran:?}");
}

/// The verdicts of the mechanisms in the first connection of an object.
fn verdicts(report: &Value) -> Vec<(String, String)> {
    let session = &report["services"][0]["servers"][0]["addresses"][0]["sessions"][0];
    let text = |value: &Value| value.as_str().expect("text").to_owned();
    let mechanisms = session["mechanisms"].as_array().expect("mechanisms").iter();
    mechanisms.map(|one| (text(&one["mechanism"]), text(&one["verdict"]))).collect()
}

#[test]
fn what_every_client_accepts_ends_with_0() {
    let world = World::new("probe-good", EVERY_NAME);
    let ran = world.probe(&["example.com"]);
    assert_eq!((ran.status, ran.err.as_str()), (0, ""), "{}", ran.out);
    assert!(ran.out.starts_with("example.com: clients of every kind accept every server"), "{}", ran.out);
    assert!(ran.out.contains("\nimaps  good\n") && ran.out.contains("\npop3s  good  not offered: "), "{}", ran.out);
    // Services of which the domain has no records are not asked, unless they are named.
    assert!(!ran.out.contains("xmpp") && !ran.out.contains("smtp"), "{}", ran.out);
    let ran = world.probe(&["EXAMPLE.com.", "--service", "_IMAPS", "--format", "json"]);
    assert_eq!((ran.status, ran.err.as_str()), (0, ""), "{}", ran.out);
    let report = ran.json();
    assert_eq!((&report["domain"], &report["exit_status"]), (&"example.com".into(), &0.into()), "{}", ran.out);
    assert_eq!(report["validators"][0]["kind"], "authenticated-data", "{}", ran.out);
    for mechanism in ["srv-id", "dns-id", "target", "dane", "path"] {
        let wanted = (mechanism.to_owned(), "holds".to_owned());
        assert!(verdicts(&report).contains(&wanted), "{mechanism}: {:?}", verdicts(&report));
    }
    let ran = world.probe(&["example.com", "--service", "imaps", "--format", "nagios"]);
    // Nobody but this machine has such a server.
    assert_eq!((ran.status, ran.err.as_str()), (1, ""), "{ran:?}");
    assert!(ran.out.starts_with("SRVNAME WARNING - example.com: imaps, imap.example.com:"), "{ran:?}");
    assert!(ran.out.contains("it is a loopback address | days_left="), "{ran:?}");
}

#[test]
fn what_some_client_refuses_ends_with_1() {
    let world = World::new("probe-wrong", &["other.example.com"]);
    let ran = world.probe(&["example.com"]);
    assert_eq!((ran.status, ran.err.as_str()), (1, ""), "{}", ran.out);
    assert!(
        ran.out.contains("(imaps)") && ran.out.contains("NO") && ran.out.contains("\nWhat was found\n"),
        "{}",
        ran.out
    );
    let ran = world.probe(&["example.com", "--format", "nagios"]);
    assert_eq!(ran.status, 2, "{ran:?}");
    assert!(ran.out.starts_with("SRVNAME CRITICAL - example.com: imaps, imap.example.com:"), "{ran:?}");
}

#[test]
fn what_is_private_is_left_alone_if_that_is_asked_for() {
    let ran = World::new("probe-private", EVERY_NAME).probe(&["example.com", "--refuse-private", "--format", "json"]);
    let address = &ran.json()["services"][0]["servers"][0]["addresses"][0];
    assert_eq!(address["reached"]["kind"], "not-tried", "{address}");
    assert_eq!(address["sessions"][0]["negotiation"]["kind"], "not-connected", "{address}");
    assert_ne!(ran.status, 0);
}

#[test]
fn domains_of_a_list_are_answered_in_its_order() {
    let world = World::new("probe-list", EVERY_NAME);
    let list = world.folder().file("list.txt", "example.com # ours\n\nnothing.example\n# example.org\nEXAMPLE.com.\n");
    let list = list.to_str().expect("text");
    let ran = world.probe(&["--from", list, "--format", "json", "--jobs", "3"]);
    // A domain without services answers nothing.
    assert_eq!((ran.status, ran.err.as_str()), (2, ""), "{}", ran.out);
    let lines: Vec<Value> = ran.out.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let domains: Vec<_> = lines.iter().map(|report| report["domain"].as_str().expect("text")).collect();
    assert_eq!(domains, ["example.com", "nothing.example", "example.com"]);
    let ran = world.probe(&["--from", list]);
    assert_eq!(ran.out.lines().filter(|line| line.starts_with("example.com: clients")).count(), 2, "{}", ran.out);
    // A line that is no domain is named, and the others are answered.
    let arguments = [&["probe".to_owned(), "--from".to_owned(), "-".to_owned()][..], &world.arguments()].concat();
    let ran = with_input(arguments, b"a_b\x1b\nexample.com\n");
    assert_eq!(ran.status, 2, "{ran:?}");
    assert!(ran.err.starts_with(r"srvname: standard input, line 1: a_b\u{1b}: not a domain: "), "{ran:?}");
    assert!(ran.out.starts_with("example.com: clients of every kind"), "{ran:?}");
}

#[test]
fn a_file_gets_what_standard_output_would() {
    let world = World::new("probe-file", EVERY_NAME);
    for format in ["text", "json", "html", "nagios"] {
        let file = world.path(format);
        let ran = world.probe(&["example.com", "--format", format, "--output", file.to_str().expect("text")]);
        let status = if format == "nagios" { 1 } else { 0 };
        assert_eq!((ran.status, ran.out.as_str(), ran.err.as_str()), (status, "", ""), "{format}");
        let written = std::fs::read_to_string(file).expect("a file");
        assert!(written.contains("example.com") && !written.contains('\u{1b}'), "{format}: {written}");
        assert_eq!(written.starts_with("<!DOCTYPE html>"), format == "html", "{format}");
    }
    let ran = world.probe(&["example.com", "--output", "no-such-folder/x"]);
    ran.is_unanswered("no-such-folder/x: ");
}
