//! The record as it stands in the file, byte by byte.

use std::borrow::Cow;

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary, Bool, Nullable};
use uuid::Uuid;

use crate::domain::activity::{Link, StoredChange};

#[derive(QueryableByName)]
pub(super) struct Row {
    #[diesel(sql_type = BigInt)]
    pub seq: i64,
    #[diesel(sql_type = Bool)]
    pub is_typed: bool,
    #[diesel(sql_type = BigInt)]
    at: i64,
    #[diesel(sql_type = Binary)]
    actor_kind: Vec<u8>,
    #[diesel(sql_type = Nullable<Binary>)]
    actor_id: Option<Vec<u8>>,
    #[diesel(sql_type = Nullable<Binary>)]
    actor_name: Option<Vec<u8>>,
    #[diesel(sql_type = Nullable<Binary>)]
    address: Option<Vec<u8>>,
    #[diesel(sql_type = Binary)]
    action: Vec<u8>,
    #[diesel(sql_type = Nullable<Binary>)]
    client: Option<Vec<u8>>,
    #[diesel(sql_type = Nullable<Binary>)]
    pub hash: Option<Vec<u8>>,
}

#[derive(QueryableByName)]
pub(super) struct ChangeRow {
    #[diesel(sql_type = BigInt)]
    pub activity_seq: i64,
    #[diesel(sql_type = Bool)]
    pub is_typed: bool,
    #[diesel(sql_type = BigInt)]
    pub position: i64,
    #[diesel(sql_type = Binary)]
    field: Vec<u8>,
    #[diesel(sql_type = Nullable<Binary>)]
    before: Option<Vec<u8>>,
    #[diesel(sql_type = Nullable<Binary>)]
    after: Option<Vec<u8>>,
}

/// Texts are read as bytes, since somebody may have written any into the file.
pub(super) const ROWS: &str = "SELECT seq, at, CAST(actor_kind AS BLOB) AS actor_kind, CAST(actor_id AS BLOB) AS actor_id, \
    CAST(actor_name AS BLOB) AS actor_name, CAST(address AS BLOB) AS address, CAST(action AS BLOB) AS action, \
    CAST(client AS BLOB) AS client, CAST(hash AS BLOB) AS hash, \
    typeof(at) = 'integer' AND typeof(actor_kind) = 'text' AND typeof(action) = 'text' AND typeof(hash) = 'blob' \
    AND typeof(actor_id) IN ('blob', 'null') AND typeof(actor_name) IN ('text', 'null') \
    AND typeof(address) IN ('text', 'null') AND typeof(client) IN ('blob', 'null') AS is_typed \
    FROM activity WHERE seq > ? ORDER BY seq LIMIT ?";
pub(super) const CHANGE_ROWS: &str = "SELECT activity_seq, position, CAST(field AS BLOB) AS field, \
    CAST(before AS BLOB) AS before, CAST(after AS BLOB) AS after, \
    typeof(activity_seq) = 'integer' AND typeof(position) = 'integer' AND typeof(field) = 'text' \
    AND typeof(before) IN ('text', 'null') AND typeof(after) IN ('text', 'null') AS is_typed \
    FROM activity_changes WHERE activity_seq > ? AND activity_seq <= ? ORDER BY activity_seq, position";

impl Row {
    /// The entry, without its changes; `None` when something in it is not the text or the id that it should be.
    pub fn link(&self) -> Option<Link<'_>> {
        Some(Link {
            seq: self.seq,
            at: self.at,
            actor_kind: std::str::from_utf8(&self.actor_kind).ok()?,
            actor_id: id(self.actor_id.as_deref())?,
            actor_name: text(self.actor_name.as_deref())?,
            address: text(self.address.as_deref())?,
            action: std::str::from_utf8(&self.action).ok()?,
            client: id(self.client.as_deref())?,
            changes: &[],
        })
    }
}

impl ChangeRow {
    /// The change; `None` when something in it is not text.
    pub fn stored(&self) -> Option<StoredChange<'_>> {
        let field = std::str::from_utf8(&self.field).ok()?;
        let value = |bytes| text(bytes).map(|text| text.map(Cow::Borrowed));
        Some((field, value(self.before.as_deref())?, value(self.after.as_deref())?))
    }
}

/// Reads optional bytes as text; the outer `None` when they are not text.
#[expect(clippy::option_option, reason = "an absent value is one that can be read")]
fn text(bytes: Option<&[u8]>) -> Option<Option<&str>> {
    bytes.map(std::str::from_utf8).transpose().ok()
}

/// Reads optional bytes as an id; the outer `None` when they are not an id.
#[expect(clippy::option_option, reason = "an absent value is one that can be read")]
fn id(bytes: Option<&[u8]>) -> Option<Option<Uuid>> {
    bytes.map(Uuid::from_slice).transpose().ok()
}
