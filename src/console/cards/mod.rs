//! The edit pages of a client's cards. What they have in common is here; each card's file says what is its own.

pub mod addition;
pub mod authentication;
mod conflict;
pub mod draw;
pub mod general;
pub mod integration;
pub mod page;
pub mod profile;
mod refusals;
pub mod registration;
mod words;

use actix_web::http::StatusCode;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};

use super::access::{Allowed, EditClients};
use super::clients::{ClientPath, find};
use super::controls::{Draft, Typed, change_rows, move_field};
use super::new::name_taken;
use super::paths;
use super::shell::{Notice, Shell, see_other_with};
use crate::domain::client::{Card, Client, Revision, RevisionNumber, Settings};
use crate::domain::setting::field_name;
use crate::service::state::State;
use crate::store::Failure;
use crate::store::clients::{self, SaveRefused, secrets};
use crate::web::fields::{Errors, is_checked};
use crate::web::form::misunderstood;
use crate::web::problem::Problem;
use page::{CardPage, Standing};
use refusals::note_broken;
pub(super) use refusals::note_refused;

/// Every card's page, in the order of the client's page.
pub const PAGES: &[&CardPage] =
    &[&general::PAGE, &authentication::PAGE, &registration::PAGE, &profile::PAGE, &integration::PAGE];

#[must_use]
pub fn page_of(card: &Card) -> Option<&'static CardPage> {
    PAGES.iter().copied().find(|page| page.card.name == card.name)
}

/// What a card's form says about itself, beside the settings.
const ABOUT_ITSELF: [&str; 3] = ["revision", "intent", CONFIRM];
/// The answer to the card's question.
pub const CONFIRM: &str = "confirm";

pub async fn edit(
    page: &'static CardPage,
    access: Allowed<EditClients>,
    state: Data<State>,
    request: HttpRequest,
    path: ClientPath,
) -> Result<HttpResponse, Problem> {
    let client = find(&state, path.0).await?;
    let settings = client.settings.clone();
    let editing = Editing::new(page, client, &settings, Standing::default());
    let draft = Draft { settings, errors: Errors::new(&[]), is_readable: true };
    editing.draw(StatusCode::OK, Shell::new(&request, &access), &draft)
}

/// Saves a card, or shows its page again with what was typed and why it was not saved.
pub async fn update(
    page: &'static CardPage,
    access: Allowed<EditClients>,
    state: Data<State>,
    request: HttpRequest,
    path: ClientPath,
    form: Vec<(String, String)>,
) -> Result<HttpResponse, Problem> {
    let (answers, sent) = conflict::split(form);
    let mut typed = Typed::sent(page.controls(), &ABOUT_ITSELF, sent).ok_or_else(misunderstood)?;
    let opened = RevisionNumber::parse(&typed.take("revision"))
        .ok_or_else(|| Problem::bad_request("The form does not say which revision it changes."))?;
    let (confirmed, intent) = (typed.take(CONFIRM), typed.take("intent"));
    let key = path.0;
    let (edited, secrets) =
        state.store.read(move |conn| Ok((clients::edited(conn, key, opened)?, secrets::secrets(conn, key)?))).await?;
    let Some((client, opened)) = edited else {
        find(&state, key).await?;
        return Err(Problem::bad_request("The form changes a revision that does not exist."));
    };
    if !typed.is_whole(page.controls()) {
        return Err(misunderstood());
    }
    let standing = Standing::new(&client, &secrets, state.now());
    let mut editing = Editing { page, client, standing, opened, typed, confirmed, is_unsaved: true };
    let shell = Shell::new(&request, &access);
    if !answers.is_empty() {
        return conflict::resolve(editing, answers, &intent, (&access, &state, &request)).await;
    }
    if intent.is_empty() {
        return editing.save(&access, &state, &request).await;
    }
    move_field(&mut editing.typed, "fields", &intent);
    change_rows(page.controls(), &mut editing.typed, &intent);
    let draft = editing.check(&state).await?;
    editing.draw(StatusCode::OK, shell, &draft)
}

struct Editing {
    page: &'static CardPage,
    client: Client,
    standing: Standing,
    /// The revision that the form was opened at.
    opened: Revision,
    typed: Typed,
    /// The answer to the card's question.
    confirmed: String,
    is_unsaved: bool,
}

