//! Clients and their cards.

mod create;
mod index_scan;
mod list;
mod list_query;
mod lists;
mod rank_slice;
mod ranked;
mod row;
mod save;
mod settings;

pub use create::{NameTaken, create, name_holder};
pub use list::{ListedClient, Listing, list};
pub use list_query::{ListQuery, Position, Sort};
pub use ranked::{INDEXED_TERM, is_rank};
pub use save::{
    ChangedSince, SaveRefused, changed_since, save_authentication, save_general, save_profile, save_registration,
    set_status,
};

use diesel::prelude::*;

use super::StoreError;
use super::columns::Id;
use super::connection::Connection;
use super::schema::clients;
use crate::domain::client::{Client, ClientKey};

/// A client with its cards, or `None` when there is none with this key.
///
/// # Errors
/// When the database fails.
pub fn find(conn: &mut Connection, key: ClientKey) -> Result<Option<Client>, StoreError> {
    row::load(conn, key)
}

/// The present name of a client, or `None` when there is none with this key.
///
/// # Errors
/// When the database fails.
pub fn name(conn: &mut Connection, key: ClientKey) -> Result<Option<String>, StoreError> {
    Ok(clients::table.filter(clients::id.eq(Id(key.0))).select(clients::name).first(conn).optional()?)
}

#[cfg(test)]
mod tests;
