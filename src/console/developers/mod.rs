//! What an operator hands to the people who build the application: addresses and sample code to copy.

mod samples;
mod sheet;

use actix_web::http::StatusCode;
use actix_web::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use super::access::{Allowed, ReadClients};
use super::clients::{ClientPath, find};
use super::paths;
use super::shell::Shell;
use crate::domain::client::ClientAuthentication;
use crate::service::state::State;
use crate::web::page;
use crate::web::problem::Problem;
use samples::Sample;
use sheet::{Line, Sheet};

#[derive(Template)]
#[template(path = "console/developers/show.html")]
struct DevelopersPage {
    shell: Shell,
    client: String,
    client_href: String,
    download: String,
    has_redirect_uri: bool,
    /// Whether the client proves who it is in a way that the provider does not take yet.
    is_unproved: bool,
    identity: Vec<Line>,
    endpoints: Vec<Line>,
    samples: Vec<Sample>,
    text: String,
}

pub async fn show(
    access: Allowed<ReadClients>,
    state: Data<State>,
    request: HttpRequest,
    path: ClientPath,
) -> Result<HttpResponse, Problem> {
    let client = find(&state, path.0).await?;
    let sheet = Sheet::new(&client, &state.issuer);
    let page = DevelopersPage {
        shell: Shell::new(&request, &access),
        client: client.name().to_owned(),
        client_href: paths::client(path.0),
        download: paths::with_id(paths::DEVELOPERS_JSON, path.0.0),
        has_redirect_uri: !client.settings.integration.redirect_uris.is_empty(),
        is_unproved: client.settings.client_authentication() == Some(ClientAuthentication::PrivateKeyJwt),
        identity: sheet.identity(),
        endpoints: sheet.endpoints(),
        text: sheet.text(),
        samples: sheet.samples,
    };
    page::html(StatusCode::OK, &page)
}

/// The same as a file.
pub async fn download(_: Allowed<ReadClients>, state: Data<State>, path: ClientPath) -> Result<HttpResponse, Problem> {
    let client = find(&state, path.0).await?;
    let document = Sheet::new(&client, &state.issuer).document();
    let text = serde_json::to_string_pretty(&document).map_err(Problem::internal)? + "\n";
    let name = format!("attachment; filename=\"{}-integration.json\"", client.client_id.0);
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "application/json"))
        .insert_header((CONTENT_DISPOSITION, name))
        .body(text))
}
