//! Checks every client: its revisions, their documents, and what the list keeps of the present one.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary, Bool, Text};
use serde_json::Value as Json;

use super::Report;
use super::problem::{ClientProblem, Problem, StoredKey};
use super::{readiness, recorded};
use crate::domain::client::{CARDS, FILTERS, Kind, Readiness, Settings, Status, Unreadable};
use crate::store::clients::ListColumns;
use crate::store::sqlite::statement::{Statement, Value};
use crate::store::{Connection, StoreError};

/// Rows that are read in one step, so that memory does not grow with the file.
const STEP: usize = 100;

/// Texts are read as bytes, since somebody may have written any into the file.
const CLIENTS: &str = "SELECT seq, CAST(id AS BLOB), CAST(name AS BLOB), revision FROM clients \
    WHERE seq > ? ORDER BY seq LIMIT ?";
const REVISIONS: &str = "SELECT r.activity_seq, r.number, typeof(r.number) = 'integer', CAST(r.settings AS BLOB), \
    EXISTS (SELECT 1 FROM activity a WHERE a.seq = r.activity_seq AND a.client = r.client) \
    FROM clients c JOIN client_revisions r ON r.client = c.id \
    WHERE c.seq = ? AND r.number > ? ORDER BY r.number LIMIT ?";
const ORIGINS: &str = "SELECT CAST(origin AS BLOB) FROM client_origins WHERE client = ? ORDER BY origin";
const OF_NO_CLIENT: &str = "SELECT activity_seq, CAST(client AS BLOB), number FROM client_revisions r \
    WHERE activity_seq > ? AND NOT EXISTS (SELECT 1 FROM clients c WHERE c.id = r.client) \
    ORDER BY activity_seq LIMIT ?";

#[derive(Queryable)]
struct Client {
    seq: i64,
    key: Vec<u8>,
    name: Vec<u8>,
    present: i64,
}

#[derive(Queryable)]
struct Revision {
    entry: i64,
    number: i64,
    is_numbered: bool,
    settings: Vec<u8>,
    is_recorded: bool,
}

/// How many clients and how many revisions of them there are.
pub fn check(conn: &mut Connection, report: Report<'_>) -> Result<(u64, u64), StoreError> {
    let (mut clients, mut revisions, mut from) = (0, 0, i64::MIN);
    loop {
        let values = [Value::Number(from), limit()];
        let rows: Vec<Client> = Statement::<(BigInt, Binary, Binary, BigInt)>::new(CLIENTS, values).load(conn)?;
        for client in &rows {
            let mut of_client = |problem| {
                let name = String::from_utf8_lossy(&client.name).into_owned();
                report(Problem::Client { name, client: StoredKey(client.key.clone()), problem });
            };
            revisions += check_revisions(conn, client, &mut of_client)?;
            clients += 1;
        }
        match rows.last() {
            Some(last) if rows.len() == STEP => from = last.seq,
            _ => break,
        }
    }
    check_strays(conn, report)?;
    Ok((clients, revisions))
}

fn check_revisions(
    conn: &mut Connection,
    client: &Client,
    report: &mut dyn FnMut(ClientProblem),
) -> Result<u64, StoreError> {
    let (mut count, mut last, mut own_entry) = (0, 0, None);
    // The document before, unless it is missing or cannot be read.
    let mut previous = Some(recorded::NONE);
    loop {
        let values = [Value::Number(client.seq), Value::Number(last), limit()];
        let rows: Vec<Revision> =
            Statement::<(BigInt, BigInt, Bool, Binary, Bool)>::new(REVISIONS, values).load(conn)?;
        for revision in &rows {
            if !revision.is_numbered {
                report(ClientProblem::Unnumbered(last));
                return Ok(count);
            }
            let expected = last.saturating_add(1);
            missing(expected, revision.number.saturating_sub(1), report);
            previous = previous.filter(|_| revision.number == expected);
            (last, own_entry) = (revision.number, revision.is_recorded.then_some(revision.entry));
            count += 1;
            previous = check_revision(conn, client, previous.as_ref(), revision, report)?;
        }
        if rows.len() < STEP {
            break;
        }
    }
    if last < client.present {
        missing(last.saturating_add(1), client.present, report);
    } else if last > client.present {
        report(ClientProblem::LaterRevision(last, client.present));
    } else if let Some(entry) = own_entry
        && let Some(later) = recorded::later_change(conn, client.seq, entry)?
    {
        report(ClientProblem::NoRevision(later, last));
    }
    Ok(count)
}

fn missing(first: i64, last: i64, report: &mut dyn FnMut(ClientProblem)) {
    if first == last {
        report(ClientProblem::MissingRevision(first));
    } else if first < last {
        report(ClientProblem::MissingRevisions(first, last));
    }
}

