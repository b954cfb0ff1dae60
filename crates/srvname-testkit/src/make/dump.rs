//! What stands above every PEM block: the certificate in words, so that a change can be reviewed as a diff.
//!
//! Written from the octets, not from the draft, so that the description cannot say more than the certificate does. What
//! cannot be read stands there in hexadecimal, with the reason.

use super::der::{self, Element};
use super::{Issued, oid};

/// Entries of a list that are written out; the rest is counted.
const SHOWN: usize = 24;

/// The description of a certificate, headed by its role.
pub fn certificate(role: &str, issued: &Issued) -> String {
    let mut lines = vec![format!("{role}")];
    let keys = format!("key \"{}\", signed with key \"{}\"", issued.key().label(), issued.signer().label());
    lines.push(format!("  keys: {keys}"));
    if let Err(reason) = body(issued.der(), &mut lines) {
        lines.push(format!("  not readable further: {reason}"));
    }
    lines.into_iter().map(|line| line + "\n").collect()
}

fn body(input: &[u8], lines: &mut Vec<String>) -> Result<(), &'static str> {
    let (certificate, trailing) = der::read(input)?;
    let parts = der::read_all(certificate.content)?;
    let [to_be_signed, algorithm, _] = parts.as_slice() else { return Err("a certificate has three parts") };
    let mut fields = der::read_all(to_be_signed.content)?.into_iter().peekable();
    let version = fields.next_if(|field| field.tag == 0xa0);
    lines.push(format!("  version: {}", version.map_or(1, |field| field.content.last().map_or(0, |octet| octet + 1))));
    let mut next = || fields.next().ok_or("a field is missing");
    lines.push(format!("  serial: {}", der::hex(next()?.content)));
    lines.push(format!("  signature: {}", algorithms(&next()?, algorithm)));
    lines.push(format!("  issuer: {}", name(next()?.content)));
    let validity = der::read_all(next()?.content)?;
    lines.push(format!("  validity: {}", validity.iter().map(time).collect::<Vec<_>>().join(" to ")));
    lines.push(format!("  subject: {}", name(next()?.content)));
    next()?;
    match fields.next() {
        None => lines.push("  extensions: none".to_owned()),
        Some(field) => {
            let (list, _) = der::read(field.content)?;
            for entry in der::read_all(list.content)? {
                extension(&entry, lines);
            }
        }
    }
    if !trailing.is_empty() {
        lines.push(format!("  after the end of the certificate: {}", der::hex(trailing)));
    }
    Ok(())
}

fn algorithms(inner: &Element<'_>, outer: &Element<'_>) -> String {
    let dotted = |element: &Element<'_>| match der::read(element.content) {
        Ok((identifier, _)) => oid::name(&der::dotted(identifier.content)).to_owned(),
        Err(_) => der::hex(element.whole),
    };
    match inner.whole == outer.whole {
        true => dotted(inner),
        false => format!("{} inside, {} outside", dotted(inner), dotted(outer)),
    }
}

fn time(element: &Element<'_>) -> String {
    let text = String::from_utf8_lossy(element.content);
    match (element.tag, text.len()) {
        (der::UTC_TIME, 13) => {
            let century = if &text[..2] < "50" { "20" } else { "19" };
            spaced(&format!("{century}{text}"))
        }
        (der::GENERALIZED_TIME, 15) => spaced(&text),
        _ => format!("{} (neither UTCTime nor GeneralizedTime as RFC 5280 wants them)", der::hex(element.whole)),
    }
}

fn spaced(text: &str) -> String {
    let [date, clock] = [&text[..8], &text[8..14]];
    format!("{}-{}-{}T{}:{}:{}Z", &date[..4], &date[4..6], &date[6..], &clock[..2], &clock[2..4], &clock[4..])
}

/// A distinguished name from its RDNs, last one first (RFC 4514), with the string types that are not UTF8String.
fn name(content: &[u8]) -> String {
    match relative_names(content) {
        Ok(names) if names.is_empty() => "(empty)".to_owned(),
        Ok(names) => names.into_iter().rev().collect::<Vec<_>>().join(", "),
        Err(reason) => format!("{} (not a Name: {reason})", der::hex(content)),
    }
}

