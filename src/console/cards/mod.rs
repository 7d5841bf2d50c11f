//! The edit pages of a client's cards. What they have in common is here; each card's file has its fields.

pub mod authentication;
pub mod conflict;
mod frame;
pub mod general;
mod preview;
pub mod profile;
pub mod registration;

use actix_web::http::StatusCode;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::access::{Allowed, EditClients};
use super::clients::{ClientPath, find};
use super::new::name_taken;
use super::paths;
use super::shell::{Notice, Shell};
use crate::domain::activity::Origin;
use crate::domain::choice::Choice;
use crate::domain::client::{Broken, Card, CardKind, Client, ClientKey, Version, Versioned};
use crate::service::notices::see_other_with;
use crate::service::state::State;
use crate::store::clients::SaveRefused;
use crate::store::{Connection, Failure};
use crate::web::fields::Errors;
use crate::web::form::Form;
use crate::web::page;
use crate::web::problem::Problem;
use frame::Frame;

/// A card's edit page: what is its own. The names of its fields are those of the card's settings.
pub trait CardPage: 'static {
    /// The card.
    type Card: Card + Send + 'static;
    /// Its fields as typed.
    type Form: DeserializeOwned + Serialize + 'static;
    /// Its fields in the order of the page.
    const FIELDS: &'static [&'static str];
    /// What is said when it has been saved.
    const SAVED: Notice;
    /// Saves the card.
    const SAVE: Save<Self::Card>;

    /// The fields as they stand in the card.
    fn form(card: &Self::Card) -> Self::Form;

    /// What the form says about itself.
    fn sent(form: &Self::Form) -> Sent<'_>;

    /// The card as typed, or `None` with what is wrong noted.
    fn parse(form: &Self::Form, errors: &mut Errors) -> Option<Self::Card>;

    /// Does what a button other than **Save changes** asks for.
    fn adjust(_form: &mut Self::Form) {}

    /// Notes a question that a change from the stored card raises and that has not been answered.
    fn ask(_form: &Self::Form, _stored: &Self::Card, _typed: &Self::Card, _errors: &mut Errors) {}

    /// What users meet with the settings as typed, in sentences.
    fn preview(card: &Self::Card, client: &Client) -> Vec<String>;

    /// The page.
    fn view(shell: Shell, frame: Frame, client: &Client, form: &Self::Form, errors: &Errors) -> impl Template;
}

/// What a card's form says about itself.
pub struct Sent<'a> {
    /// The version that the fields were made from.
    version: &'a str,
    /// The fields as they were when the page was opened, as a form would send them.
    opened: &'a str,
    /// What is asked for instead of saving; empty for **Save changes**.
    intent: &'a str,
}

/// A function of the store that saves a card.
type Save<C> = fn(&mut Connection, ClientKey, &Versioned<C>, &Origin) -> Result<bool, Failure<SaveRefused>>;

/// The edit page of a card.
///
/// # Errors
/// When there is no such client, or the database fails.
pub async fn edit<P: CardPage>(
    access: Allowed<EditClients>,
    state: Data<State>,
    request: HttpRequest,
    path: ClientPath,
) -> Result<HttpResponse, Problem> {
    let client = find(&state, path.0).await?;
    let card = P::Card::of(&client).card.clone();
    Editing::<P>::new(client, &card, false).draw(StatusCode::OK, Shell::new(&request, &access), &Errors::new(P::FIELDS))
}

/// Saves a card, or shows its page again with what was typed and why it was not saved.
///
/// # Errors
/// When there is no such client, or the database fails.
pub async fn update<P: CardPage>(
    access: Allowed<EditClients>,
    state: Data<State>,
    request: HttpRequest,
    path: ClientPath,
    form: Form<P::Form>,
) -> Result<HttpResponse, Problem> {
    let client = find(&state, path.0).await?;
    let mut form = form.0;
    let sent = P::sent(&form);
    let (version, opened, saves) = (version(sent.version)?, sent.opened.to_owned(), sent.intent.is_empty());
    if !saves {
        P::adjust(&mut form);
    }
    let editing = Editing::<P> { client, form, version, opened, unsaved: true };
    if saves {
        editing.save(&access, &state, &request).await
    } else {
        let (_, errors) = editing.check();
        editing.draw(StatusCode::OK, Shell::new(&request, &access), &errors)
    }
}

fn version(text: &str) -> Result<Version, Problem> {
    let version = text.parse().ok().filter(|version| *version > 0).map(Version);
    version.ok_or_else(|| Problem::bad_request("The form does not say which version it changes."))
}

/// A card while it is being edited.
struct Editing<P: CardPage> {
    /// The client as stored.
    client: Client,
    form: P::Form,
    version: Version,
    opened: String,
    /// Whether the form holds what is not stored.
    unsaved: bool,
}

