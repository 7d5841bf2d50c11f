//! Journeys under way, and those that are done and only remembered so that they never answer twice.

use diesel::prelude::*;

use super::columns::{Id, digest};
use super::schema::journeys;
use super::{Connection, StoreError, json};
use crate::domain::client::ClientKey;
use crate::domain::journey::{Journey, LIFETIME};
use crate::domain::oauth::request::RequestId;
use crate::domain::time::Timestamp;
use crate::domain::token::Digest;
use crate::domain::user::Identifier;

/// What is known of a journey.
#[derive(Clone, Debug)]
pub struct StoredJourney {
    pub client: ClientKey,
    /// The digest of the secret of the browser in which it began.
    pub browser: Digest,
    /// None once it is done.
    pub journey: Option<Journey>,
}

/// None as well where its time is over, whether or not its row is still there.
pub fn find(conn: &mut Connection, id: RequestId, now: Timestamp) -> Result<Option<StoredJourney>, StoreError> {
    type Row = (Id, Vec<u8>, String, Option<i64>);
    let row: Option<Row> = journeys::table
        .find(Id(id.0))
        .filter(journeys::swept_after.gt(now.0))
        .select((journeys::client, journeys::browser_hash, journeys::state, journeys::done_at))
        .first(conn)
        .optional()?;
    let Some((client, browser, state, done_at)) = row else { return Ok(None) };
    let browser = digest(&browser).ok_or_else(|| StoreError::Internal("a journey has no browser".to_owned()))?;
    let journey = if done_at.is_some() { None } else { Some(json::read(&state)?) };
    Ok(Some(StoredJourney { client: ClientKey(client.0), browser, journey }))
}

/// Begins a journey, or stores what has become of it.
pub fn put(conn: &mut Connection, journey: &Journey, browser: Digest, now: Timestamp) -> Result<(), StoreError> {
    let state = json::write(journey)?;
    let proved = journey.named.as_ref().filter(|_| !journey.proofs.0.is_empty()).map(Identifier::as_str);
    diesel::insert_into(journeys::table)
        .values((
            journeys::id.eq(Id(journey.request.id.0)),
            journeys::client.eq(Id(journey.request.client.0)),
            journeys::browser_hash.eq(browser.0.to_vec()),
            journeys::state.eq(&state),
            journeys::created_at.eq(now.0),
            // The clock may be set back while it lasts.
            journeys::swept_after.eq(now.max(journey.request.at).after(LIFETIME).0),
            journeys::proved.eq(proved),
        ))
        .on_conflict(journeys::id)
        .do_update()
        .set((journeys::state.eq(&state), journeys::proved.eq(proved)))
        .execute(conn)?;
    Ok(())
}

/// Notes that a journey is done, and forgets what it held.
pub fn finish(conn: &mut Connection, journey: &Journey, browser: Digest, now: Timestamp) -> Result<(), StoreError> {
    put(conn, journey, browser, now)?;
    close(conn, vec![Id(journey.request.id.0)], now)
}

/// Ends the journeys under way in which one of these was proved.
pub fn end_proved(conn: &mut Connection, identifiers: &[Identifier], now: Timestamp) -> Result<(), StoreError> {
    let proved = journeys::proved.eq_any(identifiers.iter().map(Identifier::as_str));
    let ids = journeys::table.filter(proved).select(journeys::id).load(conn)?;
    close(conn, ids, now)
}

fn close(conn: &mut Connection, ids: Vec<Id>, now: Timestamp) -> Result<(), StoreError> {
    diesel::update(journeys::table.filter(journeys::id.eq_any(ids)))
        .set((journeys::state.eq("{}"), journeys::done_at.eq(now.0), journeys::proved.eq(None::<String>)))
        .execute(conn)?;
    Ok(())
}

/// Deletes some of the journeys whose time is over, the oldest first; how many.
pub fn delete_old(conn: &mut Connection, now: Timestamp, most: u16) -> Result<usize, StoreError> {
    let old: Vec<Id> = journeys::table
        .filter(journeys::swept_after.le(now.0))
        .order(journeys::swept_after)
        .limit(most.into())
        .select(journeys::id)
        .load(conn)?;
    Ok(diesel::delete(journeys::table.filter(journeys::id.eq_any(old))).execute(conn)?)
}
