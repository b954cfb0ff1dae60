//! Help, versions, manual pages, completions and the list of services: what is printed about the program itself.

use std::env;
use std::ffi::OsString;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use srvname::Profile;

use crate::make::{Constraints, Issued, dns, srv};
use crate::probe_world::World;
use crate::run::{Folder, srvname};

/// The names of all manual pages but the one of the program.
fn pages() -> Vec<String> {
    let ran = srvname(["man", "--list"]);
    assert_eq!((ran.status, ran.err.as_str()), (0, ""), "{ran:?}");
    let pages: Vec<_> = ran.out.lines().map(str::to_owned).collect();
    assert!(
        ["verify", "mta-sts", "mta-sts-check", "man"].iter().all(|name| pages.contains(&(*name).to_owned())),
        "{pages:?}"
    );
    pages
}

/// Every command but `help` and those within another.
fn commands() -> Vec<String> {
    let pages = pages();
    let outermost =
        |page: &&String| !pages.iter().any(|outer| page.strip_prefix(outer).is_some_and(|rest| rest.starts_with('-')));
    pages.iter().filter(outermost).cloned().collect()
}

/// Writes a line to standard output also where the output of tests is captured.
fn say(line: &str) {
    writeln!(std::io::stdout(), "{line}").expect("standard output");
}

/// Whether a program is there; says that something is skipped if it is not.
pub(crate) fn has(program: &str, what: &str) -> bool {
    let path = env::var_os("PATH").unwrap_or_default();
    let found = env::split_paths(&path).any(|folder| folder.join(program).is_file());
    if !found {
        say(&format!("skipped: {what}: no {program} on this machine"));
    }
    found
}

/// Runs a program with `input` on standard input.
fn run(command: &mut Command, input: &str) -> Output {
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    let _ = child.stdin.take().expect("a pipe").write_all(input.as_bytes());
    child.wait_with_output().expect("it ends")
}

/// Runs a script in a folder that is also the home of its user. `srvname` is the program that is tested.
pub(crate) fn shell(folder: &Path, script: &str) -> Output {
    let program = Path::new(env!("CARGO_BIN_EXE_srvname")).parent().expect("a folder").to_owned();
    let path = env::var_os("PATH").unwrap_or_default();
    let path: OsString = env::join_paths([program].into_iter().chain(env::split_paths(&path))).expect("a path");
    let mut command = Command::new("sh");
    command.args(["-eu", "-c", script]).current_dir(folder).env("HOME", folder).env("PATH", path);
    command.stdin(Stdio::null()).output().expect("sh starts")
}

/// The files that the examples name.
fn files(name: &str) -> Folder {
    let folder = Folder::new(name);
    let root = Issued::root("Example Root CA");
    let constraints = Constraints::new().permit(dns("example.com")).permit(srv("example.com"));
    let ca = root.sub_ca("Example Sub CA").constraints(constraints).issue();
    let names = [srv("_imaps.example.com"), srv("_xmpp-server.example.com"), dns("imap.example.com")];
    let server = ca.end_entity("imap.example.com").san(names).issue();
    folder.chain("root.pem", [&root]);
    folder.chain("sub-ca.pem", [&ca]);
    folder.chain("end-entity.pem", [&server]);
    let chain = folder.chain("chain.pem", [&server, &ca]);
    std::fs::create_dir(folder.path().join("certificates")).expect("a folder");
    std::fs::copy(chain, folder.path().join("certificates/chain.pem")).expect("a file");
    folder
}

/// The scripts in the examples of a command, each of the lines that follow one sentence.
fn examples(command: &str) -> Vec<String> {
    let help = srvname([command, "--help"]).out;
    let (_, examples) = help.split_once("\nExamples:\n").unwrap_or_else(|| panic!("{command} has no examples"));
    let mut scripts = vec![String::new()];
    for line in examples.lines() {
        // The help breaks what is longer, and a command that is broken does something else.
        assert!(line.len() <= 80, "{command}: {line}");
        match line.strip_prefix("    ") {
            Some(line) => *scripts.last_mut().expect("one") += &format!("{line}\n"),
            None if line.is_empty() => {}
            None => scripts.push(String::new()),
        }
    }
    scripts.retain(|script| !script.is_empty());
    assert!(!scripts.is_empty() && scripts.iter().all(|script| script.contains("srvname ")), "{command}: {scripts:?}");
    scripts
}

