//! One line of text that people typed: normalized, bounded, and free of characters that deceive the eye.

mod joiners;

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;
use unicode_properties::{GeneralCategory, UnicodeGeneralCategory};
use unicode_script::{Script, UnicodeScript};
use validator::ValidateEmail;

use joiners::{is_joiner, is_seen};

/// Why a text was refused, in words that say what would be right.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TextError {
    #[error("Enter {0}.")]
    Missing(&'static str),
    #[error("Use at least {0} characters.")]
    TooShort(usize),
    #[error("Use at most {0} characters; this has {1}.")]
    TooLong(usize, usize),
    /// A control, zero-width or direction-changing character.
    #[error("Remove the invisible character U+{0:04X}.")]
    Invisible(u32),
    #[error("“{0}” mixes {1} letters. Use one alphabet in a word.")]
    MixedAlphabets(String, String),
    #[error("Enter an email address such as ada@example.com.")]
    NotAnEmail,
}

/// Trims and normalizes (NFC) one line of text and checks it: `what` names it when it is missing, lengths are
/// in characters.
pub fn line(raw: &str, what: &'static str, min: usize, max: usize) -> Result<String, TextError> {
    let text = normalized(raw);
    let length = text.chars().count();
    if length == 0 && min > 0 {
        return Err(TextError::Missing(what));
    }
    if length < min {
        return Err(TextError::TooShort(min));
    }
    if length > max {
        return Err(TextError::TooLong(max, length));
    }
    if let Some(bad) = deceiver(&text) {
        return Err(TextError::Invisible(u32::from(bad)));
    }
    match text.split_whitespace().find_map(mixed_alphabets) {
        Some(error) => Err(error),
        None => Ok(text),
    }
}

/// A character that nobody sees and nothing is written with.
fn deceiver(text: &str) -> Option<char> {
    let found = text.chars().find(|c| deceives(*c))?;
    if !is_joiner(found) {
        return Some(found);
    }
    let text: Vec<char> = text.chars().collect();
    let bad = |(place, c): &(usize, &char)| deceives(**c) && !is_seen(&text, *place);
    text.iter().enumerate().find(bad).map(|(_, c)| *c)
}

/// The items of a list that people typed with spaces, commas, semicolons or line breaks.
pub fn listed(raw: &str) -> impl Iterator<Item = &str> {
    raw.split(|c: char| c.is_whitespace() || matches!(c, ',' | ';')).filter(|item| !item.is_empty())
}

/// A text as it is stored and searched for: trimmed, composed (NFC), and without the variation selectors that
/// keyboards add to emoji.
#[must_use]
pub fn normalized(raw: &str) -> String {
    let selects = |c: &char| matches!(c, '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}');
    let text: String = raw.chars().filter(|c| !selects(c)).nfc().collect();
    text.trim().to_owned()
}

/// The form in which two texts that people read as the same are equal: compatibility-normalized, without
/// case and joiners, single spaces.
#[must_use]
pub fn comparison_key(text: &str) -> String {
    let seen = text.chars().filter(|c| !is_joiner(*c));
    let folded: String = seen.nfkc().flat_map(char::to_uppercase).flat_map(char::to_lowercase).nfkc().collect();
    folded.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Characters that nobody sees, or that change how others are shown: format characters and the like, and the fillers
/// and blanks that Unicode counts among letters, marks and symbols.
#[must_use]
pub fn deceives(c: char) -> bool {
    const BLANK: [char; 12] = [
        '\u{34f}', '\u{115f}', '\u{1160}', '\u{17b4}', '\u{17b5}', '\u{180b}', '\u{180c}', '\u{180d}', '\u{180f}',
        '\u{2800}', '\u{3164}', '\u{ffa0}',
    ];
    BLANK.contains(&c)
        || matches!(
            c.general_category(),
            GeneralCategory::Control
                | GeneralCategory::Format
                | GeneralCategory::LineSeparator
                | GeneralCategory::ParagraphSeparator
                | GeneralCategory::PrivateUse
                | GeneralCategory::Unassigned
        )
}

fn mixed_alphabets(word: &str) -> Option<TextError> {
    let alphabets: BTreeSet<&str> = word
        .nfkc()
        .filter_map(|c| match c.script() {
            Script::Latin => Some("Latin"),
            Script::Cyrillic => Some("Cyrillic"),
            Script::Greek => Some("Greek"),
            _ => None,
        })
        .collect();
    (alphabets.len() > 1).then(|| {
        let names: Vec<&str> = alphabets.into_iter().collect();
        TextError::MixedAlphabets(word.to_owned(), names.join(" and "))
    })
}

/// An email address, lower case and ASCII, so that one mailbox has one spelling.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize)]
#[serde(try_from = "String")]
pub struct EmailAddress(String);

impl TryFrom<String> for EmailAddress {
    type Error = TextError;

    fn try_from(raw: String) -> Result<Self, TextError> {
        Self::parse(&raw)
    }
}

impl EmailAddress {
    /// Reads an address that a person typed.
    pub fn parse(raw: &str) -> Result<Self, TextError> {
        let text = raw.trim();
        if text.is_empty() {
            return Err(TextError::Missing("an email address"));
        }
        if !text.is_ascii() || text.len() > 254 || !text.validate_email() {
            return Err(TextError::NotAnEmail);
        }
        Ok(Self(text.to_ascii_lowercase()))
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests;
