//! What is printed for people: every line is a promise to nobody, but these things must be there.

use std::process::Command;

use crate::arguments;
use crate::make::{Constraints, GeneralName, Issued, dns, srv, srv_utf8};
use crate::run::{Folder, Ran, command, srvname};

fn check(
    name: &str,
    constraints: Option<Constraints>,
    names: impl IntoIterator<Item = GeneralName>,
    more: &[&str],
) -> Ran {
    let root = Issued::root("Example Root CA");
    let draft = root.sub_ca("Example Sub CA");
    let ca = constraints.into_iter().fold(draft, |draft, own| draft.constraints(own)).issue();
    let server = ca.end_entity("xmpp.example.com").san(names).issue();
    let chain = Folder::new(name).chain("chain.pem", [&server, &ca, &root]);
    srvname(arguments!["check", chain].into_iter().chain(more.iter().map(std::ffi::OsString::from)))
}

fn confined() -> Constraints {
    Constraints::new().permit(srv("xn--bcher-kva.example")).permit(srv("example.com"))
}

#[track_caller]
fn says(ran: &Ran, words: &[&str]) {
    // Lines break anywhere, so words are looked for in one long line.
    let text = ran.out.split_whitespace().collect::<Vec<_>>().join(" ");
    for word in words {
        assert!(text.contains(word), "no \"{word}\" in\n{}", ran.out);
    }
}

#[track_caller]
fn verdict(ran: &Ran) -> &str {
    let mut verdicts = ran.out.lines().filter(|line| line.starts_with("accept") || line.starts_with("reject"));
    let verdict = verdicts.next().expect("a verdict");
    assert_eq!(verdicts.next(), None, "{}", ran.out);
    verdict
}

#[test]
fn an_acceptance_shows_the_path_from_the_anchor_down() {
    let names = [srv("_xmpp-server.xn--bcher-kva.example"), srv("_xmpp-client.example.com")];
    let asked = ["--service", "xmpp-server", "--domain", "bücher.example"];
    let ran = check("text-accept", Some(confined()), names, &asked);
    assert_eq!(ran.status, 0);
    assert_eq!(verdict(&ran), "accept  _xmpp-server.xn--bcher-kva.example  (_xmpp-server.bücher.example)");
    let at = |word: &str| ran.out.find(word).unwrap_or_else(|| panic!("no {word} in\n{}", ran.out));
    assert!(at("CN=Example Root CA") < at("CN=Example Sub CA"));
    assert!(at("CN=Example Sub CA") < at("xn--bcher-kva.example  (bücher.example)"));
    assert!(at("(bücher.example)") < at("CN=xmpp.example.com"));
    assert!(at("CN=xmpp.example.com") < at("accept"));
    says(&ran, &["(_xmpp-server.bücher.example) <- this is it", "_xmpp-client.example.com", "Names only"]);
}

#[test]
fn a_ca_that_leaves_srvname_open_is_named_with_what_to_ask_for() {
    let ran = check("text-open", Some(Constraints::new().permit(dns("example.com"))), [srv("_imap.example.com")], &[]);
    assert_eq!((ran.status, verdict(&ran)), (1, "reject  ca_lacks_srv_constraints"));
    says(&ran, &["leaves SRVName open", "CN=Example Sub CA", "RFC 9525 §7.6", "\"example.com\"", "--rule rfc5280"]);
    // The next weaker setting that accepts is the one that is named.
    let ran = check("text-unconstrained", None, [srv("_imap.example.com")], &[]);
    says(&ran, &["no name constraints", "--rule where-constrained accepts this path"]);
}

/// A CA that serves many domains is not asked to be reissued for one.
#[test]
fn a_ca_without_constraints_is_not_asked_to_be_reissued() {
    let ran = check("text-kind", None, [srv("_imap.example.com")], &[]);
    says(
        &ran,
        &["by a CA of your own", "error 51", "trust CN=Example Sub CA (certificate 1) itself as an anchor. Its price"],
    );
    assert!(!ran.out.contains("ask the issuer of"), "{}", ran.out);
}

