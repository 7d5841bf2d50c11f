//! What is asked before an application loses what its users sign in by.

use crate::console::cards::page::{Question, Standing};
use crate::domain::client::{IntegrationType, Settings};

const NO_URI: &str = "The application has been used. Without a redirect URI, users cannot come back to it, so nobody can sign \
                      in through this client until one is added.";
const NO_PKCE: &str = "Without PKCE, somebody who steals an authorization code may be able to sign in as its user. Turn PKCE off \
                       only for a library that cannot do it.";
const PKCE: &str = "integration.pkce";

pub(super) fn question(before: &Settings, after: &Settings, standing: Standing) -> Option<Question> {
    let loses_uris = standing.is_used && loses_last_uri(before, after);
    let no_pkce = no_pkce(before, after, PKCE, "");
    if !loses_uris {
        return no_pkce;
    }
    Some(match no_pkce {
        None => Question {
            setting: "integration.redirect_uris",
            title: "What this means for users",
            text: NO_URI.to_owned(),
            label: "Remove every redirect URI",
            refusal: "Confirm that you want to remove every redirect URI.",
        },
        Some(_) => Question {
            setting: PKCE,
            title: "What this means for users and for security",
            text: format!("{NO_URI} {NO_PKCE}"),
            label: "Remove every redirect URI and stop requiring PKCE",
            refusal: "Confirm that you want to remove every redirect URI and to stop requiring PKCE.",
        },
    })
}

/// What is asked when PKCE stops being required, whichever card is saved: `setting` is what the question stands beside.
#[must_use]
pub fn no_pkce(before: &Settings, after: &Settings, setting: &'static str, why: &str) -> Option<Question> {
    (before.requires_pkce() && !after.requires_pkce()).then(|| Question {
        setting,
        title: "What this means for security",
        text: format!("{why}{NO_PKCE}"),
        label: "Stop requiring PKCE",
        refusal: "Confirm that you want to stop requiring PKCE.",
    })
}

/// Whether users came back to the application, and cannot any more.
fn loses_last_uri(before: &Settings, after: &Settings) -> bool {
    let is_redirected = after.general.integration_type == IntegrationType::HostedJourney;
    is_redirected && !before.integration.redirect_uris.is_empty() && after.integration.redirect_uris.is_empty()
}
