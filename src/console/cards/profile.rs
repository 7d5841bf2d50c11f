//! The Profile card's edit page.

use askama::Template;
use serde::Deserialize;

use super::{CardPage, Frame, Save};
use crate::console::options::checked;
use crate::console::paths;
use crate::console::shell::{Notice, Shell};
use crate::domain::client::{Client, Profile, Versioned};
use crate::store::clients::save_profile;
use crate::web::fields::{CHECKED, Checkbox, Errors};

/// The page.
pub struct ProfileCard;

/// Its fields.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ProfileForm {
    version: String,
    change_identifier: String,
    personal_details: String,
    security: String,
}

#[derive(Template)]
#[template(path = "console/cards/profile.html")]
struct View {
    shell: Shell,
    frame: Frame,
    options: [Checkbox; 4],
}

impl CardPage for ProfileCard {
    type Card = Profile;
    type Form = ProfileForm;
    const FIELDS: &'static [&'static str] = &["change_identifier", "personal_details", "security"];
    const SAVED: Notice = Notice::ProfileSaved;
    const SAVE: Save<Profile> = save_profile;

    fn stored(client: &Client) -> &Versioned<Profile> {
        &client.profile
    }

    fn form(card: &Profile) -> ProfileForm {
        let sent = |on: bool| if on { CHECKED.to_owned() } else { String::new() };
        ProfileForm {
            version: String::new(),
            change_identifier: sent(card.change_identifier),
            personal_details: sent(card.personal_details),
            security: sent(card.security),
        }
    }

    fn version(form: &ProfileForm) -> &str {
        &form.version
    }

    fn parse(form: &ProfileForm, errors: &mut Errors) -> Option<Profile> {
        let change_identifier = checked(errors, "change_identifier", &form.change_identifier);
        let personal_details = checked(errors, "personal_details", &form.personal_details);
        let security = checked(errors, "security", &form.security);
        Some(Profile {
            change_identifier: change_identifier?,
            personal_details: personal_details?,
            security: security?,
        })
    }

    fn view(shell: Shell, frame: Frame, client: &Client, form: &ProfileForm, errors: &Errors) -> impl Template {
        let change = Profile::change_identifier_label(client.authentication.card.primary_identifier);
        let is_on = |sent: &str| sent == CHECKED;
        let options = [
            Checkbox::new("change_identifier", change, is_on(&form.change_identifier), errors)
                .hint("Users may replace what they sign in with, once they have proved that the new one is theirs."),
            Checkbox::new("personal_details", "Personal Details", is_on(&form.personal_details), errors)
                .hint("Users may see and change their name and the like."),
            Checkbox::new("security", "Security", is_on(&form.security), errors)
                .hint("Users may manage their password, their passkeys and where they are signed in."),
            Checkbox::new("sign_out", "Sign Out", true, errors).hint("Users can always sign out.").fixed(),
        ];
        View { shell, frame, options }
    }
}
