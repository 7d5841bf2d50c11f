//! How a client and its cards stand in their tables.

use diesel::prelude::*;

use super::lists;
use super::settings::{AuthenticationRow, ProfileRow, RegistrationRow};
use crate::domain::choice::Choice;
use crate::domain::client::{
    AppType, AskedFields, Authentication, CardKind, Client, ClientId, ClientKey, ClientName, Contacts, Description,
    EmailDomains, General, IntegrationType, Method, PrimaryIdentifier, Registration, RegistrationType, Status, Version,
    Versioned,
};
use crate::domain::time::Timestamp;
use crate::store::StoreError;
use crate::store::columns::{Id, Token};
use crate::store::connection::Connection;
use crate::store::schema::{client_authentications, client_cards, client_profiles, client_registrations, clients};

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

type Settings = (AuthenticationRow, RegistrationRow, ProfileRow);

/// Loads a client with its cards.
pub(super) fn load(conn: &mut Connection, key: ClientKey) -> Result<Option<Client>, StoreError> {
    let rows: Option<(ClientRow, Settings)> = clients::table
        .inner_join(client_authentications::table.on(client_authentications::client.eq(clients::id)))
        .inner_join(client_registrations::table.on(client_registrations::client.eq(clients::id)))
        .inner_join(client_profiles::table.on(client_profiles::client.eq(clients::id)))
        .filter(clients::id.eq(Id(key.0)))
        .select((
            ClientRow::as_select(),
            (AuthenticationRow::as_select(), RegistrationRow::as_select(), ProfileRow::as_select()),
        ))
        .first(conn)
        .optional()?;
    let Some((row, settings)) = rows else { return Ok(None) };
    let versions: Vec<(Token<CardKind>, i64)> = client_cards::table
        .filter(client_cards::client.eq(Id(key.0)))
        .select((client_cards::card, client_cards::version))
        .load(conn)?;
    let fields = lists::asked_fields(conn, key)?;
    let domains = lists::domains(conn, key)?;
    let contacts = lists::contacts(conn, key)?;
    client(row, &settings, &versions, (fields, domains, contacts)).map(Some)
}

fn client(
    row: ClientRow,
    (authentication, registration, profile): &Settings,
    versions: &[(Token<CardKind>, i64)],
    (fields, domains, contacts): (AskedFields, EmailDomains, Contacts),
) -> Result<Client, StoreError> {
    let id = row.id.0;
    let damaged = |what: &dyn std::fmt::Display| StoreError::Internal(format!("client {id}: {what}"));
    let version = |kind: CardKind| {
        let found = versions.iter().find(|(card, _)| card.0 == kind);
        found.map(|(_, version)| Version(*version)).ok_or_else(|| damaged(&kind.token()))
    };
    let general = General {
        name: ClientName::parse(&row.name).map_err(|error| damaged(&error))?,
        description: Description::parse(&row.description).map_err(|error| damaged(&error))?,
        contacts,
        app_type: row.app_type.0,
        integration_type: row.integration_type.0,
    };
    let authentication = Authentication {
        primary_identifier: row.primary_identifier.0,
        method: row.method.0,
        passkeys: row.passkeys,
        codes: authentication.codes(),
        password_length: authentication.password_length(),
        two_step: authentication.two_step(),
        sessions: authentication.sessions(),
    };
    let registration = Registration {
        registration_type: row.registration_type.0,
        fields,
        terms: registration.terms().map_err(|error| damaged(&error))?,
        privacy: registration.privacy().map_err(|error| damaged(&error))?,
        domains,
        invitation_lifetime: registration.invitation_lifetime(),
    };
    Ok(Client {
        key: ClientKey(id),
        client_id: ClientId(row.client_id),
        status: row.status.0,
        created_at: Timestamp(row.created_at),
        updated_at: Timestamp(row.updated_at),
        general: Versioned { card: general, version: version(CardKind::General)? },
        authentication: Versioned { card: authentication, version: version(CardKind::Authentication)? },
        registration: Versioned { card: registration, version: version(CardKind::Registration)? },
        profile: Versioned { card: profile.profile(), version: version(CardKind::Profile)? },
    })
}
