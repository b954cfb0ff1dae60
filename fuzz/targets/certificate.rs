//! Any octets as a certificate, and as what becomes one.

use srvname::{
    Certificate, Path, Policy, SubCaRule, TrustAnchor,
    certificate::{CertificationRequest, GeneralNames, NameConstraints, PresentedId, TbsCertificate},
    issuance::RequestPath,
    path::AnchorConstraints,
};

use super::{build, properties};

pub fn run(data: &[u8]) {
    match Certificate::from_der(data) {
        Ok(certificate) => {
            fields(data, &certificate);
            extensions(data, &certificate);
            ends(data);
            anchor(&certificate);
            paths(&certificate);
            before_signing(&certificate);
        }
        Err(error) => {
            assert!(error.offset() <= data.len(), "{error:?} in {} octets", data.len());
            assert!(!error.to_string().is_empty() && !error.citation().to_string().is_empty());
        }
    }
    let errors = [CertificationRequest::from_der(data).err(), TbsCertificate::from_der(data).err()];
    for error in errors.into_iter().flatten() {
        assert!(error.offset() <= data.len(), "{error:?} in {} octets", data.len());
    }
}

fn fields(data: &[u8], certificate: &Certificate<'_>) {
    assert_eq!(certificate.der(), data);
    for part in [
        certificate.tbs(),
        certificate.signature_algorithm(),
        certificate.signature(),
        certificate.serial(),
        certificate.spki(),
        certificate.issuer().content(),
        certificate.subject().content(),
        certificate.authority_key_id().unwrap_or_default(),
        certificate.subject_key_id().unwrap_or_default(),
    ] {
        properties::borrowed(data, part);
    }
    // Years 0 to 9999.
    for time in [certificate.not_before(), certificate.not_after()] {
        assert!((-62_167_219_200..=253_402_300_799).contains(&time), "{time}");
    }
    for name in [certificate.issuer(), certificate.subject()] {
        properties::shown(&name, name.content().len());
    }
    properties::equality(&certificate.issuer(), &certificate.subject());
    assert_eq!(certificate.is_self_issued(), certificate.issuer() == certificate.subject());
    properties::presented(certificate);
}

fn extensions(data: &[u8], certificate: &Certificate<'_>) {
    let all: Vec<_> = certificate.extensions().collect();
    for (index, extension) in all.iter().enumerate() {
        properties::stands_at(data, extension.offset(), extension.der());
        properties::stands_at(data, extension.value_offset(), extension.value());
        properties::shown(&extension.id(), extension.der().len());
        assert!(all[..index].iter().all(|earlier| earlier.id() != extension.id()), "{} twice", extension.id());
    }
    let value =
        |id| all.iter().find(|extension| extension.id().as_bytes() == id).map(srvname::certificate::Extension::value);
    let san = value(build::SUBJECT_ALT_NAME);
    assert_eq!(san.is_some(), certificate.subject_alt_name().is_some());
    if let (Some(san), Some(names)) = (san, certificate.subject_alt_name()) {
        let alone = GeneralNames::from_der(san).expect("it was read as an extension");
        assert!(alone.iter().map(|name| name.to_string()).eq(names.iter().map(|name| name.to_string())));
        names.general_names().for_each(|name| properties::general_name(data, &name));
    }
    let constraints = value(build::NAME_CONSTRAINTS);
    assert_eq!(constraints.is_some(), certificate.name_constraints().is_some());
    assert!(constraints.is_none_or(|value| NameConstraints::from_der(value).is_ok()));
    for subtree in
        certificate.name_constraints().iter().flat_map(|own| own.permitted().iter().chain(own.excluded().iter()))
    {
        properties::stands_at(data, subtree.offset(), subtree.der());
        properties::general_name(data, subtree.base());
        properties::shown(&subtree, subtree.der().len());
    }
    certificate.name_constraints().iter().for_each(super::constraints::same_when_compiled);
    let unknown = certificate.unknown_critical_extension();
    assert!(unknown.is_none_or(|id| all.iter().any(|extension| extension.critical() && extension.id() == id)));
}

/// A certificate is all of its octets: none missing, none more.
fn ends(data: &[u8]) {
    for length in [0, 1, data.len() / 3, data.len() / 2, data.len() - 1] {
        assert!(Certificate::from_der(&data[..length]).is_err(), "{length} of {} octets", data.len());
    }
    let longer = [data, &[0]].concat();
    assert!(Certificate::from_der(&longer).is_err());
}

