//! `--pkimetal`: the line protocol by which pkimetal drives a linter.
//!
//! After `[Ready]` a request is a line with profiles and then a certificate as PEM. The answer is a line for each finding, and
//! then `[EndOfResults]`, whatever was asked: a peer that waits for that line would wait forever. A line is far shorter than the
//! 64 KiB that pkimetal reads, however many findings there are and however long the names are. What cannot be answered is a line
//! that begins with `F:`.

use std::io::{self, BufRead, Write};

use srvname::lint::{Finding, Linter, RuleSet, Severity};

use super::selection::{Selection, profile_of};
use crate::exit::{Failure, Finished, Status, complain};
use crate::input::encoded::Part;
use crate::input::kind::{DocumentKind, Reads};
use crate::input::scanner;
use crate::output::wrap::shorten;

const BEGINNING: &[u8] = b"-----BEGIN ";
const END: &[u8] = b"-----END ";

/// The most octets of one request that are kept. No certificate is larger, and a peer that never ends a block must not take all
/// memory.
const MAX_OCTETS: usize = 1 << 24;

/// The most characters of the message of a finding. A character has at most four octets.
const MAX_MESSAGE: usize = 4000;

/// Answers until standard input ends. Findings that are less severe than `least` are counted.
pub(super) fn serve(selection: &Selection, least: Severity) -> Result<Finished, Failure> {
    let outcome = converse(&mut io::stdin().lock(), &mut io::stdout().lock(), selection, least);
    match outcome {
        Ok(()) => Ok(Finished { text: String::new(), status: Status::Accepted }),
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {
            Ok(Finished { text: String::new(), status: Status::Accepted })
        }
        Err(error) => Err(Failure::new(format_args!("pkimetal: {error}"))),
    }
}

fn converse(
    input: &mut impl BufRead,
    output: &mut impl Write,
    selection: &Selection,
    least: Severity,
) -> io::Result<()> {
    let own = selection.linter();
    writeln!(output, "[Ready]")?;
    output.flush()?;
    while let Some(request) = Request::read(input)? {
        match request.profiles() {
            Ok(profiles) if profiles.is_empty() => request.answer(&own, least, output)?,
            Ok(profiles) => request.answer(&selection.linter_for(&profiles), least, output)?,
            Err(other) => writeln!(output, "F: there is no profile {other}")?,
        }
        writeln!(output, "[EndOfResults]")?;
        output.flush()?;
    }
    Ok(())
}

/// What is asked.
struct Request {
    profiles: String,
    /// The certificate as PEM; what is beyond [`MAX_OCTETS`] is missing.
    block: Vec<u8>,
    is_too_long: bool,
}

impl Request {
    /// Reads the next request to the end of its block; returns `None` at the end of input.
    fn read(input: &mut impl BufRead) -> io::Result<Option<Self>> {
        let Some(profiles) = Self::read_profiles(input)? else { return Ok(None) };
        let mut request = Self { profiles, block: Vec::new(), is_too_long: false };
        while let Some(line) = line(input)? {
            if line.len().saturating_add(request.block.len()) > MAX_OCTETS {
                request.is_too_long = true;
            } else {
                request.block.extend_from_slice(&line);
            }
            if line.starts_with(END) {
                break;
            }
        }
        Ok(Some(request))
    }

    /// Reads the line that begins a request. What is no such line follows the block of the request before, which is answered
    /// already: a second answer would be taken for that of the next request.
    fn read_profiles(input: &mut impl BufRead) -> io::Result<Option<String>> {
        let mut is_in_block = false;
        let mut is_said = false;
        while let Some(line) = line(input)? {
            let text = String::from_utf8_lossy(line.trim_ascii());
            let may_be_profiles = |octet: u8| octet.is_ascii_alphanumeric() || b"_-, ".contains(&octet);
            if !is_in_block && !line.starts_with(BEGINNING) && text.bytes().all(may_be_profiles) {
                return Ok(Some(text.into_owned()));
            }
            is_in_block = (is_in_block || line.starts_with(BEGINNING)) && !line.starts_with(END);
            if !is_said {
                complain("pkimetal: a request has more than one block, and only the first is linted");
                is_said = true;
            }
        }
        Ok(None)
    }

