//! One service: its servers, and at each what every mechanism says, side by side.

use std::net::IpAddr;

use srvname_net::probe::report::{
    ClientVerdict, Handshake, LookedUpAs, Mechanism, MtaStsReport, PoshReport, ServerReport, ServiceReport,
    SessionReport, SniUse, Status, Verdict,
};

use crate::commands::probe::groups::{self, Group};
use crate::commands::probe::text::layout::{WIDTH, labeled, paragraph};
use crate::commands::probe::wording;
use crate::output::color::Palette;
use crate::output::shown::Shown;
use crate::output::wrap::{columns, list, pad, shorten};

/// The most that is shown of a subject or a name, in characters.
const MAX_NAME: usize = 60;

/// Returns the text of a service.
pub(super) fn render(service: &ServiceReport, palette: Palette) -> String {
    let ending = match service.status {
        Status::Good => palette.good(wording::ending(service.status)),
        Status::Wrong | Status::Unanswered => palette.bad(wording::ending(service.status)),
    };
    let mechanisms = groups::mechanisms(service);
    let name = palette.strong(service.service.as_str());
    let mut text = match why_no_servers(service) {
        Some(why) => labeled(&format!("{name}  {ending}  "), label_width(service), why, 0),
        None => format!("{name}  {ending}\n"),
    };
    text.push_str(&service.mta_sts.as_ref().map(mta_sts).unwrap_or_default());
    text.push_str(&service.posh.as_ref().map(posh).unwrap_or_default());
    if !mechanisms.is_empty() {
        let names: Vec<_> = mechanisms.iter().map(|mechanism| wording::column(*mechanism).to_owned()).collect();
        let names = row("", names.iter().map(|name| (name.as_str(), name.clone())), &mechanisms);
        text.push_str(&palette.faint(names.trim_end_matches('\n')));
        text.push('\n');
    }
    for server in &service.servers {
        text.push_str(&of_server(server, &mechanisms, palette));
    }
    text
}

fn label_width(service: &ServiceReport) -> usize {
    columns(service.service.as_str()).saturating_add(columns(wording::ending(service.status))).saturating_add(4)
}

/// Why there is no server to ask; `None` if there is one.
fn why_no_servers(service: &ServiceReport) -> Option<&str> {
    match &service.looked_up_as {
        LookedUpAs::Records | LookedUpAs::DomainItself => {
            service.servers.is_empty().then_some("no server could be asked")
        }
        LookedUpAs::NotOffered => Some("not offered: the domain says so by the target `.`"),
        LookedUpAs::NoRecords => Some("not offered: there are no records"),
        LookedUpAs::Failed(why) => Some(why),
    }
}

fn mta_sts(published: &MtaStsReport) -> String {
    let Some(policy) = &published.policy else { return String::new() };
    let hosts = list(&policy.mx);
    let what = format!("MTA-STS policy: mode {}, kept for {} s, hosts {hosts}", policy.mode, policy.max_age);
    paragraph(&what, 2)
}

fn posh(published: &PoshReport) -> String {
    let Some(document) = &published.document else { return String::new() };
    let count = match document.fingerprints.len() {
        1 => "1 fingerprint".to_owned(),
        count => format!("{count} fingerprints"),
    };
    let via = document.via.as_ref().map(|via| format!(", by way of {via}")).unwrap_or_default();
    paragraph(&format!("POSH document: {count}, kept for {} s{via}", document.expires), 2)
}

fn of_server(server: &ServerReport, mechanisms: &[Mechanism], palette: Palette) -> String {
    let name = format!("{}:{}", Shown(&server.host), server.port);
    let traits = format!("{}, found by {} records", wording::server_traits(server), security(server));
    let width = columns(&name).saturating_add(2);
    let mut text = labeled(&format!("{}  ", palette.strong(&name)), width, &traits, 2);
    let groups = groups::of_server(server);
    // Addresses that every certificate was shown at are said once.
    let shared = groups.first().filter(|first| groups.iter().all(|group| group.addresses == first.addresses));
    if let Some(shared) = shared {
        text.push_str(&paragraph(&addresses(&shared.addresses), 4));
    }
    for group in &groups {
        text.push_str(&of_group(group, mechanisms, palette));
        if shared.is_none() {
            text.push_str(&paragraph(&addresses(&group.addresses), 6));
        }
        text.push_str(&reasons(group));
    }
    for trouble in groups::troubles(server) {
        text.push_str(&paragraph(&format!("{}: {}", addresses(&trouble.addresses), trouble.sentence), 4));
    }
    for session in groups::with_another_certificate(server) {
        text.push_str(&paragraph(&another_certificate(session), 4));
    }
    text
}

