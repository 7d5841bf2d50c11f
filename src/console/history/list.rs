//! The list of a client's revisions, the latest first.

use actix_web::http::StatusCode;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use crate::console::access::{Allowed, ReadClients};
use crate::console::activity::{Event, Said, Telling};
use crate::console::came_from::LIST;
use crate::console::clients::header::Header;
use crate::console::clients::{ClientPath, find_head};
use crate::console::listing::{self, Standing};
use crate::console::paths;
use crate::console::shell::Shell;
use crate::domain::client::RevisionNumber;
use crate::service::state::State;
use crate::store::clients::{self, ClientHead, ListedRevision};
use crate::store::paging::Total;
use crate::web::list::{ListParameters, View};
use crate::web::page;
use crate::web::problem::Problem;

static PARAMETERS: ListParameters = ListParameters { list: "History", typed: &[], filters: &[LIST], order: &[] };

struct Row {
    number: i64,
    is_present: bool,
    event: Event,
    with_present: String,
    with_previous: Option<String>,
    file: String,
}

#[derive(Template)]
#[template(path = "console/history/list.html")]
struct HistoryPage {
    shell: Shell,
    header: Header,
    client_href: String,
    revisions: Vec<Row>,
    standing: Standing,
}

pub async fn index(
    access: Allowed<ReadClients>,
    state: Data<State>,
    request: HttpRequest,
    path: ClientPath,
) -> Result<HttpResponse, Problem> {
    let key = path.0;
    let view = View::read(&PARAMETERS, paths::history(key), request.query_string())?;
    let paging = listing::paging(&view, |text| RevisionNumber::parse(text).map(RevisionNumber::get))?;
    let client = find_head(&state, key).await?;
    let found = state.store.read(move |conn| clients::history(conn, key, &paging)).await?;
    let telling = Telling::new(state.now().0, None, &[], found.rows.iter().map(|revision| &revision.entry));
    let all = Total::Exactly(client.revision.get());
    let page = HistoryPage {
        shell: Shell::new(&request, &access),
        header: Header::new(&client, "History", &access),
        client_href: paths::client(key),
        standing: listing::standing(&view, ["Newer", "Older"], &found, (Some(all), "revision"), i64::to_string)?,
        revisions: found.rows.iter().map(|revision| row(&client, revision, &telling)).collect(),
    };
    page::html(StatusCode::OK, &page)
}

fn row(client: &ClientHead, revision: &ListedRevision, telling: &Telling) -> Row {
    let number = revision.number;
    let previous = RevisionNumber::new(number.get() - 1);
    Row {
        number: number.get(),
        is_present: number == client.revision,
        event: telling.event(&revision.entry),
        with_present: paths::comparison(client.key, number, client.revision),
        with_previous: previous.map(|previous| paths::comparison(client.key, previous, number)),
        file: paths::file(client.key, number),
    }
}
