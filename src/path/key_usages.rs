//! The key usages of the certificates of a path.

use crate::certificate::KeyUsage;
use crate::constraints::level::Position;
use crate::path::Path;
use crate::path::purpose::Purpose;
use crate::path::rejection::{Rejection, RejectionKind};

impl Path<'_, '_> {
    /// Checks the key usages of every certificate but the anchor's: keyCertSign of CAs (RFC 5280 §6.1.4(n)), keyUsage of
    /// the end entity (§4.2.1.3), and extKeyUsage of all (§4.2.1.12), each where it is present.
    ///
    /// For callers that verify signatures themselves. [`PathBuilder`](crate::PathBuilder) checks them on each path.
    ///
    /// ```
    /// use srvname::{Identity, Path, Policy, ReferenceId, Rejection, path::Purpose};
    ///
    /// fn client<'r, 'a>(
    ///     path: &Path<'_, 'a>,
    ///     references: &'r [ReferenceId<'r>],
    /// ) -> Result<Identity<'r, 'a>, Rejection> {
    ///     path.check_key_usages(Purpose::Client)?;
    ///     path.validate(references, &Policy::default())
    /// }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Rejection`] about the first certificate that lacks one.
    pub fn check_key_usages(&self, purpose: Purpose) -> Result<(), Rejection> {
        self.check_key_usages_of(purpose).map_err(|rejection| {
            let certificate = self.certificates().find(|(position, _)| Some(*position) == rejection.position());
            match certificate {
                Some((_, certificate)) => rejection.with_subject(&certificate.subject()),
                None => rejection,
            }
        })
    }

    /// [`Path::check_key_usages`] without the subject, which may be of any length.
    pub(crate) fn check_key_usages_of(&self, purpose: Purpose) -> Result<(), Rejection> {
        let refused = |kind, position| Err(Rejection::new(kind, Some(position)).with_purpose(purpose));
        for (position, certificate) in self.certificates() {
            let is_allowed = |usage: KeyUsage| match position {
                Position::END_ENTITY => purpose.is_allowed_by(usage),
                _ => usage.key_cert_sign(),
            };
            if !certificate.key_usage().is_none_or(is_allowed) {
                return refused(RejectionKind::KeyUsage, position);
            }
        }
        for (position, certificate) in self.certificates() {
            if !certificate.extended_key_usage().is_none_or(|usage| purpose.is_served_by(usage)) {
                return refused(RejectionKind::ExtendedKeyUsage, position);
            }
        }
        Ok(())
    }
}
