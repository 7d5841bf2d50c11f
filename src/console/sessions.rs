//! The operator's own sessions: where they are signed in, and ending one.

use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use uuid::Uuid;

use super::access::{Allowed, UseConsole};
use super::paths;
use super::shell::{Notice, Shell, see_other_with};
use crate::domain::activity::Action;
use crate::service::notices::page_with_notice;
use crate::service::state::State;
use crate::store::sessions::{self, ListedSession, SessionId};
use crate::web::moment::Moment;
use crate::web::problem::Problem;

struct Row {
    href: String,
    browser: String,
    address: String,
    signed_in: Moment,
    last_seen: Moment,
    current: bool,
}

#[derive(Template)]
#[template(path = "console/sessions.html")]
struct SessionsPage {
    shell: Shell,
    rows: Vec<Row>,
}

pub async fn index(
    access: Allowed<UseConsole>,
    state: Data<State>,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    let (owner, now) = (access.operator.id, state.now());
    let listed = state.store.read(move |conn| sessions::list(conn, owner, now)).await?;
    let rows = listed.into_iter().map(|session| row(session, access.session, now.0)).collect();
    let shell = Shell::new(&request, &access).with_notice(&request, "");
    page_with_notice(&request, &SessionsPage { shell, rows })
}

pub async fn end(
    access: Allowed<UseConsole>,
    state: Data<State>,
    request: HttpRequest,
    id: Path<String>,
) -> Result<HttpResponse, Problem> {
    let id = Uuid::try_parse(&id).map(SessionId).map_err(|_| Problem::not_found())?;
    let owner = access.operator.id;
    let ended = access
        .change(&request, &state, move |conn, origin| sessions::end(conn, owner, id, Action::SessionEnded, origin))
        .await?;
    if ended { Ok(see_other_with(&request, Notice::SessionEnded, paths::SESSIONS)) } else { Err(Problem::not_found()) }
}

fn row(session: ListedSession, current: SessionId, now: i64) -> Row {
    Row {
        href: paths::with_id(paths::SESSION, session.id.0),
        browser: if session.browser.is_empty() { "Unnamed browser".to_owned() } else { session.browser },
        address: session.address.unwrap_or_default(),
        signed_in: Moment::new(session.created_at.0, now),
        last_seen: Moment::new(session.last_seen_at.0, now),
        current: session.id == current,
    }
}
