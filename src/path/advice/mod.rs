//! Advice on a rejection: who can do what about it, in sentences for a person.
//!
//! It is made from what the rejection keeps, so that every host can show it, and from what only the host knows
//! ([`AdviceHost`]). Each situation has its own: a CA that is constrained for other forms can be asked to list SRVName, one
//! without any constraints cannot; a self-signed server has no issuer to look for; a list from the root down is turned
//! around, whatever was refused on the way.

mod certificates;
pub(crate) mod host;
mod identity;
mod names;
mod rule;
mod services;

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use crate::path::advice::host::AdviceHost;
use crate::path::evidence::quotes::excerpt;
use crate::path::rejection::{Evidence, Rejection, RejectionKind};

impl Rejection {
    /// Returns what can be done about this rejection, and by whom: sentences in the order in which they are to be read. The
    /// list is empty if there is nothing to add to the reason.
    ///
    /// Names are escaped and cut as in the sentence of the rejection.
    ///
    /// ```
    /// use srvname::{Certificate, Path, Policy, TrustAnchor, path::AdviceHost};
    ///
    /// # fn f(root: &[u8], ca: &[u8], leaf: &[u8]) -> Result<(), Box<dyn std::error::Error>> {
    /// let anchor = TrustAnchor::from_certificate(&Certificate::from_der(root)?);
    /// let certificates = [Certificate::from_der(leaf)?, Certificate::from_der(ca)?];
    /// let path = Path::assume_signed(&anchor, &certificates[1..], &certificates[0])?;
    /// if let Err(rejection) = path.validate_names(&Policy::default()) {
    ///     eprintln!("{rejection}");
    ///     for sentence in rejection.advice(&AdviceHost::default()) {
    ///         eprintln!("{sentence}");
    ///     }
    /// }
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn advice(&self, host: &AdviceHost<'_>) -> Vec<String> {
        let given = self.given();
        if let Some(from_root) = given.and_then(|given| given.from_root.as_ref()) {
            return certificates::about_list_from_root(from_root, host);
        }
        match (self.kind(), self.evidence()) {
            (_, Some(Evidence::OpenAuthority(authority))) => rule::about(authority, &self.shown_certificate(), host),
            (_, Some(Evidence::Mismatch(mismatch))) => identity::about(mismatch, host),
            (kind, Some(Evidence::Name(name))) => names::about(kind, name, self.base().unwrap_or_default()),
            (RejectionKind::UnknownIssuer | RejectionKind::WrongOrder | RejectionKind::RepeatedCertificate, None) => {
                certificates::about_order(self.kind(), given, host)
            }
            (RejectionKind::Expired | RejectionKind::NotYetValid, None) => {
                certificates::about_validity(self.kind(), self.position(), given)
            }
            (RejectionKind::UnsupportedSignatureAlgorithm, None) => certificates::about_algorithm(host),
            (kind, None) => certificates::about_kind(kind),
        }
    }

    /// Returns the subject and the position of the certificate at fault.
    fn shown_certificate(&self) -> String {
        match (self.subject(), self.position()) {
            (Some(subject), Some(position)) if !subject.is_empty() => {
                format!("{} (certificate {position})", excerpt(&subject))
            }
            (_, Some(position)) => format!("certificate {position}"),
            (_, None) => "the CA".to_string(),
        }
    }
}
