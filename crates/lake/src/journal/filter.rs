//! A Bloom filter over a month's digests that grows with them: most messages are new, and for these the month's table need
//! not be looked into.

use fastbloom::BloomFilter;

/// Share of new messages for which the table is looked into all the same.
const FALSE_POSITIVES: f64 = 0.001;
/// The least number of digests a filter is made for.
const LEAST: usize = 1 << 16;

/// Says of a digest that it is not in a month's table, or that it may be.
#[derive(Debug)]
pub(super) struct Filter {
    bloom: BloomFilter,
    /// Digests that it is good for.
    room: usize,
    held: usize,
}

impl Filter {
    /// A filter with room for twice as many digests as there are.
    pub(super) fn with_room_for(digests: usize) -> Self {
        let room = (digests * 2).max(LEAST);
        let bloom = BloomFilter::with_false_pos(FALSE_POSITIVES).seed(&0).expected_items(room);
        Self { bloom, room, held: 0 }
    }

    pub(super) fn insert(&mut self, digest: u128) {
        self.held += 1;
        self.bloom.insert(&digest);
    }

    pub(super) fn may_have(&self, digest: u128) -> bool {
        self.bloom.contains(&digest)
    }

    /// Whether it holds more than it is good for, so that one with more room should take its place.
    pub(super) fn is_full(&self) -> bool {
        self.held > self.room
    }
}
