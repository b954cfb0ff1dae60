//! Handles that several threads use at once.

use std::fs;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;

use srvname_capi::ResultCode;
use srvname_capi::settings::Rule;
use srvname_capi::verifier::srvname_verifier_set_rule;
use srvname_testkit::make::chains::confined;
use srvname_testkit::make::file::pem;
use srvname_testkit::make::{Issued, srv};

use crate::call::{OwnedRoots, OwnedVerifier, c};

/// While some verify, one changes the rule, one adds references, and one reads the roots again: each verdict is of some state
/// that there was.
#[test]
fn every_verdict_is_of_a_state_that_there_was() {
    let (one, other) = (Issued::root("One"), Issued::root("Other"));
    let chains: Vec<_> = [&one, &other]
        .map(|root| {
            let sub = root.sub_ca("Sub").constraints(confined()).issue();
            [sub.end_entity("imap").san([srv("_imap.example.com")]).issue(), sub]
        })
        .into();
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("roots.pem");
    fs::write(&file, pem(one.der())).expect("written");
    let path = c(file.to_str().expect("UTF-8"));
    let roots = OwnedRoots::new();
    assert_eq!(roots.add_file(&path).0, ResultCode::Ok);
    let verifier = OwnedVerifier::new(&roots).srv("imap", "example.com");
    let (stop, accepted) = (AtomicBool::new(false), [const { AtomicUsize::new(0) }; 2]);
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for _ in 0..40 {
                    for (chain, accepted) in chains.iter().zip(&accepted) {
                        let answer = verifier.verify_plainly(&[chain[0].der(), chain[1].der()]);
                        match answer {
                            ResultCode::Ok => accepted.fetch_add(1, Ordering::Relaxed),
                            ResultCode::UnknownIssuer => 0,
                            other => panic!("{other:?}"),
                        };
                    }
                }
                stop.store(true, Ordering::Relaxed);
            });
        }
        scope.spawn(|| {
            let mut rules = [Rule::Confined, Rule::Rfc5280, Rule::Constrained].into_iter().cycle();
            while !stop.load(Ordering::Relaxed) {
                // SAFETY: a live handle.
                let set = unsafe { srvname_verifier_set_rule(verifier.0, rules.next().expect("a rule") as u32) };
                assert_eq!(set, ResultCode::Ok);
                assert_eq!(verifier.add_srv("xmpp-server", "example.com"), (ResultCode::Ok, None));
            }
        });
        scope.spawn(|| {
            let mut next = [&other, &one].into_iter().cycle();
            while !stop.load(Ordering::Relaxed) {
                let half = folder.path().join("next.pem");
                fs::write(&half, pem(next.next().expect("a root").der())).expect("written");
                fs::rename(&half, &file).expect("renamed");
                assert_eq!(roots.reload(), (ResultCode::Ok, 1, None));
            }
        });
    });
    assert!(accepted[0].load(Ordering::Relaxed) + accepted[1].load(Ordering::Relaxed) > 0);
}

/// A handle may be freed by another thread than made it, and a verifier outlives its roots.
#[test]
fn a_handle_may_move() {
    let root = Issued::root("One");
    let leaf = root.end_entity("imap").san([srv("_imap.example.com")]).issue();
    let roots = OwnedRoots::of(&[root.der()]);
    let verifier = OwnedVerifier::new(&roots).srv("imap", "example.com");
    thread::spawn(move || drop(roots)).join().expect("freed");
    thread::spawn(move || verifier.verify(&[leaf.der()]).accepted()).join().expect("accepted");
}
