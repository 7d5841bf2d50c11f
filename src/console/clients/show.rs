//! A client: its header, its cards in plain words, and what happened to it lately.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use super::summary::{CardSummary, card};
use super::{ClientPath, find};
use crate::console::access::{Allowed, EditClients, Grants, ReadClients};
use crate::console::activity::Event;
use crate::console::paths;
use crate::console::shell::Shell;
use crate::domain::choice::Choice;
use crate::domain::client::{CardKind, Status};
use crate::service::notices::page_with_notice;
use crate::service::state::State;
use crate::store::activity;
use crate::web::moment::Moment;
use crate::web::problem::Problem;

/// Entries of the record on the page.
const LATEST: usize = 10;

#[derive(Template)]
#[template(path = "console/clients/show.html")]
struct ClientPage {
    shell: Shell,
    name: String,
    description: String,
    client_id: String,
    app_type: &'static str,
    integration_type: &'static str,
    status: &'static str,
    disabled: bool,
    status_href: String,
    created: Moment,
    updated: Moment,
    cards: Vec<CardSummary>,
    events: Vec<Event>,
    has_older: bool,
    activity_href: String,
    may_edit: bool,
}

/// The page of a client.
///
/// # Errors
/// When there is none, or the database fails.
pub async fn show(
    access: Allowed<ReadClients>,
    state: Data<State>,
    request: HttpRequest,
    path: ClientPath,
) -> Result<HttpResponse, Problem> {
    let key = path.0;
    let client = find(&state, key).await?;
    let entries = state.store.read(move |conn| activity::latest_of_client(conn, key, LATEST + 1)).await?;
    let now = state.now().0;
    let general = &client.general.card;
    let view = ClientPage {
        shell: Shell::new(&request, &access).with_notice(&request, general.name.as_str()),
        name: general.name.as_str().to_owned(),
        description: general.description.as_str().to_owned(),
        client_id: client.client_id.0.clone(),
        app_type: general.app_type.label(),
        integration_type: general.integration_type.label(),
        status: client.status.label(),
        disabled: client.status == Status::Disabled,
        status_href: paths::status(key),
        created: Moment::new(client.created_at.0, now),
        updated: Moment::new(client.updated_at.0, now),
        cards: CardKind::ALL.iter().map(|kind| card(&client, *kind)).collect(),
        has_older: entries.len() > LATEST,
        activity_href: paths::activity_of(key),
        events: entries.iter().take(LATEST).map(|entry| Event::new(entry, now, None)).collect(),
        may_edit: access.operator.role.allows(EditClients::PERMISSION),
    };
    page_with_notice(&request, &view)
}
