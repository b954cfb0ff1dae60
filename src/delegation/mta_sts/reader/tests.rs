use super::*;
use crate::delegation::mta_sts::mx_pattern::MxPatternFault;
use alloc::format;
use alloc::vec;

fn read(body: &[u8]) -> Result<ReadPolicy, InvalidPolicy> {
    ReadPolicy::from_body(body, ReadingRules::default())
}

/// The policy of a body without notes.
#[track_caller]
fn policy(body: &str) -> StsPolicy {
    let read = read(body.as_bytes()).unwrap_or_else(|error| panic!("{error}: {body:?}"));
    assert_eq!(read.notes(), [], "{body:?}");
    read.into_policy()
}

/// The fault of a body, and its line and octet.
#[track_caller]
fn fault(body: impl AsRef<[u8]>) -> (PolicyFault, usize, usize) {
    let body = body.as_ref();
    let error = read(body).unwrap_err();
    let place = error.place().unwrap_or(PolicyPlace { line: 0, octet: 0 });
    let lines_before = body[..place.octet].iter().filter(|octet| **octet == b'\n').count();
    assert!(place.line == 0 || lines_before + 1 == place.line, "{error}");
    assert!(error.to_string().ends_with(" [RFC 8461 §3.2]"), "{error}");
    (error.fault().clone(), place.line, place.octet)
}

/// The kinds of the notes about a body, with their lines.
#[track_caller]
fn notes(body: &str) -> Vec<(usize, PolicyNoteKind)> {
    let read = read(body.as_bytes()).unwrap();
    read.notes().iter().map(|note| (note.place().line, note.kind().clone())).collect()
}

fn texts(policy: &StsPolicy) -> Vec<&str> {
    policy.mx().iter().map(MxPattern::as_str).collect()
}

const GOOD: &str = "version: STSv1\r\nmode: enforce\r\nmx: a.example\r\nmax_age: 86400\r\n";

/// RFC 8461 §3.2.
#[test]
fn the_policy_of_the_rfc() {
    let policy = policy(
        "version: STSv1\r\nmode: enforce\r\nmx: mail.example.com\r\nmx: *.example.net\r\nmx: backupmx.example.com\r\n\
         max_age: 604800\r\n",
    );
    assert_eq!((policy.mode(), policy.max_age().seconds()), (StsMode::Enforce, 604_800));
    assert_eq!(texts(&policy), ["mail.example.com", "*.example.net", "backupmx.example.com"]);
}

/// RFC 8461 Appendix A.
#[test]
fn the_policy_of_the_appendix() {
    let policy = policy(
        "version: STSv1\nmode: testing\nmx: mx1.example.com\nmx: mx2.example.com\nmx: mx.backup-example.com\n\
         max_age: 1296000\n",
    );
    assert_eq!((policy.mode(), policy.max_age().seconds()), (StsMode::Testing, 1_296_000));
    assert_eq!(texts(&policy), ["mx1.example.com", "mx2.example.com", "mx.backup-example.com"]);
}

#[test]
fn lines_end_with_lf_or_crlf() {
    let expected = policy(GOOD);
    assert_eq!(policy(&GOOD.replace("\r\n", "\n")), expected);
    assert_eq!(policy(&GOOD.replacen("\r\n", "\n", 2)), expected);
    assert_eq!(policy(GOOD.trim_end()), expected);
    assert_eq!(fault(GOOD.replace("\r\n", "\r")), (PolicyFault::LoneCarriageReturn, 1, 14));
    assert_eq!(fault(GOOD.replacen("\r\n", "\r\r\n", 1)), (PolicyFault::LoneCarriageReturn, 1, 14));
    assert_eq!(fault(GOOD.trim_end_matches('\n')), (PolicyFault::LoneCarriageReturn, 4, 60));
}

#[test]
fn the_order_of_fields_is_free() {
    assert_eq!(policy("max_age: 86400\nmx: a.example\nmode: enforce\nversion: STSv1\n"), policy(GOOD));
}

#[test]
fn white_space_stands_before_and_after_values() {
    let expected = policy(GOOD);
    assert_eq!(policy("version:STSv1\nmode:\tenforce \t\nmx:  a.example \nmax_age: 86400\t\n"), expected);
    assert_eq!(fault(GOOD.replace("mode:", " mode:")), (PolicyFault::WhiteSpaceBeforeName, 2, 16));
    assert_eq!(fault(GOOD.replace("mode:", "mode \t:")), (PolicyFault::WhiteSpaceBeforeColon, 2, 20));
}

