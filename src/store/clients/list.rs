//! Pages of the list of clients: by key on an index, never by offset.

use std::collections::HashMap;

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary, Bool, Text};

use super::list_query::{Facets, ListQuery, Position, Sort, Turn};
use super::ranked::Search;
use super::walk::Walk;
use crate::domain::client::{AppType, ClientKey, IntegrationType, Method, PrimaryIdentifier, RegistrationType, Status};
use crate::domain::time::Timestamp;
use crate::store::StoreError;
use crate::store::columns::{Id, Token};
use crate::store::connection::Connection;
use crate::store::statement::{Statement, Value};

/// Rows on a page.
const PAGE: usize = 25;
/// Matches of a search are counted up to here, so that no page counts a million rows.
const SHORT_COUNT: usize = 1_000;

/// A client as the list shows it.
#[derive(Clone, Debug)]
pub struct ListedClient {
    /// The database key.
    pub key: ClientKey,
    /// The public identifier.
    pub client_id: String,
    /// The name.
    pub name: String,
    /// What it is for.
    pub description: String,
    /// The app type.
    pub app_type: AppType,
    /// The integration type.
    pub integration_type: IntegrationType,
    /// What users type to say who they are.
    pub primary_identifier: PrimaryIdentifier,
    /// What users prove it with.
    pub method: Method,
    /// Whether a passkey may be used as well.
    pub passkeys: bool,
    /// Who may register.
    pub registration_type: RegistrationType,
    /// Whether the client may use the service.
    pub status: Status,
    /// When a card or the status last changed.
    pub updated_at: Timestamp,
}

/// How many clients there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Total {
    /// All of them, exactly.
    Exactly(i64),
    /// More than were counted.
    MoreThan(i64),
}

/// One page of the list.
#[derive(Clone, Debug)]
pub struct Page {
    /// The rows.
    pub clients: Vec<ListedClient>,
    /// Where the page before this one ends, when there is one.
    pub previous: Option<Position>,
    /// Where the page after this one begins, when there is one.
    pub next: Option<Position>,
    /// How many clients match.
    pub total: Total,
}

/// The columns of a [`Row`].
const COLUMNS: &str = "seq, id, client_id, name, name_key, description, app_type, integration_type, primary_identifier, \
    method, passkeys, registration_type, status, updated_at";

type Columns = (BigInt, Binary, Text, Text, Text, Text, Text, Text, Text, Text, Bool, Text, Text, BigInt);

#[derive(Queryable)]
struct Row {
    seq: i64,
    id: Id,
    client_id: String,
    name: String,
    name_key: String,
    description: String,
    app_type: Token<AppType>,
    integration_type: Token<IntegrationType>,
    primary_identifier: Token<PrimaryIdentifier>,
    method: Token<Method>,
    passkeys: bool,
    registration_type: Token<RegistrationType>,
    status: Token<Status>,
    updated_at: i64,
}

/// One page of clients.
///
/// # Errors
/// When the database fails, or when the position in `query` does not belong to its order.
pub fn list(conn: &mut Connection, query: &ListQuery) -> Result<Page, StoreError> {
    let facets = Facets::of(conn, query)?;
    let backwards = matches!(query.turn, Turn::Before(_));
    let search = (!query.search.is_empty()).then(|| Search::new(&query.search));
    let total = total(conn, search.as_ref(), &facets)?;
    let mut rows = match &search {
        None => ordered(conn, query, &facets)?,
        Some(search) => ranked(conn, search, &query.turn, &facets, total)?,
    };
    let more = rows.len() > PAGE;
    // The way back ends at the first page, which is read as such; so is a page that has run empty meanwhile.
    if query.turn != Turn::First && (rows.is_empty() || (backwards && !more)) {
        return list(conn, &ListQuery { turn: Turn::First, ..query.clone() });
    }
    rows.truncate(PAGE);
    if backwards {
        rows.reverse();
    }
    let position = |row: Option<&(Row, Position)>| row.map(|(_, position)| position.clone());
    Ok(Page {
        previous: position(rows.first()).filter(|_| query.turn != Turn::First),
        next: position(rows.last()).filter(|_| backwards || more),
        total,
        clients: rows.into_iter().map(|(row, _)| listed(row)).collect(),
    })
}

/// The rows of a page and one more, in an order of the list.
fn ordered(conn: &mut Connection, query: &ListQuery, facets: &Facets) -> Result<Vec<(Row, Position)>, StoreError> {
    let descending = query.descending != matches!(query.turn, Turn::Before(_));
    let beyond = match &query.turn {
        Turn::First => None,
        Turn::After(position) | Turn::Before(position) => Some(position),
    };
    let walk = Walk { sort: query.sort, descending, beyond, prefix: None, limit: PAGE + 1 };
    let rows: Vec<Row> = walk.rows::<Columns, Row>(conn, COLUMNS, facets.only.as_deref())?;
    Ok(rows.into_iter().map(|row| (place(&row, query.sort), row)).map(|(position, row)| (row, position)).collect())
}

/// The rows of a page and one more, best match first.
fn ranked(
    conn: &mut Connection,
    search: &Search,
    turn: &Turn,
    facets: &Facets,
    total: Total,
) -> Result<Vec<(Row, Position)>, StoreError> {
    let all = match total {
        Total::Exactly(all) => usize::try_from(all).unwrap_or(usize::MAX),
        Total::MoreThan(_) => usize::MAX,
    };
    let matches = search.page(conn, facets.only.as_deref(), turn, PAGE + 1, all)?;
    let rows = in_order(conn, matches.iter().map(|found| found.seq).collect())?;
    Ok(rows.into_iter().zip(matches.into_iter().map(|found| found.position)).collect())
}

/// Some rows in the order in which they are named.
fn in_order(conn: &mut Connection, seqs: Vec<i64>) -> QueryResult<Vec<Row>> {
    if seqs.is_empty() {
        return Ok(Vec::new());
    }
    let text = format!("SELECT {COLUMNS} FROM clients WHERE seq IN (SELECT value FROM json_each(?))");
    let found: Vec<Row> = Statement::<Columns>::new(text, [Value::Text(format!("{seqs:?}"))]).load(conn)?;
    let mut found: HashMap<i64, Row> = found.into_iter().map(|row| (row.seq, row)).collect();
    Ok(seqs.into_iter().filter_map(|seq| found.remove(&seq)).collect())
}

fn total(conn: &mut Connection, search: Option<&Search>, facets: &Facets) -> Result<Total, StoreError> {
    let Some(search) = search else { return Ok(Total::Exactly(facets.total)) };
    let counted = search.count(conn, facets.only.as_deref(), SHORT_COUNT + 1)?;
    Ok(match i64::try_from(counted.min(SHORT_COUNT)).unwrap_or(i64::MAX) {
        counted_to if counted > SHORT_COUNT => Total::MoreThan(counted_to),
        all => Total::Exactly(all),
    })
}

fn place(row: &Row, sort: Sort) -> Position {
    let value = match sort {
        Sort::Name => row.name_key.clone(),
        Sort::Created => String::new(),
        Sort::Updated => row.updated_at.to_string(),
    };
    Position { seq: row.seq, value }
}

fn listed(row: Row) -> ListedClient {
    ListedClient {
        key: ClientKey(row.id.0),
        client_id: row.client_id,
        name: row.name,
        description: row.description,
        app_type: row.app_type.0,
        integration_type: row.integration_type.0,
        primary_identifier: row.primary_identifier.0,
        method: row.method.0,
        passkeys: row.passkeys,
        registration_type: row.registration_type.0,
        status: row.status.0,
        updated_at: Timestamp(row.updated_at),
    }
}
