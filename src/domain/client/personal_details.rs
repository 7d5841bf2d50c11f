//! What is known about a user beside their primary identifier: the fixed catalogue of profile fields.

use std::collections::HashMap;

use serde::{Deserialize, Serialize, Serializer};

use super::PrimaryIdentifier;
use crate::domain::choice::{Choice, choices};

choices! {
    /// A profile field, by its claim (`OpenID` Connect Core 1.0, section 5.1).
    pub enum ProfileField {
        GivenName = "given_name", "Given name";
        FamilyName = "family_name", "Family name";
        /// `name`.
        DisplayName = "display_name", "Display name";
        Birthdate = "birthdate", "Birthdate";
        /// `phone_number` where the primary identifier is Email, `email` where it is Mobile.
        SecondContact = "second_contact", "Second contact";
        Address = "address", "Address";
        Locale = "locale", "Locale";
    }
}

impl ProfileField {
    /// The label where it is known which contact is the first.
    #[must_use]
    pub fn label_beside(self, identifier: PrimaryIdentifier) -> &'static str {
        match (self, identifier) {
            (Self::SecondContact, PrimaryIdentifier::Email) => "Mobile number",
            (Self::SecondContact, PrimaryIdentifier::Mobile) => "Email address",
            _ => self.label(),
        }
    }
}

choices! {
    /// What a user may do with a profile field under Personal Details.
    pub enum Access {
        Hidden = "hidden", "Hidden";
        ReadOnly = "read_only", "Read-only";
        Editable = "editable", "Editable";
    }
}

/// What users may do with each profile field.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(from = "HashMap<ProfileField, Access>")]
pub struct PersonalDetails(Vec<(ProfileField, Access)>);

impl PersonalDetails {
    /// The access that `to` says for each field.
    #[must_use]
    pub fn new(to: impl Fn(ProfileField) -> Access) -> Self {
        Self(ProfileField::ALL.iter().map(|field| (*field, to(*field))).collect())
    }

    #[must_use]
    pub fn access(&self, field: ProfileField) -> Access {
        self.0.iter().find(|(found, _)| *found == field).map_or(Access::Hidden, |(_, access)| *access)
    }

    /// The fields with an access, in the order of the catalog.
    #[must_use]
    pub fn fields_that_are(&self, access: Access) -> Vec<ProfileField> {
        self.0.iter().filter(|(_, found)| *found == access).map(|(field, _)| *field).collect()
    }
}

impl From<HashMap<ProfileField, Access>> for PersonalDetails {
    fn from(stored: HashMap<ProfileField, Access>) -> Self {
        let default = Self::default();
        Self::new(|field| stored.get(&field).copied().unwrap_or_else(|| default.access(field)))
    }
}

impl Serialize for PersonalDetails {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().copied())
    }
}

impl Default for PersonalDetails {
    fn default() -> Self {
        Self::new(|field| match field {
            ProfileField::GivenName | ProfileField::FamilyName => Access::Editable,
            _ => Access::Hidden,
        })
    }
}
