//! Shell scripts that write files of JSON.

use serde_json::Value;

/// The longest line of JSON, in characters.
const MOST_COLUMNS: usize = 100;

/// Returns the lines of a shell script that write a file of JSON.
///
/// The file has ASCII alone, so that what is shown is what is there, and no `{{`, which starts what a template computes.
/// None of its lines is the word that ends it.
pub(super) fn file(name: &str, content: &Value) -> String {
    let json = format(content, 0);
    let mut ascii = String::with_capacity(json.len());
    let mut units = [0; 2];
    for character in json.chars() {
        if character.is_ascii() && character != '\u{7f}' {
            ascii.push(character);
        } else {
            let escapes = character.encode_utf16(&mut units).iter().map(|unit| format!("\\u{unit:04x}"));
            ascii.extend(escapes);
        }
    }
    format!("\ncat > {name} <<'END'\n{}\nEND\n", ascii.replace("{{", "{\\u007b"))
}

/// Returns a value as JSON, on one line where that is short enough.
fn format(value: &Value, indent: usize) -> String {
    let (open, entries, close) = match value {
        Value::Array(values) => ('[', values.iter().map(|value| (String::new(), value)).collect::<Vec<_>>(), ']'),
        Value::Object(fields) => (
            '{',
            fields.iter().map(|(name, value)| (format!("{}: ", Value::from(name.as_str())), value)).collect(),
            '}',
        ),
        _ => return value.to_string(),
    };
    let flat: Vec<_> = entries.iter().map(|(name, value)| format!("{name}{}", format(value, 0))).collect();
    let line = format!("{open}{}{close}", flat.join(", "));
    if indent.saturating_add(line.len()) <= MOST_COLUMNS && !line.contains('\n') {
        return line;
    }
    let inner = indent.saturating_add(2);
    let lines = entries.iter().map(|(name, value)| format!("{:inner$}{name}{}", "", format(value, inner)));
    format!("{open}\n{}\n{:indent$}{close}", lines.collect::<Vec<_>>().join(",\n"), "")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// What a file holds is what was given, whatever its strings have.
    #[test]
    fn nothing_in_a_string_leaves_it() {
        for text in
            ["a\"b\\c", "END\nEND", "{{ fail \"x\" }}", "{{{{", "b\u{fc}cher \u{202e} \u{1f600} \u{7f}", "$(id) `id`"]
        {
            let content = json!({"CN": text, "list": [text, 1, true], "more": {"long": "x".repeat(90)}});
            let script = file("a.json", &content);
            let body = script.strip_prefix("\ncat > a.json <<'END'\n").and_then(|rest| rest.strip_suffix("\nEND\n"));
            let body = body.expect("a here-document");
            assert!(body.is_ascii() && !body.contains("{{") && !body.lines().any(|line| line == "END"), "{body}");
            assert_eq!(serde_json::from_str::<Value>(body).expect("JSON"), content);
        }
    }

    #[test]
    fn short_values_are_on_one_line() {
        let content = json!({"a": [2, 5, 29], "b": {"c": "x".repeat(95)}});
        let long = "x".repeat(95);
        assert_eq!(
            format(&content, 0),
            format!("{{\n  \"a\": [2, 5, 29],\n  \"b\": {{\n    \"c\": \"{long}\"\n  }}\n}}")
        );
    }
}
