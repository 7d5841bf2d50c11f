//! Whether users may be sent back to where an application asks for, and what comes closest where they may not.

use crate::domain::client::{RedirectUri, RedirectUris};
use crate::domain::refusal::{self, difference};

/// A registered address that is nearly the one that was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Nearest<'a> {
    pub uri: &'a str,
    /// In how many characters both differ.
    pub differing: usize,
}

#[must_use]
pub fn is_registered(registered: &RedirectUris, presented: &str) -> bool {
    registered.iter().any(|uri| uri.matches(presented))
}

/// The registered address that differs least; none where there are none.
#[must_use]
pub fn nearest<'a>(registered: &'a RedirectUris, presented: &str) -> Option<Nearest<'a>> {
    let uri = refusal::nearest(presented, registered.iter().map(RedirectUri::as_str))?;
    Some(Nearest { uri, differing: difference(presented, uri).characters() })
}

/// What is wrong with an address that is not registered, in words. `kind` is what the settings call it.
#[must_use]
pub fn words(nearest: Option<Nearest<'_>>, kind: &str) -> String {
    match nearest {
        None => format!("No {kind} is registered."),
        Some(Nearest { differing: 0 | 1, .. }) => format!("The {kind} differs from a registered one in one character."),
        Some(Nearest { differing, .. }) if differing <= 12 => {
            format!("The {kind} differs from a registered one in {differing} characters.")
        }
        Some(_) => format!("The {kind} is none of those registered."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn uris(of: &[&str]) -> RedirectUris {
        RedirectUris::try_from(of.iter().map(|uri| (*uri).to_owned()).collect::<Vec<_>>()).unwrap()
    }

    #[test]
    fn the_address_that_differs_least_is_named_with_the_number_of_characters() {
        let registered = uris(&["https://shop.example/callback", "https://other.example/in", "http://127.0.0.1/in"]);
        for (presented, expected, differs) in [
            ("https://shop.example/callback/", "https://shop.example/callback", "in one character."),
            ("https://shop.example/Callback", "https://shop.example/callback", "in one character."),
            ("http://shop.example/callback", "https://shop.example/callback", "in one character."),
            ("https://shop.example/callback?a=b", "https://shop.example/callback", "in 4 characters."),
            ("https://other.example/", "https://other.example/in", "in 2 characters."),
            ("http://127.0.0.1:80/inn", "http://127.0.0.1/in", "in 4 characters."),
        ] {
            let nearest = nearest(&registered, presented).unwrap();
            assert_eq!(nearest.uri, expected, "{presented}");
            assert!(words(Some(nearest), "redirect URI").ends_with(differs), "{presented}: {nearest:?}");
        }
        let far = nearest(&registered, "https://evil.example.org/some/where/else/altogether");
        assert_eq!(words(far, "redirect URI"), "The redirect URI is none of those registered.");
        assert_eq!(words(nearest(&uris(&[]), "https://a.example/"), "redirect URI"), "No redirect URI is registered.");
    }

    proptest! {
        #[test]
        fn an_address_matches_itself_alone(
            one in "https://[a-c]{1,3}\\.example/[a-c/.%?=]{0,6}", other in "https://[a-c]{1,3}\\.example/[a-cA-C/.%?=]{0,6}",
        ) {
            if let Ok(registered) = RedirectUris::try_from(vec![one.clone()]) {
                prop_assert!(is_registered(&registered, &one));
                prop_assert_eq!(is_registered(&registered, &other), one == other);
                prop_assert_eq!(nearest(&registered, &other).unwrap().differing == 0, one == other);
            }
        }
    }
}
