//! What every configuration card is.

use super::Settings;
use crate::domain::setting::Setting;

/// A group of settings with an edit page of its own.
#[derive(Debug)]
pub struct Card {
    /// Its member of the document and the end of its page's address.
    pub name: &'static str,
    pub label: &'static str,
    pub settings: &'static [Setting],
    /// What does not go together in the card, and with the other cards.
    pub broken_rules: fn(&Settings) -> Vec<BrokenRule>,
    /// Takes the card over from other settings.
    pub take: fn(&mut Settings, &Settings),
}

impl Card {
    #[must_use]
    pub fn setting(&self, path: &str) -> Option<&'static Setting> {
        self.settings.iter().find(|setting| setting.path == path)
    }
}

/// A setting that does not go with others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BrokenRule {
    /// The setting of the card at hand that has to change.
    pub path: &'static str,
    /// Why, in words that say what would be right.
    pub reason: String,
    /// The other card's name, where the contradiction lies there.
    pub other: Option<&'static str>,
}

impl BrokenRule {
    pub(super) fn here(path: &'static str, reason: impl Into<String>) -> Self {
        Self { path, reason: reason.into(), other: None }
    }

    pub(super) fn beside(other: &'static Card, path: &'static str, reason: impl Into<String>) -> Self {
        Self { path, reason: reason.into(), other: Some(other.name) }
    }
}
