//! A client: its header, its cards in plain words, and what happened to it lately.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use super::{ClientPath, Tabs, find, last_used};
use crate::console::access::{Allowed, EditClients, Grants, ReadClients};
use crate::console::activity::Event;
use crate::console::cards::PAGES;
use crate::console::cards::page::CardPage;
use crate::console::credentials::secrets_of;
use crate::console::paths;
use crate::console::shell::Shell;
use crate::domain::choice::Choice;
use crate::domain::client::credentials::Secrets;
use crate::domain::client::readiness::{self, Facts, Open, Place};
use crate::domain::client::{Client, ClientKey, Status};
use crate::domain::time::Timestamp;
use crate::service::notices::page_with_notice;
use crate::service::state::State;
use crate::store::activity;
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
        let href = match open.place {
            Place::Credentials => paths::credentials(key),
            Place::Field(card, field) => format!("{}#{field}", paths::card(key, card)),
        };
        Self { text: open.text, action: open.action, href }
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
    name: String,
    description: String,
    client_id: String,
    app_type: &'static str,
    integration_type: &'static str,
    status: &'static str,
    disabled: bool,
    duplicate_href: String,
    try_out_href: String,
    status_href: String,
    created: Moment,
    updated: Moment,
    last_used: String,
    tabs: Tabs,
    cards: Vec<CardSummary>,
    to_do: Vec<ToDo>,
    credentials: CredentialsCard,
    events: Vec<Event>,
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
    let general = &client.settings.general;
    let facts = Facts { settings: &client.settings, secrets: &secrets, now: Timestamp(now) };
    let view = ClientPage {
        shell: Shell::new(&request, &access).with_notice(&request, general.name.as_str()),
        name: general.name.as_str().to_owned(),
        description: general.description.as_str().to_owned(),
        client_id: client.client_id.0.clone(),
        app_type: general.app_type.label(),
        integration_type: general.integration_type.label(),
        status: client.status.label(),
        disabled: client.status == Status::Disabled,
        duplicate_href: paths::duplicate(key),
        try_out_href: paths::try_out(key),
        status_href: paths::status(key),
        created: Moment::new(client.created_at.0, now),
        updated: Moment::new(client.updated_at.0, now),
        last_used: last_used(client.last_used),
        tabs: Tabs::new(key, "Settings"),
        cards: PAGES.iter().map(|page| CardSummary::new(page, &client)).collect(),
        to_do: readiness::open(&facts).into_iter().map(|open| ToDo::new(key, open)).collect(),
        credentials: CredentialsCard::new(&client, &secrets, now),
        has_older: entries.len() > LATEST,
        activity_href: paths::activity_of(key),
        events: entries.iter().take(LATEST).map(|entry| Event::new(entry, now, None)).collect(),
        may_edit: access.operator.role.allows(EditClients::PERMISSION),
    };
    page_with_notice(&request, &view)
}
