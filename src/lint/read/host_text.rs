//! Host names as text, wherever a certificate has one: one method for each rule, and each returns a fault if the rule is
//! broken.
//!
//! [`DnsName`](crate::name::DnsName) stops at the first broken rule, which is what a validator needs. A report must name
//! every broken rule, so that the certificate is repaired once.

use core::net::IpAddr;
use core::ops::Range;

use crate::lint::fault::Fault;
use crate::name::dns::{MAX_LABEL_OCTETS, MAX_NAME_OCTETS};

/// A part of a text, and where it starts in the certificate.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Part<'a> {
    pub(crate) octets: &'a [u8],
    pub(crate) offset: usize,
}

impl<'a> Part<'a> {
    pub(crate) fn range(&self) -> Range<usize> {
        self.offset..self.offset.saturating_add(self.octets.len())
    }

    /// Returns the range of the octet at this position of the part.
    pub(crate) fn at(&self, position: usize) -> Range<usize> {
        let start = self.offset.saturating_add(position);
        start..start.saturating_add(1)
    }

    /// Returns a fault at the first octet for which `wrong` returns `true`.
    pub(crate) fn find(&self, wrong: impl Fn(u8) -> bool) -> Option<Fault> {
        let position = self.octets.iter().position(|octet| wrong(*octet))?;
        Some(Fault::new(self.at(position)))
    }

    /// Returns the parts between dots.
    pub(crate) fn labels(&self) -> impl Iterator<Item = Part<'a>> + Clone + use<'a> {
        let mut next = self.offset;
        self.octets.split(|octet| *octet == b'.').map(move |octets| {
            let offset = next;
            next = next.saturating_add(octets.len()).saturating_add(1);
            Part { octets, offset }
        })
    }

    /// Returns whether the part equals these octets, except for case.
    pub(crate) fn is(&self, octets: &[u8]) -> bool {
        self.octets.eq_ignore_ascii_case(octets)
    }

    /// Returns the part without these octets at its start, or all of it if it does not start with them.
    pub(crate) fn without(&self, prefix: &[u8]) -> Self {
        let bare = self.octets.strip_prefix(prefix);
        bare.map_or(*self, |octets| Self { octets, offset: self.offset.saturating_add(prefix.len()) })
    }

    /// Returns a fault at a printable character that no host name has. Underscores and asterisks have lints of their own.
    pub(crate) fn not_ldh(&self) -> Option<Fault> {
        let allowed = |octet: u8| octet.is_ascii_alphanumeric() || matches!(octet, b'-' | b'.' | b'_' | b'*');
        self.find(|octet| octet.is_ascii_graphic() && !allowed(octet))
    }

    /// Returns a fault at a label with a hyphen at an end.
    pub(crate) fn edge_hyphen(&self) -> Option<Fault> {
        let hyphen = |label: &Part<'_>| label.octets.starts_with(b"-") || label.octets.ends_with(b"-");
        self.labels().find(hyphen).map(|label| Fault::new(label.range()))
    }

    /// Returns a fault at an octet of ASCII that no host name has, be it printable or not.
    pub(crate) fn foreign_octet(&self) -> Option<Fault> {
        let host = |octet: u8| octet.is_ascii_alphanumeric() || matches!(octet, b'-' | b'.' | b'_' | b'*');
        let fault = self.find(|octet| octet.is_ascii() && !host(octet))?;
        Some(match self.meant() {
            Some(meant) => fault.with_note(meant.into()),
            None => fault,
        })
    }

