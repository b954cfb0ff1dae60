// For the crate rcgen 0.14: a service of example.com below a CA that is held to that domain.

use rcgen::{
    BasicConstraints, CertificateParams, CustomExtension, DnType, ExtendedKeyUsagePurpose, IsCa,
    KeyUsagePurpose,
};

/// The name constraints of the CA.
pub fn name_constraints() -> CustomExtension {
    let value = b"\x30\x2e\xa0\x2c\x30\x0d\x82\x0bexample.com\x30\x1b\xa0\x19\x06\x08\x2b\x06\x01\x05\x05\x07\x08\x07\xa0\x0d\x16\x0bexample.com";
    let mut constraints = CustomExtension::from_oid_content(&[2, 5, 29, 30], value.to_vec());
    constraints.set_criticality(true);
    constraints
}

/// The parameters of the CA's certificate. Its validity is the caller's to set.
pub fn sub_ca() -> CertificateParams {
    let mut params = CertificateParams::default();
    params.distinguished_name.push(DnType::CommonName, "Services CA");
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    params.use_authority_key_identifier_extension = true;
    params.custom_extensions = vec![name_constraints()];
    params
}

/// The parameters of the service's certificate. Its validity is the caller's to set.
pub fn service() -> CertificateParams {
    let value = b"\x30\x4a\xa0\x20\x06\x08\x2b\x06\x01\x05\x05\x07\x08\x07\xa0\x14\x16\x12_imaps.example.com\xa0\x26\x06\x08\x2b\x06\x01\x05\x05\x07\x08\x07\xa0\x1a\x16\x18_submissions.example.com";
    let names = CustomExtension::from_oid_content(&[2, 5, 29, 17], value.to_vec());
    let mut params = CertificateParams::default();
    params.distinguished_name.push(DnType::CommonName, "Service");
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    params.use_authority_key_identifier_extension = true;
    params.custom_extensions = vec![names];
    params
}
