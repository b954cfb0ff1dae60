//! What a census needs of one certificate.
//!
//! A validator refuses a certificate whose name constraints are malformed. A census has to count it, as constrained, so
//! this reads as far as it goes, with the library's reader.

use srvname::der::oid;
use srvname::der::{DerError, Element, Reader, Tag};
use srvname::{
    Certificate,
    certificate::GeneralName,
    name::{DirectoryName, Form},
};

/// How many bases there are in each list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Bases {
    pub(super) permitted: u64,
    pub(super) excluded: u64,
}

/// The forms by the names of the contract, in the order of reports.
pub(super) const FORMS: [&str; 8] = ["dns", "email", "uri", "ip", "directory", "srv", "other", "unsupported"];

/// A NameConstraints extension.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct ConstraintCounts {
    pub(super) critical: bool,
    /// Bases by form, as in [`FORMS`].
    pub(super) bases: [Bases; FORMS.len()],
}

impl ConstraintCounts {
    fn form(&self, name: &str) -> Bases {
        let found = FORMS.iter().zip(self.bases).find(|(form, _)| **form == name);
        found.map_or(Bases::default(), |(_, bases)| bases)
    }

    /// Whether some base of a form is permitted or excluded.
    pub(super) fn lists(&self, name: &str) -> bool {
        let bases = self.form(name);
        bases.permitted > 0 || bases.excluded > 0
    }

    /// How many bases there are.
    pub(super) fn size(&self) -> u64 {
        self.bases.iter().map(|bases| bases.permitted.saturating_add(bases.excluded)).fold(0, u64::saturating_add)
    }
}

/// The facts of a certificate that are counted.
#[derive(Clone, Debug)]
pub(super) struct Facts<'a> {
    pub(super) subject: Element<'a>,
    pub(super) issuer: Element<'a>,
    /// Seconds since 1970.
    pub(super) not_before: i64,
    pub(super) not_after: i64,
    pub(super) ca: bool,
    /// No extKeyUsage, or one with serverAuth or anyExtendedKeyUsage.
    pub(super) tls: bool,
    pub(super) constraints: Option<ConstraintCounts>,
}

impl<'a> Facts<'a> {
    /// Reads a certificate.
    pub(super) fn read(der: &'a [u8]) -> Result<Self, String> {
        // The library's answer comes with the reason; where it refuses, the reason may be an extension.
        let strict = Certificate::from_der(der);
        let (fields, extensions) = TbsFields::read(der).map_err(|error| error.to_string())?;
        let (not_before, not_after) = match &strict {
            Ok(certificate) => (certificate.not_before(), certificate.not_after()),
            Err(error) => fields.validity().ok_or_else(|| error.to_string())?,
        };
        let (mut ca, mut tls, mut constraints) = (false, true, None);
        for extension in extensions {
            let (id, critical, value) = extension.map_err(|error| error.to_string())?;
            if id == oid::ID_CE_BASIC_CONSTRAINTS.as_bytes() {
                ca = has_ca_flag(value);
            } else if id == oid::ID_CE_EXT_KEY_USAGE.as_bytes() {
                tls = allows_tls(value);
            } else if id == oid::ID_CE_NAME_CONSTRAINTS.as_bytes() && constraints.is_none() {
                constraints = Some(read_constraints(value, critical));
            }
        }
        Ok(Self { subject: fields.subject, issuer: fields.issuer, not_before, not_after, ca, tls, constraints })
    }

    /// Returns whether it is a CA that was not issued by itself; names are compared by octets.
    pub(super) fn is_sub_ca(&self) -> bool {
        self.ca && self.subject.der() != self.issuer.der()
    }

    pub(super) const fn is_current(&self, at: i64) -> bool {
        self.not_before <= at && at <= self.not_after
    }

    pub(super) fn lists_srv(&self) -> bool {
        self.constraints.is_some_and(|own| own.lists("srv"))
    }

    /// Returns whether it is for TLS, and constrained in hosts, addresses and subjects.
    pub(super) fn is_technically_constrained(&self) -> bool {
        self.tls
            && self
                .constraints
                .is_some_and(|own| own.lists("dns") && own.lists("ip") && own.form("directory").permitted > 0)
    }

