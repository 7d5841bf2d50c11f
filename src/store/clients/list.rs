//! Pages of the list of clients.

use super::kinds::{Counts, Kinds, KnownKinds};
use super::list_query::{ListQuery, Position, Sort, sorted_value};
use crate::domain::client::{ClientKey, Kind};
use crate::domain::time::Timestamp;
use crate::store::paging::{self, PAGE, Page, Paging, Total};
use crate::store::sqlite::clients::index_scan::IndexScan;
use crate::store::sqlite::clients::ranked::Search;
use crate::store::sqlite::clients::rows::{self, Row};
use crate::store::sqlite::clients::wanted::Wanted;
use crate::store::{Connection, Searching, StoreError};

/// Matches of a search are counted up to here, so that no page counts a million rows.
const SHORT_COUNT: usize = 100;

#[derive(Clone, Debug)]
pub struct ListedClient {
    pub key: ClientKey,
    pub client_id: String,
    pub name: String,
    /// Read where something is searched for.
    pub description: Option<String>,
    /// One a line, read likewise.
    pub addresses: Option<String>,
    pub kind: Kind,
    /// When a card or the status last changed.
    pub updated_at: Timestamp,
}

#[derive(Clone, Debug)]
pub struct Listing {
    pub page: Page<ListedClient, Position>,
    /// Of the clients on all pages.
    pub total: Total,
    /// How many clients a choice of each value of each filter would leave. Of a search that found few they are those that were
    /// found, and of one that found many there are none.
    pub counts: Option<Counts>,
    /// Whether the search index is being built, so that something may be missing.
    pub is_building: bool,
}

impl Listing {
    /// What there is to show of a search that was stopped.
    #[must_use]
    pub fn nothing() -> Self {
        Self { page: Page::empty(), total: Total::Exactly(0), counts: None, is_building: false }
    }
}

/// One page of all clients that the filters leave; fails when the place in `query` does not belong to its order.
pub fn list(conn: &mut Connection, known: &KnownKinds, query: &ListQuery) -> Result<Listing, StoreError> {
    let kinds = Kinds::matching(conn, known, query)?;
    let place = |row: &Row| position(row, query.sort);
    let page = paging::page(&query.paging, PAGE, place, |paging, limit| ordered(conn, query, paging, &kinds, limit))?;
    let total = Total::Exactly(kinds.total);
    Ok(Listing {
        page: shown(page, |row| row, &kinds)?,
        total,
        counts: Some(kinds.counts(&query.filters)),
        is_building: false,
    })
}

/// One page of what a search finds among the clients that the filters leave, best match first.
pub fn search(search: &mut Searching<'_>, known: &KnownKinds, query: &ListQuery) -> Result<Listing, StoreError> {
    let kinds = Kinds::matching(search.conn, known, query)?;
    let asked = Search { wanted: Wanted::new(&query.search), kinds: &kinds, chosen: &query.filters };
    let all = asked.all(search, SHORT_COUNT)?;
    let total = match all.as_ref().map(Vec::len) {
        Some(all) => Total::Exactly(i64::try_from(all).unwrap_or(i64::MAX)),
        None => Total::MoreThan(i64::try_from(SHORT_COUNT).unwrap_or(i64::MAX)),
    };
    let all = all.map(|all| all.into_iter().map(|found| (found.position(), found.row)).collect::<Vec<_>>());
    let counts =
        all.as_ref().map(|all| kinds.counts_of(all.iter().map(|(_, row)| row.kind), &query.filters)).transpose()?;
    let place = |(position, _): &(Position, Row)| position.clone();
    let page = paging::page(&query.paging, PAGE, place, |paging, limit| {
        Ok(match &all {
            Some(all) => nearest(all, paging, limit),
            None => {
                asked.nearest(search, paging, limit)?.into_iter().map(|found| (found.position(), found.row)).collect()
            }
        })
    })?;
    let page = shown(page, |(_, row)| row, &kinds)?;
    Ok(Listing { page, total, counts, is_building: search.waiting.is_building })
}

/// The first clients that a search finds, best match first, without counting the others.
pub fn best(
    search: &mut Searching<'_>,
    known: &KnownKinds,
    text: &str,
    limit: usize,
) -> Result<Vec<ListedClient>, StoreError> {
    let query = ListQuery::unfiltered(text);
    let kinds = Kinds::matching(search.conn, known, &query)?;
    let asked = Search { wanted: Wanted::new(text), kinds: &kinds, chosen: &query.filters };
    let found = asked.nearest(search, &Paging::First, limit)?;
    found.into_iter().map(|found| listed(found.row, &kinds)).collect()
}

/// The clients that were changed last, the latest first.
pub fn latest(conn: &mut Connection, known: &KnownKinds, limit: usize) -> Result<Vec<ListedClient>, StoreError> {
    let query = ListQuery::unfiltered("");
    let kinds = Kinds::matching(conn, known, &query)?;
    let rows = ordered(conn, &query, &query.paging, &kinds, limit)?;
    rows.into_iter().map(|row| listed(row, &kinds)).collect()
}

/// Of rows in their order, those that are nearest to a place, nearest first.
fn nearest(all: &[(Position, Row)], paging: &Paging<Position>, limit: usize) -> Vec<(Position, Row)> {
    let order = |position: &Position| (position.value.clone(), -position.seq);
    let rows = all.iter().cloned();
    match paging {
        Paging::First => rows.take(limit).collect(),
        Paging::After(place) => rows.filter(|(at, _)| order(at) > order(place)).take(limit).collect(),
        Paging::Before(place) => rows.rev().filter(|(at, _)| order(at) < order(place)).take(limit).collect(),
    }
}

/// The clients nearest to a place in an order of the list.
fn ordered(
    conn: &mut Connection,
    query: &ListQuery,
    paging: &Paging<Position>,
    kinds: &Kinds,
    limit: usize,
) -> Result<Vec<Row>, StoreError> {
    let scan = IndexScan {
        sort: query.sort,
        descending: query.descending != paging.is_backwards(),
        beyond: paging.place(),
        limit,
    };
    rows::in_order(conn, &scan, (kinds.only.as_deref(), kinds.share))
}

fn position(row: &Row, sort: Sort) -> Position {
    let value = match sort {
        Sort::Name => sorted_value(&row.name_sort),
        Sort::Created => String::new(),
        Sort::Updated => row.updated_at.to_string(),
    };
    Position { seq: row.seq, value }
}

fn shown<T>(
    page: Page<T, Position>,
    row: impl Fn(T) -> Row,
    kinds: &Kinds,
) -> Result<Page<ListedClient, Position>, StoreError> {
    let Page { rows, previous, next } = page;
    let rows = rows.into_iter().map(|found| listed(row(found), kinds)).collect::<Result<_, _>>()?;
    Ok(Page { rows, previous, next })
}

fn listed(row: Row, kinds: &Kinds) -> Result<ListedClient, StoreError> {
    Ok(ListedClient {
        kind: kinds.kind(row.kind)?,
        key: ClientKey(row.id.0),
        client_id: row.client_id,
        name: row.name,
        description: row.description,
        addresses: row.addresses,
        updated_at: Timestamp(row.updated_at),
    })
}
