//! What a new client still needs before its first user signs in, as a list that ticks itself.

use super::show::at;
use crate::console::paths;
use crate::domain::client::ClientKey;
use crate::domain::client::first_steps::FirstStep;

pub struct StepLine {
    pub label: &'static str,
    pub is_done: bool,
    /// Where it is done; the button of the header is what tries the sign-in.
    pub href: Option<String>,
    /// Whether only those who may edit clients can do it.
    pub is_change: bool,
}

impl StepLine {
    #[must_use]
    pub fn new(key: ClientKey, (step, is_done): (FirstStep, bool)) -> Self {
        let label = match step {
            FirstStep::RedirectUri => "Add a redirect URI",
            FirstStep::Secret => "Generate a secret",
            FirstStep::TryIt => "Try it",
            FirstStep::SignIn => "Sign in from your application",
        };
        let href = match step {
            FirstStep::SignIn => Some(paths::with_id(paths::DEVELOPERS, key.0)),
            step => step.place().map(|place| at(key, place)),
        };
        Self { label, is_done, href, is_change: step != FirstStep::SignIn }
    }
}
