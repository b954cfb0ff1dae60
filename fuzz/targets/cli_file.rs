//! Any octets as a file for the command line: what it takes for PEM blocks.
//!
//! Arguments, files and faults as the whole binary sees them are in `crates/srvname-cli/tests/faults.rs`.

use super::command_line::pem;

const BEGIN: &[u8] = b"-----BEGIN CERTIFICATE-----";
const END: &[u8] = b"-----END CERTIFICATE-----";

pub fn run(data: &[u8]) {
    let blocks: Vec<_> = pem::blocks(data).collect();
    assert_eq!(blocks.len(), marks(data), "each mark begins a block");
    assert!(blocks.is_sorted_by(|one, other| one.offset < other.offset));
    let mut again = Vec::new();
    let mut good = Vec::new();
    for block in blocks {
        let own = data.get(block.offset..).expect("it stands in the file");
        assert!(own.starts_with(BEGIN));
        if let Ok(der) = block.der {
            assert!(!der.is_empty());
            let body = &own[BEGIN.len()..];
            let end = body.windows(END.len()).position(|window| window == END).expect("it ends");
            // The same block alone, with other text around it.
            again.extend_from_slice(b"\"x,");
            again.extend_from_slice(&own[..BEGIN.len() + end + END.len()]);
            again.extend_from_slice(b"\r\n-----");
            good.push(der);
        }
    }
    assert!(pem::blocks(&again).map(|block| block.der).eq(good.into_iter().map(Ok)));
    assert!(pem::first_label(data).is_none_or(|label| label.len() <= 64));
}

/// How many marks there are of which none begins with the dashes that end the one before it.
fn marks(mut data: &[u8]) -> usize {
    let mut found = 0;
    while let Some(at) = data.windows(BEGIN.len()).position(|window| window == BEGIN) {
        data = &data[at + BEGIN.len()..];
        found += 1;
    }
    found
}
