//! What the DNS answered, as the caller's resolver found it: records as plain types, and how far the answer can be believed.
//!
//! Nothing here queries the DNS. A [`Lookup`] has no way to lose what went wrong: an answer that failed to arrive or to
//! validate is not a denial, and neither is it an answer of a zone without signatures.

use core::fmt;

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

/// A TLSA record, as it is encoded (RFC 6698 §2.1): which of its numbers and data are of use is not asked here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Tlsa<'e> {
    /// The certificate usage.
    pub usage: u8,
    /// The selector.
    pub selector: u8,
    /// The matching type.
    pub matching_type: u8,
    /// The certificate association data.
    pub data: &'e [u8],
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
