//! What is wrong with what somebody typed, in their language.

use crate::domain::phone::PhoneError;
use crate::domain::text::TextError;
use crate::service::texts::Texts;

/// Why a text was refused.
#[must_use]
pub fn of_text(texts: Texts, error: &TextError) -> String {
    let number = |count: &usize| u32::try_from(*count).unwrap_or(u32::MAX);
    match error {
        TextError::Missing(_) => texts.get("error-missing"),
        TextError::TooShort(least) => texts.count("error-short", number(least)),
        TextError::TooLong(most, _) => texts.count("error-long", number(most)),
        TextError::Invisible(character) => texts.with("error-invisible", "character", &format!("U+{character:04X}")),
        TextError::MixedAlphabets(word, _) => texts.with("error-alphabets", "word", word),
        TextError::NotAnEmail => texts.get("error-email"),
    }
}

/// Why a mobile number was refused.
#[must_use]
pub fn of_phone(texts: Texts, error: PhoneError) -> String {
    match error {
        PhoneError::Missing | PhoneError::NotANumber => texts.get("error-mobile"),
        PhoneError::TakesNoTexts => texts.get("error-mobile-kind"),
    }
}
