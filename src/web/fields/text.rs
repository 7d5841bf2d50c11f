//! Fields that are typed into.

use askama::Template;
use askama::filters::HtmlSafe;

use super::{Errors, FieldError};

/// A one-line input.
#[derive(Clone, Debug, Template)]
#[template(path = "components/text_field.html")]
pub struct TextField {
    name: &'static str,
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
    /// A text input with what was typed into it.
    #[must_use]
    pub fn new(name: &'static str, label: &'static str, value: &str, errors: &Errors) -> Self {
        Self {
            name,
            label,
            hint: "",
            value: value.to_owned(),
            error: errors.of(name),
            kind: "text",
            autocomplete: "",
            autofocus: false,
            unit: "",
        }
    }

    /// Explains the field in a line.
    #[must_use]
    pub fn hint(self, hint: &'static str) -> Self {
        Self { hint, ..self }
    }

    /// Takes an email address.
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

    /// Has the focus when the page opens.
    #[must_use]
    pub fn autofocus(self) -> Self {
        Self { autofocus: true, ..self }
    }
}

/// An input of several lines.
#[derive(Clone, Debug, Template)]
#[template(path = "components/text_area.html")]
pub struct TextArea {
    name: &'static str,
    label: &'static str,
    hint: &'static str,
    value: String,
    error: Option<FieldError>,
}

impl HtmlSafe for TextArea {}

impl TextArea {
    /// An input of several lines with what was typed into it.
    #[must_use]
    pub fn new(name: &'static str, label: &'static str, hint: &'static str, value: &str, errors: &Errors) -> Self {
        Self { name, label, hint, value: value.to_owned(), error: errors.of(name) }
    }
}

/// A length of time: a whole number and its unit.
#[derive(Clone, Debug, Template)]
#[template(path = "components/time_field.html")]
pub struct TimeField {
    name: &'static str,
    unit_name: &'static str,
    label: &'static str,
    hint: &'static str,
    value: String,
    unit: String,
    units: Vec<(&'static str, &'static str)>,
    error: Option<FieldError>,
}

impl HtmlSafe for TimeField {}

impl TimeField {
    /// A length of time as typed; `names` are those of the number and of its unit, `units` their values and labels.
    #[must_use]
    pub fn new(
        names: (&'static str, &'static str),
        label: &'static str,
        typed: (&str, &str),
        units: Vec<(&'static str, &'static str)>,
        errors: &Errors,
    ) -> Self {
        let (name, unit_name) = names;
        let (value, unit) = (typed.0.to_owned(), typed.1.to_owned());
        Self { name, unit_name, label, hint: "", value, unit, units, error: errors.of(name) }
    }

    /// Explains the field in a line.
    #[must_use]
    pub fn hint(self, hint: &'static str) -> Self {
        Self { hint, ..self }
    }
}
