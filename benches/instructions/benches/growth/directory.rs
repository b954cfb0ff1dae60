//! Subjects and directoryNames under directoryName bases.

use srvname::constraints::admit_der;
use srvname::name::DnsLeadingDot;
use srvname::path::RejectionKind;
use srvname::{Certificate, Path, Policy, SubCaRule};
use srvname_testkit::encode::{Entry, element, extension_of_constraints, extension_of_names};
use srvname_testkit::unsigned::{authority, end_entity};

use crate::Work;

/// CN and OU.
const COMMON_NAME: u8 = 3;
const UNIT: u8 = 11;

fn attribute(kind: u8, value: &[u8]) -> Vec<u8> {
    element(0x30, &[element(0x06, &[0x55, 0x04, kind]), element(0x0c, value)].concat())
}

fn rdn(kind: u8, value: &[u8]) -> Vec<u8> {
    element(0x31, &attribute(kind, value))
}

/// Bases of one attribute, numbered.
fn bases(count: usize, kind: u8) -> Vec<Entry> {
    (0..count).map(|number| Entry::directory(&rdn(kind, format!("b{number}").as_bytes()))).collect()
}

/// A subject of one long value outside ASCII, and as many excluded bases.
pub(crate) fn long_subject(size: usize) -> Work {
    let subject = rdn(COMMON_NAME, "é".repeat(8 * size).as_bytes());
    path(0, extension_of_constraints(&[], &bases(size, COMMON_NAME)), &subject, &[], None)
}

/// The same, padded with white space, and the last base excludes it.
pub(crate) fn long_subject_refused(size: usize) -> Work {
    let text = format!("{}b{}", " ".repeat(16 * size), size - 1);
    let constraints = extension_of_constraints(&[], &bases(size, COMMON_NAME));
    path(0, constraints, &rdn(COMMON_NAME, text.as_bytes()), &[], Some(RejectionKind::NameExcluded))
}

/// A subject of one RDN of 64 attributes, and bases of such RDNs.
pub(crate) fn large_rdns(size: usize) -> Work {
    let set = |number: usize, length: usize| {
        let value = |index: usize| format!("{index} {number} {}", "é".repeat(length));
        element(0x31, &(0..64).flat_map(|index| attribute(COMMON_NAME, value(index).as_bytes())).collect::<Vec<_>>())
    };
    let bases: Vec<_> = (0..size).map(|number| Entry::directory(&set(number, 1))).collect();
    path(0, extension_of_constraints(&[], &bases), &set(size, size), &[], None)
}

/// A subject of marks, which normalization puts in order.
pub(crate) fn marks(size: usize) -> Work {
    let subject = rdn(COMMON_NAME, format!("e{}", "\u{301}\u{316}".repeat(size)).as_bytes());
    path(0, extension_of_constraints(&[], &bases(10, COMMON_NAME)), &subject, &[], None)
}

/// 32 CAs, of which the first excludes more and more bases: each subject below is asked of it.
pub(crate) fn many_cas(size: usize) -> Work {
    path(31, extension_of_constraints(&[], &bases(size, COMMON_NAME)), &rdn(COMMON_NAME, b"a"), &[], None)
}

/// As many directoryNames that are not text as excluded bases of another type.
pub(crate) fn not_text(size: usize) -> Work {
    let constraints = extension_of_constraints(&[], &bases(size, UNIT));
    let name = |number: usize| rdn(COMMON_NAME, &[format!("a{number}").as_bytes(), b"\xff"].concat());
    let names: Vec<_> = (0..size).map(|number| Entry::directory(&name(number))).collect();
    let names = extension_of_names(&names);
    Box::new(move || admit_der(&constraints, &names, DnsLeadingDot::default()).expect("names that are not excluded"))
}

/// As many mailboxes as bases of one CA, and below it a CA with so few octets of constraints that they are not compiled.
pub(crate) fn beside_a_small_level(size: usize) -> Work {
    let mailbox = |number: usize| Entry::new(0x81, format!("a{number}@example.com").as_bytes());
    let boxes: Vec<_> = (0..size).map(mailbox).collect();
    let large = extension_of_constraints(&boxes, &[]);
    let small = extension_of_constraints(&[Entry::new(0x81, b"example.com")], &[]);
    let san = extension_of_names(&boxes);
    check(vec![authority(1, Some(&large)), authority(2, Some(&small))], &rdn(COMMON_NAME, b"a"), Some(san), None)
}

/// A path below a CA with these constraints and so many CAs without any.
fn path(more: usize, constraints: Vec<u8>, subject: &[u8], names: &[Entry], expected: Option<RejectionKind>) -> Work {
    let san = (!names.is_empty()).then(|| extension_of_names(names));
    let below = (0..more).map(|index| authority(index + 2, None));
    check([authority(1, Some(&constraints))].into_iter().chain(below).collect(), subject, san, expected)
}

/// The verdict on the names of a path, from the topmost CA down.
fn check(cas: Vec<Vec<u8>>, subject: &[u8], san: Option<Vec<u8>>, expected: Option<RejectionKind>) -> Work {
    let end_entity = end_entity(cas.len(), &element(0x30, subject), san.as_deref());
    Box::new(move || {
        let cas: Vec<_> = cas.iter().rev().map(|der| Certificate::from_der(der).expect("a certificate")).collect();
        let end_entity = Certificate::from_der(&end_entity).expect("a certificate");
        let path = Path::assume_signed_without_anchor(&cas, &end_entity).expect("a path");
        let verdict = path.validate_names(&Policy::default().with_sub_ca_rule(SubCaRule::Rfc5280));
        assert_eq!(verdict.map_err(|rejection| *rejection.kind()).err(), expected);
    })
}
