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
//! Anything else is an error, and the answer says what. What it writes to standard error is shown if it ends too early.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{ChildStdin, ChildStdout, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use super::last_lines::LastLines;

use crate::certificates::{Case, EndEntity};
use crate::peer::{Loaded, Measure, Peer, Verdict};

/// The program, which runs as long as this lives.
pub struct Child {
    process: std::process::Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
    errors: LastLines,
    folder: PathBuf,
    /// Until it has said who it is, the program.
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
            .stderr(Stdio::piped())
            .spawn()
            .map_err(|error| format!("{program}: {error}"))?;
        let (Some(input), Some(output), Some(errors)) =
            (process.stdin.take(), process.stdout.take(), process.stderr.take())
        else {
            return Err(format!("{program}: no pipes"));
        };
        let none = String::new;
        let mut child = Self {
            process,
            input,
            output: BufReader::new(output),
            errors: LastLines::of(errors),
            folder: folder.to_owned(),
            name: program.clone(),
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
        match writeln!(self.input, "{line}").and_then(|()| self.input.flush()) {
            Ok(()) => self.answer(),
            Err(_) => Err(self.ended()),
        }
    }

    fn answer(&mut self) -> Result<String, String> {
        let mut line = String::new();
        match self.output.read_line(&mut line) {
            Ok(0) => Err(self.ended()),
            Ok(_) => Ok(line.trim_end().to_owned()),
            Err(error) => Err(format!("{}: {error}", self.name)),
        }
    }

    /// Why there is no answer: how it ended, and its last lines of standard error.
    fn ended(&mut self) -> String {
        let how =
            self.status().map_or_else(|| "closed its standard output".to_owned(), |status| format!("ended, {status}"));
        let lines = self.errors.take();
        let after = if lines.is_empty() { ", and wrote nothing to standard error" } else { "; standard error:" };
        let lines: String = lines.iter().map(|line| format!("\n    {line}")).collect();
        format!("{}: it {how}{after}{lines}", self.name)
    }

    /// The exit status or the signal, for which it may take a moment; `None` if it lives on.
    fn status(&mut self) -> Option<ExitStatus> {
        let start = Instant::now();
        while start.elapsed() < Duration::from_secs(2) {
            match self.process.try_wait() {
                Ok(None) => std::thread::sleep(Duration::from_millis(5)),
                Ok(Some(status)) => return Some(status),
                Err(_) => break,
            }
        }
        None
    }
}

impl Drop for Child {
    fn drop(&mut self) {
        // It may have ended, which is as good.
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
    fn verdict(&mut self) -> Result<Verdict, String> {
        let line = self.0.ask("verdict")?;
        verdict(&line).ok_or_else(|| format!("{}: no verdict: {line}", self.0.name))
    }

    fn time(&mut self, measure: Measure, iterations: u32) -> Result<f64, String> {
        let line = self.0.ask(&format!("time {} {iterations}", word(measure)))?;
        line.parse().map_err(|_| format!("{}: no time: {line}", self.0.name))
    }
}

fn verdict(line: &str) -> Option<Verdict> {
    match line.split_once(' ').unwrap_or((line, "")) {
        ("accepted", "") => Some(Verdict::Accepted),
        ("refused", why) => Some(Verdict::Refused(why.to_owned())),
        ("limit", why) => Some(Verdict::OverLimit(why.to_owned())),
        _ => None,
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

    fn start(program: &str) -> Result<Child, String> {
        Child::start(&["sh", "-c", program].map(str::to_owned), &std::env::temp_dir())
    }

    fn sh() -> Child {
        start(PROGRAM).expect("a shell")
    }

    /// The program above, which instead of one answer does something else.
    fn unwell(answer: &str, instead: &str) -> Child {
        start(&PROGRAM.replace(answer, instead)).expect("a shell")
    }

    #[test]
    fn a_program_is_a_peer() {
        let mut child = sh();
        assert_eq!([child.name(), &child.version(), child.method()], ["sh", "1", "answers as told"]);
        assert_eq!(child.measures(), [Measure::Check, Measure::Extensions]);
        let case = Case::of(Workload::hosts(1, 1, Polarity::Excluded));
        let mut loaded = child.load(&case, &case.good).expect("loaded");
        assert_eq!(loaded.verdict(), Ok(Verdict::OverLimit("too many".to_owned())));
        assert_eq!(loaded.time(Measure::Check, 3), Ok(12.5));
    }

    #[test]
    fn a_program_that_ends_says_why() {
        let case = Case::of(Workload::hosts(1, 1, Polarity::Excluded));
        let mut child = unwell("echo \"limit too many\"", "echo one >&2; echo two >&2; exit 3");
        let told = child.load(&case, &case.good).expect("loaded").verdict().expect_err("it ends");
        assert_eq!(told, "sh: it ended, exit status: 3; standard error:\n    one\n    two");
        // What it said before is no verdict on another certificate.
        let again = child.load(&case, &case.bad).map(|_| ()).expect_err("it has ended");
        assert!(again.starts_with("sh: it ended, exit status: 3"), "{again}");

        let mut child = unwell("echo 12.5", "kill -KILL $$");
        let told = child.load(&case, &case.good).expect("loaded").time(Measure::Check, 1).expect_err("it is killed");
        assert_eq!(told, "sh: it ended, signal: 9 (SIGKILL), and wrote nothing to standard error");

        let mut child = unwell("echo 12.5", "echo Traceback");
        let told = child.load(&case, &case.good).expect("loaded").time(Measure::Check, 1);
        assert_eq!(told, Err("sh: no time: Traceback".to_owned()));
    }

    #[test]
    fn a_program_that_never_starts_says_why() {
        let told = start("echo no such module >&2; exit 1").map(|_| ()).expect_err("it ends");
        assert_eq!(told, "sh: it ended, exit status: 1; standard error:\n    no such module");
    }

    #[test]
    fn a_program_that_is_not_there_is_an_error() {
        assert!(Child::start(&["/nonexistent/program".to_owned()], &std::env::temp_dir()).is_err());
        assert!(Child::start(&["true".to_owned()], &std::env::temp_dir()).is_err());
    }

    #[test]
    fn verdicts_are_read() {
        assert_eq!(verdict("accepted"), Some(Verdict::Accepted));
        assert_eq!(verdict("refused x y"), Some(Verdict::Refused("x y".to_owned())));
        assert_eq!(verdict("acceptedly"), None);
    }
}
