//! The controls by which settings are edited: on the cards and in “Create a Client”. A control is said once, as data; how
//! it is read and drawn follows from its kind.

mod asked_fields;
mod changed;
mod counter;
mod draw;
mod read;
mod rows;
mod typed;

use crate::domain::choice::Choice;
use crate::domain::client::{ProfileField, Settings, described};
use crate::domain::setting::{Setting, field_name};
use crate::web::fields::{Errors, RadioOption, Text, Widget};

pub use asked_fields::move_field;
pub use changed::changed;
pub use rows::{add_row, change_rows};
pub use typed::Typed;

pub struct Control {
    pub path: &'static str,
    label: Label,
    hint: &'static str,
    kind: Kind,
    has_autofocus: bool,
}

enum Label {
    OfSetting,
    Fixed(&'static str),
    /// Depends on the other settings.
    Beside(fn(&Settings) -> &'static str),
    /// A profile field's, which depends on the primary identifier.
    OfField(ProfileField),
}

/// How a setting is edited. Where there is a `what`, it completes “Choose …”.
pub enum Kind {
    Line,
    /// A line that may be left empty, for a setting that may have no value.
    Optional,
    /// Public keys, pasted as a text that is not shown again unless it is one that can be kept.
    Keys,
    /// A list of addresses, an item a row; what an item is called.
    Rows(&'static str),
    /// A list, an item a line; how many items there can be.
    Lines(usize),
    Radio(fn() -> Vec<RadioOption>, &'static str),
    Menu(fn() -> Vec<(&'static str, &'static str)>, &'static str),
    Switch,
    /// What is shown although nobody can change it; it has no setting.
    AlwaysOn,
    /// A whole number, with its unit.
    Number(&'static str),
    /// A length of time in seconds, typed with a unit.
    Time,
    /// A list of choices, by token and label; and the hint of each.
    Checkboxes(fn() -> Vec<(&'static str, &'static str)>, fn(&str, &Settings) -> &'static str),
    /// A link and its version, whose label and hint these are.
    Document(&'static str, &'static str),
    AskedFields,
}

impl Control {
    pub const fn new(path: &'static str, kind: Kind, hint: &'static str) -> Self {
        Self { path, label: Label::OfSetting, hint, kind, has_autofocus: false }
    }

    /// A label other than the setting's.
    pub const fn label(self, label: &'static str) -> Self {
        Self { label: Label::Fixed(label), ..self }
    }

    pub const fn label_beside(self, label: fn(&Settings) -> &'static str) -> Self {
        Self { label: Label::Beside(label), ..self }
    }

    pub const fn label_of_field(self, field: ProfileField) -> Self {
        Self { label: Label::OfField(field), ..self }
    }

    pub const fn autofocus(self) -> Self {
        Self { has_autofocus: true, ..self }
    }

    fn setting(&self) -> Option<&'static Setting> {
        described(self.path).map(|(_, setting)| setting)
    }

    pub(in crate::console) fn label_in(&self, settings: &Settings) -> &'static str {
        match self.label {
            Label::Fixed(label) => label,
            Label::Beside(label) => label(settings),
            Label::OfField(field) => field.label_beside(settings.authentication.primary_identifier),
            Label::OfSetting => self.setting().map_or(self.path, |setting| setting.label),
        }
    }

    /// The name of its first field, at which its errors stand.
    #[must_use]
    pub fn name(&self) -> String {
        field_name(self.path)
    }

    pub(in crate::console) fn names(&self) -> Vec<String> {
        let name = self.name();
        let with = |ending: &str| format!("{name}_{ending}");
        match &self.kind {
            Kind::AlwaysOn => Vec::new(),
            Kind::Time => vec![with("unit"), name],
            Kind::Document(..) => vec![with("version"), name],
            Kind::Checkboxes(..) => self.tokens().into_iter().map(with).collect(),
            Kind::AskedFields => asked_fields::names(&name),
            Kind::Rows(_) => rows::names(&name),
            _ => vec![name],
        }
    }

    /// The names and labels at which errors can stand.
    fn places(&self, settings: &Settings) -> Vec<(Text, Text)> {
        let place = |name: String, label: &'static str| (Text::Owned(name), Text::Borrowed(label));
        let own = place(self.name(), self.label_in(settings));
        match self.kind {
            Kind::Document(label, _) => vec![own, place(format!("{}_version", self.name()), label)],
            Kind::Rows(noun) => std::iter::once(own).chain(rows::places(&self.name(), noun)).collect(),
            _ => vec![own],
        }
    }

    /// Whether something is wrong with what was typed into it.
    pub(in crate::console) fn has_error(&self, settings: &Settings, errors: &Errors) -> bool {
        !errors.is_empty() && self.places(settings).iter().any(|(name, _)| errors.error_of(name).is_some())
    }

    /// Whether it is a list of addresses, which can be long.
    #[must_use]
    pub fn is_long(&self) -> bool {
        matches!(self.kind, Kind::Rows(_))
    }

    fn tokens(&self) -> Vec<&'static str> {
        match &self.kind {
            Kind::Radio(options, _) => options().iter().map(|option| option.value).collect(),
            Kind::Menu(options, _) | Kind::Checkboxes(options, _) => {
                options().iter().map(|(token, _)| *token).collect()
            }
            _ => Vec::new(),
        }
    }
}

/// What a form stands for: the settings as far as they can be read, and what is wrong with the rest.
pub struct Draft {
    /// With the value before where what was typed cannot be read.
    pub settings: Settings,
    pub errors: Errors,
    /// Whether all that was typed can be read, whether or not it goes together.
    pub is_readable: bool,
}

impl Draft {
    /// Reads a form that changes `before`.
    pub fn read<'a>(controls: impl Iterator<Item = &'a Control> + Clone, typed: &Typed, before: &Settings) -> Self {
        read::draft(controls, typed, before)
    }

    pub fn draw<'a>(
        &'a self,
        controls: impl Iterator<Item = &'a Control> + 'a,
        typed: &'a Typed,
    ) -> impl Iterator<Item = Widget> + 'a {
        controls.flat_map(move |control| draw::widgets(control, typed, &self.settings, &self.errors))
    }
}

pub fn options<C: Choice>(hint: impl Fn(C) -> &'static str) -> Vec<RadioOption> {
    let option =
        |choice: &C| RadioOption { value: choice.token(), label: choice.label().into(), hint: hint(*choice).into() };
    C::ALL.iter().map(option).collect()
}

pub fn menu<C: Choice>() -> Vec<(&'static str, &'static str)> {
    C::ALL.iter().map(|choice| (choice.token(), choice.label())).collect()
}
