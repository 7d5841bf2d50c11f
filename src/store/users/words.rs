//! The words of users, written whenever a user is made or changed.

use std::collections::BTreeSet;

use diesel::prelude::*;

use super::{details, identifiers};
use crate::domain::user::{UserId, words};
use crate::store::columns::Id;
use crate::store::schema::{user_words, users};
use crate::store::{Connection, StoreError};

/// Users of whom a search looks at each, at most.
const CANDIDATES: usize = 2_000;
/// Sorts behind whatever begins as it does.
const LAST: char = char::MAX;

/// Brings a user's words to what is known of the user now.
pub(super) fn note(conn: &mut Connection, id: UserId) -> Result<(), StoreError> {
    let (seq, columns): (i64, details::Columns) =
        users::table.filter(users::id.eq(Id(id.0))).select((users::seq, details::COLUMNS)).first(conn)?;
    let new = words::of_user(&details::read(columns), &identifiers::all(conn, id)?);
    let old: Vec<String> = user_words::table.filter(user_words::user.eq(seq)).select(user_words::word).load(conn)?;
    let old: BTreeSet<String> = old.into_iter().collect();
    for word in old.difference(&new) {
        diesel::delete(user_words::table.find((word, seq))).execute(conn)?;
    }
    for word in new.difference(&old) {
        diesel::insert_into(user_words::table)
            .values((user_words::word.eq(word), user_words::user.eq(seq)))
            .execute(conn)?;
    }
    Ok(())
}

/// The users, by place in the list, of whom each wanted word begins one; and whether there may be more, since so many have a
/// word that begins as the first one that no more were looked at.
pub(super) fn find(conn: &mut Connection, wanted: &[String]) -> Result<(Vec<i64>, bool), StoreError> {
    let Some((first, others)) = wanted.split_first() else { return Ok((Vec::new(), false)) };
    let most = i64::try_from(CANDIDATES).unwrap_or(i64::MAX);
    let mut found: Vec<i64> = user_words::table
        .filter(user_words::word.ge(first).and(user_words::word.lt(format!("{first}{LAST}"))))
        .select(user_words::user)
        .distinct()
        .limit(most.saturating_add(1))
        .load(conn)?;
    let is_cut = found.len() > CANDIDATES;
    found.truncate(CANDIDATES);
    for word in others {
        found = user_words::table
            .filter(user_words::user.eq_any(&found))
            .filter(user_words::word.ge(word).and(user_words::word.lt(format!("{word}{LAST}"))))
            .select(user_words::user)
            .distinct()
            .load(conn)?;
    }
    found.sort_unstable_by(|one, other| other.cmp(one));
    Ok((found, is_cut))
}
