//! Texts in which what was looked for is marked.

use askama::Template;
use askama::filters::HtmlSafe;
use unicode_normalization::UnicodeNormalization;

/// Marks what was searched for in the texts in which it was found.
pub struct Highlighter {
    /// The whole of it, which may begin a name.
    beginning: Vec<char>,
    /// The words of it that are found anywhere.
    terms: Vec<Vec<char>>,
}

/// A text whose case is folded once, however often something is looked for in it.
pub struct Searched<'a> {
    text: &'a str,
    /// Its characters as they are compared, each with the place of the one that it stands for.
    folded: Vec<(usize, char)>,
}

/// A text in parts, of which some match.
#[derive(Clone, Debug, PartialEq, Eq, Template)]
#[template(path = "components/marked.html")]
pub struct Marked {
    parts: Vec<(String, bool)>,
}

impl HtmlSafe for Marked {}

impl Marked {
    /// A text in which nothing is looked for.
    #[must_use]
    pub fn plain(text: String) -> Self {
        Self { parts: vec![(text, false)] }
    }
}

impl<'a> Searched<'a> {
    #[must_use]
    pub fn new(text: &'a str) -> Self {
        let folded = text.chars().enumerate().flat_map(|(at, c)| fold(c).map(move |folded| (at, folded)));
        Self { text, folded: folded.collect() }
    }

    fn occurrences(&self, term: &[char]) -> impl Iterator<Item = &[(usize, char)]> {
        self.folded.windows(term.len().max(1)).filter(move |window| is_term(window, term))
    }
}

impl Highlighter {
    /// A search whose words are found anywhere from a number of characters on; `None` where nothing is searched for, so that
    /// no text is looked at.
    #[must_use]
    pub fn new(search: &str, shortest: usize) -> Option<Self> {
        let folded = |text: &str| text.chars().flat_map(fold).collect();
        let words: Vec<&str> = search.split_whitespace().collect();
        let long = words.iter().filter(|word| word.chars().count() >= shortest);
        let terms = long.map(|word| folded(word)).collect();
        (!words.is_empty()).then(|| Self { beginning: folded(&words.join(" ")), terms })
    }

    /// A text with every word marked that is looked for.
    #[must_use]
    pub fn anywhere(&self, searched: &Searched<'_>) -> Marked {
        let mut marks = vec![false; searched.text.chars().count()];
        for term in &self.terms {
            searched.occurrences(term).for_each(|found| mark(&mut marks, found));
        }
        parts(searched.text, &marks)
    }

    /// A name, of which the beginning may match as well.
    #[must_use]
    pub fn in_name(&self, name: &Searched<'_>) -> Marked {
        match name.folded.get(..self.beginning.len()) {
            Some(found) if is_term(found, &self.beginning) => {
                let mut marks = vec![false; name.text.chars().count()];
                mark(&mut marks, found);
                parts(name.text, &marks)
            }
            _ => self.anywhere(name),
        }
    }

