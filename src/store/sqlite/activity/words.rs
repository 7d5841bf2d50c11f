//! The words by which entries are found.

use diesel::prelude::*;
use uuid::Uuid;

use crate::domain::activity::{Action, Change, Entry};
use crate::domain::choice::Choice;
use crate::store::Connection;
use crate::store::activity::Filter;
use crate::store::schema::activity_to_index;

/// Hands an entry's words over to the search index.
pub fn insert(conn: &mut Connection, entry: &Entry) -> QueryResult<()> {
    diesel::insert_into(activity_to_index::table)
        .values((
            activity_to_index::seq.eq(entry.seq),
            activity_to_index::words.eq(words(entry)),
            activity_to_index::keys.eq(keys(entry)),
        ))
        .execute(conn)?;
    Ok(())
}

/// The words of an entry, as its page shows them: who, from where, the client's name at the time, and the values. Of a
/// client's first settings only what somebody typed is a word; the rest would be found in every client.
fn words(entry: &Entry) -> String {
    let origin = &entry.origin;
    let mut words = vec![origin.actor.name().to_owned()];
    words.extend(origin.address.clone());
    words.extend(entry.client_name.clone());
    for change in &entry.changes {
        if entry.action != Action::ClientCreated || is_typed(change) {
            words.push(change.label().into_owned());
            words.extend(change.all_words());
        }
    }
    words.join("\n")
}

/// What filters compare, as one word each: filters that are set together are answered by this index too.
fn keys(entry: &Entry) -> String {
    let ids = [entry.client.map(|key| key.0), entry.origin.actor.id().map(|id| id.0)];
    ids.into_iter().flatten().map(id_key).chain([action_key(entry.action)]).collect::<Vec<_>>().join(" ")
}

/// What to ask the index for, or `None` where one of the table's own indexes answers alone. Every word is quoted, so
/// that nothing typed is taken for FTS5's own syntax. From three characters on it is the beginning of a word: for a
/// shorter one, FTS5 would collect the entries of too many words. Text without a letter or digit is not a word to it.
pub(super) fn expression(filter: &Filter) -> Option<String> {
    let keys: Vec<String> =
        [filter.client.map(|key| id_key(key.0)), filter.operator.map(|id| id_key(id.0)), filter.action.map(action_key)]
            .into_iter()
            .flatten()
            .map(|key| format!("keys : \"{key}\""))
            .collect();
    let is_word = |word: &str| word.chars().any(char::is_alphanumeric);
    // What has no word at all finds nothing.
    let has_words = filter.search.split_whitespace().any(is_word);
    let words = filter.search.split_whitespace().filter(|word| is_word(word) || !has_words);
    let typed: Vec<String> = words
        .map(|word| {
            let begins = if word.chars().count() < 3 { "" } else { " *" };
            format!("words : \"{}\"{begins}", word.replace('"', "\"\""))
        })
        .collect();
    let is_needed = !typed.is_empty() || keys.len() > 1;
    is_needed.then(|| [typed, keys].concat().join(" AND "))
}

/// Whether a value is text that somebody typed: those are shown in quotes.
fn is_typed(change: &Change) -> bool {
    change.after_words().starts_with('“')
}

fn id_key(id: Uuid) -> String {
    id.simple().to_string()
}

fn action_key(action: Action) -> String {
    action.token().replace('_', "")
}
