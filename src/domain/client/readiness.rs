//! What is still to be done about a client before its users can rely on it.

use std::time::Duration;

use super::credentials::{HowEnded, OLD_AGE, Secret, Secrets, WARNING, last_day};
use super::{AppType, ClientAuthentication, IntegrationType, Readiness, Settings, integration};
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
const LINES: &[fn(&Facts<'_>) -> Option<Open>] =
    &[no_redirect_uri, no_origin, no_pkce, no_secret, secret_expires, secret_is_old];

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
    fn present(&self) -> Option<&Secret> {
        self.secrets.present(self.now).filter(|_| self.keeps_secrets())
    }

    /// Whether it proves with a secret who it is.
    fn keeps_secrets(&self) -> bool {
        let method = self.settings.client_authentication();
        method.is_some_and(|method| method != ClientAuthentication::PrivateKeyJwt)
    }
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
    Open { text: text.to_owned(), action, place: Place::Field(integration::CARD.name, field) }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::domain::client::AppType;

    const NOW: Timestamp = Timestamp(1_800_000_000_000);

    fn secret() -> Secret {
        Secret {
            number: 1,
            beginning: "nic_s_abcd".to_owned(),
            created_at: NOW,
            created_by: None,
            expires_at: None,
            rotated: None,
            ended: None,
            last_used: None,
        }
    }

    /// Settings to which nothing is left to do but for secrets.
    fn ready() -> Settings {
        let mut settings = Settings::unchosen();
        let texts = |text: &str| vec![text.to_owned()];
        settings.integration.redirect_uris = texts("https://app.example.com/callback").try_into().unwrap();
        settings.integration.allowed_origins = texts("https://app.example.com").try_into().unwrap();
        settings
    }

    fn said_of(settings: &Settings) -> Vec<(String, Place)> {
        let facts = Facts { settings, secrets: &Secrets(vec![secret()]), now: NOW };
        open(&facts).into_iter().map(|open| (open.text, open.place)).collect()
    }

    #[test]
    fn users_come_back_only_to_an_address_that_is_known() {
        let mut settings = ready();
        settings.integration.redirect_uris = Settings::unchosen().integration.redirect_uris;
        let [(text, place)] = &said_of(&settings)[..] else { panic!() };
        assert!(text.starts_with("There is no redirect URI"));
        assert_eq!(*place, Place::Field(integration::CARD.name, "redirect_uris"));
        settings.general.integration_type = IntegrationType::Api;
        assert_eq!(said_of(&settings), []);
    }

    #[test]
    fn only_an_app_in_a_browser_needs_an_origin() {
        let mut settings = ready();
        settings.integration.allowed_origins = Settings::unchosen().integration.allowed_origins;
        assert_eq!(said_of(&settings), []);
        settings.general.app_type = AppType::SinglePageApp;
        let [(_, place)] = &said_of(&settings)[..] else { panic!() };
        assert_eq!(*place, Place::Field(integration::CARD.name, "allowed_origins"));
    }

    #[test]
    fn pkce_is_missed_only_where_it_may_be_left_out() {
        let mut settings = ready();
        settings.integration.pkce = false;
        let [(_, place)] = &said_of(&settings)[..] else { panic!() };
        assert_eq!(*place, Place::Field(integration::CARD.name, "pkce"));
        settings.general.app_type = AppType::MobileApp;
        assert_eq!(said_of(&settings), []);
    }

    #[test]
    fn a_client_that_signs_with_its_own_keys_needs_no_secret() {
        let mut settings = ready();
        settings.integration.client_authentication = ClientAuthentication::PrivateKeyJwt;
        assert_eq!(open(&Facts { settings: &settings, secrets: &Secrets(vec![]), now: NOW }), []);
    }

    fn said(app_type: AppType, secrets: Vec<Secret>) -> Vec<String> {
        let mut settings = ready();
        settings.general.app_type = app_type;
        let facts = Facts { settings: &settings, secrets: &Secrets(secrets), now: NOW };
        open(&facts).into_iter().map(|open| open.text).collect()
    }

    #[test]
    fn a_web_app_needs_a_secret_that_is_neither_old_nor_about_to_expire() {
        let web = |secrets| said(AppType::WebApp, secrets);
        assert_eq!(web(vec![]), ["There is no secret, so the application cannot prove who it is."]);
        assert_eq!(web(vec![secret()]), [""; 0]);
        let ms = Duration::from_millis(1);
        let expires = |at| Secret { expires_at: Some(at), ..secret() };
        assert_eq!(web(vec![expires(NOW.after(WARNING + ms))]), [""; 0]);
        let soon = format!("The secret nic_s_abcd… expires after {}.", last_day(NOW.after(WARNING)));
        assert_eq!(web(vec![expires(NOW.after(WARNING))]), [soon]);
        assert_eq!(web(vec![expires(NOW)]), ["The secret nic_s_abcd… has expired."]);
        let made = |at| Secret { created_at: at, ..secret() };
        assert_eq!(web(vec![made(NOW.before(OLD_AGE))]), [""; 0]);
        assert_eq!(web(vec![made(NOW.before(OLD_AGE + ms))]), ["The secret nic_s_abcd… is more than a year old."]);
    }

    proptest::proptest! {
        #[test]
        fn it_is_judged_again_at_the_very_moment_at_which_the_clock_changes_it(
            age in 0..400_i64, expires in proptest::option::of(0..400_i64), later in 0..=1_000_000_i64,
            is_web in proptest::bool::ANY,
        ) {
            let day = |days: i64| 86_400_000 * days;
            let secret = Secret {
                created_at: Timestamp(NOW.0 - day(age)),
                expires_at: expires.map(|days| Timestamp(NOW.0 + day(days))),
                ..secret()
            };
            let mut settings = ready();
            settings.general.app_type = if is_web { AppType::WebApp } else { AppType::MobileApp };
            let secrets = Secrets(vec![secret]);
            let at = |now| judge(&Facts { settings: &settings, secrets: &secrets, now: Timestamp(now) });
            let judged = at(NOW.0);
            let again_at = judged.again_at.map_or(i64::MAX, |at| at.0);
            let moment = NOW.0 + day(400) / 1_000_000 * later;
            proptest::prop_assert!(again_at > NOW.0);
            proptest::prop_assert_eq!(at(moment) == judged, moment < again_at);
            if judged.again_at.is_some() {
                proptest::prop_assert_eq!(at(again_at - 1), judged);
                let needs = Judged { readiness: Readiness::NeedsAttention, again_at: None };
                proptest::prop_assert_eq!(at(again_at), needs);
            }
        }
    }

    #[test]
    fn a_client_that_cannot_keep_a_secret_needs_none() {
        for app_type in [AppType::SinglePageApp, AppType::MobileApp] {
            assert_eq!(said(app_type, vec![]), [""; 0]);
        }
    }
}
