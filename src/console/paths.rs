//! The console's addresses, for handlers, templates and tests.

use serde::Serialize;
use uuid::Uuid;

use crate::domain::client::{ClientKey, RevisionNumber};
pub use crate::domain::operator::PASSWORD_CHOICE;
use crate::domain::user::{UserId, UserSessionId};

pub const HOME: &str = "/";
pub const FIND: &str = "/find";
pub const HEALTH: &str = "/healthz";
pub const SET_UP: &str = "/set-up";
pub const SIGN_IN: &str = "/sign-in";
pub const CONFIRMATION: &str = "/confirmation";
pub const SIGN_OUT: &str = "/sign-out";
pub const THEME: &str = "/theme";
pub const ACCOUNT: &str = "/account";
pub const ACCOUNT_PASSWORD: &str = "/account/password";
pub const SESSIONS: &str = "/account/sessions";
pub const SESSION: &str = "/account/sessions/{id}";
pub const CLIENTS: &str = "/clients";
pub const GENERAL_INFORMATION: &str = "/clients/new/general-information";
pub const BASIC_SETTINGS: &str = "/clients/new/basic-settings";
pub const CLIENT: &str = "/clients/{id}";
pub const HISTORY: &str = "/clients/{id}/history";
pub const COMPARISON: &str = "/clients/{id}/history/comparison";
pub const FILE: &str = "/clients/{id}/history/{revision}/file";
pub const DOWNLOAD: &str = "/clients/{id}/history/{revision}/settings.json";
pub const RESTORATION: &str = "/clients/{id}/history/{revision}/restoration/{card}";
pub const DUPLICATE: &str = "/clients/{id}/duplicate";
pub const DEVELOPERS: &str = "/clients/{id}/developers";
pub const DEVELOPERS_JSON: &str = "/clients/{id}/developers.json";
pub const ACTIVITY_TAB: &str = "/clients/{id}/activity";
pub const REDIRECT_URIS: &str = "/clients/{id}/redirect-uris";
pub const TRY_OUT: &str = "/clients/{id}/try-out";
pub const STATUS: &str = "/clients/{id}/status";
pub const CREDENTIALS: &str = "/clients/{id}/credentials";
pub const ROTATION: &str = "/clients/{id}/credentials/rotation";
pub const ENDING: &str = "/clients/{id}/credentials/ending";
pub const EXPIRY: &str = "/clients/{id}/credentials/expiry";
pub const ACTIVITY: &str = "/activity";
pub const ACTIVITY_CSV: &str = "/activity.csv";
pub const ACTIVITY_JSON_LINES: &str = "/activity.jsonl";
pub const USERS: &str = "/users";
pub const USER: &str = "/users/{id}";
pub const USER_STATUS: &str = "/users/{id}/status";
pub const USER_SESSIONS: &str = "/users/{id}/sessions";
pub const USER_SESSION: &str = "/users/{id}/sessions/{session}";
pub const USER_DELETION: &str = "/users/{id}/deletion";
pub const OUTBOX: &str = "/outbox";
pub const MESSAGE: &str = "/outbox/{id}";
pub const TEST_MESSAGE: &str = "/outbox/test-message";

/// A pattern's address for one thing.
#[must_use]
pub fn with_id(pattern: &str, id: Uuid) -> String {
    let mut text = Uuid::encode_buffer();
    let (before, rest) = pattern.split_once('{').unwrap_or((pattern, ""));
    let after = rest.strip_prefix("id}").unwrap_or_default();
    let mut address = String::with_capacity(pattern.len() + text.len());
    address.extend([before, id.as_hyphenated().encode_lower(&mut text), after]);
    address
}

/// The page that finds anything, with the client that comes first.
#[must_use]
pub fn find(first: Option<ClientKey>) -> String {
    first.map_or_else(|| FIND.to_owned(), |key| with_query(FIND, &[("client", key.0.to_string())]))
}

#[must_use]
pub fn client(key: ClientKey) -> String {
    with_id(CLIENT, key.0)
}

#[must_use]
pub fn card(key: ClientKey, name: &str) -> String {
    format!("{}/{name}", client(key))
}

#[must_use]
pub fn history(key: ClientKey) -> String {
    with_id(HISTORY, key.0)
}

#[must_use]
pub fn comparison(key: ClientKey, from: RevisionNumber, to: RevisionNumber) -> String {
    with_query(&with_id(COMPARISON, key.0), &[("from", from.get()), ("to", to.get())])
}

/// The page that shows the file; [`download`] is the file itself.
#[must_use]
pub fn file(key: ClientKey, revision: RevisionNumber) -> String {
    of_revision(FILE, key, revision)
}

#[must_use]
pub fn download(key: ClientKey, revision: RevisionNumber) -> String {
    of_revision(DOWNLOAD, key, revision)
}

#[must_use]
pub fn restoration(key: ClientKey, revision: RevisionNumber, card: &str) -> String {
    of_revision(RESTORATION, key, revision).replace("{card}", card)
}

fn of_revision(pattern: &str, key: ClientKey, revision: RevisionNumber) -> String {
    with_id(pattern, key.0).replace("{revision}", &revision.to_string())
}

#[must_use]
pub fn duplicate(key: ClientKey) -> String {
    with_id(DUPLICATE, key.0)
}

#[must_use]
pub fn try_out(key: ClientKey) -> String {
    with_id(TRY_OUT, key.0)
}

#[must_use]
pub fn status(key: ClientKey) -> String {
    with_id(STATUS, key.0)
}

#[must_use]
pub fn credentials(key: ClientKey) -> String {
    with_id(CREDENTIALS, key.0)
}

/// The client's tab; [`activity_of`] is the list of all activity with the client as a filter.
#[must_use]
pub fn activity_tab(key: ClientKey) -> String {
    with_id(ACTIVITY_TAB, key.0)
}

/// The client's refused requests with a reference.
#[must_use]
pub fn refused(key: ClientKey, reference: &str) -> String {
    with_query(&activity_tab(key), &[("reference", reference)])
}

#[must_use]
pub fn redirect_uris(key: ClientKey) -> String {
    with_id(REDIRECT_URIS, key.0)
}

#[must_use]
pub fn activity_of(key: ClientKey) -> String {
    with_query(ACTIVITY, &[("client", key.0.to_string())])
}

#[must_use]
pub fn user(id: UserId) -> String {
    with_id(USER, id.0)
}

#[must_use]
pub fn user_session(id: UserId, session: UserSessionId) -> String {
    with_id(USER_SESSION, id.0).replace("{session}", &session.0.to_string())
}

/// Fields that are left out when they are empty do not appear in the query.
#[must_use]
pub fn with_query(path: &str, query: &impl Serialize) -> String {
    match serde_urlencoded::to_string(query) {
        Ok(query) if !query.is_empty() => format!("{path}?{query}"),
        _ => path.to_owned(),
    }
}

/// The sign-in page that leads back to `page`.
#[must_use]
pub fn sign_in_to(page: &str) -> String {
    with_query(SIGN_IN, &[("return_to", page)])
}

/// The page that asks for the password again and leads back to `page`.
#[must_use]
pub fn confirm_for(page: &str) -> String {
    with_query(CONFIRMATION, &[("return_to", page)])
}