fn relative_names(content: &[u8]) -> Result<Vec<String>, &'static str> {
    let relative = |rdn: Element<'_>| {
        let attributes = der::read_all(rdn.content)?;
        if rdn.tag != der::SET || attributes.is_empty() {
            return Err("an RDN is a SET of at least one attribute");
        }
        let shown: Result<Vec<String>, _> = attributes.iter().map(attribute).collect();
        Ok(shown?.join(" + "))
    };
    der::read_all(content)?.into_iter().map(relative).collect()
}

fn attribute(element: &Element<'_>) -> Result<String, &'static str> {
    let parts = der::read_all(element.content)?;
    let [attribute_type, value] = parts.as_slice() else { return Err("an attribute has a type and a value") };
    let dotted = der::dotted(attribute_type.content);
    let string_type = match value.tag {
        der::UTF8_STRING => "",
        der::PRINTABLE_STRING => " (PrintableString)",
        der::TELETEX_STRING => " (TeletexString)",
        der::IA5_STRING => " (IA5String)",
        _ => return Ok(format!("{}=#{}", oid::name(&dotted), der::hex(value.whole))),
    };
    Ok(format!("{}={}{string_type}", oid::name(&dotted), escaped(value.content)))
}

fn extension(entry: &Element<'_>, lines: &mut Vec<String>) {
    let Ok(parts) = der::read_all(entry.content) else {
        return lines.push(format!("  extension that is not DER: {}", der::hex(entry.whole)));
    };
    let (identifier, flag, value) = match parts.as_slice() {
        [identifier, value] => (identifier, "", value),
        [identifier, flag, value] if flag.content == [0xff] => (identifier, " critical", value),
        [identifier, flag, value] if flag.content == [0x00] => (identifier, " (critical FALSE, spelt out)", value),
        _ => return lines.push(format!("  extension with other parts than it may have: {}", der::hex(entry.whole))),
    };
    let dotted = der::dotted(identifier.content);
    let heading = format!("  {}{flag}:", oid::name(&dotted));
    match dotted.as_str() {
        oid::SUBJECT_ALT_NAME => list(heading, alternative_names(value.content), value, lines),
        oid::NAME_CONSTRAINTS => list(heading, constraints(value.content), value, lines),
        _ => {
            let shown = short_value(&dotted, value.content);
            lines.push(format!("{heading} {}", shown.unwrap_or_else(|_| der::hex(value.content))));
        }
    }
}

fn list(heading: String, entries: Result<Vec<String>, &'static str>, value: &Element<'_>, lines: &mut Vec<String>) {
    match entries {
        Ok(entries) if entries.is_empty() => lines.push(format!("{heading} (an empty list)")),
        Ok(entries) => {
            lines.push(heading);
            lines.extend(entries.iter().take(SHOWN).map(|entry| format!("    {entry}")));
            if let Some(more) = entries.len().checked_sub(SHOWN).filter(|more| *more > 0) {
                lines.push(format!("    and {more} more"));
            }
        }
        Err(reason) => lines.push(format!("{heading} {} (not readable: {reason})", der::hex(value.content))),
    }
}

fn short_value(dotted: &str, content: &[u8]) -> Result<String, &'static str> {
    let (value, _) = der::read(content)?;
    Ok(match dotted {
        oid::BASIC_CONSTRAINTS => basic_constraints(&der::read_all(value.content)?),
        oid::KEY_USAGE => key_usage(value.content),
        oid::EXTENDED_KEY_USAGE => {
            let purposes = der::read_all(value.content)?;
            let names = purposes.iter().map(|purpose| oid::name(&der::dotted(purpose.content)).to_owned());
            names.collect::<Vec<_>>().join(", ")
        }
        oid::SUBJECT_KEY_IDENTIFIER => der::hex(value.content),
        oid::AUTHORITY_KEY_IDENTIFIER => der::hex(der::read(value.content)?.0.content),
        _ => der::hex(content),
    })
}

