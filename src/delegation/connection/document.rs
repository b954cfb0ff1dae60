//! What a document of the source domain says of a certificate, whatever the format of the document.

use alloc::string::String;
use core::fmt;

use crate::certificate::Certificate;
use crate::citation::Citation;
use crate::delegation::connection::refusal::DelegationRefusalKind;
use crate::delegation::digests::Digests;
use crate::name::srv::Service;

/// What a document says of a certificate.
pub(crate) enum DocumentFinding {
    /// It has the certificate.
    Matches,
    /// It does not.
    Fails(DocumentFault),
    /// It says nothing of any certificate.
    Unusable(DocumentFault),
}

/// Why a document does not have a certificate.
pub(crate) struct DocumentFault {
    pub(crate) kind: DelegationRefusalKind,
    pub(crate) sentence: String,
    pub(crate) citation: Citation,
}

/// A document of the source domain that says which certificates serve it.
pub(crate) trait Document: fmt::Debug + Send + Sync {
    /// Returns the service that it is about.
    fn service(&self) -> Service<'_>;

    /// Returns what it says of a certificate at a moment, in seconds since 1970.
    fn finding(&self, certificate: &Certificate<'_>, now: i64, digests: &dyn Digests) -> DocumentFinding;
}
