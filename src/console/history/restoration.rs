//! Takes a card back to an earlier revision, after a page that shows what would change.

use actix_web::http::StatusCode;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use serde::Deserialize;

use super::{Heading, RevisionPath, Row, changed_cards};
use crate::console::access::{Allowed, EditClients};
use crate::console::cards::note_refused;
use crate::console::clients::find;
use crate::console::paths;
use crate::console::shell::{Notice, Shell, see_other_with};
use crate::domain::client::{Card, Client, Revision, RevisionNumber};
use crate::domain::setting::field_name;
use crate::service::state::State;
use crate::store::Failure;
use crate::store::clients::{self, CardSave, SaveRefused};
use crate::web::fields::{ErrorSummary, Errors, Text};
use crate::web::form::Form;
use crate::web::page;
use crate::web::problem::Problem;

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RestorationForm {
    /// The revision that the page compared with.
    seen: String,
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
}

/// The page that asks.
///
/// # Errors
/// When there is no such revision or card.
pub async fn edit(
    access: Allowed<EditClients>,
    state: Data<State>,
    request: HttpRequest,
    path: RevisionPath,
) -> Result<HttpResponse, Problem> {
    let card = path.card.ok_or_else(Problem::not_found)?;
    let (client, source) = read(&state, path).await?;
    draw(StatusCode::OK, Shell::new(&request, &access), (card, &client, &source), &errors(card), None)
}

/// Restores the card.
///
/// # Errors
/// When there is no such revision or card.
pub async fn create(
    access: Allowed<EditClients>,
    state: Data<State>,
    request: HttpRequest,
    path: RevisionPath,
    form: Form<RestorationForm>,
) -> Result<HttpResponse, Problem> {
    let card = path.card.ok_or_else(Problem::not_found)?;
    let seen = RevisionNumber::parse(&form.0.seen)
        .ok_or_else(|| Problem::bad_request("The form does not say which revision it was compared with."))?;
    let RevisionPath { key, number, .. } = path;
    let origin = access.origin(&request, &state);
    let restored = state.store.write(move |conn| clients::restore(conn, key, card, (number, seen), &origin)).await;
    let refused = match restored {
        Ok(Some(_)) => return Ok(see_other_with(&request, Notice::CardRestored(card), &paths::client(key))),
        Ok(None) => return Ok(see_other_with(&request, Notice::NothingChanged, &paths::client(key))),
        Err(Failure::Refused(refused)) => refused,
        Err(Failure::Store(error)) => return Err(error.into()),
    };
    let (client, source) = read(&state, path).await?;
    let shell = Shell::new(&request, &access);
    if let SaveRefused::ChangedSince(since) = refused {
        let saved_by = since.saves.first().map(|CardSave { by, .. }| by.clone());
        return draw(StatusCode::CONFLICT, shell, (card, &client, &source), &errors(card), saved_by);
    }
    let mut errors = errors(card);
    let status = note_refused(&mut errors, refused, key)?;
    draw(status, shell, (card, &client, &source), &errors, None)
}

async fn read(state: &State, path: RevisionPath) -> Result<(Client, Revision), Problem> {
    let RevisionPath { key, number, .. } = path;
    let found = state.store.read(move |conn| clients::edited(conn, key, number)).await?;
    match found {
        Some(found) => Ok(found),
        None => find(state, key).await.and_then(|_| Err(Problem::not_found())),
    }
}

fn errors(card: &Card) -> Errors {
    let place = |path: &str, label: &'static str| (Text::Owned(field_name(path)), Text::Borrowed(label));
    Errors::of_fields(card.settings.iter().map(|setting| place(setting.path, setting.label)).collect())
}

fn draw(
    status: StatusCode,
    shell: Shell,
    (card, client, source): (&'static Card, &Client, &Revision),
    errors: &Errors,
    saved_by: Option<String>,
) -> Result<HttpResponse, Problem> {
    let restored = client.settings.with_card(card, &source.settings);
    let changed = changed_cards(&client.settings, &restored);
    let mut rows: Vec<Row> = changed.into_iter().flat_map(|changed| changed.rows).collect();
    let (now, then) = (client.settings.to_value(), restored.to_value());
    // What stands against it may be a setting that would stay as it is.
    for setting in card.settings {
        let id = setting.field_name();
        if errors.error_of(&id).is_some() && rows.iter().all(|row| row.id != id) {
            let words = |document| setting.words(crate::domain::setting::value_at(document, setting.path));
            rows.push(Row { id, label: setting.label.into(), before: words(&now), after: words(&then), error: None });
        }
    }
    for row in &mut rows {
        row.error = errors.error_of(&row.id);
    }
    let page = RestorationPage {
        shell,
        heading: Heading::new(client),
        card: card.label,
        number: source.number.get(),
        seen: client.revision.get(),
        saved_by,
        summary: errors.summary(),
        rows,
    };
    page::html(status, &page)
}
