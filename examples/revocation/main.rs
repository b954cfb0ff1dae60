//! Revocation: the library asks the caller's own check about every path that holds, and this one asks revocation lists.
//!
//! `cargo run --example revocation --features rustls-0_23`

use std::error::Error;
use std::sync::{Arc, Mutex};

use rustls::client::danger::ServerCertVerifier;
use rustls_pki_types::{CertificateDer, ServerName, UnixTime};
use srvname::integration::Roots;
use srvname::integration::rustls_0_23::{PeerRejection, ServerVerifier};
use srvname::{Certificate, identity::SourceDomain};

use srvname_testkit::make::{Issued, chains, der, oid, srv};
use srvname_testkit::revocation::RevocationLists;

fn main() -> Result<(), Box<dyn Error>> {
    let root = Issued::root("Example Root CA");
    let sub = root.sub_ca("Example Sub CA").constraints(chains::confined()).issue();
    let server = sub.end_entity("xmpp.example.com").san([srv("_xmpp-client.example.com")]).issue();

    // The lists can be replaced while the verifier lives: the policy stays the same, and so do its sessions.
    let lists = Arc::new(Mutex::new(RevocationLists::default()));
    let provider = rustls::crypto::ring::default_provider();
    let shared = lists.clone();
    let roots = Roots::from_certificates([CertificateDer::from(root.der())])?;
    let verifier = ServerVerifier::new(roots, &provider, "xmpp-client")?
        .with_path_check(Arc::new(move |path, now| shared.lock().map_err(|error| error.to_string())?.check(path, now)));

    let ask = || {
        let chain = [&server, &sub].map(|issued| CertificateDer::from(issued.der()));
        let name = ServerName::try_from(SourceDomain::from_user_input("example.com")?)?;
        let verdict = verifier.verify_server_cert(&chain[0], &chain[1..], &name, &[], UnixTime::now());
        let sentence = |error: rustls::Error| {
            PeerRejection::find(&error).map_or_else(|| error.to_string(), |rejection| rejection.to_string())
        };
        Ok::<_, Box<dyn Error>>(verdict.map(drop).map_err(sentence))
    };
    println!("no lists at all:   {:?}", ask()?);

    let algorithms = provider.signature_verification_algorithms.all;
    let replace = |serials: &[&[u8]]| {
        let mut fresh = RevocationLists::default();
        fresh.add(&revocation_list(&root, &[]), &Certificate::from_der(root.der())?, algorithms)?;
        fresh.add(&revocation_list(&sub, serials), &Certificate::from_der(sub.der())?, algorithms)?;
        *lists.lock().map_err(|error| error.to_string())? = fresh;
        Ok::<_, Box<dyn Error>>(())
    };
    replace(&[])?;
    println!("nothing revoked:   {:?}", ask()?);
    assert!(ask()?.is_ok());
    replace(&[Certificate::from_der(server.der())?.serial()])?;
    println!("server revoked:    {:?}", ask()?);
    assert!(ask()?.is_err());
    Ok(())
}

/// A revocation list (RFC 5280 §5.1) of `ca` with these serial numbers.
fn revocation_list(ca: &Issued, serials: &[&[u8]]) -> Vec<u8> {
    let algorithm = der::sequence([der::object_identifier(oid::ECDSA_WITH_SHA256)]);
    let date = der::time("2026-01-01T00:00:00Z");
    let entries = serials.iter().map(|serial| der::sequence([der::tlv(der::INTEGER, serial), date.clone()]));
    let entries = if serials.is_empty() { Vec::new() } else { der::sequence(entries) };
    let number = der::sequence([der::object_identifier("2.5.29.20"), der::octet_string(&der::integer(1))]);
    let extensions = der::constructed(0, &der::sequence([number]));
    let list = der::sequence([
        der::integer(1),
        algorithm.clone(),
        ca.subject().der(),
        date,
        der::time("2049-12-31T23:59:59Z"),
        entries,
        extensions,
    ]);
    der::sequence([list.clone(), algorithm, der::bit_string(&ca.key().sign(&list))])
}
