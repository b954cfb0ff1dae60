//! GeneralName (RFC 5280 §4.2.1.6): every form, as a name or as the base of a constraint, right or wrong.

use super::{Dn, der, oid};

/// An encoded GeneralName.
///
/// One type for names and bases, unlike in the library: here the octets are the same, and a test that puts a name where
/// a base belongs is a test worth having.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GeneralName(Vec<u8>);

impl GeneralName {
    /// Octets in place of a GeneralName, right or not.
    pub fn from_der(der: &[u8]) -> Self {
        Self(der.to_vec())
    }

    /// The octets.
    pub fn der(&self) -> &[u8] {
        &self.0
    }
}

impl AsRef<[u8]> for GeneralName {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

/// SRVName, as IA5String (RFC 4985 §2): `_xmpp-server.example.com`; as a base also `_xmpp-server` and `example.com`.
pub fn srv(text: &str) -> GeneralName {
    srv_raw(&der::tlv(der::IA5_STRING, text.as_bytes()))
}

/// SRVName as UTF8String: what many certificate scripts write, and RFC 4985 does not allow.
pub fn srv_utf8(text: &str) -> GeneralName {
    srv_raw(&der::tlv(der::UTF8_STRING, text.as_bytes()))
}

/// otherName of type SRVName with any octets inside its `[0]`.
pub fn srv_raw(inside: &[u8]) -> GeneralName {
    other_name(oid::DNS_SRV, inside)
}

/// otherName: a type-id, and the octets inside its `[0]` (one element, if the name is to be a good one).
pub fn other_name(type_id: &str, value: &[u8]) -> GeneralName {
    raw(0xa0, &[der::object_identifier(type_id), der::constructed(0, value)].concat())
}

/// User principal name, the otherName of Microsoft's directory.
pub fn upn(text: &str) -> GeneralName {
    other_name(oid::USER_PRINCIPAL_NAME, &der::tlv(der::UTF8_STRING, text.as_bytes()))
}

/// SmtpUTF8Mailbox (RFC 9598 §3).
pub fn smtp_utf8(text: &str) -> GeneralName {
    other_name(oid::SMTP_UTF8_MAILBOX, &der::tlv(der::UTF8_STRING, text.as_bytes()))
}

/// rfc822Name.
pub fn email(text: &str) -> GeneralName {
    raw(0x81, text.as_bytes())
}

/// dNSName.
pub fn dns(text: &str) -> GeneralName {
    raw(0x82, text.as_bytes())
}

/// x400Address: `content` inside its constructed tag.
pub fn x400(content: &[u8]) -> GeneralName {
    raw(0xa3, content)
}

/// directoryName.
pub fn directory(name: &Dn) -> GeneralName {
    raw(0xa4, &name.der())
}

/// ediPartyName: `content` inside its constructed tag.
pub fn edi_party(content: &[u8]) -> GeneralName {
    raw(0xa5, content)
}

/// uniformResourceIdentifier.
pub fn uri(text: &str) -> GeneralName {
    raw(0x86, text.as_bytes())
}

/// iPAddress of a host, IPv4.
pub fn ip4(address: [u8; 4]) -> GeneralName {
    ip_raw(&address)
}

/// iPAddress of a host, IPv6, from its eight groups.
pub fn ip6(groups: [u16; 8]) -> GeneralName {
    ip_raw(&groups.map(u16::to_be_bytes).concat())
}

/// iPAddress base, IPv4: an address and a mask of `prefix` ones.
pub fn ip_net4(address: [u8; 4], prefix: u8) -> GeneralName {
    ip_raw(&[address.as_slice(), &mask(4, prefix)].concat())
}

/// iPAddress base, IPv6: an address and a mask of `prefix` ones.
pub fn ip_net6(groups: [u16; 8], prefix: u8) -> GeneralName {
    ip_raw(&[groups.map(u16::to_be_bytes).concat(), mask(16, prefix)].concat())
}

/// iPAddress with any octets: a base with holes in its mask, an address of five octets.
pub fn ip_raw(octets: &[u8]) -> GeneralName {
    raw(0x87, octets)
}

/// registeredID.
pub fn registered_id(dotted: &str) -> GeneralName {
    let encoded = der::object_identifier(dotted);
    let (element, _) = der::read(&encoded).expect("just written");
    raw(0x88, element.content)
}

/// A GeneralName with any identifier octet and any content.
pub fn raw(tag: u8, content: &[u8]) -> GeneralName {
    GeneralName(der::tlv(tag, content))
}

/// A GeneralName with any identifier octets, those of a tag number above 30 too, and any content.
pub fn tagged(identifier: &[u8], content: &[u8]) -> GeneralName {
    GeneralName([identifier, &der::tlv(0, content)[1..]].concat())
}

fn mask(octets: u8, prefix: u8) -> Vec<u8> {
    (0..octets)
        .map(|index| !0xff_u8.checked_shr(u32::from(prefix.saturating_sub(index * 8).min(8))).unwrap_or(0))
        .collect()
}
