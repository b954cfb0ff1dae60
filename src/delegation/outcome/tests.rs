//! Every combination of verdicts, against rules that are written down one by one.

extern crate std;

use std::string::ToString;
use std::vec::Vec;

use crate::delegation::outcome::combination::{
    AuthenticatedAs, ConstraintsAsked, Mechanism, Outcome, OutcomeNote, RefusalReason,
};
use crate::delegation::outcome::verdicts::{Dane, DaneAndMtaSts, MtaSts, Pkix, Posh, ProvenName, Verdicts};
use crate::delegation::references::application::Delegation;
use crate::identity::reference::ReferenceId;
use crate::identity::source_domain::{AuthenticatedBy, AuthenticatedTarget, SourceDomain};
use crate::name::dns::DnsName;
use crate::name::srv::Service;
use crate::path::policy::{AnchorConstraints, SubCaRule};

const HOST: DnsName<'static> = DnsName::from_parsed("mx.hoster.example");

fn source() -> SourceDomain<'static> {
    SourceDomain::from_user_input("example.com").unwrap()
}

fn proven(reference: ReferenceId<'static>) -> ProvenName<'static> {
    ProvenName { reference, rule: SubCaRule::Constrained, anchor_constraints: AnchorConstraints::Enforce }
}

fn service() -> Service<'static> {
    Service::parse("xmpp-server").unwrap()
}

const fn host_id() -> ReferenceId<'static> {
    ReferenceId::Dns(HOST)
}

