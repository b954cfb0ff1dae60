//! Times: UTCTime and GeneralizedTime in the profile of RFC 5280 §4.1.2.5, read as seconds since 1970, and those seconds as
//! RFC 3339 writes them.

use core::fmt;
use core::time::Duration;

use der::DateTime;

use crate::der::{DerError, DerErrorKind, Reader, Tag};

/// The Gregorian calendar repeats after 400 years, which have `CYCLE_SECONDS` seconds.
const CYCLE_YEARS: u16 = 400;
const CYCLE_SECONDS: i64 = 146_097 * 86_400;

/// Reads a Time, which must be `YYMMDDHHMMSSZ` or `YYYYMMDDHHMMSSZ` (RFC 5280 §4.1.2.5), and returns it in seconds
/// since 1970-01-01T00:00:00Z.
///
/// # Errors
///
/// As [`Reader::expect`]: [`DerErrorKind::UnexpectedTag`] if the element is neither a UTCTime nor a GeneralizedTime.
/// [`DerErrorKind::InvalidTime`] if its text has another format or is not a date.
pub(crate) fn read_time(reader: &mut Reader<'_>) -> Result<i64, DerError> {
    let element = match reader.optional(Tag::UTC_TIME)? {
        Some(element) => element,
        None => reader.expect(Tag::GENERALIZED_TIME)?,
    };
    let seconds = match (element.tag(), element.value()) {
        (Tag::UTC_TIME, [digits @ .., b'Z']) => digits.try_into().ok().and_then(utc_time),
        (Tag::UTC_TIME, _) => None,
        (_, text) => generalized_time(text),
    };
    seconds.ok_or(element.invalid(DerErrorKind::InvalidTime))
}

/// Days before each month of a year that is no leap year, and after the last one.
const DAYS_BEFORE: [u32; 13] = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365];

/// Returns the time `YYMMDDHHMMSS` in seconds since 1970, or `None` if it is not a date.
///
/// Nearly every time in a certificate is a UTCTime, so it is computed without a full calendar: its years are 1950 to
/// 2049, of which every fourth is a leap year, 2000 included.
fn utc_time(digits: &[u8; 12]) -> Option<i64> {
    let [y1, y2, mo1, mo2, d1, d2, h1, h2, mi1, mi2, s1, s2] = *digits;
    let [year, month, day, hour] = pairs([y1, y2, mo1, mo2, d1, d2, h1, h2])?;
    let [minute, second, ..] = pairs([mi1, mi2, s1, s2, b'0', b'0', b'0', b'0'])?;
    let since_1950 = if year < 50 { year.saturating_add(50) } else { year.saturating_sub(50) };
    let is_leap = since_1950 & 3 == 2;
    let index = usize::try_from(month).ok()?;
    let (before, after) = (*DAYS_BEFORE.get(index.checked_sub(1)?)?, *DAYS_BEFORE.get(index)?);
    let days = after.saturating_sub(before).saturating_add(u32::from(is_leap && month == 2));
    if day == 0 || day > days || hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    let leap_days = (since_1950.saturating_add(1) / 4).saturating_add(u32::from(is_leap && month > 2));
    let days = since_1950.saturating_mul(365).saturating_add(leap_days).saturating_add(before).saturating_add(day);
    let seconds = hour.saturating_mul(60).saturating_add(minute).saturating_mul(60).saturating_add(second);
    // 1950-01-01 is day 1, and 1970-01-01 the 7306th.
    let days = i64::from(days).saturating_sub(7306);
    Some(days.saturating_mul(86_400).saturating_add(i64::from(seconds)))
}

/// Returns four numbers of two decimal digits each, or `None` if an octet is not a digit. All digits are converted at
/// once.
fn pairs(digits: [u8; 8]) -> Option<[u32; 4]> {
    let values = u64::from_le_bytes(digits) ^ 0x3030_3030_3030_3030;
    // An octet above 9 has its high bit set, or gets it when 0x76 is added. If no octet has, no addition carried into
    // the next.
    if (values | values.wrapping_add(0x7676_7676_7676_7676)) & 0x8080_8080_8080_8080 != 0 {
        return None;
    }
    // Ten times the tens plus the ones, which the shift moves to the octet of their tens: at most 99, in every other
    // octet.
    let [first, _, second, _, third, _, fourth, _] = values.wrapping_mul(10).wrapping_add(values >> 8).to_le_bytes();
    Some([first, second, third, fourth].map(u32::from))
}

/// Returns the time `YYYYMMDDHHMMSSZ` in seconds since 1970, or `None` if it is not a date.
fn generalized_time(text: &[u8]) -> Option<i64> {
    let [y1, y2, y3, y4, rest @ ..] = text else { return None };
    number(&[*y1, *y2, *y3, *y4]).and_then(|year| seconds(year, rest))
}

fn seconds(year: u16, rest: &[u8]) -> Option<i64> {
    let [mo1, mo2, d1, d2, h1, h2, mi1, mi2, s1, s2, b'Z'] = rest else { return None };
    let two = |tens: &u8, ones: &u8| number(&[*tens, *ones]).and_then(|number| u8::try_from(number).ok());
    // The calendar of the `der` crate starts in 1970, so earlier years are shifted by whole cycles and back.
    let (shifted, cycles) = match year {
        0..1970 => {
            let cycles = (1969u16.saturating_sub(year) / CYCLE_YEARS).saturating_add(1);
            (year.saturating_add(cycles.saturating_mul(CYCLE_YEARS)), cycles)
        }
        _ => (year, 0),
    };
    let date = DateTime::new(shifted, two(mo1, mo2)?, two(d1, d2)?, two(h1, h2)?, two(mi1, mi2)?, two(s1, s2)?).ok()?;
    let seconds = i64::try_from(date.unix_duration().as_secs()).ok()?;
    seconds.checked_sub(CYCLE_SECONDS.checked_mul(i64::from(cycles))?)
}

