//! Conversions from and to `x509-cert`: what they keep, and what they refuse to lose.

use srvname_testkit::make;

use ::der::asn1::{Ia5String, ObjectIdentifier};
use ::der::{Any, Decode, Encode};
use make::{
    Ca, Constraints, Criticality, Dn, Draft, Extension, GeneralName as Made, Subtree, der, directory, dns, edi_party,
    email, ip_net4, ip4, oid, raw, registered_id, smtp_utf8, srv, upn, uri, x400,
};
use srvname::integration::x509_cert_0_3::{
    ConversionError, EncodedCertificate, EncodedGeneralName, EncodedNameConstraints, EncodedSubjectAltName,
};
use srvname::{
    Certificate, Path, Policy, TrustAnchor,
    certificate::{GeneralName, GeneralNames, NameConstraints, Tag},
    name::{Form, Name, SrvName},
};
use x509_cert::ext::pkix;
use x509_cert::ext::pkix::name::GeneralName as Theirs;

fn read(der: &[u8]) -> GeneralName<'_> {
    GeneralName::from_der(der).unwrap()
}

/// Names of every form that both sides have.
fn names() -> Vec<Made> {
    vec![
        srv("_imap.example.com"),
        srv("not an SRVName"),
        upn("a@example.com"),
        smtp_utf8("\u{e9}@example.com"),
        dns("*.example.com"),
        dns(""),
        email("a@example.com"),
        uri("https://example.com/"),
        ip4([192, 0, 2, 1]),
        directory(&Dn::o("Example").and_cn("x")),
        edi_party(&der::constructed(1, &der::tlv(der::UTF8_STRING, b"x"))),
        registered_id("1.2.3.4"),
    ]
}

#[test]
fn a_certificate_goes_there_and_back() {
    let root = Ca::root("Example Root CA");
    let constraints = Constraints::new().permit(srv("example.com")).exclude(dns("www.example.com"));
    let sub = root.sub_ca("Example Sub CA").constraints(constraints).path_len(1).issue();
    let leaf = sub.end_entity("xmpp.example.com").san([srv("_xmpp-server.example.com")]).issue();
    let old = root.end_entity("Old").without_extensions().version(1).issue();
    for issued in [&root, &sub, &leaf, &old] {
        let ours = Certificate::from_der(issued.der()).unwrap();
        let theirs = x509_cert::Certificate::try_from(&ours).unwrap();
        let encoded = EncodedCertificate::try_from(&theirs).unwrap();
        assert_eq!(encoded.der(), issued.der());
        assert_eq!(encoded.certificate().unwrap().subject(), ours.subject());
    }
}

/// What the encodings lend is enough for a verdict.
#[test]
fn a_path_of_their_certificates_is_validated() {
    let root = Ca::root("Example Root CA");
    let sub = root.sub_ca("Example Sub CA").constraints(Constraints::new().permit(srv("example.com"))).issue();
    for (name, code) in [("_imap.example.com", None), ("_imap.victim.test", Some("name_not_permitted"))] {
        let leaf = sub.end_entity("x").san([srv(name)]).issue();
        let theirs = [&leaf, &sub, &root].map(|issued| x509_cert::Certificate::from_der(issued.der()).unwrap());
        let encoded = theirs.each_ref().map(|theirs| EncodedCertificate::try_from(theirs).unwrap());
        let [leaf, sub, root] = encoded.each_ref().map(|encoded| encoded.certificate().unwrap());
        let anchor = TrustAnchor::from_certificate(&root);
        let path = Path::assume_signed(&anchor, [&sub], &leaf).unwrap();
        assert_eq!(path.validate_names(&Policy::default()).err().map(|rejection| rejection.code()), code);
    }
}

#[test]
fn every_name_form_they_have_goes_there_and_back() {
    for made in names() {
        let theirs = Theirs::from_der(made.der()).unwrap();
        let encoded = EncodedGeneralName::try_from(&theirs).unwrap();
        assert_eq!(encoded.der(), made.der());
        let ours = encoded.general_name().unwrap();
        assert_eq!(ours.form(), read(made.der()).form());
        assert_eq!(Theirs::try_from(&ours), Ok(theirs));
    }
}

