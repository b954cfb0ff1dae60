//! `srvname inspect`: the names and the constraints of certificates, one by one.

use std::path::PathBuf;

use serde::Serialize;
use srvname::constraints::GeneralSubtrees;
use srvname::{Certificate, CertificateError, Form, GeneralName, GeneralSubtree, NameError, PresentedId};

use crate::args::Format;
use crate::idn;
use crate::input::{self, Given};
use crate::outcome::{Failure, Finished, Status, complain};

mod text;

/// Show the names and the name constraints of certificates
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Who reads the output
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t)]
    format: Format,
    /// Certificates, PEM or DER; `-` is standard input
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
}

/// Runs the command. A file that cannot be read is named, and the others are inspected all the same.
pub(crate) fn run(args: &Args) -> Result<Finished, Failure> {
    let mut status = Status::Accepted;
    let mut given = Vec::new();
    for path in &args.files {
        let reading = input::read(path);
        let worst = reading.failures.iter().map(Failure::report).max();
        status = status.max(worst.unwrap_or(Status::Accepted));
        given.extend(reading.certificates);
    }
    let inspection = Inspection { certificates: given.iter().map(Inspected::of).collect() };
    for (given, inspected) in given.iter().zip(&inspection.certificates) {
        if let Some(error) = &inspected.error {
            complain(format_args!("{}: {error}", given.origin()));
            status = status.max(Status::Refused);
        }
    }
    match args.format {
        Format::Json => Finished::json(&inspection, status),
        Format::Text => Ok(Finished { text: text::render(&inspection, &given), status }),
    }
}

/// The fields of the contract, in its order.
#[derive(Serialize)]
struct Inspection<'a> {
    certificates: Vec<Inspected<'a>>,
}

/// One certificate.
#[derive(Serialize)]
struct Inspected<'a> {
    file: &'a str,
    /// Among the certificates of its file, from 0.
    position: usize,
    /// Empty when the certificate cannot be read.
    subject: String,
    issuer: String,
    names: Vec<Entry<'a>>,
    constraints: Option<Constraints<'a>>,
    error: Option<CertificateError>,
}

/// A name, or the base of a constraint.
#[derive(Serialize)]
struct Entry<'a> {
    form: Form<'a>,
    /// As written; a malformed one as `malformed:` and escaped octets; one of an unknown form as its octets.
    value: String,
    /// With U-labels, where it has A-labels.
    unicode: Option<String>,
    /// The rule that a malformed one breaks.
    error: Option<NameError>,
}

#[derive(Serialize)]
struct Constraints<'a> {
    critical: bool,
    permitted: Vec<Subtree<'a>>,
    excluded: Vec<Subtree<'a>>,
}

/// A base with its distances, where those are encoded.
#[derive(Serialize)]
struct Subtree<'a> {
    #[serde(flatten)]
    base: Entry<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    minimum: Option<Distance>,
    #[serde(skip_serializing_if = "Option::is_none")]
    maximum: Option<Distance>,
}

/// A number, or its octets in hexadecimal where no number holds it.
#[derive(Serialize)]
#[serde(untagged)]
enum Distance {
    Number(u64),
    Octets(String),
}

impl<'a> Inspected<'a> {
    fn of(given: &'a Given) -> Self {
        let (file, position) = (given.file.as_str(), given.index);
        match Certificate::from_der(&given.der) {
            Ok(certificate) => Self {
                file,
                position,
                subject: certificate.subject().to_string(),
                issuer: certificate.issuer().to_string(),
                names: certificate
                    .subject_alt_name()
                    .iter()
                    .flat_map(|names| names.general_names())
                    .map(name)
                    .collect(),
                constraints: certificate.name_constraints().map(|own| Constraints {
                    critical: certificate.name_constraints_critical(),
                    permitted: subtrees(own.permitted()),
                    excluded: subtrees(own.excluded()),
                }),
                error: None,
            },
            Err(error) => Self {
                file,
                position,
                subject: String::new(),
                issuer: String::new(),
                names: Vec::new(),
                constraints: None,
                error: Some(error),
            },
        }
    }
}

fn name(general_name: GeneralName<'_>) -> Entry<'_> {
    let presented = PresentedId::from_general_name(&general_name);
    let value = match presented.name() {
        Ok(srvname::Name::NotUnderstood) => octets(general_name.value()),
        _ => presented.to_string(),
    };
    let unicode = presented.name().ok().and_then(|name| idn::unicode_name(&name));
    Entry { form: presented.form(), value, unicode, error: presented.name().err() }
}

fn subtrees(list: GeneralSubtrees<'_>) -> Vec<Subtree<'_>> {
    list.iter().map(|subtree| subtree_entry(&subtree)).collect()
}

fn subtree_entry<'a>(subtree: &GeneralSubtree<'a>) -> Subtree<'a> {
    let base = subtree.base().base();
    let value = match base {
        Ok(srvname::Base::NotUnderstood) => octets(subtree.base().value()),
        _ => subtree.to_string(),
    };
    let unicode = base.ok().and_then(|base| idn::unicode_base(&base));
    let entry = Entry { form: subtree.form(), value, unicode, error: base.err() };
    Subtree { base: entry, minimum: subtree.minimum().map(distance), maximum: subtree.maximum().map(distance) }
}

fn distance(content: &[u8]) -> Distance {
    let number = content.iter().try_fold(0u64, |number, octet| number.checked_mul(256)?.checked_add(u64::from(*octet)));
    number.map_or_else(|| Distance::Octets(octets(content)), Distance::Number)
}

/// `#` and hexadecimal digits, as RFC 4514 writes what has no text.
fn octets(octets: &[u8]) -> String {
    std::iter::once("#".to_owned()).chain(octets.iter().map(|octet| format!("{octet:02x}"))).collect()
}
