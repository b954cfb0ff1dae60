use rcgen::{CertifiedIssuer, KeyPair};

/// A root, the CA below it, and the service below that, as PEM.
pub fn chain() -> Result<[String; 3], rcgen::Error> {
    let mut root = CertificateParams::default();
    root.distinguished_name.push(DnType::CommonName, "Private Root CA");
    root.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    root.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    let root = CertifiedIssuer::self_signed(root, KeyPair::generate()?)?;
    let sub_ca = CertifiedIssuer::signed_by(sub_ca(), KeyPair::generate()?, &root)?;
    let service = service().signed_by(&KeyPair::generate()?, &sub_ca)?;
    Ok([root.pem(), sub_ca.pem(), service.pem()])
}
