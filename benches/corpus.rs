//! Constraints that public CAs have: every set of the CCADB reports, against names drawn from the set itself.
//!
//! `SRVNAME_CORPORA=folder cargo bench --bench corpus`. The reports are no part of the project; without them this says so
//! and ends. From each base comes one name inside it, and one that differs in its last label; each set is asked all of
//! its own.

use std::fs;
use std::hint::black_box;
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use criterion::{Criterion, Throughput, criterion_group};
use srvname::{
    Certificate,
    certificate::{GeneralName, GeneralNames},
    constraints::CompiledConstraints,
    name::{Base, DnsLeadingDot, DnsSubtree, Form},
};

use srvname_testkit::encode::{Entry, extension_of_names};

const DOT: DnsLeadingDot = DnsLeadingDot::ProperSubdomains;

/// The constraints of one CA, and names for them.
struct Set {
    constraints: Vec<u8>,
    bases: usize,
    names: Vec<u8>,
    count: usize,
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut paths: Vec<_> = entries.map(|entry| entry.expect("an entry").path()).collect();
    paths.sort();
    for path in paths {
        if path.is_dir() { files(&path, found) } else { found.push(path) }
    }
}

/// The certificates in the cells of the reports.
fn certificates(folder: &Path) -> Vec<Vec<u8>> {
    let mut found = Vec::new();
    files(&folder.join("ccadb"), &mut found);
    let texts = found.iter().filter_map(|path| fs::read_to_string(path).ok());
    let blocks = |text: String| -> Vec<Vec<u8>> {
        let cells = text.split("-----BEGIN CERTIFICATE-----").skip(1);
        let encoded = cells.filter_map(|cell| cell.split("-----END").next());
        let stripped = encoded.map(|text| text.split_whitespace().collect::<String>());
        stripped.filter_map(|text| STANDARD.decode(text).ok()).collect()
    };
    texts.flat_map(blocks).collect()
}

/// A name inside a base and one beside it.
fn names_for(base: &Base<'_>) -> Vec<Entry> {
    match base {
        Base::Dns(DnsSubtree::Domain(name) | DnsSubtree::Subdomains(name)) => {
            let name = name.as_str();
            vec![
                Entry::new(0x82, format!("www.{name}").as_bytes()),
                Entry::new(0x82, format!("www.{name}x").as_bytes()),
            ]
        }
        Base::Email(base) => {
            let host = base.to_string();
            let host = host.rsplit('@').next().unwrap_or_default().trim_start_matches('.');
            vec![Entry::new(0x81, format!("a@{host}").as_bytes()), Entry::new(0x81, format!("a@{host}x").as_bytes())]
        }
        Base::Directory(base) => vec![Entry::directory(base.name().content())],
        Base::Ip(base) => match base.address() {
            core::net::IpAddr::V4(address) => vec![Entry::new(0x87, &address.octets())],
            core::net::IpAddr::V6(address) => vec![Entry::new(0x87, &address.octets())],
        },
        _ => Vec::new(),
    }
}

fn sets(folder: &Path) -> Vec<Set> {
    let mut sets = Vec::new();
    for der in certificates(folder) {
        let Ok(certificate) = Certificate::from_der(&der) else { continue };
        let Some(constraints) = certificate.name_constraints() else { continue };
        let value = certificate.extensions().find(|extension| extension.id().to_string() == "2.5.29.30");
        let subtrees = || constraints.permitted().iter().chain(constraints.excluded().iter());
        let bases: Vec<_> = subtrees().filter_map(|subtree| subtree.base().base().ok()).collect();
        let names: Vec<_> = bases.iter().flat_map(names_for).collect();
        if names.is_empty() {
            continue;
        }
        let value = value.expect("the extension").value().to_vec();
        sets.push(Set {
            constraints: value,
            bases: subtrees().count(),
            names: extension_of_names(&names),
            count: names.len(),
        });
    }
    sets
}

fn corpus(criterion: &mut Criterion) {
    let folder = std::env::var_os("SRVNAME_CORPORA").expect("asked for before");
    let sets = sets(Path::new(&folder));
    let names: usize = sets.iter().map(|set| set.count).sum();
    let largest = sets.iter().map(|set| set.bases).max().unwrap_or(0);
    println!("{} sets, the largest of {largest} subtrees, {names} names", sets.len());
    let compiled: Vec<_> =
        sets.iter().map(|set| CompiledConstraints::from_der(&set.constraints).expect("constraints")).collect();
    let read = |set: &Set| -> usize {
        let names = GeneralNames::from_der(&set.names).expect("names");
        names.general_names().filter(|name| name.form() == Form::DnsName).count()
    };
    println!("{} of them dNSNames", sets.iter().map(read).sum::<usize>());
    let mut group = criterion.benchmark_group("CCADB");
    group.throughput(Throughput::Elements(u64::try_from(names).expect("a small number")));
    group.sample_size(20);
    group.bench_function("every name against its set, compiled", |bencher| {
        let names: Vec<Vec<GeneralName<'_>>> = sets
            .iter()
            .map(|set| GeneralNames::from_der(&set.names).expect("names").general_names().collect())
            .collect();
        bencher.iter(|| {
            let admits = |(compiled, names): (&CompiledConstraints, &Vec<GeneralName<'_>>)| {
                names.iter().filter(|name| compiled.admits(black_box(name), DOT)).count()
            };
            compiled.iter().zip(&names).map(admits).sum::<usize>()
        });
    });
    group.bench_function("every set compiled", |bencher| {
        bencher.iter(|| {
            let bases = sets.iter().map(|set| CompiledConstraints::from_der(black_box(&set.constraints)).is_ok());
            bases.filter(|compiled| *compiled).count()
        });
    });
    group.bench_function("every name against its set, as encoded", |bencher| {
        bencher.iter(|| {
            let naive = |set: &Set| {
                let names = GeneralNames::from_der(black_box(&set.names)).expect("names");
                let constraints =
                    srvname::certificate::NameConstraints::from_der(&set.constraints).expect("constraints");
                let levels =
                    [srvname::constraints::Level::authority(constraints, srvname::constraints::Position::new(1), DOT)];
                names.iter().filter(|name| srvname::constraints::admit(&levels, name).is_ok()).count()
            };
            sets.iter().map(naive).sum::<usize>()
        });
    });
    group.finish();
}

criterion_group!(benches, corpus);

fn main() {
    if std::env::var_os("SRVNAME_CORPORA").is_none() {
        println!(
            "skipped: set SRVNAME_CORPORA to the folder that holds `ccadb`, and run `cargo bench --bench corpus` again"
        );
        return;
    }
    benches();
    Criterion::default().configure_from_args().final_summary();
}
