//! The Activity page: everything that was recorded, with filters, search and exports, all in the address.

mod alike;
mod cell;
mod changes;
mod days;
mod event;
pub mod export;
mod format;
mod menus;
mod parameters;

use actix_web::http::StatusCode;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

pub(super) use changes::{Cell, ChangeRow};
pub(super) use days::{EventDay, days};
pub(super) use event::{Event, Said, Telling};
use menus::{Chip, chip, menus};

use super::access::{Allowed, ReadActivity};
use super::listing::{self, Outcome, Standing};
use super::paths;
use super::shell::Shell;
use crate::domain::activity::Action;
use crate::domain::search::has_too_many_words;
use crate::service::state::State;
use crate::store::Searching;
use crate::store::activity;
use crate::store::paging::Page;
use crate::store::{clients, operators};
use crate::web::fields::{ErrorSummary, FieldError};
use crate::web::list::{Menu, SearchBox};
use crate::web::page;
use crate::web::problem::Problem;

struct DayField {
    name: &'static str,
    label: &'static str,
    value: String,
    error: Option<FieldError>,
}

#[derive(Template)]
#[template(path = "console/activity/index.html")]
struct ActivityPage {
    shell: Shell,
    summary: ErrorSummary,
    search: SearchBox,
    searching: bool,
    menus: Vec<Menu>,
    fields: [DayField; 2],
    client: Option<Chip>,
    filtered: bool,
    refused: bool,
    outcome: Outcome,
    days: Vec<EventDay>,
    csv: String,
    json_lines: String,
    standing: Standing,
}

pub async fn index(
    access: Allowed<ReadActivity>,
    state: Data<State>,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    let view = parameters::view(&request)?;
    let (paging, mut errors) = (parameters::paging(&view)?, parameters::errors());
    let filter = parameters::filter(&view, &mut errors)?;
    let (client, actions, refused) = (filter.client, filter.actions.clone(), !errors.is_empty());
    let (operators, client_name) = state
        .store
        .read(|conn| {
            let name = client.map(|key| clients::name(conn, key)).transpose()?.flatten();
            Ok((operators::by_name(conn)?, name))
        })
        .await?;
    let find = move |search: &mut Searching<'_>| {
        // Days that cannot be read find nothing, rather than what was not asked for.
        let found = if refused { Page::empty() } else { activity::page(search, &filter, paging)? };
        Ok((found, search.waiting.is_building))
    };
    let found = listing::found(&state, access.operator.id, find).await?;
    let stopped = found.is_none();
    let (found, building) = found.unwrap_or((Page::empty(), false));
    let telling = Telling::new(state.now().0, Some(&view), &operators, found.rows.iter());
    let day = |name, label| DayField { name, label, value: view.get(name).to_owned(), error: errors.error_of(name) };
    let page = ActivityPage {
        shell: Shell::new(&request, &access),
        summary: errors.summary(),
        search: view.search_box("Search activity", "Search people, clients, addresses and values"),
        searching: view.is_searching(),
        menus: menus(&view, &operators, &actions),
        fields: [day("from", "From"), day("to", "To")],
        client: client.map(|key| chip(&view, key, client_name)),
        filtered: view.is_filtered(),
        refused,
        outcome: Outcome {
            stopped,
            building,
            note: has_too_many_words(view.get("search")).then_some(listing::TOO_MANY_WORDS),
        },
        days: days(&telling, &found.rows, !actions.contains(&Action::SignedIn)),
        csv: view.href_at(paths::ACTIVITY_CSV),
        json_lines: view.href_at(paths::ACTIVITY_JSON_LINES),
        standing: listing::standing(&view, ["Newer", "Older"], &found, (None, "event"), i64::to_string)?,
    };
    let status = match page {
        ActivityPage { refused: true, .. } => StatusCode::UNPROCESSABLE_ENTITY,
        ActivityPage { outcome: Outcome { stopped: true, .. }, .. } => StatusCode::SERVICE_UNAVAILABLE,
        _ => StatusCode::OK,
    };
    page::html(status, &page)
}
