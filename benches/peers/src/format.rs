//! Figures as people read them.

/// A time with three significant digits and its unit.
pub fn time(nanoseconds: f64) -> String {
    let units = [(1e9, "s"), (1e6, "ms"), (1e3, "µs")];
    // From here on three digits round up to the next unit.
    let unit = units.into_iter().find(|(size, _)| nanoseconds >= 0.9995 * size);
    let (size, unit) = unit.unwrap_or((1.0, "ns"));
    format!("{} {unit}", three_digits(nanoseconds / size))
}

/// A ratio: one decimal below ten, none above, and commas.
pub fn ratio(ratio: f64) -> String {
    if ratio < 9.95 { format!("{ratio:.1}") } else { crate::workload::thousands(ratio.round() as usize) }
}

fn three_digits(value: f64) -> String {
    if value < 9.995 {
        format!("{value:.2}")
    } else if value < 99.95 {
        format!("{value:.1}")
    } else {
        format!("{value:.0}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_have_units() {
        let texts = [1.234, 34.56, 999.4, 999.6, 12_345.0, 22_400_000.0, 1.5e9, 22.7e9].map(time);
        let wanted = ["1.23 ns", "34.6 ns", "999 ns", "1.00 µs", "12.3 µs", "22.4 ms", "1.50 s", "22.7 s"];
        assert_eq!(texts, wanted);
    }

    #[test]
    fn ratios_have_the_digits_that_matter() {
        assert_eq!([0.5, 8.04, 9.96, 75.4, 1690.2].map(ratio), ["0.5", "8.0", "10", "75", "1,690"]);
    }
}
