//! The files of `testdata/`: what a chain file says, written and read.
//!
//! One file is one case: a header of `key: value` lines up to the first empty line, then the certificates, end entity
//! first, each as PEM below a description for people. The trust anchors stand in files of their own, because a verifier
//! gets them from elsewhere.

use core::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::{Issued, dump};

/// The moment at which every case is decided.
pub const AT: &str = "2026-11-24T00:00:00Z";

/// The five settings of the rule, from the strictest to none, as the command line spells them.
pub const RULES: [&str; 5] = ["confined", "constrained", "inherited", "where-constrained", "rfc5280"];

/// What a verifier must answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expectation {
    /// The chain is good, and so is the identity if one was asked for.
    Accept,
    /// The chain is refused.
    Reject {
        /// The code of the refusal, as the command line prints it.
        code: String,
        /// The certificate at fault, counted from the end entity, 0.
        position: Option<usize>,
        /// The CA whose constraint or silence is the reason.
        imposed_by: Option<usize>,
    },
}

/// [`Expectation::Accept`].
pub fn accept() -> Expectation {
    Expectation::Accept
}

/// [`Expectation::Reject`] at a certificate; see [`Expectation::imposed_by`] for the CA that is the reason.
pub fn reject(code: &str, position: impl Into<Option<usize>>) -> Expectation {
    Expectation::Reject { code: code.to_owned(), position: position.into(), imposed_by: None }
}

impl Expectation {
    /// The same refusal, with the CA that is the reason.
    pub fn imposed_by(self, ca: usize) -> Self {
        match self {
            Self::Accept => panic!("nobody imposes an acceptance"),
            Self::Reject { code, position, .. } => Self::Reject { code, position, imposed_by: Some(ca) },
        }
    }

    /// A few words for a table: `accept`, `name_excluded 0 < 1`.
    pub fn short(&self) -> String {
        match self {
            Self::Accept => "accept".to_owned(),
            Self::Reject { code, position, imposed_by } => {
                let position = position.map(|position| format!(" {position}")).unwrap_or_default();
                let imposed_by = imposed_by.map(|ca| format!(" < {ca}")).unwrap_or_default();
                format!("{code}{position}{imposed_by}")
            }
        }
    }

    /// Reads `accept`, or `reject <code> position=<n|null> imposed_by=<n|null>`.
    pub fn parse(text: &str) -> Result<Self, String> {
        let words: Vec<&str> = text.split_whitespace().collect();
        match words.as_slice() {
            ["accept"] => Ok(Self::Accept),
            ["reject", code, position, imposed_by] => Ok(Self::Reject {
                code: (*code).to_owned(),
                position: number(position, "position=")?,
                imposed_by: number(imposed_by, "imposed_by=")?,
            }),
            _ => Err(format!("not an expectation: {text}")),
        }
    }
}

fn number(word: &str, key: &str) -> Result<Option<usize>, String> {
    match word.strip_prefix(key) {
        Some("null") => Ok(None),
        Some(digits) => digits.parse().map(Some).map_err(|_| format!("not a number: {word}")),
        None => Err(format!("{key} is missing in front of {word}")),
    }
}

impl fmt::Display for Expectation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = |value: &Option<usize>| value.map_or_else(|| "null".to_owned(), |value| value.to_string());
        match self {
            Self::Accept => f.write_str("accept"),
            Self::Reject { code, position, imposed_by } => {
                write!(f, "reject {code} position={} imposed_by={}", shown(position), shown(imposed_by))
            }
        }
    }
}

/// A bundle of trust anchors, one file under `testdata/roots/`.
#[derive(Clone)]
pub struct Roots {
    /// The name of the file, without its ending.
    pub name: &'static str,
    /// What the anchors are, in a sentence.
    pub title: &'static str,
    /// The anchors' certificates.
    pub certificates: Vec<Issued>,
}

impl Roots {
    /// A bundle.
    pub fn new(name: &'static str, title: &'static str, certificates: impl IntoIterator<Item = Issued>) -> Self {
        Self { name, title, certificates: certificates.into_iter().collect() }
    }

    /// The text of the file.
    pub fn render(&self) -> String {
        let blocks = self.certificates.iter().map(|certificate| block("Trust anchor", certificate));
        core::iter::once(format!("title: {}\n", self.title)).chain(blocks).collect()
    }
}

/// A case in the making: the certificates, and what must be answered under each setting of the rule.
#[derive(Clone)]
pub struct Case {
    /// The name of the file, without its ending.
    pub name: String,
    /// The trust anchors.
    pub roots: Roots,
    title: String,
    why: String,
    reference: Option<(&'static str, &'static str)>,
    certificates: Vec<Issued>,
    expectations: [Option<Expectation>; RULES.len()],
}

