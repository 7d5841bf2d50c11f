//! The General card's edit page.

use askama::Template;
use serde::Deserialize;

use super::{CardPage, Frame, Save};
use crate::console::options::{self, choose};
use crate::console::paths;
use crate::console::shell::{Notice, Shell};
use crate::domain::choice::Choice;
use crate::domain::client::{Client, ClientName, Description, General, Versioned};
use crate::store::clients::save_general;
use crate::web::fields::{Errors, RadioField, TextField};

/// The page.
pub struct GeneralCard;

/// Its fields.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct GeneralForm {
    version: String,
    name: String,
    description: String,
    app_type: String,
    integration_type: String,
}

#[derive(Template)]
#[template(path = "console/cards/general.html")]
struct View {
    shell: Shell,
    frame: Frame,
    name: TextField,
    description: TextField,
    app_type: RadioField,
    integration_type: RadioField,
}

impl CardPage for GeneralCard {
    type Card = General;
    type Form = GeneralForm;
    const FIELDS: &'static [&'static str] = &["name", "description", "app_type", "integration_type"];
    const SAVED: Notice = Notice::GeneralSaved;
    const SAVE: Save<General> = save_general;

    fn stored(client: &Client) -> &Versioned<General> {
        &client.general
    }

    fn form(card: &General) -> GeneralForm {
        GeneralForm {
            version: String::new(),
            name: card.name.as_str().to_owned(),
            description: card.description.as_str().to_owned(),
            app_type: card.app_type.token().to_owned(),
            integration_type: card.integration_type.token().to_owned(),
        }
    }

    fn version(form: &GeneralForm) -> &str {
        &form.version
    }

    fn parse(form: &GeneralForm, errors: &mut Errors) -> Option<General> {
        let name = errors.check("name", ClientName::parse(&form.name));
        let description = errors.check("description", Description::parse(&form.description));
        let app_type = choose(errors, "app_type", &form.app_type, "an app type");
        let integration_type = choose(errors, "integration_type", &form.integration_type, "an integration type");
        Some(General {
            name: name?,
            description: description?,
            app_type: app_type?,
            integration_type: integration_type?,
        })
    }

    fn view(shell: Shell, frame: Frame, _: &Client, form: &GeneralForm, errors: &Errors) -> impl Template {
        View {
            shell,
            frame,
            name: TextField::new("name", "Client name", &form.name, errors)
                .hint("2 to 80 characters; no other client may have it."),
            description: TextField::new("description", "Description", &form.description, errors)
                .hint("What the client is for, in up to 150 characters. Only operators see it."),
            app_type: options::app_type(&form.app_type, errors),
            integration_type: options::integration_type(&form.integration_type, errors),
        }
    }
}
