//! Lines with literals in them, as IMAP and ManageSieve have them (RFC 9051 §4.3, RFC 5804 §1.2).

use tokio::io::{AsyncRead, AsyncWrite};

use super::conversation::Conversation;
use super::outcome::FaultKind;

/// A line, with the octets of each literal in the place of its length, in quotes. So what a literal holds cannot be taken for
/// a line of its own.
pub(super) async fn line<S>(talk: &mut Conversation<'_, S>) -> Result<Vec<u8>, FaultKind>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let limit = talk.limits().line_octets;
    let mut whole = Vec::new();
    loop {
        let part = talk.line().await?;
        let Some((before, count)) = announced(&part) else {
            whole.extend_from_slice(&part);
            return if whole.len() > limit { Err(FaultKind::LineTooLong(limit)) } else { Ok(whole) };
        };
        whole.extend_from_slice(before);
        let literal = talk.octets(count.unwrap_or(usize::MAX)).await?;
        whole.push(b'"');
        whole.extend_from_slice(&literal);
        whole.push(b'"');
        if whole.len() > limit {
            return Err(FaultKind::LineTooLong(limit));
        }
    }
}

/// What is before a literal, and its length; `None` inside if that is beyond counting. `None` if the line has no literal at its
/// end.
fn announced(line: &[u8]) -> Option<(&[u8], Option<usize>)> {
    let inside = line.strip_suffix(b"}")?;
    let open = inside.iter().rposition(|octet| *octet == b'{')?;
    let (before, digits) = inside.split_at_checked(open)?;
    let digits = digits.strip_prefix(b"{")?;
    let digits = digits.strip_suffix(b"+").unwrap_or(digits);
    if digits.is_empty() || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    Some((before, std::str::from_utf8(digits).ok()?.parse().ok()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_literal_is_announced_at_the_end_of_a_line() {
        assert_eq!(announced(b"\"A\" {12}"), Some((&b"\"A\" "[..], Some(12))));
        assert_eq!(announced(b"{0+}"), Some((&b""[..], Some(0))));
        assert_eq!(announced(b"{99999999999999999999999}"), Some((&b""[..], None)));
        for line in ["", "}", "{}", "{+}", "{12} x", "{-1}", "12}"] {
            assert_eq!(announced(line.as_bytes()), None, "{line}");
        }
    }
}
