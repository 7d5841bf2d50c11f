//! One message: what became of it, and what it says while no mail server carries it to its recipient alone.

use actix_web::http::StatusCode;
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use super::row::{MessageRow, NextTry, sender};
use crate::console::access::{Allowed, UseOutbox};
use crate::console::paths;
use crate::console::shell::Shell;
use crate::domain::choice::Choice;
use crate::domain::message::{Content, MessageId};
use crate::service::state::State;
use crate::store::messages;
use crate::web::compression;
use crate::web::page;
use crate::web::problem::Problem;

#[derive(Template)]
#[template(path = "console/outbox/message.html")]
struct MessagePage {
    shell: Shell,
    message: MessageRow,
    id: String,
    channel: &'static str,
    sender: &'static str,
    body: Body,
}

enum Body {
    Shown(Content),
    /// There is what sends it, and the text is for the recipient.
    ForRecipient,
    /// The message was sent or given up.
    Deleted,
    Unreadable,
}

pub async fn show(
    access: Allowed<UseOutbox>,
    state: Data<State>,
    request: HttpRequest,
    id: Path<String>,
) -> Result<HttpResponse, Problem> {
    let id = MessageId::parse(&id).ok_or_else(Problem::not_found)?;
    let found = state.store.read(|conn| messages::find(conn, id)).await?;
    let (message, sealed) = found.ok_or_else(Problem::not_found)?;
    let has_sender = state.transport(message.channel).server.is_some();
    let page = MessagePage {
        shell: Shell::new(&request, &access),
        body: match sealed {
            None => Body::Deleted,
            Some(_) if has_sender => Body::ForRecipient,
            Some(sealed) => body(&state, id, &sealed),
        },
        id: id.row(),
        channel: message.channel.label(),
        sender: sender(message.channel),
        message: MessageRow::new(&message, &state),
    };
    page::html(StatusCode::OK, &page).map(compression::secret)
}

fn body(state: &State, id: MessageId, sealed: &[u8]) -> Body {
    match state.content(id, sealed) {
        Ok(content) => Body::Shown(content),
        Err(error) => {
            tracing::warn!(%error, "a message cannot be shown");
            Body::Unreadable
        }
    }
}
