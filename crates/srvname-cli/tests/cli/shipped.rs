//! Every chain under `testdata/chains`, under every setting of the rule, as `verify` and `check` answer it.

use std::fs;
use std::path::PathBuf;

use srvname::Certificate;

use crate::arguments;
use crate::make::file::{ChainFile, Expectation, RULES, certificates};
use crate::run::srvname;

/// What `check` does not look at, so that it may accept what `verify` refuses with one of these.
const NOT_CHECKED: [&str; 9] = [
    "bad_signature",
    "unsupported_signature_algorithm",
    "unknown_issuer",
    "expired",
    "not_yet_valid",
    "key_usage",
    "extended_key_usage",
    "unknown_critical_extension",
    "too_much_work",
];

/// A reference that no certificate has. Identity is the last step, so it turns an acceptance into a refusal of its own
/// and changes nothing else.
const NOBODY: (&str, &str) = ("nobody", "nobody.invalid");

fn folder() -> PathBuf {
    srvname_testkit::testdata()
}

fn chains() -> Vec<(PathBuf, ChainFile)> {
    let entries = fs::read_dir(folder().join("chains")).expect("the chains");
    let mut paths: Vec<_> = entries.map(|entry| entry.expect("an entry").path()).collect();
    paths.sort();
    let read = |path: PathBuf| {
        let text = fs::read_to_string(&path).expect("text");
        let chain = ChainFile::parse(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        (path, chain)
    };
    paths.into_iter().map(read).collect()
}

fn roots(chain: &ChainFile) -> PathBuf {
    folder().join(format!("roots/{}.pem", chain.roots))
}

/// Runs a command and compares what it says with the header; tells what differs.
fn compare(
    arguments: &[std::ffi::OsString],
    rule: &str,
    reference: Option<&str>,
    expected: &Expectation,
) -> Option<String> {
    let ran = srvname(arguments);
    let json = ran.json();
    let number = |field: &str| json["error"][field].as_u64().map(|number| usize::try_from(number).expect("small"));
    let answer = match json["verdict"].as_str() {
        Some("accept") => Expectation::Accept,
        _ => Expectation::Reject {
            code: json["error"]["code"].as_str().expect("a code").to_owned(),
            position: number("position"),
            imposed_by: number("imposed_by"),
        },
    };
    let accepted = answer == Expectation::Accept;
    let matched = json["matched"].as_str().map(str::to_ascii_lowercase);
    let expected_match = reference.filter(|_| accepted).map(str::to_ascii_lowercase);
    let path = json["path"].as_array().expect("a path");
    let consistent = ran.status == i32::from(!accepted)
        && json["rule"].as_str() == Some(rule)
        && json["reference"].as_str() == reference
        && matched == expected_match
        && json["error"].is_null() == accepted
        && path.iter().enumerate().all(|(position, link)| link["position"].as_u64() == u64::try_from(position).ok())
        && (ran.err.is_empty() || ran.err.contains(" at octet "));
    if &answer == expected && consistent {
        None
    } else {
        Some(format!("{rule}: expected {expected}, got {answer}\n{}{}", ran.out, ran.err))
    }
}

#[test]
fn verify_answers_every_shipped_chain_as_its_header_says() {
    let mut asked = 0;
    let mut wrong = Vec::new();
    for (path, chain) in chains() {
        let nobody = (NOBODY.0.to_owned(), NOBODY.1.to_owned());
        let (service, domain) = chain.reference.clone().unwrap_or(nobody);
        for (rule, header) in RULES.iter().zip(&chain.expectations) {
            let not_asked = chain.reference.is_none() && *header == Expectation::Accept;
            let no_match =
                || Expectation::parse("reject no_matching_identifier position=0 imposed_by=null").expect("one");
            let expected = if not_asked { no_match() } else { header.clone() };
            let arguments = arguments![
                "verify",
                "--service",
                service,
                "--domain",
                domain,
                "--roots",
                roots(&chain),
                "--at",
                chain.at,
                "--rule",
                rule,
                "--format",
                "json",
                path
            ];
            let reference = format!("_{}.{domain}", service.trim_start_matches('_'));
            asked += 1;
            let difference = compare(&arguments, rule, Some(&reference), &expected);
            wrong.extend(difference.map(|difference| format!("{}: {difference}", path.display())));
        }
    }
    assert!(wrong.is_empty(), "{} of {asked}:\n{}", wrong.len(), wrong.join("\n"));
    assert!(asked >= 2000, "{asked}");
}

#[test]
fn check_answers_every_shipped_path_as_its_header_says() {
    let mut asked = 0;
    let mut wrong = Vec::new();
    for (path, chain) in chains().into_iter().filter(|(_, chain)| is_path(chain)) {
        for (rule, expected) in RULES.iter().zip(&chain.expectations) {
            let beyond = |code: &String| NOT_CHECKED.contains(&code.as_str());
            if matches!(expected, Expectation::Reject { code, .. } if beyond(code)) {
                continue;
            }
            let mut arguments = arguments!["check", "--rule", rule, "--format", "json", path, roots(&chain)].to_vec();
            let mut reference = None;
            if let Some((service, domain)) = &chain.reference {
                arguments.extend(arguments!["--service", service, "--domain", domain]);
                reference = Some(format!("_{}.{domain}", service.trim_start_matches('_')));
            }
            asked += 1;
            let difference = compare(&arguments, rule, reference.as_deref(), expected);
            wrong.extend(difference.map(|difference| format!("{}: {difference}", path.display())));
        }
    }
    assert!(wrong.is_empty(), "{} of {asked}:\n{}", wrong.len(), wrong.join("\n"));
    assert!(asked >= 1200, "{asked}");
}

/// Whether the chain is a path in order below one root, as far as its certificates can be read: a pool with more in it
/// than a path, such as two certificates for one subject and key, is for `verify` alone.
fn is_path(chain: &ChainFile) -> bool {
    let roots = fs::read_to_string(roots(chain)).expect("roots");
    let [root] = certificates(&roots).expect("PEM").try_into().unwrap_or_default();
    let list: Vec<_> = chain.certificates.iter().chain([&root]).map(|der| Certificate::from_der(der).ok()).collect();
    let follows = |pair: &[Option<Certificate<'_>>]| match pair {
        [Some(certificate), Some(issuer)] => certificate.issuer() == issuer.subject(),
        _ => true,
    };
    let below: Vec<_> = list.iter().flatten().filter(|certificate| certificate.der() != root).collect();
    let same =
        |one: &Certificate<'_>, other: &Certificate<'_>| one.spki() == other.spki() && one.subject() == other.subject();
    let repeated = below.iter().any(|one| below.iter().filter(|other| same(one, other)).count() > 1);
    !root.is_empty() && !repeated && list.windows(2).all(follows)
}
