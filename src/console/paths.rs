//! The console's addresses, for handlers, templates and tests.

use crate::domain::choice::Choice;
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
/// Whether it may use the service.
pub const STATUS: &str = "/clients/{id}/status";

/// The page of a client.
#[must_use]
pub fn client(key: ClientKey) -> String {
    format!("/clients/{}", key.0)
}

/// The edit page of a card.
#[must_use]
pub fn card(key: ClientKey, kind: CardKind) -> String {
    format!("/clients/{}/{}", key.0, kind.token())
}

/// The page of a client's status.
#[must_use]
pub fn status(key: ClientKey) -> String {
    format!("/clients/{}/status", key.0)
}

/// The sign-in that returns to a page of ours.
#[must_use]
pub fn sign_in_to(page: &str) -> String {
    let query = serde_urlencoded::to_string([("return_to", page)]).unwrap_or_default();
    format!("{SIGN_IN}?{query}")
}
