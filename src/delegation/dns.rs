//! What the DNS answered, as the caller's resolver found it: records as plain types, and how far the answer can be believed.
//!
//! Nothing here queries the DNS. A [`Lookup`] has no way to lose what went wrong: an answer that failed to arrive or to
//! validate is not a denial, and neither is it an answer of a zone without signatures.

use core::fmt;
use core::net::{Ipv4Addr, Ipv6Addr};

use crate::name::dns::DnsName;
use crate::name::error::NameError;

/// The result of a query for one set of records: an answer, as far as it can be believed, or none.
///
/// That an answer is [`Secure`](Self::Secure) is the caller's claim. A caller that does not validate itself has it from a
/// validating resolver, and needs a channel to it that nobody can write to (RFC 6698 §4.1): the loopback interface, or a
/// protected one.
///
/// Q: The resolver has *indeterminate* in two meanings. Which one is [`Indeterminate`](Self::Indeterminate)?
/// A: That of RFC 4035 §4.3: the signatures that would tell could not be had. A zone for which no trust anchor is
///    configured, which RFC 4033 §5 calls indeterminate, is [`InsecureReason::NoTrustAnchor`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lookup<'e, R> {
    /// An answer that was validated with DNSSEC (RFC 4035 §5): a denial of existence too, and every alias on the way to the
    /// records.
    Secure(Answer<'e, R>),
    /// An answer that nobody vouches for: whoever can forge it chooses what it says.
    Insecure(Answer<'e, R>, InsecureReason),
    /// An answer that should have been validated, and was not valid.
    Bogus(BogusReason),
    /// An answer whose signatures could not be had (RFC 4035 §4.3).
    Indeterminate,
    /// No answer arrived: a time-out, SERVFAIL, REFUSED, or a message that cannot be read.
    Failed,
}

/// What an answer says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer<'e, R> {
    /// There are these records, at least one. A set of none, of which a caller omitted what it could not read, says nothing,
    /// and is taken as [`Lookup::Failed`].
    Found(&'e [R]),
    /// There is no such record: the name does not exist, or has no record of this type.
    Denied,
}

/// Why an answer is not signed, as the validator said it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum InsecureReason {
    /// The zone is not signed, or its parent zone has no DS record for it.
    #[default]
    Unsigned,
    /// The zone is signed with algorithms that the validator does not have.
    UnsupportedAlgorithm,
    /// Its denials ask for more iterations of NSEC3 than the validator grants (RFC 9276 §3.2).
    Nsec3Iterations,
    /// No trust anchor is above the zone (RFC 4033 §5).
    NoTrustAnchor,
    /// Nobody validates: the resolver does not, or the channel to it is not protected.
    NotValidated,
}

impl InsecureReason {
    /// Returns whether another validator may find the same answer secure or bogus: this one lacks what the zone is signed with, or
    /// nobody validated at all. `false` where there is nothing to validate, for want of signatures or of a trust anchor.
    ///
    /// ```
    /// use srvname::delegation::dns::InsecureReason;
    ///
    /// assert!(InsecureReason::UnsupportedAlgorithm.leaves_open());
    /// assert!(!InsecureReason::Unsigned.leaves_open());
    /// ```
    #[must_use]
    pub const fn leaves_open(self) -> bool {
        match self {
            Self::UnsupportedAlgorithm | Self::Nsec3Iterations | Self::NotValidated => true,
            Self::Unsigned | Self::NoTrustAnchor => false,
        }
    }
}

/// Why an answer is bogus, as the validator said it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum BogusReason {
    /// A validator said so, and not why.
    #[default]
    Unspecified,
    /// A signature has expired.
    SignatureExpired,
    /// A signature is not valid yet.
    SignatureNotYetValid,
    /// The zone must be signed, and the answer has no signature.
    SignaturesMissing,
    /// No key of the zone is the one that its parent zone names.
    KeyMissing,
    /// A denial of existence is not proven.
    DenialMissing,
}

