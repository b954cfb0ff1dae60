//! Policy files of MTA-STS.

use srvname::delegation::mta_sts::{MxPattern, PolicyNoteKind, ReadPolicy, ReadingRules, StsPolicy};

use super::mta_sts_grammar;

pub fn run(data: &[u8]) {
    let [tolerant, strict] =
        [ReadingRules::default(), ReadingRules::GRAMMAR].map(|rules| ReadPolicy::from_body(data, rules));
    match &tolerant {
        Ok(read) => {
            written(read.policy());
            let mut last = 0;
            for note in read.notes() {
                assert!(note.place().octet <= data.len() && note.place().octet >= last, "{note}");
                last = note.place().octet;
            }
            // What was tolerated is in the notes.
            let is_tolerated = |kind: &PolicyNoteKind| {
                matches!(kind, PolicyNoteKind::BlankLine | PolicyNoteKind::MaxAgeAboveMaximum(_))
            };
            assert_eq!(strict.is_err(), read.notes().iter().any(|note| is_tolerated(note.kind())), "{strict:?}");
        }
        Err(error) => {
            if let Some(place) = error.place() {
                let ends = data.get(..place.octet).expect("a place in the file");
                assert_eq!(place.line, ends.iter().filter(|octet| **octet == b'\n').count() + 1, "{error}");
            }
            assert!(!error.to_string().chars().any(char::is_control), "{error:?}");
            assert!(strict.is_err());
        }
    }
    if let Ok(strict) = &strict {
        assert_eq!(tolerant.as_ref().map(ReadPolicy::policy), Ok(strict.policy()));
    }
    if data.len() <= mta_sts_grammar::LONGEST {
        assert_eq!(tolerant.as_ref().ok().map(parts), mta_sts_grammar::policy(data, false));
        assert_eq!(strict.as_ref().ok().map(parts), mta_sts_grammar::policy(data, true));
    }
}

/// What is written reads back equal, by the grammar alone.
fn written(policy: &StsPolicy) {
    let body = policy.to_string();
    let again = ReadPolicy::from_body(body.as_bytes(), ReadingRules::GRAMMAR).expect("a policy as it is written");
    assert_eq!(again.policy(), policy);
}

fn parts(read: &ReadPolicy) -> (String, u64, Vec<String>) {
    let policy = read.policy();
    let mx = policy.mx().iter().map(MxPattern::to_string).collect();
    (policy.mode().to_string(), u64::from(policy.max_age().seconds()), mx)
}