    /// Returns the profiles that the request names; fails with a word that names none. A number is one of pkimetal's own
    /// profiles, and says nothing about ours.
    fn profiles(&self) -> Result<Vec<RuleSet>, String> {
        let words = self.profiles.split([',', ' ']).filter(|word| !word.is_empty());
        let named = words.filter(|word| !word.bytes().all(|octet| octet.is_ascii_digit()));
        named.map(|word| profile_of(word).ok_or_else(|| shorten(word, 100))).collect()
    }

    /// Writes the findings, or why there are none.
    fn answer(&self, linter: &Linter, least: Severity, output: &mut impl Write) -> io::Result<()> {
        if self.is_too_long {
            return writeln!(output, "F: a request of more than {MAX_OCTETS} octets");
        }
        let found = scanner::find(&self.block).into_iter().next();
        match found.map(|found| found.encoded.decode(Reads::Certificates)) {
            Some(Ok(parts)) => match parts.first() {
                Some(Part::Document { kind: DocumentKind::Certificate, der, .. }) => {
                    write_findings(&linter.certificate(der, 0), least, output)
                }
                Some(Part::Skipped(skipped)) => writeln!(output, "F: {}", skipped.what),
                _ => writeln!(output, "F: no certificate"),
            },
            Some(Err(error)) => writeln!(output, "F: {error}"),
            None => writeln!(output, "F: no certificate"),
        }
    }
}

/// Returns the next line that is not empty, with its line feed; `None` at the end of input. Fails if the line is longer than any
/// request.
fn line(input: &mut impl BufRead) -> io::Result<Option<Vec<u8>>> {
    loop {
        let mut octets = Vec::new();
        let limit = u64::try_from(MAX_OCTETS).unwrap_or(u64::MAX);
        if io::Read::take(&mut *input, limit).read_until(b'\n', &mut octets)? == 0 {
            return Ok(None);
        }
        if octets.len() >= MAX_OCTETS && !octets.ends_with(b"\n") {
            return Err(io::Error::other(format!("a line of more than {MAX_OCTETS} octets")));
        }
        if !octets.trim_ascii().is_empty() {
            return Ok(Some(octets));
        }
    }
}

