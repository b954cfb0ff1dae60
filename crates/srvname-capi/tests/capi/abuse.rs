//! What a caller may do wrong: NULL everywhere, lengths, texts that are none, and chains that nobody would send.

use std::ffi::{CStr, c_char};
use std::fs;
use std::ptr;
use std::time::Instant;

use srvname_capi::ResultCode;
use srvname_capi::evidence::{
    srvname_evidence_add_tlsa, srvname_evidence_free, srvname_evidence_new, srvname_evidence_server_name,
    srvname_evidence_set_beside_mta_sts, srvname_evidence_set_insecure_target,
    srvname_evidence_set_least_authentication, srvname_evidence_set_mta_sts, srvname_evidence_set_posh,
    srvname_evidence_set_target, srvname_evidence_set_tlsa_lookup, srvname_posh_url,
};
use srvname_capi::lint::srvname_lint;
use srvname_capi::result_name::srvname_result_name;
use srvname_capi::roots::{
    srvname_roots_add_der, srvname_roots_add_file, srvname_roots_add_folder, srvname_roots_add_pem, srvname_roots_free,
    srvname_roots_new, srvname_roots_reload,
};
use srvname_capi::srvname_string_free;
use srvname_capi::verdict::{
    srvname_verdict_advice, srvname_verdict_authentication, srvname_verdict_base, srvname_verdict_code,
    srvname_verdict_free, srvname_verdict_imposed_by, srvname_verdict_mechanism, srvname_verdict_name,
    srvname_verdict_path_index, srvname_verdict_path_length, srvname_verdict_position, srvname_verdict_presented,
    srvname_verdict_reference, srvname_verdict_reference_index, srvname_verdict_result, srvname_verdict_section,
    srvname_verdict_subject, srvname_verdict_text,
};
use srvname_capi::verifier::{
    srvname_verifier_add_dns_id, srvname_verifier_add_ip_id, srvname_verifier_add_mailbox, srvname_verifier_add_srv_id,
    srvname_verifier_add_target, srvname_verifier_free, srvname_verifier_new, srvname_verifier_set_anchors,
    srvname_verifier_set_dns_wildcards, srvname_verifier_set_leading_dot, srvname_verifier_set_purpose,
    srvname_verifier_set_rule, srvname_verifier_set_srv_wildcards,
};
use srvname_capi::verify::{
    Der, srvname_validate_verified, srvname_validate_verified_path, srvname_verify, srvname_verify_path,
};
use srvname_capi::verify_evidence::srvname_verify_evidence;
use srvname_capi::version::{SRVNAME_ABI, srvname_abi, srvname_version};
use srvname_testkit::make::chains::confined;
use srvname_testkit::make::{Issued, srv};

use crate::call::{AT, OwnedRoots, OwnedVerifier, c, taken};

const NULL: ResultCode = ResultCode::NullPointer;

