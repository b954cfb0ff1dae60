//! A moment as RFC 3339 writes it, in UTC: for whoever reads a refusal.

use core::fmt;
use core::time::Duration;

use der::DateTime;

use crate::der::time::{CYCLE_SECONDS, CYCLE_YEARS};

/// A moment in seconds since 1970, shown as `2026-11-24T12:00:00Z`, or as the number where the calendar of four digits ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Moment(pub(crate) i64);

impl Moment {
    /// The date, and how many years too late it is: the `der` crate knows the calendar from 1970 on, and earlier years
    /// are moved there.
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

impl fmt::Display for Moment {
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
    use crate::der::Reader;
    use crate::der::time::read_time;

    /// What a certificate says is shown as it says it, in every year it can say.
    #[test]
    fn a_time_that_was_read_is_shown() {
        for year in 0..10_000 {
            for (month, day, clock) in [(1, 1, "000000"), (2, 28, "235959"), (3, 1, "010203"), (12, 31, "235959")] {
                let text = format!("\u{18}\u{f}{year:04}{month:02}{day:02}{clock}Z");
                let seconds = read_time(&mut Reader::new(text.as_bytes())).expect("a time");
                let [hour, minute, second] = [&clock[..2], &clock[2..4], &clock[4..]];
                let shown = format!("{year:04}-{month:02}-{day:02}T{hour}:{minute}:{second}Z");
                assert_eq!(Moment(seconds).to_string(), shown);
            }
        }
    }

    #[test]
    fn the_calendar_ends() {
        assert_eq!(Moment(253_402_300_799).to_string(), "9999-12-31T23:59:59Z");
        assert_eq!(Moment(-62_167_219_200).to_string(), "0000-01-01T00:00:00Z");
        for seconds in [253_402_300_800, -62_167_219_201, i64::MAX, i64::MIN] {
            assert_eq!(Moment(seconds).to_string(), format!("second {seconds} of Unix time"));
        }
    }
}
