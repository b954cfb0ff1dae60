//! Writes the certificates and keys that the examples in C are tried with: `certificates FOLDER`.
//!
//! `roots.pem` is whom clients trust; of each server there are `NAME.pem`, its certificate and the CA above it, and `NAME.key`, in
//! DER. Every key can be computed from its label, by anyone.

use std::path::Path;
use std::process::ExitCode;
use std::{env, fs, io};

use srvname_testkit::make::chains::{confined, dns_only};
use srvname_testkit::make::file::pem;
use srvname_testkit::make::{Issued, dns, oid, srv};

fn main() -> ExitCode {
    let arguments: Vec<_> = env::args_os().skip(1).collect();
    let [folder] = arguments.as_slice() else {
        eprintln!("usage: certificates FOLDER");
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
    let root = Issued::root("Example Root CA");
    let stranger = Issued::root("A root that nobody trusts");
    fs::write(folder.join("roots.pem"), pem(root.der()))?;
    fs::write(folder.join("root.der"), root.der())?;
    let names = || [srv("_xmpp-client.example.com"), dns("xmpp.example.com")];

    // The sub-CA is held to example.com, for hosts and for services.
    let sub = root.sub_ca("Example Sub CA").constraints(confined()).issue();
    server(folder, "good", &sub.end_entity("xmpp").san(names()).issue(), &sub)?;
    // The name of the host is not that of the service.
    server(folder, "host", &sub.end_entity("host").san([dns("example.com")]).issue(), &sub)?;
    server(folder, "expired", &sub.end_entity("late").san(names()).not_after("20200101000000Z").issue(), &sub)?;
    let client = sub.end_entity("client").san(names()).extended_key_usage([oid::CLIENT_AUTH]).issue();
    server(folder, "client", &client, &sub)?;
    // A CA that is held to host names of another domain, and says nothing about services: every other validator accepts it.
    let hosting = root.sub_ca("Hosting CA").constraints(dns_only()).issue();
    server(folder, "hosting", &hosting.end_entity("evil").san([srv("_xmpp-client.example.com")]).issue(), &hosting)?;
    let unknown = stranger.sub_ca("Example Sub CA").constraints(confined()).issue();
    server(folder, "unknown", &unknown.end_entity("xmpp").san(names()).issue(), &unknown)
}

fn server(folder: &Path, name: &str, leaf: &Issued, sub: &Issued) -> io::Result<()> {
    fs::write(folder.join(format!("{name}.pem")), [pem(leaf.der()), pem(sub.der())].concat())?;
    fs::write(folder.join(format!("{name}.leaf.der")), leaf.der())?;
    fs::write(folder.join(format!("{name}.sub.der")), sub.der())?;
    fs::write(folder.join(format!("{name}.key")), leaf.pkcs8())
}