    /// Returns the organization in the subject, or the whole subject if it has none.
    pub(super) fn owner(&self) -> String {
        let Ok(name) = DirectoryName::from_element(&self.subject) else { return String::new() };
        let attributes = || name.rdns().flat_map(|rdn| rdn.attributes().collect::<Vec<_>>());
        let organization = attributes().find(|attribute| attribute.attribute_type().as_bytes() == [0x55, 0x04, 0x0a]);
        let text = organization.and_then(|attribute| attribute.text().map(Iterator::collect));
        text.unwrap_or_else(|| name.to_string())
    }

    /// The subject (RFC 4514).
    pub(super) fn subject_text(&self) -> String {
        DirectoryName::from_element(&self.subject).map_or_else(|_| String::new(), |name| name.to_string())
    }
}

/// The fields of tbsCertificate that are needed.
struct TbsFields<'a> {
    issuer: Element<'a>,
    validity: Element<'a>,
    subject: Element<'a>,
}

/// The octets of extnID, critical, and a reader of what is in the OCTET STRING.
type Extension<'a> = (&'a [u8], bool, Reader<'a>);

impl<'a> TbsFields<'a> {
    fn read(der: &'a [u8]) -> Result<(Self, impl Iterator<Item = Result<Extension<'a>, DerError>>), DerError> {
        let mut reader = Reader::new(der);
        let mut certificate = reader.expect(Tag::SEQUENCE)?.reader();
        reader.finish()?;
        let mut fields = certificate.expect(Tag::SEQUENCE)?.reader();
        certificate.expect(Tag::SEQUENCE)?;
        certificate.expect(Tag::BIT_STRING)?;
        certificate.finish()?;
        fields.optional(Tag::context_constructed(0))?;
        fields.expect(Tag::INTEGER)?;
        fields.expect(Tag::SEQUENCE)?;
        let issuer = fields.expect(Tag::SEQUENCE)?;
        let validity = fields.expect(Tag::SEQUENCE)?;
        let subject = fields.expect(Tag::SEQUENCE)?;
        fields.expect(Tag::SEQUENCE)?;
        fields.optional(Tag::context(1))?;
        fields.optional(Tag::context(2))?;
        let mut rest = match fields.optional(Tag::context_constructed(3))? {
            Some(field) => field.reader().expect(Tag::SEQUENCE)?.reader(),
            None => Reader::new(&[]),
        };
        let extensions =
            std::iter::from_fn(move || if rest.is_empty() { None } else { Some(read_extension(&mut rest)) });
        Ok((Self { issuer, validity, subject }, extensions.fuse()))
    }

    /// notBefore and notAfter in the forms of RFC 5280 §4.1.2.5, read without the rest of the certificate.
    fn validity(&self) -> Option<(i64, i64)> {
        let mut reader = self.validity.reader();
        Some((read_time(&mut reader)?, read_time(&mut reader)?))
    }
}

fn read_extension<'a>(rest: &mut Reader<'a>) -> Result<Extension<'a>, DerError> {
    let element = match rest.expect(Tag::SEQUENCE) {
        Ok(element) => element,
        Err(error) => {
            // The extensions after one that cannot be read cannot be found.
            *rest = Reader::new(&[]);
            return Err(error);
        }
    };
    let mut fields = element.reader();
    let id = fields.expect(Tag::OBJECT_IDENTIFIER)?;
    let critical = fields.optional(Tag::BOOLEAN)?.is_some_and(|flag| flag.value() != [0x00]);
    let value = fields.expect(Tag::OCTET_STRING)?;
    Ok((id.value(), critical, value.reader()))
}

/// A time as BER allows it (X.680 §46, §47), where certificates of the nineties have it: without seconds, with a fraction
/// of one, with an offset from UTC.
fn read_time(reader: &mut Reader<'_>) -> Option<i64> {
    let element = reader.element().ok()?;
    let text = std::str::from_utf8(element.value()).ok()?;
    let full = match element.tag() {
        Tag::UTC_TIME => format!("{}{text}", if text.get(..2)? < "50" { "20" } else { "19" }),
        Tag::GENERALIZED_TIME => text.to_owned(),
        _ => return None,
    };
    let end = full.find(|character: char| !character.is_ascii_digit()).unwrap_or(full.len());
    let (digits, zone) = full.split_at_checked(end)?;
    let zone =
        zone.strip_prefix('.').map_or(zone, |fraction| fraction.trim_start_matches(|c: char| c.is_ascii_digit()));
    let seconds = match digits.len() {
        12 => "00",
        14 => digits.get(12..)?,
        _ => return None,
    };
    let zone = match (zone.get(..1), zone.get(1..3), zone.get(3..5)) {
        (Some("Z"), None, _) => "Z".to_owned(),
        (Some(sign @ ("+" | "-")), Some(hours), Some(minutes)) if zone.len() == 5 => format!("{sign}{hours}:{minutes}"),
        _ => return None,
    };
    let part = |range: std::ops::Range<usize>| digits.get(range);
    let (date, clock) = ((part(0..4)?, part(4..6)?, part(6..8)?), (part(8..10)?, part(10..12)?));
    let text = format!("{}-{}-{}T{}:{}:{seconds}{zone}", date.0, date.1, date.2, clock.0, clock.1);
    text.parse::<jiff::Timestamp>().ok().map(jiff::Timestamp::as_second)
}

