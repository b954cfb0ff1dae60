//! `docs/ISSUING.md` is true: its commands run, in its order and in one folder, and end as it says; what it shows of
//! `srvname issue` is what that prints; and what it shows of this package's tests is what they run.
//!
//! A comment before a block says more about it: `needs: PROGRAM`, without which it is skipped, `status: N` if its last command
//! fails, `printed: TOOL` if it is what `srvname issue --for TOOL` prints, `file: NAME` if it is that file of these tests. With
//! `SRVNAME_WRITE_DOCUMENT` set, what is printed and the files are written into the document.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::programs::{find, openssl, say, shell};

/// A fenced block.
struct Block {
    /// The line of its first fence, from 1.
    line: usize,
    /// The first word after the fence.
    language: String,
    /// What the comment before it says, word and value.
    note: Option<(String, String)>,
    text: String,
}

fn document() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/ISSUING.md")
}

fn blocks(document: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut note = None;
    let mut lines = document.lines().zip(1..);
    while let Some((line, number)) = lines.next() {
        if let Some(comment) = line.strip_prefix("<!-- ").and_then(|rest| rest.strip_suffix(" -->")) {
            let (word, value) = comment.split_once(": ").unwrap_or_else(|| panic!("line {number}: {comment}"));
            note = Some((word.to_owned(), value.to_owned()));
        } else if let Some(language) = line.strip_prefix("```") {
            let text = lines.by_ref().map(|(line, _)| line).take_while(|line| *line != "```");
            let text = text.flat_map(|line| [line, "\n"]).collect();
            let language = language.split(',').next().unwrap_or_default().to_owned();
            blocks.push(Block { line: number, language, note: note.take(), text });
        } else {
            assert!(line.is_empty() || note.is_none(), "line {number}: a comment belongs to a block");
        }
    }
    blocks
}

/// Returns the lines that are printed for a tool.
fn printed(tool: &str) -> String {
    let asked = format!("srvname issue --service imaps --domain example.com --for {tool} --format json");
    let output = shell(Path::new(env!("CARGO_TARGET_TMPDIR")), &asked);
    let json: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let lines = json["lines"].as_array().expect("lines").iter().map(|line| line.as_str().expect("text"));
    lines.flat_map(|line| [line, "\n"]).collect()
}

/// Returns what a block has to be, if something else decides that.
fn required(block: &Block) -> Option<String> {
    match block.note.as_ref().map(|(word, value)| (word.as_str(), value)) {
        Some(("printed", tool)) => Some(printed(tool)),
        Some(("file", name)) => {
            let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(name);
            Some(fs::read_to_string(file).unwrap_or_else(|error| panic!("{name}: {error}")))
        }
        _ => None,
    }
}

#[test]
fn what_is_shown_is_what_is_printed_and_tested() {
    let text = fs::read_to_string(document()).expect("the document");
    let blocks = blocks(&text);
    if env::var_os("SRVNAME_WRITE_DOCUMENT").is_some() {
        let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
        for block in blocks.iter().rev() {
            if let Some(required) = required(block) {
                lines.splice(block.line..block.line + block.text.lines().count(), required.lines().map(str::to_owned));
            }
        }
        fs::write(document(), lines.join("\n") + "\n").expect("the document is written");
        return;
    }
    let mut tools = Vec::new();
    for block in &blocks {
        if let Some(required) = required(block) {
            assert_eq!(block.text, required, "line {}: set SRVNAME_WRITE_DOCUMENT to write it", block.line);
        }
        tools.extend(block.note.iter().filter(|(word, _)| word == "printed").map(|(_, tool)| tool.as_str()));
    }
    assert_eq!(tools, ["openssl", "cfssl", "step-ca", "rcgen", "python"]);
}

/// Whether the lines are among those of an output, in this order; `...` is for lines that are left out.
fn contains_in_order(output: &str, lines: &str) -> bool {
    let mut rest = output.lines().map(str::trim_end);
    lines.lines().filter(|line| !line.is_empty() && *line != "...").all(|line| rest.any(|other| other == line))
}

/// Whether the program that a block needs is there, in a version that will do.
fn is_skipped(block: &Block) -> bool {
    let Some(("needs", program)) = block.note.as_ref().map(|(word, value)| (word.as_str(), value.as_str())) else {
        return false;
    };
    let what = format!("docs/ISSUING.md, line {}", block.line);
    if find(program, &what).is_none() {
        return true;
    }
    let version = shell(Path::new("."), &format!("{program} version"));
    let is_old = program == "cfssl" && String::from_utf8_lossy(&version.stdout).contains("Version: 1.2");
    if is_old {
        say(&format!("skipped: {what}: it takes CFSSL 1.6, and this is 1.2"));
    }
    is_old
}

#[test]
fn commands_end_as_the_document_says() {
    let Some(_) = openssl("docs/ISSUING.md") else { return };
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("issuing-document");
    if folder.exists() {
        fs::remove_dir_all(&folder).expect("an old folder goes");
    }
    fs::create_dir(&folder).expect("a new folder comes");
    let text = fs::read_to_string(document()).expect("the document");
    let blocks = blocks(&text);
    let mut ran = 0;
    for (block, next) in blocks.iter().zip(blocks.iter().skip(1).map(Some).chain([None])) {
        if block.language != "sh" || required(block).is_some() || is_skipped(block) {
            continue;
        }
        ran += 1;
        let note = block.note.as_ref().filter(|(word, _)| word == "status");
        let status = note.map_or(0, |(_, status)| status.parse().expect("a status"));
        let output = shell(&folder, &block.text);
        let said = [output.stdout, output.stderr].map(|octets| String::from_utf8_lossy(&octets).into_owned()).concat();
        assert_eq!(output.status.code(), Some(status), "line {}: {}{said}", block.line, block.text);
        if let Some(shown) = next.filter(|next| next.language == "text") {
            assert!(contains_in_order(&said, &shown.text), "line {}: not this, but\n{said}", shown.line);
        }
    }
    assert!(ran >= 12, "{ran}");
}

/// The commands that the document shows are those that are printed.
#[test]
fn commands_are_those_that_are_printed() {
    let text = fs::read_to_string(document()).expect("the document");
    let shown: String =
        blocks(&text).into_iter().filter(|block| block.language == "sh").map(|block| block.text).collect();
    let openssl = printed("openssl");
    let commands: Vec<_> = openssl.lines().filter_map(|line| line.strip_prefix("#   ")).collect();
    assert_eq!(commands.len(), 4);
    assert!(commands.iter().all(|command| shown.lines().any(|line| line == *command)), "{openssl}");
}
