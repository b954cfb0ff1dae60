//! Hostile inputs, their outcome, time and memory, at a size and at four times that size: the table in `SECURITY.md`.
//!
//! `cargo run --release --example hostile` prints the table, `-- FROM TO` some rows of it; `-- CASE SIZE FILE` writes the
//! input of a case as PEM, leaf first, for the command line. Each row is made by one process and run by another, so that
//! the memory of one is not that of another: it is what the run adds to the input, on Linux.

use std::fmt::Write as _;
use std::process::Command;
use std::time::Instant;
use std::{env, fs};

use rustls_pki_types::{SignatureVerificationAlgorithm, UnixTime};
use srvname::path::MAX_INTERMEDIATES;
use srvname::{Certificate, CertificatePool, Path, PathBuilder, Policy, Rejection, SubCaRule, TrustAnchor};

use srvname_fuzz_targets::build::{self, tlv};

/// Certificates, the end entity first, and what is asked of them.
struct Input {
    ders: Vec<Vec<u8>>,
    question: Question,
}

enum Question {
    /// Reads the first.
    Read,
    /// Reads all, and validates them as a path whose last is the anchor.
    Path,
    /// Builds a path to the last, with an algorithm under which signatures are good, or bad, or with none.
    Build(&'static [&'static dyn SignatureVerificationAlgorithm]),
}

type Make = fn(usize) -> Input;

/// A case: what it is called, its size, what makes it.
const CASES: [(&str, usize, Make); 33] = [
    ("one dNSName of n octets", 4 << 20, |n| leaf_alone(vec![dns(&"a".repeat(n))])),
    ("one SRVName of n octets", 4 << 20, |n| leaf_alone(vec![srv(&format!("_a.{}", "a.".repeat(n / 2)))])),
    ("one directoryName of n RDNs", 250_000, |n| leaf_alone(vec![tlv(0xa4, &rdns(n))])),
    ("a subject of n RDNs, as its issuer", 100_000, |n| under(vec![dns("a.test")], vec![dns("a.test")], rdns(n))),
    ("n constructed elements, each in the last", 1 << 20, |n| read(nested(n))),
    ("n/256 octets of OID in each of 256 extensions", 4 << 20, |n| read(long_ids(n))),
    ("n extensions", 100_000, |n| read(extensions(n))),
    ("RDNs of 64 attributes of n/64 octets that share all but the last", 1 << 20, |n| wide_rdns(n)),
    ("n SRVNames under n bases", 25_000, |n| under(many(n, srv_name), many(n, srv_base), authority_name())),
    ("n dNSNames under n bases", 25_000, |n| under(many(n, dns_name), many(n, dns_base), authority_name())),
    ("n wildcards under n bases", 25_000, |n| under(many(n, wildcard), many(n, dns_base), authority_name())),
    ("n dNSNames of 100 labels under n bases", 25_000, |n| under(many(n, deep), many(n, deep), authority_name())),
    ("n rfc822Names under n mailboxes", 25_000, |n| under(many(n, mailbox), many(n, mailbox), authority_name())),
    ("n URIs under n hosts", 25_000, |n| under(many(n, uri), many(n, uri_base), authority_name())),
    ("n addresses under n ranges", 25_000, |n| under(many(n, address), many(n, range), authority_name())),
    ("n directoryNames under n bases", 25_000, |n| under(many(n, directory), many(n, directory), authority_name())),
    ("n type-ids of otherName under n others", 25_000, |n| {
        under(many(n, type_id), many(n, other_type_id), authority_name())
    }),
    ("n services under n services of one domain", 25_000, |n| {
        under(many(n, service), many(n, service), authority_name())
    }),
    ("n malformed SRVNames under n bases", 25_000, |n| under(many(n, malformed), many(n, srv_base), authority_name())),
    ("n names that are excluded last", 25_000, |n| excluded(n)),
    ("n names whose constraint has a maximum, last", 25_000, |n| with_maximum(n)),
    ("n CAs in a row, each constrained", 2_500, |n| row(n, 1)),
    ("32 CAs, n names", 2_500, |n| row(MAX_INTERMEDIATES, n)),
    ("32 CAs that permit nested domains, n names of 126 labels", 2_500, |n| nested_bases(n)),
    ("32 CAs that permit every range around n addresses", 2_500, |n| ranges(n)),
    ("32 CAs that permit domains and services that cross, n SRVNames", 2_500, |n| crossing(n)),
    ("n CAs in a pool, one of a name of 100n octets", 2_500, |n| long_name_in_pool(n)),
    ("n issuers by name, no algorithm fits", 10_000, |n| issuers(n, &[])),
    ("n issuers by name, every signature is bad", 10_000, |n| issuers(n, &[&Bad])),
    ("n CAs in a row, pool in the wrong order", 10_000, |n| pool(n, &[&Good])),
    ("n CAs in a row, no algorithm fits", 10_000, |n| pool(n, &[])),
    ("n CAs of four names that all issue each other", 10_000, |n| tangle(n)),
    ("n names under the settings of the rule", 25_000, |n| {
        under(many(n, srv_name), many(n, dns_base), authority_name())
    }),
];

