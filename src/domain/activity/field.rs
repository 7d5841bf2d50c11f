//! The settings whose values are recorded, and how their values read.

use crate::domain::bounded::time_words;
use crate::domain::choice::{Choice, choices};
use crate::domain::client::{
    Access, AppType, Asks, Channel, IntegrationType, Method, PrimaryIdentifier, ProfileField, RegistrationType, Status,
    TwoStepPolicy,
};
use crate::domain::role::Role;

choices! {
    /// A setting whose values are recorded.
    pub enum Field {
        /// General.
        ClientName = "general.name", "Client name";
        /// General.
        Description = "general.description", "Description";
        /// General.
        Contacts = "general.contacts", "Owner contacts";
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
        /// Authentication.
        CodeLength = "authentication.code_length", "Code length";
        /// Authentication.
        CodeLifetime = "authentication.code_lifetime", "Code lifetime";
        /// Authentication.
        CodeTries = "authentication.code_tries", "Tries per code";
        /// Authentication.
        ResendAfter = "authentication.resend_after", "Resend after";
        /// Authentication.
        PasswordLength = "authentication.password_length", "Minimum password length";
        /// Authentication.
        TwoStep = "authentication.two_step", "Two-step verification";
        /// Authentication.
        TwoStepChannels = "authentication.two_step_channels", "Second-step channels";
        /// Authentication.
        SessionIdle = "authentication.session_idle", "Signed out when idle for";
        /// Authentication.
        SessionAbsolute = "authentication.session_absolute", "Signed out at the latest after";
        /// Registration.
        RegistrationType = "registration.registration_type", "Registration type";
        /// Registration.
        AskedFields = "registration.fields", "Profile fields";
        /// Registration.
        Terms = "registration.terms", "Terms of use";
        /// Registration.
        Privacy = "registration.privacy", "Privacy notice";
        /// Registration.
        AllowedDomains = "registration.allowed_domains", "Allowed email domains";
        /// Registration.
        BlockedDomains = "registration.blocked_domains", "Blocked email domains";
        /// Registration.
        InvitationLifetime = "registration.invitation_lifetime", "Invitation lifetime";
        /// Profile.
        ChangeIdentifier = "profile.change_identifier", "Change Email or Mobile";
        /// Profile.
        PersonalDetails = "profile.personal_details", "Personal Details";
        /// Profile.
        Security = "profile.security", "Security";
        /// Profile.
        SignOutEverywhere = "profile.sign_out_everywhere", "Sign Out Everywhere";
        /// Profile.
        DeleteAccount = "profile.delete_account", "Delete Account";
        /// Profile.
        DetailGivenName = "profile.given_name", "Given name in Personal Details";
        /// Profile.
        DetailFamilyName = "profile.family_name", "Family name in Personal Details";
        /// Profile.
        DetailDisplayName = "profile.display_name", "Display name in Personal Details";
        /// Profile.
        DetailBirthdate = "profile.birthdate", "Birthdate in Personal Details";
        /// Profile.
        DetailSecondContact = "profile.second_contact", "Second contact in Personal Details";
        /// Profile.
        DetailAddress = "profile.address", "Address in Personal Details";
        /// Profile.
        DetailLocale = "profile.locale", "Locale in Personal Details";
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
    /// The setting that says what users may do with a profile field under Personal Details.
    #[must_use]
    pub fn of_detail(field: ProfileField) -> Self {
        match field {
            ProfileField::GivenName => Self::DetailGivenName,
            ProfileField::FamilyName => Self::DetailFamilyName,
            ProfileField::DisplayName => Self::DetailDisplayName,
            ProfileField::Birthdate => Self::DetailBirthdate,
            ProfileField::SecondContact => Self::DetailSecondContact,
            ProfileField::Address => Self::DetailAddress,
            ProfileField::Locale => Self::DetailLocale,
        }
    }

    /// Whether “Create a Client” asks for the setting.
    #[must_use]
    pub fn is_asked_at_creation(self) -> bool {
        matches!(
            self,
            Self::ClientName
                | Self::AppType
                | Self::IntegrationType
                | Self::PrimaryIdentifier
                | Self::Method
                | Self::Passkeys
                | Self::RegistrationType
        )
    }

    /// The setting's name among the fields of its card's form.
    #[must_use]
    pub fn form_name(self) -> &'static str {
        self.token().split_once('.').map_or(self.token(), |(_, name)| name)
    }

    /// A recorded value in the words that the pages use.
    #[must_use]
    pub fn value_label(self, value: &str) -> String {
        match self {
            Self::AppType => choice_label::<AppType>(value),
            Self::IntegrationType => choice_label::<IntegrationType>(value),
            Self::PrimaryIdentifier => choice_label::<PrimaryIdentifier>(value),
            Self::Method => choice_label::<Method>(value),
            Self::RegistrationType => choice_label::<RegistrationType>(value),
            Self::Status => choice_label::<Status>(value),
            Self::OperatorRole => choice_label::<Role>(value),
            Self::TwoStep => choice_label::<TwoStepPolicy>(value),
            Self::TwoStepChannels => listed(value, choice_label::<Channel>),
            Self::AskedFields => listed(value, asked_field),
            Self::CodeLength => format!("{value} digits"),
            Self::CodeTries => value.to_owned(),
            Self::PasswordLength => format!("{value} characters"),
            Self::CodeLifetime => time(value, 60),
            Self::ResendAfter | Self::SessionIdle | Self::SessionAbsolute => time(value, 1),
            Self::InvitationLifetime => time(value, 86_400),
            Self::DetailGivenName
            | Self::DetailFamilyName
            | Self::DetailDisplayName
            | Self::DetailBirthdate
            | Self::DetailSecondContact
            | Self::DetailAddress
            | Self::DetailLocale => choice_label::<Access>(value),
            Self::Passkeys
            | Self::ChangeIdentifier
            | Self::PersonalDetails
            | Self::Security
            | Self::SignOutEverywhere
            | Self::DeleteAccount => if value == "on" { "On" } else { "Off" }.to_owned(),
            Self::Terms | Self::Privacy | Self::AllowedDomains | Self::BlockedDomains | Self::Contacts => {
                if value.is_empty() { "nothing" } else { value }.to_owned()
            }
            Self::ClientName | Self::Description | Self::OperatorName | Self::OperatorEmail => {
                if value.is_empty() {
                    "nothing".to_owned()
                } else {
                    format!("“{value}”")
                }
            }
        }
    }
}

fn choice_label<C: Choice>(token: &str) -> String {
    C::parse(token).map_or_else(|| token.to_owned(), |choice| choice.label().to_owned())
}

fn listed(value: &str, label: impl Fn(&str) -> String) -> String {
    let labels: Vec<String> = value.split(',').filter(|token| !token.is_empty()).map(label).collect();
    if labels.is_empty() { "nothing".to_owned() } else { labels.join(", ") }
}

fn asked_field(token: &str) -> String {
    let (field, asks) = token.split_once(':').unwrap_or((token, ""));
    format!("{} ({})", choice_label::<ProfileField>(field), choice_label::<Asks>(asks).to_lowercase())
}

fn time(value: &str, seconds: u32) -> String {
    let time = value.parse::<u32>().ok().and_then(|number| number.checked_mul(seconds));
    time.map_or_else(|| value.to_owned(), time_words)
}
