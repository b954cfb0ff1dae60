//! Which bucket of the library's table a host falls into: what an attacker works out who wants one bucket crowded.
//!
//! The hash is written here once more, from its description, since the library keeps it to itself. A test on either side
//! holds it to the same numbers; if the two part all the same, `crowded` is an ordinary workload.

const SEED: u64 = 0x5eed_0f5e_cabd_e37c;
const MIX: u64 = 0x9fb2_1c65_1e98_df25;
const NEXT: u64 = 0x9e37_79b9_7f4a_7c15;

/// The bucket of a dNSName of at most 31 octets among so many, by the keys that the table tries first.
pub(super) fn bucket(host: &str, buckets: usize) -> u64 {
    let mut words = [0u64; 4];
    for (index, octet) in host.bytes().rev().enumerate() {
        words[index / 8] |= u64::from(octet) << (8 * (index % 8));
    }
    let products = words.iter().zip(keys()).map(|(word, key)| word.wrapping_mul(key));
    finish(products.fold(0, u64::wrapping_add) ^ 0x100) >> (64 - buckets.trailing_zeros())
}

/// The keys, one a word of eight octets, from the end of the name.
fn keys() -> impl Iterator<Item = u64> {
    let scatter = |word: u64| {
        let word = (word ^ (word >> 31)).wrapping_mul(MIX);
        word ^ (word >> 29)
    };
    (1..).map(move |index: u64| scatter(scatter(SEED.wrapping_add(NEXT.wrapping_mul(index)))) | 1)
}

/// Multiplies, and adds the halves of the product without carry.
fn finish(sum: u64) -> u64 {
    let product = u128::from(sum ^ NEXT) * u128::from(MIX);
    u64::try_from(product >> 64).expect("64 bits") ^ u64::try_from(product & u128::from(u64::MAX)).expect("64 bits")
}

#[test]
fn the_hash_is_that_of_the_library() {
    assert_eq!(keys().take(2).collect::<Vec<_>>(), [0xc35c_d8fa_229a_d0b7, 0xa5d4_c572_4557_5491]);
    assert_eq!([finish(0), finish(0x100)], [0x8118_3407_0374_2a1a, 0xf775_a964_6a17_4fba]);
}