/// An SRVName made with their types is one to ours.
#[test]
fn an_srv_name_of_their_making() {
    let type_id = ObjectIdentifier::new_unwrap(oid::DNS_SRV);
    let value = Any::encode_from(&Ia5String::new("_imap.example.com").unwrap()).unwrap();
    let theirs = Theirs::OtherName(pkix::name::OtherName { type_id, value });
    let encoded = EncodedGeneralName::try_from(&theirs).unwrap();
    let Ok(Name::Srv(name)) = encoded.general_name().unwrap().name() else { panic!("no SRVName") };
    assert_eq!(name, SrvName::parse("_imap.example.com").unwrap());
    assert_eq!(encoded.der(), srv("_imap.example.com").der());
}

#[test]
fn subject_alternative_names_go_there_and_back() {
    let value = der::sequence(names());
    let ours = GeneralNames::from_der(&value).unwrap();
    let theirs = pkix::SubjectAltName::try_from(&ours).unwrap();
    let encoded = EncodedSubjectAltName::try_from(&theirs).unwrap();
    assert_eq!(encoded.der(), value);
    assert_eq!(encoded.names().unwrap().iter().count(), names().len());
    // They can hold what RFC 5280 forbids.
    let empty = EncodedSubjectAltName::try_from(&pkix::SubjectAltName(vec![])).unwrap();
    assert!(empty.names().is_err());
}

#[test]
fn constraints_go_there_and_back() {
    let both = Constraints::new()
        .permit(srv("_mail.example.com"))
        .permit(ip_net4([192, 0, 2, 0], 24))
        .exclude(Subtree::of(dns("example.net")).minimum(1).maximum(4));
    for constraints in [both, Constraints::new().permit(dns("")), Constraints::new().exclude(email(".example.com"))] {
        let value = constraints.der();
        let ours = NameConstraints::from_der(&value).unwrap();
        let theirs = pkix::NameConstraints::try_from(&ours).unwrap();
        let encoded = EncodedNameConstraints::try_from(&theirs).unwrap();
        assert_eq!(encoded.der(), value);
        let again = encoded.name_constraints().unwrap();
        assert_eq!(again.contains_form(Form::SrvName), ours.contains_form(Form::SrvName));
        for (one, other) in again.permitted().iter().zip(ours.permitted().iter()) {
            assert_eq!(one.to_string(), other.to_string());
        }
    }
    let theirs = pkix::NameConstraints { permitted_subtrees: None, excluded_subtrees: None };
    assert!(EncodedNameConstraints::try_from(&theirs).unwrap().name_constraints().is_err());
    let theirs = pkix::NameConstraints { permitted_subtrees: Some(vec![]), excluded_subtrees: None };
    assert!(EncodedNameConstraints::try_from(&theirs).unwrap().name_constraints().is_err());
}

/// An encoded DEFAULT would be gone, and with it the octets that were signed.
#[test]
fn an_encoded_default_is_named() {
    let root = Ca::root("Example Root CA");
    let leaf = |draft: fn(Draft) -> Draft| draft(root.end_entity("x").san([dns("example.com")])).issue();
    let field_of = |issued: &make::Issued| {
        let error = x509_cert::Certificate::try_from(&Certificate::from_der(issued.der()).unwrap()).unwrap_err();
        let ConversionError::EncodedDefault { field, offset } = error else { panic!("{error}") };
        assert!(error.to_string().contains(&format!("{field}, which is encoded at octet {offset}")), "{error}");
        (field, offset)
    };
    let spelt_out = leaf(|draft| draft.criticality(oid::SUBJECT_ALT_NAME, Criticality::EncodedFalse));
    let read = Certificate::from_der(spelt_out.der()).unwrap();
    let san = read.extensions().find(|extension| extension.id().to_string() == oid::SUBJECT_ALT_NAME).unwrap();
    assert_eq!(field_of(&spelt_out), ("critical", san.offset()));
    // Version 1 in so many words: the field stands behind a header of four octets and one of three.
    let v1 = spelt_out_version(root.end_entity("x").without_extensions().version(2).issue().der());
    let theirs = x509_cert::Certificate::try_from(&Certificate::from_der(&v1).unwrap());
    assert_eq!(theirs, Err(ConversionError::EncodedDefault { field: "version", offset: 7 }));
    let value = Constraints::new().permit(dns("a")).permit(Subtree::of(dns("example.com")).minimum(0)).der();
    let ours = NameConstraints::from_der(&value).unwrap();
    let second = ours.permitted().iter().nth(1).unwrap();
    let error = pkix::NameConstraints::try_from(&ours).unwrap_err();
    assert_eq!(error, ConversionError::EncodedDefault { field: "minimum", offset: second.offset() });
    // Of the subtree alone, offsets count from its start.
    let error = pkix::constraints::name::GeneralSubtree::try_from(&second).unwrap_err();
    assert_eq!(error, ConversionError::EncodedDefault { field: "minimum", offset: 0 });
}

