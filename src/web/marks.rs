//! Texts in which what was looked for is marked.

use askama::Template;
use askama::filters::HtmlSafe;

use super::escaping::Escaped;

/// Marks what was searched for in the texts in which it was found.
pub struct Highlighter {
    /// The whole of it, which may begin a name.
    beginning: Vec<char>,
    /// The words of it that are found anywhere.
    terms: Vec<Vec<char>>,
}

/// A text in which something is looked for.
pub struct Searched<'a> {
    text: &'a str,
    /// Its characters as they are compared, each with the place of the one that it stands for.
    folded: Vec<(usize, char)>,
}

/// A text in parts, of which some match.
#[derive(Clone, Debug, PartialEq, Eq, Template)]
#[template(path = "components/marked.html")]
pub struct Marked {
    /// What does not match, up to the first part that does; mostly all of it.
    beginning: Escaped<String>,
    rest: Vec<(String, bool)>,
}

impl HtmlSafe for Marked {}

impl Marked {
    /// A text in which nothing is looked for.
    #[must_use]
    pub fn plain(text: String) -> Self {
        Self { beginning: Escaped(text), rest: Vec::new() }
    }

    /// A text in parts, each with whether it is marked.
    pub fn of_parts<'a>(parts: impl Iterator<Item = (&'a str, bool)>) -> Self {
        let rest = parts.filter(|(part, _)| !part.is_empty()).map(|(part, mark)| (part.to_owned(), mark)).collect();
        Self { beginning: Escaped(String::new()), rest }
    }
}

impl<'a> Searched<'a> {
    /// `folded` are its characters as they are compared, each with the place of the one that it stands for.
    pub fn new(text: &'a str, folded: impl Iterator<Item = (usize, char)>) -> Self {
        Self { text, folded: folded.collect() }
    }

    fn occurrences(&self, term: &[char]) -> impl Iterator<Item = &[(usize, char)]> {
        self.folded.windows(term.len().max(1)).filter(move |window| is_term(window, term))
    }
}

