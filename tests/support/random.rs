//! Numbers that look random and come again with the same seed.

use std::hash::{DefaultHasher, Hasher};

use next_identity_console::domain::time::{Clock, SystemClock};

/// A stream of numbers.
pub struct Random {
    seed: u64,
    drawn: u64,
}

impl Random {
    pub fn new(seed: u64) -> Self {
        Self { seed, drawn: 0 }
    }

    /// A stream that depends on the environment variable `SEED`, or on the time; the seed is printed.
    pub fn seeded(what: &str) -> Self {
        let time = || SystemClock.now().0.unsigned_abs();
        let seed = std::env::var("SEED").ok().map_or_else(time, |seed| seed.parse().unwrap());
        println!("{what}: SEED={seed}");
        Self::new(seed)
    }

    /// A stream of its own.
    pub fn split(&mut self) -> Self {
        Self::new(self.next())
    }

    pub fn next(&mut self) -> u64 {
        let mut hasher = DefaultHasher::new();
        hasher.write_u64(self.seed);
        hasher.write_u64(self.drawn);
        self.drawn += 1;
        hasher.finish()
    }

    /// A number below `end`.
    pub fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(end).unwrap()).unwrap()
    }

    /// Any byte.
    pub fn byte(&mut self) -> u8 {
        self.next().to_le_bytes()[0]
    }

    pub fn pick<'a, T: ?Sized>(&mut self, from: &[&'a T]) -> &'a T {
        from[self.below(from.len())]
    }

    /// Whether this is the one case in so many.
    pub fn one_in(&mut self, cases: usize) -> bool {
        self.below(cases) == 0
    }
}
