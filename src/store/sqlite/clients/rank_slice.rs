//! Which part of a rank of the search is read, in SQL.

use crate::store::clients::Position;

pub struct RankSlice<'a> {
    pub facets: Option<&'a [String]>,
    pub beyond: Option<&'a Position>,
    pub backwards: bool,
    pub limit: usize,
}

impl RankSlice<'_> {
    /// Newest comes first, whichever way one goes.
    pub fn beyond(&self, column: &str) -> String {
        let sign = if self.backwards { '>' } else { '<' };
        self.beyond.map(|at| format!(" AND {column} {sign} {}", at.seq)).unwrap_or_default()
    }

    pub fn order(&self, column: &str) -> String {
        format!(" ORDER BY {column} {} LIMIT {}", if self.backwards { "ASC" } else { "DESC" }, self.limit)
    }
}
