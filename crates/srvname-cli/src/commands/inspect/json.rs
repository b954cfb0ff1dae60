//! Certificates as JSON: the fields of the contract, in its order.

use serde::Serialize;
use srvname::certificate::GeneralSubtrees;
use srvname::{
    Certificate,
    certificate::{CertificateError, GeneralName, GeneralSubtree},
    name::{Base, Form, Name, NameError},
};

use crate::input::certificates::InputCertificate;
use crate::input::file_name::FileName;
use crate::input::idn;

/// What is printed.
#[derive(Serialize)]
pub(super) struct Inspection<'a> {
    pub(super) certificates: Vec<InspectedCertificate<'a>>,
}

/// One certificate.
#[derive(Serialize)]
pub(super) struct InspectedCertificate<'a> {
    pub(super) file: &'a FileName,
    /// Among the certificates of its file, from 0.
    pub(super) position: usize,
    /// Empty when the certificate cannot be read.
    pub(super) subject: String,
    pub(super) issuer: String,
    pub(super) names: Vec<InspectedName<'a>>,
    pub(super) constraints: Option<InspectedConstraints<'a>>,
    pub(super) error: Option<CertificateError>,
}

/// A name, or the base of a constraint.
#[derive(Serialize)]
pub(super) struct InspectedName<'a> {
    pub(super) form: Form<'a>,
    /// As it is in the certificate, whether or not it is well formed. Octets that are no text are `#` and hexadecimal digits.
    pub(super) value: String,
    /// With U-labels, where it has A-labels.
    pub(super) unicode: Option<String>,
    /// The rule that a malformed one breaks; `None` if it is well formed, or of a form that is not understood.
    pub(super) error: Option<NameError>,
}

#[derive(Serialize)]
pub(super) struct InspectedConstraints<'a> {
    pub(super) critical: bool,
    pub(super) permitted: Vec<InspectedSubtree<'a>>,
    pub(super) excluded: Vec<InspectedSubtree<'a>>,
}

/// A base with its minimum and maximum, if they are encoded.
#[derive(Serialize)]
pub(super) struct InspectedSubtree<'a> {
    #[serde(flatten)]
    pub(super) base: InspectedName<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) minimum: Option<BaseDistance>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) maximum: Option<BaseDistance>,
}

/// A number, or its octets in hexadecimal if it does not fit in 64 bits.
#[derive(Serialize)]
#[serde(untagged)]
pub(super) enum BaseDistance {
    Number(u64),
    Octets(String),
}

impl<'a> InspectedCertificate<'a> {
    pub(super) fn of(given: &'a InputCertificate) -> Self {
        let (file, position) = (&given.file, given.index);
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
                constraints: certificate.name_constraints().map(|own| InspectedConstraints {
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

fn name(general_name: GeneralName<'_>) -> InspectedName<'_> {
    let name = general_name.name();
    let value = match name {
        Ok(Name::NotUnderstood) | Err(_) => general_name.unparsed_value().to_string(),
        Ok(name) => name.to_string(),
    };
    let unicode = name.ok().and_then(|name| idn::unicode_name(&name));
    InspectedName { form: general_name.form(), value, unicode, error: name.err() }
}

fn subtrees(list: GeneralSubtrees<'_>) -> Vec<InspectedSubtree<'_>> {
    list.iter().map(|subtree| subtree_entry(&subtree)).collect()
}

fn subtree_entry<'a>(subtree: &GeneralSubtree<'a>) -> InspectedSubtree<'a> {
    let base = subtree.base().base();
    let value = match base {
        Ok(Base::NotUnderstood) | Err(_) => subtree.base().unparsed_value().to_string(),
        Ok(base) => base.to_string(),
    };
    let unicode = base.ok().and_then(|base| idn::unicode_base(&base));
    let entry = InspectedName { form: subtree.form(), value, unicode, error: base.err() };
    InspectedSubtree { base: entry, minimum: subtree.minimum().map(distance), maximum: subtree.maximum().map(distance) }
}

fn distance(content: &[u8]) -> BaseDistance {
    let number = content.iter().try_fold(0u64, |number, octet| number.checked_mul(256)?.checked_add(u64::from(*octet)));
    number.map_or_else(|| BaseDistance::Octets(octets(content)), BaseDistance::Number)
}

/// `#` and hexadecimal digits, as the octets of names have it.
fn octets(octets: &[u8]) -> String {
    std::iter::once("#".to_owned()).chain(octets.iter().map(|octet| format!("{octet:02x}"))).collect()
}
