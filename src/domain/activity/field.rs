//! The settings whose values are recorded, and how their values read.

use crate::domain::choice::{Choice, choices};
use crate::domain::client::{AppType, IntegrationType, Method, PrimaryIdentifier, RegistrationType, Status};
use crate::domain::role::Role;

choices! {
    /// A setting whose values are recorded.
    pub enum Field {
        /// General.
        ClientName = "general.name", "Client name";
        /// General.
        Description = "general.description", "Description";
        /// General.
        AppType = "general.app_type", "App type";
        /// General.
        IntegrationType = "general.integration_type", "Integration type";
        /// Authentication.
        PrimaryIdentifier = "authentication.primary_identifier", "Primary identifier";
        /// Authentication.
        Method = "authentication.method", "Method";
        /// Authentication.
        Passkeys = "authentication.passkeys", "Passkeys";
        /// Registration.
        RegistrationType = "registration.registration_type", "Registration type";
        /// Profile.
        ChangeIdentifier = "profile.change_identifier", "Change Email or Mobile";
        /// Profile.
        PersonalDetails = "profile.personal_details", "Personal Details";
        /// Profile.
        Security = "profile.security", "Security";
        /// Of the client as a whole.
        Status = "status", "Status";
        /// Of an operator.
        OperatorName = "operator.name", "Name";
        /// Of an operator.
        OperatorEmail = "operator.email", "Email";
        /// Of an operator.
        OperatorRole = "operator.role", "Role";
    }
}

impl Field {
    /// A recorded value in the words that the pages use.
    #[must_use]
    pub fn value_label(self, value: &str) -> String {
        fn label<C: Choice>(token: &str) -> Option<&'static str> {
            C::parse(token).map(C::label)
        }
        let words = match self {
            Self::AppType => label::<AppType>(value),
            Self::IntegrationType => label::<IntegrationType>(value),
            Self::PrimaryIdentifier => label::<PrimaryIdentifier>(value),
            Self::Method => label::<Method>(value),
            Self::RegistrationType => label::<RegistrationType>(value),
            Self::Status => label::<Status>(value),
            Self::OperatorRole => label::<Role>(value),
            Self::Passkeys | Self::ChangeIdentifier | Self::PersonalDetails | Self::Security => match value {
                "on" => Some("On"),
                "off" => Some("Off"),
                _ => None,
            },
            Self::ClientName | Self::Description | Self::OperatorName | Self::OperatorEmail => {
                return if value.is_empty() { "nothing".to_owned() } else { format!("“{value}”") };
            }
        };
        words.unwrap_or(value).to_owned()
    }
}
