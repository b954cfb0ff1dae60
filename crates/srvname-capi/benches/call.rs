//! What a call from C costs beside the same question in Rust: a chain with two P-256 signatures, one root and a hundred and fifty.
//!
//! `cargo bench -p srvname-capi --bench call`
//!
//! The times are medians, and the ratios those of many short rounds in which both take turns. It is a measurement, and no test.

use std::hint::black_box;
use std::ptr;
use std::time::{Duration, Instant};

use rustls_pki_types::UnixTime;
use srvname::{Certificate, CertificatePool, PathBuilder, ReferenceId, TrustAnchor};
use srvname_capi::ResultCode;
use srvname_capi::roots::{srvname_roots_add_der, srvname_roots_free, srvname_roots_new};
use srvname_capi::verdict::srvname_verdict_free;
use srvname_capi::verifier::{srvname_verifier_add_srv_id, srvname_verifier_free, srvname_verifier_new};
use srvname_capi::verify::{Der, srvname_validate_verified, srvname_verify};
use srvname_capi::version::SRVNAME_ABI;
use srvname_testkit::make::chains::confined;
use srvname_testkit::make::{Issued, dns, srv};

/// 2026-11-24T00:00:00Z.
const NOW: u64 = 1_795_478_400;

fn main() {
    let root = Issued::root("Example Root CA");
    let sub = root.sub_ca("Example Sub CA").constraints(confined()).issue();
    let leaf = sub.end_entity("xmpp").san([srv("_xmpp-client.example.com"), dns("example.com")]).issue();
    let strangers: Vec<_> = (1..150).map(|number| Issued::root(&format!("Root {number}"))).collect();
    println!("a chain of two certificates, both signatures on P-256");
    compare(&[&root], &leaf, &sub);
    let many: Vec<_> = strangers.iter().chain([&root]).collect();
    compare(&many, &leaf, &sub);
}

fn compare(roots: &[&Issued], leaf: &Issued, sub: &Issued) {
    let certificates: Vec<_> = roots.iter().map(|root| Certificate::from_der(root.der()).expect("a root")).collect();
    let anchors: Vec<_> = certificates.iter().map(TrustAnchor::from_certificate).collect();
    let builder = PathBuilder::new(&anchors, srvname_algorithms::all());
    let time = UnixTime::since_unix_epoch(Duration::from_secs(NOW));
    let in_rust = || {
        let end_entity = Certificate::from_der(black_box(leaf.der())).expect("a certificate");
        let pool = CertificatePool::from_ders([black_box(sub.der())]);
        let references = [ReferenceId::srv("xmpp-client", "example.com").expect("a reference")];
        assert!(builder.verify(&end_entity, &pool, time, &references).is_ok());
    };

    let (mut handle, mut verifier) = (ptr::null_mut(), ptr::null_mut());
    // SAFETY: places to write to, handles that live to the end of this function, and texts.
    unsafe {
        assert_eq!(srvname_roots_new(SRVNAME_ABI, &raw mut handle), ResultCode::Ok);
        for root in roots {
            let der = root.der();
            let added = srvname_roots_add_der(handle, der.as_ptr(), der.len(), ptr::null_mut(), ptr::null_mut());
            assert_eq!(added, ResultCode::Ok);
        }
        assert_eq!(srvname_verifier_new(SRVNAME_ABI, handle, &raw mut verifier), ResultCode::Ok);
        let (service, domain) = (c"xmpp-client".as_ptr(), c"example.com".as_ptr());
        assert_eq!(srvname_verifier_add_srv_id(verifier, service, domain, ptr::null_mut()), ResultCode::Ok);
    }
    let root = roots.last().expect("a root").der();
    let list = [leaf.der(), sub.der(), root].map(|der| Der { data: der.as_ptr(), length: der.len() });
    let at = i64::try_from(NOW).expect("a time");
    let plain = || {
        // SAFETY: a live handle, and certificates of their lengths.
        let result = unsafe { srvname_verify(verifier, black_box(list.as_ptr()), 2, at, ptr::null_mut()) };
        assert_eq!(result, ResultCode::Ok);
    };
    let with_verdict = || {
        let mut verdict = ptr::null_mut();
        // SAFETY: the same, and a place to write to; the verdict is freed once.
        unsafe {
            assert_eq!(srvname_verify(verifier, black_box(list.as_ptr()), 2, at, &raw mut verdict), ResultCode::Ok);
            srvname_verdict_free(verdict);
        }
    };
    let names_alone = || {
        // SAFETY: a live handle, and certificates of their lengths.
        let result = unsafe { srvname_validate_verified(verifier, black_box(list.as_ptr()), 3, 1, ptr::null_mut()) };
        assert_eq!(result, ResultCode::Ok);
    };
    println!("{} roots:", roots.len());
    for (name, call) in [
        ("srvname_verify", &plain as &dyn Fn()),
        ("srvname_verify, and its verdict", &with_verdict),
        ("srvname_validate_verified", &names_alone),
    ] {
        let (own, rust, ratio) = measure(call, &in_rust);
        println!("  {name:33} {own:8.2} us; PathBuilder::verify {rust:8.2} us; ratio {ratio:.3}");
    }
    // SAFETY: each handle is freed once, and used no more.
    unsafe {
        srvname_verifier_free(verifier);
        srvname_roots_free(handle);
    }
}

/// Calls in a turn.
const TURN: u32 = 16;

/// The median times of two calls in microseconds, and the median of their ratio.
fn measure(one: &dyn Fn(), other: &dyn Fn()) -> (f64, f64, f64) {
    let time = |call: &dyn Fn()| {
        let start = Instant::now();
        (0..TURN).for_each(|_| call());
        start.elapsed().as_secs_f64() * 1e6 / f64::from(TURN)
    };
    let rounds: Vec<_> = (0..400).map(|_| (time(one), time(other))).collect();
    let median = |of: fn(&(f64, f64)) -> f64| {
        let mut all: Vec<_> = rounds.iter().map(of).collect();
        all.sort_by(f64::total_cmp);
        all[all.len() / 2]
    };
    (median(|(one, _)| *one), median(|(_, other)| *other), median(|(one, other)| one / other))
}
