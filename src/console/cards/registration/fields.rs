//! The profile fields of the Registration form: which are asked for, and in which order.

use super::RegistrationForm;
use crate::console::options::{choose, menu};
use crate::domain::choice::Choice;
use crate::domain::client::{AskedField, AskedFields, Asks, PrimaryIdentifier, ProfileField};
use crate::web::fields::{Errors, SelectField};

/// A profile field with whether it is asked for and the buttons that move it.
pub(super) struct FieldRow {
    pub(super) token: &'static str,
    pub(super) label: &'static str,
    pub(super) asks: SelectField,
}

impl RegistrationForm {
    fn asks(&self, field: ProfileField) -> &str {
        match field {
            ProfileField::GivenName => &self.ask_given_name,
            ProfileField::FamilyName => &self.ask_family_name,
            ProfileField::DisplayName => &self.ask_display_name,
            ProfileField::Birthdate => &self.ask_birthdate,
            ProfileField::SecondContact => &self.ask_second_contact,
            ProfileField::Address => &self.ask_address,
            ProfileField::Locale => &self.ask_locale,
        }
    }

    /// Every profile field, in the order of the form.
    pub(super) fn fields(&self) -> Vec<ProfileField> {
        let mut fields: Vec<ProfileField> = Vec::new();
        let sent = self.order.split(' ').filter_map(ProfileField::parse);
        for field in sent.chain(ProfileField::ALL.iter().copied()) {
            if !fields.contains(&field) {
                fields.push(field);
            }
        }
        fields
    }

    /// Moves the field that a button names up or down.
    pub(super) fn move_field(&mut self) {
        let Some((direction, token)) = self.intent.split_once(' ') else { return };
        let mut fields = self.fields();
        let at = fields.iter().position(|field| field.token() == token);
        let to = match direction {
            "up" => at.and_then(|at| at.checked_sub(1)),
            "down" => at.map(|at| at + 1).filter(|to| *to < fields.len()),
            _ => None,
        };
        if let Some((at, to)) = at.zip(to) {
            fields.swap(at, to);
        }
        self.order = tokens(&fields);
    }

    /// The fields that are asked for, or `None` with what is wrong noted.
    pub(super) fn asked_fields(&self, errors: &mut Errors) -> Option<AskedFields> {
        let mut asked = Vec::new();
        for field in self.fields() {
            match choose::<Asks>(errors, "fields", self.asks(field), "for each field whether it is asked for")? {
                Asks::No => {}
                asks => asked.push(AskedField { field, required: asks == Asks::Required }),
            }
        }
        Some(AskedFields::new(asked))
    }

    /// The fields as the page shows them.
    pub(super) fn rows(&self, identifier: PrimaryIdentifier, errors: &Errors) -> Vec<FieldRow> {
        let row = |field: ProfileField| {
            let label = field.label_beside(identifier);
            let asks = SelectField::new(ask_name(field), label, menu::<Asks>(), self.asks(field), errors);
            FieldRow { token: field.token(), label, asks }
        };
        self.fields().into_iter().map(row).collect()
    }
}

/// The tokens of fields, with spaces.
pub(super) fn tokens(fields: &[ProfileField]) -> String {
    fields.iter().map(|field| field.token()).collect::<Vec<_>>().join(" ")
}

fn ask_name(field: ProfileField) -> &'static str {
    match field {
        ProfileField::GivenName => "ask_given_name",
        ProfileField::FamilyName => "ask_family_name",
        ProfileField::DisplayName => "ask_display_name",
        ProfileField::Birthdate => "ask_birthdate",
        ProfileField::SecondContact => "ask_second_contact",
        ProfileField::Address => "ask_address",
        ProfileField::Locale => "ask_locale",
    }
}
