//! What a key is used for: keyUsage and extKeyUsage along a path, for each purpose.

use srvname_testkit::{make, verdict};

use make::certificate::KeyUsage;
use make::{Ca, Draft, Issued, dns, oid};
use srvname::path::Purpose::{self, Client, ClientOrServer, Email, NotAsked, Server};
use srvname::{Certificate, Path, TrustAnchor};
use verdict::build::Question;
use verdict::{accepted, refused};

const ALL: [Purpose; 5] = [Server, Client, ClientOrServer, Email, NotAsked];

/// An extKeyUsage that serves every purpose.
const EVERY: [&str; 3] = [oid::SERVER_AUTH, oid::CLIENT_AUTH, oid::EMAIL_PROTECTION];

fn root() -> Issued {
    Ca::root("Example Root CA")
}

fn end_entity(ca: &Issued) -> Draft {
    ca.end_entity("Example").san([dns("www.example.com")]).extended_key_usage(EVERY)
}

/// Where keyUsage is present: keyCertSign for a CA, whatever the purpose; for the end entity digitalSignature in TLS, and for
/// mail one of the four that sign and encrypt.
#[test]
fn key_usages() {
    use KeyUsage::{CrlSign, DigitalSignature, KeyAgreement, KeyCertSign, KeyEncipherment, NonRepudiation};
    let root = root();
    for (bits, as_ca, in_tls, in_mail) in [
        (None, true, true, true),
        (Some(vec![DigitalSignature]), false, true, true),
        (Some(vec![NonRepudiation]), false, false, true),
        (Some(vec![KeyEncipherment]), false, false, true),
        (Some(vec![KeyAgreement]), false, false, true),
        (Some(vec![KeyCertSign]), true, false, false),
        (Some(vec![KeyCertSign, DigitalSignature]), true, true, true),
        (Some(vec![CrlSign, KeyEncipherment]), false, false, true),
        (Some(vec![CrlSign]), false, false, false),
        (Some(vec![]), false, false, false),
    ] {
        let with = |draft: Draft| match &bits {
            Some(bits) => draft.key_usage(bits.clone()).issue(),
            None => draft.without(oid::KEY_USAGE).issue(),
        };
        let (sub, leaf) = (with(root.sub_ca("Example Sub CA")), with(end_entity(&root)));
        for purpose in ALL {
            let question = Question { purpose, ..Question::new(&[&root]) };
            let expected = if as_ca { accepted() } else { refused("key_usage", 1) };
            assert_eq!(question.ask(&end_entity(&sub).issue(), &[&sub]), expected, "{purpose}, CA: {bits:?}");
            let may = match purpose {
                NotAsked => true,
                Email => in_mail,
                _ => in_tls,
            };
            let expected = if may { accepted() } else { refused("key_usage", 0) };
            assert_eq!(question.ask(&leaf, &[]), expected, "{purpose}, end entity: {bits:?}");
        }
    }
    let odd_root = Ca::root_draft("Example Root CA").key_usage([DigitalSignature]).issue();
    let question = Question::new(&[&odd_root]);
    assert_eq!(question.ask(&end_entity(&odd_root).issue(), &[]), accepted(), "the anchor is not asked");
}

/// Where extKeyUsage is present, in the end entity or in a CA, it holds the purpose or any.
#[test]
fn extended_key_usages() {
    let root = root();
    let any = oid::ANY_EXTENDED_KEY_USAGE;
    for (purposes, served) in [
        (None, vec![Server, Client, ClientOrServer, Email, NotAsked]),
        (Some(vec![oid::SERVER_AUTH]), vec![Server, ClientOrServer, NotAsked]),
        (Some(vec![oid::CLIENT_AUTH]), vec![Client, ClientOrServer, NotAsked]),
        (Some(vec![oid::CLIENT_AUTH, oid::SERVER_AUTH]), vec![Server, Client, ClientOrServer, NotAsked]),
        (Some(vec![oid::EMAIL_PROTECTION]), vec![Email, NotAsked]),
        (Some(vec![oid::EMAIL_PROTECTION, any]), vec![Server, Client, ClientOrServer, Email, NotAsked]),
        (Some(vec![]), vec![NotAsked]),
    ] {
        let with = |draft: Draft| match &purposes {
            Some(purposes) => draft.extended_key_usage(purposes.clone()).issue(),
            None => draft.without(oid::EXTENDED_KEY_USAGE).issue(),
        };
        let (sub, leaf) = (with(root.sub_ca("Example Sub CA")), with(end_entity(&root)));
        for purpose in ALL {
            let may = served.contains(&purpose);
            let question = Question { purpose, ..Question::new(&[&root]) };
            let expected = if may { accepted() } else { refused("extended_key_usage", 0) };
            assert_eq!(question.ask(&leaf, &[]), expected, "{purpose}, end entity: {purposes:?}");
            let expected = if may { accepted() } else { refused("extended_key_usage", 1) };
            assert_eq!(question.ask(&end_entity(&sub).issue(), &[&sub]), expected, "{purpose}, CA: {purposes:?}");
        }
    }
    let odd_root = Ca::root_draft("Example Root CA").extended_key_usage([oid::EMAIL_PROTECTION]).issue();
    let question = Question::new(&[&odd_root]);
    assert_eq!(question.ask(&end_entity(&odd_root).issue(), &[]), accepted(), "the anchor is not asked");
}

/// A path whose signatures somebody else verified is asked the same, and the answer names the certificate and the purpose.
#[test]
fn a_path_can_be_asked_for_a_purpose_by_itself() {
    let root = root();
    let sub = root.sub_ca("Example Sub CA").extended_key_usage([oid::SERVER_AUTH]).issue();
    let leaf = end_entity(&sub).issue();
    let [root, sub, leaf] = [&root, &sub, &leaf].map(|issued| Certificate::from_der(issued.der()).unwrap());
    let (anchor, intermediates) = (TrustAnchor::from_certificate(&root), [sub]);
    let path = Path::assume_signed(&anchor, &intermediates, &leaf).unwrap();
    for purpose in ALL {
        let sentence = match purpose {
            Client => "without clientAuth, which the purpose client needs",
            Email => "without emailProtection, which the purpose email needs",
            _ => {
                assert_eq!(path.check_key_usages(purpose), Ok(()), "{purpose}");
                continue;
            }
        };
        let rejection = path.check_key_usages(purpose).unwrap_err();
        assert_eq!((rejection.code(), rejection.purpose()), ("extended_key_usage", Some(purpose)));
        assert_eq!(rejection.subject(), Some("CN=Example Sub CA"));
        assert_eq!(
            rejection.to_string(),
            format!("certificate 1 (CN=Example Sub CA) has an extKeyUsage {sentence} [RFC 5280 §4.2.1.12]")
        );
    }
}

/// The names that the command line uses.
#[test]
fn purposes_have_names() {
    assert_eq!(Purpose::ASKED.map(Purpose::as_str), ["server", "client", "either", "email"]);
    assert_eq!(NotAsked.to_string(), "not-asked");
    assert_eq!(Purpose::default(), Server);
}
