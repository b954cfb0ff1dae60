//! The chain that OpenSSL built, end entity first and trust anchor last, as a certification path of `srvname`.

use openssl::ssl::SslRef;
use openssl::stack::{Stack, StackRef};
use openssl::x509::X509;
use srvname::{Certificate, Path, Rejection, TrustAnchor, constraints::Position, name::Form};

use crate::error::VerifyError;

/// A chain that ends in a trust anchor.
pub(crate) struct AnchoredChain<'c> {
    certificates: &'c StackRef<X509>,
    /// The trust anchors: one is the last certificate of the chain, and others may have its subject and its key.
    trusted: Stack<X509>,
}

/// Returns the chain, which must end in a trust anchor in the store of the context.
///
/// With `X509_V_FLAG_PARTIAL_CHAIN` OpenSSL accepts an end entity that is itself trusted. The certificates above it in
/// the chain are then what the peer sent, and the peer may have made their constraints itself.
///
/// # Errors
///
/// [`VerifyError::NoChain`] if there is no chain, or if it does not end in a trust anchor.
pub(crate) fn anchored<'c>(ssl: &SslRef, chain: Option<&'c StackRef<X509>>) -> Result<AnchoredChain<'c>, VerifyError> {
    let certificates = chain.ok_or(VerifyError::NoChain)?;
    let last = certificates.iter().last().ok_or(VerifyError::NoChain)?;
    let trusted = ssl.ssl_context().cert_store().all_certificates();
    if trusted.iter().any(|trusted| trusted == last) {
        Ok(AnchoredChain { certificates, trusted })
    } else {
        Err(VerifyError::NoChain)
    }
}

/// Returns what `judge` returns for a chain whose signatures OpenSSL has verified.
///
/// OpenSSL chooses one of several trust anchors that share subject and key, and which one depends on the order in which they
/// were added. The constraints of all of them apply. One that cannot be read is no anchor, unless it is the one that OpenSSL
/// chose.
///
/// # Errors
///
/// [`VerifyError::NoChain`] if the chain has fewer than two certificates. [`VerifyError::Rejected`] if a certificate is
/// malformed, if the certificates are not a path, or if `judge` rejects it.
pub(crate) fn with_path<T>(
    chain: &AnchoredChain<'_>,
    judge: impl FnOnce(&Path<'_, '_>) -> Result<T, Rejection>,
) -> Result<T, VerifyError> {
    let (chosen, trusted) = (ders(chain.certificates)?, ders(&chain.trusted)?);
    let certificates = read(&chosen)?;
    let [end_entity, intermediates @ .., last] = certificates.as_slice() else {
        return Err(VerifyError::NoChain);
    };
    let last = TrustAnchor::from_certificate(last);
    let trusted = trusted.iter().filter_map(|der| Certificate::from_der(der).ok());
    let equal = trusted.filter(|trusted| last.has_subject_and_key_of(trusted));
    let anchors: Vec<_> = equal.map(|trusted| TrustAnchor::from_certificate(&trusted)).collect();
    let path = Path::assume_signed_by_any(&anchors, intermediates, end_entity)
        .map_err(|error| Rejection::from(error).with_certificates(&certificates))?;
    Ok(judge(&path)?)
}

/// Returns, for each depth, `true` if OpenSSL's *unsupported name constraint type* may be about SRVName: if the
/// certificate presents one and a CA above it constrains them.
///
/// The same certificate may give OpenSSL another reason for that error. So this is never enough to accept it: names of
/// every form must be checked as well.
///
/// # Errors
///
/// [`VerifyError`] if a certificate cannot be read.
pub(crate) fn depths_with_constrained_srv_names(chain: &AnchoredChain<'_>) -> Result<Vec<bool>, VerifyError> {
    let ders = ders(chain.certificates)?;
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

#[cfg(all(test, testkit))]
mod tests {
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
            let trusted = Stack::new().unwrap();
            depths_with_constrained_srv_names(&AnchoredChain { certificates: &chain, trusted }).unwrap()
        };
        let service = || srv("_xmpp-client.example.com");
        // The CA presents an SRVName too, but no CA above it constrains them.
        assert_eq!(about(confined(), service()), [true, false, false]);
        assert_eq!(about(dns_only().exclude(srv("victim.test")), service()), [true, false, false]);
        assert_eq!(about(confined(), upn("user@example.com")), [false; 3]);
        assert_eq!(about(dns_only().permit(upn("example.com")), service()), [false; 3]);
    }
}
