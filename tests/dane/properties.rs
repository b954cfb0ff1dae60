//! What holds for all records and chains.

use proptest::prelude::*;
use proptest::sample::{Index, select};
use srvname::delegation::dane::{DIGESTS, DaneProfile, OwnedTlsa, RecordSet, TlsaOutcome};
use srvname::delegation::dns::{CertificateUsage, MatchingType, Selector, Tlsa};
use srvname_testkit::make::{Constraints, Issued, dns, srv};

use super::kit::{Question, record, record_of, root, selected, server, server_of, sub_ca};
use super::oracle::{self, Answer, Record, Selected};

fn owned(numbers: [u8; 3], data: &[u8]) -> OwnedTlsa {
    let [usage, selector, matching_type] = numbers;
    OwnedTlsa::from(Tlsa {
        usage: CertificateUsage(usage),
        selector: Selector(selector),
        matching_type: MatchingType(matching_type),
        data,
    })
}

/// The chain: end entity, CA, root.
fn whole_chain() -> [Issued; 3] {
    [server(), sub_ca(), root()]
}

fn both(certificate: &Issued) -> Selected {
    [selected(certificate, 0), selected(certificate, 1)]
}

/// Any record: right data for one of the certificates or of none, and what can be wrong with them.
fn any_record() -> impl Strategy<Value = Record> {
    let numbers = (
        prop_oneof![6 => 0..4u8, 1 => any::<u8>()],
        prop_oneof![6 => 0..2u8, 1 => any::<u8>()],
        prop_oneof![6 => 0..3u8, 1 => any::<u8>()],
    );
    (numbers, 0..4usize, 0..2usize, 0..12u8).prop_map(|((usage, selector, matching_type), whose, taken, fault)| {
        let chain = whole_chain();
        let stranger = sub_ca().end_entity("Stranger").issue();
        let certificate = chain.get(whose).unwrap_or(&stranger);
        // Mostly what the selector asks for.
        let taken = if fault < 10 { usize::from(selector == 1) } else { taken };
        let octets = &both(certificate)[taken];
        let mut data = record_of([usage, selector, matching_type], octets).as_tlsa().data.to_vec();
        let is_whole = fault != 0;
        if !is_whole {
            data.pop();
        }
        Record { numbers: [usage, selector, matching_type], data, is_der: [0, 1].map(|own| is_whole && taken == own) }
    })
}

fn any_records() -> impl Strategy<Value = Vec<Record>> {
    prop::collection::vec(any_record(), 0..6)
}

fn to_owned(records: &[Record]) -> Vec<OwnedTlsa> {
    records.iter().map(|record| owned(record.numbers, &record.data)).collect()
}

fn any_profile() -> impl Strategy<Value = DaneProfile> {
    select(vec![DaneProfile::Smtp, DaneProfile::Srv, DaneProfile::Other])
}