fn basic_constraints(parts: &[Element<'_>]) -> String {
    match parts {
        [] => "no CA".to_owned(),
        [ca] if ca.content == [0xff] => "CA".to_owned(),
        [ca, length] if ca.content == [0xff] => format!("CA, pathLenConstraint 0x{}", der::hex(length.content)),
        other => other.iter().map(|part| der::hex(part.whole)).collect(),
    }
}

fn key_usage(content: &[u8]) -> String {
    const BITS: [&str; 8] = [
        "digitalSignature",
        "nonRepudiation",
        "keyEncipherment",
        "dataEncipherment",
        "keyAgreement",
        "keyCertSign",
        "cRLSign",
        "encipherOnly",
    ];
    let octet = content.get(1).copied().unwrap_or(0);
    let set = BITS.iter().enumerate().filter(|(bit, _)| octet & (0x80 >> bit) != 0);
    set.map(|(_, name)| *name).collect::<Vec<_>>().join(", ")
}

fn alternative_names(value: &[u8]) -> Result<Vec<String>, &'static str> {
    Ok(whole_sequence(value)?.iter().map(|entry| general_name(entry, Role::Name)).collect())
}

fn constraints(value: &[u8]) -> Result<Vec<String>, &'static str> {
    let mut lines = Vec::new();
    for field in whole_sequence(value)? {
        let list = match field.tag {
            0xa0 => "permitted",
            0xa1 => "excluded",
            _ => return Err("a field that NameConstraints does not have"),
        };
        let subtrees = der::read_all(field.content)?;
        if subtrees.is_empty() {
            lines.push(format!("{list}: (an empty list)"));
        }
        for subtree in subtrees {
            lines.push(format!("{list} {}", subtree_line(&subtree)?));
        }
    }
    Ok(lines)
}

fn subtree_line(subtree: &Element<'_>) -> Result<String, &'static str> {
    let parts = der::read_all(subtree.content)?;
    let (base, distances) = parts.split_first().ok_or("a subtree without base")?;
    let shown = distances.iter().map(|distance| match distance.tag {
        0x80 => format!(", minimum 0x{}", der::hex(distance.content)),
        0x81 => format!(", maximum 0x{}", der::hex(distance.content)),
        _ => format!(", {}", der::hex(distance.whole)),
    });
    Ok(general_name(base, Role::Base) + &shown.collect::<String>())
}

fn whole_sequence(value: &[u8]) -> Result<Vec<Element<'_>>, &'static str> {
    match der::read(value)? {
        (sequence, []) if sequence.tag == der::SEQUENCE => der::read_all(sequence.content),
        (_, []) => Err("it is not a SEQUENCE"),
        _ => Err("something stands after its end"),
    }
}

/// Whether a GeneralName stands in a SAN or in a constraint: an iPAddress and an SRVName read differently.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    Name,
    Base,
}

fn general_name(element: &Element<'_>, role: Role) -> String {
    let text = || escaped(element.content);
    match element.tag {
        0xa0 => other_name(element, role),
        0x81 => format!("rfc822Name: {}", text()),
        0x82 => format!("dNSName: {}", text()),
        0xa3 => format!("x400Address: {}", der::hex(element.content)),
        0xa4 => match der::read(element.content) {
            Ok((sequence, _)) => format!("directoryName: {}", name(sequence.content)),
            Err(reason) => format!("directoryName: {} (not a Name: {reason})", der::hex(element.content)),
        },
        0xa5 => format!("ediPartyName: {}", der::hex(element.content)),
        0x86 => format!("URI: {}", text()),
        0x87 => format!("iPAddress: {}", address(element.content, role)),
        0x88 => format!("registeredID: {}", der::dotted(element.content)),
        tag => format!("[tag 0x{tag:02x}, which GeneralName does not have]: {}", der::hex(element.content)),
    }
}

fn other_name(element: &Element<'_>, role: Role) -> String {
    let broken = |reason: &str| format!("otherName: {} ({reason})", der::hex(element.whole));
    let parts = match der::read_all(element.content) {
        Ok(parts) => parts,
        Err(reason) => return broken(reason),
    };
    let [type_id, value] = parts.as_slice() else { return broken("it has other parts than a type-id and a value") };
    let dotted = der::dotted(type_id.content);
    let form = oid::name(&dotted);
    match der::read(value.content) {
        Ok((inner, [])) if dotted == oid::DNS_SRV => match srv_fault(&inner, role) {
            None => format!("{form}: {}", escaped(inner.content)),
            Some(fault) => {
                format!("{form}, malformed: {} = {} ({fault})", der::hex(inner.whole), escaped(inner.content))
            }
        },
        Ok((inner, [])) if inner.tag == der::UTF8_STRING => format!("{form}: {}", escaped(inner.content)),
        Ok((_, [])) => format!("otherName {form}: {}", der::hex(value.content)),
        Ok(_) => format!("{form}, malformed: {} (its [0] holds more than one element)", der::hex(value.content)),
        Err(reason) => format!("{form}, malformed: {} ({reason})", der::hex(value.content)),
    }
}

