//! What a user's page lists: sessions, clients and events.

use crate::console::paths;
use crate::domain::choice::Choice;
use crate::domain::user::UserId;
use crate::store::users::overview::{ClientOfUser, Event, Session};
use crate::web::browser::Browser;
use crate::web::moment::Moment;

pub struct SessionRow {
    pub browser: Browser,
    pub address: String,
    pub since: Moment,
    pub last_seen: Moment,
    /// Where it is ended.
    pub action: String,
}

pub struct ClientRow {
    pub name: String,
    pub href: String,
    pub how: &'static str,
    pub joined: Moment,
    pub last_used: String,
}

pub struct EventRow {
    pub kind: String,
    pub reason: Option<String>,
    pub when: Moment,
    /// Name and address.
    pub client: Option<(String, Option<String>)>,
    /// The revision that decided it: its number and the address of its page.
    pub revision: Option<(String, String)>,
    pub address: Option<String>,
    pub browser: Option<Browser>,
}

impl SessionRow {
    pub fn new(user: UserId, session: &Session, now: i64) -> Self {
        Self {
            browser: Browser::new(session.browser.clone()),
            address: session.address.clone().unwrap_or_else(|| "unknown".to_owned()),
            since: Moment::new(session.created_at.0, now),
            last_seen: Moment::new(session.last_seen_at.0, now),
            action: paths::user_session(user, session.id),
        }
    }
}

impl ClientRow {
    pub fn new(client: ClientOfUser, now: i64) -> Self {
        Self {
            href: paths::client(client.key),
            name: client.name,
            how: client.how.label(),
            joined: Moment::new(client.joined_at.0, now),
            last_used: client.last_used.map_or_else(|| "Never".to_owned(), |day| day.to_string()),
        }
    }
}

impl EventRow {
    pub fn new(event: Event, now: i64) -> Self {
        let revision = event.client.as_ref().zip(event.revision);
        let revision = revision.map(|((key, _), number)| (number.to_string(), paths::file(*key, number)));
        let client = event.client.map(|(key, name)| {
            let href = name.is_some().then(|| paths::client(key));
            (name.unwrap_or_else(|| "a client that was removed".to_owned()), href)
        });
        Self {
            kind: event.kind,
            reason: event.reason,
            when: Moment::new(event.at.0, now),
            revision: revision.filter(|_| client.as_ref().is_some_and(|(_, href)| href.is_some())),
            client,
            address: event.address,
            browser: event.browser.filter(|browser| !browser.is_empty()).map(Browser::new),
        }
    }
}
