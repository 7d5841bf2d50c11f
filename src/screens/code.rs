//! The page that asks for a code.

use askama::Template;

use super::Frame;
use crate::domain::client::PrimaryIdentifier;

/// Sends `step=code` with `code`, or `step=resend`, or `step=other`.
#[derive(Template)]
#[template(path = "screens/code.html")]
pub struct Code<'a> {
    pub frame: Frame<'a>,
    pub kind: PrimaryIdentifier,
    /// Masked.
    pub sent_to: String,
    pub error: Option<String>,
    pub note: Option<String>,
    /// Seconds before another code is sent. The button is there all the same, since a page without scripts stays as it is.
    pub resend_in: Option<u32>,
    /// Whether this sign-in may have another code at all.
    pub can_resend: bool,
}

impl Code<'_> {
    fn heading(&self) -> String {
        match self.kind {
            PrimaryIdentifier::Email => self.frame.texts.get("code-heading-email"),
            PrimaryIdentifier::Mobile => self.frame.texts.get("code-heading-mobile"),
        }
    }

    fn other(&self) -> String {
        match self.kind {
            PrimaryIdentifier::Email => self.frame.texts.get("code-other-email"),
            PrimaryIdentifier::Mobile => self.frame.texts.get("code-other-mobile"),
        }
    }

    fn resend_words(&self) -> Option<String> {
        self.resend_in.map(|seconds| self.frame.texts.count("code-resend-in", seconds))
    }

    fn no_more(&self) -> String {
        match self.kind {
            PrimaryIdentifier::Email => self.frame.texts.get("code-no-more-email"),
            PrimaryIdentifier::Mobile => self.frame.texts.get("code-no-more-mobile"),
        }
    }
}
