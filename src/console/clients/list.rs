//! The list of clients: search, filters, order and pages, all in the address.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use super::menus::{Column, Menu, column, menus};
use super::parameters::{ListParameters, text};
use crate::console::access::{Allowed, EditClients, Grants, ReadClients};
use crate::console::paths;
use crate::console::shell::Shell;
use crate::domain::choice::Choice;
use crate::domain::client::Status;
use crate::service::notices::page_with_notice;
use crate::service::state::State;
use crate::store::clients::{self, ListedClient, Page, Position, Sort, Total};
use crate::web::form::Query;
use crate::web::marks::{Marked, Sought};
use crate::web::moment::{Moment, counted};
use crate::web::problem::Problem;

struct Row {
    href: String,
    name: String,
    marked_name: Marked,
    client_id: String,
    marked_client_id: Marked,
    /// Shown where something that was looked for is found in it alone.
    description: Option<Marked>,
    app_type: &'static str,
    integration_type: &'static str,
    sign_in: Vec<&'static str>,
    registration: &'static str,
    status: &'static str,
    disabled: bool,
    updated: Moment,
}

#[derive(Template)]
#[template(path = "console/clients/list.html")]
struct ListPage {
    shell: Shell,
    rows: Vec<Row>,
    search: String,
    searching: bool,
    hidden: Vec<(&'static str, String)>,
    /// What is said about terms that are too short for the whole search.
    short: Option<&'static str>,
    menus: Vec<Menu>,
    name_column: Column,
    updated_column: Column,
    total: String,
    filtered: bool,
    clear_search: String,
    previous: Option<String>,
    next: Option<String>,
    may_create: bool,
}

/// A page of the list.
///
/// # Errors
/// When a parameter is not one of ours, or the database fails.
pub async fn index(
    access: Allowed<ReadClients>,
    state: Data<State>,
    request: HttpRequest,
    query: Query<ListParameters>,
) -> Result<HttpResponse, Problem> {
    let parameters = query.0;
    let list_query = parameters.parse()?;
    let (sort, descending) = (list_query.sort, list_query.descending);
    let sought = Sought::new(&list_query.search, clients::INDEXED_TERM);
    let searching = !list_query.search.is_empty();
    let left_out = short(&list_query.search);
    let listed = state.store.read(move |conn| clients::list(conn, &list_query)).await?;
    let turn = |position: &Position| text(sort, position, searching);
    let now = state.now().0;
    let view = ListPage {
        total: total(&listed),
        previous: listed.previous.as_ref().map(|at| parameters.with(|p| p.before = turn(at))),
        next: listed.next.as_ref().map(|at| parameters.with(|p| p.after = turn(at))),
        rows: listed.clients.into_iter().map(|client| row(client, &sought, now)).collect(),
        short: left_out,
        menus: menus(&parameters, sort, descending, searching),
        name_column: column(&parameters, Sort::Name, sort, descending),
        updated_column: column(&parameters, Sort::Updated, sort, descending),
        hidden: parameters.kept_by_search(),
        filtered: parameters.is_filtered(),
        clear_search: parameters.cleared(),
        searching,
        search: parameters.search,
        may_create: access.operator.role.allows(EditClients::PERMISSION),
        shell: Shell::new(&request, &access).with_notice(&request, ""),
    };
    page_with_notice(&request, &view)
}

/// What is said where some terms have fewer characters than the search index knows.
fn short(search: &str) -> Option<&'static str> {
    let is_short = |term: &str| term.chars().count() < clients::INDEXED_TERM;
    match search.split_whitespace().filter(|term| is_short(term)).count() {
        0 => None,
        all if all == search.split_whitespace().count() => {
            Some("One or two characters are looked for at the beginning of names only.")
        }
        _ => Some("Words of one or two characters are not looked for beside longer ones."),
    }
}

fn row(client: ListedClient, sought: &Sought, now: i64) -> Row {
    let is_found_elsewhere = !sought.is_missed_by(&[&client.name, &client.client_id]);
    let passkeys = client.passkeys.then_some("Passkeys");
    let sign_in = [client.primary_identifier.label(), client.method.label()].into_iter().chain(passkeys).collect();
    Row {
        href: paths::client(client.key),
        marked_name: sought.in_name(&client.name),
        name: client.name,
        marked_client_id: sought.anywhere(&client.client_id),
        client_id: client.client_id,
        description: (!is_found_elsewhere).then(|| sought.anywhere(&client.description)),
        app_type: client.app_type.label(),
        integration_type: client.integration_type.label(),
        sign_in,
        registration: client.registration_type.label(),
        status: client.status.label(),
        disabled: client.status == Status::Disabled,
        updated: Moment::new(client.updated_at.0, now),
    }
}

fn total(page: &Page) -> String {
    match page.total {
        Total::Exactly(count) => counted(count, "client"),
        Total::MoreThan(count) => format!("More than {count} clients"),
    }
}
