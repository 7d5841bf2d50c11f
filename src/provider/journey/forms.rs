//! What the forms of a journey send, read as the step needs it.

use std::collections::BTreeMap;
use std::fmt;

use serde::Deserialize;

use super::scene::Scene;
use crate::domain::choice::Choice;
use crate::domain::client::{AskedField, PrimaryIdentifier, ProfileField};
use crate::domain::journey::{Filled, Missing, second_of};
use crate::domain::language::Language;
use crate::domain::phone::PhoneNumber;
use crate::domain::text::{self, EmailAddress, TextError};
use crate::domain::time::{Day, Timestamp};
use crate::domain::user::Identifier;
use crate::screens;
use crate::service::state::State;
use crate::service::texts::Texts;

/// A form says of which step it is; the fields of all of them are here.
#[derive(Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct StepForm {
    pub step: String,
    pub identifier: String,
    pub remember: Option<String>,
    pub code: String,
    given_name: String,
    family_name: String,
    display_name: String,
    birthdate: String,
    second_contact: String,
    address: String,
    locale: String,
    terms: Option<String>,
    privacy: Option<String>,
}

/// There may be a code in it.
impl fmt::Debug for StepForm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "StepForm({})", self.step)
    }
}

/// What is wrong with each field, in the user's language.
pub type Errors = BTreeMap<&'static str, String>;

const LONGEST_NAME: usize = 80;
const LONGEST_ADDRESS: usize = 500;
/// Nobody is older.
const OLDEST: i64 = 130 * 366;

impl StepForm {
    #[must_use]
    pub fn typed(&self, field: ProfileField) -> &str {
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

    /// Whether the checkbox of a document was checked, by the document's name.
    #[must_use]
    pub fn accepts(&self, document: &str, version: &str) -> bool {
        let sent = if document == "terms" { &self.terms } else { &self.privacy };
        sent.as_deref() == Some(version)
    }

    /// The registration form, or what is wrong with it.
    pub fn filled(&self, state: &State, scene: &Scene, missing: &Missing, texts: Texts) -> Result<Filled, Errors> {
        let (mut filled, mut errors) = (Filled::default(), Errors::new());
        let identifier = scene.client.settings.authentication.primary_identifier;
        for AskedField { field, required } in &missing.fields {
            let typed = self.typed(*field);
            if typed.trim().is_empty() {
                if *required {
                    errors.insert(field.token(), texts.get("error-missing"));
                }
            } else if *field == ProfileField::SecondContact {
                match identifier_of(state, second_of(identifier), typed, texts) {
                    Ok(Identifier::Email(email)) if !scene.client.settings.registration.domains.admit(&email) => {
                        errors.insert(field.token(), texts.with("error-domain", "client", scene.client.name()));
                    }
                    Ok(second) => filled.second = Some(second),
                    Err(error) => drop(errors.insert(field.token(), error)),
                }
            } else {
                match value(*field, typed, state.now(), texts) {
                    Ok(value) => filled.details.set(*field, &value),
                    Err(error) => drop(errors.insert(field.token(), error)),
                }
            }
        }
        for (name, document, accepted) in [
            ("terms", &missing.terms, &mut filled.accepted.terms),
            ("privacy", &missing.privacy, &mut filled.accepted.privacy),
        ] {
            let Some(document) = document else { continue };
            let version = document.version.as_str();
            if self.accepts(name, version) {
                *accepted = Some(version.to_owned());
            } else {
                errors.insert(name, texts.get("error-document"));
            }
        }
        if errors.is_empty() { Ok(filled) } else { Err(errors) }
    }
}

/// Reads an identifier that somebody typed.
pub fn identifier_of(state: &State, kind: PrimaryIdentifier, typed: &str, texts: Texts) -> Result<Identifier, String> {
    match kind {
        PrimaryIdentifier::Email => {
            EmailAddress::parse(typed).map(Identifier::Email).map_err(|error| screens::of_text(texts, &error))
        }
        PrimaryIdentifier::Mobile => {
            PhoneNumber::parse(typed, state.region).map(Identifier::Mobile).map_err(|_| texts.get("error-mobile"))
        }
    }
}

fn value(field: ProfileField, typed: &str, now: Timestamp, texts: Texts) -> Result<String, String> {
    let refused = |error: TextError| screens::of_text(texts, &error);
    match field {
        ProfileField::Birthdate => {
            let (day, today) = (Day::parse(typed.trim()), Day::containing(now));
            let is_past = |day: &Day| *day <= today && day.0 > today.0.saturating_sub(OLDEST);
            let day = day.filter(is_past).ok_or_else(|| texts.get("error-birthdate"))?;
            Ok(day.to_string())
        }
        ProfileField::Locale => {
            let language = Language::parse(typed).ok_or_else(|| texts.get("error-choice"))?;
            Ok(language.token().to_owned())
        }
        ProfileField::Address => {
            // Of several lines each is as a name is.
            let lines: Result<Vec<String>, String> =
                typed.lines().map(|line| text::line(line, "an address", 0, LONGEST_ADDRESS).map_err(refused)).collect();
            let lines: Vec<String> = lines?.into_iter().filter(|line| !line.is_empty()).collect();
            let whole = lines.join("\n");
            let length = whole.chars().count();
            if length > LONGEST_ADDRESS {
                return Err(refused(TextError::TooLong(LONGEST_ADDRESS, length)));
            }
            Ok(whole)
        }
        _ => text::line(typed, "a name", 1, LONGEST_NAME).map_err(refused),
    }
}
