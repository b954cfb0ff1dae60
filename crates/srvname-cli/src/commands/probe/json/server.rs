//! Servers and their addresses.

use std::net::IpAddr;

use serde::Serialize;
use srvname_net::probe::report::{
    AddressReport, DaneStep, Family, ListedIn, PolicyMatch, Reached, ServerReport, TlsStart,
};

use crate::commands::probe::json::finding::FindingJson;
use crate::commands::probe::json::kind::Kind;
use crate::commands::probe::json::lookup::{self, LookupJson, SecurityJson};
use crate::commands::probe::json::session::SessionJson;
use crate::output::shown::Shown;

#[derive(Serialize)]
pub(super) struct ServerJson<'r> {
    host: Shown<'r>,
    port: u16,
    tls: &'static str,
    listed_in: ListedJson<'r>,
    is_backup: bool,
    delegation_security: SecurityJson,
    address_lookups: Vec<LookupJson<'r>>,
    tlsa_lookups: Vec<LookupJson<'r>>,
    dane: DaneJson<'r>,
    policy_match: Option<MatchJson<'r>>,
    addresses: Vec<AddressJson<'r>>,
    findings: Vec<FindingJson<'r>>,
}

impl<'r> ServerJson<'r> {
    pub(super) fn of(server: &'r ServerReport) -> Self {
        Self {
            host: Shown(&server.host),
            port: server.port,
            tls: match server.tls {
                TlsStart::Direct => "direct",
                TlsStart::StartTls => "starttls",
                TlsStart::Never => "never",
            },
            listed_in: ListedJson::of(&server.listed_in),
            is_backup: server.is_backup,
            delegation_security: SecurityJson::of(server.delegation_security),
            address_lookups: lookup::all(&server.address_lookups),
            tlsa_lookups: lookup::all(&server.tlsa_lookups),
            dane: DaneJson::of(&server.dane),
            policy_match: server.policy_match.as_ref().map(MatchJson::of),
            addresses: server.addresses.iter().map(AddressJson::of).collect(),
            findings: server.findings.iter().map(FindingJson::of).collect(),
        }
    }
}

#[derive(Serialize)]
struct ListedJson<'r> {
    kind: &'static str,
    owner: Option<Shown<'r>>,
    priority: Option<u16>,
    weight: Option<u16>,
}

impl<'r> ListedJson<'r> {
    fn of(listed: &'r ListedIn) -> Self {
        let plain = |kind| Self { kind, owner: None, priority: None, weight: None };
        match listed {
            ListedIn::Srv { owner, priority, weight } => {
                Self { owner: Some(Shown(owner)), priority: Some(*priority), weight: Some(*weight), ..plain("srv") }
            }
            ListedIn::Mx { preference } => Self { priority: Some(*preference), ..plain("mx") },
            ListedIn::ImplicitMx => plain("implicit-mx"),
            ListedIn::Fallback => plain("fallback"),
        }
    }
}

#[derive(Serialize)]
struct DaneJson<'r> {
    kind: &'static str,
    reason: Option<Shown<'r>>,
    owner: Option<Shown<'r>>,
    usable: Option<usize>,
    all: Option<usize>,
    claim: Option<Shown<'r>>,
}

impl<'r> DaneJson<'r> {
    fn of(step: &'r DaneStep) -> Self {
        let because = |kind, reason: &'r String| Self {
            kind,
            reason: Some(Shown(reason)),
            owner: None,
            usable: None,
            all: None,
            claim: None,
        };
        match step {
            DaneStep::Authenticate { owner, usable, all, claim } => Self {
                kind: "authenticate",
                reason: None,
                owner: Some(Shown(owner)),
                usable: Some(*usable),
                all: Some(*all),
                claim: Some(Shown(claim)),
            },
            DaneStep::TlsWithoutAuthentication(why) => because("tls-without-authentication", why),
            DaneStep::PkixAlone(why) => because("pkix-alone", why),
            DaneStep::DoesNotApply(why) => because("does-not-apply", why),
            DaneStep::NextHost(why) => because("next-host", why),
            DaneStep::Abort(why) => because("abort", why),
            DaneStep::NotAsked(why) => because("not-asked", why),
        }
    }
}

#[derive(Serialize)]
struct MatchJson<'r> {
    kind: &'static str,
    pattern: Option<Shown<'r>>,
}

impl<'r> MatchJson<'r> {
    fn of(found: &'r PolicyMatch) -> Self {
        match found {
            PolicyMatch::Pattern(pattern) => Self { kind: "pattern", pattern: Some(Shown(pattern)) },
            PolicyMatch::None => Self { kind: "none", pattern: None },
            PolicyMatch::NotApplicable => Self { kind: "not-applicable", pattern: None },
        }
    }
}

#[derive(Serialize)]
struct AddressJson<'r> {
    family: &'static str,
    address: IpAddr,
    special_purpose: Option<String>,
    reached: Kind<'r>,
    sessions: Vec<SessionJson<'r>>,
}

impl<'r> AddressJson<'r> {
    fn of(address: &'r AddressReport) -> Self {
        Self {
            family: match address.family {
                Family::Ipv4 => "ipv4",
                Family::Ipv6 => "ipv6",
            },
            address: address.address,
            special_purpose: address.special_purpose.map(|purpose| purpose.to_string()),
            reached: match &address.reached {
                Reached::Yes => Kind::plain("yes"),
                Reached::Refused(why) => Kind::because("refused", why),
                Reached::TimedOut(why) => Kind::because("timed-out", why),
                Reached::NoRoute(why) => Kind::because("no-route", why),
                Reached::Failed(why) => Kind::because("failed", why),
                Reached::NotTried(why) => Kind::because("not-tried", why),
            },
            sessions: address.sessions.iter().map(SessionJson::of).collect(),
        }
    }
}
