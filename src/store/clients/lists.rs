//! The settings that are lists, a row an item: profile fields asked for, email domains, owner contacts.

use std::collections::BTreeSet;

use diesel::prelude::*;

use crate::domain::client::{AskedField, AskedFields, ClientKey, Contacts, EmailDomain, EmailDomains, ProfileField};
use crate::store::StoreError;
use crate::store::columns::{Id, Token};
use crate::store::connection::Connection;
use crate::store::schema::{client_asked_fields, client_contacts, client_email_domains};

pub(super) fn asked_fields(conn: &mut Connection, key: ClientKey) -> QueryResult<AskedFields> {
    let rows: Vec<(Token<ProfileField>, bool)> = client_asked_fields::table
        .filter(client_asked_fields::client.eq(Id(key.0)))
        .order(client_asked_fields::position)
        .select((client_asked_fields::field, client_asked_fields::required))
        .load(conn)?;
    let asked = |(field, required): (Token<ProfileField>, bool)| AskedField { field: field.0, required };
    Ok(AskedFields::new(rows.into_iter().map(asked).collect()))
}

pub(super) fn put_asked_fields(conn: &mut Connection, key: ClientKey, fields: &AskedFields) -> QueryResult<()> {
    diesel::delete(client_asked_fields::table.filter(client_asked_fields::client.eq(Id(key.0)))).execute(conn)?;
    add_asked_fields(conn, key, fields)
}

pub(super) fn add_asked_fields(conn: &mut Connection, key: ClientKey, fields: &AskedFields) -> QueryResult<()> {
    for (position, asked) in (0..).zip(fields.as_slice()) {
        diesel::insert_into(client_asked_fields::table)
            .values((
                client_asked_fields::client.eq(Id(key.0)),
                client_asked_fields::field.eq(Token(asked.field)),
                client_asked_fields::position.eq(position),
                client_asked_fields::required.eq(asked.required),
            ))
            .execute(conn)?;
    }
    Ok(())
}

pub(super) fn domains(conn: &mut Connection, key: ClientKey) -> Result<EmailDomains, StoreError> {
    let rows: Vec<(String, bool)> = client_email_domains::table
        .filter(client_email_domains::client.eq(Id(key.0)))
        .select((client_email_domains::domain, client_email_domains::allowed))
        .load(conn)?;
    let mut domains = EmailDomains::default();
    for (domain, allowed) in rows {
        let domain = EmailDomain::parse(&domain).map_err(|error| StoreError::Internal(error.to_string()))?;
        if allowed { &mut domains.allowed } else { &mut domains.blocked }.insert(domain);
    }
    Ok(domains)
}

pub(super) fn put_domains(conn: &mut Connection, key: ClientKey, domains: &EmailDomains) -> QueryResult<()> {
    diesel::delete(client_email_domains::table.filter(client_email_domains::client.eq(Id(key.0)))).execute(conn)?;
    add_domains(conn, key, domains)
}

pub(super) fn add_domains(conn: &mut Connection, key: ClientKey, domains: &EmailDomains) -> QueryResult<()> {
    let rows = |list: &BTreeSet<EmailDomain>, allowed: bool| {
        let row = |domain: &EmailDomain| {
            (
                client_email_domains::client.eq(Id(key.0)),
                client_email_domains::domain.eq(domain.as_str().to_owned()),
                client_email_domains::allowed.eq(allowed),
            )
        };
        list.iter().map(row).collect::<Vec<_>>()
    };
    let mut all = rows(&domains.allowed, true);
    all.extend(rows(&domains.blocked, false));
    diesel::insert_into(client_email_domains::table).values(all).execute(conn)?;
    Ok(())
}

pub(super) fn contacts(conn: &mut Connection, key: ClientKey) -> Result<Contacts, StoreError> {
    let rows: Vec<String> = client_contacts::table
        .filter(client_contacts::client.eq(Id(key.0)))
        .select(client_contacts::email)
        .load(conn)?;
    Contacts::parse(&rows.join(" ")).map_err(|error| StoreError::Internal(error.to_string()))
}

pub(super) fn put_contacts(conn: &mut Connection, key: ClientKey, contacts: &Contacts) -> QueryResult<()> {
    diesel::delete(client_contacts::table.filter(client_contacts::client.eq(Id(key.0)))).execute(conn)?;
    add_contacts(conn, key, contacts)
}

pub(super) fn add_contacts(conn: &mut Connection, key: ClientKey, contacts: &Contacts) -> QueryResult<()> {
    let row = |email: &str| (client_contacts::client.eq(Id(key.0)), client_contacts::email.eq(email.to_owned()));
    let rows: Vec<_> = contacts.iter().map(row).collect();
    diesel::insert_into(client_contacts::table).values(rows).execute(conn)?;
    Ok(())
}
