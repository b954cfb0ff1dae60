//! Roots from octets, files and folders, and read again.

use std::ffi::{CStr, CString};
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;

use srvname_capi::ResultCode;
use srvname_testkit::make::file::pem;
use srvname_testkit::make::{Constraints, Issued, dns, srv};

use crate::call::{OwnedRoots, OwnedVerifier, c};

fn path(path: &Path) -> CString {
    CString::new(path.as_os_str().as_bytes()).expect("no NUL")
}

fn server(root: &Issued) -> Issued {
    root.end_entity("imap").san([srv("_imap.example.com")]).issue()
}

/// Whether a server below a root is accepted.
fn accepts(roots: &OwnedRoots, root: &Issued) -> bool {
    let verifier = OwnedVerifier::new(roots).srv("imap", "example.com");
    match verifier.verify(&[server(root).der()]).result {
        ResultCode::Ok => true,
        ResultCode::UnknownIssuer | ResultCode::NoRoots => false,
        other => panic!("{other:?}"),
    }
}

#[test]
fn roots_are_read_from_octets() {
    let (one, other) = (Issued::root("One"), Issued::root("Other"));
    let roots = OwnedRoots::new();
    assert!(!accepts(&roots, &one));
    assert_eq!(roots.add_der(one.der()), (ResultCode::Ok, 1, None));
    // Again: it is one.
    assert_eq!(roots.add_der(one.der()), (ResultCode::Ok, 1, None));
    let text = format!("Some text\r\n{}\n# more\n{}", pem(one.der()), pem(other.der()));
    assert_eq!(roots.add_pem(text.as_bytes()), (ResultCode::Ok, 2, None));
    assert!(accepts(&roots, &one) && accepts(&roots, &other));
    assert!(!accepts(&roots, &Issued::root("Third")));
}

#[test]
fn what_cannot_be_read_is_said() {
    let good = Issued::root("Good");
    let roots = OwnedRoots::new();
    let (result, count, message) = roots.add_der(&good.der()[1..]);
    assert_eq!((result, count), (ResultCode::MalformedCertificate, 0));
    assert!(message.expect("a reason").contains("octet"));
    let twice = [good.der(), good.der()].concat();
    assert_eq!(roots.add_der(&twice).0, ResultCode::MalformedCertificate);
    assert_eq!(roots.add_der(&[]).0, ResultCode::MalformedCertificate);
    for text in ["", "no block", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"] {
        let (result, count, message) = roots.add_pem(text.as_bytes());
        assert_eq!((result, count), (ResultCode::NoCertificate, 0));
        assert!(message.expect("a reason").contains("no PEM block CERTIFICATE"));
    }
    for text in ["-----BEGIN CERTIFICATE-----\n!\n-----END CERTIFICATE-----\n", "-----BEGIN CERTIFICATE-----\nAAAA\n"] {
        let both = format!("{}{text}", pem(good.der()));
        let (result, count, message) = roots.add_pem(both.as_bytes());
        assert_eq!((result, count), (ResultCode::InvalidPem, 0), "{text}");
        assert!(message.is_some());
        // Nothing of it was added.
        assert!(!accepts(&roots, &good));
    }
    // One bad certificate does not spoil a bundle, and is said.
    let some = format!("{}{}", pem(b"no certificate"), pem(good.der()));
    let (result, count, message) = roots.add_pem(some.as_bytes());
    assert_eq!((result, count), (ResultCode::Ok, 1));
    assert!(message.expect("what is not used").contains("certificate 0 is not used"));
    assert!(accepts(&roots, &good));
    let (result, _, message) = roots.add_pem(pem(b"no certificate").as_bytes());
    assert_eq!(result, ResultCode::MalformedCertificate);
    assert!(message.is_some());
    // However many there are, the message stays short.
    let many = pem(b"no certificate").repeat(10_000);
    let message = roots.add_pem(many.as_bytes()).2.expect("what is not used");
    assert!(message.len() < 2000 && message.ends_with("9992 more"), "{message}");
}