#[test]
fn a_path_without_cas_below_its_anchor_is_not_said_to_have_some() {
    let root = Issued::root("Example Root CA");
    let server = root.end_entity("xmpp.example.com").san([srv("_imap.example.com")]).issue();
    let chain = Folder::new("text-anchor").chain("chain.pem", [&server, &root]);
    let ran = srvname(arguments!["check", "--service", "imap", "--domain", "example.com", &chain]);
    assert_eq!(ran.status, 0);
    says(&ran, &["the trust anchor itself is its issuer", "Rule constrained: no CA is below the trust anchor"]);
    assert!(!ran.out.contains("every CA"), "{}", ran.out);
    // Its own constraints bind it.
    let root = Issued::root_draft("Example Root CA").constraints(confined()).issue();
    let server = root.end_entity("xmpp.example.com").san([srv("_imap.example.com")]).issue();
    let chain = Folder::new("text-bound-anchor").chain("chain.pem", [&server, &root]);
    says(&srvname(arguments!["check", chain]), &["the trust anchor, the only CA, lists SRVName"]);
}

#[test]
fn the_price_of_a_weaker_rule_is_named() {
    let open = || Some(Constraints::new().permit(dns("example.com")));
    let ran = check("text-weaker", open(), [srv("_imap.example.com")], &["--rule", "rfc5280"]);
    says(&ran, &["The default, constrained, would refuse this path"]);
    let ran = check("text-as-well", Some(confined()), [srv("_imap.example.com")], &["--rule", "rfc5280"]);
    says(&ran, &["would accept this path as well"]);
    let ran = check("text-no-srvname", open(), [dns("example.com")], &[]);
    says(&ran, &["presents no SRVName", "only dNSName example.com"]);
}

#[test]
fn an_anchor_that_is_not_shown_is_said_to_be() {
    let root = Issued::root("Example Root CA");
    let ca = root.sub_ca("Example Sub CA").constraints(confined()).issue();
    let server = ca.end_entity("xmpp.example.com").san([srv("_imap.example.com")]).issue();
    let chain = Folder::new("text-unshown").chain("chain.pem", [&server, &ca]);
    says(
        &srvname(arguments!["check", chain]),
        &["trust anchor not shown: CN=Example Root CA", "1 CA CN=Example Sub CA"],
    );
}

#[test]
fn a_certificate_for_somebody_else_gets_the_hint_that_fits() {
    let ask = |name: &str, names: Vec<GeneralName>, service: &str| {
        let ran = check(name, Some(confined()), names, &["--service", service, "--domain", "example.com"]);
        assert_eq!((ran.status, verdict(&ran)), (1, "reject  no_matching_identifier"));
        ran
    };
    let ran = ask("text-service", vec![srv("_imap.example.com")], "xmpp-server");
    says(&ran, &["matches _xmpp-server.example.com: it presents _imap.example.com", "the service is another"]);
    let ran = ask("text-domain", vec![srv("_xmpp-server.xmpp.example.com")], "xmpp-server");
    says(&ran, &["The service is right and the domain is another"]);
    let ran = ask("text-direct-tls", vec![srv("_xmpp-client.example.com")], "xmpps-client");
    says(&ran, &["XEP-0368", "--service xmpp-client"]);
    let ran = ask("text-host", vec![dns("example.com")], "xmpp-server");
    says(&ran, &["presents no SRVName, only dNSName example.com", "names a host, and not the provider"]);
    let ran = check(
        "text-wildcard",
        Some(confined()),
        [srv("_imap.*.example.com")],
        &["--service", "imap", "--domain", "a.example.com"],
    );
    says(&ran, &["A wildcard SRVName matches nothing"]);
    let ran = ask("text-malformed", vec![srv("_imap.example.com")], "imap-server");
    assert!(!ran.out.contains("wildcard"), "{}", ran.out);
}

#[test]
fn a_malformed_name_is_shown_with_how_to_write_it() {
    let ran = check("text-utf8", Some(confined()), [srv_utf8("_imap.example.com")], &[]);
    assert_eq!((ran.status, verdict(&ran)), (1, "reject  malformed_name"));
    says(&ran, &["malformed:_imap.example.com <- refused", "RFC 4985 §2", "IA5:"]);
    let ran = check("text-protocol", Some(confined()), [srv("_imap._tcp.example.com")], &[]);
    says(&ran, &["not _xmpp-server._tcp.example.com"]);
}

