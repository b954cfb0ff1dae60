//! Advice on a name that a constraint refuses, and on constraints and names that cannot be evaluated.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use crate::name::error::NameRule;
use crate::name::form::Reach;
use crate::path::evidence::constrained_name::{ConstrainedName, DottedBase, MisreadBase, Shape};
use crate::path::rejection::RejectionKind;

/// Returns what can be done about a name. `base` is the base that is excluded or cannot be evaluated.
pub(super) fn about(kind: &RejectionKind, name: &ConstrainedName, base: &str) -> Vec<String> {
    let mut advice = Vec::new();
    match kind {
        RejectionKind::MalformedName(error) => about_malformed_name(name, error.rule(), &mut advice),
        RejectionKind::MalformedConstraint(_) => about_malformed_base(name, &mut advice),
        RejectionKind::UnsupportedConstraint => about_unsupported(name, base, &mut advice),
        _ => about_refused(name, &mut advice),
    }
    advice
}

/// A name that may not be issued.
fn about_refused(name: &ConstrainedName, advice: &mut Vec<String>) {
    let constrainer = name.authority.as_deref().unwrap_or("the caller");
    if !name.permitted.is_empty() {
        advice.push(format!("{} permits {} and nothing else of that form.", capitalized(constrainer), name.permitted));
    }
    advice.extend(name.dot.as_ref().map(what_the_dot_does));
    advice.extend(name.misread.as_ref().map(what_the_base_is));
    let without = if name.is_subject {
        "have the certificate reissued with another subject"
    } else {
        "have the certificate reissued without the name"
    };
    advice.push(match &name.authority {
        Some(ca) => format!(
            "What to do: {without}, have it issued by a CA that may issue it, or ask the issuer of {ca} to change its \
             constraints."
        ),
        None => format!("What to do: {without}, or change the subtrees that the caller itself permits and excludes."),
    });
}

fn capitalized(text: &str) -> String {
    match text.strip_prefix('t') {
        Some(rest) if text.starts_with("the ") => format!("T{rest}"),
        _ => text.to_string(),
    }
}

/// Returns what a dot does, where a base would decide otherwise with it, or without it.
fn what_the_dot_does(base: &DottedBase) -> String {
    let DottedBase { domain, reach, is_dns } = base;
    match (is_dns, reach) {
        (true, Reach::Below) => format!(
            "The base .{domain} starts with a dot. RFC 5280 §4.2.1.10 has none in a dNSName base, and validators read it as the \
             names below {domain} without {domain} itself; the base {domain} holds both."
        ),
        (true, _) => format!(
            "The base {domain} has no dot in front, so it holds {domain} itself and every name below it; with a dot it would \
             hold only those below."
        ),
        (false, Reach::Below) => format!(
            "The base .{domain} starts with a dot, so it holds the hosts below {domain} and not {domain} itself; that host \
             alone is the base {domain}, without the dot (RFC 5280 §4.2.1.10)."
        ),
        (false, _) => format!(
            "The base {domain} has no dot in front, so it holds that host alone; the hosts below it are the base .{domain} \
             (RFC 5280 §4.2.1.10)."
        ),
    }
}

/// Returns what a base is that seems to be more.
fn what_the_base_is(base: &MisreadBase) -> String {
    match base {
        MisreadBase::StarAtHost(host) => format!(
            "The base *@{host} is the mailbox with the local part \"*\" and no wildcard; every mailbox at that host is the base \
             {host}."
        ),
        MisreadBase::SingleLabel(label) => format!(
            "No URI is inside the base {label}: it is a single label, and the host of a URI must be a fully qualified domain \
             name where URIs are constrained (RFC 5280 §4.2.1.10)."
        ),
    }
}