    /// Returns what a text that is no host name was probably meant to be.
    fn meant(&self) -> Option<&'static str> {
        let text = self.octets;
        let has = |wanted: u8| text.contains(&wanted);
        let ends_with_port = || {
            let port = text.rsplit(|octet| *octet == b':').next().unwrap_or_default();
            port.len() < text.len() && !port.is_empty() && port.iter().all(u8::is_ascii_digit)
        };
        let quoted = |mark: u8| text.len() > 1 && text.first() == Some(&mark) && text.last() == Some(&mark);
        if quoted(b'"') || quoted(b'\'') {
            return Some("the quotation marks are part of the name");
        }
        if text.windows(3).any(|three| three == b"://") {
            return Some("it has the scheme of a URI");
        }
        if has(b',') || has(b';') || text.trim_ascii().contains(&b' ') {
            return Some("it looks like a list, of which each name is an entry of its own");
        }
        if has(b'@') {
            return Some("it looks like an internet mail address");
        }
        if has(b'/') {
            return Some("it has a path, or the length of a prefix");
        }
        ends_with_port().then_some("it has a port")
    }

    /// Returns a fault at two dots in a row, or at a dot at the start. One dot at the end is another fault.
    pub(crate) fn empty_label(&self) -> Option<Fault> {
        let last = self.range().end;
        let empty = self.labels().find(|label| label.octets.is_empty() && label.offset < last)?;
        Some(Fault::new(empty.offset..empty.offset.saturating_add(1)))
    }

    /// Returns a fault at a dot at the end, with something in front of it.
    pub(crate) fn trailing_dot(&self) -> Option<Fault> {
        let last = self.octets.len().checked_sub(1).filter(|last| *last > 0)?;
        self.octets.ends_with(b".").then(|| Fault::new(self.at(last)))
    }

    pub(crate) fn label_too_long(&self) -> Option<Fault> {
        let long = self.labels().find(|label| label.octets.len() > MAX_LABEL_OCTETS)?;
        Some(Fault::new(long.range()))
    }

    /// Returns a fault if the name is longer than the DNS takes. A dot at the end does not count.
    pub(crate) fn name_too_long(&self) -> Option<Fault> {
        let bare = self.octets.strip_suffix(b".".as_slice()).unwrap_or(self.octets);
        (bare.len() > MAX_NAME_OCTETS).then(|| Fault::new(self.range()))
    }

    /// Returns a fault at the first label that starts with `??--` and is no A-label (RFC 5890 §2.3.1).
    pub(crate) fn reserved_ldh(&self) -> Option<Fault> {
        let reserved =
            |label: &Part<'_>| matches!(label.octets, [x, n, b'-', b'-', ..] if ![*x, *n].eq_ignore_ascii_case(b"xn"));
        self.labels().find(reserved).map(|label| Fault::new(label.range()))
    }

    /// Returns whether it is an IPv4 or IPv6 address, in brackets or not.
    pub(crate) fn is_literal(&self) -> bool {
        let Ok(text) = core::str::from_utf8(self.octets) else { return false };
        let bare = text.strip_prefix('[').and_then(|text| text.strip_suffix(']')).unwrap_or(text);
        bare.parse::<IpAddr>().is_ok()
    }

    /// Returns whether it is an address, or ends with a label of digits as an IPv4 address does. A dot at the end is
    /// ignored.
    pub(crate) fn is_address(&self) -> bool {
        let bare = self.without_root();
        let last = bare.octets.rsplit(|octet| *octet == b'.').next().unwrap_or_default();
        bare.is_literal() || (!last.is_empty() && last.iter().all(u8::is_ascii_digit))
    }

    /// Returns a fault if the public DNS has no such host: one label, or a top label set aside for other uses.
    pub(crate) fn internal_name(&self) -> Option<Fault> {
        let bare = self.without_root().octets;
        if bare.is_empty() || self.is_address() || bare.contains(&b'*') {
            return None;
        }
        if bare.contains(&b'.') { self.special_use() } else { Some(Fault::new(self.range())) }
    }

    /// Returns a fault if the top label is set aside for other uses than the public DNS.
    pub(crate) fn special_use(&self) -> Option<Fault> {
        let bare = self.without_root().octets;
        let top = bare.rsplit(|octet| *octet == b'.').next()?;
        is_special_use(bare, top).then(|| Fault::new(self.range()))
    }

    fn without_root(&self) -> Self {
        let octets = self.octets.strip_suffix(b".".as_slice()).unwrap_or(self.octets);
        Self { octets, offset: self.offset }
    }
}

/// Returns whether a domain is set aside: RFC 6761, RFC 6762 (`local`), RFC 8375 (`home.arpa`), RFC 9476 (`alt`), and
/// `internal`, which ICANN reserved for private use.
fn is_special_use(domain: &[u8], top: &[u8]) -> bool {
    let tops: [&[u8]; 7] = [b"test", b"example", b"invalid", b"localhost", b"local", b"alt", b"internal"];
    let labels = domain.rsplit(|octet| *octet == b'.');
    let at_home = labels.zip([b"arpa".as_slice(), b"home"]).filter(|(label, own)| label.eq_ignore_ascii_case(own));
    tops.iter().any(|special| special.eq_ignore_ascii_case(top)) || at_home.count() == 2
}
