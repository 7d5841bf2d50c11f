//! Codes and refresh tokens are used up here, each by one change of its grant's row.

use diesel::prelude::*;

use super::{end, row, swept_after};
use crate::domain::client::RevisionNumber;
use crate::domain::oauth::grant::Grant;
use crate::domain::oauth::refresh::{Rotation, Verdict, judge};
use crate::domain::time::Timestamp;
use crate::domain::user::EventKind;
use crate::store::columns::Id;
use crate::store::schema::grants;
use crate::store::user_events::{self, NewEvent, Visit};
use crate::store::user_sessions::use_until;
use crate::store::{Connection, StoreError};

/// What has come of a code or a refresh token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Redeemed {
    /// The refresh token of this generation is good now.
    Generation(u32),
    /// It was used before by somebody, so the grant has ended.
    Reused,
    /// There is no such grant any more, or the token was never given.
    Gone,
}

/// Uses up a code, once.
pub fn exchange(
    conn: &mut Connection,
    grant: &Grant,
    idle_ends_at: Timestamp,
    (revision, visit): (RevisionNumber, &Visit),
) -> Result<Redeemed, StoreError> {
    const FIRST: u32 = 1;
    let unused = grants::table.find(Id(grant.id.0)).filter(grants::exchanged_at.is_null());
    let used = (
        grants::exchanged_at.eq(visit.at.0),
        grants::generation.eq(i64::from(FIRST)),
        grants::idle_ends_at.eq(idle_ends_at.0),
    );
    let changed = match moved_sweep(grant, idle_ends_at) {
        Some(swept_after) => diesel::update(unused).set((used, swept_after)).execute(conn)?,
        None => diesel::update(unused).set(used).execute(conn)?,
    };
    if changed > 0 {
        return Ok(Redeemed::Generation(FIRST));
    }
    reused(conn, grant, "The authorization code was used twice.", (revision, visit))
}

/// A refresh token that is used, and what is known of its client.
#[derive(Clone, Debug)]
pub struct Refreshing {
    pub grant: Grant,
    pub presented: u32,
    pub is_public: bool,
    pub idle_ends_at: Timestamp,
    /// Until when the session serves the client now, where that is to be noted.
    pub session_ends_at: Option<Timestamp>,
    pub revision: RevisionNumber,
    pub visit: Visit,
}

/// Judges a refresh token, and lets the next one take its place where it has to.
pub fn refresh(conn: &mut Connection, of: &Refreshing) -> Result<Redeemed, StoreError> {
    let Refreshing { grant, presented, is_public, idle_ends_at, session_ends_at, revision, visit } = of;
    let mut rotation = grant.rotation();
    loop {
        match judge(&rotation, *presented, *is_public, visit.at) {
            Verdict::Rotate(next) | Verdict::Recover(next) => {
                if !rotate(conn, grant, (rotation, next), *idle_ends_at)? {
                    // Another request was here first.
                    let Some(stored) = stored(conn, grant)? else { return Ok(Redeemed::Gone) };
                    rotation = stored;
                    continue;
                }
                if let Some((session, ends_at)) = grant.session.zip(*session_ends_at) {
                    use_until(conn, session, visit.at, ends_at)?;
                }
                return Ok(Redeemed::Generation(next.generation));
            }
            Verdict::Retry => return Ok(Redeemed::Generation(rotation.generation)),
            Verdict::Reuse => {
                return reused(conn, grant, "A refresh token was used that had been replaced.", (*revision, visit));
            }
            Verdict::Unknown => return Ok(Redeemed::Gone),
        }
    }
}

/// Ends a grant of which somebody has a token who should not.
pub fn reused(
    conn: &mut Connection,
    grant: &Grant,
    reason: &str,
    (revision, visit): (RevisionNumber, &Visit),
) -> Result<Redeemed, StoreError> {
    if !end(conn, grant.id)? {
        return Ok(Redeemed::Gone);
    }
    let event = NewEvent {
        kind: EventKind::TokenReused,
        user: Some(grant.user),
        client: Some((grant.client, revision)),
        session: grant.session,
        reason: Some(reason.to_owned()),
    };
    user_events::record(conn, &event, visit)?;
    Ok(Redeemed::Reused)
}

/// Whether the row still was as it had been read.
fn rotate(
    conn: &mut Connection,
    grant: &Grant,
    (from, to): (Rotation, Rotation),
    idle_ends_at: Timestamp,
) -> Result<bool, StoreError> {
    let present = grants::table.find(Id(grant.id.0)).filter(grants::generation.eq(i64::from(from.generation)));
    let rotated = (
        grants::generation.eq(i64::from(to.generation)),
        grants::parent.eq(to.parent.map(i64::from)),
        grants::rotated_at.eq(to.rotated_at.map(|at| at.0)),
        grants::idle_ends_at.eq(idle_ends_at.0),
    );
    let changed = match moved_sweep(grant, idle_ends_at) {
        Some(swept_after) => diesel::update(present).set((rotated, swept_after)).execute(conn)?,
        None => diesel::update(present).set(rotated).execute(conn)?,
    };
    Ok(changed > 0)
}

fn stored(conn: &mut Connection, grant: &Grant) -> Result<Option<Rotation>, StoreError> {
    let numbers = grants::table
        .find(Id(grant.id.0))
        .select((grants::generation, grants::parent, grants::rotated_at))
        .first(conn)
        .optional()?;
    numbers.map(row::rotation).transpose()
}

/// A column that is set has its index written again, also when it stays as it is.
fn moved_sweep(grant: &Grant, idle_ends_at: Timestamp) -> Option<diesel::dsl::Eq<grants::swept_after, i64>> {
    let [old, new] = [grant.idle_ends_at, idle_ends_at].map(|idle| swept_after(idle, grant.ends_at).0);
    (old != new).then(|| grants::swept_after.eq(new))
}
