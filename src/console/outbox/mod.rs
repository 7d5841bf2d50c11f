//! The Outbox: every message that was written lately, and what became of it.

pub mod message;
mod row;
pub mod test_message;

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use row::{MessageRow, NextTry};

use super::access::{Allowed, UseOutbox};
use super::listing::{self, Standing};
use super::paths;
use super::shell::Shell;
use crate::domain::choice::Choice;
use crate::domain::message::{Channel, MessageId, MessageState};
use crate::service::notices::page_with_notice;
use crate::service::state::State;
use crate::store::messages;
use crate::web::list::{ListParameters, Menu, View};
use crate::web::problem::Problem;

static PARAMETERS: ListParameters = ListParameters { list: "Outbox", typed: &[], filters: &["state"], order: &[] };

#[derive(Template)]
#[template(path = "console/outbox/index.html")]
struct OutboxPage {
    shell: Shell,
    /// The host of the mail server.
    server: Option<String>,
    gateway: Option<String>,
    /// Whether a text message is here that nothing can send.
    lacks_gateway: bool,
    menu: Menu,
    filtered: bool,
    rows: Vec<MessageRow>,
    standing: Standing,
}

pub fn view(query: &str) -> Result<View, Problem> {
    View::read(&PARAMETERS, paths::OUTBOX, query)
}

pub async fn index(
    access: Allowed<UseOutbox>,
    state: Data<State>,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    let view = view(request.query_string())?;
    let wanted = view.parsed("state", MessageState::parse)?;
    let paging = listing::paging(&view, MessageId::parse)?;
    let found = state.store.read(|conn| messages::page(conn, wanted, paging)).await?;
    let states = MessageState::ALL.iter().map(|state| (state.token(), state.label()));
    let page = OutboxPage {
        shell: Shell::new(&request, &access).with_notice(&request, ""),
        server: state.mail.server.clone(),
        gateway: state.texts.server.clone(),
        lacks_gateway: state.texts.server.is_none()
            && found.rows.iter().any(|message| message.channel == Channel::Mobile),
        menu: Menu::filter(&view, "State", "state", states),
        filtered: view.is_filtered(),
        rows: found.rows.iter().map(|message| MessageRow::new(message, &state)).collect(),
        standing: listing::standing(&view, ["Newer", "Older"], &found, (None, "message"), |id| id.row())?,
    };
    page_with_notice(&request, &page)
}