#[test]
fn a_name_outside_says_what_the_ca_permits() {
    let ran = check("text-outside", Some(confined()), [srv("_imap.example.org")], &[]);
    assert_eq!((ran.status, verdict(&ran)), (1, "reject  name_not_permitted"));
    says(&ran, &["_imap.example.org <- refused", "<- its constraint refuses"]);
    says(&ran, &["permits xn--bcher-kva.example and example.com and nothing else"]);
}

/// A subject comes from whoever asks for a certificate, and must not write to the terminal of whoever checks it.
#[test]
fn no_control_character_gets_through() {
    let root = Issued::root("Example Root CA");
    let ca = root.sub_ca("Example \u{1b}[2J CA\r\n").constraints(confined()).issue();
    let server = ca.end_entity("xmpp\u{7}.example.com").san([srv("_imap.\u{1b}[31m"), dns("\u{8}\u{9}")]).issue();
    let chain = Folder::new("text-control").chain("chain.pem", [&server, &ca, &root]);
    for command in ["check", "inspect"] {
        let ran = srvname(arguments![command, chain]);
        let disturbing = |c: char| c.is_control() && c != '\n';
        assert!(!ran.out.contains(disturbing) && !ran.err.contains(disturbing), "{ran:?}");
    }
}

/// `script` gives the binary a terminal; where there is no such program, only the pipe is looked at.
#[test]
fn color_is_for_terminals_unless_no_color_says_no() {
    let names = || [srv("_imap.example.com")];
    let piped = check("text-color", Some(confined()), names(), &[]);
    assert!(!piped.out.contains('\u{1b}'), "{}", piped.out);
    let chain = Folder::new("text-terminal");
    let root = Issued::root("Example Root CA");
    let ca = root.sub_ca("Example Sub CA").constraints(confined()).issue();
    let server = ca.end_entity("xmpp.example.com").san(names()).issue();
    let chain = chain.chain("chain.pem", [&server, &ca]);
    let mut forced = command();
    let forced = forced.arg("check").arg(&chain).env("CLICOLOR_FORCE", "1").output().expect("the binary starts");
    assert!(!forced.stdout.contains(&0x1b), "{forced:?}");
    let on_a_terminal = |no_color: Option<&str>, term: &str| {
        let line = format!("'{}' check '{}'", env!("CARGO_BIN_EXE_srvname"), chain.display());
        let mut script = Command::new("script");
        script.args(["-qec", &line, "/dev/null"]);
        for variable in ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "CI"] {
            script.env_remove(variable);
        }
        script.env("TERM", term).envs(no_color.map(|value| ("NO_COLOR", value)));
        let output = script.output().ok().filter(|output| output.status.success());
        output.map(|output| String::from_utf8_lossy(&output.stdout).into_owned())
    };
    if on_a_terminal(None, "xterm").is_none() {
        eprintln!("skipped on a terminal: there is no program `script`");
        return;
    }
    // A file has none, wherever standard output leads.
    let report = chain.with_file_name("report.txt");
    let line =
        format!("'{}' census --output '{}' '{}'", env!("CARGO_BIN_EXE_srvname"), report.display(), chain.display());
    let ran = Command::new("script").args(["-qec", &line, "/dev/null"]).env("TERM", "xterm").output().expect("it runs");
    let text = std::fs::read_to_string(report).expect("a report");
    assert!(ran.status.success() && text.contains(" to reissue") && !text.contains('\u{1b}'), "{text}");
    for (no_color, term, colored) in
        [(None, "xterm", true), (Some(""), "xterm", true), (Some("1"), "xterm", false), (None, "dumb", false)]
    {
        let text = on_a_terminal(no_color, term).expect("it worked before");
        assert!(text.contains("accept"), "{no_color:?} {term}: {text}");
        assert_eq!(text.contains("\u{1b}[1m\u{1b}[32maccept\u{1b}[0m"), colored, "{no_color:?} {term}: {text}");
        assert_eq!(text.contains('\u{1b}'), colored, "{no_color:?} {term}: {text}");
    }
}
