//! The Authentication card: how users say and prove who they are.

use serde::{Deserialize, Serialize};

use super::{
    BrokenRule, Card, Channel, Channels, ProfileField, Settings, TwoStep, TwoStepPolicy, profile, registration,
};
use crate::domain::bounded::{Bounded, Seconds};
use crate::domain::choice::choices;
use crate::domain::setting::{characters, choice, digits, list, plain, setting, switch, time};

choices! {
    /// What a user types to say who they are.
    pub enum PrimaryIdentifier {
        Email = "email", "Email";
        Mobile = "mobile", "Mobile";
    }
}

choices! {
    /// What a user proves it with.
    pub enum Method {
        /// A code that is sent to the primary identifier.
        OneTimePassword = "one_time_password", "One-Time Password";
        /// A password that the user chose.
        Password = "password", "Password";
    }
}

impl PrimaryIdentifier {
    /// The identifier in a sentence.
    #[must_use]
    pub fn noun(self) -> &'static str {
        match self {
            Self::Email => "email address",
            Self::Mobile => "mobile number",
        }
    }
}

impl Method {
    /// The label with the abbreviation that people know.
    #[must_use]
    pub fn long_label(self) -> &'static str {
        match self {
            Self::OneTimePassword => "One-Time Password (OTP)",
            Self::Password => "Password",
        }
    }
}

/// Digits of a one-time code.
pub type CodeLength = Bounded<6, 8, 6>;
/// Minutes for which a code may be used.
pub type CodeLifetime = Bounded<1, 15, 10>;
/// Wrong tries after which a code is dead.
pub type CodeTries = Bounded<3, 10, 5>;
/// Seconds after which another code may be asked for.
pub type ResendAfter = Bounded<30, 300, 60>;
/// Fewest characters of a password.
pub type PasswordLength = Bounded<8, 64, 15>;
/// Seconds without use after which a user is signed out: 5 minutes to 30 days.
pub type SessionIdle = Seconds<300, 2_592_000, 1_209_600>;
/// Seconds after which a user signs in again in any case: 5 minutes to 90 days.
pub type SessionAbsolute = Seconds<300, 7_776_000, 2_592_000>;

/// Fewest characters of a password that is the only factor (NIST SP 800-63B-4, section 3.1.1.2).
const ONLY_FACTOR: u32 = 15;

/// The codes that are sent to users.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct Codes {
    pub length: CodeLength,
    pub lifetime: CodeLifetime,
    pub tries: CodeTries,
    pub resend_after: ResendAfter,
}

/// How long users stay signed in.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct SessionLimits {
    pub idle: SessionIdle,
    /// Never less than `idle`.
    pub absolute: SessionAbsolute,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct Authentication {
    pub primary_identifier: PrimaryIdentifier,
    pub method: Method,
    /// Whether a passkey may be used as well.
    pub passkeys: bool,
    pub codes: Codes,
    pub password_length: PasswordLength,
    pub two_step: TwoStep,
    pub sessions: SessionLimits,
}

impl Default for Authentication {
    fn default() -> Self {
        Self {
            primary_identifier: PrimaryIdentifier::Email,
            method: Method::OneTimePassword,
            passkeys: false,
            codes: Codes::default(),
            password_length: PasswordLength::default(),
            two_step: TwoStep::default(),
            sessions: SessionLimits::default(),
        }
    }
}

impl Authentication {
    /// Whether nobody can finish a sign-in without a second contact: a second proof is required, and only a code
    /// that is sent there can be one.
    #[must_use]
    pub fn requires_second_contact(&self) -> bool {
        self.two_step.policy == TwoStepPolicy::Required && !self.two_step.channels.has(Channel::AuthenticatorApp)
    }

