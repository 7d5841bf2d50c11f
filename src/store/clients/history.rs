//! A client's history: its revisions with who saved them and when.

use std::collections::HashMap;

use diesel::prelude::*;

use crate::domain::activity::Entry;
use crate::domain::client::{Card, ClientKey, RevisionNumber};
use crate::domain::time::Timestamp;
use crate::store::Connection;
use crate::store::columns::Id;
use crate::store::paging::{self, Page, Paging};
use crate::store::schema::{activity, activity_changes, client_revisions};
use crate::store::{StoreError, activity as record};

#[derive(Clone, Debug)]
pub struct ListedRevision {
    pub number: RevisionNumber,
    /// The entry of the record that it was made with.
    pub entry: Entry,
}

#[derive(Clone, Debug)]
pub struct CardSave {
    pub by: String,
    pub at: Timestamp,
    pub paths: Vec<String>,
}

/// A page of a client's revisions, the latest first; a revision's place is its number.
pub fn history(
    conn: &mut Connection,
    key: ClientKey,
    paging: &Paging<i64>,
) -> Result<Page<ListedRevision, i64>, StoreError> {
    let place = |revision: &ListedRevision| revision.number.get();
    paging::page(paging, paging::PAGE, place, |paging, limit| nearest(conn, key, paging, limit))
}

fn nearest(
    conn: &mut Connection,
    key: ClientKey,
    paging: &Paging<i64>,
    limit: usize,
) -> Result<Vec<ListedRevision>, StoreError> {
    let mut query = client_revisions::table
        .filter(client_revisions::client.eq(Id(key.0)))
        .select((client_revisions::number, client_revisions::activity_seq))
        .limit(i64::try_from(limit).unwrap_or(i64::MAX))
        .into_boxed();
    query = match paging {
        Paging::First => query.order(client_revisions::number.desc()),
        Paging::After(number) => {
            query.filter(client_revisions::number.lt(*number)).order(client_revisions::number.desc())
        }
        Paging::Before(number) => {
            query.filter(client_revisions::number.gt(*number)).order(client_revisions::number.asc())
        }
    };
    let rows: Vec<(i64, i64)> = query.load(conn)?;
    let entries = record::entries(conn, &rows.iter().map(|(_, seq)| *seq).collect::<Vec<_>>())?;
    let mut entries: HashMap<i64, Entry> = entries.into_iter().map(|entry| (entry.seq, entry)).collect();
    let listed = |(number, seq): (i64, i64)| {
        let entry = entries.remove(&seq)?;
        Some(ListedRevision { number: RevisionNumber::new(number)?, entry })
    };
    Ok(rows.into_iter().filter_map(listed).collect())
}

/// Changes that are read to say who saved a card, so that a form from long ago makes nobody wait.
const CHANGES_READ: i64 = 500;

/// The saves of a card since a revision, the latest first; of very many, the latest.
pub fn saves_since(
    conn: &mut Connection,
    key: ClientKey,
    card: &Card,
    since: RevisionNumber,
) -> Result<Vec<CardSave>, StoreError> {
    let rows: Vec<(i64, Option<String>, i64, String)> = client_revisions::table
        .inner_join(activity::table.on(activity::seq.eq(client_revisions::activity_seq)))
        .inner_join(activity_changes::table.on(activity_changes::activity_seq.eq(activity::seq)))
        .filter(client_revisions::client.eq(Id(key.0)).and(client_revisions::number.gt(since.get())))
        .filter(activity_changes::field.like(format!("{}.%", card.name)))
        .order((client_revisions::number.desc(), activity_changes::position.asc()))
        .select((client_revisions::number, activity::actor_name, activity::at, activity_changes::field))
        .limit(CHANGES_READ)
        .load(conn)?;
    let mut saves: Vec<(i64, CardSave)> = Vec::new();
    for (number, by, at, path) in rows {
        match saves.last_mut() {
            Some((last, save)) if *last == number => save.paths.push(path),
            _ => {
                let by = by.unwrap_or_else(|| "The command line".to_owned());
                saves.push((number, CardSave { by, at: Timestamp(at), paths: vec![path] }));
            }
        }
    }
    Ok(saves.into_iter().map(|(_, save)| save).collect())
}
