//! What a client is told about a user.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use next_identity_console::domain::client::{Scope, Scopes, Status};
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::granted::{app, body, code, error, granted, member, redeem, save, set_status, user, userinfo};
use crate::support::{Page, Site};

#[tokio::test]
async fn claims_come_by_scope_in_all_three_ways_and_nothing_is_written() {
    let site = Site::start().await;
    let (shop, ada) = (app(&site, |_| {}).await, user(&site).await);
    let page = redeem(&site, &shop, &code(&site, &shop, &ada, "openid profile email").await).await;
    let token = member(&page, "access_token");
    let stored = site.stored();
    let visitor = site.visitor();
    let answers = [
        userinfo(&site, &token).await,
        visitor.send(visitor.bare(Method::POST, "/oauth/userinfo").bearer_auth(&token)).await,
        visitor.send(visitor.bare(Method::POST, "/oauth/userinfo").form(&[("access_token", &token)])).await,
    ];
    for page in &answers {
        let about = body(page);
        assert_eq!((page.status, page.header("cache-control").as_str()), (200, "no-store"));
        assert_eq!((&about["sub"], &about["name"]), (&ada.subject.as_str().into(), &"Ada Lovelace".into()));
        assert_eq!((&about["given_name"], &about["email_verified"]), (&"Ada".into(), &true.into()));
        assert_eq!(about["updated_at"].as_i64().unwrap(), site.number("(SELECT updated_at FROM users)") / 1_000);
        assert_eq!((about.get("phone_number"), about.get("address")), (None, None));
    }
    assert_eq!(site.stored(), stored);
}

#[tokio::test]
async fn single_claims_come_too_and_what_the_card_no_longer_allows_stops_at_once() {
    let site = Site::start().await;
    let (shop, ada) = (app(&site, |_| {}).await, user(&site).await);
    let code =
        granted(&site, &shop, &ada, "openid profile", |grant| grant.claims.userinfo = vec!["email".to_owned()]).await;
    let token = member(&redeem(&site, &shop, &code).await, "access_token");
    let about = body(&userinfo(&site, &token).await);
    assert!(about.get("email").is_some() && about.get("email_verified").is_none(), "{about}");
    let scopes = Scopes::from(vec![Scope::Email]);
    save(&site, &shop, "integration", |settings| settings.integration.scopes = scopes.clone()).await;
    let about = body(&userinfo(&site, &token).await);
    assert!(about.get("email").is_some() && about.get("name").is_none(), "{about}");
}

#[tokio::test]
async fn a_token_is_asked_for_once_and_never_taken_from_the_address() {
    let site = Site::start().await;
    let (shop, ada) = (app(&site, |_| {}).await, user(&site).await);
    let token = member(&redeem(&site, &shop, &code(&site, &shop, &ada, "openid").await).await, "access_token");
    let visitor = site.visitor();
    let page = visitor.send(visitor.bare(Method::GET, &format!("/oauth/userinfo?access_token={token}"))).await;
    assert_eq!((page.status, page.header("www-authenticate").as_str()), (401, "Bearer"));
    let both = visitor.bare(Method::POST, "/oauth/userinfo").bearer_auth(&token).form(&[("access_token", &token)]);
    let page = visitor.send(both).await;
    assert_eq!(error(&page), (400, "invalid_request".to_owned()));
    let page =
        visitor.send(visitor.bare(Method::POST, "/oauth/userinfo").form(&[("access_token", ""), ("a", "b")])).await;
    assert_eq!(page.status, 401);
    let page =
        visitor.send(visitor.bare(Method::GET, "/oauth/userinfo").basic_auth(&shop.id, Some(&shop.secret))).await;
    assert_eq!(page.status, 401);
}

#[tokio::test]
async fn without_openid_nothing_is_told_about_a_user() {
    let site = Site::start().await;
    let (shop, ada) = (app(&site, |_| {}).await, user(&site).await);
    let token = member(&redeem(&site, &shop, &code(&site, &shop, &ada, "profile").await).await, "access_token");
    let page = userinfo(&site, &token).await;
    assert_eq!(error(&page), (403, "insufficient_scope".to_owned()));
    assert!(page.header("www-authenticate").contains("scope=\"openid\""));
}

