//! SRVNames and name constraints as DER, right by construction.
//!
//! The mistakes that are made in the field cannot be written down here: an SRVName goes in as a [`SrvName`] and comes out
//! as an IA5String; a base is one of the three shapes of RFC 4985 §4; a list is never empty; a minimum or a maximum does
//! not exist. What the linter calls an error is refused, or asked for by a method whose name says it. What is built is the
//! *value* of the extension, for whatever makes the certificate.

use alloc::vec::Vec;
use core::fmt;
use core::net::IpAddr;

use crate::citation::Citation;
use crate::der::Tag;
use crate::der::oid;
use crate::issuance::a_label;
use crate::name::directory::DirectoryName;
use crate::name::directory::text_fault;
use crate::name::dns::{DnsName, DnsPattern};
use crate::name::ip::IpSubtree;
use crate::name::srv::{Service, SrvName, SrvSubtree};

/// Longest service that can be registered, in octets (RFC 6335 §5.1).
const MAX_SERVICE_OCTETS: usize = 15;

/// The base that stands for no SRVName: no server can have such a name (RFC 6761 §6.4).
pub(super) const NO_SRV_NAME: &str = "_invalid.invalid";

/// The protocol labels that follow the service in the owner name of an SRV record (RFC 6335 §5.2).
const PROTOCOLS: [&str; 4] = ["tcp", "udp", "sctp", "dccp"];

/// Why a well-formed name is not encoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ExtensionBuildError {
    /// The SRVName is a wildcard, which nearly no client matches.
    Wildcard,
    /// The service is longer than any that can be registered.
    ServiceTooLong,
    /// The dNSName has an underscore, which a host name must not have.
    Underscore,
    /// The service is a protocol label such as `_tcp`, which an SRV record has and an SRVName does not.
    Protocol,
    /// The directoryName is empty, so every subject is within it.
    EmptyDirectoryName,
    /// The directoryName has a value that is no text of its string type, so it decides about no name.
    DirectoryNameNotText,
    /// A label starts like an A-label and is none. Without the feature `idna`, which can tell, it is every such label.
    ALabel,
    /// The permitted SRVName base is a service without a domain, so every domain is permitted.
    ServiceOnly,
    /// SRVNames are permitted, and none is to be.
    Contradiction,
    /// No SRVName base is permitted, so the CA can issue SRVNames for any domain.
    SrvNamesOpen,
    /// A base of existing constraints is malformed, so a path with a name of its form is refused.
    MalformedBase,
    /// A subtree of existing constraints has a minimum other than zero or a maximum, so it is not understood.
    SubtreeBounds,
}

impl ExtensionBuildError {
    /// Returns the section that the name would violate.
    #[must_use]
    pub const fn citation(&self) -> Citation {
        match self {
            Self::Wildcard => Citation::new("RFC 9525", "6.3"),
            Self::ServiceTooLong => Citation::new("RFC 6335", "5.1"),
            Self::Underscore => Citation::new("RFC 1034", "3.5"),
            Self::Protocol => Citation::new("RFC 4985", "2"),
            Self::EmptyDirectoryName | Self::Contradiction | Self::MalformedBase | Self::SubtreeBounds => {
                Citation::new("RFC 5280", "4.2.1.10")
            }
            Self::DirectoryNameNotText => Citation::new("RFC 5280", "7.1"),
            Self::ALabel => Citation::new("RFC 5891", "5.4"),
            Self::ServiceOnly => Citation::new("RFC 4985", "4"),
            Self::SrvNamesOpen => Citation::new("RFC 9525", "7.6"),
        }
    }
}

impl fmt::Display for ExtensionBuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Wildcard => "a wildcard SRVName is not issued",
            Self::ServiceTooLong => "a service has at most 15 octets",
            Self::Underscore => "a host name has no underscore",
            Self::Protocol => "an SRVName has no protocol label, and this service is one",
            Self::EmptyDirectoryName => "an empty directoryName base matches every subject",
            Self::DirectoryNameNotText => "a value of the directoryName is no text of its string type",
            Self::ALabel => "a label starts like an A-label, and is none or cannot be checked without the feature idna",
            Self::ServiceOnly => "a service without a domain permits every domain",
            Self::Contradiction => "SRVNames are permitted, and none is to be",
            Self::SrvNamesOpen => "no SRVName base is permitted, so SRVNames for every domain are",
            Self::MalformedBase => "a base is malformed",
            Self::SubtreeBounds => "a subtree has a minimum other than zero or a maximum",
        })
    }
}

