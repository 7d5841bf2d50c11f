//! Creates a client.

use std::time::Duration;

use diesel::prelude::*;

use super::settings::{AuthenticationRow, ProfileRow, RegistrationRow};
use super::{lists, row};
use crate::domain::activity::{Action, Actor, Change, NewEntry, Origin};
use crate::domain::choice::Choice;
use crate::domain::client::{
    Authentication, Card, CardKind, ClientId, ClientKey, ClientName, Contacts, Description, General, NewClient,
    Profile, Registration, Status,
};
use crate::store::columns::{Id, Token};
use crate::store::connection::Connection;
use crate::store::schema::{client_authentications, client_profiles, client_registrations, clients};
use crate::store::statement::{Statement, Value};
use crate::store::{Failure, StoreError, activity};

/// A repeated request within this time is taken for a double click.
const DOUBLE_CLICK: Duration = Duration::from_mins(1);

/// The first version of every card.
const INSERT_CARDS: &str = "INSERT INTO client_cards (client, version, changed_at, changed_by, card) \
    SELECT ?, 1, ?, ?, value FROM json_each(?)";

/// Another client has this name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NameTaken {
    /// The client that has it.
    pub key: ClientKey,
    /// Its name as written there.
    pub name: String,
}

/// The client, other than `except`, whose name reads the same.
///
/// # Errors
/// When the database fails.
pub fn name_holder(
    conn: &mut Connection,
    name: &ClientName,
    except: Option<ClientKey>,
) -> Result<Option<NameTaken>, StoreError> {
    let holder: Option<(Id, String)> = clients::table
        .filter(clients::name_key.eq(name.key()))
        .select((clients::id, clients::name))
        .first(conn)
        .optional()?;
    let holder = holder.map(|(id, name)| NameTaken { key: ClientKey(id.0), name });
    Ok(holder.filter(|holder| Some(holder.key) != except))
}

/// Creates a client with its cards and their defaults. The same request sent again by the same operator within a
/// minute, as a double click does, finds the client that the first one made.
///
/// # Errors
/// [`NameTaken`], or when the database fails.
pub fn create(conn: &mut Connection, new: &NewClient, origin: &Origin) -> Result<ClientKey, Failure<NameTaken>> {
    if let Some(holder) = name_holder(conn, &new.general.name, None)? {
        let is_repeated = is_repeated(conn, holder.key, new, origin)?;
        return if is_repeated { Ok(holder.key) } else { Err(Failure::Refused(holder)) };
    }
    let key = ClientKey::new(origin.at);
    insert(conn, key, new, origin)?;
    insert_settings(conn, key, new)?;
    let cards = CardKind::ALL.iter().map(|kind| kind.token()).collect::<Vec<_>>().join("\",\"");
    let by = Value::Text(origin.actor.name().to_owned());
    let values = [Value::Id(Id(key.0)), Value::Number(origin.at.0), by, Value::Text(format!("[\"{cards}\"]"))];
    <Statement>::new(INSERT_CARDS, values).execute(conn)?;
    let entry = NewEntry { action: Action::ClientCreated, client: Some(key), changes: chosen(new) };
    activity::record(conn, origin, entry)?;
    Ok(key)
}

/// What was chosen for a new client, as changes from nothing; the rest is as every new client has it.
fn chosen(new: &NewClient) -> Vec<Change> {
    let plain = General { description: Description::default(), contacts: Contacts::default(), ..new.general.clone() };
    let changes = [
        new.general.as_created(&plain),
        new.authentication.as_created(&Authentication::default()),
        new.registration.as_created(&Registration::default()),
    ];
    changes.concat()
}

fn insert_settings(conn: &mut Connection, key: ClientKey, new: &NewClient) -> QueryResult<()> {
    let authentication = AuthenticationRow::new(key, &new.authentication);
    diesel::insert_into(client_authentications::table).values(authentication).execute(conn)?;
    let registration = RegistrationRow::new(key, &new.registration);
    diesel::insert_into(client_registrations::table).values(registration).execute(conn)?;
    let profile = ProfileRow::new(key, &Profile::default());
    diesel::insert_into(client_profiles::table).values(profile).execute(conn)?;
    lists::add_asked_fields(conn, key, &new.registration.fields)?;
    lists::add_domains(conn, key, &new.registration.domains)?;
    lists::add_contacts(conn, key, &new.general.contacts)
}

fn insert(conn: &mut Connection, key: ClientKey, new: &NewClient, origin: &Origin) -> QueryResult<()> {
    let created_by = match &origin.actor {
        Actor::Operator(id, _) => Some(Id(id.0)),
        Actor::CommandLine | Actor::Anonymous => None,
    };
    diesel::insert_into(clients::table)
        .values((
            clients::id.eq(Id(key.0)),
            clients::client_id.eq(ClientId::random().0),
            clients::name.eq(new.general.name.as_str()),
            clients::name_key.eq(new.general.name.key()),
            clients::description.eq(new.general.description.as_str()),
            clients::app_type.eq(Token(new.general.app_type)),
            clients::integration_type.eq(Token(new.general.integration_type)),
            clients::primary_identifier.eq(Token(new.authentication.primary_identifier)),
            clients::method.eq(Token(new.authentication.method)),
            clients::passkeys.eq(new.authentication.passkeys),
            clients::registration_type.eq(Token(new.registration.registration_type)),
            clients::status.eq(Token(Status::Active)),
            clients::created_by.eq(created_by),
            clients::created_at.eq(origin.at.0),
            clients::updated_at.eq(origin.at.0),
        ))
        .execute(conn)?;
    Ok(())
}

fn is_repeated(conn: &mut Connection, key: ClientKey, new: &NewClient, origin: &Origin) -> Result<bool, StoreError> {
    let Actor::Operator(operator, _) = &origin.actor else { return Ok(false) };
    let made_by: Option<Id> =
        clients::table.filter(clients::id.eq(Id(key.0))).select(clients::created_by).first(conn)?;
    let Some(made) = row::load(conn, key)? else { return Ok(false) };
    let same = made.general.card == new.general
        && made.authentication.card == new.authentication
        && made.registration.card == new.registration;
    // The first of two clicks may have read the clock later than the second.
    let recent = origin.at.since(made.created_at) < DOUBLE_CLICK && made.created_at.since(origin.at) < DOUBLE_CLICK;
    Ok(same && recent && made_by == Some(Id(operator.0)))
}