/// NULL in place of every pointer, of all of them and of one at a time.
#[test]
fn null_is_refused_or_ignored_everywhere() {
    let (roots, verifier) = (OwnedRoots::new(), OwnedVerifier::without_roots());
    let (nothing, text, octets) = (ptr::null_mut::<c_char>(), c("example.com"), [0u8; 4]);
    let (none, mut count, mut made) = (ptr::null_mut(), 7usize, ptr::null_mut());
    // SAFETY: NULL is what the functions are to bear; what is not NULL is live.
    unsafe {
        // What frees takes NULL.
        srvname_roots_free(ptr::null_mut());
        srvname_verifier_free(ptr::null_mut());
        srvname_verdict_free(ptr::null_mut());
        srvname_string_free(ptr::null_mut());

        assert_eq!(srvname_roots_new(SRVNAME_ABI, ptr::null_mut()), NULL);
        assert_eq!(srvname_verifier_new(SRVNAME_ABI, ptr::null(), ptr::null_mut()), NULL);
        assert_eq!(srvname_verifier_new(SRVNAME_ABI, roots.0, ptr::null_mut()), NULL);
        for (handle, data) in
            [(roots.0, ptr::null()), (ptr::null_mut(), octets.as_ptr()), (ptr::null_mut(), ptr::null())]
        {
            assert_eq!(srvname_roots_add_pem(handle, data, 4, ptr::null_mut(), ptr::null_mut()), NULL);
            assert_eq!(srvname_roots_add_der(handle, data, 4, &raw mut count, ptr::null_mut()), NULL);
            assert_eq!(count, 0);
        }
        for (handle, path) in [(roots.0, ptr::null()), (ptr::null_mut(), text.as_ptr()), (ptr::null_mut(), ptr::null())]
        {
            assert_eq!(srvname_roots_add_file(handle, path, ptr::null_mut(), ptr::null_mut()), NULL);
            assert_eq!(srvname_roots_add_folder(handle, path, ptr::null_mut(), ptr::null_mut()), NULL);
        }
        assert_eq!(srvname_roots_reload(ptr::null_mut(), ptr::null_mut(), ptr::null_mut()), NULL);
        assert_eq!(srvname_roots_reload(roots.0, ptr::null_mut(), ptr::null_mut()), ResultCode::Ok);

        let handle = verifier.0;
        for (handle, service, domain) in [
            (ptr::null_mut(), text.as_ptr(), text.as_ptr()),
            (handle, ptr::null(), text.as_ptr()),
            (handle, text.as_ptr(), ptr::null()),
            (ptr::null_mut(), ptr::null(), ptr::null()),
        ] {
            assert_eq!(srvname_verifier_add_srv_id(handle, service, domain, ptr::null_mut()), NULL);
        }
        for (handle, text) in [(handle, ptr::null()), (ptr::null_mut(), text.as_ptr()), (ptr::null_mut(), ptr::null())]
        {
            assert_eq!(srvname_verifier_add_dns_id(handle, text, ptr::null_mut()), NULL);
            assert_eq!(srvname_verifier_add_ip_id(handle, text, ptr::null_mut()), NULL);
            assert_eq!(srvname_verifier_add_mailbox(handle, text, ptr::null_mut()), NULL);
            assert_eq!(srvname_verifier_add_target(handle, text, 1, ptr::null_mut()), NULL);
        }
        assert_eq!(srvname_verifier_set_rule(ptr::null_mut(), 1), NULL);
        assert_eq!(srvname_verifier_set_purpose(ptr::null_mut(), 1), NULL);
        assert_eq!(srvname_verifier_set_srv_wildcards(ptr::null_mut(), 1), NULL);
        assert_eq!(srvname_verifier_set_dns_wildcards(ptr::null_mut(), 1), NULL);
        assert_eq!(srvname_verifier_set_leading_dot(ptr::null_mut(), 1), NULL);
        assert_eq!(srvname_verifier_set_anchors(ptr::null_mut(), 1), NULL);

        for (handle, count) in [(handle.cast_const(), 1), (ptr::null(), 1), (ptr::null(), 0)] {
            assert_eq!(srvname_verify(handle, ptr::null(), count, AT, &raw mut made), NULL);
            assert_eq!(srvname_verify_path(handle, ptr::null(), count, AT, &raw mut made), NULL);
            assert_eq!(srvname_validate_verified(handle, ptr::null(), count, 1, &raw mut made), NULL);
            assert_eq!(srvname_validate_verified_path(handle, ptr::null(), count, 1, &raw mut made), NULL);
            assert!(made.is_null());
        }
        // A certificate without octets.
        let hollow = [Der { data: ptr::null(), length: 5 }];
        assert_eq!(srvname_verify(handle, hollow.as_ptr(), 1, AT, &raw mut made), NULL);
        assert_eq!(srvname_validate_verified(handle, hollow.as_ptr(), 1, 2, &raw mut made), NULL);

        assert_eq!(srvname_lint(ptr::null(), 5, 1, ptr::null_mut()), NULL);
        assert_eq!(srvname_lint(octets.as_ptr(), 4, 1, ptr::null_mut()), NULL);
        let mut json = nothing;
        assert_eq!(srvname_lint(ptr::null(), 5, 1, &raw mut json), NULL);
        assert!(json.is_null());

        assert_eq!(srvname_verdict_result(none), NULL);
        for text in [
            srvname_verdict_code(none),
            srvname_verdict_text(none),
            srvname_verdict_reference(none),
            srvname_verdict_presented(none),
            srvname_verdict_mechanism(none),
            srvname_verdict_authentication(none),
            srvname_verdict_section(none),
            srvname_verdict_name(none),
            srvname_verdict_base(none),
            srvname_verdict_subject(none),
            srvname_verdict_advice(none, 0),
            srvname_verdict_advice(none, usize::MAX),
        ] {
            assert!(text.is_null());
        }
        assert_eq!(srvname_verdict_path_length(none), 0);
        for place in [&raw mut count, ptr::null_mut()] {
            assert_eq!(srvname_verdict_position(none, place), NULL);
            assert_eq!(srvname_verdict_imposed_by(none, place), NULL);
            assert_eq!(srvname_verdict_reference_index(none, place), NULL);
            assert_eq!(srvname_verdict_path_index(none, 0, place), NULL);
        }
    }
}