/// Writes a line for each finding: severity, lint, place, and the message with the section that decides.
fn write_findings(findings: &[Finding], least: Severity, output: &mut impl Write) -> io::Result<()> {
    let (shown, hidden): (Vec<_>, Vec<_>) = findings.iter().partition(|finding| finding.severity() >= least);
    for finding in shown {
        let letter = match finding.severity() {
            Severity::Error => "E",
            Severity::Warn => "W",
            Severity::Notice => "N",
        };
        let lint = finding.lint();
        let detail = if finding.detail().is_empty() { String::new() } else { format!(": {}", finding.detail()) };
        let message = shorten(format_args!("{}{detail}", lint.title()), MAX_MESSAGE);
        writeln!(output, "{letter}: {}: {}: {message} [{}]", lint.id(), finding.place(), finding.citation())?;
    }
    match hidden.len() {
        0 => Ok(()),
        hidden => writeln!(output, "I: {hidden} findings are less severe than what is shown"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PEM: &str = "-----BEGIN CERTIFICATE-----\nMAMCAQA=\n-----END CERTIFICATE-----\n";
    const END_OF_RESULTS: &str = "[EndOfResults]";

    fn selection(profiles: &[RuleSet]) -> Selection {
        Selection::new(profiles, &[], &[], None).expect("a selection")
    }

    /// The answers, each without its last line.
    fn talk_to(selection: &Selection, input: &[u8]) -> Vec<Vec<String>> {
        let mut output = Vec::new();
        converse(&mut &*input, &mut output, selection, Severity::Notice).expect("no pipe to break");
        let text = String::from_utf8(output).expect("text");
        let rest = text.strip_prefix("[Ready]\n").expect("the first line");
        let answers = rest.split_inclusive("[EndOfResults]\n");
        answers
            .map(|answer| {
                let mut lines: Vec<String> = answer.lines().map(str::to_owned).collect();
                assert_eq!(lines.pop().as_deref(), Some(END_OF_RESULTS), "{answer}");
                lines
            })
            .collect()
    }

    fn talk(input: &str) -> Vec<Vec<String>> {
        talk_to(&selection(&[]), input.as_bytes())
    }

    fn assert_malformed(answer: &[String]) {
        let [only] = answer else { panic!("{answer:?}") };
        assert!(only.starts_with("E: certificate_malformed: certificate: ") && only.ends_with("]"), "{only}");
    }

    #[test]
    fn each_request_has_an_answer() {
        let answers = talk(&format!("7\n{PEM}\nsrv\n{PEM}7\n{}", PEM.replace("MAM", "!")));
        let [first, second, third] = answers.as_slice() else { panic!("{answers:?}") };
        assert_malformed(first);
        // The profile `srv` has no lint about certificates that cannot be read.
        assert_eq!(second, &[""; 0]);
        assert_eq!(third, &["F: the block is not base64"]);
    }

    #[test]
    fn the_end_of_input_is_no_request() {
        assert!(talk("").is_empty());
        assert!(talk("\n\r\n").is_empty());
        assert_eq!(talk("7\nno certificate\n"), [["F: no certificate"]]);
        assert_eq!(talk("7\n"), [["F: no certificate"]]);
        let answers = talk(&format!("7\n{}", PEM.split("-----END").next().expect("a part")));
        assert_eq!(answers, [["F: the block has no end"]]);
    }

    #[test]
    fn lines_may_end_as_they_do_elsewhere() {
        let answers = talk(&format!("7\n{PEM}\n").repeat(2).replace('\n', "\r\n"));
        assert_eq!(answers.len(), 2);
        answers.iter().for_each(|answer| assert_malformed(answer));
    }

    /// What follows the first block gets no answer, or it would be taken for that of the next request.
    #[test]
    fn a_request_of_several_blocks_has_one_answer() {
        let other = PEM.replace("CERTIFICATE", "X509 CRL");
        for more in [PEM, &other, "text: between\n", &PEM.replace("MAMCAQA=", "srv")] {
            let answers = talk(&format!("7\n{PEM}{more}\n7\n{PEM}"));
            assert_eq!(answers.len(), 2, "{more}");
            answers.iter().for_each(|answer| assert_malformed(answer));
        }
        // A block of another kind is a request too.
        assert_eq!(talk(&format!("7\n{other}7\n{PEM}")).len(), 2);
    }

    #[test]
    fn profiles_are_those_of_the_request() {
        for profiles in ["pkix", "pkix,br", " smime  pkix ", "7 pkix"] {
            assert_malformed(&talk_to(&selection(&[RuleSet::Srv]), format!("{profiles}\n{PEM}").as_bytes())[0]);
        }
        let answers = talk(&format!("br\n{PEM}brr\n{PEM}7\n{PEM}"));
        assert_eq!(answers[..2], [vec![], vec!["F: there is no profile brr".to_owned()]]);
        assert_malformed(&answers[2]);
        // What is excluded stays so.
        let excluded = Selection::new(&[], &[], &["certificate_malformed".to_owned()], None).expect("a selection");
        assert_eq!(talk_to(&excluded, format!("pkix\n{PEM}").as_bytes()), [[""; 0]]);
    }

    #[test]
    fn a_long_request_is_answered_and_the_next_one_too() {
        let long = format!("7\n-----BEGIN CERTIFICATE-----\n{}-----END CERTIFICATE-----\n", "AAAA\n".repeat(4 << 20));
        let answers = talk(&format!("{long}7\n{PEM}"));
        let [first, second] = answers.as_slice() else { panic!("{} answers", answers.len()) };
        assert_eq!(first, &["F: a request of more than 16777216 octets"]);
        assert_malformed(second);
    }
}
