//! Certificates in text: PEM blocks (RFC 7468), at any place in it.
//!
//! Chains are kept in configuration files, mails and spreadsheets, so a block may begin in the middle of a line and have
//! anything around it. Of the blocks themselves only `CERTIFICATE` is read.

use rustls_pki_types::CertificateDer;
use rustls_pki_types::pem::PemObject;

const BEGIN: &[u8] = b"-----BEGIN CERTIFICATE-----";
const END: &[u8] = b"-----END CERTIFICATE-----";
const DASHES: &[u8] = b"-----";

/// A `CERTIFICATE` block.
#[derive(Debug)]
pub(crate) struct Block {
    /// The octet at which it begins.
    pub(crate) offset: usize,
    /// The octet after its end.
    pub(crate) end: usize,
    /// The decoded content, or why it is not PEM.
    pub(crate) der: Result<Vec<u8>, String>,
}

/// Returns the `CERTIFICATE` blocks of `octets`, in order.
pub(crate) fn blocks(octets: &[u8]) -> impl Iterator<Item = Block> + '_ {
    let mut rest = octets;
    std::iter::from_fn(move || {
        let (_, body) = split_at(rest, BEGIN)?;
        let offset = octets.len().saturating_sub(body.len()).saturating_sub(BEGIN.len());
        // A block that does not end must not swallow the next one.
        let unfinished = split_at(body, BEGIN).map_or(body, |(unfinished, _)| unfinished);
        let der = match split_at(unfinished, END) {
            Some((encoded, _)) => {
                rest = body.get(encoded.len().saturating_add(END.len())..).unwrap_or_default();
                decode(encoded)
            }
            None => {
                rest = body.get(unfinished.len()..).unwrap_or_default();
                Err("the block has no end".to_owned())
            }
        };
        Some(Block { offset, end: octets.len().saturating_sub(rest.len()), der })
    })
}

/// Returns the label of the first block of any kind, for an error message; `None` if there is no plausible one.
pub(crate) fn first_label(octets: &[u8]) -> Option<&str> {
    let (_, rest) = split_at(octets, b"-----BEGIN ")?;
    let (label, _) = split_at(rest, DASHES)?;
    let label = std::str::from_utf8(label).ok()?;
    let plausible = label.len() <= 64 && label.bytes().all(|octet| octet.is_ascii_graphic() || octet == b' ');
    plausible.then_some(label)
}

/// Decodes the text between the markers of a block; fails if it is empty or not base64.
fn decode(encoded: &[u8]) -> Result<Vec<u8>, String> {
    // Each marker gets its own line, where the decoder wants it.
    let block = [BEGIN, b"\n", encoded, b"\n", END, b"\n"].concat();
    match CertificateDer::from_pem_slice(&block) {
        Ok(der) if der.is_empty() => Err("the block is empty".to_owned()),
        Ok(der) => Ok(der.to_vec()),
        Err(_) => Err("the block is not base64".to_owned()),
    }
}

/// Returns what is before and after the first `marker`; `None` if there is none.
fn split_at<'o>(octets: &'o [u8], marker: &[u8]) -> Option<(&'o [u8], &'o [u8])> {
    let at = octets.windows(marker.len()).position(|window| window == marker)?;
    let (before, from) = octets.split_at_checked(at)?;
    Some((before, from.get(marker.len()..)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<(usize, Result<Vec<u8>, String>)> {
        blocks(text.as_bytes()).map(|block| (block.offset, block.der)).collect()
    }

    #[test]
    fn blocks_stand_anywhere() {
        let lines = "-----BEGIN CERTIFICATE-----\nAQID\nBAUG\n-----END CERTIFICATE-----\n";
        let expected = Ok(vec![1, 2, 3, 4, 5, 6]);
        assert_eq!(found(lines), [(0, expected.clone())]);
        assert_eq!(found(&lines.replace('\n', "\r\n")), [(0, expected.clone())]);
        assert_eq!(found(&lines.replace('\n', "\n   ")), [(0, expected.clone())]);
        assert_eq!(found(&lines.replace('\n', " ")), [(0, expected.clone())]);
        assert_eq!(found(&format!("name,\"'{lines}'\"")), [(7, expected.clone())]);
        assert_eq!(found(&format!("{lines}text\n{lines}")), [(0, expected.clone()), (lines.len() + 5, expected)]);
    }

    #[test]
    fn other_blocks_are_passed_over() {
        let key = "-----BEGIN PRIVATE KEY-----\nAQID\n-----END PRIVATE KEY-----\n";
        assert_eq!(found(key), []);
        assert_eq!(first_label(key.as_bytes()), Some("PRIVATE KEY"));
        assert_eq!(first_label(b"-----BEGIN a\nb-----"), None);
        let certificate = "-----BEGIN CERTIFICATE-----\nAQID\n-----END CERTIFICATE-----\n";
        assert_eq!(found(&format!("{key}{certificate}")), [(key.len(), Ok(vec![1, 2, 3]))]);
    }

    #[test]
    fn broken_blocks_are_told_apart() {
        let begin = "-----BEGIN CERTIFICATE-----\n";
        let good = format!("{begin}AQID\n-----END CERTIFICATE-----\n");
        let no_end = Err("the block has no end".to_owned());
        assert_eq!(found(&format!("{begin}AQID\n")), [(0, no_end.clone())]);
        assert_eq!(found(&format!("{begin}AQID\n{good}")), [(0, no_end), (33, Ok(vec![1, 2, 3]))]);
        assert_eq!(found(&good.replace("AQID", "A!ID")), [(0, Err("the block is not base64".to_owned()))]);
        assert_eq!(found(&good.replace("AQID", "")), [(0, Err("the block is empty".to_owned()))]);
    }

    /// Target `cli_file`: the dashes that end one mark begin the next. The first mark has them, so there is one block, and
    /// it is none; where each has its own, there are two.
    #[test]
    fn marks_that_share_dashes_are_one_mark() {
        let end = "\nAQID\n-----END CERTIFICATE-----";
        let found = |text: &str| {
            let blocks = blocks(text.as_bytes());
            blocks.map(|block| (block.offset, block.der.ok())).collect::<Vec<_>>()
        };
        let shared = format!("-----BEGIN CERTIFICATE-------BEGIN CERTIFICATE-----{end}");
        assert_eq!(found(&shared), [(0, None)]);
        let own = format!("-----BEGIN CERTIFICATE-----{end}-----BEGIN CERTIFICATE-----{end}");
        assert_eq!(found(&own), [(0, Some(vec![1, 2, 3])), (58, Some(vec![1, 2, 3]))]);
    }
}
