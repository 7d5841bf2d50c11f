//! Which passwords people may choose: long ones that are hard to guess, without rules on characters
//! (NIST SP 800-63B-4, section 3.1.1.2).

use std::fmt;

use unicode_normalization::UnicodeNormalization;

/// Most characters, so that a request stays small; nothing is ever cut off.
const MAX_CHARACTERS: usize = 256;

/// What a door asks of the passwords that are chosen at it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PasswordPolicy {
    /// In characters.
    pub min_length: usize,
    /// Words that everybody who guesses at this door tries first.
    pub words: &'static [&'static str],
}

/// A password as typed, normalized (NFKC) so that every keyboard spells it alike. Never shown, logged or stored.
#[derive(Clone, PartialEq, Eq)]
pub struct Password(String);

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password(…)")
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PasswordError {
    #[error("Enter a password.")]
    Missing,
    #[error("Use at least {0} characters; a few unrelated words work well.")]
    TooShort(usize),
    #[error("Use at most {MAX_CHARACTERS} characters.")]
    TooLong,
    /// A common password, a pattern, or built from the name, the address or the product.
    #[error("This password is easy to guess. Use several words that have nothing to do with you or this product.")]
    Guessable,
}

impl Password {
    /// A password to check against a stored hash: anything that was typed.
    #[must_use]
    pub fn to_verify(typed: &str) -> Self {
        Self(typed.nfkc().collect())
    }

    /// A password that somebody chooses, refused when it is short, overlong or easy to guess; `context` lists
    /// words that belong to the person, such as the name and the address.
    pub fn choose(typed: &str, policy: &PasswordPolicy, context: &[&str]) -> Result<Self, PasswordError> {
        let password = Self::to_verify(typed);
        match password.0.chars().count() {
            0 => return Err(PasswordError::Missing),
            n if n < policy.min_length => return Err(PasswordError::TooShort(policy.min_length)),
            n if n > MAX_CHARACTERS => return Err(PasswordError::TooLong),
            _ => {}
        }
        let mut words = policy.words.to_vec();
        for text in context {
            words.push(text);
            words.extend(text.split(|c: char| !c.is_alphanumeric()).filter(|word| word.chars().count() > 2));
        }
        if zxcvbn::zxcvbn(&password.0, &words).score() < zxcvbn::Score::Three {
            return Err(PasswordError::Guessable);
        }
        Ok(password)
    }

    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const POLICY: PasswordPolicy = PasswordPolicy { min_length: 15, words: &["wonderful", "bakery"] };

    #[test]
    fn a_policy_says_how_long_a_password_is_and_which_words_are_guessed_first() {
        let (short, word) = (PasswordPolicy { min_length: 12, words: &[] }, "qxvkzjwpthbrmnl");
        assert_eq!(Password::choose("ochre-kl-vum", &POLICY, &[]), Err(PasswordError::TooShort(15)));
        assert_eq!(Password::choose("ochre-kl-vu", &short, &[]), Err(PasswordError::TooShort(12)));
        assert!(Password::choose("ochre-kl-vum", &short, &[]).is_ok());
        assert!(Password::choose(word, &POLICY, &[]).is_ok());
        let knows_it = PasswordPolicy { words: &["qxvkzjwpthbrmnl"], ..POLICY };
        assert_eq!(Password::choose(word, &knows_it, &[]), Err(PasswordError::Guessable));
    }

    #[test]
    fn common_patterned_and_personal_passwords_are_refused() {
        for bad in [
            "password1234567",
            "123456789012345",
            "aaaaaaaaaaaaaaaaaaaa",
            "qwertyuiopasdfgh",
            "Lovelace-Ada-Ada",
            "WonderfulBakery",
        ] {
            let refused = Password::choose(bad, &POLICY, &["Ada Lovelace", "ada@example.com"]);
            assert_eq!(refused, Err(PasswordError::Guessable), "{bad}");
        }
    }

    #[test]
    fn a_long_passphrase_is_accepted_whole_and_without_rules_on_characters() {
        let phrase = "correct horse battery staple ".repeat(8);
        let accepted = Password::choose(&phrase, &POLICY, &[]).unwrap();
        assert_eq!(accepted.as_bytes().len(), phrase.len());
        assert!(Password::choose("plum otter violin harbour", &POLICY, &[]).is_ok());
        assert!(Password::choose("сосна велосипед туман река", &POLICY, &[]).is_ok());
    }

    #[test]
    fn it_is_not_shown_when_it_is_debugged() {
        assert_eq!(format!("{:?}", Password::to_verify("hunter2 hunter2")), "Password(…)");
    }

    fn unguessable(length: usize) -> String {
        "жкûп-wvzq-öhtk-xрlm ".chars().cycle().take(length).collect()
    }

    #[test]
    fn a_password_is_measured_in_characters_at_its_very_bounds() {
        let chosen = |length| Password::choose(&unguessable(length), &POLICY, &[]).map(|_| ());
        assert_eq!(chosen(0), Err(PasswordError::Missing));
        assert_eq!((chosen(1), chosen(14)), (Err(PasswordError::TooShort(15)), Err(PasswordError::TooShort(15))));
        assert_eq!((chosen(15), chosen(256)), (Ok(()), Ok(())));
        assert_eq!((chosen(257), chosen(300)), (Err(PasswordError::TooLong), Err(PasswordError::TooLong)));
    }

    #[test]
    fn a_password_is_good_enough_from_the_third_of_four_scores_on() {
        for (typed, score, expected) in
            [("violinistmountain", zxcvbn::Score::Two, false), ("violinistorange77", zxcvbn::Score::Three, true)]
        {
            assert_eq!(zxcvbn::zxcvbn(typed, &[]).score(), score, "{typed}");
            assert_eq!(Password::choose(typed, &POLICY, &[]).is_ok(), expected, "{typed}");
        }
    }

    proptest::proptest! {
        #[test]
        fn length_alone_decides_outside_the_bounds(typed in "\\PC{0,14}|\\PC{300,330}") {
            proptest::prop_assume!(!typed.nfkc().any(|c| c == ' '));
            let n = typed.nfkc().count();
            let result = Password::choose(&typed, &POLICY, &[]);
            if !(POLICY.min_length..=MAX_CHARACTERS).contains(&n) {
                proptest::prop_assert!(matches!(result, Err(e) if e != PasswordError::Guessable));
            }
        }

        #[test]
        fn a_change_in_the_last_character_is_another_password(head in "[a-z]{64,200}") {
            let one = Password::to_verify(&format!("{head}x"));
            let other = Password::to_verify(&format!("{head}y"));
            proptest::prop_assert_ne!(one.as_bytes(), other.as_bytes());
        }
    }
}
