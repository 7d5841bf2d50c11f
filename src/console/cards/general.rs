//! The General card's edit page.

use askama::Template;
use serde::{Deserialize, Serialize};

use super::{CardPage, Frame, Save, Sent, preview};
use crate::console::options::{self, choose};
use crate::console::paths;
use crate::console::shell::{Notice, Shell};
use crate::domain::choice::Choice;
use crate::domain::client::{Client, ClientName, Contacts, Description, General};
use crate::store::clients::save_general;
use crate::web::fields::{Errors, RadioField, TextArea, TextField};

/// The page.
pub struct GeneralCard;

/// Its fields.
#[derive(Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct GeneralForm {
    version: String,
    opened: String,
    intent: String,
    name: String,
    description: String,
    contacts: String,
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
    contacts: TextArea,
    app_type: RadioField,
    integration_type: RadioField,
}

impl CardPage for GeneralCard {
    type Card = General;
    type Form = GeneralForm;
    const FIELDS: &'static [&'static str] = &["name", "description", "contacts", "app_type", "integration_type"];
    const SAVED: Notice = Notice::GeneralSaved;
    const SAVE: Save<General> = save_general;

    fn form(card: &General) -> GeneralForm {
        GeneralForm {
            name: card.name.as_str().to_owned(),
            description: card.description.as_str().to_owned(),
            contacts: card.contacts.iter().collect::<Vec<_>>().join("\n"),
            app_type: card.app_type.token().to_owned(),
            integration_type: card.integration_type.token().to_owned(),
            ..GeneralForm::default()
        }
    }

    fn sent(form: &GeneralForm) -> Sent<'_> {
        Sent { version: &form.version, opened: &form.opened, intent: &form.intent }
    }

    fn parse(form: &GeneralForm, errors: &mut Errors) -> Option<General> {
        let name = errors.check("name", ClientName::parse(&form.name));
        let description = errors.check("description", Description::parse(&form.description));
        let contacts = errors.check("contacts", Contacts::parse(&form.contacts));
        let app_type = choose(errors, "app_type", &form.app_type, "an app type");
        let integration_type = choose(errors, "integration_type", &form.integration_type, "an integration type");
        Some(General {
            name: name?,
            description: description?,
            contacts: contacts?,
            app_type: app_type?,
            integration_type: integration_type?,
        })
    }

    fn preview(card: &General, _: &Client) -> Vec<String> {
        preview::general(card)
    }

    fn view(shell: Shell, frame: Frame, _: &Client, form: &GeneralForm, errors: &Errors) -> impl Template {
        View {
            shell,
            frame,
            name: TextField::new("name", "Client name", &form.name, errors)
                .hint("2 to 80 characters; no other client may have it."),
            description: TextField::new("description", "Description", &form.description, errors)
                .hint("What the client is for, in up to 150 characters. Only operators see it."),
            contacts: TextArea::new(
                "contacts",
                "Owner contacts",
                "Whom to ask about this client: up to 10 email addresses, one a line. Only operators see them.",
                &form.contacts,
                errors,
            ),
            app_type: options::app_type(&form.app_type, errors),
            integration_type: options::integration_type(&form.integration_type, errors),
        }
    }
}
