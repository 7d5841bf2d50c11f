//! Rows of the list, by statements that are prepared once.

use std::collections::HashMap;

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary, Text};

use super::index_scan::IndexScan;
use crate::store::columns::Id;
use crate::store::sqlite::statement::{Statement, Value};
use crate::store::{Connection, StoreError};

const COLUMNS: &str = "seq, id, client_id, name, name_sort, description, kind, updated_at";

type Columns = (BigInt, Binary, Text, Text, Binary, Text, BigInt, BigInt);

#[derive(Clone, Queryable)]
pub struct Row {
    pub seq: i64,
    pub id: Id,
    pub client_id: String,
    pub name: String,
    pub name_sort: Vec<u8>,
    pub description: String,
    pub kind: i64,
    pub updated_at: i64,
}

/// The rows of a scan among all clients, or among those of some kinds, which ascend and have a share of all clients.
pub fn in_order(
    conn: &mut Connection,
    scan: &IndexScan<'_>,
    (kinds, share): (Option<&[i64]>, f64),
) -> Result<Vec<Row>, StoreError> {
    let Some(kinds) = kinds else { return scan.rows::<Columns, Row>(conn, COLUMNS) };
    let seqs = scan.of_kinds(conn, kinds, share)?;
    let mut rows = numbered(conn, &seqs)?;
    Ok(seqs.iter().filter_map(|seq| rows.remove(seq)).collect())
}

pub fn numbered(conn: &mut Connection, seqs: &[i64]) -> QueryResult<HashMap<i64, Row>> {
    if seqs.is_empty() {
        return Ok(HashMap::new());
    }
    let text = format!("SELECT {COLUMNS} FROM clients WHERE seq IN (SELECT value FROM json_each(?))");
    let found: Vec<Row> = Statement::<Columns>::new(text, [Value::Text(format!("{seqs:?}"))]).load(conn)?;
    Ok(found.into_iter().map(|row| (row.seq, row)).collect())
}
