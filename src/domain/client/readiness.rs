//! What is still to be done about a client before its users can rely on it.

use std::time::Duration;

use super::credentials::{HowEnded, OLD_AGE, Secret, Secrets, WARNING, last_day};
use super::{
    AppType, ClientAuthentication, IntegrationType, Method, Readiness, RegistrationType, Settings, TwoStepPolicy,
    authentication, integration, registration,
};
use crate::domain::time::Timestamp;

/// Something to be done, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Open {
    pub text: String,
    /// What the link says.
    pub action: &'static str,
    pub place: Place,
}

/// The page that mends it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    Credentials,
    /// A card's field, by both names.
    Field(&'static str, &'static str),
}

/// Whether something is to be done, and until when that holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Judged {
    pub readiness: Readiness,
    /// When it changes by the clock alone, if it does.
    pub again_at: Option<Timestamp>,
}

/// What the lines are judged by.
pub struct Facts<'a> {
    pub settings: &'a Settings,
    pub secrets: &'a Secrets,
    pub now: Timestamp,
}

/// Every line of the checklist, in its order: what is to be done, where there is something.
const LINES: &[fn(&Facts<'_>) -> Option<Open>] = &[
    no_password,
    no_second_step,
    no_invitation,
    no_passkeys,
    no_redirect_uri,
    no_origin,
    no_pkce,
    no_own_keys,
    no_secret,
    secret_expires,
    secret_is_old,
];

/// What is to be done.
#[must_use]
pub fn open(facts: &Facts<'_>) -> Vec<Open> {
    LINES.iter().filter_map(|line| line(facts)).collect()
}

/// Whether something is to be done. What needs attention goes on to do so until the client is changed.
#[must_use]
pub fn judge(facts: &Facts<'_>) -> Judged {
    if open(facts).is_empty() {
        Judged { readiness: Readiness::Ready, again_at: facts.present().map(attention) }
    } else {
        Judged { readiness: Readiness::NeedsAttention, again_at: None }
    }
}

/// From when on a secret needs attention.
fn attention(secret: &Secret) -> Timestamp {
    let is_old = secret.created_at.after(OLD_AGE).after(Duration::from_millis(1));
    secret.expires_at.map_or(is_old, |at| is_old.min(at.before(WARNING)))
}

impl Facts<'_> {
    /// The secret that applications are to use.
    pub(super) fn present(&self) -> Option<&Secret> {
        self.secrets.present(self.now).filter(|_| self.keeps_secrets())
    }

    /// Whether it proves with a secret who it is.
    pub(super) fn keeps_secrets(&self) -> bool {
        let method = self.settings.client_authentication();
        method.is_some_and(|method| method != ClientAuthentication::PrivateKeyJwt)
    }
}

fn no_password(facts: &Facts<'_>) -> Option<Open> {
    let text = "Sign-in with a password is not available yet, so nobody can sign in.";
    let is_chosen = facts.settings.authentication.method == Method::Password;
    is_chosen.then(|| at_field(text, "Choose One-Time Password", authentication::CARD.name, "method"))
}

fn no_second_step(facts: &Facts<'_>) -> Option<Open> {
    let (text, action) = match facts.settings.authentication.two_step.policy {
        TwoStepPolicy::Disabled => return None,
        TwoStepPolicy::Optional => (
            "Two-step verification is not available yet, so nobody can set up the optional second step.",
            "Turn off two-step verification",
        ),
        TwoStepPolicy::Required => (
            "Two-step verification is not available yet and is required here, so nobody can sign in.",
            "Do not require it",
        ),
    };
    Some(at_field(text, action, authentication::CARD.name, "two_step_policy"))
}

fn no_invitation(facts: &Facts<'_>) -> Option<Open> {
    let text = "Invitations cannot be sent yet, so only users who have used this client before can sign in.";
    let is_by_invitation = facts.settings.registration.registration_type == RegistrationType::InvitationOnly;
    is_by_invitation.then(|| at_field(text, "Allow Self-Registration", registration::CARD.name, "registration_type"))
}

fn no_passkeys(facts: &Facts<'_>) -> Option<Open> {
    let text = "Passkeys are not available yet, so nobody is offered one.";
    let are_on = facts.settings.authentication.passkeys;
    are_on.then(|| at_field(text, "Turn off passkeys", authentication::CARD.name, "passkeys"))
}

fn no_redirect_uri(facts: &Facts<'_>) -> Option<Open> {
    let is_redirected = facts.settings.general.integration_type == IntegrationType::HostedJourney;
    let is_missing = is_redirected && facts.settings.integration.redirect_uris.is_empty();
    let text = "There is no redirect URI, so users cannot come back to the application.";
    is_missing.then(|| at_integration(text, "Add a redirect URI", "redirect_uris"))
}

fn no_origin(facts: &Facts<'_>) -> Option<Open> {
    let runs_in_browser = facts.settings.general.app_type == AppType::SinglePageApp;
    let is_missing = runs_in_browser && facts.settings.integration.allowed_origins.is_empty();
    let text = "No origin is allowed, so the application's script cannot fetch tokens.";
    is_missing.then(|| at_integration(text, "Add an allowed origin", "allowed_origins"))
}

fn no_pkce(facts: &Facts<'_>) -> Option<Open> {
    let text = "PKCE is not required, so a stolen code may be used by somebody else.";
    (!facts.settings.requires_pkce()).then(|| at_integration(text, "Require PKCE", "pkce"))
}

fn no_own_keys(facts: &Facts<'_>) -> Option<Open> {
    let text = "The provider does not take private_key_jwt yet, so the application cannot fetch tokens.";
    let is_chosen = facts.settings.client_authentication() == Some(ClientAuthentication::PrivateKeyJwt);
    is_chosen.then(|| at_integration(text, "Choose a secret instead", "client_authentication"))
}

fn no_secret(facts: &Facts<'_>) -> Option<Open> {
    let is_missing = facts.keeps_secrets() && facts.present().is_none();
    let expired = |secret: &Secret| secret.ended(facts.now).is_some_and(|(_, how)| how == HowEnded::Expired);
    let text = match facts.secrets.0.first() {
        Some(latest) if expired(latest) => format!("The secret {}… has expired.", latest.beginning),
        _ => "There is no secret, so the application cannot prove who it is.".to_owned(),
    };
    is_missing.then(|| at_credentials(text, "Generate a secret"))
}

fn secret_expires(facts: &Facts<'_>) -> Option<Open> {
    let present = facts.present()?;
    let expires_at = present.expires_at.filter(|at| at.since(facts.now) <= WARNING)?;
    let text = format!("The secret {}… expires after {}.", present.beginning, last_day(expires_at));
    Some(at_credentials(text, "Rotate the secret"))
}

fn secret_is_old(facts: &Facts<'_>) -> Option<Open> {
    let present = facts.present().filter(|secret| facts.now.since(secret.created_at) > OLD_AGE)?;
    let text = format!("The secret {}… is more than a year old.", present.beginning);
    Some(at_credentials(text, "Rotate the secret"))
}

fn at_credentials(text: String, action: &'static str) -> Open {
    Open { text, action, place: Place::Credentials }
}

fn at_integration(text: &str, action: &'static str, field: &'static str) -> Open {
    at_field(text, action, integration::CARD.name, field)
}

fn at_field(text: &str, action: &'static str, card: &'static str, field: &'static str) -> Open {
    Open { text: text.to_owned(), action, place: Place::Field(card, field) }
}

#[cfg(test)]
#[path = "readiness/tests.rs"]
mod tests;
