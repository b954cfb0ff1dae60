//! Any octets as a certificate, read by `x509-cert` and `x509-parser` as well: where two read, they read the same.

use der::asn1::AnyRef;
use der::{Decode, Encode};
use srvname::{Certificate, name::Form};
use x509_cert::ext::pkix::{NameConstraints, SubjectAltName};
use x509_parser::prelude::{FromDer, X509Certificate};

pub fn run(data: &[u8]) {
    let ours = Certificate::from_der(data);
    let rust_crypto = x509_cert::Certificate::from_der(data);
    let rusticata = X509Certificate::from_der(data).ok().filter(|(rest, _)| rest.is_empty()).map(|(_, read)| read);
    let Ok(ours) = ours else { return };
    if let Ok(theirs) = &rust_crypto {
        with_rust_crypto(&ours, theirs);
    }
    if let Some(theirs) = &rusticata {
        with_rusticata(&ours, theirs);
    }
}

fn content(der: &[u8]) -> &[u8] {
    AnyRef::from_der(der).expect("an element").value()
}

fn with_rust_crypto(ours: &Certificate<'_>, theirs: &x509_cert::Certificate) {
    let tbs = theirs.tbs_certificate();
    assert_eq!(ours.serial(), tbs.serial_number().as_bytes());
    let seconds = |time: &x509_cert::time::Time| i64::try_from(time.to_unix_duration().as_secs()).expect("a date");
    assert_eq!(ours.not_before(), seconds(&tbs.validity().not_before));
    assert_eq!(ours.not_after(), seconds(&tbs.validity().not_after));
    assert_eq!(ours.issuer().rdns().count(), tbs.issuer().len());
    assert_eq!(ours.subject().rdns().count(), tbs.subject().len());
    assert_eq!(ours.signature(), theirs.signature().raw_bytes());
    let extensions = tbs.extensions().map(Vec::as_slice).unwrap_or_default();
    assert_eq!(ours.extensions().count(), extensions.len());
    for (own, other) in ours.extensions().zip(extensions) {
        assert_eq!(own.id().as_bytes(), other.extn_id.as_bytes());
        assert_eq!((own.critical(), own.value()), (other.critical, other.extn_value.as_bytes()));
    }
    if let (Some(own), Ok(Some((_, other)))) = (ours.subject_alt_name(), tbs.get_extension::<SubjectAltName>()) {
        assert_eq!(own.general_names().count(), other.0.len());
        for (own, other) in own.general_names().zip(&other.0) {
            // It writes names again; where that is possible, it writes what was there.
            if let Ok(der) = other.to_der() {
                assert_eq!(own.der()[0], der[0]);
            }
        }
    }
    if let (Some(own), Ok(Some((_, other)))) = (ours.name_constraints(), tbs.get_extension::<NameConstraints>()) {
        let count = |list: &Option<Vec<_>>| list.as_ref().map_or(0, Vec::len);
        assert_eq!(own.permitted().iter().count(), count(&other.permitted_subtrees));
        assert_eq!(own.excluded().iter().count(), count(&other.excluded_subtrees));
        let lists = other.permitted_subtrees.iter().chain(&other.excluded_subtrees).flatten();
        for (own, other) in own.permitted().iter().chain(own.excluded().iter()).zip(lists) {
            assert_eq!(own.has_rfc5280_bounds(), other.minimum == 0 && other.maximum.is_none());
        }
    }
}

fn with_rusticata(ours: &Certificate<'_>, theirs: &X509Certificate<'_>) {
    assert_eq!(ours.serial(), theirs.raw_serial());
    assert_eq!(ours.tbs(), theirs.tbs_certificate.as_ref());
    assert_eq!(ours.issuer().content(), content(theirs.issuer().as_raw()));
    assert_eq!(ours.subject().content(), content(theirs.subject().as_raw()));
    // Its `raw` ends behind the BIT STRING: with more behind that, it is no whole element.
    let raw = theirs.public_key().raw;
    match AnyRef::from_der(raw) {
        Ok(whole) => assert_eq!(ours.spki(), whole.value()),
        Err(_) => assert!((2..=6).any(|header| raw.get(header..).is_none_or(|part| ours.spki().starts_with(part)))),
    }
    assert_eq!(ours.not_before(), theirs.validity().not_before.timestamp());
    assert_eq!(ours.not_after(), theirs.validity().not_after.timestamp());
    assert_eq!(ours.is_ca(), theirs.is_ca());
    assert_eq!(ours.extensions().count(), theirs.extensions().len());
    for (own, other) in ours.extensions().zip(theirs.extensions()) {
        assert_eq!((own.id().as_bytes(), own.critical()), (other.oid.as_bytes(), other.critical));
        assert_eq!(own.value(), other.value);
    }
    // A list with a tag that no GeneralName has ends there before that tag, or is taken for absent.
    let unknown = |form: Form<'_>| matches!(form, Form::Unknown(_));
    if let (Some(own), Ok(Some(other))) = (ours.subject_alt_name(), theirs.subject_alternative_name()) {
        if !own.general_names().any(|name| unknown(name.form())) {
            assert_eq!(own.general_names().count(), other.value.general_names.len());
        }
    }
    let known = ours
        .name_constraints()
        .filter(|own| !own.permitted().iter().chain(own.excluded().iter()).any(|subtree| unknown(subtree.form())));
    if let (Some(own), Ok(Some(other))) = (known, theirs.name_constraints()) {
        let count = |list: &Option<Vec<_>>| list.as_ref().map_or(0, Vec::len);
        assert_eq!(own.permitted().iter().count(), count(&other.value.permitted_subtrees));
        assert_eq!(own.excluded().iter().count(), count(&other.value.excluded_subtrees));
    }
}