fn main() {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let case = |text: &str| CASES[text.parse::<usize>().expect("the number of a case")];
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        [] => table(0, CASES.len()),
        [from, to] => table(from.parse().expect("the first row"), to.parse().expect("the row behind the last")),
        ["run", number, file] => run(case(number).2(1024).question, &fs::read(file).expect("an input")),
        ["make", number, size, file] => {
            fs::write(file, packed(&case(number).2(size.parse().expect("a size")))).expect("a file")
        }
        [number, size, file] => fs::write(file, pem(&case(number).2(size.parse().expect("a size")))).expect("a file"),
        _ => eprintln!("usage: hostile [FROM TO | CASE SIZE FILE]"),
    }
}

/// Certificates with four octets of length in front.
fn packed(input: &Input) -> Vec<u8> {
    let length = |der: &Vec<u8>| u32::try_from(der.len()).expect("less than 4 GiB").to_be_bytes();
    input.ders.iter().flat_map(|der| [&length(der)[..], der].concat()).collect()
}

fn unpacked(mut octets: &[u8]) -> Vec<&[u8]> {
    let mut ders = Vec::new();
    while let Some((length, rest)) = octets.split_first_chunk::<4>() {
        let (der, rest) = rest.split_at(usize::try_from(u32::from_be_bytes(*length)).expect("a length"));
        ders.push(der);
        octets = rest;
    }
    ders
}

fn table(from: usize, to: usize) {
    println!("| input | n | octets at 4n | outcome | ms at n | ms at 4n | times | MiB at 4n |");
    println!("|---|---|---|---|---|---|---|---|");
    for (case, (name, size, _)) in CASES.iter().enumerate().take(to).skip(from) {
        let [one, four] = [*size, size * 4].map(|size| child(case, size));
        let times = four.2 / one.2.max(0.01);
        let (octets, outcome, ms, mib) = &four;
        println!("| {name} | {size} | {octets} | {outcome} | {:.1} | {ms:.1} | {times:.1} | {mib} |", one.2);
    }
}

/// Octets of input, outcome, milliseconds (the least of three), MiB.
fn child(case: usize, size: usize) -> (String, String, f64, String) {
    let own = env::current_exe().expect("this program");
    let number = case.to_string();
    let file = env::temp_dir().join(format!("hostile-{}", std::process::id()));
    let made = Command::new(&own).args(["make", &number, &size.to_string()]).arg(&file).status().expect("it starts");
    assert!(made.success());
    let run = || {
        let output = Command::new(&own).args(["run", &number]).arg(&file).output().expect("it starts");
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        let fields: Vec<String> = text.trim().split('\t').map(str::to_owned).collect();
        let [octets, outcome, ms, mib] = fields.try_into().unwrap_or_else(|_| panic!("case {case}: {output:?}"));
        (octets, outcome, ms.parse::<f64>().expect("a number"), mib)
    };
    let mut runs = vec![run()];
    // What takes long is measured once.
    while runs.len() < 3 && runs[0].2 < 2000.0 {
        runs.push(run());
    }
    fs::remove_file(&file).expect("the file is there");
    runs.into_iter().min_by(|one, other| one.2.total_cmp(&other.2)).expect("at least one run")
}

fn run(question: Question, input: &[u8]) {
    // From now on: clear_refs, https://docs.kernel.org/filesystems/proc.html.
    let _ = fs::write("/proc/self/clear_refs", "5");
    let before = memory("VmRSS:");
    let start = Instant::now();
    let ders = unpacked(input);
    let outcome = answer(&ders, &question);
    let ms = start.elapsed().as_secs_f64() * 1000.0;
    let octets: usize = ders.iter().map(|der| der.len()).sum();
    println!("{octets}\t{outcome}\t{ms}\t{}", memory("VmHWM:").saturating_sub(before) / 1024);
}