fn has_ca_flag(mut value: Reader<'_>) -> bool {
    let first = value.expect(Tag::SEQUENCE).and_then(|sequence| sequence.reader().optional(Tag::BOOLEAN));
    first.ok().flatten().is_some_and(|flag| flag.value() != [0x00])
}

fn allows_tls(mut value: Reader<'_>) -> bool {
    let Ok(sequence) = value.expect(Tag::SEQUENCE) else { return false };
    let mut purposes = sequence.reader();
    while let Ok(purpose) = purposes.element() {
        let ours = [oid::ID_KP_SERVER_AUTH, oid::ANY_EXTENDED_KEY_USAGE];
        if ours.iter().any(|own| own.as_bytes() == purpose.value()) {
            return true;
        }
    }
    false
}

/// Counts the bases that can be read.
fn read_constraints(mut value: Reader<'_>, critical: bool) -> ConstraintCounts {
    let mut constraints = ConstraintCounts { critical, ..ConstraintCounts::default() };
    let Ok(sequence) = value.expect(Tag::SEQUENCE) else { return constraints };
    let mut lists = sequence.reader();
    while let Ok(list) = lists.element() {
        let permitted = match list.tag() {
            tag if tag == Tag::context_constructed(0) => true,
            tag if tag == Tag::context_constructed(1) => false,
            _ => continue,
        };
        let mut subtrees = list.reader();
        while let Ok(subtree) = subtrees.element() {
            let Some(bases) = GeneralName::read(&mut subtree.reader()).ok().and_then(|name| {
                FORMS.iter().position(|form| *form == form_of(&name)).and_then(|at| constraints.bases.get_mut(at))
            }) else {
                continue;
            };
            let count = if permitted { &mut bases.permitted } else { &mut bases.excluded };
            *count = count.saturating_add(1);
        }
    }
    constraints
}

fn form_of(name: &GeneralName<'_>) -> &'static str {
    match name.form() {
        Form::DnsName => "dns",
        Form::Rfc822Name => "email",
        Form::Uri => "uri",
        Form::IpAddress => "ip",
        Form::DirectoryName => "directory",
        Form::SrvName => "srv",
        Form::SmtpUtf8Mailbox | Form::OtherName(_) => "other",
        _ => "unsupported",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_in_every_form_that_was_ever_used() {
        let read = |tag: u8, text: &str| {
            let der = [&[tag, u8::try_from(text.len()).expect("short")], text.as_bytes()].concat();
            read_time(&mut Reader::new(&der)).map(crate::input::time::show)
        };
        for (tag, text, expected) in [
            (0x17, "991231235959Z", Some("1999-12-31T23:59:59Z")),
            (0x17, "9912312359Z", Some("1999-12-31T23:59:00Z")),
            (0x17, "491231235959Z", Some("2049-12-31T23:59:59Z")),
            (0x17, "991231235959+0100", Some("1999-12-31T22:59:59Z")),
            (0x17, "9912312359-0030", Some("2000-01-01T00:29:00Z")),
            (0x18, "20991231235959Z", Some("2099-12-31T23:59:59Z")),
            (0x18, "20991231235959.5Z", Some("2099-12-31T23:59:59Z")),
            (0x17, "991331235959Z", None),
            (0x17, "991231235959", None),
            (0x17, "991231235959+01", None),
            (0x17, "99123123Z", None),
            (0x0c, "991231235959Z", None),
            (0x17, "", None),
        ] {
            assert_eq!(read(tag, text).as_deref(), expected, "{text}");
        }
    }
}
