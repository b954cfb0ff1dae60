//! UTCTime and GeneralizedTime, in the profile of RFC 5280 §4.1.2.5, as seconds since 1970.

use der::DateTime;

use crate::der::{DerError, DerErrorKind, Reader, Tag};

/// The calendar repeats after 400 years of this many seconds.
const CYCLE_YEARS: u16 = 400;
const CYCLE_SECONDS: i64 = 146_097 * 86_400;

/// Reads a Time: `YYMMDDHHMMSSZ` or `YYYYMMDDHHMMSSZ`, and nothing else.
///
/// # Errors
///
/// [`DerErrorKind::UnexpectedTag`] for another element, [`DerErrorKind::InvalidTime`] for another text or no date.
pub(crate) fn read_time(reader: &mut Reader<'_>) -> Result<i64, DerError> {
    let element = match reader.optional(Tag::UTC_TIME)? {
        Some(element) => element,
        None => reader.expect(Tag::GENERALIZED_TIME)?,
    };
    let (year, rest) = match (element.tag(), element.value()) {
        (Tag::UTC_TIME, [tens, ones, rest @ ..]) => (number(&[*tens, *ones]).map(full_year), rest),
        (_, [y1, y2, y3, y4, rest @ ..]) => (number(&[*y1, *y2, *y3, *y4]), rest),
        _ => (None, [].as_slice()),
    };
    year.and_then(|year| seconds(year, rest)).ok_or(element.invalid(DerErrorKind::InvalidTime))
}

/// RFC 5280 §4.1.2.5.1: 50 to 99 are 19xx, 00 to 49 are 20xx.
const fn full_year(year: u16) -> u16 {
    if year < 50 { year.saturating_add(2000) } else { year.saturating_add(1900) }
}

fn seconds(year: u16, rest: &[u8]) -> Option<i64> {
    let [mo1, mo2, d1, d2, h1, h2, mi1, mi2, s1, s2, b'Z'] = rest else { return None };
    let two = |tens: &u8, ones: &u8| number(&[*tens, *ones]).and_then(|number| u8::try_from(number).ok());
    // The `der` crate knows the calendar from 1970 on; earlier years are moved there and back.
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

/// A number in decimal digits.
fn number(digits: &[u8]) -> Option<u16> {
    digits.iter().try_fold(0u16, |number, digit| match digit {
        b'0'..=b'9' => number.checked_mul(10)?.checked_add(u16::from(digit.wrapping_sub(b'0'))),
        _ => None,
    })
}
