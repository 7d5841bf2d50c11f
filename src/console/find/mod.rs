//! One field that goes to any client, card, setting, user or page.

mod fit;
mod hits;
mod pages;
mod result;
mod targets;

use std::sync::Arc;

use actix_web::http::StatusCode;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use super::access::{Allowed, ReadClients};
use super::listing::{self, Outcome};
use super::paths;
use super::shell::Shell;
use crate::domain::client::ClientKey;
use crate::domain::role::Permission;
use crate::domain::search::folded;
use crate::service::state::State;
use crate::store::Searching;
use crate::store::clients::INDEXED_TERM;
use crate::web::list::{ListParameters, SearchBox, View};
use crate::web::marks::Highlighter;
use crate::web::page;
use crate::web::problem::Problem;
use hits::{Asked, Hits};
use result::Found;

static PARAMETERS: ListParameters =
    ListParameters { list: "Find", typed: &["search"], filters: &["client"], order: &[] };

#[derive(Template)]
#[template(path = "console/find/show.html")]
struct FindPage {
    shell: Shell,
    search: SearchBox,
    searching: bool,
    outcome: Outcome,
    /// Whether what clients have is shown of those that changed last, since no client was named.
    is_of_latest: bool,
    found: Vec<Found>,
}

pub async fn show(
    access: Allowed<ReadClients>,
    state: Data<State>,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    let view = View::read(&PARAMETERS, paths::FIND, request.query_string())?;
    let search = listing::search(&view)?;
    let first = view.parsed("client", ClientKey::parse)?;
    let operator = &access.operator;
    let searching = !search.is_empty();
    let hits = if searching {
        let known = Arc::clone(&state.store.kinds);
        let reads_users = operator.role.allows(Permission::ReadUsers);
        let asked = Asked { search: search.clone(), first, reads_users };
        let work = move |search: &mut Searching<'_>| hits::read(search, &known, &asked);
        listing::found(&state, operator.id, work).await?
    } else {
        Some(Hits::default())
    };
    let stopped = hits.is_none();
    let hits = hits.unwrap_or_default();
    let building = hits.is_building;
    let is_of_latest = !hits.owners.is_empty() && hits.client_words.is_empty();
    let found = if searching { result::results(&search, operator, hits) } else { result::every_page(operator) };
    let status = if stopped { StatusCode::SERVICE_UNAVAILABLE } else { StatusCode::OK };
    let page = FindPage {
        shell: Shell::new(&request, &access),
        search: view.search_box("Find", "A client, a setting, a user, a page…"),
        searching,
        outcome: Outcome { stopped, building, note: None },
        is_of_latest,
        found,
    };
    page::html(status, &page)
}

/// Marks the words of a search in what was found.
fn highlighter(search: &str) -> Option<Highlighter> {
    Highlighter::new(&folded(search), INDEXED_TERM)
}
