//! The text of an SRVName or of an SRVName base: one method for each rule, and each returns a fault if the rule is
//! broken.
//!
//! [`SrvName`](crate::name::SrvName) stops at the first broken rule, which is what a validator needs. A report must name
//! every broken rule, so that the certificate is repaired once.

use alloc::string::String;
use core::ops::Range;

use crate::der::Tag;
use crate::lint::fault::Fault;
use crate::lint::read::host_text::Part;
use crate::lint::read::service_registry;
use crate::lint::severity::Severity;
use crate::name::srv::MAX_SERVICE_OCTETS;

/// The longest service that the registry accepts, in octets (RFC 6335 §5.1).
const MAX_REGISTERED_OCTETS: usize = 15;

/// The labels that an SRV record has between service and domain (RFC 2782, RFC 6335 §5.2), and `_tls`, which is
/// mistaken for one.
const PROTOCOLS: [&[u8]; 5] = [b"_tcp", b"_udp", b"_sctp", b"_dccp", b"_tls"];

/// The text of an SRVName, or of a base of one.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SrvText<'a> {
    /// The string type.
    pub(crate) tag: Tag,
    pub(crate) octets: &'a [u8],
    /// Where the text starts in the certificate.
    pub(crate) offset: usize,
    /// The text after the first underscore, up to the first dot.
    pub(crate) service: Option<Part<'a>>,
    /// The Name: the text after the dot of the service, or the whole text if there is no service.
    pub(crate) name: Option<Part<'a>>,
}

impl<'a> SrvText<'a> {
    /// Splits a text into a service, if it starts with an underscore, and the Name after it.
    ///
    /// A presented SRVName must have both, a base at least one (RFC 4985 §2, §4); the lints check that.
    pub(crate) fn new(tag: Tag, octets: &'a [u8], offset: usize) -> Self {
        let own = Self { tag, octets, offset, service: None, name: None };
        let Some((b'_', rest)) = octets.split_first() else {
            return Self { name: Some(Part { octets, offset }), ..own };
        };
        let service_at = offset.saturating_add(1);
        let dot = rest.iter().position(|octet| *octet == b'.').unwrap_or(rest.len());
        let (service, name) = rest.split_at_checked(dot).unwrap_or((rest, &[]));
        let name_at = service_at.saturating_add(dot).saturating_add(1);
        let name = name.split_first().map(|(_, octets)| Part { octets, offset: name_at });
        Self { service: Some(Part { octets: service, offset: service_at }), name, ..own }
    }

