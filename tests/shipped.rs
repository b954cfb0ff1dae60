//! Every chain in `testdata/chains` gets, under every rule, the verdict that its header states. The headers were written
//! by hand beside the program that makes the chains, and say nothing that the library computed.

use std::fs;
use std::path::{Path as FilePath, PathBuf};

use rustls_pki_types::pem::PemObject;
use rustls_pki_types::{CertificateDer, UnixTime};
use srvname::{Certificate, CertificatePool, PathBuilder, Policy, ReferenceId, Rejection, SubCaRule, TrustAnchor};

/// 2026-11-24T00:00:00Z, the time of the headers.
const TIME: u64 = 1_795_478_400;

fn testdata() -> PathBuf {
    FilePath::new(env!("CARGO_MANIFEST_DIR")).join("testdata")
}

fn certificates(file: &FilePath) -> Vec<CertificateDer<'static>> {
    let octets = fs::read(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    CertificateDer::pem_slice_iter(&octets).collect::<Result<_, _>>().unwrap()
}

/// The header of a chain file: `key: value` lines up to the first empty one.
struct Header(Vec<(String, String)>);

impl Header {
    fn read(file: &FilePath) -> Self {
        let text = fs::read_to_string(file).unwrap();
        let lines = text.lines().take_while(|line| !line.is_empty());
        Self(lines.filter_map(|line| line.split_once(": ")).map(|(k, v)| (k.into(), v.into())).collect())
    }

    fn get(&self, key: &str) -> Option<&str> {
        self.0.iter().find(|(own, _)| own == key).map(|(_, value)| value.as_str())
    }
}

/// The answer in the words of the headers.
fn words(verdict: &Result<(), Rejection>) -> String {
    let place = |position: Option<srvname::constraints::Position>| position.map_or("null".into(), |p| p.to_string());
    match verdict {
        Ok(()) => "accept".into(),
        Err(rejection) => format!(
            "reject {} position={} imposed_by={}",
            rejection.code(),
            place(rejection.position()),
            place(rejection.imposed_by())
        ),
    }
}

fn verify(chain: &[CertificateDer<'_>], roots: &[CertificateDer<'_>], header: &Header, rule: SubCaRule) -> String {
    let (end_entity, pool) = chain.split_first().unwrap();
    let anchors: Vec<_> = roots
        .iter()
        .filter_map(|root| Certificate::from_der(root).ok())
        .map(|root| TrustAnchor::from_certificate(&root))
        .collect();
    let end_entity = match Certificate::from_der(end_entity) {
        Ok(end_entity) => end_entity,
        Err(_) => return "reject malformed_certificate position=0 imposed_by=null".into(),
    };
    let pool = CertificatePool::from_ders(pool.iter().map(AsRef::as_ref));
    let mut builder = PathBuilder::new(&anchors, webpki::ALL_VERIFICATION_ALGS);
    builder.policy = Policy::new().with_sub_ca_rule(rule);
    let time = UnixTime::since_unix_epoch(std::time::Duration::from_secs(TIME));
    let verdict = match (header.get("service").unwrap(), header.get("domain").unwrap()) {
        ("none", "none") => builder.verify_path(&end_entity, &pool, time).map(|_| ()),
        (service, domain) => {
            let references = [ReferenceId::srv(service, domain).unwrap()];
            builder.verify(&end_entity, &pool, time, &references).map(|_| ())
        }
    };
    words(&verdict.map_err(|refusal| refusal.rejection))
}

#[test]
fn every_shipped_chain_gets_the_verdict_of_its_header() {
    let mut files: Vec<_> =
        fs::read_dir(testdata().join("chains")).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let mut checked = 0;
    let mut differing = Vec::new();
    for file in files.iter().filter(|file| file.extension().is_some_and(|ending| ending == "pem")) {
        let header = Header::read(file);
        let chain = certificates(file);
        let roots: Vec<_> = header
            .get("roots")
            .unwrap()
            .split([',', ' '])
            .filter(|name| !name.is_empty())
            .flat_map(|name| certificates(&testdata().join("roots").join(format!("{name}.pem"))))
            .collect();
        for rule in SubCaRule::ALL {
            let wanted = header.get(rule.as_str()).unwrap();
            let got = verify(&chain, &roots, &header, rule);
            checked += 1;
            if got != wanted {
                differing.push(format!("{} {rule}: wanted {wanted}, got {got}", file.display()));
            }
        }
    }
    println!("{checked} verdicts");
    assert!(checked >= 600, "only {checked} verdicts: chains are missing");
    assert!(differing.is_empty(), "{} of {checked} differ:\n{}", differing.len(), differing.join("\n"));
}
