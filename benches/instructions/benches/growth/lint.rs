//! Lints, of one certificate and of a chain.

use srvname::lint::{Linter, RuleSet, idna, public_suffix};
use srvname_testkit::make::{
    Constraints, Dn, GeneralName, Issued, der, directory, dns, email, ip_net4, oid, other_name, srv, uri,
};

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

/// So many bases of every form, which share nothing within a form.
pub(crate) fn bases_apart(bases: usize) -> Work {
    of_bases(bases, |index| base(index / 6, index % 6, &format!("h{}.example.com", index / 6)), |_| true)
}

/// So many bases of every form but addresses, by twenty each inside the one before: what is encoded grows as they do, which it
/// would not if each were longer than all before it.
pub(crate) fn bases_nested(bases: usize) -> Work {
    let domain = |index: usize| format!("{}h{}.example.com", "a.".repeat(index / 5 % 20), index / 100);
    of_bases(bases, |index| base(index, index % 5, &domain(index)), |_| true)
}

/// So many bases of every form, all the same in a form.
pub(crate) fn bases_equal(bases: usize) -> Work {
    of_bases(bases, |index| base(7, index % 6, "example.com"), |_| true)
}

/// So many bases of every form, every other one excluded and inside the permitted one before.
pub(crate) fn bases_shadowed(bases: usize) -> Work {
    let domain = |index: usize| format!("{}h{}.example.com", if index & 1 == 0 { "" } else { "a." }, index / 12);
    of_bases(bases, |index| base(index / 12, index / 2 % 6, &domain(index)), |index| index % 2 == 0)
}

/// So many SRVName bases, half of them services and half domains: each meets each, and none is inside another.
pub(crate) fn services_and_domains(bases: usize) -> Work {
    let text = |index: usize| if index & 1 == 0 { format!("_x{index}") } else { format!("h{index}.example.com") };
    of_bases(bases, |index| srv(&text(index)), |index| index % 4 < 2)
}

/// A base of one of six forms.
fn base(number: usize, form: usize, domain: &str) -> GeneralName {
    match form {
        0 => dns(domain),
        1 => srv(domain),
        2 => email(domain),
        3 => uri(domain),
        4 => directory(&Dn::o(domain)),
        _ => ip_net4(
            [10, u8::try_from(number / 256 % 256).expect("an octet"), u8::try_from(number % 256).expect("one"), 0],
            24,
        ),
    }
}

fn of_bases(bases: usize, base: impl Fn(usize) -> GeneralName, permits: impl Fn(usize) -> bool) -> Work {
    let constraints = (0..bases).fold(Constraints::new(), |own, index| match permits(index) {
        true => own.permit(base(index)),
        false => own.exclude(base(index)),
    });
    let der = Issued::root("Example Root CA").sub_ca("Example Sub CA").constraints(constraints).issue().into_der();
    let linter = Linter::default();
    Box::new(move || {
        let _ = std::hint::black_box(linter.certificate(&der, 0));
    })
}

fn linter() -> Linter {
    Linter::new(&[RuleSet::Pkix, RuleSet::Srv, RuleSet::Br]).with(&idna::CHAPTER).with(&public_suffix::CHAPTER)
}

fn one(certificate: Issued) -> Work {
    let der = certificate.into_der();
    Box::new(move || assert!(!linter().certificate(&der, 0).is_empty()))
}