/// Every input.
fn each(mut visit: impl FnMut(Verdicts<'static>, DaneAndMtaSts)) -> usize {
    let srv_id = source().srv_id(service());
    let target = |by| Delegation::Authenticated(AuthenticatedTarget::of_host(HOST, by));
    let mut delegations = Vec::from([Delegation::Direct, Delegation::Insecure(HOST)]);
    delegations.extend(AuthenticatedBy::ALL.map(target));
    let danes = [
        Dane::NotApplicable,
        Dane::TlsAlone,
        Dane::Key,
        Dane::TrustAnchor(proven(host_id())),
        Dane::WithPkix,
        Dane::Fails,
    ];
    let policies = [
        MtaSts::NotApplicable,
        MtaSts::TestingMatches(HOST),
        MtaSts::TestingFails,
        MtaSts::EnforceMatches(HOST),
        MtaSts::EnforceFails,
    ];
    let poshes = [Posh::NotApplicable, Posh::Matches(service()), Posh::Fails];
    let names = [srv_id, source().dns_id(), host_id()].map(|name| Pkix::Holds(proven(name)));
    let pkixes = [&[Pkix::NotAsked, Pkix::Fails], &names[..]].concat();
    let mut count = 0;
    for delegation in delegations {
        for (dane, mta_sts) in danes.iter().flat_map(|dane| policies.iter().map(move |policy| (*dane, *policy))) {
            for (posh, pkix) in poshes.iter().flat_map(|posh| pkixes.iter().map(move |pkix| (*posh, *pkix))) {
                for knob in [DaneAndMtaSts::BothMustHold, DaneAndMtaSts::DaneSuffices] {
                    let verdicts = Verdicts { dane, mta_sts, posh, pkix, ..Verdicts::new(source(), delegation) };
                    visit(verdicts, knob);
                    count += 1;
                }
            }
        }
    }
    count
}

/// An outcome in short: `+` who, by what; `?`; or `-` and why.
fn short(outcome: &Outcome<'_>) -> std::string::String {
    match outcome {
        Outcome::Authenticated(found) => std::format!("+{:?} {}", found.identity(), found.by()),
        Outcome::Unauthenticated(_) => "?".to_string(),
        Outcome::Refused(refused) => std::format!("-{:?}", refused.reason()),
    }
}

/// What is expected, by the first rule that says something.
fn oracle(verdicts: &Verdicts<'_>, knob: DaneAndMtaSts) -> std::string::String {
    let Verdicts { delegation, dane, mta_sts, posh, pkix, .. } = verdicts;
    let pkix_name = match pkix {
        Pkix::Holds(name) => Some(name.reference),
        _ => None,
    };
    // 1. DANE that applies must hold.
    if *dane == Dane::Fails || (*dane == Dane::WithPkix && pkix_name.is_none()) {
        return "-Dane".to_string();
    }
    let dane_holds = !matches!(dane, Dane::NotApplicable | Dane::TlsAlone);
    let secure_route = match delegation {
        Delegation::Direct => true,
        Delegation::Insecure(_) => false,
        Delegation::Authenticated(target) => ["dnssec", "config"].contains(&target.by().as_str()),
    };
    // 2. MTA-STS in enforce must hold too, for the MX host.
    let enforce = matches!(mta_sts, MtaSts::EnforceMatches(_) | MtaSts::EnforceFails);
    let enforce_holds = matches!(mta_sts, MtaSts::EnforceMatches(_)) && pkix_name == Some(host_id());
    let lifted = knob == DaneAndMtaSts::DaneSuffices && dane_holds && secure_route;
    if enforce && !enforce_holds && !lifted {
        return "-MtaSts".to_string();
    }
    let host_alone = |by: &str| std::format!("+{:?} {by}", AuthenticatedAs::HostAlone(HOST));
    let named = |name, by: &str| std::format!("+{:?} {by}", AuthenticatedAs::Reference(name));
    let insecure = matches!(delegation, Delegation::Insecure(_));
    // 3. What proves the source domain, in the order of decision 32.
    match dane {
        Dane::Key if secure_route => return std::format!("+{:?} DANE-EE", AuthenticatedAs::KeyOfDomain),
        Dane::TrustAnchor(name) if secure_route => return named(name.reference, "DANE-TA"),
        Dane::WithPkix if !(insecure && pkix_name == Some(host_id())) => {
            return named(pkix_name.unwrap(), "PKIX and TLSA");
        }
        _ => {}
    }
    if enforce_holds {
        return named(host_id(), "MTA-STS and PKIX");
    }
    if *posh == Posh::Matches(service()) {
        return std::format!("+{:?} POSH", AuthenticatedAs::KeyOfService(service()));
    }
    match pkix_name {
        Some(name @ ReferenceId::Srv { .. }) => return named(name, "SRVName"),
        Some(name) if !(insecure && name == host_id()) => return named(name, "PKIX"),
        _ => {}
    }
    // 4. What proves the host alone.
    match (dane, pkix_name) {
        (Dane::Key, _) => host_alone("DANE-EE"),
        (Dane::TrustAnchor(_), _) => host_alone("DANE-TA"),
        (Dane::WithPkix, _) => host_alone("PKIX and TLSA"),
        (_, Some(_)) => host_alone("PKIX"),
        // 5. Nothing holds.
        _ if *pkix == Pkix::Fails => "-Pkix".to_string(),
        _ if *posh == Posh::Fails => "-Posh".to_string(),
        _ => "?".to_string(),
    }
}

#[test]
fn every_combination_is_what_the_oracle_says() {
    let count = each(|verdicts, knob| {
        assert_eq!(short(&verdicts.outcome(knob)), oracle(&verdicts, knob), "{verdicts:?} {knob:?}");
    });
    assert_eq!(count, 6 * 6 * 5 * 3 * 5 * 2);
}

#[test]
fn nothing_lifts_a_failure_of_dane() {
    each(|mut verdicts, knob| {
        verdicts.dane = Dane::Fails;
        let Outcome::Refused(refused) = verdicts.outcome(knob) else { panic!("{verdicts:?}") };
        assert_eq!(refused.reason(), RefusalReason::Dane);
        assert_eq!(refused.to_string(), "example.com is refused: DANE applies and does not hold [RFC 6698 §4.1]");
    });
}

#[test]
fn nothing_but_dane_and_the_knob_lifts_a_failure_of_mta_sts() {
    each(|mut verdicts, knob| {
        verdicts.mta_sts = MtaSts::EnforceFails;
        let outcome = verdicts.outcome(knob);
        if let Outcome::Authenticated(found) = &outcome {
            assert_eq!(knob, DaneAndMtaSts::DaneSuffices);
            assert!(found.notes().contains(&OutcomeNote::MtaStsOverruled), "{verdicts:?}");
        }
        assert!(!matches!(outcome, Outcome::Unauthenticated(_)), "{verdicts:?}");
    });
}

#[test]
fn dane_of_a_host_that_nobody_vouches_for_suffices_for_nothing() {
    let insecure = Verdicts::new(source(), Delegation::Insecure(HOST)).with_dane(Dane::Key);
    let outcome = insecure.with_mta_sts(MtaSts::EnforceFails).outcome(DaneAndMtaSts::DaneSuffices);
    assert_eq!(short(&outcome), "-MtaSts");
}

/// What is said of name constraints is true: a key has none, and a name was validated.
#[test]
fn constraints_are_claimed_of_names_alone() {
    each(|verdicts, knob| {
        let Outcome::Authenticated(found) = verdicts.outcome(knob) else { return };
        let checked = found.constraints() != ConstraintsAsked::NotAsked;
        assert_eq!(checked, !matches!(found.by(), Mechanism::DaneEe | Mechanism::Posh), "{found}");
    });
}

/// RFC 7672 §2.2.1: what a log says of a host that insecure records led to.
#[test]
fn a_log_never_claims_the_next_hop_for_a_host_alone() {
    let mut hosts = 0;
    each(|verdicts, knob| {
        let Outcome::Authenticated(found) = verdicts.outcome(knob) else { return };
        let says_domain = found.to_string().starts_with("example.com is authenticated");
        assert_eq!(says_domain, !matches!(found.identity(), AuthenticatedAs::HostAlone(_)), "{found}");
        hosts += usize::from(!says_domain);
    });
    assert!(hosts > 100, "{hosts}");
    let verdicts = Verdicts::new(source(), Delegation::Insecure(HOST)).with_dane(Dane::Key);
    assert_eq!(
        verdicts.outcome(DaneAndMtaSts::default()).to_string(),
        "the host mx.hoster.example is authenticated by DANE-EE, and example.com is not: nobody vouches for the records \
         that led to that host; name constraints were not asked"
    );
}

#[test]
fn lines_of_a_log() {
    let verdicts = Verdicts::new(source(), Delegation::Direct);
    let line = |verdicts: Verdicts<'_>| verdicts.outcome(DaneAndMtaSts::default()).to_string();
    let srv_name = Pkix::Holds(proven(source().srv_id(service())));
    assert_eq!(
        line(verdicts.with_pkix(srv_name).with_posh(Posh::Fails)),
        "example.com is authenticated as _xmpp-server.example.com by SRVName; name constraints were checked, with rule \
         constrained; the POSH document has other certificates"
    );
    assert_eq!(
        line(verdicts.with_posh(Posh::Matches(service())).with_pkix(Pkix::Fails)),
        "example.com is authenticated for _xmpp-server by POSH: the certificate is one that it publishes for that service; \
         name constraints were not asked; there is no path to the roots for a reference identifier"
    );
    assert_eq!(
        line(verdicts.with_dane(Dane::TlsAlone).with_mta_sts(MtaSts::TestingFails)),
        "example.com is not authenticated: nothing that applies says who answers; the MTA-STS policy in testing does not \
         hold; no TLSA record is usable, so that TLS is required and authenticates nobody"
    );
    assert_eq!(
        line(verdicts.with_mta_sts(MtaSts::EnforceFails).with_pkix(srv_name)),
        "example.com is refused: its MTA-STS policy is in enforce and does not hold [RFC 8461 §5]"
    );
    let ignoring =
        ProvenName { anchor_constraints: AnchorConstraints::IgnoreTrustAnchorConstraints, ..proven(host_id()) };
    let mx = verdicts.with_mta_sts(MtaSts::EnforceMatches(HOST)).with_pkix(Pkix::Holds(ignoring));
    assert_eq!(
        line(mx),
        "example.com is authenticated as mx.hoster.example by MTA-STS and PKIX; name constraints were checked but for the \
         trust anchor's, with rule constrained"
    );
}

/// Programs compare with them.
#[test]
fn each_mechanism_has_a_code_of_its_own() {
    let all = [
        Mechanism::SrvName,
        Mechanism::Pkix,
        Mechanism::DaneEe,
        Mechanism::DaneTa,
        Mechanism::PkixAndTlsa,
        Mechanism::MtaStsAndPkix,
        Mechanism::Posh,
    ];
    let codes = all.map(Mechanism::code);
    assert_eq!(codes, ["srv_name", "pkix", "dane_ee", "dane_ta", "pkix_and_tlsa", "mta_sts_and_pkix", "posh"]);
}
