//! The value of a GeneralName as a person reads it where it is not parsed.

use core::fmt::{self, Display, Write};
use core::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use crate::der::Reader;
use crate::der::oid::Oid;
use crate::name::directory::DirectoryName;
use crate::name::directory::characters::{Characters, Decoded};
use crate::name::line::{self, Escaped};
use crate::name::{Form, FormKind};

/// The value of a [`GeneralName`](super::GeneralName), displayed without being parsed as a name or as a base: what there is
/// to read of a malformed name, and of a form that is not understood.
///
/// In one line, with what is not seen escaped as [`Escaped`] does, it is
///
/// * the text of a dNSName, rfc822Name or URI, whether or not it is well formed;
/// * the character string in an otherName: a user principal name, an XmppAddr, an SRVName. A text that begins with `#` is
///   displayed as octets, so that it is not taken for them;
/// * an address; followed by its mask, if there are octets for both;
/// * the directory name, as RFC 4514 writes it;
/// * the OBJECT IDENTIFIER of a registeredID in dotted decimal;
/// * of anything else, `#` and the octets in hexadecimal.
///
/// ```
/// use srvname::certificate::GeneralName;
///
/// // A user principal name: otherName 1.3.6.1.4.1.311.20.2.3, UTF8String "alice@example.com".
/// let der = b"\xa0\x21\x06\x0a\x2b\x06\x01\x04\x01\x82\x37\x14\x02\x03\xa0\x13\x0c\x11alice@example.com";
/// assert_eq!(GeneralName::from_der(der)?.unparsed_value().to_string(), "alice@example.com");
///
/// // registeredID 1.2.3.4
/// assert_eq!(GeneralName::from_der(&[0x88, 3, 0x2a, 3, 4])?.unparsed_value().to_string(), "1.2.3.4");
/// # Ok::<(), srvname::certificate::DerError>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct UnparsedValue<'a> {
    form: Form<'a>,
    octets: &'a [u8],
}

impl<'a> UnparsedValue<'a> {
    /// Returns the value of a name of `form` that has these octets: those that
    /// [`GeneralName::value`](super::GeneralName::value) returns.
    pub(crate) const fn new(form: Form<'a>, octets: &'a [u8]) -> Self {
        Self { form, octets }
    }

    /// Writes the one character string in the `[0]` of an otherName, or the octets if it holds anything else.
    fn write_other_name(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut reader = Reader::new(self.octets);
        let (Ok(inner), Ok(())) = (reader.element(), reader.finish()) else { return write_hex(self.octets, f) };
        match Characters::decode(inner.tag(), inner.value()) {
            Decoded::Characters(text) if text.clone().next() != Some('#') => line::write_escaped(text, f),
            // The fault of a form that is understood is told beside it. Of another form nothing is told but this.
            Decoded::Malformed if self.form.other_name_value().is_some() && !inner.value().starts_with(b"#") => {
                Escaped::from_bytes(inner.value()).fmt(f)
            }
            _ => write_hex(self.octets, f),
        }
    }
}

impl Display for UnparsedValue<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.form.kind() {
            FormKind::DnsName | FormKind::Rfc822Name | FormKind::Uri => Escaped::from_bytes(self.octets).fmt(f),
            FormKind::SrvName | FormKind::SmtpUtf8Mailbox | FormKind::OtherName => self.write_other_name(f),
            FormKind::IpAddress => write_addresses(self.octets, f),
            FormKind::DirectoryName => match DirectoryName::from_content(self.octets) {
                Ok(name) => name.fmt(f),
                Err(_) => write_hex(self.octets, f),
            },
            FormKind::RegisteredId => match Oid::from_content(self.octets) {
                Some(oid) => oid.fmt(f),
                None => write_hex(self.octets, f),
            },
            FormKind::X400Address | FormKind::EdiPartyName | FormKind::Unknown => write_hex(self.octets, f),
        }
    }
}

/// Writes an address, or an address and a mask, or the octets if they are neither.
fn write_addresses(octets: &[u8], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let (address, mask) = match octets.len() {
        8 | 32 => octets.split_at_checked(octets.len() / 2).unwrap_or((octets, &[])),
        _ => (octets, [].as_slice()),
    };
    let read = |octets: &[u8]| match octets.len() {
        4 => <[u8; 4]>::try_from(octets).ok().map(|octets| IpAddr::V4(Ipv4Addr::from(octets))),
        _ => <[u8; 16]>::try_from(octets).ok().map(|octets| IpAddr::V6(Ipv6Addr::from(octets))),
    };
    match (read(address), read(mask)) {
        (Some(address), Some(mask)) => write!(f, "{address}/{mask}"),
        (Some(address), None) => address.fmt(f),
        (None, _) => write_hex(octets, f),
    }
}

