//! Reads what fits a search: clients, what they have, and users.

use super::fit::Fit;
use super::targets::{Target, fitting};
use crate::domain::client::ClientKey;
use crate::domain::search::{folded, words};
use crate::store::clients::{self, KnownKinds, ListedClient};
use crate::store::paging::Paging;
use crate::store::users::list::{self, ListedUser};
use crate::store::{Searching, StoreError};

/// What is shown at most.
pub const MOST: usize = 10;
/// Clients whose cards and settings are looked at.
const CLIENTS: usize = 5;
/// Ways to take the words apart that are tried.
const PARTINGS: usize = 3;
/// Words of the longest label that is worth looking for.
const LABEL: usize = 6;

pub struct Asked {
    pub search: String,
    /// The client that comes first.
    pub first: Option<ClientKey>,
    pub reads_users: bool,
}

#[derive(Default)]
pub struct Hits {
    pub clients: Vec<ListedClient>,
    pub users: Vec<ListedUser>,
    /// Clients, the best first, with the words by which they were found.
    pub owners: Vec<(ClientKey, String)>,
    pub client_words: String,
    /// What is wanted of each of them, with the words for it.
    pub targets: Vec<(Fit, &'static Target)>,
    pub target_words: String,
    pub is_building: bool,
}

/// Words of a client and words of what it has.
struct Parting {
    client: String,
    target: String,
    targets: Vec<(Fit, &'static Target)>,
}

pub fn read(search: &mut Searching<'_>, known: &KnownKinds, asked: &Asked) -> Result<Hits, StoreError> {
    let clients = clients::best(search, known, &asked.search, MOST)?;
    let users = if asked.reads_users {
        let (page, _) = list::page(search.conn, &asked.search, Paging::First)?;
        page.rows.into_iter().take(MOST).collect()
    } else {
        Vec::new()
    };
    let hits = Hits { clients, users, is_building: search.waiting.is_building, ..Hits::default() };
    for parting in partings(&asked.search).into_iter().take(PARTINGS) {
        let found = clients::best(search, known, &parting.client, CLIENTS)?;
        if !found.is_empty() {
            return Ok(hits.of(parting, found.into_iter().map(|client| (client.key, client.name)).collect()));
        }
    }
    let targets = fitting(&words(&folded(&asked.search)).collect::<Vec<_>>());
    if targets.is_empty() {
        return Ok(hits);
    }
    let first = asked.first.map(|key| Ok::<_, StoreError>((key, clients::name(search.conn, key)?))).transpose()?;
    let mut owners: Vec<(ClientKey, String)> = first.into_iter().filter_map(|(key, name)| Some((key, name?))).collect();
    for client in clients::latest(search.conn, known, CLIENTS)? {
        if !owners.iter().any(|(key, _)| *key == client.key) {
            owners.push((client.key, client.name));
        }
    }
    owners.truncate(CLIENTS);
    Ok(hits.of(Parting { client: String::new(), target: asked.search.clone(), targets }, owners))
}

impl Hits {
    fn of(self, parting: Parting, owners: Vec<(ClientKey, String)>) -> Self {
        let Parting { client, target, targets } = parting;
        Self { owners, client_words: client, targets, target_words: target, ..self }
    }
}

/// The ways to take a search apart into a client's words and those of what it has, which come last or first: those with the
/// longest label are tried first.
fn partings(search: &str) -> Vec<Parting> {
    let terms: Vec<&str> = search.split_whitespace().collect();
    let lengths = (1..terms.len()).rev().filter(|length| *length <= LABEL);
    let places = lengths.flat_map(|length| [(terms.len() - length, false), (length, true)]);
    let parting = |(at, is_label_first): (usize, bool)| {
        let (before, after) = terms.split_at(at);
        let (client, target) = if is_label_first { (after, before) } else { (before, after) };
        let target = target.join(" ");
        let targets = fitting(&words(&folded(&target)).collect::<Vec<_>>());
        (!targets.is_empty()).then(|| Parting { client: client.join(" "), target, targets })
    };
    places.filter_map(parting).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_search_is_taken_apart_into_a_client_and_what_it_has() {
        let parts = |search: &str| {
            partings(search).into_iter().map(|parting| (parting.client, parting.target)).collect::<Vec<_>>()
        };
        let pair = |client: &str, target: &str| (client.to_owned(), target.to_owned());
        assert_eq!(parts("online shop registration"), [pair("online shop", "registration")]);
        assert_eq!(parts("registration shop"), [pair("shop", "registration")]);
        assert_eq!(parts("shop code lifetime")[0], pair("shop", "code lifetime"));
        assert_eq!(parts("shop"), []);
        let longest = parts(&"code ".repeat(40)).iter().map(|(_, target)| words(target).count()).max();
        assert_eq!(longest, Some(LABEL), "no label is longer");
    }
}
