//! What surrounds the fields of a card's edit page: names, what it changes, what is wrong, and the preview.

use super::{CardPage, Editing};
use crate::console::paths;
use crate::domain::choice::Choice;
use crate::domain::client::{Card, CardKind, Client};
use crate::web::fields::{ErrorSummary, Errors};

/// The card and its client by name and address.
pub struct Heading {
    pub(super) title: &'static str,
    pub(super) client: String,
    pub(super) client_href: String,
    pub(super) action: String,
}

impl Heading {
    pub(super) fn new(client: &Client, kind: CardKind) -> Self {
        Self {
            title: kind.label(),
            client: client.general.card.name.as_str().to_owned(),
            client_href: paths::client(client.key),
            action: paths::card(client.key, kind),
        }
    }
}

/// What surrounds the fields of a card.
pub struct Frame {
    pub(super) heading: Heading,
    pub(super) version: i64,
    pub(super) opened: String,
    pub(super) unsaved: bool,
    pub(super) summary: ErrorSummary,
    /// What users will meet; empty while the form cannot be read.
    pub(super) preview: Vec<String>,
    /// What stands against saving it.
    pub(super) problems: Vec<String>,
}

impl Frame {
    pub(super) fn new<P: CardPage>(editing: &Editing<P>, errors: &Errors) -> Self {
        let card = P::parse(&editing.form, &mut Errors::new(P::FIELDS));
        Self {
            heading: Heading::new(&editing.client, P::Card::KIND),
            version: editing.version.0,
            opened: editing.opened.clone(),
            unsaved: editing.unsaved,
            summary: errors.summary(),
            problems: errors.messages().map(str::to_owned).collect(),
            preview: card.map(|card| P::preview(&card, &editing.client)).unwrap_or_default(),
        }
    }
}
