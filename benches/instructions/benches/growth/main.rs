//! Instructions at one size, twice it and four times it: each doubling may cost at most 2.3 times as many.
//!
//! A ceiling says what a size costs; this says that the cost is no product of two sizes. `benches/instructions/check` runs
//! it; `cargo bench -p srvname-instructions --bench growth -- WORD` counts the workloads with that word in their names. A
//! workload is a function in a file beside this one, and its line in `WORKLOADS`.

mod constraints;
mod directory;
mod lint;
mod search;

use std::env;
use std::hint::black_box;
use std::process::{Command, ExitCode};

/// What is counted. What it works on was made before, and is dropped after.
type Work = Box<dyn Fn()>;

/// The name, the smallest size, and what makes the work of a size. A size is whatever the input grows with.
type Workload = (&'static str, usize, fn(usize) -> Work);

const WORKLOADS: &[Workload] = &[
    ("constraints: as many names as bases", 500, constraints::last_hit),
    ("constraints: as many names as bases, which crowd the table", 500, constraints::crowded),
    ("constraints: mailboxes under a large level and a small one", 500, directory::beside_a_small_level),
    ("directory: a long subject and excluded bases", 500, directory::long_subject),
    ("directory: a padded subject that the last base excludes", 500, directory::long_subject_refused),
    ("directory: RDNs of 64 attributes", 16, directory::large_rdns),
    ("directory: a text of combining marks", 2000, directory::marks),
    ("directory: 32 CAs under one with bases", 500, directory::many_cas),
    ("directory: names that are not text and excluded bases", 500, directory::not_text),
    ("search: a path, variants of its topmost CA and white space, all longer", 7, search::hostile_pool),
    ("search: variants of the topmost CA and white space", 18, search::padded_variants),
    ("search: variants of the topmost CA and of their issuer", 18, search::candidates),
    ("search: the same, and the keys are unknown", 18, search::candidates_with_unknown_keys),
    ("lint: a label that starts like an A-label", 20_000, lint::long_a_label),
    ("lint: directoryName bases that are alike", 16, lint::alike_directories),
    ("lint: a directoryName base that covers all others", 20_000, lint::one_wide_directory),
    ("lint: directoryName bases of a CA under those of another", 40, lint::chain_of_directories),
    ("lint: bases of every form that share nothing", 200, lint::bases_apart),
    ("lint: bases of every form in each other", 200, lint::bases_nested),
    ("lint: bases of every form that are the same", 200, lint::bases_equal),
    ("lint: bases of every form, excluded ones in permitted ones", 200, lint::bases_shadowed),
    ("lint: bases of SRVNames, services and domains", 200, lint::services_and_domains),
];

/// How many times the instructions a doubling may cost, in tenths: twice, and what a logarithm adds.
const MOST_TENTHS: u64 = 23;

/// The workload of a CA whose bases have nothing to do with each other, so that what is reported does not grow with them.
const OF_BASES: &str = "lint: bases of every form that share nothing";

/// How many times the instructions of two bases 400 may cost.
const MOST_TIMES: u64 = 40;

/// The argument that makes this program do one work, and nothing else.
const WORK: &str = "--work";

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    if let [work, index, size] = arguments.as_slice()
        && work == WORK
    {
        let (_, _, ready) = WORKLOADS[index.parse::<usize>().expect("an index")];
        counted(&ready(size.parse().expect("a size")));
        return ExitCode::SUCCESS;
    }
    // Cargo adds `--bench`.
    let wanted: Vec<&String> = arguments.iter().filter(|argument| !argument.starts_with("--")).collect();
    let mut failed = 0;
    for (index, (name, least, _)) in WORKLOADS.iter().enumerate() {
        if !wanted.iter().all(|wanted| name.contains(wanted.as_str())) {
            continue;
        }
        let counts = [1, 2, 4].map(|times| instructions(index, least * times));
        let doublings = counts.windows(2).map(|pair| pair[1] * 100 / pair[0]).collect::<Vec<_>>();
        let good = counts.windows(2).all(|pair| pair[1] * 10 <= pair[0] * MOST_TENTHS);
        failed += u32::from(!good);
        let verdict = if good { "ok" } else { "MORE THAN LINEAR" };
        let ratios = doublings.iter().map(|hundredths| format!("x{}.{:02}", hundredths / 100, hundredths % 100));
        println!("{name}: {counts:?} {} {verdict}", ratios.collect::<Vec<_>>().join(" "));
    }
    for (index, (name, ..)) in WORKLOADS.iter().enumerate().filter(|(_, (name, ..))| name.contains(OF_BASES)) {
        if !wanted.iter().all(|wanted| name.contains(wanted.as_str())) {
            continue;
        }
        let [few, many] = [2, 400].map(|bases| instructions(index, bases));
        let good = many <= few * MOST_TIMES;
        failed += u32::from(!good);
        let verdict = if good { "ok" } else { "TOO MANY" };
        println!("{name}, 400 and two: {many} {few} x{}.{} {verdict}", many / few, many * 10 / few % 10);
    }
    if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// What valgrind counts.
#[inline(never)]
fn counted(work: &Work) {
    black_box(work)();
}

/// The instructions of one work, without those that make it ready.
fn instructions(index: usize, size: usize) -> u64 {
    let output = Command::new("valgrind")
        .args(["--tool=callgrind", "--cache-sim=no", "--callgrind-out-file=/dev/null"])
        .args(["--collect-atstart=no", "--toggle-collect=*growth*counted*"])
        .arg(env::current_exe().expect("this program"))
        .args([WORK, &index.to_string(), &size.to_string()])
        .output()
        .expect("valgrind");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{}: {said}", WORKLOADS[index].0);
    let count = said.lines().find_map(|line| line.split_once("Collected : ")).expect("a count").1;
    count.trim().parse().ok().filter(|count| *count > 0).expect("a count of instructions")
}
