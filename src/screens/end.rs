//! The pages with which a sign-in or a session ends.

use askama::Template;

use super::Frame;

/// For somebody who is signed in already. Sends `step=confirm`, `step=other` or `step=cancel`.
#[derive(Template)]
#[template(path = "screens/confirm.html")]
pub struct Confirm<'a> {
    pub frame: Frame<'a>,
    /// What the user is called.
    pub name: String,
    /// Whether it is a session that says so.
    pub is_signed_in: bool,
}

/// Sends the browser on, after a form: a redirect would be stopped by `form-action`.
#[derive(Template)]
#[template(path = "screens/leaving.html")]
pub struct Leaving<'a> {
    pub frame: Frame<'a>,
    /// With the answer in it.
    pub address: String,
}

/// Carries the answer to the application in a form (OAuth 2.0 Form Post Response Mode).
#[derive(Template)]
#[template(path = "screens/form_post.html")]
pub struct FormPost<'a> {
    pub frame: Frame<'a>,
    pub address: String,
    pub fields: Vec<(String, String)>,
}

/// For a sign-in that was finished before.
#[derive(Template)]
#[template(path = "screens/done.html")]
pub struct Done<'a> {
    pub frame: Frame<'a>,
    /// The application, without an answer in it.
    pub address: Option<String>,
}

/// Sends `step=sign_out` or `step=stay`, and `request`.
#[derive(Template)]
#[template(path = "screens/sign_out.html")]
pub struct SignOut<'a> {
    pub frame: Frame<'a>,
    pub sealed: String,
}

#[derive(Template)]
#[template(path = "screens/signed_out.html")]
pub struct SignedOut<'a> {
    pub frame: Frame<'a>,
    /// The application, where it is known.
    pub address: Option<String>,
}
