//! What somebody else wrote, in certificates, file names and arguments: none of it reaches a terminal, a log, a page or a
//! program as it stands.

use std::ffi::OsString;
use std::path::PathBuf;

use serde_json::Value;
use srvname::name::Escaped;

use crate::arguments;
use crate::make::names::smtp_utf8;
use crate::make::{Constraints, Dn, GeneralName, Issued, der, dns, oid, srv};
use crate::run::{AT, Folder, Ran, pems, srvname, with_input};

/// What no person sees, or not as itself: controls, C1, DEL; what turns text around or ends a line; what takes no room; and
/// spaces that look like others. A file name cannot hold NUL.
const HOSTILE: &str = "\u{1b}[2J\u{9b}31m\r\n\t\u{7f}\u{202e}\u{2066}\u{61c}\u{200f}\u{2028}\u{85}\u{200b}\u{ad}\u{2060}\u{180e}\
                       \u{3164}\u{115f}\u{fe0f}\u{e0041}\u{e0100}\u{feff}\u{34f}\u{a0}\u{2003}\u{fff9}";

/// How many times the length of a certificate may be taken by what is known of its names and bases.
#[cfg(target_os = "linux")]
const MOST_TIMES: u64 = 24;

/// What the program takes by itself, in KiB.
#[cfg(target_os = "linux")]
const PROGRAM: u64 = 20 << 10;

/// How many times the length of a report its findings may take. A report is as long whatever its certificate is.
#[cfg(target_os = "linux")]
const MOST_TIMES_REPORT: u64 = 16;

/// The library's table, which its own tests compare with Unicode's.
fn is_hidden(character: char) -> bool {
    let text = character.to_string();
    Escaped::new(&text).to_string() != text
}

/// Each character by itself between letters, so that none hides in an argument that is refused for another.
fn hostile(most: usize) -> String {
    let apart: String = HOSTILE.chars().map(|character| format!("a{character}")).collect();
    apart.chars().take(most).collect()
}

/// Checks that both streams are text of whole lines in which everything is seen, and the strings of JSON once decoded.
#[track_caller]
fn shows_all(ran: &Ran, of: &[OsString]) {
    for stream in [&ran.out, &ran.err] {
        let raw = stream.chars().find(|character| is_hidden(*character) && *character != '\n');
        assert_eq!(raw, None, "{of:?}\n{stream:?}");
        // A line break of theirs would have left a line without what comes before it.
        assert!(!stream.contains("\na\t") && !stream.contains("a\na"), "{of:?}\n{stream:?}");
    }
    if let Ok(json) = serde_json::from_str::<Value>(&ran.out) {
        strings_show_all(&json);
    }
    assert!(!ran.err.contains("panicked"), "{ran:?}");
}

#[track_caller]
fn strings_show_all(json: &Value) {
    match json {
        Value::String(text) => assert!(!text.contains(is_hidden), "{text:?}"),
        Value::Array(items) => items.iter().for_each(strings_show_all),
        Value::Object(members) => members.iter().for_each(|(key, value)| {
            assert!(!key.contains(is_hidden), "{key:?}");
            strings_show_all(value);
        }),
        _ => {}
    }
}

/// A path whose every name is hostile, in text and in octets.
fn path() -> [Issued; 3] {
    let text = hostile(usize::MAX);
    let dn = |label: &str| Dn::o(&text).and_cn(&format!("{label}{text}"));
    let root = Issued::root_draft("root").subject(dn("root")).issuer(dn("root")).issue();
    let bases = [srv("example.com"), srv(&text), dns(&text), crate::make::directory(&dn("base"))];
    let constraints = bases.into_iter().fold(Constraints::new(), Constraints::permit);
    let ca = root.sub_ca("ca").subject(dn("ca")).constraints(constraints).issue();
    let names: Vec<GeneralName> = vec![
        srv("_imap.example.com"),
        srv(&text),
        dns(&text),
        smtp_utf8(&format!("{text}@example.com")),
        crate::make::uri(&format!("https://example.com/{text}")),
        crate::make::email(&format!("{text}@example.com")),
        crate::make::directory(&Dn::empty().and(oid::COMMON_NAME, der::BMP_STRING, "\0a\u{20}\u{2e}")),
        crate::make::upn(&text),
    ];
    let server = ca.end_entity("server").subject(dn("server")).san(names).issue();
    [server, ca, root]
}

