//! The list of a client's revisions, the latest first.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use crate::console::activity::Event;
use crate::console::shell::Shell;
use crate::console::{listing, paths};
use crate::domain::client::ClientKey;
use crate::store::paging::{Page, Paging};
use crate::web::list::{ListParameters, Pager, View};
use crate::web::page;
use crate::web::problem::Problem;

static PARAMETERS: ListParameters = ListParameters { list: "History", typed: &[], filters: &[], order: &[] };

/// A revision as the page lists it.
pub struct RevisionLine {
    pub number: i64,
    /// Who made it, when, and what they changed.
    pub event: Event,
    /// The comparison with the present revision, which has none.
    pub compare: Option<String>,
    pub file: String,
}

#[derive(Template)]
#[template(path = "console/clients/history.html")]
struct HistoryPage<'a> {
    shell: Shell,
    name: &'a str,
    client_href: String,
    revisions: &'a [RevisionLine],
    pager: Pager,
}

pub fn view(request: &HttpRequest, client: ClientKey) -> Result<View, Problem> {
    View::read(&PARAMETERS, paths::history(client), request.query_string())
}

/// A revision's place is its number.
pub fn paging(view: &View) -> Result<Paging<i64>, Problem> {
    listing::paging(view, |text| text.parse().ok().filter(|number| *number > 0))
}

pub fn show(
    shell: Shell,
    client: (ClientKey, &str),
    view: &View,
    revisions: &Page<RevisionLine, i64>,
) -> Result<HttpResponse, Problem> {
    let (key, name) = client;
    let page = HistoryPage {
        shell,
        name,
        client_href: paths::client(key),
        revisions: &revisions.rows,
        pager: listing::pager(view, ["Newer", "Older"], revisions, i64::to_string),
    };
    page::html(StatusCode::OK, &page)
}
