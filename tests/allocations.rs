//! What the check allocates: nothing once the constraints are compiled, and for one handshake a number of times that does
//! not grow with the names.
//!
//! `allocation-counter` is a global allocator that counts; this library has no unsafe code, in tests neither, and so none
//! of its own.

use srvname_testkit::{make, workload};

use allocation_counter::measure;
use srvname::constraints::{Level, admit};
use srvname::{
    Certificate, Path, Policy, ReferenceId, TrustAnchor,
    certificate::{GeneralNames, NameConstraints, PresentedId},
    constraints::{CompiledConstraints, Position, admit_der},
    name::{DnsLeadingDot, DnsName, SrvName},
    path::PathErrorKind,
};
use srvname_testkit::encode::{Entry, extension_of_constraints, extension_of_names};
use srvname_testkit::workload::chains::{self, Chain};
use workload::{Form, Workload, hostile};

const DOT: DnsLeadingDot = DnsLeadingDot::ProperSubdomains;

/// How often something allocates.
fn allocations(work: impl FnOnce()) -> u64 {
    measure(work).count_total
}

#[test]
fn the_allocator_counts() {
    assert_eq!(allocations(|| drop(vec![1u8])), 1);
    assert_eq!(allocations(|| ()), 0);
}

/// Names of every form, under bases of every form, in both lists.
#[test]
fn a_compiled_check_allocates_nothing() {
    let directory = [0x31, 0x0b, 0x30, 0x09, 0x06, 0x03, 0x55, 0x04, 0x06, 0x13, 0x02, b'N', b'L'];
    let bases = [
        Entry::new(0x82, b"example.com"),
        Entry::new(0x82, b".example.net"),
        Entry::srv("_imaps.example.com"),
        Entry::srv("_imap"),
        Entry::srv("example.org"),
        Entry::new(0x81, b"root@example.com"),
        Entry::new(0x81, b".example.com"),
        Entry::new(0x86, b"example.com"),
        Entry::new(0x87, &[192, 0, 2, 0, 255, 255, 255, 0]),
        Entry::directory(&directory),
    ];
    let names = [
        Entry::new(0x82, b"www.example.com"),
        Entry::new(0x82, b"*.example.net"),
        Entry::new(0x82, b"malformed..example.net"),
        Entry::srv("_imaps.a.example.com"),
        Entry::srv("_imap.*.test"),
        Entry::new(0x81, b"root@example.com"),
        Entry::new(0x86, b"https://example.com/path"),
        Entry::new(0x87, &[192, 0, 2, 1]),
        Entry::smtp_utf8("a@example.com"),
        Entry::new(0x88, &[0x2a, 0x03]),
    ];
    let san = extension_of_names(&names);
    let mut refused = 0;
    for der in [extension_of_constraints(&bases, &[]), extension_of_constraints(&[], &bases)] {
        let compiled = CompiledConstraints::from_der(&der).unwrap();
        let count = allocations(|| {
            let names = GeneralNames::from_der(&san).unwrap();
            for general_name in names.general_names() {
                refused += usize::from(!compiled.admits(&general_name, DOT));
                // The reason costs a pass over the bases, and no memory either.
                let levels = [Level::compiled(&compiled, Position::new(1), DOT)];
                let presented = PresentedId::from_general_name(&general_name);
                assert_eq!(admit(&levels, &presented).is_ok(), compiled.admits(&general_name, DOT));
            }
            assert!(compiled.first_refused(&names, DOT).is_some());
        });
        assert_eq!(count, 0);
    }
    assert!(refused > 8, "{refused}");
}

/// Whatever the octets of the longest name and of the bases are.
#[test]
fn a_compiled_check_of_hostile_names_allocates_nothing() {
    for workload in [
        hostile::nested(),
        hostile::nested_services(),
        hostile::nested_wildcard(),
        hostile::every_length(),
        hostile::common_suffix(20, 1000),
        hostile::crowded(100, 1000),
        Workload::permitted(Form::Srv, 100, 5000),
    ] {
        let compiled = CompiledConstraints::from_der(&workload.constraints).unwrap();
        let count = allocations(|| {
            for general_name in GeneralNames::from_der(&workload.names).unwrap().general_names() {
                let _ = compiled.admits(&general_name, DOT);
            }
        });
        assert_eq!(count, 0);
    }
}

