//! Directory names as people look for them: the first part, and the rest after it.

use maud::{Markup, PreEscaped, html};

/// Returns a name in the format of RFC 4514: its first RDN, and the others below, where a line may break between them.
pub(super) fn directory_name(text: &str) -> Markup {
    let parts = rdns(text);
    let Some((first, others)) = parts.split_first() else { return html! {} };
    html! {
        span.first { (first) }
        @if !others.is_empty() {
            " "
            span.below { @for (index, rdn) in others.iter().enumerate() { @if index > 0 { "," (PreEscaped("<wbr>")) } (rdn) } }
        }
    }
}

/// Returns its first RDN alone.
pub(super) fn first_rdn(text: &str) -> &str {
    rdns(text).first().copied().unwrap_or(text)
}

/// Splits at the commas that are not escaped. A comma that follows a backslash is part of a value (RFC 4514 §2.4).
fn rdns(text: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut start, mut is_escaped) = (0, false);
    for (at, character) in text.char_indices() {
        if character == ',' && !is_escaped {
            parts.extend(text.get(start..at));
            start = at.saturating_add(1);
        }
        is_escaped = character == '\\' && !is_escaped;
    }
    parts.extend(text.get(start..));
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_split_where_parts_end() {
        for (text, parts) in [
            ("CN=a,O=b", &["CN=a", "O=b"][..]),
            (r"CN=a\,b,C=NL", &[r"CN=a\,b", "C=NL"]),
            (r"CN=a\\,C=NL", &[r"CN=a\\", "C=NL"]),
            ("CN=ü+O=x", &["CN=ü+O=x"]),
            ("", &[""]),
        ] {
            assert_eq!(rdns(text), parts, "{text}");
        }
        assert_eq!(first_rdn(r"CN=a\,b,C=NL"), r"CN=a\,b");
        let markup = directory_name("CN=<b>,O=x,C=NL").into_string();
        assert!(markup.contains("CN=&lt;b&gt;") && markup.contains("O=x,<wbr>C=NL"), "{markup}");
    }
}
