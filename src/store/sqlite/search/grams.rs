//! The tokens by which clients are found: every three characters of their texts, which of them stand in the name, which
//! begin a word there, and what the list can be filtered by.
//!
//! A row has a token once, wherever and however often its text does. So an index answers which rows can match, and whether
//! a row does is for its text to say.

use crate::domain::client::{FILTERS, Filter, Kind};
use crate::domain::search::beginnings;

/// Characters from which on the index knows a term.
pub const INDEXED_TERM: usize = 3;
/// Tokens that the index is asked for, however many terms there are and however long they are: what they have in common
/// costs the more, the more they are. Each term has one at least.
const MOST_TOKENS: usize = 6;
/// And for one term.
const MOST_OF_A_TERM: usize = 4;

/// In which of a client's texts three characters stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// At the beginning of a word of the name.
    Beginning,
    Name,
    /// The name, the description or an address.
    Anywhere,
}

impl Place {
    /// A character of Unicode's private use area, which no name holds.
    fn mark(self) -> &'static str {
        match self {
            Self::Beginning => "\u{e001}",
            Self::Name => "\u{e002}",
            Self::Anywhere => "\u{e003}",
        }
    }
}

/// The token of a filter's value.
pub fn filter_token(filter: &Filter, place: usize) -> String {
    let value = (filter.values)().get(place).map_or("", |(token, _)| *token);
    let name: String = filter.name.chars().chain(" ".chars()).chain(value.chars()).map(encoded).collect();
    format!("\u{e005}{name}")
}

/// The tokens of what the list can be filtered by.
pub fn tokens_of_kind(kind: Kind) -> Vec<String> {
    FILTERS.iter().zip(kind.places()).map(|(filter, place)| filter_token(filter, place)).collect()
}

/// The token of a name that begins like this, by up to three characters.
pub fn beginning_token(name: &str) -> Option<String> {
    let beginning: String = name.chars().take(3).map(encoded).collect();
    (!beginning.is_empty()).then(|| format!("\u{e004}{beginning}"))
}

/// The tokens of a client with these texts, folded, and these tokens of its kind.
pub fn tokens(name: &str, rest: &str, kind: &[String]) -> String {
    let mut text = kind.join(" ");
    let name_chars: Vec<char> = name.chars().collect();
    let mut of_name = grams(&name_chars);
    let mut starting: Vec<[char; 3]> = beginnings(name).filter_map(|at| first(&name[at..])).collect();
    sort(&mut starting);
    sort(&mut of_name);
    for length in 1..=3.min(name_chars.len()) {
        let beginning: String = name_chars.iter().take(length).collect();
        text.push(' ');
        text.extend(beginning_token(&beginning));
    }
    for gram in starting {
        push(&mut text, Place::Beginning, gram);
    }
    for gram in &of_name {
        push(&mut text, Place::Name, *gram);
    }
    let rest: Vec<char> = rest.chars().collect();
    let mut all = of_name;
    all.extend(grams(&rest));
    sort(&mut all);
    for gram in all {
        push(&mut text, Place::Anywhere, gram);
    }
    text
}

/// Tokens that a row has to have where terms stand in one of its texts, spread over each of them.
pub fn tokens_of_terms(terms: &[String], place: Place) -> Vec<String> {
    let most = (MOST_TOKENS / terms.len().max(1)).clamp(1, MOST_OF_A_TERM);
    terms.iter().flat_map(|term| tokens_of_term(term, place, most)).collect()
}

fn tokens_of_term(term: &str, place: Place, most: usize) -> Vec<String> {
    let chars: Vec<char> = term.chars().collect();
    let all = grams(&chars);
    let step = all.len().div_ceil(most).max(1);
    let begins = place == Place::Beginning && term.starts_with(char::is_alphanumeric);
    let inside = if place == Place::Beginning { Place::Name } else { place };
    let mut chosen: Vec<String> = Vec::new();
    for (at, gram) in all.iter().enumerate().step_by(step) {
        let mut token = String::new();
        push(&mut token, if begins && at == 0 { Place::Beginning } else { inside }, *gram);
        chosen.push(token.trim_start().to_owned());
    }
    chosen.dedup();
    chosen
}

/// All three characters that follow one another; none has a blank in it, since no term has.
fn grams(chars: &[char]) -> Vec<[char; 3]> {
    let threes = chars.windows(3).filter_map(|three| <[char; 3]>::try_from(three).ok());
    threes.filter(|three| !three.iter().any(|c| c.is_whitespace())).collect()
}

fn first(text: &str) -> Option<[char; 3]> {
    let three: Vec<char> = text.chars().take(3).collect();
    <[char; 3]>::try_from(three).ok().filter(|three| !three.iter().any(|c| c.is_whitespace()))
}

fn sort(grams: &mut Vec<[char; 3]>) {
    grams.sort_unstable();
    grams.dedup();
}

fn push(text: &mut String, place: Place, gram: [char; 3]) {
    text.push(' ');
    text.push_str(place.mark());
    text.extend(gram.map(encoded));
}

/// The tokenizer parts at ASCII that is no letter or digit, so that gets a place in the private use area.
fn encoded(c: char) -> char {
    // A name may begin with one character and a blank, which is none of ASCII everywhere.
    let c = if c.is_whitespace() { ' ' } else { c };
    if c.is_ascii() && !c.is_ascii_alphanumeric() { char::from_u32(0xe100 + u32::from(c)).unwrap_or(c) } else { c }
}
