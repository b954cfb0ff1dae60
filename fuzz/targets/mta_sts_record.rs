//! TXT records of MTA-STS: each line is a record, whose character-strings end at `|`.

use srvname::delegation::dns::Txt;
use srvname::delegation::mta_sts::{PolicyId, StsRecord, record_text};

use super::mta_sts_grammar;

pub fn run(data: &[u8]) {
    let strings: Vec<Vec<&[u8]>> =
        data.split(|octet| *octet == b'\n').map(|line| line.split(|octet| *octet == b'|').collect()).collect();
    let records: Vec<_> = strings.iter().map(|strings| Txt { strings }).collect();
    let joined: Vec<_> = strings.iter().map(|strings| strings.concat()).collect();
    let found = StsRecord::select(&records);
    match &found {
        Ok(record) => written(record.id()),
        Err(error) => {
            let length = error.record().map_or(0, |at| joined[at].len());
            assert!(error.octet().is_none_or(|octet| octet <= length), "{error}");
            assert!(!error.to_string().is_empty());
        }
    }
    let id = |found: &Result<StsRecord, _>| found.as_ref().ok().map(|record| record.id().clone());
    // Neither the order of records nor where a record is cut counts.
    let reversed: Vec<_> = records.iter().rev().copied().collect();
    assert_eq!(id(&StsRecord::select(&reversed)), id(&found));
    let whole: Vec<[&[u8]; 1]> = joined.iter().map(|record| [record.as_slice()]).collect();
    let whole: Vec<_> = whole.iter().map(|strings| Txt { strings }).collect();
    assert_eq!(StsRecord::select(&whole), found);
    if data.len() <= mta_sts_grammar::LONGEST {
        let joined: Vec<_> = joined.iter().map(Vec::as_slice).collect();
        assert_eq!(id(&found).map(|id| id.to_string()), mta_sts_grammar::records(&joined));
    }
}

/// What is written reads back equal.
fn written(id: &PolicyId) {
    let text = record_text(id);
    let again = StsRecord::select(&[Txt { strings: &[text.as_bytes()] }]).expect("a record as it is written");
    assert_eq!((again.id(), again.notes()), (id, [].as_slice()));
}