impl Highlighter {
    /// A search, as it is compared, whose words are found anywhere from a number of characters on; `None` where nothing is
    /// searched for, so that no text is looked at.
    #[must_use]
    pub fn new(folded: &str, shortest: usize) -> Option<Self> {
        let words: Vec<&str> = folded.split_whitespace().collect();
        let terms = words.iter().map(|word| word.chars().collect::<Vec<char>>());
        let terms = terms.filter(|word| word.len() >= shortest).collect();
        (!words.is_empty()).then(|| Self { beginning: words.join(" ").chars().collect(), terms })
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

    /// A text that begins with all that is looked for, with its beginning marked.
    #[must_use]
    pub fn at_beginning(&self, searched: &Searched<'_>) -> Option<Marked> {
        let found = searched.folded.get(..self.beginning.len()).filter(|found| is_term(found, &self.beginning))?;
        let mut marks = vec![false; searched.text.chars().count()];
        mark(&mut marks, found);
        Some(parts(searched.text, &marks))
    }

    /// Whether a word that was searched for is in none of these texts.
    #[must_use]
    pub fn is_missed_by(&self, texts: &[&Searched<'_>]) -> bool {
        self.terms.iter().any(|term| texts.iter().all(|text| text.occurrences(term).next().is_none()))
    }
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
    let (mut beginning, mut rest) = (String::new(), Vec::<(String, bool)>::new());
    for (character, mark) in text.chars().zip(marks) {
        match rest.last_mut() {
            None if !mark => beginning.push(character),
            Some((part, marked)) if marked == mark => part.push(character),
            _ => rest.push((character.to_string(), *mark)),
        }
    }
    Marked { beginning: Escaped(beginning), rest }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// “ß” stands for two characters.
    fn searched(text: &str) -> Searched<'_> {
        let folded = text.chars().enumerate().flat_map(|(at, c)| fold(c).map(move |folded| (at, folded)));
        Searched::new(text, folded)
    }

    fn fold(c: char) -> impl Iterator<Item = char> {
        c.to_uppercase().flat_map(char::to_lowercase)
    }

    fn highlighter(search: &str, shortest: usize) -> Option<Highlighter> {
        Highlighter::new(&search.chars().flat_map(fold).collect::<String>(), shortest)
    }

    fn marked(text: &str, search: &str) -> String {
        highlighter(search, 3).unwrap().anywhere(&searched(text)).render().unwrap()
    }

    fn at_beginning(text: &str, search: &str) -> Option<String> {
        Some(highlighter(search, 3).unwrap().at_beginning(&searched(text))?.render().unwrap())
    }

    #[test]
    fn what_matches_is_marked_and_everything_is_escaped() {
        assert_eq!(marked("Online Shop", "line hop"), "On<mark>line</mark> S<mark>hop</mark>");
        assert_eq!(marked("Ünïcode ΟΔΟΣ", "ÜNÏ οδος"), "<mark>Ünï</mark>code <mark>ΟΔΟΣ</mark>");
        assert_eq!(marked("Ünïcode οδος", "ΟΔΟΣ"), "Ünïcode <mark>οδος</mark>");
        assert_eq!(marked("aaaa", "aaa"), "<mark>aaaa</mark>");
        assert_eq!(marked("会員ページ案内", "ページ"), "会員<mark>ページ</mark>案内");
        assert_eq!(marked("a<b>&\"c\"", "<b>&"), "a<mark>&#60;b&#62;&#38;</mark>&#34;c&#34;");
        assert_eq!(marked("a&amp;b", "amp"), "a&#38;<mark>amp</mark>;b");
    }

    #[test]
    fn a_text_that_begins_with_all_of_it_is_marked_there_alone() {
        assert_eq!(at_beginning("Straße 1", "STRASSE").as_deref(), Some("<mark>Straße</mark> 1"));
        assert_eq!(at_beginning("Online Onion", "on").as_deref(), Some("<mark>On</mark>line Onion"));
        assert_eq!(at_beginning("A shop for a", "a shop").as_deref(), Some("<mark>A shop</mark> for a"));
        assert_eq!(at_beginning("A shop for a", "shop a"), None);
        assert_eq!(marked("Online Onion", "on"), "Online Onion", "a short word is marked at a beginning alone");
        assert_eq!(marked("A shop for a", "shop a"), "A <mark>shop</mark> for a");
    }

    #[test]
    fn a_word_is_missed_where_none_of_the_texts_has_it() {
        let [shop, id, blue] = ["Shop", "c1", "BLUE"].map(searched);
        let words = highlighter("shop blue x", 3).unwrap();
        assert!(words.is_missed_by(&[&shop, &id]) && words.is_missed_by(&[]));
        assert!(!words.is_missed_by(&[&shop, &blue]));
        assert!(!highlighter("x", 3).unwrap().is_missed_by(&[&shop]));
    }

    #[test]
    fn where_nothing_is_searched_for_there_is_nothing_that_could_fold_a_text() {
        assert!(Highlighter::new("", 3).is_none() && Highlighter::new(" \t", 3).is_none());
        assert_eq!(Marked::plain("a<b".to_owned()).render().unwrap(), "a&#60;b");
    }

    proptest::proptest! {
        #[test]
        fn no_character_is_lost(text in "\\PC{0,40}", search in "\\PC{0,10}") {
            let Some(highlighter) = highlighter(&search, 1) else { return Ok(()) };
            let searched = searched(&text);
            for marked in [Some(highlighter.anywhere(&searched)), highlighter.at_beginning(&searched)].into_iter().flatten() {
                let rest = marked.rest.iter().map(|(part, _)| part.as_str());
                proptest::prop_assert_eq!([marked.beginning.0.as_str()].into_iter().chain(rest).collect::<String>(), text.as_str());
            }
        }

        #[test]
        fn what_is_marked_is_looked_for(before in "[a-c]{0,5}", term in "[x-z]{3}", after in "[a-c]{0,5}") {
            let expected = format!("{before}<mark>{term}</mark>{after}");
            proptest::prop_assert_eq!(marked(&format!("{before}{term}{after}"), &term.to_uppercase()), expected);
        }
    }
}
