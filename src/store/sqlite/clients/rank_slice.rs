//! Which part of a rank of the search is read, in SQL.

use crate::store::clients::Position;

pub struct RankSlice<'a> {
    pub kinds: Option<&'a [i64]>,
    pub beyond: Option<&'a Position>,
    pub backwards: bool,
    pub limit: usize,
}

impl RankSlice<'_> {
    /// Only clients of the kinds that are left.
    pub fn of_kinds(&self, column: &str) -> String {
        let kinds = |kinds: &[i64]| kinds.iter().map(i64::to_string).collect::<Vec<_>>().join(", ");
        self.kinds.map(|left| format!(" AND {column} IN ({})", kinds(left))).unwrap_or_default()
    }

    /// Newest comes first, whichever way one goes.
    pub fn beyond(&self, column: &str) -> String {
        let sign = if self.backwards { '>' } else { '<' };
        self.beyond.map(|at| format!(" AND {column} {sign} {}", at.seq)).unwrap_or_default()
    }

    pub fn order(&self, column: &str) -> String {
        format!(" ORDER BY {column} {} LIMIT {}", if self.backwards { "ASC" } else { "DESC" }, self.limit)
    }
}
