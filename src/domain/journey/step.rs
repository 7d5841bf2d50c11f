//! What a journey can ask, and why.

use serde::{Deserialize, Serialize};

use super::Missing;
use crate::domain::choice::choices;
use crate::domain::client::{Settings, described};
use crate::domain::time::Timestamp;
use crate::domain::user::{LiveSession, Proofs, Standing};

/// What the plan is made by, beside the journey.
#[derive(Clone, Copy, Debug)]
pub struct Facts<'a> {
    pub settings: &'a Settings,
    /// Whether the client may be used.
    pub is_active: bool,
    /// That of the browser.
    pub session: Option<&'a LiveSession>,
    /// Of whom [`super::who`] speaks; none where there is no such user.
    pub user: Option<&'a Standing>,
    /// Whether the journey has a row, and so a page that its user has seen.
    pub is_begun: bool,
    pub now: Timestamp,
}

/// Why something is asked.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Because {
    /// A setting, by its path.
    Setting(String),
    /// A parameter of the request.
    Request(String),
    /// The user has signed in elsewhere in this browser.
    Session,
}

choices! {
    /// A step as the trail of a journey keeps it.
    pub enum Asked {
        Identify = "identify", "Who they are";
        Code = "code", "One-time code";
        Details = "details", "Details";
        Confirm = "confirm", "Confirmation";
    }
}

/// A step that was taken, and why it was asked.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Passed {
    pub step: Asked,
    pub because: Because,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    Identify,
    /// A code that is sent to whom the journey names.
    Code,
    Details(Box<Missing>),
    /// A word from the user for this request.
    Confirm,
    /// Nothing leads on from here.
    Refused(Refused),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// The client is disabled or gone.
    ClientEnded,
    /// What was asked for is not allowed any more by the client's settings of now; nobody is sent on by it.
    Outdated,
    /// A setting asks for what is not built yet, by its path. Nobody is let in with less.
    Unavailable(&'static str),
    /// Somebody without an account, or without a place at this client, which only invites.
    NotInvited,
    /// Somebody new whose email domain may not register.
    Domain,
    Disabled,
}

impl Refused {
    /// Why somebody was not let in, for operators.
    #[must_use]
    pub fn sentence(self) -> String {
        match self {
            Self::ClientEnded => "The client is disabled or deleted.".to_owned(),
            Self::Outdated => "The client's settings no longer allow this request.".to_owned(),
            Self::Unavailable(path) => match described(path) {
                Some((card, setting)) => {
                    format!("{}: {} is set to something that is not available yet.", card.label, setting.label)
                }
                None => "A setting of the client is not available yet.".to_owned(),
            },
            Self::NotInvited => "The client is invitation-only, and the user was not invited.".to_owned(),
            Self::Domain => "Users with this email domain cannot register.".to_owned(),
            Self::Disabled => "The user is disabled.".to_owned(),
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Next {
    Ask(Step, Because),
    /// Every requirement is met, by these proofs.
    Done(Proofs),
    /// What the client is told instead of a page.
    Fail(Failure),
}

choices! {
    /// Errors of the authorization endpoint (`OpenID` Connect Core 1.0, section 3.1.2.6).
    pub enum Failure {
        LoginRequired = "login_required", "the user is not signed in";
        InteractionRequired = "interaction_required", "the user has to confirm";
        AccessDenied = "access_denied", "the user canceled, or may not use the client";
        /// `OpenID` Connect Core Unmet Authentication Requirements 1.0, section 2.
        UnmetRequirements = "unmet_authentication_requirements", "the requested acr cannot be reached";
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    pub next: Next,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_is_told_in_words_and_names_the_setting_that_is_not_there_yet() {
        for (refused, sentence) in [
            (Refused::ClientEnded, "The client is disabled or deleted."),
            (Refused::Outdated, "The client's settings no longer allow this request."),
            (
                Refused::Unavailable("authentication.two_step.policy"),
                "Authentication: Two-step verification is set to something that is not available yet.",
            ),
            (Refused::NotInvited, "The client is invitation-only, and the user was not invited."),
            (Refused::Domain, "Users with this email domain cannot register."),
            (Refused::Disabled, "The user is disabled."),
        ] {
            assert_eq!(refused.sentence(), sentence);
        }
    }
}
