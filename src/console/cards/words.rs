//! Words that the cards' previews and summaries share.

use crate::domain::client::{Settings, described};
use crate::domain::setting::value_at;

/// Words in a row: “a, b and c”; `last` stands before the last.
pub fn series(words: &[impl AsRef<str>], last: &str) -> String {
    let words: Vec<&str> = words.iter().map(AsRef::as_ref).collect();
    match words.as_slice() {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [most @ .., end] => format!("{} {last} {end}", most.join(", ")),
    }
}

pub fn setting_words(settings: &Settings, path: &str) -> String {
    let setting = described(path).map(|(_, setting)| setting);
    setting.map(|setting| setting.words(value_at(&settings.to_value(), path))).unwrap_or_default()
}
