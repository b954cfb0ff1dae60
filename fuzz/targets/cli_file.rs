//! Any octets as a file for the command line: what it takes for certificates, and for what carries or becomes some.
//!
//! Arguments, files and faults as the whole binary sees them are in `crates/srvname-cli/tests/faults.rs`.

use super::command_line::encoded::{Found, Part};
use super::command_line::kind::{DocumentKind, Reads};
use super::command_line::scanner::Scanner;

/// The labels of blocks that every command reads.
const LABELS: [&str; 6] =
    ["CERTIFICATE", "X509 CERTIFICATE", "TRUSTED CERTIFICATE", "PKCS7", "CMS", "PKCS #7 SIGNED DATA"];

/// Those that some commands read too.
const REQUESTS: [&str; 2] = ["CERTIFICATE REQUEST", "NEW CERTIFICATE REQUEST"];

/// The offset and the lines of what was found, and what it decodes to: documents with their offsets, and what is not read.
type Decoded = (u64, (u64, u64), Result<Vec<Result<(DocumentKind, usize, Vec<u8>), String>>, &'static str>);

pub fn run(data: &[u8]) {
    for reads in [Reads::Certificates, Reads::Requests, Reads::Unsigned] {
        run_for(data, reads);
    }
}

fn run_for(data: &[u8], reads: Reads) {
    let found = in_pieces(data, data.len().max(1), reads);
    // The same however it comes.
    for size in [1, 5, 31, 256] {
        assert_eq!(in_pieces(data, size, reads), found, "in pieces of {size}");
    }
    for part in found.iter().filter_map(|(.., decoded)| decoded.as_ref().ok()).flatten() {
        match part {
            Ok((kind, offset, der)) => {
                assert!(reads.includes(*kind) && !der.is_empty());
                assert!(offset.saturating_add(der.len()) <= data.len());
            }
            Err(what) => assert!(!what.is_empty() && !what.contains(char::is_control)),
        }
    }
    let mut labels = LABELS.to_vec();
    labels.extend(REQUESTS.into_iter().filter(|_| reads != Reads::Certificates));
    let marks: Vec<_> = labels.iter().map(|label| format!("-----BEGIN {label}-----").into_bytes()).collect();
    let begun = count(data, &marks);
    // Base64 without a mark is read as a whole, and then a file of it has no other text.
    if matches!(data, [0x30, ..]) || begun == 0 {
        return;
    }
    assert!(found.is_sorted_by(|one, other| one.0 < other.0));
    assert_eq!(found.len(), begun, "each mark begins a block");
    for (offset, (first, last), _) in &found {
        let own = usize::try_from(*offset).ok().and_then(|offset| data.get(offset..)).expect("it stands in the file");
        assert!(marks.iter().any(|mark| own.starts_with(mark)) && first <= last);
    }
    // The same after other text.
    let after = in_pieces(&[b"\"x,\n", data].concat(), 4096, reads).into_iter();
    assert!(after.map(|(offset, (first, last), der)| (offset - 4, (first - 1, last - 1), der)).eq(found));
}

fn in_pieces(data: &[u8], size: usize, reads: Reads) -> Vec<Decoded> {
    let (mut all, mut scanner) = (Vec::new(), Scanner::new(reads));
    data.chunks(size).for_each(|piece| scanner.feed(piece, &mut |found| all.push(found)));
    let said = scanner.finish(&mut |found| all.push(found));
    assert_eq!(said.is_ok(), !all.is_empty());
    // What is said is one line each, whatever labels the blocks have.
    let said = said.unwrap_or_else(|instead| vec![instead]);
    assert!(said.iter().all(|skipped| !skipped.what.is_empty() && !skipped.what.contains(char::is_control)));
    all.into_iter().map(|found| decoded(found, reads)).collect()
}

fn decoded(found: Found, reads: Reads) -> Decoded {
    let parts = found.encoded.decode(reads).map(|parts| {
        let parts = parts.into_iter().map(|part| match part {
            Part::Document { kind, offset, der } => Ok((kind, offset, der)),
            Part::Skipped(skipped) => Err(skipped.what),
        });
        parts.collect()
    });
    (found.offset, found.lines, parts)
}

/// How many marks there are of which none begins with the dashes that end the one before it.
fn count(mut data: &[u8], marks: &[Vec<u8>]) -> usize {
    let mut found = 0;
    let of = |data: &[u8], mark: &[u8]| Some((data.windows(mark.len()).position(|own| own == mark)?, mark.len()));
    while let Some((at, length)) = marks.iter().filter_map(|mark| of(data, mark)).min() {
        data = &data[at + length..];
        found += 1;
    }
    found
}
