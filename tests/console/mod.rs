//! The console over HTTP, by address.

mod access;
mod account;
mod activity;
mod allowed_origins;
mod came_from;
mod card_conflicts;
mod card_previews;
mod card_settings;
mod cards;
mod cards_derived;
mod client_use;
pub mod credentials;
mod cross_origin;
pub mod developers;
mod duplicate;
mod editing;
mod faults;
mod filled;
mod find;
mod first_steps;
mod flood;
pub mod forms;
mod forwarded;
mod headers;
mod history;
mod input;
mod integration;
mod integration_questions;
mod known_browsers;
mod late_forms;
mod list;
mod list_conflicts;
mod long_forms;
mod new;
mod outbox;
pub mod output;
mod parameters;
mod readiness;
pub mod refused;
mod screens;
mod search;
mod sessions;
mod set_up;
mod shell;
mod sign_in;
mod status;
mod theme;
mod throttle;
mod unreadable;
pub mod users;
mod weight;

use crate::support::{Page, Person};

/// Creates a client with the article's defaults; its page's address.
pub async fn create(person: &Person, name: &str) -> String {
    create_with(person, name, &[]).await
}

/// Creates a client with other choices than the defaults, by field name; its page's address.
pub async fn create_with(person: &Person, name: &str, choices: &[(&str, &str)]) -> String {
    let page = create_page(person, name, choices).await;
    assert_eq!(page.status, 303, "{}", page.text());
    page.location().unwrap()
}

/// What a card's form would send, with fields filled by label and others set by name.
pub async fn card_form(person: &Person, card: &str, filled: &[(&str, &str)], set: &[(&str, &str)]) -> Page {
    let mut fields = person.open(card).await.form("Save changes", filled).fields;
    for (name, value) in set {
        fields.retain(|(other, _)| other != name);
        fields.push(((*name).to_owned(), (*value).to_owned()));
    }
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    person.post(card, &fields).await
}

/// The answer to the creation of a client.
pub async fn create_page(person: &Person, name: &str, choices: &[(&str, &str)]) -> Page {
    let mut fields = vec![
        ("name", name),
        ("app_type", "web_app"),
        ("integration_type", "hosted_journey"),
        ("primary_identifier", "email"),
        ("method", "one_time_password"),
        ("registration_type", "self_registration"),
    ];
    for (field, value) in choices {
        fields.retain(|(name, _)| name != field);
        fields.push((field, value));
    }
    person.post("/clients/new/basic-settings", &fields).await
}
