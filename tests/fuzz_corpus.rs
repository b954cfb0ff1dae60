//! Replays the committed corpus of the fuzz targets, and prefixes of its shorter inputs, without a nightly compiler.

use std::fs;
use std::path::PathBuf;

use srvname_fuzz_targets::ALL;

/// Longest input of which every prefix is tried too, for one in eight.
const SHORT: usize = 256;

/// The inputs of a target: two octets of length in front of each.
fn corpus(target: &str) -> Vec<Vec<u8>> {
    // `fuzz/portable` runs this file too.
    let package = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let corpora = ["fuzz/corpus", "../corpus"].map(|folder| package.join(folder));
    let file = corpora.iter().find(|folder| folder.exists()).expect("the corpora").join(target);
    let packed = fs::read(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    let mut inputs = Vec::new();
    let mut rest = packed.as_slice();
    while let [high, low, tail @ ..] = rest {
        let (input, after) = tail.split_at(usize::from(u16::from_be_bytes([*high, *low])));
        inputs.push(input.to_vec());
        rest = after;
    }
    inputs
}

#[test]
fn every_target_has_a_corpus_and_holds_on_it() {
    for (target, run) in ALL {
        let inputs = corpus(target);
        assert!(inputs.len() > 20, "{target} has no corpus");
        for (index, input) in inputs.iter().enumerate() {
            // Shown when the test fails.
            println!("{target} {index}");
            run(input);
            if input.len() <= SHORT && index % 8 == 0 {
                (0..input.len()).for_each(|length| run(&input[..length]));
            }
        }
    }
}

/// Octets that nobody chose, the same ones every time: the targets hold on them as well.
#[test]
fn every_target_holds_on_noise() {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut noise = Vec::new();
    for _ in 0..400 {
        let octets = (0..300).map(|_| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            state.to_be_bytes()[0]
        });
        noise.push(octets.collect::<Vec<u8>>());
    }
    for (_, run) in ALL {
        noise.iter().for_each(|octets| run(octets));
    }
}
