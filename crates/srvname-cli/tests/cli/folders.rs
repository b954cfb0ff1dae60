//! Folders: of roots, and of files to lint.

#![cfg(unix)]

use std::ffi::OsString;
use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;
use std::process::Command;

use crate::arguments;
use crate::make::containers::{Encoding, key_store, revocation_list, signed_data};
use crate::make::file::pem_block;
use crate::make::{Constraints, Issued, srv};
use crate::run::{AT, Folder, Ran, srvname};

fn path() -> [Issued; 3] {
    let root = Issued::root("Example Root CA");
    let ca = root.sub_ca("Example Sub CA").constraints(Constraints::new().permit(srv("example.com"))).issue();
    let server = ca.end_entity("xmpp.example.com").san([srv("_xmpp-server.example.com")]).issue();
    [server, ca, root]
}

fn verify(roots: &Path, chain: &Path) -> Ran {
    srvname(arguments![
        "verify",
        "--service",
        "xmpp-server",
        "--domain",
        "example.com",
        "--format",
        "json",
        "--at",
        AT,
        "--roots",
        roots,
        chain
    ])
}

#[test]
fn a_folder_of_roots_is_each_of_its_files_once() {
    let [server, ca, root] = path();
    let folder = Folder::new("roots-folder");
    let chain = folder.chain("chain.pem", [&server, &ca]);
    let roots = folder.path().join("roots");
    fs::create_dir(&roots).unwrap();
    let write = |name: &str, octets: &[u8]| fs::write(roots.join(name), octets).unwrap();
    write("root.der", root.der());
    write("other.p7c", &signed_data(Encoding::Der, &[Issued::root("Example Other CA").der()]));
    // As `openssl rehash` leaves it.
    for link in ["506215f7.0", "506215f7.1"] {
        symlink("root.der", roots.join(link)).unwrap();
    }
    let ran = verify(&roots, &chain);
    assert_eq!((ran.code().as_str(), ran.err.as_str()), ("", ""));
    // A malformed one is named once, whatever leads to it.
    write("bad.der", &root.der()[..300]);
    symlink("bad.der", roots.join("00000000.0")).unwrap();
    let ran = verify(&roots, &chain);
    assert_eq!((ran.code().as_str(), ran.err.lines().count()), ("", 1), "{ran:?}");
    assert!(ran.err.contains("not used as a root"), "{ran:?}");
}

#[test]
fn what_is_no_root_in_a_folder_is_named() {
    let [server, ca, root] = path();
    let folder = Folder::new("roots-other-files");
    let chain = folder.chain("chain.pem", [&server, &ca]);
    let roots = folder.path().join("roots");
    fs::create_dir_all(roots.join("old")).unwrap();
    let write = |name: &str, octets: &[u8]| fs::write(roots.join(name), octets).unwrap();
    // Put away in a folder, it is no root.
    write("old/root.der", root.der());
    write("README", b"The roots of Example.\n");
    write("store.p12", &key_store(Encoding::Der));
    write("506215f7.r0", &revocation_list(&root, 2));
    write("request.csr", pem_block("CERTIFICATE REQUEST", &server_request(&ca)).as_bytes());
    write("empty.pem", b"");
    write("cut.pem", b"-----BEGIN CERTIFICATE-----\nMIIB\n");
    write(".hidden", b"hidden");
    symlink(&roots, roots.join("loop")).unwrap();
    symlink("itself", roots.join("itself")).unwrap();
    symlink("nowhere", roots.join("dangling")).unwrap();
    assert!(Command::new("mkfifo").arg(roots.join("pipe")).status().unwrap().success());
    let named = [
        "old: not read: a folder in a folder of roots",
        "README: not read: the file has neither",
        "store.p12: not read: a PKCS#12 key store",
        "506215f7.r0: not read: a certificate revocation list",
        "request.csr: not read: the file has a PEM block \"CERTIFICATE REQUEST\"",
        "empty.pem: not read: the file is empty",
        "cut.pem: the block has no end, at octet 0",
        "loop: not read: a link to a folder",
        "itself: not read: Too many levels",
        "dangling: not read: No such file",
        "pipe: not read: neither a file nor a folder",
    ];
    let ran = verify(&roots, &chain);
    assert_eq!((ran.status, ran.out.as_str()), (2, ""));
    assert!(ran.err.contains("roots: no file in this folder has a certificate"), "{ran:?}");
    write("root.der", root.der());
    let ran = verify(&roots, &chain);
    assert_eq!(ran.code(), "");
    for name in named {
        assert!(ran.err.contains(name), "{name}: {}", ran.err);
    }
    assert_eq!(ran.err.lines().count(), named.len(), "{}", ran.err);
    // A folder is no chain.
    verify(&chain, &roots).is_unanswered("roots: ");
}

fn server_request(ca: &Issued) -> Vec<u8> {
    ca.end_entity("xmpp.example.com").request()
}

/// A folder that cannot be read is no empty one.
#[test]
fn a_folder_that_cannot_be_read_is_a_failure() {
    let [server, ca, _] = path();
    let folder = Folder::new("roots-closed");
    let chain = folder.chain("chain.pem", [&server, &ca]);
    let closed = folder.path().join("closed");
    fs::create_dir(&closed).unwrap();
    fs::set_permissions(&closed, fs::Permissions::from_mode(0o000)).unwrap();
    let ran = verify(&closed, &chain);
    fs::set_permissions(&closed, fs::Permissions::from_mode(0o700)).unwrap();
    // The superuser reads it, and finds nothing.
    ran.is_unanswered("closed: ");
}

#[test]
fn lint_reads_what_is_in_folders() {
    let [server, ca, root] = path();
    let folder = Folder::new("lint-folder");
    let below = folder.path().join("below/and/below");
    fs::create_dir_all(&below).unwrap();
    folder.file("server.der", server.der());
    folder.file("README", "text");
    fs::write(below.join("ca.pem"), crate::run::pems([&ca, &root])).unwrap();
    fs::write(below.join("request.der"), server_request(&ca)).unwrap();
    symlink(folder.path(), below.join("up")).unwrap();
    let ran = srvname(arguments!["lint", "--fail-on", "never", "--format", "json", folder.path()]);
    let json = ran.json();
    assert_eq!((ran.status, json["certificates"].as_u64()), (0, Some(4)), "{ran:?}");
    let skipped: Vec<_> = json["skipped"].as_array().expect("a list").iter().map(|one| one["what"].clone()).collect();
    assert_eq!(skipped.len(), 2, "{skipped:?}");
    assert!(ran.err.contains("README: not read: ") && ran.err.contains("up: not read: a link to a folder"), "{ran:?}");
    // The same file given by itself is a question without an answer.
    let readme = OsString::from(folder.path().join("README"));
    assert_eq!(srvname(arguments!["lint", "--fail-on", "never", folder.path(), readme]).status, 2);
    symlink("nowhere", folder.path().join("dangling")).unwrap();
    assert_eq!(srvname(arguments!["lint", "--fail-on", "never", folder.path()]).status, 2);
}
