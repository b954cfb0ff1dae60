//! Trust anchors: read once, from octets, files and folders, used by any number of verifiers, and read again while they are.

mod read;
mod store;

use std::ffi::{OsStr, c_char};
use std::fmt;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use crate::boundary::{Number, Output, explained, fallible, free, reference, text_octets, values};
use crate::failure::Failure;
use crate::result::ResultCode;
use crate::version::check_abi;
pub(crate) use read::Source;
use read::{Reading, der, pem};
pub(crate) use store::AnchorSet;

/// Trust anchors. Two threads may use one value, and verifiers that were made with it keep what they need of it.
pub struct Roots {
    pub(crate) shared: Arc<SharedRoots>,
}

/// What a handle and the verifiers share.
#[derive(Default)]
pub(crate) struct SharedRoots {
    /// Locked while sources are read, so that of two changes each has its effect.
    sources: Mutex<Vec<Source>>,
    /// Locked for as long as it takes to take or to replace it.
    set: RwLock<Arc<AnchorSet>>,
}

impl SharedRoots {
    /// Returns the anchors as they are now.
    pub(crate) fn anchors(&self) -> Arc<AnchorSet> {
        // What is behind these locks is replaced as a whole: a panic leaves it as it was.
        Arc::clone(&self.set.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Adds a source with what was read of it.
    fn add(&self, source: Source, reading: &Reading) {
        let mut sources = self.sources.lock().unwrap_or_else(PoisonError::into_inner);
        let anchors = self.anchors();
        self.replace(AnchorSet::new(anchors.all().chain(&reading.anchors)));
        sources.push(source);
    }

    /// Reads every source again; fails if one of them cannot be read, and then changes nothing.
    fn reload(&self) -> Result<Reading, Failure> {
        let sources = self.sources.lock().unwrap_or_else(PoisonError::into_inner);
        let mut all = Reading::default();
        for source in sources.iter() {
            all.append(source.read()?);
        }
        self.replace(AnchorSet::new(&all.anchors));
        Ok(all)
    }

    fn replace(&self, set: AnchorSet) {
        *self.set.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(set);
    }
}

/// Writes new roots, without any anchor, to `roots`. Pass SRVNAME_ABI as `abi`. Free them with srvname_roots_free().
#[unsafe(no_mangle)]
pub unsafe extern "C" fn srvname_roots_new(abi: u32, roots: *mut *mut Roots) -> ResultCode {
    fallible(|| {
        // SAFETY: the contract of the header.
        let mut output = unsafe { Output::new(roots) }.required()?;
        check_abi(abi)?;
        output.put(Roots { shared: Arc::default() });
        Ok(())
    })
}

/// Adds the certificates of PEM blocks "CERTIFICATE", which may have any text around them, and writes how many anchors there are
/// now to `count`.
///
/// A certificate that cannot be read is not used, which `message` says beside success. Nothing is added if a block is malformed
/// (SRVNAME_RESULT_INVALID_PEM), if there is none (SRVNAME_RESULT_NO_CERTIFICATE), or if no certificate can be read.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn srvname_roots_add_pem(
    roots: *mut Roots,
    pem_text: *const u8,
    length: usize,
    count: *mut usize,
    message: *mut *mut c_char,
) -> ResultCode {
    // SAFETY: the contract of the header.
    let (mut message, count) = unsafe { (Output::new(message), Number::new(count)) };
    explained(&mut message, || {
        // SAFETY: the contract of the header.
        let (roots, octets) = unsafe { (reference(roots)?, values(pem_text, length)?) };
        add(roots, count, || pem(octets, &"the octets given"), None)
    })
}

/// Adds one certificate in DER, and writes how many anchors there are now to `count`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn srvname_roots_add_der(
    roots: *mut Roots,
    der_octets: *const u8,
    length: usize,
    count: *mut usize,
    message: *mut *mut c_char,
) -> ResultCode {
    // SAFETY: the contract of the header.
    let (mut message, count) = unsafe { (Output::new(message), Number::new(count)) };
    explained(&mut message, || {
        // SAFETY: the contract of the header.
        let (roots, octets) = unsafe { (reference(roots)?, values(der_octets, length)?) };
        add(roots, count, || der(octets, &"the octets given"), None)
    })
}

