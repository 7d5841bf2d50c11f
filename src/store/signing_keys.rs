//! The keys that the provider signs with. Of each algorithm, one signs, one waits, and others may still be published.

use diesel::prelude::*;

use super::columns::Token;
use super::schema::signing_keys;
use super::{Connection, Failure, StoreError, activity, key_check};
use crate::domain::activity::{Action, Change, NewEntry, Origin, SIGNING_KEY};
use crate::domain::keys::stored::{NewKey, StoredKey};
use crate::domain::keys::{self, Algorithm, KeyState};
use crate::domain::time::Timestamp;

/// Another key file has been tied to the database meanwhile: what was sealed with the former one would open no more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OtherKeyFile;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotWithdrawn {
    Unknown,
    /// It is not published any more.
    Retired,
    OtherKeyFile,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = signing_keys)]
struct Row {
    kid: String,
    algorithm: Token<Algorithm>,
    state: Token<KeyState>,
    private: Option<Vec<u8>>,
    public: Option<Vec<u8>>,
    created_at: i64,
    activated_at: Option<i64>,
    retired_at: Option<i64>,
}

/// Every key that is known, the youngest of each algorithm first.
pub fn all(conn: &mut Connection) -> Result<Vec<StoredKey>, StoreError> {
    let order = (signing_keys::algorithm, signing_keys::created_at.desc(), signing_keys::kid);
    let rows: Vec<Row> = signing_keys::table.select(Row::as_select()).order(order).load(conn)?;
    Ok(rows.into_iter().map(StoredKey::from).collect())
}

/// Adds a key where none signs or none waits; whether it was added.
pub fn add_missing(
    conn: &mut Connection,
    check: &[u8],
    key: &NewKey,
    now: Timestamp,
) -> Result<bool, Failure<OtherKeyFile>> {
    require(conn, check, OtherKeyFile)?;
    let missing = [KeyState::Current, KeyState::Next];
    for state in missing {
        if find(conn, key.algorithm, state)?.is_none() {
            insert(conn, key, state, now)?;
            return Ok(true);
        }
    }
    Ok(false)
}

/// Lets the next key of each algorithm that a key was made for sign at once, and that one wait. Those that somebody has
/// asked for are recorded; without an origin, keys stay that are not due yet.
pub fn rotate(
    conn: &mut Connection,
    check: &[u8],
    new: &[NewKey],
    origin: Option<&Origin>,
    now: Timestamp,
) -> Result<(), Failure<OtherKeyFile>> {
    require(conn, check, OtherKeyFile)?;
    let mut changes = Vec::new();
    for key in new {
        let current = find(conn, key.algorithm, KeyState::Current)?;
        if origin.is_none() && !current.as_ref().is_some_and(|key| key.is_due(now)) {
            continue;
        }
        if let Some(current) = &current {
            end(conn, &current.kid, KeyState::Previous, now)?;
        }
        let signs = promote(conn, key, now)?;
        let before = current.map(|key| key.kid);
        changes.push(Change::new(SIGNING_KEY.path, before.into(), signs.into()));
    }
    if let Some(origin) = origin {
        activity::record(conn, origin, NewEntry { action: Action::KeysRotated, client: None, changes })?;
    }
    Ok(())
}

/// Takes a key away from everybody. Where it signs, the next one does from now on; `replacement`, of the same algorithm,
/// takes the place that becomes free.
pub fn withdraw(
    conn: &mut Connection,
    check: &[u8],
    kid: &str,
    replacement: &NewKey,
    origin: &Origin,
) -> Result<(), Failure<NotWithdrawn>> {
    require(conn, check, NotWithdrawn::OtherKeyFile)?;
    let found = signing_keys::table.find(kid).select(Row::as_select()).first(conn).optional()?;
    let key = StoredKey::from(found.ok_or(Failure::Refused(NotWithdrawn::Unknown))?);
    if key.state == KeyState::Retired {
        return Err(Failure::Refused(NotWithdrawn::Retired));
    }
    end(conn, kid, KeyState::Retired, origin.at)?;
    match key.state {
        KeyState::Current => {
            promote(conn, replacement, origin.at)?;
        }
        KeyState::Next => insert(conn, replacement, KeyState::Next, origin.at)?,
        KeyState::Previous | KeyState::Retired => {}
    }
    let changes = vec![Change::set(&SIGNING_KEY, kid)];
    activity::record(conn, origin, NewEntry { action: Action::KeyWithdrawn, client: None, changes })?;
    Ok(())
}

