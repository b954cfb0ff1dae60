//! The head of the pages that are written for browsers.

use maud::{Markup, PreEscaped, html};

/// Returns the head of a page that needs nothing from elsewhere: `policy` is its Content-Security-Policy, and `style` is written
/// as it is.
pub(crate) fn page_head(title: &str, policy: &str, style: &str) -> Markup {
    html! {
        head {
            meta charset="utf-8";
            meta name="viewport" content="width=device-width, initial-scale=1";
            meta name="color-scheme" content="light dark";
            meta http-equiv="Content-Security-Policy" content=(policy);
            title { (title) }
            style { (PreEscaped(style)) }
        }
    }
}
