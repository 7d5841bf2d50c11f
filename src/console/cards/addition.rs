//! Adds a redirect URI that a request was refused for, by the way of the Integration card.

use actix_web::http::StatusCode;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use serde::Deserialize;

use super::page::Standing;
use super::{Editing, integration};
use crate::console::access::{Allowed, EditClients};
use crate::console::clients::{ClientPath, find};
use crate::console::controls::add_row;
use crate::console::shell::Shell;
use crate::domain::client::MOST_ENTRIES;
use crate::service::state::State;
use crate::store::clients::secrets;
use crate::web::form::Form;
use crate::web::problem::Problem;

const FIELD: &str = "redirect_uris";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Addition {
    redirect_uri: String,
}

/// Saves the card with one row more, or shows its page with the row and why it was not saved.
pub async fn create(
    access: Allowed<EditClients>,
    state: Data<State>,
    request: HttpRequest,
    path: ClientPath,
    Form(form): Form<Addition>,
) -> Result<HttpResponse, Problem> {
    let key = path.0;
    let client = find(&state, key).await?;
    let secrets = state.store.read(move |conn| secrets::secrets(conn, key)).await?;
    let standing = Standing::new(&client, &secrets, state.now());
    let settings = client.settings.clone();
    let mut editing = Editing::new(&integration::PAGE, client, &settings, standing);
    if !add_row(&mut editing.typed, FIELD, &form.redirect_uri) {
        let mut draft = editing.check(&state).await?;
        let reason = format!("There are {MOST_ENTRIES} redirect URIs already. Remove one that is not used any more.");
        draft.errors.add(FIELD, &reason);
        return editing.draw(StatusCode::UNPROCESSABLE_ENTITY, Shell::new(&request, &access), &draft);
    }
    editing.is_unsaved = true;
    editing.save(&access, &state, &request).await
}
