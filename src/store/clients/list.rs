//! Pages of the list of clients.

use super::list_query::{Facets, ListQuery, Position, Sort};
use crate::domain::client::{AppType, ClientKey, IntegrationType, Method, PrimaryIdentifier, RegistrationType, Status};
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
    pub app_type: AppType,
    pub integration_type: IntegrationType,
    pub primary_identifier: PrimaryIdentifier,
    pub method: Method,
    pub passkeys: bool,
    pub registration_type: RegistrationType,
    pub status: Status,
    /// When a card or the status last changed.
    pub updated_at: Timestamp,
}

#[derive(Clone, Debug)]
pub struct Listing {
    pub page: Page<ListedClient, Position>,
    /// Of the clients on all pages.
    pub total: Total,
}

/// One page of clients; fails when the place in `query` does not belong to its order.
pub fn list(conn: &mut Connection, query: &ListQuery) -> Result<Listing, StoreError> {
    let facets = Facets::matching(conn, query)?;
    let search = (!query.search.is_empty()).then(|| Search::new(&query.search));
    let total = total(conn, search.as_ref(), &facets)?;
    let page = paging::page(&query.paging, PAGE, |paging, limit| match &search {
        None => ordered(conn, query, paging, &facets, limit),
        Some(search) => ranked(conn, search, paging, &facets, limit, total),
    })?;
    Ok(Listing { page, total })
}

/// The clients nearest to a place in an order of the list.
fn ordered(
    conn: &mut Connection,
    query: &ListQuery,
    paging: &Paging<Position>,
    facets: &Facets,
    limit: usize,
) -> Result<Vec<(Position, ListedClient)>, StoreError> {
    let scan = IndexScan {
        sort: query.sort,
        descending: query.descending != paging.is_backwards(),
        beyond: paging.place(),
        prefix: None,
        limit,
    };
    let rows = rows::in_order(conn, &scan, facets.only.as_deref())?;
    Ok(rows.into_iter().map(|row| (position(&row, query.sort), listed(row))).collect())
}

/// The clients nearest to a place among a search's results, best match first.
fn ranked(
    conn: &mut Connection,
    search: &Search,
    paging: &Paging<Position>,
    facets: &Facets,
    limit: usize,
    total: Total,
) -> Result<Vec<(Position, ListedClient)>, StoreError> {
    let all = match total {
        Total::Exactly(all) => usize::try_from(all).unwrap_or(usize::MAX),
        Total::MoreThan(_) => usize::MAX,
    };
    let matches = search.page(conn, facets.only.as_deref(), paging, limit, all)?;
    let seqs: Vec<i64> = matches.iter().map(|found| found.seq).collect();
    let mut rows = rows::numbered(conn, &seqs)?;
    let row = |found: Match| rows.remove(&found.seq).map(|row| (found.position, listed(row)));
    Ok(matches.into_iter().filter_map(row).collect())
}

fn total(conn: &mut Connection, search: Option<&Search>, facets: &Facets) -> Result<Total, StoreError> {
    let Some(search) = search else { return Ok(Total::Exactly(facets.total)) };
    let counted = search.count(conn, facets.only.as_deref(), SHORT_COUNT + 1)?;
    Ok(match i64::try_from(counted.min(SHORT_COUNT)).unwrap_or(i64::MAX) {
        counted_to if counted > SHORT_COUNT => Total::MoreThan(counted_to),
        all => Total::Exactly(all),
    })
}

fn position(row: &Row, sort: Sort) -> Position {
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
