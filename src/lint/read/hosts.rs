//! The host in a name or a base, whatever its form and whether or not it is well formed.

use core::ops::Range;

use crate::certificate::general_name::GeneralName;
use crate::lint::read::host_text::Part;
use crate::name::Form;

/// Returns the range of a name or a base, tag and length included.
pub(crate) fn range(name: &GeneralName<'_>) -> Range<usize> {
    name.offset()..name.offset().saturating_add(name.der().len())
}

/// Returns the value of a name or a base, with its place. That of an otherName whose form is understood is its text.
pub(crate) fn value<'a>(name: &GeneralName<'a>) -> Part<'a> {
    let octets = name.octets();
    // The text is at the end of the value: behind it an otherName has nothing.
    let before = name.value().len().saturating_sub(octets.len());
    Part { octets, offset: name.value_offset().saturating_add(before) }
}

/// Returns the value of a name of one form, or `None` if it is of another.
pub(crate) fn value_of<'a>(name: &GeneralName<'a>, form: Form<'static>) -> Option<Part<'a>> {
    (name.form() == form).then(|| value(name))
}

/// Returns the host of an internet mail address or of its base: what is after the last `@`, without the dot in front that a
/// base may have. Returns `None` for an address literal, and for another form.
pub(crate) fn mail_host<'a>(name: &GeneralName<'a>) -> Option<Part<'a>> {
    if !matches!(name.form(), Form::Rfc822Name | Form::SmtpUtf8Mailbox) {
        return None;
    }
    let text = value(name);
    let at = text.octets.iter().rposition(|octet| *octet == b'@').map_or(0, |at| at.saturating_add(1));
    let octets = text.octets.get(at..)?;
    let host = Part { octets, offset: text.offset.saturating_add(at) };
    (!octets.starts_with(b"[")).then(|| host.without(b"."))
}

/// Returns the host of a URI: of its authority, what is neither userinfo nor port (RFC 3986 §3.2). Returns `None` for a URI
/// without authority, for an address literal, and for another form.
pub(crate) fn uri_host<'a>(name: &GeneralName<'a>) -> Option<Part<'a>> {
    let text = value_of(name, Form::Uri)?;
    let start = text.octets.windows(3).position(|three| three == b"://")?.saturating_add(3);
    let rest = text.octets.get(start..)?;
    let ends = |octet: &u8| matches!(octet, b'/' | b'?' | b'#');
    let authority = rest.split(ends).next()?;
    let at = authority.iter().rposition(|octet| *octet == b'@').map_or(0, |at| at.saturating_add(1));
    let host = authority.get(at..)?.split(|octet| *octet == b':').next()?;
    let offset = text.offset.saturating_add(start).saturating_add(at);
    (!host.is_empty() && !host.starts_with(b"[")).then_some(Part { octets: host, offset })
}

/// Returns the domain of the base of a dNSName, an rfc822Name or a URI, without the dot in front that it may have. Returns
/// `None` for another form.
pub(crate) fn base_domain<'a>(name: &GeneralName<'a>) -> Option<Part<'a>> {
    match name.form() {
        Form::DnsName | Form::Uri => Some(value(name).without(b".")),
        _ => mail_host(name),
    }
}

#[cfg(test)]
mod tests {
    use alloc::vec::Vec;

    use super::*;

    fn name(tag: u8, text: &str) -> GeneralName<'static> {
        let der = [&[tag, u8::try_from(text.len()).unwrap()], text.as_bytes()].concat();
        GeneralName::from_der(Vec::leak(der)).unwrap()
    }

    #[test]
    fn hosts_are_found_in_whatever_stands_around_them() {
        type Read = fn(&GeneralName<'static>) -> Option<Part<'static>>;
        let rows: [(Read, u8, &str, Option<&str>); 12] = [
            (mail_host, 0x81, "a@example.com", Some("example.com")),
            (mail_host, 0x81, "\"a@b\"@example.com", Some("example.com")),
            (mail_host, 0x81, ".example.com", Some("example.com")),
            (mail_host, 0x81, "a@[192.0.2.1]", None),
            (mail_host, 0x82, "a@example.com", None),
            (uri_host, 0x86, "https://u:p@example.com:8443/path@x", Some("example.com")),
            (uri_host, 0x86, "https://example.com?a=b", Some("example.com")),
            (uri_host, 0x86, "https://[::1]/", None),
            (uri_host, 0x86, "urn:a:b", None),
            (uri_host, 0x86, "file:///a", None),
            (base_domain, 0x86, ".example.com", Some("example.com")),
            (base_domain, 0x87, "12345678", None),
        ];
        for (read, tag, text, expected) in rows {
            let name = name(tag, text);
            let host = read(&name);
            assert_eq!(host.map(|host| host.octets), expected.map(str::as_bytes), "{text}");
            if let Some(host) = host {
                assert_eq!(name.der().get(host.range()), Some(host.octets), "{text}");
            }
        }
    }
}
