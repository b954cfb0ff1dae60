//! Every format of every report, as `testdata/probe/` has it.

#![cfg(test)]

use std::fs;
use std::path::Path;

use srvname_net::probe::report::{Report, Severity, Status};

use crate::commands::probe::tests::sample;
use crate::commands::probe::{html, json, nagios, text};
use crate::exit::{Finished, PluginState, Status as ExitStatus};
use crate::output::color::Palette;
use crate::output::wrap::columns;

/// Set to anything, it has the files written in place of compared.
const BLESS: &str = "SRVNAME_WRITE_PROBE";

fn reports() -> [(&'static str, Report); 4] {
    [
        ("good", sample::good()),
        ("wrong", sample::wrong()),
        ("unanswered", sample::unanswered()),
        ("hostile", sample::hostile()),
    ]
}

#[track_caller]
fn compare(name: &str, written: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../testdata/probe").join(name);
    if std::env::var_os(BLESS).is_some() {
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(&path, written).expect("a file");
    }
    let wanted = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{name}: {error}"));
    assert_eq!(written, wanted, "{name} differs: {BLESS}=1 writes it again");
}

#[test]
fn the_files_are_what_the_program_writes() {
    for (name, report) in reports() {
        compare(&format!("{name}.txt"), &text::render(&report, Palette::plain()));
        compare(&format!("{name}.json"), &json::render(&report).expect("JSON"));
        compare(&format!("{name}.html"), &html::render(std::slice::from_ref(&report)));
        compare(&format!("{name}.nagios"), &nagios::render(&report).text);
    }
    compare("several.html", &html::render(&reports().map(|(_, report)| report)));
}

#[test]
fn a_line_of_json_is_the_same_in_one_line() {
    for (name, report) in reports() {
        let line = json::render_line(&report).expect("JSON");
        assert_eq!(line.lines().count(), 1, "{name}");
        let parse = |text: &str| serde_json::from_str::<serde_json::Value>(text).expect("JSON");
        assert_eq!(parse(&line), parse(&json::render(&report).expect("JSON")), "{name}");
    }
}

#[test]
fn the_usual_text_fits_a_screen() {
    let text = text::render(&sample::good(), Palette::plain());
    assert!(text.lines().count() <= 25, "{text}");
    for (name, report) in reports() {
        let text = text::render(&report, Palette::plain());
        for line in text.lines().filter(|line| columns(line) > 80) {
            // What is to be copied is whole, and so is a word.
            assert!(line.starts_with("    ") || !line.trim().contains(' ') || name == "hostile", "{name}: {line}");
        }
    }
}

/// What moves a cursor, or turns the text around it.
const fn is_hidden(character: char) -> bool {
    matches!(character, '\0'..='\x1f' | '\x7f'..='\u{9f}' | '\u{202e}')
}

/// Nothing that a server sent moves a cursor, ends a line, or becomes a part of the page.
#[test]
fn hostile_text_does_nothing() {
    let report = sample::hostile();
    let text = text::render(&report, Palette::plain());
    let page = html::render(std::slice::from_ref(&report));
    let object = json::render(&report).expect("JSON");
    let line = nagios::render(&report).text;
    for (format, written) in [("text", &text), ("html", &page), ("json", &object), ("nagios", &line)] {
        let hidden = |character: &char| *character != '\n' && is_hidden(*character);
        assert_eq!(written.chars().find(hidden), None, "{format}");
        assert!(
            written.contains(r"\u{1b}]0;owned\u{7}") || written.contains(r"\\u{1b}]0;owned\\u{7}"),
            "{format}: {written}"
        );
    }
    assert!(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;") && !page.contains("<script"), "{page}");
    for escaped in page.split("alert(1)").skip(1) {
        assert!(!escaped.split("&amp;").next().expect("a part").contains(['"', '<', '>']), "{escaped}");
    }
    assert_eq!((line.lines().count(), line.matches('|').count()), (1, 1), "{line}");
    // Not in the strings that a program gets, either.
    let value: serde_json::Value = serde_json::from_str(&object).expect("JSON");
    let mut waiting = vec![&value];
    while let Some(value) = waiting.pop() {
        match value {
            serde_json::Value::String(text) => assert!(!text.chars().any(is_hidden), "{text}"),
            serde_json::Value::Array(values) => waiting.extend(values),
            serde_json::Value::Object(members) => waiting.extend(members.values()),
            _ => {}
        }
    }
}

#[test]
fn a_monitor_is_told_what_works() {
    let is = |report: &Report, wanted: PluginState, start: &str, numbers: &str| {
        let Finished { text, status } = nagios::render(report);
        assert_eq!(status, ExitStatus::Plugin(wanted), "{text}");
        assert!(text.starts_with(start) && text.trim_end().ends_with(numbers), "{text}");
    };
    let none = "errors=0 warnings=0 unanswered=0";
    is(&sample::good(), PluginState::Ok, "SRVNAME OK - example.com: clients", &format!("| days_left=61 {none}"));
    let mut soon = sample::good();
    let warning = sample::wrong().services.remove(0).servers.remove(0).findings.remove(1);
    assert_eq!(warning.severity, Severity::Warning);
    soon.findings.push(warning);
    is(
        &soon,
        PluginState::Warning,
        "SRVNAME WARNING - example.com: xmpp-server, xmpp.provider.example:5269",
        "warnings=1 unanswered=0",
    );
    is(
        &sample::wrong(),
        PluginState::Critical,
        "SRVNAME CRITICAL - ",
        "| days_left=-2 errors=2 warnings=2 unanswered=0",
    );
    // A server that does not answer is down; a resolver that does not answer says nothing of the servers.
    let mut silent = sample::unanswered();
    is(&silent, PluginState::Critical, "SRVNAME CRITICAL - ", "| errors=0 warnings=0 unanswered=1");
    silent.services.remove(0);
    assert_eq!(silent.status, Status::Unanswered);
    is(&silent, PluginState::Unknown, "SRVNAME UNKNOWN - example.net: not everything could be answered (pop3s)", none);
}
