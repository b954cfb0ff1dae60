//! The rules by which a CA authorizes an SRVName before it signs (RFC 4985 §2).
//!
//! An SRVName states that its subject provides a service *for a domain*, so the domain must have authorized it. It can do
//! so in three ways: the applicant controls the domain; the applicant controls the label of the service; or authenticated
//! DNS records of the domain name the applicant's host. Nothing here queries the DNS: the CA passes what it found.

use core::fmt;

use crate::citation::Citation;
use crate::delegation::dns::{Answer, Lookup, Mx, Protocol, Security, Srv, Target};
use crate::name::dns::{DnsName, DnsPattern};
use crate::name::srv::{Service, SrvName};

/// What a CA found out about the domain of an SRVName.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum Evidence<'e> {
    /// The applicant has shown control of a domain.
    Domain(DomainControl<'e>),
    /// The applicant has shown control of the label of one service at one domain, `_service.name` in the DNS.
    ServiceLabel {
        /// The service.
        service: Service<'e>,
        /// The domain that contains the label.
        domain: DnsName<'e>,
    },
    /// The SRV records of the service.
    Srv(SrvRecords<'e>),
    /// The MX records of the domain, which are evidence for `_smtp` only.
    Mx(MxRecords<'e>),
}

/// How far control of a domain reaches: methods of validation differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum DomainControl<'e> {
    /// Of this name alone, as a file on a web server shows it.
    Name(DnsName<'e>),
    /// Of this name and of every name below it, as a record in its zone shows it.
    Subtree(DnsName<'e>),
}

/// The answer for `_service._protocol.domain`.
#[derive(Clone, Copy, Debug)]
pub struct SrvLookup<'e> {
    /// The protocol.
    pub protocol: Protocol,
    /// The answer, and how far it can be believed. The protocols may be zones of their own, and one of them not signed.
    /// Priorities, weights and repetitions do not matter: clients reach the last resort too.
    pub lookup: Lookup<'e, Srv<'e>>,
}

/// The SRV records of one service at one domain, for every protocol.
#[derive(Clone, Copy, Debug)]
pub struct SrvRecords<'e> {
    /// The service that was asked for.
    pub service: Service<'e>,
    /// The domain that was asked for.
    pub domain: DnsName<'e>,
    /// One answer for each of [`Protocol::ALL`].
    pub lookups: &'e [SrvLookup<'e>],
}

/// The MX records of a domain.
#[derive(Clone, Copy, Debug)]
pub struct MxRecords<'e> {
    /// The domain that was asked for.
    pub domain: DnsName<'e>,
    /// The answer, and how far it can be believed.
    pub lookup: Lookup<'e, Mx<'e>>,
}

/// Why an applicant may have an SRVName: only [`authorize`] makes one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Authorization {
    basis: Basis,
}

/// What an authorization rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Basis {
    /// Control of the domain.
    DomainControl,
    /// Control of the label of the service.
    LabelControl,
    /// The SRV records of the service name the applicant's host.
    SrvRecords,
    /// The MX records of the domain name the applicant's host.
    MxRecords,
}

impl Authorization {
    /// Returns the evidence that it rests on.
    #[must_use]
    pub const fn basis(&self) -> Basis {
        self.basis
    }

    /// Returns the section that decides.
    #[must_use]
    pub const fn citation(&self) -> Citation {
        match self.basis {
            Basis::DomainControl => Citation::new("RFC 5280", "4.2.1.6"),
            Basis::LabelControl => Citation::new("RFC 4985", "2"),
            Basis::SrvRecords => Citation::new("RFC 9525", "6.1.1"),
            Basis::MxRecords => Citation::new("RFC 5321", "5.1"),
        }
    }
}

/// Why an applicant may not have an SRVName on this evidence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum IssuanceDenied {
    /// The evidence is about another domain.
    OtherDomain,
    /// The evidence is about another service.
    OtherService,
    /// A wildcard matches domains whose records were not queried; it requires control of the domain above them.
    Wildcard,
    /// The answers of the DNS are not authenticated: whoever can forge one could have certificates for the domain.
    NotAuthenticated,
    /// The records of a protocol were not asked for.
    NotAsked(Protocol),
    /// There is no answer to be used for a protocol: it is bogus, indeterminate, did not arrive, or is a set without records.
    /// That is no denial of existence.
    Unknown(Protocol, Security),
    /// A protocol was answered twice.
    Contradictory(Protocol),
    /// There is no answer to be used for the MX records, as for [`Unknown`](Self::Unknown).
    MxUnknown(Security),
    /// There are no records, so no host is named.
    NoRecords,
    /// The SRV records declare that the service is not available.
    NotAvailable,
    /// The MX records declare that the domain accepts no mail.
    NoMail,
    /// The records of a protocol name other hosts.
    NotNamed(Protocol),
    /// The MX records name other hosts.
    NotNamedByMx,
    /// MX records are evidence for `_smtp` only.
    MxForOtherService,
}

