//! How applications sign users out; names begin with `oidcc-rp-initiated-logout` there.

use super::{AFTER, Party, told};
use crate::support::Page;

async fn leave(party: &Party, parameters: &[(&str, &str)]) -> Page {
    let path = format!("/oauth/end-session?{}", serde_urlencoded::to_string(parameters).unwrap());
    party.grace.send(party.grace.bare(reqwest::Method::GET, &path).header("sec-fetch-site", "cross-site")).await
}

async fn is_signed_in(party: &Party) -> bool {
    // An application that asks again and again and redeems no code is stopped.
    party.shop.site.pass(31);
    told(&party.ask(&[("prompt", "none")]).await, "error").as_deref() != Some("login_required")
}

/// The suite's own, and `-no-state`.
#[tokio::test]
async fn with_a_hint_and_a_registered_address_the_user_is_signed_out_and_comes_back() {
    for (state, expected) in [(Some("a b&c"), "https://shop.example.com/?state=a+b%26c"), (None, AFTER)] {
        let party = Party::open().await;
        let hint = party.silently(&[]).await.get("id_token");
        let parameters = [("id_token_hint", hint.as_str()), ("post_logout_redirect_uri", AFTER)];
        let state: Vec<(&str, &str)> = state.map(|state| ("state", state)).into_iter().collect();
        let page = leave(&party, &[&parameters[..], &state].concat()).await;
        assert_eq!((page.status, page.location().as_deref()), (303, Some(expected)));
        assert!(!is_signed_in(&party).await);
    }
}

/// `-bad-post-logout-redirect-uri`, `-query-added-to-post-logout-redirect-uri`, `-no-id-token-hint`, `-bad-id-token-hint`,
/// `-modified-id-token-hint`.
#[tokio::test]
async fn who_does_not_show_whom_or_where_to_is_sent_nowhere_and_nobody_is_signed_out_by_it() {
    let party = Party::open().await;
    let hint = party.silently(&[]).await.get("id_token");
    let (head, signature) = hint.rsplit_once('.').unwrap();
    let modified = format!("{head}.{}", signature.chars().rev().collect::<String>());
    let (added, bad) = (format!("{AFTER}?foo=bar"), format!("{AFTER}bad"));
    let (after, state) = (("post_logout_redirect_uri", AFTER), ("state", "x"));
    for (status, parameters) in [
        (400, &[("id_token_hint", hint.as_str()), ("post_logout_redirect_uri", &bad), state][..]),
        (400, &[("id_token_hint", &hint), ("post_logout_redirect_uri", &added), state]),
        (400, &[("id_token_hint", "bad"), after, state]),
        (400, &[("id_token_hint", &modified), after, state]),
        (200, &[after, state]),
        (200, &[("client_id", &party.shop.client_id), after, state]),
    ] {
        let page = leave(&party, parameters).await;
        assert_eq!((page.status, page.location(), page.all("h1").len()), (status, None, 1), "{parameters:?}");
        assert!(is_signed_in(&party).await, "{parameters:?}");
        assert_eq!(page.has_button("Sign out"), status == 200, "{parameters:?}");
    }
}

/// `-no-params`, `-only-state`, `-no-post-logout-redirect-uri`.
#[tokio::test]
async fn without_an_address_the_user_is_signed_out_and_told_so() {
    for case in ["nothing", "a state", "a hint"] {
        let party = Party::open().await;
        let hint = party.silently(&[]).await.get("id_token");
        let parameters = match case {
            "nothing" => vec![],
            "a state" => vec![("state", "x")],
            _ => vec![("id_token_hint", hint.as_str()), ("state", "x")],
        };
        let mut page = leave(&party, &parameters).await;
        if case != "a hint" {
            assert!(page.status == 200 && is_signed_in(&party).await, "{case}");
            page = party.grace.press(&page, "Sign out", &[]).await;
        }
        assert_eq!((page.status, page.h1().as_str()), (200, "You are signed out"), "{case}");
        assert!(!is_signed_in(&party).await, "{case}");
    }
}
