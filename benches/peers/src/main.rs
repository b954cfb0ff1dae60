//! The same certificates through every peer in one run, so that ratios hold: see README.md.

use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::{env, fs};

use measure::Effort;
use peer::Peer;
use workload::{Form, Workload};

use srvname_testkit::make;

mod certificates;
mod format;
mod goals;
mod measure;
mod peer;
mod peers;
mod plot;
mod svg;
mod table;
mod workload;

const USAGE: &str = "\
usage: srvname-peers [OPTION]...

  --smoke               ask every peer for its verdict on every workload, and time nothing
  --out FOLDER          write the table and the plots there (default: docs/performance of the library)
  --child 'COMMAND...'  a peer that is a program of its own; may be repeated
  --missing 'TEXT'      an optional peer that is not there, and why, for the table; may be repeated
  --only TEXT           peers whose name contains this, and srvname
  --workload TEXT       workloads whose name contains this
  --rounds N            samples for each figure (default 15)";

/// What the command line asks for.
struct Arguments {
    smoke: bool,
    out: PathBuf,
    children: Vec<Vec<String>>,
    missing: Vec<String>,
    only: Option<String>,
    workload: Option<String>,
    rounds: usize,
}

impl Arguments {
    fn read(words: impl IntoIterator<Item = String>) -> Result<Self, String> {
        let mut arguments = Self {
            smoke: false,
            out: Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/performance"),
            children: Vec::new(),
            missing: Vec::new(),
            only: None,
            workload: None,
            rounds: 15,
        };
        let mut words = words.into_iter();
        while let Some(word) = words.next() {
            let mut value = || words.next().ok_or_else(|| format!("{word} needs a value\n{USAGE}"));
            match word.as_str() {
                "--smoke" => arguments.smoke = true,
                "--out" => arguments.out = value()?.into(),
                "--child" => arguments.children.push(value()?.split_whitespace().map(str::to_owned).collect()),
                "--missing" => arguments.missing.push(value()?),
                "--only" => arguments.only = Some(value()?),
                "--workload" => arguments.workload = Some(value()?),
                "--rounds" => arguments.rounds = value()?.parse().map_err(|error| format!("--rounds: {error}"))?,
                _ => return Err(format!("{word}: not understood\n{USAGE}")),
            }
        }
        Ok(arguments)
    }

    fn asks(&self, peer: &str) -> bool {
        peer == "srvname" || self.only.as_deref().is_none_or(|text| peer.contains(text))
    }

    fn workloads(&self) -> Vec<Workload> {
        let wanted = |workload: &Workload| {
            let name = workload.to_string();
            self.workload.as_deref().is_none_or(|text| name.contains(text))
        };
        Workload::all().into_iter().filter(wanted).collect()
    }
}

fn main() -> ExitCode {
    if env::args().any(|argument| argument == "--help") {
        println!("{USAGE}");
        return ExitCode::SUCCESS;
    }
    let arguments = match Arguments::read(env::args().skip(1)) {
        Ok(arguments) => arguments,
        Err(message) => {
            eprintln!("{message}");
            return ExitCode::from(2);
        }
    };
    match run(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &Arguments) -> Result<(), Box<dyn Error>> {
    let folder = env::temp_dir().join(format!("srvname-peers-{}", std::process::id()));
    fs::create_dir_all(&folder)?;
    let outcome = run_in(arguments, &folder);
    fs::remove_dir_all(&folder)?;
    outcome
}

fn run_in(arguments: &Arguments, folder: &Path) -> Result<(), Box<dyn Error>> {
    let mut peers = peers::built_in();
    for (number, command) in arguments.children.iter().enumerate() {
        let own = folder.join(number.to_string());
        fs::create_dir_all(&own)?;
        peers.push(peers::child(command, &own)?);
    }
    peers.retain(|peer| arguments.asks(peer.name()));
    for peer in &peers {
        eprintln!("{} {}", peer.name(), peer.version());
    }
    if arguments.smoke {
        return smoke(&mut peers, &arguments.workloads());
    }
    let effort = Effort { rounds: arguments.rounds, ..Effort::default() };
    let results = measure::run(&mut peers, &arguments.workloads(), &effort)?;
    fs::create_dir_all(&arguments.out)?;
    let write = |name: &str, text: String| fs::write(arguments.out.join(name), text);
    write("peers.md", table::document(&results, &arguments.missing))?;
    for plot in plot::all(&results) {
        write(&plot.file, plot.svg)?;
    }
    print!("{}", goals::table(&results));
    Ok(())
}

/// Every verdict once. The closing line is read by those who count tests.
fn smoke(peers: &mut [Box<dyn Peer>], workloads: &[Workload]) -> Result<(), Box<dyn Error>> {
    let mut passed = 0_usize;
    let mut failed = Vec::new();
    for workload in workloads {
        let case = certificates::Case::of(*workload);
        for peer in peers.iter_mut().filter(|peer| workload.form == Form::Dns || peer.evaluates_srv_name()) {
            match measure::judge(&mut **peer, &case) {
                Ok(verdict) => {
                    passed += 1;
                    println!("{workload}: {}: {verdict}", peer.name());
                }
                Err(error) => failed.push(format!("{workload}: {}: {error}", peer.name())),
            }
        }
    }
    for failure in &failed {
        println!("FAILED {failure}");
    }
    println!("{passed} passed, {} failed", failed.len());
    if failed.is_empty() { Ok(()) } else { Err("a peer did not say what it must".into()) }
}

/// The version of a package, from the lock file that this was built with.
pub fn locked_version(package: &str) -> String {
    let lock = include_str!("../../../Cargo.lock");
    version_in(lock, &format!("name = \"{package}\"\nversion = \""))
}

/// What stands between `before` and the next quotation mark.
pub fn version_in(text: &str, before: &str) -> String {
    let rest = text.split_once(before).map_or("unknown\"", |(_, rest)| rest);
    rest.split('"').next().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(words: &[&str]) -> Result<Arguments, String> {
        Arguments::read(words.iter().map(|word| (*word).to_owned()))
    }

    #[test]
    fn arguments_are_read() {
        let arguments =
            read(&["--smoke", "--child", "a b", "--only", "webpki", "--rounds", "3"]).expect("good arguments");
        assert!(arguments.smoke);
        assert_eq!(arguments.children, [["a", "b"]]);
        assert_eq!(arguments.rounds, 3);
        assert!(arguments.asks("rustls-webpki") && arguments.asks("srvname") && !arguments.asks("Go"));
        for wrong in [&["--rounds"][..], &["--rounds", "x"], &["--other"]] {
            assert!(read(wrong).is_err());
        }
    }

    #[test]
    fn workloads_are_chosen_by_their_names() {
        let arguments = read(&["--workload", "490 × 490"]).expect("good arguments");
        assert_eq!(arguments.workloads().len(), 2);
    }

    #[test]
    fn versions_are_found() {
        assert!(locked_version("rustls-webpki").starts_with("0.103."));
        assert_eq!(locked_version("no such package"), "unknown");
    }
}