impl IssuanceDenied {
    /// Returns the section that decides.
    #[must_use]
    pub const fn citation(&self) -> Citation {
        match self {
            Self::OtherDomain => Citation::new("RFC 5280", "4.2.1.6"),
            Self::OtherService => Citation::new("RFC 4985", "2"),
            Self::Wildcard => Citation::new("RFC 9525", "6.3"),
            Self::NotAuthenticated => Citation::new("RFC 9525", "6.1.1"),
            // No protocol component: one SRVName speaks for all of them.
            Self::NotAsked(_) | Self::Contradictory(_) | Self::NotNamed(_) => Citation::new("RFC 4985", "2"),
            Self::Unknown(..) | Self::MxUnknown(_) => Citation::new("RFC 4035", "4.3"),
            Self::NoRecords | Self::NotAvailable => Citation::new("RFC 2782", ""),
            Self::NoMail => Citation::new("RFC 7505", "3"),
            Self::NotNamedByMx | Self::MxForOtherService => Citation::new("RFC 5321", "5.1"),
        }
    }
}

impl fmt::Display for IssuanceDenied {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::OtherDomain => f.write_str("the evidence is about another domain")?,
            Self::OtherService => f.write_str("the evidence is about another service")?,
            Self::Wildcard => f.write_str("a wildcard needs control of the domain above it")?,
            Self::NotAuthenticated => f.write_str("the answers of the DNS are not authenticated")?,
            Self::NotAsked(protocol) => write!(f, "it was not asked what {protocol} records there are")?,
            Self::Unknown(protocol, security) => {
                write!(f, "it is not known what {protocol} records there are ({security})")?;
            }
            Self::Contradictory(protocol) => write!(f, "there are two answers for {protocol}")?,
            Self::MxUnknown(security) => write!(f, "it is not known what MX records there are ({security})")?,
            Self::NoRecords => f.write_str("there are no records, so no host is named")?,
            Self::NotAvailable => f.write_str("the SRV records declare that the service is not available")?,
            Self::NoMail => f.write_str("the MX records declare that the domain accepts no mail")?,
            Self::NotNamed(protocol) => write!(f, "the {protocol} records name other hosts")?,
            Self::NotNamedByMx => f.write_str("the MX records name other hosts")?,
            Self::MxForOtherService => f.write_str("MX records are evidence for _smtp only")?,
        }
        write!(f, " [{}]", self.citation())
    }
}

impl core::error::Error for IssuanceDenied {}

