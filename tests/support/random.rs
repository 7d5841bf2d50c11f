//! Numbers that look random and come again with the same seed.

use std::hash::{DefaultHasher, Hasher};

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
        let time = || std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_millis() as u64;
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
        (self.next() % end as u64) as usize
    }

    pub fn pick<'a, T: ?Sized>(&mut self, from: &[&'a T]) -> &'a T {
        from[self.below(from.len())]
    }

    /// Whether the one of so many cases is this one.
    pub fn one_in(&mut self, cases: usize) -> bool {
        self.below(cases) == 0
    }
}