    fn own_rules(&self) -> Vec<BrokenRule> {
        let mut broken = Vec::new();
        let is_only_factor = self.method == Method::Password && self.two_step.policy != TwoStepPolicy::Required;
        if is_only_factor && self.password_length.get() < ONLY_FACTOR {
            let reason =
                "Use at least 15 while a password alone is enough to sign in, or require two-step verification.";
            broken.push(BrokenRule::here("authentication.password_length", reason));
        }
        if self.two_step.policy != TwoStepPolicy::Disabled {
            if self.two_step.channels.is_empty() {
                let reason = "Choose at least one channel for the second step.";
                broken.push(BrokenRule::here("authentication.two_step.channels", reason));
            }
            if self.two_step.channels.has(Channel::reaching(self.primary_identifier)) {
                let noun = self.primary_identifier.noun();
                let reason = format!("The first step already uses the {noun}. Choose another channel.");
                broken.push(BrokenRule::here("authentication.two_step.channels", reason));
            }
        }
        if self.sessions.absolute.get() < self.sessions.idle.get() {
            broken.push(BrokenRule::here("authentication.sessions.absolute", "Choose at least the idle timeout."));
        }
        broken
    }
}

fn broken_rules(settings: &Settings) -> Vec<BrokenRule> {
    let Settings { authentication, registration, profile, .. } = settings;
    let mut broken = authentication.own_rules();
    if registration.domains_lack_an_email(authentication) {
        let reason = "Registration allows or blocks email domains, but then users would give no email address.";
        broken.push(BrokenRule::beside(&registration::CARD, "authentication.primary_identifier", reason));
    }
    if authentication.requires_second_contact() && !registration.requires(ProfileField::SecondContact) {
        let noun = ProfileField::SecondContact.label_beside(authentication.primary_identifier).to_lowercase();
        let reason = format!("Registration has to require the {noun} first, or allow an authenticator app as well.");
        broken.push(BrokenRule::beside(&registration::CARD, "authentication.two_step.channels", reason));
    }
    if authentication.two_step.policy == TwoStepPolicy::Optional && !profile.security {
        let reason = "Users set up an optional second step under Security, which Profile does not offer them.";
        broken.push(BrokenRule::beside(&profile::CARD, "authentication.two_step.policy", reason));
    }
    broken
}

pub const CARD: Card = Card {
    name: "authentication",
    label: "Authentication",
    settings: &[
        setting::<PrimaryIdentifier>(
            "authentication.primary_identifier",
            "Primary identifier",
            choice::<PrimaryIdentifier>,
        ),
        setting::<Method>("authentication.method", "Method", choice::<Method>),
        setting::<bool>("authentication.passkeys", "Passkeys", switch),
        setting::<CodeLength>("authentication.codes.length", "Code length", digits),
        setting::<CodeLifetime>("authentication.codes.lifetime", "Code lifetime", time::<60>),
        setting::<CodeTries>("authentication.codes.tries", "Tries per code", plain),
        setting::<ResendAfter>("authentication.codes.resend_after", "Resend after", time::<1>),
        setting::<PasswordLength>("authentication.password_length", "Minimum password length", characters),
        setting::<TwoStepPolicy>("authentication.two_step.policy", "Two-step verification", choice::<TwoStepPolicy>),
        list::<Channels>("authentication.two_step.channels", "Second-step channels", "channels", choice::<Channel>),
        setting::<SessionIdle>("authentication.sessions.idle", "Idle timeout", time::<1>),
        setting::<SessionAbsolute>("authentication.sessions.absolute", "Maximum session length", time::<1>),
    ],
    broken_rules,
    take: |settings, from| settings.authentication.clone_from(&from.authentication),
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::choice::Choice;

    #[test]
    fn a_second_step_of_any_policy_has_a_channel_and_never_the_one_of_the_first() {
        let mut settings = Settings::unchosen();
        for (policy, identifier) in
            TwoStepPolicy::ALL.iter().flat_map(|policy| PrimaryIdentifier::ALL.iter().map(move |id| (*policy, *id)))
        {
            let own = Channel::reaching(identifier);
            let other = Channel::ALL.iter().copied().find(|channel| *channel != own).unwrap();
            for (channels, fits) in
                [(vec![], false), (vec![own], false), (vec![own, other], false), (vec![other], true)]
            {
                settings.authentication.primary_identifier = identifier;
                settings.authentication.two_step = TwoStep { policy, channels: channels.clone().into() };
                let broken = settings.authentication.own_rules();
                let is_broken = broken.iter().any(|broken| broken.path == "authentication.two_step.channels");
                let expected = policy != TwoStepPolicy::Disabled && !fits;
                assert_eq!(is_broken, expected, "{policy:?}, {identifier:?}, {channels:?}");
            }
        }
    }
}
