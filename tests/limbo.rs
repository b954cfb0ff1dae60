//! x509-limbo as the judge of path building.
//!
//! The suite is no part of the project: `SRVNAME_CORPORA` names the folder that holds `limbo/limbo.json`. Signatures are
//! verified by rustls-webpki's algorithms over ring; the rule is RFC 5280 alone, since the suite knows no SRVName.

use std::collections::BTreeMap;
use std::fmt::Display;
use std::fs;
use std::io::Write;
use std::path::Path as FilePath;
use std::time::{Duration, Instant};

use srvname::{
    Certificate, CertificatePool, Path, PathBuilder, Policy, ReferenceId, SubCaRule, TrustAnchor, path::PathBuildError,
};
use srvname_testkit::corpora::exceptions::{EXCEPTIONS, LIMBO, listed, named};
use srvname_testkit::corpora::limbo::{Case, cases};

#[test]
fn every_case() {
    let Some(folder) = std::env::var_os("SRVNAME_CORPORA") else {
        say("skipped: set SRVNAME_CORPORA to a folder of corpora and run `cargo test --test limbo` again");
        return;
    };
    let file = FilePath::new(&folder).join("limbo").join("limbo.json");
    let content = fs::read(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    let (cases, skipped) = cases(&serde_json::from_slice(&content).expect("JSON"));
    let mut slowest = (Duration::ZERO, "");
    let mut answer = |case| {
        let start = Instant::now();
        let answer = judge(case);
        slowest = slowest.max((start.elapsed(), &case.id));
        (case, answer)
    };
    let answers = cases.iter().map(&mut answer).collect::<Vec<_>>();
    let disagreements = answers.iter().filter(|(case, answer)| answer.is_ok() != case.valid).collect::<Vec<_>>();
    let mut classes = BTreeMap::<_, usize>::new();
    let mut failures = Vec::new();
    for (case, answer) in &disagreements {
        let answer = answer.as_ref().map_or_else(|refusal| refusal.code.as_str(), |()| "");
        match listed(LIMBO, &case.id, answer) {
            Some(exception) => *classes.entry(exception.class).or_default() += 1,
            None => failures.push(format!("{}: [{answer}], and the suite says otherwise", case.id)),
        }
    }
    let stale = |id: &&str| !disagreements.iter().any(|(case, _)| case.id == *id);
    let stale = named(LIMBO).map(|(id, _)| id).filter(stale);
    failures.extend(stale.map(|id| format!("{id}: listed, and no exception any more")));
    let agree = answers.len() - disagreements.len();
    say(format!("x509-limbo: {} cases, {agree} agree, {} exceptions", answers.len(), disagreements.len()));
    say(format!("    {skipped} cases need revocation lists and were not asked"));
    say(format!("    the slowest is {} with {:?}", slowest.1, slowest.0));
    for exception in EXCEPTIONS {
        if let Some(count) = classes.get(exception.class) {
            say(format!("    {count:>3} {}: {}", exception.class, exception.settled_by));
        }
    }
    assert!(failures.is_empty(), "{} cases:\n{}", failures.len(), failures.join("\n"));
}

/// Why a case is refused.
struct Refused {
    code: String,
}

impl Refused {
    fn new(code: impl Into<String>) -> Self {
        Self { code: code.into() }
    }
}

/// The verdict, or the code of the refusal.
fn judge(case: &Case) -> Result<(), Refused> {
    let anchors = case.anchors.iter().filter_map(|der| Certificate::from_der(der).ok());
    let anchors = anchors.map(|certificate| TrustAnchor::from_certificate(&certificate)).collect::<Vec<_>>();
    let end_entity = Certificate::from_der(&case.end_entity).map_err(|_| Refused::new("malformed_certificate"))?;
    let pool = CertificatePool::from_ders(case.intermediates.iter().map(Vec::as_slice));
    // As pathLenConstraint does, the suite counts what is not self-issued.
    let short_enough = |path: &Path<'_, '_>| {
        let count = path.intermediates().iter().filter(|certificate| !certificate.is_self_issued()).count();
        match case.max_intermediates {
            Some(most) if count > most => Err(String::from("more intermediates than allowed")),
            _ => Ok(()),
        }
    };
    let builder = PathBuilder::new(&anchors, webpki::ALL_VERIFICATION_ALGS)
        .with_policy(Policy::new().with_sub_ca_rule(SubCaRule::Rfc5280))
        .with_purpose(case.purpose)
        .with_path_check(&short_enough);
    let code = |refusal: PathBuildError<'_, '_>| Refused::new(refusal.rejection.code());
    match &case.name {
        Some(name) => {
            let references = [name.reference().map_err(|_| Refused::new("malformed_reference"))?];
            builder.verify(&end_entity, &pool, case.time, &references).map(drop).map_err(code)
        }
        None => {
            builder.verify_path(&end_entity, &pool, case.time).map(drop).map_err(code)?;
            // The suite wants every mailbox that it lists, and one of several references is enough.
            for mailbox in &case.mailboxes {
                let reference = ReferenceId::mailbox(mailbox).map_err(|_| Refused::new("malformed_reference"))?;
                builder.verify(&end_entity, &pool, case.time, &[reference]).map(drop).map_err(code)?;
            }
            Ok(())
        }
    }
}

/// Tells the person who runs the tests, past the capture of the test harness.
fn say(message: impl Display) {
    writeln!(std::io::stderr(), "{message}").expect("standard error");
}