    /// Whether a word that was searched for is in none of these texts.
    #[must_use]
    pub fn is_missed_by(&self, texts: &[&Searched<'_>]) -> bool {
        self.terms.iter().any(|term| texts.iter().all(|text| text.occurrences(term).next().is_none()))
    }
}

/// A character without its case and its compatible forms, which may be several: “ﬁ” is “fi”.
fn fold(c: char) -> impl Iterator<Item = char> {
    std::iter::once(c).nfkc().flat_map(char::to_uppercase).flat_map(char::to_lowercase)
}

fn is_term(found: &[(usize, char)], term: &[char]) -> bool {
    found.iter().map(|(_, c)| c).eq(term)
}

fn mark(marks: &mut [bool], found: &[(usize, char)]) {
    for (at, _) in found {
        if let Some(mark) = marks.get_mut(*at) {
            *mark = true;
        }
    }
}

fn parts(text: &str, marks: &[bool]) -> Marked {
    let mut parts: Vec<(String, bool)> = Vec::new();
    for (character, mark) in text.chars().zip(marks) {
        match parts.last_mut() {
            Some((part, marked)) if marked == mark => part.push(character),
            _ => parts.push((character.to_string(), *mark)),
        }
    }
    Marked { parts }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marked(text: &str, search: &str) -> String {
        let highlighter = Highlighter::new(search, 3).unwrap();
        highlighter.anywhere(&Searched::new(text)).render().unwrap()
    }

    fn name(name: &str, search: &str) -> String {
        let highlighter = Highlighter::new(search, 3).unwrap();
        highlighter.in_name(&Searched::new(name)).render().unwrap()
    }

    #[test]
    fn what_matches_is_marked_and_everything_is_escaped() {
        assert_eq!(marked("Online Shop", "line hop"), "On<mark>line</mark> S<mark>hop</mark>");
        assert_eq!(marked("Ünïcode ΟΔΟΣ", "ÜNÏ οδος"), "<mark>Ünï</mark>code <mark>ΟΔΟΣ</mark>");
        assert_eq!(marked("Ünïcode οδος", "ΟΔΟΣ"), "Ünïcode <mark>οδος</mark>");
        assert_eq!(marked("aaaa", "aaa"), "<mark>aaaa</mark>");
        assert_eq!(marked("会員ページ案内", "ページ"), "会員<mark>ページ</mark>案内");
        assert_eq!(marked("İstanbul", "istanbul"), "İstanbul", "the search does not find it either");
        assert_eq!(marked("a<b>&\"c\"", "<b>&"), "a<mark>&#60;b&#62;&#38;</mark>&#34;c&#34;");
        assert_eq!(marked("a&amp;b", "amp"), "a&#38;<mark>amp</mark>;b");
    }

    #[test]
    fn a_name_is_marked_by_what_reads_the_same() {
        assert_eq!(name("Finance Portal", "ﬁnance"), "<mark>Finance</mark> Portal");
        assert_eq!(name("ﬁnance portal", "FINANCE"), "<mark>ﬁnance</mark> portal");
        assert_eq!(name("Straße", "STRASSE"), "<mark>Straße</mark>");
        assert_eq!(name("Ｓｈｏｐ", "shop"), "<mark>Ｓｈｏｐ</mark>");
    }

    #[test]
    fn short_words_are_marked_at_the_beginning_of_names_alone() {
        assert_eq!(name("Online Onion", "on"), "<mark>On</mark>line Onion");
        assert_eq!(marked("Online Onion", "on"), "Online Onion");
        assert_eq!(name("A shop for a", "shop a"), "A <mark>shop</mark> for a");
        assert_eq!(name("A shop for a", "a shop"), "<mark>A shop</mark> for a");
    }

    #[test]
    fn a_word_is_missed_where_none_of_the_texts_has_it() {
        let [shop, id, blue] = ["Shop", "c1", "BLUE"].map(Searched::new);
        let highlighter = Highlighter::new("shop blue x", 3).unwrap();
        assert!(highlighter.is_missed_by(&[&shop, &id]) && highlighter.is_missed_by(&[]));
        assert!(!highlighter.is_missed_by(&[&shop, &blue]));
        assert!(!Highlighter::new("x", 3).unwrap().is_missed_by(&[&shop]));
    }

    #[test]
    fn where_nothing_is_searched_for_there_is_nothing_that_could_fold_a_text() {
        assert!(Highlighter::new("", 3).is_none() && Highlighter::new(" \t", 3).is_none());
        assert_eq!(Marked::plain("a<b".to_owned()).render().unwrap(), "a&#60;b");
    }

    proptest::proptest! {
        #[test]
        fn no_character_is_lost(text in "\\PC{0,40}", search in "\\PC{0,10}") {
            let Some(highlighter) = Highlighter::new(&search, 1) else { return Ok(()) };
            let searched = Searched::new(&text);
            for marked in [highlighter.anywhere(&searched), highlighter.in_name(&searched)] {
                proptest::prop_assert_eq!(marked.parts.iter().map(|(part, _)| part.as_str()).collect::<String>(), text.as_str());
            }
        }

        #[test]
        fn what_is_marked_is_looked_for(before in "[a-c]{0,5}", term in "[x-z]{3}", after in "[a-c]{0,5}") {
            let expected = format!("{before}<mark>{term}</mark>{after}");
            proptest::prop_assert_eq!(marked(&format!("{before}{term}{after}"), &term.to_uppercase()), expected);
        }
    }
}
