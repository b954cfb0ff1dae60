//! The fields of a corpus, and the octets they stand for.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

/// The cases of a file.
pub fn cases(file: &Value) -> &[Value] {
    list(file, "cases")
}

/// A list that a file must have.
pub fn list<'v>(value: &'v Value, field: &str) -> &'v [Value] {
    value[field].as_array().unwrap_or_else(|| panic!("{field} is no list: {value:.200}"))
}

/// A text that a case must have.
pub fn text<'v>(value: &'v Value, field: &str) -> &'v str {
    value[field].as_str().unwrap_or_else(|| panic!("{field} is no text: {value:.200}"))
}

/// A text that a case may have.
pub fn text_or_empty<'v>(value: &'v Value, field: &str) -> &'v str {
    value[field].as_str().unwrap_or_default()
}

/// The name of a case, which may be a number.
pub fn id(case: &Value) -> String {
    match &case["id"] {
        Value::String(id) => id.clone(),
        other => other.to_string(),
    }
}

/// Octets that the file holds in base64; `None` where the field is null or missing.
pub fn octets(value: &Value, field: &str) -> Option<Vec<u8>> {
    value[field].as_str().map(base64)
}

/// Octets from base64.
pub fn base64(text: &str) -> Vec<u8> {
    STANDARD.decode(text).expect("base64")
}

/// The octets of a text in which every character stands for one.
pub fn latin1(text: &str) -> Vec<u8> {
    text.chars().map(|character| u8::try_from(u32::from(character)).unwrap_or(b'?')).collect()
}

/// Octets from hexadecimal.
pub fn hex(text: &str) -> Vec<u8> {
    let digits = text.as_bytes().chunks(2);
    digits.map(|pair| u8::from_str_radix(std::str::from_utf8(pair).expect("ASCII"), 16).expect("hexadecimal")).collect()
}
