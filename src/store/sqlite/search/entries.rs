//! The tokens by which entries of the record are found: the words that their page shows, and what the filters compare.

use std::collections::HashMap;

use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{BigInt, Nullable, Text};
use uuid::Uuid;

use crate::domain::activity::{Action, Change, Entry};
use crate::domain::choice::Choice;
use crate::domain::search::{distinct, folded, words};
use crate::store::Connection;
use crate::store::activity::Filter;
use crate::store::sqlite::search::scan::joined;

/// The longest beginning of a word that the index knows, in characters.
const LONGEST: usize = 24;
/// Shorter words are found whole only: too many begin with one or two characters.
const SHORTEST_BEGINNING: usize = 3;
/// A character of Unicode's private use area begins what filters compare, so that no word is taken for it.
const KEY: char = '\u{e000}';

/// The tokens of entries, which follow one another in the record, each with the entry's number.
pub fn tokens(conn: &mut Connection, entries: &[Entry]) -> QueryResult<Vec<(i64, String)>> {
    let names = names_at(conn, entries)?;
    Ok(entries.iter().map(|entry| (entry.seq, tokens_of(entry, names.get(&entry.seq).map(String::as_str)))).collect())
}

/// The tokens of an entry: who, from where, the client's name at the time, and the values. Of a client's first settings
/// only what somebody typed is a word; the rest would be found in every client.
fn tokens_of(entry: &Entry, client_name: Option<&str>) -> String {
    let origin = &entry.origin;
    let mut texts = vec![origin.actor.name().to_owned()];
    texts.extend(origin.address.clone());
    texts.extend(client_name.map(str::to_owned));
    for change in &entry.changes {
        if entry.action != Action::ClientCreated || is_typed(change) {
            texts.push(change.label().into_owned());
            texts.extend(change.all_words());
        }
    }
    let text = folded(&texts.join("\n"));
    let mut tokens: Vec<&str> = words(&text).flat_map(beginnings).collect();
    let keys: Vec<String> = keys(entry).collect();
    tokens.extend(keys.iter().map(String::as_str));
    tokens.sort_unstable();
    tokens.dedup();
    tokens.join(" ")
}

/// A short word itself, and of a longer one all beginnings of which something can be typed.
fn beginnings(word: &str) -> impl Iterator<Item = &str> {
    let ends = word.char_indices().map(|(at, c)| at + c.len_utf8()).take(LONGEST).enumerate();
    let ends = ends.filter(|(place, end)| place + 1 >= SHORTEST_BEGINNING || *end == word.len());
    ends.filter_map(|(_, end)| word.get(..end))
}

/// What filters compare, as one token each: filters that are set together are answered by this index too.
fn keys(entry: &Entry) -> impl Iterator<Item = String> {
    let ids = [entry.client.map(|key| key.0), entry.origin.actor.id().map(|id| id.0)];
    ids.into_iter().flatten().map(id_key).chain([action_key(entry.action)])
}

/// The tokens that an entry has to have.
pub struct Wanted {
    /// Words or, from three characters on, their beginnings, and what filters compare.
    all: Vec<String>,
    /// And one of these, where there are any.
    one_of: Vec<String>,
}

impl Wanted {
    pub fn is_nothing(&self) -> bool {
        self.all.is_empty() && self.one_of.is_empty()
    }

    pub fn expression(&self) -> String {
        let all = joined(&self.all, " AND ");
        let one_of = joined(&self.one_of, " OR ");
        match (all.is_empty(), one_of.is_empty()) {
            (false, false) => format!("{all} AND ({one_of})"),
            _ => all + &one_of,
        }
    }

    /// Whether an entry with these tokens is wanted.
    pub fn is_met_by(&self, tokens: &str) -> bool {
        let has = |token: &String| tokens.split(' ').any(|known| known == token);
        self.all.iter().all(has) && (self.one_of.is_empty() || self.one_of.iter().any(has))
    }
}

/// What a filter wants of the index; `None` where one of the table's own indexes answers alone.
pub fn wanted(filter: &Filter) -> Option<Wanted> {
    let ids = [filter.client.map(|key| key.0), filter.operator.map(|id| id.0)];
    let ids: Vec<String> = ids.into_iter().flatten().map(id_key).collect();
    let is_searched = !filter.search.trim().is_empty();
    if !is_searched && ids.len() + usize::from(!filter.actions.is_empty()) < 2 {
        return None;
    }
    let text = folded(&filter.search);
    let words = distinct(words(&text)).into_iter().map(|word| word.chars().take(LONGEST).collect());
    let one_of = filter.actions.iter().copied().map(action_key);
    Some(Wanted { all: words.chain(ids).collect(), one_of: one_of.collect() })
}

/// Whether a value is text that somebody typed: those are shown in quotes.
fn is_typed(change: &Change) -> bool {
    change.after_words().starts_with('“')
}

fn id_key(id: Uuid) -> String {
    format!("{KEY}{}", id.simple())
}

fn action_key(action: Action) -> String {
    format!("{KEY}{}", action.token().replace('_', ""))
}

#[derive(QueryableByName)]
struct NameAt {
    #[diesel(sql_type = BigInt)]
    entry: i64,
    #[diesel(sql_type = Nullable<Text>)]
    name: Option<String>,
}

/// The names that the clients of entries had at the time. A document that cannot be read has none.
fn names_at(database: &mut Connection, entries: &[Entry]) -> QueryResult<HashMap<i64, String>> {
    let numbers = || entries.iter().map(|entry| entry.seq);
    let (Some(first), Some(last)) = (numbers().min(), numbers().max()) else { return Ok(HashMap::new()) };
    let names: Vec<NameAt> = sql_query(
        "SELECT a.seq AS entry, ( \
             SELECT CASE WHEN json_valid(r.settings) THEN r.settings ->> '$.general.name' END FROM client_revisions r \
             WHERE r.client = a.client AND r.activity_seq <= a.seq ORDER BY r.number DESC LIMIT 1 \
         ) AS name FROM activity a WHERE a.seq BETWEEN ? AND ? AND a.client IS NOT NULL",
    )
    .bind::<BigInt, _>(first)
    .bind::<BigInt, _>(last)
    .load(database)?;
    Ok(names.into_iter().filter_map(|at| Some((at.entry, at.name?))).collect())
}
