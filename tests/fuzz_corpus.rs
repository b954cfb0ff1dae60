//! Replays the committed corpus of the fuzz targets, and every prefix of its smaller inputs, without a nightly compiler.

#[path = "../fuzz/targets/mod.rs"]
mod targets;

use std::fs;
use std::path::PathBuf;

/// Longest input of which every prefix is tried too.
const SHORT: usize = 256;

fn corpus(target: &str) -> Vec<(PathBuf, Vec<u8>)> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(target);
    let entries = fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths.into_iter().map(|path| (path.clone(), fs::read(&path).unwrap())).collect()
}

#[test]
fn every_target_has_a_corpus_and_holds_on_it() {
    for (target, run) in targets::ALL {
        let inputs = corpus(target);
        assert!(!inputs.is_empty(), "{target} has no corpus");
        for (path, input) in inputs {
            println!("{}", path.display());
            run(&input);
            if input.len() <= SHORT {
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
    for (_, run) in targets::ALL {
        noise.iter().for_each(|octets| run(octets));
    }
}
