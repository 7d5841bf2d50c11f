//! The ways to the pages beside a page.

use super::view::{ROW, View};

pub struct Pager {
    pub labels: [&'static str; 2],
    pub previous: Option<String>,
    pub next: Option<String>,
}

impl Pager {
    /// From the places where the pages end and begin, as the address writes them, and the numbers of their first rows where
    /// they are known; `labels` say where they lead.
    #[must_use]
    pub fn new(view: &View, labels: [&'static str; 2], places: [Option<String>; 2], rows: [Option<i64>; 2]) -> Self {
        let href = |name, place: Option<String>, row: Option<i64>| {
            let row = row.map(|row| row.to_string()).unwrap_or_default();
            place.map(|place| view.href_with(&[(name, &place), (ROW, &row)]))
        };
        let ([before, after], [first, last]) = (places, rows);
        Self { labels, previous: href("before", before, first), next: href("after", after, last) }
    }
}
