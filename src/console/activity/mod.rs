//! The Activity page: everything that was recorded, with filters, search and exports, all in the address.

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
use menus::{Chip, Menu, chip, menus};
use parameters::ActivityParameters;

use super::access::{Allowed, ReadActivity};
use super::paths;
use super::shell::Shell;
use crate::service::state::State;
use crate::store::activity::{self, Page};
use crate::store::{clients, operators};
use crate::web::fields::{ErrorSummary, FieldError};
use crate::web::form::Query;
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
    search: String,
    searching: bool,
    hidden: Vec<(&'static str, String)>,
    menus: Vec<Menu>,
    days: [DayField; 2],
    client: Option<Chip>,
    filtered: bool,
    refused: bool,
    events: Vec<Event>,
    csv: String,
    json_lines: String,
    newer: Option<String>,
    older: Option<String>,
}

/// A page of the record.
///
/// # Errors
/// When a parameter is not one of ours, or the database fails.
pub async fn index(
    access: Allowed<ReadActivity>,
    state: Data<State>,
    request: HttpRequest,
    query: Query<ActivityParameters>,
) -> Result<HttpResponse, Problem> {
    let parameters = query.0;
    let (turn, mut errors) = (parameters.turn()?, parameters::errors());
    let filter = parameters.filter(&mut errors)?;
    let (client, refused) = (filter.client, !errors.is_empty());
    let (found, operators, client_name) = state
        .store
        .read_aside(move |conn| {
            // Days that cannot be read find nothing, rather than what was not asked for.
            let nothing = Page { entries: Vec::new(), newer: None, older: None };
            let found = if refused { nothing } else { activity::page(conn, &filter, turn)? };
            let name = client.map(|key| clients::name(conn, key)).transpose()?.flatten();
            Ok((found, operators::names(conn)?, name))
        })
        .await?;
    let now = state.now().0;
    let day = |name, label, value: &str| DayField { name, label, value: value.to_owned(), error: errors.of(name) };
    let view = ActivityPage {
        shell: Shell::new(&request, &access),
        summary: errors.summary(),
        searching: !parameters.search.trim().is_empty(),
        hidden: parameters.kept_by_search(),
        menus: menus(&parameters, &operators),
        days: [day("from", "From", &parameters.from), day("to", "To", &parameters.to)],
        client: client.map(|key| chip(&parameters, key, client_name)),
        filtered: parameters.is_filtered(),
        refused,
        events: found.entries.iter().map(|entry| Event::new(entry, now, Some(&parameters))).collect(),
        csv: parameters.export(paths::ACTIVITY_CSV),
        json_lines: parameters.export(paths::ACTIVITY_JSON_LINES),
        newer: found.newer.map(|seq| parameters.with(|p| p.before = seq.to_string())),
        older: found.older.map(|seq| parameters.with(|p| p.after = seq.to_string())),
        search: parameters.search,
    };
    page::html(if refused { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK }, &view)
}
