//! The Registration card's edit page.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use askama::Template;
use serde::Deserialize;

use super::{CardPage, Frame};
use crate::console::options::{self, choose};
use crate::console::paths;
use crate::console::shell::{Notice, Shell};
use crate::domain::activity::Origin;
use crate::domain::choice::Choice;
use crate::domain::client::{Client, ClientKey, Registration, Versioned};
use crate::store::clients::{SaveRefused, save_registration};
use crate::store::{Connection, Failure};
use crate::web::fields::{Errors, RadioField};
use crate::web::page;
use crate::web::problem::Problem;

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

    fn stored(client: &Client) -> &Versioned<Registration> {
        &client.registration
    }

    fn form(card: &Registration) -> RegistrationForm {
        RegistrationForm { version: String::new(), registration_type: card.registration_type.token().to_owned() }
    }

    fn version(form: &RegistrationForm) -> &str {
        &form.version
    }

    fn parse(form: &RegistrationForm, _: &Client, errors: &mut Errors) -> Option<Registration> {
        let registration_type = choose(errors, "registration_type", &form.registration_type, "a registration type");
        Some(Registration { registration_type: registration_type? })
    }

    fn save(
        conn: &mut Connection,
        key: ClientKey,
        edited: &Versioned<Registration>,
        origin: &Origin,
    ) -> Result<(), Failure<SaveRefused>> {
        save_registration(conn, key, edited, origin)
    }

    fn page(
        status: StatusCode,
        shell: Shell,
        frame: Frame,
        _: &Client,
        form: &RegistrationForm,
        errors: &Errors,
    ) -> Result<HttpResponse, Problem> {
        page::html(
            status,
            &View { shell, frame, registration_type: options::registration_type(&form.registration_type, errors) },
        )
    }
}
