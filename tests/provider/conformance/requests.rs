//! What a request may say, and what comes of it.

use reqwest::Method;
use url::form_urlencoded;

use super::super::shop::Shop;
use super::{MODES, Party, sent, told};
use crate::support::granted::{claims, member};

/// `alternate-happy-flow`.
#[tokio::test]
async fn the_order_of_parameters_and_of_scopes_means_nothing() {
    let party = Party::open().await;
    let request = party.shop.request(&[("scope", "email profile openid")]);
    let (path, query) = request.split_once('?').unwrap();
    let mut parameters: Vec<(String, String)> = form_urlencoded::parse(query.as_bytes()).into_owned().collect();
    parameters.reverse();
    let query = serde_urlencoded::to_string(parameters).unwrap();
    let page = party.grace.send(party.grace.bare(Method::GET, &format!("{path}?{query}"))).await;
    let tokens = party.tokens(&sent(&page)).await;
    assert_eq!(tokens.get("scope"), "openid profile email");
    assert_eq!(party.about(&tokens).await["email"], "grace@example.com");
}

/// `response-type-missing`.
#[tokio::test]
async fn without_a_response_type_the_error_goes_back_with_the_state() {
    let party = Party::open().await;
    for mode in MODES {
        let answer = party.ask(&[("response_type", ""), mode]).await;
        assert_eq!(told(&answer, "error").as_deref(), Some("invalid_request"));
        assert_eq!(told(&answer, "state").as_deref(), Some("af0ifjsldkj"));
    }
}

/// `ensure-request-without-nonce-succeeds-for-code-flow`.
#[tokio::test]
async fn a_nonce_is_said_again_and_is_not_needed() {
    let party = Party::open().await;
    for mode in MODES {
        assert_eq!(party.silently(&[mode]).await.claims["nonce"], "n-0S6_WzA2Mj");
        assert_eq!(party.silently(&[("nonce", ""), mode]).await.claims.get("nonce"), None);
    }
}

/// `display-page`, `display-popup`, `ui-locales`, `claims-locales`, `login-hint`, `ensure-request-with-acr-values-succeeds`.
#[tokio::test]
async fn wishes_for_looks_languages_and_steps_are_no_error_and_acr_says_how_it_was() {
    let party = Party::open().await;
    for (name, value) in [
        ("display", "page"),
        ("display", "popup"),
        ("ui_locales", "se"),
        ("ui_locales", "de en"),
        ("claims_locales", "se"),
        ("login_hint", "buffy@example.com"),
        ("acr_values", "1 2"),
        ("acr_values", "urn:next-identity:acr:two-step urn:next-identity:acr:one-step"),
    ] {
        let stranger = party.shop.site.visitor();
        let page = party.shop.visit(&stranger, &[(name, value)]).await;
        assert_eq!((page.status, page.all("h1").len()), (200, 1), "{name} {value}");
        let tokens = party.tokens(&party.ask(&[(name, value)]).await).await;
        assert_eq!(tokens.claims["acr"], "urn:next-identity:acr:one-step", "{name} {value}");
    }
}

/// `prompt-login`, `max-age-1`, `max-age-10000`.
#[tokio::test]
async fn a_fresh_sign_in_has_a_later_auth_time_and_a_silent_one_the_same() {
    let party = Party::open().await;
    for mode in MODES {
        let first = party.silently(&[mode]).await;
        party.shop.site.pass(100);
        let same = party.tokens(&party.ask(&[("max_age", "10000"), mode]).await).await;
        assert_eq!(
            (&same.claims["auth_time"], &same.claims["sub"]),
            (&first.claims["auth_time"], &first.claims["sub"])
        );
        let mut last = first.claims["auth_time"].as_i64().unwrap();
        for wish in [("max_age", "1"), ("prompt", "login")] {
            party.shop.site.pass(100);
            let page = party.shop.visit(&party.grace, &[wish, mode]).await;
            assert_eq!(page.h1(), "Sign in to Shop", "{wish:?}");
            let page = party.shop.prove(&party.grace, &page, "grace@example.com").await;
            let again = party.tokens(&sent(&page)).await;
            let auth_time = again.claims["auth_time"].as_i64().unwrap();
            assert!(auth_time > last, "{wish:?}");
            assert_eq!(again.claims["sub"], first.claims["sub"]);
            last = auth_time;
        }
        // Codes are sent to one address a few times an hour.
        party.shop.site.pass(3_600);
    }
}

/// `prompt-none-not-logged-in`, `prompt-none-logged-in`.
#[tokio::test]
async fn prompt_none_is_an_error_without_a_session_and_silent_with_one() {
    let party = Party::open().await;
    for mode in MODES {
        let page = party.shop.visit(&party.shop.site.visitor(), &[("prompt", "none"), mode]).await;
        let answer = sent(&page);
        assert_eq!(told(&answer, "error").as_deref(), Some("login_required"));
        assert_eq!(told(&answer, "state").as_deref(), Some("af0ifjsldkj"));
        let (one, two) = (party.silently(&[mode]).await, party.silently(&[mode]).await);
        for name in ["sub", "auth_time", "sid"] {
            assert!(one.claims[name] == two.claims[name] && !one.claims[name].is_null(), "{name}");
        }
    }
}

