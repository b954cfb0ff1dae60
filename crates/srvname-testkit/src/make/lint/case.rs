//! A file under `testdata/lint/`: as it is made, and as a test reads it.

use crate::make::certificate::Draft;
use crate::make::file::pem;
use crate::make::{Issued, dump};

/// One file.
#[derive(Clone)]
pub struct LintCase {
    /// The name of the file below `testdata/lint/`, without its ending.
    pub name: String,
    /// The lint it is about.
    pub lint: &'static str,
    /// Whether the lint must find something.
    pub fires: bool,
    title: String,
    profiles: &'static str,
    chain: bool,
    findings: Vec<String>,
    certificates: Vec<Issued>,
}

/// A file in which a lint finds something.
pub(super) fn fires(lint: &'static str, title: &str) -> LintCase {
    case(lint, lint.to_owned(), true, title)
}

/// A file in which it almost does.
pub(super) fn near_miss(lint: &'static str, title: &str) -> LintCase {
    case(lint, format!("{lint}-near-miss"), false, title)
}

fn case(lint: &'static str, name: String, fires: bool, title: &str) -> LintCase {
    assert!(title.ends_with('.'), "{name}: the title is no sentence");
    let (findings, certificates) = (Vec::new(), Vec::new());
    LintCase { name, lint, fires, title: title.to_owned(), profiles: "pkix", chain: false, findings, certificates }
}

impl LintCase {
    /// Another file for the same lint.
    pub fn variant(mut self, suffix: &str) -> Self {
        self.name = format!("{}-{suffix}", self.name);
        self
    }

    /// The profiles under which it is linted, separated by spaces; `pkix` unless said.
    pub fn under(mut self, profiles: &'static str) -> Self {
        self.profiles = profiles;
        self
    }

    /// The certificate.
    pub fn of(self, draft: Draft) -> Self {
        let issued = draft.issue();
        self.list([&issued])
    }

    /// The certificates.
    pub fn list<'a>(mut self, certificates: impl IntoIterator<Item = &'a Issued>) -> Self {
        self.certificates = certificates.into_iter().cloned().collect();
        self
    }

    /// The certificates as a chain, end entity first. Only the lints about chains are expected then.
    pub fn chain<'a>(mut self, certificates: impl IntoIterator<Item = &'a Issued>) -> Self {
        self.chain = true;
        self.list(certificates)
    }

    /// What the lint finds: severity, position and place, as in `error 0 subjectAltName[0]`.
    pub fn finds(self, finding: &str) -> Self {
        assert!(self.fires, "{}: a near miss finds nothing", self.name);
        let lint = self.lint;
        self.also(lint, finding)
    }

    /// What another lint finds in the same certificates.
    pub fn also(mut self, lint: &str, finding: &str) -> Self {
        let (severity, place) = finding.split_once(' ').expect("severity, position and place");
        self.findings.push(format!("{severity} {lint} {place}"));
        self
    }

    /// The text of the file.
    pub fn render(&self) -> String {
        assert_eq!(
            self.fires,
            self.findings.iter().any(|finding| finding.split(' ').nth(1) == Some(self.lint)),
            "{}",
            self.name
        );
        let chain = if self.chain { "yes" } else { "no" };
        let (title, lint, profiles) = (&self.title, self.lint, self.profiles);
        let mut text = format!("title: {title}\nlint: {lint}\nprofiles: {profiles}\nchain: {chain}\n");
        for finding in &self.findings {
            text += &format!("finding: {finding}\n");
        }
        for (position, certificate) in self.certificates.iter().enumerate() {
            let role = format!("Certificate {position}");
            text += &format!("\n{}{}", dump::certificate(&role, certificate), pem(certificate.der()));
        }
        text
    }
}

/// A file as a test reads it.
#[derive(Clone, Debug)]
pub struct LintFile {
    /// What it is, in a sentence.
    pub title: String,
    /// The lint it is about.
    pub lint: String,
    /// The profiles under which it is linted.
    pub profiles: Vec<String>,
    /// Whether it is linted as a chain.
    pub chain: bool,
    /// Every finding, as `severity lint position place`.
    pub findings: Vec<String>,
    /// The certificates.
    pub certificates: Vec<Vec<u8>>,
}

impl LintFile {
    /// Reads the text of a file under `testdata/lint/`.
    pub fn parse(text: &str) -> Result<Self, String> {
        let (header, body) = text.split_once("\n\n").ok_or("no empty line after the header")?;
        let values = |key: &'static str| {
            header.lines().filter_map(move |line| line.strip_prefix(key)?.strip_prefix(": ")).map(str::to_owned)
        };
        let value = |key: &'static str| values(key).next().ok_or(format!("{key} is missing"));
        Ok(Self {
            title: value("title")?,
            lint: value("lint")?,
            profiles: value("profiles")?.split(' ').map(str::to_owned).collect(),
            chain: value("chain")? == "yes",
            findings: values("finding").collect(),
            certificates: crate::make::file::certificates(body)?,
        })
    }
}