/// A certificate of version 2 that says version 1.
fn spelt_out_version(der: &[u8]) -> Vec<u8> {
    let version_2 = [0xa0, 0x03, 0x02, 0x01, 0x01];
    let at = der.windows(5).position(|octets| octets == version_2).expect("a version");
    let mut octets = der.to_vec();
    octets[at + 4] = 0;
    octets
}

#[test]
fn a_form_they_do_not_have_is_named() {
    for (made, tag) in [
        (x400(&[0x30, 0x00]), Tag::new(0xa3)),
        (raw(0x89, b"x"), Tag::new(0x89)),
        (raw(0xaa, b""), Tag::new(0xaa)),
        (raw(0x16, b"x"), Tag::new(0x16)),
    ] {
        let error = Theirs::try_from(&read(made.der())).unwrap_err();
        assert_eq!(error, ConversionError::NoSuchForm { tag, offset: 0 });
        let value = der::sequence([dns("example.com"), made.clone()]);
        let error = pkix::SubjectAltName::try_from(&GeneralNames::from_der(&value).unwrap()).unwrap_err();
        assert_eq!(error, ConversionError::NoSuchForm { tag, offset: 15 });
        assert!(error.to_string().ends_with(&format!("with tag {tag} at octet 15")), "{error}");
        let value = Constraints::new().exclude(made).der();
        let error = pkix::NameConstraints::try_from(&NameConstraints::from_der(&value).unwrap()).unwrap_err();
        assert_eq!(error, ConversionError::NoSuchForm { tag, offset: 6 });
    }
}

/// What is too large for their types, or not text to them, is unreadable.
#[test]
fn what_their_decoder_refuses() {
    for made in [
        raw(0x82, b"\xff"),
        make::other_name("2.25.329800735698586629295641978511506172918", &[0x05, 0x00]),
        make::srv_raw(&[]),
        make::srv_raw(&[0x16]),
        edi_party(&[]),
    ] {
        let error = Theirs::try_from(&read(made.der())).unwrap_err();
        assert!(matches!(error, ConversionError::Unreadable(_)), "{error}: {}", der::hex(made.der()));
    }
    for subtree in [Subtree::of(dns("a")).maximum(1 << 40), Subtree::of(dns("a")).minimum(1 << 32)] {
        let value = Constraints::new().permit(subtree).der();
        let error = pkix::NameConstraints::try_from(&NameConstraints::from_der(&value).unwrap()).unwrap_err();
        assert!(matches!(error, ConversionError::Unreadable(_)), "{error}");
    }
    let root = Ca::root("Example Root CA");
    let long = root.end_entity("x").serial(&[1; 30]).issue();
    let error = x509_cert::Certificate::try_from(&Certificate::from_der(long.der()).unwrap()).unwrap_err();
    assert!(matches!(error, ConversionError::Unreadable(_)), "{error}");
}

/// What is inside an extension is octets to them, and kept, whatever it says.
#[test]
fn extensions_are_kept_as_octets() {
    let root = Ca::root("Example Root CA");
    let constraints = Constraints::new().permit(Subtree::of(raw(0x89, b"x")).minimum(0)).der();
    let ca_false = der::sequence([der::boolean(false)]);
    let issued = root
        .sub_ca("x")
        .constraints_raw(true, &constraints)
        .extension(Extension::new(oid::UNKNOWN, true, b"anything"))
        .issue();
    let odd = root.end_entity("x").set(Extension::new(oid::BASIC_CONSTRAINTS, true, &ca_false)).issue();
    for issued in [issued, odd] {
        let theirs = x509_cert::Certificate::try_from(&Certificate::from_der(issued.der()).unwrap()).unwrap();
        assert_eq!(theirs.to_der().unwrap(), issued.der());
    }
}