/// How far a [`Lookup`] can be believed, without its answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Security {
    /// [`Lookup::Secure`].
    Secure,
    /// [`Lookup::Insecure`].
    Insecure(InsecureReason),
    /// [`Lookup::Bogus`].
    Bogus(BogusReason),
    /// [`Lookup::Indeterminate`].
    Indeterminate,
    /// [`Lookup::Failed`].
    Failed,
}

impl<'e, R> Lookup<'e, R> {
    /// Returns how far it can be believed. A set of no records is [`Security::Failed`].
    #[must_use]
    pub const fn security(&self) -> Security {
        match self {
            Self::Secure(Answer::Found([])) | Self::Insecure(Answer::Found([]), _) | Self::Failed => Security::Failed,
            Self::Secure(_) => Security::Secure,
            Self::Insecure(_, reason) => Security::Insecure(*reason),
            Self::Bogus(reason) => Security::Bogus(*reason),
            Self::Indeterminate => Security::Indeterminate,
        }
    }

    /// Returns the records, at least one; an empty slice where there are none, where that is not known and where the answer
    /// is not to be used, which [`security`](Self::security) tells apart.
    #[must_use]
    pub const fn records(&self) -> &'e [R] {
        match self {
            Self::Secure(Answer::Found(records)) | Self::Insecure(Answer::Found(records), _) => records,
            _ => &[],
        }
    }
}

impl Security {
    /// Returns the lesser of the two: what can be believed of an answer that needs both. A failure is less than an answer, and
    /// the first of two failures, or of two insecure answers, is the reason.
    #[must_use]
    pub const fn weakest(self, other: Self) -> Self {
        match (self, other) {
            (Self::Secure, other) => other,
            (Self::Insecure(_), other) if !other.is_answer() => other,
            (this, _) => this,
        }
    }

    /// Returns `true` for an answer, secure or not; `false` where there is none to be used.
    #[must_use]
    pub const fn is_answer(self) -> bool {
        matches!(self, Self::Secure | Self::Insecure(_))
    }
}

impl fmt::Display for Security {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Secure => "secure",
            Self::Insecure(InsecureReason::Unsigned) => "insecure: the zone is not signed",
            Self::Insecure(InsecureReason::UnsupportedAlgorithm) => "insecure: the validator lacks the algorithm",
            Self::Insecure(InsecureReason::Nsec3Iterations) => "insecure: more iterations of NSEC3 than are validated",
            Self::Insecure(InsecureReason::NoTrustAnchor) => "insecure: no trust anchor is above the zone",
            Self::Insecure(InsecureReason::NotValidated) => "insecure: nobody validates",
            Self::Bogus(BogusReason::Unspecified) => "bogus",
            Self::Bogus(BogusReason::SignatureExpired) => "bogus: a signature has expired",
            Self::Bogus(BogusReason::SignatureNotYetValid) => "bogus: a signature is not valid yet",
            Self::Bogus(BogusReason::SignaturesMissing) => "bogus: signatures are missing",
            Self::Bogus(BogusReason::KeyMissing) => "bogus: no key is the one that the parent zone names",
            Self::Bogus(BogusReason::DenialMissing) => "bogus: the denial is not proven",
            Self::Indeterminate => "indeterminate: the signatures could not be had",
            Self::Failed => "the look-up failed",
        })
    }
}

/// The transport protocols that SRV and TLSA records are kept by (RFC 6335 §5.2, RFC 6698 §3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Protocol {
    /// `_tcp`.
    Tcp,
    /// `_udp`.
    Udp,
    /// `_sctp`.
    Sctp,
    /// `_dccp`.
    Dccp,
}

impl Protocol {
    /// Every protocol. An SRVName names none, so it speaks for all of them (RFC 4985 §2).
    pub const ALL: [Self; 4] = [Self::Tcp, Self::Udp, Self::Sctp, Self::Dccp];

    /// Returns the label, such as `_tcp`.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Tcp => "_tcp",
            Self::Udp => "_udp",
            Self::Sctp => "_sctp",
            Self::Dccp => "_dccp",
        }
    }
}

impl fmt::Display for Protocol {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.label())
    }
}

