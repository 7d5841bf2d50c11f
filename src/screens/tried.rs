//! The end of a sign-in that an operator tried. It is for operators, so it is English.

use askama::Template;

use super::Frame;
use crate::domain::user::How;

#[derive(Template)]
#[template(path = "screens/tried.html")]
pub struct Tried<'a> {
    pub frame: Frame<'a>,
    pub user: String,
    /// In the console.
    pub user_page: String,
    /// How the user came to the client, where that happened now.
    pub joined: Option<How>,
    pub has_new_session: bool,
    pub steps: Vec<TriedStep>,
    /// What the application would have been told, by name.
    pub claims: Vec<(String, String)>,
    pub lifetimes: Vec<(String, String)>,
}

/// A step that was shown.
#[derive(Clone, Debug)]
pub struct TriedStep {
    pub what: String,
    /// The setting that led to it.
    pub because: String,
    /// Where that setting is changed.
    pub link: String,
}
