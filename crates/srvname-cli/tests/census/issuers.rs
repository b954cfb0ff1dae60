//! Who has to act: the issuer, which signs the new certificate, and the root above it.

use std::fs;

use serde_json::{Value, json};

use super::make::{Ca, Constraints, Dn, Issued, dns};
use crate::{counts, folder, pem};

fn reissue(name: &str, certificates: &[&Issued]) -> Value {
    let folder = folder(name);
    let path = folder.join("all.pem");
    fs::write(&path, pem(certificates)).expect("written");
    counts(&[&path])
}

fn entry<'v>(found: &'v Value, subject: &str) -> &'v Value {
    found["reissue"].as_array().expect("a list").iter().find(|ca| ca["subject"] == subject).expect("an entry")
}

#[test]
fn issuers_and_roots_are_named_or_unknown() {
    let (root, other) = (Ca::root("Root"), Ca::root("Other Root"));
    let middle = root.sub_ca("Middle").issue();
    let crossed = other.sub_ca("Middle").issue();
    let below = middle.sub_ca("Below").constraints(Constraints::new().permit(dns("example.com"))).issue();
    let orphan = Ca::root("Absent").sub_ca("Orphan").issue();
    let found = reissue("issuers", &[&root, &middle, &below, &orphan]);
    let above = |found: &Value, subject: &str| {
        (entry(found, subject)["issuer"].clone(), entry(found, subject)["roots"].clone())
    };
    assert_eq!(above(&found, "CN=Below"), (json!("CN=Middle"), json!(["CN=Root"])));
    assert_eq!(above(&found, "CN=Middle"), (json!("CN=Root"), json!(["CN=Root"])));
    assert_eq!(above(&found, "CN=Orphan"), (json!("CN=Absent"), json!([])));
    assert_eq!(entry(&found, "CN=Orphan")["issuer_subject_spki_sha256"], Value::Null);
    assert_eq!(
        entry(&found, "CN=Below")["issuer_subject_spki_sha256"],
        entry(&found, "CN=Middle")["subject_spki_sha256"]
    );
    // Two CAs signed for the one in the middle, which is one CA.
    let found = reissue("issuers-crossed", &[&root, &other, &middle, &crossed, &below]);
    assert_eq!(above(&found, "CN=Below"), (json!("CN=Middle"), json!(["CN=Other Root", "CN=Root"])));
    assert_eq!(
        entry(&found, "CN=Below")["issuer_subject_spki_sha256"],
        entry(&found, "CN=Middle")["subject_spki_sha256"]
    );
}

/// Two CAs of one name and different keys are told apart by the key identifier, and without it they are not.
#[test]
fn one_name_of_two_cas() {
    let (root, other) = (Ca::root("Root"), Ca::root("Other Root"));
    let one = root.sub_ca("Middle").key("one").issue();
    let two = other.sub_ca("Middle").key("two").issue();
    let told = one.sub_ca("Told").issue();
    let not_told = one.sub_ca("Not Told").without(super::make::oid::AUTHORITY_KEY_IDENTIFIER).issue();
    let found = reissue("issuers-two", &[&root, &other, &one, &two, &told, &not_told]);
    assert_eq!(entry(&found, "CN=Told")["roots"], json!(["CN=Root"]));
    assert!(entry(&found, "CN=Told")["issuer_subject_spki_sha256"].is_string());
    assert_eq!(entry(&found, "CN=Not Told")["roots"], json!(["CN=Other Root", "CN=Root"]));
    assert_eq!(entry(&found, "CN=Not Told")["issuer_subject_spki_sha256"], Value::Null);
}

#[test]
fn groups_have_what_their_certificates_have() {
    let root = Ca::root("Root");
    let named = |label: &str, owner: &str| root.sub_ca(label).subject(Dn::o(owner));
    let held = || Constraints::new().permit(dns("example.com"));
    let all = [
        named("a", "One").not_after("2030-01-01T00:00:00Z").issue(),
        named("b", "One").not_after("2031-01-01T00:00:00Z").issue(),
        named("b", "One").not_after("2032-01-01T00:00:00Z").issue(),
        named("c", "Two").constraints(held()).not_after("2029-01-01T00:00:00Z").issue(),
    ];
    let found = reissue("groups", &all.iter().chain([&root]).collect::<Vec<_>>());
    let group = |left: [u64; 2], cas: [u64; 2], until: [Value; 2]| {
        json!({
            "left": {"all": left[0], "constrained": left[1], "technically_constrained": 0},
            "left_cas": {"all": cas[0], "constrained": cas[1], "technically_constrained": 0},
            "left_until": {"all": until[0], "constrained": until[1], "technically_constrained": null},
            "revoked": 0,
        })
    };
    let with = |key: &str, name: &str, mut group: Value| {
        group[key] = json!(name);
        group
    };
    let two = group([1, 1], [1, 1], [json!("2029-01-01T00:00:00Z"), json!("2029-01-01T00:00:00Z")]);
    let one = group([3, 0], [2, 0], [json!("2032-01-01T00:00:00Z"), Value::Null]);
    // The constrained first.
    assert_eq!(found["by_owner"], json!([with("owner", "Two", two), with("owner", "One", one)]));
    let issuer = group([4, 1], [3, 1], [json!("2032-01-01T00:00:00Z"), json!("2029-01-01T00:00:00Z")]);
    assert_eq!(found["by_issuer"], json!([with("issuer", "CN=Root", issuer)]));
}
