//! Writes the certificates and keys that the scenarios of mail servers use: `mail_certificates FOLDER`.
//!
//! `roots.pem` is whom the clients trust. Of each peer there are `NAME.pem`, its certificate and the CAs above it, and
//! `NAME.key`, its key in PEM. Every key can be computed from its label, by anyone.

use std::path::Path;
use std::process::ExitCode;
use std::{env, fs, io};

use srvname_testkit::make::file::{pem, pem_block};
use srvname_testkit::make::{Constraints, Draft, Issued, dns, oid, srv};

fn main() -> ExitCode {
    let arguments: Vec<_> = env::args_os().skip(1).collect();
    let [folder] = arguments.as_slice() else {
        eprintln!("usage: mail_certificates FOLDER");
        return ExitCode::from(2);
    };
    match write(Path::new(folder)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{}: {error}", Path::new(folder).display());
            ExitCode::from(2)
        }
    }
}

fn write(folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    let root = Issued::root("Lab Root CA");
    fs::write(folder.join("roots.pem"), pem(root.der()))?;

    // A CA that is held to one domain, for hosts and for services, and what it issued: with the name of the host too, with that
    // of the service alone, for other services, and too long ago.
    let honest = Constraints::new().permit(srv("example.com")).permit(dns("example.com"));
    let honest = root.sub_ca("Honest Sub CA").constraints(honest).issue();
    let services = || ["_submissions", "_imaps", "_smtp"].map(|service| srv(&format!("{service}.example.com")));
    let names = || services().into_iter().chain([dns("mail.example.com")]);
    peer(folder, "honest", honest.end_entity("mail.example.com").san(names()), &honest)?;
    peer(folder, "services", honest.end_entity("services.example.com").san(services()), &honest)?;
    let other = [srv("_xmpp-client.example.com"), dns("mail.example.com")];
    peer(folder, "wrong-service", honest.end_entity("wrong-service.example.com").san(other), &honest)?;
    let expired = honest.end_entity("expired.example.com").san(names()).not_after("2025-01-01T00:00:00Z");
    peer(folder, "expired", expired, &honest)?;

    // A CA of today: it is held to the hosts of a hosting company, and nothing holds it to services.
    let legacy = root.sub_ca("Legacy Sub CA").constraints(Constraints::new().permit(dns("hosting.example"))).issue();
    let names = services().into_iter().chain([dns("mail.hosting.example")]);
    peer(folder, "legacy", legacy.end_entity("legacy").san(names), &legacy)?;

    // The same company with an honest certificate: for its host, and for no service.
    peer(folder, "host", legacy.end_entity("host").san([dns("mail.hosting.example")]), &legacy)
}

/// Every peer may be a server and a client.
fn peer(folder: &Path, name: &str, draft: Draft, ca: &Issued) -> io::Result<()> {
    let leaf = draft.extended_key_usage([oid::SERVER_AUTH, oid::CLIENT_AUTH]).issue();
    fs::write(folder.join(format!("{name}.pem")), [pem(leaf.der()), pem(ca.der())].concat())?;
    fs::write(folder.join(format!("{name}.key")), pem_block("PRIVATE KEY", &leaf.pkcs8()))
}
