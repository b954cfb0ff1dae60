//! Makes everything under `testdata/`: `cargo run -p srvname-testkit --example testdata`.
//!
//! With `--check` nothing is written: the files that differ from what would be made are named, and the exit status is 1
//! if there are any. Continuous integration and `tests/testdata.rs` ask the same question.

use std::process::ExitCode;

use srvname_testkit::make;

fn main() -> ExitCode {
    let folder = srvname_testkit::testdata();
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let outcome = match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        [] => make::tree::write(&folder).map(|count| {
            println!("{count} files changed");
            ExitCode::SUCCESS
        }),
        ["--check"] => make::tree::differences(&folder).map(|differences| {
            differences.iter().for_each(|line| println!("{line}"));
            if differences.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
        }),
        _ => {
            eprintln!("usage: cargo run -p srvname-testkit --example testdata [-- --check]");
            return ExitCode::from(2);
        }
    };
    outcome.unwrap_or_else(|error| {
        eprintln!("{}: {error}", folder.display());
        ExitCode::from(2)
    })
}
