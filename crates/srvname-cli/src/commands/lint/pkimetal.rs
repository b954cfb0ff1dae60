//! `--pkimetal`: the line protocol by which pkimetal drives a linter.
//!
//! A request is a line with a profile and then a certificate as PEM. The answer is one line of JSON in the shape of
//! pkilint's report, so that every finding keeps its code, and then `[EndOfResults]`. What cannot be answered is a line
//! that starts with `F:`.

use std::io::{self, BufRead, Write};

use serde_json::{Value, json};
use srvname::lint::{Finding, Linter, RuleSet, Severity};

use super::selection::{linter_for, profile_of};
use crate::exit::{Failure, Finished, Status};
use crate::input::encoded::Part;
use crate::input::kind::{DocumentKind, Reads};
use crate::input::scanner;

const END_OF_CERTIFICATE: &str = "-----END CERTIFICATE-----";

/// The most octets of one request. No certificate is larger, and a peer that never ends a block must not take all memory.
const MAX_OCTETS: usize = 1 << 24;

/// Answers until standard input ends.
pub(super) fn serve(linter: &Linter, profiles: &[RuleSet]) -> Result<Finished, Failure> {
    let outcome = converse(&mut io::stdin().lock(), &mut io::stdout().lock(), linter, profiles);
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
    linter: &Linter,
    profiles: &[RuleSet],
) -> io::Result<()> {
    writeln!(output, "[Ready]")?;
    output.flush()?;
    while let Some((profile, block)) = request(input)? {
        // A number is one of pkimetal's own profiles, and says nothing about ours.
        let named: Vec<RuleSet> = profile.split([',', ' ']).filter_map(profile_of).collect();
        let other = (!named.is_empty() && named != profiles).then(|| linter_for(&named));
        let linter = other.as_ref().unwrap_or(linter);
        let found = scanner::find(block.as_bytes()).into_iter().next();
        match found.map(|found| found.encoded.decode(Reads::Certificates)) {
            Some(Ok(parts)) => match parts.first() {
                Some(Part::Document { kind: DocumentKind::Certificate, der, .. }) => {
                    writeln!(output, "{}", report(&linter.certificate(der, 0)))?;
                }
                Some(Part::Skipped(skipped)) => writeln!(output, "F: {}", skipped.what)?,
                _ => writeln!(output, "F: no certificate")?,
            },
            Some(Err(error)) => writeln!(output, "F: {error}")?,
            None => writeln!(output, "F: no certificate")?,
        }
        writeln!(output, "[EndOfResults]")?;
        output.flush()?;
    }
    Ok(())
}

/// The profile and the PEM of the next request, or `None` at the end of input.
fn request(input: &mut impl BufRead) -> io::Result<Option<(String, String)>> {
    let Some(profile) = line(input)? else { return Ok(None) };
    let mut block = String::new();
    while let Some(line) = line(input)? {
        let ends = line.trim_end() == END_OF_CERTIFICATE;
        block.push_str(&line);
        if block.len() > MAX_OCTETS {
            return Err(io::Error::other(format!("a request of more than {MAX_OCTETS} octets")));
        }
        if ends {
            break;
        }
    }
    Ok(Some((profile.trim().to_owned(), block)))
}

/// The next line that is not empty: pkimetal ends a request with an empty one.
fn line(input: &mut impl BufRead) -> io::Result<Option<String>> {
    loop {
        let mut octets = Vec::new();
        let limit = u64::try_from(MAX_OCTETS).unwrap_or(u64::MAX);
        if io::Read::take(&mut *input, limit).read_until(b'\n', &mut octets)? == 0 {
            return Ok(None);
        }
        if !octets.trim_ascii().is_empty() {
            return Ok(Some(String::from_utf8_lossy(&octets).into_owned()));
        }
    }
}

/// The findings in the shape of pkilint's report.
fn report(findings: &[Finding]) -> Value {
    let results = findings.iter().map(|finding| {
        let lint = finding.lint();
        let severity = match finding.severity() {
            Severity::Error => "ERROR",
            Severity::Warn => "WARNING",
            Severity::Notice => "NOTICE",
        };
        let citation = lint.citations().first().map(ToString::to_string).unwrap_or_default();
        let detail = if finding.detail().is_empty() { String::new() } else { format!(": {}", finding.detail()) };
        json!({
            "node_path": format!("certificate.{}", finding.place()),
            "validator": "srvname",
            "finding_descriptions": [{
                "severity": severity,
                "code": format!("srvname.{}", lint.id()),
                "message": format!("{}{detail} [{citation}]", lint.title()),
            }],
        })
    });
    json!({"results": results.collect::<Vec<_>>()})
}

#[cfg(test)]
mod tests {
    use super::*;

    fn talk(input: &str) -> Vec<String> {
        let profiles = srvname::lint::DEFAULT_RULE_SETS;
        let mut output = Vec::new();
        converse(&mut input.as_bytes(), &mut output, &linter_for(&profiles), &profiles).expect("no pipe to break");
        String::from_utf8(output).expect("text").lines().map(str::to_owned).collect()
    }

    #[test]
    fn each_request_has_an_answer() {
        let pem = "-----BEGIN CERTIFICATE-----\nMAMCAQA=\n-----END CERTIFICATE-----\n";
        let lines = talk(&format!("7\n{pem}\nsrv\n{pem}7\n{}", pem.replace("MAM", "!")));
        let [ready, first, end, second, end_again, third, last] = lines.as_slice() else { panic!("{lines:?}") };
        assert_eq!(
            [ready.as_str(), end, end_again, last],
            ["[Ready]", "[EndOfResults]", "[EndOfResults]", "[EndOfResults]"]
        );
        let value: Value = serde_json::from_str(first).expect("JSON");
        assert_eq!(value["results"][0]["finding_descriptions"][0]["code"], "srvname.certificate_malformed");
        // The profile `srv` has no lint about certificates that cannot be read.
        assert_eq!(second, "{\"results\":[]}");
        assert_eq!(third, "F: the block is not base64");
    }

    #[test]
    fn the_end_of_input_is_no_request() {
        assert_eq!(talk(""), ["[Ready]"]);
        assert_eq!(talk("\n\n"), ["[Ready]"]);
        assert_eq!(talk("7\nno certificate\n"), ["[Ready]", "F: no certificate", "[EndOfResults]"]);
    }
}
