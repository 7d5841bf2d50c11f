//! Clients and their cards.

mod create;
mod list;
mod row;
mod save;

pub use create::{NameTaken, create, name_holder};
pub use list::{ListQuery, ListedClient, Page, Position, SHORT_COUNT, Sort, Total, Turn, list};
pub use save::{
    ChangedSince, SaveRefused, save_authentication, save_general, save_profile, save_registration, set_status,
};

use super::StoreError;
use super::connection::Connection;
use crate::domain::client::{Client, ClientKey};

/// A client with its cards, or `None` when there is none with this key.
///
/// # Errors
/// When the database fails.
pub fn find(conn: &mut Connection, key: ClientKey) -> Result<Option<Client>, StoreError> {
    row::load(conn, key)
}
