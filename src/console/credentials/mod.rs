//! The secrets of a client: what they are, and how one is generated, rotated, ended and given an expiry.

pub mod ending;
pub mod expiry;
pub mod generation;
pub mod rotation;
pub mod show;

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use super::access::{Allowed, HandleSecrets};
use super::clients::find_head;
use super::paths;
use super::shell::Shell;
use crate::domain::client::ClientKey;
use crate::domain::client::credentials::{ClientSecret, Refused, Secrets};
use crate::domain::text::comparison_key;
use crate::service::state::State;
use crate::store::clients::{ClientHead, secrets};
use crate::web::compression;
use crate::web::fields::Errors;
use crate::web::page;
use crate::web::problem::Problem;

/// A client with its secrets.
pub struct Held {
    pub client: ClientHead,
    pub secrets: Secrets,
}

impl Held {
    async fn find(state: &State, key: ClientKey) -> Result<Self, Problem> {
        let client = find_head(state, key).await?;
        Ok(Self { client, secrets: secrets_of(state, key).await? })
    }
}

/// The secrets of a client. What is seen to have ended is noted, so that it is never seen to live again.
pub async fn secrets_of(state: &State, key: ClientKey) -> Result<Secrets, Problem> {
    let now = state.now();
    let found = state.store.read(move |conn| secrets::secrets(conn, key)).await?;
    if found.0.iter().any(|secret| secret.is_to_be_noted(now))
        && let Err(error) = state.store.write(move |conn| secrets::note_ended(conn, key, now)).await
    {
        tracing::warn!(%error, "the end of a secret was not noted; it is tried again");
    }
    Ok(found)
}

/// The number that a form says it has seen.
fn seen(sent: &str) -> Result<i64, Problem> {
    let number = sent.parse().ok().filter(|number: &i64| *number >= 0 && number.to_string() == sent);
    number.ok_or_else(|| Problem::bad_request("The form does not say which secret its page showed."))
}

/// Notes that what was typed is not the client's name.
fn check_name(errors: &mut Errors, client: &ClientHead, typed: &str, purpose: &str) {
    if comparison_key(typed) != comparison_key(&client.name) {
        errors.add("name", &format!("Type “{}” to {purpose}.", client.name));
    }
}

#[derive(Template)]
#[template(path = "console/credentials/secret.html")]
struct SecretPage {
    shell: Shell,
    client: String,
    client_href: String,
    credentials_href: String,
    action: &'static str,
    secret: String,
    client_id: String,
    /// How long the old one goes on working, after a rotation.
    overlap: Option<u32>,
}

/// The one page that ever shows a secret.
fn shown_once(
    request: &HttpRequest,
    access: &Allowed<HandleSecrets>,
    client: &ClientHead,
    secret: &ClientSecret,
    overlap: Option<u32>,
) -> Result<HttpResponse, Problem> {
    let view = SecretPage {
        shell: Shell::new(request, access),
        client: client.name.clone(),
        client_href: paths::client(client.key),
        credentials_href: paths::credentials(client.key),
        action: "New secret",
        secret: secret.to_text(),
        client_id: client.client_id.0.clone(),
        overlap,
    };
    page::html(StatusCode::OK, &view).map(compression::secret)
}

/// The page of the secrets as they are, which says why nothing was done.
async fn refused(
    state: &State,
    request: &HttpRequest,
    access: &Allowed<HandleSecrets>,
    key: ClientKey,
    refused: Refused,
) -> Result<HttpResponse, Problem> {
    let held = Held::find(state, key).await?;
    let latest = held.secrets.0.first().map(|secret| {
        let by = secret.created_by.as_deref().unwrap_or("the command line");
        format!("The latest, {}…, was made by {by}.", secret.beginning)
    });
    let latest = latest.unwrap_or_default();
    let reason = match refused {
        Refused::Gone => return Err(Problem::not_found()),
        Refused::Public => "A client of this app type cannot keep a secret.".to_owned(),
        Refused::NoSecret => "There is no such secret any more.".to_owned(),
        Refused::TwoLive => "Two secrets work already, which is the most. End the old one first.".to_owned(),
        Refused::ExpiryChanged => "The expiry has changed since your page was opened. It is below.".to_owned(),
        Refused::HasSecret | Refused::Changed => format!(
            "The secrets have changed since your page was opened. {latest} A secret is shown only once, to whoever made \
             it. If nobody copied it, rotate it with an overlap of 0 hours."
        ),
    };
    show::draw(StatusCode::CONFLICT, state, request, access, &held, reason)
}