/// Each command in each of its formats, without its files.
fn commands(roots: &PathBuf) -> Vec<Vec<OsString>> {
    let mut all = Vec::new();
    for format in ["text", "json"] {
        let question = ["--service", "imap", "--domain", "example.com", "--format", format];
        all.push(
            arguments!["verify", "--at", AT, "--roots", roots]
                .into_iter()
                .chain(question.map(OsString::from))
                .collect(),
        );
        all.push(std::iter::once(OsString::from("check")).chain(question.map(OsString::from)).collect());
        all.push(arguments!["check", "--format", format].into());
        all.push(arguments!["inspect", "--format", format].into());
    }
    for format in ["text", "json", "sarif"] {
        all.push(arguments!["lint", "--format", format].into());
        all.push(arguments!["lint", "--chain", "--format", format, "--profile", "br", "--profile", "srv"].into());
    }
    for format in ["text", "json", "html"] {
        all.push(arguments!["census", "--at", AT, "--format", format].into());
    }
    all
}

#[test]
fn names_and_file_names_are_shown_escaped() {
    let [server, ca, root] = path();
    let folder = Folder::new("hostile-names");
    // The longest that file systems take is 255 octets.
    let name = hostile(58);
    let whole = pems([&server, &ca, &root]);
    let key = "-----BEGIN PRIVATE KEY-----\nAQID\n-----END PRIVATE KEY-----\n";
    let files = [
        folder.file(&name, format!("{key}{whole}")),
        folder.file(format!("{name}.der"), [server.der(), whole.as_bytes()].concat()),
        folder.file(format!("{name}.bad"), whole.replace("MII", "M!I")),
        folder.file(format!("{name}.cut"), &server.der()[..200]),
        folder.path().join(format!("{name}.no")),
    ];
    let roots = folder.chain(&format!("{name}.root"), [&root]);
    for command in commands(&roots) {
        for file in &files {
            let arguments: Vec<OsString> = command.iter().cloned().chain([OsString::from(file)]).collect();
            let ran = srvname(&arguments);
            shows_all(&ran, &arguments);
            assert!(!ran.out.is_empty() || !ran.err.is_empty(), "{arguments:?}");
        }
        let arguments: Vec<OsString> = command.iter().cloned().chain([OsString::from("-")]).collect();
        shows_all(&with_input(&arguments, whole.as_bytes()), &arguments);
    }
    for file in &files {
        let ran =
            srvname(arguments!["verify", "--service", "imap", "--domain", "example.com", "--roots", file, files[0]]);
        shows_all(&ran, &[OsString::from(file)]);
    }
}