/// Publishes no longer what was signed long ago, and forgets what was published long ago; how many keys that were.
pub fn tidy(conn: &mut Connection, now: Timestamp) -> Result<usize, StoreError> {
    let is = |state| signing_keys::state.eq(Token(state));
    let spent =
        signing_keys::table.filter(is(KeyState::Previous)).filter(signing_keys::retired_at.le(keys::spent(now).0));
    let retired = diesel::update(spent).set(signing_keys::state.eq(Token(KeyState::Retired))).execute(conn)?;
    let forgotten =
        signing_keys::table.filter(is(KeyState::Retired)).filter(signing_keys::retired_at.le(keys::forgotten(now).0));
    Ok(retired + diesel::delete(forgotten).execute(conn)?)
}

fn require<R>(conn: &mut Connection, check: &[u8], refusal: R) -> Result<(), Failure<R>> {
    if key_check::find(conn)?.as_deref() == Some(check) { Ok(()) } else { Err(Failure::Refused(refusal)) }
}

fn find(conn: &mut Connection, algorithm: Algorithm, state: KeyState) -> QueryResult<Option<StoredKey>> {
    let which = signing_keys::table
        .filter(signing_keys::algorithm.eq(Token(algorithm)))
        .filter(signing_keys::state.eq(Token(state)));
    Ok(which.select(Row::as_select()).first(conn).optional()?.map(StoredKey::from))
}

/// A key signs no more: its private half goes, and its public one too where nobody is to trust it any more.
fn end(conn: &mut Connection, kid: &str, state: KeyState, at: Timestamp) -> QueryResult<()> {
    // Of a key that had stopped before, it stays known when.
    let (stopped, public): (Option<i64>, Option<Vec<u8>>) =
        signing_keys::table.find(kid).select((signing_keys::retired_at, signing_keys::public)).first(conn)?;
    diesel::update(signing_keys::table.find(kid))
        .set((
            signing_keys::state.eq(Token(state)),
            signing_keys::private.eq(None::<Vec<u8>>),
            signing_keys::public.eq(public.filter(|_| state != KeyState::Retired)),
            signing_keys::retired_at.eq(stopped.unwrap_or(at.0)),
        ))
        .execute(conn)?;
    Ok(())
}

/// Gives up every key, as when what they are sealed with is lost.
pub(super) fn give_up(conn: &mut Connection, at: Timestamp) -> QueryResult<()> {
    let kept = signing_keys::state.ne(Token(KeyState::Retired)).or(signing_keys::public.is_not_null());
    let kids: Vec<String> = signing_keys::table.filter(kept).select(signing_keys::kid).load(conn)?;
    kids.iter().try_for_each(|kid| end(conn, kid, KeyState::Retired, at))
}

/// Lets the next key sign, and a new one take its place; where none waits, the new one signs. The ID of the one that does.
fn promote(conn: &mut Connection, new: &NewKey, at: Timestamp) -> QueryResult<String> {
    let Some(next) = find(conn, new.algorithm, KeyState::Next)? else {
        insert(conn, new, KeyState::Current, at)?;
        return Ok(new.kid.clone());
    };
    diesel::update(signing_keys::table.find(&next.kid))
        .set((signing_keys::state.eq(Token(KeyState::Current)), signing_keys::activated_at.eq(at.0)))
        .execute(conn)?;
    insert(conn, new, KeyState::Next, at)?;
    Ok(next.kid)
}

fn insert(conn: &mut Connection, key: &NewKey, state: KeyState, at: Timestamp) -> QueryResult<()> {
    diesel::insert_into(signing_keys::table)
        .values((
            signing_keys::kid.eq(&key.kid),
            signing_keys::algorithm.eq(Token(key.algorithm)),
            signing_keys::state.eq(Token(state)),
            signing_keys::private.eq(&key.private),
            signing_keys::public.eq(&key.public),
            signing_keys::created_at.eq(at.0),
            signing_keys::activated_at.eq((state == KeyState::Current).then_some(at.0)),
        ))
        .execute(conn)?;
    Ok(())
}

impl From<Row> for StoredKey {
    fn from(row: Row) -> Self {
        Self {
            kid: row.kid,
            algorithm: row.algorithm.0,
            state: row.state.0,
            private: row.private,
            public: row.public,
            created_at: Timestamp(row.created_at),
            activated_at: row.activated_at.map(Timestamp),
            retired_at: row.retired_at.map(Timestamp),
        }
    }
}
