//! Walks everything that a filter leaves of the record, in reads that are short each.

use std::cmp::Reverse;

use super::list::{self, Filter};
use crate::domain::activity::Entry;
use crate::store::{Searching, StoreError};

/// Entries whose numbers are found at a time: a search is made once for so many, and they are 8 bytes each.
const NUMBERS: usize = 20_000;

/// How far a walk has come. Between its reads it holds no more than numbers, and nothing of the database.
#[derive(Debug)]
pub struct Walk {
    filter: Filter,
    /// Found and not read yet, the newest first.
    numbers: std::vec::IntoIter<i64>,
    last_found: Option<i64>,
    all_found: bool,
}

impl Walk {
    #[must_use]
    pub fn new(filter: Filter) -> Self {
        Self { filter, numbers: Vec::new().into_iter(), last_found: None, all_found: false }
    }

    /// The next entries, newest first, at most `limit`. What is recorded after the first read is not among them.
    pub fn next(&mut self, search: &mut Searching<'_>, limit: usize) -> Result<Vec<Entry>, StoreError> {
        if self.numbers.as_slice().is_empty() && !self.all_found {
            let found = list::numbers(search, &self.filter, self.last_found, NUMBERS)?;
            self.all_found = found.len() < NUMBERS;
            self.last_found = found.last().copied();
            self.numbers = found.into_iter();
        }
        let batch: Vec<i64> = self.numbers.by_ref().take(limit).collect();
        let mut entries = list::entries(search.conn, &batch)?;
        entries.sort_unstable_by_key(|entry| Reverse(entry.seq));
        Ok(entries)
    }

    #[must_use]
    pub fn is_over(&self) -> bool {
        self.all_found && self.numbers.as_slice().is_empty()
    }
}
