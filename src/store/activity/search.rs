//! The words by which entries are found.

use super::list::Filter;
use crate::domain::activity::{Action, Change, Entry};
use crate::domain::choice::Choice;
use uuid::Uuid;

/// The words of an entry, as its page shows them: who, from where, the client's name at the time, and the values. Of a
/// client's first settings only what somebody typed is a word; the rest would be found in every client.
pub(super) fn words(entry: &Entry) -> String {
    let origin = &entry.origin;
    let mut words = vec![origin.actor.name().to_owned()];
    words.extend(origin.address.clone());
    words.extend(entry.client_name.clone());
    for change in &entry.changes {
        if change.before.is_some() {
            words.extend([change.field.label().to_owned(), change.before_words(), change.after_words()]);
        } else {
            words.extend(change.after.as_ref().filter(|_| is_typed(change)).cloned());
        }
    }
    words.join("\n")
}

/// What filters compare, as one word each: filters that are set together are answered by this index too.
pub(super) fn keys(entry: &Entry) -> String {
    let ids = [entry.client.map(|key| key.0), entry.origin.actor.id().map(|id| id.0)];
    ids.into_iter().flatten().map(id_key).chain([action_key(entry.action)]).collect::<Vec<_>>().join(" ")
}

/// What to ask the index for, or `None` where one of the table's own indexes answers alone. Every word is quoted, so
/// that nothing typed is taken for FTS5's own syntax. From three characters on it is the beginning of a word: for a
/// shorter one, FTS5 would collect the entries of too many words. What has no letter or digit is no word to it.
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
