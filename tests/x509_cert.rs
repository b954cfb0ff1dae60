//! Conversions from and to `x509-cert`: what they keep, and what they refuse to lose.

use ::der::{Decode, Encode};
use srvname::x509_cert::{ConversionError, EncodedCertificate, EncodedGeneralName, EncodedNameConstraints};
use srvname::{Certificate, Form, NameConstraints};
use x509_cert::ext::pkix::name::GeneralName;

#[path = "../testdata/make/mod.rs"]
mod make;

use make::{Ca, Constraints, Subtree, dns, srv, x400};

#[test]
fn a_certificate_goes_there_and_back() {
    let root = Ca::root("Example Root CA");
    let constraints = Constraints::new().permit(srv("example.com")).exclude(dns("www.example.com"));
    let sub = root.sub_ca("Example Sub CA").constraints(constraints).issue();
    let leaf = sub.end_entity("xmpp.example.com").san([srv("_xmpp-server.example.com")]).issue();
    for issued in [&root, &sub, &leaf] {
        let ours = Certificate::from_der(issued.der()).unwrap();
        let theirs = x509_cert::Certificate::try_from(&ours).unwrap();
        let encoded = EncodedCertificate::try_from(&theirs).unwrap();
        assert_eq!(encoded.der(), issued.der());
        assert_eq!(encoded.certificate().unwrap().subject(), ours.subject());
    }
}

#[test]
fn every_name_form_they_have_goes_there_and_back() {
    let names =
        [srv("_imap.example.com"), dns("example.com"), make::email("a@example.com"), make::uri("https://example.com/")];
    for name in names {
        let theirs = GeneralName::from_der(name.der()).unwrap();
        let encoded = EncodedGeneralName::try_from(&theirs).unwrap();
        let ours = encoded.general_name().unwrap();
        assert_eq!(ours.der(), name.der());
        assert_eq!(GeneralName::try_from(&ours).unwrap(), theirs);
    }
}

#[test]
fn constraints_go_there_and_back() {
    let der = Constraints::new().permit(srv("_mail.example.com")).exclude(dns("example.net")).der();
    let ours = NameConstraints::from_der(&der).unwrap();
    let theirs = x509_cert::ext::pkix::NameConstraints::try_from(&ours).unwrap();
    assert_eq!(theirs.to_der().unwrap(), der);
    let encoded = EncodedNameConstraints::try_from(&theirs).unwrap();
    assert!(encoded.name_constraints().unwrap().permitted().list(Form::SrvName));
}

#[test]
fn an_encoded_default_is_not_lost_without_a_word() {
    let der = Constraints::new().permit(Subtree::of(dns("example.com")).minimum(0)).der();
    let ours = NameConstraints::from_der(&der).unwrap();
    let refused = x509_cert::ext::pkix::NameConstraints::try_from(&ours).unwrap_err();
    // The length of the subtree is the first octet that would change.
    assert_eq!(refused, ConversionError::Lossy { offset: 1 });
}

#[test]
fn a_form_they_do_not_have_is_said_to_be_unreadable() {
    let name = x400(&[0x30, 0x00]);
    let mut reader = srvname::der::Reader::new(name.der());
    let ours = srvname::GeneralName::read(&mut reader).unwrap();
    assert!(matches!(GeneralName::try_from(&ours), Err(ConversionError::Unreadable(_))));
}

#[test]
fn constraints_without_lists_are_theirs_alone() {
    let theirs = x509_cert::ext::pkix::NameConstraints { permitted_subtrees: None, excluded_subtrees: None };
    assert!(EncodedNameConstraints::try_from(&theirs).unwrap().name_constraints().is_err());
}
