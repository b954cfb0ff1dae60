//! The object identifiers that this library compares with, each with its document, and [`Oid`], which borrows any
//! other.

use core::fmt;

use const_oid::ObjectIdentifier;

use crate::der::{DerError, DerErrorKind, Element};

/// id-on-dnsSRV, the type-id of an SRVName (RFC 4985 §2).
pub(crate) const ID_ON_DNS_SRV: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.8.7");
/// id-on-SmtpUTF8Mailbox (RFC 9598 §3).
pub(crate) const ID_ON_SMTP_UTF8_MAILBOX: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.8.9");
/// id-ce-subjectKeyIdentifier (RFC 5280 §4.2.1.2).
pub(crate) const ID_CE_SUBJECT_KEY_IDENTIFIER: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.14");
/// id-ce-keyUsage (RFC 5280 §4.2.1.3).
pub(crate) const ID_CE_KEY_USAGE: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.15");
/// id-ce-subjectAltName (RFC 5280 §4.2.1.6).
pub(crate) const ID_CE_SUBJECT_ALT_NAME: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.17");
/// id-ce-issuerAltName (RFC 5280 §4.2.1.7).
pub(crate) const ID_CE_ISSUER_ALT_NAME: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.18");
/// id-ce-basicConstraints (RFC 5280 §4.2.1.9).
pub(crate) const ID_CE_BASIC_CONSTRAINTS: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.19");
/// id-ce-nameConstraints (RFC 5280 §4.2.1.10).
pub(crate) const ID_CE_NAME_CONSTRAINTS: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.30");
/// id-ce-certificatePolicies (RFC 5280 §4.2.1.4).
pub(crate) const ID_CE_CERTIFICATE_POLICIES: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.32");
/// id-ce-authorityKeyIdentifier (RFC 5280 §4.2.1.1).
pub(crate) const ID_CE_AUTHORITY_KEY_IDENTIFIER: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.35");
/// id-ce-extKeyUsage (RFC 5280 §4.2.1.12).
pub(crate) const ID_CE_EXT_KEY_USAGE: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.37");
/// anyExtendedKeyUsage (RFC 5280 §4.2.1.12).
pub(crate) const ANY_EXTENDED_KEY_USAGE: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.37.0");
/// id-kp-serverAuth (RFC 5280 §4.2.1.12).
pub(crate) const ID_KP_SERVER_AUTH: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.3.1");
/// id-kp-clientAuth (RFC 5280 §4.2.1.12).
pub(crate) const ID_KP_CLIENT_AUTH: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.3.2");
/// id-kp-emailProtection (RFC 5280 §4.2.1.12).
pub(crate) const ID_KP_EMAIL_PROTECTION: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.3.4");
/// id-kp-OCSPSigning (RFC 5280 §4.2.1.12).
pub(crate) const ID_KP_OCSP_SIGNING: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.3.9");
/// id-on-xmppAddr, the name form that SRVName replaced in XMPP (RFC 6120 §13.7.1.4).
pub(crate) const ID_ON_XMPP_ADDR: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.8.5");
/// id-at-commonName (RFC 5280 §A.1).
pub(crate) const ID_AT_COMMON_NAME: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.3");
/// emailAddress, an attribute type that old subjects carry (RFC 5280 §4.1.2.6, PKCS #9).
pub(crate) const EMAIL_ADDRESS: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.1");
/// extensionRequest, the attribute of a certification request that has extensions (RFC 2985 §5.4.2).
pub(crate) const EXTENSION_REQUEST: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.14");
/// szOID_CERT_EXTENSIONS, the attribute that Windows wrote before extensionRequest was common.
pub(crate) const MS_CERT_EXTENSIONS: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.4.1.311.2.1.14");

/// An OBJECT IDENTIFIER of any length, borrowed as its content octets (X.690 §8.19).
///
/// An arc can be too large for a machine word (`2.25.` and a UUID), and a certificate must stay readable if a name with
/// such a type-id is next to the one that matters. So the octets are kept and compared, and not the numbers.
///
/// ```
/// use srvname::certificate::Oid;
///
/// let oid = Oid::from_content(&[0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x08, 0x07]).unwrap();
/// assert!(oid == const_oid::ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.8.7"));
/// assert_eq!(oid.to_string(), "1.3.6.1.5.5.7.8.7");
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Oid<'a>(&'a [u8]);

