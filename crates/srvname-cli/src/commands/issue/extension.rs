//! An extension as it is to be issued.

/// subjectAltName.
pub(super) const SUBJECT_ALT_NAME: &str = "2.5.29.17";

/// nameConstraints.
pub(super) const NAME_CONSTRAINTS: &str = "2.5.29.30";

/// An extension as it is to be issued.
#[derive(Debug)]
pub(super) struct Extension {
    pub(super) oid: &'static str,
    pub(super) critical: bool,
    /// The value: what the OCTET STRING holds.
    pub(super) der: Vec<u8>,
}
