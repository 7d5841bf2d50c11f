//! Saves the cards of a client. Each save is one transaction: the settings, the card's version and the record.

use diesel::prelude::*;

use super::create::{NameTaken, name_holder};
use super::row::{self, ProfileRow};
use crate::domain::activity::{Action, Change, Field, NewEntry, Origin};
use crate::domain::choice::Choice;
use crate::domain::client::{
    Authentication, Card, CardKind, Client, ClientKey, General, Profile, Registration, Status, Version, Versioned,
};
use crate::domain::time::Timestamp;
use crate::store::columns::{Id, Token};
use crate::store::connection::Connection;
use crate::store::schema::{client_cards, client_profiles, clients};
use crate::store::{Failure, StoreError, activity};

/// Why a card was not saved.
#[derive(Clone, Debug)]
pub enum SaveRefused {
    /// There is no such client.
    Gone,
    /// Another client has the name.
    NameTaken(NameTaken),
    /// The card is no longer the version that was edited.
    ChangedSince(Box<ChangedSince>),
}

/// Somebody saved the card in the meantime.
#[derive(Clone, Debug)]
pub struct ChangedSince {
    /// The client as it is now.
    pub client: Client,
    /// Who saved the card last.
    pub by: String,
    /// When.
    pub at: Timestamp,
}

/// Whether anything was changed.
type Saved = Result<bool, Failure<SaveRefused>>;

/// Saves the General card; whether anything was changed.
///
/// # Errors
/// [`SaveRefused`], or when the database fails.
pub fn save_general(conn: &mut Connection, key: ClientKey, edited: &Versioned<General>, origin: &Origin) -> Saved {
    if let Some(holder) = name_holder(conn, &edited.card.name, Some(key))? {
        return Err(Failure::Refused(SaveRefused::NameTaken(holder)));
    }
    save(
        conn,
        key,
        edited,
        origin,
        |client| &client.general,
        |conn, card| {
            diesel::update(row_of(key))
                .set((
                    clients::name.eq(card.name.as_str()),
                    clients::name_key.eq(card.name.key()),
                    clients::description.eq(card.description.as_str()),
                    clients::app_type.eq(Token(card.app_type)),
                    clients::integration_type.eq(Token(card.integration_type)),
                ))
                .execute(conn)
        },
    )
}

/// Saves the Authentication card; whether anything was changed.
///
/// # Errors
/// [`SaveRefused`], or when the database fails.
pub fn save_authentication(
    conn: &mut Connection,
    key: ClientKey,
    edited: &Versioned<Authentication>,
    origin: &Origin,
) -> Saved {
    save(
        conn,
        key,
        edited,
        origin,
        |client| &client.authentication,
        |conn, card| {
            diesel::update(row_of(key))
                .set((
                    clients::primary_identifier.eq(Token(card.primary_identifier)),
                    clients::method.eq(Token(card.method)),
                    clients::passkeys.eq(card.passkeys),
                ))
                .execute(conn)
        },
    )
}

/// Saves the Registration card; whether anything was changed.
///
/// # Errors
/// [`SaveRefused`], or when the database fails.
pub fn save_registration(
    conn: &mut Connection,
    key: ClientKey,
    edited: &Versioned<Registration>,
    origin: &Origin,
) -> Saved {
    save(
        conn,
        key,
        edited,
        origin,
        |client| &client.registration,
        |conn, card| {
            diesel::update(row_of(key)).set(clients::registration_type.eq(Token(card.registration_type))).execute(conn)
        },
    )
}

/// Saves the Profile card; whether anything was changed.
///
/// # Errors
/// [`SaveRefused`], or when the database fails.
pub fn save_profile(conn: &mut Connection, key: ClientKey, edited: &Versioned<Profile>, origin: &Origin) -> Saved {
    save(
        conn,
        key,
        edited,
        origin,
        |client| &client.profile,
        |conn, card| diesel::replace_into(client_profiles::table).values(ProfileRow::new(key, card)).execute(conn),
    )
}

/// Lets a client use the service, or keeps it out; whether there is such a client.
///
/// # Errors
/// When the database fails.
pub fn set_status(conn: &mut Connection, key: ClientKey, status: Status, origin: &Origin) -> Result<bool, StoreError> {
    let Some(client) = row::load(conn, key)? else { return Ok(false) };
    if client.status != status {
        diesel::update(row_of(key))
            .set((clients::status.eq(Token(status)), clients::updated_at.eq(origin.at.0)))
            .execute(conn)?;
        let change = Change {
            field: Field::Status,
            before: Some(client.status.token().to_owned()),
            after: Some(status.token().to_owned()),
        };
        record(conn, key, vec![change], origin)?;
    }
    Ok(true)
}

#[diesel::dsl::auto_type]
fn row_of(key: ClientKey) -> _ {
    let id: Id = Id(key.0);
    clients::table.filter(clients::id.eq(id))
}

/// What every card's save has in common; `stored` finds the card in the client and `apply` writes its settings.
fn save<C: Card>(
    conn: &mut Connection,
    key: ClientKey,
    edited: &Versioned<C>,
    origin: &Origin,
    stored: impl Fn(&Client) -> &Versioned<C>,
    apply: impl FnOnce(&mut Connection, &C) -> QueryResult<usize>,
) -> Saved {
    let Some(client) = row::load(conn, key)? else {
        return Err(Failure::Refused(SaveRefused::Gone));
    };
    let changes = edited.card.changes_since(&stored(&client).card);
    if changes.is_empty() {
        return Ok(false);
    }
    let version = stored(&client).version;
    if edited.version != version {
        return Err(changed_since(conn, client, C::KIND));
    }
    apply(conn, &edited.card)?;
    bump(conn, key, C::KIND, version, origin)?;
    record(conn, key, changes, origin)?;
    Ok(true)
}

fn bump(conn: &mut Connection, key: ClientKey, kind: CardKind, version: Version, origin: &Origin) -> QueryResult<()> {
    diesel::update(client_cards::table.find((Id(key.0), Token(kind))))
        .set((
            client_cards::version.eq(version.0 + 1),
            client_cards::changed_at.eq(origin.at.0),
            client_cards::changed_by.eq(origin.actor.name()),
        ))
        .execute(conn)?;
    diesel::update(row_of(key)).set(clients::updated_at.eq(origin.at.0)).execute(conn)?;
    Ok(())
}

fn record(conn: &mut Connection, key: ClientKey, changes: Vec<Change>, origin: &Origin) -> QueryResult<()> {
    activity::record(conn, origin, NewEntry { action: Action::ClientChanged, client: Some(key), changes })
}

fn changed_since(conn: &mut Connection, client: Client, kind: CardKind) -> Failure<SaveRefused> {
    let last: QueryResult<(String, i64)> = client_cards::table
        .find((Id(client.key.0), Token(kind)))
        .select((client_cards::changed_by, client_cards::changed_at))
        .first(conn);
    match last {
        Ok((by, at)) => {
            Failure::Refused(SaveRefused::ChangedSince(Box::new(ChangedSince { client, by, at: Timestamp(at) })))
        }
        Err(error) => error.into(),
    }
}
