//! Any octets as a file for the command line: what it takes for certificates.
//!
//! Arguments, files and faults as the whole binary sees them are in `crates/srvname-cli/tests/faults.rs`.

use super::command_line::pem;

const MARKS: [&[u8]; 3] =
    [b"-----BEGIN CERTIFICATE-----", b"-----BEGIN X509 CERTIFICATE-----", b"-----BEGIN TRUSTED CERTIFICATE-----"];

/// The offset and the lines of a certificate, and what it decodes to.
type Certificate = (u64, (u64, u64), Result<Vec<u8>, &'static str>);

pub fn run(data: &[u8]) {
    let found = in_pieces(data, data.len().max(1));
    assert!(found.is_sorted_by(|one, other| one.0 < other.0));
    // The same however it comes.
    for size in [1, 5, 31, 256] {
        assert_eq!(in_pieces(data, size), found, "in pieces of {size}");
    }
    if matches!(data, [0x30, ..]) {
        return;
    }
    assert_eq!(found.len(), marks(data), "each mark begins a block");
    for (offset, (first, last), decoded) in &found {
        let own = usize::try_from(*offset).ok().and_then(|offset| data.get(offset..)).expect("it stands in the file");
        assert!(MARKS.iter().any(|mark| own.starts_with(mark)) && first <= last);
        assert!(decoded.as_ref().is_ok_and(|der| !der.is_empty()) || decoded.is_err());
    }
    // The same after other text.
    let after = in_pieces(&[b"\"x,\n", data].concat(), 4096).into_iter();
    assert!(after.map(|(offset, (first, last), der)| (offset - 4, (first - 1, last - 1), der)).eq(found));
}

fn in_pieces(data: &[u8], size: usize) -> Vec<Certificate> {
    let (mut all, mut scanner) = (Vec::new(), pem::Scanner::new());
    data.chunks(size).for_each(|piece| scanner.feed(piece, &mut |found| all.push(found)));
    let said = scanner.finish(&mut |found| all.push(found));
    assert_eq!(said.is_ok(), !all.is_empty());
    // What is said is one line each, whatever labels the blocks have.
    assert!(said.unwrap_or_else(|why| vec![why]).iter().all(|line| !line.contains(char::is_control)));
    all.into_iter().map(|found| (found.offset, found.lines, found.encoded.decode())).collect()
}

/// How many marks there are of which none begins with the dashes that end the one before it.
fn marks(mut data: &[u8]) -> usize {
    let mut found = 0;
    let of = |data: &[u8], mark: &[u8]| Some((data.windows(mark.len()).position(|own| own == mark)?, mark.len()));
    while let Some((at, length)) = MARKS.iter().filter_map(|mark| of(data, mark)).min() {
        data = &data[at + length..];
        found += 1;
    }
    found
}