/// `id-token-hint`.
#[tokio::test]
async fn a_hint_finds_its_user_silently_also_when_it_has_expired_and_nobody_else_does() {
    let party = Party::open().await;
    let first = party.silently(&[]).await;
    party.shop.site.pass(3_600);
    let hint = first.get("id_token");
    for mode in MODES {
        let again = party.silently(&[("id_token_hint", &hint), mode]).await;
        assert_eq!(again.claims["sub"], first.claims["sub"]);
    }
    let other = party.shop.site.visitor();
    party.shop.register(&other, "else@example.com").await;
    let page = party.shop.visit(&other, &[("prompt", "none"), ("id_token_hint", &hint)]).await;
    assert_eq!(told(&sent(&page), "error").as_deref(), Some("login_required"));
    // The same, said in another way (OpenID Connect Core 1.0, section 5.5.1).
    let claims = format!(r#"{{"id_token": {{"sub": {{"value": {}}}}}}}"#, first.claims["sub"]);
    assert_eq!(party.silently(&[("claims", &claims)]).await.claims["sub"], first.claims["sub"]);
    let page = party.shop.visit(&other, &[("prompt", "none"), ("claims", &claims)]).await;
    assert_eq!(told(&sent(&page), "error").as_deref(), Some("login_required"));
    let page = party.shop.visit(&other, &[("id_token_hint", &hint)]).await;
    let page = party.shop.prove(&other, &page, "else@example.com").await;
    assert_eq!(
        told(&sent(&page), "error").as_deref(),
        Some("login_required"),
        "who was asked for is not who signed in"
    );
}

/// `unsigned-request-object-supported-correctly-or-rejected-as-unsupported`, `ensure-request-object-with-redirect-uri`,
/// `request-uri-unsigned-supported-correctly-or-rejected-as-unsupported`.
#[tokio::test]
async fn request_objects_are_refused_by_name_and_never_passed_over() {
    let party = Party::open().await;
    // {"alg":"none"}.{"state":"object","redirect_uri":"https://evil.example/"}.
    let object = "eyJhbGciOiJub25lIn0.eyJzdGF0ZSI6Im9iamVjdCIsInJlZGlyZWN0X3VyaSI6Imh0dHBzOi8vZXZpbC5leGFtcGxlLyJ9.";
    for mode in MODES {
        for (name, value, error) in [
            ("request", object, "request_not_supported"),
            ("request_uri", "https://shop.example.com/request.jwt", "request_uri_not_supported"),
            ("request_uri", "urn:ietf:params:oauth:request_uri:x", "request_uri_not_supported"),
        ] {
            let answer = party.ask(&[(name, value), mode]).await;
            assert_eq!(told(&answer, "error").as_deref(), Some(error));
            assert_eq!(told(&answer, "state").as_deref(), Some("af0ifjsldkj"), "of the parameters, not of the object");
        }
        let page = party.shop.visit(&party.grace, &[("redirect_uri", ""), ("request", object), mode]).await;
        assert_eq!((page.status, page.location()), (400, None));
    }
}

/// `codereuse`, `codereuse-30seconds`.
#[tokio::test]
async fn a_code_that_is_used_again_is_refused_and_ends_what_came_of_it() {
    let party = Party::open().await;
    for after in [0, 30] {
        let answer = party.ask(&[]).await;
        let tokens = party.tokens(&answer).await;
        assert_eq!(party.about(&tokens).await["sub"], tokens.claims["sub"]);
        party.shop.site.pass(after);
        let again = party.redeem(&answer).await;
        assert_eq!((again.status, again.html.contains("\"invalid_grant\"")), (400, true), "{}", again.html);
        assert_eq!(party.about(&tokens).await["error"], "invalid_token");
    }
}

/// `refresh-token`.
#[tokio::test]
async fn a_refresh_token_works_for_its_own_client_alone() {
    let party = Party::open().await;
    let tokens = party.silently(&[]).await;
    let refresh = tokens.get("refresh_token");
    let fields = [("grant_type", "refresh_token"), ("refresh_token", refresh.as_str())];
    let choices = [("app_type", "single_page_app")];
    let (_, client_id) = Shop::add(&party.shop.site, &party.shop.ada, "Club", &choices).await;
    let visitor = party.shop.site.visitor();
    let request = visitor.bare(Method::POST, "/oauth/token");
    let others = visitor.send(request.form(&[&fields[..], &[("client_id", client_id.as_str())]].concat())).await;
    assert_eq!((others.status, others.html.contains("\"invalid_grant\"")), (400, true), "{}", others.html);
    let page = party.token(&fields).await;
    let renewed = claims(&member(&page, "id_token"));
    for name in ["iss", "sub", "aud", "auth_time"] {
        assert_eq!(renewed[name], tokens.claims[name], "{name}");
    }
}
