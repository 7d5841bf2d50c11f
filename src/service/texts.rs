//! What users read: one catalogue for each language, in `locales/`.

use std::borrow::Cow;
use std::collections::HashMap;

use fluent_templates::fluent_bundle::FluentValue;
use fluent_templates::{LanguageIdentifier, langid, static_loader};

use crate::domain::choice::Choice;
use crate::domain::language::Language;

static_loader! {
    static CATALOGUES = {
        locales: "./locales",
        fallback_language: "en",
        // A value that runs from right to left is set apart below; marks around every other would only be in the way.
        customise: |bundle| bundle.set_use_isolating(false),
    };
}

const ENGLISH: LanguageIdentifier = langid!("en");
const GERMAN: LanguageIdentifier = langid!("de");

/// The texts of one language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Texts {
    pub language: Language,
}

impl Texts {
    #[must_use]
    pub fn new(language: Language) -> Self {
        Self { language }
    }

    /// A text without values.
    #[must_use]
    pub fn get(self, key: &str) -> String {
        self.look_up(key, &HashMap::new())
    }

    /// A text with one value.
    #[must_use]
    pub fn with(self, key: &str, name: &'static str, value: &str) -> String {
        self.look_up(key, &HashMap::from([(name.into(), isolated(value).into())]))
    }

    /// A text with a number, which it calls `count`.
    #[must_use]
    pub fn count(self, key: &str, count: u32) -> String {
        self.look_up(key, &HashMap::from([("count".into(), FluentValue::from(count))]))
    }

    /// For the `lang` of a page (RFC 5646).
    #[must_use]
    pub fn lang(self) -> &'static str {
        self.language.token()
    }

    /// For the `dir` of a page.
    #[must_use]
    pub fn dir(self) -> &'static str {
        match self.language {
            Language::En | Language::De => "ltr",
        }
    }

    /// What English alone has is said in English; a text that nobody has is its key.
    fn look_up(self, key: &str, values: &Values<'_>) -> String {
        self.found(key, values).or_else(|| Self::new(Language::En).found(key, values)).unwrap_or_else(|| key.to_owned())
    }

    /// `None` as well for a text whose values are not those.
    fn found(self, key: &str, values: &Values<'_>) -> Option<String> {
        let language = match self.language {
            Language::En => &ENGLISH,
            Language::De => &GERMAN,
        };
        CATALOGUES.lookup_single_language(language, key, Some(values)).ok()
    }
}

type Values<'a> = HashMap<Cow<'static, str>, FluentValue<'a>>;

/// A value within marks that keep its direction to itself (Unicode Standard Annex #9, section 2.4.2), where it runs from right
/// to left.
fn isolated(value: &str) -> Cow<'_, str> {
    if value.chars().any(runs_from_right) { format!("\u{2068}{value}\u{2069}").into() } else { value.into() }
}

/// Whether a character is in a block of scripts that run from right to left (Unicode Standard Annex #9, table 4).
fn runs_from_right(c: char) -> bool {
    matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{feff}'
        | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}')
}

#[cfg(test)]
mod tests;
