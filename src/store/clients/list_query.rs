//! What the list of clients can be asked for.

use diesel::prelude::*;

use crate::domain::choice::choices;
use crate::domain::client::{AppType, IntegrationType, RegistrationType, Status};
use crate::store::Connection;
use crate::store::columns::Token;
use crate::store::paging::Paging;
use crate::store::schema::client_facets;

choices! {
    /// The orders in which the list can be read; each has an index.
    pub enum Sort {
        /// Ignoring case.
        Name = "name", "Name";
        Created = "created", "Created";
        Updated = "updated", "Updated";
    }
}

/// A row's place in an order: the sorted value, made unique by the order of creation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Position {
    /// The number in the order of creation.
    pub seq: i64,
    /// The name's key or the time of the last change; empty where the order of creation is the order. In a search, the
    /// number of the rank, followed by the name's key where the rank is in that order.
    pub value: String,
}

#[derive(Clone, Debug)]
pub struct ListQuery {
    /// What is looked for; its results come best match first. Empty for the whole list.
    pub search: String,
    pub app_type: Option<AppType>,
    pub integration_type: Option<IntegrationType>,
    pub registration_type: Option<RegistrationType>,
    pub status: Option<Status>,
    /// The order of the whole list; a search has its own.
    pub sort: Sort,
    pub descending: bool,
    pub paging: Paging<Position>,
}

/// The clients that a filter leaves: by their facets, which are what one can filter by as one value.
pub(super) struct Facets {
    /// `None` where nothing is filtered.
    pub only: Option<Vec<String>>,
    pub total: i64,
}

impl Facets {
    /// The facets that a query's filters leave, which are kept with their counts.
    pub fn matching(conn: &mut Connection, query: &ListQuery) -> QueryResult<Self> {
        let is_filtered = query.app_type.is_some()
            || query.integration_type.is_some()
            || query.registration_type.is_some()
            || query.status.is_some();
        let mut selected = client_facets::table.into_boxed();
        if let Some(app_type) = query.app_type {
            selected = selected.filter(client_facets::app_type.eq(Token(app_type)));
        }
        if let Some(integration_type) = query.integration_type {
            selected = selected.filter(client_facets::integration_type.eq(Token(integration_type)));
        }
        if let Some(registration_type) = query.registration_type {
            selected = selected.filter(client_facets::registration_type.eq(Token(registration_type)));
        }
        if let Some(status) = query.status {
            selected = selected.filter(client_facets::status.eq(Token(status)));
        }
        let rows: Vec<(String, i64)> = selected.select((client_facets::facet, client_facets::total)).load(conn)?;
        let total = rows.iter().map(|(_, total)| total).sum();
        // A facet that nobody has would only make the query longer.
        let only = rows.into_iter().filter(|(_, total)| *total > 0).map(|(facet, _)| facet).collect();
        Ok(Self { only: is_filtered.then_some(only), total })
    }
}
