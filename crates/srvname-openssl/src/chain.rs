//! The chain of OpenSSL, end entity first and anchor last, as `srvname` reads it.

use openssl::ssl::SslRef;
use openssl::stack::StackRef;
use openssl::x509::X509;
use srvname::{Certificate, Path, Rejection, TrustAnchor, constraints::Position, name::Form};

use crate::error::VerifyError;

/// A chain of OpenSSL's, if it ends in a trust anchor.
///
/// It need not. With `X509_V_FLAG_PARTIAL_CHAIN` OpenSSL accepts an end entity that is itself trusted, and what is above it
/// in the chain is then what the peer sent: CAs and constraints of its own making.
pub(crate) fn anchored<'c>(ssl: &SslRef, chain: Option<&'c StackRef<X509>>) -> Result<&'c StackRef<X509>, VerifyError> {
    let chain = chain.ok_or(VerifyError::NoChain)?;
    let last = chain.iter().last().ok_or(VerifyError::NoChain)?;
    let trusted = ssl.ssl_context().cert_store().all_certificates();
    if trusted.iter().any(|trusted| trusted == last) { Ok(chain) } else { Err(VerifyError::NoChain) }
}

/// Judges a chain whose signatures OpenSSL has verified.
pub(crate) fn with_path<T>(
    chain: &StackRef<X509>,
    judge: impl FnOnce(&Path<'_, '_>) -> Result<T, Rejection>,
) -> Result<T, VerifyError> {
    let ders = ders(chain)?;
    let certificates = read(&ders)?;
    let [end_entity, intermediates @ .., anchor] = certificates.as_slice() else {
        return Err(VerifyError::NoChain);
    };
    let anchor = TrustAnchor::from_certificate(anchor);
    let path = Path::assume_signed(&anchor, intermediates, end_entity).map_err(Rejection::from)?;
    Ok(judge(&path)?)
}

/// At which depths OpenSSL's *unsupported name constraint type* would be about SRVName: where the certificate presents one
/// and a CA above it constrains them.
///
/// The same certificate may give OpenSSL another reason for that error. So this is never enough to accept it: every form
/// has to be judged as well.
pub(crate) fn depths_with_constrained_srv_names(chain: &StackRef<X509>) -> Result<Vec<bool>, VerifyError> {
    let ders = ders(chain)?;
    let mut constrained = false;
    let mut depths: Vec<bool> = read(&ders)?
        .iter()
        .rev()
        .map(|certificate| {
            let below = constrained;
            constrained |=
                certificate.name_constraints().is_some_and(|constraints| constraints.contains_form(Form::SrvName));
            below && certificate.presents_srv_name()
        })
        .collect();
    depths.reverse();
    Ok(depths)
}

fn ders(chain: &StackRef<X509>) -> Result<Vec<Vec<u8>>, VerifyError> {
    chain.iter().map(|certificate| certificate.to_der().map_err(|_| VerifyError::NoChain)).collect()
}

fn read(ders: &[Vec<u8>]) -> Result<Vec<Certificate<'_>>, VerifyError> {
    // Positions and depths are the same: 0 is the end entity.
    let certificate = |(index, der)| {
        Certificate::from_der(der).map_err(|error| Rejection::malformed_certificate(error, Position::new(index)).into())
    };
    ders.iter().map(Vec::as_slice).enumerate().map(certificate).collect()
}

#[cfg(test)]
mod tests {
    use openssl::stack::Stack;

    use super::*;
    use crate::make::chains::{confined, dns_only};
    use crate::make::{Constraints, GeneralName, Issued, dns, srv, upn};

    #[test]
    fn the_error_is_about_srv_name_when_both_sides_have_one() {
        let about = |constraints: Constraints, name: GeneralName| {
            let root = Issued::root("Example Root CA");
            let sub = root.sub_ca("Example Sub CA").constraints(constraints).san([srv("_imap.example.com")]).issue();
            let leaf = sub.end_entity("xmpp.example.com").san([name, dns("example.com")]).issue();
            let mut chain = Stack::new().unwrap();
            for issued in [&leaf, &sub, &root] {
                chain.push(X509::from_der(issued.der()).unwrap()).unwrap();
            }
            depths_with_constrained_srv_names(&chain).unwrap()
        };
        let service = || srv("_xmpp-client.example.com");
        // Nobody above the CA, which presents one, constrains SRVName.
        assert_eq!(about(confined(), service()), [true, false, false]);
        assert_eq!(about(dns_only().exclude(srv("victim.test")), service()), [true, false, false]);
        assert_eq!(about(confined(), upn("user@example.com")), [false; 3]);
        assert_eq!(about(dns_only().permit(upn("example.com")), service()), [false; 3]);
    }
}
