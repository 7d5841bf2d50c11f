//! The Activity page: everything that was recorded, with filters, search and exports, all in the address.

mod cell;
mod event;
pub mod export;
mod format;
mod menus;
mod parameters;

use actix_web::http::StatusCode;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

pub(super) use event::Event;
use menus::{Chip, chip, menus};

use super::access::{Allowed, ReadActivity};
use super::listing::{self, Outcome};
use super::paths;
use super::shell::Shell;
use crate::domain::search::has_too_many_words;
use crate::service::state::State;
use crate::store::Searching;
use crate::store::activity;
use crate::store::paging::Page;
use crate::store::{clients, operators};
use crate::web::fields::{ErrorSummary, FieldError};
use crate::web::list::{Menu, Pager, SearchBox};
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
    days: [DayField; 2],
    client: Option<Chip>,
    filtered: bool,
    refused: bool,
    outcome: Outcome,
    events: Vec<Event>,
    csv: String,
    json_lines: String,
    pager: Pager,
}

pub async fn index(
    access: Allowed<ReadActivity>,
    state: Data<State>,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    let view = parameters::view(&request)?;
    let (paging, mut errors) = (parameters::paging(&view)?, parameters::errors());
    let filter = parameters::filter(&view, &mut errors)?;
    let (client, refused) = (filter.client, !errors.is_empty());
    let (operators, client_name) = state
        .store
        .read(|conn| {
            let name = client.map(|key| clients::name(conn, key)).transpose()?.flatten();
            Ok((operators::names(conn)?, name))
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
    let now = state.now().0;
    let day = |name, label| DayField { name, label, value: view.get(name).to_owned(), error: errors.error_of(name) };
    let page = ActivityPage {
        shell: Shell::new(&request, &access),
        summary: errors.summary(),
        search: view.search_box("Search activity", "Search people, clients, addresses and values"),
        searching: view.is_searching(),
        menus: menus(&view, &operators),
        days: [day("from", "From"), day("to", "To")],
        client: client.map(|key| chip(&view, key, client_name)),
        filtered: view.is_filtered(),
        refused,
        outcome: Outcome {
            stopped,
            building,
            note: has_too_many_words(view.get("search")).then_some(listing::TOO_MANY_WORDS),
        },
        events: found.rows.iter().map(|entry| Event::new(entry, now, Some(&view))).collect(),
        csv: view.href_at(paths::ACTIVITY_CSV),
        json_lines: view.href_at(paths::ACTIVITY_JSON_LINES),
        pager: listing::pager(&view, ["Newer", "Older"], &found, i64::to_string),
    };
    let status = match page {
        ActivityPage { refused: true, .. } => StatusCode::UNPROCESSABLE_ENTITY,
        ActivityPage { outcome: Outcome { stopped: true, .. }, .. } => StatusCode::SERVICE_UNAVAILABLE,
        _ => StatusCode::OK,
    };
    page::html(status, &page)
}
