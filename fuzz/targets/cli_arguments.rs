//! Text as it is typed: a domain, a moment, a service. What is taken is taken as what it says, and once only.
//!
//! Whole command lines are in `crates/srvname-cli/tests/faults.rs`.

use srvname::{
    ReferenceId,
    name::{Base, DnsName, Name, Service, SrvName, SrvSubtree},
};

use super::command_line::{idn, time};

pub fn run(data: &[u8]) {
    let Ok(text) = core::str::from_utf8(data) else { return };
    moment(text);
    domain(text);
    if let Some((service, name)) = text.split_once('\n') {
        let taken = ReferenceId::srv(service, name);
        assert!(taken.is_err() || Service::parse(service).is_ok());
        assert!(taken.is_err() || DnsName::parse(name.strip_suffix('.').unwrap_or(name)).is_ok(), "{text:?}");
        domain(name);
    }
    shown(text);
}

/// A moment is shown as it can be typed again.
fn moment(text: &str) {
    let Ok(moment) = time::parse(text) else { return };
    let seconds = i64::try_from(moment.as_secs()).expect("a year of four digits");
    assert!(seconds <= 253_402_300_799, "{text:?}");
    let again = time::parse(&time::show(seconds)).expect("it was shown");
    assert_eq!(again.as_secs(), moment.as_secs(), "{text:?}");
}

/// A-labels are ASCII, mean themselves, and are those of what is shown for them.
fn domain(text: &str) {
    let Ok(ascii) = idn::to_ascii(text) else { return };
    assert!(ascii.is_ascii() && idn::to_ascii(&ascii).as_ref() == Ok(&ascii), "{text:?}");
    if let Some(unicode) =
        idn::unicode_labels(&ascii).filter(|unicode| DnsName::parse(&ascii).is_ok() && !unicode.is_ascii())
    {
        let again = idn::to_ascii(&unicode);
        assert!(again.is_err() || again.is_ok_and(|again| again.eq_ignore_ascii_case(&ascii)), "{text:?} {unicode:?}");
    }
}

/// The Unicode form beside a name is no form of another name.
fn shown(text: &str) {
    let name = SrvName::parse(text).ok().and_then(|name| idn::unicode_name(&Name::Srv(name)));
    let base = SrvSubtree::parse(text).ok().and_then(|base| idn::unicode_base(&Base::Srv(base)));
    for unicode in [name, base].into_iter().flatten() {
        assert_eq!(unicode.split('.').count(), text.split('.').count(), "{text:?} {unicode:?}");
        assert!(!unicode.chars().any(char::is_control), "{text:?} {unicode:?}");
    }
}
