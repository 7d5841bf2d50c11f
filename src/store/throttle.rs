//! Counters of sign-in tries, and the browsers that an account is known in. Each count commits on its own, before
//! the try that it counts is evaluated.

use std::time::Duration;

use diesel::prelude::*;

use super::Connection;
use super::columns::Id;
use super::schema::{known_browsers, operators, sign_in_tries};
use super::{StoreError, activity};
use crate::domain::activity::{Action, Change, NewEntry, OPERATOR_EMAIL, Origin};
use crate::domain::operator::OperatorId;
use crate::domain::text::EmailAddress;
use crate::domain::throttle::quota::{Counted, Quota};
use crate::domain::throttle::{self, Bucket, BucketKind, Realm, Tries};
use crate::domain::time::Timestamp;
use crate::domain::token::Digest;

/// How long a browser stays known after its last sign-in.
const BROWSER_MEMORY: Duration = Duration::from_hours(24 * 180);

/// Counts a try in its buckets or, when one of them has to wait, says how long; then it must not be evaluated.
pub fn count_try(
    conn: &mut Connection,
    buckets: &[Bucket],
    now: Timestamp,
) -> Result<Result<(), Duration>, StoreError> {
    let mut counted = Vec::with_capacity(buckets.len());
    let (mut longest, mut network_waits) = (None, false);
    for bucket in buckets {
        let name = digest(bucket);
        match throttle::count_try(bucket.kind, tries(conn, &name)?, now) {
            Ok(tries) => counted.push((bucket.kind, name, tries)),
            Err(wait) => {
                longest = Some(longest.map_or(wait, |other: Duration| other.max(wait)));
                network_waits |= bucket.kind.is_network();
            }
        }
    }
    // A try that is not evaluated counts against nobody's account, only against the networks that it came from. When one of
    // these waits already, it counts nowhere: one address does not use up the tries of its site, nor does a site that
    // waits leave a row for each of its addresses.
    counted.retain(|(kind, ..)| longest.is_none() || (kind.is_network() && !network_waits));
    for (_, name, tries) in counted {
        put(conn, name, tries.failures, tries.last_at)?;
    }
    Ok(longest.map_or(Ok(()), Err))
}

/// How long the next try has to wait, for who only looks.
pub fn wait(conn: &mut Connection, bucket: &Bucket, now: Timestamp) -> Result<Option<Duration>, StoreError> {
    Ok(tries(conn, &digest(bucket))?.and_then(|tries| throttle::wait(bucket.kind, tries, now)))
}

fn tries(conn: &mut Connection, bucket: &[u8]) -> Result<Option<Tries>, StoreError> {
    let row: Option<(i32, i64)> = sign_in_tries::table
        .find(bucket)
        .select((sign_in_tries::failures, sign_in_tries::last_at))
        .first(conn)
        .optional()?;
    let read = |(count, at)| Tries { failures: u32::try_from(count).unwrap_or(u32::MAX), last_at: Timestamp(at) };
    Ok(row.map(read))
}

/// Counts one more against each of these; the longest wait where one of them has no more to give. Then none is counted.
pub fn count_within(
    conn: &mut Connection,
    quotas: &[Quota],
    now: Timestamp,
) -> Result<Result<(), Duration>, StoreError> {
    let (mut counted, mut longest) = (Vec::with_capacity(quotas.len()), None::<Duration>);
    for quota in quotas {
        let name = Digest::sha256(quota.name.as_bytes()).0.to_vec();
        let before = tries(conn, &name)?.map(|tries| Counted { count: tries.failures, since: tries.last_at });
        match quota.count(before, now) {
            Ok(one_more) => counted.push((name, one_more)),
            Err(wait) => longest = longest.max(Some(wait)),
        }
    }
    if let Some(wait) = longest {
        return Ok(Err(wait));
    }
    for (name, Counted { count, since }) in counted {
        put(conn, name, count, since)?;
    }
    Ok(Ok(()))
}

fn put(conn: &mut Connection, bucket: Vec<u8>, count: u32, at: Timestamp) -> QueryResult<()> {
    let counted =
        (sign_in_tries::failures.eq(i32::try_from(count).unwrap_or(i32::MAX)), sign_in_tries::last_at.eq(at.0));
    diesel::insert_into(sign_in_tries::table)
        .values((sign_in_tries::bucket.eq(bucket), counted))
        .on_conflict(sign_in_tries::bucket)
        .do_update()
        .set(counted)
        .execute(conn)?;
    Ok(())
}

