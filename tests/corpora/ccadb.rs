//! The CCADB reports: every CA certificate disclosed to the root programs, as published, in CSV with PEM in its cells.

use std::collections::BTreeMap;
use std::fmt;
use std::ops::AddAssign;

use srvname::{Certificate, certificate::NameConstraints};

use srvname_testkit::corpora::read::base64;

use super::judge::unreadable;

/// What a report holds.
#[derive(Default)]
pub(crate) struct Census {
    certificates: usize,
    undecodable: BTreeMap<String, usize>,
    constrained: usize,
    bases: usize,
    malformed: BTreeMap<String, usize>,
}

/// Why certificates of public CAs do not decode.
const UNDECODABLE: [&str; 4] = [
    // RFC 5280 §4.1.2.5: dates without seconds, and dates with a time zone.
    "malformed_certificate Der(InvalidTime)",
    // RFC 5280 §4.1.1.2: one algorithm inside and another outside.
    "malformed_certificate SignatureAlgorithmMismatch",
    // RFC 5280 §4.2.1.6: a subjectAltName without entries.
    "malformed_certificate Der(EmptyGeneralNames)",
    // RFC 5280 §4.2.1.10: a subtree list without entries.
    "malformed_certificate Der(EmptyNameConstraints)",
];

/// Which bases of public CAs are malformed.
const MALFORMED: [&str; 2] = [
    // RFC 1034 §3.5: a space in front or behind, or a mailbox.
    "dNSName LabelCharacter",
    // RFC 5280 §4.2.1.10: `@example.com`.
    "rfc822Name EmptyLocalPart",
];

/// Whether the lists above were made from this report, among others.
pub(crate) fn is_known(name: &str) -> bool {
    let year = name.rsplit('_').next().and_then(|year| year.parse::<u32>().ok());
    year.is_some_and(|year| (1994..2020).contains(&year))
}

/// Reads a report.
pub(crate) fn census(content: &str) -> Census {
    let mut census = Census::default();
    for block in content.split(BEGIN).skip(1) {
        let (body, _) = block.split_once(END).expect("a PEM block ends");
        let der = base64(&body.chars().filter(|character| !character.is_whitespace()).collect::<String>());
        census.certificates += 1;
        match Certificate::from_der(&der) {
            Err(error) => *census.undecodable.entry(unreadable(&error)).or_default() += 1,
            Ok(certificate) => certificate.name_constraints().iter().for_each(|own| census.add(own)),
        }
    }
    census
}

impl Census {
    /// Whether nearly all certificates decode.
    pub(crate) fn is_readable(&self) -> bool {
        self.undecodable.values().sum::<usize>() * 100 <= self.certificates
    }

    /// The reasons that occur and are in neither list.
    pub(crate) fn unknown_reasons(&self) -> Vec<&str> {
        let undecodable = self.undecodable.keys().filter(|reason| !UNDECODABLE.contains(&reason.as_str()));
        let malformed = self.malformed.keys().filter(|reason| !MALFORMED.contains(&reason.as_str()));
        undecodable.chain(malformed).map(String::as_str).collect()
    }

    fn add(&mut self, constraints: &NameConstraints<'_>) {
        self.constrained += 1;
        for subtree in constraints.permitted().iter().chain(constraints.excluded().iter()) {
            self.bases += 1;
            if let Err(error) = subtree.base().base() {
                let kind = format!("{} {:?}", subtree.form(), error.rule());
                *self.malformed.entry(kind).or_default() += 1;
            }
        }
    }
}

impl AddAssign for Census {
    fn add_assign(&mut self, other: Self) {
        self.certificates += other.certificates;
        self.constrained += other.constrained;
        self.bases += other.bases;
        for (own, others) in [(&mut self.undecodable, other.undecodable), (&mut self.malformed, other.malformed)] {
            others.into_iter().for_each(|(reason, count)| *own.entry(reason).or_default() += count);
        }
    }
}

impl fmt::Display for Census {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { certificates, undecodable, constrained, bases, malformed } = self;
        write!(f, "{certificates} certificates, {constrained} constrained by {bases} bases")?;
        let mut reasons = undecodable.iter().chain(malformed);
        reasons.try_for_each(|(reason, count)| write!(f, "; {count} {reason}"))
    }
}

const BEGIN: &str = "-----BEGIN CERTIFICATE-----";
const END: &str = "-----END CERTIFICATE-----";
