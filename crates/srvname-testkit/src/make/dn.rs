//! Distinguished names, with the string type of every value in the caller's hand.

use super::{der, oid};

/// A Name (RFC 5280 §4.1.2.4): relative distinguished names in the order of encoding, or octets that are none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Dn {
    rdns: Vec<Vec<u8>>,
    raw: Option<Vec<u8>>,
}

impl Dn {
    /// The empty name.
    pub fn empty() -> Self {
        Self::default()
    }

    /// A name of one common name, as UTF8String.
    pub fn cn(value: &str) -> Self {
        Self::empty().and(oid::COMMON_NAME, der::UTF8_STRING, value)
    }

    /// A name of one organisation, as UTF8String.
    pub fn o(value: &str) -> Self {
        Self::empty().and(oid::ORGANIZATION, der::UTF8_STRING, value)
    }

    /// Octets in place of a Name, right or not.
    pub fn raw(der: &[u8]) -> Self {
        Self { rdns: Vec::new(), raw: Some(der.to_vec()) }
    }

    /// This name and below it a common name, as UTF8String.
    pub fn and_cn(self, value: &str) -> Self {
        self.and(oid::COMMON_NAME, der::UTF8_STRING, value)
    }

    /// This name and below it an e-mail address, as IA5String (PKCS #9).
    pub fn and_email_address(self, value: &str) -> Self {
        self.and(oid::EMAIL_ADDRESS, der::IA5_STRING, value)
    }

    /// This name and below it one attribute with a value of any string type.
    pub fn and(self, attribute_type: &str, string_type: u8, value: &str) -> Self {
        self.and_rdn([attribute(attribute_type, &der::tlv(string_type, value.as_bytes()))])
    }

    /// This name and below it a relative distinguished name of several attributes.
    pub fn and_rdn(mut self, attributes: impl IntoIterator<Item = Vec<u8>>) -> Self {
        self.rdns.push(der::set_of(attributes));
        self
    }

    /// The octets of the Name.
    pub fn der(&self) -> Vec<u8> {
        self.raw.clone().unwrap_or_else(|| der::sequence(&self.rdns))
    }
}

/// AttributeTypeAndValue with an encoded value.
pub fn attribute(attribute_type: &str, value: &[u8]) -> Vec<u8> {
    der::sequence([der::object_identifier(attribute_type), value.to_vec()])
}
