//! Revisions of a client's settings: each is one document, made by the transaction that records the change.

use diesel::prelude::*;

use super::{kinds, origins, parsed};
use crate::domain::activity::Origin;
use crate::domain::client::readiness::Judged;
use crate::domain::client::{Client, ClientId, ClientKey, Kind, Readiness, Revision, RevisionNumber, Settings, Status};
use crate::domain::collation::sort_key;
use crate::domain::time::{Day, Timestamp};
use crate::store::Connection;
use crate::store::columns::{Id, Token};
use crate::store::schema::{client_kinds, client_revisions, clients};
use crate::store::sqlite::statement::Value;
use crate::store::{StoreError, UnreadableSettings};

/// What the list of clients shows, sorts and finds of the settings, beside what they are to its filters.
#[derive(AsChangeset, Clone, Debug, Insertable)]
#[diesel(table_name = clients)]
pub(in crate::store) struct ListColumns {
    name: String,
    name_key: String,
    name_sort: Vec<u8>,
    description: String,
    addresses: String,
}

impl ListColumns {
    pub fn new(settings: &Settings) -> Self {
        let general = &settings.general;
        Self {
            name: general.name.as_str().to_owned(),
            name_key: general.name.key(),
            name_sort: sort_key(general.name.as_str()),
            description: general.description.as_str().to_owned(),
            addresses: settings.integration.addresses(),
        }
    }

    /// By the names of the columns.
    pub fn named(self) -> [(&'static str, Value); 5] {
        [
            ("name", Value::Text(self.name)),
            ("name_key", Value::Text(self.name_key)),
            ("name_sort", Value::Bytes(self.name_sort)),
            ("description", Value::Text(self.description)),
            ("addresses", Value::Text(self.addresses)),
        ]
    }
}

/// A client with its present settings; `None` when there is none with this key, [`StoreError::Unreadable`] when the settings
/// break a rule.
pub fn find(conn: &mut Connection, key: ClientKey) -> Result<Option<Client>, StoreError> {
    client(present().filter(clients::id.eq(Id(key.0))).first(conn).optional()?)
}

/// As [`find`], by the client's public identifier.
pub fn with_client_id(conn: &mut Connection, client_id: &str) -> Result<Option<Client>, StoreError> {
    client(present().filter(clients::client_id.eq(client_id)).first(conn).optional()?)
}

type Present = (
    (Id, String, String, Token<Status>),
    (i64, i64, Option<i64>, Option<i64>),
    (i64, Option<String>),
    (Token<Readiness>, Option<i64>),
);

/// Clients with their present settings.
#[diesel::dsl::auto_type]
fn present() -> _ {
    let present = client_revisions::client.eq(clients::id).and(client_revisions::number.eq(clients::revision));
    clients::table
        .inner_join(client_kinds::table.on(client_kinds::id.eq(clients::kind)))
        .left_join(client_revisions::table.on(present))
        .select((
            (clients::id, clients::client_id, clients::name, client_kinds::status),
            (clients::created_at, clients::updated_at, clients::last_used_day, clients::tried_day),
            (clients::revision, client_revisions::settings.nullable()),
            (client_kinds::readiness, clients::judge_again_at),
        ))
}

fn client(row: Option<Present>) -> Result<Option<Client>, StoreError> {
    let Some((is, times, (number, settings), judged)) = row else { return Ok(None) };
    let ((key, client_id, name, status), (created_at, updated_at, last_used_day, tried_day)) = (is, times);
    let Revision { number, settings } = read(&name, number, settings.as_deref())?;
    Ok(Some(Client {
        key: ClientKey(key.0),
        client_id: ClientId(client_id),
        status: status.0,
        created_at: Timestamp(created_at),
        updated_at: Timestamp(updated_at),
        last_used: last_used_day.map(Day),
        tried: tried_day.map(Day),
        revision: number,
        settings,
        judged: Judged { readiness: judged.0.0, again_at: judged.1.map(Timestamp) },
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
    let settings = parsed::parse(text).map_err(|error| unreadable(error.path, error.reason))?;
    let number = RevisionNumber::new(number)
        .ok_or_else(|| unreadable(".".to_owned(), "revisions are numbered from 1".to_owned()))?;
    Ok(Revision { number, settings })
}

/// Adds a revision with its document, which the entry of the record with this number belongs to.
pub(super) fn add(
    conn: &mut Connection,
    key: ClientKey,
    number: RevisionNumber,
    document: &str,
    entry: i64,
) -> QueryResult<()> {
    diesel::insert_into(client_revisions::table)
        .values((
            client_revisions::activity_seq.eq(entry),
            client_revisions::client.eq(Id(key.0)),
            client_revisions::number.eq(number.get()),
            client_revisions::settings.eq(document),
        ))
        .execute(conn)?;
    Ok(())
}

/// Gives a client its new present settings, of which it is known whether something is to be done.
pub(super) fn make_present(
    conn: &mut Connection,
    client: &Client,
    number: RevisionNumber,
    (settings, judged): (&Settings, Judged),
    origin: &Origin,
) -> QueryResult<()> {
    let row = diesel::update(clients::table.filter(clients::id.eq(Id(client.key.0))));
    let [old, new] = [&client.settings, settings];
    let kind = |settings, judged: Judged| Kind::new(settings, judged.readiness, client.status);
    let kinds = [kind(old, client.judged), kind(new, judged)];
    let texts = |settings: &Settings| {
        let Settings { general, integration, .. } = settings;
        (general.name.clone(), general.description.clone(), integration.addresses())
    };
    let changed = (
        clients::revision.eq(number.get()),
        clients::updated_at.eq(origin.at.0),
        clients::judge_again_at.eq(judged.again_at.map(|at| at.0)),
    );
    // A column that is set has its indexes written again, also when it stays as it is.
    if kinds[0] != kinds[1] {
        let kind = kinds::id_of(conn, kinds[1])?;
        row.set((clients::kind.eq(kind), ListColumns::new(settings), changed)).execute(conn)?;
    } else if texts(old) != texts(new) {
        row.set((ListColumns::new(settings), changed)).execute(conn)?;
    } else {
        row.set(changed).execute(conn)?;
    }
    origins::change(conn, client.key, Some(old), settings)
}
