//! The console's addresses, for handlers, templates and tests.

use serde::Serialize;
use uuid::Uuid;

use crate::domain::client::{ClientKey, RevisionNumber};

/// Where the console begins.
pub const HOME: &str = "/";
/// Whether the service works.
pub const HEALTH: &str = "/healthz";
/// The first administrator.
pub const SET_UP: &str = "/set-up";
/// Sign-in.
pub const SIGN_IN: &str = "/sign-in";
/// Sign-out.
pub const SIGN_OUT: &str = "/sign-out";
/// Light or dark.
pub const THEME: &str = "/theme";
/// The operator's own sessions.
pub const SESSIONS: &str = "/sessions";
/// One of them.
pub const SESSION: &str = "/sessions/{id}";
/// The list of clients.
pub const CLIENTS: &str = "/clients";
/// Step one of “Create a Client”.
pub const GENERAL_INFORMATION: &str = "/clients/new/general-information";
/// Step two of “Create a Client”.
pub const BASIC_SETTINGS: &str = "/clients/new/basic-settings";
/// A client.
pub const CLIENT: &str = "/clients/{id}";
/// Its revisions.
pub const HISTORY: &str = "/clients/{id}/history";
/// Two of them beside each other.
pub const COMPARISON: &str = "/clients/{id}/history/comparison";
/// One of them as a file.
pub const FILE: &str = "/clients/{id}/history/{revision}/file";
pub const DOWNLOAD: &str = "/clients/{id}/history/{revision}/settings.json";
/// Takes a card back to a revision.
pub const RESTORATION: &str = "/clients/{id}/history/{revision}/restoration/{card}";
/// Whether it may use the service.
pub const STATUS: &str = "/clients/{id}/status";
/// Everything that was recorded.
pub const ACTIVITY: &str = "/activity";
/// The same as a table for spreadsheets.
pub const ACTIVITY_CSV: &str = "/activity.csv";
/// The same as a JSON object a line.
pub const ACTIVITY_JSON_LINES: &str = "/activity.jsonl";

/// A pattern's address of one thing.
#[must_use]
pub fn at(pattern: &str, id: Uuid) -> String {
    pattern.replace("{id}", &id.to_string())
}

/// The page of a client.
#[must_use]
pub fn client(key: ClientKey) -> String {
    at(CLIENT, key.0)
}

/// The edit page of the card with this name.
#[must_use]
pub fn card(key: ClientKey, name: &str) -> String {
    format!("{}/{name}", client(key))
}

#[must_use]
pub fn history(key: ClientKey) -> String {
    at(HISTORY, key.0)
}

/// The comparison of two revisions.
#[must_use]
pub fn comparison(key: ClientKey, from: RevisionNumber, to: RevisionNumber) -> String {
    with_query(&at(COMPARISON, key.0), &[("from", from.get()), ("to", to.get())])
}

/// A revision as a page that shows its file.
#[must_use]
pub fn file(key: ClientKey, revision: RevisionNumber) -> String {
    of_revision(FILE, key, revision)
}

/// The file of a revision itself.
#[must_use]
pub fn download(key: ClientKey, revision: RevisionNumber) -> String {
    of_revision(DOWNLOAD, key, revision)
}

/// The page that restores a card to a revision.
#[must_use]
pub fn restoration(key: ClientKey, revision: RevisionNumber, card: &str) -> String {
    of_revision(RESTORATION, key, revision).replace("{card}", card)
}

fn of_revision(pattern: &str, key: ClientKey, revision: RevisionNumber) -> String {
    at(pattern, key.0).replace("{revision}", &revision.to_string())
}

/// The page of a client's status.
#[must_use]
pub fn status(key: ClientKey) -> String {
    at(STATUS, key.0)
}

/// What was recorded about a client.
#[must_use]
pub fn activity_of(key: ClientKey) -> String {
    with_query(ACTIVITY, &[("client", key.0.to_string())])
}

/// An address with a query; fields that are left out when they are empty do not appear.
#[must_use]
pub fn with_query(path: &str, query: &impl Serialize) -> String {
    match serde_urlencoded::to_string(query) {
        Ok(query) if !query.is_empty() => format!("{path}?{query}"),
        _ => path.to_owned(),
    }
}

/// The sign-in that returns to a page of ours.
#[must_use]
pub fn sign_in_to(page: &str) -> String {
    with_query(SIGN_IN, &[("return_to", page)])
}