impl Case {
    /// A case with its title, one sentence that says what the chain is, and the reason for what must be answered.
    pub fn new(name: impl Into<String>, roots: &Roots, title: impl Into<String>, why: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            roots: roots.clone(),
            title: title.into(),
            why: why.into(),
            reference: None,
            certificates: Vec::new(),
            expectations: [const { None }; RULES.len()],
        }
    }

    /// The service and domain that the client asks for. Without, only the path is decided.
    pub fn asks(mut self, service: &'static str, domain: &'static str) -> Self {
        self.reference = Some((service, domain));
        self
    }

    /// The certificates as they are given to the verifier, end entity first.
    pub fn chain<'a>(mut self, certificates: impl IntoIterator<Item = &'a Issued>) -> Self {
        self.certificates = certificates.into_iter().cloned().collect();
        self
    }

    /// What must be answered under every setting that has no answer yet.
    pub fn otherwise(mut self, expectation: Expectation) -> Self {
        for open in self.expectations.iter_mut().filter(|answer| answer.is_none()) {
            *open = Some(expectation.clone());
        }
        self
    }

    /// What must be answered under `confined`.
    pub fn confined(self, expectation: Expectation) -> Self {
        self.under(0, expectation)
    }

    /// What must be answered under `constrained`, the default.
    pub fn constrained(self, expectation: Expectation) -> Self {
        self.under(1, expectation)
    }

    /// What must be answered under `inherited`.
    pub fn inherited(self, expectation: Expectation) -> Self {
        self.under(2, expectation)
    }

    /// What must be answered under `where-constrained`.
    pub fn where_constrained(self, expectation: Expectation) -> Self {
        self.under(3, expectation)
    }

    /// What must be answered without the rule.
    pub fn rfc5280(self, expectation: Expectation) -> Self {
        self.under(4, expectation)
    }

    fn under(mut self, rule: usize, expectation: Expectation) -> Self {
        self.expectations[rule] = Some(expectation);
        self
    }

    /// The certificates, end entity first.
    pub fn certificates(&self) -> &[Issued] {
        &self.certificates
    }

    /// What must be answered under the rule of that index in [`RULES`].
    pub fn expectation(&self, rule: usize) -> &Expectation {
        let name = &self.name;
        self.expectations[rule].as_ref().unwrap_or_else(|| panic!("{name}: no answer under {}", RULES[rule]))
    }

    /// The title.
    pub fn title(&self) -> &str {
        &self.title
    }

    /// The text of the file.
    pub fn render(&self) -> String {
        let (service, domain) = self.reference.unwrap_or(("none", "none"));
        let mut text = format!(
            "title: {}\nwhy: {}\nroots: {}\nat: {AT}\nservice: {service}\ndomain: {domain}\n",
            self.title, self.why, self.roots.name
        );
        for (index, rule) in RULES.iter().enumerate() {
            text += &format!("{rule}: {}\n", self.expectation(index));
        }
        for (index, certificate) in self.certificates.iter().enumerate() {
            let role = if index == 0 { "End entity".to_owned() } else { format!("Pool certificate {index}") };
            text += &block(&role, certificate);
        }
        text
    }
}

fn block(role: &str, certificate: &Issued) -> String {
    format!("\n{}{}", dump::certificate(role, certificate), pem(certificate.der()))
}

/// One PEM block (RFC 7468) with a certificate.
pub fn pem(der: &[u8]) -> String {
    pem_block("CERTIFICATE", der)
}

/// One PEM block with any label.
pub fn pem_block(label: &str, der: &[u8]) -> String {
    format!("-----BEGIN {label}-----\n{}-----END {label}-----\n", base64_lines(der))
}

/// Base64, 64 characters a line.
pub fn base64_lines(octets: &[u8]) -> String {
    let encoded = STANDARD.encode(octets);
    encoded.as_bytes().chunks(64).map(|line| String::from_utf8_lossy(line).into_owned() + "\n").collect()
}

/// A chain file as a test reads it.
#[derive(Clone, Debug)]
pub struct ChainFile {
    /// What the chain is, in a sentence.
    pub title: String,
    /// Why it must be answered so.
    pub why: String,
    /// The name of the bundle under `testdata/roots/`, without its ending.
    pub roots: String,
    /// The moment to verify at, as RFC 3339 writes it.
    pub at: String,
    /// The service and domain to ask for, or `None` when only the path is decided.
    pub reference: Option<(String, String)>,
    /// The answer under each of [`RULES`], in that order.
    pub expectations: Vec<Expectation>,
    /// The certificates, end entity first.
    pub certificates: Vec<Vec<u8>>,
}

impl ChainFile {
    /// Reads the text of a file under `testdata/chains/`.
    pub fn parse(text: &str) -> Result<Self, String> {
        let (header, body) = text.split_once("\n\n").ok_or("no empty line after the header")?;
        let value = |key: &str| {
            let mut lines = header.lines().filter_map(|line| line.strip_prefix(key)?.strip_prefix(": "));
            match (lines.next(), lines.next()) {
                (Some(value), None) if !value.is_empty() => Ok(value.to_owned()),
                (Some(_), Some(_)) => Err(format!("{key} is there twice")),
                _ => Err(format!("{key} is missing")),
            }
        };
        let reference = match (value("service")?, value("domain")?) {
            (service, domain) if service == "none" && domain == "none" => None,
            (service, domain) if service == "none" || domain == "none" => return Err("half a reference".to_owned()),
            pair => Some(pair),
        };
        let rules = RULES.iter().map(|rule| Expectation::parse(&value(rule)?));
        Ok(Self {
            title: value("title")?,
            why: value("why")?,
            roots: value("roots")?,
            at: value("at")?,
            reference,
            expectations: rules.collect::<Result<_, _>>()?,
            certificates: certificates(body)?,
        })
    }
}

/// The certificates of all PEM blocks in a text.
pub fn certificates(text: &str) -> Result<Vec<Vec<u8>>, String> {
    let blocks = text.split("-----BEGIN CERTIFICATE-----").skip(1);
    let decoded = blocks.map(|block| {
        let (body, _) = block.split_once("-----END CERTIFICATE-----").ok_or("a PEM block without end")?;
        let encoded: String = body.split_whitespace().collect();
        STANDARD.decode(encoded).map_err(|error| format!("not base64: {error}"))
    });
    decoded.collect()
}
