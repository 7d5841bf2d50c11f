//! What was changed, as rows of a small table.

use std::borrow::Cow;

use crate::domain::activity::Change;

/// Items of a list that are shown.
const SHOWN: usize = 20;

pub struct ChangeRow {
    pub label: Cow<'static, str>,
    pub before: Cell,
    pub after: Cell,
}

/// A value before or after; of a list, what was removed or added.
pub struct Cell {
    pub words: String,
    /// What became of the items, where there are any.
    pub did: &'static str,
    pub items: Vec<String>,
    /// How many more there are.
    pub left_out: usize,
}

impl ChangeRow {
    pub fn new(change: &Change) -> Self {
        let [before, after] = match change.items() {
            Some([removed, added]) => [Cell::items("removed", removed), Cell::items("added", added)],
            None => [Cell::words(change.before_words()), Cell::words(change.after_words())],
        };
        Self { label: change.label(), before, after }
    }
}

impl Cell {
    pub fn words(words: String) -> Self {
        Self { words, did: "", items: Vec::new(), left_out: 0 }
    }

    fn items(did: &'static str, mut items: Vec<String>) -> Self {
        let left_out = items.len().saturating_sub(SHOWN);
        items.truncate(SHOWN);
        Self { words: "nothing".to_owned(), did, items, left_out }
    }
}