impl core::error::Error for ExtensionBuildError {}

/// The value of a subjectAltName extension, with at least one name.
///
/// The extension must be critical if, and only if, the subject is empty (RFC 5280 §4.2.1.6).
///
/// ```
/// use srvname::issuance::{NameConstraintsBuilder, SubjectAltNameBuilder};
/// use srvname::{certificate::NameConstraints, name::{DnsName, SrvName, SrvSubtree}};
///
/// // A CA below which example.com runs its services. The extension must be critical (RFC 5280 §4.2.1.10).
/// let domain = DnsName::parse("example.com")?;
/// let constraints = NameConstraintsBuilder::confined_to(domain)?.to_der()?;
/// assert!(NameConstraints::from_der(&constraints).is_ok());
///
/// // What such a service presents.
/// let names = SubjectAltNameBuilder::srv(SrvName::parse("_xmpp-server.example.com")?)?.and_dns(domain)?.to_der();
/// assert_eq!(names[..4], [0x30, 0x35, 0xa0, 0x26]);
///
/// // An empty base, a leading dot and a wildcard are not an `SrvSubtree`.
/// assert!(SrvSubtree::parse("").is_err());
/// assert!(SrvSubtree::parse(".example.com").is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct SubjectAltNameBuilder {
    entries: Vec<u8>,
}

impl SubjectAltNameBuilder {
    /// Returns a builder with one SRVName.
    ///
    /// # Errors
    ///
    /// [`ExtensionBuildError`] for a wildcard, for a service that cannot be registered, for one called like a protocol, and for
    /// a label that starts like an A-label and is none.
    pub fn srv(name: SrvName<'_>) -> Result<Self, ExtensionBuildError> {
        Self { entries: Vec::new() }.and_srv(name)
    }

    /// Returns a builder with one dNSName.
    ///
    /// # Errors
    ///
    /// [`ExtensionBuildError::Underscore`] if the name has an underscore, [`ExtensionBuildError::ALabel`] if a label starts
    /// like an A-label and is none.
    pub fn dns(name: DnsName<'_>) -> Result<Self, ExtensionBuildError> {
        Self { entries: Vec::new() }.and_dns(name)
    }

    /// Returns this builder with one more SRVName.
    ///
    /// # Errors
    ///
    /// As [`SubjectAltNameBuilder::srv`].
    pub fn and_srv(mut self, name: SrvName<'_>) -> Result<Self, ExtensionBuildError> {
        check_service(name.service())?;
        let DnsPattern::Name(domain) = name.name() else { return Err(ExtensionBuildError::Wildcard) };
        check_host(domain)?;
        write_srv(&mut self.entries, &[b"_", name.service().as_str().as_bytes(), b".", domain.as_str().as_bytes()]);
        Ok(self)
    }

    /// Returns this builder with one more dNSName, for clients that do not process SRVName. A dNSName is valid for every
    /// service at that name.
    ///
    /// # Errors
    ///
    /// [`ExtensionBuildError::Underscore`] if the name has an underscore, [`ExtensionBuildError::ALabel`] if a label starts
    /// like an A-label and is none.
    pub fn and_dns(mut self, name: DnsName<'_>) -> Result<Self, ExtensionBuildError> {
        write_dns(&mut self.entries, name)?;
        Ok(self)
    }

    /// Returns the DER value of the extension.
    #[must_use]
    pub fn to_der(&self) -> Vec<u8> {
        element(Tag::SEQUENCE, &self.entries)
    }
}

