//! The secrets of clients. Every transaction here keeps by itself that at most two of a client live.

use diesel::prelude::*;

use super::{kinds, readiness};
use crate::domain::activity::{Action, Actor, Change, NewEntry, Origin, SECRET, SECRET_EXPIRY, SECRET_OVERLAP};
use crate::domain::client::ClientKey;
use crate::domain::client::credentials::{ClientSecret, HowEnded, Overlap, Refused, Secret, Secrets};
use crate::domain::time::{Day, Timestamp};
use crate::domain::token::Digest;
use crate::store::columns::{Id, Token};
use crate::store::schema::client_secrets;
use crate::store::sqlite::clients::rows;
use crate::store::{Connection, Failure, StoreError, activity};

/// What is kept of a secret.
#[derive(Clone, Debug)]
pub struct NewSecret {
    digest: Digest,
    beginning: String,
}

impl NewSecret {
    #[must_use]
    pub fn new(secret: &ClientSecret) -> Self {
        Self { digest: secret.digest(), beginning: secret.beginning() }
    }
}

type Changed = Result<(), Failure<Refused>>;
type Row = (
    (i64, String, i64, Option<String>),
    (Option<i64>, Option<i32>, Option<i64>),
    (Option<i64>, Option<Token<HowEnded>>, Option<i64>),
);

/// All secrets that a client ever had, the latest first.
pub fn secrets(conn: &mut Connection, key: ClientKey) -> Result<Secrets, StoreError> {
    let rows: Vec<Row> = client_secrets::table
        .filter(client_secrets::client.eq(Id(key.0)))
        .order(client_secrets::number.desc())
        .select((
            (
                client_secrets::number,
                client_secrets::beginning,
                client_secrets::created_at,
                client_secrets::created_by_name,
            ),
            (client_secrets::expires_at, client_secrets::overlap, client_secrets::ends_at),
            (client_secrets::ended_at, client_secrets::how_ended, client_secrets::last_used_day),
        ))
        .load(conn)?;
    Ok(Secrets(rows.into_iter().map(secret).collect()))
}

/// Of the clients of a page of the list, those whose secret expires by then or has expired.
pub fn expiring(conn: &mut Connection, keys: &[ClientKey], by: Timestamp) -> Result<Vec<ClientKey>, StoreError> {
    Ok(rows::expiring(conn, keys, by)?.into_iter().map(|id| ClientKey(id.0)).collect())
}

/// Gives a client its first secret, or one after all others have ended. `seen` is the latest one that the operator knew
/// of; so of two clicks, and of two operators, one makes a secret and the other is told.
pub fn generate(conn: &mut Connection, key: ClientKey, seen: i64, new: &NewSecret, origin: &Origin) -> Changed {
    let secrets = opened(conn, key, seen, origin)?;
    secrets.may_generate(origin.at).map_err(Failure::Refused)?;
    insert(conn, key, seen + 1, new, origin)?;
    readiness::judge_again(conn, key, origin.at)?;
    record(conn, key, Action::SecretGenerated, vec![Change::set(&SECRET, new.beginning.as_str())], origin)
}

/// Gives a client a new secret and lets the present one work for some hours more.
pub fn rotate(
    conn: &mut Connection,
    key: ClientKey,
    (seen, overlap): (i64, Overlap),
    new: &NewSecret,
    origin: &Origin,
) -> Changed {
    let secrets = opened(conn, key, seen, origin)?;
    let old = secrets.to_rotate(origin.at).map_err(Failure::Refused)?;
    let hours = overlap.get();
    let ends_at = origin.at.after(std::time::Duration::from_hours(hours.into()));
    let rotated =
        (client_secrets::overlap.eq(i32::try_from(hours).unwrap_or(i32::MAX)), client_secrets::ends_at.eq(ends_at.0));
    diesel::update(one(key, old.number)).set(rotated).execute(conn)?;
    note_ended(conn, key, origin.at)?;
    insert(conn, key, seen + 1, new, origin)?;
    readiness::judge_again(conn, key, origin.at)?;
    let beginnings = Change::new(SECRET.path, old.beginning.as_str().into(), new.beginning.as_str().into());
    let changes = vec![beginnings, Change::set(&SECRET_OVERLAP, hours)];
    record(conn, key, Action::SecretRotated, changes, origin)
}

/// Ends the old secret before its overlap is over.
pub fn end_old(conn: &mut Connection, key: ClientKey, seen: i64, origin: &Origin) -> Changed {
    let secrets = opened(conn, key, seen, origin)?;
    let old = secrets.old(origin.at).ok_or(Failure::Refused(Refused::NoSecret))?;
    end(conn, key, old, (origin.at, HowEnded::Ended))?;
    record(conn, key, Action::SecretEnded, vec![ended(old)], origin)
}

/// Says when the present secret is to end by itself, or that it is not to; `before` is what the operator knew of that.
pub fn set_expiry(
    conn: &mut Connection,
    key: ClientKey,
    (seen, before): (i64, Option<Timestamp>),
    expires_at: Option<Timestamp>,
    origin: &Origin,
) -> Changed {
    let secrets = opened(conn, key, seen, origin)?;
    let present = secrets.present(origin.at).ok_or(Failure::Refused(Refused::NoSecret))?;
    if present.expires_at == expires_at {
        return Ok(());
    }
    if present.expires_at != before {
        return Err(Failure::Refused(Refused::ExpiryChanged));
    }
    let changed = client_secrets::expires_at.eq(expires_at.map(|at| at.0));
    diesel::update(one(key, present.number)).set(changed).execute(conn)?;
    readiness::judge_again(conn, key, origin.at)?;
    let [before, after] = [present.expires_at, expires_at].map(|at| at.map(|at| at.0).into());
    record(conn, key, Action::SecretExpirySet, vec![Change::new(SECRET_EXPIRY.path, before, after)], origin)
}

