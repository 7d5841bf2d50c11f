//! Clients, their settings and their history.

mod create;
mod history;
mod kinds;
mod list;
mod list_query;
mod live_secrets;
pub mod origins;
mod parsed;
pub mod readiness;
mod revisions;
mod save;
pub mod secrets;

pub use super::sqlite::search::grams::INDEXED_TERM;
pub(super) use create::chosen;
pub use create::{NameTaken, NewClient, create, name_holder};
pub use history::{CardSave, ListedRevision, history, saves_since};
pub(super) use kinds::Kinds;
#[cfg(test)]
pub(super) use kinds::id_of as kind_id;
pub use kinds::{Counts, KnownKinds};
pub use list::{ListedClient, Listing, best, latest, list, search};
pub(super) use list_query::sorted_key;
#[cfg(test)]
pub(super) use list_query::sorted_value;
pub use list_query::{Chosen, ListQuery, Position, Sort, is_place};
pub use live_secrets::{LiveSecret, live_secrets};
pub(super) use revisions::ListColumns;
pub use revisions::{find, revision, with_client_id};
pub use save::{ChangedSince, SaveRefused, edited, restore, save, set_status};

use diesel::prelude::*;

use super::Connection;
use super::StoreError;
use super::columns::{Id, Token};
use super::schema::{client_kinds, clients};
use super::sqlite::clients::wanted::Rank;
use crate::domain::client::{AppType, Client, ClientId, ClientKey, IntegrationType, RevisionNumber, Status};
use crate::domain::time::Day;

/// Whether a position's value can be one of a search's results.
#[must_use]
pub fn is_rank(value: &str) -> bool {
    Rank::parse(value).is_some()
}

/// A client without its settings: what can be said of it also when they cannot be read.
#[derive(Clone, Debug)]
pub struct ClientHead {
    pub key: ClientKey,
    pub client_id: ClientId,
    pub name: String,
    pub app_type: AppType,
    pub integration_type: IntegrationType,
    pub status: Status,
    pub revision: RevisionNumber,
}

impl ClientHead {
    #[must_use]
    pub fn of(client: &Client) -> Self {
        let general = &client.settings.general;
        Self {
            key: client.key,
            client_id: client.client_id.clone(),
            name: general.name.as_str().to_owned(),
            app_type: general.app_type,
            integration_type: general.integration_type,
            status: client.status,
            revision: client.revision,
        }
    }

    #[must_use]
    pub fn is_disabled(&self) -> bool {
        self.status == Status::Disabled
    }
}

/// The head of a client, or `None` when there is none with this key.
pub fn head(conn: &mut Connection, key: ClientKey) -> Result<Option<ClientHead>, StoreError> {
    type Row = (String, String, i64, (Token<AppType>, Token<IntegrationType>, Token<Status>));
    let row: Option<Row> = clients::table
        .inner_join(client_kinds::table.on(client_kinds::id.eq(clients::kind)))
        .filter(clients::id.eq(Id(key.0)))
        .select((
            clients::client_id,
            clients::name,
            clients::revision,
            (client_kinds::app_type, client_kinds::integration_type, client_kinds::status),
        ))
        .first(conn)
        .optional()?;
    let Some((client_id, name, number, (app_type, integration_type, status))) = row else { return Ok(None) };
    let revision = RevisionNumber::new(number);
    let revision = revision.ok_or_else(|| StoreError::Internal("a client has no revision".to_owned()))?;
    let (app_type, integration_type, status) = (app_type.0, integration_type.0, status.0);
    let client_id = ClientId(client_id);
    Ok(Some(ClientHead { key, client_id, name, app_type, integration_type, status, revision }))
}

/// Notes that an operator has tried a client's sign-in to its end.
pub fn note_tried(conn: &mut Connection, key: ClientKey, day: Day) -> QueryResult<()> {
    let client = clients::table.filter(clients::id.eq(Id(key.0)));
    let earlier = clients::tried_day.is_null().or(clients::tried_day.lt(day.0));
    diesel::update(client.filter(earlier)).set(clients::tried_day.eq(day.0)).execute(conn)?;
    Ok(())
}

/// The present name of a client, or `None` when there is none with this key.
pub fn name(conn: &mut Connection, key: ClientKey) -> Result<Option<String>, StoreError> {
    Ok(clients::table.filter(clients::id.eq(Id(key.0))).select(clients::name).first(conn).optional()?)
}