/// Takes one try back, because it did not fail. Where there was no other, no row stays.
pub(super) fn give_back(conn: &mut Connection, bucket: &Bucket) -> QueryResult<()> {
    let counted = sign_in_tries::table.find(digest(bucket));
    diesel::delete(counted.clone().filter(sign_in_tries::failures.le(1))).execute(conn)?;
    diesel::update(counted).set(sign_in_tries::failures.eq(sign_in_tries::failures - 1)).execute(conn)?;
    Ok(())
}

/// Lets an account be tried again at once, from any browser.
pub fn unlock(conn: &mut Connection, email: &EmailAddress, origin: &Origin) -> Result<(), StoreError> {
    clear(conn, &Bucket::account(Realm::Operators, email))?;
    let change = Change::set(&OPERATOR_EMAIL, email.as_str());
    let entry = NewEntry { action: Action::OperatorUnlocked, client: None, changes: vec![change] };
    activity::record(conn, origin, entry)?;
    Ok(())
}

/// Forgets the tries of a bucket.
pub(super) fn clear(conn: &mut Connection, bucket: &Bucket) -> QueryResult<()> {
    diesel::delete(sign_in_tries::table.find(digest(bucket))).execute(conn)?;
    Ok(())
}

/// Whether the browser that carries this secret has signed in to the account before.
pub fn knows_browser(
    conn: &mut Connection,
    email: &EmailAddress,
    browser: Digest,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let last_used: Option<i64> = known_browsers::table
        .inner_join(operators::table.on(operators::id.eq(known_browsers::operator_id)))
        .filter(known_browsers::token_hash.eq(browser.0.to_vec()))
        .filter(operators::email.eq(email.as_str()))
        .select(known_browsers::last_used_at)
        .first(conn)
        .optional()?;
    Ok(last_used.is_some_and(|at| now.since(Timestamp(at)) < BROWSER_MEMORY))
}

/// Remembers that an operator has signed in with this browser. What it was known by before is replaced for everybody, so
/// that a secret that somebody else has planted or copied is worth nothing from then on.
pub(super) fn remember_browser(
    conn: &mut Connection,
    operator: OperatorId,
    browser: Digest,
    was_known_by: Option<Digest>,
    now: Timestamp,
) -> QueryResult<()> {
    if let Some(before) = was_known_by {
        diesel::update(known_browsers::table.filter(known_browsers::token_hash.eq(before.0.to_vec())))
            .set(known_browsers::token_hash.eq(browser.0.to_vec()))
            .execute(conn)?;
    }
    let used = known_browsers::last_used_at.eq(now.0);
    diesel::insert_into(known_browsers::table)
        .values((
            known_browsers::token_hash.eq(browser.0.to_vec()),
            known_browsers::operator_id.eq(Id(operator.0)),
            used,
        ))
        .on_conflict((known_browsers::token_hash, known_browsers::operator_id))
        .do_update()
        .set(used)
        .execute(conn)?;
    Ok(())
}

/// Deletes some of the counters that nothing follows from any more, the oldest first; how many.
pub fn delete_forgotten_tries(conn: &mut Connection, now: Timestamp, most: u16) -> Result<usize, StoreError> {
    let oldest = now.before(throttle::forgotten_after(BucketKind::Account)).0;
    let forgotten: Vec<Vec<u8>> = sign_in_tries::table
        .filter(sign_in_tries::last_at.le(oldest))
        .order(sign_in_tries::last_at)
        .limit(most.into())
        .select(sign_in_tries::bucket)
        .load(conn)?;
    Ok(diesel::delete(sign_in_tries::table.filter(sign_in_tries::bucket.eq_any(forgotten))).execute(conn)?)
}

/// Deletes some of the browsers that are no longer known, those of long ago first; how many.
pub fn delete_forgotten_browsers(conn: &mut Connection, now: Timestamp, most: u16) -> Result<usize, StoreError> {
    let forgotten: Vec<(Vec<u8>, Id)> = known_browsers::table
        .filter(known_browsers::last_used_at.le(now.before(BROWSER_MEMORY).0))
        .order(known_browsers::last_used_at)
        .limit(most.into())
        .select((known_browsers::token_hash, known_browsers::operator_id))
        .load(conn)?;
    let mut deleted = 0;
    for browser in forgotten {
        deleted += diesel::delete(known_browsers::table.find(browser)).execute(conn)?;
    }
    Ok(deleted)
}

fn digest(bucket: &Bucket) -> Vec<u8> {
    Digest::sha256(bucket.name.as_bytes()).0.to_vec()
}
