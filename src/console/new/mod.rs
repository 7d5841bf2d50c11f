//! “Create a Client” in two steps. Nothing is written before **Create**: what was chosen travels in the address.

pub mod basic_settings;
pub mod general_information;

use actix_web::HttpRequest;

use super::came_from::LIST;
use super::cards::{authentication, general, registration};
use super::controls::{Control, Draft, Kind, Typed};
use super::paths;
use crate::domain::client::Settings;
use crate::store::clients::NameTaken;
use crate::web::fields::Errors;
use crate::web::form::misunderstood;
use crate::web::problem::Problem;
use crate::web::query;

const NAME: Control = Control::new("general.name", Kind::Line, "Enter a descriptive name for your client").autofocus();
const STEP_ONE: &[Control] = &[NAME, general::APP_TYPE, general::INTEGRATION_TYPE];
const STEP_TWO: &[Control] = &[
    authentication::PRIMARY_IDENTIFIER,
    authentication::METHOD,
    authentication::PASSKEYS,
    registration::REGISTRATION_TYPE,
];

/// Everything that the two steps choose, as typed.
struct Choices(Typed);

impl Choices {
    fn read(sent: Vec<(String, String)>) -> Result<Self, Problem> {
        let controls = STEP_ONE.iter().chain(STEP_TWO);
        Typed::sent(controls, &[LIST], sent).map(Self).ok_or_else(misunderstood)
    }

    /// What an address brings. What else is in it does not matter.
    fn of_address(request: &HttpRequest) -> Result<Self, Problem> {
        let names: Vec<String> =
            STEP_ONE.iter().chain(STEP_TWO).flat_map(Control::names).chain([LIST.to_owned()]).collect();
        let known = |name: &str| names.iter().find(|known| *known == name).map(String::as_str);
        let sent = query::read(request.query_string(), known)?;
        Self::read(sent.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
    }

    /// Step one as far as it can be read, and what is wrong with it.
    fn step_one(&self) -> Draft {
        Draft::read(STEP_ONE.iter(), &self.0, &Settings::unchosen())
    }

    /// Step two on top of step one.
    fn step_two(&self, step_one: &Settings) -> Draft {
        Draft::read(STEP_TWO.iter(), &self.0, step_one)
    }

    /// Both steps at once.
    fn both_steps(&self) -> Draft {
        Draft::read(STEP_ONE.iter().chain(STEP_TWO), &self.0, &Settings::unchosen())
    }

    /// Step two as it opens: the defaults where nothing has been chosen yet.
    fn with_defaults(mut self, step_one: &Settings) -> Self {
        let defaults = Typed::of_document(STEP_TWO.iter(), &step_one.to_value());
        for (name, value) in defaults.iter() {
            if self.0.get(name).is_empty() {
                self.0.set(name, value);
            }
        }
        self
    }

    /// The fields of a step that have been chosen, to be kept by the form of the other.
    fn chosen_in(&self, step: &[Control]) -> Vec<(String, String)> {
        let names: Vec<String> = step.iter().map(Control::name).collect();
        let chosen = self.0.iter().filter(|(name, value)| !value.is_empty() && names.iter().any(|known| known == name));
        chosen.map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
    }

    /// The address of a step with everything that was chosen.
    fn address(&self, path: &str) -> String {
        let chosen: Vec<(&str, &str)> = self.0.iter().filter(|(_, value)| !value.is_empty()).collect();
        paths::with_query(path, &chosen)
    }
}

pub(super) fn name_taken(errors: &mut Errors, holder: &NameTaken) {
    let message = format!("A client named “{}” already exists. Use another name.", holder.name);
    errors.add_linked("name", message, &format!("Open {}", holder.name), paths::client(holder.key));
}
