//! A revision as a file: the documented text of all settings (docs/settings-file.md).

use actix_web::http::StatusCode;
use actix_web::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use super::{Heading, RevisionPath};
use crate::console::access::{Allowed, ReadClients};
use crate::console::clients::find_head;
use crate::console::paths;
use crate::console::shell::Shell;
use crate::domain::client::Revision;
use crate::service::state::State;
use crate::store::clients;
use crate::web::page;
use crate::web::problem::Problem;

#[derive(Template)]
#[template(path = "console/history/file.html")]
struct FilePage {
    shell: Shell,
    heading: Heading,
    number: i64,
    text: String,
    download: String,
}

pub async fn show(
    access: Allowed<ReadClients>,
    state: Data<State>,
    request: HttpRequest,
    path: RevisionPath,
) -> Result<HttpResponse, Problem> {
    let client = find_head(&state, path.key).await?;
    let revision = read(&state, path).await?;
    let page = FilePage {
        shell: Shell::new(&request, &access),
        heading: Heading::new(path.key, &client.name),
        number: revision.number.get(),
        text: revision.settings.to_file(),
        download: paths::download(path.key, revision.number),
    };
    page::html(StatusCode::OK, &page)
}

pub async fn download(
    _: Allowed<ReadClients>,
    state: Data<State>,
    path: RevisionPath,
) -> Result<HttpResponse, Problem> {
    let client = find_head(&state, path.key).await?;
    let revision = read(&state, path).await?;
    let name = format!("attachment; filename=\"{}-revision-{}.json\"", client.client_id.0, revision.number);
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "application/json"))
        .insert_header((CONTENT_DISPOSITION, name))
        .body(revision.settings.to_file()))
}

async fn read(state: &State, path: RevisionPath) -> Result<Revision, Problem> {
    let RevisionPath { key, number, .. } = path;
    state.store.read(move |conn| clients::revision(conn, key, number)).await?.ok_or_else(Problem::not_found)
}