#[test]
fn roots_are_read_from_files_and_folders() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| folder.path().join(name);
    let issued: Vec<_> = ["A", "B", "C", "D"].map(Issued::root).into_iter().collect();
    fs::write(at("a.pem"), pem(issued[0].der())).expect("written");
    fs::write(at("b.der"), issued[1].der()).expect("written");
    fs::write(at("0123abcd.0"), [pem(issued[1].der()), pem(issued[2].der())].concat()).expect("written");
    fs::write(at(".hidden"), pem(issued[3].der())).expect("written");
    fs::write(at("notes"), "nothing").expect("written");
    fs::create_dir(at("deeper")).expect("made");
    fs::write(at("deeper/d.pem"), pem(issued[3].der())).expect("written");
    std::os::unix::fs::symlink("nothing-there", at("link")).expect("a link");

    let roots = OwnedRoots::new();
    assert_eq!(roots.add_file(&path(&at("a.pem"))), (ResultCode::Ok, 1, None));
    assert_eq!(roots.add_file(&path(&at("b.der"))), (ResultCode::Ok, 2, None));
    assert!(accepts(&roots, &issued[0]) && accepts(&roots, &issued[1]) && !accepts(&roots, &issued[2]));

    let roots = OwnedRoots::new();
    let (result, count, message) = roots.add_folder(&path(folder.path()));
    assert_eq!((result, count), (ResultCode::Ok, 3));
    let message = message.expect("what is not used");
    assert!(message.contains("notes: there is no PEM block") && message.contains("link: "), "{message}");
    assert!(issued[..3].iter().all(|root| accepts(&roots, root)) && !accepts(&roots, &issued[3]));

    for (failed, wanted) in [
        (roots.add_file(&path(&at("missing\u{202e}"))), ResultCode::Io),
        (roots.add_file(&path(folder.path())), ResultCode::Io),
        (roots.add_file(&path(&at("notes"))), ResultCode::NoCertificate),
        (roots.add_folder(&path(&at("missing"))), ResultCode::Io),
        (roots.add_folder(&path(&at("notes"))), ResultCode::Io),
    ] {
        let (result, count, message) = failed;
        assert_eq!((result, count), (wanted, 0));
        let message = message.expect("a reason");
        // The file is named, as a person can read it.
        assert!(message.contains(at("").to_str().expect("UTF-8").trim_end_matches('/')), "{message}");
        assert!(!message.contains('\u{202e}'), "{message}");
    }
    fs::create_dir(at("empty")).expect("made");
    assert_eq!(roots.add_folder(&path(&at("empty"))).0, ResultCode::NoCertificate);
    // A name of octets that are no text is as good as another.
    let odd = folder.path().join(std::ffi::OsStr::from_bytes(b"\xff.pem"));
    fs::write(&odd, pem(issued[3].der())).expect("written");
    assert_eq!(roots.add_file(&path(&odd)), (ResultCode::Ok, 4, None));
}

#[test]
fn a_file_without_end_is_too_large() {
    let roots = OwnedRoots::new();
    let (result, _, message) = roots.add_file(c"/dev/zero");
    assert_eq!(result, ResultCode::TooLarge);
    assert_eq!(message.as_deref(), Some("/dev/zero: more than 64 MiB"));
}

#[test]
fn roots_are_read_again() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("roots.pem");
    let [old, new, given] = ["Old", "New", "Given"].map(Issued::root);
    fs::write(&file, pem(old.der())).expect("written");
    let roots = OwnedRoots::of(&[given.der()]);
    assert_eq!(roots.add_file(&path(&file)), (ResultCode::Ok, 2, None));
    // A verifier that was made before sees what is read later.
    let verifier = OwnedVerifier::new(&roots).srv("imap", "example.com");
    let accepted = |root: &Issued| verifier.verify(&[server(root).der()]).result == ResultCode::Ok;
    assert!(accepted(&old) && !accepted(&new) && accepted(&given));

    fs::write(&file, pem(new.der())).expect("written");
    assert!(accepted(&old) && !accepted(&new));
    assert_eq!(roots.reload(), (ResultCode::Ok, 2, None));
    assert!(!accepted(&old) && accepted(&new) && accepted(&given));

    // A file that is half written, or gone, changes nothing.
    fs::write(&file, &pem(old.der())[..100]).expect("written");
    assert_eq!(roots.reload().0, ResultCode::InvalidPem);
    fs::remove_file(&file).expect("removed");
    let (result, count, message) = roots.reload();
    assert_eq!((result, count), (ResultCode::Io, 0));
    assert!(message.expect("a reason").contains("roots.pem"));
    assert!(!accepted(&old) && accepted(&new) && accepted(&given));
    // What failed to be added is no source.
    let other = OwnedRoots::of(&[given.der()]);
    assert_eq!(other.add_file(&path(&file)).0, ResultCode::Io);
    assert_eq!(other.reload(), (ResultCode::Ok, 1, None));
}

/// Two anchors of one subject and key are one, with the constraints of both.
#[test]
fn anchors_of_one_key_are_merged() {
    let plain = Issued::root("Example Root CA");
    let held = Issued::root_draft("Example Root CA").constraints(Constraints::new().permit(dns("other.test"))).issue();
    let leaf = server(&plain);
    let verify = |ders: &[&[u8]]| {
        OwnedVerifier::new(&OwnedRoots::of(ders)).srv("imap", "example.com").verify(&[leaf.der()]).result
    };
    assert_eq!(verify(&[plain.der()]), ResultCode::Ok);
    assert_eq!(verify(&[plain.der(), held.der()]), ResultCode::CaLacksSrvConstraints);
    assert_eq!(verify(&[held.der(), plain.der()]), ResultCode::CaLacksSrvConstraints);
}

/// Names are compared as RFC 5280 §7.1 says, and not by their octets.
#[test]
fn an_anchor_is_found_whatever_letters_name_it() {
    let root = Issued::root("Example Root CA");
    let issuer = srvname_testkit::make::Dn::cn("EXAMPLE  root ca");
    let leaf = root.end_entity("imap").issuer(issuer).san([srv("_imap.example.com")]).issue();
    let roots = OwnedRoots::of(&[Issued::root("Another").der(), root.der()]);
    OwnedVerifier::new(&roots).srv("imap", "example.com").verify(&[leaf.der()]).accepted();
}

#[test]
fn a_path_may_be_empty() {
    let roots = OwnedRoots::new();
    let empty: &CStr = &c("");
    assert_eq!(roots.add_file(empty).0, ResultCode::Io);
    assert_eq!(roots.add_folder(empty).0, ResultCode::Io);
}
