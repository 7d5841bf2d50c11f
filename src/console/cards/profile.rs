//! The Profile card's edit page.

use askama::Template;
use serde::{Deserialize, Serialize};

use super::{CardPage, Frame, Save, Sent, preview};
use crate::console::options::{checked, choose, menu};
use crate::console::paths;
use crate::console::shell::{Notice, Shell};
use crate::domain::activity::Field;
use crate::domain::choice::Choice;
use crate::domain::client::{Access, Client, PersonalDetails, Profile, ProfileField};
use crate::store::clients::save_profile;
use crate::web::fields::{Checkbox, Errors, SelectField, is_checked, sent_by};

/// The page.
pub struct ProfileCard;

/// Its fields.
#[derive(Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct ProfileForm {
    version: String,
    opened: String,
    intent: String,
    change_identifier: String,
    personal_details: String,
    security: String,
    sign_out_everywhere: String,
    delete_account: String,
    given_name: String,
    family_name: String,
    display_name: String,
    birthdate: String,
    second_contact: String,
    address: String,
    locale: String,
}

impl ProfileForm {
    fn detail(&self, field: ProfileField) -> &str {
        match field {
            ProfileField::GivenName => &self.given_name,
            ProfileField::FamilyName => &self.family_name,
            ProfileField::DisplayName => &self.display_name,
            ProfileField::Birthdate => &self.birthdate,
            ProfileField::SecondContact => &self.second_contact,
            ProfileField::Address => &self.address,
            ProfileField::Locale => &self.locale,
        }
    }
}

#[derive(Template)]
#[template(path = "console/cards/profile.html")]
struct View {
    shell: Shell,
    frame: Frame,
    options: [Checkbox; 6],
    details: Vec<SelectField>,
}

impl CardPage for ProfileCard {
    type Card = Profile;
    type Form = ProfileForm;
    const FIELDS: &'static [&'static str] = &[
        "change_identifier",
        "personal_details",
        "security",
        "sign_out_everywhere",
        "delete_account",
        "given_name",
        "family_name",
        "display_name",
        "birthdate",
        "second_contact",
        "address",
        "locale",
    ];
    const SAVED: Notice = Notice::ProfileSaved;
    const SAVE: Save<Profile> = save_profile;

    fn form(card: &Profile) -> ProfileForm {
        let access = |field| card.details.access(field).token().to_owned();
        ProfileForm {
            change_identifier: sent_by(card.change_identifier),
            personal_details: sent_by(card.personal_details),
            security: sent_by(card.security),
            sign_out_everywhere: sent_by(card.sign_out_everywhere),
            delete_account: sent_by(card.delete_account),
            given_name: access(ProfileField::GivenName),
            family_name: access(ProfileField::FamilyName),
            display_name: access(ProfileField::DisplayName),
            birthdate: access(ProfileField::Birthdate),
            second_contact: access(ProfileField::SecondContact),
            address: access(ProfileField::Address),
            locale: access(ProfileField::Locale),
            ..ProfileForm::default()
        }
    }

    fn sent(form: &ProfileForm) -> Sent<'_> {
        Sent { version: &form.version, opened: &form.opened, intent: &form.intent }
    }

    fn parse(form: &ProfileForm, errors: &mut Errors) -> Option<Profile> {
        let change_identifier = checked(errors, "change_identifier", &form.change_identifier);
        let personal_details = checked(errors, "personal_details", &form.personal_details);
        let security = checked(errors, "security", &form.security);
        let sign_out_everywhere = checked(errors, "sign_out_everywhere", &form.sign_out_everywhere);
        let delete_account = checked(errors, "delete_account", &form.delete_account);
        Some(Profile {
            change_identifier: change_identifier?,
            personal_details: personal_details?,
            security: security?,
            sign_out_everywhere: sign_out_everywhere?,
            delete_account: delete_account?,
            details: details(form, errors)?,
        })
    }

    fn preview(card: &Profile, client: &Client) -> Vec<String> {
        preview::profile(card, client.authentication.card.primary_identifier)
    }

    fn view(shell: Shell, frame: Frame, client: &Client, form: &ProfileForm, errors: &Errors) -> impl Template {
        let identifier = client.authentication.card.primary_identifier;
        let change = Profile::change_identifier_label(identifier);
        let switch = |name, label, sent: &str| Checkbox::new(name, label, is_checked(sent), errors);
        let options = [
            switch("change_identifier", change, &form.change_identifier)
                .hint("Users may replace what they sign in with, once they have proved that the new one is theirs."),
            switch("personal_details", "Personal Details", &form.personal_details)
                .hint("Users see what is known about them, as chosen below."),
            switch("security", "Security", &form.security).hint(
                "Users may manage their password, their passkeys, their second step and where they are signed in.",
            ),
            switch("sign_out_everywhere", "Sign Out Everywhere", &form.sign_out_everywhere)
                .hint("Users may end their sessions in every browser at once."),
            switch("delete_account", "Delete Account", &form.delete_account)
                .hint("Users may delete their account, after they have proved who they are."),
            Checkbox::new("sign_out", "Sign Out", true, errors).hint("Users can always sign out.").fixed(),
        ];
        let detail = |field: &ProfileField| {
            let name = Field::of_detail(*field).form_name();
            SelectField::new(name, field.label_beside(identifier), menu::<Access>(), form.detail(*field), errors)
        };
        View { shell, frame, options, details: ProfileField::ALL.iter().map(detail).collect() }
    }
}

fn details(form: &ProfileForm, errors: &mut Errors) -> Option<PersonalDetails> {
    let mut all_known = true;
    for field in ProfileField::ALL {
        let name = Field::of_detail(*field).form_name();
        all_known &= choose::<Access>(errors, name, form.detail(*field), "what users may do with it").is_some();
    }
    let details = PersonalDetails::new(|field| Access::parse(form.detail(field)).unwrap_or(Access::Hidden));
    all_known.then_some(details)
}
