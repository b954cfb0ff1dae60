//! Properties of MTA-STS (RFC 8461), on records and policies that are made of the parts that decide.

use proptest::prelude::*;
use srvname::delegation::dns::Txt;
use srvname::delegation::mta_sts::{
    CertificateRefusal, MaxAge, MxOutcome, MxPattern, MxVerdict, PolicyNoteKind, ReadPolicy, ReadingRules, StsMode,
    StsPolicy, StsRecord, TlsFacts,
};
use srvname::name::DnsName;
use srvname::{Certificate, Path, Policy, TrustAnchor};
use srvname_fuzz_targets::{mta_sts_grammar, mta_sts_policy, mta_sts_record};
use srvname_testkit::make::{Issued, dns};

fn part(parts: &'static [&'static str]) -> impl Strategy<Value = String> {
    prop::sample::select(parts).prop_map(str::to_owned)
}

/// Parts of a record, most of them in place.
fn record() -> impl Strategy<Value = String> {
    let field = prop_oneof![
        4 => part(&["id=1", "id=20160831085700Z", "a=b", "owner=ops@mail.example", "v=STSv1"]),
        1 => part(&["id=", "id=a-b", "id = 1", "id= 1", "ID=1", "a", "=b", "a=b=c", "a=", "ü=1", "n=\u{1}", ""]),
        1 => "id=[0-9a-zA-Z]{30,34}",
    ];
    let delimiter = prop_oneof![6 => part(&[";", "; ", " ;", "\t;\t"]), 1 => part(&["", " ", ";;", "; ;", ","])];
    let version = prop_oneof![9 => Just("v=STSv1".to_owned()), 1 => part(&["v=STSv2", " v=STSv1", "V=STSv1", "id=1"])];
    (version, prop::collection::vec((delimiter.clone(), field), 0..4), prop::option::of(delimiter)).prop_map(
        |(version, fields, end)| {
            let fields: String = fields.into_iter().map(|(delimiter, field)| delimiter + &field).collect();
            version + &fields + &end.unwrap_or_default()
        },
    )
}

/// Parts of a policy, most of them in place, in any order.
fn policy() -> impl Strategy<Value = String> {
    let good = part(&[
        "version: STSv1",
        "version:STSv1",
        "mode: enforce",
        "mode: none",
        "mode: testing",
        "mx: a.example",
        "mx: *.B.example",
        "mx: 192.0.2.1",
        "max_age: 604800",
        "max_age: 9999999999",
        "owner: für alle",
    ]);
    let bad = part(&[
        "",
        " ",
        "#",
        "{",
        "version: STSv2",
        "Version: STSv1",
        "mode: report",
        "mode :none",
        " mode: none",
        "mode",
        "mx:",
        "mx: a.example.",
        "mx: 10 a",
        "mx: *",
        "mx: *.*.a",
        "mx: a\tb",
        "max_age: +1",
        "max_age: 99999999999",
        "owner:",
        "owner: a\tb",
        "owner: \u{7f}",
        ": a",
        "\u{feff}",
        "nmx: a.example",
    ]);
    let line = prop_oneof![12 => good, 1 => bad];
    let end = prop_oneof![12 => part(&["\r\n", "\n", " \n", "\t\r\n"]), 1 => part(&["\r", "", "\r\r\n", "\n\n"])];
    let start = prop_oneof![
        6 => Just("version: STSv1\nmode: enforce\nmx: c.example\nmax_age: 1\n".to_owned()),
        2 => Just("version: STSv1\nmode: none\nmax_age: 1\n".to_owned()),
        2 => Just(String::new()),
    ];
    (start, prop::collection::vec((line, end), 0..6))
        .prop_map(|(start, lines)| start + &lines.into_iter().map(|(line, end)| line + &end).collect::<String>())
}

fn pattern() -> impl Strategy<Value = MxPattern> {
    "(\\*\\.)?[a-z0-9]([a-z0-9-]{0,5}[a-z0-9])?(\\.[a-zA-Z]{1,4}){0,3}"
        .prop_map(|text| MxPattern::parse(&text).expect("a pattern"))
}

