//! What users see: one struct for each page, which arrives finished.

mod code;
mod details;
mod end;
mod errors;
mod identify;
mod message;
pub mod preview;
mod tried;

pub use code::Code;
pub use details::{Control, DetailsPage, DocumentField, Field};
pub use end::{Confirm, Done, FormPost, Leaving, SignOut, SignedOut};
pub use errors::{of_phone, of_text};
pub use identify::Identify;
pub use message::Message;
pub use tried::{Tried, TriedStep};

use crate::service::texts::Texts;
use crate::web::appearance::Appearance;

/// What every page has.
#[derive(Clone, Debug)]
pub struct Frame<'a> {
    pub texts: Texts,
    pub appearance: Appearance,
    /// The name of the application.
    pub client: &'a str,
    /// The address that the forms of the page are sent to.
    pub form: String,
    /// Only of a page that an operator is shown beside the settings: where they are changed.
    pub marks: Option<&'a [Mark]>,
}

/// Leads from what a setting has caused on a page to that setting.
#[derive(Clone, Debug)]
pub struct Mark {
    pub path: String,
    pub label: String,
    pub href: String,
}

impl Frame<'_> {
    fn mark(&self, path: &str) -> Option<&Mark> {
        self.marks?.iter().find(|mark| mark.path == path)
    }

    /// What the application is called in a sentence, also where nobody knows its name.
    #[must_use]
    pub fn application(&self) -> String {
        match self.client {
            "" => self.texts.get("application"),
            name => name.to_owned(),
        }
    }

    fn description(&self) -> String {
        self.texts.with("page-description", "client", &self.application())
    }
}

#[cfg(test)]
mod tests;