/// How far the way to a server can be believed, in a word.
fn security(server: &ServerReport) -> String {
    let shown = server.delegation_security.to_string();
    shown.split_once(':').map_or(shown.clone(), |(word, _)| word.to_owned())
}

fn of_group(group: &Group<'_>, mechanisms: &[Mechanism], palette: Palette) -> String {
    let cells = mechanisms.iter().map(|mechanism| {
        let verdict = groups::verdict(group.session, *mechanism);
        let mark = verdict.map_or("", wording::mark);
        (mark, paint(verdict, mark, palette))
    });
    row(&certificate(group), cells, mechanisms)
}

/// Why a mechanism does not hold, and which clients refuse the server for it.
fn reasons(group: &Group<'_>) -> String {
    let mut text = String::new();
    for report in &group.session.mechanisms {
        let why = match &report.verdict {
            Verdict::Fails(failure) => {
                let section = failure.section.as_ref().map(|section| format!(" [{section}]")).unwrap_or_default();
                format!("{}{section}", failure.reason)
            }
            Verdict::Unanswered(why) => why.clone(),
            Verdict::Holds(_) | Verdict::NotApplicable(_) => continue,
        };
        text.push_str(&paragraph(&format!("{}: {why}", wording::column(report.mechanism)), 6));
    }
    let refusing = group.session.clients.iter().filter(|client| refuses(client));
    let refusing: Vec<_> = refusing.map(|client| client.kind.to_string()).collect();
    if !refusing.is_empty() {
        text.push_str(&paragraph(&format!("refused by {}", list(&refusing)), 6));
    }
    text
}

const fn refuses(client: &ClientVerdict) -> bool {
    client.counts && matches!(client.verdict, Verdict::Fails(_))
}

fn paint(verdict: Option<&Verdict>, mark: &str, palette: Palette) -> String {
    match verdict {
        Some(Verdict::Holds(_)) => palette.good(mark),
        Some(Verdict::Fails(_) | Verdict::Unanswered(_)) => palette.bad(mark),
        Some(Verdict::NotApplicable(_)) | None => palette.faint(mark),
    }
}

/// What a certificate is, and how it was shown: `ECDSA P-256, 61 days left, TLS 1.3`.
fn certificate(group: &Group<'_>) -> String {
    let version = match &group.session.handshake {
        Handshake::Done { version, .. } => Some(version.to_string()),
        _ => None,
    };
    let own = [wording::key_of(group.certificate), wording::days_left(group.certificate)];
    let parts: Vec<_> = own.into_iter().chain([version]).flatten().collect();
    Shown(&parts.join(", ")).to_string()
}

fn another_certificate(session: &SessionReport) -> String {
    let sent = match (&session.server_name, session.sni) {
        (Some(name), _) => format!("for the name {}", shorten(name, MAX_NAME)),
        (None, _) => "without a name".to_owned(),
    };
    let subject = session.chain.first().map(|own| shorten(&own.subject, MAX_NAME)).unwrap_or_default();
    let whom = if session.sni == SniUse::NameOfHost { ", which clients do not send" } else { "" };
    format!("asked {sent}{whom}: another certificate ({subject})")
}

fn addresses(addresses: &[IpAddr]) -> String {
    addresses.iter().map(IpAddr::to_string).collect::<Vec<_>>().join(", ")
}

/// Returns a row of the table: a label, and a cell for each mechanism, as it counts and as it is painted. A label that is too
/// long has its cells on the next line.
fn row<'c>(label: &str, cells: impl Iterator<Item = (&'c str, String)>, mechanisms: &[Mechanism]) -> String {
    let widths = mechanisms.iter().map(|mechanism| columns(wording::column(*mechanism)).saturating_add(2));
    let wide: usize = widths.clone().sum();
    let room = WIDTH.saturating_sub(wide).saturating_add(2);
    let label = format!("    {label}");
    let mut line = if columns(&label).saturating_add(2) > room {
        format!("{label}\n{}", " ".repeat(room))
    } else {
        pad(&label, room)
    };
    for ((plain, painted), width) in cells.zip(widths) {
        line.push_str(&painted);
        line.push_str(&" ".repeat(width.saturating_sub(columns(plain))));
    }
    format!("{}\n", line.trim_end())
}
