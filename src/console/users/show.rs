//! A user: details, identifiers, sessions, clients and what happened lately.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use super::UserPath;
use super::rows::{ClientRow, EventRow, SessionRow};
use crate::console::access::{Allowed, Grants, ManageUsers, ReadUsers};
use crate::console::paths;
use crate::console::shell::Shell;
use crate::domain::choice::Choice;
use crate::domain::client::ProfileField;
use crate::service::notices::page_with_notice;
use crate::service::state::State;
use crate::store::users::overview::{self, MOST, Overview};
use crate::web::moment::Moment;
use crate::web::problem::Problem;

#[derive(Template)]
#[template(path = "console/users/show.html")]
struct UserPage {
    shell: Shell,
    called: String,
    disabled: bool,
    id: String,
    subject: String,
    /// Label, value, and whether it is verified.
    identifiers: Vec<(&'static str, String, bool)>,
    details: Vec<(&'static str, String)>,
    created: Moment,
    updated: Moment,
    disabled_since: Option<Moment>,
    sessions: Vec<SessionRow>,
    clients: Vec<ClientRow>,
    events: Vec<EventRow>,
    /// The most that are shown of each.
    most: usize,
    may_manage: bool,
    sessions_action: String,
    status_action: String,
    deletion_href: String,
}

pub async fn show(
    access: Allowed<ReadUsers>,
    state: Data<State>,
    request: HttpRequest,
    path: UserPath,
) -> Result<HttpResponse, Problem> {
    let (id, now) = (path.0, state.now());
    let found = state.store.read(|conn| {
        let Some(user) = overview::overview(conn, id)? else { return Ok(None) };
        let (sessions, clients) = (overview::sessions(conn, id, now)?, overview::clients(conn, id)?);
        Ok(Some((user, sessions, clients, overview::events(conn, id)?)))
    });
    let (user, sessions, clients, events) = found.await?.ok_or_else(Problem::not_found)?;
    let called = called(&user);
    let page = UserPage {
        shell: Shell::new(&request, &access).with_notice(&request, &called),
        disabled: user.disabled_at.is_some(),
        id: id.0.to_string(),
        identifiers: user
            .identifiers
            .iter()
            .map(|(identifier, verified)| (identifier.kind().label(), identifier.as_str().to_owned(), *verified))
            .collect(),
        details: ProfileField::ALL
            .iter()
            .filter_map(|field| Some((field.label(), user.details.get(*field)?.to_owned())))
            .collect(),
        created: Moment::new(user.created_at.0, now.0),
        updated: Moment::new(user.updated_at.0, now.0),
        disabled_since: user.disabled_at.map(|at| Moment::new(at.0, now.0)),
        sessions: sessions.iter().map(|session| SessionRow::new(id, session, now.0)).collect(),
        clients: clients.into_iter().map(|client| ClientRow::new(client, now.0)).collect(),
        events: events.into_iter().map(|event| EventRow::new(event, now.0)).collect(),
        most: usize::try_from(MOST).unwrap_or(usize::MAX),
        may_manage: access.operator.role.allows(ManageUsers::PERMISSION),
        sessions_action: paths::with_id(paths::USER_SESSIONS, id.0),
        status_action: paths::with_id(paths::USER_STATUS, id.0),
        deletion_href: paths::with_id(paths::USER_DELETION, id.0),
        subject: user.subject,
        called,
    };
    page_with_notice(&request, &page)
}

/// By the name, or else by what tells the user apart.
pub(super) fn called(user: &Overview) -> String {
    user.details.name().unwrap_or_else(|| user.identifier())
}
