//! What was read, and the command: what somebody needs who wants to count the same.

use std::fs;
use std::io::Write;
use std::process::{Command, Stdio};

use serde_json::{Value, json};

use super::make::{self, Ca};
use crate::{AT, census, counts, folder, pem};

fn sha256(octets: &[u8]) -> String {
    let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, octets);
    digest.as_ref().iter().map(|octet| format!("{octet:02x}")).collect()
}

#[test]
fn inputs_have_digests_and_counts() {
    let folder = folder("inputs");
    let root = Ca::root("Example Root CA");
    let sub = root.sub_ca("a").issue();
    let all = folder.join("all");
    // In this order: a folder before what begins like it and goes on with a sign.
    for path in ["a/x.pem", "a/.hidden", "a-b.pem", "b"] {
        let path = all.join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, pem(&[&root, &sub])).expect("written");
    }
    let broken = "-----BEGIN CERTIFICATE-----\nMAMCAQA=\n-----END CERTIFICATE-----\n";
    fs::write(all.join("c.pem"), broken).expect("written");
    let content = pem(&[&root, &sub]);
    let single = all.join("b");
    let found = counts(&[&all, &single]);
    let octets = content.len() * 3 + broken.len();
    let lines: String = ["./a/x.pem", "./a-b.pem", "./b", "./c.pem"]
        .map(|name| {
            format!("{}  {name}\n", sha256(if name == "./c.pem" { broken.as_bytes() } else { content.as_bytes() }))
        })
        .concat();
    assert_eq!(
        found["inputs"],
        json!([
            {"path": all.to_string_lossy(), "files": 4, "octets": octets, "certificates": 7, "sha256": sha256(lines.as_bytes())},
            {"path": single.to_string_lossy(), "files": 1, "octets": content.len(), "certificates": 2, "sha256": sha256(content.as_bytes())},
        ])
    );
    let files = found["files"].as_array().expect("a list");
    assert_eq!(files.len(), 5);
    assert_eq!((&files[3]["certificates"], &files[3]["sha256"]), (&json!(1), &json!(sha256(broken.as_bytes()))));
    let bad = sha256(&[0x30, 3, 2, 1, 0]).to_uppercase();
    assert_eq!((&found["unparsable"], &found["bad"][0]["sha256"]), (&json!(1), &json!(bad)));
    assert_eq!(found["version"], env!("CARGO_PKG_VERSION"));

    // The digest of a folder is that of what the document says to run.
    let document = include_str!("../../../../docs/CENSUS.md");
    let recipe = document.lines().find(|line| line.starts_with("(cd FOLDER && find ")).expect("a recipe");
    let recipe = recipe.replace("FOLDER", &format!("'{}'", all.display()));
    let printed = Command::new("bash").args(["-c", &recipe]).output().expect("a shell").stdout;
    assert_eq!(String::from_utf8_lossy(&printed), format!("{}  -\n", sha256(lines.as_bytes())));
}

#[test]
fn the_command_counts_the_same_again() {
    let folder = folder("again with 'quotes'");
    fs::write(folder.join("all.pem"), pem(&[&Ca::root("Example Root CA")])).expect("written");
    let found = counts(&[&folder]);
    let command = found["command"].as_str().expect("text");
    assert!(command.starts_with(&format!("srvname census --at {AT} '")), "{command}");
    let command = command.replacen("srvname", env!("CARGO_BIN_EXE_srvname"), 1) + " --format json";
    let printed = Command::new("bash").args(["-c", &command]).output().expect("a shell").stdout;
    assert_eq!(serde_json::from_slice::<Value>(&printed).expect("JSON"), found);
    for format in ["text", "html"] {
        let shown = String::from_utf8(census(format, &[&folder]).stdout).expect("text");
        let shown = shown.split_whitespace().collect::<Vec<_>>().join(" ").replace("&#39;", "'");
        let digest = found["inputs"][0]["sha256"].as_str().expect("text");
        assert!(shown.contains(digest) && shown.contains("srvname census --at"), "{shown}");
        assert!(shown.contains(&format!("ounted by srvname {}", env!("CARGO_PKG_VERSION"))), "{shown}");
    }
}

#[test]
fn standard_input_is_an_input() {
    let content = make::file::pem(Ca::root("Example Root CA").der());
    let mut command = Command::new(env!("CARGO_BIN_EXE_srvname"));
    command.args(["census", "--at", AT, "--format", "json", "-"]).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = command.spawn().expect("the command runs");
    child.stdin.take().expect("a pipe").write_all(content.as_bytes()).expect("written");
    let output = child.wait_with_output().expect("it ends");
    let found: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let sha256 = sha256(content.as_bytes());
    assert_eq!(
        found["inputs"],
        json!([{"path": "-", "files": 1, "octets": content.len(), "certificates": 1, "sha256": sha256}])
    );
    assert_eq!(found["command"], format!("srvname census --at {AT} -"));
}
