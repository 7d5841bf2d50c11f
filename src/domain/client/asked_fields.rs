//! Which profile fields the registration asks for.

use crate::domain::choice::{Choice, choices};

use super::ProfileField;

choices! {
    /// Whether a profile field is asked for.
    pub enum Asks {
        /// It is not.
        No = "no", "Not asked";
        /// It may be left empty.
        Optional = "optional", "Optional";
        /// It may not.
        Required = "required", "Required";
    }
}

/// A profile field that is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AskedField {
    /// The field.
    pub field: ProfileField,
    /// Whether it may not be left empty.
    pub required: bool,
}

/// The profile fields that are asked for, in their order, each once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AskedFields(Vec<AskedField>);

impl AskedFields {
    /// The fields in this order; a repeated one counts once.
    #[must_use]
    pub fn new(asked: Vec<AskedField>) -> Self {
        let mut fields: Vec<AskedField> = Vec::new();
        for each in asked {
            if fields.iter().all(|before| before.field != each.field) {
                fields.push(each);
            }
        }
        Self(fields)
    }

    /// The fields.
    #[must_use]
    pub fn as_slice(&self) -> &[AskedField] {
        &self.0
    }

    /// Whether a field is asked for.
    #[must_use]
    pub fn asks(&self, field: ProfileField) -> Asks {
        match self.0.iter().find(|asked| asked.field == field) {
            None => Asks::No,
            Some(AskedField { required: false, .. }) => Asks::Optional,
            Some(AskedField { required: true, .. }) => Asks::Required,
        }
    }

    /// The fields in a line: `given_name:required,locale:optional`.
    #[must_use]
    pub fn token(&self) -> String {
        let token = |asked: &AskedField| format!("{}:{}", asked.field.token(), self.asks(asked.field).token());
        self.0.iter().map(token).collect::<Vec<_>>().join(",")
    }
}

impl Default for AskedFields {
    fn default() -> Self {
        let required = |field| AskedField { field, required: true };
        Self(vec![required(ProfileField::GivenName), required(ProfileField::FamilyName)])
    }
}