/// NULL in place of every pointer of what takes evidence.
#[test]
fn null_is_refused_or_ignored_of_evidence() {
    let (verifier, text, octets, none) = (OwnedVerifier::without_roots(), c("example.com"), [0u8; 4], ptr::null_mut());
    let mut own = ptr::null_mut();
    // SAFETY: NULL is what the functions are to bear; what is not NULL is live.
    unsafe {
        srvname_evidence_free(none);
        let good = text.as_ptr();
        assert_eq!(srvname_evidence_new(SRVNAME_ABI, ptr::null(), good, ptr::null_mut(), ptr::null_mut()), NULL);
        let service = c"imap".as_ptr();
        assert_eq!(srvname_evidence_new(SRVNAME_ABI, service, ptr::null(), &raw mut own, ptr::null_mut()), NULL);
        assert_eq!(srvname_evidence_new(SRVNAME_ABI, service, good, ptr::null_mut(), ptr::null_mut()), NULL);
        assert!(own.is_null());
        assert_eq!(srvname_evidence_new(SRVNAME_ABI, ptr::null(), good, &raw mut own, ptr::null_mut()), ResultCode::Ok);
        for (handle, text) in [(own, ptr::null()), (none, good), (none, ptr::null())] {
            assert_eq!(srvname_evidence_set_target(handle, text, 1, ptr::null_mut()), NULL);
            assert_eq!(srvname_evidence_set_insecure_target(handle, text, ptr::null_mut()), NULL);
            assert_eq!(srvname_evidence_set_tlsa_lookup(handle, 1, 1, text, 25, ptr::null_mut()), NULL);
            assert_eq!(srvname_evidence_set_mta_sts(handle, octets.as_ptr(), 4, text, ptr::null_mut()), NULL);
        }
        for (handle, octets) in [(own, ptr::null()), (none, octets.as_ptr()), (none, ptr::null())] {
            assert_eq!(srvname_evidence_add_tlsa(handle, octets, 4, ptr::null_mut()), NULL);
            assert_eq!(srvname_evidence_set_mta_sts(handle, octets, 4, good, ptr::null_mut()), NULL);
            assert_eq!(srvname_evidence_set_posh(handle, octets, 4, octets, 4, 0, ptr::null_mut()), NULL);
        }
        let (octets, mut url) = (octets.as_ptr(), ptr::null_mut());
        assert_eq!(srvname_evidence_set_posh(own, octets, 4, ptr::null(), 4, 0, ptr::null_mut()), NULL);
        assert_eq!(srvname_posh_url(octets, 4, ptr::null_mut(), ptr::null_mut()), NULL);
        assert_eq!(srvname_posh_url(ptr::null(), 4, &raw mut url, ptr::null_mut()), NULL);
        assert!(url.is_null());
        assert_eq!(srvname_evidence_set_least_authentication(none, 1), NULL);
        assert_eq!(srvname_evidence_set_beside_mta_sts(none, 1), NULL);
        assert_eq!(srvname_evidence_server_name(none, &raw mut url), NULL);
        assert_eq!(srvname_evidence_server_name(own, ptr::null_mut()), NULL);

        let (hollow, mut made) = ([Der { data: ptr::null(), length: 5 }], ptr::null_mut());
        let handle = verifier.0.cast_const();
        for (verifier, evidence, list, count) in [
            (ptr::null(), own, hollow.as_ptr(), 0),
            (handle, none, hollow.as_ptr(), 0),
            (handle, own, ptr::null(), 1),
            (handle, own, hollow.as_ptr(), 1),
            (ptr::null(), none, ptr::null(), 1),
        ] {
            assert_eq!(srvname_verify_evidence(verifier, evidence, list, count, AT, &raw mut made), NULL);
            assert!(made.is_null());
        }
        let empty = srvname_verify_evidence(handle, own, ptr::null(), 0, AT, &raw mut made);
        assert_eq!((empty, made.is_null()), (ResultCode::TooFewCertificates, true));
        let leaf = Issued::root("One");
        let list = [Der { data: leaf.der().as_ptr(), length: leaf.der().len() }];
        assert_eq!(srvname_verify_evidence(handle, own, list.as_ptr(), 1, -1, &raw mut made), ResultCode::InvalidValue);
        srvname_evidence_free(own);
    }
}

