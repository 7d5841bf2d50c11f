//! How well a text fits what is looked for.

use crate::domain::search::{folded, words};

/// Best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fit {
    /// The text itself.
    Whole,
    /// The text begins with it.
    Beginning,
    /// Each word of it begins one of the text.
    Words,
    /// The same, with the words of what the text belongs to.
    Context,
    /// It is found by other ways, such as in the middle of a word.
    Elsewhere,
}

/// How well a text fits folded words, of which some may be in its context alone; `None` where one is in neither.
pub fn fit(wanted: &[&str], text: &str, context: &[&str]) -> Option<Fit> {
    let folded_text = folded(text);
    let own: Vec<&str> = words(&folded_text).collect();
    let begins = |words: &[&str], wanted: &str| words.iter().any(|word| word.starts_with(wanted));
    let missed: Vec<&str> = wanted.iter().copied().filter(|wanted| !begins(&own, wanted)).collect();
    if wanted.is_empty() || missed.len() == wanted.len() {
        return None;
    }
    if missed.is_empty() {
        let [own, wanted] = [own.join(" "), wanted.join(" ")];
        return Some(match own.strip_prefix(wanted.as_str()) {
            Some("") => Fit::Whole,
            Some(_) => Fit::Beginning,
            None => Fit::Words,
        });
    }
    let folded_context = folded(&context.join(" "));
    let context: Vec<&str> = words(&folded_context).collect();
    missed.iter().all(|wanted| begins(&context, wanted)).then_some(Fit::Context)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_fits_as_a_whole_at_its_beginning_by_its_words_and_by_what_it_belongs_to() {
        let context = ["Authentication", "Codes"];
        for (wanted, expected) in [
            ("code lifetime", Some(Fit::Whole)),
            ("code", Some(Fit::Beginning)),
            ("code life", Some(Fit::Beginning)),
            ("lifetime co", Some(Fit::Words)),
            ("authentication lifetime", Some(Fit::Context)),
            ("authentication", None),
            ("ode", None),
            ("code shop", None),
            ("", None),
        ] {
            assert_eq!(fit(&words(wanted).collect::<Vec<_>>(), "Code lifetime", &context), expected, "{wanted}");
        }
        assert_eq!(fit(&["ecole"], "École", &[]), Some(Fit::Whole));
    }
}
