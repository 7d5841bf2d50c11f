//! Which profile fields the registration asks for.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::ProfileField;
use crate::domain::choice::{Choice, choices};
use crate::domain::setting::plain;

choices! {
    pub enum Requirement {
        No = "no", "Not asked";
        /// It may be left empty.
        Optional = "optional", "Optional";
        Required = "required", "Required";
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct AskedField {
    pub field: ProfileField,
    /// Whether it may not be left empty.
    pub required: bool,
}

/// The profile fields that are asked for, in their order, each once.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(try_from = "Vec<AskedField>")]
pub struct AskedFields(Vec<AskedField>);

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{} is listed twice", .0.label())]
pub struct AskedTwice(ProfileField);

impl TryFrom<Vec<AskedField>> for AskedFields {
    type Error = AskedTwice;

    fn try_from(fields: Vec<AskedField>) -> Result<Self, AskedTwice> {
        let again = |at: usize, field: ProfileField| fields.iter().take(at).any(|before| before.field == field);
        match fields.iter().enumerate().find(|(at, asked)| again(*at, asked.field)) {
            Some((_, asked)) => Err(AskedTwice(asked.field)),
            None => Ok(Self(fields)),
        }
    }
}

impl AskedFields {
    #[must_use]
    pub fn as_slice(&self) -> &[AskedField] {
        &self.0
    }

    #[must_use]
    pub fn asks(&self, field: ProfileField) -> Requirement {
        match self.0.iter().find(|asked| asked.field == field) {
            None => Requirement::No,
            Some(AskedField { required: false, .. }) => Requirement::Optional,
            Some(AskedField { required: true, .. }) => Requirement::Required,
        }
    }
}

impl Default for AskedFields {
    fn default() -> Self {
        let required = |field| AskedField { field, required: true };
        Self(vec![required(ProfileField::GivenName), required(ProfileField::FamilyName)])
    }
}

/// The fields in words: “Given name (required), Locale (optional)”. Their order counts, so a change is told as a whole.
pub(super) fn words(value: &Value) -> String {
    let field = |item: &Value| match AskedField::deserialize(item) {
        Ok(AskedField { field, required: true }) => format!("{} (required)", field.label()),
        Ok(AskedField { field, required: false }) => format!("{} (optional)", field.label()),
        Err(_) => plain(item),
    };
    match value.as_array() {
        Some(fields) if fields.is_empty() => "nothing".to_owned(),
        Some(fields) => fields.iter().map(field).collect::<Vec<_>>().join(", "),
        None => plain(value),
    }
}
