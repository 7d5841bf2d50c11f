//! A client: its header, its cards in plain words, and what happened to it lately.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use super::first_steps::StepLine;
use super::header::Header;
use super::{ClientPath, find, last_used};
use crate::console::access::{Allowed, EditClients, Grants, ReadClients};
use crate::console::activity::{EventDay, Said, Telling, days};
use crate::console::cards::PAGES;
use crate::console::cards::page::CardPage;
use crate::console::credentials::secrets_of;
use crate::console::paths;
use crate::console::shell::Shell;
use crate::domain::choice::Choice;
use crate::domain::client::credentials::Secrets;
use crate::domain::client::first_steps::first_steps;
use crate::domain::client::readiness::{self, Facts, Open, Place};
use crate::domain::client::{Client, ClientKey};
use crate::domain::time::Timestamp;
use crate::service::notices::page_with_notice;
use crate::service::state::State;
use crate::store::activity;
use crate::store::clients::ClientHead;
use crate::web::moment::Moment;
use crate::web::problem::Problem;

/// Entries of the record on the page.
const LATEST: usize = 10;

struct CardSummary {
    title: &'static str,
    name: &'static str,
    lead: &'static str,
    edit: String,
    /// What belongs to it: label and address.
    more: Option<(&'static str, String)>,
    settings: Vec<(&'static str, String)>,
    options: Vec<&'static str>,
}

impl CardSummary {
    fn new(page: &CardPage, client: &Client) -> Self {
        let summary = (page.summary)(&client.settings);
        let edit = paths::card(client.key, page.card.name);
        let (title, name, lead) = (page.card.label, page.card.name, page.lead);
        let more = page.more.map(|(label, ending)| (label, paths::card(client.key, ending)));
        Self { title, name, lead, edit, more, settings: summary.settings, options: summary.options }
    }
}

/// A line of the checklist: what is to be done, and the link to where.
struct ToDo {
    text: String,
    action: &'static str,
    href: String,
}

impl ToDo {
    fn new(key: ClientKey, open: Open) -> Self {
        Self { text: open.text, action: open.action, href: at(key, open.place) }
    }
}

pub(super) fn at(key: ClientKey, place: Place) -> String {
    match place {
        Place::Credentials => paths::credentials(key),
        Place::Field(card, field) => format!("{}#{field}", paths::card(key, card)),
    }
}

/// The card of what is no setting: the secrets.
struct CredentialsCard {
    href: String,
    is_public: bool,
    /// The secrets that work.
    live: Vec<(String, String)>,
}

impl CredentialsCard {
    fn new(client: &Client, secrets: &Secrets, now: i64) -> Self {
        let live = secrets.live(Timestamp(now)).map(|secret| {
            let label = if secret.rotated.is_some() { "Old secret" } else { "Secret" };
            (label.to_owned(), format!("{}…, {}", secret.beginning, last_used(secret.last_used)))
        });
        let is_public = client.settings.general.app_type.is_public();
        Self { href: paths::credentials(client.key), is_public, live: live.collect() }
    }
}

#[derive(Template)]
#[template(path = "console/clients/show.html")]
struct ClientPage {
    shell: Shell,
    header: Header,
    app_type: &'static str,
    description: String,
    status_href: String,
    created: Moment,
    updated: Moment,
    last_used: String,
    cards: Vec<CardSummary>,
    /// Empty once an application has used the client.
    first_steps: Vec<StepLine>,
    /// What else is to be done.
    to_do: Vec<ToDo>,
    credentials: CredentialsCard,
    days: Vec<EventDay>,
    shown: usize,
    has_older: bool,
    activity_href: String,
    may_edit: bool,
}

pub async fn show(
    access: Allowed<ReadClients>,
    state: Data<State>,
    request: HttpRequest,
    path: ClientPath,
) -> Result<HttpResponse, Problem> {
    let key = path.0;
    let client = find(&state, key).await?;
    let entries = state.store.read(move |conn| activity::latest_of_client(conn, key, LATEST + 1)).await?;
    let secrets = secrets_of(&state, key).await?;
    let now = state.now().0;
    let latest = entries.get(..LATEST).unwrap_or(&entries);
    let general = &client.settings.general;
    let facts = Facts { settings: &client.settings, secrets: &secrets, now: Timestamp(now) };
    let steps = first_steps(&client, &facts);
    let is_step = |open: &Open| steps.iter().any(|(step, _)| step.place() == Some(open.place));
    let to_do = readiness::open(&facts).into_iter().filter(|open| !is_step(open));
    let view = ClientPage {
        shell: Shell::new(&request, &access).with_notice(&request, general.name.as_str()),
        header: Header::new(&ClientHead::of(&client), "Settings", &access),
        app_type: general.app_type.label(),
        description: general.description.as_str().to_owned(),
        status_href: paths::status(key),
        created: Moment::new(client.created_at.0, now),
        updated: Moment::new(client.updated_at.0, now),
        last_used: last_used(client.last_used),
        cards: PAGES.iter().map(|page| CardSummary::new(page, &client)).collect(),
        to_do: to_do.map(|open| ToDo::new(key, open)).collect(),
        first_steps: steps.into_iter().map(|step| StepLine::new(key, step)).collect(),
        credentials: CredentialsCard::new(&client, &secrets, now),
        has_older: entries.len() > LATEST,
        activity_href: paths::activity_of(key),
        shown: latest.len(),
        days: days(&Telling::new(now, None, &[], latest.iter()), latest, false),
        may_edit: access.operator.role.allows(EditClients::PERMISSION),
    };
    page_with_notice(&request, &view)
}