/// Each example does what it says, or finds something, and is never typed wrong.
#[test]
fn examples_run() {
    let connect = "openssl s_client -showcerts -connect imap.example.com:993 </dev/null";
    let folder = files("help-examples");
    // What `s_client` prints around certificates.
    let chain = std::fs::read_to_string(folder.path().join("chain.pem")).expect("text");
    folder.file("sent.txt", format!("CONNECTED(00000003)\n---\nCertificate chain\n 0 s:CN=x\n{chain}---\nDONE\n"));
    // A probe asks this machine, and the day on which the test runs.
    let world = World::new("help-examples-probe", &["_imaps.example.com", "example.com", "imap.example.com"]);
    let probe = format!("srvname probe {} ", world.arguments().join(" "));
    folder.file("domains.txt", "example.com\n");
    folder.file("records.csv", "CA Owner,Revocation Status,SHA-256 Fingerprint\n");
    for command in commands() {
        for script in examples(&command) {
            let script = script.replace(" --resolver 192.0.2.53", "").replace("srvname probe ", &probe);
            if script.contains("man -l") && !has("man", "an example of man") {
                continue;
            }
            let output = shell(folder.path(), &script.replace(connect, "cat sent.txt"));
            let said = String::from_utf8_lossy(&output.stderr).into_owned();
            assert!(output.status.code().is_some_and(|status| status <= 1), "{script}{said}");
            assert!(!said.contains("error:") && !said.contains("srvname: "), "{script}{said}");
            assert_eq!(
                String::from_utf8_lossy(&output.stdout).is_empty(),
                script.contains("--output ") || script.contains("> "),
                "{script}"
            );
        }
    }
    for file in ["srvname.1", "srvname-verify.1", "srvname-issue.1"] {
        assert!(folder.path().join(".local/share/man/man1").join(file).is_file(), "{file}");
    }
}

#[test]
fn examples_are_in_the_long_help_alone() {
    for command in commands() {
        assert!(!srvname([command.as_str(), "-h"]).out.contains("Examples:"), "{command}");
        let [long, same] = [[command.as_str(), "--help"], ["help", command.as_str()]].map(srvname);
        assert_eq!((same.status, same.out, same.err), (0, long.out, String::new()), "{command}");
    }
    assert_eq!(srvname(["help"]).out, srvname(["--help"]).out);
    let ran = srvname(["help", "frob\u{1b}[31mnicate"]);
    assert_eq!((ran.status, ran.out.as_str()), (2, ""), "{ran:?}");
    assert!(ran.err.contains(r"frob\u{1b}[31mnicate"), "{ran:?}");
}

#[test]
fn the_long_version_starts_with_the_short_one() {
    let short = format!("srvname {}\n", env!("CARGO_PKG_VERSION"));
    let ran = srvname(["-V"]);
    assert_eq!((ran.status, ran.out), (0, short.clone()));
    let ran = srvname(["--version"]);
    assert_eq!((ran.status, ran.err.as_str()), (0, ""));
    assert!(ran.out.starts_with(&short), "{}", ran.out);
    for words in
        ["features: idna, posh, psl, serde", "ECDSA on P-521", "ML-DSA-87", "RSA of 2048 to 8192 bits", "SHA-512"]
    {
        assert!(ran.out.split_whitespace().collect::<Vec<_>>().join(" ").contains(words), "{words}: {}", ran.out);
    }
}

#[test]
fn services_are_listed_whatever_else_is_typed() {
    let list = srvname(["verify", "--service", "help"]);
    assert_eq!((list.status, list.err.as_str()), (0, ""), "{list:?}");
    for profile in Profile::ALL {
        let row = list.out.lines().find(|line| line.split_whitespace().next() == Some(profile.service()));
        assert!(row.is_some_and(|row| row.contains(&profile.citation().to_string())), "{profile:?}: {}", list.out);
    }
    assert!(list.out.contains("  smtp "), "{}", list.out);
    for arguments in [
        &["check", "--service", "help", "--domain", "example.com", "chain.pem"][..],
        &["issue", "--service=help"],
        &["issue", "--service", "imaps", "--service", "help", "--frobnicate"],
    ] {
        let ran = srvname(arguments);
        assert_eq!((ran.status, &ran.out, ran.err.as_str()), (0, &list.out, ""), "{arguments:?}");
    }
    // A service of that name, and a file of that name.
    let ran = srvname(["issue", "--service", "_help", "--domain", "example.com"]);
    assert!(ran.status == 0 && ran.out.contains("IA5:_help.example.com"), "{ran:?}");
    let ran = srvname(["inspect", "--", "--service", "help"]);
    assert_eq!((ran.status, ran.out.contains("SRV-ID")), (2, false), "{ran:?}");
}

