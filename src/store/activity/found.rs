//! Entries that the search index answers for: by their words, and by filters that are set together.

use std::collections::HashSet;

use diesel::prelude::*;

use super::list::{Filter, entries};
use crate::domain::time::Timestamp;
use crate::store::schema::activity;
use crate::store::sqlite::search::entries::{self as tokens, Wanted};
use crate::store::sqlite::search::scan::Scan;
use crate::store::{Searching, StoreError};

/// Numbers that are read from the index in one statement.
const CHUNK: usize = 1_000;

/// The numbers of the first entries between two that have what is wanted, no more than `limit`.
pub fn numbers(
    search: &mut Searching<'_>,
    filter: &Filter,
    wanted: &Wanted,
    (first, last, newest_first): (i64, i64, bool),
    limit: usize,
) -> Result<Vec<i64>, StoreError> {
    let newest: Option<i64> = activity::table.select(diesel::dsl::max(activity::seq)).first(search.conn)?;
    // What is no word at all finds nothing.
    let Some(newest) = newest.filter(|_| !wanted.is_nothing()) else { return Ok(Vec::new()) };
    let waiting = waiting(search, wanted)?;
    let mut scan =
        Scan::new("entry_words", wanted.expression(), (first.max(1), last.min(newest)), newest_first, &waiting);
    let mut numbers = Vec::new();
    while numbers.len() < limit {
        let found = scan.next(search, limit.min(CHUNK))?;
        if found.is_empty() {
            break;
        }
        numbers.extend(of_days(search, filter, found)?);
    }
    numbers.truncate(limit);
    Ok(numbers)
}

/// What the index does not know yet and is wanted.
fn waiting(search: &mut Searching<'_>, wanted: &Wanted) -> Result<Vec<i64>, StoreError> {
    let waiting = entries(search.conn, &search.waiting.entries)?;
    let tokens = tokens::tokens(search.conn, &waiting)?;
    Ok(tokens.into_iter().filter(|(_, known)| wanted.is_met_by(known)).map(|(seq, _)| seq).collect())
}

/// Those of a filter's days: a day that a stepping clock has begun twice leaves others in between.
fn of_days(search: &mut Searching<'_>, filter: &Filter, numbers: Vec<i64>) -> QueryResult<Vec<i64>> {
    if filter.from.is_none() && filter.to.is_none() {
        return Ok(numbers);
    }
    let times: Vec<(i64, i64)> = activity::table
        .filter(activity::seq.eq_any(&numbers))
        .select((activity::seq, activity::at))
        .load(search.conn)?;
    let left = times.into_iter().filter(|(_, at)| filter.includes(Timestamp(*at)));
    let left: HashSet<i64> = left.map(|(seq, _)| seq).collect();
    Ok(numbers.into_iter().filter(|seq| left.contains(seq)).collect())
}
