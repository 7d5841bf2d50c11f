//! The edit pages of a client's cards. What they have in common is here; each card's file has its fields.

pub mod authentication;
pub mod general;
pub mod profile;
pub mod registration;

use actix_web::http::StatusCode;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use serde::de::DeserializeOwned;

use super::access::{Allowed, EditClients};
use super::clients::{ClientPath, find};
use super::new::name_taken;
use super::shell::{Notice, Shell, see_other_with};
use super::{Console, paths};
use crate::domain::activity::Origin;
use crate::domain::choice::Choice;
use crate::domain::client::{Card, Client, ClientKey, Version, Versioned};
use crate::store::clients::{ChangedSince, SaveRefused};
use crate::store::{Connection, Failure};
use crate::web::fields::{ErrorSummary, Errors};
use crate::web::form::Form;
use crate::web::moment::Moment;
use crate::web::page;
use crate::web::problem::Problem;

/// A card's edit page: what is its own.
pub trait CardPage: 'static {
    /// The card.
    type Card: Card + Clone + Send + 'static;
    /// Its fields as typed.
    type Form: DeserializeOwned + 'static;
    /// Its fields in the order of the page.
    const FIELDS: &'static [&'static str];
    /// What is said when it has been saved.
    const SAVED: Notice;

    /// The card in its client.
    fn stored(client: &Client) -> &Versioned<Self::Card>;

    /// The fields as they stand in the card.
    fn form(card: &Self::Card) -> Self::Form;

    /// The version that the fields were made from, as sent.
    fn version(form: &Self::Form) -> &str;

    /// The card as typed, or `None` with what is wrong noted.
    fn parse(form: &Self::Form, errors: &mut Errors) -> Option<Self::Card>;

    /// Notes a question that a change from the stored card raises and that has not been answered.
    fn ask(_form: &Self::Form, _stored: &Self::Card, _typed: &Self::Card, _errors: &mut Errors) {}

    /// Saves the card.
    const SAVE: Save<Self::Card>;

    /// The page.
    fn view(shell: Shell, frame: Frame, client: &Client, form: &Self::Form, errors: &Errors) -> impl Template;
}

/// A function of the store that saves a card.
type Save<C> = fn(&mut Connection, ClientKey, &Versioned<C>, &Origin) -> Result<bool, Failure<SaveRefused>>;

/// The edit page of a card.
///
/// # Errors
/// When there is no such client, or the database fails.
pub async fn edit<P: CardPage>(
    access: Allowed<EditClients>,
    console: Data<Console>,
    request: HttpRequest,
    path: ClientPath,
) -> Result<HttpResponse, Problem> {
    let client = find(&console, path.0).await?;
    let form = P::form(&P::stored(&client).card);
    let (shell, frame) = (Shell::new(&request, &access), Frame::new::<P>(&client));
    draw::<P>(StatusCode::OK, shell, frame, &client, (&form, &Errors::new(P::FIELDS)))
}

/// Saves a card, or shows its page again with what was typed and why it was not saved.
///
/// # Errors
/// When there is no such client, or the database fails.
pub async fn update<P: CardPage>(
    access: Allowed<EditClients>,
    console: Data<Console>,
    request: HttpRequest,
    path: ClientPath,
    form: Form<P::Form>,
) -> Result<HttpResponse, Problem> {
    let client = find(&console, path.0).await?;
    let stored = P::stored(&client);
    let version = version(P::version(&form.0))?;
    let mut errors = Errors::new(P::FIELDS);
    let shell = Shell::new(&request, &access);
    let frame = Frame { version: version.0, ..Frame::new::<P>(&client) };
    let card = P::parse(&form.0, &mut errors);
    if let Some(card) = card.as_ref().filter(|_| version == stored.version) {
        P::ask(&form.0, &stored.card, card, &mut errors);
    }
    let Some(card) = card.filter(|_| errors.is_empty()) else {
        return draw::<P>(StatusCode::UNPROCESSABLE_ENTITY, shell, frame, &client, (&form.0, &errors));
    };
    let edited = Versioned { card: card.clone(), version };
    let (key, origin) = (client.key, access.origin(&request, &console));
    match console.store.write(move |conn| P::SAVE(conn, key, &edited, &origin)).await {
        Ok(changed) => {
            let notice = if changed { P::SAVED } else { Notice::NothingChanged };
            Ok(see_other_with(notice, &paths::client(key)))
        }
        Err(Failure::Refused(SaveRefused::Gone)) => Err(Problem::not_found()),
        Err(Failure::Refused(SaveRefused::NameTaken(holder))) => {
            name_taken(&mut errors, &holder);
            draw::<P>(StatusCode::CONFLICT, shell, frame, &client, (&form.0, &errors))
        }
        Err(Failure::Refused(SaveRefused::ChangedSince(since))) => {
            let conflict = Conflict::new(&since, &P::stored(&since.client).card, &card, &console);
            let frame = Frame { conflict: Some(conflict), ..Frame::new::<P>(&since.client) };
            draw::<P>(StatusCode::CONFLICT, shell, frame, &since.client, (&form.0, &errors))
        }
        Err(Failure::Store(error)) => Err(error.into()),
    }
}

fn draw<P: CardPage>(
    status: StatusCode,
    shell: Shell,
    frame: Frame,
    client: &Client,
    (form, errors): (&P::Form, &Errors),
) -> Result<HttpResponse, Problem> {
    let frame = Frame { summary: errors.summary(), ..frame };
    page::restorable(status, &P::view(shell, frame, client, form, errors))
}

fn version(text: &str) -> Result<Version, Problem> {
    text.parse().map(Version).map_err(|_| Problem::bad_request("The form does not say which version it changes."))
}

/// What surrounds the fields of a card.
pub struct Frame {
    title: &'static str,
    client: String,
    client_href: String,
    action: String,
    version: i64,
    summary: ErrorSummary,
    conflict: Option<Conflict>,
}

impl Frame {
    fn new<P: CardPage>(client: &Client) -> Self {
        let kind = P::Card::KIND;
        Self {
            title: kind.label(),
            client: client.general.card.name.as_str().to_owned(),
            client_href: paths::client(client.key),
            action: paths::card(client.key, kind),
            version: P::stored(client).version.0,
            summary: Errors::new(P::FIELDS).summary(),
            conflict: None,
        }
    }
}

/// Somebody saved the card while it was being edited: what they saved beside what is typed here.
struct Conflict {
    by: String,
    when: Moment,
    rows: Vec<(&'static str, String, String)>,
}

impl Conflict {
    fn new<C: Card>(since: &ChangedSince, stored: &C, typed: &C, console: &Console) -> Self {
        let rows = typed.changes_since(stored);
        Self {
            by: since.by.clone(),
            when: Moment::new(since.at.0, console.now().0),
            rows: rows
                .iter()
                .map(|change| (change.field.label(), change.before_words(), change.after_words()))
                .collect(),
        }
    }
}
