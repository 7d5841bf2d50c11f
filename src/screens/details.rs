//! The page that asks for what a client wants to know.

use askama::Template;

use super::Frame;
use super::preview::asked as asked_field;
use crate::domain::choice::Choice;
use crate::domain::client::{AskedField, Document, PrimaryIdentifier, ProfileField};
use crate::domain::language::Language;
use crate::domain::time::Day;
use crate::service::texts::Texts;

/// Sends `step=details` with the fields, each by its token, and the documents.
#[derive(Template)]
#[template(path = "screens/details.html")]
pub struct DetailsPage<'a> {
    pub frame: Frame<'a>,
    /// Whether the account is made with it.
    pub is_new: bool,
    pub fields: Vec<Field>,
    pub documents: Vec<DocumentField>,
}

/// A profile field that is asked for.
#[derive(Clone, Debug)]
pub struct Field {
    pub name: &'static str,
    pub setting: String,
    pub label: String,
    pub value: String,
    pub error: Option<String>,
    pub required: bool,
    pub control: Control,
}

/// How a field is filled in.
#[derive(Clone, Debug)]
pub enum Control {
    Line { kind: &'static str, autocomplete: &'static str },
    Area { autocomplete: &'static str },
    Menu { options: Vec<(&'static str, &'static str)> },
}

/// A document that is accepted with a checkbox, whose value is the version that was shown.
#[derive(Clone, Debug)]
pub struct DocumentField {
    /// `terms` or `privacy`.
    pub name: &'static str,
    pub setting: &'static str,
    pub label: String,
    pub link: String,
    pub link_label: String,
    pub version: String,
    pub accepted: bool,
    pub error: Option<String>,
}

struct Problem<'a> {
    name: &'a str,
    label: &'a str,
    error: &'a str,
}

impl Field {
    /// A field of a client whose users sign in with `identifier`, as it was filled in.
    #[must_use]
    pub fn new(
        texts: Texts,
        asked: AskedField,
        identifier: PrimaryIdentifier,
        value: &str,
        error: Option<String>,
    ) -> Self {
        let AskedField { field, required } = asked;
        let line = |kind, autocomplete| Control::Line { kind, autocomplete };
        // A browser would not show what is no date in a field for one.
        let date = if value.is_empty() || Day::parse(value).is_some() { "date" } else { "text" };
        let (label, control) = match (field, identifier) {
            (ProfileField::GivenName, _) => (texts.get("field-given-name"), line("text", "given-name")),
            (ProfileField::FamilyName, _) => (texts.get("field-family-name"), line("text", "family-name")),
            (ProfileField::DisplayName, _) => (texts.get("field-display-name"), line("text", "nickname")),
            (ProfileField::Birthdate, _) => (texts.get("field-birthdate"), line(date, "bday")),
            (ProfileField::SecondContact, PrimaryIdentifier::Email) => (texts.get("field-mobile"), line("tel", "tel")),
            (ProfileField::SecondContact, PrimaryIdentifier::Mobile) => {
                (texts.get("field-email"), line("email", "email"))
            }
            (ProfileField::Address, _) => {
                (texts.get("field-address"), Control::Area { autocomplete: "street-address" })
            }
            (ProfileField::Locale, _) => {
                let options = Language::ALL.iter().map(|language| (language.token(), language.label())).collect();
                (texts.get("field-locale"), Control::Menu { options })
            }
        };
        Self {
            name: field.token(),
            setting: asked_field(field),
            label,
            value: value.to_owned(),
            error,
            required,
            control,
        }
    }
}

impl DocumentField {
    #[must_use]
    pub fn terms(texts: Texts, document: &Document, accepted: bool, error: Option<String>) -> Self {
        Self {
            name: "terms",
            setting: "registration.terms",
            label: texts.get("details-terms"),
            link: document.link.as_str().to_owned(),
            link_label: texts.get("details-terms-link"),
            version: document.version.as_str().to_owned(),
            accepted,
            error,
        }
    }

    #[must_use]
    pub fn privacy(texts: Texts, document: &Document, accepted: bool, error: Option<String>) -> Self {
        let (label, link_label) = (texts.get("details-privacy"), texts.get("details-privacy-link"));
        let (name, setting) = ("privacy", "registration.privacy");
        Self { name, setting, label, link_label, ..Self::terms(texts, document, accepted, error) }
    }
}

impl DetailsPage<'_> {
    fn heading(&self) -> String {
        let texts = self.frame.texts;
        if self.is_new { texts.get("details-heading-new") } else { texts.get("details-heading-known") }
    }

    fn lead(&self) -> String {
        let Frame { texts, client, .. } = self.frame;
        if self.is_new {
            texts.with("details-lead-new", "client", client)
        } else {
            texts.with("details-lead-known", "client", client)
        }
    }

    fn button(&self) -> String {
        let texts = self.frame.texts;
        if self.is_new { texts.get("details-create") } else { texts.get("continue") }
    }

    fn problems(&self) -> Vec<Problem<'_>> {
        let problem = |name, label, error| Problem { name, label, error };
        let fields = self.fields.iter().filter_map(|field| {
            let error = field.error.as_deref()?;
            Some(problem(field.name, &field.label, error))
        });
        let documents = self.documents.iter().filter_map(|document| {
            let error = document.error.as_deref()?;
            Some(problem(document.name, &document.label, error))
        });
        fields.chain(documents).collect()
    }

    fn problem_count(&self) -> u32 {
        self.problems().len().try_into().unwrap_or(u32::MAX)
    }
}
