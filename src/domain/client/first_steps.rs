//! The way of a new client to its first sign-in.

use super::readiness::{Facts, Place};
use super::{Client, IntegrationType, integration};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FirstStep {
    RedirectUri,
    Secret,
    /// An operator tries the sign-in without an application.
    TryIt,
    /// A user of an application signs in.
    SignIn,
}

impl FirstStep {
    /// Where it is taken, if on a page that mends something.
    #[must_use]
    pub fn place(self) -> Option<Place> {
        match self {
            Self::RedirectUri => Some(Place::Field(integration::CARD.name, "redirect_uris")),
            Self::Secret => Some(Place::Credentials),
            Self::TryIt | Self::SignIn => None,
        }
    }
}

/// The steps that apply to a client, each with whether it is done; none once an application has used it.
#[must_use]
pub fn first_steps(client: &Client, facts: &Facts<'_>) -> Vec<(FirstStep, bool)> {
    if client.last_used.is_some() {
        return Vec::new();
    }
    let is_redirected = client.settings.general.integration_type == IntegrationType::HostedJourney;
    let has_redirect_uri = !client.settings.integration.redirect_uris.is_empty();
    let steps = [
        is_redirected.then_some((FirstStep::RedirectUri, has_redirect_uri)),
        facts.keeps_secrets().then(|| (FirstStep::Secret, facts.present().is_some())),
        Some((FirstStep::TryIt, client.tried.is_some())),
        Some((FirstStep::SignIn, false)),
    ];
    steps.into_iter().flatten().collect()
}
