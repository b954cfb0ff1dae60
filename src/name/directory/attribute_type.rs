//! The names of attribute types, as a Name is written with them (RFC 4514 §2.3).

use const_oid::ObjectIdentifier;

use crate::der::oid::Oid;

/// Returns the name of an attribute type in the string of a Name, or `None` if it has none here, so that it is written in
/// dotted decimal.
///
/// Q: RFC 4514 §2.3 writes a type in dotted decimal, and its value in hexadecimal, if no name of it is registered for LDAP.
///    Why do organizationIdentifier, unstructuredName and the types of EV certificates have names here?
/// A: §2 recommends its algorithm; what it requires is the grammar of §3, in which each of these names is a `<descr>`. The
///    string is read by people, and in hexadecimal they would read nothing of types that many subjects have. Programs
///    compare DER. (`src/name/directory/distinguished_name/tests.rs`, `types_are_written_by_name`)
pub(super) fn type_name(attribute_type: Oid<'_>) -> Option<&'static str> {
    TYPE_NAMES.iter().find(|(oid, _)| attribute_type == *oid).map(|(_, name)| *name)
}

/// Attribute types and their names.
///
/// The first nine are those of RFC 4514 §3. Then come those of RFC 4519 §2 and RFC 4524 §2 that are found in Names; their
/// names are registered too (RFC 4519 §4). The type 2.5.4.4 has two, and `sn` would be read as a serial number; the short
/// name of 2.5.4.42, `gn`, is reserved. The others have the names of the documents that define them: RFC 5280 §A.1 and PKCS #9
/// (RFC 2985 §5), X.520, and the TLS Baseline Requirements (§7.1.4.2) for those of the EV Guidelines.
pub(super) const TYPE_NAMES: [(ObjectIdentifier, &str); 33] = [
    (ObjectIdentifier::new_unwrap("2.5.4.3"), "CN"),
    (ObjectIdentifier::new_unwrap("2.5.4.7"), "L"),
    (ObjectIdentifier::new_unwrap("2.5.4.8"), "ST"),
    (ObjectIdentifier::new_unwrap("2.5.4.10"), "O"),
    (ObjectIdentifier::new_unwrap("2.5.4.11"), "OU"),
    (ObjectIdentifier::new_unwrap("2.5.4.6"), "C"),
    (ObjectIdentifier::new_unwrap("2.5.4.9"), "STREET"),
    (ObjectIdentifier::new_unwrap("0.9.2342.19200300.100.1.25"), "DC"),
    (ObjectIdentifier::new_unwrap("0.9.2342.19200300.100.1.1"), "UID"),
    (ObjectIdentifier::new_unwrap("2.5.4.4"), "surname"),
    (ObjectIdentifier::new_unwrap("2.5.4.5"), "serialNumber"),
    (ObjectIdentifier::new_unwrap("2.5.4.12"), "title"),
    (ObjectIdentifier::new_unwrap("2.5.4.13"), "description"),
    (ObjectIdentifier::new_unwrap("2.5.4.15"), "businessCategory"),
    (ObjectIdentifier::new_unwrap("2.5.4.17"), "postalCode"),
    (ObjectIdentifier::new_unwrap("2.5.4.18"), "postOfficeBox"),
    (ObjectIdentifier::new_unwrap("2.5.4.20"), "telephoneNumber"),
    (ObjectIdentifier::new_unwrap("2.5.4.41"), "name"),
    (ObjectIdentifier::new_unwrap("2.5.4.42"), "givenName"),
    (ObjectIdentifier::new_unwrap("2.5.4.43"), "initials"),
    (ObjectIdentifier::new_unwrap("2.5.4.44"), "generationQualifier"),
    (ObjectIdentifier::new_unwrap("2.5.4.45"), "x500UniqueIdentifier"),
    (ObjectIdentifier::new_unwrap("2.5.4.46"), "dnQualifier"),
    (ObjectIdentifier::new_unwrap("2.5.4.51"), "houseIdentifier"),
    (ObjectIdentifier::new_unwrap("0.9.2342.19200300.100.1.3"), "mail"),
    (ObjectIdentifier::new_unwrap("2.5.4.65"), "pseudonym"),
    (ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.1"), "emailAddress"),
    (ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.2"), "unstructuredName"),
    (ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.8"), "unstructuredAddress"),
    (ObjectIdentifier::new_unwrap("2.5.4.97"), "organizationIdentifier"),
    (ObjectIdentifier::new_unwrap("1.3.6.1.4.1.311.60.2.1.1"), "jurisdictionLocality"),
    (ObjectIdentifier::new_unwrap("1.3.6.1.4.1.311.60.2.1.2"), "jurisdictionStateOrProvince"),
    (ObjectIdentifier::new_unwrap("1.3.6.1.4.1.311.60.2.1.3"), "jurisdictionCountry"),
];