/// Whether an applicant, who runs `host`, may have the SRVName `name` on this evidence.
///
/// Ask with each piece of evidence: one that authorizes is enough. `host` is the host for which the applicant has already
/// shown control; it matters where records point at it.
///
/// Q: An SRV record below `_tcp` names the applicant, one below `_udp` names somebody else. Is the first one enough?
/// A: No. An SRVName has no protocol, so it would speak for `_udp` as well (RFC 4985 §2). Every set that exists must name
///    the host, and whether one exists must be known for each protocol.
///    (`src/issuance/authorize.rs`, `every_protocol_that_exists_must_name_the_host`)
///
/// Q: A target is an alias (CNAME) of the applicant's host. Does it count?
/// A: No. RFC 2782 does not allow one, and following it would take another answer for the domain's own. The target is the
///    alias, so it names a host that the applicant has not shown control of.
///    (`src/issuance/authorize.rs`, `evidence_about_something_else_is_none`)
///
/// Q: The name that was asked for, `_service._protocol.domain`, is itself an alias. Do the records of the alias's target count?
/// A: Yes, when every step is authenticated: the domain itself sends its clients there ([`Lookup::Secure`]).
///
/// Q: An answer is bogus, or did not arrive. Is that "no records", or "not authenticated"?
/// A: Neither. What is not known cannot be the reason to issue, and a retry may help, so it is told apart
///    (`src/issuance/authorize.rs`, `an_answer_that_is_not_known_is_no_denial`).
///
/// Q: The applicant's host is the target of the last resort, which no client reaches on a good day. Is it named?
/// A: Yes. It can answer for the domain to every client of today, by making the others unreachable.
///    (`src/issuance/authorize.rs`, `priorities_do_not_matter`)
///
/// Q: Some records have a target that is not a host name, and were omitted until none was left. Is there a set?
/// A: There is, and it names others. A set without records is therefore not known, and never absent.
///    (`src/issuance/authorize.rs`, `every_protocol_that_exists_must_name_the_host`)
///
/// Q: There is no MX record, so mail goes to the domain's own address (RFC 5321 §5.1). May its host have `_smtp`?
/// A: Not on this evidence, which names no host. A host that is the domain can show control of it.
///    (`src/issuance/authorize.rs`, `mx_speaks_for_smtp_alone`)
///
/// # Errors
///
/// [`IssuanceDenied`]: the first reason.
pub fn authorize(
    name: SrvName<'_>,
    host: DnsName<'_>,
    evidence: &Evidence<'_>,
) -> Result<Authorization, IssuanceDenied> {
    let basis = match evidence {
        Evidence::Domain(control) => controls_domain(name, *control).map(|()| Basis::DomainControl)?,
        Evidence::ServiceLabel { service, domain } => {
            check_owner(name, *service, *domain).map(|()| Basis::LabelControl)?
        }
        Evidence::Srv(records) => named_by_srv(name, host, records).map(|()| Basis::SrvRecords)?,
        Evidence::Mx(records) => named_by_mx(name, host, records).map(|()| Basis::MxRecords)?,
    };
    Ok(Authorization { basis })
}

fn controls_domain(name: SrvName<'_>, control: DomainControl<'_>) -> Result<(), IssuanceDenied> {
    let controlled = match (control, name.name()) {
        (DomainControl::Name(controlled), DnsPattern::Name(domain)) => controlled == domain,
        (DomainControl::Name(_), DnsPattern::Wildcard(_)) => return Err(IssuanceDenied::Wildcard),
        (DomainControl::Subtree(controlled), domain) => domain.is_within(controlled),
    };
    if controlled { Ok(()) } else { Err(IssuanceDenied::OtherDomain) }
}

/// Returns an error if the evidence is about another service or another domain than the SRVName.
fn check_owner(name: SrvName<'_>, service: Service<'_>, domain: DnsName<'_>) -> Result<(), IssuanceDenied> {
    let DnsPattern::Name(source_domain) = name.name() else { return Err(IssuanceDenied::Wildcard) };
    match () {
        () if source_domain != domain => Err(IssuanceDenied::OtherDomain),
        () if name.service() != service => Err(IssuanceDenied::OtherService),
        () => Ok(()),
    }
}

fn named_by_srv(name: SrvName<'_>, host: DnsName<'_>, records: &SrvRecords<'_>) -> Result<(), IssuanceDenied> {
    check_owner(name, records.service, records.domain)?;
    let mut found = false;
    for protocol in Protocol::ALL {
        let mut answers = records.lookups.iter().filter(|lookup| lookup.protocol == protocol);
        let answer = answers.next().ok_or(IssuanceDenied::NotAsked(protocol))?;
        if answers.next().is_some() {
            return Err(IssuanceDenied::Contradictory(protocol));
        }
        let records = believed(&answer.lookup, |security| IssuanceDenied::Unknown(protocol, security))?;
        let Some(records) = records else { continue };
        found = true;
        let targets = records.iter().map(|record| record.target);
        if !names_host(targets, host).ok_or(IssuanceDenied::NotAvailable)? {
            return Err(IssuanceDenied::NotNamed(protocol));
        }
    }
    if found { Ok(()) } else { Err(IssuanceDenied::NoRecords) }
}

fn named_by_mx(name: SrvName<'_>, host: DnsName<'_>, records: &MxRecords<'_>) -> Result<(), IssuanceDenied> {
    if !name.service().as_str().eq_ignore_ascii_case("smtp") {
        return Err(IssuanceDenied::MxForOtherService);
    }
    check_owner(name, name.service(), records.domain)?;
    let found = believed(&records.lookup, IssuanceDenied::MxUnknown)?.ok_or(IssuanceDenied::NoRecords)?;
    let targets = found.iter().map(|record| record.exchange);
    if names_host(targets, host).ok_or(IssuanceDenied::NoMail)? { Ok(()) } else { Err(IssuanceDenied::NotNamedByMx) }
}

