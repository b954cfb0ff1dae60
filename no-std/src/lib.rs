//! Links `srvname` without std and without an allocator, and uses what works there: names, decoding, constraints level by
//! level, references. `check` builds it and looks at its symbols.
#![no_std]

use core::panic::PanicInfo;
use core::slice;

use srvname::certificate::{CertificationRequest, TbsCertificate};
use srvname::constraints::{Level, admit};
use srvname::identity::{SourceDomain, Wildcards};
use srvname::{Certificate, Profile, constraints::Position, name::DnsLeadingDot};

/// The answers of [`srvname_check`].
const ACCEPTED: i32 = 0;
const MALFORMED: i32 = 1;
const REFUSED: i32 = 2;
const ANOTHER: i32 = 3;

/// Whether the CA's constraints admit every name of the end entity, and whether one of them is the XMPP service of
/// example.com.
///
/// # Safety
///
/// Each pointer must be valid for reads of its length in octets.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn srvname_check(ca: *const u8, ca_len: usize, leaf: *const u8, leaf_len: usize) -> i32 {
    // SAFETY: the caller's promise.
    let (ca, leaf) = unsafe { (slice::from_raw_parts(ca, ca_len), slice::from_raw_parts(leaf, leaf_len)) };
    let (Ok(ca), Ok(leaf)) = (Certificate::from_der(ca), Certificate::from_der(leaf)) else { return MALFORMED };
    let Some(constraints) = ca.name_constraints() else { return REFUSED };
    let levels = [Level::authority(constraints, Position::new(1), DnsLeadingDot::ProperSubdomains)];
    if leaf.presented_ids().any(|presented| admit(&levels, &presented).is_err()) {
        return REFUSED;
    }
    let Ok(domain) = SourceDomain::from_user_input("example.com") else { return ANOTHER };
    let references = Profile::XmppServer.references(domain);
    let matches = leaf
        .presented_ids()
        .any(|presented| references.iter().any(|reference| reference.matches(&presented, Wildcards::default())));
    if matches { ACCEPTED } else { ANOTHER }
}

/// Whether the CA's constraints admit every name of what is not signed yet: a request, or a TBSCertificate.
///
/// # Safety
///
/// Each pointer must be valid for reads of its length in octets.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn srvname_check_unsigned(ca: *const u8, ca_len: usize, der: *const u8, der_len: usize) -> i32 {
    // SAFETY: the caller's promise.
    let (ca, der) = unsafe { (slice::from_raw_parts(ca, ca_len), slice::from_raw_parts(der, der_len)) };
    let Ok(ca) = Certificate::from_der(ca) else { return MALFORMED };
    let Some(constraints) = ca.name_constraints() else { return REFUSED };
    let levels = [Level::authority(constraints, Position::new(1), DnsLeadingDot::ProperSubdomains)];
    let admitted = match (CertificationRequest::from_der(der), TbsCertificate::from_der(der)) {
        (Ok(request), _) => request.presented_ids().all(|presented| admit(&levels, &presented).is_ok()),
        (_, Ok(tbs)) => tbs.presented_ids().all(|presented| admit(&levels, &presented).is_ok()),
        _ => return MALFORMED,
    };
    if admitted { ACCEPTED } else { REFUSED }
}

/// With an allocator, the caller's: everything that is done before anyone is authenticated.
#[cfg(feature = "verify")]
mod verify {
    extern crate alloc;

    use alloc::string::ToString;
    use alloc::vec::Vec;
    use core::alloc::{GlobalAlloc, Layout};

    use rustls_pki_types::{SignatureVerificationAlgorithm, UnixTime};
    use srvname::identity::SourceDomain;
    use srvname::{Certificate, CertificatePool, PathBuilder, Profile, TrustAnchor, path::AdviceHost};

    use super::{ACCEPTED, MALFORMED, REFUSED};

    unsafe extern "C" {
        fn srvname_take(size: usize, align: usize) -> *mut u8;
        fn srvname_give(pointer: *mut u8);
    }

    struct Allocator;

    // SAFETY: whoever links this provides both functions with the contract of `GlobalAlloc`.
    unsafe impl GlobalAlloc for Allocator {
        unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
            unsafe { srvname_take(layout.size(), layout.align()) }
        }

        unsafe fn dealloc(&self, pointer: *mut u8, _: Layout) {
            unsafe { srvname_give(pointer) }
        }
    }

    #[global_allocator]
    static ALLOCATOR: Allocator = Allocator;

    /// Whether a path leads from the last certificate to the first, which is the XMPP service of example.com; and the
    /// length of the sentences that say why not and what to do about it.
    #[unsafe(no_mangle)]
    pub fn srvname_verify(
        ders: &[&[u8]],
        algorithms: &[&dyn SignatureVerificationAlgorithm],
        time: UnixTime,
        length: &mut usize,
    ) -> i32 {
        let [end_entity, pool @ .., root] = ders else { return MALFORMED };
        let (Ok(end_entity), Ok(root)) = (Certificate::from_der(end_entity), Certificate::from_der(root)) else {
            return MALFORMED;
        };
        let anchors = Vec::from([TrustAnchor::from_certificate(&root)]);
        let pool = CertificatePool::from_ders(pool.iter().copied());
        let Ok(domain) = SourceDomain::from_user_input("example.com") else { return REFUSED };
        let references = Profile::XmppServer.references(domain);
        match PathBuilder::new(&anchors, algorithms).verify(&end_entity, &pool, time, &references) {
            Ok(_) => ACCEPTED,
            Err(refusal) => {
                let advice = refusal.rejection.advice(&AdviceHost::default());
                let advice = advice.iter().fold(0, |sum: usize, sentence| sum.saturating_add(sentence.len()));
                *length = refusal.to_string().len().saturating_add(advice);
                REFUSED
            }
        }
    }
}

#[panic_handler]
fn panic(_: &PanicInfo<'_>) -> ! {
    loop {}
}
