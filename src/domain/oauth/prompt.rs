//! How a user is to be asked (`OpenID` Connect Core 1.0, section 3.1.2.1).

use super::request::Prompts;

/// Languages that a request names; more are of no use.
const MOST_LOCALES: usize = 10;
/// As long as a language tag is at most that says no more than language, script and region with their variants.
const LONGEST_LOCALE: usize = 35;
/// The longest identifier of ours is an email address.
const LONGEST_LOGIN_HINT: usize = 320;

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadPrompt {
    #[error("The prompt is none of none, login, consent, select_account and create.")]
    Unknown,
    #[error("The prompt none stands beside another.")]
    NoneAndMore,
}

pub fn prompts(text: &str) -> Result<Prompts, BadPrompt> {
    let mut prompts = Prompts::default();
    for word in text.split(' ') {
        let member = match word {
            "none" => &mut prompts.none,
            "login" => &mut prompts.login,
            "consent" => &mut prompts.consent,
            "select_account" => &mut prompts.select_account,
            "create" => &mut prompts.create,
            _ => return Err(BadPrompt::Unknown),
        };
        *member = true;
    }
    let Prompts { none, login, consent, select_account, create } = prompts;
    if none && (login || consent || select_account || create) { Err(BadPrompt::NoneAndMore) } else { Ok(prompts) }
}

/// Seconds, as many as can be counted; `None` for what is no whole number.
#[must_use]
pub fn max_age(text: &str) -> Option<u32> {
    let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| text.parse().unwrap_or(u32::MAX))
}

/// Languages in the order of preference; what looks like none is left out.
#[must_use]
pub fn locales(text: &str) -> Vec<String> {
    let is_one = |tag: &&str| {
        let is_plain = tag.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        !tag.is_empty() && tag.len() <= LONGEST_LOCALE && is_plain
    };
    text.split(' ').filter(is_one).take(MOST_LOCALES).map(str::to_owned).collect()
}

/// What fills the field of the first page, unless nobody could have typed it there.
#[must_use]
pub fn login_hint(text: &str) -> Option<String> {
    let is_one = text.chars().count() <= LONGEST_LOGIN_HINT && !text.chars().any(char::is_control);
    is_one.then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn none_excludes_every_other_prompt() {
        let none = Prompts { none: true, ..Prompts::default() };
        assert_eq!(prompts("none"), Ok(none));
        assert_eq!(prompts("none none"), Ok(none));
        assert_eq!(prompts("login consent"), Ok(Prompts { login: true, consent: true, ..Prompts::default() }));
        assert_eq!(
            prompts("create select_account"),
            Ok(Prompts { create: true, select_account: true, ..Prompts::default() })
        );
        for other in ["login", "consent", "select_account", "create"] {
            assert_eq!(prompts(&format!("none {other}")), Err(BadPrompt::NoneAndMore));
            assert_eq!(prompts(&format!("{other} none")), Err(BadPrompt::NoneAndMore));
        }
        for bad in ["Login", "none ", "login,consent", "x"] {
            assert_eq!(prompts(bad), Err(BadPrompt::Unknown), "{bad}");
        }
    }

    #[test]
    fn an_age_of_zero_is_an_age_and_one_beyond_counting_is_the_longest() {
        assert_eq!((max_age("0"), max_age("10000"), max_age("99999999999")), (Some(0), Some(10_000), Some(u32::MAX)));
        for bad in ["", "-1", "+1", "1.5", "x", " 1", "１"] {
            assert_eq!(max_age(bad), None, "{bad}");
        }
    }

    #[test]
    fn what_is_no_language_or_cannot_be_typed_is_left_out() {
        assert_eq!(locales("de-CH en <b> fr"), ["de-CH", "en", "fr"]);
        assert_eq!(locales(&"en ".repeat(50)).len(), MOST_LOCALES);
        assert_eq!(login_hint("ada@example.com").as_deref(), Some("ada@example.com"));
        assert_eq!(login_hint("ada\r\nBcc: x"), None);
        assert_eq!(login_hint(&"a".repeat(321)), None);
    }
}
