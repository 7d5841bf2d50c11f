//! Revisions of a client's settings: each is one document, made by the transaction that records the change.

use diesel::prelude::*;

use crate::domain::activity::Origin;
use crate::domain::choice::Choice;
use crate::domain::client::{
    AppType, Client, ClientId, ClientKey, IntegrationType, Method, PrimaryIdentifier, RegistrationType, Revision,
    RevisionNumber, Settings, Status,
};
use crate::domain::time::Timestamp;
use crate::store::Connection;
use crate::store::columns::{Id, Token};
use crate::store::schema::{client_revisions, clients};
use crate::store::{StoreError, UnreadableSettings};

/// What the list of clients shows, sorts, filters and finds of the settings.
#[derive(AsChangeset, Insertable)]
#[diesel(table_name = clients)]
pub(in crate::store) struct ListColumns<'a> {
    name: &'a str,
    name_key: String,
    description: &'a str,
    app_type: Token<AppType>,
    integration_type: Token<IntegrationType>,
    primary_identifier: Token<PrimaryIdentifier>,
    method: Token<Method>,
    passkeys: bool,
    registration_type: Token<RegistrationType>,
    revision: i64,
    updated_at: i64,
}

impl<'a> ListColumns<'a> {
    pub fn new(settings: &'a Settings, revision: RevisionNumber, at: Timestamp) -> Self {
        let Settings { general, authentication, registration, .. } = settings;
        Self {
            name: general.name.as_str(),
            name_key: general.name.key(),
            description: general.description.as_str(),
            app_type: Token(general.app_type),
            integration_type: Token(general.integration_type),
            primary_identifier: Token(authentication.primary_identifier),
            method: Token(authentication.method),
            passkeys: authentication.passkeys,
            registration_type: Token(registration.registration_type),
            revision: revision.get(),
            updated_at: at.0,
        }
    }

    /// What follows from the settings alone, by the names of the columns.
    pub fn of_settings(self) -> [(&'static str, String); 9] {
        let Self {
            name,
            name_key,
            description,
            app_type,
            integration_type,
            primary_identifier,
            method,
            passkeys,
            registration_type,
            revision: _,
            updated_at: _,
        } = self;
        [
            ("name", name.to_owned()),
            ("name_key", name_key),
            ("description", description.to_owned()),
            ("app_type", app_type.0.token().to_owned()),
            ("integration_type", integration_type.0.token().to_owned()),
            ("primary_identifier", primary_identifier.0.token().to_owned()),
            ("method", method.0.token().to_owned()),
            ("passkeys", i32::from(passkeys).to_string()),
            ("registration_type", registration_type.0.token().to_owned()),
        ]
    }
}

/// A client with its present settings; `None` when there is none with this key, [`StoreError::Unreadable`] when the settings
/// break a rule.
pub fn find(conn: &mut Connection, key: ClientKey) -> Result<Option<Client>, StoreError> {
    type Row = (String, String, Token<Status>, i64, i64, i64, Option<String>);
    let present = client_revisions::client.eq(clients::id).and(client_revisions::number.eq(clients::revision));
    let row: Option<Row> = clients::table
        .left_join(client_revisions::table.on(present))
        .filter(clients::id.eq(Id(key.0)))
        .select((
            clients::client_id,
            clients::name,
            clients::status,
            clients::created_at,
            clients::updated_at,
            clients::revision,
            client_revisions::settings.nullable(),
        ))
        .first(conn)
        .optional()?;
    let Some((client_id, name, status, created_at, updated_at, number, settings)) = row else { return Ok(None) };
    let Revision { number, settings } = read(&name, number, settings.as_deref())?;
    Ok(Some(Client {
        key,
        client_id: ClientId(client_id),
        status: status.0,
        created_at: Timestamp(created_at),
        updated_at: Timestamp(updated_at),
        revision: number,
        settings,
    }))
}

/// `None` when the client has no revision with this number, [`StoreError::Unreadable`] when its settings break a rule.
pub fn revision(conn: &mut Connection, key: ClientKey, number: RevisionNumber) -> Result<Option<Revision>, StoreError> {
    let row: Option<(String, String)> = client_revisions::table
        .inner_join(clients::table.on(clients::id.eq(client_revisions::client)))
        .filter(client_revisions::client.eq(Id(key.0)).and(client_revisions::number.eq(number.get())))
        .select((clients::name, client_revisions::settings))
        .first(conn)
        .optional()?;
    row.map(|(name, settings)| read(&name, number.get(), Some(&settings))).transpose()
}

pub(super) fn read(client: &str, number: i64, text: Option<&str>) -> Result<Revision, StoreError> {
    let unreadable = |path: String, reason: String| {
        let client = client.to_owned();
        StoreError::Unreadable(Box::new(UnreadableSettings { client, revision: number, path, reason }))
    };
    let text = text.ok_or_else(|| unreadable(".".to_owned(), "the revision is missing".to_owned()))?;
    let settings = Settings::parse(text).map_err(|error| unreadable(error.path, error.reason))?;
    let number = RevisionNumber::new(number)
        .ok_or_else(|| unreadable(".".to_owned(), "revisions are numbered from 1".to_owned()))?;
    Ok(Revision { number, settings })
}

/// Adds a revision, which the entry of the record with this number belongs to.
pub(super) fn add(
    conn: &mut Connection,
    key: ClientKey,
    number: RevisionNumber,
    settings: &Settings,
    entry: i64,
) -> QueryResult<()> {
    diesel::insert_into(client_revisions::table)
        .values((
            client_revisions::activity_seq.eq(entry),
            client_revisions::client.eq(Id(key.0)),
            client_revisions::number.eq(number.get()),
            client_revisions::settings.eq(settings.to_text()),
        ))
        .execute(conn)?;
    Ok(())
}

pub(super) fn make_present(
    conn: &mut Connection,
    key: ClientKey,
    number: RevisionNumber,
    (before, settings): (&Settings, &Settings),
    origin: &Origin,
) -> QueryResult<()> {
    let row = diesel::update(clients::table.filter(clients::id.eq(Id(key.0))));
    let [old, new] = [before, settings].map(|settings| ListColumns::new(settings, number, origin.at));
    // A column that is set has its indexes written again, also when it stays as it is.
    if old.of_settings() == new.of_settings() {
        row.set((clients::revision.eq(number.get()), clients::updated_at.eq(origin.at.0))).execute(conn)?;
    } else {
        row.set(ListColumns::new(settings, number, origin.at)).execute(conn)?;
    }
    Ok(())
}
