//! Fields in which one chooses.

use askama::Template;
use askama::filters::HtmlSafe;

use super::{Errors, FieldError, Text};

#[derive(Clone, Debug)]
pub struct RadioOption {
    pub value: &'static str,
    pub label: Text,
    pub hint: Text,
}

/// A choice of one among a few, drawn as cards.
#[derive(Clone, Debug, Template)]
#[template(path = "components/radio_field.html")]
pub struct RadioField {
    name: Text,
    legend: Text,
    hint: Text,
    options: Vec<RadioOption>,
    chosen: String,
    error: Option<FieldError>,
}

impl HtmlSafe for RadioField {}

impl RadioField {
    #[must_use]
    pub fn new(
        name: impl Into<Text>,
        legend: impl Into<Text>,
        options: Vec<RadioOption>,
        chosen: &str,
        errors: &Errors,
    ) -> Self {
        let name = name.into();
        let error = errors.error_of(&name);
        Self { name, legend: legend.into(), hint: "".into(), options, chosen: chosen.to_owned(), error }
    }

    #[must_use]
    pub fn hint(self, hint: impl Into<Text>) -> Self {
        Self { hint: hint.into(), ..self }
    }
}

#[derive(Clone, Debug, Template)]
#[template(path = "components/checkbox.html")]
pub struct Checkbox {
    name: Text,
    label: &'static str,
    hint: &'static str,
    checked: bool,
    fixed: bool,
    error: Option<FieldError>,
}

impl HtmlSafe for Checkbox {}

impl Checkbox {
    #[must_use]
    pub fn new(name: impl Into<Text>, label: &'static str, checked: bool, errors: &Errors) -> Self {
        let name = name.into();
        let error = errors.error_of(&name);
        Self { name, label, hint: "", checked, fixed: false, error }
    }

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

/// Checkboxes of which any number may be checked.
#[derive(Clone, Debug, Template)]
#[template(path = "components/checkbox_group.html")]
pub struct CheckboxGroup {
    name: Text,
    legend: &'static str,
    checkboxes: Vec<Checkbox>,
    error: Option<FieldError>,
}

impl HtmlSafe for CheckboxGroup {}

impl CheckboxGroup {
    #[must_use]
    pub fn new(name: Text, legend: &'static str, checkboxes: Vec<Checkbox>, errors: &Errors) -> Self {
        let error = errors.error_of(&name);
        Self { name, legend, checkboxes, error }
    }
}

/// A choice of one among a few, drawn as a menu in a row with its label.
#[derive(Clone, Debug, Template)]
#[template(path = "components/select_field.html")]
pub struct SelectField {
    name: Text,
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
        name: impl Into<Text>,
        label: &'static str,
        options: Vec<(&'static str, &'static str)>,
        chosen: &str,
        errors: &Errors,
    ) -> Self {
        let name = name.into();
        let error = errors.error_of(&name);
        Self { name, label, options, chosen: chosen.to_owned(), error }
    }
}

#[must_use]
pub fn is_checked(sent: &str) -> bool {
    sent == CHECKED
}

#[must_use]
pub fn sent_by(checked: bool) -> String {
    if checked { CHECKED.to_owned() } else { String::new() }
}

pub const CHECKED: &str = "on";
