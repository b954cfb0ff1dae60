//! The time of a verification, read and printed as RFC 3339.

use jiff::Timestamp;
use rustls_pki_types::UnixTime;
use srvname::name::Escaped;

/// Reads `--at`; fails if the text is not an RFC 3339 time since 1970.
///
/// A fraction of a second is dropped: certificates count whole seconds and are valid through the last of them
/// (RFC 5280 §4.1.2.5).
pub(crate) fn parse(text: &str) -> Result<UnixTime, String> {
    let not_rfc3339 =
        || format!("not a time in the format of RFC 3339, like 2026-11-24T12:00:00Z: {}", Escaped::new(text));
    let (seconds, offset) = split(text).ok_or_else(not_rfc3339)?;
    let timestamp: Timestamp =
        format!("{seconds}{offset}").to_uppercase().parse().map_err(|error| format!("{}: {error}", not_rfc3339()))?;
    let seconds =
        u64::try_from(timestamp.as_second()).map_err(|_| format!("a time before 1970: {}", Escaped::new(text)))?;
    Ok(UnixTime::since_unix_epoch(std::time::Duration::from_secs(seconds)))
}

/// Reads a day as ISO 8601 writes it, which is its first second in UTC, or a time as [`parse`] does, and returns seconds since
/// 1970; fails if the text is neither, or before 1970.
pub(crate) fn parse_day_or_time(text: &str) -> Result<i64, String> {
    let time = match fits(text, "0000-00-00") {
        true => parse(&format!("{text}T00:00:00Z")),
        false => parse(text).map_err(|why| format!("no day like 2026-11-24, and {why}")),
    }?;
    i64::try_from(time.as_secs()).map_err(|error| error.to_string())
}

/// Returns seconds since 1970 as RFC 3339, or as a number if they are outside of its calendar.
pub(crate) fn show(seconds: i64) -> String {
    Timestamp::from_second(seconds).map_or_else(|_| format!("second {seconds} of Unix time"), |time| time.to_string())
}

/// Returns the date-time of RFC 3339 §5.6 down to the second, and its offset; `None` if the text is not one. The fraction
/// between them is checked and dropped.
fn split(text: &str) -> Option<(&str, &str)> {
    let (seconds, rest) = text.split_at_checked("0000-00-00T00:00:00".len())?;
    let offset = match rest.strip_prefix('.') {
        Some(fraction) => {
            let offset = fraction.trim_start_matches(|digit: char| digit.is_ascii_digit());
            (offset.len() < fraction.len()).then_some(offset)?
        }
        None => rest,
    };
    let dated = fits(seconds, "0000-00-00T00:00:00") || fits(seconds, "0000-00-00t00:00:00");
    let zoned = ["Z", "z", "+00:00", "-00:00"].iter().any(|shape| fits(offset, shape));
    (dated && zoned).then_some((seconds, offset))
}

/// Returns whether `text` is `shape` with any digits in place of the zeros.
fn fits(text: &str, shape: &str) -> bool {
    let fits = |(octet, expected): (u8, u8)| if expected == b'0' { octet.is_ascii_digit() } else { octet == expected };
    text.len() == shape.len() && text.bytes().zip(shape.bytes()).all(fits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn seconds(text: &str) -> u64 {
        parse(text).expect("a time").as_secs()
    }

    #[test]
    fn the_examples_of_rfc_3339() {
        assert_eq!(seconds("1985-04-12T23:20:50.52Z"), 482_196_050);
        assert_eq!(seconds("1996-12-19T16:39:57-08:00"), 851_042_397);
        assert_eq!(seconds("1996-12-20t00:39:57z"), 851_042_397);
        assert_eq!(seconds("1990-12-31T15:59:60-08:00"), seconds("1990-12-31T23:59:59Z"));
    }

    #[test]
    fn a_day_is_its_first_second() {
        assert_eq!(parse_day_or_time("2023-09-15"), Ok(1_694_736_000));
        assert_eq!(parse_day_or_time("1970-01-01"), Ok(0));
        assert_eq!(parse_day_or_time("2023-09-15T00:00:01+00:00"), Ok(1_694_736_001));
        for text in ["1969-12-31", "2023-02-29", "2023-9-15", "20230915", "", "today", "2023-09-15Z", "\u{202e}"] {
            let error = parse_day_or_time(text).expect_err(text);
            assert!(!error.contains('\u{202e}'), "{error}");
        }
    }

    #[test]
    fn a_fraction_is_dropped() {
        assert_eq!(seconds("2026-11-24T00:00:00.999999999999Z"), seconds("2026-11-24T00:00:00Z"));
        assert_eq!(seconds("1970-01-01T00:00:00.9Z"), 0);
    }

    #[test]
    fn nothing_else_is_a_time() {
        for text in [
            "",
            "now",
            "2026-11-24",
            "2026-11-24T00:00:00",
            "2026-11-24T00:00Z",
            "20261124T000000Z",
            "2026-11-24 00:00:00Z",
            "2026-11-24T00:00:00.Z",
            "2026-11-24T00:00:00+0100",
            "2026-11-24T00:00:00Z[UTC]",
            "2026-11-31T00:00:00Z",
            "2026-11-24T25:00:00Z",
            "2026-11-24T00:00:00Z ",
            "1969-12-31T23:59:59Z",
            "２026-11-24T00:00:00Z",
        ] {
            assert!(parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn times_are_shown_as_they_are_typed() {
        assert_eq!(show(482_196_050), "1985-04-12T23:20:50Z");
        assert_eq!(show(i64::MAX), "second 9223372036854775807 of Unix time");
    }
}
