//! What is known about a user beside how they are reached.

use serde::{Deserialize, Serialize};

use crate::domain::client::ProfileField;

/// Values of profile fields, each once; an empty one is not there. The second contact is kept here only while it was typed and
/// is not yet an identifier.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub struct Details(Vec<(ProfileField, String)>);

impl Details {
    #[must_use]
    pub fn get(&self, field: ProfileField) -> Option<&str> {
        self.0.iter().find(|(found, _)| *found == field).map(|(_, value)| value.as_str())
    }

    /// Sets a field, or removes it where the value is empty.
    pub fn set(&mut self, field: ProfileField, value: &str) {
        self.0.retain(|(found, _)| *found != field);
        if !value.is_empty() {
            self.0.push((field, value.to_owned()));
        }
    }

    /// Sets what another has, and keeps the rest.
    pub fn take(&mut self, other: &Self) {
        for (field, value) in &other.0 {
            self.set(*field, value);
        }
    }

    /// What the user is called: the display name, or given and family name; none where neither is known.
    #[must_use]
    pub fn name(&self) -> Option<String> {
        if let Some(name) = self.get(ProfileField::DisplayName) {
            return Some(name.to_owned());
        }
        let parts = [ProfileField::GivenName, ProfileField::FamilyName].map(|field| self.get(field));
        let name = parts.into_iter().flatten().collect::<Vec<_>>().join(" ");
        (!name.is_empty()).then_some(name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_user_is_called_by_the_display_name_or_by_both_names() {
        let mut details = Details::default();
        assert_eq!(details.name(), None);
        details.set(ProfileField::FamilyName, "Lovelace");
        assert_eq!(details.name().as_deref(), Some("Lovelace"));
        details.set(ProfileField::GivenName, "Ada");
        assert_eq!(details.name().as_deref(), Some("Ada Lovelace"));
        details.set(ProfileField::DisplayName, "Countess");
        assert_eq!(details.name().as_deref(), Some("Countess"));
        details.set(ProfileField::DisplayName, "");
        assert_eq!(details.name().as_deref(), Some("Ada Lovelace"));
    }
}
