//! The numbers that choose: what a verifier is set to. Each is strict unless it is set, and each weaker value has a name that
//! can be searched for.
//!
//! C passes numbers. An enum of Rust that is given another number than its own is undefined behavior, so functions take `u32`
//! and read it here.

use srvname::delegation::dane::DaneProfile;
use srvname::delegation::{Authentication, DaneAndMtaSts};
use srvname::identity::{AuthenticatedBy, DnsWildcards, SrvWildcards};
use srvname::lint::RuleSet;
use srvname::name::DnsLeadingDot;
use srvname::path::{AnchorConstraints, Purpose, SubCaRule};

/// Which CAs must constrain SRVName before a path may present one. RFC 5280 allows every name form that the constraints of a CA
/// do not mention, so a CA that is held to some DNS names could issue SRVNames for any domain (RFC 9525 §7.6).
#[derive(Clone, Copy, Debug)]
#[repr(u32)]
pub enum Rule {
    /// Every CA permits some SRVName base, and all its permitted SRVName bases have a domain.
    Confined = 1,
    /// Every CA lists SRVName, permitted or excluded. This is the default.
    Constrained = 2,
    /// Every CA lists SRVName, or is below a confined one. The risk: a CA below may choose the services.
    Inherited = 3,
    /// Every CA that has name constraints of any form lists SRVName. The risk: a CA without any issues SRVNames for any domain.
    WhereConstrained = 4,
    /// No rule. The risk: every CA that is constrained for other forms alone issues SRVNames for any domain.
    Rfc5280 = 5,
}

/// What the key of the end entity is used for, and so which extended key usage it and the CAs above it need, where they have the
/// extension at all.
#[derive(Clone, Copy, Debug)]
#[repr(u32)]
pub enum KeyPurpose {
    /// A TLS server: serverAuth. This is the default.
    Server = 1,
    /// A TLS client: clientAuth.
    Client = 2,
    /// A TLS client that is a server elsewhere, as in XMPP between servers: clientAuth or serverAuth. The risk: a certificate
    /// meant for servers alone is accepted from a client.
    ClientOrServer = 3,
    /// Mail that is signed or encrypted: emailProtection.
    Email = 4,
    /// None is asked. The risk: a certificate of any purpose is accepted.
    NotAsked = 5,
}

/// Whether a wildcard in a certificate matches a reference.
#[derive(Clone, Copy, Debug)]
#[repr(u32)]
pub enum Wildcards {
    /// It matches nothing. This is the default for SRVNames.
    MatchNothing = 1,
    /// "*" in place of one complete left-most label (RFC 9525 §6.3). This is the default for dNSNames.
    LeftmostLabel = 2,
}

/// How a dNSName constraint with a leading dot is read.
#[derive(Clone, Copy, Debug)]
#[repr(u32)]
pub enum LeadingDot {
    /// As the proper subdomains, which every validator in use does. This is the default.
    ProperSubdomains = 1,
    /// As malformed, which it is by RFC 5280.
    Malformed = 2,
}

/// Whether the constraints that come with a trust anchor count.
#[derive(Clone, Copy, Debug)]
#[repr(u32)]
pub enum Anchors {
    /// They are enforced (RFC 5937). This is the default.
    EnforceConstraints = 1,
    /// They are ignored. The risk: who limited the anchor relies on a limit that has no effect.
    IgnoreConstraints = 2,
}

/// Who vouched for a host that is not the domain which the user named (RFC 9525 §6.1.1). Without that it is whatever an attacker
/// on the network says.
#[derive(Clone, Copy, Debug)]
#[repr(u32)]
pub enum VouchedBy {
    /// DNSSEC: each record from the domain to the host was validated.
    Dnssec = 1,
    /// An MTA-STS policy of the domain, in mode enforce, with a pattern that the host matches.
    MtaSts = 2,
    /// The configuration of the program names both.
    Configuration = 3,
}

/// Where the trust anchor of a path is that the caller verified.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u32)]
pub enum Anchor {
    /// It is the last certificate of the list.
    IsLast = 1,
    /// It is not in the list: the last certificate is the topmost CA, and the rule applies to it as to any other. The constraints
    /// of the anchor are then unknown, and not enforced.
    IsMissing = 2,
}

/// What TLSA records are used for, and so which usages count, and what records mean of which none can be used.
#[derive(Clone, Copy, Debug)]
#[repr(u32)]
pub enum TlsaProfile {
    /// Mail from one MTA to another (RFC 7672).
    Smtp = 1,
    /// A service with SRV records (RFC 7673).
    Srv = 2,
    /// Another service, whose host the user or the configuration named (RFC 7671 §7).
    Other = 3,
}

