//! Revocation lists for a path check, with the list type of rustls-webpki (RFC 5280 §6.3).
//!
//! webpki reads and searches a list; it keeps to itself whether the list is signed and still current, so that is done
//! here. Every certificate below the anchor needs a list of its issuer: no list, no connection.

use std::error::Error;

use der::Decode;
use der::asn1::{GeneralizedTime, UtcTime};
use rustls_pki_types::{SignatureVerificationAlgorithm, UnixTime};
use srvname::{Certificate, Path};
use webpki::{CertRevocationList, OwnedCertRevocationList};

use crate::make::der::{self as make_der, Element, read, read_all};
use crate::make::oid;

/// Lists whose signatures were verified when they were added.
#[derive(Debug, Default)]
pub struct RevocationLists(Vec<List>);

#[derive(Debug)]
struct List {
    list: CertRevocationList<'static>,
    next_update: u64,
    /// Subject and key of the CA, as its certificate has them.
    issuer: (Vec<u8>, Vec<u8>),
}

impl RevocationLists {
    /// Adds a list of `issuer`, which must have signed it.
    pub fn add(
        &mut self,
        list: &[u8],
        issuer: &Certificate<'_>,
        algorithms: &[&dyn SignatureVerificationAlgorithm],
    ) -> Result<(), Box<dyn Error>> {
        let next_update = verify(list, issuer, algorithms)?;
        let list = CertRevocationList::from(OwnedCertRevocationList::from_der(list)?);
        if list.issuing_distribution_point().is_some() {
            // RFC 5280 §5.2.5: it speaks of some certificates of its issuer, and which ones is not worked out here.
            return Err("a list with an issuing distribution point".into());
        }
        let issuer = (issuer.subject().content().to_vec(), issuer.spki().to_vec());
        self.0.push(List { list, next_update, issuer });
        Ok(())
    }

    /// The check to give to a verifier.
    pub fn check(&self, path: &Path<'_, '_>, now: UnixTime) -> Result<(), String> {
        let above = path.intermediates().iter().map(|ca| (ca.subject().content(), ca.spki()));
        let anchor = path.anchors().first().map(|anchor| (anchor.subject().content(), anchor.spki()));
        for ((position, certificate), issuer) in path.certificates().zip(above.chain(anchor)) {
            let same = |list: &&List| (list.issuer.0.as_slice(), list.issuer.1.as_slice()) == issuer;
            let lists: Vec<&List> =
                self.0.iter().filter(same).filter(|list| now.as_secs() <= list.next_update).collect();
            if lists.is_empty() {
                return Err(format!("no current revocation list for certificate {position}"));
            }
            for list in lists {
                let entry = list.list.find_serial(certificate.serial());
                if entry.map_err(|error| error.to_string())?.is_some() {
                    return Err(format!("certificate {position} was revoked"));
                }
            }
        }
        Ok(())
    }
}

/// Checks that `issuer` signed the list and may sign lists; says until when it is current, in seconds since 1970.
fn verify(
    list: &[u8],
    issuer: &Certificate<'_>,
    algorithms: &[&dyn SignatureVerificationAlgorithm],
) -> Result<u64, Box<dyn Error>> {
    let (list, _) = read(list)?;
    let fields = read_all(list.content)?;
    let [tbs, algorithm, signature] = fields.as_slice() else { return Err("no list".into()) };
    let key_info = read_all(issuer.spki())?;
    let [key_algorithm, key] = key_info.as_slice() else { return Err("no key".into()) };
    let mut fitting = algorithms.iter().filter(|candidate| {
        candidate.signature_alg_id().as_ref() == algorithm.content
            && candidate.public_key_alg_id().as_ref() == key_algorithm.content
    });
    let fitting = fitting.next().ok_or("a list signed with an unknown algorithm")?;
    let (key, signature) = (whole_octets(key)?, whole_octets(signature)?);
    fitting.verify_signature(key, tbs.whole, signature).map_err(|_| "a list that its issuer did not sign")?;
    if !may_sign_lists(issuer) {
        return Err("a list of a CA that may not sign any (keyUsage)".into());
    }

    let fields = read_all(tbs.content)?;
    // version, signature, issuer, thisUpdate, nextUpdate (RFC 5280 §5.1.2).
    let [_, _, name, _, next_update, ..] = fields.as_slice() else { return Err("a list without nextUpdate".into()) };
    if name.content != issuer.subject().content() {
        return Err("a list of another issuer".into());
    }
    let duration = match next_update.tag {
        make_der::UTC_TIME => UtcTime::from_der(next_update.whole)?.to_unix_duration(),
        _ => GeneralizedTime::from_der(next_update.whole)?.to_unix_duration(),
    };
    Ok(duration.as_secs())
}

/// Returns the octets of a BIT STRING without unused bits.
fn whole_octets<'a>(element: &Element<'a>) -> Result<&'a [u8], &'static str> {
    match (element.tag, element.content) {
        (make_der::BIT_STRING, [0, octets @ ..]) => Ok(octets),
        _ => Err("no BIT STRING of whole octets"),
    }
}

/// keyUsage, if present, has cRLSign, its bit 6 (RFC 5280 §6.3.3(f)).
fn may_sign_lists(issuer: &Certificate<'_>) -> bool {
    let usage = issuer.extensions().find(|extension| extension.id().to_string() == oid::KEY_USAGE);
    usage.is_none_or(|usage| match read(usage.value()) {
        Ok((Element { tag: make_der::BIT_STRING, content: [_, first, ..], .. }, _)) => first & 0b10 != 0,
        _ => false,
    })
}
