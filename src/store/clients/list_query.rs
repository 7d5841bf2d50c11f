//! What the list of clients can be asked for, and which rows that is.

use std::collections::BTreeSet;

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{Bool, Text};
use diesel::sqlite::Sqlite;

use crate::domain::choice::choices;
use crate::domain::client::{AppType, IntegrationType, RegistrationType, Status};
use crate::domain::text::comparison_key;
use crate::store::columns::Token;
use crate::store::schema::clients;

/// Shorter terms that are looked for; each costs a look at every client, so the rest are left out.
const SHORT_TERMS: usize = 2;
/// Characters from which on the search index finds a term.
const INDEXED_TERM: usize = 3;

choices! {
    /// The orders in which the list can be read; each has an index.
    pub enum Sort {
        /// By name, ignoring case.
        Name = "name", "Name";
        /// By the order of creation.
        Created = "created", "Created";
        /// By the time of the last change.
        Updated = "updated", "Updated";
    }
}

/// A row's place in an order: the sorted value, made unique by the order of creation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Position {
    /// The order of creation.
    pub seq: i64,
    /// The name's key or the time of the last change; empty where the order of creation is the order.
    pub value: String,
}

/// Which page is wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Turn {
    /// The first page.
    First,
    /// The page that follows a row.
    After(Position),
    /// The page that precedes a row.
    Before(Position),
}

/// What the list is asked for.
#[derive(Clone, Debug)]
pub struct ListQuery {
    /// Terms, each of which any part of the name, the client ID or the description has to match.
    pub search: String,
    /// Only this app type.
    pub app_type: Option<AppType>,
    /// Only this integration type.
    pub integration_type: Option<IntegrationType>,
    /// Only this registration type.
    pub registration_type: Option<RegistrationType>,
    /// Only this status.
    pub status: Option<Status>,
    /// The order.
    pub sort: Sort,
    /// Whether the order is reversed: Z to A, latest first.
    pub descending: bool,
    /// The page.
    pub turn: Turn,
}

pub(super) type Boxed<'a> = clients::BoxedQuery<'a, Sqlite>;

/// The distinct words of a search.
fn terms(search: &str) -> BTreeSet<&str> {
    search.split_whitespace().collect()
}

/// The rows that match, in no order yet.
pub(super) fn matching(query: &ListQuery) -> Boxed<'_> {
    let mut selected = clients::table.into_boxed();
    if let Some(app_type) = query.app_type {
        selected = selected.filter(clients::app_type.eq(Token(app_type)));
    }
    if let Some(integration_type) = query.integration_type {
        selected = selected.filter(clients::integration_type.eq(Token(integration_type)));
    }
    if let Some(registration_type) = query.registration_type {
        selected = selected.filter(clients::registration_type.eq(Token(registration_type)));
    }
    if let Some(status) = query.status {
        selected = selected.filter(clients::status.eq(Token(status)));
    }
    let (indexed, short): (Vec<&str>, Vec<&str>) =
        terms(&query.search).into_iter().partition(|term| term.chars().count() >= INDEXED_TERM);
    if !indexed.is_empty() {
        let phrases: Vec<String> = indexed.iter().map(|term| format!("\"{}\"", term.replace('"', "\"\""))).collect();
        let hit = sql::<Bool>("clients.seq IN (SELECT rowid FROM clients_search WHERE clients_search MATCH ")
            .bind::<Text, _>(phrases.join(" AND "))
            .sql(")");
        selected = selected.filter(hit);
    }
    for term in short.into_iter().take(SHORT_TERMS) {
        let pattern = |term: &str| format!("%{}%", term.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_"));
        let hit = clients::name_key
            .like(pattern(&comparison_key(term)))
            .escape('\\')
            .or(clients::client_id.like(pattern(term)).escape('\\'))
            .or(clients::description.like(pattern(term)).escape('\\'));
        selected = selected.filter(hit);
    }
    selected
}
