//! An entry of the record as pages show it.

use std::borrow::Cow;

use crate::console::paths;
use crate::domain::activity::{Action, Entry};
use crate::web::list::View;
use crate::web::moment::Moment;

pub struct Event {
    pub actor: String,
    pub summary: String,
    pub about: Option<EventClient>,
    pub when: Moment,
    pub address: String,
    pub details: Vec<(Cow<'static, str>, String, String)>,
}

/// The client that an entry is about.
pub struct EventClient {
    /// What joins the client's name to the sentence.
    pub joint: &'static str,
    pub name: String,
    pub href: Option<String>,
    /// The same view with this client's entries alone, where it shows others too.
    pub only: Option<String>,
}

impl Event {
    /// An entry as seen at `now`; with the view that it is part of, it names its client.
    pub fn new(entry: &Entry, now: i64, view: Option<&View>) -> Self {
        let details = entry.changes.iter();
        Self {
            actor: entry.origin.actor.name().to_owned(),
            summary: entry.summary(),
            about: view.and_then(|view| about(entry, view)),
            when: Moment::new(entry.origin.at.0, now),
            address: entry.origin.address.clone().unwrap_or_default(),
            details: details.map(|change| (change.label(), change.before_words(), change.after_words())).collect(),
        }
    }
}

fn about(entry: &Entry, view: &View) -> Option<EventClient> {
    let key = entry.client?;
    let name = entry.client_name.clone();
    Some(EventClient {
        joint: if entry.action == Action::ClientCreated { "" } else { "in " },
        href: name.is_some().then(|| paths::client(key)),
        name: name.unwrap_or_else(|| "a client that was removed".to_owned()),
        only: view.get("client").is_empty().then(|| view.href_with(&[("client", &key.0.to_string())])),
    })
}
