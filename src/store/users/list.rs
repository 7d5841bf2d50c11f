//! Users, newest first: by place on an index, never by offset, and never counted.

use diesel::prelude::*;
use uuid::Uuid;

use super::{details, words};
use crate::domain::client::PrimaryIdentifier;
use crate::domain::time::Timestamp;
use crate::domain::user::words::wanted;
use crate::domain::user::{Identifier, UserId};
use crate::store::columns::{Id, Token};
use crate::store::paging::{self, PAGE, Page, Paging};
use crate::store::schema::{user_identifiers, users};
use crate::store::{Connection, StoreError};

#[derive(Clone, Debug)]
pub struct ListedUser {
    /// The place in the list.
    pub seq: i64,
    pub id: UserId,
    pub name: Option<String>,
    /// With whether each is verified.
    pub identifiers: Vec<(Identifier, bool)>,
    pub is_disabled: bool,
    pub created_at: Timestamp,
}

/// A page of the list, and whether there may be more than was looked at.
pub type Found = (Page<ListedUser, i64>, bool);

pub fn page(conn: &mut Connection, search: &str, paging: Paging<i64>) -> Result<Found, StoreError> {
    let found = if search.is_empty() { None } else { Some(found(conn, search)?) };
    let (places, is_cut) = found.map_or((None, false), |(places, is_cut)| (Some(places), is_cut));
    let page = paging::page(
        &paging,
        PAGE,
        |user: &ListedUser| user.seq,
        |paging, limit| match &places {
            Some(places) => load(conn, Some(&nearest(places, paging, limit)), paging, limit),
            None => load(conn, None, paging, limit),
        },
    )?;
    Ok((page, is_cut))
}

/// The places of those who are found, in the order of the list: by words, or by an ID as a whole.
fn found(conn: &mut Connection, search: &str) -> Result<(Vec<i64>, bool), StoreError> {
    let text = search.trim();
    let id = Uuid::try_parse(text).ok().filter(|_| !text.is_empty());
    let by_subject: Option<i64> =
        users::table.filter(users::subject.eq(text)).select(users::seq).first(conn).optional()?;
    let by_id = match id {
        Some(id) => users::table.filter(users::id.eq(Id(id))).select(users::seq).first(conn).optional()?,
        None => None,
    };
    match by_id.or(by_subject) {
        Some(seq) => Ok((vec![seq], false)),
        None => words::find(conn, &wanted(text)),
    }
}

/// Those of the places, which descend, that are nearest to a page's.
fn nearest(places: &[i64], paging: &Paging<i64>, limit: usize) -> Vec<i64> {
    match paging {
        Paging::First => places.iter().take(limit).copied().collect(),
        Paging::After(place) => places.iter().filter(|seq| *seq < place).take(limit).copied().collect(),
        Paging::Before(place) => places.iter().rev().filter(|seq| *seq > place).take(limit).copied().collect(),
    }
}

fn load(
    conn: &mut Connection,
    places: Option<&[i64]>,
    paging: &Paging<i64>,
    limit: usize,
) -> Result<Vec<ListedUser>, StoreError> {
    type Row = (i64, Id, Option<i64>, i64, details::Columns);
    if places.is_some_and(<[i64]>::is_empty) {
        return Ok(Vec::new());
    }
    let mut rows = users::table
        .select((users::seq, users::id, users::disabled_at, users::created_at, details::COLUMNS))
        .into_boxed();
    if let Some(places) = places {
        rows = rows.filter(users::seq.eq_any(places.to_vec()));
    }
    rows = match paging {
        Paging::First => rows.order(users::seq.desc()),
        Paging::After(place) => rows.filter(users::seq.lt(*place)).order(users::seq.desc()),
        Paging::Before(place) => rows.filter(users::seq.gt(*place)).order(users::seq),
    };
    let rows: Vec<Row> = rows.limit(i64::try_from(limit).unwrap_or(i64::MAX)).load(conn)?;
    let ids: Vec<Id> = rows.iter().map(|(_, id, ..)| *id).collect();
    let known: Vec<(Id, Token<PrimaryIdentifier>, String, Option<i64>)> = user_identifiers::table
        .filter(user_identifiers::user.eq_any(ids))
        .order((user_identifiers::user, user_identifiers::kind))
        .load(conn)?;
    let of = |id: Id| {
        let own = known.iter().filter(move |(user, ..)| *user == id);
        own.filter_map(|(_, kind, value, at)| Some((Identifier::stored(kind.0, value)?, at.is_some()))).collect()
    };
    let user = |(seq, id, disabled_at, created_at, columns): Row| ListedUser {
        seq,
        id: UserId(id.0),
        name: details::read(columns).name(),
        identifiers: of(id),
        is_disabled: disabled_at.is_some(),
        created_at: Timestamp(created_at),
    };
    Ok(rows.into_iter().map(user).collect())
}