/// The value of a NameConstraints extension, with at least one base. Mark the extension critical (RFC 5280 §4.2.1.10).
///
/// ```
/// use srvname::issuance::NameConstraintsBuilder;
/// use srvname::{certificate::NameConstraints, name::Form};
///
/// // No SRVName at all: the one way to say it that every validator can read.
/// let der = NameConstraintsBuilder::no_srv_names().to_der()?;
/// let constraints = NameConstraints::from_der(&der)?;
/// assert_eq!(constraints.permitted().iter().next().unwrap().to_string(), "_invalid.invalid");
/// assert!(constraints.contains_form(Form::SrvName));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct NameConstraintsBuilder {
    pub(super) permitted: Vec<u8>,
    pub(super) excluded: Vec<u8>,
    pub(super) srv: PermittedSrv,
}

/// The SRVNames that are permitted so far.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PermittedSrv {
    /// Nothing was said.
    Unsaid,
    /// Those of the bases.
    Bases,
    /// None.
    None,
}

impl NameConstraintsBuilder {
    pub(super) const EMPTY: Self = Self { permitted: Vec::new(), excluded: Vec::new(), srv: PermittedSrv::Unsaid };

    /// Returns a builder that permits the hosts and the services of one domain.
    ///
    /// # Errors
    ///
    /// [`ExtensionBuildError::Underscore`] if the name has an underscore, [`ExtensionBuildError::ALabel`] if a label starts
    /// like an A-label and is none.
    pub fn confined_to(domain: DnsName<'_>) -> Result<Self, ExtensionBuildError> {
        // A domain with an underscore is no base of an SRVName either.
        Self::EMPTY.and_permit_dns(domain)?.and_permit_srv(SrvSubtree::Name(domain))
    }

    /// Returns a builder that permits `_invalid.invalid` only, which no server can have, and so no SRVName (RFC 6761 §6.4).
    ///
    /// RFC 4985 has no encoding for "none": its type forbids an empty base, and `_` is not one of its three shapes.
    #[must_use]
    pub fn no_srv_names() -> Self {
        let mut own = Self { srv: PermittedSrv::None, ..Self::EMPTY };
        own.write_no_srv_name();
        own
    }

    /// Returns a builder with one permitted SRVName base, which has a domain.
    ///
    /// # Errors
    ///
    /// [`ExtensionBuildError::ServiceOnly`], [`ExtensionBuildError::ServiceTooLong`], [`ExtensionBuildError::Protocol`], and in
    /// the domain [`ExtensionBuildError::Underscore`] and [`ExtensionBuildError::ALabel`].
    pub fn permit_srv(base: SrvSubtree<'_>) -> Result<Self, ExtensionBuildError> {
        Self::EMPTY.and_permit_srv(base)
    }

    /// Returns a builder that permits a service in every domain.
    ///
    /// # Errors
    ///
    /// [`ExtensionBuildError::ServiceTooLong`] and [`ExtensionBuildError::Protocol`].
    pub fn permit_service_in_every_domain(service: Service<'_>) -> Result<Self, ExtensionBuildError> {
        Self::EMPTY.and_permit_service_in_every_domain(service)
    }

    /// Returns a builder with one permitted dNSName base. [`NameConstraintsBuilder::to_der`] also asks for an SRVName base, or
    /// for none of them.
    ///
    /// # Errors
    ///
    /// [`ExtensionBuildError::Underscore`] if the name has an underscore, [`ExtensionBuildError::ALabel`] if a label starts
    /// like an A-label and is none.
    pub fn permit_dns(base: DnsName<'_>) -> Result<Self, ExtensionBuildError> {
        Self::EMPTY.and_permit_dns(base)
    }

    /// Returns this builder with one more permitted SRVName base, which has a domain.
    ///
    /// # Errors
    ///
    /// As [`NameConstraintsBuilder::permit_srv`], and [`ExtensionBuildError::Contradiction`] if no SRVName is to be permitted.
    pub fn and_permit_srv(self, base: SrvSubtree<'_>) -> Result<Self, ExtensionBuildError> {
        if base.name().is_none() {
            return Err(ExtensionBuildError::ServiceOnly);
        }
        self.and_permit_any_srv(base)
    }