/// Adds the certificates of a file, one in DER or any number in PEM, and writes how many anchors there are now to `count`. The
/// file is remembered for srvname_roots_reload(). It may have 64 MiB.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn srvname_roots_add_file(
    roots: *mut Roots,
    path: *const c_char,
    count: *mut usize,
    message: *mut *mut c_char,
) -> ResultCode {
    // SAFETY: the contract of the header.
    unsafe { add_path(roots, path, count, message, Source::File) }
}

/// Adds the certificates of the files in a folder, hashed or not, whatever the files are called, and writes how many anchors
/// there are now to `count`. The folder is remembered for srvname_roots_reload(). Folders in it and hidden files are not read; a
/// file that has no certificate, or cannot be read, is not used, which `message` says beside success.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn srvname_roots_add_folder(
    roots: *mut Roots,
    path: *const c_char,
    count: *mut usize,
    message: *mut *mut c_char,
) -> ResultCode {
    // SAFETY: the contract of the header.
    unsafe { add_path(roots, path, count, message, Source::Folder) }
}

/// Reads every file and folder again, and writes how many anchors there are now to `count`. Verifications that run meanwhile use
/// the old anchors or the new ones, never some of both. If a file or a folder cannot be read now, nothing changes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn srvname_roots_reload(
    roots: *mut Roots,
    count: *mut usize,
    message: *mut *mut c_char,
) -> ResultCode {
    // SAFETY: the contract of the header.
    let (mut message, mut count) = unsafe { (Output::new(message), Number::new(count)) };
    explained(&mut message, || {
        // SAFETY: the contract of the header.
        let shared = &unsafe { reference(roots) }?.shared;
        let reading = shared.reload()?;
        count.put(shared.anchors().len());
        Ok(reading.message())
    })
}

/// Frees roots; NULL is allowed. No other thread may use them at that time. Verifiers that were made with them go on.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn srvname_roots_free(roots: *mut Roots) {
    // SAFETY: the contract of the header.
    unsafe { free(roots) }
}

/// Adds what was given, or what is at the path that is remembered.
fn add(
    roots: &Roots,
    mut count: Number<'_>,
    read: impl FnOnce() -> Result<Reading, Failure>,
    source: Option<Source>,
) -> Result<Option<String>, Failure> {
    let reading = read()?;
    let source = source.unwrap_or_else(|| Source::Given(reading.anchors.clone()));
    roots.shared.add(source, &reading);
    count.put(roots.shared.anchors().len());
    Ok(reading.message())
}

/// # Safety
///
/// The contract of the header.
unsafe fn add_path(
    roots: *mut Roots,
    path: *const c_char,
    count: *mut usize,
    message: *mut *mut c_char,
    source: fn(PathBuf) -> Source,
) -> ResultCode {
    // SAFETY: the contract of the header.
    let (mut message, count) = unsafe { (Output::new(message), Number::new(count)) };
    explained(&mut message, || {
        // SAFETY: the contract of the header.
        let (roots, path) = unsafe { (reference(roots)?, text_octets(path)?) };
        let source = source(path_of(path)?);
        let reading = source.read()?;
        add(roots, count, || Ok(reading), Some(source))
    })
}

/// Returns the path of these octets: on Unix any, elsewhere UTF-8.
fn path_of(octets: &[u8]) -> Result<PathBuf, ResultCode> {
    #[cfg(unix)]
    let path: &OsStr = std::os::unix::ffi::OsStrExt::from_bytes(octets);
    #[cfg(not(unix))]
    let path: &OsStr = std::str::from_utf8(octets).map_err(|_| ResultCode::InvalidUtf8)?.as_ref();
    Ok(path.into())
}

impl fmt::Debug for Roots {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Roots").field("anchors", &self.shared.anchors().len()).finish_non_exhaustive()
    }
}
