//! How long linting takes: a server's certificate with one SRVName, and a CA with many bases.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use srvname::lint::{Linter, RuleSet};

use srvname_testkit::make;

use make::{Ca, Constraints, dns, srv};

fn lint(criterion: &mut Criterion) {
    let constraints = Constraints::new().permit(srv("example.com")).permit(dns("example.com"));
    let sub = Ca::root("Example Root CA").sub_ca("Example Sub CA").constraints(constraints).issue();
    let names = [srv("_xmpp-server.example.com"), dns("xmpp.example.com")];
    let leaf = sub.end_entity("xmpp.example.com").san(names).issue();
    let alone = sub.end_entity("xmpp.example.com").san([srv("_xmpp-server.example.com")]).issue();
    let plain = sub.end_entity("www.example.com").san([dns("www.example.com")]).issue();
    let bases = (0..400).fold(Constraints::new(), |bases, index| bases.permit(dns(&format!("h{index}.example.com"))));
    let large = Ca::root("Example Root CA").sub_ca("Example Large CA").constraints(bases).issue();
    let (default, every) = (Linter::default(), Linter::new(&RuleSet::ALL));
    let mut group = criterion.benchmark_group("lint");
    group.throughput(Throughput::Elements(1));
    for (name, linter, certificate) in [
        ("one SRVName and one dNSName", &default, &leaf),
        ("one SRVName alone", &default, &alone),
        ("one SRVName and one dNSName, every profile", &every, &leaf),
        ("no SRVName", &default, &plain),
        ("a sub-CA with two bases", &default, &sub),
        ("a sub-CA with 400 bases", &default, &large),
    ] {
        group.bench_function(name, |bencher| bencher.iter(|| linter.certificate(certificate.der(), 0)));
    }
    group.finish();
}

criterion_group!(benches, lint);
criterion_main!(benches);
