//! The Authentication card: how users say and prove who they are.

use crate::domain::activity::Field;
use crate::domain::bounded::Bounded;
use crate::domain::choice::{Choice, choices, switch_token};

use super::{Broken, Card, CardKind, Channel, Client, ProfileField, Registration, TwoStep, TwoStepPolicy, Versioned};

choices! {
    /// What a user types to say who they are.
    pub enum PrimaryIdentifier {
        /// An email address.
        Email = "email", "Email";
        /// A mobile number.
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
pub type SessionIdle = Bounded<300, 2_592_000, 1_209_600>;
/// Seconds after which a user signs in again in any case: 5 minutes to 90 days.
pub type SessionAbsolute = Bounded<300, 7_776_000, 2_592_000>;

/// Fewest characters of a password that is the only factor (NIST SP 800-63B-4, section 3.1.1.2).
const ONLY_FACTOR: u32 = 15;

/// The codes that are sent to users.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Codes {
    /// Digits.
    pub length: CodeLength,
    /// Minutes for which a code may be used.
    pub lifetime: CodeLifetime,
    /// Wrong tries after which a code is dead.
    pub tries: CodeTries,
    /// Seconds after which another code may be asked for.
    pub resend_after: ResendAfter,
}

/// How long users stay signed in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SessionLimits {
    /// Seconds without use.
    pub idle: SessionIdle,
    /// Seconds in all, never fewer.
    pub absolute: SessionAbsolute,
}

/// The Authentication card.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Authentication {
    /// What a user types to say who they are.
    pub primary_identifier: PrimaryIdentifier,
    /// What a user proves it with.
    pub method: Method,
    /// Whether a passkey may be used as well.
    pub passkeys: bool,
    /// The codes that are sent.
    pub codes: Codes,
    /// Fewest characters of a password.
    pub password_length: PasswordLength,
    /// The second proof.
    pub two_step: TwoStep,
    /// How long users stay signed in.
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

    fn own_rules(&self) -> Vec<Broken> {
        let mut broken = Vec::new();
        let is_only_factor = self.method == Method::Password && self.two_step.policy != TwoStepPolicy::Required;
        if is_only_factor && self.password_length.get() < ONLY_FACTOR {
            let reason =
                "Use at least 15 while a password alone is enough to sign in, or require two-step verification.";
            broken.push(Broken::here(Field::PasswordLength, reason));
        }
        if self.two_step.policy != TwoStepPolicy::Disabled {
            if self.two_step.channels.is_empty() {
                broken.push(Broken::here(Field::TwoStepChannels, "Choose at least one channel for the second step."));
            }
            if self.two_step.channels.has(Channel::of(self.primary_identifier)) {
                let noun = self.primary_identifier.noun();
                let reason = format!("The first step already uses the {noun}. Choose another channel.");
                broken.push(Broken::here(Field::TwoStepChannels, &reason));
            }
        }
        if self.sessions.absolute.get() < self.sessions.idle.get() {
            let reason = "Choose at least the idle time.";
            broken.push(Broken::here(Field::SessionAbsolute, reason));
        }
        broken
    }
}

impl Card for Authentication {
    const KIND: CardKind = CardKind::Authentication;

    fn of(client: &Client) -> &Versioned<Self> {
        &client.authentication
    }

    fn settings(&self) -> Vec<(Field, String)> {
        vec![
            (Field::PrimaryIdentifier, self.primary_identifier.token().to_owned()),
            (Field::Method, self.method.token().to_owned()),
            (Field::Passkeys, switch_token(self.passkeys).to_owned()),
            (Field::CodeLength, self.codes.length.get().to_string()),
            (Field::CodeLifetime, self.codes.lifetime.get().to_string()),
            (Field::CodeTries, self.codes.tries.get().to_string()),
            (Field::ResendAfter, self.codes.resend_after.get().to_string()),
            (Field::PasswordLength, self.password_length.get().to_string()),
            (Field::TwoStep, self.two_step.policy.token().to_owned()),
            (Field::TwoStepChannels, self.two_step.channels.token()),
            (Field::SessionIdle, self.sessions.idle.get().to_string()),
            (Field::SessionAbsolute, self.sessions.absolute.get().to_string()),
        ]
    }

    fn take(&mut self, field: Field, from: &Self) {
        match field {
            Field::PrimaryIdentifier => self.primary_identifier = from.primary_identifier,
            Field::Method => self.method = from.method,
            Field::Passkeys => self.passkeys = from.passkeys,
            Field::CodeLength => self.codes.length = from.codes.length,
            Field::CodeLifetime => self.codes.lifetime = from.codes.lifetime,
            Field::CodeTries => self.codes.tries = from.codes.tries,
            Field::ResendAfter => self.codes.resend_after = from.codes.resend_after,
            Field::PasswordLength => self.password_length = from.password_length,
            Field::TwoStep => self.two_step.policy = from.two_step.policy,
            Field::TwoStepChannels => self.two_step.channels = from.two_step.channels.clone(),
            Field::SessionIdle => self.sessions.idle = from.sessions.idle,
            Field::SessionAbsolute => self.sessions.absolute = from.sessions.absolute,
            _ => {}
        }
    }

    fn broken_rules(&self, client: &Client) -> Vec<Broken> {
        let mut broken = self.own_rules();
        let registration = &client.registration.card;
        if Registration::domains_lack_an_email(registration, self) {
            let reason = "Registration allows or blocks email domains, but then users would give no email address.";
            broken.push(Broken::with(CardKind::Registration, Field::PrimaryIdentifier, reason.to_owned()));
        }
        if self.requires_second_contact() && !registration.requires(ProfileField::SecondContact) {
            let noun = ProfileField::SecondContact.label_beside(self.primary_identifier).to_lowercase();
            let reason =
                format!("Registration has to require the {noun} first, or allow an authenticator app as well.");
            broken.push(Broken::with(CardKind::Registration, Field::TwoStepChannels, reason));
        }
        if self.two_step.policy == TwoStepPolicy::Optional && !client.profile.card.security {
            let reason = "Users set up an optional second step under Security, which Profile does not offer them.";
            broken.push(Broken::with(CardKind::Profile, Field::TwoStep, reason.to_owned()));
        }
        broken
    }
}