/// An end entity with a hundred SRVNames, read and checked.
#[test]
fn an_end_entity_is_read_and_checked_without_allocating() {
    let constraints = make::Constraints::new().permit(make::srv("im.example.com"));
    let compiled = CompiledConstraints::from_der(&constraints.der()).unwrap();
    let leaf = chains::leaf(&make::Ca::root("Example Root CA"), 100, "im.example.com");
    let count = allocations(|| {
        let certificate = Certificate::from_der(leaf.der()).unwrap();
        let names = certificate.subject_alt_name().unwrap();
        assert!(compiled.first_refused(&names, DOT).is_none());
    });
    assert_eq!(count, 0);
}

#[test]
fn parsing_and_decoding_allocate_nothing() {
    let workload = Workload::permitted(Form::Srv, 100, 100);
    let count = allocations(|| {
        assert!(DnsName::parse("example.com").is_ok());
        assert!(SrvName::parse("_imaps.example..com").is_err());
        let constraints = NameConstraints::from_der(&workload.constraints).unwrap();
        let bases = constraints.permitted().iter().filter(|subtree| subtree.base().base().is_ok());
        let names = GeneralNames::from_der(&workload.names).unwrap();
        assert_eq!(bases.count() + names.iter().filter(|presented| presented.name().is_ok()).count(), 200);
    });
    assert_eq!(count, 0);
}

/// A few names are compared one by one. Many are worth a set, whose parts are made once and grow by doubling.
#[test]
fn one_handshake_allocates_little_and_nothing_for_each_name() {
    let small = Workload::permitted(Form::Srv, 1, 5);
    assert_eq!(allocations(|| assert!(admit_der(&small.constraints, &small.names, DOT).is_ok())), 0);
    let count = |names| {
        let large = Workload::permitted(Form::Dns, names, 1000);
        allocations(|| assert!(admit_der(&large.constraints, &large.names, DOT).is_ok()))
    };
    assert_eq!(count(100), count(10_000));
    assert!(count(100) <= 16, "{}", count(100));
}

/// A verdict on a whole path allocates lists as long as the path.
#[test]
fn a_verdict_allocates_by_the_length_of_the_path_and_not_by_its_names() {
    let count = |names| {
        let chain = Chain::new(names);
        let references = [ReferenceId::srv("xmpp-client", "im.example.com").unwrap()];
        let [root, upper, lower, leaf] =
            [&chain.root, &chain.upper, &chain.lower, &chain.leaf].map(|issued| Certificate::from_der(issued.der()));
        let (anchor, upper) = (TrustAnchor::from_certificate(&root.unwrap()), upper.unwrap());
        let (lower, leaf) = (lower.unwrap(), leaf.unwrap());
        allocations(|| {
            let path = Path::assume_signed(&anchor, [&lower, &upper], &leaf).unwrap();
            assert!(path.validate(&references, &Policy::default()).is_ok());
        })
    };
    assert!(count(1) <= 8, "{}", count(1));
    assert_eq!(count(1000), count(2000));
}

/// A path that is too long is refused for its length: nothing is made of its certificates but the list of them.
#[test]
fn a_path_that_is_too_long_allocates_its_list_and_nothing_else() {
    let chain = Chain::new(1);
    let [root, upper, leaf] =
        [&chain.root, &chain.upper, &chain.leaf].map(|issued| Certificate::from_der(issued.der()).unwrap());
    let anchor = TrustAnchor::from_certificate(&root);
    let count = |cas: usize| {
        let above = vec![upper.clone(); cas];
        allocations(|| {
            let error = Path::assume_signed(&anchor, &above, &leaf).unwrap_err();
            assert_eq!(error.kind, PathErrorKind::PathTooLong);
        })
    };
    // The anchors, and the certificates.
    assert_eq!([33, 10_000].map(count), [2, 2]);
}
