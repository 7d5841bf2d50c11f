//! What the digests of the record are keyed with, and since which entry.

use std::panic::AssertUnwindSafe;

use diesel::prelude::*;
use diesel::sql_types::{Binary, Nullable};

use super::sequence;
use crate::domain::activity::digest;
use crate::domain::keys::record_key::RecordKey;
use crate::store::columns;
use crate::store::schema::activity_keys;
use crate::store::{Connection, StoreError};

#[diesel::declare_sql_function]
extern "SQL" {
    /// The digest of an entry's text, where the record's latest stretch has the `proof` that the connection was told of;
    /// else nothing, which is no digest. Before a connection was told whether to key the record, nothing can be recorded over it.
    fn record_digest(text: Binary, proof: Nullable<Binary>) -> Binary;
}

/// The record from an entry on, up to the next of these.
pub struct Stretch {
    pub first_seq: i64,
    /// Of the key that its digests are keyed with; none where they are plain.
    pub proof: Option<Vec<u8>>,
}

impl Stretch {
    pub fn is_keyed_with(&self, key: &RecordKey) -> bool {
        self.proof.as_deref().and_then(columns::digest) == Some(key.proof(self.first_seq))
    }
}

/// All stretches, the first one first.
pub fn stretches(conn: &mut Connection) -> QueryResult<Vec<Stretch>> {
    let rows: Vec<(i64, Option<Vec<u8>>)> = activity_keys::table.order(activity_keys::first_seq).load(conn)?;
    Ok(rows.into_iter().map(|(first_seq, proof)| Stretch { first_seq, proof }).collect())
}

/// The proof of the latest stretch.
#[diesel::dsl::auto_type]
pub fn latest_proof() -> _ {
    activity_keys::table.order(activity_keys::first_seq.desc()).select(activity_keys::proof).limit(1_i64)
}

/// Keys what is recorded over this connection from now on; the first entry that will be keyed.
pub fn begin_keyed(conn: &mut Connection, key: &RecordKey) -> QueryResult<i64> {
    let first_seq = sequence::recorded(conn)? + 1;
    begin(conn, first_seq, Some(&key.proof(first_seq).0))?;
    use_key(conn, Some((key.clone(), first_seq)))?;
    Ok(first_seq)
}

/// Keys what is recorded over this connection, where the record is keyed with this key from that entry on.
pub fn resume_keyed(conn: &mut Connection, key: &RecordKey, first_seq: i64) -> QueryResult<bool> {
    let last = stretches(conn)?.pop();
    let is_so = last.is_some_and(|last| last.first_seq == first_seq && last.is_keyed_with(key));
    if is_so {
        use_key(conn, Some((key.clone(), first_seq)))?;
    }
    Ok(is_so)
}

/// Whether something was ever keyed with a key.
pub fn has_keyed(conn: &mut Connection, key: &RecordKey) -> QueryResult<bool> {
    Ok(stretches(conn)?.iter().any(|stretch| stretch.is_keyed_with(key)))
}

/// Leaves what is recorded over this connection without a key, where there is none, or none any more.
pub fn leave_unkeyed(conn: &mut Connection) -> Result<(), StoreError> {
    if stretches(conn)?.last().is_some_and(|last| last.proof.is_some()) {
        let first_seq = sequence::recorded(conn)? + 1;
        begin(conn, first_seq, None)?;
    }
    Ok(use_key(conn, None)?)
}

/// A stretch in which nothing was recorded gives way.
fn begin(conn: &mut Connection, first_seq: i64, proof: Option<&[u8]>) -> QueryResult<()> {
    diesel::replace_into(activity_keys::table)
        .values((activity_keys::first_seq.eq(first_seq), activity_keys::proof.eq(proof)))
        .execute(conn)?;
    Ok(())
}

fn use_key(conn: &mut Connection, key: Option<(RecordKey, i64)>) -> QueryResult<()> {
    let expected = key.as_ref().map(|(key, first_seq)| key.proof(*first_seq).0.to_vec());
    // A digest leaves nothing half done.
    let key = AssertUnwindSafe(key);
    record_digest_utils::register_impl(conn, move |text: Vec<u8>, proof: Option<Vec<u8>>| {
        let is_present = proof == expected;
        if is_present { digest(&text, key.as_ref().map(|(key, _)| key)).0.to_vec() } else { Vec::new() }
    })
}
