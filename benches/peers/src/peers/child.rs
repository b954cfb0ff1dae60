//! A peer that is a program of its own and answers on its standard output, line by line.
//!
//! | line to the program | its answer |
//! |---|---|
//! | `who` | three lines: name, version, method |
//! | `measures` | some of `check extensions certificates` |
//! | `load END-ENTITY CA OPEN-CA NAMELESS ROOT` (files in DER) | `ok` |
//! | `verdict` | `accepted`, `refused WHY` or `limit WHY` |
//! | `time MEASURE ITERATIONS` | nanoseconds for one check |
//!
//! Anything else is an error, and the answer says what.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{ChildStdin, ChildStdout, Command, Stdio};

use crate::certificates::{Case, EndEntity};
use crate::peer::{Loaded, Measure, Peer, Verdict};

/// The program, which runs as long as this lives.
pub struct Child {
    process: std::process::Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
    folder: PathBuf,
    name: String,
    version: String,
    method: String,
    measures: Vec<Measure>,
}

impl Child {
    pub fn start(command: &[String], folder: &Path) -> Result<Self, String> {
        let (program, arguments) = command.split_first().ok_or("no program")?;
        let mut process = Command::new(program)
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|error| format!("{program}: {error}"))?;
        let (Some(input), Some(output)) = (process.stdin.take(), process.stdout.take()) else {
            return Err(format!("{program}: no pipes"));
        };
        let none = String::new;
        let (folder, output) = (folder.to_owned(), BufReader::new(output));
        let mut child = Self {
            process,
            input,
            output,
            folder,
            name: none(),
            version: none(),
            method: none(),
            measures: Vec::new(),
        };
        child.name = child.ask("who")?;
        child.version = child.answer()?;
        child.method = child.answer()?;
        child.measures = child.ask("measures")?.split(' ').map(measure).collect::<Result<_, _>>()?;
        Ok(child)
    }

    fn ask(&mut self, line: &str) -> Result<String, String> {
        writeln!(self.input, "{line}").and_then(|()| self.input.flush()).map_err(|error| error.to_string())?;
        self.answer()
    }

    fn answer(&mut self) -> Result<String, String> {
        let mut line = String::new();
        match self.output.read_line(&mut line) {
            Ok(0) => Err(format!("{}: it has ended", self.name)),
            Ok(_) => Ok(line.trim_end().to_owned()),
            Err(error) => Err(error.to_string()),
        }
    }
}

impl Drop for Child {
    fn drop(&mut self) {
        // It may have ended by itself, which is as good.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Peer for Child {
    fn name(&self) -> &str {
        &self.name
    }

    fn version(&self) -> String {
        self.version.clone()
    }

    fn method(&self) -> &str {
        &self.method
    }

    fn measures(&self) -> &[Measure] {
        &self.measures
    }

    fn load<'l>(&'l mut self, case: &'l Case, end_entity: &'l EndEntity) -> Result<Box<dyn Loaded + 'l>, String> {
        let certificates = [&end_entity.certificate, &case.ca, &case.open_ca, &case.nameless, &case.root];
        let mut line = "load".to_owned();
        for (number, der) in certificates.into_iter().enumerate() {
            let path = self.folder.join(format!("{number}.der"));
            fs::write(&path, der).map_err(|error| format!("{}: {error}", path.display()))?;
            line.push(' ');
            line.push_str(path.to_str().ok_or("a folder whose name is no text")?);
        }
        match self.ask(&line)?.as_str() {
            "ok" => Ok(Box::new(Asked(self))),
            other => Err(other.to_owned()),
        }
    }
}

struct Asked<'l>(&'l mut Child);

impl Loaded for Asked<'_> {
    fn verdict(&mut self) -> Verdict {
        self.0.ask("verdict").and_then(|line| verdict(&line)).unwrap_or_else(Verdict::Refused)
    }

    fn time(&mut self, measure: Measure, iterations: u32) -> f64 {
        let line = self.0.ask(&format!("time {} {iterations}", word(measure)));
        let line = line.expect("it answered before");
        line.parse().unwrap_or_else(|_| panic!("{}: {line}", self.0.name))
    }
}

fn verdict(line: &str) -> Result<Verdict, String> {
    match line.split_once(' ').unwrap_or((line, "")) {
        ("accepted", "") => Ok(Verdict::Accepted),
        ("refused", why) => Ok(Verdict::Refused(why.to_owned())),
        ("limit", why) => Ok(Verdict::OverLimit(why.to_owned())),
        _ => Err(format!("no verdict: {line}")),
    }
}

const fn word(measure: Measure) -> &'static str {
    match measure {
        Measure::Check => "check",
        Measure::Extensions => "extensions",
        Measure::Certificates => "certificates",
    }
}

fn measure(text: &str) -> Result<Measure, String> {
    Measure::ALL.into_iter().find(|measure| word(*measure) == text).ok_or_else(|| format!("no measure: {text}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workload::{Polarity, Workload};

    const PROGRAM: &str = r#"
        while read -r word rest; do case $word in
            who) echo sh; echo 1; echo "answers as told" ;;
            measures) echo "check extensions" ;;
            load) [ -s "${rest%% *}" ] && echo ok || echo "no file" ;;
            verdict) echo "limit too many" ;;
            time) echo 12.5 ;;
        esac; done"#;

    fn sh() -> Child {
        let command = ["sh", "-c", PROGRAM].map(str::to_owned);
        Child::start(&command, &std::env::temp_dir()).expect("a shell")
    }

    #[test]
    fn a_program_is_a_peer() {
        let mut child = sh();
        assert_eq!([child.name(), &child.version(), child.method()], ["sh", "1", "answers as told"]);
        assert_eq!(child.measures(), [Measure::Check, Measure::Extensions]);
        let case = Case::of(Workload::hosts(1, 1, Polarity::Excluded));
        let mut loaded = child.load(&case, &case.good).expect("loaded");
        assert_eq!(loaded.verdict(), Verdict::OverLimit("too many".to_owned()));
        assert_eq!(loaded.time(Measure::Check, 3).to_bits(), 12.5_f64.to_bits());
    }

    #[test]
    fn a_program_that_is_not_there_is_an_error() {
        assert!(Child::start(&["/nonexistent/program".to_owned()], &std::env::temp_dir()).is_err());
        assert!(Child::start(&["true".to_owned()], &std::env::temp_dir()).is_err());
    }

    #[test]
    fn verdicts_are_read() {
        assert_eq!(verdict("accepted"), Ok(Verdict::Accepted));
        assert_eq!(verdict("refused x y"), Ok(Verdict::Refused("x y".to_owned())));
        assert!(verdict("acceptedly").is_err());
    }
}
