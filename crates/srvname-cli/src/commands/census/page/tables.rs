//! Which CAs must be reissued, and by whom: tables that sort and filter.

use maud::{Markup, html};

use super::chart::Part;
use super::names::{directory_name, first_rdn};
use crate::commands::census::groups::GroupCounts;
use crate::commands::census::reissue::{BySet, Restriction};
use crate::commands::census::report::{CaToReissue, CensusReport};
use crate::commands::census::text::{day, number};

pub(super) fn section(report: &CensusReport) -> Markup {
    let has_ccadb = report.ccadb.is_some();
    let owners = report.by_owner.iter().map(|own| (&*own.owner, &own.counts));
    let issuers = report.by_issuer.iter().map(|own| (&*own.issuer, &own.counts));
    html! {
        section aria-labelledby="which" {
            h2 #which { "Which of my CAs must I reissue?" }
            p {
                "The issuer signs the new certificate, the owner asks for it. Owners are "
                @if has_ccadb { "those of the CCADB where its report has the certificate, else " }
                "the organizations in the subjects."
            }
            (filter())
            (groups("owners", "Owner", "By owner", has_ccadb, plain, owners))
            (groups("issuers", "Issuer", "By issuer", has_ccadb, directory_name, issuers))
            (list(report))
        }
    }
}

/// What chooses rows of the three tables. The script shows it: without one nothing would happen.
fn filter() -> Markup {
    html! {
        div #filter role="search" aria-label="Rows of the three tables" hidden {
            label for="words" { "Show rows with" }
            input #words type="search" autocomplete="off" spellcheck="false" placeholder="an owner, a CA, an issuer, a digest";
            label for="set" { "and constraints" }
            select #set {
                option value="2" selected { "of any kind, or none" }
                option value="1" { "of any kind" }
                option value="0" { "that are technical" }
            }
            p #shown role="status" {}
        }
    }
}

/// How tightly the tightest of them is constrained, for the filter.
fn tightest(left: BySet<u64>) -> u8 {
    match (left.technically_constrained, left.constrained) {
        (0, 0) => 2,
        (0, _) => 1,
        _ => 0,
    }
}

fn plain(name: &str) -> Markup {
    html! { (name) }
}

fn groups<'r>(
    id: &str,
    whose: &str,
    title: &str,
    has_ccadb: bool,
    shown: fn(&str) -> Markup,
    groups: impl Iterator<Item = (&'r str, &'r GroupCounts)>,
) -> Markup {
    let count = |count: u64| html! { td.number data-key=(count) { (number(count)) } };
    let until = |until: &Option<String>| {
        html! {
            td.date data-key=(until.as_deref().unwrap_or_default()) {
                @match until { Some(until) => (day(until)), None => span.unseen { "none" } }
            }
        }
    };
    let heading = format!("{id}-title");
    html! {
        h3 id=(heading) { (title) }
        div.wide.tall tabindex="0" role="region" aria-labelledby=(heading) {
            table.sortable id=(id) data-name=(id) {
                caption.unseen { (title) ": certificates left to reissue" }
                thead {
                    tr {
                        th.any scope="col" data-sort="text" { (whose) }
                        th.number scope="col" data-sort="number" { "Technically constrained" }
                        th.date scope="col" data-sort="text" { "Until" }
                        th.number scope="col" data-sort="number" { "With name constraints" }
                        th.number scope="col" data-sort="number" { "All" }
                        th.number scope="col" data-sort="number" { "CAs" }
                        th.date scope="col" data-sort="text" { "All until" }
                        @if has_ccadb { th.number scope="col" data-sort="number" { "Revoked" } }
                    }
                }
                tbody {
                    @for (name, own) in groups {
                        tr data-held=(tightest(own.left)) {
                            th.any scope="row" { (shown(name)) }
                            (count(own.left.technically_constrained))
                            (until(&own.left_until.technically_constrained))
                            (count(own.left.constrained))
                            (count(own.left.all))
                            (count(own.left_cas.all))
                            (until(&own.left_until.all))
                            @if has_ccadb { (count(own.revoked)) }
                        }
                    }
                }
            }
        }
    }
}

fn list(report: &CensusReport) -> Markup {
    let has_ccadb = report.ccadb.is_some();
    html! {
        h3 #certificates-title { "CAs to reissue, certificate by certificate" }
        div.wide.tall tabindex="0" role="region" aria-labelledby="certificates-title" {
            table.sortable.list #certificates data-name="certificates" {
                caption.unseen { "CAs to reissue, the technically constrained first, then by expiry" }
                thead {
                    tr {
                        th.any scope="col" data-sort="text" { "CA" }
                        th.date scope="col" data-sort="text" { "Expires" }
                        th.held scope="col" data-sort="text" { "Constraints" }
                        th.some scope="col" data-sort="text" { "Owner" }
                        th.some scope="col" data-sort="text" { "Issuer" }
                        th.some scope="col" data-sort="text" { "Root" }
                        @if has_ccadb { th.some scope="col" data-sort="text" { "CCADB" } }
                    }
                }
                tbody { @for ca in &report.reissue { (row(ca, has_ccadb)) } }
            }
        }
    }
}

fn row(ca: &CaToReissue, has_ccadb: bool) -> Markup {
    let (held, part) = match ca.held {
        Restriction::Technically => (0, Part::TechnicallyConstrained),
        Restriction::Partly => (1, Part::OtherwiseConstrained),
        Restriction::Not => (2, Part::Unconstrained),
    };
    html! {
        tr.revoked[ca.revoked] data-held=(held) {
            th.any scope="row" { span.subject { (directory_name(&ca.subject)) } span.hash { (ca.sha256) } }
            td.date data-key=(ca.not_after) { (day(&ca.not_after)) }
            td.held data-key=(held) { span.mark.(part.class()) { (part.name()) } }
            td { (ca.owner) }
            td { (directory_name(&ca.issuer)) }
            td { (roots(ca)) }
            @if has_ccadb { td { (record(ca)) } }
        }
    }
}

fn roots(ca: &CaToReissue) -> Markup {
    html! {
        @match ca.roots.as_slice() {
            [] => span.soft { "unknown: not among the certificates given" },
            [only] if !ca.more_roots => (directory_name(only)),
            several => {
                span.soft { "one of " (several.len()) @if ca.more_roots { " or more" } ":" }
                @for root in several { div { (first_rdn(root)) } }
            }
        }
    }
}

/// What the CCADB says.
fn record(ca: &CaToReissue) -> Markup {
    html! {
        @match &ca.ccadb {
            None => span.soft { "not in the report" },
            Some(record) => {
                @if record.revocation.is_empty() { span.soft { "no status" } } @else { strong { (record.revocation) } }
                @if !record.trust_bits.is_empty() { div { (record.trust_bits.join(", ")) } }
                @if !record.subordinate_owner.is_empty() { div.soft { "run by " (record.subordinate_owner) } }
            }
        }
    }
}
