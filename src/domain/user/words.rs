//! The words by whose beginnings operators find a user.

use std::collections::BTreeSet;

use super::{Details, Identifier};
use crate::domain::client::ProfileField;
use crate::domain::search::{distinct, folded, words};

const NAMES: [ProfileField; 3] = [ProfileField::GivenName, ProfileField::FamilyName, ProfileField::DisplayName];
/// Fewest digits of what is taken for a telephone number.
const DIGITS: usize = 4;

/// Every word of a user: of the names, of an address and the address itself, and of a number its digits.
#[must_use]
pub fn of_user(details: &Details, identifiers: &[Identifier]) -> BTreeSet<String> {
    let names = NAMES.into_iter().filter_map(|field| details.get(field)).map(folded);
    let identifiers: Vec<String> = identifiers.iter().map(|identifier| folded(identifier.as_str())).collect();
    let mut all: BTreeSet<String> = identifiers.iter().filter(|text| text.contains('@')).cloned().collect();
    for text in names.chain(identifiers) {
        all.extend(words(&text).map(str::to_owned));
    }
    all
}

/// The words that a search looks for, the longest first: each is the beginning of one of the user's.
#[must_use]
pub fn wanted(search: &str) -> Vec<String> {
    let mut wanted = number(search).map_or_else(|| of_search(&folded(search)), |number| vec![number]);
    wanted.sort_by_key(|word| std::cmp::Reverse(word.len()));
    wanted
}

fn of_search(folded: &str) -> Vec<String> {
    let terms = folded.split_whitespace();
    distinct(terms.flat_map(|term| if term.contains('@') { vec![term] } else { words(term).collect() }))
}

/// The digits of a number, however they are grouped: “+49 (151) 23-45” is 491512345, and so is 0049 151 2345.
fn number(search: &str) -> Option<String> {
    let digits: String = search.chars().filter(char::is_ascii_digit).collect();
    let is_number = search.chars().all(|c| c.is_ascii_digit() || c.is_whitespace() || "+()-./".contains(c));
    let digits = digits.strip_prefix("00").unwrap_or(&digits).to_owned();
    (is_number && digits.len() >= DIGITS).then_some(digits)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::text::EmailAddress;

    fn ada() -> BTreeSet<String> {
        let mut details = Details::default();
        details.set(ProfileField::GivenName, "Ada");
        details.set(ProfileField::FamilyName, "King-Noël");
        details.set(ProfileField::Address, "1 Secret Street");
        let email = Identifier::Email(EmailAddress::parse("ada.king@mail.example.com").unwrap());
        let mobile = Identifier::stored(crate::domain::client::PrimaryIdentifier::Mobile, "+4915112345678").unwrap();
        of_user(&details, &[email, mobile])
    }

    #[test]
    fn a_user_is_found_by_the_beginning_of_each_name_address_and_number() {
        for search in [
            "ada",
            "AD",
            "king",
            "noel",
            "Noël",
            "ada.k",
            "ada.king@mail",
            "ADA.KING@MAIL.EXAMPLE.COM",
            "mail.example",
            "+49 151 123",
            "0049151123",
            "(49) 151-12",
            "king ada",
            "ada ada.king@mail.example.com",
        ] {
            let words = ada();
            let is_found = |wanted: &String| words.iter().any(|word| word.starts_with(wanted.as_str()));
            let wanted = wanted(search);
            assert!(!wanted.is_empty() && wanted.iter().all(is_found), "{search}: {wanted:?}");
        }
        for search in ["da", "secret", "bob", "ada bob", "ada@", "151123"] {
            let words = ada();
            let is_found = |wanted: &String| words.iter().any(|word| word.starts_with(wanted.as_str()));
            assert!(!wanted(search).iter().all(is_found), "{search}");
        }
    }

    #[test]
    fn nothing_is_looked_for_where_nothing_could_be_found() {
        for search in ["", "  ", "!?", "+"] {
            assert_eq!(wanted(search), [""; 0], "{search}");
        }
    }
}