    /// Returns this builder with a service permitted in every domain.
    ///
    /// # Errors
    ///
    /// As [`NameConstraintsBuilder::permit_service_in_every_domain`], and [`ExtensionBuildError::Contradiction`] if no SRVName
    /// is to be permitted.
    pub fn and_permit_service_in_every_domain(self, service: Service<'_>) -> Result<Self, ExtensionBuildError> {
        self.and_permit_any_srv(SrvSubtree::Service(service))
    }

    fn and_permit_any_srv(mut self, base: SrvSubtree<'_>) -> Result<Self, ExtensionBuildError> {
        if self.srv == PermittedSrv::None {
            return Err(ExtensionBuildError::Contradiction);
        }
        write_srv_base(&mut self.permitted, base)?;
        Ok(Self { srv: PermittedSrv::Bases, ..self })
    }

    /// Returns this builder with one more excluded SRVName base, with a domain or without.
    ///
    /// # Errors
    ///
    /// As [`NameConstraintsBuilder::permit_srv`], other than [`ExtensionBuildError::ServiceOnly`].
    pub fn and_exclude_srv(mut self, base: SrvSubtree<'_>) -> Result<Self, ExtensionBuildError> {
        write_srv_base(&mut self.excluded, base)?;
        Ok(self)
    }

    /// Returns this builder with the permitted base of [`NameConstraintsBuilder::no_srv_names`].
    ///
    /// # Errors
    ///
    /// [`ExtensionBuildError::Contradiction`] if another SRVName base is permitted, since a name in either is.
    pub fn and_no_srv_names(mut self) -> Result<Self, ExtensionBuildError> {
        match self.srv {
            PermittedSrv::Bases => return Err(ExtensionBuildError::Contradiction),
            PermittedSrv::None => {}
            PermittedSrv::Unsaid => self.write_no_srv_name(),
        }
        Ok(Self { srv: PermittedSrv::None, ..self })
    }

    fn write_no_srv_name(&mut self) {
        let mut name = Vec::new();
        write_srv(&mut name, &[NO_SRV_NAME.as_bytes()]);
        write_element(&mut self.permitted, Tag::SEQUENCE, &name);
    }

    /// Returns this builder with one more permitted dNSName base.
    ///
    /// # Errors
    ///
    /// [`ExtensionBuildError::Underscore`] if the name has an underscore, [`ExtensionBuildError::ALabel`] if a label starts
    /// like an A-label and is none.
    pub fn and_permit_dns(mut self, base: DnsName<'_>) -> Result<Self, ExtensionBuildError> {
        write_dns_base(&mut self.permitted, base)?;
        Ok(self)
    }

    /// Returns this builder with one more excluded dNSName base.
    ///
    /// # Errors
    ///
    /// [`ExtensionBuildError::Underscore`] if the name has an underscore, [`ExtensionBuildError::ALabel`] if a label starts
    /// like an A-label and is none.
    pub fn and_exclude_dns(mut self, base: DnsName<'_>) -> Result<Self, ExtensionBuildError> {
        write_dns_base(&mut self.excluded, base)?;
        Ok(self)
    }

    /// Returns this builder with an empty excluded dNSName base, which excludes every dNSName (TLS BR §7.1.2.5.2).
    #[must_use]
    pub fn and_no_dns_names(mut self) -> Self {
        write_element(&mut self.excluded, Tag::SEQUENCE, &element(Tag::context(2), &[]));
        self
    }

    /// Returns this builder with one more permitted range of addresses.
    #[must_use]
    pub fn and_permit_ip(mut self, base: IpSubtree) -> Self {
        write_ip_base(&mut self.permitted, base);
        self
    }

    /// Returns this builder with one more excluded range of addresses; `0.0.0.0/0` and `::/0` exclude a family.
    #[must_use]
    pub fn and_exclude_ip(mut self, base: IpSubtree) -> Self {
        write_ip_base(&mut self.excluded, base);
        self
    }

