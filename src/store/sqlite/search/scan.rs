//! Reads row numbers from the index, slice by slice, so that a search can be ended between two of them: inside of one,
//! FTS5 does not look up until it has found a row.

use diesel::prelude::*;
use diesel::sql_types::BigInt;

use super::searching::{Searching, of_index};
use crate::store::sqlite::statement::{Statement, Value};
use crate::store::{Connection, StoreError};

/// Row numbers that are looked at in the first statement; each that finds nothing is followed by one of twice as many.
const SLICE: i64 = 1 << 17;
/// And at most.
const WIDEST_SLICE: i64 = 1 << 19;

/// The number that a row has in the index: the newest comes first, since FTS5 finds its way within the rows of a token in
/// ascending order only.
pub fn rowid(row: i64) -> i64 {
    (1 << 40) - row
}

/// The expression that tokens match together, by `operator`. Every token is quoted, so that nothing typed is taken for the
/// syntax of FTS5.
pub fn joined(tokens: &[String], operator: &str) -> String {
    let quoted: Vec<String> = tokens.iter().map(|token| format!("\"{token}\"")).collect();
    quoted.join(operator)
}

/// What can match, in the order of the rows.
pub struct Scan {
    table: &'static str,
    expression: String,
    /// The rows that are left, from the first to the last.
    left: (i64, i64),
    newest_first: bool,
    /// What the index does not know yet and can match as well, newest first.
    waiting: Vec<i64>,
    slice: i64,
}

impl Scan {
    /// Rows between two others that an expression matches.
    pub fn new(table: &'static str, expression: String, rows: (i64, i64), newest_first: bool, waiting: &[i64]) -> Self {
        Self { table, expression, left: rows, newest_first, waiting: waiting.to_vec(), slice: SLICE }
    }

    /// The next rows, about so many; none at the end.
    pub fn next(&mut self, search: &mut Searching<'_>, most: usize) -> Result<Vec<i64>, StoreError> {
        while self.left.0 <= self.left.1 {
            search.deadline.check()?;
            let slice = self.next_slice();
            let mut found = self.rows(search.conn, slice, most).map_err(of_index)?;
            let reached = match found.last() {
                Some(last) if found.len() >= most && self.newest_first => (*last, slice.1),
                Some(last) if found.len() >= most => (slice.0, *last),
                _ => slice,
            };
            if self.newest_first {
                self.left.1 = reached.0.saturating_sub(1);
            } else {
                self.left.0 = reached.1.saturating_add(1);
            }
            let known = found.len();
            found.extend(self.waiting.iter().filter(|row| (reached.0..=reached.1).contains(row)));
            if found.len() > known {
                found.sort_unstable();
                found.dedup();
                if self.newest_first {
                    found.reverse();
                }
            }
            if !found.is_empty() {
                return Ok(found);
            }
            self.slice = WIDEST_SLICE.min(self.slice * 2);
        }
        Ok(Vec::new())
    }

    fn next_slice(&self) -> (i64, i64) {
        let (first, last) = self.left;
        if self.newest_first {
            (first.max(last.saturating_sub(self.slice - 1)), last)
        } else {
            (first, last.min(first.saturating_add(self.slice - 1)))
        }
    }

    fn rows(&self, conn: &mut Connection, (first, last): (i64, i64), most: usize) -> QueryResult<Vec<i64>> {
        let (table, order) = (self.table, if self.newest_first { "ASC" } else { "DESC" });
        let text = format!(
            "SELECT rowid FROM search.{table} WHERE {table} MATCH ? AND rowid BETWEEN ? AND ? ORDER BY rowid {order} LIMIT ?"
        );
        let limit = i64::try_from(most).unwrap_or(i64::MAX);
        let ends = [rowid(last), rowid(first), limit].map(Value::Number);
        let values: Vec<Value> = std::iter::once(Value::Text(self.expression.clone())).chain(ends).collect();
        let found: Vec<i64> = Statement::<BigInt>::new(text, values).load(conn)?;
        // It is its own inverse.
        Ok(found.into_iter().map(rowid).collect())
    }
}