/// The list of this file's imports is that of the header: a function that is added is abused, too.
#[test]
fn every_function_of_the_header_is_abused() {
    let header = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/include/srvname.h")).expect("the header");
    let own = include_str!("abuse.rs");
    let declared = header.lines().filter(|line| !line.starts_with([' ', '*', '/', '#']) && line.contains('('));
    let names: Vec<_> = declared
        .filter_map(|line| line.split_once('(')?.0.rsplit([' ', '*']).next())
        .filter(|name| name.starts_with("srvname_"))
        .collect();
    assert!(names.len() > 35, "{names:?}");
    for name in names {
        assert!(own.matches(name).count() >= 2, "{name} is not called here");
    }
}

#[test]
fn a_library_of_another_version_is_refused() {
    let roots = OwnedRoots::new();
    for abi in [0, SRVNAME_ABI + 1, SRVNAME_ABI + 0x1_0000, u32::MAX] {
        let (mut made_roots, mut made_verifier) = (roots.0, ptr::null_mut());
        // SAFETY: live handles and places to write to.
        unsafe {
            assert_eq!(srvname_roots_new(abi, &raw mut made_roots), ResultCode::AbiMismatch);
            assert_eq!(srvname_verifier_new(abi, roots.0, &raw mut made_verifier), ResultCode::AbiMismatch);
            assert!(made_roots.is_null() && made_verifier.is_null());
            let mut made_evidence = ptr::dangling_mut();
            let domain = c"example.com".as_ptr();
            let result = srvname_evidence_new(abi, ptr::null(), domain, &raw mut made_evidence, ptr::null_mut());
            assert!(result == ResultCode::AbiMismatch && made_evidence.is_null());
            // What is then passed on fails closed.
            assert_eq!(srvname_verify(made_verifier, ptr::null(), 0, AT, ptr::null_mut()), NULL);
        }
    }
    assert_eq!(srvname_abi(), SRVNAME_ABI);
    // SAFETY: texts that are never freed.
    let (version, name) = unsafe { (CStr::from_ptr(srvname_version()), CStr::from_ptr(srvname_result_name(5))) };
    assert_eq!(version.to_str(), Ok(env!("CARGO_PKG_VERSION")));
    assert_eq!(name.to_str(), Ok("abi_mismatch"));
}