fn anchor(certificate: &Certificate<'_>) {
    let whole = TrustAnchor::from_certificate(certificate);
    assert!(whole.has_subject_and_key_of(certificate));
    let parts = TrustAnchor::from_parts(certificate.subject().content(), certificate.spki(), None);
    assert!(parts.is_ok_and(|parts| parts.has_subject_and_key_of(certificate)));
}

/// Before it was signed, and as it was asked for, a certificate had the same names, which meet the same CAs.
fn before_signing(certificate: &Certificate<'_>) {
    let names = |all: &mut dyn Iterator<Item = PresentedId<'_>>| all.map(|name| name.to_string()).collect::<Vec<_>>();
    let presented = names(&mut certificate.presented_ids());
    let tbs = TbsCertificate::from_der(certificate.tbs()).expect("it is that of a certificate");
    assert_eq!(names(&mut tbs.presented_ids()), presented);
    let info = build::sequence(&[
        build::tlv(0x02, &[0]),
        build::tlv(0x30, certificate.subject().content()),
        build::tlv(0x30, certificate.spki()),
        build::extension_request(certificate.extensions().map(|extension| extension.der())),
    ]);
    let der = build::sequence(&[info, build::sequence(&[[]; 0]), build::tlv(0x03, &[0])]);
    let request = CertificationRequest::from_der(&der).expect("it asks for a certificate that is read");
    assert_eq!(names(&mut request.presented_ids()), presented);
    let path = RequestPath::new(&request, [], None);
    match Path::assume_signed_without_anchor([], certificate) {
        Ok(alone) => SubCaRule::ALL.into_iter().for_each(|rule| {
            let policy = Policy::new().with_sub_ca_rule(rule);
            assert_eq!(path.check_names(&policy), alone.validate_names(&policy));
        }),
        Err(_) => assert!(path.check_names(&Policy::new()).is_err()),
    }
}

/// A path of this certificate alone, under and above itself.
fn paths(certificate: &Certificate<'_>) {
    // Below itself it goes in a circle, or is no path for another reason.
    assert!(Path::assume_signed_without_anchor([certificate], certificate).is_err());
    assert!(Path::assume_signed(&TrustAnchor::from_certificate(certificate), [], certificate).is_err());
    let Ok(alone) = Path::assume_signed_without_anchor([], certificate) else {
        assert!(certificate.name_constraints().is_some() && !certificate.is_ca());
        return;
    };
    // Nothing binds it, and nothing is above it.
    let understood = certificate.unknown_critical_extension().is_none();
    assert!(accepts(&alone).iter().all(|accepted| *accepted == understood));
    // An anchor of another key that holds its subject to the certificate's own constraints.
    let Ok(mut anchor) = TrustAnchor::from_parts(certificate.issuer().content(), b"another key", None) else { return };
    if let Some(own) = certificate.extensions().find(|extension| extension.id().as_bytes() == build::NAME_CONSTRAINTS) {
        let content = build::content(own.value());
        anchor = TrustAnchor::from_parts(certificate.issuer().content(), b"another key", Some(content))
            .expect("they were read as an extension");
    }
    let path = Path::assume_signed(&anchor, [], certificate).expect("issuer and anchor share a name");
    monotone(&accepts(&path));
}

fn accepts(path: &Path<'_, '_>) -> [bool; 5] {
    let ignored = AnchorConstraints::IgnoreTrustAnchorConstraints;
    SubCaRule::ALL.map(|sub_ca_rule| {
        let strict = Policy::new().with_sub_ca_rule(sub_ca_rule);
        let refusal = path.validate_names(&strict).err();
        if let Some(refusal) = &refusal {
            let facts = [refusal.name(), refusal.base(), refusal.subject()];
            properties::shown(refusal, facts.iter().flatten().map(|text| text.len()).sum());
        }
        let relaxed = strict.with_anchor_constraints(ignored);
        assert!(refusal.is_some() || path.validate_names(&relaxed).is_ok(), "a relaxation refused");
        refusal.is_none()
    })
}

/// Confined ⊂ Constrained ⊂ Inherited, WhereConstrained ⊂ RFC 5280.
pub fn monotone(accepts: &[bool; 5]) {
    let [confined, constrained, inherited, where_constrained, rfc5280] = *accepts;
    assert!(!confined || constrained, "{accepts:?}");
    assert!(!constrained || (inherited && where_constrained), "{accepts:?}");
    assert!(!(inherited || where_constrained) || rfc5280, "{accepts:?}");
}
