//! The parts of a form, drawn alike everywhere: label, hint, control, error.

mod choice;
mod order;
mod rows;
mod text;

use std::borrow::Cow;
use std::fmt;

use askama::Template;
use askama::filters::HtmlSafe;
use validator::ValidationErrors;

pub use choice::{CHECKED, Checkbox, CheckboxGroup, RadioField, RadioOption, SelectField, is_checked, sent_by};
pub use order::{OrderedRow, OrderedSelects};
pub use rows::{Row, RowList};
pub use text::{TextArea, TextField, TimeField};

/// Text that a page's code has or makes.
pub type Text = Cow<'static, str>;

/// What is wrong with a field, with a link to what it collides with where there is one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldError {
    /// What would be right.
    pub message: String,
    /// Label and address of the link.
    pub link: Option<(String, String)>,
}

#[derive(Clone, Debug)]
pub struct Errors {
    /// The names and labels of the fields, in the order of the form.
    fields: Vec<(Text, Text)>,
    found: Vec<(Text, FieldError)>,
}

impl Errors {
    /// No errors yet in a form whose fields have these names and labels, in their order.
    #[must_use]
    pub fn new(fields: &[(&'static str, &'static str)]) -> Self {
        Self::of_fields(fields.iter().map(|(name, label)| (Text::Borrowed(name), Text::Borrowed(label))).collect())
    }

    #[must_use]
    pub fn of_fields(fields: Vec<(Text, Text)>) -> Self {
        Self { fields, found: Vec::new() }
    }

    /// Says where a field stands that not every form has.
    pub fn put_after(&mut self, field: &str, name: &'static str, label: &'static str) {
        let at = self.fields.iter().position(|(known, _)| known == field).map_or(0, |at| at + 1);
        self.fields.insert(at, (name.into(), label.into()));
    }

    pub fn add(&mut self, field: impl Into<Text>, message: &(impl ToString + ?Sized)) {
        self.insert(field.into(), FieldError { message: message.to_string(), link: None });
    }

    pub fn add_linked(&mut self, field: impl Into<Text>, message: String, label: &str, href: String) {
        self.insert(field.into(), FieldError { message, link: Some((label.to_owned(), href)) });
    }

    /// Notes the messages, and only the messages, of failed shape checks: their other contents include what was typed.
    pub fn add_shape(&mut self, checked: Result<(), ValidationErrors>) {
        let Err(errors) = checked else { return };
        for (field, failed) in errors.field_errors() {
            if let Some(message) = failed.iter().find_map(|error| error.message.as_ref()) {
                self.add(field.clone(), message);
            }
        }
    }

    /// The value, or `None` with the error noted. A field whose shape is wrong is left with that error.
    pub fn check<T, E: ToString>(&mut self, field: &'static str, result: Result<T, E>) -> Option<T> {
        let is_known = self.error_of(field).is_some();
        result
            .map_err(|error| {
                if !is_known {
                    self.add(field, &error);
                }
            })
            .ok()
    }

    #[must_use]
    pub fn error_of(&self, field: &str) -> Option<FieldError> {
        self.found.iter().find(|(name, _)| name == field).map(|(_, error)| error.clone())
    }

    /// Without what is wrong with a field.
    #[must_use]
    pub fn without(&self, field: &str) -> Self {
        let found = self.found.iter().filter(|(name, _)| name != field).cloned().collect();
        Self { fields: self.fields.clone(), found }
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    #[must_use]
    pub fn len(&self) -> usize {
        self.found.len()
    }

    fn insert(&mut self, field: Text, error: FieldError) {
        let place = |name: &str| self.fields.iter().position(|(field, _)| field == name);
        let at = self.found.partition_point(|(name, _)| place(name) <= place(&field));
        self.found.insert(at, (field, error));
    }

    /// The summary on top of the form, in the order of the form; every message names its field.
    #[must_use]
    pub fn summary(&self) -> ErrorSummary {
        let label = |field: &str| self.fields.iter().find(|(name, _)| name == field).map(|(_, label)| label.as_ref());
        let named = |(field, error): &(Text, FieldError)| SummaryLine {
            message: label(field).map_or_else(|| error.message.clone(), |label| named(label, &error.message)),
            field: field.clone(),
            link: error.link.clone(),
        };
        ErrorSummary { lines: self.found.iter().map(named).collect() }
    }
}

/// “Code length: enter a whole number from 6 to 8.” A message that begins with a name keeps its capital.
fn named(label: &str, message: &str) -> String {
    let mut words = message.splitn(3, ' ');
    let (first, second) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let is_name =
        first.chars().skip(1).any(char::is_uppercase) || second.chars().next().is_some_and(char::is_uppercase);
    let mut characters = message.chars();
    match characters.next() {
        Some(start) if !is_name => format!("{label}: {}{}", start.to_lowercase(), characters.as_str()),
        _ => format!("{label}: {message}"),
    }
}

struct SummaryLine {
    field: Text,
    message: String,
    link: Option<(String, String)>,
}

#[derive(Template)]
#[template(path = "components/error_summary.html")]
pub struct ErrorSummary {
    lines: Vec<SummaryLine>,
}

impl HtmlSafe for ErrorSummary {}

impl ErrorSummary {
    pub fn messages(&self) -> impl Iterator<Item = &str> {
        self.lines.iter().map(|line| line.message.as_str())
    }
}

pub enum Widget {
    Text(TextField),
    Area(TextArea),
    Time(TimeField),
    Radio(RadioField),
    Checkbox(Checkbox),
    Checkboxes(CheckboxGroup),
    Select(SelectField),
    Ordered(OrderedSelects),
    Rows(RowList),
}

impl HtmlSafe for Widget {}

impl fmt::Display for Widget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(widget) => widget.fmt(f),
            Self::Area(widget) => widget.fmt(f),
            Self::Time(widget) => widget.fmt(f),
            Self::Radio(widget) => widget.fmt(f),
            Self::Checkbox(widget) => widget.fmt(f),
            Self::Checkboxes(widget) => widget.fmt(f),
            Self::Select(widget) => widget.fmt(f),
            Self::Ordered(widget) => widget.fmt(f),
            Self::Rows(widget) => widget.fmt(f),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_message_of_the_summary_names_its_field_in_the_order_of_the_form() {
        let mut errors = Errors::new(&[("name", "Client name"), ("length", "Code length"), ("details", "Details")]);
        errors.add("details", "Personal Details would be empty.");
        errors.add("length", "Enter a whole number from 6 to 8.");
        errors.add("name", "“x” mixes alphabets.");
        let summary = errors.summary();
        let said: Vec<&str> = summary.messages().collect();
        let expected = [
            "Client name: “x” mixes alphabets.",
            "Code length: enter a whole number from 6 to 8.",
            "Details: Personal Details would be empty.",
        ];
        assert_eq!(said, expected);
        assert_eq!(errors.error_of("length").unwrap().message, "Enter a whole number from 6 to 8.");
    }

    #[test]
    fn a_field_whose_shape_is_wrong_gets_no_second_message() {
        let mut errors = Errors::new(&[("name", "Name")]);
        errors.add("name", "Enter a name.");
        assert_eq!(errors.check::<(), _>("name", Err("Use at least 2 characters.")), None);
        assert_eq!(errors.summary().messages().collect::<Vec<_>>(), ["Name: enter a name."]);
    }
}