impl<P: CardPage> Editing<P> {
    /// The edit page as it opens, with these settings in its fields.
    fn new(client: Client, card: &P::Card, unsaved: bool) -> Self {
        let Versioned { card: stored, version } = P::Card::of(&client);
        let (opened, version) = (encoded(&P::form(stored)), *version);
        Self { client, form: P::form(card), version, opened, unsaved }
    }

    /// The card as typed, and what stands against saving it as far as it can be known before.
    fn check(&self) -> (Option<P::Card>, Errors) {
        let stored = P::Card::of(&self.client);
        let mut errors = Errors::new(P::FIELDS);
        let card = P::parse(&self.form, &mut errors);
        // Of a card that was changed meanwhile, the conflict is shown first.
        if let Some(card) = card.as_ref().filter(|_| self.version == stored.version) {
            note_broken(&mut errors, card.broken_rules(&self.client), self.client.key);
            P::ask(&self.form, &stored.card, card, &mut errors);
        }
        (card, errors)
    }

    async fn save(
        self,
        access: &Allowed<EditClients>,
        state: &State,
        request: &HttpRequest,
    ) -> Result<HttpResponse, Problem> {
        let shell = Shell::new(request, access);
        let (card, mut errors) = self.check();
        let Some(card) = card.filter(|_| errors.is_empty()) else {
            return self.draw(StatusCode::UNPROCESSABLE_ENTITY, shell, &errors);
        };
        let key = self.client.key;
        let unchanged = || see_other_with(request, Notice::NothingChanged, &paths::client(key));
        if decoded::<P>(&self.opened).is_some_and(|opened| opened == card) {
            return Ok(unchanged());
        }
        let (edited, origin) = (Versioned { card: card.clone(), version: self.version }, access.origin(request, state));
        match state.store.write(move |conn| P::SAVE(conn, key, &edited, &origin)).await {
            Ok(true) => Ok(see_other_with(request, P::SAVED, &paths::client(key))),
            Ok(false) => Ok(unchanged()),
            Err(Failure::Refused(SaveRefused::Gone)) => Err(Problem::not_found()),
            Err(Failure::Refused(SaveRefused::Broken(broken))) => {
                note_broken(&mut errors, broken, key);
                self.draw(StatusCode::UNPROCESSABLE_ENTITY, shell, &errors)
            }
            Err(Failure::Refused(SaveRefused::NameTaken(holder))) => {
                name_taken(&mut errors, &holder);
                self.draw(StatusCode::CONFLICT, shell, &errors)
            }
            Err(Failure::Refused(SaveRefused::ChangedSince(since))) => {
                conflict::Comparison::<P>::new(&card, &self.opened, &since, self.version).draw(shell, state.now())
            }
            Err(Failure::Store(error)) => Err(error.into()),
        }
    }

    fn draw(self, status: StatusCode, shell: Shell, errors: &Errors) -> Result<HttpResponse, Problem> {
        let frame = Frame::new(&self, errors);
        page::restorable(status, &P::view(shell, frame, &self.client, &self.form, errors))
    }
}

/// Notes settings that do not go together, with a link to the other card where there is one.
fn note_broken(errors: &mut Errors, broken: Vec<Broken>, key: ClientKey) {
    for Broken { field, reason, other } in broken {
        match other {
            Some(card) => errors.add_linked(field.form_name(), reason, &open(card), paths::card(key, card)),
            None => errors.add(field.form_name(), &reason),
        }
    }
}

fn open(card: CardKind) -> String {
    format!("Open {}", card.label())
}

/// The fields of a form as one text, to be carried in another form.
fn encoded(form: &impl Serialize) -> String {
    serde_urlencoded::to_string(form).unwrap_or_default()
}

/// The card that carried fields stand for; `None` when they are not ours.
fn decoded<P: CardPage>(fields: &str) -> Option<P::Card> {
    let form: P::Form = serde_urlencoded::from_str(fields).ok()?;
    P::parse(&form, &mut Errors::new(P::FIELDS))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::client::{Authentication, Profile, Registration};

    /// Errors and choices find their field by the setting's name.
    fn has_a_field_for_every_setting<P: CardPage>(card: &P::Card) {
        for (field, _) in card.settings() {
            assert!(P::FIELDS.contains(&field.form_name()), "{}", field.form_name());
        }
        assert!(decoded::<P>(&encoded(&P::form(card))).is_some_and(|read| read == *card), "a form reads as its card");
    }

    #[test]
    fn every_form_has_a_field_for_every_setting() {
        has_a_field_for_every_setting::<authentication::AuthenticationCard>(&Authentication::default());
        has_a_field_for_every_setting::<registration::RegistrationCard>(&Registration::default());
        has_a_field_for_every_setting::<profile::ProfileCard>(&Profile::default());
    }
}