fn write_hex(octets: &[u8], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    f.write_char('#')?;
    octets.iter().try_for_each(|octet| write!(f, "{octet:02x}"))
}

#[cfg(test)]
mod tests {
    extern crate std;

    use std::string::{String, ToString};
    use std::vec::Vec;

    use crate::certificate::general_name::GeneralName;
    use crate::der::Tag;

    fn element(tag: u8, content: &[u8]) -> Vec<u8> {
        [&[tag, u8::try_from(content.len()).unwrap()], content].concat()
    }

    fn shown(der: &[u8]) -> String {
        GeneralName::from_der(der).unwrap().unparsed_value().to_string()
    }

    /// An otherName of type 1.2.3.4, or of the last arc of id-on.
    fn other_name(arc: Option<u8>, value: &[u8]) -> String {
        let type_id =
            arc.map_or_else(|| element(0x06, &[0x2a, 3, 4]), |arc| element(0x06, &[0x2b, 6, 1, 5, 5, 7, 8, arc]));
        shown(&element(0xa0, &[type_id, element(0xa0, value)].concat()))
    }

    #[test]
    fn a_string_in_an_other_name_is_text() {
        for (tag, octets, text) in [
            (Tag::UTF8_STRING, "Zoë@example.com\u{202e}".as_bytes(), r"Zoë@example.com\u{202e}"),
            (Tag::IA5_STRING, b"_imap.example.com", "_imap.example.com"),
            (Tag::BMP_STRING, b"\0Z\0\xfc", "Zü"),
            (Tag::TELETEX_STRING, b"Z\xfc\x9b", r"Zü\u{9b}"),
            (Tag::UTF8_STRING, b"", ""),
            (Tag::UTF8_STRING, b"a#b", "a#b"),
            (Tag::UTF8_STRING, br"a\u{202e}", r"a\u{5c}u{202e}"),
        ] {
            for arc in [None, Some(5), Some(7), Some(8), Some(9)] {
                assert_eq!(other_name(arc, &element(tag.0, octets)), text, "{tag} {arc:?}");
            }
        }
    }

    #[test]
    fn what_is_no_string_is_octets() {
        for value in
            [&[][..], b"\x02\x01\x05", b"\x0c\x01a\x0c\x01b", b"\x0c\x02a", b"\x0c\x03#61", b"\x30\x03\x0c\x01a"]
        {
            let hex: String = value.iter().map(|octet| std::format!("{octet:02x}")).collect();
            for arc in [None, Some(7), Some(9)] {
                assert_eq!(other_name(arc, value), std::format!("#{hex}"), "{arc:?}");
            }
        }
        // What is not UTF-8 is a fault of an SRVName, whose text it is all the same, and of another form it is no text.
        assert_eq!(other_name(Some(7), b"\x0c\x02a\xff"), r"a\xff");
        assert_eq!(other_name(None, b"\x0c\x02a\xff"), "#0c0261ff");
    }

    #[test]
    fn other_forms_are_what_they_are_well_formed_or_not() {
        for (der, text) in [
            (element(0x82, b"a..b"), "a..b"),
            (element(0x82, "bücher.example".as_bytes()), "bücher.example"),
            (element(0x81, b"nobody\xff"), r"nobody\xff"),
            (element(0x86, b"no uri\n"), r"no uri\u{a}"),
            (element(0x87, &[192, 0, 2, 1]), "192.0.2.1"),
            (element(0x87, &[192, 0, 2, 0, 255, 0, 255, 0]), "192.0.2.0/255.0.255.0"),
            (element(0x87, &[0; 32]), "::/::"),
            (element(0x87, &[0; 16]), "::"),
            (element(0x87, &[1, 2, 3, 4, 5]), "#0102030405"),
            (element(0x87, &[]), "#"),
            (element(0xa4, b"\x30\x0d\x31\x0b\x30\x09\x06\x03\x55\x04\x06\x13\x02NL"), "C=NL"),
            (element(0x88, &[0x2a, 3, 4]), "1.2.3.4"),
            (element(0xa3, b"\x30\0"), "#3000"),
            (element(0xa5, b"\xa1\x03\x0c\x01a"), "#a1030c0161"),
            (element(0x89, b"a"), "#61"),
        ] {
            assert_eq!(shown(&der), text, "{der:02x?}");
        }
    }
}
