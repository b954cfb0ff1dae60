//! Octets as TLSA records: an octet of length before each, and the profile in front of all.

use srvname::delegation::dane::{DIGESTS, DaneProfile, OwnedTlsa, RecordSet, Unusable};
use srvname::delegation::dns::{MatchingType, Tlsa};

pub fn run(data: &[u8]) {
    let Some((profile, mut rest)) = data.split_first() else { return };
    let profile = [DaneProfile::Smtp, DaneProfile::Srv, DaneProfile::Other][usize::from(profile % 3)];
    let mut records = Vec::new();
    while let Some((length, tail)) = rest.split_first() {
        let (rdata, after) = tail.split_at(usize::from(*length).min(tail.len()));
        rest = after;
        let record = Tlsa::from_rdata(rdata);
        assert_eq!(record.is_some(), rdata.len() >= 3);
        records.extend(record);
    }
    records.iter().for_each(|record| forms(*record));
    usability(&records, profile);
}

/// What is written reads back equal, in every form.
fn forms(record: Tlsa<'_>) {
    assert_eq!(Tlsa::from_rdata(&record.to_rdata()), Some(record));
    for text in [record.to_string(), record.generic().to_string()] {
        assert_eq!(OwnedTlsa::parse(&text).map(|read| read.as_tlsa() == record), Ok(true), "{text}");
    }
}

fn usability(records: &[Tlsa<'_>], profile: DaneProfile) {
    let set = RecordSet::new(records, profile, DIGESTS);
    for (index, record) in records.iter().enumerate() {
        let is_usable = |record: &Tlsa<'_>| {
            let usages = if profile == DaneProfile::Smtp { 2..=3 } else { 0..=3 };
            let alone = RecordSet::new(&[*record], profile, DIGESTS);
            assert!(!alone.has_usable() || usages.contains(&record.usage.0) && record.selector.0 < 2);
            alone.has_usable()
        };
        let stronger = records.iter().any(|other| {
            (other.usage, other.selector) == (record.usage, record.selector)
                && other.matching_type == MatchingType::SHA2_512
                && is_usable(other)
        });
        let weaker = Unusable::WeakerDigest { than: MatchingType::SHA2_512 };
        match set.unusable(index) {
            None => assert!(is_usable(record) && (record.matching_type != MatchingType::SHA2_256 || !stronger)),
            Some(why) if why == weaker => assert!(is_usable(record) && stronger),
            Some(why) => assert!(!is_usable(record) && !why.to_string().is_empty()),
        }
        // A digest is usable by its length alone.
        if let Some(octets) = record.matching_type.octets() {
            assert!(!is_usable(record) || record.data.len() == octets);
        }
    }
    assert_eq!(set.usable().count() > 0, set.has_usable());
}