#[test]
fn texts_that_are_no_utf8_are_refused() {
    let verifier = OwnedVerifier::without_roots();
    let (bad, good) = (c"example\xff.com", c"imap");
    let mut message = ptr::null_mut();
    // SAFETY: a live handle, texts, and a place to write to.
    unsafe {
        for (service, domain) in [(bad, good), (good, bad)] {
            let result = srvname_verifier_add_srv_id(verifier.0, service.as_ptr(), domain.as_ptr(), &raw mut message);
            assert_eq!(result, ResultCode::InvalidUtf8);
        }
        for add in [srvname_verifier_add_dns_id, srvname_verifier_add_ip_id, srvname_verifier_add_mailbox] {
            assert_eq!(add(verifier.0, bad.as_ptr(), &raw mut message), ResultCode::InvalidUtf8);
        }
        assert_eq!(srvname_verifier_add_target(verifier.0, bad.as_ptr(), 1, &raw mut message), ResultCode::InvalidUtf8);
        let mut own = ptr::null_mut();
        for (service, domain) in [(bad, good), (good, bad)] {
            let (service, domain) = (service.as_ptr(), domain.as_ptr());
            let result = srvname_evidence_new(SRVNAME_ABI, service, domain, &raw mut own, &raw mut message);
            assert!(result == ResultCode::InvalidUtf8 && own.is_null());
        }
    }
    assert_eq!(taken(message), None);
    // A path is octets: this one leads nowhere.
    let roots = OwnedRoots::new();
    let (result, _, message) = roots.add_file(bad);
    assert_eq!(result, ResultCode::Io);
    assert!(message.expect("a reason").starts_with(r"example\xff.com: "));
}

#[test]
fn lengths_that_no_object_has_are_refused() {
    let (roots, verifier) = (OwnedRoots::of(&[Issued::root("One").der()]), OwnedVerifier::without_roots());
    let octets = [0x30u8; 4];
    for length in [usize::MAX, isize::MAX.unsigned_abs() + 1] {
        let list = [Der { data: octets.as_ptr(), length }];
        // SAFETY: of what is refused nothing is read.
        unsafe {
            let wrong = ResultCode::InvalidValue;
            assert_eq!(
                srvname_roots_add_der(roots.0, octets.as_ptr(), length, ptr::null_mut(), ptr::null_mut()),
                wrong
            );
            assert_eq!(
                srvname_roots_add_pem(roots.0, octets.as_ptr(), length, ptr::null_mut(), ptr::null_mut()),
                wrong
            );
            assert_eq!(srvname_verify(verifier.0, list.as_ptr(), length, AT, ptr::null_mut()), wrong);
            assert_eq!(srvname_verify(verifier.0, list.as_ptr(), 1, AT, ptr::null_mut()), wrong);
            assert_eq!(srvname_validate_verified(verifier.0, list.as_ptr(), length, 1, ptr::null_mut()), wrong);
            assert_eq!(srvname_validate_verified(verifier.0, list.as_ptr(), 1, 2, ptr::null_mut()), wrong);
            let mut own = ptr::null_mut();
            let made =
                srvname_evidence_new(SRVNAME_ABI, ptr::null(), c"a.test".as_ptr(), &raw mut own, ptr::null_mut());
            assert_eq!(made, ResultCode::Ok);
            let (octets, nowhere) = (octets.as_ptr(), ptr::null_mut());
            assert_eq!(srvname_evidence_add_tlsa(own, octets, length, nowhere), wrong);
            assert_eq!(srvname_evidence_set_mta_sts(own, octets, length, c"a.test".as_ptr(), nowhere), wrong);
            assert_eq!(srvname_evidence_set_posh(own, octets, length, ptr::null(), 0, 0, nowhere), wrong);
            assert_eq!(srvname_evidence_set_posh(own, octets, 4, octets, length, 0, nowhere), wrong);
            assert_eq!(srvname_verify_evidence(verifier.0, own, list.as_ptr(), length, AT, ptr::null_mut()), wrong);
            assert_eq!(srvname_verify_evidence(verifier.0, own, list.as_ptr(), 1, AT, ptr::null_mut()), wrong);
            srvname_evidence_free(own);
            let mut json = ptr::null_mut();
            assert_eq!(srvname_posh_url(octets, length, &raw mut json, nowhere), wrong);
            assert_eq!(srvname_lint(octets, length, 1, &raw mut json), wrong);
            assert!(json.is_null());
        }
    }
    // A count that is too large for its size, and a list that is not aligned.
    let list = [Der { data: octets.as_ptr(), length: 4 }; 2];
    // SAFETY: the same; the second pointer stays within the list.
    unsafe {
        let count = isize::MAX.unsigned_abs() / size_of::<Der>() + 1;
        assert_eq!(srvname_verify(verifier.0, list.as_ptr(), count, AT, ptr::null_mut()), ResultCode::InvalidValue);
        let odd = list.as_ptr().cast::<u8>().add(1).cast::<Der>();
        assert_eq!(srvname_verify(verifier.0, odd, 1, AT, ptr::null_mut()), ResultCode::InvalidValue);
    }
}

