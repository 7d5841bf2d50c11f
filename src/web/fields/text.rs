//! Fields that are typed into.

use askama::Template;
use askama::filters::HtmlSafe;

use super::{Errors, FieldError, Text};

#[derive(Clone, Debug, Template)]
#[template(path = "components/text_field.html")]
pub struct TextField {
    name: Text,
    label: &'static str,
    hint: &'static str,
    value: String,
    error: Option<FieldError>,
    kind: &'static str,
    autocomplete: &'static str,
    autofocus: bool,
    unit: &'static str,
}

impl HtmlSafe for TextField {}

impl TextField {
    #[must_use]
    pub fn new(name: impl Into<Text>, label: &'static str, value: &str, errors: &Errors) -> Self {
        let name = name.into();
        Self {
            error: errors.error_of(&name),
            name,
            label,
            hint: "",
            value: value.to_owned(),
            kind: "text",
            autocomplete: "",
            autofocus: false,
            unit: "",
        }
    }

    #[must_use]
    pub fn hint(self, hint: &'static str) -> Self {
        Self { hint, ..self }
    }

    #[must_use]
    pub fn email(self) -> Self {
        Self { kind: "email", ..self }
    }

    /// Takes a password, which is never sent back.
    #[must_use]
    pub fn password(self) -> Self {
        Self { kind: "password", value: String::new(), ..self }
    }

    /// Tells the browser what to fill in (HTML, section 4.10.18.7).
    #[must_use]
    pub fn autocomplete(self, autocomplete: &'static str) -> Self {
        Self { autocomplete, ..self }
    }

    /// Takes a whole number, with the unit in which it counts.
    #[must_use]
    pub fn number(self, unit: &'static str) -> Self {
        Self { autocomplete: "off", unit, ..self }
    }

    #[must_use]
    pub fn autofocus(self) -> Self {
        Self { autofocus: true, ..self }
    }
}

#[derive(Clone, Debug, Template)]
#[template(path = "components/text_area.html")]
pub struct TextArea {
    name: Text,
    label: &'static str,
    hint: &'static str,
    value: String,
    counter: String,
    error: Option<FieldError>,
}

impl HtmlSafe for TextArea {}

impl TextArea {
    #[must_use]
    pub fn new(name: impl Into<Text>, label: &'static str, hint: &'static str, value: &str, errors: &Errors) -> Self {
        let name = name.into();
        Self { error: errors.error_of(&name), name, label, hint, value: value.to_owned(), counter: String::new() }
    }

    /// How much it holds of what it can, in words.
    #[must_use]
    pub fn counter(self, counter: String) -> Self {
        Self { counter, ..self }
    }
}

/// A length of time: a whole number and, in a field `NAME_unit`, its unit.
#[derive(Clone, Debug, Template)]
#[template(path = "components/time_field.html")]
pub struct TimeField {
    name: Text,
    label: &'static str,
    hint: &'static str,
    value: String,
    unit: String,
    units: Vec<(&'static str, &'static str)>,
    error: Option<FieldError>,
}

impl HtmlSafe for TimeField {}

impl TimeField {
    /// A length of time as typed: the number and the unit; `units` are their values and labels.
    #[must_use]
    pub fn new(
        name: impl Into<Text>,
        label: &'static str,
        (value, unit): (&str, &str),
        units: Vec<(&'static str, &'static str)>,
        errors: &Errors,
    ) -> Self {
        let name = name.into();
        let (value, unit) = (value.to_owned(), unit.to_owned());
        Self { error: errors.error_of(&name), name, label, hint: "", value, unit, units }
    }

    #[must_use]
    pub fn hint(self, hint: &'static str) -> Self {
        Self { hint, ..self }
    }
}
