//! How the settings of the cards stand in their tables, one row a card; the basic ones stand in `clients`.

use diesel::prelude::*;

use crate::domain::client::{
    Access, Authentication, Channel, Channels, ClientKey, CodeLength, CodeLifetime, CodeTries, Codes, Document,
    DocumentError, DocumentVersion, HttpsLink, InvitationLifetime, PasswordLength, PersonalDetails, Profile,
    ProfileField, Registration, ResendAfter, SessionAbsolute, SessionIdle, SessionLimits, TwoStep, TwoStepPolicy,
};
use crate::store::columns::{Id, Number, Token};
use crate::store::schema::{client_authentications, client_profiles, client_registrations};

#[derive(Insertable, Queryable, Selectable)]
#[diesel(table_name = client_authentications)]
pub(super) struct AuthenticationRow {
    client: Id,
    code_length: Number<CodeLength>,
    code_lifetime_minutes: Number<CodeLifetime>,
    code_tries: Number<CodeTries>,
    resend_after_seconds: Number<ResendAfter>,
    password_length: Number<PasswordLength>,
    two_step: Token<TwoStepPolicy>,
    two_step_authenticator_app: bool,
    two_step_email: bool,
    two_step_mobile: bool,
    session_idle_seconds: Number<SessionIdle>,
    session_absolute_seconds: Number<SessionAbsolute>,
}

impl AuthenticationRow {
    pub(super) fn new(key: ClientKey, card: &Authentication) -> Self {
        let channels = &card.two_step.channels;
        Self {
            client: Id(key.0),
            code_length: Number(card.codes.length),
            code_lifetime_minutes: Number(card.codes.lifetime),
            code_tries: Number(card.codes.tries),
            resend_after_seconds: Number(card.codes.resend_after),
            password_length: Number(card.password_length),
            two_step: Token(card.two_step.policy),
            two_step_authenticator_app: channels.has(Channel::AuthenticatorApp),
            two_step_email: channels.has(Channel::Email),
            two_step_mobile: channels.has(Channel::Mobile),
            session_idle_seconds: Number(card.sessions.idle),
            session_absolute_seconds: Number(card.sessions.absolute),
        }
    }

    pub(super) fn codes(&self) -> Codes {
        Codes {
            length: self.code_length.0,
            lifetime: self.code_lifetime_minutes.0,
            tries: self.code_tries.0,
            resend_after: self.resend_after_seconds.0,
        }
    }

    pub(super) fn password_length(&self) -> PasswordLength {
        self.password_length.0
    }

    pub(super) fn two_step(&self) -> TwoStep {
        let channels = Channels::new(|channel| match channel {
            Channel::AuthenticatorApp => self.two_step_authenticator_app,
            Channel::Email => self.two_step_email,
            Channel::Mobile => self.two_step_mobile,
        });
        TwoStep { policy: self.two_step.0, channels }
    }

    pub(super) fn sessions(&self) -> SessionLimits {
        SessionLimits { idle: self.session_idle_seconds.0, absolute: self.session_absolute_seconds.0 }
    }
}

#[derive(Insertable, Queryable, Selectable)]
#[diesel(table_name = client_registrations, treat_none_as_default_value = false)]
pub(super) struct RegistrationRow {
    client: Id,
    terms_link: Option<String>,
    terms_version: Option<String>,
    privacy_link: Option<String>,
    privacy_version: Option<String>,
    invitation_days: Number<InvitationLifetime>,
}

impl RegistrationRow {
    pub(super) fn new(key: ClientKey, card: &Registration) -> Self {
        let (terms_link, terms_version) = Document::parts(card.terms.as_ref());
        let (privacy_link, privacy_version) = Document::parts(card.privacy.as_ref());
        Self {
            client: Id(key.0),
            terms_link,
            terms_version,
            privacy_link,
            privacy_version,
            invitation_days: Number(card.invitation_lifetime),
        }
    }

    pub(super) fn terms(&self) -> Result<Option<Document>, DocumentError> {
        document(self.terms_link.as_deref(), self.terms_version.as_deref())
    }

    pub(super) fn privacy(&self) -> Result<Option<Document>, DocumentError> {
        document(self.privacy_link.as_deref(), self.privacy_version.as_deref())
    }

    pub(super) fn invitation_lifetime(&self) -> InvitationLifetime {
        self.invitation_days.0
    }
}

fn document(link: Option<&str>, version: Option<&str>) -> Result<Option<Document>, DocumentError> {
    let read =
        |(link, version)| Ok(Document { link: HttpsLink::parse(link)?, version: DocumentVersion::parse(version)? });
    link.zip(version).map(read).transpose()
}

#[derive(Insertable, Queryable, Selectable)]
#[diesel(table_name = client_profiles)]
#[expect(clippy::struct_excessive_bools, reason = "as in the domain's Profile")]
pub(super) struct ProfileRow {
    client: Id,
    change_identifier: bool,
    personal_details: bool,
    security: bool,
    sign_out_everywhere: bool,
    delete_account: bool,
    given_name: Token<Access>,
    family_name: Token<Access>,
    display_name: Token<Access>,
    birthdate: Token<Access>,
    second_contact: Token<Access>,
    address: Token<Access>,
    locale: Token<Access>,
}

impl ProfileRow {
    pub(super) fn new(key: ClientKey, card: &Profile) -> Self {
        let access = |field| Token(card.details.access(field));
        Self {
            client: Id(key.0),
            change_identifier: card.change_identifier,
            personal_details: card.personal_details,
            security: card.security,
            sign_out_everywhere: card.sign_out_everywhere,
            delete_account: card.delete_account,
            given_name: access(ProfileField::GivenName),
            family_name: access(ProfileField::FamilyName),
            display_name: access(ProfileField::DisplayName),
            birthdate: access(ProfileField::Birthdate),
            second_contact: access(ProfileField::SecondContact),
            address: access(ProfileField::Address),
            locale: access(ProfileField::Locale),
        }
    }

    pub(super) fn profile(&self) -> Profile {
        Profile {
            change_identifier: self.change_identifier,
            personal_details: self.personal_details,
            security: self.security,
            sign_out_everywhere: self.sign_out_everywhere,
            delete_account: self.delete_account,
            details: PersonalDetails::new(|field| match field {
                ProfileField::GivenName => self.given_name.0,
                ProfileField::FamilyName => self.family_name.0,
                ProfileField::DisplayName => self.display_name.0,
                ProfileField::Birthdate => self.birthdate.0,
                ProfileField::SecondContact => self.second_contact.0,
                ProfileField::Address => self.address.0,
                ProfileField::Locale => self.locale.0,
            }),
        }
    }
}