fn memory(key: &str) -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix(key)).unwrap_or_default();
    line.trim().trim_end_matches(" kB").parse().unwrap_or(0)
}

fn answer(ders: &[&[u8]], question: &Question) -> String {
    let code = |answer: Result<(), Rejection>| match answer {
        Ok(()) => "accepted".to_owned(),
        Err(rejection) => {
            // A refusal is read by somebody.
            let _ = rejection.to_string();
            rejection.code().to_owned()
        }
    };
    let read: Result<Vec<_>, _> = ders.iter().map(|der| Certificate::from_der(der)).collect();
    let certificates = match read {
        Ok(certificates) => certificates,
        Err(error) => return format!("malformed_certificate ({error})"),
    };
    let (end_entity, above) = certificates.split_first().expect("an end entity");
    let Some((anchor, intermediates)) = above.split_last() else {
        let _ = end_entity.subject().to_string();
        let shown: usize = end_entity.presented_ids().map(|presented| presented.to_string().len()).sum();
        return format!("read, {shown} octets of names");
    };
    let anchor = TrustAnchor::from_certificate(anchor);
    match question {
        Question::Read => "read".to_owned(),
        Question::Path => {
            let policy = Policy::new().with_sub_ca_rule(SubCaRule::Rfc5280);
            let path = Path::assume_signed(&anchor, intermediates, end_entity).map_err(Rejection::from);
            code(path.and_then(|path| path.validate_names(&policy)))
        }
        Question::Build(algorithms) => {
            let pool = CertificatePool::from_ders(ders[1..].iter().copied());
            let anchors = [anchor];
            let mut builder = PathBuilder::new(&anchors, algorithms);
            builder.policy.sub_ca_rule = SubCaRule::Rfc5280;
            let time = UnixTime::since_unix_epoch(core::time::Duration::from_secs(1_795_478_400));
            code(builder.verify_path(end_entity, &pool, time).map(drop).map_err(|refusal| refusal.rejection))
        }
    }
}

fn pem(input: &Input) -> String {
    let mut text = String::new();
    for der in &input.ders {
        text += "-----BEGIN CERTIFICATE-----\n";
        for chunk in der.chunks(48) {
            for three in chunk.chunks(3) {
                let word =
                    three.iter().fold(0u32, |word, octet| word << 8 | u32::from(*octet)) << (8 * (3 - three.len()));
                for place in 0..4 {
                    let alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
                    let six = (word >> (18 - 6 * place) & 63) as usize;
                    let _ = write!(text, "{}", if place > three.len() { '=' } else { char::from(alphabet[six]) });
                }
            }
            text.push('\n');
        }
        text += "-----END CERTIFICATE-----\n";
    }
    text
}

// Names.

fn srv(text: &str) -> Vec<u8> {
    build::other_name(build::DNS_SRV, &tlv(0x16, text.as_bytes()))
}

fn dns(text: &str) -> Vec<u8> {
    tlv(0x82, text.as_bytes())
}

fn many(count: usize, make: fn(usize) -> Vec<u8>) -> Vec<Vec<u8>> {
    (0..count).map(make).collect()
}

fn srv_name(index: usize) -> Vec<u8> {
    srv(&format!("_xmpp-server.host.customer-{index}.example.com"))
}

fn srv_base(index: usize) -> Vec<u8> {
    srv(&format!("_xmpp-server.customer-{index}.example.com"))
}

fn service(index: usize) -> Vec<u8> {
    srv(&format!("_service-{index}.example.com"))
}

fn malformed(index: usize) -> Vec<u8> {
    srv(&format!("_xmpp-server.customer-{index}.example.com."))
}

fn dns_name(index: usize) -> Vec<u8> {
    dns(&format!("host.customer-{index}.example.com"))
}

fn wildcard(index: usize) -> Vec<u8> {
    dns(&format!("*.customer-{index}.example.com"))
}

fn dns_base(index: usize) -> Vec<u8> {
    dns(&format!("customer-{index}.example.com"))
}

fn deep(index: usize) -> Vec<u8> {
    dns(&format!("x{index}.{}a", "a.".repeat(98)))
}

fn mailbox(index: usize) -> Vec<u8> {
    tlv(0x81, format!("user-{index}@example.com").as_bytes())
}

fn uri(index: usize) -> Vec<u8> {
    tlv(0x86, format!("https://host-{index}.example.com/").as_bytes())
}

