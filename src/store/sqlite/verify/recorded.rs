//! Compares documents with what the record says of them, so that its chain vouches for them as well.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary, Nullable};
use serde_json::Value as Json;

use crate::domain::activity::Change;
use crate::domain::client::{CARDS, Settings, changes};
use crate::domain::setting::{Setting, put_at, value_at};
use crate::store::clients::chosen;
use crate::store::sqlite::statement::{Statement, Value};
use crate::store::{Connection, StoreError};

const CHANGES: &str = "SELECT CAST(field AS BLOB), CAST(before AS BLOB), CAST(after AS BLOB) FROM activity_changes \
    WHERE activity_seq = ? ORDER BY position";
/// Names of settings alone have a dot, among what is recorded of a client.
const LATER: &str = "SELECT min(a.seq) FROM clients c JOIN activity a ON a.client = c.id \
    JOIN activity_changes s ON s.activity_seq = a.seq WHERE c.seq = ? AND a.seq > ? AND instr(s.field, '.') > 0";

/// The document before the first revision.
pub const NONE: Json = Json::Null;

/// Where settings are not what the entry made of the `previous` document; and the document as the record has it, which the
/// next one is compared with, so that one edit is told once.
pub fn compare(
    conn: &mut Connection,
    previous: &Json,
    settings: &Settings,
    entry: i64,
) -> Result<(Vec<&'static str>, Json), StoreError> {
    let mut document = settings.to_value();
    let found = if *previous == NONE { chosen(settings) } else { changes(previous, &document) };
    let recorded = recorded(conn, entry)?;
    let at = |changes: &[Change], path: &str| changes.iter().find(|change| change.path == path).cloned();
    let mut differing = Vec::new();
    for setting in CARDS.iter().flat_map(|card| card.settings) {
        let said = at(&recorded, setting.path);
        if at(&found, setting.path) != said {
            put_at(&mut document, setting.path, outcome(setting, previous, said));
            differing.push(setting.path);
        }
    }
    // Lists come into their order by being read.
    let document = Settings::from_value(document.clone()).map_or(document, |settings| settings.to_value());
    Ok((differing, document))
}

/// The first entry after this one that changed settings of a client.
pub fn later_change(conn: &mut Connection, client: i64, entry: i64) -> QueryResult<Option<i64>> {
    let values = [Value::Number(client), Value::Number(entry)];
    Statement::<Nullable<BigInt>>::new(LATER, values).get_result(conn)
}

fn recorded(conn: &mut Connection, entry: i64) -> QueryResult<Vec<Change>> {
    type Row = (Vec<u8>, Option<Vec<u8>>, Option<Vec<u8>>);
    let rows: Vec<Row> =
        Statement::<(Binary, Nullable<Binary>, Nullable<Binary>)>::new(CHANGES, [Value::Number(entry)]).load(conn)?;
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    let change = |(path, before, after): Row| Change::from_stored(text(path), before.map(text), after.map(text));
    Ok(rows.into_iter().map(change).collect())
}

/// What a setting was after a change that was recorded, or not.
fn outcome(setting: &Setting, previous: &Json, said: Option<Change>) -> Json {
    let defaults = if *previous == NONE { Settings::unchosen().to_value() } else { NONE };
    let before = value_at(if *previous == NONE { &defaults } else { previous }, setting.path);
    match (said, before) {
        (None, before) => before.clone(),
        (Some(said), Json::Array(items)) if setting.items.is_some() && *previous != NONE => {
            let [removed, added] = [said.before, said.after].map(|items| items.as_array().cloned().unwrap_or_default());
            items.iter().filter(|item| !removed.contains(item)).chain(&added).cloned().collect()
        }
        (Some(said), _) => said.after,
    }
}
