//! How a client and its cards stand in their tables.

use diesel::prelude::*;

use crate::domain::choice::Choice;
use crate::domain::client::{
    AppType, Authentication, CardKind, Client, ClientId, ClientKey, ClientName, Description, General, IntegrationType,
    Method, PrimaryIdentifier, Profile, Registration, RegistrationType, Status, Version, Versioned,
};
use crate::domain::time::Timestamp;
use crate::store::StoreError;
use crate::store::columns::{Id, Token};
use crate::store::connection::Connection;
use crate::store::schema::{client_cards, client_profiles, clients};

#[derive(Queryable, Selectable)]
#[diesel(table_name = clients)]
struct ClientRow {
    id: Id,
    client_id: String,
    name: String,
    description: String,
    app_type: Token<AppType>,
    integration_type: Token<IntegrationType>,
    primary_identifier: Token<PrimaryIdentifier>,
    method: Token<Method>,
    passkeys: bool,
    registration_type: Token<RegistrationType>,
    status: Token<Status>,
    created_at: i64,
    updated_at: i64,
}

#[derive(Insertable, Queryable, Selectable)]
#[diesel(table_name = client_profiles)]
pub(super) struct ProfileRow {
    pub client: Id,
    pub change_identifier: bool,
    pub personal_details: bool,
    pub security: bool,
}

impl ProfileRow {
    pub(super) fn new(key: ClientKey, card: &Profile) -> Self {
        Self {
            client: Id(key.0),
            change_identifier: card.change_identifier,
            personal_details: card.personal_details,
            security: card.security,
        }
    }
}

/// Loads a client with its cards in two queries.
pub(super) fn load(conn: &mut Connection, key: ClientKey) -> Result<Option<Client>, StoreError> {
    let rows: Option<(ClientRow, ProfileRow)> = clients::table
        .inner_join(client_profiles::table.on(client_profiles::client.eq(clients::id)))
        .filter(clients::id.eq(Id(key.0)))
        .select((ClientRow::as_select(), ProfileRow::as_select()))
        .first(conn)
        .optional()?;
    let Some((row, profile)) = rows else { return Ok(None) };
    let versions: Vec<(Token<CardKind>, i64)> = client_cards::table
        .filter(client_cards::client.eq(Id(key.0)))
        .select((client_cards::card, client_cards::version))
        .load(conn)?;
    client(row, &profile, &versions).map(Some)
}

fn client(row: ClientRow, profile: &ProfileRow, versions: &[(Token<CardKind>, i64)]) -> Result<Client, StoreError> {
    let damaged = |what: &str| StoreError::Internal(format!("client {}: {what}", row.id.0));
    let version = |kind: CardKind| {
        let found = versions.iter().find(|(card, _)| card.0 == kind);
        found.map(|(_, version)| Version(*version)).ok_or_else(|| damaged(kind.token()))
    };
    let general = General {
        name: ClientName::parse(&row.name).map_err(|error| damaged(&error.to_string()))?,
        description: Description::parse(&row.description).map_err(|error| damaged(&error.to_string()))?,
        app_type: row.app_type.0,
        integration_type: row.integration_type.0,
    };
    let authentication =
        Authentication { primary_identifier: row.primary_identifier.0, method: row.method.0, passkeys: row.passkeys };
    let registration = Registration { registration_type: row.registration_type.0 };
    let profile = Profile {
        change_identifier: profile.change_identifier,
        personal_details: profile.personal_details,
        security: profile.security,
    };
    Ok(Client {
        key: ClientKey(row.id.0),
        client_id: ClientId(row.client_id),
        status: row.status.0,
        created_at: Timestamp(row.created_at),
        updated_at: Timestamp(row.updated_at),
        general: Versioned { card: general, version: version(CardKind::General)? },
        authentication: Versioned { card: authentication, version: version(CardKind::Authentication)? },
        registration: Versioned { card: registration, version: version(CardKind::Registration)? },
        profile: Versioned { card: profile, version: version(CardKind::Profile)? },
    })
}
