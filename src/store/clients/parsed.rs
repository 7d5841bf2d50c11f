//! Settings that a thread has read lately, by their text. The same text makes the same settings, so nothing here is ever old.

use std::cell::RefCell;
use std::collections::HashMap;

use crate::domain::client::{Settings, Unreadable};

/// Documents that a thread remembers. Where more clients than that come in turn, it begins anew.
const MOST: usize = 64;
/// Bytes of the longest that are remembered; few are a fourth of it.
const LONGEST: usize = 8 * 1_024;

thread_local! {
    static PARSED: RefCell<HashMap<String, Settings>> = RefCell::default();
}

/// As [`Settings::parse`].
pub(super) fn parse(text: &str) -> Result<Settings, Unreadable> {
    if text.len() > LONGEST {
        return Settings::parse(text);
    }
    PARSED.with_borrow_mut(|parsed| {
        if let Some(settings) = parsed.get(text) {
            return Ok(settings.clone());
        }
        let settings = Settings::parse(text)?;
        if parsed.len() >= MOST {
            parsed.clear();
        }
        parsed.insert(text.to_owned(), settings.clone());
        Ok(settings)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::client::ClientName;

    #[test]
    fn settings_are_those_of_the_text_however_often_and_in_which_order_they_are_read() {
        let of = |number: usize| {
            let mut settings = Settings::unchosen();
            settings.general.name = ClientName::parse(&format!("Client {number}")).unwrap();
            settings
        };
        for round in 0..3 {
            for number in 0..MOST + 2 {
                let settings = of(number * (round + 1));
                assert_eq!(parse(&settings.to_text()), Ok(settings));
            }
            PARSED.with_borrow(|parsed| assert!(parsed.len() <= MOST));
        }
    }

    #[test]
    fn what_breaks_a_rule_or_is_long_is_not_remembered() {
        let broken = "{\"general\":1}";
        assert_eq!(parse(broken), Settings::parse(broken));
        let long = Settings::unchosen().to_text() + &" ".repeat(LONGEST);
        assert_eq!(parse(&long), Ok(Settings::unchosen()));
        PARSED.with_borrow(|parsed| assert!(parsed.is_empty()));
    }
}