impl Editing {
    fn new(page: &'static CardPage, client: Client, settings: &Settings, standing: Standing) -> Self {
        let opened = Revision { number: client.revision, settings: client.settings.clone() };
        let typed = Typed::of_document(page.controls(), &settings.to_value());
        let is_unsaved = *settings != client.settings;
        Self { page, client, standing, opened, typed, confirmed: String::new(), is_unsaved }
    }

    /// Whether somebody has saved the card since the form was opened.
    fn is_stale(&self) -> bool {
        !self.client.settings.has_same_card(self.page.card, &self.opened.settings)
    }

    /// The client's settings with the card as typed, and everything that stands against saving it. Of a card that was saved
    /// meanwhile, only what was typed is checked: the conflict is shown first.
    async fn check(&self, state: &State) -> Result<Draft, Problem> {
        let mut draft = Draft::read(self.page.controls(), &self.typed, &self.opened.settings);
        if self.is_stale() {
            return Ok(draft);
        }
        draft.settings = self.client.settings.with_card(self.page.card, &draft.settings);
        let Draft { settings, errors, .. } = &mut draft;
        note_broken(errors, (self.page.card.broken_rules)(settings), self.client.key);
        let question = (self.page.question)(&self.client.settings, settings, self.standing);
        if let Some(question) = question.filter(|_| !is_checked(&self.confirmed)) {
            errors.put_after(&field_name(question.setting), CONFIRM, question.label);
            errors.add(CONFIRM, question.refusal);
        }
        if settings.general.name != self.client.settings.general.name {
            let (name, key) = (settings.general.name.clone(), self.client.key);
            let holder = state.store.read(move |conn| clients::name_holder(conn, &name, Some(key))).await?;
            if let Some(holder) = holder {
                name_taken(errors, &holder);
            }
        }
        Ok(draft)
    }

    async fn save(
        mut self,
        access: &Allowed<EditClients>,
        state: &State,
        request: &HttpRequest,
    ) -> Result<HttpResponse, Problem> {
        let shell = Shell::new(request, access);
        let mut draft = self.check(state).await?;
        if !draft.errors.is_empty() {
            let is_taken = draft.errors.error_of("name").is_some_and(|error| error.link.is_some());
            let status = if is_taken && draft.errors.len() == 1 {
                StatusCode::CONFLICT
            } else {
                StatusCode::UNPROCESSABLE_ENTITY
            };
            return self.draw(status, shell, &draft);
        }
        let settings = draft.settings.clone();
        let (key, card, opened) = (self.client.key, self.page.card, self.opened.number);
        let unchanged = || see_other_with(request, Notice::NothingChanged, &paths::client(key));
        if self.opened.settings.has_same_card(card, &settings) {
            return Ok(unchanged());
        }
        let (typed, confirmed) = (settings.clone(), is_checked(&self.confirmed));
        let save = access.change(request, state, move |conn, origin| {
            clients::save(conn, key, card, opened, &typed, confirmed, origin)
        });
        match save.await {
            Ok(Some(_)) => Ok(see_other_with(request, Notice::CardSaved(card), &paths::client(key))),
            Ok(None) => Ok(unchanged()),
            Err(Failure::Refused(SaveRefused::ChangedSince(since))) => {
                conflict::Comparison::new(self.page, &since, &settings).draw(shell, state.now())
            }
            Err(Failure::Refused(SaveRefused::EndsSecrets)) => {
                self.standing.has_secrets = true;
                let draft = self.check(state).await?;
                self.draw(StatusCode::UNPROCESSABLE_ENTITY, shell, &draft)
            }
            Err(Failure::Refused(refused)) => {
                let status = note_refused(&mut draft.errors, refused, key)?;
                self.draw(status, shell, &draft)
            }
            Err(Failure::Store(error)) => Err(error.into()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::client::{CARDS, described};

    #[test]
    fn every_card_has_a_page_and_every_setting_a_control() {
        assert_eq!(
            PAGES.iter().map(|page| page.card.name).collect::<Vec<_>>(),
            CARDS.iter().map(|card| card.name).collect::<Vec<_>>()
        );
        for page in PAGES {
            assert_eq!(page.path, format!("{}/{}", paths::CLIENT, page.card.name));
            for setting in page.card.settings {
                assert!(page.controls().any(|control| control.path == setting.path), "{}", setting.path);
            }
            let described = page.controls().filter(|control| described(control.path).is_some()).count();
            assert_eq!(described, page.card.settings.len(), "each setting once");
        }
    }
}
