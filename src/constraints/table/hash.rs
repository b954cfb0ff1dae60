//! The hash of a suffix, and of octets of any length.
//!
//! A suffix is hashed as a sum of products, one a word, so that the sums of all suffixes of a name are the prefixes of
//! one: each further suffix costs one masked word and one multiplication. The keys are fixed, since the library has no
//! randomness; that makes the hash no defense. The defense is that a table refuses to be built when its buckets crowd,
//! and is built again with keys that depend on everything in it, and at last without a hash.

use core::hash::Hasher;

/// What the sums are made with: an odd key for each word of a name.
///
/// ```text
///   _xmpp.im.example.com, suffix example.com
///   sum    = 0x6d70_6c65_2e63_6f6d * key0  +  0x0065_7861 * key1      "mple.com", "exa"
///   hash   = finish(sum ^ form << 8 ^ qualifier << 32)
/// ```
#[derive(Clone, Debug)]
pub(super) struct Keys {
    words: [u64; 32],
}

/// The keys of a table that is not attacked. They are known to everyone.
pub(super) static FIXED: Keys = Keys::new(0x5eed_0f5e_cabd_e37c);

/// Odd, and without pattern.
const MIX: u64 = 0x9fb2_1c65_1e98_df25;
/// The step between the states that keys are made of: odd, and without pattern.
const NEXT: u64 = 0x9e37_79b9_7f4a_7c15;

impl Keys {
    /// Returns the keys of a seed.
    pub(super) const fn new(seed: u64) -> Self {
        let mut words = [0; 32];
        let mut rest: &mut [u64] = &mut words;
        let mut state = seed;
        while let Some((word, others)) = rest.split_first_mut() {
            state = state.wrapping_add(NEXT);
            // Odd, so that no difference of two words is lost.
            *word = scatter(scatter(state)) | 1;
            rest = others;
        }
        Self { words }
    }

    /// Returns the keys, one for each word.
    #[inline]
    pub(super) const fn words(&self) -> &[u64; 32] {
        &self.words
    }
}

/// Returns the hash of a sum: every bit of the sum changes about half of the bits of the hash.
///
/// Buckets take the upper bits and tags the lower ones, so all of them have to be good.
#[inline]
pub(super) fn finish(sum: u64) -> u64 {
    fold(sum ^ NEXT, MIX)
}

/// Returns the product of two words, its halves added without carry.
#[inline]
fn fold(one: u64, other: u64) -> u64 {
    let product = u128::from(one).wrapping_mul(u128::from(other));
    let upper = u64::try_from(product >> 64).unwrap_or(0);
    upper ^ one.wrapping_mul(other)
}

/// Returns a word with its bits spread, for the keys.
const fn scatter(word: u64) -> u64 {
    let word = (word ^ (word >> 31)).wrapping_mul(MIX);
    word ^ (word >> 29)
}

/// A hash that is fed piece by piece and may be read at any time: for the RDNs of a Name, whose prefixes are hashed, and for
/// long octets.
#[derive(Clone, Debug)]
pub(super) struct RunningHash(u64);

impl RunningHash {
    /// Returns the hash of nothing under a seed.
    pub(super) const fn new(seed: u64) -> Self {
        Self(seed)
    }
}

impl Hasher for RunningHash {
    fn finish(&self) -> u64 {
        finish(self.0)
    }

    fn write(&mut self, bytes: &[u8]) {
        let mut rest = bytes;
        while let Some((word, others)) = rest.split_first_chunk::<8>() {
            self.write_u64(u64::from_be_bytes(*word));
            rest = others;
        }
        if !rest.is_empty() {
            // The leading one keeps the zeros of a short end apart.
            self.write_u64(rest.iter().fold(1, |word, octet| (word << 8) | u64::from(*octet)));
        }
    }

    fn write_u8(&mut self, number: u8) {
        self.write_u64(u64::from(number));
    }

    fn write_u32(&mut self, number: u32) {
        self.write_u64(u64::from(number));
    }

    fn write_u64(&mut self, number: u64) {
        self.0 = fold(self.0.wrapping_add(NEXT) ^ number, MIX).wrapping_add(number);
    }

    fn write_usize(&mut self, number: usize) {
        self.write_u64(u64::try_from(number).unwrap_or(u64::MAX));
    }
}

#[cfg(test)]
mod tests {
    use super::{FIXED, finish};

    /// The testkit makes a workload that crowds one bucket, with a hash of its own that gives the same numbers.
    #[test]
    fn the_hash_is_that_of_the_testkit() {
        assert_eq!(FIXED.words()[..2], [0xc35c_d8fa_229a_d0b7, 0xa5d4_c572_4557_5491]);
        assert_eq!([finish(0), finish(0x100)], [0x8118_3407_0374_2a1a, 0xf775_a964_6a17_4fba]);
    }
}
