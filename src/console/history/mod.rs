//! A client's history: its revisions, compared, shown as files, and restored card by card.

pub mod comparison;
pub mod file;
pub mod list;
pub mod restoration;

use std::borrow::Cow;
use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};

use super::activity::{Cell, ChangeRow};
use super::paths;
use crate::domain::activity::Change;
use crate::domain::client::{Card, ClientKey, RevisionNumber, Settings, card, changes};
use crate::domain::setting::field_name;
use crate::web::fields::FieldError;
use crate::web::problem::Problem;

/// The revision that the address names, and the card where it names one.
#[derive(Clone, Copy, Debug)]
pub struct RevisionPath {
    pub key: ClientKey,
    pub number: RevisionNumber,
    pub card: Option<&'static Card>,
}

impl FromRequest for RevisionPath {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let part = |name: &str| request.match_info().get(name);
        let key = part("id").and_then(ClientKey::parse);
        let number = part("revision").and_then(RevisionNumber::parse);
        let path = key.zip(number).map(|(key, number)| Self { key, number, card: part("card").and_then(card) });
        ready(path.ok_or_else(Problem::not_found))
    }
}

/// What stands above every page of a client's history.
struct Heading {
    name: String,
    client: String,
    history: String,
}

impl Heading {
    fn new(key: ClientKey, name: &str) -> Self {
        Self { name: name.to_owned(), client: paths::client(key), history: paths::history(key) }
    }
}

/// A setting of which two revisions differ.
struct Row {
    /// What an error leads to.
    id: String,
    label: Cow<'static, str>,
    before: Cell,
    after: Cell,
    error: Option<FieldError>,
}

struct ChangedCard {
    card: &'static Card,
    rows: Vec<Row>,
}

fn changed_cards(before: &Settings, after: &Settings) -> Vec<ChangedCard> {
    let changes = changes(&before.to_value(), &after.to_value());
    let of_card = |card: &'static Card| {
        let rows = changes.iter().filter(|change| card.setting(&change.path).is_some()).map(row).collect();
        ChangedCard { card, rows }
    };
    let cards = crate::domain::client::CARDS.iter().map(|card| of_card(card));
    cards.filter(|changed| !changed.rows.is_empty()).collect()
}

fn row(change: &Change) -> Row {
    let ChangeRow { label, before, after } = ChangeRow::new(change);
    Row { id: field_name(&change.path), label, before, after, error: None }
}
