//! Full verification of a server, two P-256 signatures included: this library's verifier beside rustls's own.
//!
//! `cargo bench --features rustls-0_23 --bench verifier`
//!
//! Both get the same chains and accept them, so the rule is `Rfc5280`: under the strict one rustls's own verifier has
//! no chain to accept. The certificate has a dNSName, which theirs matches, and an SRVName, which ours matches.

use std::hint::black_box;
use std::sync::Arc;
use std::time::Instant;

use criterion::{Criterion, criterion_group, criterion_main};
use rustls::RootCertStore;
use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::ServerCertVerifier;
use rustls_pki_types::{CertificateDer, ServerName, UnixTime};
use srvname::integration::{Roots, rustls_0_23::ServerVerifier};
use srvname::{Policy, SubCaRule};

use make::chains::{dns_only, server, xmpp_names};
use make::{Constraints, Issued, dns, srv};

use srvname_testkit::make;
use srvname_testkit::workload::search::HostilePool;

/// 2026-01-01T00:00:00Z.
const NOW: u64 = 1_767_225_600;

fn compare(criterion: &mut Criterion, name: &str, roots: &[Issued], chain: [&Issued; 2]) {
    let der = |issued: &Issued| CertificateDer::from(issued.der().to_vec());
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut store = RootCertStore::empty();
    store.add_parsable_certificates(roots.iter().map(der));
    let theirs = WebPkiServerVerifier::builder_with_provider(Arc::new(store), provider.clone()).build();
    let theirs = theirs.expect("a verifier");
    let ours = Roots::from_certificates(roots.iter().map(der)).expect("good roots");
    let ours = ServerVerifier::new(ours, &provider, "xmpp-server").expect("a verifier");
    let ours = ours.with_policy(Policy::new().with_sub_ca_rule(SubCaRule::Rfc5280));

    let [leaf, sub] = chain.map(der);
    let domain = ServerName::try_from("example.com").expect("a server name");
    let now = UnixTime::since_unix_epoch(std::time::Duration::from_secs(NOW));
    let ask = |verifier: &dyn ServerCertVerifier| {
        let intermediates = std::slice::from_ref(&sub);
        let verdict = verifier.verify_server_cert(black_box(&leaf), black_box(intermediates), &domain, &[], now);
        verdict.expect("accepted by both");
    };
    let mut group = criterion.benchmark_group(name);
    group.bench_function("rustls-webpki", |bencher| bencher.iter(|| ask(&*theirs)));
    group.bench_function("srvname", |bencher| bencher.iter(|| ask(&ours)));
    group.finish();
    println!("{name}: srvname takes {:.3} of the time of rustls-webpki", ratio(|| ask(&ours), || ask(&*theirs)));
}

/// The time of `ours` by that of `theirs`: the median of many short rounds in which both take turns, since other work on
/// the machine disturbs two long measurements differently, and two turns of a millisecond alike.
fn ratio(ours: impl Fn(), theirs: impl Fn()) -> f64 {
    let time = |ask: &dyn Fn()| {
        let start = Instant::now();
        (0..8).for_each(|_| ask());
        start.elapsed().as_secs_f64()
    };
    let mut ratios: Vec<f64> = (0..2000)
        .map(|round| match round % 2 {
            0 => time(&ours) / time(&theirs),
            _ => 1.0 / (time(&theirs) / time(&ours)),
        })
        .collect();
    ratios.sort_by(f64::total_cmp);
    ratios[ratios.len() / 2]
}

fn verifier(criterion: &mut Criterion) {
    let root = Issued::root("Example Root CA");
    let open = root.sub_ca("Example Sub CA").issue();
    compare(criterion, "no constraints", std::slice::from_ref(&root), [&server(&open, xmpp_names()), &open]);

    // The root that counts among as many as a browser has.
    let mut many: Vec<Issued> = (0..150).map(|number| Issued::root(&format!("Root CA {number}"))).collect();
    many.insert(75, root.clone());
    compare(criterion, "150 roots", &many, [&server(&open, xmpp_names()), &open]);

    // A CA of today: hosts constrained, services not, so that both accept.
    let legacy = root.sub_ca("Example Sub CA").constraints(dns_only()).issue();
    compare(criterion, "one constraint", std::slice::from_ref(&root), [&server(&legacy, xmpp_names()), &legacy]);

    let hosts = (0..100).map(|number| dns(&format!("host{number:02}.example.com")));
    let names = hosts.chain([srv("_xmpp-server.example.com"), dns("example.com")]);
    let bases = (0..9).map(|number| dns(&format!("domain{number}.example"))).chain([dns("example.com")]);
    let constraints = bases.fold(Constraints::new(), Constraints::permit);
    let busy = root.sub_ca("Example Sub CA").constraints(constraints).issue();
    compare(criterion, "100 names, 10 constraints", std::slice::from_ref(&root), [&server(&busy, names), &busy]);
    hostile();
}

/// 65 kB of certificates that lead nowhere, which fit in one handshake message: how long each verifier takes to refuse them.
fn hostile() {
    let pool = (0..).map(|spaces| HostilePool::new(25, 55, 1, spaces * 256)).find(|pool| pool.octets() > 64_000);
    let pool = pool.expect("a pool");
    let (leaf, root) = (CertificateDer::from(pool.end_entity.clone()), CertificateDer::from(pool.root.clone()));
    let intermediates: Vec<_> = pool.intermediates.iter().map(|der| CertificateDer::from(der.clone())).collect();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut store = RootCertStore::empty();
    store.add(root.clone()).expect("a root");
    let theirs = WebPkiServerVerifier::builder_with_provider(Arc::new(store), provider.clone()).build();
    let theirs = theirs.expect("a verifier");
    let ours = ServerVerifier::new(Roots::from_certificates([root]).expect("good roots"), &provider, "xmpp-server");
    let ours = ours.expect("a verifier");
    let domain = ServerName::try_from("example.com").expect("a server name");
    let now = UnixTime::since_unix_epoch(std::time::Duration::from_secs(NOW));
    let milliseconds = |verifier: &dyn ServerCertVerifier| {
        let mut times: Vec<_> = (0..101)
            .map(|_| {
                let start = Instant::now();
                let verdict = verifier.verify_server_cert(black_box(&leaf), &intermediates, &domain, &[], now);
                verdict.expect_err("refused by both");
                start.elapsed().as_secs_f64() * 1000.0
            })
            .collect();
        times.sort_by(f64::total_cmp);
        times[times.len() / 2]
    };
    let (ours, theirs) = (milliseconds(&ours), milliseconds(&*theirs));
    println!("{} octets that lead nowhere: srvname {ours:.2} ms, rustls-webpki {theirs:.2} ms", pool.octets());
}

criterion_group!(benches, verifier);
criterion_main!(benches);
