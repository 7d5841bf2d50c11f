//! Fields in which one chooses.

use std::borrow::Cow;

use askama::Template;
use askama::filters::HtmlSafe;

use super::{Errors, FieldError};

/// One of the choices of a [`RadioField`].
#[derive(Clone, Debug)]
pub struct RadioOption {
    /// What is sent.
    pub value: &'static str,
    /// What is read.
    pub label: Cow<'static, str>,
    /// When to choose it.
    pub hint: Cow<'static, str>,
}

/// A choice of one among a few, drawn as cards.
#[derive(Clone, Debug, Template)]
#[template(path = "components/radio_field.html")]
pub struct RadioField {
    name: &'static str,
    legend: &'static str,
    hint: Cow<'static, str>,
    options: Vec<RadioOption>,
    chosen: String,
    error: Option<FieldError>,
}

impl HtmlSafe for RadioField {}

impl RadioField {
    /// A choice with what was chosen.
    #[must_use]
    pub fn new(
        name: &'static str,
        legend: &'static str,
        options: Vec<RadioOption>,
        chosen: &str,
        errors: &Errors,
    ) -> Self {
        Self { name, legend, hint: Cow::Borrowed(""), options, chosen: chosen.to_owned(), error: errors.of(name) }
    }

    /// Explains the choice in a line.
    #[must_use]
    pub fn hint(self, hint: impl Into<Cow<'static, str>>) -> Self {
        Self { hint: hint.into(), ..self }
    }
}

/// A switch.
#[derive(Clone, Debug, Template)]
#[template(path = "components/checkbox.html")]
pub struct Checkbox {
    name: &'static str,
    label: &'static str,
    hint: &'static str,
    checked: bool,
    fixed: bool,
    error: Option<FieldError>,
}

impl HtmlSafe for Checkbox {}

impl Checkbox {
    /// A switch as it was set.
    #[must_use]
    pub fn new(name: &'static str, label: &'static str, checked: bool, errors: &Errors) -> Self {
        Self { name, label, hint: "", checked, fixed: false, error: errors.of(name) }
    }

    /// Explains the switch in a line.
    #[must_use]
    pub fn hint(self, hint: &'static str) -> Self {
        Self { hint, ..self }
    }

    /// Cannot be changed; it is shown so that people know that it is there.
    #[must_use]
    pub fn fixed(self) -> Self {
        Self { fixed: true, ..self }
    }
}

/// A choice of one among a few, drawn as a menu in a row with its label.
#[derive(Clone, Debug, Template)]
#[template(path = "components/select_field.html")]
pub struct SelectField {
    name: &'static str,
    label: &'static str,
    options: Vec<(&'static str, &'static str)>,
    chosen: String,
    error: Option<FieldError>,
}

impl HtmlSafe for SelectField {}

impl SelectField {
    /// A choice with what was chosen; the options are values and labels.
    #[must_use]
    pub fn new(
        name: &'static str,
        label: &'static str,
        options: Vec<(&'static str, &'static str)>,
        chosen: &str,
        errors: &Errors,
    ) -> Self {
        Self { name, label, options, chosen: chosen.to_owned(), error: errors.of(name) }
    }
}

/// Whether a checkbox sent that it was checked.
#[must_use]
pub fn is_checked(sent: &str) -> bool {
    sent == CHECKED
}

/// What a checkbox sends.
#[must_use]
pub fn sent_by(checked: bool) -> String {
    if checked { CHECKED.to_owned() } else { String::new() }
}

/// What a checked checkbox sends.
pub const CHECKED: &str = "on";
