//! What is still to be done about a client before its users can rely on it.

use super::Settings;
use super::credentials::{HowEnded, OLD_AGE, Secret, Secrets, WARNING, last_day};
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
}

/// What the lines are judged by.
pub struct Facts<'a> {
    pub settings: &'a Settings,
    pub secrets: &'a Secrets,
    pub now: Timestamp,
}

/// Every line of the checklist, in its order: what is to be done, where there is something.
const LINES: &[fn(&Facts<'_>) -> Option<Open>] = &[no_secret, secret_expires, secret_is_old];

/// What is to be done.
#[must_use]
pub fn open(facts: &Facts<'_>) -> Vec<Open> {
    LINES.iter().filter_map(|line| line(facts)).collect()
}

impl Facts<'_> {
    /// The secret that applications are to use.
    fn present(&self) -> Option<&Secret> {
        self.secrets.present(self.now).filter(|_| self.keeps_secrets())
    }

    fn keeps_secrets(&self) -> bool {
        !self.settings.general.app_type.is_public()
    }
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

    fn said(app_type: AppType, secrets: Vec<Secret>) -> Vec<String> {
        let mut settings = Settings::unchosen();
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

    #[test]
    fn a_client_that_cannot_keep_a_secret_needs_none() {
        for app_type in [AppType::SinglePageApp, AppType::MobileApp] {
            assert_eq!(said(app_type, vec![]), [""; 0]);
        }
    }
}