    /// Returns this builder with one more permitted directoryName base, which must have the encoding that subjects use
    /// (RFC 5280 §4.2.1.10).
    ///
    /// # Errors
    ///
    /// [`ExtensionBuildError::EmptyDirectoryName`] if the base is empty, [`ExtensionBuildError::DirectoryNameNotText`] if a
    /// value is no text of its string type.
    pub fn and_permit_directory(mut self, base: DirectoryName<'_>) -> Result<Self, ExtensionBuildError> {
        if base.is_empty() {
            return Err(ExtensionBuildError::EmptyDirectoryName);
        }
        if text_fault::faults(base.content(), 0).next().is_some() {
            return Err(ExtensionBuildError::DirectoryNameNotText);
        }
        let name = element(Tag::SEQUENCE, base.content());
        write_element(&mut self.permitted, Tag::SEQUENCE, &element(Tag::context_constructed(4), &name));
        Ok(self)
    }

    /// Returns the DER value of the extension.
    ///
    /// # Errors
    ///
    /// [`ExtensionBuildError::SrvNamesOpen`] if nothing was said of which SRVNames are permitted.
    pub fn to_der(&self) -> Result<Vec<u8>, ExtensionBuildError> {
        match self.srv {
            PermittedSrv::Unsaid => Err(ExtensionBuildError::SrvNamesOpen),
            PermittedSrv::Bases | PermittedSrv::None => Ok(self.to_der_leaving_srv_names_open()),
        }
    }

    /// Returns the DER value of the extension, whether or not an SRVName base is permitted. If none is, the CA can issue every
    /// SRVName that is not excluded, for any domain.
    #[must_use]
    pub fn to_der_leaving_srv_names_open(&self) -> Vec<u8> {
        let mut lists = Vec::new();
        for (number, list) in [(0, &self.permitted), (1, &self.excluded)] {
            if !list.is_empty() {
                write_element(&mut lists, Tag::context_constructed(number), list);
            }
        }
        element(Tag::SEQUENCE, &lists)
    }
}

fn check_service(service: Service<'_>) -> Result<(), ExtensionBuildError> {
    let is_protocol = PROTOCOLS.iter().any(|protocol| protocol.eq_ignore_ascii_case(service.as_str()));
    match () {
        () if service.as_str().len() > MAX_SERVICE_OCTETS => Err(ExtensionBuildError::ServiceTooLong),
        () if is_protocol => Err(ExtensionBuildError::Protocol),
        () => Ok(()),
    }
}

fn check_host(name: DnsName<'_>) -> Result<(), ExtensionBuildError> {
    let starts_like_one = |label: &&str| label.get(..4).is_some_and(|prefix| prefix.eq_ignore_ascii_case("xn--"));
    let mut a_labels = name.as_str().split('.').filter(starts_like_one);
    if name.as_str().contains('_') {
        return Err(ExtensionBuildError::Underscore);
    }
    if a_labels.all(a_label::is_written) { Ok(()) } else { Err(ExtensionBuildError::ALabel) }
}

/// GeneralName, otherName of type SRVName: `[0] { type-id, [0] { IA5String } }` (RFC 4985 §2).
fn write_srv(out: &mut Vec<u8>, text: &[&[u8]]) {
    let text = element(Tag::IA5_STRING, &text.concat());
    let mut other_name = element(Tag::OBJECT_IDENTIFIER, oid::ID_ON_DNS_SRV.as_bytes());
    write_element(&mut other_name, Tag::context_constructed(0), &text);
    write_element(out, Tag::context_constructed(0), &other_name);
}

fn write_dns(out: &mut Vec<u8>, name: DnsName<'_>) -> Result<(), ExtensionBuildError> {
    check_host(name)?;
    write_element(out, Tag::context(2), name.as_str().as_bytes());
    Ok(())
}

/// GeneralSubtree: a base alone, for minimum is at its default and maximum absent (RFC 5280 §4.2.1.10).
fn write_srv_base(out: &mut Vec<u8>, base: SrvSubtree<'_>) -> Result<(), ExtensionBuildError> {
    base.service().map_or(Ok(()), check_service)?;
    base.name().map_or(Ok(()), check_host)?;
    let service = base.service();
    let service = service.as_ref().map_or("", Service::as_str).as_bytes();
    let domain = base.name();
    let domain = domain.as_ref().map_or("", DnsName::as_str).as_bytes();
    let text: &[&[u8]] = match base {
        SrvSubtree::Service(_) => &[b"_", service],
        SrvSubtree::Name(_) => &[domain],
        SrvSubtree::Both(..) => &[b"_", service, b".", domain],
    };
    let mut name = Vec::new();
    write_srv(&mut name, text);
    write_element(out, Tag::SEQUENCE, &name);
    Ok(())
}

