//! Adds to the record: the entry with its place in the chain, its values and, where one begins, its day.

use diesel::prelude::*;
use diesel::result::{DatabaseErrorKind, Error};

use crate::domain::activity::{Change, Entry, NewEntry, Origin, StoredChange};
use crate::domain::time::{Day, Timestamp};
use crate::store::columns::{Id, digest};
use crate::store::schema::{activity, activity_days};
use crate::store::sqlite::activity::keyed::{latest_proof, record_digest};
use crate::store::sqlite::activity::{changes, sequence};
use crate::store::{Connection, StoreError};

/// Adds an entry; its number. Called inside the transaction of the change that it describes.
pub(in crate::store) fn record(conn: &mut Connection, origin: &Origin, new: NewEntry) -> Result<i64, StoreError> {
    let (seq, last) = sequence::next(conn)?;
    let previous = last.as_ref().and_then(|last| digest(last.hash.as_deref()?));
    let entry = Entry {
        seq,
        origin: origin.clone(),
        action: new.action,
        client: new.client,
        client_name: None,
        actor_email: None,
        changes: new.changes,
        hash: None,
    };
    let changes: Vec<StoredChange<'_>> = entry.changes.iter().map(Change::stored).collect();
    let link = entry.link(&changes);
    let text = link.text(previous.as_ref()).map_err(|error| Error::SerializationError(Box::new(error)))?;
    let inserted = diesel::insert_into(activity::table)
        .values((
            activity::seq.eq(link.seq),
            activity::at.eq(link.at),
            activity::actor_kind.eq(link.actor_kind),
            activity::actor_id.eq(link.actor_id.map(Id)),
            activity::actor_name.eq(link.actor_name),
            activity::address.eq(link.address),
            activity::action.eq(link.action),
            activity::client.eq(link.client.map(Id)),
            activity::hash.eq(record_digest(text, latest_proof().single_value()).nullable()),
        ))
        .execute(conn);
    inserted.map_err(|error| match error {
        // Of all that the table checks, only the digest can be wrong.
        Error::DatabaseError(DatabaseErrorKind::CheckViolation, _) => StoreError::OtherKeyFile,
        error => error.into(),
    })?;
    changes::insert(conn, entry.seq, &changes)?;
    begin_day(conn, &entry, last.map(|last| Timestamp(last.at)))?;
    Ok(entry.seq)
}

/// Notes where a day begins, when this entry begins one.
fn begin_day(conn: &mut Connection, entry: &Entry, last: Option<Timestamp>) -> QueryResult<()> {
    let day = Day::containing(entry.origin.at);
    if last.map(Day::containing) != Some(day) {
        diesel::insert_into(activity_days::table)
            .values((activity_days::first_seq.eq(entry.seq), activity_days::day.eq(day.0)))
            .execute(conn)?;
    }
    Ok(())
}
