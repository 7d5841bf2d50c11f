//! What users see: one struct for each page, which arrives finished.

mod code;
mod details;
mod end;
mod errors;
mod identify;
mod message;
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
}

impl Frame<'_> {
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
