//! Lints, of one certificate and of a chain.

use srvname::lint::{Linter, RuleSet, idna, public_suffix};
use srvname_testkit::make::{Constraints, Dn, Issued, der, directory, oid, other_name, srv};

use crate::Work;

/// One SRVName whose label of so many octets starts like an A-label.
pub(crate) fn long_a_label(octets: usize) -> Work {
    let text = format!("_imap.xn--{}.example", "a".repeat(octets));
    let name = other_name(oid::DNS_SRV, &der::tlv(der::IA5_STRING, text.as_bytes()));
    let root = Issued::root("Example Root CA");
    one(root.end_entity("Example Server").san([name]).issue())
}

/// So many directoryName bases that differ only at the end of 4,000 octets, half of them excluded.
pub(crate) fn alike_directories(bases: usize) -> Work {
    let name = |index: usize| directory(&Dn::cn(&format!("{}{index}", "é".repeat(2_000))));
    let constraints = (0..bases).fold(Constraints::new(), |own, index| match index % 2 {
        0 => own.permit(name(index)),
        _ => own.exclude(name(index)),
    });
    one(Issued::root("Example Root CA").sub_ca("Example Sub CA").constraints(constraints).issue())
}

/// A permitted base of so many octets, which is short to compare, and a base below it for each 400 of them.
pub(crate) fn one_wide_directory(octets: usize) -> Work {
    let wide = Dn::cn(&format!("a{}", " ".repeat(octets)));
    let constraints = Constraints::new().permit(directory(&wide));
    let constraints = (0..octets / 400)
        .fold(constraints, |own, index| own.permit(directory(&Dn::cn("a").and_cn(&format!("host {index}")))));
    one(Issued::root("Example Root CA").sub_ca("Example Sub CA").constraints(constraints).issue())
}

/// A CA of so many directoryName bases above one of half as many, all with 1,000 octets in common.
pub(crate) fn chain_of_directories(bases: usize) -> Work {
    let name = |index: usize| directory(&Dn::cn(&format!("{}{index}", "é".repeat(500))));
    let permit =
        |count: usize, step: usize| (0..count).fold(Constraints::new(), |own, index| own.permit(name(index * step)));
    let root = Issued::root("Example Root CA");
    let upper = root.sub_ca("Example CA 1").constraints(permit(bases, 1)).issue();
    let lower = upper.sub_ca("Example CA 2").constraints(permit(bases / 2, 3)).issue();
    let server = lower.end_entity("Example Server").san([srv("_imap.example.com")]).issue();
    let chain = [server, lower, upper, root].map(Issued::into_der);
    Box::new(move || {
        let chain: Vec<_> = chain.iter().map(Vec::as_slice).collect();
        assert!(!linter().chain(&chain).is_empty());
    })
}

fn linter() -> Linter {
    Linter::new(&[RuleSet::Pkix, RuleSet::Srv, RuleSet::Br]).with(&idna::CHAPTER).with(&public_suffix::CHAPTER)
}

fn one(certificate: Issued) -> Work {
    let der = certificate.into_der();
    Box::new(move || assert!(!linter().certificate(&der, 0).is_empty()))
}