/// Returns the records of an answer that can be believed, or `None` if it is that there are none.
///
/// # Errors
///
/// `unknown` if there is no answer to be used, and [`IssuanceDenied::NotAuthenticated`] for one that nobody vouches for.
fn believed<'e, R>(
    lookup: &Lookup<'e, R>,
    unknown: impl FnOnce(Security) -> IssuanceDenied,
) -> Result<Option<&'e [R]>, IssuanceDenied> {
    match lookup.security() {
        Security::Secure => {}
        Security::Insecure(_) => return Err(IssuanceDenied::NotAuthenticated),
        security => return Err(unknown(security)),
    }
    match lookup {
        Lookup::Secure(Answer::Found(records)) => Ok(Some(records)),
        _ => Ok(None),
    }
}

/// Whether targets name a host; `None` when one of them is `.`, which says "no" or contradicts the rest.
fn names_host<'e>(mut targets: impl Iterator<Item = Target<'e>>, host: DnsName<'_>) -> Option<bool> {
    targets.try_fold(false, |is_named, target| match target {
        Target::Host(named) => Some(is_named || named == host),
        Target::Nowhere => None,
    })
}

#[cfg(test)]
mod tests {
    extern crate std;

    use super::*;
    use crate::delegation::dns::{BogusReason, InsecureReason};