#[test]
fn completions_are_scripts_of_their_shell() {
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let ran = srvname(["completions", shell]);
        assert_eq!((ran.status, ran.err.as_str()), (0, ""), "{shell}");
        let mut words = commands();
        // The others do not complete values.
        if ["bash", "zsh", "fish"].contains(&shell) {
            words.extend(["where-constrained", "step-ca"].map(str::to_owned));
        }
        for word in words {
            assert!(ran.out.contains(&word), "{shell}: {word}");
        }
        if ["bash", "zsh", "fish"].contains(&shell) && has(shell, "the syntax of completions") {
            let checked = run(Command::new(shell).arg("-n"), &ran.out);
            assert!(checked.status.success(), "{shell}: {}", String::from_utf8_lossy(&checked.stderr));
        }
    }
    let ran = srvname(["completions", "tcsh"]);
    assert_eq!((ran.status, ran.out.as_str()), (2, ""), "{ran:?}");
}

/// What bash would offer, asked of bash.
#[test]
fn bash_completes_commands_and_values() {
    if !has("bash", "completions in bash") {
        return;
    }
    let script = srvname(["completions", "bash"]).out;
    for (words, offered) in [
        (&["srvname", "ver"][..], "verify"),
        (&["srvname", "issue", "--for", "step"], "step-ca"),
        (&["srvname", "verify", "--rul"], "--rule"),
        (&["srvname", "completions", "fi"], "fish"),
    ] {
        let last = words.len() - 1;
        let [current, previous] = [words[last], words[last - 1]];
        let asked = format!(
            "{script}\nCOMP_WORDS=({}); COMP_CWORD={last}; _srvname srvname {current} {previous}; echo \"${{COMPREPLY[@]}}\"",
            words.join(" ")
        );
        let output = run(Command::new("bash").arg("--norc"), &asked);
        assert_eq!(String::from_utf8_lossy(&output.stdout).trim(), offered, "{words:?}");
    }
}

#[test]
fn manual_pages_are_rendered_without_a_warning() {
    for page in [String::new()].into_iter().chain(pages()) {
        let command: Vec<_> = Some(page).filter(|page| !page.is_empty()).into_iter().collect();
        let ran = srvname([&["man".to_owned()], command.as_slice()].concat());
        assert_eq!((ran.status, ran.err.as_str()), (0, ""), "{command:?}");
        let name = [&["srvname".to_owned()], command.as_slice()].concat().join("-");
        let version = env!("CARGO_PKG_VERSION");
        let title = format!(".TH \"{}\" \"1\" \"\" \"srvname {version}\" \"srvname\"\n", name.to_uppercase());
        assert!(ran.out.starts_with(&title), "{}", ran.out);
        if has("man", "the rendering of manual pages") {
            let mut man = Command::new("man");
            man.args(["--warnings", "-E", "UTF-8", "-l", "-"]).env("MANWIDTH", "100").env("MANROFFOPT", "-c");
            let output = run(&mut man, &ran.out);
            let said = String::from_utf8_lossy(&output.stderr).into_owned();
            assert!(output.status.success() && said.is_empty(), "{name}: {said}");
            let text = String::from_utf8_lossy(&output.stdout).into_owned();
            for line in examples_of(&command) {
                assert!(text.contains(line.trim_end()), "{name}: {line}\n{text}");
            }
            assert_eq!(text.contains("EXIT STATUS"), command.is_empty(), "{name}");
        }
        if has("mandoc", "another rendering of manual pages") {
            let output = run(Command::new("mandoc").args(["-T", "utf8", "-W", "error"]), &ran.out);
            assert!(output.status.success(), "{name}: {}", String::from_utf8_lossy(&output.stderr));
        }
    }
    let [page, outer] = [["tlsa", "match"].as_slice(), &["tlsa"]].map(|words| srvname([&["man"], words].concat()).out);
    assert_eq!(page, srvname(["man", "tlsa-match"]).out);
    assert!(page.contains("\\-\\-chain") && outer.contains("srvname\\-tlsa\\-match(1)"), "{outer}");
    assert_eq!(srvname(["man", "tlsa", "frobnicate"]).status, 2);
    let ran = srvname(["man", "frob\u{1b}nicate"]);
    ran.is_unanswered(r"no command is called frob\u{1b}nicate");
}

/// The lines of a command's examples; none of the program's own.
fn examples_of(command: &[String]) -> Vec<String> {
    let outermost = commands();
    let scripts = command.first().filter(|command| outermost.contains(command)).map(|command| examples(command));
    let scripts = scripts.unwrap_or_default();
    scripts.iter().flat_map(|script| script.lines().map(str::to_owned)).collect()
}