/// What is left of an outcome without the places of the records.
fn without_places(outcome: TlsaOutcome) -> String {
    match outcome {
        TlsaOutcome::Authenticated(found) => {
            format!("{} {} {:?} {:?}", found.usage, found.depth, found.name, found.notes)
        }
        TlsaOutcome::PkixAndRecordMatches(found) => format!("{} matches", found.usage),
        TlsaOutcome::PkixPathDecides(_) => "the path decides".to_owned(),
        TlsaOutcome::NotAuthenticated(_) => "refused".to_owned(),
        other => format!("{other:?}"),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn what_is_written_reads_back_equal(numbers in any::<[u8; 3]>(), data in prop::collection::vec(any::<u8>(), 0..80)) {
        let record = owned(numbers, &data);
        let rdata = record.as_tlsa().to_rdata();
        prop_assert_eq!(Tlsa::from_rdata(&rdata), Some(record.as_tlsa()));
        for text in [record.to_string(), record.as_tlsa().generic().to_string()] {
            prop_assert_eq!(OwnedTlsa::parse(&text), Ok(record.clone()), "{}", text);
            prop_assert_eq!(OwnedTlsa::parse(&text.to_ascii_uppercase()), Ok(record.clone()), "{}", text);
        }
    }

    #[test]
    fn white_space_among_the_data_changes_nothing(
        data in prop::collection::vec(any::<u8>(), 1..40),
        places in prop::collection::vec((any::<Index>(), select(vec![' ', '\t', '\n'])), 0..8),
    ) {
        let record = owned([3, 1, 1], &data);
        let mut digits: Vec<char> = record.to_string().chars().skip("3 1 1 ".len()).collect();
        for (place, space) in places {
            digits.insert(place.index(digits.len() + 1), space);
        }
        let text = format!("3 1 1 {}", digits.into_iter().collect::<String>());
        prop_assert_eq!(OwnedTlsa::parse(&text), Ok(record), "{}", text);
    }

    #[test]
    fn usable_records_are_those_of_the_oracle(records in any_records(), profile in any_profile()) {
        let all = to_owned(&records);
        let all: Vec<_> = all.iter().map(OwnedTlsa::as_tlsa).collect();
        let set = RecordSet::new(&all, profile, DIGESTS);
        let usable: Vec<_> = set.usable().map(|(index, _)| index).collect();
        prop_assert_eq!(usable, oracle::asked(&records, profile == DaneProfile::Smtp));
    }

    #[test]
    fn an_outcome_is_that_of_the_oracle(records in any_records(), profile in any_profile(), sent in 1..4usize) {
        let chain = whole_chain();
        let (sent_chain, unsent) = chain.split_at(sent);
        let selected = |part: &[Issued]| part.iter().map(both).collect::<Vec<_>>();
        let expected =
            oracle::answer(&records, &selected(sent_chain), &selected(unsent), profile == DaneProfile::Smtp);
        let all = to_owned(&records);
        let question = Question { profile, ..Question::new(&all) };
        let outcome = question.ask(&sent_chain.iter().collect::<Vec<_>>());
        let agrees = match (&outcome, &expected) {
            (TlsaOutcome::Authenticated(found), Answer::EndEntity(by)) => {
                found.usage == CertificateUsage::DANE_EE && found.record == by[0]
            }
            (TlsaOutcome::Authenticated(found), Answer::Anchor(by, depth)) => {
                found.usage == CertificateUsage::DANE_TA && found.record == by[0] && found.depth == *depth
            }
            (TlsaOutcome::PkixAndRecordMatches(found), Answer::PkixEndEntity(by)) => found.record == by[0],
            (TlsaOutcome::PkixAndRecordMatches(found), Answer::PkixAnchor(by)) => {
                Some(&found.record) == by.iter().min() && found.usage == CertificateUsage::PKIX_TA
            }
            (TlsaOutcome::PkixPathDecides(_), Answer::PkixPathDecides)
            | (TlsaOutcome::NotAuthenticated(_), Answer::Refused) => true,
            (TlsaOutcome::TlsWithoutAuthentication, Answer::NothingUsable) => profile == DaneProfile::Smtp,
            (TlsaOutcome::PkixAlone, Answer::NothingUsable) => profile != DaneProfile::Smtp,
            _ => false,
        };
        prop_assert!(agrees, "{:?} {:?}", outcome, expected);
    }

    #[test]
    fn an_unusable_record_changes_nothing(
        records in any_records(), added in any_record(), place in any::<Index>(), profile in any_profile(),
    ) {
        prop_assume!(!oracle::is_usable(&added, profile == DaneProfile::Smtp));
        let chain = whole_chain();
        let ask = |records: &[Record]| {
            let all = to_owned(records);
            without_places(Question { profile, ..Question::new(&all) }.ask(&chain.iter().collect::<Vec<_>>()))
        };
        let mut more = records.clone();
        more.insert(place.index(records.len() + 1), added);
        prop_assert_eq!(ask(&records), ask(&more));
    }

    #[test]
    fn the_order_of_records_does_not_matter(
        (records, shuffled) in any_records().prop_flat_map(|records| (Just(records.clone()), Just(records).prop_shuffle())),
        profile in any_profile(),
        sent in 1..4usize,
    ) {
        let chain = whole_chain();
        let ask = |records: &[Record]| {
            let all = to_owned(records);
            without_places(Question { profile, ..Question::new(&all) }.ask(&chain.iter().take(sent).collect::<Vec<_>>()))
        };
        prop_assert_eq!(ask(&records), ask(&shuffled));
    }

    #[test]
    fn a_constraint_more_never_accepts_what_was_refused(
        names in prop::collection::vec(0..3usize, 1..3),
        constraints in prop::collection::vec((any::<bool>(), any::<bool>(), 0..4usize), 1..4),
        at_anchor in any::<bool>(),
        numbers in select(vec![[2, 0, 0], [2, 0, 1], [2, 1, 0], [2, 1, 1]]),
    ) {
        let san = [dns("mx1.example.com"), dns("other.example.net"), srv("_xmpp-client.example.com")];
        let bases = ["example.com", "mx1.example.com", "example.net", "example.org"];
        let ask = |constraints: &[(bool, bool, usize)]| {
            let all = constraints.iter().fold(Constraints::new(), |all, (permit, is_srv, base)| {
                let base = if *is_srv { srv(bases[*base]) } else { dns(bases[*base]) };
                if *permit { all.permit(base) } else { all.exclude(base) }
            });
            let constrain = |draft: srvname_testkit::make::Draft, here: bool| {
                if here && !constraints.is_empty() { draft.constraints(all.clone()).issue() } else { draft.issue() }
            };
            let root = constrain(srvname_testkit::make::Ca::root_draft("Example Root CA"), at_anchor);
            let ca = constrain(root.sub_ca("Example Issuing CA"), !at_anchor);
            let leaf = server_of(&ca).san(names.iter().map(|name| san[*name].clone())).issue();
            let records = [record(numbers, &root)];
            matches!(Question::new(&records).ask(&[&leaf, &ca, &root]), TlsaOutcome::Authenticated(_))
        };
        // Whether SRVName is listed is our rule, which more constraints can satisfy: it is asked with SRVName listed.
        let listed = [&[(true, true, 0)], &constraints[1..]].concat();
        let more = [&listed[..], &constraints[..1]].concat();
        let is_permitted_anew = |one: &(bool, bool, usize)| {
            one.0 && listed.iter().any(|(permit, is_srv, _)| *permit && *is_srv == one.1)
        };
        // A permitted base beside another one of its form permits more; each other constraint permits less.
        prop_assume!(!is_permitted_anew(&constraints[0]));
        prop_assert!(!ask(&more) || ask(&listed), "{:?}", more);
    }
}
