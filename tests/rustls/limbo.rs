//! x509-limbo through the verifiers, with the cases and the table of exceptions that the library itself is held to.

use std::io::Write;
use std::path::Path as FilePath;
use std::sync::Arc;

use rustls::client::danger::ServerCertVerifier;
use rustls::crypto::{CryptoProvider, WebPkiSupportedAlgorithms};
use rustls::server::danger::ClientCertVerifier;
use rustls_pki_types::{CertificateDer, ServerName};
use srvname::integration::{
    OwnedPathCheck, Roots,
    rustls_0_23::{ClientVerifier, ErrorMapping, ServerVerifier, rejection},
};
use srvname::{Policy, ReferenceId, SubCaRule, path::Purpose};

use crate::handshake::provider;
use srvname_testkit::corpora::exceptions;
use srvname_testkit::corpora::limbo::{self as case, Case};

#[test]
fn every_case_of_x509_limbo_through_the_verifiers() {
    let Some(folder) = std::env::var_os("SRVNAME_CORPORA") else {
        say(
            "skipped: SRVNAME_CORPORA is not set; to run, SRVNAME_CORPORA=<folder of corpora> cargo test --test rustls",
        );
        return;
    };
    let file = FilePath::new(&folder).join("limbo").join("limbo.json");
    let content = std::fs::read(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    let (cases, _) = case::cases(&serde_json::from_slice(&content).expect("JSON"));
    let mut asked = [0; 3];
    let mut exceptions = 0;
    let mut failures = Vec::new();
    for case in &cases {
        let (way, answer) = judge(case);
        asked[way as usize] += 1;
        if answer.is_ok() == case.valid {
            continue;
        }
        let answer = answer.err().unwrap_or_default();
        match exceptions::listed(exceptions::LIMBO, &case.id, &answer) {
            Some(_) => exceptions += 1,
            None => failures.push(format!("{}: [{answer}], and the suite says otherwise", case.id)),
        }
    }
    let listed = exceptions::named(exceptions::LIMBO).count();
    let [servers, references, clients] = asked;
    say(format!(
        "x509-limbo through the verifiers: {servers} servers by server name, {references} by a reference that is no \
         domain, {clients} clients; {exceptions} exceptions"
    ));
    assert!(failures.is_empty(), "{} cases:\n{}", failures.len(), failures.join("\n"));
    assert_eq!(exceptions, listed, "every listed exception is one here too");
}

/// How a case is asked.
#[derive(Clone, Copy)]
enum Way {
    /// As rustls asks: by a server name, which a DNS-ID of the source domain then answers.
    ServerName,
    /// By a reference, where the name is an address, or a domain that no SRV-ID has.
    Reference,
    /// As rustls asks about clients; so too a server that the suite asks no name of, which no TLS client would do.
    Client,
}

fn judge(case: &Case) -> (Way, Result<(), String>) {
    let end_entity = CertificateDer::from(case.end_entity.as_slice());
    let intermediates: Vec<_> = case.intermediates.iter().map(|der| CertificateDer::from(der.as_slice())).collect();
    match &case.name {
        Some(name) => server(case, name, &end_entity, &intermediates),
        None => (Way::Client, client(case, &end_entity, &intermediates)),
    }
}

fn server(
    case: &Case,
    name: &case::Name,
    end_entity: &CertificateDer<'_>,
    intermediates: &[CertificateDer<'_>],
) -> (Way, Result<(), String>) {
    let verifier = ServerVerifier::new(roots(case), &all_algorithms(), "limbo").expect("a verifier");
    let verifier = verifier.with_policy(policy()).with_path_check(short_enough(case));
    let verifier = verifier.with_error_mapping(ErrorMapping::AlwaysRejection).accept_dns_id_of_any_server_name();
    let Ok(reference) = name.reference() else {
        return (Way::Reference, Err("malformed_reference".to_owned()));
    };
    match ServerName::try_from(reference.to_string()) {
        Ok(server_name) if verifier.references(&server_name).is_ok() => {
            let verdict = verifier.verify_server_cert(end_entity, intermediates, &server_name, &[], case.time);
            (Way::ServerName, verdict.map(drop).map_err(|error| code(&error)))
        }
        _ => {
            let references = [reference];
            let verdict = verifier.identify(end_entity, intermediates, &references, case.time);
            (Way::Reference, verdict.map(drop).map_err(|rejection| rejection.code().to_owned()))
        }
    }
}

fn client(case: &Case, end_entity: &CertificateDer<'_>, intermediates: &[CertificateDer<'_>]) -> Result<(), String> {
    let purpose = if case.purpose == Purpose::Server { Purpose::ClientOrServer } else { case.purpose };
    let verifier = ClientVerifier::new(roots(case), &all_algorithms(), purpose).expect("a verifier");
    let verifier = verifier.with_policy(policy()).with_path_check(short_enough(case));
    let verifier = verifier.with_error_mapping(ErrorMapping::AlwaysRejection);
    let verdict = verifier.verify_client_cert(end_entity, intermediates, case.time);
    verdict.map(drop).map_err(|error| code(&error))?;
    // The suite wants every mailbox that it lists, and one of several references is enough.
    for mailbox in &case.mailboxes {
        let reference = ReferenceId::mailbox(mailbox).map_err(|_| "malformed_reference".to_owned())?;
        let verifier = verifier.for_references([reference]).expect("a reference");
        let verdict = verifier.verify_client_cert(end_entity, intermediates, case.time);
        verdict.map_err(|error| code(&error))?;
    }
    Ok(())
}

fn roots(case: &Case) -> Roots {
    let mut roots = Roots::default();
    for anchor in &case.anchors {
        // One that cannot be read is no anchor; the suite has such cases.
        roots.add(CertificateDer::from(anchor.as_slice())).ok();
    }
    roots
}

fn policy() -> Policy<'static> {
    Policy::new().with_sub_ca_rule(SubCaRule::Rfc5280)
}

/// As pathLenConstraint does, the suite counts what is not self-issued.
fn short_enough(case: &Case) -> OwnedPathCheck {
    let most = case.max_intermediates;
    Arc::new(move |path, _| {
        let count = path.intermediates().iter().filter(|certificate| !certificate.is_self_issued()).count();
        match most {
            Some(most) if count > most => Err("more intermediates than allowed".to_owned()),
            _ => Ok(()),
        }
    })
}

/// ring's algorithms by way of webpki, as the library's own test has them.
fn all_algorithms() -> CryptoProvider {
    let mut provider = CryptoProvider::clone(&provider());
    provider.signature_verification_algorithms =
        WebPkiSupportedAlgorithms { all: webpki::ALL_VERIFICATION_ALGS, ..provider.signature_verification_algorithms };
    provider
}

fn code(error: &rustls::Error) -> String {
    rejection(error).unwrap_or_else(|| panic!("no rejection inside: {error}")).code().to_owned()
}

/// Tells the person who runs the tests, past the capture of the test harness.
fn say(message: impl std::fmt::Display) {
    writeln!(std::io::stderr(), "{message}").expect("standard error");
}