/// Ends every secret of a client that becomes one which cannot keep any.
pub(super) fn end_all(conn: &mut Connection, key: ClientKey, origin: &Origin) -> Result<(), StoreError> {
    note_ended(conn, key, origin.at)?;
    let secrets = secrets(conn, key)?;
    let live: Vec<&Secret> = secrets.live(origin.at).collect();
    for secret in &live {
        end(conn, key, secret, (origin.at, HowEnded::ClientMadePublic))?;
        activity::record(conn, origin, entry(key, Action::SecretEnded, vec![ended(secret)]))?;
    }
    Ok(())
}

/// Notes which secrets of a client have ended by the clock, so that none comes back to life when the clock is set back.
pub fn note_ended(conn: &mut Connection, key: ClientKey, now: Timestamp) -> Result<(), StoreError> {
    for secret in secrets(conn, key)?.0.iter().filter(|secret| secret.is_to_be_noted(now)) {
        if let Some(ended) = secret.ended(now) {
            end(conn, key, secret, ended)?;
        }
    }
    Ok(())
}

/// Notes it of the clients of some secrets whose time has run out; how many secrets those were.
pub fn note_all_ended(conn: &mut Connection, now: Timestamp, most: u16) -> Result<usize, StoreError> {
    let unnoted = || client_secrets::table.filter(client_secrets::ended_at.is_null()).select(client_secrets::client);
    let mut due: Vec<Id> = unnoted().filter(client_secrets::ends_at.le(now.0)).limit(most.into()).load(conn)?;
    let room = i64::from(most).saturating_sub(i64::try_from(due.len()).unwrap_or(i64::MAX));
    due.extend(unnoted().filter(client_secrets::expires_at.le(now.0)).limit(room).load::<Id>(conn)?);
    for client in &due {
        note_ended(conn, ClientKey(client.0), now)?;
    }
    Ok(due.len())
}

/// The secrets of a client as the operator has seen them.
fn opened(conn: &mut Connection, key: ClientKey, seen: i64, origin: &Origin) -> Result<Secrets, Failure<Refused>> {
    let kind = kinds::of(conn, key)?.ok_or(Failure::Refused(Refused::Gone))?;
    if kind.app_type.is_public() {
        return Err(Failure::Refused(Refused::Public));
    }
    note_ended(conn, key, origin.at)?;
    let secrets = secrets(conn, key)?;
    if secrets.latest() == seen { Ok(secrets) } else { Err(Failure::Refused(Refused::Changed)) }
}

fn insert(conn: &mut Connection, key: ClientKey, number: i64, new: &NewSecret, origin: &Origin) -> QueryResult<()> {
    let by = match &origin.actor {
        Actor::Operator(id, _) => Some(Id(id.0)),
        Actor::CommandLine | Actor::Anonymous => None,
    };
    diesel::insert_into(client_secrets::table)
        .values((
            client_secrets::id.eq(Id(origin.at.uuid())),
            client_secrets::client.eq(Id(key.0)),
            client_secrets::number.eq(number),
            client_secrets::digest.eq(new.digest.0.to_vec()),
            client_secrets::beginning.eq(&new.beginning),
            client_secrets::created_at.eq(origin.at.0),
            client_secrets::created_by.eq(by),
            client_secrets::created_by_name.eq(origin.actor.recorded_name()),
        ))
        .execute(conn)?;
    Ok(())
}

fn end(conn: &mut Connection, key: ClientKey, secret: &Secret, (at, how): (Timestamp, HowEnded)) -> QueryResult<()> {
    let ended = (client_secrets::ended_at.eq(at.0), client_secrets::how_ended.eq(Token(how)));
    let living = one(key, secret.number).filter(client_secrets::ended_at.is_null());
    diesel::update(living).set(ended).execute(conn)?;
    Ok(())
}

fn ended(secret: &Secret) -> Change {
    Change::new(SECRET.path, secret.beginning.as_str().into(), serde_json::Value::Null)
}

fn record(
    conn: &mut Connection,
    key: ClientKey,
    action: Action,
    changes: Vec<Change>,
    origin: &Origin,
) -> Result<(), Failure<Refused>> {
    activity::record(conn, origin, entry(key, action, changes))?;
    Ok(())
}

fn entry(key: ClientKey, action: Action, changes: Vec<Change>) -> NewEntry {
    NewEntry { action, client: Some(key), changes }
}

#[diesel::dsl::auto_type]
fn one(key: ClientKey, number: i64) -> _ {
    let client: Id = Id(key.0);
    client_secrets::table.filter(client_secrets::client.eq(client)).filter(client_secrets::number.eq(number))
}

fn secret(row: Row) -> Secret {
    let (
        (number, beginning, created_at, created_by),
        (expires_at, overlap, ends_at),
        (ended_at, how_ended, last_used_day),
    ) = row;
    let overlap = overlap.map(|hours| u32::try_from(hours).unwrap_or_default());
    Secret {
        number,
        beginning,
        created_at: Timestamp(created_at),
        created_by,
        expires_at: expires_at.map(Timestamp),
        rotated: overlap.zip(ends_at.map(Timestamp)),
        ended: ended_at.map(Timestamp).zip(how_ended.map(|how| how.0)),
        last_used: last_used_day.map(Day),
    }
}