fn id(records: &[String]) -> Option<String> {
    let strings: Vec<[&[u8]; 1]> = records.iter().map(|record| [record.as_bytes()]).collect();
    let records: Vec<_> = strings.iter().map(|strings| Txt { strings }).collect();
    StsRecord::select(&records).ok().map(|record| record.id().to_string())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4 * ProptestConfig::default().cases, failure_persistence: None, ..ProptestConfig::default() })]

    /// A record is what the grammar of RFC 8461 §3.1 says, read a second time.
    #[test]
    fn a_record_is_what_the_grammar_says(record in record()) {
        mta_sts_record::run(record.as_bytes());
        prop_assert_eq!(id(std::slice::from_ref(&record)), mta_sts_grammar::record(record.as_bytes()), "{:?}", record);
    }

    /// A policy is what the grammar of RFC 8461 §3.2 says, read a second time; what is written reads back equal.
    #[test]
    fn a_policy_is_what_the_grammar_says(body in policy()) {
        mta_sts_policy::run(body.as_bytes());
    }

    /// Whatever is beside it, and in whatever order.
    #[test]
    fn the_order_of_records_does_not_matter(
        records in prop::collection::vec(prop_oneof![record(), Just("x=verification".to_owned())], 0..4)
    ) {
        let found = id(&records);
        let mut turned = records.clone();
        for _ in 0..records.len() {
            turned.rotate_left(1);
            prop_assert_eq!(id(&turned), found.clone(), "{:?}", turned);
        }
        let octets: Vec<_> = records.iter().map(String::as_bytes).collect();
        prop_assert_eq!(found, mta_sts_grammar::records(&octets), "{:?}", records);
    }

    /// A policy with a note is the policy without what was noted.
    #[test]
    fn notes_never_change_the_value(body in policy()) {
        let Ok(read) = ReadPolicy::from_body(body.as_bytes(), ReadingRules::default()) else { return Ok(()) };
        let noted: Vec<_> = read.notes().iter().filter(|note| {
            !matches!(note.kind(), PolicyNoteKind::MaxAgeAboveMaximum(_) | PolicyNoteKind::AddressAsMx(_))
        }).map(|note| note.place().line).collect();
        let kept: String = body.split_inclusive('\n').zip(1..).filter(|(_, line)| !noted.contains(line)).map(|(line, _)| line).collect();
        let again = ReadPolicy::from_body(kept.as_bytes(), ReadingRules::default()).expect("a policy");
        prop_assert_eq!(again.policy(), read.policy(), "{:?}", body);
    }

    /// Any policy that can be made is written so that it reads back equal, without a note about how it is written.
    #[test]
    fn what_is_written_reads_back_equal(
        mode in prop::sample::select(&StsMode::ALL[..]),
        seconds in 0..=MaxAge::MAXIMUM.seconds(),
        mx in prop::collection::vec(pattern(), 1..5),
    ) {
        let policy = StsPolicy::new(mode, MaxAge::new(seconds).expect("a lifetime"), mx).expect("a policy");
        let body = policy.to_string();
        let read = ReadPolicy::from_body(body.as_bytes(), ReadingRules::GRAMMAR).expect("a policy");
        prop_assert_eq!(read.policy(), &policy);
        prop_assert!(read.notes().iter().all(|note| matches!(note.kind(), PolicyNoteKind::AddressAsMx(_))));
        prop_assert!(body.lines().count() == policy.mx().len() + 3 && body.ends_with("\r\n"));
        prop_assert!(!body.replace("STSv1", "").contains(|c: char| c.is_ascii_uppercase()));
    }

    /// A host matches as a second reading says: label by label, with a star for any first one.
    #[test]
    fn a_host_matches_label_by_label(pattern in pattern(), host in "[a-z]{1,3}(\\.[a-zA-Z]{1,2}){0,3}") {
        let below = pattern.as_str().replace('*', "MX");
        for host in [host, below.clone(), format!("a.{below}"), below.split_once('.').map_or(below.clone(), |(_, rest)| rest.to_owned())] {
            let Ok(name) = DnsName::parse(&host) else { continue };
            let (labels, wanted): (Vec<_>, Vec<_>) = (host.split('.').collect(), pattern.as_str().split('.').collect());
            let alike = |(wanted, label): (&&str, &&str)| *wanted == "*" || wanted.eq_ignore_ascii_case(label);
            let expected = labels.len() == wanted.len() && wanted.iter().zip(&labels).all(alike);
            prop_assert_eq!(pattern.matches(name), expected, "{:?} {}", pattern, host);
        }
    }
}

/// RFC 8461 §4.2: what the certificate of the MX host must name, asked of paths.
#[test]
fn a_certificate_names_the_mx_host_and_nothing_else_will_do() {
    let mx = vec![MxPattern::parse("*.provider.example").expect("a pattern")];
    let policy = StsPolicy::new(StsMode::Enforce, MaxAge::DAY, mx).expect("a policy");
    let verdict = policy.evaluate(DnsName::parse_user_input("MX1.provider.example.").expect("a host"));
    let MxVerdict::Match(found) = verdict else { panic!("no match") };
    let root = Issued::root("Example Root CA");
    let outcome = |names: &[&str]| {
        let draft = root.end_entity("mx1.provider.example");
        let server =
            if names.is_empty() { draft.issue() } else { draft.san(names.iter().map(|name| dns(name))).issue() };
        let [root, server] = [root.der(), server.der()].map(|der| Certificate::from_der(der).expect("a certificate"));
        let anchor = TrustAnchor::from_certificate(&root);
        let path = Path::assume_signed(&anchor, &[], &server).expect("a path");
        let facts = match path.validate(&[found.reference()], &Policy::default()) {
            Ok(_) => TlsFacts::Verified,
            Err(rejection) => TlsFacts::Refused(CertificateRefusal::from(&rejection)),
        };
        MxOutcome::of(&verdict, facts)
    };
    assert_eq!(outcome(&["mx1.provider.example"]), MxOutcome::Deliver);
    assert_eq!(outcome(&["other.example", "*.Provider.example"]), MxOutcome::Deliver);
    // A common name alone, the domain of the recipient, another host that the pattern matches.
    for names in [&[][..], &["example.org"], &["mx2.provider.example"], &["provider.example"]] {
        let skipped = MxOutcome::SkipHost(CertificateRefusal::HostMismatch.result_type());
        assert_eq!(outcome(names), skipped, "{names:?}");
    }
}
