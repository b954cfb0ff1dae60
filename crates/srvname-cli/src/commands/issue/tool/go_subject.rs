//! The subject of a CA as programs in Go write it.
//!
//! CFSSL and step write a subject anew, from attributes in an order of their own and in string types of Go's choice. Other
//! octets than before would leave the certificates below without an issuer for clients that compare octets, so a subject
//! that would change is not written at all.

use std::str;

use serde_json::{Map, Value};
use srvname::Certificate;
use srvname::certificate::Tag;

use crate::commands::issue::existing::ExistingCa;
use crate::exit::Failure;

/// The attribute types in Go's order (`pkix.Name.ToRDNSequence`), by their names in CFSSL's files and in step's.
const ATTRIBUTES: [(&str, &str, &str); 6] = [
    ("2.5.4.6", "C", "country"),
    ("2.5.4.10", "O", "organization"),
    ("2.5.4.11", "OU", "organizationalUnit"),
    ("2.5.4.7", "L", "locality"),
    ("2.5.4.8", "ST", "province"),
    ("2.5.4.3", COMMON_NAME, "commonName"),
];

/// The common name in CFSSL's files.
pub(super) const COMMON_NAME: &str = "CN";

/// The attributes of a subject, as a tool names them.
pub(super) enum Names {
    Cfssl,
    Step,
}

/// Returns the subject of a CA; fails if Go would write other octets.
pub(super) fn of(ca: &ExistingCa, names: &Names) -> Result<Map<String, Value>, Failure> {
    let certificate = Certificate::from_der(&ca.der).map_err(Failure::new)?;
    read(&certificate, names).ok_or_else(|| {
        Failure::new(format_args!(
            "the subject {} would be written in other octets, and certificates below the CA would lose their issuer for \
             clients that compare octets: use --for openssl or --for python, which keep it",
            ca.subject
        ))
    })
}

fn read(certificate: &Certificate<'_>, names: &Names) -> Option<Map<String, Value>> {
    let mut subject = Map::new();
    let mut left = ATTRIBUTES.iter();
    for rdn in certificate.subject().rdns() {
        let mut attributes = rdn.attributes();
        let (attribute, None) = (attributes.next()?, attributes.next()) else { return None };
        let attribute_type = attribute.attribute_type().to_string();
        // Each type once, and in this order.
        let (_, cfssl, step) = left.find(|(known, ..)| *known == attribute_type)?;
        let text = str::from_utf8(attribute.value()).ok().filter(|text| !text.is_empty())?;
        let tag = if text.bytes().all(is_printable) { Tag::PRINTABLE_STRING } else { Tag::UTF8_STRING };
        if attribute.tag() != tag {
            return None;
        }
        let name = match names {
            Names::Cfssl => cfssl,
            Names::Step => step,
        };
        subject.insert((*name).to_owned(), Value::from(text));
    }
    Some(subject)
}

/// Whether Go lets a PrintableString have an octet: those of X.680 §41, for which it asks no more than that.
fn is_printable(octet: u8) -> bool {
    octet.is_ascii_alphanumeric() || b" '()+,-./:=?".contains(&octet)
}
