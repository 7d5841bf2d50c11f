//! Checks the kinds of clients: that each is one, and how many clients it has.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary};

use super::Report;
use super::problem::Problem;
use crate::domain::client::FILTERS;
use crate::store::sqlite::statement::Statement;
use crate::store::{Connection, StoreError};

const TOTALS: &str = "SELECT * FROM \
    (SELECT id, total, (SELECT count(*) FROM clients WHERE kind = k.id) AS counted FROM client_kinds k) \
    WHERE total <> counted ORDER BY id";

pub fn check(conn: &mut Connection, report: Report<'_>) -> Result<(), StoreError> {
    for filter in &FILTERS {
        // As bytes, since somebody may have written any into the file.
        let text = format!("SELECT id, CAST({} AS BLOB) FROM client_kinds ORDER BY id", filter.name);
        let rows: Vec<(i64, Vec<u8>)> = Statement::<(BigInt, Binary)>::new(text, []).load(conn)?;
        for (kind, value) in rows {
            if std::str::from_utf8(&value).ok().and_then(|token| filter.place(token)).is_none() {
                let value = String::from_utf8_lossy(&value).into_owned();
                report(Problem::Kind { kind, column: filter.name, value });
            }
        }
    }
    let rows: Vec<(i64, i64, i64)> = Statement::<(BigInt, BigInt, BigInt)>::new(TOTALS, []).load(conn)?;
    for (kind, total, counted) in rows {
        report(Problem::Total { kind, total, counted });
    }
    Ok(())
}