/// A token that is nobody's, of which no more is said.
fn refused(page: &Page) {
    assert_eq!(error(page), (401, "invalid_token".to_owned()), "{}", page.html);
    assert_eq!(page.header("www-authenticate"), "Bearer error=\"invalid_token\"");
}

/// A client's token that is not good any more.
fn stopped(page: &Page) {
    assert_eq!(error(page), (401, "invalid_token".to_owned()), "{}", page.html);
    let challenge = page.header("www-authenticate");
    assert!(challenge.starts_with("Bearer error=\"invalid_token\", error_description=\""), "{challenge}");
}

/// S:T1 and T2: other tokens, and the same one with another header, signature or key.
#[tokio::test]
async fn nothing_but_an_access_token_of_ours_opens_it() {
    let site = Site::start().await;
    let (shop, ada) = (app(&site, |_| {}).await, user(&site).await);
    let code = code(&site, &shop, &ada, "openid").await;
    let page = redeem(&site, &shop, &code).await;
    let token = member(&page, "access_token");
    let (header, rest) = token.split_once('.').unwrap();
    let (payload, signature) = rest.split_once('.').unwrap();
    let header: Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(header).unwrap()).unwrap();
    let encoded = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let with = |name: &str, value: Value| {
        let mut changed = header.clone();
        changed[name] = value;
        format!("{}.{payload}.{signature}", encoded(&changed))
    };
    let keys: Value = body(&site.visitor().get("/oauth/jwks").await);
    let others = keys["keys"].as_array().unwrap().iter().map(|key| with("kid", key["kid"].clone()));
    let mut forged: Vec<String> = others.filter(|other| *other != token).collect();
    let mut claims: Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(payload).unwrap()).unwrap();
    claims["scope"] = json!("openid profile");
    forged.extend([
        member(&page, "refresh_token"),
        code,
        with("alg", json!("none")),
        with("alg", json!("HS256")),
        with("alg", json!("RS256")),
        with("typ", json!("JWT")),
        with("kid", json!("else")),
        format!("{}.{payload}.", encoded(&json!({ "alg": "none", "typ": "at+jwt" }))),
        format!("{}.{}.{signature}", encoded(&header), encoded(&claims)),
        format!("{token}x"),
        "x".to_owned(),
        "é".repeat(10),
    ]);
    stopped(&userinfo(&site, &member(&page, "id_token")).await);
    for token in forged {
        let visitor = site.visitor();
        let page = visitor.send(visitor.bare(Method::POST, "/oauth/userinfo").form(&[("access_token", &token)])).await;
        refused(&page);
    }
    assert_eq!(userinfo(&site, &token).await.status, 200);
}

/// S:T4.
#[tokio::test]
async fn a_token_stops_with_its_time_its_user_its_session_its_grant_and_its_client() {
    let site = Site::start().await;
    let (shop, ada) = (app(&site, |_| {}).await, user(&site).await);
    let token = member(&redeem(&site, &shop, &code(&site, &shop, &ada, "openid").await).await, "access_token");
    assert_eq!(userinfo(&site, &token).await.status, 200);
    for (stop, go_on) in [
        ("UPDATE users SET disabled_at = 1", "UPDATE users SET disabled_at = NULL"),
        ("UPDATE grants SET exchanged_at = NULL", "UPDATE grants SET exchanged_at = 1"),
    ] {
        site.execute(stop);
        stopped(&userinfo(&site, &token).await);
        site.execute(go_on);
        assert_eq!(userinfo(&site, &token).await.status, 200);
    }
    set_status(&site, &shop, Status::Disabled).await;
    stopped(&userinfo(&site, &token).await);
    set_status(&site, &shop, Status::Active).await;
    site.pass(899);
    assert_eq!(userinfo(&site, &token).await.status, 200);
    site.pass(1);
    stopped(&userinfo(&site, &token).await);
    site.pass(-1);
    site.execute("DELETE FROM user_sessions");
    stopped(&userinfo(&site, &token).await);
}
