//! Reading the two extensions and a certificate: borrowed here, owned by `x509-cert`.
//!
//! `cargo bench --features x509-cert-0_3 --bench decode`

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use srvname::{
    Certificate,
    certificate::{GeneralNames, NameConstraints},
};
use x509_cert::der::Decode;
use x509_cert::ext::pkix;

use workload::{Form, Workload};

use srvname_testkit::workload::{self, chains};

fn extensions(criterion: &mut Criterion) {
    for form in [Form::Dns, Form::Srv] {
        let mut group = criterion.benchmark_group(format!("decode, {}", form.label()));
        for (names, bases) in [(1, 1), (100, 10), (1000, 1000)] {
            let workload = Workload::permitted(form, names, bases);
            let (constraints, san) = (workload.constraints.as_slice(), workload.names.as_slice());
            group.bench_function(format!("{bases} subtrees, srvname"), |bencher| {
                bencher.iter(|| NameConstraints::from_der(black_box(constraints)).is_ok());
            });
            group.bench_function(format!("{bases} subtrees, x509-cert"), |bencher| {
                bencher.iter(|| pkix::NameConstraints::from_der(black_box(constraints)).is_ok());
            });
            group.bench_function(format!("{names} names, srvname"), |bencher| {
                bencher.iter(|| GeneralNames::from_der(black_box(san)).is_ok());
            });
            group.bench_function(format!("{names} names, x509-cert"), |bencher| {
                bencher.iter(|| pkix::SubjectAltName::from_der(black_box(san)).is_ok());
            });
        }
        group.finish();
    }
}

fn certificates(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("decode, certificate");
    for names in [1, 100, 1000] {
        let chain = chains::Chain::new(names);
        let der = chain.leaf.der();
        group.bench_function(format!("{names} SRVNames, srvname"), |bencher| {
            bencher.iter(|| Certificate::from_der(black_box(der)).is_ok());
        });
        group.bench_function(format!("{names} SRVNames, x509-cert"), |bencher| {
            bencher.iter(|| x509_cert::Certificate::from_der(black_box(der)).is_ok());
        });
    }
    group.finish();
}

criterion_group!(benches, extensions, certificates);
criterion_main!(benches);
