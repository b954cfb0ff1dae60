//! Certificates as text.

use std::fmt;

use super::json::{
    BaseDistance, InspectedCertificate, InspectedConstraints, InspectedName, InspectedSubtree, Inspection,
};
use crate::input::certificates::InputCertificate;
use crate::output::color::Palette;
use crate::output::wrap::{columns, pad};

/// The widest column for forms: that of a user principal name, the longest type-id in common use.
const MAX_FORM: usize = 32;

/// The certificates, in the order given.
pub(super) fn render(inspection: &Inspection<'_>, given: &[InputCertificate]) -> String {
    let palette = Palette::of_standard_output();
    let blocks = inspection.certificates.iter().zip(given).map(|(inspected, given)| block(inspected, given, palette));
    blocks.collect::<Vec<_>>().join("\n")
}

fn block(inspected: &InspectedCertificate<'_>, given: &InputCertificate, palette: Palette) -> String {
    let mut text = format!("{}\n", palette.strong(&given.origin()));
    if let Some(error) = &inspected.error {
        text += &format!("  {}  {error} [{}]\n", palette.bad("malformed"), error.citation());
        return text;
    }
    for (label, name) in [("subject", &inspected.subject), ("issuer", &inspected.issuer)] {
        text += &format!("  {label:<10}{}\n", if name.is_empty() { "(empty)" } else { name });
    }
    text += &section("names", "none", inspected.names.iter().map(|name| (name, String::new())), 2, palette);
    match &inspected.constraints {
        Some(constraints) => text += &constraints_of(constraints, palette),
        None => text += "  constraints: none\n",
    }
    text
}

fn constraints_of(constraints: &InspectedConstraints<'_>, palette: Palette) -> String {
    let critical = if constraints.critical { "critical" } else { "not critical" };
    let list = |title, nothing, list: &[InspectedSubtree<'_>]| {
        section(title, nothing, list.iter().map(|own| (&own.base, distances(own))), 4, palette)
    };
    let permitted = list("permitted", "every name that is not excluded", &constraints.permitted);
    let excluded = list("excluded", "none", &constraints.excluded);
    format!("  constraints, {critical}\n{permitted}{excluded}")
}

/// Returns a title, and below it the names with what follows them, in two columns.
fn section<'e, 'a: 'e>(
    title: &str,
    nothing: &str,
    entries: impl Iterator<Item = (&'e InspectedName<'a>, String)> + Clone,
    indent: usize,
    palette: Palette,
) -> String {
    let indent = pad("", indent);
    let width = entries.clone().map(|(entry, _)| columns(&entry.form.to_string())).max();
    let Some(width) = width.map(|width| width.min(MAX_FORM)) else { return format!("{indent}{title}: {nothing}\n") };
    let lines = entries.map(|(entry, after)| {
        let value = if entry.value.is_empty() { "(empty)" } else { &entry.value };
        let unicode = entry.unicode.as_ref().map(|unicode| format!("  ({unicode})")).unwrap_or_default();
        let form = pad(&entry.form.to_string(), width);
        let line = format!("{indent}  {form}  {value}{unicode}{after}\n");
        let error = entry.error.map(|error| format!("malformed: {error} [{}]", error.citation()));
        let error = error.map(|error| format!("{indent}  {}    {}\n", pad("", width), palette.bad(&error)));
        line + &error.unwrap_or_default()
    });
    format!("{indent}{title}\n{}", lines.collect::<String>())
}

/// Returns the encoded minimum and maximum, which RFC 5280 §4.2.1.10 forbids.
fn distances(subtree: &InspectedSubtree<'_>) -> String {
    let show = |name: &str, distance: &Option<BaseDistance>| {
        distance.as_ref().map(|distance| format!("  {name} {distance}")).unwrap_or_default()
    };
    format!("{}{}", show("minimum", &subtree.minimum), show("maximum", &subtree.maximum))
}

impl fmt::Display for BaseDistance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => number.fmt(f),
            Self::Octets(octets) => octets.fmt(f),
        }
    }
}
