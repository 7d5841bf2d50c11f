//! Takes a card back to an earlier revision, after a page that shows what would change.

use actix_web::http::StatusCode;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use serde::Deserialize;

use super::{Heading, RevisionPath, Row, changed_cards};
use crate::console::access::{Allowed, EditClients};
use crate::console::activity::Cell;
use crate::console::cards::draw::DrawnQuestion;
use crate::console::cards::page::{Question, Standing};
use crate::console::cards::{CONFIRM, note_refused, page_of};
use crate::console::clients::find;
use crate::console::paths;
use crate::console::shell::{Notice, Shell, see_other_with};
use crate::domain::client::{Card, Client, Revision, RevisionNumber, Settings};
use crate::domain::setting::{Setting, value_at};
use crate::service::state::State;
use crate::store::Failure;
use crate::store::clients::{self, CardSave, SaveRefused, secrets};
use crate::web::fields::{ErrorSummary, Errors, Text, is_checked};
use crate::web::form::Form;
use crate::web::page;
use crate::web::problem::Problem;

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RestorationForm {
    /// The revision that the page compared with.
    seen: String,
    /// The answer to the card's question, where it has one.
    confirm: String,
}

#[derive(Template)]
#[template(path = "console/history/restoration.html")]
struct RestorationPage {
    shell: Shell,
    heading: Heading,
    card: &'static str,
    number: i64,
    seen: i64,
    /// Who has saved the card since the page was opened.
    saved_by: Option<String>,
    summary: ErrorSummary,
    rows: Vec<Row>,
    question: Option<DrawnQuestion>,
}

/// A card that is to become what it was in a revision.
struct Restoring {
    card: &'static Card,
    client: Client,
    standing: Standing,
    source: Revision,
    /// The answer to the card's question.
    confirmed: String,
    errors: Errors,
    /// Who has saved the card since the page was opened.
    saved_by: Option<String>,
}

pub async fn edit(
    access: Allowed<EditClients>,
    state: Data<State>,
    request: HttpRequest,
    path: RevisionPath,
) -> Result<HttpResponse, Problem> {
    let restoring = Restoring::read(&state, path, String::new()).await?;
    restoring.draw(StatusCode::OK, Shell::new(&request, &access))
}

pub async fn create(
    access: Allowed<EditClients>,
    state: Data<State>,
    request: HttpRequest,
    path: RevisionPath,
    form: Form<RestorationForm>,
) -> Result<HttpResponse, Problem> {
    let RestorationForm { seen, confirm } = form.0;
    let seen = RevisionNumber::parse(&seen)
        .ok_or_else(|| Problem::bad_request("The form does not say which revision it was compared with."))?;
    let mut restoring = Restoring::read(&state, path, confirm).await?;
    let shell = Shell::new(&request, &access);
    if restoring.ask() {
        return restoring.draw(StatusCode::UNPROCESSABLE_ENTITY, shell);
    }
    let (card, confirmed) = (restoring.card, is_checked(&restoring.confirmed));
    let RevisionPath { key, number, .. } = path;
    let restore = access.change(&request, &state, move |conn, origin| {
        clients::restore(conn, key, card, (number, seen), confirmed, origin)
    });
    let refused = match restore.await {
        Ok(Some(_)) => return Ok(see_other_with(&request, Notice::CardRestored(card), &paths::client(key))),
        Ok(None) => return Ok(see_other_with(&request, Notice::NothingChanged, &paths::client(key))),
        Err(Failure::Refused(refused)) => refused,
        Err(Failure::Store(error)) => return Err(error.into()),
    };
    let mut restoring = Restoring::read(&state, path, restoring.confirmed).await?;
    let status = if let SaveRefused::ChangedSince(since) = refused {
        restoring.saved_by = since.saves.first().map(|CardSave { by, .. }| by.clone());
        StatusCode::CONFLICT
    } else if restoring.ask() {
        StatusCode::UNPROCESSABLE_ENTITY
    } else {
        note_refused(&mut restoring.errors, refused, key)?
    };
    restoring.draw(status, shell)
}

impl Restoring {
    async fn read(state: &State, path: RevisionPath, confirmed: String) -> Result<Self, Problem> {
        let RevisionPath { key, number, card } = path;
        let card = card.ok_or_else(Problem::not_found)?;
        let (edited, secrets) = state
            .store
            .read(move |conn| Ok((clients::edited(conn, key, number)?, secrets::secrets(conn, key)?)))
            .await?;
        let Some((client, source)) = edited else {
            return find(state, key).await.and_then(|_| Err(Problem::not_found()));
        };
        let place = |setting: &Setting| (Text::Owned(setting.field_name()), Text::Borrowed(setting.label));
        let errors = Errors::of_fields(card.settings.iter().map(place).collect());
        let standing = Standing::new(&client, &secrets, state.now());
        Ok(Self { card, client, standing, source, confirmed, errors, saved_by: None })
    }

    fn restored(&self) -> Settings {
        self.client.settings.with_card(self.card, &self.source.settings)
    }

    /// The question that the card asks about what would change, as when it is saved.
    fn question(&self) -> Option<Question> {
        page_of(self.card).and_then(|page| (page.question)(&self.client.settings, &self.restored(), self.standing))
    }

    /// Notes the question where it was not answered; whether it was not.
    fn ask(&mut self) -> bool {
        let unanswered = self.question().filter(|_| !is_checked(&self.confirmed));
        let Some(question) = unanswered else { return false };
        let last = self.card.settings.last().map(Setting::field_name).unwrap_or_default();
        self.errors.put_after(&last, CONFIRM, question.label);
        self.errors.add(CONFIRM, question.refusal);
        true
    }

    fn rows(&self) -> Vec<Row> {
        let restored = self.restored();
        let changed = changed_cards(&self.client.settings, &restored);
        let mut rows: Vec<Row> = changed.into_iter().flat_map(|changed| changed.rows).collect();
        let (now, then) = (self.client.settings.to_value(), restored.to_value());
        // What stands against it may be a setting that would stay as it is.
        for setting in self.card.settings {
            let id = setting.field_name();
            if self.errors.error_of(&id).is_some() && rows.iter().all(|row| row.id != id) {
                let words = |document| Cell::words(setting.words(value_at(document, setting.path)));
                let (before, after) = (words(&now), words(&then));
                rows.push(Row { id, label: setting.label.into(), before, after, error: None });
            }
        }
        for row in &mut rows {
            row.error = self.errors.error_of(&row.id);
        }
        rows
    }

    fn draw(self, status: StatusCode, shell: Shell) -> Result<HttpResponse, Problem> {
        let question = self.question().map(|question| DrawnQuestion::new(question, &self.confirmed, &self.errors));
        let page = RestorationPage {
            shell,
            heading: Heading::new(self.client.key, self.client.name()),
            card: self.card.label,
            number: self.source.number.get(),
            seen: self.client.revision.get(),
            summary: self.errors.summary(),
            rows: self.rows(),
            question,
            saved_by: self.saved_by,
        };
        page::html(status, &page)
    }
}
