//! The operator's own sessions: where they are signed in, and ending one or all others.

use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use uuid::Uuid;

use crate::console::access::{Allowed, UseConsole};
use crate::console::paths;
use crate::console::shell::{Notice, see_other_with};
use crate::domain::activity::Action;
use crate::service::state::State;
use crate::store::sessions::{self, ListedSession, SessionId};
use crate::web::browser::Browser;
use crate::web::moment::Moment;
use crate::web::problem::Problem;

pub struct Row {
    pub href: String,
    pub browser: Browser,
    pub address: String,
    pub signed_in: Moment,
    pub last_seen: Moment,
    /// Whether it is the one that the page is shown in.
    pub current: bool,
}

impl Row {
    #[must_use]
    pub fn new(session: ListedSession, current: SessionId, now: i64) -> Self {
        Self {
            href: paths::with_id(paths::SESSION, session.id.0),
            browser: Browser::new(session.browser),
            address: session.address.unwrap_or_default(),
            signed_in: Moment::new(session.created_at.0, now),
            last_seen: Moment::new(session.last_seen_at.0, now),
            current: session.id == current,
        }
    }
}

pub async fn end_others(
    access: Allowed<UseConsole>,
    state: Data<State>,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    let (owner, own) = (access.operator.id, access.session);
    access.change(&request, &state, move |conn, origin| sessions::end_others(conn, owner, own, origin)).await?;
    Ok(see_other_with(&request, Notice::SessionsEnded, paths::ACCOUNT))
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
    if ended { Ok(see_other_with(&request, Notice::SessionEnded, paths::ACCOUNT)) } else { Err(Problem::not_found()) }
}
