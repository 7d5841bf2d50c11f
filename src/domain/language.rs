//! The languages that users are spoken to in.

use crate::domain::choice::{Choice, choices};

choices! {
    /// By its tag (RFC 5646), with its own name.
    pub enum Language {
        En = "en", "English";
        De = "de", "Deutsch";
    }
}

impl Language {
    /// The first language that we speak of those that an application asked for (`ui_locales`, `OpenID` Connect Core 1.0,
    /// section 3.1.2.1), else the one that the browser likes best (RFC 9110, section 12.5.4), else English.
    #[must_use]
    pub fn choose(ui_locales: &[String], accept_language: Option<&str>) -> Self {
        let asked = ui_locales.iter().find_map(|tag| Self::of_tag(tag));
        asked.or_else(|| accept_language.and_then(Self::accepted)).unwrap_or(Self::En)
    }

    /// The language of a tag, whatever its region: `de-AT` is German.
    #[must_use]
    pub fn of_tag(tag: &str) -> Option<Self> {
        let primary = tag.split(['-', '_']).next().unwrap_or_default().trim();
        Self::ALL.iter().copied().find(|language| language.token().eq_ignore_ascii_case(primary))
    }

    /// The language with the highest weight, of equal ones the first.
    fn accepted(header: &str) -> Option<Self> {
        let ranges = header.split(',').filter_map(|range| {
            let (tag, parameter) = range.split_once(';').unwrap_or((range, "q=1"));
            let weight: f32 = parameter.trim().strip_prefix("q=")?.parse().ok()?;
            Some((Self::of_tag(tag)?, weight)).filter(|_| weight > 0.0 && weight <= 1.0)
        });
        let best = ranges.reduce(|best, next| if next.1 > best.1 { next } else { best });
        best.map(|(language, _)| language)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_the_application_asks_for_comes_before_what_the_browser_likes() {
        let tags = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
        for (asked, header, expected) in [
            ("", None, Language::En),
            ("de", Some("en"), Language::De),
            ("fr-CA de-AT en", Some("en"), Language::De),
            ("fr", Some("de-CH, en;q=0.5"), Language::De),
            ("", Some("en;q=0.7, de;q=0.8"), Language::De),
            ("", Some("en, de"), Language::En),
            ("", Some("fr, de;q=0"), Language::En),
            ("", Some("fr;q=1, *;q=0.5"), Language::En),
            ("", Some("DE"), Language::De),
            ("", Some(";;q=,,=,q=2;de"), Language::En),
        ] {
            assert_eq!(Language::choose(&tags(asked), header), expected, "{asked:?} {header:?}");
        }
    }

    proptest! {
        #[test]
        fn no_garbage_is_too_much(tags: Vec<String>, header in "(de|en|fr|[-;,=q0-9.* ]|\\PC){0,40}") {
            prop_assert!(Language::ALL.contains(&Language::choose(&tags, Some(&header))));
        }
    }
}
