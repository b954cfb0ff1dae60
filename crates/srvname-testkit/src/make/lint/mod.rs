//! The certificates under `testdata/lint/`: for every lint one that it finds, and a near miss that it does not.
//!
//! What must be found was written down from the RFCs, before the linter was asked; the whole list under the profiles that
//! the file names, so that a finding too many fails as well as one too few.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::file::pem;
use super::{
    Constraints, Criticality, Dn, Draft, Extension, GeneralName, Issued, Subtree, der, directory, dns, dump, edi_party,
    email, ip_net4, ip_net6, ip_raw, ip4, oid, other_name, raw, registered_id, smtp_utf8, srv, srv_raw, srv_utf8, upn,
    uri, x400,
};

mod chains;
mod constraints;
mod deployment;
mod encoding;
mod forms;
mod names;
mod services;
mod sets;

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
pub fn fires(lint: &'static str, title: &str) -> LintCase {
    case(lint, lint.to_owned(), true, title)
}

/// A file in which it almost does.
pub fn near_miss(lint: &'static str, title: &str) -> LintCase {
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

/// All cases, chapter by chapter.
pub fn all() -> Vec<LintCase> {
    [
        encoding::cases(),
        names::cases(),
        services::cases(),
        constraints::cases(),
        forms::cases(),
        sets::cases(),
        deployment::cases(),
        chains::cases(),
    ]
    .concat()
}

/// Every file, by its path below `testdata/`.
pub fn files() -> BTreeMap<PathBuf, String> {
    let mut files = BTreeMap::new();
    for case in all() {
        let earlier = files.insert(PathBuf::from(format!("lint/{}.pem", case.name)), case.render());
        assert!(earlier.is_none(), "two cases are called {}", case.name);
    }
    files
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
            certificates: super::file::certificates(body)?,
        })
    }
}

/// A CA that certificates and sub-CAs come from.
fn root() -> Issued {
    Issued::root("Example Root CA")
}

/// A sub-CA whose constraints the library's own builder wrote, which cannot write wrong ones: a near miss of every lint
/// about what an SRVName base must not be.
fn built_ca(domain: &str) -> Draft {
    let domain = srvname::DnsName::parse(domain).expect("a domain");
    let constraints = srvname::builder::NameConstraintsBuilder::confined_to(domain).expect("a host name");
    root().sub_ca("Example Sub CA").constraints_raw(true, &constraints.to_der())
}

/// A server's certificate whose names the builder wrote.
fn built_server(name: &str, host: &str) -> Draft {
    let name = srvname::SrvName::parse(name).expect("an SRVName");
    let host = srvname::DnsName::parse(host).expect("a domain");
    let names = srvname::builder::SubjectAltNameBuilder::srv(name).and_then(|names| names.and_dns(host));
    confined_ca().end_entity("xmpp.example.com").san_raw(false, &names.expect("names that are issued").to_der())
}

/// A server's certificate with these names.
fn server(names: impl IntoIterator<Item = GeneralName>) -> Draft {
    confined_ca().end_entity("xmpp.example.com").san(names)
}

/// A sub-CA with these constraints.
fn sub_ca(constraints: Constraints) -> Draft {
    root().sub_ca("Example Sub CA").constraints(constraints)
}

fn confined_ca() -> Issued {
    sub_ca(confined()).issue()
}

/// Hosts and services of one domain.
fn confined() -> Constraints {
    Constraints::new().permit(srv("example.com")).permit(dns("example.com"))
}

/// Hosts of one domain, and nothing about services.
fn dns_only() -> Constraints {
    Constraints::new().permit(dns("example.com"))
}

/// certificatePolicies with one policy.
fn policy(dotted: &str) -> Extension {
    let value = der::sequence([der::sequence([der::object_identifier(dotted)])]);
    Extension::new(oid::CERTIFICATE_POLICIES, false, &value)
}

/// id-kp-OCSPSigning.
const OCSP_SIGNING: &str = "1.3.6.1.5.5.7.3.9";