    fn name(text: &str) -> SrvName<'_> {
        SrvName::parse(text).unwrap()
    }

    fn dns(text: &str) -> DnsName<'_> {
        DnsName::parse(text).unwrap()
    }

    const HOST: &str = "xmpp.hoster.example";

    const INSECURE: InsecureReason = InsecureReason::Unsigned;

    /// An SRV record at this target.
    fn srv(priority: u16, target: &str) -> Srv<'_> {
        Srv { priority, weight: 1, port: 5269, target: Target::parse(target).unwrap() }
    }

    /// The answer for `_xmpp-server.example.com` when `answers` came for TCP, UDP, SCTP and DCCP.
    fn on_srv(answers: [Lookup<'_, Srv<'_>>; 4]) -> Result<Authorization, IssuanceDenied> {
        let lookups: [SrvLookup<'_>; 4] =
            core::array::from_fn(|index| SrvLookup { protocol: Protocol::ALL[index], lookup: answers[index] });
        authorize(name("_xmpp-server.example.com"), dns(HOST), &evidence_of(&lookups))
    }

    /// The answers for `_xmpp-server.example.com`.
    fn evidence_of<'e>(lookups: &'e [SrvLookup<'e>]) -> Evidence<'e> {
        let service = Service::parse("Xmpp-Server").unwrap();
        Evidence::Srv(SrvRecords { service, domain: dns("Example.com"), lookups })
    }

    #[test]
    fn every_protocol_that_exists_must_name_the_host() {
        use Lookup::{Failed, Secure};
        let found = |records| Secure(Answer::Found(records));
        let (host, other) = ([srv(0, "XMPP.hoster.example.")], [srv(0, "xmpp.other.example")]);
        let both = [other[0], host[0]];
        let (nowhere, twice) = ([srv(0, ".")], [host[0], host[0]]);
        let below = [srv(0, "a.xmpp.hoster.example"), srv(0, "hoster.example")];
        let contradiction = [host[0], nowhere[0]];
        let none: Lookup<'_, Srv<'_>> = Secure(Answer::Denied);
        let unknown = |protocol| Err(IssuanceDenied::Unknown(protocol, Security::Failed));
        for (answers, expected) in [
            ([found(&host), none, none, none], Ok(())),
            ([found(&both), found(&host), none, none], Ok(())),
            ([none, none, none, found(&host)], Ok(())),
            ([found(&host), found(&other), none, none], Err(IssuanceDenied::NotNamed(Protocol::Udp))),
            ([found(&other), none, none, none], Err(IssuanceDenied::NotNamed(Protocol::Tcp))),
            ([found(&host), Failed, none, none], unknown(Protocol::Udp)),
            ([found(&host), found(&nowhere), none, none], Err(IssuanceDenied::NotAvailable)),
            ([found(&contradiction), none, none, none], Err(IssuanceDenied::NotAvailable)),
            ([none, none, none, none], Err(IssuanceDenied::NoRecords)),
            ([found(&twice), none, none, none], Ok(())),
            ([found(&[]), none, none, none], unknown(Protocol::Tcp)),
            ([found(&host), found(&[]), none, none], unknown(Protocol::Udp)),
            ([found(&nowhere), none, none, none], Err(IssuanceDenied::NotAvailable)),
            ([found(&below), none, none, none], Err(IssuanceDenied::NotNamed(Protocol::Tcp))),
        ] {
            assert_eq!(on_srv(answers).map(|_| ()), expected, "{answers:?}");
        }
    }

    #[test]
    fn priorities_do_not_matter() {
        let records = [srv(0, "xmpp.other.example"), srv(10, "xmpp.third.example"), srv(u16::MAX, HOST)];
        let none = Lookup::Secure(Answer::Denied);
        let answers = [Lookup::Secure(Answer::Found(&records)), none, none, none];
        assert_eq!(on_srv(answers).map(|found| found.basis()), Ok(Basis::SrvRecords));
    }

    #[test]
    fn an_answer_that_is_not_known_is_no_denial() {
        let (host, none) = ([srv(0, HOST)], Lookup::Secure(Answer::Denied));
        for (lookup, security) in [
            (Lookup::Bogus(BogusReason::SignatureExpired), Security::Bogus(BogusReason::SignatureExpired)),
            (Lookup::Indeterminate, Security::Indeterminate),
            (Lookup::Failed, Security::Failed),
            // A set of no records, insecure: it is not known before it is not authenticated.
            (Lookup::Insecure(Answer::Found(&[]), INSECURE), Security::Failed),
        ] {
            let answers = [Lookup::Secure(Answer::Found(&host)), lookup, none, none];
            let denied = on_srv(answers).unwrap_err();
            assert_eq!(denied, IssuanceDenied::Unknown(Protocol::Udp, security));
            let sentence = std::format!("it is not known what _udp records there are ({security}) [RFC 4035 §4.3]");
            assert_eq!(std::format!("{denied}"), sentence);
        }
    }

    #[test]
    fn evidence_about_something_else_is_none() {
        let records = [srv(0, HOST)];
        let found =
            Protocol::ALL.map(|protocol| SrvLookup { protocol, lookup: Lookup::Secure(Answer::Found(&records)) });
        let ask =
            |asked, evidence: &Evidence<'_>| authorize(name(asked), dns(HOST), evidence).map(|found| found.basis());
        let evidence = evidence_of(&found);
        assert_eq!(ask("_xmpp-server.example.com", &evidence), Ok(Basis::SrvRecords));
        assert_eq!(ask("_xmpp-client.example.com", &evidence), Err(IssuanceDenied::OtherService));
        assert_eq!(ask("_xmpp-server.www.example.com", &evidence), Err(IssuanceDenied::OtherDomain));
        assert_eq!(ask("_xmpp-server.*.example.com", &evidence), Err(IssuanceDenied::Wildcard));
        // The host of an alias that the records name is not the host that they name.
        let alias = dns("alias.hoster.example");
        assert_eq!(
            authorize(name("_xmpp-server.example.com"), alias, &evidence).map(|_| ()),
            Err(IssuanceDenied::NotNamed(Protocol::Tcp))
        );
        // One answer that nobody vouches for is enough, a denial too: the records that it hides may name others.
        for index in 0..4 {
            for answer in [Answer::Found(&records[..]), Answer::Denied] {
                let mut insecure = found;
                insecure[index] = SrvLookup { lookup: Lookup::Insecure(answer, INSECURE), ..found[index] };
                assert_eq!(
                    ask("_xmpp-server.example.com", &evidence_of(&insecure)),
                    Err(IssuanceDenied::NotAuthenticated),
                    "{index}"
                );
            }
        }
    }

    /// A protocol that was not asked for, and one that was asked for twice.
    #[test]
    fn answers_are_complete_and_single() {
        let records = [srv(0, HOST)];
        let once = SrvLookup { protocol: Protocol::Tcp, lookup: Lookup::Secure(Answer::Found(&records)) };
        let ask = |lookups: &[SrvLookup<'_>]| {
            let service = Service::parse("imap").unwrap();
            let records = SrvRecords { service, domain: dns("example.com"), lookups };
            authorize(name("_imap.example.com"), dns(HOST), &Evidence::Srv(records)).map(|_| ())
        };
        assert_eq!(ask(&[]), Err(IssuanceDenied::NotAsked(Protocol::Tcp)));
        assert_eq!(ask(&[once]), Err(IssuanceDenied::NotAsked(Protocol::Udp)));
        assert_eq!(ask(&[once, once]), Err(IssuanceDenied::Contradictory(Protocol::Tcp)));
    }

    #[test]
    fn control_reaches_as_far_as_it_was_shown() {
        let ask = |asked, control| authorize(name(asked), dns(HOST), &Evidence::Domain(control)).map(|_| ());
        let exact = || DomainControl::Name(dns("example.com"));
        let below = || DomainControl::Subtree(dns("example.com"));
        for (asked, on_name, on_subtree) in [
            ("_imap.example.com", Ok(()), Ok(())),
            ("_imap.EXAMPLE.com", Ok(()), Ok(())),
            ("_imap.mail.example.com", Err(IssuanceDenied::OtherDomain), Ok(())),
            ("_imap.*.example.com", Err(IssuanceDenied::Wildcard), Ok(())),
            ("_imap.com", Err(IssuanceDenied::OtherDomain), Err(IssuanceDenied::OtherDomain)),
            ("_imap.*.com", Err(IssuanceDenied::Wildcard), Err(IssuanceDenied::OtherDomain)),
            ("_imap.bigexample.com", Err(IssuanceDenied::OtherDomain), Err(IssuanceDenied::OtherDomain)),
        ] {
            assert_eq!(ask(asked, exact()), on_name, "{asked}");
            assert_eq!(ask(asked, below()), on_subtree, "{asked}");
        }
    }

    #[test]
    fn control_of_a_label_is_for_that_service() {
        let evidence = Evidence::ServiceLabel { service: Service::parse("imap").unwrap(), domain: dns("example.com") };
        let ask = |asked| authorize(name(asked), dns(HOST), &evidence).map(|found| found.basis());
        assert_eq!(ask("_imap.example.com"), Ok(Basis::LabelControl));
        assert_eq!(ask("_imaps.example.com"), Err(IssuanceDenied::OtherService));
        assert_eq!(ask("_imap.mail.example.com"), Err(IssuanceDenied::OtherDomain));
    }

    #[test]
    fn mx_speaks_for_smtp_alone() {
        use Lookup::{Failed, Insecure, Secure};
        let mx = |exchange| [Mx { preference: 10, exchange: Target::parse(exchange).unwrap() }];
        let (host, other, null) = (mx(HOST), mx("mx.other.example"), mx("."));
        let ask = |asked, lookup| {
            let records = MxRecords { domain: dns("example.com"), lookup };
            authorize(name(asked), dns(HOST), &Evidence::Mx(records)).map(|_| ())
        };
        let found = Secure(Answer::Found(&host));
        assert_eq!(ask("_smtp.example.com", found), Ok(()));
        assert_eq!(ask("_SMTP.example.com", found), Ok(()));
        assert_eq!(ask("_submission.example.com", found), Err(IssuanceDenied::MxForOtherService));
        assert_eq!(ask("_smtp.mail.example.com", found), Err(IssuanceDenied::OtherDomain));
        assert_eq!(ask("_smtp.example.com", Secure(Answer::Found(&other))), Err(IssuanceDenied::NotNamedByMx));
        assert_eq!(ask("_smtp.example.com", Secure(Answer::Found(&null))), Err(IssuanceDenied::NoMail));
        assert_eq!(ask("_smtp.example.com", Secure(Answer::Denied)), Err(IssuanceDenied::NoRecords));
        assert_eq!(ask("_smtp.example.com", Failed), Err(IssuanceDenied::MxUnknown(Security::Failed)));
        assert_eq!(
            ask("_smtp.example.com", Secure(Answer::Found(&[]))),
            Err(IssuanceDenied::MxUnknown(Security::Failed))
        );
        assert_eq!(ask("_smtp.*.example.com", found), Err(IssuanceDenied::Wildcard));
        assert_eq!(ask("_smtps.example.com", found), Err(IssuanceDenied::MxForOtherService));
        let insecure = Insecure(Answer::Found(&host), INSECURE);
        assert_eq!(ask("_smtp.example.com", insecure), Err(IssuanceDenied::NotAuthenticated));
    }
}
