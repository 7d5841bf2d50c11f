//! What happened to a client lately: the requests of its applications that were refused, and what operators did.

mod refused;

use actix_web::http::StatusCode;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use refused::RefusedRow;

use super::header::Header;
use super::{ClientPath, find_head};
use crate::console::access::{Allowed, EditClients, Grants, ReadActivity};
use crate::console::activity::{EventDay, Said, Telling, days};
use crate::console::paths;
use crate::console::shell::Shell;
use crate::domain::client::ClientKey;
use crate::domain::refusal::parse_reference;
use crate::service::state::State;
use crate::store::{Connection, StoreError, activity, clients, refusals};
use crate::web::list::{ListParameters, View};
use crate::web::page;
use crate::web::problem::Problem;

/// Entries of the record on the page.
const LATEST: usize = 25;

const REFERENCE: &str = "reference";
static PARAMETERS: ListParameters =
    ListParameters { list: "Refused requests", typed: &[REFERENCE], filters: &[], order: &[] };

#[derive(Template)]
#[template(path = "console/clients/activity/show.html")]
struct ActivityPage {
    shell: Shell,
    header: Header,
    client_href: String,
    here: String,
    /// What was typed into the field.
    reference: String,
    /// Where the reference that was typed is found instead: a client's name and the address of its page.
    elsewhere: Vec<(String, String)>,
    refused: Vec<RefusedRow>,
    add_action: String,
    days: Vec<EventDay>,
    shown: usize,
    has_older: bool,
    activity_href: String,
}

pub async fn show(
    access: Allowed<ReadActivity>,
    state: Data<State>,
    request: HttpRequest,
    path: ClientPath,
) -> Result<HttpResponse, Problem> {
    let key = path.0;
    let head = find_head(&state, key).await?;
    let here = paths::activity_tab(key);
    let view = View::read(&PARAMETERS, here.clone(), request.query_string())?;
    let typed = view.get(REFERENCE).to_owned();
    let wanted = parse_reference(&typed);
    let (mut refused, others, entries) = state
        .store
        .read(|conn| {
            let others = wanted.as_deref().map_or(Ok(Vec::new()), |reference| elsewhere(conn, key, reference))?;
            Ok((refusals::of_client(conn, key)?, others, activity::latest_of_client(conn, key, LATEST + 1)?))
        })
        .await?;
    if !typed.trim().is_empty() {
        refused.retain(|refusal| wanted.as_ref() == Some(&refusal.reference()));
    }
    let now = state.now().0;
    let latest = entries.get(..LATEST).unwrap_or(&entries);
    let may_edit = access.operator.role.allows(EditClients::PERMISSION);
    let page = ActivityPage {
        shell: Shell::new(&request, &access),
        header: Header::new(&head, "Activity", &access),
        client_href: paths::client(key),
        here,
        elsewhere: others,
        reference: typed,
        refused: refused.iter().map(|refusal| RefusedRow::new(refusal, may_edit, now)).collect(),
        add_action: paths::redirect_uris(key),
        has_older: entries.len() > LATEST,
        shown: latest.len(),
        days: days(&Telling::new(now, None, &[], latest.iter()), latest, false),
        activity_href: paths::activity_of(key),
    };
    page::html(StatusCode::OK, &page)
}

/// The other clients that have a refused request with this reference.
fn elsewhere(conn: &mut Connection, key: ClientKey, reference: &str) -> Result<Vec<(String, String)>, StoreError> {
    let mut others = Vec::new();
    for refusal in refusals::with_reference(conn, reference)? {
        if refusal.client != key
            && let Some(name) = clients::name(conn, refusal.client)?
        {
            others.push((name, paths::refused(refusal.client, reference)));
        }
    }
    Ok(others)
}
