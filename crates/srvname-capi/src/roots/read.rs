//! Trust anchors in octets, files and folders.

use std::fmt;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustls_pki_types::CertificateDer;
use rustls_pki_types::pem::PemObject;
use srvname::name::Escaped;

use crate::failure::Failure;
use crate::result::ResultCode;
use crate::roots::store::OwnedAnchor;

/// The most octets of a file. The largest list of roots has a few million.
const MOST: u64 = 64 << 20;

/// The most that is said of what is not used.
const MOST_SENTENCES: usize = 8;

/// Where trust anchors come from.
pub(crate) enum Source {
    /// Octets that the caller gave, which are kept as read.
    Given(Vec<Arc<OwnedAnchor>>),
    /// A file.
    File(PathBuf),
    /// A folder of files.
    Folder(PathBuf),
}

/// The trust anchors of a source, and what of it is not used.
#[derive(Default)]
pub(crate) struct Reading {
    pub(crate) anchors: Vec<Arc<OwnedAnchor>>,
    skipped: Vec<String>,
    more: usize,
}

impl Source {
    /// Returns what the source has now; fails if it cannot be read, or has no certificate that can.
    pub(crate) fn read(&self) -> Result<Reading, Failure> {
        match self {
            Self::Given(anchors) => Ok(Reading { anchors: anchors.clone(), ..Reading::default() }),
            Self::File(path) => file(path),
            Self::Folder(path) => folder(path),
        }
    }
}

impl Reading {
    /// Returns a sentence for each thing that is not used, or `None` if everything is.
    pub(crate) fn message(&self) -> Option<String> {
        let more = (self.more > 0).then(|| format!("{} more", self.more));
        let all: Vec<&str> = self.skipped.iter().chain(&more).map(String::as_str).collect();
        (!all.is_empty()).then(|| all.join("; "))
    }

    fn skip(&mut self, why: impl fmt::Display) {
        if self.skipped.len() < MOST_SENTENCES {
            self.skipped.push(why.to_string());
        } else {
            self.more = self.more.saturating_add(1);
        }
    }

    /// Adds what another reading has.
    pub(crate) fn append(&mut self, other: Self) {
        self.anchors.extend(other.anchors);
        other.skipped.into_iter().for_each(|why| self.skip(why));
        self.more = self.more.saturating_add(other.more);
    }
}

/// Returns the trust anchors of PEM blocks, `origin` being what to call them. A certificate that cannot be read is not used,
/// which is said.
///
/// Fails if a block is malformed, if there is none, or if no certificate can be read.
pub(crate) fn pem(octets: &[u8], origin: &dyn fmt::Display) -> Result<Reading, Failure> {
    let mut reading = Reading::default();
    for (index, block) in CertificateDer::pem_slice_iter(octets).enumerate() {
        let der = block.map_err(|error| Failure::new(ResultCode::InvalidPem, format_args!("{origin}: {error}")))?;
        match OwnedAnchor::read(der.to_vec()) {
            Ok(anchor) => reading.anchors.push(Arc::new(anchor)),
            Err(error) => reading.skip(format_args!("{origin}: certificate {index} is not used: {error}")),
        }
    }
    match (reading.anchors.is_empty(), reading.message()) {
        (false, _) => Ok(reading),
        (true, Some(why)) => Err(Failure::new(ResultCode::MalformedCertificate, why)),
        (true, None) => {
            Err(Failure::new(ResultCode::NoCertificate, format_args!("{origin}: there is no PEM block CERTIFICATE")))
        }
    }
}

/// Returns the trust anchor of one certificate in DER; fails if it cannot be read.
pub(crate) fn der(octets: &[u8], origin: &dyn fmt::Display) -> Result<Reading, Failure> {
    match OwnedAnchor::read(octets.to_vec()) {
        Ok(anchor) => Ok(Reading { anchors: vec![Arc::new(anchor)], ..Reading::default() }),
        Err(error) => Err(Failure::new(ResultCode::MalformedCertificate, format_args!("{origin}: {error}"))),
    }
}

fn file(path: &Path) -> Result<Reading, Failure> {
    let shown = shown(path);
    let octets = read_bounded(path).map_err(|failure| match failure {
        Unreadable::Io(error) => Failure::new(ResultCode::Io, format_args!("{shown}: {error}")),
        Unreadable::TooLarge => {
            Failure::new(ResultCode::TooLarge, format_args!("{shown}: more than {} MiB", MOST >> 20))
        }
    })?;
    // No text begins so, and no certificate in DER otherwise.
    match octets.as_slice() {
        [0x30, 0x80..=0xff, ..] => der(&octets, &shown),
        _ => pem(&octets, &shown),
    }
}

enum Unreadable {
    Io(io::Error),
    TooLarge,
}

fn read_bounded(path: &Path) -> Result<Vec<u8>, Unreadable> {
    let mut octets = Vec::new();
    let file = File::open(path).map_err(Unreadable::Io)?;
    file.take(MOST.saturating_add(1)).read_to_end(&mut octets).map_err(Unreadable::Io)?;
    if u64::try_from(octets.len()).is_ok_and(|length| length <= MOST) { Ok(octets) } else { Err(Unreadable::TooLarge) }
}

/// Reads the files of a folder, whatever they are called, in the order of their names; no folder in it, no hidden file, and
/// nothing that is no file. A file without certificates is not used, which is said.
fn folder(path: &Path) -> Result<Reading, Failure> {
    let unreadable = |error: io::Error| Failure::new(ResultCode::Io, format_args!("{}: {error}", shown(path)));
    let entries = fs::read_dir(path).map_err(unreadable)?;
    let mut paths =
        entries.map(|entry| entry.map(|entry| entry.path())).collect::<Result<Vec<_>, _>>().map_err(unreadable)?;
    paths.sort();
    let mut reading = Reading::default();
    let is_hidden = |path: &Path| path.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(b"."));
    for path in paths.into_iter().filter(|path| !is_hidden(path)) {
        match fs::metadata(&path) {
            Ok(metadata) if !metadata.is_file() => continue,
            Ok(_) => match file(&path) {
                Ok(own) => reading.append(own),
                Err(Failure { message, .. }) => reading.skip(message.unwrap_or_default()),
            },
            // A link that leads to nothing, too.
            Err(error) => reading.skip(format_args!("{}: {error}", shown(&path))),
        }
    }
    if reading.anchors.is_empty() {
        let why = reading.message().map(|why| format!(": {why}")).unwrap_or_default();
        let shown = shown(path);
        return Err(Failure::new(ResultCode::NoCertificate, format_args!("{shown}: no file has a certificate{why}")));
    }
    Ok(reading)
}

/// Returns a path as a person reads it.
fn shown(path: &Path) -> String {
    Escaped::from_bytes(path.as_os_str().as_encoded_bytes()).to_string()
}