/// How a look-up of TLSA records ended, by the word of a resolver that validates DNSSEC. The channel to it must be one that nobody
/// can write to, such as the loopback interface (RFC 6698 §4.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u32)]
pub enum TlsaLookup {
    /// There are records, and the answer was validated. srvname_evidence_add_tlsa() adds each.
    Found = 1,
    /// There are none, and that was validated.
    Denied = 2,
    /// The answer is not signed: records or none, they do not count.
    Insecure = 3,
    /// The answer should have been valid, and is not.
    Bogus = 4,
    /// The signatures that would tell could not be had (RFC 4035 §4.3).
    Indeterminate = 5,
    /// There was no answer: a time-out, SERVFAIL, a message that cannot be read.
    Failed = 6,
}

/// How far a server must be authenticated.
#[derive(Clone, Copy, Debug)]
#[repr(u32)]
pub enum LeastAuthentication {
    /// It is the host that it was taken for, whoever led to that host (RFC 7672 §2.2.1). The risk: whoever can forge the DNS is
    /// accepted.
    HostAlone = 1,
    /// It serves the domain. This is the default.
    SourceDomain = 2,
}

/// Whether TLSA records that match suffice where an MTA-STS policy in mode enforce does not hold.
#[derive(Clone, Copy, Debug)]
#[repr(u32)]
pub enum BesideMtaSts {
    /// Both must hold (RFC 8461 §5). This is the default.
    BothMustHold = 1,
    /// They suffice, which the text of the verdict says.
    DaneSuffices = 2,
}

/// The documents whose rules are linted. They are bits: their sum asks for several.
#[derive(Clone, Copy, Debug)]
#[repr(u32)]
pub enum Lints {
    /// The RFCs, for every certificate.
    Pkix = 1,
    /// The TLS Baseline Requirements: the certificate is publicly trusted.
    Br = 2,
    /// The S/MIME Baseline Requirements: the certificate is publicly trusted.
    Smime = 4,
    /// What srvname requires of CAs, and how other clients treat their constraints.
    Srv = 8,
}

/// A number of C that chooses a value of the library.
pub(crate) trait Choice: Sized + Copy {
    /// Returns the value, or `None` if the number chooses none.
    fn of(number: u32) -> Option<Self>;
}

/// Implements [`Choice`] for a type of the library, by the enum whose numbers C has.
macro_rules! choice {
    ($value:ty, $numbers:ident, $($number:ident => $chosen:expr),+ $(,)?) => {
        impl Choice for $value {
            fn of(number: u32) -> Option<Self> {
                $(if number == $numbers::$number as u32 { return Some($chosen); })+
                None
            }
        }
    };
}

choice!(SubCaRule, Rule,
    Confined => Self::Confined,
    Constrained => Self::Constrained,
    Inherited => Self::Inherited,
    WhereConstrained => Self::WhereConstrained,
    Rfc5280 => Self::Rfc5280,
);
choice!(Purpose, KeyPurpose,
    Server => Self::Server,
    Client => Self::Client,
    ClientOrServer => Self::ClientOrServer,
    Email => Self::Email,
    NotAsked => Self::NotAsked,
);
choice!(SrvWildcards, Wildcards, MatchNothing => Self::MatchNothing, LeftmostLabel => Self::LeftmostLabel);
choice!(DnsWildcards, Wildcards, MatchNothing => Self::MatchNothing, LeftmostLabel => Self::LeftmostLabel);
choice!(DnsLeadingDot, LeadingDot, ProperSubdomains => Self::ProperSubdomains, Malformed => Self::Malformed);
choice!(AnchorConstraints, Anchors,
    EnforceConstraints => Self::Enforce,
    IgnoreConstraints => Self::IgnoreTrustAnchorConstraints,
);
choice!(AuthenticatedBy, VouchedBy,
    Dnssec => Self::Dnssec,
    MtaSts => Self::MtaSts,
    Configuration => Self::Configuration,
);
choice!(DaneProfile, TlsaProfile, Smtp => Self::Smtp, Srv => Self::Srv, Other => Self::Other);
choice!(TlsaLookup, TlsaLookup,
    Found => Self::Found,
    Denied => Self::Denied,
    Insecure => Self::Insecure,
    Bogus => Self::Bogus,
    Indeterminate => Self::Indeterminate,
    Failed => Self::Failed,
);
choice!(Authentication, LeastAuthentication, HostAlone => Self::HostAlone, SourceDomain => Self::SourceDomain);
choice!(DaneAndMtaSts, BesideMtaSts, BothMustHold => Self::BothMustHold, DaneSuffices => Self::DaneSuffices);
choice!(Anchor, Anchor, IsLast => Self::IsLast, IsMissing => Self::IsMissing);
choice!(RuleSet, Lints, Pkix => Self::Pkix, Br => Self::Br, Smime => Self::Smime, Srv => Self::Srv);