/// What RFC 4985 §2 to §4 says against the value of an SRVName, if anything.
fn srv_fault(value: &Element<'_>, role: Role) -> Option<&'static str> {
    let Ok(text) = core::str::from_utf8(value.content) else { return Some("not ASCII") };
    if value.tag != der::IA5_STRING {
        return Some("not an IA5String");
    }
    if text.is_empty() {
        return Some("empty");
    }
    let (service, domain) = match text.strip_prefix('_') {
        None if role == Role::Base => return domain_fault(text, false),
        None => return Some("no service"),
        Some(rest) => rest.split_once('.').map_or((rest, None), |(service, domain)| (service, Some(domain))),
    };
    let letters = |octet: u8| octet.is_ascii_alphanumeric() || octet == b'-';
    match domain {
        _ if service.is_empty() => Some("its service is empty"),
        _ if !service.bytes().all(letters) => Some("its service holds what no service may"),
        None if role == Role::Base => None,
        None => Some("no domain"),
        Some(domain) => domain_fault(domain, role == Role::Name),
    }
}

fn domain_fault(domain: &str, wildcard: bool) -> Option<&'static str> {
    let fixed = domain.strip_prefix("*.").filter(|_| wildcard).unwrap_or(domain);
    let letters = |octet: u8| octet.is_ascii_alphanumeric() || octet == b'-';
    let last_is_number = fixed.rsplit('.').next().is_some_and(|last| last.bytes().all(|octet| octet.is_ascii_digit()));
    match fixed {
        "" => Some("no domain"),
        _ if fixed.starts_with('.') => Some("its domain starts with a dot"),
        _ if fixed.ends_with('.') => Some("its domain ends with a dot"),
        _ if fixed.contains("..") => Some("its domain has an empty label"),
        _ if fixed.contains('*') => Some("a * where none may stand"),
        _ if fixed.contains('_') => Some("an underscore in its domain"),
        _ if !fixed.bytes().all(|octet| letters(octet) || octet == b'.') => Some("its domain holds what no label may"),
        _ if last_is_number => Some("its domain ends with a number"),
        _ => None,
    }
}

fn address(octets: &[u8], role: Role) -> String {
    let shown = |octets: &[u8]| match <[u8; 4]>::try_from(octets) {
        Ok(four) => core::net::Ipv4Addr::from(four).to_string(),
        Err(_) => <[u8; 16]>::try_from(octets)
            .map_or_else(|_| der::hex(octets), |sixteen| core::net::Ipv6Addr::from(sixteen).to_string()),
    };
    let (address, mask) = octets.split_at(octets.len() / 2);
    match (role, octets.len()) {
        (Role::Name, 4 | 16) => shown(octets),
        (Role::Base, 8 | 32) if contiguous(mask) => format!("{} mask {}", shown(address), shown(mask)),
        (Role::Base, 8 | 32) => format!("{} mask {} (the mask is not contiguous)", shown(address), shown(mask)),
        (Role::Name, _) => format!("{} (an address has 4 or 16 octets)", der::hex(octets)),
        (Role::Base, _) => format!("{} (an address with its mask has 8 or 32 octets)", der::hex(octets)),
    }
}

fn contiguous(mask: &[u8]) -> bool {
    let bits: Vec<bool> = mask.iter().flat_map(|octet| (0..8).map(move |bit| octet & (0x80 >> bit) != 0)).collect();
    !bits.windows(2).any(|pair| pair == [false, true])
}

/// Text with everything that a terminal or a diff would hide written as `\x..`.
fn escaped(octets: &[u8]) -> String {
    match core::str::from_utf8(octets) {
        Ok("") => "(empty)".to_owned(),
        Ok(text) if !text.contains(char::is_control) => text.to_owned(),
        _ => octets.iter().map(|octet| octet_shown(*octet)).collect(),
    }
}

fn octet_shown(octet: u8) -> String {
    match octet {
        0x20..=0x7e => char::from(octet).to_string(),
        _ => format!("\\x{octet:02x}"),
    }
}
