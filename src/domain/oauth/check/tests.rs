use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::domain::client::readiness::Judged;
use crate::domain::client::{AppType, ClientId, ClientKey, Readiness, RedirectUris, RevisionNumber, Settings, Status};

const NOW: Timestamp = Timestamp(1_800_000_000_000);
const CALLBACK: &str = "https://shop.example/callback";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
/// A request that is granted, and what the rest of the tests change one thing of.
const GOOD: [(&str, &str); 7] = [
    ("client_id", "shop"),
    ("redirect_uri", CALLBACK),
    ("response_type", "code"),
    ("scope", "openid email"),
    ("state", "a state"),
    ("code_challenge", CHALLENGE),
    ("code_challenge_method", "S256"),
];

fn client() -> Client {
    let mut settings = Settings::unchosen();
    settings.integration.redirect_uris = RedirectUris::try_from(vec![CALLBACK.to_owned()]).unwrap();
    Client {
        key: ClientKey(Uuid::from_u128(7)),
        client_id: ClientId("shop".to_owned()),
        status: Status::Active,
        created_at: NOW,
        updated_at: NOW,
        last_used: None,
        tried: None,
        revision: RevisionNumber::FIRST,
        settings,
        judged: Judged { readiness: Readiness::ALL[0], again_at: None },
    }
}

/// The good request with some parameters set; an empty one is left out.
fn with(changes: &[(&str, &str)]) -> Parameters {
    let kept = GOOD.iter().filter(|(name, _)| !changes.iter().any(|(changed, _)| changed == name));
    let pairs = kept.chain(changes).map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    Parameters::new(pairs.collect()).unwrap()
}

fn hint(token: &str) -> Option<IdTokenHint> {
    let client_id = token.strip_prefix("token for ")?;
    Some(IdTokenHint { client_id: ClientId(client_id.to_owned()), subject: Subject("ada".to_owned()), session: None })
}

/// Asks for the ID token of one user.
const GRACE: &str = r#"{"id_token": {"sub": {"value": "grace"}}}"#;

fn checked(client: &Client, changes: &[(&str, &str)]) -> Result<Request, Refusal> {
    check(client, &with(changes), hint, RequestId(Uuid::nil()), NOW)
}

