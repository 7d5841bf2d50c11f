//! “Create a Client” in two steps. Nothing is written before **Create**: what was chosen travels in the address.

pub mod basic_settings;
pub mod general_information;

use serde::{Deserialize, Serialize};

use super::options::{checked, choose};
use super::paths;
use crate::domain::choice::Choice;
use crate::domain::client::{
    Authentication, ClientName, Contacts, Description, General, Method, NewClient, PrimaryIdentifier, Registration,
    RegistrationType,
};
use crate::store::clients::NameTaken;
use crate::web::fields::{CHECKED, Errors};

/// Everything that the two steps choose, as typed.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct Choices {
    #[serde(skip_serializing_if = "String::is_empty")]
    name: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    app_type: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    integration_type: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    primary_identifier: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    method: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    passkeys: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    registration_type: String,
}

impl Choices {
    /// Step one, or `None` with what is wrong noted.
    fn general(&self, errors: &mut Errors) -> Option<General> {
        let name = errors.check("name", ClientName::parse(&self.name));
        let app_type = choose(errors, "app_type", &self.app_type, "an app type");
        let integration_type = choose(errors, "integration_type", &self.integration_type, "an integration type");
        Some(General {
            name: name?,
            description: Description::default(),
            contacts: Contacts::default(),
            app_type: app_type?,
            integration_type: integration_type?,
        })
    }

    /// Both steps, or `None` with what is wrong in step two noted.
    fn client(&self, general: General, errors: &mut Errors) -> Option<NewClient> {
        let primary_identifier =
            choose::<PrimaryIdentifier>(errors, "primary_identifier", &self.primary_identifier, "a primary identifier");
        let method = choose::<Method>(errors, "method", &self.method, "an authentication method");
        let passkeys = checked(errors, "passkeys", &self.passkeys);
        let registration_type =
            choose::<RegistrationType>(errors, "registration_type", &self.registration_type, "a registration type");
        Some(NewClient {
            general,
            authentication: Authentication {
                primary_identifier: primary_identifier?,
                method: method?,
                passkeys: passkeys?,
                ..Authentication::default()
            },
            registration: Registration { registration_type: registration_type?, ..Registration::default() },
        })
    }

    /// Step two as it opens: the defaults where nothing has been chosen yet.
    fn with_defaults(mut self) -> Self {
        let authentication = Authentication::default();
        if self.primary_identifier.is_empty() {
            authentication.primary_identifier.token().clone_into(&mut self.primary_identifier);
        }
        if self.method.is_empty() {
            authentication.method.token().clone_into(&mut self.method);
        }
        if self.registration_type.is_empty() {
            Registration::default().registration_type.token().clone_into(&mut self.registration_type);
        }
        self
    }

    fn has_passkeys(&self) -> bool {
        self.passkeys == CHECKED
    }

    /// The fields of step one, to be kept by the form of step two.
    fn step_one(&self) -> Vec<(&'static str, String)> {
        vec![
            ("name", self.name.clone()),
            ("app_type", self.app_type.clone()),
            ("integration_type", self.integration_type.clone()),
        ]
    }

    /// The fields of step two that have been chosen, to be kept by the form of step one.
    fn step_two(&self) -> Vec<(&'static str, String)> {
        let chosen = [
            ("primary_identifier", &self.primary_identifier),
            ("method", &self.method),
            ("passkeys", &self.passkeys),
            ("registration_type", &self.registration_type),
        ];
        chosen.into_iter().filter(|(_, value)| !value.is_empty()).map(|(name, value)| (name, value.clone())).collect()
    }
}

/// Notes that another client has the name, with a link to it.
pub(super) fn name_taken(errors: &mut Errors, holder: &NameTaken) {
    let message = format!("A client named “{}” already exists. Use another name.", holder.name);
    errors.add_linked("name", message, &format!("Open {}", holder.name), paths::client(holder.key));
}
