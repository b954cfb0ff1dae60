//! Every key of the JSON is defined in the document, in the text and on the page, by the same sentence.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::{census, collection, counts, folder, pem};

/// The rows `| `key` | what it is |` of the document, by the headline above them.
fn documented() -> BTreeMap<String, Vec<(String, String)>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/CENSUS.md");
    let text = fs::read_to_string(&path).expect("the document");
    let json = text.split("## JSON").nth(1).and_then(|rest| rest.split("\n## ").next()).expect("the chapter");
    let mut tables: BTreeMap<String, Vec<(String, String)>> = BTreeMap::new();
    let mut of = String::new();
    for line in json.lines() {
        if let Some(title) = line.strip_prefix("### Of ") {
            title.replace('`', "").clone_into(&mut of);
        }
        let cells: Vec<&str> = line.trim_matches('|').split(" | ").map(str::trim).collect();
        if let ([key, what], true) = (cells.as_slice(), line.starts_with("| `")) {
            tables.entry(of.clone()).or_default().push((key.replace('`', ""), what.replace('`', "")));
        }
    }
    tables
}

/// The keys of objects that are no data themselves: years and forms are keys, too.
fn keys_of(value: &Value, keys: &mut BTreeSet<String>) {
    match value {
        Value::Object(object) => {
            keys.extend(object.keys().filter(|key| key.parse::<i16>().is_err()).cloned());
            object.values().for_each(|value| keys_of(value, keys));
        }
        Value::Array(values) => values.iter().for_each(|value| keys_of(value, keys)),
        _ => {}
    }
}

#[test]
fn every_key_is_defined_everywhere_by_one_sentence() {
    let folder = folder("keys");
    let collection = collection();
    fs::write(folder.join("all.pem"), pem(&collection.iter().collect::<Vec<_>>())).expect("written");
    let broken = "-----BEGIN CERTIFICATE-----\nMAMCAQA=\n-----END CERTIFICATE-----\n";
    fs::write(folder.join("bad.pem"), broken).expect("written");
    let documented = documented();
    let text = String::from_utf8(census("text", &[&folder]).stdout).expect("text");
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let page = String::from_utf8(census("html", &[&folder]).stdout).expect("text");
    let mut defined = BTreeSet::new();
    for (of, keys) in &documented {
        assert!(text.contains(&format!("of {of} ")) && page.contains(&format!("<h3>Of {of}</h3>")), "{of}");
        for (key, what) in keys {
            assert!(text.contains(&format!("{key}: {what}")), "{key} of {of} is not in the text: {what}");
            let (key_markup, what) = (key, what.replace('&', "&amp;").replace('<', "&lt;"));
            let definition = format!("<dt>{key_markup}</dt><dd>{what}</dd>");
            assert!(page.contains(&definition), "{key} of {of} is not on the page: {definition}");
            defined.insert(key.clone());
        }
    }
    // And nothing is defined on the page alone.
    let on_page = page.split("The keys of --format json").nth(1).expect("the keys").matches("<dt>").count();
    assert_eq!(on_page, documented.values().map(Vec::len).sum::<usize>());
    let mut found = BTreeSet::new();
    keys_of(&counts(&[&folder]), &mut found);
    let missing: Vec<_> = found.difference(&defined).collect();
    assert!(missing.is_empty(), "not defined: {missing:?}");
}
