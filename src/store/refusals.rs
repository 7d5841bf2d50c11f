//! The requests of clients that were refused, each kind once.

use std::cmp::Reverse;
use std::time::Duration;

use diesel::prelude::*;

use super::columns::Id;
use super::schema::{clients, refusals};
use super::{Connection, StoreError};
use crate::domain::client::{ClientKey, RevisionNumber};
use crate::domain::refusal::{Mend, Refusal};
use crate::domain::time::Timestamp;

/// Requests that are kept of a client; of more, [`drop_one`] chooses which goes.
pub const MOST: u16 = 50;
/// How long one is kept after it was met last.
pub const KEPT_FOR: Duration = Duration::from_hours(24 * 90);

#[derive(Queryable, Selectable)]
#[diesel(table_name = refusals)]
struct Row {
    client: Id,
    revision: i64,
    endpoint: String,
    error: String,
    reason: String,
    mend: Option<String>,
    sent: Option<String>,
    expected: Option<String>,
    times: i64,
    first_at: i64,
    last_at: i64,
}

/// Adds what was counted. That of a client which is gone is nobody's.
pub fn add(conn: &mut Connection, counted: &Refusal) -> Result<(), StoreError> {
    let digest = counted.digest();
    let one = || refusals::table.find((Id(counted.client.0), digest.0.to_vec()));
    let known: Option<Row> = one().select(Row::as_select()).first(conn).optional()?;
    let Some(row) = known else { return insert(conn, counted) };
    let mut sum = row.read()?;
    sum.add(counted);
    diesel::update(one())
        .set((
            refusals::expected.eq(sum.expected.as_deref()),
            refusals::mend.eq(sum.mend.map(Mend::as_str)),
            refusals::revision.eq(sum.revision.get()),
            refusals::times.eq(sum.times),
            refusals::first_at.eq(sum.first_at.0),
            refusals::last_at.eq(sum.last_at.0),
        ))
        .execute(conn)?;
    Ok(())
}

fn insert(conn: &mut Connection, new: &Refusal) -> Result<(), StoreError> {
    let client = clients::table.filter(clients::id.eq(Id(new.client.0)));
    if !diesel::select(diesel::dsl::exists(client)).get_result::<bool>(conn)? {
        return Ok(());
    }
    let digest = new.digest();
    diesel::insert_into(refusals::table)
        .values((
            refusals::client.eq(Id(new.client.0)),
            refusals::digest.eq(digest.0.to_vec()),
            refusals::reference.eq(new.reference()),
            refusals::endpoint.eq(&new.endpoint),
            refusals::error.eq(&new.error),
            refusals::reason.eq(&new.reason),
            refusals::mend.eq(new.mend.map(Mend::as_str)),
            refusals::sent.eq(new.sent.as_deref()),
            refusals::expected.eq(new.expected.as_deref()),
            refusals::revision.eq(new.revision.get()),
            refusals::times.eq(new.times),
            refusals::first_at.eq(new.first_at.0),
            refusals::last_at.eq(new.last_at.0),
        ))
        .execute(conn)?;
    drop_one(conn, new)
}

/// Makes room where there is one too many. Anybody can have many requests refused that differ in what they send, so one of
/// those goes that are refused most alike: what was met least often, the longest ago first, and never what is new.
fn drop_one(conn: &mut Connection, new: &Refusal) -> Result<(), StoreError> {
    type Kept = (Vec<u8>, (String, String, String), i64, i64);
    let client = Id(new.client.0);
    let kept: Vec<Kept> = refusals::table
        .filter(refusals::client.eq(client))
        .select((
            refusals::digest,
            (refusals::endpoint, refusals::error, refusals::reason),
            refusals::times,
            refusals::last_at,
        ))
        .load(conn)?;
    if kept.len() <= usize::from(MOST) {
        return Ok(());
    }
    let alike = |why: &(String, String, String)| kept.iter().filter(|(_, other, ..)| other == why).count();
    let others = kept.iter().filter(|(digest, ..)| *digest != new.digest().0);
    let least = others.min_by_key(|(_, why, times, last_at)| (Reverse(alike(why)), *times, *last_at));
    if let Some((digest, ..)) = least {
        diesel::delete(refusals::table.find((client, digest))).execute(conn)?;
    }
    Ok(())
}

/// Those of a client, what was met last first.
pub fn of_client(conn: &mut Connection, client: ClientKey) -> Result<Vec<Refusal>, StoreError> {
    let rows: Vec<Row> = refusals::table
        .filter(refusals::client.eq(Id(client.0)))
        .order(refusals::last_at.desc())
        .select(Row::as_select())
        .load(conn)?;
    rows.into_iter().map(Row::read).collect()
}

/// Those with a reference, of whatever client.
pub fn with_reference(conn: &mut Connection, reference: &str) -> Result<Vec<Refusal>, StoreError> {
    let rows: Vec<Row> = refusals::table
        .filter(refusals::reference.eq(reference))
        .order(refusals::last_at.desc())
        .limit(MOST.into())
        .select(Row::as_select())
        .load(conn)?;
    rows.into_iter().map(Row::read).collect()
}

/// Deletes some of those of long ago, the oldest first; how many.
pub fn delete_old(conn: &mut Connection, now: Timestamp, most: u16) -> Result<usize, StoreError> {
    let old: Vec<(Id, Vec<u8>)> = refusals::table
        .filter(refusals::last_at.le(now.before(KEPT_FOR).0))
        .order(refusals::last_at)
        .limit(most.into())
        .select((refusals::client, refusals::digest))
        .load(conn)?;
    for (client, digest) in &old {
        diesel::delete(refusals::table.find((*client, digest))).execute(conn)?;
    }
    Ok(old.len())
}

impl Row {
    fn read(self) -> Result<Refusal, StoreError> {
        let revision = RevisionNumber::new(self.revision);
        let revision = revision.ok_or_else(|| StoreError::Internal("a refusal is of no revision".to_owned()))?;
        Ok(Refusal {
            client: ClientKey(self.client.0),
            revision,
            endpoint: self.endpoint,
            error: self.error,
            reason: self.reason,
            mend: self.mend.as_deref().and_then(Mend::parse),
            sent: self.sent,
            expected: self.expected,
            times: self.times,
            first_at: Timestamp(self.first_at),
            last_at: Timestamp(self.last_at),
        })
    }
}
