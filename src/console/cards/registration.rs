//! The Registration card's edit page.

use askama::Template;
use serde::Deserialize;

use super::{CardPage, Frame, Save};
use crate::console::options::{self, choose};
use crate::console::paths;
use crate::console::shell::{Notice, Shell};
use crate::domain::choice::Choice;
use crate::domain::client::{Client, Registration, Versioned};
use crate::store::clients::save_registration;
use crate::web::fields::{Errors, RadioField};

/// The page.
pub struct RegistrationCard;

/// Its fields.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RegistrationForm {
    version: String,
    registration_type: String,
}

#[derive(Template)]
#[template(path = "console/cards/registration.html")]
struct View {
    shell: Shell,
    frame: Frame,
    registration_type: RadioField,
}

impl CardPage for RegistrationCard {
    type Card = Registration;
    type Form = RegistrationForm;
    const FIELDS: &'static [&'static str] = &["registration_type"];
    const SAVED: Notice = Notice::RegistrationSaved;
    const SAVE: Save<Registration> = save_registration;

    fn stored(client: &Client) -> &Versioned<Registration> {
        &client.registration
    }

    fn form(card: &Registration) -> RegistrationForm {
        RegistrationForm { version: String::new(), registration_type: card.registration_type.token().to_owned() }
    }

    fn version(form: &RegistrationForm) -> &str {
        &form.version
    }

    fn parse(form: &RegistrationForm, errors: &mut Errors) -> Option<Registration> {
        let registration_type = choose(errors, "registration_type", &form.registration_type, "a registration type");
        Some(Registration { registration_type: registration_type? })
    }

    fn view(shell: Shell, frame: Frame, _: &Client, form: &RegistrationForm, errors: &Errors) -> impl Template {
        View { shell, frame, registration_type: options::registration_type(&form.registration_type, errors) }
    }
}