#[test]
fn arguments_are_shown_escaped() {
    let folder = Folder::new("hostile-arguments");
    let file = folder.chain("chain.pem", &path());
    let domains = ["bücher\u{1b}[2J.example", "\u{1b}.example", "é\u{202e}.example", "\u{200b}a"].map(str::to_owned);
    let texts = HOSTILE
        .chars()
        .filter(|own| is_hidden(*own))
        .map(|character| format!("a{character}b"))
        .chain(domains)
        .chain([hostile(usize::MAX)]);
    for text in texts {
        let long = format!("--{text}");
        let missing = folder.path().join(format!("{text}/report")).into_os_string().into_string().expect("text");
        for arguments in [
            vec![text.as_str()],
            vec![&long],
            vec!["inspect", &long, "chain.pem"],
            vec!["check", "--", &long],
            vec!["verify", "--service", &text, "--domain", "example.com", "chain.pem"],
            vec!["verify", "--service", "imap", "--domain", &text, "chain.pem"],
            vec!["verify", "--service", "imap", "--domain", "example.com", "--at", &text, "chain.pem"],
            vec!["check", "--rule", &text, "chain.pem"],
            vec!["check", "--format", &text, "chain.pem"],
            vec!["lint", "--profile", &text, "chain.pem"],
            vec!["lint", "--include", &text, "chain.pem"],
            vec!["lint", "--exclude", &text, "chain.pem"],
            vec!["lint", "--fail-on", &text, "chain.pem"],
            vec!["lint", "--show", &text, "chain.pem"],
            vec!["lint", "--as-of", &text, "chain.pem"],
            vec!["lint", "--explain", &text],
            vec!["census", "--output", &missing, file.to_str().expect("text")],
        ] {
            let ran = srvname(&arguments);
            assert_eq!((ran.status, ran.out.as_str()), (2, ""), "{arguments:?} {ran:?}");
            let arguments: Vec<OsString> = arguments.iter().map(OsString::from).collect();
            shows_all(&ran, &arguments);
            // What was typed is repeated, but for a domain that is one without what UTS #46 maps to nothing.
            assert!(ran.err.contains(r"\u{") || ran.err.contains(" chain.pem: "), "{arguments:?} {ran:?}");
        }
    }
}

/// Two owners that only differ in what is not seen are two in the report, and each page cell has one.
#[test]
fn names_that_look_alike_are_told_apart() {
    let root = Issued::root("Example Root CA");
    let ca = |name: &str| root.sub_ca(name).subject(Dn::o(name)).issue();
    let cas = ["paypal", "pay\u{200b}pal", "pay\u{ad}pal", "paypal\u{202e}", r"pay\u{200b}pal"].map(ca);
    let file = Folder::new("hostile-alike").chain("cas.pem", &cas);
    let report = srvname(arguments!["census", "--at", AT, "--format", "json", file]).json();
    let texts = |key: &str| {
        let all = report["reissue"].as_array().expect("a list").iter();
        all.map(|ca| ca[key].as_str().expect("text").to_owned()).collect::<std::collections::BTreeSet<_>>()
    };
    let owners = [r"pay\u{200b}pal", r"pay\u{5c}u{200b}pal", r"pay\u{ad}pal", "paypal", r"paypal\u{202e}"];
    assert_eq!(Vec::from_iter(texts("owner")), owners);
    assert_eq!(texts("subject").len(), cas.len());
}

/// Certificates of about 1 MiB, each long in another place. Of some a lint tells as much as it ever does.
#[cfg(target_os = "linux")]
fn long() -> Vec<(&'static str, Issued)> {
    const LENGTH: usize = 1 << 20;
    let root = Issued::root("Example Root CA");
    let sub = || root.sub_ca("Sub");
    let permit = |bases: &mut dyn Iterator<Item = GeneralName>| {
        sub().constraints(bases.fold(Constraints::new(), Constraints::permit)).issue()
    };
    let text = "a".repeat(LENGTH);
    let tiny = [0x82, 0x00].repeat(LENGTH / 2);
    let cut = [tiny.as_slice(), &[0x82, 0x7f]].concat();
    let list = |names: &[u8]| der::tlv(0x30, names);
    // The shortest base there is, and what is no subtree at all, as often as they fit.
    let raw = |entry: &[u8]| {
        let entries = der::constructed(0, &entry.repeat(LENGTH / entry.len()));
        sub().constraints_raw(true, &list(&entries)).issue()
    };
    let shared = |index: usize| format!("a{index:05}.b{}.example", index % 7);
    vec![
        ("tiny names", sub().san_raw(false, &list(&tiny)).issue()),
        ("tiny names, the last one cut", sub().san_raw(false, &list(&cut)).issue()),
        ("names", sub().san((0..LENGTH / 10).map(|index| dns(&format!("{index:06}.a")))).issue()),
        ("faulty names", sub().san((0..LENGTH / 10).map(|index| dns(&format!("{index:06}_*")))).issue()),
        ("SRVNames", sub().san((0..LENGTH / 30).map(|index| srv(&format!("_x.{index:06}")))).issue()),
        ("bases", permit(&mut (0..LENGTH / 12).map(|index| dns(&format!("{index:06}.a"))))),
        ("equal bases", permit(&mut (0..LENGTH / 10).map(|_| dns("ab.com")))),
        (
            "nested bases",
            permit(&mut (0..LENGTH / 25).map(|index| dns(&shared(index)[if index < 7 { 7 } else { 0 }..]))),
        ),
        ("shortest bases", raw(&[0x30, 0x02, 0x82, 0x00])),
        ("no bases", raw(&[0x30, 0x00])),
        ("subject", sub().subject(Dn::o(&text)).issue()),
        ("base", permit(&mut std::iter::once(dns(&text)))),
        ("directoryName base", permit(&mut std::iter::once(crate::make::directory(&Dn::o(&text))))),
    ]
}

