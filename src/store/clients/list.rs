//! Pages of the list of clients.

use super::kinds::{Counts, Kinds, KnownKinds};
use super::list_query::{ListQuery, Position, Sort, sorted_value};
use crate::domain::client::{ClientKey, Kind};
use crate::domain::time::Timestamp;
use crate::store::paging::{self, PAGE, Page, Paging, Total};
use crate::store::sqlite::clients::index_scan::IndexScan;
use crate::store::sqlite::clients::ranked::{Match, Search};
use crate::store::sqlite::clients::rows::{self, Row};
use crate::store::{Connection, StoreError};

/// Matches of a search are counted up to here, so that no page counts a million rows.
const SHORT_COUNT: usize = 1_000;

#[derive(Clone, Debug)]
pub struct ListedClient {
    pub key: ClientKey,
    pub client_id: String,
    pub name: String,
    pub description: String,
    pub kind: Kind,
    /// When a card or the status last changed.
    pub updated_at: Timestamp,
}

#[derive(Clone, Debug)]
pub struct Listing {
    pub page: Page<ListedClient, Position>,
    /// Of the clients on all pages.
    pub total: Total,
    /// How many clients a choice of each value of each filter would leave, whatever is searched for.
    pub counts: Counts,
}

/// One page of clients; fails when the place in `query` does not belong to its order.
pub fn list(conn: &mut Connection, known: &KnownKinds, query: &ListQuery) -> Result<Listing, StoreError> {
    let kinds = Kinds::matching(conn, known, query)?;
    let search = (!query.search.is_empty()).then(|| Search::new(&query.search));
    let total = total(conn, search.as_ref(), &kinds)?;
    let page = paging::page(&query.paging, PAGE, |paging, limit| match &search {
        None => ordered(conn, query, paging, &kinds, limit),
        Some(search) => ranked(conn, search, paging, &kinds, limit, total),
    })?;
    Ok(Listing { page, total, counts: kinds.counts(&query.filters) })
}

/// The clients nearest to a place in an order of the list.
fn ordered(
    conn: &mut Connection,
    query: &ListQuery,
    paging: &Paging<Position>,
    kinds: &Kinds,
    limit: usize,
) -> Result<Vec<(Position, ListedClient)>, StoreError> {
    let scan = IndexScan {
        sort: query.sort,
        descending: query.descending != paging.is_backwards(),
        beyond: paging.place(),
        limit,
    };
    let rows = rows::in_order(conn, &scan, (kinds.only.as_deref(), kinds.share))?;
    rows.into_iter().map(|row| Ok((position(&row, query.sort), listed(row, kinds)?))).collect()
}

/// The clients nearest to a place among a search's results, best match first.
fn ranked(
    conn: &mut Connection,
    search: &Search,
    paging: &Paging<Position>,
    kinds: &Kinds,
    limit: usize,
    total: Total,
) -> Result<Vec<(Position, ListedClient)>, StoreError> {
    let all = match total {
        Total::Exactly(all) => usize::try_from(all).unwrap_or(usize::MAX),
        Total::MoreThan(_) => usize::MAX,
    };
    let matches = search.page(conn, kinds.only.as_deref(), paging, limit, all)?;
    let seqs: Vec<i64> = matches.iter().map(|found| found.seq).collect();
    let mut rows = rows::numbered(conn, &seqs)?;
    let row = |found: Match| rows.remove(&found.seq).map(|row| Ok((found.position, listed(row, kinds)?)));
    matches.into_iter().filter_map(row).collect()
}

fn total(conn: &mut Connection, search: Option<&Search>, kinds: &Kinds) -> Result<Total, StoreError> {
    let Some(search) = search else { return Ok(Total::Exactly(kinds.total)) };
    let counted = search.count(conn, kinds.only.as_deref(), SHORT_COUNT + 1)?;
    Ok(match i64::try_from(counted.min(SHORT_COUNT)).unwrap_or(i64::MAX) {
        counted_to if counted > SHORT_COUNT => Total::MoreThan(counted_to),
        all => Total::Exactly(all),
    })
}

fn position(row: &Row, sort: Sort) -> Position {
    let value = match sort {
        Sort::Name => sorted_value(&row.name_sort),
        Sort::Created => String::new(),
        Sort::Updated => row.updated_at.to_string(),
    };
    Position { seq: row.seq, value }
}

fn listed(row: Row, kinds: &Kinds) -> Result<ListedClient, StoreError> {
    Ok(ListedClient {
        kind: kinds.kind(row.kind)?,
        key: ClientKey(row.id.0),
        client_id: row.client_id,
        name: row.name,
        description: row.description,
        updated_at: Timestamp(row.updated_at),
    })
}
