//! Which certificate a finding is about, for those who have it by another name than its file.

use aws_lc_rs::digest::{SHA256, digest};
use srvname::certificate::CertificateFields;
use srvname::name::DirectoryName;

use super::given;
use crate::input::certificates::InputCertificate;
use crate::output::wrap::shorten;

/// The most characters of a subject in a finding, before the word on how many more it has: a certificate may have as many
/// findings as names, and a subject as long as all of them.
const MAX_SUBJECT: usize = 200;

/// What tells one certificate from all others.
#[derive(Clone, Default)]
pub(super) struct Identification {
    /// SHA-256 of the DER, in capital hexadecimal digits.
    pub(super) sha256: String,
    /// RFC 4514; empty if it cannot be read.
    pub(super) subject: String,
}

impl Identification {
    pub(super) fn of(document: &InputCertificate) -> Self {
        // A certificate that no validator reads may still have a subject.
        let subject = given::subject(document).ok().or_else(|| {
            let subject = CertificateFields::from_der(&document.der).subject().ok()?;
            DirectoryName::from_der(subject).ok().map(|name| name.to_string())
        });
        Self {
            sha256: digest(&SHA256, &document.der).as_ref().iter().map(|octet| format!("{octet:02X}")).collect(),
            subject: subject.map(|name| shorten(name, MAX_SUBJECT)).unwrap_or_default(),
        }
    }
}
