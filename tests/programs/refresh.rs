//! Refresh tokens take each other's place.

use futures_util::future::join_all;
use next_identity_console::domain::client::AppType;
use next_identity_console::store::user_sessions;

use crate::support::Site;
use crate::support::granted::{
    App, app, ask, body, change, claims, code, error, member, redeem, refresh, user, userinfo,
};

/// A public client's first refresh token.
async fn public(site: &Site, scopes: &str) -> (App, String) {
    let app = app(site, |settings| settings.general.app_type = AppType::MobileApp).await;
    let user = user(site).await;
    let page = redeem(site, &app, &code(site, &app, &user, scopes).await).await;
    let token = member(&page, "refresh_token");
    (app, token)
}

#[tokio::test]
async fn each_refresh_yields_the_next_token_and_an_id_token_of_the_same_sign_in() {
    let site = Site::start().await;
    let (phone, first) = public(&site, "openid profile").await;
    site.pass(300);
    let page = refresh(&site, &phone, &first).await;
    let second = member(&page, "refresh_token");
    assert_ne!(first, second);
    let id_token = claims(&member(&page, "id_token"));
    assert_eq!(id_token.get("nonce"), None);
    assert_eq!(id_token["iat"].as_i64().unwrap() - id_token["auth_time"].as_i64().unwrap(), 300);
    assert_eq!(userinfo(&site, &member(&page, "access_token")).await.status, 200);
    assert_eq!(refresh(&site, &phone, &second).await.status, 200);
}

#[tokio::test]
async fn a_lost_answer_is_said_again_for_a_minute_and_later_the_phone_that_slept_is_helped_once() {
    let site = Site::start().await;
    let (phone, first) = public(&site, "openid").await;
    let second = member(&refresh(&site, &phone, &first).await, "refresh_token");
    site.pass(59);
    assert_eq!(member(&refresh(&site, &phone, &first).await, "refresh_token"), second);
    site.pass(1);
    let third = member(&refresh(&site, &phone, &first).await, "refresh_token");
    assert!(third != second && third != first);
    // Whoever has the second one has it from somewhere else.
    assert_eq!(error(&refresh(&site, &phone, &second).await), (400, "invalid_grant".to_owned()));
    assert_eq!(error(&refresh(&site, &phone, &third).await), (400, "invalid_grant".to_owned()));
    assert_eq!(site.number("(SELECT count(*) FROM grants)"), 0);
    assert_eq!(site.number("(SELECT count(*) FROM user_events WHERE kind = 'token_reused')"), 1);
}

#[tokio::test]
async fn a_confidential_clients_servers_may_keep_a_token_for_a_while() {
    let site = Site::start().await;
    let (shop, ada) = (app(&site, |_| {}).await, user(&site).await);
    let page = redeem(&site, &shop, &code(&site, &shop, &ada, "openid").await).await;
    let first = member(&page, "refresh_token");
    let second = member(&refresh(&site, &shop, &first).await, "refresh_token");
    site.pass(3_600);
    assert_eq!(member(&refresh(&site, &shop, &first).await, "refresh_token"), second);
    let third = member(&refresh(&site, &shop, &second).await, "refresh_token");
    assert_ne!(third, second);
    assert_eq!(error(&refresh(&site, &shop, &first).await), (400, "invalid_grant".to_owned()));
    assert_eq!(error(&refresh(&site, &shop, &third).await), (400, "invalid_grant".to_owned()));
}

#[tokio::test]
async fn of_many_refreshes_at_once_all_get_the_same_next_token() {
    let site = Site::start().await;
    let (phone, first) = public(&site, "openid").await;
    let answers = join_all((0..30).map(|_| refresh(&site, &phone, &first))).await;
    let tokens: Vec<String> = answers.iter().map(|page| member(page, "refresh_token")).collect();
    assert!(tokens.iter().all(|token| *token == tokens[0]) && tokens[0] != first);
    assert_eq!(refresh(&site, &phone, &tokens[0]).await.status, 200);
}

#[tokio::test]
async fn a_refresh_can_ask_for_less_and_the_next_one_has_all_again() {
    let site = Site::start().await;
    let (phone, first) = public(&site, "openid profile email").await;
    let narrowed = [("grant_type", "refresh_token"), ("refresh_token", first.as_str()), ("scope", "email")];
    let page = ask(&site, &phone, &narrowed).await;
    assert_eq!((body(&page)["scope"].as_str(), body(&page).get("id_token")), (Some("email"), None));
    let second = member(&page, "refresh_token");
    assert_eq!(body(&refresh(&site, &phone, &second).await)["scope"], "openid profile email");
    let widened = [("grant_type", "refresh_token"), ("refresh_token", second.as_str()), ("scope", "openid phone")];
    assert_eq!(error(&ask(&site, &phone, &widened).await), (400, "invalid_scope".to_owned()));
}

#[tokio::test]
async fn another_client_can_neither_use_nor_end_a_token() {
    let site = Site::start().await;
    let (phone, first) = public(&site, "openid").await;
    let (other, _) = public(&site, "openid").await;
    assert_eq!(error(&refresh(&site, &other, &first).await), (400, "invalid_grant".to_owned()));
    let second = member(&refresh(&site, &phone, &first).await, "refresh_token");
    site.pass(100);
    assert_eq!(error(&refresh(&site, &other, &first).await), (400, "invalid_grant".to_owned()));
    assert_eq!(refresh(&site, &phone, &second).await.status, 200);
}

/// S:T4.
#[tokio::test]
async fn a_refresh_ends_with_the_session_unless_it_was_granted_to_outlive_it() {
    let site = Site::start().await;
    let phone = app(&site, |settings| settings.general.app_type = AppType::MobileApp).await;
    let ada = user(&site).await;
    let [online, offline] = ["openid", "openid offline_access"];
    let online = member(&redeem(&site, &phone, &code(&site, &phone, &ada, online).await).await, "refresh_token");
    let offline = member(&redeem(&site, &phone, &code(&site, &phone, &ada, offline).await).await, "refresh_token");
    let session = ada.session;
    change(&site, move |conn| user_sessions::end(conn, session).map(drop)).await;
    assert_eq!(error(&refresh(&site, &phone, &online).await), (400, "invalid_grant".to_owned()));
    let page = refresh(&site, &phone, &offline).await;
    assert_eq!(claims(&member(&page, "id_token")).get("sid"), None);
    site.execute("UPDATE users SET disabled_at = 1");
    let next = member(&page, "refresh_token");
    assert_eq!(error(&refresh(&site, &phone, &next).await), (400, "invalid_grant".to_owned()));
    assert_eq!(error(&userinfo(&site, &member(&page, "access_token")).await), (401, "invalid_token".to_owned()));
}

#[tokio::test]
async fn a_refresh_token_that_is_not_used_for_its_lifetime_is_over_and_one_that_is_keeps_its_session() {
    let site = Site::start().await;
    let (phone, mut online) = public(&site, "openid").await;
    let (other, unused) = public(&site, "openid offline_access").await;
    for _ in 0..11 {
        site.pass(2 * 3_600);
        online = member(&refresh(&site, &phone, &online).await, "refresh_token");
    }
    // A day is the most that a session lasts which nobody asked to be kept.
    site.pass(2 * 3_600);
    assert_eq!(error(&refresh(&site, &phone, &online).await), (400, "invalid_grant".to_owned()));
    site.pass(14 * 24 * 3_600);
    assert_eq!(error(&refresh(&site, &other, &unused).await), (400, "invalid_grant".to_owned()));
}
