//! Verdicts: a mark in a table, and why.

use maud::{Markup, display, html};
use srvname_net::probe::report::{SessionReport, Verdict};

use crate::output::shown::Shown;

/// Returns the mark of a verdict, with words for who does not see it.
pub(super) fn mark(verdict: Option<&Verdict>) -> Markup {
    match verdict {
        Some(Verdict::Holds(_)) => html! { span.good { "yes" } },
        Some(Verdict::Fails(_)) => html! { span.wrong { "no" } },
        Some(Verdict::Unanswered(_)) => html! { span.unanswered { "not known" } },
        Some(Verdict::NotApplicable(_)) | None => {
            html! { span.none aria-hidden="true" { "–" } span.unseen { "does not apply" } }
        }
    }
}

/// Returns why, mechanism by mechanism and kind of client by kind of client.
pub(super) fn table(session: &SessionReport) -> Markup {
    html! {
        @if !session.mechanisms.is_empty() || !session.clients.is_empty() {
            div.wide tabindex="0" role="group" aria-label="Verdicts" {
                table {
                    caption { "Verdicts" }
                    thead { tr { th scope="col" { "Who asks" } th scope="col" { "Verdict" } th scope="col" { "Why" } } }
                    tbody {
                        @for report in &session.mechanisms { (row(&report.mechanism.to_string(), &report.verdict)) }
                        @for client in &session.clients { (row(&client.kind.to_string(), &client.verdict)) }
                        @if let Some(verdict) = &session.as_client { (row("the other server, if this one connects", verdict)) }
                    }
                }
            }
        }
    }
}

fn row(who: &str, verdict: &Verdict) -> Markup {
    html! {
        tr {
            th scope="row" { (who) }
            td { (mark(Some(verdict))) }
            td.prose {
                (display(Shown(verdict.sentence())))
                @if let Verdict::Fails(failure) = verdict {
                    @if let Some(section) = &failure.section { " " span.section { "[" (display(Shown(section))) "]" } }
                    @for advice in &failure.advice { span.place { (display(Shown(advice))) } }
                }
            }
        }
    }
}