/// Returns the number in decimal digits, or `None` if an octet is not a digit or the number is too large.
fn number(digits: &[u8]) -> Option<u16> {
    digits.iter().try_fold(0u16, |number, digit| match digit {
        b'0'..=b'9' => number.checked_mul(10)?.checked_add(u16::from(digit.wrapping_sub(b'0'))),
        _ => None,
    })
}

/// A time in UTC, in seconds since 1970-01-01T00:00:00Z. `Display` writes it as RFC 3339 does, `2026-11-24T12:00:00Z`,
/// or as the number of seconds if its year does not have four digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct UtcTime(pub(crate) i64);

impl UtcTime {
    /// Returns the date and a shift in years, or `None` if there is no such date. A time before 1970 is shifted forward
    /// by whole cycles of 400 years, because the calendar of the `der` crate starts in 1970.
    fn date(self) -> Option<(DateTime, u16)> {
        let cycles = match self.0 {
            0.. => 0,
            before => u16::try_from(before.unsigned_abs().div_ceil(CYCLE_SECONDS.unsigned_abs())).ok()?,
        };
        let shifted = self.0.checked_add(CYCLE_SECONDS.checked_mul(i64::from(cycles))?)?;
        let date = DateTime::from_unix_duration(Duration::from_secs(u64::try_from(shifted).ok()?)).ok()?;
        Some((date, CYCLE_YEARS.checked_mul(cycles)?))
    }
}

impl fmt::Display for UtcTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = self.date().and_then(|(date, late)| Some((date.year().checked_sub(late)?, date)));
        let Some((year, date)) = shown else { return write!(f, "second {} of Unix time", self.0) };
        write!(f, "{year:04}-{:02}-{:02}T", date.month(), date.day())?;
        write!(f, "{:02}:{:02}:{:02}Z", date.hour(), date.minutes(), date.seconds())
    }
}

#[cfg(test)]
mod tests {
    extern crate std;

    use std::format;
    use std::string::ToString;

    use super::*;

    /// The same digits, read by the `der` crate.
    fn with_the_calendar(digits: &[u8]) -> Option<i64> {
        let (year, rest) = digits.split_at(2);
        let year = number(year)?;
        seconds(if year < 50 { year + 2000 } else { year + 1900 }, &[rest, b"Z"].concat())
    }

    fn agree(text: &str) -> bool {
        let time = utc_time(text.as_bytes().try_into().unwrap());
        assert_eq!(time, with_the_calendar(text.as_bytes()), "{text}");
        time.is_some()
    }

    #[test]
    fn a_utc_time_is_what_the_calendar_says() {
        let two = || 0..100;
        let days = two().flat_map(|year| two().flat_map(move |month| two().map(move |day| (year, month, day))));
        let dates = days.filter(|(year, month, day)| agree(&format!("{year:02}{month:02}{day:02}235959"))).count();
        assert_eq!(dates, 365 * 100 + 25);
        for number in two() {
            assert_eq!(agree(&format!("000229{number:02}0000")), number < 24);
            assert_eq!(agree(&format!("00022900{number:02}00")), number < 60);
            assert_eq!(agree(&format!("0002290000{number:02}")), number < 60);
        }
    }

    #[test]
    fn a_utc_time_has_digits_alone() {
        for place in 0..12 {
            for octet in 0..=0xff {
                let mut digits = *b"240229101112";
                digits[place] = octet;
                assert_eq!(utc_time(&digits), with_the_calendar(&digits), "{digits:02x?}");
                let text = [&[0x17, 13][..], &digits, b"Z"].concat();
                let read = read_time(&mut Reader::at(&text, 5)).map_err(|error| (error.kind(), error.offset()));
                assert_eq!(read, utc_time(&digits).ok_or((DerErrorKind::InvalidTime, 7)));
            }
        }
        for text in
            [&b"\x17\x0c240229101112"[..], b"\x17\x0d240229101112z", b"\x17\x0e2402291011120Z", b"\x17\x0b2402291011Z"]
        {
            assert!(read_time(&mut Reader::new(text)).is_err());
        }
    }

    /// A time is shown as the certificate encodes it, in every year of four digits.
    #[test]
    fn a_time_that_was_read_is_shown() {
        for year in 0..10_000 {
            for (month, day, clock) in [(1, 1, "000000"), (2, 28, "235959"), (3, 1, "010203"), (12, 31, "235959")] {
                let text = format!("\u{18}\u{f}{year:04}{month:02}{day:02}{clock}Z");
                let seconds = read_time(&mut Reader::new(text.as_bytes())).expect("a time");
                let [hour, minute, second] = [&clock[..2], &clock[2..4], &clock[4..]];
                let shown = format!("{year:04}-{month:02}-{day:02}T{hour}:{minute}:{second}Z");
                assert_eq!(UtcTime(seconds).to_string(), shown);
            }
        }
    }

    #[test]
    fn the_calendar_ends() {
        assert_eq!(UtcTime(253_402_300_799).to_string(), "9999-12-31T23:59:59Z");
        assert_eq!(UtcTime(-62_167_219_200).to_string(), "0000-01-01T00:00:00Z");
        for seconds in [253_402_300_800, -62_167_219_201, i64::MAX, i64::MIN] {
            assert_eq!(UtcTime(seconds).to_string(), format!("second {seconds} of Unix time"));
        }
    }
}
