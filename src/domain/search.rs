//! What a search looks for, and how texts are compared in it: without case, compatible forms and marks above letters.

use std::collections::HashSet;

use unicode_normalization::UnicodeNormalization;

/// Words of a search that are looked for; more are not.
const MOST_WORDS: usize = 8;

/// A text as it is compared: “École” and “ﬁn” are “ecole” and “fin”.
#[must_use]
pub fn folded(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let mut folded = String::with_capacity(text.len());
    folded.extend(folded_characters(text).map(|(_, c)| c));
    folded
}

/// The characters of a text as they are compared, each with the place of the one that it stands for: “ß” is twice an “s”.
pub fn folded_characters(text: &str) -> impl Iterator<Item = (usize, char)> {
    text.chars().enumerate().flat_map(|(at, c)| {
        let ascii = c.is_ascii().then(|| c.to_ascii_lowercase());
        let other = (!c.is_ascii()).then(|| folded_character(c)).into_iter().flatten();
        ascii.into_iter().chain(other).map(move |folded| (at, folded))
    })
}

fn folded_character(c: char) -> impl Iterator<Item = char> {
    let is_mark = |c: &char| matches!(c, '\u{300}'..='\u{36f}');
    let plain = std::iter::once(c).nfkd().filter(move |c| !is_mark(c)).nfc();
    plain.flat_map(char::to_uppercase).flat_map(char::to_lowercase)
}

/// The words of a folded text: what stands between characters that are neither letters nor digits.
pub fn words(folded: &str) -> impl Iterator<Item = &str> {
    folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty())
}

/// The first different ones, and no more than are looked for.
pub fn distinct<'a>(words: impl Iterator<Item = &'a str>) -> Vec<String> {
    let mut distinct: Vec<String> = Vec::new();
    for word in words {
        if distinct.len() < MOST_WORDS && !distinct.iter().any(|known| known == word) {
            distinct.push(word.to_owned());
        }
    }
    distinct
}

/// Whether a search has words that are not looked for, since there are too many before them.
#[must_use]
pub fn has_too_many_words(search: &str) -> bool {
    let folded = folded(search);
    let words: HashSet<&str> = folded.split_whitespace().collect();
    words.len() > MOST_WORDS
}

/// Where words begin in a folded text, in bytes.
pub fn beginnings(folded: &str) -> impl Iterator<Item = usize> {
    let mut before = ' ';
    folded.char_indices().filter_map(move |(at, c)| {
        let begins = c.is_alphanumeric() && !before.is_alphanumeric();
        before = c;
        begins.then_some(at)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_that_read_alike_are_compared_as_one() {
        for (text, compared) in [
            ("École", "ecole"),
            ("e\u{301}COLE", "ecole"),
            ("ﬁn STRASSE straße", "fin strasse strasse"),
            ("ΟΔΟΣ οδος", "οδοσ οδοσ"),
            ("Ｓｈｏｐ", "shop"),
            ("がパ 한국", "がパ 한국"),
        ] {
            assert_eq!(folded(text), compared);
        }
    }

    #[test]
    fn a_word_begins_after_whatever_is_neither_a_letter_nor_a_digit() {
        let text = "(online)shop/24h-o'neil";
        assert_eq!(words(text).collect::<Vec<_>>(), ["online", "shop", "24h", "o", "neil"]);
        assert_eq!(beginnings(text).map(|at| &text[at..=at]).collect::<String>(), "os2on");
    }

    #[test]
    fn words_are_looked_for_once_and_not_without_end() {
        let many: Vec<String> = (0..50).map(|n| format!("w{n}")).collect();
        assert_eq!(distinct(["c"; 50].into_iter()), ["c"]);
        assert_eq!(distinct(many.iter().map(String::as_str)).len(), MOST_WORDS);
        assert!(has_too_many_words(&many.join(" ")) && !has_too_many_words(&"C c ".repeat(50)));
        assert!(!has_too_many_words(&many[..MOST_WORDS].join(" ")));
    }

    proptest::proptest! {
        #[test]
        fn what_is_folded_is_folded_already(text in "\\PC{0,40}") {
            let once = folded(&text);
            proptest::prop_assert_eq!(folded(&once), once);
        }
    }
}