fn uri_base(index: usize) -> Vec<u8> {
    tlv(0x86, format!("host-{index}.example.com").as_bytes())
}

fn number(index: usize) -> [u8; 4] {
    u32::try_from(index).expect("a small number").to_be_bytes()
}

fn address(index: usize) -> Vec<u8> {
    tlv(0x87, &number(index))
}

fn range(index: usize) -> Vec<u8> {
    tlv(0x87, &[number(index), [255; 4]].concat())
}

fn directory(index: usize) -> Vec<u8> {
    tlv(0xa4, &build::name(&[(build::ORGANIZATION, "One for all"), (build::COMMON_NAME, &format!("Customer {index}"))]))
}

fn arcs(index: usize) -> Vec<u8> {
    // Four septets, the upper ones marked as such.
    let septet = |place: u32| u8::try_from(index >> (7 * place) & 0x7f).expect("seven bits");
    vec![0x2a, 0x81, 0x80 | septet(2), 0x80 | septet(1), septet(0)]
}

fn type_id(index: usize) -> Vec<u8> {
    build::other_name(&arcs(index), &tlv(0x0c, b"x"))
}

fn other_type_id(index: usize) -> Vec<u8> {
    build::other_name(&[arcs(index), vec![1]].concat(), &tlv(0x0c, b"x"))
}

fn rdns(count: usize) -> Vec<u8> {
    let one = build::name(&[(build::COMMON_NAME, "x")]);
    tlv(0x30, &one[2..].repeat(count))
}

fn authority_name() -> Vec<u8> {
    build::name(&[(build::COMMON_NAME, "Sub CA")])
}

// Certificates.

fn named(text: &str) -> Vec<u8> {
    build::name(&[(build::COMMON_NAME, text)])
}

fn certificate(issuer: Vec<u8>, subject: Vec<u8>, key: &[u8], extensions: Vec<Vec<u8>>) -> Vec<u8> {
    let own = build::Certificate { issuer, subject, key: key.to_vec(), signature: vec![1], extensions, last_year: 49 };
    build::certificate(&own)
}

fn authority(issuer: Vec<u8>, subject: Vec<u8>, key: &[u8], constraints: Option<Vec<u8>>) -> Vec<u8> {
    let mut extensions = vec![build::basic_constraints(true, None)];
    extensions.extend(constraints.map(|value| build::extension(30, true, &value)));
    certificate(issuer, subject, key, extensions)
}

fn root() -> Vec<u8> {
    authority(named("Root"), named("Root"), b"root", None)
}

fn san(names: &[Vec<u8>]) -> Vec<u8> {
    build::extension(17, false, &build::sequence(names))
}

fn subtrees(tag: u8, bases: &[Vec<u8>]) -> Vec<u8> {
    tlv(tag, &bases.iter().flat_map(|base| tlv(0x30, base)).collect::<Vec<_>>())
}

fn read(der: Vec<u8>) -> Input {
    Input { ders: vec![der], question: Question::Read }
}

fn leaf_alone(names: Vec<Vec<u8>>) -> Input {
    read(certificate(named("Issuer"), named(""), b"leaf", vec![san(&names)]))
}

/// A leaf with names under one CA that permits bases.
fn under(names: Vec<Vec<u8>>, bases: Vec<Vec<u8>>, authority_name: Vec<u8>) -> Input {
    constrained(names, tlv(0x30, &subtrees(0xa0, &bases)), authority_name)
}

fn constrained(names: Vec<Vec<u8>>, constraints: Vec<u8>, authority_name: Vec<u8>) -> Input {
    // Without a subject, so that a directoryName constraint holds the names alone.
    let leaf = certificate(authority_name.clone(), tlv(0x30, &[]), b"leaf", vec![san(&names)]);
    let ca = authority(named("Root"), authority_name, b"ca", Some(constraints));
    Input { ders: vec![leaf, ca, root()], question: Question::Path }
}

fn excluded(count: usize) -> Input {
    let lists = [subtrees(0xa0, &[dns("com")]), subtrees(0xa1, &many(count, dns_base))].concat();
    let mut names = vec![dns("a.test.com"); count];
    names.push(dns_name(count - 1));
    constrained(names, tlv(0x30, &lists), authority_name())
}