    /// Returns the whole text as a part.
    pub(crate) const fn whole(&self) -> Part<'a> {
        Part { octets: self.octets, offset: self.offset }
    }

    pub(crate) fn range(&self) -> Range<usize> {
        self.whole().range()
    }

    /// Returns the Name without a wildcard at its start.
    pub(crate) fn domain(&self) -> Option<Part<'a>> {
        Some(self.name?.without(b"*."))
    }

    /// Returns a fault if the string is of another type than IA5String.
    pub(crate) fn not_ia5_string(&self) -> Option<Fault> {
        (self.tag != Tag::IA5_STRING).then(|| Fault::new(self.range()).with_note(string_type(self.tag)))
    }

    pub(crate) fn empty(&self) -> Option<Fault> {
        self.octets.is_empty().then(|| Fault::new(self.range()))
    }

    pub(crate) fn non_ascii(&self) -> Option<Fault> {
        self.whole().find(|octet| octet >= 0x80)
    }

    pub(crate) fn control_or_space(&self) -> Option<Fault> {
        self.whole().find(|octet| octet < 0x21 || octet == 0x7f)
    }

    pub(crate) fn uppercase(&self) -> Option<Fault> {
        self.whole().find(|octet| octet.is_ascii_uppercase())
    }

    /// Returns a fault if the first label of the Name is the protocol label of an SRV record, which an SRVName leaves
    /// out.
    pub(crate) fn proto_label(&self) -> Option<Fault> {
        self.service?;
        let first = self.name?.labels().next()?;
        PROTOCOLS.iter().any(|protocol| first.is(protocol)).then(|| Fault::new(first.range()))
    }

    /// Returns a fault at the first label of the Name with an underscore, other than a protocol label.
    pub(crate) fn underscore_in_name(&self) -> Option<Fault> {
        let has_protocol = self.proto_label().is_some();
        let mut labels = self.name?.labels().skip(usize::from(has_protocol));
        labels.find(|label| label.octets.contains(&b'_')).map(|label| Fault::new(label.range()))
    }

    /// Returns a fault at a character that no host name has, or at a label with a hyphen at an end. Other octets have
    /// lints of their own.
    pub(crate) fn label_not_ldh(&self) -> Option<Fault> {
        let name = self.name.filter(|name| !name.is_literal())?;
        name.not_ldh().or_else(|| name.edge_hyphen())
    }

    /// Returns a fault at two dots in a row, or at a dot at the start of the Name.
    pub(crate) fn empty_label(&self) -> Option<Fault> {
        self.name?.empty_label()
    }

    pub(crate) fn trailing_dot(&self) -> Option<Fault> {
        self.name?.trailing_dot()
    }

    pub(crate) fn label_too_long(&self) -> Option<Fault> {
        self.name?.label_too_long()
    }

    pub(crate) fn name_too_long(&self) -> Option<Fault> {
        self.name?.name_too_long()
    }

    /// Returns a fault if the service is no service name: another character, no letter, a hyphen at an end or two in a
    /// row.
    pub(crate) fn service_charset(&self) -> Option<Fault> {
        let service = self.service.filter(|service| !service.octets.is_empty())?;
        let other =
            |octet: u8| octet.is_ascii_graphic() && !octet.is_ascii_alphanumeric() && !matches!(octet, b'-' | b'*');
        if let Some(fault) = service.find(other) {
            return Some(fault);
        }
        let text = service.octets;
        let hyphens = text.starts_with(b"-") || text.ends_with(b"-") || text.windows(2).any(|pair| pair == b"--");
        let letter = text.iter().any(|octet| !octet.is_ascii_digit() && *octet != b'-');
        (hyphens || !letter).then(|| Fault::new(service.range()))
    }

    /// Returns a fault if the service is longer than the registry accepts; an error if it is longer than a label.
    pub(crate) fn service_too_long(&self) -> Option<Fault> {
        let service = self.service?;
        match service.octets.len() {
            0..=MAX_REGISTERED_OCTETS => None,
            length => {
                let fault = Fault::new(service.range()).with_note(alloc::format!("{length} octets"));
                Some(if length > MAX_SERVICE_OCTETS { fault.with_severity(Severity::Error) } else { fault })
            }
        }
    }

    /// Returns the service, or `None` if it is too long or has characters that no registered name has.
    fn registrable(&self) -> Option<Part<'a>> {
        let service = self.service?;
        let fits = (1..=MAX_REGISTERED_OCTETS).contains(&service.octets.len());
        (fits && service.octets.iter().all(|octet| octet.is_ascii_alphanumeric() || *octet == b'-')).then_some(service)
    }

    pub(crate) fn service_unregistered(&self) -> Option<Fault> {
        let service = self.registrable().filter(|_| self.service_charset().is_none())?;
        let known =
            service_registry::is_registered(service.octets) || service_registry::alias_of(service.octets).is_some();
        (!known).then(|| Fault::new(service.range()))
    }

    pub(crate) fn service_alias(&self) -> Option<Fault> {
        let service = self.registrable()?;
        let proper = service_registry::alias_of(service.octets)?;
        Some(Fault::new(service.range()).with_note(alloc::format!("the service is called {proper}")))
    }

    /// Returns a fault at the first label that starts with `??--` and is no A-label (RFC 5890 §2.3.1).
    pub(crate) fn reserved_ldh(&self) -> Option<Fault> {
        self.name?.reserved_ldh()
    }

    /// Returns a fault if the left-most label of the Name is `*`, with a domain after it and no other asterisk. Then
    /// [`SrvText::wildcard_invalid`] returns none.
    pub(crate) fn wildcard(&self) -> Option<Fault> {
        self.service?;
        let domain = self.domain()?;
        let name = self.name?;
        let well_formed = domain.offset != name.offset && !domain.octets.is_empty() && !domain.octets.contains(&b'*');
        let clean_service = self.service.is_none_or(|service| !service.octets.contains(&b'*'));
        (well_formed && clean_service).then(|| Fault::new(name.at(0)))
    }

    pub(crate) fn any_asterisk(&self) -> Option<Fault> {
        self.whole().find(|octet| octet == b'*')
    }

    pub(crate) fn wildcard_invalid(&self) -> Option<Fault> {
        let asterisk = self.any_asterisk()?;
        self.wildcard().is_none().then_some(asterisk)
    }

    pub(crate) fn ip_literal(&self) -> Option<Fault> {
        self.name.filter(Part::is_address).map(|name| Fault::new(name.range()))
    }

    /// Returns a fault if the public DNS does not have the Name: one label, or a top label set aside for other uses.
    pub(crate) fn internal_name(&self) -> Option<Fault> {
        self.domain()?.internal_name()
    }
}

/// Returns the name of a string type, as a note to a report.
fn string_type(tag: Tag) -> String {
    let name = match tag {
        Tag::UTF8_STRING => "UTF8String",
        Tag::PRINTABLE_STRING => "PrintableString",
        Tag::TELETEX_STRING => "TeletexString",
        Tag::VISIBLE_STRING => "VisibleString",
        Tag::BMP_STRING => "BMPString",
        Tag::UNIVERSAL_STRING => "UniversalString",
        Tag::OCTET_STRING => "OCTET STRING",
        other => return alloc::format!("tag {other}"),
    };
    name.into()
}

/// Returns whether a service has the name of a protocol, as `_tcp` alone does.
pub(crate) fn is_named_like_a_protocol(service: &Part<'_>) -> bool {
    PROTOCOLS.iter().filter_map(|protocol| protocol.strip_prefix(b"_".as_slice())).any(|protocol| service.is(protocol))
}