fn write_dns_base(out: &mut Vec<u8>, base: DnsName<'_>) -> Result<(), ExtensionBuildError> {
    let mut name = Vec::new();
    write_dns(&mut name, base)?;
    write_element(out, Tag::SEQUENCE, &name);
    Ok(())
}

/// Address and mask, the address without the bits beyond the mask (RFC 4632 §3.1).
fn write_ip_base(out: &mut Vec<u8>, base: IpSubtree) {
    let prefix = u32::from(base.prefix_len());
    let octets = match base.address() {
        IpAddr::V4(address) => {
            let mask = u32::MAX.checked_shl(32u32.saturating_sub(prefix)).unwrap_or(0);
            [(address.to_bits() & mask).to_be_bytes(), mask.to_be_bytes()].concat()
        }
        IpAddr::V6(address) => {
            let mask = u128::MAX.checked_shl(128u32.saturating_sub(prefix)).unwrap_or(0);
            [(address.to_bits() & mask).to_be_bytes(), mask.to_be_bytes()].concat()
        }
    };
    write_element(out, Tag::SEQUENCE, &element(Tag::context(7), &octets));
}

/// One element, with its length in as few octets as it needs (X.690 §10.1).
fn element(tag: Tag, content: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(content.len().saturating_add(4));
    write_element(&mut out, tag, content);
    out
}

pub(super) fn write_element(out: &mut Vec<u8>, tag: Tag, content: &[u8]) {
    out.push(tag.0);
    match u8::try_from(content.len()) {
        Ok(short @ ..=0x7f) => out.push(short),
        _ => {
            let length = content.len().to_be_bytes();
            let length = length.iter().copied().skip_while(|octet| *octet == 0);
            // A length has at most eight octets.
            out.push(0x80 | u8::try_from(length.clone().count()).unwrap_or(8));
            out.extend(length);
        }
    }
    out.extend_from_slice(content);
}

#[cfg(test)]
mod tests {
    extern crate std;

    use std::string::{String, ToString};

    use super::*;
    use crate::certificate::general_name::GeneralNames;
    use crate::certificate::name_constraints::NameConstraints;

    fn hex(octets: &[u8]) -> String {
        octets.iter().map(|octet| std::format!("{octet:02x}")).collect()
    }

    /// Written out by hand from RFC 4985 §2 and RFC 5280 §4.2.1.10.
    #[test]
    fn octets_are_those_of_the_standard() {
        let name = SrvName::parse("_xmpp-client.example.com").unwrap();
        let expected = "3028a02606082b06010505070807a01a16185f786d70702d636c69656e742e6578616d706c652e636f6d";
        assert_eq!(hex(&SubjectAltNameBuilder::srv(name).unwrap().to_der()), expected);
        for (base, expected) in [
            ("example.com", "301fa01d301ba01906082b06010505070807a00d160b6578616d706c652e636f6d"),
            ("_mail", "3019a0173015a01306082b06010505070807a00716055f6d61696c"),
            ("_mail.example.com", "3025a0233021a01f06082b06010505070807a01316115f6d61696c2e6578616d706c652e636f6d"),
        ] {
            let builder = match SrvSubtree::parse(base).unwrap() {
                SrvSubtree::Service(service) => NameConstraintsBuilder::permit_service_in_every_domain(service),
                base => NameConstraintsBuilder::permit_srv(base),
            };
            assert_eq!(hex(&builder.unwrap().to_der().unwrap()), expected);
        }
        let none = "3024a0223020a01e06082b06010505070807a01216105f696e76616c69642e696e76616c6964";
        assert_eq!(hex(&NameConstraintsBuilder::no_srv_names().to_der().unwrap()), none);
    }

