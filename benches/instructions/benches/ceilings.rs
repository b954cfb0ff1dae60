//! Instructions, which are the same on every machine of an architecture and in every run, and their ceilings.
//!
//! `benches/instructions/check` installs what this needs and runs it. Each count is of the call alone, without what was
//! made ready for it. A ceiling leaves a tenth or so for another compiler; none of them leaves room for a loop over bases.

use std::hint::black_box;

use gungraun::{Callgrind, EventKind, LibraryBenchmarkConfig, library_benchmark, library_benchmark_group, main};
use srvname::{
    Certificate, Path, Policy, ReferenceId, TrustAnchor,
    certificate::{GeneralName, GeneralNames},
    constraints::{CompiledConstraints, admit_der},
    name::DnsLeadingDot,
};
use srvname_testkit::make::{Ca, Constraints, srv};
use srvname_testkit::workload::chains::{Chain, leaf};
use srvname_testkit::workload::{Form, Numbers, Workload, hostile};

/// Fails above so many instructions.
fn most(instructions: u64) -> LibraryBenchmarkConfig {
    // Instructions alone: a simulated cache belongs to one machine again.
    let mut callgrind = Callgrind::with_args(["--cache-sim=no"]);
    callgrind.hard_limits([(EventKind::Ir, instructions)]);
    let mut config = LibraryBenchmarkConfig::default();
    config.tool(callgrind);
    config
}

/// Constraints compiled and names found, once and for the rest of the process.
type Ready = (CompiledConstraints, Vec<GeneralName<'static>>);

fn ready(workload: Workload) -> Ready {
    let compiled = CompiledConstraints::from_der(&workload.constraints).expect("constraints");
    let names = GeneralNames::from_der(workload.names.leak()).expect("names");
    (compiled, names.general_names().collect())
}

#[inline(never)]
fn ask(ready: Ready) -> (Ready, usize) {
    let admits = |name: &&GeneralName<'_>| ready.0.admits(black_box(name), DnsLeadingDot::default());
    let admitted = ready.1.iter().filter(admits).count();
    (ready, admitted)
}

// A thousand names under a thousand bases: a ceiling of 400,000 is 400 a name, reading and validation included.

#[library_benchmark(config = most(400_000), setup = ready)]
#[bench::permitted(Workload::permitted(Form::Dns, 1000, 1000))]
#[bench::last_hit(Workload::last_hit(Form::Dns, 1000, 1000))]
#[bench::excluded(Workload::no_hit(Form::Dns, 1000, 1000))]
fn thousand_dns_names(input: Ready) -> (Ready, usize) {
    ask(input)
}

#[library_benchmark(config = most(600_000), setup = ready)]
#[bench::permitted(Workload::permitted(Form::Srv, 1000, 1000))]
#[bench::last_hit(Workload::last_hit(Form::Srv, 1000, 1000))]
#[bench::excluded(Workload::no_hit(Form::Srv, 1000, 1000))]
fn thousand_srv_names(input: Ready) -> (Ready, usize) {
    ask(input)
}

// One name of 253 octets, in sets that are made for it.

#[library_benchmark(config = most(15_700), setup = ready)]
#[bench::nested(hostile::nested())]
#[bench::nested_services(hostile::nested_services())]
#[bench::nested_wildcard(hostile::nested_wildcard())]
#[bench::every_length(hostile::every_length())]
fn longest_name(input: Ready) -> (Ready, usize) {
    ask(input)
}

#[inline(never)]
fn one_shot(workload: Workload) -> (Workload, bool) {
    let answer = admit_der(black_box(&workload.constraints), black_box(&workload.names), DnsLeadingDot::default());
    let admits = answer.is_ok();
    (workload, admits)
}

#[library_benchmark(config = most(600))]
#[bench::permitted(Workload::last_hit(Form::Dns, 1, 1))]
#[bench::excluded(Workload::no_hit(Form::Dns, 1, 1))]
fn one_name_under_one_base_from_der(input: Workload) -> (Workload, bool) {
    one_shot(input)
}

#[library_benchmark(config = most(1_360_000))]
#[bench::last_hit(Workload::last_hit(Form::Dns, 1000, 1000))]
#[bench::excluded(Workload::no_hit(Form::Dns, 1000, 1000))]
#[bench::crowded(hostile::crowded(1000, 1000))]
fn thousand_by_thousand_from_der(input: Workload) -> (Workload, bool) {
    one_shot(input)
}

/// The constraints of a CA with a thousand bases, compiled, and the certificate of an end entity with a hundred SRVNames.
fn busy(_: ()) -> (CompiledConstraints, Vec<u8>) {
    let hosts = Numbers::new().hosts(999);
    let bases = hosts.iter().map(|host| srv(host)).chain([srv("im.example.com")]);
    let constraints = bases.fold(Constraints::new(), Constraints::permit);
    let compiled = CompiledConstraints::from_der(&constraints.der()).expect("constraints");
    (compiled, leaf(&Ca::root("Example Root CA"), 100, "im.example.com").into_der())
}

#[library_benchmark(config = most(103_000), setup = busy)]
#[bench::compiled_before(())]
fn end_entity_with_hundred_srv_names(input: (CompiledConstraints, Vec<u8>)) -> (CompiledConstraints, Vec<u8>) {
    let certificate = Certificate::from_der(black_box(&input.1)).expect("a certificate");
    let names = certificate.subject_alt_name().expect("names");
    for name in names.general_names() {
        assert!(input.0.admits(&name, DnsLeadingDot::default()));
    }
    input
}

type Verdict = (TrustAnchor<'static>, [&'static [u8]; 3], [ReferenceId<'static>; 1]);

fn verdict_of(names: usize) -> Verdict {
    let chain = Chain::new(names);
    let root = Certificate::from_der(chain.root.into_der().leak()).expect("a certificate");
    let certificates =
        [chain.leaf, chain.lower, chain.upper].map(|issued| -> &'static [u8] { issued.into_der().leak() });
    let reference = ReferenceId::srv("xmpp-client", "im.example.com").expect("a reference");
    (TrustAnchor::from_certificate(&root), certificates, [reference])
}

#[library_benchmark(config = most(18_500), setup = verdict_of)]
#[bench::one_srv_name(1)]
fn verdict(input: Verdict) -> Verdict {
    let (anchor, certificates, references) = &input;
    let [leaf, lower, upper] = certificates.map(|der| Certificate::from_der(black_box(der)).expect("a certificate"));
    let path = Path::assume_signed(anchor, [&lower, &upper], &leaf).expect("a path");
    assert!(path.validate(references, &Policy::default()).is_ok());
    input
}

library_benchmark_group!(
    name = ceilings,
    benchmarks = [
        thousand_dns_names,
        thousand_srv_names,
        longest_name,
        one_name_under_one_base_from_der,
        thousand_by_thousand_from_der,
        end_entity_with_hundred_srv_names,
        verdict
    ]
);

main!(library_benchmark_groups = ceilings);
