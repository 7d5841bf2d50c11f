//! What a client asks to do for a user (RFC 6749, section 3.3).

use super::request::RequestedScopes;
use crate::domain::choice::Choice;
use crate::domain::client::{Integration, Scope};

const OPENID: &str = "openid";

/// Those of a request that the client may ask for; the rest is left out. `None` where nothing is left.
#[must_use]
pub fn requested(text: &str, integration: &Integration) -> Option<RequestedScopes> {
    let asked: Vec<&str> = text.split(' ').collect();
    let may = |scope: Scope| {
        // Without refresh tokens, nothing outlives a session.
        integration.scopes.has(scope) && (scope != Scope::OfflineAccess || integration.refresh_tokens)
    };
    let others = Scope::ALL.iter().copied().filter(|scope| asked.contains(&scope.token()) && may(*scope)).collect();
    let scopes = RequestedScopes { openid: asked.contains(&OPENID), others };
    (scopes != RequestedScopes::default()).then_some(scopes)
}

impl RequestedScopes {
    #[must_use]
    pub fn has(&self, scope: Scope) -> bool {
        self.others.contains(&scope)
    }

    /// As answers and tokens have them.
    #[must_use]
    pub fn to_text(&self) -> String {
        let openid = self.openid.then_some(OPENID);
        openid.into_iter().chain(self.others.iter().map(|scope| scope.token())).collect::<Vec<_>>().join(" ")
    }

    /// Reads what [`Self::to_text`] writes; what is no scope is left out.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let asked: Vec<&str> = text.split(' ').collect();
        let others = Scope::ALL.iter().copied().filter(|scope| asked.contains(&scope.token())).collect();
        Self { openid: asked.contains(&OPENID), others }
    }

    /// Those that a refresh asks for (RFC 6749, section 6); `None` where it asks for more than was granted, or for nothing.
    #[must_use]
    pub fn narrowed(&self, text: &str) -> Option<Self> {
        let granted = self.to_text();
        let granted: Vec<&str> = granted.split(' ').collect();
        let is_subset = text.split(' ').all(|asked| granted.contains(&asked));
        is_subset.then(|| Self::parse(text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::client::Scopes;
    use proptest::prelude::*;

    #[test]
    fn unknown_and_disallowed_scopes_are_left_out_and_the_rest_is_in_one_order() {
        let integration =
            Integration { scopes: Scopes::from(vec![Scope::Email, Scope::Profile]), ..Integration::default() };
        let of = |text| requested(text, &integration).map(|scopes| scopes.to_text());
        assert_eq!(of("email openid profile phone x").as_deref(), Some("openid profile email"));
        assert_eq!(of("email").as_deref(), Some("email"));
        for nothing in ["", "phone", "OpenID", "x y", "openid,email"] {
            assert_eq!(of(nothing), None, "{nothing}");
        }
        let mut all = Integration::default();
        assert!(requested("offline_access", &all).unwrap().has(Scope::OfflineAccess));
        all.refresh_tokens = false;
        assert_eq!(requested("offline_access", &all), None);
    }

    proptest! {
        #[test]
        fn a_refresh_can_ask_for_less_and_never_for_more(
            granted in proptest::sample::subsequence(&["openid", "profile", "email", "phone"][..], 1..=4),
            asked in proptest::sample::subsequence(&["openid", "profile", "email", "phone"][..], 1..=4),
        ) {
            let granted_scopes = RequestedScopes::parse(&granted.join(" "));
            prop_assert_eq!(granted_scopes.to_text(), granted.join(" "));
            let narrowed = granted_scopes.narrowed(&asked.join(" "));
            prop_assert_eq!(narrowed.is_some(), asked.iter().all(|scope| granted.contains(scope)));
            if let Some(narrowed) = narrowed {
                prop_assert_eq!(narrowed.to_text(), asked.join(" "));
            }
        }
    }
}