/// Where an SRV or MX record points.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Target<'e> {
    /// At a host.
    Host(DnsName<'e>),
    /// At `.`: the service is decidedly not available (RFC 2782), or the domain takes no mail (RFC 7505).
    Nowhere,
}

impl<'e> Target<'e> {
    /// Parses a target as zone files and tools write it, with the dot of the root at its end or without.
    ///
    /// ```
    /// use srvname::delegation::dns::Target;
    /// use srvname::name::DnsName;
    ///
    /// assert_eq!(Target::parse("mx.example.com.")?, Target::Host(DnsName::parse("mx.example.com")?));
    /// assert_eq!(Target::parse(".")?, Target::Nowhere);
    /// # Ok::<(), srvname::name::NameError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`DnsName::parse`]. A caller may omit a target that is not a host name if another target is left; a set without
    /// records is taken as [`Lookup::Failed`].
    pub fn parse(text: &'e str) -> Result<Self, NameError> {
        if text == "." { Ok(Self::Nowhere) } else { DnsName::parse_user_input(text).map(Self::Host) }
    }
}

/// An SRV record (RFC 2782).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Srv<'e> {
    /// The priority: a client tries the lowest first.
    pub priority: u16,
    /// The weight among records of one priority.
    pub weight: u16,
    /// The port.
    pub port: u16,
    /// Where it points.
    pub target: Target<'e>,
}

/// An MX record (RFC 5321 §5.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Mx<'e> {
    /// The preference: a sender tries the lowest first.
    pub preference: u16,
    /// Where it points.
    pub exchange: Target<'e>,
}

/// A TXT record: its character-strings, in order (RFC 1035 §3.3.14).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Txt<'e> {
    /// The character-strings, each at most 255 octets.
    pub strings: &'e [&'e [u8]],
}

/// A CNAME record, or what a DNAME record made of one: the name is an alias of this one (RFC 1035 §3.3.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Cname<'e> {
    /// The name that it is an alias of.
    pub target: DnsName<'e>,
}

/// An alias on the way from a name to its records: a CNAME record, or what a DNAME record made of one (RFC 6672 §3.4), and how
/// far it can be believed by itself.
///
/// A caller that has only an insecure answer for the whole way asks for the CNAME record of the first name once more
/// (RFC 7672 §2.1.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Alias<'e> {
    /// The name that the previous name is an alias of.
    pub target: DnsName<'e>,
    /// How far this record can be believed, whatever comes before and after it.
    pub security: Security,
}

/// The address records of one family.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Addresses<'e> {
    /// A records.
    Ipv4(Lookup<'e, Ipv4Addr>),
    /// AAAA records.
    Ipv6(Lookup<'e, Ipv6Addr>),
}

impl Addresses<'_> {
    /// Returns how far the answer can be believed.
    #[must_use]
    pub const fn security(&self) -> Security {
        match self {
            Self::Ipv4(lookup) => lookup.security(),
            Self::Ipv6(lookup) => lookup.security(),
        }
    }

    /// Returns `true` if there are addresses.
    #[must_use]
    pub const fn is_found(&self) -> bool {
        match self {
            Self::Ipv4(lookup) => !lookup.records().is_empty(),
            Self::Ipv6(lookup) => !lookup.records().is_empty(),
        }
    }
}

/// A certificate usage of a TLSA record, by its number: registered or not (RFC 6698 §2.1.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CertificateUsage(pub u8);

/// A selector of a TLSA record, by its number: registered or not (RFC 6698 §2.1.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Selector(pub u8);

/// A matching type of a TLSA record, by its number: registered or not (RFC 6698 §2.1.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MatchingType(pub u8);

impl CertificateUsage {
    /// A CA that the path must hold, which must also be valid by itself.
    pub const PKIX_TA: Self = Self(0);
    /// The end entity, whose path must also be valid by itself.
    pub const PKIX_EE: Self = Self(1);
    /// The trust anchor of the path.
    pub const DANE_TA: Self = Self(2);
    /// The end entity, and nothing else is asked.
    pub const DANE_EE: Self = Self(3);

