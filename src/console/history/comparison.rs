//! Two revisions of a client beside each other, setting by setting.

use actix_web::http::StatusCode;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use super::{ChangedCard, Heading, changed_cards};
use crate::console::access::{Allowed, EditClients, Grants, ReadClients};
use crate::console::clients::{ClientPath, find};
use crate::console::paths;
use crate::console::shell::Shell;
use crate::domain::client::{Client, Revision, RevisionNumber, Settings};
use crate::service::state::State;
use crate::store::clients;
use crate::web::fields::{ErrorSummary, Errors, TextField};
use crate::web::list::{ListParameters, View};
use crate::web::page;
use crate::web::problem::Problem;

static PARAMETERS: ListParameters =
    ListParameters { list: "the comparison", typed: &["from", "to"], filters: &[], order: &[] };

struct Difference {
    changed: ChangedCard,
    /// Where the card is taken back to the earlier revision, when it is not so at present.
    restore: Option<String>,
}

#[derive(Template)]
#[template(path = "console/history/comparison.html")]
struct ComparisonPage {
    shell: Shell,
    heading: Heading,
    from: String,
    to: String,
    present: i64,
    summary: ErrorSummary,
    fields: [TextField; 2],
    differences: Vec<Difference>,
    is_compared: bool,
}

pub async fn show(
    access: Allowed<ReadClients>,
    state: Data<State>,
    request: HttpRequest,
    path: ClientPath,
) -> Result<HttpResponse, Problem> {
    let key = path.0;
    let view = View::read(&PARAMETERS, paths::with_id(paths::COMPARISON, key.0), request.query_string())?;
    let client = find(&state, key).await?;
    let mut errors = Errors::new(&[("from", "From revision"), ("to", "To revision")]);
    let mut revisions = Vec::new();
    for name in ["from", "to"] {
        revisions.push(revision(&state, &client, name, view.get(name), &mut errors).await?);
    }
    let may_edit = access.operator.role.allows(EditClients::PERMISSION);
    let differences = match revisions.as_slice() {
        [Some(from), Some(to)] => differences(&client, from, &to.settings, may_edit),
        _ => Vec::new(),
    };
    let field = |name: &'static str, label| TextField::new(name, label, view.get(name), &errors).number("");
    let page = ComparisonPage {
        shell: Shell::new(&request, &access),
        heading: Heading::new(key, client.name()),
        from: view.get("from").to_owned(),
        to: view.get("to").to_owned(),
        present: client.revision.get(),
        fields: [field("from", "From revision"), field("to", "To revision")],
        is_compared: errors.is_empty(),
        summary: errors.summary(),
        differences,
    };
    page::html(if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY }, &page)
}

async fn revision(
    state: &State,
    client: &Client,
    name: &'static str,
    typed: &str,
    errors: &mut Errors,
) -> Result<Option<Revision>, Problem> {
    let key = client.key;
    let found = match RevisionNumber::parse(typed.trim()) {
        Some(number) => state.store.read(move |conn| clients::revision(conn, key, number)).await?,
        None => None,
    };
    if found.is_none() {
        errors.add(name, &format!("Enter a number from 1 to {}.", client.revision));
    }
    Ok(found)
}

fn differences(client: &Client, from: &Revision, to: &Settings, may_edit: bool) -> Vec<Difference> {
    let difference = |changed: ChangedCard| {
        let card = changed.card;
        let is_present = client.settings.has_same_card(card, &from.settings);
        let restore = (may_edit && !is_present).then(|| paths::restoration(client.key, from.number, card.name));
        Difference { changed, restore }
    };
    changed_cards(&from.settings, to).into_iter().map(difference).collect()
}
