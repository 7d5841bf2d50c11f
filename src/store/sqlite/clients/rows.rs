//! Rows of the list, by statements that are prepared once.

use std::collections::HashMap;

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary, Bool, Text};

use super::index_scan::IndexScan;
use crate::domain::client::{AppType, IntegrationType, Method, PrimaryIdentifier, RegistrationType, Status};
use crate::store::columns::{Id, Token};
use crate::store::sqlite::statement::{Statement, Value};
use crate::store::{Connection, StoreError};

const COLUMNS: &str = "seq, id, client_id, name, name_key, description, app_type, integration_type, primary_identifier, \
    method, passkeys, registration_type, status, updated_at";

type Columns = (BigInt, Binary, Text, Text, Text, Text, Text, Text, Text, Text, Bool, Text, Text, BigInt);

#[derive(Queryable)]
pub struct Row {
    pub seq: i64,
    pub id: Id,
    pub client_id: String,
    pub name: String,
    pub name_key: String,
    pub description: String,
    pub app_type: Token<AppType>,
    pub integration_type: Token<IntegrationType>,
    pub primary_identifier: Token<PrimaryIdentifier>,
    pub method: Token<Method>,
    pub passkeys: bool,
    pub registration_type: Token<RegistrationType>,
    pub status: Token<Status>,
    pub updated_at: i64,
}

pub fn in_order(
    conn: &mut Connection,
    scan: &IndexScan<'_>,
    facets: Option<&[String]>,
) -> Result<Vec<Row>, StoreError> {
    scan.rows::<Columns, Row>(conn, COLUMNS, facets)
}

pub fn numbered(conn: &mut Connection, seqs: &[i64]) -> QueryResult<HashMap<i64, Row>> {
    if seqs.is_empty() {
        return Ok(HashMap::new());
    }
    let text = format!("SELECT {COLUMNS} FROM clients WHERE seq IN (SELECT value FROM json_each(?))");
    let found: Vec<Row> = Statement::<Columns>::new(text, [Value::Text(format!("{seqs:?}"))]).load(conn)?;
    Ok(found.into_iter().map(|row| (row.seq, row)).collect())
}
