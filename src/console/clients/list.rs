//! The list of clients: search, filters, order and pages, all in the address.

use std::sync::Arc;

use actix_web::http::StatusCode;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use super::menus::{column, menus};
use super::order;
use super::parameters::{self, text};
use crate::console::access::{Allowed, EditClients, Grants, ReadClients};
use crate::console::listing::{self, Outcome, Standing};
use crate::console::paths;
use crate::console::shell::Shell;
use crate::domain::choice::Choice;
use crate::domain::client::credentials::WARNING;
use crate::domain::client::{ClientKey, Passkeys, Status};
use crate::domain::search::{folded, folded_characters, has_too_many_words};
use crate::domain::time::Timestamp;
use crate::service::notices::page_with_notice;
use crate::service::state::State;
use crate::store::clients::{self, ListQuery, ListedClient, Listing, Position, Sort, secrets};
use crate::store::{Connection, Searching, StoreError};
use crate::web::escaping::{Drawn, Escaped};
use crate::web::list::{Column, SearchBox};
use crate::web::marks::{Highlighter, Marked, Searched};
use crate::web::moment::Moment;
use crate::web::problem::Problem;

struct Row {
    href: Escaped<String>,
    name: Marked,
    client_id: Marked,
    /// Shown where something that was looked for is found in it alone.
    description: Option<Marked>,
    app_type: Escaped<&'static str>,
    integration_type: Escaped<&'static str>,
    primary_identifier: Escaped<&'static str>,
    method: Escaped<&'static str>,
    passkeys: bool,
    registration: Escaped<&'static str>,
    status: Escaped<&'static str>,
    disabled: bool,
    /// Whether its secret expires soon or has expired.
    expires: bool,
    updated: Moment,
}

#[derive(Template)]
#[template(path = "console/clients/list.html")]
struct ListPage {
    shell: Shell,
    rows: Vec<Row>,
    search: SearchBox,
    searching: bool,
    outcome: Outcome,
    /// Drawn.
    menus: Drawn,
    name_column: Column,
    updated_column: Column,
    standing: Standing,
    filtered: bool,
    cleared: String,
    may_create: bool,
}

pub async fn index(
    access: Allowed<ReadClients>,
    state: Data<State>,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    let view = parameters::view(request.query_string())?;
    let query = parameters::list_query(&view, &request)?;
    let searching = !query.search.is_empty();
    let now = state.now();
    let found = if searching {
        search(&state, &access, &query, now).await?
    } else {
        let list = |conn: &mut Connection| with_expiring(clients::list(conn, &state.store.kinds, &query)?, conn, now);
        Some(state.store.read(list).await?)
    };
    let stopped = found.is_none();
    let (found, expiring) = found.unwrap_or_else(|| (Listing::nothing(), Vec::new()));
    let highlighter = Highlighter::new(&folded(&query.search), clients::INDEXED_TERM);
    let shell = Shell::new(&request, &access).with_notice(&request, "");
    let shown = |client: ListedClient| {
        let (expires, href) = (expiring.contains(&client.key), shell.kept(&paths::client(client.key)));
        Row { expires, ..row(client, href, highlighter.as_ref(), now.0) }
    };
    let paged = if searching { view.clone() } else { order::of(query.sort, query.descending).written_into(&view) };
    let of_total = (Some(found.total), "client");
    let place = |at: &Position| text(at, query.sort, searching);
    let standing = listing::standing(&paged, ["Previous", "Next"], &found.page, of_total, place)?;
    let page = ListPage {
        standing,
        rows: found.page.rows.into_iter().map(shown).collect(),
        menus: menus(&view, &query, found.counts.as_ref(), &shell)?,
        name_column: column(&view, &query, Sort::Name),
        updated_column: column(&view, &query, Sort::Updated),
        search: view.search_box("Search clients", "Search clients"),
        searching,
        outcome: Outcome { stopped, building: found.is_building, note: note_on_words(&query.search) },
        filtered: view.is_filtered(),
        cleared: view.cleared(),
        may_create: access.operator.role.allows(EditClients::PERMISSION),
        shell,
    };
    let mut response = page_with_notice(&request, &page)?;
    order::keep(&view, &query, &request, &mut response);
    if stopped {
        *response.status_mut() = StatusCode::SERVICE_UNAVAILABLE;
    }
    Ok(response)
}

