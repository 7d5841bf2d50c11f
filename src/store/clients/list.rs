//! Pages of the list of clients: by key on an index, never by offset.

use diesel::prelude::*;

use super::list_query::{Boxed, ListQuery, Position, Sort, Turn, matching};
use crate::domain::client::{AppType, ClientKey, IntegrationType, Method, PrimaryIdentifier, RegistrationType, Status};
use crate::domain::time::Timestamp;
use crate::store::StoreError;
use crate::store::columns::{Id, Token};
use crate::store::connection::Connection;
use crate::store::schema::{client_total, clients};

/// Rows on a page.
const PAGE: usize = 25;
/// Matches of a search or filter are counted up to here, so that no page counts a million rows.
const SHORT_COUNT: i64 = 1_000;
/// A client as the list shows it.
#[derive(Clone, Debug)]
pub struct ListedClient {
    /// The database key.
    pub key: ClientKey,
    /// The public identifier.
    pub client_id: String,
    /// The name.
    pub name: String,
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

#[derive(Queryable, Selectable)]
#[diesel(table_name = clients)]
struct Row {
    seq: i64,
    id: Id,
    client_id: String,
    name: String,
    name_key: String,
    app_type: Token<AppType>,
    integration_type: Token<IntegrationType>,
    primary_identifier: Token<PrimaryIdentifier>,
    method: Token<Method>,
    passkeys: bool,
    registration_type: Token<RegistrationType>,
    status: Token<Status>,
    updated_at: i64,
}

/// One page of clients, in two queries.
///
/// # Errors
/// When the database fails, or when the position in `query` does not belong to its order.
pub fn list(conn: &mut Connection, query: &ListQuery) -> Result<Page, StoreError> {
    let backwards = matches!(query.turn, Turn::Before(_));
    let descending = query.descending != backwards;
    let mut selected = matching(query);
    if let Turn::After(position) | Turn::Before(position) = &query.turn {
        selected = beyond(selected, query.sort, descending, position)?;
    }
    let limit = i64::try_from(PAGE + 1).unwrap_or(i64::MAX);
    let mut rows: Vec<Row> =
        ordered(selected, query.sort, descending).limit(limit).select(Row::as_select()).load(conn)?;
    let more = rows.len() > PAGE;
    // The way back ends at the first page, which is read as such; so is a page that has run empty meanwhile.
    if query.turn != Turn::First && (rows.is_empty() || (backwards && !more)) {
        return list(conn, &ListQuery { turn: Turn::First, ..query.clone() });
    }
    rows.truncate(PAGE);
    if backwards {
        rows.reverse();
    }
    let position = |row: Option<&Row>| row.map(|row| place(row, query.sort));
    Ok(Page {
        previous: position(rows.first()).filter(|_| query.turn != Turn::First),
        next: position(rows.last()).filter(|_| backwards || more),
        total: total(conn, query)?,
        clients: rows.into_iter().map(listed).collect(),
    })
}

/// The rows beyond a position. The comparison is written so that SQLite starts at it in the index.
fn beyond<'a>(
    selected: Boxed<'a>,
    sort: Sort,
    descending: bool,
    position: &'a Position,
) -> Result<Boxed<'a>, StoreError> {
    let seq = position.seq;
    let time = || position.value.parse::<i64>().map_err(|error| StoreError::Internal(error.to_string()));
    let name = position.value.as_str();
    Ok(match (sort, descending) {
        (Sort::Name, false) => selected.filter(clients::name_key.gt(name)),
        (Sort::Name, true) => selected.filter(clients::name_key.lt(name)),
        (Sort::Created, false) => selected.filter(clients::seq.gt(seq)),
        (Sort::Created, true) => selected.filter(clients::seq.lt(seq)),
        (Sort::Updated, false) => selected
            .filter(clients::updated_at.ge(time()?))
            .filter(clients::updated_at.gt(time()?).or(clients::seq.gt(seq))),
        (Sort::Updated, true) => selected
            .filter(clients::updated_at.le(time()?))
            .filter(clients::updated_at.lt(time()?).or(clients::seq.lt(seq))),
    })
}

fn ordered(selected: Boxed<'_>, sort: Sort, descending: bool) -> Boxed<'_> {
    match (sort, descending) {
        (Sort::Name, false) => selected.order(clients::name_key.asc()),
        (Sort::Name, true) => selected.order(clients::name_key.desc()),
        (Sort::Created, false) => selected.order(clients::seq.asc()),
        (Sort::Created, true) => selected.order(clients::seq.desc()),
        (Sort::Updated, false) => selected.order((clients::updated_at.asc(), clients::seq.asc())),
        (Sort::Updated, true) => selected.order((clients::updated_at.desc(), clients::seq.desc())),
    }
}

fn total(conn: &mut Connection, query: &ListQuery) -> Result<Total, StoreError> {
    let everything = query.search.is_empty()
        && query.app_type.is_none()
        && query.integration_type.is_none()
        && query.registration_type.is_none()
        && query.status.is_none();
    if everything {
        return Ok(Total::Exactly(client_total::table.select(client_total::total).first(conn)?));
    }
    let counted: Vec<i64> = matching(query).select(clients::seq).limit(SHORT_COUNT + 1).load(conn)?;
    let counted = i64::try_from(counted.len()).unwrap_or(i64::MAX);
    Ok(if counted > SHORT_COUNT { Total::MoreThan(SHORT_COUNT) } else { Total::Exactly(counted) })
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
