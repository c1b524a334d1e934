//! Maps and sets for keys that are small numbers, mostly places in lists: hashed by a multiplication for each word. Their
//! order means nothing, and nothing here may be asked for it; keys that strangers choose as texts belong elsewhere.

use indexmap::IndexSet;
use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasherDefault, Hasher};

pub(crate) type QuickMap<K, V> = HashMap<K, V, BuildHasherDefault<Quick>>;
pub(crate) type QuickSet<K> = HashSet<K, BuildHasherDefault<Quick>>;
pub(crate) type QuickIndexSet<K> = IndexSet<K, BuildHasherDefault<Quick>>;

/// Adds and multiplies by an odd number without a pattern; the high bits, which are mixed best, come out lowest.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Quick(u64);

const FACTOR: u64 = 0xf135_7aea_2e62_a9c5;

impl Quick {
    fn add(&mut self, word: u64) {
        self.0 = self.0.wrapping_add(word).wrapping_mul(FACTOR);
    }
}

impl Hasher for Quick {
    fn finish(&self) -> u64 {
        self.0.rotate_left(26)
    }

    fn write(&mut self, bytes: &[u8]) {
        for chunk in bytes.chunks(8) {
            let mut word = [0; 8];
            word[..chunk.len()].copy_from_slice(chunk);
            self.add(u64::from_le_bytes(word));
        }
    }

    fn write_u8(&mut self, own: u8) {
        self.add(u64::from(own));
    }

    fn write_u32(&mut self, own: u32) {
        self.add(u64::from(own));
    }

    fn write_u64(&mut self, own: u64) {
        self.add(own);
    }

    fn write_i128(&mut self, own: i128) {
        self.write_u128(own.cast_unsigned());
    }

    fn write_u128(&mut self, own: u128) {
        self.add(own as u64);
        self.add((own >> 64) as u64);
    }

    fn write_usize(&mut self, own: usize) {
        self.add(own as u64);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::hash::Hash;

    #[test]
    fn neighbours_fall_apart() {
        let low = |own: (u32, i128)| {
            let mut hasher = Quick::default();
            own.hash(&mut hasher);
            hasher.finish() & 0xfff
        };
        let places: HashSet<u64> = (0..1_000).map(|at| low((at, -i128::from(at)))).collect();
        assert!(places.len() > 800, "{}", places.len());
    }
}
