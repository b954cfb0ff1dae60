//! What the evidence of the DNS and the web costs, with criterion: policies, TLSA records, POSH documents.
//!
//! `cargo bench --bench delegation --features posh`. `peers/delegation/run --cost` gives the same policies and chains to other
//! programs; the figures are in `docs/DELEGATION-PEERS.md`.

use std::hint::black_box;
use std::time::Duration;

use criterion::{Criterion, criterion_group, criterion_main};
use rustls_pki_types::UnixTime;
use srvname::ReferenceId;
use srvname::delegation::dane::{DIGESTS, DaneProfile, Evaluator, OwnedTlsa, RecordSet};
use srvname::delegation::dns::{CertificateUsage, MatchingType, Selector, Txt};
use srvname::delegation::mta_sts::{ReadPolicy, ReadingRules, StsRecord};
use srvname::delegation::posh::Document;
use srvname::name::DnsName;
use srvname_testkit::digests::Sha2;
use srvname_testkit::make::{Ca, Issued, dns};
use srvname_testkit::verdict::build::AT;

const HOST: &str = "mx1.example.com";

fn policy(hosts: usize) -> String {
    let mut text = "version: STSv1\r\nmode: enforce\r\nmax_age: 604800\r\n".to_owned();
    for host in 0..hosts {
        text.push_str(&format!("mx: mx{host}.example.com\r\n"));
    }
    text
}

fn policies(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("mta-sts");
    for hosts in [3, 30, 300] {
        let text = policy(hosts);
        group.bench_function(format!("policy of {hosts}"), |bencher| {
            bencher.iter(|| ReadPolicy::from_body(black_box(text.as_bytes()), ReadingRules::default()).is_ok());
        });
        let policy = ReadPolicy::from_body(text.as_bytes(), ReadingRules::default()).expect("a policy").into_policy();
        let absent = DnsName::parse("mx.example.net").expect("a host");
        group.bench_function(format!("host that none of {hosts} allows"), |bencher| {
            bencher.iter(|| policy.evaluate(black_box(absent)));
        });
    }
    let record = [Txt { strings: &[b"v=STSv1; id=20160831085700Z;"] }];
    group.bench_function("record", |bencher| bencher.iter(|| StsRecord::select(black_box(&record)).is_ok()));
    group.finish();
}

fn record(usage: u8, certificate: &Issued) -> OwnedTlsa {
    let (usage, selector) = (CertificateUsage(usage), Selector::SPKI);
    OwnedTlsa::of_certificate(usage, selector, MatchingType::SHA2_256, certificate.der(), &Sha2).expect("a key")
}

fn records(criterion: &mut Criterion) {
    let root = Ca::root("Example Root CA");
    let ca = root.sub_ca("Example Issuing CA").issue();
    let leaf = ca.end_entity("Example Server").san([dns(HOST)]).issue();
    let chain = [leaf.der(), ca.der(), root.der()];
    let references = [ReferenceId::dns(HOST).expect("a host")];
    let now = UnixTime::since_unix_epoch(Duration::from_secs(AT));
    let evaluator = Evaluator::new(&Sha2, webpki::ALL_VERIFICATION_ALGS);
    let mut group = criterion.benchmark_group("dane");
    for (title, record) in [("DANE-EE", record(3, &leaf)), ("DANE-TA, two signatures", record(2, &root))] {
        let records = [record.as_tlsa()];
        group.bench_function(title, |bencher| {
            bencher.iter(|| {
                let set = RecordSet::new(black_box(&records), DaneProfile::Smtp, DIGESTS);
                evaluator.evaluate(&set, &chain, &references, now)
            });
        });
    }
    // A server that announces its keys for years ahead: digests are made once, however many records there are.
    let mut owned: Vec<_> =
        (0..100).map(|index| record(3, &ca.end_entity(&format!("Other {index}")).issue())).collect();
    owned.push(record(3, &leaf));
    let records: Vec<_> = owned.iter().map(OwnedTlsa::as_tlsa).collect();
    group.bench_function("DANE-EE, the last of 101 records", |bencher| {
        bencher.iter(|| {
            let set = RecordSet::new(black_box(&records), DaneProfile::Smtp, DIGESTS);
            evaluator.evaluate(&set, &chain, &references, now)
        });
    });
    let text = record(3, &leaf).to_string();
    group.bench_function("record as text", |bencher| bencher.iter(|| OwnedTlsa::parse(black_box(&text)).is_ok()));
    group.finish();
}

fn documents(criterion: &mut Criterion) {
    let text = r#"{"fingerprints":[{"sha-256":"4/mggdlVx8A3pvHAWW5sD+qJyMtUHgiRuPjVC48N0XQ="}],"expires":604800}"#;
    criterion.bench_function("posh/document", |bencher| {
        bencher.iter(|| Document::read(black_box(text.as_bytes())).is_ok());
    });
}

criterion_group!(benches, policies, records, documents);
criterion_main!(benches);
