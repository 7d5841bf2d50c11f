//! The parts of a form, drawn alike everywhere: label, hint, control, error.

mod choice;
mod text;

use std::borrow::Cow;

use askama::Template;
use askama::filters::HtmlSafe;
use validator::ValidationErrors;

pub use choice::{CHECKED, Checkbox, RadioField, RadioOption, SelectField, is_checked, sent_by};
pub use text::{TextArea, TextField, TimeField};

/// What is wrong with a field, with a link to what it collides with where there is one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldError {
    /// What would be right.
    pub message: String,
    /// The words and the address of a link.
    pub link: Option<(String, String)>,
}

/// The errors of a form, by field, in the order in which the form has its fields.
#[derive(Clone, Debug)]
pub struct Errors {
    order: Cow<'static, [&'static str]>,
    found: Vec<(&'static str, FieldError)>,
}

impl Errors {
    /// No errors yet in a form with these fields.
    #[must_use]
    pub fn new(order: impl Into<Cow<'static, [&'static str]>>) -> Self {
        Self { order: order.into(), found: Vec::new() }
    }

    /// Notes what is wrong with a field.
    pub fn add(&mut self, field: &'static str, message: &(impl ToString + ?Sized)) {
        self.insert(field, FieldError { message: message.to_string(), link: None });
    }

    /// Notes what is wrong with a field, with a link.
    pub fn add_linked(&mut self, field: &'static str, message: String, label: &str, href: String) {
        self.insert(field, FieldError { message, link: Some((label.to_owned(), href)) });
    }

    /// Notes the messages, and only the messages, of failed shape checks: their other contents include what was typed.
    pub fn add_shape(&mut self, checked: Result<(), ValidationErrors>) {
        let Err(errors) = checked else { return };
        let failed = errors.field_errors();
        for field in self.order.clone().iter() {
            let message = failed.get(*field).and_then(|errors| errors.iter().find_map(|error| error.message.clone()));
            if let Some(message) = message {
                self.add(field, &message);
            }
        }
    }

    /// The value, or `None` with the error noted.
    pub fn check<T, E: ToString>(&mut self, field: &'static str, result: Result<T, E>) -> Option<T> {
        result.map_err(|error| self.add(field, &error)).ok()
    }

    /// What is wrong with a field.
    #[must_use]
    pub fn of(&self, field: &str) -> Option<FieldError> {
        self.found.iter().find(|(name, _)| *name == field).map(|(_, error)| error.clone())
    }

    /// What is wrong, in the order of the form.
    pub fn messages(&self) -> impl Iterator<Item = &str> {
        self.found.iter().map(|(_, error)| error.message.as_str())
    }

    /// Whether nothing is wrong.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    fn insert(&mut self, field: &'static str, error: FieldError) {
        let place = |name: &str| self.order.iter().position(|field| *field == name);
        let at = self.found.partition_point(|(name, _)| place(name) <= place(field));
        self.found.insert(at, (field, error));
    }

    /// The summary on top of the form.
    #[must_use]
    pub fn summary(&self) -> ErrorSummary {
        ErrorSummary { errors: self.found.clone() }
    }
}

/// Every error of a form, each a link to its field.
#[derive(Clone, Debug, Template)]
#[template(path = "components/error_summary.html")]
pub struct ErrorSummary {
    errors: Vec<(&'static str, FieldError)>,
}

impl HtmlSafe for ErrorSummary {}
