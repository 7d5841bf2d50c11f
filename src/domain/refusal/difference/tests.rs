use super::*;

/// What is marked in the one and in the other.
fn marked(sent: &str, expected: &str) -> (Vec<String>, Vec<String>) {
    let found = difference(sent, expected);
    let of = |parts: &mut dyn Iterator<Item = (&str, bool)>| {
        parts.filter(|(text, differs)| *differs && !text.is_empty()).map(|(text, _)| text.to_owned()).collect()
    };
    (of(&mut found.sent()), of(&mut found.expected()))
}

#[test]
fn only_the_characters_that_differ_are_marked() {
    let none: [&str; 0] = [];
    let registered = "https://app.example.com/callback";
    for (sent, of_sent, of_registered, characters) in [
        (registered, vec![], vec![], 0),
        ("https://app.example.com/callback/", vec!["/"], vec![], 1),
        ("http://app.example.com/callback", vec![], vec!["s"], 1),
        ("https://App.example.com/callbacc", vec!["A", "c"], vec!["a", "k"], 2),
        ("http://app.example.com/Callback/", vec!["C", "/"], vec!["s", "c"], 3),
    ] {
        assert_eq!(marked(sent, registered), (strings(&of_sent), strings(&of_registered)), "{sent}");
        assert_eq!(difference(sent, registered).characters(), characters, "{sent}");
    }
    assert_eq!(marked("", "ab"), (strings(&none), strings(&["ab"])));
    assert_eq!(marked("ab", ""), (strings(&["ab"]), strings(&none)));
}

fn strings(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

#[test]
fn the_nearest_is_the_one_with_the_fewest_differing_characters() {
    let candidates = ["https://shop.example/login", "https://shop.example/callback", "com.example.shop:/callback"];
    assert_eq!(nearest("https://shop.example/Callback", candidates.into_iter()), Some(candidates[1]));
    assert_eq!(nearest("x", std::iter::empty()), None);
}

/// The Levenshtein distance, by its definition.
fn distance(one: &[char], other: &[char]) -> usize {
    match (one, other) {
        ([], rest) | (rest, []) => rest.len(),
        ([a, one @ ..], [b, other @ ..]) if a == b => distance(one, other),
        ([_, short @ ..], [_, shorter @ ..]) => {
            1 + distance(short, other).min(distance(one, shorter)).min(distance(short, shorter))
        }
    }
}

proptest::proptest! {
    #[test]
    fn the_parts_are_the_two_texts_and_what_is_not_marked_is_the_same(sent in "[ab/ä]{0,8}", expected in "[ab/ä]{0,8}") {
        let found = difference(&sent, &expected);
        let joined = |parts: &mut dyn Iterator<Item = (&str, bool)>| parts.map(|(text, _)| text).collect::<String>();
        proptest::prop_assert_eq!(joined(&mut found.sent()), sent.as_str());
        proptest::prop_assert_eq!(joined(&mut found.expected()), expected.as_str());
        proptest::prop_assert_eq!(found.characters() == 0, sent == expected);
        for pair in found.0.windows(2) {
            proptest::prop_assert!(matches!(pair, [Piece::Same(_), Piece::Differs(..)] | [Piece::Differs(..), Piece::Same(_)]));
        }
        let (one, other): (Vec<char>, Vec<char>) = (sent.chars().collect(), expected.chars().collect());
        // Neighbors are told as one, of which the longer side counts.
        proptest::prop_assert!(found.characters() <= distance(&one, &other));
        proptest::prop_assert_eq!(difference(&expected, &sent).characters() == 0, sent == expected);
    }

    #[test]
    fn long_texts_are_compared_too_and_never_take_long(sent in "\\PC{0,3000}", expected in "\\PC{0,3000}") {
        let found = difference(&sent, &expected);
        let parts: String = found.sent().map(|(text, _)| text).collect();
        proptest::prop_assert_eq!(parts, sent);
    }
}
