//! The page that asks who somebody is.

use askama::Template;

use super::Frame;
use crate::domain::client::PrimaryIdentifier;

/// Sends `step=identify` with `identifier` and `remember`.
#[derive(Template)]
#[template(path = "screens/identify.html")]
pub struct Identify<'a> {
    pub frame: Frame<'a>,
    pub kind: PrimaryIdentifier,
    /// What was typed, or is suggested.
    pub typed: String,
    pub remember: bool,
    /// Whether somebody new may go on.
    pub registration_open: bool,
    pub error: Option<String>,
    pub note: Option<String>,
}
