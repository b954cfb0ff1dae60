//! Name constraints with criterion: from DER and compiled, by size and by shape, and the naive loop as baseline.
//!
//! `cargo bench --bench constraints`, with part of a name behind `--` for some of it. `figures` prints the same as one
//! table with the bars that are promised; this is for watching a change.

use std::hint::black_box;

use criterion::measurement::WallTime;
use criterion::{BenchmarkGroup, BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use srvname::{
    Certificate, Path, Policy, ReferenceId, TrustAnchor,
    certificate::{GeneralName, GeneralNames},
    constraints::{CompiledConstraints, admit_der},
    name::DnsLeadingDot,
};

use srvname_testkit::workload::chains::Chain;
use workload::{Form, Workload, hostile, naive};

use srvname_testkit::workload;

const DOT: DnsLeadingDot = DnsLeadingDot::ProperSubdomains;

/// The sizes, names by bases.
const SIZES: [(usize, usize); 6] = [(1, 1), (10, 10), (100, 10), (100, 1000), (1000, 1000), (10_000, 10_000)];

fn size(workload: &Workload) -> String {
    format!("{}x{}", workload.count, workload.bases)
}

fn elements(workload: &Workload) -> Throughput {
    Throughput::Elements(u64::try_from(workload.count).expect("a small number"))
}

/// Both extensions as octets, read, and what pays done.
fn from_der(group: &mut BenchmarkGroup<'_, WallTime>, id: impl Into<String>, workload: &Workload) {
    group.throughput(elements(workload));
    group.bench_function(BenchmarkId::new(id, size(workload)), |bencher| {
        bencher.iter(|| admit_der(black_box(&workload.constraints), black_box(&workload.names), DOT).is_ok());
    });
}

/// The constraints compiled before, the names found before and read now.
fn compiled(group: &mut BenchmarkGroup<'_, WallTime>, id: impl Into<String>, workload: &Workload) {
    let compiled = CompiledConstraints::from_der(&workload.constraints).expect("constraints");
    let names = GeneralNames::from_der(&workload.names).expect("names");
    let names: Vec<GeneralName<'_>> = names.general_names().collect();
    group.throughput(elements(workload));
    group.bench_function(BenchmarkId::new(id, size(workload)), |bencher| {
        bencher.iter(|| names.iter().filter(|name| compiled.admits(black_box(name), DOT)).count());
    });
}

fn sizes(criterion: &mut Criterion) {
    for form in [Form::Dns, Form::Srv] {
        let workloads = |(names, bases)| {
            [
                ("permitted, last hit", Workload::last_hit(form, names, bases)),
                ("permitted, any hit", Workload::permitted(form, names, bases)),
                ("excluded, no hit", Workload::no_hit(form, names, bases)),
            ]
        };
        let mut group = criterion.benchmark_group(format!("{} from DER", form.label()));
        for (id, workload) in SIZES.into_iter().flat_map(workloads) {
            from_der(&mut group, id, &workload);
        }
        group.finish();
        let mut group = criterion.benchmark_group(format!("{} compiled", form.label()));
        for (id, workload) in SIZES.into_iter().flat_map(workloads) {
            compiled(&mut group, id, &workload);
        }
        group.finish();
    }
}

fn compiling(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("compiling");
    for bases in [1, 10, 100, 1000, 10_000, 100_000] {
        let workload = Workload::permitted(Form::Dns, 1, bases);
        group.throughput(Throughput::Elements(u64::try_from(bases).expect("a small number")));
        group.bench_function(bases.to_string(), |bencher| {
            bencher.iter(|| CompiledConstraints::from_der(black_box(&workload.constraints)).is_ok());
        });
    }
    group.finish();
}

fn shapes(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("hostile");
    for (id, workload) in [
        ("a base at each of 127 labels", hostile::nested()),
        ("services at each of 119 labels", hostile::nested_services()),
        ("bases of every length", hostile::every_length()),
        ("wildcard below nested bases", hostile::nested_wildcard()),
        ("a long suffix in common", hostile::common_suffix(1000, 1000)),
        ("a crowded table", hostile::crowded(1000, 1000)),
        ("one base many times", hostile::duplicates(1000, 1000)),
    ] {
        from_der(&mut group, format!("{id}, from DER"), &workload);
        compiled(&mut group, format!("{id}, compiled"), &workload);
    }
    group.finish();
}

/// Three certificates to a verdict, signatures apart.
fn verdicts(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("verdict, 2 CAs of 5 subtrees");
    for names in [1, 100, 1000] {
        let chain = Chain::new(names);
        let root = Certificate::from_der(chain.root.der()).expect("a certificate");
        let anchor = TrustAnchor::from_certificate(&root);
        let references = [ReferenceId::srv("xmpp-client", "im.example.com").expect("a reference")];
        group.throughput(Throughput::Elements(u64::try_from(names).expect("a small number")));
        group.bench_function(format!("{names} SRVNames"), |bencher| {
            bencher.iter(|| {
                let ders = [&chain.leaf, &chain.lower, &chain.upper].map(|issued| black_box(issued.der()));
                let [leaf, lower, upper] = ders.map(|der| Certificate::from_der(der).expect("a certificate"));
                let path = Path::assume_signed(&anchor, [&lower, &upper], &leaf).expect("a path");
                path.validate(&references, &Policy::default()).is_ok()
            });
        });
    }
    group.finish();
}

fn baseline(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("naive loop");
    for (names, bases) in [(1, 1), (10, 10), (100, 10), (100, 1000)] {
        let workload = Workload::no_hit(Form::Dns, names, bases);
        let parsed = naive::Parsed::new(&workload.constraints, &workload.names);
        group.throughput(elements(&workload));
        group.bench_function(BenchmarkId::new("parsed before", size(&workload)), |bencher| {
            bencher.iter(|| black_box(&parsed).admits());
        });
        group.bench_function(BenchmarkId::new("parsed for each pair", size(&workload)), |bencher| {
            bencher.iter(|| naive::admits(black_box(&workload.constraints), black_box(&workload.names)));
        });
    }
    group.finish();
}

criterion_group!(benches, sizes, compiling, shapes, verdicts, baseline);
criterion_main!(benches);
