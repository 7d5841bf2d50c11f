//! The Authentication card: how users say and prove who they are.

use crate::domain::activity::Field;
use crate::domain::choice::{Choice, choices, switch_token};

use super::{Card, CardKind};

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

/// The Authentication card.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Authentication {
    /// What a user types to say who they are.
    pub primary_identifier: PrimaryIdentifier,
    /// What a user proves it with.
    pub method: Method,
    /// Whether a passkey may be used as well.
    pub passkeys: bool,
}

impl Default for Authentication {
    fn default() -> Self {
        Self { primary_identifier: PrimaryIdentifier::Email, method: Method::OneTimePassword, passkeys: false }
    }
}

impl Card for Authentication {
    const KIND: CardKind = CardKind::Authentication;

    fn settings(&self) -> Vec<(Field, String)> {
        vec![
            (Field::PrimaryIdentifier, self.primary_identifier.token().to_owned()),
            (Field::Method, self.method.token().to_owned()),
            (Field::Passkeys, switch_token(self.passkeys).to_owned()),
        ]
    }
}
