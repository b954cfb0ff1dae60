//! Look-ups, as a table.

use maud::{Markup, display, html};
use srvname_net::probe::report::{LookupAnswer, LookupReport};

use crate::output::shown::Shown;

/// Returns look-ups, folded.
pub(super) fn details(title: &str, lookups: &[LookupReport]) -> Markup {
    html! {
        @if !lookups.is_empty() { details { summary { (title) } (table(title, lookups)) } }
    }
}

/// Returns look-ups in a table with this caption; nothing for none.
pub(super) fn table(caption: &str, lookups: &[LookupReport]) -> Markup {
    html! {
        @if !lookups.is_empty() {
            div.wide tabindex="0" role="group" aria-label=(caption) {
                table {
                    caption { (caption) }
                    thead { tr { th scope="col" { "Question" } th scope="col" { "Answer" } th scope="col" { "Believed" } } }
                    tbody { @for lookup in lookups { (row(lookup)) } }
                }
            }
        }
    }
}

fn row(lookup: &LookupReport) -> Markup {
    html! {
        tr {
            th.any scope="row" { (display(Shown(&lookup.name))) " " (lookup.record_type) }
            td.any {
                @for alias in &lookup.aliases {
                    span.place {
                        "alias " (display(Shown(&alias.owner))) " → " (display(Shown(&alias.target))) ", " (alias.security)
                    }
                }
                (answer(&lookup.answer))
            }
            td.prose {
                (lookup.security)
                @for remark in &lookup.remarks { span.place { (display(Shown(remark))) } }
                @if let Some(opinion) = &lookup.second_opinion { span.place { (display(Shown(&opinion.sentence))) } }
            }
        }
    }
}

fn answer(answer: &LookupAnswer) -> Markup {
    match answer {
        LookupAnswer::Found(records) => html! { @for record in records { code { (display(Shown(record))) } } },
        LookupAnswer::NoData => html! { "no record of this type" },
        LookupAnswer::NoName => html! { "the name does not exist" },
        LookupAnswer::Withheld => html! { "not used" },
        LookupAnswer::Failed(why) | LookupAnswer::NotAsked(why) => html! { (display(Shown(why))) },
    }
}