/// A malformed name.
fn about_malformed_name(name: &ConstrainedName, rule: NameRule, advice: &mut Vec<String>) {
    if name.shape == Some(Shape::SrvName) {
        advice.push(how_to_write_srv_name(rule).to_string());
    }
    advice.push(if rule.leaves_no_host() {
        "The name is well formed, and has no host name that constraints could be compared with. What to do: have the certificate \
         reissued with a name at a fully qualified domain name in its place, or without it."
            .to_string()
    } else {
        "What to do: have the certificate reissued with the name written correctly, or without it.".to_string()
    });
}

/// Returns how to write an SRVName, for a name that breaks `rule`.
pub(super) const fn how_to_write_srv_name(rule: NameRule) -> &'static str {
    match rule {
        NameRule::NotIa5String => {
            "An SRVName is an IA5String. In an OpenSSL configuration that is \
             otherName:1.3.6.1.5.5.7.8.7;IA5:_xmpp-server.example.com, with IA5 and not UTF8."
        }
        NameRule::LabelUnderscore => {
            "An SRVName has a service and a domain, and no protocol between them: _xmpp-server.example.com, not \
             _xmpp-server._tcp.example.com (RFC 4985 §2)."
        }
        _ => "An SRVName is written _service.domain, like _xmpp-server.example.com.",
    }
}

/// Returns how the base of a form is written.
const fn how_to_write_base(shape: Shape) -> &'static str {
    match shape {
        Shape::SrvName => {
            "An SRVName base is an IA5String in one of three shapes: _service.example.com, _service, or example.com (RFC 4985 \
             §4)."
        }
        Shape::DnsName => {
            "A dNSName base is a domain alone, without scheme, port, path or *: example.com holds example.com and every name \
             below it (RFC 5280 §4.2.1.10)."
        }
        Shape::Rfc822Name => {
            "An rfc822Name base is one of three: a mailbox, user@example.com; a host, example.com, for every mailbox at that host; \
             or .example.com, for every mailbox at the hosts below it (RFC 5280 §4.2.1.10)."
        }
        Shape::Uri => {
            "A uniformResourceIdentifier base is a host alone, without scheme, port or path: www.example.com is that host, and \
             .example.com every host below example.com (RFC 5280 §4.2.1.10)."
        }
        Shape::IpAddress => {
            "An iPAddress base is an address and its mask, 8 octets for IPv4 and 32 for IPv6. In an OpenSSL configuration that is \
             IP:192.0.2.0/255.255.255.0 (RFC 5280 §4.2.1.10)."
        }
        Shape::DirectoryName => {
            "A directoryName base is a Name whose values are text: each decodes in its string type and holds no character that \
             RFC 4518 §2.4 prohibits."
        }
    }
}

/// A malformed base.
fn about_malformed_base(name: &ConstrainedName, advice: &mut Vec<String>) {
    advice.extend(name.shape.map(|shape| how_to_write_base(shape).to_string()));
    advice.extend(name.suggestion.as_ref().map(|base| format!("Perhaps \"{base}\" was meant.")));
    advice.push(match &name.authority {
        Some(ca) => format!(
            "What to do: ask the issuer of {ca} to reissue it with constraints that can be evaluated. Until then it is undefined \
             what it may issue, so no {} is accepted from it.",
            name.form
        ),
        None => "What to do: write the constraint of the caller so that it can be evaluated.".to_string(),
    });
}

/// A base that is not understood, or that has bounds.
fn about_unsupported(name: &ConstrainedName, base: &str, advice: &mut Vec<String>) {
    let form = &name.form;
    advice.push(match &name.authority {
        // The base of a form that is not understood is shown as its form.
        Some(ca) if base == form => format!(
            "What to do: have the certificate reissued without its {form}, or by a CA that does not constrain this form. {ca} \
             does, and what its constraint holds is unknown here, so no name of the form is accepted from it."
        ),
        Some(ca) => format!(
            "What to do: ask the issuer of {ca} to reissue it with constraints that have no minimum and no maximum. Until then \
             it is undefined what it may issue, so no {form} is accepted from it."
        ),
        None => format!("What to do: have the certificate reissued without its {form}, or do not constrain this form."),
    });
}