/// Checks a revision; its document as the record has it, if there is one.
fn check_revision(
    conn: &mut Connection,
    client: &Client,
    previous: Option<&Json>,
    revision: &Revision,
    report: &mut dyn FnMut(ClientProblem),
) -> Result<Option<Json>, StoreError> {
    let number = revision.number;
    if !revision.is_recorded {
        report(ClientProblem::Unrecorded(number, revision.entry));
    }
    let text = std::str::from_utf8(&revision.settings)
        .map_err(|error| Unreadable { path: ".".to_owned(), reason: error.to_string() });
    let settings = match text.and_then(Settings::parse) {
        Ok(settings) => settings,
        Err(unreadable) => {
            report(ClientProblem::Unreadable { revision: number, unreadable });
            return Ok(None);
        }
    };
    if number == client.present {
        check_present(conn, client, &settings, report)?;
    }
    match previous.filter(|_| revision.is_recorded) {
        None => Ok(Some(settings.to_value())),
        Some(previous) => {
            let (differing, document) = recorded::compare(conn, previous, &settings, revision.entry)?;
            for path in differing {
                report(ClientProblem::NotAsRecorded { revision: number, path });
            }
            Ok(Some(document))
        }
    }
}

/// What the list has of the present settings, and whether they go together.
fn check_present(
    conn: &mut Connection,
    client: &Client,
    settings: &Settings,
    report: &mut dyn FnMut(ClientProblem),
) -> Result<(), StoreError> {
    for column in differing_columns(conn, client.seq, settings)? {
        report(ClientProblem::Column { column, revision: client.present });
    }
    if readiness::differs(conn, &client.key, settings) {
        report(ClientProblem::Column { column: "readiness".to_owned(), revision: client.present });
    }
    if has_other_origins(conn, &client.key, settings)? {
        report(ClientProblem::Column { column: "allowed_origins".to_owned(), revision: client.present });
    }
    for broken in CARDS.iter().flat_map(|card| (card.broken_rules)(settings)) {
        report(ClientProblem::BrokenRule { revision: client.present, path: broken.path, reason: broken.reason });
    }
    Ok(())
}

/// The columns of the list that are not as these settings have them, by name.
fn differing_columns(conn: &mut Connection, client: i64, settings: &Settings) -> Result<Vec<String>, StoreError> {
    let columns = ListColumns::new(settings).named();
    let kind = Kind::new(settings, Readiness::Ready, Status::Active);
    let tokens = FILTERS.each_ref().map(|filter| filter.name).into_iter().zip(kind.tokens());
    let of_settings = tokens.filter(|(name, _)| !["readiness", "status"].contains(name));
    let of_kind = of_settings.map(|(name, token)| (name, Value::Text(token.to_owned())));
    let (names, values): (Vec<&str>, Vec<Value>) = columns.into_iter().chain(of_kind).unzip();
    let differs: Vec<String> = names.iter().map(|name| format!("iif({name} IS NOT ?, '{name} ', '')")).collect();
    let differs = differs.join(" || ");
    let text = format!("SELECT {differs} FROM clients LEFT JOIN client_kinds k ON k.id = kind WHERE seq = ?");
    let values = values.into_iter().chain([Value::Number(client)]);
    let names: String = Statement::<Text>::new(text, values.collect::<Vec<_>>()).get_result(conn)?;
    Ok(names.split_whitespace().map(str::to_owned).collect())
}

/// Whether it is found by other origins than these settings allow.
fn has_other_origins(conn: &mut Connection, client: &[u8], settings: &Settings) -> Result<bool, StoreError> {
    let values = [Value::Bytes(client.to_vec())];
    let found: Vec<Vec<u8>> = Statement::<Binary>::new(ORIGINS, values).load(conn)?;
    Ok(!found.iter().map(Vec::as_slice).eq(settings.integration.allowed_origins.iter().map(str::as_bytes)))
}

fn check_strays(conn: &mut Connection, report: Report<'_>) -> Result<(), StoreError> {
    let mut from = i64::MIN;
    loop {
        let values = [Value::Number(from), limit()];
        let rows: Vec<(i64, Vec<u8>, i64)> =
            Statement::<(BigInt, Binary, BigInt)>::new(OF_NO_CLIENT, values).load(conn)?;
        let read = rows.len();
        for (entry, client, revision) in rows {
            report(Problem::OfNoClient { client: StoredKey(client), revision });
            from = entry;
        }
        if read < STEP {
            return Ok(());
        }
    }
}

fn limit() -> Value {
    Value::Number(i64::try_from(STEP).unwrap_or(i64::MAX))
}
