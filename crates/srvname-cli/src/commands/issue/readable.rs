//! Name constraints in the words of a tool, for the bases that tools have words for.

use std::net::IpAddr;
use std::str;

use srvname::certificate::{GeneralName, GeneralSubtrees, NameConstraints};
use srvname::name::{Base, Form, IpSubtree};

/// A base that tools can write down, as text that is the same octets in the certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ReadableBase<'a> {
    Srv(&'a str),
    Dns(&'a str),
    Email(&'a str),
    Uri(&'a str),
    /// An address, without bits that the mask clears, and the length of the mask.
    Ip(IpAddr, u8),
}

/// Both lists, in order.
#[derive(Debug)]
pub(super) struct ReadableConstraints<'a> {
    pub(super) permitted: Vec<ReadableBase<'a>>,
    pub(super) excluded: Vec<ReadableBase<'a>>,
}

impl<'a> ReadableConstraints<'a> {
    /// Returns the constraints as text, or `None` if a base is of a form that tools write otherwise or not at all, or has
    /// octets that mean something in the files of tools.
    pub(super) fn new(constraints: &NameConstraints<'a>) -> Option<Self> {
        let read = |list: GeneralSubtrees<'a>| -> Option<Vec<_>> {
            list.iter().map(|subtree| read_base(*subtree.base())).collect()
        };
        Some(Self { permitted: read(constraints.permitted())?, excluded: read(constraints.excluded())? })
    }
}

fn read_base(base: GeneralName<'_>) -> Option<ReadableBase<'_>> {
    match base.base().ok()? {
        Base::Ip(range) => readable_range(range),
        _ => {
            let text = str::from_utf8(base.octets()).ok().filter(|text| is_plain(text))?;
            match base.form() {
                Form::SrvName => Some(ReadableBase::Srv(text)),
                Form::DnsName => Some(ReadableBase::Dns(text)),
                Form::Rfc822Name => Some(ReadableBase::Email(text)),
                Form::Uri => Some(ReadableBase::Uri(text)),
                // A directoryName must keep the string types of the subjects below (RFC 5280 §4.2.1.10), which the tools
                // choose by themselves.
                _ => None,
            }
        }
    }
}

/// Whether a text is in every file what it is by itself.
fn is_plain(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|octet| octet.is_ascii_alphanumeric() || b"._-@".contains(&octet))
}

fn readable_range<'a>(range: IpSubtree) -> Option<ReadableBase<'a>> {
    let prefix = range.prefix_len();
    let has_more = match range.address() {
        IpAddr::V4(address) => address.to_bits().checked_shl(prefix.into()).unwrap_or(0) != 0,
        IpAddr::V6(address) => address.to_bits().checked_shl(prefix.into()).unwrap_or(0) != 0,
    };
    (!has_more).then(|| ReadableBase::Ip(range.address(), prefix))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn base(octets: &[u8]) -> Option<ReadableBase<'_>> {
        read_base(GeneralName::from_der(octets).expect("DER"))
    }

    #[test]
    fn what_is_written_otherwise_is_not_readable() {
        assert_eq!(base(b"\x82\x0bexample.com"), Some(ReadableBase::Dns("example.com")));
        assert_eq!(base(b"\x82\x00"), None);
        assert_eq!(base(b"\x81\x07a\"b\"@cd"), None);
        assert_eq!(base(b"\x81\x05a$b@c"), None);
        assert_eq!(base(b"\x81\x05a,b@c"), None);
        assert_eq!(base(b"\x81\x02.c"), Some(ReadableBase::Email(".c")));
        assert_eq!(base(b"\x88\x02\x2a\x03"), None);
        assert_eq!(base(b"\xa4\x0f\x30\x0d\x31\x0b\x30\x09\x06\x03\x55\x04\x06\x13\x02NL"), None);
    }

    #[test]
    fn a_range_has_no_bits_beyond_its_mask() {
        let ten = IpAddr::from([10, 0, 0, 0]);
        assert_eq!(base(b"\x87\x08\x0a\0\0\0\xff\0\0\0"), Some(ReadableBase::Ip(ten, 8)));
        assert_eq!(base(b"\x87\x08\x0a\0\0\x01\xff\0\0\0"), None);
        assert_eq!(base(b"\x87\x08\x0a\0\0\x01\xff\xff\xff\xff"), Some(ReadableBase::Ip([10, 0, 0, 1].into(), 32)));
        assert_eq!(base(b"\x87\x08\0\0\0\0\0\0\0\0"), Some(ReadableBase::Ip([0; 4].into(), 0)));
        assert_eq!(base(b"\x87\x08\0\0\0\x01\0\0\0\0"), None);
        let all = [b"\x87\x20".as_slice(), &[0; 32]].concat();
        assert_eq!(base(&all), Some(ReadableBase::Ip([0; 16].into(), 0)));
    }
}