#[test]
fn a_user_is_asked_for_by_the_claims_as_by_a_hint() {
    let request = checked(&client(), &[("claims", GRACE)]).unwrap();
    assert_eq!(request.hint, Some(Subject("grace".to_owned())));
    let both = [("claims", r#"{"id_token": {"sub": {"value": "ada"}}}"#), ("id_token_hint", "token for shop")];
    assert_eq!(checked(&client(), &both).unwrap().hint, Some(Subject("ada".to_owned())));
}

#[test]
fn a_request_is_taken_with_all_that_it_asks_for_and_unknown_parameters_are_ignored() {
    let request = checked(
        &client(),
        &[
            ("response_mode", "form_post"),
            ("nonce", "n"),
            ("prompt", "login"),
            ("max_age", "0"),
            ("login_hint", "ada@example.com"),
            ("ui_locales", "de en"),
            ("claims", r#"{"userinfo":{"name":null}}"#),
            ("id_token_hint", "token for shop"),
            ("acr_values", "x"),
            ("display", "popup"),
            ("anything", "else"),
        ],
    );
    let expected = Request {
        id: RequestId(Uuid::nil()),
        client: client().key,
        at: NOW,
        purpose: Purpose::Authorize(Authorization {
            redirect_uri: CALLBACK.to_owned(),
            mode: ResponseMode::FormPost,
            state: Some("a state".to_owned()),
            nonce: Some("n".to_owned()),
            challenge: Some(CHALLENGE.to_owned()),
        }),
        scopes: super::super::request::RequestedScopes::parse("openid email"),
        claims: RequestedClaims { userinfo: vec!["name".to_owned()], ..RequestedClaims::default() },
        prompt: Prompts { login: true, ..Prompts::default() },
        max_age: Some(0),
        hint: Some(Subject("ada".to_owned())),
        login_hint: Some("ada@example.com".to_owned()),
        ui_locales: vec!["de".to_owned(), "en".to_owned()],
    };
    assert_eq!(request, Ok(expected));
}

/// S:P1. Everything that somebody might take for the registered address.
#[test]
fn a_redirect_uri_that_is_not_registered_is_said_on_a_page_with_what_is_nearest() {
    for (sent, reason) in [
        ("https://shop.example/callbacK", "The redirect URI differs from a registered one in one character."),
        ("https://shop.example/callback/", "The redirect URI differs from a registered one in one character."),
        ("https://shop.example/callback#", "The redirect URI differs from a registered one in one character."),
        ("HTTPS://shop.example/callback", "The redirect URI differs from a registered one in 5 characters."),
        ("https://shop.example:443/callback", "The redirect URI differs from a registered one in 4 characters."),
        ("https://shop.example/%63allback", "The redirect URI differs from a registered one in 3 characters."),
        ("https://shop.example/x/../callback", "The redirect URI differs from a registered one in 5 characters."),
        ("https://shop.example@evil.example/callback", "The redirect URI is none of those registered."),
        ("https://evil.example/?u=https://shop.example/callback", "The redirect URI is none of those registered."),
        ("javascript:alert(1)//https://shop.example/callback", "The redirect URI is none of those registered."),
    ] {
        let Err(Refusal::Page(refused)) = checked(&client(), &[("redirect_uri", sent)]) else { panic!("{sent}") };
        assert_eq!((refused.reason.as_str(), refused.error), (reason, "invalid_request"), "{sent}");
        assert_eq!((refused.sent.as_deref(), refused.expected.as_deref()), (Some(sent), Some(CALLBACK)));
    }
    let Err(Refusal::Page(refused)) = checked(&client(), &[("redirect_uri", "")]) else { panic!() };
    assert_eq!(
        (refused.reason.as_str(), refused.expected.as_deref()),
        ("The redirect_uri is missing.", Some(CALLBACK))
    );
    let mut none = client();
    none.settings.integration.redirect_uris = RedirectUris::default();
    let Err(Refusal::Page(refused)) = checked(&none, &[]) else { panic!() };
    assert_eq!((refused.reason.as_str(), refused.expected.clone()), ("No redirect URI is registered.", None));
}

#[test]
fn every_other_mistake_goes_back_to_the_client_with_its_state_by_the_mode_that_it_asked_for() {
    let query = "response_mode=query";
    for (changes, error, sent) in [
        (&[("response_mode", "fragment")][..], "invalid_request", Some("fragment")),
        (&[("response_mode", "form_post.jwt")], "invalid_request", Some("form_post.jwt")),
        (&[("response_type", "")], "invalid_request", None),
        (&[("response_type", "token")], "unsupported_response_type", Some("token")),
        (&[("response_type", "code id_token")], "unsupported_response_type", Some("code id_token")),
        (&[("request", "ey.secret")], "request_not_supported", None),
        (&[("request_uri", "urn:x")], "request_uri_not_supported", None),
        (&[("registration", "{}")], "registration_not_supported", None),
        (&[("code_challenge", ""), ("code_challenge_method", "")], "invalid_request", None),
        (&[("code_challenge_method", "plain")], "invalid_request", Some("plain")),
        (&[("code_challenge_method", "")], "invalid_request", None),
        (&[("scope", "")], "invalid_scope", None),
        (&[("scope", "x y")], "invalid_scope", Some("x y")),
        (&[("prompt", "none login")], "invalid_request", Some("none login")),
        (&[("max_age", "soon")], "invalid_request", Some("soon")),
        (&[("claims", "[]")], "invalid_request", Some("[]")),
        (&[("id_token_hint", "token for other")], "invalid_request", None),
        (&[("id_token_hint", "forged")], "invalid_request", None),
        (&[("id_token_hint", "token for shop"), ("claims", GRACE)], "invalid_request", None),
    ] {
        for mode in [ResponseMode::Query, ResponseMode::FormPost] {
            let mut all = vec![("response_mode", mode.token())];
            all.retain(|(name, _)| !changes.iter().any(|(changed, _)| changed == name));
            let is_asked = !all.is_empty();
            all.extend(changes);
            let Err(Refusal::Redirect(to, refused)) = checked(&client(), &all) else { panic!("{changes:?}") };
            assert_eq!((refused.error, refused.sent.as_deref()), (error, sent), "{changes:?}");
            let expected = if is_asked { mode } else { ResponseMode::Query };
            assert_eq!(
                (to.redirect_uri.as_str(), to.mode, to.state.as_deref()),
                (CALLBACK, expected, Some("a state")),
                "{query}"
            );
            assert_eq!(refused.endpoint, ENDPOINT);
        }
    }
}

#[test]
fn pkce_may_be_left_out_only_where_the_client_can_prove_who_it_is_and_the_card_allows_it() {
    let none = [("code_challenge", ""), ("code_challenge_method", "")];
    let mut client = client();
    client.settings.integration.pkce = false;
    assert_eq!(checked(&client, &none).unwrap().authorization().unwrap().challenge, None);
    client.settings.general.app_type = AppType::SinglePageApp;
    assert!(checked(&client, &none).is_err());
}

#[test]
fn what_does_not_fit_into_an_address_is_refused_and_no_token_or_secret_is_told() {
    let long = "x".repeat(5_000);
    let Err(Refusal::Redirect(_, refused)) = checked(&client(), &[("state", &long)]) else { panic!() };
    assert_eq!((refused.error, refused.sent.clone()), ("invalid_request", None));
    assert!(checked(&client(), &[("anything", &long)]).is_ok());
}

proptest! {
    /// Reasons are told to the client, in the characters of RFC 6749, section 4.1.2.1.
    #[test]
    fn no_request_makes_it_panic_and_reasons_repeat_nothing(
        name in proptest::sample::select(&[
            "redirect_uri", "response_type", "response_mode", "scope", "prompt", "max_age", "claims", "id_token_hint",
            "code_challenge", "code_challenge_method", "request", "ui_locales", "login_hint", "state",
        ][..]),
        value in ".{0,40}",
    ) {
        if let Err(refusal) = checked(&client(), &[(name, &value)]) {
            let reason = &refusal.refused().reason;
            prop_assert!(reason.bytes().all(|byte| matches!(byte, 0x20..=0x7e) && byte != b'"' && byte != b'\\'));
            prop_assert!(value.chars().count() < 12 || !reason.contains(&value), "{}", reason);
            // Only to a registered address, however it is asked for.
            if let Refusal::Redirect(to, _) = refusal {
                prop_assert_eq!(to.redirect_uri, CALLBACK);
            }
        }
    }
}
