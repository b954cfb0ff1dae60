//! The servers of a service: one table of all, and the details of each.

use std::net::IpAddr;

use maud::{Markup, display, html};
use srvname_net::probe::report::{
    AddressReport, DaneStep, Handshake, LookedUpAs, Mechanism, PolicyMatch, ServerReport, ServiceReport, SessionReport,
    SniUse,
};

use crate::commands::probe::groups::{self, Group};
use crate::commands::probe::html::{certificates, lookups, verdicts};
use crate::commands::probe::wording;
use crate::output::shown::Shown;

/// Returns the table of the servers: what each mechanism says, side by side.
pub(super) fn table(service: &ServiceReport) -> Markup {
    let mechanisms = groups::mechanisms(service);
    let caption = format!("What each mechanism says of the servers of {}", service.service);
    let across = mechanisms.len().saturating_add(1).to_string();
    html! {
        @if service.servers.is_empty() {
            p { (why_none(&service.looked_up_as)) }
        } @else {
            div.wide tabindex="0" role="region" aria-label=(caption) {
                table.marks {
                    caption { span.stays { (caption) } }
                    thead {
                        tr {
                            th scope="col" { "Server and certificate" }
                            @for mechanism in &mechanisms { th scope="col" { (wording::column(*mechanism)) } }
                        }
                    }
                    @for server in &service.servers { (rows(server, &mechanisms, &across)) }
                }
            }
        }
    }
}

fn why_none(looked_up_as: &LookedUpAs) -> String {
    match looked_up_as {
        LookedUpAs::Records | LookedUpAs::DomainItself => "No server could be asked.".to_owned(),
        LookedUpAs::NotOffered => "Not offered: the domain says so by the target “.”.".to_owned(),
        LookedUpAs::NoRecords => "Not offered: there are no records.".to_owned(),
        LookedUpAs::Failed(why) => Shown(why).to_string(),
    }
}

fn rows(server: &ServerReport, mechanisms: &[Mechanism], across: &str) -> Markup {
    html! {
        tbody {
            tr {
                th.server scope="rowgroup" colspan=(across) {
                    span.stays {
                        (display(Shown(&server.host))) ":" (server.port) " "
                        span.traits { (wording::server_traits(server)) ", found by records that are " (server.delegation_security) }
                    }
                }
            }
            @for group in groups::of_server(server) { (row(&group, mechanisms)) }
            @for trouble in groups::troubles(server) {
                tr { td.prose colspan=(across) { span.stays { (addresses(&trouble.addresses)) ": " (display(Shown(&trouble.sentence))) } } }
            }
        }
    }
}

fn row(group: &Group<'_>, mechanisms: &[Mechanism]) -> Markup {
    html! {
        tr {
            th scope="row" {
                (certificates::in_short(group.certificate))
                span.place { (addresses(&group.addresses)) }
            }
            @for mechanism in mechanisms { td { (verdicts::mark(groups::verdict(group.session, *mechanism))) } }
        }
    }
}

fn addresses(addresses: &[IpAddr]) -> String {
    addresses.iter().map(IpAddr::to_string).collect::<Vec<_>>().join(", ")
}

/// Returns everything about one server, folded.
pub(super) fn details(server: &ServerReport) -> Markup {
    html! {
        details {
            summary { "Everything about " (display(Shown(&server.host))) ":" (server.port) }
            p { "DANE: " (dane(&server.dane)) }
            @if let Some(found) = &server.policy_match { p { "MTA-STS policy: " (policy_match(found)) } }
            (lookups::table("Addresses", &server.address_lookups))
            (lookups::table("TLSA records", &server.tlsa_lookups))
            @for address in &server.addresses { (of_address(address)) }
        }
    }
}

fn dane(step: &DaneStep) -> String {
    match step {
        DaneStep::Authenticate { owner, usable, all, claim } => format!(
            "a client demands a match with one of {usable} usable records of {all} at {}; a match proves {}",
            Shown(owner),
            Shown(claim)
        ),
        DaneStep::TlsWithoutAuthentication(why) => {
            format!("a client demands TLS, and authenticates nobody: {}", Shown(why))
        }
        DaneStep::PkixAlone(why) => format!("a client demands a certificate of a CA: {}", Shown(why)),
        DaneStep::DoesNotApply(why) => format!("does not apply: {}", Shown(why)),
        DaneStep::NextHost(why) => format!("a client does not connect to this server: {}", Shown(why)),
        DaneStep::Abort(why) => format!("a client connects to no server of the domain: {}", Shown(why)),
        DaneStep::NotAsked(why) => format!("not known: {}", Shown(why)),
    }
}

fn policy_match(found: &PolicyMatch) -> String {
    match found {
        PolicyMatch::Pattern(pattern) => format!("the pattern {} allows this host", Shown(pattern)),
        PolicyMatch::None => "no pattern allows this host".to_owned(),
        PolicyMatch::NotApplicable => "its mode is none, so it says nothing of this host".to_owned(),
    }
}

fn of_address(address: &AddressReport) -> Markup {
    html! {
        h4 { (address.address) @if let Some(purpose) = address.special_purpose { ", " (purpose) } }
        @if let Some(why) = wording::not_reached(&address.reached) { p { (display(Shown(why))) } }
        @for session in &address.sessions { (of_session(session)) }
    }
}

fn of_session(session: &SessionReport) -> Markup {
    let asked = match (wording::key(session.key), session.sni) {
        (Some(key), SniUse::AsClientsDo) => format!("Asked for {key}"),
        (None, SniUse::AsClientsDo) => "Asked as clients do".to_owned(),
        (_, SniUse::WithoutName) => "Asked without a name".to_owned(),
        (_, SniUse::NameOfHost) => "Asked for the name of the host".to_owned(),
    };
    let name = session.server_name.as_ref().map(|name| format!(" (SNI {})", Shown(name))).unwrap_or_default();
    html! {
        h5 { (asked) (name) }
        dl.facts {
            @if let Some(greeting) = &session.greeting { dt { "Greeting" } dd { (display(Shown(greeting))) } }
            @if !session.capabilities.is_empty() {
                dt { "Before TLS it offers" }
                dd { (display(Shown(&session.capabilities.join(", ")))) }
            }
            dt { "TLS" }
            dd { (tls(session)) }
        }
        (verdicts::table(session))
        (certificates::chain(&session.chain))
    }
}

fn tls(session: &SessionReport) -> String {
    let come = match &session.handshake {
        Handshake::Done { version, cipher_suite, alpn } => {
            let alpn = alpn.as_ref().map(|alpn| format!(", ALPN {}", Shown(alpn))).unwrap_or_default();
            return format!("{version}, {}{alpn}", Shown(cipher_suite));
        }
        Handshake::NoSuchKey(why) | Handshake::Failed(why) => why.clone(),
        Handshake::NotReached => session.negotiation.obstacle().unwrap_or_else(|| "it did not come to that".to_owned()),
    };
    Shown(&come).to_string()
}