    /// Returns the acronym, such as `DANE-EE` (RFC 7218 §2.1), or `None` if the number is not assigned.
    #[must_use]
    pub const fn acronym(self) -> Option<&'static str> {
        match self {
            Self::PKIX_TA => Some("PKIX-TA"),
            Self::PKIX_EE => Some("PKIX-EE"),
            Self::DANE_TA => Some("DANE-TA"),
            Self::DANE_EE => Some("DANE-EE"),
            Self(255) => Some("PrivCert"),
            _ => None,
        }
    }

    /// Returns `true` for the two usages under which the path must also be valid without the record.
    #[must_use]
    pub const fn is_pkix(self) -> bool {
        matches!(self, Self::PKIX_TA | Self::PKIX_EE)
    }
}

impl Selector {
    /// The whole certificate.
    pub const CERT: Self = Self(0);
    /// Its subjectPublicKeyInfo.
    pub const SPKI: Self = Self(1);

    /// Returns the acronym, such as `SPKI` (RFC 7218 §2.2), or `None` if the number is not assigned.
    #[must_use]
    pub const fn acronym(self) -> Option<&'static str> {
        match self {
            Self::CERT => Some("Cert"),
            Self::SPKI => Some("SPKI"),
            Self(255) => Some("PrivSel"),
            _ => None,
        }
    }
}

impl MatchingType {
    /// The octets themselves.
    pub const FULL: Self = Self(0);
    /// Their SHA-256 digest.
    pub const SHA2_256: Self = Self(1);
    /// Their SHA-512 digest.
    pub const SHA2_512: Self = Self(2);

    /// Returns the acronym, such as `SHA2-256` (RFC 7218 §2.3), or `None` if the number is not assigned.
    #[must_use]
    pub const fn acronym(self) -> Option<&'static str> {
        match self {
            Self::FULL => Some("Full"),
            Self::SHA2_256 => Some("SHA2-256"),
            Self::SHA2_512 => Some("SHA2-512"),
            Self(255) => Some("PrivMatch"),
            _ => None,
        }
    }

    /// Returns the octets of its digest, or `None` if it has no fixed length or is not assigned.
    #[must_use]
    pub const fn octets(self) -> Option<usize> {
        match self {
            Self::SHA2_256 => Some(32),
            Self::SHA2_512 => Some(64),
            _ => None,
        }
    }
}

macro_rules! shows_acronym {
    ($($parameter:ident)*) => {
        $(impl fmt::Display for $parameter {
            /// Writes it as `DANE-EE(3)`, or the number alone where it has no acronym.
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                match self.acronym() {
                    Some(acronym) => write!(f, "{acronym}({})", self.0),
                    None => write!(f, "{}", self.0),
                }
            }
        })*
    };
}

shows_acronym!(CertificateUsage Selector MatchingType);

/// A TLSA record, as it is encoded (RFC 6698 §2.1): which of its numbers and data are of use is not asked here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Tlsa<'e> {
    /// The certificate usage.
    pub usage: CertificateUsage,
    /// The selector.
    pub selector: Selector,
    /// The matching type.
    pub matching_type: MatchingType,
    /// The certificate association data.
    pub data: &'e [u8],
}

impl<'e> Tlsa<'e> {
    /// Returns the record with these octets as its RDATA (RFC 6698 §2.1), or `None` if there are fewer than three.
    ///
    /// ```
    /// use srvname::delegation::dns::{CertificateUsage, Tlsa};
    ///
    /// let record = Tlsa::from_rdata(&[3, 1, 0, 0x30, 0x00]).unwrap();
    /// assert_eq!((record.usage, record.data), (CertificateUsage::DANE_EE, &[0x30, 0x00][..]));
    /// assert_eq!(Tlsa::from_rdata(&[3, 1]), None);
    /// ```
    #[must_use]
    pub const fn from_rdata(octets: &'e [u8]) -> Option<Self> {
        match octets {
            [usage, selector, matching_type, data @ ..] => Some(Self {
                usage: CertificateUsage(*usage),
                selector: Selector(*selector),
                matching_type: MatchingType(*matching_type),
                data,
            }),
            _ => None,
        }
    }