/// What is found; `None` where that took too long.
async fn search(
    state: &State,
    access: &Allowed<ReadClients>,
    query: &ListQuery,
    now: Timestamp,
) -> Result<Option<(Listing, Vec<ClientKey>)>, Problem> {
    let (known, query) = (Arc::clone(&state.store.kinds), query.clone());
    let work = move |search: &mut Searching<'_>| {
        let found = clients::search(search, &known, &query)?;
        with_expiring(found, search.conn, now)
    };
    listing::found(state, access.operator.id, work).await
}

/// What was found, and of which clients on the page a secret expires soon or has expired.
fn with_expiring(
    found: Listing,
    conn: &mut Connection,
    now: Timestamp,
) -> Result<(Listing, Vec<ClientKey>), StoreError> {
    let keys: Vec<ClientKey> = found.page.rows.iter().map(|client| client.key).collect();
    let expiring = secrets::expiring(conn, &keys, now.after(WARNING))?;
    Ok((found, expiring))
}

/// What is said where some words are too many, or have fewer characters than the search index knows.
fn note_on_words(search: &str) -> Option<&'static str> {
    if has_too_many_words(search) {
        return Some(listing::TOO_MANY_WORDS);
    }
    let is_short = |term: &str| term.chars().count() < clients::INDEXED_TERM;
    match search.split_whitespace().filter(|term| is_short(term)).count() {
        0 => None,
        all if all == search.split_whitespace().count() => {
            Some("One or two characters are looked for at the beginning of names only.")
        }
        _ => Some("Words of one or two characters are not looked for beside longer ones."),
    }
}

fn row(client: ListedClient, href: String, highlighter: Option<&Highlighter>, now: i64) -> Row {
    let (kind, updated) = (client.kind, Moment::new(client.updated_at.0, now));
    let (name, client_id, description) = marked(client, highlighter);
    Row {
        href: Escaped(href),
        name,
        client_id,
        description,
        app_type: Escaped(kind.app_type.label()),
        integration_type: Escaped(kind.integration_type.label()),
        primary_identifier: Escaped(kind.primary_identifier.label()),
        method: Escaped(kind.method.label()),
        passkeys: kind.passkeys == Passkeys::With,
        registration: Escaped(kind.registration_type.label()),
        status: Escaped(kind.status.label()),
        disabled: kind.status == Status::Disabled,
        expires: false,
        updated,
    }
}

/// The name and the client ID, and the description or the address where something that was looked for is found in it alone.
fn marked(client: ListedClient, highlighter: Option<&Highlighter>) -> (Marked, Marked, Option<Marked>) {
    let Some(highlighter) = highlighter else {
        return (Marked::plain(client.name), Marked::plain(client.client_id), None);
    };
    let (name, client_id) = (searched(&client.name), highlighter.at_beginning(&searched(&client.client_id)));
    let needs_description = client_id.is_none() && highlighter.is_missed_by(&[&name]);
    let description = client.description.as_deref().filter(|_| needs_description);
    let address = client.addresses.as_deref().filter(|_| needs_description).and_then(|addresses| {
        let is_found = |line: &&str| !highlighter.is_missed_by(&[&name, &searched(line)]);
        addresses.lines().find(is_found)
    });
    let description = description.filter(|_| address.is_none()).or(address);
    let description = description.map(|description| highlighter.anywhere(&searched(description)));
    let name = highlighter.at_beginning(&name).unwrap_or_else(|| highlighter.anywhere(&name));
    (name, client_id.unwrap_or_else(|| Marked::plain(client.client_id)), description)
}

fn searched(text: &str) -> Searched<'_> {
    Searched::new(text, folded_characters(text))
}
