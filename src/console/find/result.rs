//! What was found, as the page lists it: best first, and of no kind so much that nothing else has room.

use super::fit::{Fit, fit};
use super::hits::{Hits, MOST};
use super::targets::Sort;
use super::{highlighter, pages};
use crate::console::paths;
use crate::domain::operator::Operator;
use crate::domain::role::Permission;
use crate::domain::search::{folded, folded_characters, words};
use crate::domain::user::Identifier;
use crate::store::clients::ListedClient;
use crate::store::users::list::ListedUser;
use crate::web::marks::{Highlighter, Marked, Searched};

/// As long as other kinds are found as well.
const MOST_OF_A_KIND: usize = 5;

/// What a result leads to; of those that fit alike, the earlier comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    Page,
    Client,
    Card,
    Setting,
    User,
}

impl Kind {
    pub fn label(self) -> &'static str {
        match self {
            Self::Page => "Page",
            Self::Client => "Client",
            Self::Card => "Card",
            Self::Setting => "Setting",
            Self::User => "User",
        }
    }
}

pub struct Found {
    pub href: String,
    pub kind: Kind,
    /// Somebody's words: a client's name, or what a user is called by.
    pub name: Option<Marked>,
    /// Words of the console.
    pub label: Option<Marked>,
    pub detail: Option<Marked>,
    /// How well it fits, and its place among those of its kind that fit alike.
    order: (Fit, usize),
}

/// The pages that a role may see, where nothing is searched for.
pub fn every_page(operator: &Operator) -> Vec<Found> {
    let pages = pages::of_role(operator.role).enumerate();
    pages.map(|(at, (label, path))| page((Fit::Whole, at), path, Marked::plain(label.to_owned()))).collect()
}

pub fn results(search: &str, operator: &Operator, hits: Hits) -> Vec<Found> {
    let folded = folded(search);
    let wanted: Vec<&str> = words(&folded).collect();
    let marks = highlighter(search);
    let marks = marks.as_ref();
    let pages = pages::fitting(operator.role, &wanted).into_iter().enumerate();
    let mut found: Vec<Found> =
        pages.map(|(at, (fit, label, path))| page((fit, at), path, marked(label, marks))).collect();
    found.extend(of_clients(&hits, operator.role.allows(Permission::EditClients)));
    let (clients, users) = (hits.clients.into_iter().enumerate(), hits.users.into_iter().enumerate());
    found.extend(clients.map(|(at, found)| client(at, found, (search, &wanted), marks)));
    found.extend(users.map(|(at, found)| user(at, &found, &wanted, marks)));
    best(found)
}

/// The best, in their order. Of a kind there are more only where there is room.
fn best(mut found: Vec<Found>) -> Vec<Found> {
    found.sort_by_key(|found| (found.order.0, found.kind, found.order.1));
    let mut taken: Vec<Found> = Vec::new();
    let mut others = Vec::new();
    for found in found {
        let is_one_of_many = taken.iter().filter(|taken| taken.kind == found.kind).count() >= MOST_OF_A_KIND;
        if is_one_of_many { others.push(found) } else { taken.push(found) }
    }
    taken.extend(others);
    taken.truncate(MOST);
    taken.sort_by_key(|found| (found.order.0, found.kind, found.order.1));
    taken
}

fn page(order: (Fit, usize), path: &str, label: Marked) -> Found {
    Found { href: path.to_owned(), kind: Kind::Page, name: None, label: Some(label), detail: None, order }
}

/// What clients have: the first of each client before the second of any.
fn of_clients(hits: &Hits, may_edit: bool) -> Vec<Found> {
    let (of_client, of_target) = (highlighter(&hits.client_words), highlighter(&hits.target_words));
    let mut found: Vec<Found> = Vec::new();
    for (owner, (key, name)) in hits.owners.iter().enumerate() {
        for (at, (fit, target)) in hits.targets.iter().enumerate() {
            let kind = match target.sort {
                Sort::Card => Kind::Card,
                Sort::Setting => Kind::Setting,
                Sort::Page => Kind::Page,
            };
            found.push(Found {
                href: target.href(*key, may_edit),
                kind,
                name: Some(marked(name, of_client.as_ref())),
                label: Some(marked(target.label, of_target.as_ref())),
                detail: (!target.card.is_empty()).then(|| Marked::plain(target.card.to_owned())),
                order: (*fit, owner * hits.targets.len() + at),
            });
        }
    }
    found
}

fn client(at: usize, found: ListedClient, (search, wanted): (&str, &[&str]), marks: Option<&Highlighter>) -> Found {
    let is_id = found.client_id.eq_ignore_ascii_case(search);
    let fit = if is_id { Some(Fit::Whole) } else { fit(wanted, &found.name, &[]) };
    let id = marks.and_then(|marks| marks.at_beginning(&searched(&found.client_id)));
    Found {
        href: paths::client(found.key),
        kind: Kind::Client,
        name: Some(marked(&found.name, marks)),
        label: None,
        detail: Some(id.unwrap_or_else(|| Marked::plain(found.client_id))),
        order: (fit.unwrap_or(Fit::Elsewhere), at),
    }
}

fn user(at: usize, found: &ListedUser, wanted: &[&str], marks: Option<&Highlighter>) -> Found {
    let identifiers: Vec<&str> =
        found.identifiers.iter().map(|(identifier, _)| Identifier::as_str(identifier)).collect();
    let id = found.id.0.to_string();
    let called = found.name.as_deref().or(identifiers.first().copied()).unwrap_or(&id);
    let others: Vec<&str> = identifiers.iter().copied().filter(|identifier| *identifier != called).collect();
    let fit = std::iter::once(called).chain(others.iter().copied()).filter_map(|text| fit(wanted, text, &others)).min();
    Found {
        href: paths::user(found.id),
        kind: Kind::User,
        name: Some(marked(called, marks)),
        label: None,
        detail: (!others.is_empty()).then(|| marked(&others.join(", "), marks)),
        order: (fit.unwrap_or(Fit::Elsewhere), at),
    }
}

fn marked(text: &str, marks: Option<&Highlighter>) -> Marked {
    let Some(marks) = marks else { return Marked::plain(text.to_owned()) };
    let text = searched(text);
    marks.at_beginning(&text).unwrap_or_else(|| marks.anywhere(&text))
}

fn searched(text: &str) -> Searched<'_> {
    Searched::new(text, folded_characters(text))
}
