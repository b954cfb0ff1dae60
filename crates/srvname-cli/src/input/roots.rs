//! Trust anchors: the files given with `--roots`, or the roots that Mozilla trusts for TLS servers.

use std::path::PathBuf;

use srvname::{Certificate, TrustAnchor};

use crate::exit::{Failure, complain};
use crate::input::certificates;

/// The octets that trust anchors are read from.
#[derive(Debug)]
pub(crate) enum Roots {
    /// Files.
    Files(Vec<certificates::InputCertificate>),
    /// The embedded roots.
    Mozilla,
}

impl Roots {
    /// Reads the files, or takes the embedded roots if there are none.
    pub(crate) fn read(paths: &[PathBuf]) -> Result<Self, Failure> {
        if paths.is_empty() { Ok(Self::Mozilla) } else { certificates::read_list(paths).map(Self::Files) }
    }

    /// Returns the anchors; fails if no certificate of the files can be read. A single certificate that cannot be read is
    /// named on standard error and is not an anchor.
    pub(crate) fn anchors(&self) -> Result<Vec<TrustAnchor<'_>>, Failure> {
        match self {
            Self::Files(certificates) => {
                let anchors: Vec<_> = certificates.iter().filter_map(anchor).collect();
                if anchors.is_empty() {
                    Err(Failure::new("--roots: no certificate could be read"))
                } else {
                    Ok(anchors)
                }
            }
            Self::Mozilla => Ok(mozilla()),
        }
    }
}

fn anchor(given: &certificates::InputCertificate) -> Option<TrustAnchor<'_>> {
    match Certificate::from_der(&given.der) {
        Ok(certificate) => Some(TrustAnchor::from_certificate(&certificate)),
        Err(error) => {
            complain(format_args!("{}: not used as a root: {error}", given.origin()));
            None
        }
    }
}

/// Returns the certificates of Mozilla's roots, and the anchors to which Mozilla adds name constraints.
///
/// No certificate contains those constraints. Anchors with the same subject and key count as one, and the constraints of
/// each apply.
fn mozilla() -> Vec<TrustAnchor<'static>> {
    let certificates = webpki_root_certs::TLS_SERVER_ROOT_CERTS.iter();
    let roots = certificates.filter_map(|der| Certificate::from_der(der).ok());
    let constrained = webpki_roots::TLS_SERVER_ROOTS.iter().filter(|anchor| anchor.name_constraints.is_some());
    let imposed = constrained.filter_map(|anchor| TrustAnchor::try_from(anchor).ok());
    roots.map(|root| TrustAnchor::from_certificate(&root)).chain(imposed).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_embedded_root_can_be_read() {
        for der in webpki_root_certs::TLS_SERVER_ROOT_CERTS {
            assert!(Certificate::from_der(der).is_ok());
        }
        for anchor in webpki_roots::TLS_SERVER_ROOTS {
            assert!(TrustAnchor::try_from(anchor).is_ok());
        }
    }

    /// Mozilla trusts the root of a state authority only for names of its country; its certificate has no such constraint.
    #[test]
    fn the_constraints_that_mozilla_imposes_are_kept() {
        let anchors = mozilla();
        let imposed: Vec<_> = anchors.iter().filter(|anchor| anchor.name_constraints().is_some()).collect();
        assert!(!imposed.is_empty());
        for constrained in imposed {
            let same = |other: &&TrustAnchor<'_>| {
                other.spki() == constrained.spki() && other.subject() == constrained.subject()
            };
            assert_eq!(anchors.iter().filter(same).count(), 2, "{}", constrained.subject());
        }
    }
}
