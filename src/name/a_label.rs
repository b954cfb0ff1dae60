//! A-labels and their U-labels, with the tables of Unicode. Validation compares A-labels as octets and never comes here.

use alloc::string::String;

use idna::AsciiDenyList;
use idna::uts46::{DnsLength, Hyphens, Uts46};

use crate::name::dns::MAX_LABEL_OCTETS;

/// Returns the U-label of an A-label, or why the label is no A-label.
///
/// A label that is too long for one is not decoded: decoding Punycode takes quadratic time, and a name that cannot be
/// right is of any length.
pub(crate) fn decode(label: &[u8]) -> Result<String, &'static str> {
    let (lowered, decoded) = punycode(label)?;
    if decoded.is_ascii() {
        return Err("it decodes to ASCII, which needs no encoding");
    }
    let again = Uts46::new().to_ascii(decoded.as_bytes(), AsciiDenyList::STD3, Hyphens::Check, DnsLength::Ignore);
    match again {
        Ok(again) if again == lowered => Ok(decoded),
        Ok(_) => Err("it decodes to characters that encode to another label"),
        Err(_) => Err("it decodes to characters that no label may have"),
    }
}

/// Returns what a label with the prefix of A-labels decodes to, whatever that is, or why it does not decode.
pub(crate) fn decode_punycode(label: &[u8]) -> Result<String, &'static str> {
    punycode(label).map(|(_, decoded)| decoded)
}

/// Returns a label in small letters, and what is encoded in it.
fn punycode(label: &[u8]) -> Result<(String, String), &'static str> {
    if label.len() > MAX_LABEL_OCTETS {
        return Err("it has more than 63 octets");
    }
    let lowered = core::str::from_utf8(label).map_err(|_| "it is no text")?.to_ascii_lowercase();
    let encoded = lowered.strip_prefix("xn--").ok_or("it has no prefix")?;
    let decoded = idna::punycode::decode_to_string(encoded).ok_or("it does not decode")?;
    Ok((lowered, decoded))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(label: &str) -> Result<String, &'static str> {
        decode(label.as_bytes())
    }

    #[test]
    fn a_labels_are_told_from_pretenders() {
        assert_eq!(decoded("xn--bcher-kva").unwrap(), "bücher");
        assert_eq!(decoded("XN--BCHER-KVA").unwrap(), "bücher");
        assert_eq!(decoded("xn--strae-oqa").unwrap(), "straße");
        assert!(decoded("xn--").is_err());
        assert!(decoded("xn--abc-").is_err());
        assert!(decoded("xn--a").is_err());
        assert!(decoded("xn--99999999").is_err());
        // 63 octets and 64, of a label that would decode.
        let label = |octets: usize| alloc::format!("xn--{}-kva", "a".repeat(octets - 8));
        assert_ne!(decoded(&label(63)), Err("it has more than 63 octets"));
        assert_eq!(decoded(&label(64)), Err("it has more than 63 octets"));
        // Bücher with an upper-case letter, which no A-label encodes.
        assert!(decoded("xn--Bcher-Kva-").is_err());
    }
}
