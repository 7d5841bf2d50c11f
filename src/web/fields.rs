//! The parts of a form, drawn alike everywhere: label, hint, control, error.

use askama::Template;
use askama::filters::HtmlSafe;
use validator::ValidationErrors;

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
    order: &'static [&'static str],
    found: Vec<(&'static str, FieldError)>,
}

impl Errors {
    /// No errors yet in a form with these fields.
    #[must_use]
    pub fn new(order: &'static [&'static str]) -> Self {
        Self { order, found: Vec::new() }
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
        for field in self.order {
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

    /// Has the focus when the page opens.
    #[must_use]
    pub fn autofocus(self) -> Self {
        Self { autofocus: true, ..self }
    }
}

/// One of the choices of a [`RadioField`].
#[derive(Clone, Debug)]
pub struct RadioOption {
    /// What is sent.
    pub value: &'static str,
    /// What is read.
    pub label: &'static str,
    /// When to choose it.
    pub hint: &'static str,
}

/// A choice of one among a few, drawn as cards.
#[derive(Clone, Debug, Template)]
#[template(path = "components/radio_field.html")]
pub struct RadioField {
    name: &'static str,
    legend: &'static str,
    hint: &'static str,
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
        Self { name, legend, hint: "", options, chosen: chosen.to_owned(), error: errors.of(name) }
    }

    /// Explains the choice in a line.
    #[must_use]
    pub fn hint(self, hint: &'static str) -> Self {
        Self { hint, ..self }
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

/// What a checked checkbox sends.
pub const CHECKED: &str = "on";
