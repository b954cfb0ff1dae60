//! The counts as one self-contained HTML page: no font, no picture, and one small script of its own, which sorts and filters
//! the tables. Without it they are complete.

use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::report::CensusReport;
use super::text::{constrained_until, counted, day, number, to_reissue};
use crate::input::time;
use crate::output::page_head::page_head;
use crate::output::wrap::sentence;

mod chart;
mod closing;
mod names;
mod numbers;
mod tables;
mod when;

const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");

pub(super) fn render(report: &CensusReport) -> String {
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            (page_head(&format!("SRVName census, {}", day(&report.at)), &policy(), STYLE))
            body {
                (chart::patterns())
                main {
                    (headline(report))
                    (when::section(report))
                    (tables::section(report))
                    (numbers::section(report))
                    (closing::sections(report))
                }
                script { (PreEscaped(SCRIPT)) }
            }
        }
    };
    page.into_string() + "\n"
}

/// What a browser may load and run for the page: its own style and its own script, to the octet.
fn policy() -> String {
    let source = |text: &str| format!("'sha256-{}'", STANDARD.encode(digest(&SHA256, text.as_bytes())));
    format!(
        "default-src 'none'; style-src {}; script-src {}; base-uri 'none'; form-action 'none'",
        source(STYLE),
        source(SCRIPT)
    )
}

fn headline(report: &CensusReport) -> Markup {
    let (left, last) = (&report.left, report.left.last_expiry.map(|moment| moment.map(time::show)));
    let card = |parts: &[chart::Part], certificates: u64, cas: u64, what: &str, until: &Option<String>| {
        html! {
            li {
                span.squares { @for part in parts { (chart::square(*part)) } }
                strong { (number(certificates)) }
                @if certificates == 1 { "certificate" } @else { "certificates" } " of " (counted(cas, "CA")) ", " (what)
                @if let Some(until) = until { span.until { "the last expires " time datetime=(until) { (day(until)) } } }
            }
        }
    };
    html! {
        h1 { "SRVName census" }
        p.at { (counted(report.certificates, "certificate")) ", current at " time datetime=(report.at) { (report.at) } }
        p.headline { strong { (to_reissue(report)) } }
        p.headline.second { (sentence(&constrained_until(report))) }
        p.lead {
            "A CA whose name constraints do not list SRVName can issue SRVNames for any domain, however tightly it is limited to \
             host names (RFC 9525 §7.6). These are the current subordinate CAs for TLS that do not, by how they are constrained:"
        }
        ul.cards {
            (card(
                &numbers::HELD[..1],
                left.certificates.technically_constrained,
                left.cas.technically_constrained,
                "technically constrained: their issuers meant to limit them",
                &last.technically_constrained,
            ))
            (card(
                &numbers::HELD[..2],
                left.certificates.constrained,
                left.cas.constrained,
                "with any name constraints, those included",
                &last.constrained,
            ))
            (card(
                &numbers::HELD,
                left.certificates.all,
                left.cas.all,
                "in total: what the default rule requires",
                &last.all,
            ))
        }
        @if let Some(ccadb) = &report.ccadb {
            p.lead {
                "According to the CCADB " (number(ccadb.revoked.all)) " of the " (counted(report.to_reissue.all, "certificate"))
                " to reissue are revoked (" (number(ccadb.revoked.technically_constrained))
                " of the technically constrained), which need not be reissued and are not in these counts. It has a record of "
                (number(ccadb.disclosed.all)) ", and root programs trust " (number(ccadb.left_trusted.all))
                " of those left for TLS servers (" (number(ccadb.left_trusted.technically_constrained))
                " of the technically constrained)."
            }
        }
    }
}
