//! Help, and what is typed wrong.

use crate::run::srvname;

#[test]
fn help_and_version_end_well() {
    for arguments in [["--help"].as_slice(), &["-h"], &["verify", "--help"], &["check", "-h"], &["inspect", "--help"]] {
        let ran = srvname(arguments);
        assert_eq!((ran.status, ran.err.as_str()), (0, ""), "{arguments:?}");
        assert!(ran.out.contains("Usage: srvname"), "{arguments:?}: {}", ran.out);
    }
    for version in ["-V", "--version"] {
        let ran = srvname([version]);
        let first = ran.out.lines().next();
        assert_eq!((ran.status, first), (0, Some(concat!("srvname ", env!("CARGO_PKG_VERSION")))), "{version}");
    }
}

#[test]
fn what_is_typed_wrong_ends_with_2_and_a_word_on_standard_error() {
    let question = ["--service", "imap", "--domain", "example.com"];
    let verify = |more: &[&'static str]| [["verify"].as_slice(), &question, more].concat();
    for arguments in [
        vec![],
        vec!["frobnicate"],
        vec!["--frobnicate"],
        vec!["verify"],
        vec!["verify", "chain.pem"],
        vec!["verify", "--service", "imap", "chain.pem"],
        vec!["verify", "--domain", "example.com", "chain.pem"],
        verify(&[]),
        verify(&["--rule", "lax", "chain.pem"]),
        verify(&["--rule", "Constrained", "chain.pem"]),
        verify(&["--format", "xml", "chain.pem"]),
        verify(&["--at", "yesterday", "chain.pem"]),
        verify(&["--at", "2026-11-24", "chain.pem"]),
        verify(&["--at", "1969-12-31T23:59:59Z", "chain.pem"]),
        verify(&["--service", "imaps", "chain.pem"]),
        vec!["check"],
        vec!["check", "--at", "2026-11-24T00:00:00Z", "chain.pem"],
        vec!["inspect"],
        vec!["inspect", "--format", "sarif", "chain.pem"],
    ] {
        let ran = srvname(&arguments);
        assert_eq!((ran.status, ran.out.as_str()), (2, ""), "{arguments:?}: {ran:?}");
        assert!(!ran.err.is_empty() && !ran.err.contains("panicked"), "{arguments:?}: {ran:?}");
    }
}