/// The most memory that `lint` takes in a format, in KiB, and what it wrote.
#[cfg(target_os = "linux")]
fn lint_peak(folder: &Folder, format: &str, file: &std::path::Path) -> (u64, String) {
    let report = folder.path().join("report");
    let mut command = crate::run::command();
    command.args(["lint", "--fail-on", "never", "--format", format]);
    command.args(["pkix", "br", "smime", "srv"].iter().flat_map(|profile| ["--profile", profile])).arg(file);
    let out = std::fs::File::create(&report).expect("a file");
    let (peak, status) = srvname_testkit::peak::peak_of(command.stdout(out).stderr(std::process::Stdio::null()));
    // What cannot be read is linted all the same, and then the status is 1.
    assert!(matches!(status.code(), Some(0 | 1)), "{status} {}", file.display());
    (peak, std::fs::read_to_string(report).expect("text"))
}

/// What is found in a long certificate, and what finding it takes, is bounded: of each lint 1,000 findings of a severity, and a
/// multiple of its length beside them.
#[test]
#[cfg(target_os = "linux")]
fn a_long_certificate_is_linted_in_a_multiple_of_its_length() {
    let folder = Folder::new("hostile-long");
    let mut fullest = 0;
    for (kind, issued) in long() {
        let file = folder.file("long.der", issued.der());
        let length = u64::try_from(issued.der().len()).expect("a length") >> 10;
        for format in ["text", "json", "sarif"] {
            let (peak, written) = lint_peak(&folder, format, &file);
            let report = u64::try_from(written.len()).expect("a length") >> 10;
            let most = PROGRAM + MOST_TIMES * length + MOST_TIMES_REPORT * report;
            println!("{kind}: {length} KiB, {peak} KiB, {format} of {} octets", written.len());
            assert!(peak < most, "{kind}, {format}: {peak} KiB, and {most} KiB are the most");
            assert!(written.len() < 6 << 20, "{kind}: {format} of {} octets", written.len());
            if format != "json" {
                continue;
            }
            let json: Value = serde_json::from_str(&written).expect("JSON");
            let mut counts = std::collections::BTreeMap::new();
            for finding in json["findings"].as_array().expect("a list") {
                let of_lint = (finding["lint"].to_string(), finding["severity"].to_string());
                *counts.entry(of_lint).or_insert(0) += 1;
            }
            let most = counts.values().max().copied().unwrap_or(0);
            assert!(most <= 1_000, "{kind}: {counts:?}");
            fullest += u32::from(most == 1_000);
        }
    }
    // Many names or bases are many faults.
    assert!(fullest >= 5, "{fullest}");
}

/// One function decides what is escaped. These are the others that Rust has, and none is used for what comes from outside.
#[test]
fn there_is_one_escape() {
    let others = ["escape_default", "escape_debug", "escape_unicode", "is_control", ".display()", ":?}"];
    let mut folders = vec![PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("src")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let text = std::fs::read_to_string(&path).expect("text");
            let code = text.split("#[cfg(test)]").next().and_then(|code| code.split("#[cfg(all(test").next());
            let code = code.expect("code");
            assert_eq!(others.into_iter().find(|other| code.contains(other)), None, "{}", path.display());
        }
    }
}