fn with_maximum(count: usize) -> Input {
    let mut bases: Vec<u8> = many(count, dns_base).iter().flat_map(|base| tlv(0x30, base)).collect();
    bases.extend(tlv(0x30, &[srv_base(0), tlv(0x81, &[1])].concat()));
    let mut names = many(count, dns_name);
    names.push(srv_name(0));
    constrained(names, tlv(0x30, &tlv(0xa0, &bases)), authority_name())
}

fn row(count: usize, names: usize) -> Input {
    row_of(count, &many(names, dns_name), |_| vec![dns("example.com")])
}

/// A leaf with names below so many CAs, each of which permits bases.
fn row_of(count: usize, names: &[Vec<u8>], bases: impl Fn(usize) -> Vec<Vec<u8>>) -> Input {
    let subject = |index: usize| if index > count { named("Root") } else { named(&format!("CA {index}")) };
    let leaf = certificate(subject(1), named("leaf"), b"leaf", vec![san(names)]);
    let above = (1..=count).map(|index| {
        let constraints = tlv(0x30, &subtrees(0xa0, &bases(index)));
        authority(subject(index + 1), subject(index), &number(index), Some(constraints))
    });
    let ders = std::iter::once(leaf).chain(above).chain([root()]).collect();
    Input { ders, question: Question::Path }
}

fn nested_bases(count: usize) -> Input {
    let domain = |labels: usize| dns(&vec!["a"; labels].join("."));
    row_of(MAX_INTERMEDIATES, &vec![domain(126); count], |index| vec![domain(1 + 3 * index)])
}

fn ranges(count: usize) -> Input {
    let address = |index: usize| tlv(0x87, &[&[0; 12], &number(index)[..]].concat());
    row_of(MAX_INTERMEDIATES, &many(count, address), |index| {
        let mask = !u128::MAX.checked_shr(u32::try_from(3 * index).expect("a small number")).unwrap_or(0);
        vec![tlv(0x87, &[[0; 16], mask.to_be_bytes()].concat())]
    })
}

/// By each CA the names are permitted once, by their domain or by their service, and the other is permitted elsewhere.
/// The first CA has each domain by itself.
fn crossing(count: usize) -> Input {
    let names = many(count, |index| srv(&format!("_s.x{index}.com")));
    let domains = many(count, |index| srv(&format!("x{index}.com")));
    row_of(MAX_INTERMEDIATES, &names, |index| match index % 2 {
        _ if index == MAX_INTERMEDIATES => [domains.clone(), vec![srv("_t")]].concat(),
        0 => vec![srv("com"), srv("_t")],
        _ => vec![srv("net"), srv("_s")],
    })
}

/// Where, in a list that is nearly in order, a sort by comparison looks for its pivot.
fn pivot(count: usize) -> usize {
    let (mut place, mut part) = (count / 8 * 4, count / 8);
    while part >= 8 {
        part /= 8;
        place += part * 4;
    }
    place
}

/// A hundred octets for each CA, all of them in the name of the one whose number is given.
fn long_name(count: usize, long: usize) -> Input {
    let subject = |index: usize| match index {
        _ if index > count => named("Root"),
        _ if index == long => {
            let octets = format!("CA {index:07}").into_bytes().into_iter().chain(vec![b'x'; count * 50]);
            let text: Vec<u8> = octets.flat_map(|octet| [0, octet]).collect();
            let attribute = build::sequence(&[tlv(0x06, build::COMMON_NAME), tlv(0x1e, &text)]);
            tlv(0x30, &tlv(0x31, &attribute))
        }
        _ => named(&format!("CA {index:07}")),
    };
    let leaf = certificate(subject(1), named("leaf"), b"leaf", vec![san(&[dns("a.test")])]);
    let above = (1..=count).map(|index| authority(subject(index + 1), subject(index), b"key", None));
    let ders = std::iter::once(leaf).chain(above).chain([root()]).collect();
    Input { ders, question: Question::Path }
}

fn long_name_in_pool(count: usize) -> Input {
    let place = pivot(count);
    let mut input = long_name(count, place + 1);
    // Not in order, or there would be nothing to sort.
    for pair in (1..count).step_by(2).filter(|pair| !(place..=place + 1).contains(pair)) {
        input.ders.swap(pair, pair + 1);
    }
    input.question = Question::Build(&[&Good]);
    input
}

fn one_key(count: usize) -> Input {
    let subject = |index: usize| if index > count { named("Root") } else { named(&format!("CA {index}")) };
    let leaf = certificate(subject(1), named("leaf"), b"leaf", vec![san(&[dns("a.test")])]);
    let above = (1..=count).map(|index| authority(subject(index + 1), subject(index), b"key", None));
    let ders = std::iter::once(leaf).chain(above).chain([root()]).collect();
    Input { ders, question: Question::Path }
}

