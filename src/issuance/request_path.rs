//! A certification request below the CAs that would sign it: whether their constraints allow its names.

use alloc::vec::Vec;

use crate::certificate::Certificate;
use crate::certificate::general_name::PresentedId;
use crate::certificate::unsigned::CertificationRequest;
use crate::identity::reference::ReferenceId;
use crate::path::Path;
use crate::path::policy::Policy;
use crate::path::rejection::Rejection;
use crate::path::trust_anchor::TrustAnchor;

/// The path of the certificate that a CA would issue for a request, if it changed nothing in it.
///
/// It answers what a [`Path`] answers about names, the rule for sub-CAs, and what a path itself refuses; in a [`Rejection`]
/// the request is certificate 0. Nobody has signed the request, so there is no [`Identity`](crate::Identity): neither method
/// returns one, and a request is never the end entity of a `Path` or of a `PathBuilder`.
///
/// ```no_run
/// # let (root, ca, request): (&[u8], &[u8], &[u8]) = (&[], &[], &[]);
/// use srvname::certificate::CertificationRequest;
/// use srvname::issuance::RequestPath;
/// use srvname::{Certificate, Policy, TrustAnchor};
///
/// let anchor = TrustAnchor::from_certificate(&Certificate::from_der(root)?);
/// let authorities = [Certificate::from_der(ca)?];
/// let request = CertificationRequest::from_der(request)?;
/// let path = RequestPath::new(&request, &authorities, Some(&anchor));
/// if let Err(rejection) = path.check_names(&Policy::default()) {
///     println!("not to be signed: {rejection}");
/// }
/// # Ok::<(), srvname::certificate::CertificateError>(())
/// ```
///
/// A request in place of a certificate does not compile:
///
/// ```compile_fail,E0308
/// # let request = srvname::certificate::CertificationRequest::from_der(&[]).unwrap();
/// let path = srvname::Path::assume_signed_without_anchor([], &request);
/// ```
#[derive(Clone, Debug)]
pub struct RequestPath<'p, 'a> {
    anchor: Option<&'p TrustAnchor<'a>>,
    /// From the CA that would sign upwards.
    authorities: Vec<&'p Certificate<'a>>,
    /// The certificate that would be issued.
    requested: Certificate<'a>,
}

impl<'p, 'a> RequestPath<'p, 'a> {
    /// Returns the path of `request` below `authorities`, of which the first would sign it, and the trust anchor above them.
    ///
    /// Without an anchor the last authority is the topmost CA, and [`SubCaRule`](crate::SubCaRule) applies to it as to any
    /// other. Without authorities the anchor would sign.
    #[must_use]
    pub fn new<I>(request: &CertificationRequest<'a>, authorities: I, anchor: Option<&'p TrustAnchor<'a>>) -> Self
    where
        I: IntoIterator<Item = &'p Certificate<'a>>,
    {
        let authorities: Vec<_> = authorities.into_iter().collect();
        let signer = authorities.first().map(|authority| authority.subject());
        let signer = signer.or_else(|| anchor.map(TrustAnchor::subject)).unwrap_or_else(|| request.subject());
        Self { anchor, authorities, requested: request.issued_by(signer) }
    }

    /// Checks that a certificate with the names and the extensions of the request would be allowed, as
    /// [`Path::validate_names`] does.
    ///
    /// # Errors
    ///
    /// [`Rejection`]: the first step that failed, the order of the authorities included.
    pub fn check_names(&self, policy: &Policy<'_>) -> Result<(), Rejection> {
        self.path()?.validate_names(policy)
    }

    /// Checks the same, and that the certificate would match one of `references`. Returns the first reference that
    /// matches, in the caller's order, and the requested name that it matches.
    ///
    /// # Errors
    ///
    /// [`Rejection`]: the first step that failed.
    pub fn check_references<'r>(
        &self,
        references: &'r [ReferenceId<'r>],
        policy: &Policy<'_>,
    ) -> Result<(&'r ReferenceId<'r>, PresentedId<'a>), Rejection> {
        let identity = self.path()?.validate(references, policy)?;
        Ok((identity.reference(), *identity.presented()))
    }

    fn path(&self) -> Result<Path<'_, 'a>, Rejection> {
        let authorities = self.authorities.iter().copied();
        let path = match self.anchor {
            Some(anchor) => Path::assume_signed(anchor, authorities, &self.requested),
            None => Path::assume_signed_without_anchor(authorities, &self.requested),
        };
        Ok(path?)
    }
}
