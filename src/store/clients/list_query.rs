//! What the list of clients can be asked for.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::domain::choice::choices;
use crate::domain::client::{FILTERS, Place};
use crate::store::paging::Paging;

choices! {
    /// The orders in which the list can be read; each has an index.
    pub enum Sort {
        /// As people expect names, whatever their language.
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
    /// The key that the name is sorted by, in base64, or the time of the last change; empty where the order of creation is
    /// the order. In a search, the digit of the rank.
    pub value: String,
}

/// The value that is wanted of each filter.
pub type Chosen = [Option<Place>; FILTERS.len()];

#[derive(Clone, Debug)]
pub struct ListQuery {
    /// What is looked for; its results come best match first. Empty for the whole list.
    pub search: String,
    pub filters: Chosen,
    /// The order of the whole list; a search has its own.
    pub sort: Sort,
    pub descending: bool,
    pub paging: Paging<Position>,
}

impl ListQuery {
    /// The first page of all clients or of a search in all, the latest changed first.
    pub(super) fn unfiltered(search: &str) -> Self {
        Self {
            search: search.to_owned(),
            filters: Chosen::default(),
            sort: Sort::Updated,
            descending: true,
            paging: Paging::First,
        }
    }
}

/// Whether a position's value can be one of an order.
#[must_use]
pub fn is_place(sort: Sort, value: &str) -> bool {
    match sort {
        Sort::Name => sorted_key(value).is_some(),
        Sort::Created => value.is_empty(),
        Sort::Updated => value.parse::<i64>().is_ok(),
    }
}

/// What a key that names are sorted by is in a position.
pub(in crate::store) fn sorted_value(key: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(key)
}

pub(in crate::store) fn sorted_key(value: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(value).ok().filter(|key| !key.is_empty())
}