fn issuers(count: usize, algorithms: &'static [&'static dyn SignatureVerificationAlgorithm]) -> Input {
    let long = named(&"x".repeat(count * 10));
    let leaf = certificate(named("Issuer"), long, b"leaf", vec![san(&[dns("a.test")])]);
    let above = (0..count).map(|index| authority(named("Other"), named("Issuer"), &number(index), None));
    let ders = std::iter::once(leaf).chain(above).chain([root()]).collect();
    Input { ders, question: Question::Build(algorithms) }
}

fn pool(count: usize, algorithms: &'static [&'static dyn SignatureVerificationAlgorithm]) -> Input {
    let mut input = one_key(count);
    input.ders[1..=count].reverse();
    input.question = Question::Build(algorithms);
    input
}

fn tangle(count: usize) -> Input {
    let name = |index: usize| named(["A", "B", "C", "D"][index % 4]);
    let leaf = certificate(name(0), named("leaf"), b"leaf", vec![san(&[dns("a.test")])]);
    let above = (0..count).map(|index| authority(name(index / 4), name(index), &number(index), None));
    let ders = std::iter::once(leaf).chain(above).chain([root()]).collect();
    Input { ders, question: Question::Build(&[&Good]) }
}

fn nested(depth: usize) -> Vec<u8> {
    // Lengths of four octets for all: the outermost are long enough, and the reader stops at the first that is not.
    let mut octets = Vec::with_capacity(depth * 6);
    for level in 0..depth {
        let length = u32::try_from((depth - level - 1) * 6).expect("less than 4 GiB");
        octets.extend([0x30, 0x84]);
        octets.extend(length.to_be_bytes());
    }
    leaf_alone(vec![build::other_name(build::DNS_SRV, &octets)]).ders.remove(0)
}

fn long_ids(octets: usize) -> Vec<u8> {
    let own = |index: usize| {
        let mut id = vec![0x81; octets / 256];
        let end = id.len() - 3;
        id[end..].copy_from_slice(&[
            0x81 + u8::try_from(index % 100).expect("small"),
            0x81 + u8::try_from(index / 100).expect("small"),
            1,
        ]);
        build::sequence(&[tlv(0x06, &id), tlv(0x04, &[])])
    };
    certificate(named("Issuer"), named("Leaf"), b"leaf", (0..256).map(own).collect())
}

fn extensions(count: usize) -> Vec<u8> {
    let own = |index: usize| build::sequence(&[tlv(0x06, &arcs(index)), tlv(0x04, &[])]);
    certificate(named("Issuer"), named("Leaf"), b"leaf", (0..count).map(own).collect())
}

fn wide_rdns(octets: usize) -> Input {
    let attribute = |index: u8| {
        let mut value = vec![b'x'; octets / 64];
        value.push(b'0' + index);
        build::sequence(&[tlv(0x06, build::COMMON_NAME), tlv(0x0c, &value)])
    };
    let name =
        |order: &mut dyn Iterator<Item = u8>| tlv(0x30, &tlv(0x31, &order.map(attribute).collect::<Vec<_>>().concat()));
    let (up, down) = (name(&mut (0..64)), name(&mut (0..64).rev()));
    let leaf = certificate(up, named("leaf"), b"leaf", vec![san(&[dns("a.test")])]);
    Input { ders: vec![leaf, authority(named("Root"), down, b"ca", None), root()], question: Question::Path }
}

/// Every signature is good.
#[derive(Debug)]
struct Good;
/// Every signature is bad.
#[derive(Debug)]
struct Bad;

macro_rules! algorithm {
    ($name:ident, $answer:expr) => {
        impl SignatureVerificationAlgorithm for $name {
            fn verify_signature(&self, _: &[u8], _: &[u8], _: &[u8]) -> Result<(), rustls_pki_types::InvalidSignature> {
                $answer
            }
            fn public_key_alg_id(&self) -> rustls_pki_types::AlgorithmIdentifier {
                rustls_pki_types::alg_id::ECDSA_P256
            }
            fn signature_alg_id(&self) -> rustls_pki_types::AlgorithmIdentifier {
                rustls_pki_types::alg_id::ECDSA_SHA256
            }
        }
    };
}

algorithm!(Good, Ok(()));
algorithm!(Bad, Err(rustls_pki_types::InvalidSignature));
