//! The library against test data that nobody here wrote.
//!
//! The data is no part of the project. `SRVNAME_CORPORA` names the folder that holds it; without it these tests say
//! that they were skipped. Every JSON file says its format, and any file of a known format will do: what the table of
//! exceptions lists belongs to the files it names, and in other files only what nobody contests can fail.

mod corpora {
    pub(crate) mod ccadb;
    pub(crate) mod certificates;
    pub(crate) mod chains;
    pub(crate) mod facts;
    pub(crate) mod go_facts;
    pub(crate) mod judge;
    pub(crate) mod pairs;
    pub(crate) mod tables;
}

use corpora::{ccadb, certificates, chains, facts, go_facts, pairs, tables};
use srvname_testkit::corpora::files::{Corpus, Format, corpora, say};
use srvname_testkit::corpora::report::{Tally, settlements};

#[test]
fn every_row_agrees_or_is_explained() {
    let Some(corpora) = corpora() else { return };
    let mut tallies = Vec::new();
    let mut failures = Vec::new();
    for corpus in &corpora {
        match tally(corpus) {
            Ok(of_this) => tallies.extend(of_this),
            Err(failure) => failures.push(failure),
        }
    }
    tallies.iter().for_each(say);
    say(format!("What settles the exceptions:\n{}", settlements(&tallies)));
    failures.extend(tallies.into_iter().flat_map(|tally| tally.failures));
    assert!(failures.is_empty(), "{} rows:\n{}", failures.len(), failures.join("\n"));
}

/// Every certificate decodes or the library names the reason; so does every base.
#[test]
fn every_disclosed_certificate_decodes_or_says_why() {
    let Some(corpora) = corpora() else { return };
    let mut total = ccadb::Census::default();
    for corpus in corpora {
        if let Format::Ccadb(content) = &corpus.format {
            let census = ccadb::census(content);
            say(format!("{}: {census}", corpus.name));
            let unknown = census.unknown_reasons();
            let allowed = unknown.is_empty() || !ccadb::is_known(&corpus.name);
            assert!(allowed, "{}: reasons that the test does not know: {unknown:?}", corpus.name);
            total += census;
        }
    }
    say(format!("CCADB reports, all: {total}"));
    assert!(total.is_readable(), "more than one certificate in a hundred does not decode");
}

fn tally(corpus: &Corpus) -> Result<Vec<Tally>, String> {
    let Format::Json(format, file) = &corpus.format else { return Ok(Vec::new()) };
    let rows = match format.as_str() {
        "nc-chain-corpus/1" => chains::rows(file, &corpus.name),
        "nc-pair-corpus/1" => pairs::rows(file),
        "srv-nc-facts/1" => facts::srv_constraints(file),
        "srv-match-facts/1" => facts::srv_matches(file),
        "dns-constraint-facts/1" => facts::dns_constraints(file),
        "go-nc-facts/1" => go_facts::rows(file),
        "dnsid-match/1" => tables::dns_id_match(file),
        "dnsname-validity/1" => tables::dns_name_validity(file),
        "ip-parse/1" => tables::ip_parse(file),
        "ip-mask/1" => tables::ip_mask(file),
        "srv-cert-corpus/1" => certificates::srv_certificates(file),
        "nc-parse-corpus/1" => certificates::constraint_values(file),
        unknown => return Err(format!("{}: unknown format {unknown:?}", corpus.name)),
    };
    let mut tallies = Vec::from([Tally::of(&corpus.name, "", &rows)]);
    if format == "nc-chain-corpus/1" {
        let identities = chains::identity_rows(file);
        if !identities.is_empty() {
            tallies.push(Tally::of(&corpus.name, "and the names asked for", &identities));
        }
    }
    Ok(tallies)
}
