//! Internationalized domain names: U-labels that a person typed, and A-labels that a person has to read.
//!
//! No verdict depends on this file. A reference is converted once, before it is compared; the names of a certificate are
//! compared as encoded, and their Unicode form is only shown beside them (RFC 4985 §3).

use std::borrow::Cow;

use srvname::name::{Base, Escaped, Name, to_a_labels};

/// Returns a domain as typed, in A-labels; ASCII is returned unchanged, letter case included. Fails if the domain is not
/// an internationalized domain name.
pub(crate) fn to_ascii(domain: &str) -> Result<String, String> {
    to_a_labels(domain).map(Cow::into_owned).map_err(|error| format!("{error}: {}", Escaped::new(domain)))
}

/// Returns the Unicode form of a presented name; `None` if it has no A-labels.
pub(crate) fn unicode_name(name: &Name<'_>) -> Option<String> {
    match name {
        Name::Srv(_) | Name::Dns(_) => unicode_labels(&name.to_string()),
        Name::Mailbox(mailbox) => mailbox.host().ok().and_then(|_| unicode_mailbox(&mailbox.to_string())),
        Name::SmtpUtf8(mailbox) => mailbox.host().ok().and_then(|_| unicode_mailbox(&mailbox.to_string())),
        Name::Uri(uri) => {
            let ascii = uri.host().ok()?;
            let host = unicode_labels(ascii.as_str())?;
            // Scheme and user information may have the octets of the host: it starts behind both (RFC 3986 §3.2).
            let authority = uri.scheme().len() + "://".len();
            let (before, rest) = uri.as_str().split_at_checked(authority)?;
            let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
            let user = rest.get(..end)?.find('@').map_or(0, |at| at + 1);
            let (user, rest) = rest.split_at_checked(user)?;
            Some(format!("{before}{user}{host}{}", rest.strip_prefix(ascii.as_str())?))
        }
        _ => None,
    }
}

/// Returns the Unicode form of a base; `None` if it has no A-labels.
pub(crate) fn unicode_base(base: &Base<'_>) -> Option<String> {
    match base {
        Base::Srv(_) | Base::Dns(_) | Base::Uri(_) => unicode_labels(&base.to_string()),
        Base::Email(_) => {
            let text = base.to_string();
            if text.contains('@') { unicode_mailbox(&text) } else { unicode_labels(&text) }
        }
        _ => None,
    }
}

fn unicode_mailbox(text: &str) -> Option<String> {
    let (local, host) = text.rsplit_once('@')?;
    Some(format!("{local}@{}", unicode_labels(host)?))
}

/// Returns a domain, or a text that ends in one, with each A-label in Unicode; `None` if it has no valid A-label.
pub(crate) fn unicode_labels(text: &str) -> Option<String> {
    let labels: Vec<_> = text.split('.').map(|label| (label, unicode_label(label))).collect();
    labels.iter().any(|(_, unicode)| unicode.is_some()).then(|| {
        let shown = labels.into_iter().map(|(label, unicode)| unicode.unwrap_or_else(|| label.to_owned()));
        shown.collect::<Vec<_>>().join(".")
    })
}

/// Returns the U-label of an A-label, with what is not seen of it escaped: a U-label may hold joiners. `None` if the label
/// is not the valid A-label of any (UTS #46 §4.1).
fn unicode_label(label: &str) -> Option<String> {
    let is_a_label = label.get(..4).is_some_and(|prefix| prefix.eq_ignore_ascii_case("xn--"));
    let (unicode, valid) = is_a_label.then(|| idna::domain_to_unicode(label))?;
    valid.is_ok().then(|| Escaped::new(&unicode).to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use srvname::name::{DnsPattern, EmailSubtree, Mailbox, SrvName, SrvSubtree, Uri};

    #[test]
    fn what_is_typed_becomes_a_labels() {
        assert_eq!(to_ascii("Example.COM.").as_deref(), Ok("Example.COM."));
        assert_eq!(to_ascii("Bücher.example").as_deref(), Ok("xn--bcher-kva.example"));
        assert_eq!(to_ascii("bücher.example.").as_deref(), Ok("xn--bcher-kva.example"));
        assert_eq!(to_ascii("例え。テスト。").as_deref(), Ok("xn--r8jz45g.xn--zckzah"));
        assert_eq!(to_ascii("straße.example").as_deref(), Ok("xn--strae-oqa.example"));
        assert!(to_ascii("bücher..example").is_err());
        assert!(to_ascii("bücher_.example").is_err());
        assert!(to_ascii("-bücher.example").is_err());
    }

    #[test]
    fn a_labels_are_shown_in_unicode_in_every_form() {
        let shown = |name: Name<'_>| unicode_name(&name);
        let srv = SrvName::parse("_xmpp-server.XN--bcher-kva.example").expect("a name");
        assert_eq!(shown(Name::Srv(srv)).as_deref(), Some("_xmpp-server.bücher.example"));
        let wildcard = DnsPattern::parse("*.xn--bcher-kva.example").expect("a pattern");
        assert_eq!(shown(Name::Dns(wildcard)).as_deref(), Some("*.bücher.example"));
        let mailbox = Mailbox::parse("xn--bcher-kva@xn--bcher-kva.example").expect("a mailbox");
        assert_eq!(shown(Name::Mailbox(mailbox)).as_deref(), Some("xn--bcher-kva@bücher.example"));
        let uri = Uri::parse("https://xn--bcher-kva.example/xn--bcher-kva").expect("a URI");
        assert_eq!(shown(Name::Uri(uri)).as_deref(), Some("https://bücher.example/xn--bcher-kva"));
        for (text, wanted) in [
            ("http://xn--bcher-kva.example@xn--bcher-kva.example/", "http://xn--bcher-kva.example@bücher.example/"),
            ("xn--bcher-kva.a://xn--bcher-kva.a/@", "xn--bcher-kva.a://bücher.a/@"),
            ("a://b:c@xn--bcher-kva.a:5222?xn--bcher-kva.a", "a://b:c@bücher.a:5222?xn--bcher-kva.a"),
            ("a://xn--bcher-kva.a#x@y", "a://bücher.a#x@y"),
        ] {
            assert_eq!(shown(Name::Uri(Uri::parse(text).expect("a URI"))).as_deref(), Some(wanted));
        }
        let base = SrvSubtree::parse("xn--bcher-kva.example").expect("a base");
        assert_eq!(unicode_base(&Base::Srv(base)).as_deref(), Some("bücher.example"));
        let base = EmailSubtree::parse(".xn--bcher-kva.example").expect("a base");
        assert_eq!(unicode_base(&Base::Email(base)).as_deref(), Some(".bücher.example"));
    }

    #[test]
    fn what_is_no_a_label_has_no_unicode_form() {
        let ascii = SrvName::parse("_xmpp-server.example.com").expect("a name");
        assert_eq!(unicode_name(&Name::Srv(ascii)), None);
        // A character that is mapped away, no Punycode, too much, nothing but ASCII, nothing at all, and a letter in two parts.
        for domain in
            ["xn--a-ecp.ru", "xn--0.example", "xn--bcher-KVA-.example", "xn--example-.com", "xn--.com", "xn--u-ccb.com"]
        {
            assert_eq!(unicode_labels(domain), None, "{domain}");
        }
    }
}
