//! The console's addresses, for handlers, templates and tests.

use serde::Serialize;
use uuid::Uuid;

use crate::domain::client::{CardKind, ClientKey};

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
/// Its General card.
pub const GENERAL: &str = "/clients/{id}/general";
/// Its Authentication card.
pub const AUTHENTICATION: &str = "/clients/{id}/authentication";
/// Its Registration card.
pub const REGISTRATION: &str = "/clients/{id}/registration";
/// Its Profile card.
pub const PROFILE: &str = "/clients/{id}/profile";
/// The choice between two versions of the General card.
pub const GENERAL_CONFLICT: &str = "/clients/{id}/general/conflict";
/// The choice between two versions of the Authentication card.
pub const AUTHENTICATION_CONFLICT: &str = "/clients/{id}/authentication/conflict";
/// The choice between two versions of the Registration card.
pub const REGISTRATION_CONFLICT: &str = "/clients/{id}/registration/conflict";
/// The choice between two versions of the Profile card.
pub const PROFILE_CONFLICT: &str = "/clients/{id}/profile/conflict";
/// Its revisions.
pub const HISTORY: &str = "/clients/{id}/history";
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

/// The edit page of a card.
#[must_use]
pub fn card(key: ClientKey, kind: CardKind) -> String {
    let pattern = match kind {
        CardKind::General => GENERAL,
        CardKind::Authentication => AUTHENTICATION,
        CardKind::Registration => REGISTRATION,
        CardKind::Profile => PROFILE,
    };
    at(pattern, key.0)
}

/// Where the choice between two versions of a card is sent.
#[must_use]
pub fn conflict(key: ClientKey, kind: CardKind) -> String {
    let pattern = match kind {
        CardKind::General => GENERAL_CONFLICT,
        CardKind::Authentication => AUTHENTICATION_CONFLICT,
        CardKind::Registration => REGISTRATION_CONFLICT,
        CardKind::Profile => PROFILE_CONFLICT,
    };
    at(pattern, key.0)
}

#[must_use]
pub fn history(key: ClientKey) -> String {
    at(HISTORY, key.0)
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