#[test]
fn a_blank_line_is_noted() {
    for (body, line) in [
        (format!("{GOOD}\r\n"), 5),
        (format!("\n{GOOD}"), 1),
        (GOOD.replace("mode", "\r\nmode"), 2),
        (format!("{GOOD} \t\n"), 5),
    ] {
        assert_eq!(notes(&body), [(line, PolicyNoteKind::BlankLine)], "{body:?}");
        let strict = ReadPolicy::from_body(body.as_bytes(), ReadingRules::GRAMMAR).unwrap_err();
        assert_eq!((strict.fault(), strict.place().unwrap().line), (&PolicyFault::BlankLine, line));
    }
    assert_eq!(fault("\r\n").0, PolicyFault::Missing { field: PolicyField::Version, mode: None, instead: None });
}

#[test]
fn what_is_no_field_is_named_for_what_it_is() {
    assert_eq!(fault(""), (PolicyFault::Empty, 0, 0));
    assert_eq!(fault(format!("# by ops\n{GOOD}")), (PolicyFault::Comment, 1, 0));
    assert_eq!(fault(r#"{"version": "STSv1"}"#), (PolicyFault::Json, 1, 0));
    assert_eq!(fault("<!DOCTYPE html>\n"), (PolicyFault::Markup, 1, 0));
    assert_eq!(fault(GOOD.replace("mode:", "mode")), (PolicyFault::NotAField, 2, 16));
    assert_eq!(fault(GOOD.replace("mode", "m&de")), (PolicyFault::Name, 2, 16));
    assert_eq!(fault(GOOD.replace("mode:", ":")), (PolicyFault::Name, 2, 16));
    assert_eq!(fault(format!("\u{feff}{GOOD}")), (PolicyFault::ByteOrderMark, 1, 0));
    assert_eq!(fault(b"\xff\xfev\0e\0"), (PolicyFault::ByteOrderMark, 1, 0));
}

#[test]
fn the_first_of_duplicates_counts() {
    let body = format!("{GOOD}mode: none\nversion: STSv2\nmax_age: 1\nmode: report\n");
    assert_eq!(read(body.as_bytes()).unwrap().into_policy(), policy(GOOD));
    assert_eq!(
        notes(&body),
        [
            (5, PolicyNoteKind::Duplicate(PolicyField::Mode)),
            (6, PolicyNoteKind::Duplicate(PolicyField::Version)),
            (7, PolicyNoteKind::Duplicate(PolicyField::MaxAge)),
            (8, PolicyNoteKind::Duplicate(PolicyField::Mode)),
        ]
    );
    // The first is the bad one.
    assert_eq!(fault(format!("mode: report\n{GOOD}")), (PolicyFault::Mode, 1, 6));
    assert_eq!(fault(format!("version: STSv2\n{GOOD}")), (PolicyFault::Version, 1, 9));
    assert_eq!(fault(format!("max_age: week\n{GOOD}")), (PolicyFault::MaxAge, 1, 9));
    // What is ignored is a field all the same.
    assert_eq!(fault(format!("{GOOD}mode:\n")), (PolicyFault::NoValue, 5, GOOD.len() + 5));
}

#[test]
fn each_field_is_required() {
    let without = |field: &str| {
        let lines: Vec<_> = GOOD.lines().filter(|line| !line.starts_with(field)).collect();
        fault(lines.join("\n"))
    };
    let missing = |field, mode| (PolicyFault::Missing { field, mode, instead: None }, 0, 0);
    assert_eq!(without("version"), missing(PolicyField::Version, Some(StsMode::Enforce)));
    assert_eq!(without("mode"), missing(PolicyField::Mode, None));
    assert_eq!(without("max_age"), missing(PolicyField::MaxAge, Some(StsMode::Enforce)));
    assert_eq!(without("mx"), missing(PolicyField::Mx, Some(StsMode::Enforce)));
    assert_eq!(fault("version: STSv1\nmode: testing\nmax_age: 1\n"), missing(PolicyField::Mx, Some(StsMode::Testing)));
    let none = policy("version: STSv1\nmode: none\nmax_age: 86400\n");
    assert_eq!((none.mode(), texts(&none)), (StsMode::None, vec![]));
    assert_eq!(texts(&policy("version: STSv1\nmode: none\nmax_age: 1\nmx: a.example\n")), ["a.example"]);
}

#[test]
fn a_name_that_was_meant_is_named() {
    for (written, field, wanted) in [
        ("nmx: a.example", "mx", PolicyField::Mx),
        ("Mode: enforce", "mode", PolicyField::Mode),
        ("max-age: 1", "max_age", PolicyField::MaxAge),
        ("maxage: 1", "max_age", PolicyField::MaxAge),
        ("Version: STSv1", "version", PolicyField::Version),
    ] {
        let lines: Vec<_> = GOOD.lines().map(|line| if line.starts_with(field) { written } else { line }).collect();
        let PolicyFault::Missing { field, instead: Some((name, line)), .. } = fault(lines.join("\n")).0 else {
            panic!("{written}")
        };
        assert_eq!((field, lines[line - 1].split(':').next().unwrap()), (wanted, name.as_str()), "{written}");
    }
    assert!(!is_near("node", "mode") && !is_near("mx", "max_age") && !is_near("owner", "mode") && is_near("mxs", "mx"));
}

#[test]
fn names_and_values_have_their_case() {
    assert!(matches!(fault(GOOD.replace("mode", "MODE")).0, PolicyFault::Missing { field: PolicyField::Mode, .. }));
    assert_eq!(fault(GOOD.replace("enforce", "Enforce")).0, PolicyFault::Mode);
    assert_eq!(fault(GOOD.replace("STSv1", "stsv1")).0, PolicyFault::Version);
}

#[test]
fn a_max_age_is_1_to_10_digits() {
    let with = |value: &str| GOOD.replace("86400", value);
    for value in ["+86400", "-1", "86_400", "0x10", "1e5", "86400;", "86400 s", "99999999999", "00000000001", "٣", ""]
    {
        assert_eq!(fault(with(value)).0, PolicyFault::MaxAge, "{value}");
    }
    for (value, seconds) in [("0", 0), ("0000000007", 7), ("31557600", 31_557_600)] {
        assert_eq!(policy(&with(value)).max_age().seconds(), seconds, "{value}");
    }
}

#[test]
fn a_max_age_above_the_maximum_is_clamped() {
    for (value, seconds) in [("31557601", 31_557_601), ("4294967296", 4_294_967_296), ("9999999999", 9_999_999_999)] {
        let body = GOOD.replace("86400", value);
        assert_eq!(read(body.as_bytes()).unwrap().policy().max_age(), MaxAge::MAXIMUM);
        assert_eq!(notes(&body), [(4, PolicyNoteKind::MaxAgeAboveMaximum(seconds))]);
        let strict = ReadPolicy::from_body(body.as_bytes(), ReadingRules::GRAMMAR).unwrap_err();
        assert_eq!(strict.fault(), &PolicyFault::MaxAgeAboveMaximum(seconds));
    }
}

#[test]
fn one_malformed_mx_is_enough_unless_the_mode_is_none() {
    let body = GOOD.replace("mx: a.example", "mx: a.example\r\nmx: b.example.");
    let (found, line, octet) = fault(&body);
    assert!(matches!(found, PolicyFault::Mx(error) if error.fault() == MxPatternFault::FinalDot));
    assert_eq!((line, body.as_bytes()[octet]), (4, b'.'));
    assert!(matches!(fault(body.replace("enforce", "testing")).0, PolicyFault::Mx(_)));
    let none = body.replace("enforce", "none");
    let read = read(none.as_bytes()).unwrap();
    assert_eq!(texts(read.policy()), ["a.example"]);
    assert!(matches!(notes(&none)[..], [(4, PolicyNoteKind::MalformedMx(_))]));
    // Wherever the mode stands, and whatever the value is.
    for mx in ["mx:\n", "mx: 10 a.example\n", "mx: \u{1}\n"] {
        let body = format!("{mx}version: STSv1\nmax_age: 1\nmode: none\n");
        assert!(matches!(notes(&body)[..], [(1, PolicyNoteKind::MalformedMx(_))]), "{mx:?}");
    }
}

#[test]
fn an_address_is_a_pattern_with_a_note() {
    let body = GOOD.replace("mx: a.example", "mx: 192.0.2.56");
    assert_eq!(texts(read(body.as_bytes()).unwrap().policy()), ["192.0.2.56"]);
    assert_eq!(notes(&body), [(3, PolicyNoteKind::AddressAsMx(MxPattern::parse("192.0.2.56").unwrap()))]);
}

#[test]
fn extensions_are_ignored_and_have_a_grammar() {
    let expected = policy(GOOD);
    let longest = "n".repeat(32);
    for field in ["note: für alle", "a_b-c.d:x y", "9: :", "x: \u{85}", &format!("{longest}: x")] {
        assert_eq!(policy(&format!("{GOOD}{field}\n")), expected, "{field}");
    }
    let at = GOOD.len();
    assert_eq!(fault(format!("{GOOD}owner:\r\n")), (PolicyFault::NoValue, 5, at + 6));
    assert_eq!(fault(format!("{GOOD}owner: a\tb\n")), (PolicyFault::ControlCharacter, 5, at + 8));
    assert_eq!(fault(format!("{GOOD}owner: \u{7f}\n")), (PolicyFault::ControlCharacter, 5, at + 7));
    assert_eq!(fault([GOOD.as_bytes(), b"owner: a\xff\n"].concat()), (PolicyFault::NotUtf8, 5, at + 8));
    assert_eq!(fault([GOOD.as_bytes(), b"owner: \xc0\x80\n"].concat()), (PolicyFault::NotUtf8, 5, at + 7));
    assert_eq!(fault(format!("{GOOD}{longest}n: x\n")), (PolicyFault::Name, 5, at));
    assert_eq!(fault(format!("{GOOD}_a: x\n")), (PolicyFault::Name, 5, at));
}