/// Returns the rule sets of a sum of [`Lints`]; `None` if it has other bits, or none.
pub(crate) fn rule_sets(sum: u32) -> Option<Vec<RuleSet>> {
    let bits = (0..32).map(|bit| 1u32 << bit).filter(|bit| sum & bit != 0);
    bits.map(RuleSet::of).collect::<Option<Vec<_>>>().filter(|sets| !sets.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Numbers that were compiled in years ago still choose what they chose.
    #[test]
    fn no_number_moves() {
        assert_eq!([1, 2, 3, 4, 5].map(SubCaRule::of), SubCaRule::ALL.map(Some));
        let purposes =
            [Purpose::Server, Purpose::Client, Purpose::ClientOrServer, Purpose::Email, Purpose::NotAsked].map(Some);
        assert_eq!([1, 2, 3, 4, 5].map(Purpose::of), purposes);
        assert_eq!([1, 2].map(SrvWildcards::of), [SrvWildcards::MatchNothing, SrvWildcards::LeftmostLabel].map(Some));
        assert_eq!([1, 2].map(DnsWildcards::of), [DnsWildcards::MatchNothing, DnsWildcards::LeftmostLabel].map(Some));
        let dots = [DnsLeadingDot::ProperSubdomains, DnsLeadingDot::Malformed].map(Some);
        assert_eq!([1, 2].map(DnsLeadingDot::of), dots);
        let anchors = [AnchorConstraints::Enforce, AnchorConstraints::IgnoreTrustAnchorConstraints].map(Some);
        assert_eq!([1, 2].map(AnchorConstraints::of), anchors);
        let vouchers = [AuthenticatedBy::Dnssec, AuthenticatedBy::MtaSts, AuthenticatedBy::Configuration];
        assert_eq!([1, 2, 3].map(AuthenticatedBy::of), vouchers.map(Some));
        assert_eq!([1, 2].map(Anchor::of), [Anchor::IsLast, Anchor::IsMissing].map(Some));
        assert_eq!([1, 2, 3].map(DaneProfile::of), [DaneProfile::Smtp, DaneProfile::Srv, DaneProfile::Other].map(Some));
        let lookups = [TlsaLookup::Found, TlsaLookup::Denied, TlsaLookup::Insecure, TlsaLookup::Bogus];
        assert_eq!([1, 2, 3, 4].map(TlsaLookup::of), lookups.map(Some));
        assert_eq!([5, 6].map(TlsaLookup::of), [TlsaLookup::Indeterminate, TlsaLookup::Failed].map(Some));
        let least = [Authentication::HostAlone, Authentication::SourceDomain];
        assert_eq!([1, 2].map(Authentication::of), least.map(Some));
        let beside = [DaneAndMtaSts::BothMustHold, DaneAndMtaSts::DaneSuffices];
        assert_eq!([1, 2].map(DaneAndMtaSts::of), beside.map(Some));
        assert_eq!(rule_sets(15), Some(RuleSet::ALL.to_vec()));
        assert_eq!(rule_sets(9), Some(vec![RuleSet::Pkix, RuleSet::Srv]));
    }

    #[test]
    fn other_numbers_choose_nothing() {
        for number in [0, 6, 7, 100, u32::MAX] {
            assert_eq!(SubCaRule::of(number), None);
            assert_eq!(Purpose::of(number), None);
        }
        for number in [0, 3, u32::MAX] {
            assert_eq!(SrvWildcards::of(number), None);
            assert_eq!(DnsWildcards::of(number), None);
            assert_eq!(DnsLeadingDot::of(number), None);
            assert_eq!(AnchorConstraints::of(number), None);
            assert_eq!(Anchor::of(number), None);
            assert_eq!(Authentication::of(number), None);
            assert_eq!(DaneAndMtaSts::of(number), None);
        }
        for number in [0, 7, u32::MAX] {
            assert_eq!(TlsaLookup::of(number), None);
            assert_eq!(DaneProfile::of(number), None);
        }
        assert_eq!(AuthenticatedBy::of(4), None);
        for sum in [0, 16, 17, u32::MAX] {
            assert_eq!(rule_sets(sum), None);
        }
    }
}
