//! Saves the cards of a client. Each save is one transaction: the settings, the card's version and the record.

use diesel::prelude::*;

use super::create::{NameTaken, name_holder};
use super::settings::{AuthenticationRow, ProfileRow, RegistrationRow};
use super::{lists, row};
use crate::domain::activity::{Action, Change, Field, NewEntry, Origin};
use crate::domain::choice::Choice;
use crate::domain::client::{
    Authentication, Broken, Card, CardKind, Client, ClientKey, General, Profile, Registration, Status, Version,
    Versioned,
};
use crate::domain::time::Timestamp;
use crate::store::columns::{Id, Token};
use crate::store::connection::Connection;
use crate::store::schema::{client_authentications, client_cards, client_profiles, client_registrations, clients};
use crate::store::{Failure, StoreError, activity};

/// Why a card was not saved.
#[derive(Clone, Debug)]
pub enum SaveRefused {
    /// There is no such client.
    Gone,
    /// Its settings do not go together, or not with another card.
    Broken(Vec<Broken>),
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
    save(conn, key, edited, origin, |conn, card| {
        if let Some(holder) = name_holder(conn, &card.name, Some(key))? {
            return Err(Failure::Refused(SaveRefused::NameTaken(holder)));
        }
        diesel::update(row_of(key))
            .set((
                clients::name.eq(card.name.as_str()),
                clients::name_key.eq(card.name.key()),
                clients::description.eq(card.description.as_str()),
                clients::app_type.eq(Token(card.app_type)),
                clients::integration_type.eq(Token(card.integration_type)),
            ))
            .execute(conn)?;
        Ok(lists::put_contacts(conn, key, &card.contacts)?)
    })
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
    save(conn, key, edited, origin, |conn, card| {
        diesel::update(row_of(key))
            .set((
                clients::primary_identifier.eq(Token(card.primary_identifier)),
                clients::method.eq(Token(card.method)),
                clients::passkeys.eq(card.passkeys),
            ))
            .execute(conn)?;
        let settings = AuthenticationRow::new(key, card);
        diesel::replace_into(client_authentications::table).values(settings).execute(conn)?;
        Ok(())
    })
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
    save(conn, key, edited, origin, |conn, card| {
        diesel::update(row_of(key)).set(clients::registration_type.eq(Token(card.registration_type))).execute(conn)?;
        let settings = RegistrationRow::new(key, card);
        diesel::replace_into(client_registrations::table).values(settings).execute(conn)?;
        lists::put_asked_fields(conn, key, &card.fields)?;
        Ok(lists::put_domains(conn, key, &card.domains)?)
    })
}

/// Saves the Profile card; whether anything was changed.
///
/// # Errors
/// [`SaveRefused`], or when the database fails.
pub fn save_profile(conn: &mut Connection, key: ClientKey, edited: &Versioned<Profile>, origin: &Origin) -> Saved {
    save(conn, key, edited, origin, |conn, card| {
        diesel::replace_into(client_profiles::table).values(ProfileRow::new(key, card)).execute(conn)?;
        Ok(())
    })
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

/// What every card's save has in common; `apply` writes its settings, unless it finds a reason against it.
fn save<C: Card>(
    conn: &mut Connection,
    key: ClientKey,
    edited: &Versioned<C>,
    origin: &Origin,
    apply: impl FnOnce(&mut Connection, &C) -> Result<(), Failure<SaveRefused>>,
) -> Saved {
    let Some(client) = row::load(conn, key)? else {
        return Err(Failure::Refused(SaveRefused::Gone));
    };
    let Versioned { card: stored, version } = C::of(&client);
    let changes = edited.card.changes_since(stored);
    if changes.is_empty() {
        return Ok(false);
    }
    let version = *version;
    if edited.version != version {
        let since = changed_since(conn, key, C::KIND)?.ok_or(Failure::Refused(SaveRefused::Gone))?;
        return Err(Failure::Refused(SaveRefused::ChangedSince(Box::new(since))));
    }
    let broken = edited.card.broken_rules(&client);
    if !broken.is_empty() {
        return Err(Failure::Refused(SaveRefused::Broken(broken)));
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

/// A client with who saved a card last and when, or `None` when there is no such client.
///
/// # Errors
/// When the database fails.
pub fn changed_since(
    conn: &mut Connection,
    key: ClientKey,
    kind: CardKind,
) -> Result<Option<ChangedSince>, StoreError> {
    let Some(client) = row::load(conn, key)? else { return Ok(None) };
    let (by, at): (String, i64) = client_cards::table
        .find((Id(key.0), Token(kind)))
        .select((client_cards::changed_by, client_cards::changed_at))
        .first(conn)?;
    Ok(Some(ChangedSince { client, by, at: Timestamp(at) }))
}
