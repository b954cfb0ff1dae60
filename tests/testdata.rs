//! The files under `testdata/` are what their program makes, and each of them says all that a test needs.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use srvname_testkit::make;

use make::file::{self, AT, ChainFile, Expectation, RULES};
use make::{Ca, Constraints, dns, srv};

/// The codes of the command line's contract.
const CODES: [&str; 23] = [
    "malformed_certificate",
    "unknown_issuer",
    "bad_signature",
    "unsupported_signature_algorithm",
    "expired",
    "not_yet_valid",
    "not_a_ca",
    "path_length_exceeded",
    "key_usage",
    "extended_key_usage",
    "unknown_critical_extension",
    "malformed_constraint",
    "unsupported_constraint",
    "malformed_name",
    "name_not_permitted",
    "name_excluded",
    "ca_lacks_srv_constraints",
    "no_matching_identifier",
    "wrong_order",
    "path_too_long",
    "repeated_certificate",
    "name_constraints_without_ca",
    "too_much_work",
];

#[test]
fn the_files_are_what_the_program_makes() {
    let differences = make::tree::differences(&folder()).expect("testdata/ can be read");
    assert!(
        differences.is_empty(),
        "run `cargo run -p srvname-testkit --example testdata`:\n{}",
        differences.join("\n")
    );
}

#[test]
fn every_header_is_complete() {
    for (path, chain) in chains() {
        let shown = path.display();
        assert!(chain.title.ends_with('.'), "{shown}: the title is no sentence");
        assert!(chain.why.ends_with('.'), "{shown}: the reason is no sentence");
        assert_eq!(chain.at, AT, "{shown}");
        assert_eq!(chain.expectations.len(), RULES.len(), "{shown}");
        assert!(!chain.certificates.is_empty(), "{shown}: no certificates");
        let roots = fs::read_to_string(folder().join(format!("roots/{}.pem", chain.roots))).expect("a bundle of roots");
        let roots = file::certificates(&roots).expect("PEM blocks");
        assert!(!roots.is_empty(), "{shown}: no roots");
    }
}

/// A position beyond the anchor, or a code that the command line does not have, would be a slip of the pen.
#[test]
fn every_refusal_is_one_that_can_be_given() {
    for (path, chain) in chains() {
        let shown = path.display();
        for (rule, expectation) in RULES.iter().zip(&chain.expectations) {
            let Expectation::Reject { code, position, imposed_by } = expectation else { continue };
            assert!(CODES.contains(&code.as_str()), "{shown}: {rule}: {code}");
            let anchor = chain.certificates.len();
            assert!(position.is_none_or(|position| position <= anchor), "{shown}: {rule}: position");
            assert!(imposed_by.is_none_or(|ca| Some(ca) >= *position && ca <= anchor), "{shown}: {rule}: imposed_by");
        }
    }
}

/// Confined ⊂ Constrained ⊂ {Inherited, WhereConstrained} ⊂ Rfc5280, as sets of what they accept.
#[test]
fn the_settings_are_ordered() {
    for (path, chain) in chains() {
        let accepts = |rule: usize| chain.expectations[rule] == Expectation::Accept;
        for (strict, weak) in [(0, 1), (1, 2), (1, 3), (2, 4), (3, 4)] {
            let shown = path.display();
            assert!(!accepts(strict) || accepts(weak), "{shown}: {} accepts, {} does not", RULES[strict], RULES[weak]);
        }
    }
}

/// Every code has a case, except those that only a fixed order of certificates can earn.
#[test]
fn every_code_has_a_case() {
    let given: BTreeSet<String> = chains()
        .into_iter()
        .flat_map(|(_, chain)| chain.expectations)
        .filter_map(|expectation| match expectation {
            Expectation::Reject { code, .. } => Some(code),
            Expectation::Accept => None,
        })
        .collect();
    let missing: Vec<&str> = CODES.into_iter().filter(|code| !given.contains(*code)).collect();
    assert_eq!(missing, ["wrong_order", "repeated_certificate"]);
}

/// The same draft gives the same octets, and a key comes from its label alone.
#[test]
fn certificates_are_reproducible() {
    let make = || {
        let constraints = Constraints::new().permit(srv("example.com")).permit(dns("example.com"));
        let sub = Ca::root("Example Root CA").sub_ca("Example Sub CA").constraints(constraints).path_len(0).issue();
        sub.end_entity("xmpp.example.com").san([srv("_xmpp-server.example.com"), dns("example.com")]).issue()
    };
    assert_eq!(make().der(), make().der());
    assert_eq!(make().pkcs8(), make::Key::labelled("xmpp.example.com").pkcs8());
}

/// The octets of RFC 4985's own name form, written out by hand once.
#[test]
fn an_srvname_is_encoded_as_rfc_4985_says() {
    let name = srv("_xmpp-client.example.com");
    let expected = "a02606082b06010505070807a01a16185f786d70702d636c69656e742e6578616d706c652e636f6d";
    assert_eq!(make::der::hex(name.der()), expected);
    let constraints = Constraints::new().permit(srv("_mail.example.com"));
    let expected = "3025a0233021a01f06082b06010505070807a01316115f6d61696c2e6578616d706c652e636f6d";
    assert_eq!(make::der::hex(&constraints.der()), expected);
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata")
}

fn chains() -> Vec<(PathBuf, ChainFile)> {
    let entries = fs::read_dir(folder().join("chains")).expect("testdata/chains");
    let mut chains: Vec<(PathBuf, ChainFile)> = entries
        .map(|entry| {
            let path = entry.expect("an entry").path();
            let text = fs::read_to_string(&path).expect("a text file");
            let chain = ChainFile::parse(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            (path, chain)
        })
        .collect();
    chains.sort_by(|(left, _), (right, _)| left.cmp(right));
    chains
}
