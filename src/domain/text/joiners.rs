//! The characters that join their neighbors or keep them apart. Nobody sees them, but scripts and emoji are written with them.

use icu_properties::props::{CanonicalCombiningClass, ExtendedPictographic, JoiningType};
use icu_properties::{CodePointMapData, CodePointSetData};

const NON_JOINER: char = '\u{200c}';
const JOINER: char = '\u{200d}';

#[must_use]
pub fn is_joiner(c: char) -> bool {
    matches!(c, NON_JOINER | JOINER)
}

/// Whether the joiner at a place of a text changes what is seen there: behind a virama, between letters that would be joined
/// (RFC 5892, appendices A.1 and A.2), or between the parts of an emoji (UTS 51, ZWJ sequences).
#[must_use]
pub fn is_seen(text: &[char], place: usize) -> bool {
    let Some((before, [joiner, after @ ..])) = text.split_at_checked(place) else { return false };
    match *joiner {
        NON_JOINER => follows_virama(before) || keeps_apart(before, after),
        JOINER => follows_virama(before) || joins_emoji(before, after),
        _ => false,
    }
}

fn follows_virama(before: &[char]) -> bool {
    let class = CodePointMapData::<CanonicalCombiningClass>::new();
    before.last().is_some_and(|c| class.get(*c) == CanonicalCombiningClass::Virama)
}

fn keeps_apart(before: &[char], after: &[char]) -> bool {
    let joining = CodePointMapData::<JoiningType>::new();
    let type_of = |c: &char| Some(joining.get(*c)).filter(|joining| *joining != JoiningType::Transparent);
    let [left, right] = [before.iter().rev().find_map(type_of), after.iter().find_map(type_of)];
    matches!(left, Some(JoiningType::LeftJoining | JoiningType::DualJoining))
        && matches!(right, Some(JoiningType::RightJoining | JoiningType::DualJoining))
}

fn joins_emoji(before: &[char], after: &[char]) -> bool {
    let pictures = CodePointSetData::new::<ExtendedPictographic>();
    let is_skin_tone = |c: &char| matches!(c, '\u{1f3fb}'..='\u{1f3ff}');
    let first = before.iter().rev().find(|c| !is_skin_tone(c));
    first.is_some_and(|c| pictures.contains(*c)) && after.first().is_some_and(|c| pictures.contains(*c))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(text: &str) -> Vec<bool> {
        let text: Vec<char> = text.chars().collect();
        (0..text.len()).filter(|place| is_joiner(text[*place])).map(|place| is_seen(&text, place)).collect()
    }

    #[test]
    fn a_joiner_is_seen_where_a_script_or_an_emoji_is_written_with_it() {
        for text in [
            "می\u{200c}خواهم",
            "کتاب\u{200c}ها",
            "ക്\u{200d}",
            "क्\u{200c}ष",
            "👨\u{200d}👩\u{200d}👧",
            "👩🏽\u{200d}🚀",
            "❤\u{200d}🔥",
        ] {
            assert!(seen(text).into_iter().all(|seen| seen), "{text:?}");
        }
    }

    #[test]
    fn elsewhere_it_is_not() {
        for text in [
            "Sh\u{200d}op",
            "Sh\u{200c}op",
            "\u{200d}👨",
            "👨\u{200d}",
            "👨\u{200d}\u{200d}👩",
            "a\u{200d}👨",
            "\u{200c}می",
            "می\u{200c}",
            "می\u{200c}\u{200c}خ",
            "دا\u{200c}د",
        ] {
            assert!(seen(text).contains(&false), "{text:?}");
        }
    }

    proptest::proptest! {
        #[test]
        fn among_latin_letters_digits_and_blanks_it_never_is(before in "[ -~à-ÿ]{0,8}", joiner in "[\u{200c}\u{200d}]", after in "[ -~à-ÿ]{0,8}") {
            proptest::prop_assert_eq!(seen(&format!("{before}{joiner}{after}")), [false]);
        }

        #[test]
        fn no_text_makes_it_panic(text in "\\PC{0,20}[\u{200c}\u{200d}]\\PC{0,20}") {
            seen(&text);
        }
    }
}
