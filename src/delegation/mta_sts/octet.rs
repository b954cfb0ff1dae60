//! What the grammars of record and policy share: white space, and where a part of a text stands in it.

/// Returns `true` for WSP of RFC 5234: a space or a tab.
pub(crate) const fn is_white_space(octet: u8) -> bool {
    matches!(octet, b' ' | b'\t')
}

/// Returns the text without the white space at its start.
pub(crate) fn skip_white_space(text: &[u8]) -> &[u8] {
    let start = text.iter().position(|octet| !is_white_space(*octet)).unwrap_or(text.len());
    text.get(start..).unwrap_or_default()
}

/// Returns the text without the white space at its end.
pub(crate) fn without_white_space_at_end(text: &[u8]) -> &[u8] {
    let end = text.iter().rposition(|octet| !is_white_space(*octet)).map_or(0, |last| last.saturating_add(1));
    text.get(..end).unwrap_or_default()
}

/// Returns the octet of `whole` at which `end` starts, which is an end of it.
pub(crate) const fn position_of_end(end: &[u8], whole: &[u8]) -> usize {
    whole.len().saturating_sub(end.len())
}
