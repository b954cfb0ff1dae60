//! Text as TLSA records, read as the library does and by hand.

use srvname::delegation::dane::OwnedTlsa;

pub fn run(data: &[u8]) {
    let Ok(text) = core::str::from_utf8(data) else { return };
    match OwnedTlsa::parse(text) {
        Ok(record) => {
            let written = record.to_string();
            assert_eq!(OwnedTlsa::parse(&written), Ok(record.clone()), "{written}");
            assert_eq!(OwnedTlsa::parse(&record.as_tlsa().generic().to_string()).as_ref(), Ok(&record), "{written}");
            assert_eq!(OwnedTlsa::parse(&text.to_ascii_uppercase()).as_ref(), Ok(&record), "{text:?}");
            assert_eq!(by_hand(text), Some(record.as_tlsa().to_rdata()), "{text:?}");
        }
        Err(error) => {
            assert!(error.position() <= text.len() && !error.to_string().is_empty());
            assert_eq!(by_hand(text), None, "{text:?}: {error}");
        }
    }
}

/// The RDATA of a text, or `None` if it is none.
fn by_hand(text: &str) -> Option<Vec<u8>> {
    let parentheses: String = text.chars().filter(|c| "()".contains(*c)).collect();
    if !["", "()"].contains(&&*parentheses) {
        return None;
    }
    let spaced = text.replace(['(', ')', '\t', '\r', '\n'], " ");
    let mut words: Vec<&str> = spaced.split(' ').filter(|word| !word.is_empty()).collect();
    let is_type = |word: &str| ["tlsa", "type52"].contains(&word.to_ascii_lowercase().as_str());
    if words.first().is_some_and(|word| is_type(word)) {
        words.remove(0);
    }
    let number = |word: &str, digits: usize| -> Option<usize> {
        let is_number = (1..=digits).contains(&word.len()) && word.chars().all(|c| c.is_ascii_digit());
        if is_number { word.parse().ok() } else { None }
    };
    let rdata = if words.first() == Some(&"\\#") {
        let length = number(words.get(1)?, 5)?;
        octets(&words[2..]).filter(|octets| octets.len() == length && length >= 3)?
    } else {
        let [usage, selector, matching_type, data @ ..] = words.as_slice() else { return None };
        let numbers =
            [usage, selector, matching_type].map(|word| number(word, 3).and_then(|one| u8::try_from(one).ok()));
        let [Some(usage), Some(selector), Some(matching_type)] = numbers else { return None };
        let data = octets(data).filter(|data| !data.is_empty())?;
        [vec![usage, selector, matching_type], data].concat()
    };
    Some(rdata)
}

fn octets(words: &[&str]) -> Option<Vec<u8>> {
    let digits = words.concat();
    if !digits.len().is_multiple_of(2) || !digits.chars().all(|c| c.is_ascii_hexdigit()) {
        return None;
    }
    (0..digits.len() / 2).map(|index| u8::from_str_radix(&digits[2 * index..2 * index + 2], 16).ok()).collect()
}
