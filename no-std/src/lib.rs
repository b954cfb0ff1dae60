//! Links `srvname` without std and without an allocator, and uses what works there: names, decoding, constraints level by
//! level, references. `check` builds it and looks at its symbols.
#![no_std]

use core::panic::PanicInfo;
use core::slice;

use srvname::state::{Level, admit};
use srvname::{Certificate, DnsLeadingDot, Position, Profile, Wildcards};

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
    let levels = [Level::authority(constraints, Position(1), DnsLeadingDot::ProperSubdomains)];
    if leaf.presented_ids().any(|presented| admit(&levels, &presented).is_err()) {
        return REFUSED;
    }
    let Ok(references) = Profile::XmppServer.references("example.com") else { return ANOTHER };
    let matches = leaf.presented_ids().any(|presented| {
        references.iter().any(|reference| reference.matches(&presented, Wildcards::default()))
    });
    if matches { ACCEPTED } else { ANOTHER }
}

#[panic_handler]
fn panic(_: &PanicInfo<'_>) -> ! {
    loop {}
}
