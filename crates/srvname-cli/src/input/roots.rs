//! Trust anchors: the files and folders given with `--roots`, or the roots that Mozilla trusts for TLS servers.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::slice;

use srvname::{Certificate, TrustAnchor};

use crate::exit::{Failure, complain};
use crate::input::certificates;
use crate::input::file_name::FileName;
use crate::input::folder::Folder;
use crate::input::kind::Reads;

/// The octets that trust anchors are read from.
#[derive(Debug)]
pub(crate) enum Roots {
    /// Files.
    Files(Vec<certificates::InputCertificate>),
    /// The embedded roots.
    Mozilla,
}

impl Roots {
    /// Reads the files and folders, or takes the embedded roots if there are none.
    pub(crate) fn read(paths: &[PathBuf]) -> Result<Self, Failure> {
        if paths.is_empty() {
            return Ok(Self::Mozilla);
        }
        let mut list = Vec::new();
        for path in paths {
            match FileName::new(path).path() {
                Some(folder) if folder.is_dir() => read_folder(folder, &mut list)?,
                _ => list.extend(certificates::read_list(slice::from_ref(path), Reads::Certificates)?),
            }
        }
        Ok(Self::Files(list))
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

/// Adds the certificates in the files of a folder, each file once: in a folder that `openssl rehash` made, links with the
/// hash of a subject lead to files beside them. Whatever has none is named and passed over; fails if nothing has any.
///
/// A folder in the folder is not looked into: who trusts the files beside it may have put away there what is not trusted.
fn read_folder(path: &Path, list: &mut Vec<certificates::InputCertificate>) -> Result<(), Failure> {
    let file = FileName::new(path);
    let folder = Folder::read(path).map_err(|error| Failure::new(format_args!("{file}: {error}")))?;
    let (before, mut seen) = (list.len(), HashSet::new());
    let skip = |path: &Path, why: &str| complain(format_args!("{}: not read: {why}", FileName::new(path)));
    folder.passed_over.iter().for_each(|(path, why)| skip(path, why));
    for entry in &folder.entries {
        if entry.is_dir() {
            skip(entry, "a folder in a folder of roots");
            continue;
        }
        match fs::canonicalize(entry) {
            Ok(real) if !seen.insert(real.clone()) => continue,
            Ok(_) => {}
            Err(error) => {
                skip(entry, &error.to_string());
                continue;
            }
        }
        match certificates::try_read(entry, Reads::Certificates) {
            Ok(reading) => {
                reading.failures().for_each(|failure| {
                    failure.report();
                });
                list.extend(reading.certificates);
            }
            Err(error) => skip(entry, error.why()),
        }
    }
    if list.len() > before {
        Ok(())
    } else {
        Err(Failure::new(format_args!("{file}: no file in this folder has a certificate")))
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
