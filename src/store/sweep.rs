//! Deletes rows of long ago that nothing but the clock ends: sign-ins that were given up or done, and grants of which every
//! token has died.

use diesel::prelude::*;

use super::columns::Id;
use super::schema::{grants, journeys};
use super::{Connection, StoreError};
use crate::domain::time::Timestamp;

/// Deletes some of the journeys that are over, the oldest first; how many.
pub fn delete_journeys(conn: &mut Connection, now: Timestamp, most: u16) -> Result<usize, StoreError> {
    let over: Vec<Id> = journeys::table
        .filter(journeys::swept_after.lt(now.0))
        .order(journeys::swept_after)
        .limit(most.into())
        .select(journeys::id)
        .load(conn)?;
    Ok(diesel::delete(journeys::table.filter(journeys::id.eq_any(over))).execute(conn)?)
}

/// Deletes some of the grants that are dead, the oldest first; how many.
pub fn delete_grants(conn: &mut Connection, now: Timestamp, most: u16) -> Result<usize, StoreError> {
    let dead: Vec<Id> = grants::table
        .filter(grants::swept_after.lt(now.0))
        .order(grants::swept_after)
        .limit(most.into())
        .select(grants::id)
        .load(conn)?;
    Ok(diesel::delete(grants::table.filter(grants::id.eq_any(dead))).execute(conn)?)
}