    #[test]
    fn what_is_written_is_read_back() {
        let domain = DnsName::parse("example.com").unwrap();
        let subject = DirectoryName::from_der(b"\x30\x0d\x31\x0b\x30\x09\x06\x03\x55\x04\x06\x13\x02NL").unwrap();
        let der = NameConstraintsBuilder::confined_to(domain)
            .unwrap()
            .and_exclude_srv(SrvSubtree::parse("_ntp.example.com").unwrap())
            .unwrap()
            .and_exclude_dns(DnsName::parse("secret.example.com").unwrap())
            .unwrap()
            .and_permit_ip(IpSubtree::from_octets(&[10, 9, 8, 7, 255, 255, 255, 0]).unwrap())
            .and_exclude_ip(IpSubtree::from_octets(&[0; 32]).unwrap())
            .and_permit_directory(subject)
            .unwrap()
            .to_der()
            .unwrap();
        let constraints = NameConstraints::from_der(&der).unwrap();
        let permitted: Vec<_> = constraints.permitted().iter().map(|base| base.to_string()).collect();
        assert_eq!(permitted, ["example.com", "example.com", "10.9.8.0/24", "C=NL"]);
        let excluded: Vec<_> = constraints.excluded().iter().map(|base| base.to_string()).collect();
        assert_eq!(excluded, ["_ntp.example.com", "secret.example.com", "::/0"]);
    }

    #[test]
    fn a_long_list_has_a_long_length() {
        let mut builder = SubjectAltNameBuilder::dns(DnsName::parse("example.com").unwrap()).unwrap();
        for index in 0..2_000 {
            let name = std::format!("_imap.host{index}.example.com");
            builder = builder.and_srv(SrvName::parse(&name).unwrap()).unwrap();
        }
        let der = builder.to_der();
        assert_eq!(GeneralNames::from_der(&der).unwrap().iter().filter(|name| name.name().is_ok()).count(), 2_001);
    }

    #[test]
    fn what_is_not_issued() {
        let wildcard = SrvName::parse("_imap.*.example.com").unwrap();
        assert_eq!(SubjectAltNameBuilder::srv(wildcard).unwrap_err(), ExtensionBuildError::Wildcard);
        let long = SrvName::parse("_sipfederationtls.example.com").unwrap();
        assert_eq!(SubjectAltNameBuilder::srv(long).unwrap_err(), ExtensionBuildError::ServiceTooLong);
        let underscore = DnsName::parse("_imap.example.com").unwrap();
        assert_eq!(SubjectAltNameBuilder::dns(underscore).unwrap_err(), ExtensionBuildError::Underscore);
        assert_eq!(NameConstraintsBuilder::confined_to(underscore).unwrap_err(), ExtensionBuildError::Underscore);
        // A base made by hand, past the parser.
        let base = SrvSubtree::Name(underscore);
        assert_eq!(NameConstraintsBuilder::permit_srv(base).unwrap_err(), ExtensionBuildError::Underscore);
        for text in ["_tcp", "_UDP", "_sctp.example.com"] {
            let base = SrvSubtree::parse(text).unwrap();
            let excluded = NameConstraintsBuilder::no_srv_names().and_exclude_srv(base);
            assert_eq!(excluded.unwrap_err(), ExtensionBuildError::Protocol, "{text}");
        }
        let name = SrvName::parse("_tcp.example.com").unwrap();
        assert_eq!(SubjectAltNameBuilder::srv(name).unwrap_err(), ExtensionBuildError::Protocol);
        let empty = DirectoryName::from_der(b"\x30\x00").unwrap();
        let all = NameConstraintsBuilder::no_srv_names().and_permit_directory(empty);
        assert_eq!(all.unwrap_err(), ExtensionBuildError::EmptyDirectoryName);
        // A common name of one octet that is no UTF-8.
        let odd = DirectoryName::from_der(b"\x30\x0c\x31\x0a\x30\x08\x06\x03\x55\x04\x03\x0c\x01\xff").unwrap();
        let odd = NameConstraintsBuilder::no_srv_names().and_permit_directory(odd);
        assert_eq!(odd.unwrap_err(), ExtensionBuildError::DirectoryNameNotText);
        // What decodes to nothing, whichever features there are.
        for name in ["xn--99999999.example", "example.XN--a"] {
            let name = DnsName::parse(name).unwrap();
            assert_eq!(SubjectAltNameBuilder::dns(name).unwrap_err(), ExtensionBuildError::ALabel);
            assert_eq!(NameConstraintsBuilder::confined_to(name).unwrap_err(), ExtensionBuildError::ALabel);
            let base = SrvSubtree::Name(name);
            assert_eq!(NameConstraintsBuilder::permit_srv(base).unwrap_err(), ExtensionBuildError::ALabel);
        }
        let name = SrvName::parse("_imap.xn--99999999.example").unwrap();
        assert_eq!(SubjectAltNameBuilder::srv(name).unwrap_err(), ExtensionBuildError::ALabel);
    }