impl Oid<'static> {
    /// [`ID_ON_XMPP_ADDR`], as a certificate has it.
    pub(crate) const XMPP_ADDR: Self = Self(&[0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x08, 0x05]);
}

impl<'a> Oid<'a> {
    /// Returns the OBJECT IDENTIFIER with these content octets (without tag and length). Returns `None` if they do not
    /// encode one (X.690 §8.19): if they are empty, end inside an arc, or have an arc with a superfluous leading octet.
    #[must_use]
    #[inline]
    pub fn from_content(octets: &'a [u8]) -> Option<Self> {
        // Fast path: if no octet has its high bit set, each octet is a whole arc, and none can be malformed. Attribute
        // types and extensions have three octets, key purposes eight.
        let is_usual = match octets {
            [a, b, c] => (a | b | c) & 0x80 == 0,
            [a, b, c, d, e, f, g, h] => (a | b | c | d | e | f | g | h) & 0x80 == 0,
            _ => false,
        };
        if is_usual { Some(Self(octets)) } else { Self::from_arcs(octets) }
    }

    /// [`Oid::from_content`] for any octets, arc by arc.
    fn from_arcs(octets: &'a [u8]) -> Option<Self> {
        let mut starts_arc = true;
        for octet in octets {
            if starts_arc && *octet == 0x80 {
                return None;
            }
            starts_arc = octet & 0x80 == 0;
        }
        (starts_arc && !octets.is_empty()).then_some(Self(octets))
    }

    /// Returns the OBJECT IDENTIFIER in an element whose tag the caller has checked.
    ///
    /// # Errors
    ///
    /// [`DerErrorKind::InvalidObjectIdentifier`] if [`Oid::from_content`] returns `None` for the content.
    pub(crate) fn from_element(element: &Element<'a>) -> Result<Self, DerError> {
        Self::from_content(element.value()).ok_or_else(|| element.invalid(DerErrorKind::InvalidObjectIdentifier))
    }

    /// Returns the content octets.
    #[must_use]
    pub const fn as_bytes(&self) -> &'a [u8] {
        self.0
    }
}

impl PartialEq<ObjectIdentifier> for Oid<'_> {
    fn eq(&self, other: &ObjectIdentifier) -> bool {
        self.0 == other.as_bytes()
    }
}

impl fmt::Display for Oid<'_> {
    /// Writes dotted decimal. An arc of more than 128 bits is written in hexadecimal, because decimal would take
    /// quadratic time.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut first = true;
        for arc in self.0.split_inclusive(|octet| octet & 0x80 == 0) {
            if !first {
                f.write_str(".")?;
            }
            let value = arc.iter().try_fold(0u128, |value, octet| {
                let shifted = value.checked_mul(128)?;
                shifted.checked_add(u128::from(octet & 0x7f))
            });
            match value {
                // The first two arcs share octets: 40 times the first plus the second (X.690 §8.19.4).
                Some(value) if first => {
                    let root = (value / 40).min(2);
                    write!(f, "{root}.{}", value.saturating_sub(root.saturating_mul(40)))?;
                }
                Some(value) => write!(f, "{value}")?,
                None => {
                    f.write_str(if first { "2.0x" } else { "0x" })?;
                    arc.iter().try_for_each(|octet| write!(f, "{octet:02x}"))?;
                }
            }
            first = false;
        }
        Ok(())
    }
}

impl fmt::Debug for Oid<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Oid({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::{ID_ON_XMPP_ADDR, Oid};

    #[test]
    fn the_octets_of_an_xmpp_addr_are_its_arcs() {
        assert!(Oid::XMPP_ADDR == ID_ON_XMPP_ADDR);
    }

    #[test]
    fn what_is_told_at_a_glance_is_told_arc_by_arc() {
        let octets = [0x55, 0x04, 0x03, 0x01, 0x02, 0x7f, 0x00, 0x29, 0x2a];
        for length in 0..=octets.len() {
            for place in 0..length {
                for octet in 0..=0xff {
                    let mut changed = octets;
                    changed[place] = octet;
                    let changed = &changed[..length];
                    assert_eq!(Oid::from_content(changed), Oid::from_arcs(changed), "{changed:02x?}");
                }
            }
        }
        assert_eq!(Oid::from_content(&[]), None);
    }
}