    /// Returns its three numbers.
    #[must_use]
    pub const fn combination(&self) -> Combination {
        Combination { usage: self.usage, selector: self.selector, matching_type: self.matching_type }
    }
}

/// The three numbers of a TLSA record, which a publisher changes together (RFC 7671 §8). `Display` is as in a zone: `3 1 1`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Combination {
    /// The certificate usage.
    pub usage: CertificateUsage,
    /// The selector.
    pub selector: Selector,
    /// The matching type.
    pub matching_type: MatchingType,
}

impl fmt::Display for Combination {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} {}", self.usage.0, self.selector.0, self.matching_type.0)
    }
}

/// The name at which a server's TLSA records are: `_25._tcp.mx1.example.com` (RFC 6698 §3).
///
/// ```
/// use srvname::delegation::dns::{Protocol, TlsaOwner};
/// use srvname::name::DnsName;
///
/// let base_domain = DnsName::parse("imap.example.net")?;
/// let owner = TlsaOwner { port: 9143, protocol: Protocol::Tcp, base_domain };
/// assert_eq!(owner.to_string(), "_9143._tcp.imap.example.net");
/// # Ok::<(), srvname::name::NameError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct TlsaOwner<'e> {
    /// The port.
    pub port: u16,
    /// The transport protocol.
    pub protocol: Protocol,
    /// The TLSA base domain: the name of the server.
    pub base_domain: DnsName<'e>,
}

impl fmt::Display for TlsaOwner<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "_{}.{}.{}", self.port, self.protocol, self.base_domain)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_are_read_as_they_are_written() {
        let host = DnsName::parse("xmpp.hoster.example").unwrap();
        for text in ["xmpp.hoster.example", "xmpp.hoster.example.", "XMPP.Hoster.Example."] {
            assert_eq!(Target::parse(text).unwrap(), Target::Host(host));
        }
        assert_eq!(Target::parse(".").unwrap(), Target::Nowhere);
        for text in ["", "..", "xmpp.hoster.example..", "*.hoster.example", "192.0.2.1"] {
            assert!(Target::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn the_weakest_of_two_answers_is_what_both_are_worth() {
        let (secure, insecure) = (Security::Secure, Security::Insecure(InsecureReason::Unsigned));
        let (bogus, failed) = (Security::Bogus(BogusReason::Unspecified), Security::Failed);
        for (one, other, both) in [
            (secure, secure, secure),
            (secure, insecure, insecure),
            (insecure, secure, insecure),
            (insecure, bogus, bogus),
            (bogus, insecure, bogus),
            (secure, failed, failed),
            (bogus, failed, bogus),
            (failed, bogus, failed),
        ] {
            assert_eq!(one.weakest(other), both, "{one} {other}");
        }
    }

    #[test]
    fn a_record_says_its_numbers() {
        extern crate std;
        use std::string::ToString;
        let record = Tlsa::from_rdata(&[2, 0, 255, 7]).unwrap();
        assert_eq!(record.combination().to_string(), "2 0 255");
        assert_eq!(record.usage.to_string(), "DANE-TA(2)");
        assert_eq!((record.matching_type.to_string().as_str(), record.data), ("PrivMatch(255)", &[7][..]));
        assert_eq!((CertificateUsage(4).to_string(), Selector(2).to_string()), ("4".to_string(), "2".to_string()));
    }

    #[test]
    fn a_set_of_no_records_is_no_answer() {
        let empty: Lookup<'_, Tlsa<'_>> = Lookup::Secure(Answer::Found(&[]));
        assert_eq!(empty.security(), Security::Failed);
        assert!(empty.records().is_empty());
        assert_eq!(
            Lookup::Insecure(Answer::Found::<Tlsa<'_>>(&[]), InsecureReason::Unsigned).security(),
            Security::Failed
        );
        assert_eq!(Lookup::<Tlsa<'_>>::Secure(Answer::Denied).security(), Security::Secure);
        let record = [Mx { preference: 10, exchange: Target::Nowhere }];
        assert_eq!(Lookup::Secure(Answer::Found(&record)).records(), record);
        assert!(Lookup::<Mx<'_>>::Bogus(BogusReason::default()).records().is_empty());
    }
}