    /// What is permitted beside nothing is permitted, and what is not mentioned is.
    #[test]
    fn what_is_permitted_is_said_once() {
        let domain = DnsName::parse("example.com").unwrap();
        let service = Service::parse("imap").unwrap();
        let (base, hosts) = (SrvSubtree::Name(domain), NameConstraintsBuilder::permit_dns(domain).unwrap());
        let none = hosts.clone().and_no_srv_names().unwrap();
        assert_eq!(none.clone().and_permit_srv(base).unwrap_err(), ExtensionBuildError::Contradiction);
        let everywhere = none.clone().and_permit_service_in_every_domain(service);
        assert_eq!(everywhere.unwrap_err(), ExtensionBuildError::Contradiction);
        let confined = NameConstraintsBuilder::confined_to(domain).unwrap();
        assert_eq!(confined.and_no_srv_names().unwrap_err(), ExtensionBuildError::Contradiction);
        assert_eq!(none.clone().and_no_srv_names().unwrap().to_der(), none.to_der());
        assert_eq!(hosts.to_der(), Err(ExtensionBuildError::SrvNamesOpen));
        let excluded = hosts.and_exclude_srv(base).unwrap();
        assert_eq!(excluded.to_der(), Err(ExtensionBuildError::SrvNamesOpen));
        assert!(NameConstraints::from_der(&excluded.to_der_leaving_srv_names_open()).is_ok());
        let only = NameConstraintsBuilder::permit_srv(SrvSubtree::Service(service));
        assert_eq!(only.unwrap_err(), ExtensionBuildError::ServiceOnly);
    }

    /// Whatever can be said with the types of this library, right or not, comes out as what it was or not at all.
    #[test]
    fn every_base_is_read_back_as_it_was() {
        let labels = ["mail", "m--l", "a_b", "A", "0", "xn--a", "tcp", "a-very-long-service", "1com"];
        let services = labels.iter().filter_map(|label| Service::parse(label).ok());
        let names: Vec<String> =
            labels.iter().flat_map(|one| labels.map(|other| std::format!("{one}.{other}"))).collect();
        let domains = || names.iter().map(String::as_str).chain(labels).filter_map(|name| DnsName::parse(name).ok());
        let both = services.clone().flat_map(|service| domains().map(move |domain| SrvSubtree::Both(service, domain)));
        let bases = services.map(SrvSubtree::Service).chain(domains().map(SrvSubtree::Name)).chain(both);
        let mut written = 0;
        for base in bases {
            let builder = match base {
                SrvSubtree::Service(service) => NameConstraintsBuilder::permit_service_in_every_domain(service),
                base => NameConstraintsBuilder::permit_srv(base),
            };
            let Ok(builder) = builder else { continue };
            let der = builder.to_der().unwrap();
            let constraints = NameConstraints::from_der(&der).unwrap();
            let read: Vec<_> = constraints.permitted().iter().map(|subtree| subtree.base().base().unwrap()).collect();
            assert!(matches!(read.as_slice(), [crate::name::Base::Srv(read)] if *read == base), "{base}: {read:?}");
            written += 1;
        }
        assert!(written > 150, "{written}");
    }
}
