//! Rows of the list, by statements that are prepared once.

use std::collections::HashMap;

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary, Nullable, Text};
use uuid::Uuid;

use super::index_scan::IndexScan;
use crate::domain::client::ClientKey;
use crate::domain::time::Timestamp;
use crate::store::columns::Id;
use crate::store::sqlite::statement::{Statement, Value};
use crate::store::{Connection, StoreError};

/// What a page shows of a client.
const SHOWN: &str = "seq, id, client_id, name, name_sort, NULL, NULL, kind, updated_at";
/// With what is searched besides.
const SEARCHED: &str = "seq, id, client_id, name, name_sort, description, addresses, kind, updated_at";

type Columns = (BigInt, Binary, Text, Text, Binary, Nullable<Text>, Nullable<Text>, BigInt, BigInt);

#[derive(Clone, Queryable)]
pub struct Row {
    pub seq: i64,
    pub id: Id,
    pub client_id: String,
    pub name: String,
    pub name_sort: Vec<u8>,
    /// Read where something is searched for.
    pub description: Option<String>,
    /// One a line, read likewise.
    pub addresses: Option<String>,
    pub kind: i64,
    pub updated_at: i64,
}

/// The rows of a scan among all clients, or among those of some kinds, which ascend and have a share of all clients.
pub fn in_order(
    conn: &mut Connection,
    scan: &IndexScan<'_>,
    (kinds, share): (Option<&[i64]>, f64),
) -> Result<Vec<Row>, StoreError> {
    let Some(kinds) = kinds else { return scan.rows::<Columns, Row>(conn, SHOWN) };
    let seqs = scan.of_kinds(conn, kinds, share)?;
    let mut rows = numbered(conn, &seqs, SHOWN)?;
    Ok(seqs.iter().filter_map(|seq| rows.remove(seq)).collect())
}

/// The clients with these numbers, as a search looks at them.
pub fn searched(conn: &mut Connection, seqs: &[i64]) -> QueryResult<HashMap<i64, Row>> {
    numbered(conn, seqs, SEARCHED)
}

/// Of these clients, those whose latest secret expires by then or has expired. Each costs a look into an index.
pub fn expiring(conn: &mut Connection, keys: &[ClientKey], by: Timestamp) -> QueryResult<Vec<Id>> {
    const EXPIRING: &str = "SELECT client FROM client_secrets s \
        WHERE client IN (SELECT unhex(value) FROM json_each(?)) AND expires_at <= ? AND ends_at IS NULL \
        AND (how_ended IS NULL OR how_ended = 'expired') \
        AND number = (SELECT max(number) FROM client_secrets WHERE client = s.client)";
    if keys.is_empty() {
        return Ok(Vec::new());
    }
    let values = [Value::Text(json(keys)), Value::Number(by.0)];
    Statement::<Binary>::new(EXPIRING, values).load(conn)
}

/// A list of the keys in hexadecimal. Every page of the list needs one, so it is written as it is.
fn json(keys: &[ClientKey]) -> String {
    let mut list = String::with_capacity(2 + keys.len() * 35);
    for key in keys {
        list.push_str(if list.is_empty() { "[\"" } else { "\",\"" });
        list.push_str(key.0.simple().encode_lower(&mut Uuid::encode_buffer()));
    }
    list.push_str("\"]");
    list
}

fn numbered(conn: &mut Connection, seqs: &[i64], columns: &str) -> QueryResult<HashMap<i64, Row>> {
    if seqs.is_empty() {
        return Ok(HashMap::new());
    }
    let text = format!("SELECT {columns} FROM clients WHERE seq IN (SELECT value FROM json_each(?))");
    let found: Vec<Row> = Statement::<Columns>::new(text, [Value::Text(format!("{seqs:?}"))]).load(conn)?;
    Ok(found.into_iter().map(|row| (row.seq, row)).collect())
}
