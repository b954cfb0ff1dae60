//! The fuzz target of the interface for C: its committed corpus, and programs of octets that nobody chose.

use std::fs;
use std::path::Path;

use srvname_fuzz_targets::c_abi::acceptances;

#[test]
fn the_corpus_holds() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/corpus/c_abi");
    let packed = fs::read(file).expect("the corpus");
    let (mut rest, mut inputs, mut accepted) = (packed.as_slice(), 0, 0);
    while let [high, low, tail @ ..] = rest {
        let (input, after) = tail.split_at(usize::from(u16::from_be_bytes([*high, *low])));
        accepted += acceptances(input);
        (rest, inputs) = (after, inputs + 1);
    }
    assert!(inputs > 20 && accepted > 10, "{accepted} acceptances in {inputs} programs");
}

/// `SRVNAME_ROUNDS=1000000` makes a million programs.
#[test]
fn programs_that_nobody_chose_hold() {
    let rounds = std::env::var("SRVNAME_ROUNDS").ok().and_then(|rounds| rounds.parse().ok()).unwrap_or(3_000u32);
    let mut accepted = 0;
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    for round in 0..rounds {
        let octets: Vec<u8> = (0..200 + round % 200)
            .map(|_| {
                state ^= state << 13;
                state ^= state >> 7;
                state ^= state << 17;
                state.to_be_bytes()[0]
            })
            .collect();
        accepted += acceptances(&octets);
    }
    println!("{rounds} programs, {accepted} acceptances");
    assert!(accepted * 100 > usize::try_from(rounds).expect("a count"), "{accepted} acceptances");
}
