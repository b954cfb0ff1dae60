//! What the TLS Baseline Requirements ask of the name constraints of a technically constrained CA.

use crate::certificate::general_name::GeneralName;
use crate::name::Form;

/// The parts of TLS BR §7.1.2.5.2 that the bases of name constraints satisfy: a CA is technically constrained if they satisfy
/// all ([`TechnicalConstraints::are_complete`]).
///
/// These are constraints of hosts, addresses and subjects alone. A CA that meets them may still issue SRVNames for any domain.
///
/// Q: The section also forbids minimum, maximum and bases of other forms. Is a CA with such bases not technically constrained?
/// A: It is, and breaks another rule of the section. What is asked here is whether its issuer meant to limit it in all that a
///    TLS server is called; lints report the rest. (`testdata/lint/nc_tc_forbidden_form.pem`)
///
/// ```
/// use srvname::certificate::{GeneralName, TechnicalConstraints};
///
/// let host = GeneralName::from_der(b"\x82\x0bexample.com")?;
/// let subject = GeneralName::from_der(b"\xa4\x0f\x30\x0d\x31\x0b\x30\x09\x06\x03\x55\x04\x06\x13\x02NL")?;
/// let (ipv4, ipv6) = ([&[0x87, 8][..], &[0; 8]].concat(), [&[0x87, 32][..], &[0; 32]].concat());
/// let excluded = [GeneralName::from_der(&ipv4)?, GeneralName::from_der(&ipv6)?];
/// assert!(TechnicalConstraints::of([host, subject], excluded).are_complete());
/// assert!(!TechnicalConstraints::of([host], excluded).are_complete());
/// # Ok::<(), srvname::certificate::DerError>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TechnicalConstraints {
    /// A dNSName is permitted, or all are excluded: by an empty base.
    pub dns_name: bool,
    /// An IPv4 range is permitted, or all of IPv4 is excluded: by 8 zero octets.
    pub ipv4: bool,
    /// An IPv6 range is permitted, or all of IPv6 is excluded: by 32 zero octets.
    pub ipv6: bool,
    /// A directoryName is permitted.
    pub directory_name: bool,
}

impl TechnicalConstraints {
    /// Returns what these bases satisfy, well formed or not.
    #[must_use]
    pub fn of<'a>(
        permitted: impl IntoIterator<Item = GeneralName<'a>>,
        excluded: impl IntoIterator<Item = GeneralName<'a>>,
    ) -> Self {
        let mut own = Self::default();
        for base in permitted {
            match (base.form(), base.value().len()) {
                (Form::DnsName, _) => own.dns_name = true,
                (Form::IpAddress, 8) => own.ipv4 = true,
                (Form::IpAddress, 32) => own.ipv6 = true,
                (Form::DirectoryName, _) => own.directory_name = true,
                _ => {}
            }
        }
        for base in excluded {
            let is_zero = base.value().iter().all(|octet| *octet == 0);
            match (base.form(), base.value().len()) {
                (Form::DnsName, 0) => own.dns_name = true,
                (Form::IpAddress, 8) if is_zero => own.ipv4 = true,
                (Form::IpAddress, 32) if is_zero => own.ipv6 = true,
                _ => {}
            }
        }
        own
    }

    /// Returns `true` if the bases satisfy every part.
    #[must_use]
    pub const fn are_complete(&self) -> bool {
        self.dns_name && self.ipv4 && self.ipv6 && self.directory_name
    }
}

#[cfg(test)]
mod tests {
    extern crate std;

    use std::vec::Vec;

    use super::TechnicalConstraints;
    use crate::certificate::general_name::GeneralName;

    fn name(tag: u8, content: &[u8]) -> GeneralName<'static> {
        let der = [&[tag, u8::try_from(content.len()).unwrap()], content].concat();
        GeneralName::from_der(Vec::leak(der)).unwrap()
    }

    /// TLS BR §7.1.2.5.2, the columns of the table in its order.
    #[test]
    fn each_part_has_its_own_bases() {
        let (dns, email) = (|text: &str| name(0x82, text.as_bytes()), name(0x81, b"example.com"));
        let directory = || name(0xa4, b"\x30\x0d\x31\x0b\x30\x09\x06\x03\x55\x04\x06\x13\x02NL");
        let zeros = |count: usize| name(0x87, &[0; 32][..count]);
        let part = |dns_name, ipv4, ipv6, directory_name| TechnicalConstraints { dns_name, ipv4, ipv6, directory_name };
        for (permitted, excluded, expected) in [
            (Vec::from([dns("example.com"), email]), Vec::new(), part(true, false, false, false)),
            (Vec::from([dns("")]), Vec::new(), part(true, false, false, false)),
            (Vec::new(), Vec::from([dns("example.com")]), part(false, false, false, false)),
            (Vec::new(), Vec::from([dns("")]), part(true, false, false, false)),
            (Vec::from([name(0x87, &[10, 0, 0, 0, 255, 0, 0, 0])]), Vec::new(), part(false, true, false, false)),
            (Vec::new(), Vec::from([name(0x87, &[10, 0, 0, 0, 255, 0, 0, 0])]), part(false, false, false, false)),
            (Vec::new(), Vec::from([zeros(8)]), part(false, true, false, false)),
            (Vec::new(), Vec::from([zeros(32), zeros(16), zeros(4)]), part(false, false, true, false)),
            (Vec::from([zeros(32)]), Vec::new(), part(false, false, true, false)),
            (Vec::from([directory()]), Vec::new(), part(false, false, false, true)),
            (Vec::new(), Vec::from([directory()]), part(false, false, false, false)),
        ] {
            assert_eq!(TechnicalConstraints::of(permitted, excluded), expected);
        }
        let all = TechnicalConstraints::of([dns("example.com"), directory()], [zeros(8), zeros(32)]);
        assert!(all.are_complete());
    }
}
