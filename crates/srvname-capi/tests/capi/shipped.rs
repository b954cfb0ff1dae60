//! Every chain under `testdata/chains`, under every setting of the rule, has the answer in its head.

use std::fs;

use srvname_capi::ResultCode;
use srvname_capi::result_name::srvname_result_name;
use srvname_capi::settings::Rule;
use srvname_capi::verifier::srvname_verifier_set_rule;
use srvname_testkit::make::file::{ChainFile, Expectation, RULES};

use crate::call::{Answer, OwnedRoots, OwnedVerifier};

const NUMBERS: [Rule; 5] = [Rule::Confined, Rule::Constrained, Rule::Inherited, Rule::WhereConstrained, Rule::Rfc5280];

fn expectation(answer: &Answer) -> Expectation {
    if answer.result == ResultCode::Ok {
        return Expectation::Accept;
    }
    let verdict = answer.verdict.as_ref().expect("a verdict");
    // SAFETY: a result of the library has a name, which is never freed.
    let name = unsafe { std::ffi::CStr::from_ptr(srvname_result_name(answer.result.number())) };
    assert_eq!(name.to_str(), Ok(verdict.code.as_str()));
    Expectation::Reject { code: verdict.code.clone(), position: verdict.position, imposed_by: verdict.imposed_by }
}

#[test]
fn every_chain_has_the_answer_that_its_head_says() {
    let folder = srvname_testkit::testdata();
    let mut files: Vec<_> =
        fs::read_dir(folder.join("chains")).expect("the chains").map(|entry| entry.expect("an entry").path()).collect();
    files.sort();
    assert!(files.len() > 400, "{}", files.len());
    let (mut wrong, mut asked) = (Vec::new(), 0);
    for file in files {
        let chain = ChainFile::parse(&fs::read_to_string(&file).expect("text")).expect("a case");
        let pem = fs::read(folder.join(format!("roots/{}.pem", chain.roots))).expect("roots");
        let roots = OwnedRoots::new();
        assert_eq!(roots.add_pem(&pem).0, ResultCode::Ok);
        let ders: Vec<_> = chain.certificates.iter().map(Vec::as_slice).collect();
        let time = chain.at.parse::<jiff::Timestamp>().expect("a time").as_second();
        for ((rule, number), expected) in RULES.iter().zip(NUMBERS).zip(&chain.expectations) {
            let verifier = OwnedVerifier::new(&roots).set(srvname_verifier_set_rule, number as u32);
            let answer = match &chain.reference {
                Some((service, domain)) => verifier.srv(service, domain).verify_at(&ders, time),
                None => {
                    // Without a reference the path alone is asked, at the time that the file says.
                    assert_eq!(chain.at, "2026-11-24T00:00:00Z");
                    verifier.verify_path(&ders)
                }
            };
            asked += 1;
            if expectation(&answer) != *expected {
                wrong.push(format!("{} under {rule}: {:?}, not {expected}", file.display(), answer));
            }
            let verdict = answer.verdict();
            assert!(verdict.path.iter().flatten().all(|index| *index < ders.len()));
            let accepted = *expected == Expectation::Accept;
            assert_eq!(accepted && chain.reference.is_some(), verdict.reference.is_some(), "{}", file.display());
            assert_eq!(accepted, verdict.section.is_none());
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(asked > 2000, "{asked}");
}

/// The codes in the first `code` of a source.
fn codes_of(path: &&str) -> Vec<String> {
    let source = fs::read_to_string(srvname_testkit::repository().join(path)).expect("the source");
    let codes = source.split_once("fn code(").expect("the codes").1;
    let codes = codes.split_once("\n    }\n").expect("the end of the codes").0;
    codes.lines().filter_map(|line| line.split('"').nth(1)).map(str::to_owned).collect()
}

/// Every code of the library has a number, but for that of a caller's own check, which there is none of here.
#[test]
fn every_refusal_has_a_number() {
    let codes: Vec<_> =
        ["src/path/rejection.rs", "src/delegation/connection/refusal.rs"].iter().flat_map(codes_of).collect();
    assert!(codes.len() > 35, "{codes:?}");
    // SAFETY: what is not NULL is a text that is never freed.
    let name = |number| unsafe {
        let name = srvname_result_name(number);
        (!name.is_null()).then(|| std::ffi::CStr::from_ptr(name).to_str().expect("ASCII"))
    };
    let names: Vec<_> = (101..199).filter_map(name).collect();
    let codes: Vec<_> = codes.into_iter().filter(|code| code != "refused_by_caller").collect();
    assert_eq!(codes, names);
}