#[test]
fn chains_that_nobody_sends_are_refused() {
    let root = Issued::root("One");
    let sub = root.sub_ca("Sub").constraints(confined()).issue();
    let leaf = sub.end_entity("imap").san([srv("_imap.example.com")]).issue();
    let verifier = OwnedVerifier::new(&OwnedRoots::of(&[root.der()])).srv("imap", "example.com");
    verifier.verify(&[]).failed(ResultCode::TooFewCertificates);
    verifier.verify_path(&[]).failed(ResultCode::TooFewCertificates);
    verifier.verify(&[&[]]).refused(ResultCode::MalformedCertificate);
    verifier.verify(&[&[], &[], &[]]).refused(ResultCode::MalformedCertificate);

    // Ten mebibytes: of nothing, as one certificate, and as many.
    let started = Instant::now();
    let zeros = vec![0u8; 10 << 20];
    verifier.verify(&[&zeros]).refused(ResultCode::MalformedCertificate);
    let mut long = vec![0x30, 0x84, 0x00, 0x9f, 0xff, 0xfa];
    long.resize(10 << 20, 0x30);
    verifier.verify(&[&long]).refused(ResultCode::MalformedCertificate);
    verifier.verify(&[leaf.der(), &long, sub.der()]).accepted();
    let names: Vec<_> =
        (0..200_000).map(|number| srv(&format!("_imap.n{number:06}-padding-padding.example.com"))).collect();
    let large = sub.end_entity("large").san(names).issue();
    assert!(large.der().len() > 10 << 20);
    verifier.verify(&[large.der(), sub.der()]).refused(ResultCode::NoMatchingIdentifier);
    let many = vec![sub.der(); (10 << 20) / sub.der().len()];
    let list: Vec<_> = std::iter::once(leaf.der()).chain(many).collect();
    assert_eq!(verifier.verify(&list).accepted().path, [Some(0), Some(1)]);
    let strangers: Vec<_> = (0..500).map(|number| Issued::root(&format!("Stranger {number}")).into_der()).collect();
    let list: Vec<_> = std::iter::once(leaf.der()).chain(strangers.iter().map(Vec::as_slice)).collect();
    verifier.verify(&list).refused(ResultCode::UnknownIssuer);
    // Nothing of it costs more than its octets: this is no measurement, but a bound on what would hang a server.
    assert!(started.elapsed().as_secs() < 120);
}

/// What is refused and what fails leaves nothing behind that a caller could take for an acceptance.
#[test]
fn the_place_of_a_verdict_is_emptied_first() {
    let root = Issued::root("One");
    let leaf = root.end_entity("imap").san([srv("_imap.example.com")]).issue();
    let roots = OwnedRoots::of(&[root.der()]);
    let verifier = OwnedVerifier::new(&roots).srv("imap", "example.com");
    let list = [Der { data: leaf.der().as_ptr(), length: leaf.der().len() }];
    let mut verdict = ptr::null_mut();
    // SAFETY: live handles, a certificate of this length, and a place to write to.
    unsafe {
        assert_eq!(srvname_verify(verifier.0, list.as_ptr(), 1, AT, &raw mut verdict), ResultCode::Ok);
        let first = verdict;
        assert!(!first.is_null());
        assert_eq!(srvname_verify(verifier.0, list.as_ptr(), 0, AT, &raw mut verdict), ResultCode::TooFewCertificates);
        assert!(verdict.is_null());
        assert_eq!(srvname_verdict_result(verdict), NULL);
        srvname_verdict_free(first);
    }
}
