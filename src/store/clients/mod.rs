//! Clients, their settings and their history.

mod create;
mod history;
mod list;
mod list_query;
mod revisions;
mod save;

pub use super::sqlite::clients::ranked::{INDEXED_TERM, is_rank};
pub use create::{NameTaken, create, name_holder};
pub use history::{CardSave, ListedRevision, history, saves_since};
pub use list::{ListedClient, Listing, list};
pub use list_query::{ListQuery, Position, Sort};
pub(super) use revisions::ListColumns;
pub use revisions::{find, revision};
pub use save::{ChangedSince, SaveRefused, edited, restore, save, set_status};

use diesel::prelude::*;

use super::Connection;
use super::StoreError;
use super::columns::Id;
use super::schema::clients;
use crate::domain::client::ClientKey;

/// The present name of a client, or `None` when there is none with this key.
pub fn name(conn: &mut Connection, key: ClientKey) -> Result<Option<String>, StoreError> {
    Ok(clients::table.filter(clients::id.eq(Id(key.0))).select(clients::name).first(conn).optional()?)
}
