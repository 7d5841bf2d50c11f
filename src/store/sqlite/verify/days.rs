//! Compares where the days begin, which the filter by day goes by, with the entries.

use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{BigInt, Nullable};

use super::Report;
use super::problem::Problem;
use crate::domain::time::Day;
use crate::store::{Connection, StoreError};

/// An entry begins a day when the one before it is of another day, which may also be a later one.
const DIFFERING: &str = "WITH \
    entries (seq, day) AS (SELECT seq, at / 86400000 - (at % 86400000 < 0) FROM activity), \
    begins (seq, day) AS ( \
        SELECT seq, day FROM (SELECT seq, day, lag(day) OVER (ORDER BY seq) AS before FROM entries) \
        WHERE before IS NOT day \
    ) \
    SELECT coalesce(b.seq, d.first_seq) AS seq, b.day AS day, CAST(d.day AS INTEGER) AS noted \
    FROM begins b FULL JOIN activity_days d ON d.first_seq = b.seq WHERE b.day IS NOT d.day ORDER BY 1";

#[derive(QueryableByName)]
struct Differing {
    #[diesel(sql_type = BigInt)]
    seq: i64,
    #[diesel(sql_type = Nullable<BigInt>)]
    day: Option<i64>,
    #[diesel(sql_type = Nullable<BigInt>)]
    noted: Option<i64>,
}

pub fn check(conn: &mut Connection, report: Report<'_>) -> Result<(), StoreError> {
    let differing: Vec<Differing> = sql_query(DIFFERING).load(conn)?;
    for Differing { seq, day, noted } in differing {
        let words = |day: i64| Day(day).to_string();
        report(match (day, noted) {
            (Some(day), noted) => Problem::Day { seq, day: words(day), noted: noted.map(words) },
            (None, noted) => Problem::NoDay { seq, noted: noted.map(words).unwrap_or_default() },
        });
    }
    Ok(())
}
