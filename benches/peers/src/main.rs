//! The same certificates through every peer in one run, so that ratios hold: see README.md.

use std::collections::HashSet;
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
  --only TEXT           peers whose name contains this, and srvname; it is an error if there is none
  --workload TEXT       workloads whose name contains this; it is an error if there is none
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

    /// The peers that are asked for.
    ///
    /// # Errors
    ///
    /// When no name contains what they are chosen by: who mistypes a name would compare srvname with nothing.
    fn peers(&self, mut peers: Vec<Box<dyn Peer>>) -> Result<Vec<Box<dyn Peer>>, String> {
        let names: Vec<String> = peers.iter().map(|peer| peer.name().to_owned()).collect();
        if let Some(text) = self.only.as_deref().filter(|text| !names.iter().any(|name| name.contains(*text))) {
            let missing = self.missing.iter().map(|missing| format!("left out: {missing}"));
            return Err(nothing("--only", text, "peers", &names.into_iter().chain(missing).collect::<Vec<_>>()));
        }
        peers.retain(|peer| self.asks(peer.name()));
        Ok(peers)
    }

    /// The workloads that are asked for.
    ///
    /// # Errors
    ///
    /// When no name contains what they are chosen by.
    fn workloads(&self) -> Result<Vec<Workload>, String> {
        let Some(text) = self.workload.as_deref() else { return Ok(Workload::all()) };
        let (wanted, others): (Vec<_>, Vec<_>) =
            Workload::all().into_iter().partition(|workload| workload.to_string().contains(text));
        if wanted.is_empty() {
            let mut names: Vec<String> = others.iter().map(ToString::to_string).collect();
            // Those of SRVNames are called as those of dNSNames.
            let mut seen = HashSet::new();
            names.retain(|name| seen.insert(name.clone()));
            return Err(nothing("--workload", text, "workloads", &names));
        }
        Ok(wanted)
    }
}

/// The message about an option that chooses nothing.
fn nothing(option: &str, text: &str, what: &str, names: &[String]) -> String {
    let names: String = names.iter().map(|name| format!("\n  {name}")).collect();
    format!("{option} {text}: there is none among the {what}, which are{names}")
}

fn main() -> ExitCode {
    if env::args().any(|argument| argument == "--help") {
        println!("{USAGE}");
        return ExitCode::SUCCESS;
    }
    let arguments = Arguments::read(env::args().skip(1));
    // Asked before a child is started, which may take long.
    let asked = arguments.and_then(|arguments| Ok((arguments.workloads()?, arguments)));
    match asked.map_err(Failure::Usage).and_then(|(workloads, arguments)| run(&arguments, &workloads)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(Failure::Usage(message)) => {
            eprintln!("{message}");
            ExitCode::from(2)
        }
        Err(Failure::Run(error)) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// Why there is no result.
enum Failure {
    /// The command line asks for what there is not.
    Usage(String),
    /// A peer, a file or a verdict is not as it must be.
    Run(Box<dyn Error>),
}

impl<E: Into<Box<dyn Error>>> From<E> for Failure {
    fn from(error: E) -> Self {
        Self::Run(error.into())
    }
}

fn run(arguments: &Arguments, workloads: &[Workload]) -> Result<(), Failure> {
    let folder = env::temp_dir().join(format!("srvname-peers-{}", std::process::id()));
    fs::create_dir_all(&folder)?;
    let outcome = run_in(arguments, workloads, &folder);
    fs::remove_dir_all(&folder)?;
    outcome
}

fn run_in(arguments: &Arguments, workloads: &[Workload], folder: &Path) -> Result<(), Failure> {
    let mut peers = peers::built_in();
    for (number, command) in arguments.children.iter().enumerate() {
        let own = folder.join(number.to_string());
        fs::create_dir_all(&own)?;
        peers.push(peers::child(command, &own)?);
    }
    let mut peers = arguments.peers(peers).map_err(Failure::Usage)?;
    for peer in &peers {
        eprintln!("{} {}", peer.name(), peer.version());
    }
    if arguments.smoke {
        return Ok(smoke(&mut peers, workloads)?);
    }
    let effort = Effort { rounds: arguments.rounds, ..Effort::default() };
    let results = measure::run(&mut peers, workloads, &effort)?;
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
        let workloads = |text| read(&["--workload", text]).expect("good arguments").workloads();
        assert_eq!(workloads("490 × 490").map(|workloads| workloads.len()), Ok(2));
        let told = workloads("490 x 490").expect_err("a typo");
        assert!(
            told.starts_with("--workload 490 x 490: there is none among the workloads, which are\n  1 × 1 permitted\n")
        );
        assert_eq!(told.matches("\n  1 × 1 permitted").count(), 1, "{told}");
        assert!(told.contains("1,000 × 1,000 excluded, 122 labels"), "{told}");
    }

    #[test]
    fn peers_are_chosen_by_their_names() {
        let peers = |text| read(&["--only", text]).expect("good arguments").peers(peers::built_in());
        let names = |text| peers(text).map(|peers| peers.iter().map(|peer| peer.name().to_owned()).collect::<Vec<_>>());
        assert_eq!(names("hash set"), Ok(vec!["srvname".to_owned(), "hash set of suffixes".to_owned()]));
        let told = names("webpkj").expect_err("a typo");
        assert!(told.starts_with("--only webpkj: there is none among the peers, which are\n  srvname\n"), "{told}");
        assert!(told.contains("\n  rustls-webpki"), "{told}");
    }

    #[test]
    fn versions_are_found() {
        assert!(locked_version("rustls-webpki").starts_with("0.103."));
        assert_eq!(locked_version("no such package"), "unknown");
    }
}
