//! Applications sign their users out.

use next_identity_console::store::user_sessions;
use reqwest::Method;

use crate::support::granted::{AFTER, App, User, app, change, code, error, member, redeem, refresh, user};
use crate::support::{Page, Person, Site};

const PATH: &str = "/oauth/end-session";

/// An application, somebody who is signed in with it, their browser, and what the application was given.
async fn signed_in(site: &Site) -> (App, User, Person, Page) {
    let (shop, ada) = (app(site, |_| {}).await, user(site).await);
    let page = redeem(site, &shop, &code(site, &shop, &ada, "openid offline_access").await).await;
    let browser = site.visitor();
    browser.set_cookie("nic_user", &ada.token);
    (shop, ada, browser, page)
}

async fn go(browser: &Person, parameters: &[(&str, &str)]) -> Page {
    browser.get(&format!("{PATH}?{}", serde_urlencoded::to_string(parameters).unwrap())).await
}

fn sessions(site: &Site) -> i64 {
    site.number("(SELECT count(*) FROM user_sessions)")
}

#[tokio::test]
async fn a_hint_of_this_browsers_session_ends_it_with_what_the_application_has_and_leads_back() {
    let site = Site::start().await;
    let (shop, _, browser, page) = signed_in(&site).await;
    let other = app(&site, |_| {}).await;
    let hint = member(&page, "id_token");
    site.pass(100_000);
    site.execute("UPDATE user_sessions SET last_seen_at = last_seen_at + 100000000");
    let page2 = go(&browser, &[("id_token_hint", &hint), ("post_logout_redirect_uri", AFTER), ("state", "a b")]).await;
    assert_eq!((page2.status, page2.location().unwrap().as_str()), (303, "https://shop.example/?state=a+b"));
    assert_eq!((sessions(&site), browser.cookie("nic_user")), (0, None));
    assert_eq!(error(&refresh(&site, &shop, &member(&page, "refresh_token")).await), (400, "invalid_grant".to_owned()));
    assert_eq!(site.number("(SELECT count(*) FROM user_events WHERE kind = 'signed_out')"), 1);
    // Once more, as after a lost answer.
    let page = go(&browser, &[("id_token_hint", &hint), ("post_logout_redirect_uri", AFTER)]).await;
    assert_eq!(page.location().as_deref(), Some(AFTER));
    let page = go(&browser, &[("id_token_hint", &hint), ("client_id", &other.id)]).await;
    assert_eq!(page.status, 400);
}

#[tokio::test]
async fn what_outlives_the_session_for_another_application_stays() {
    let site = Site::start().await;
    let (_, ada, browser, page) = signed_in(&site).await;
    let other = app(&site, |_| {}).await;
    let others = redeem(&site, &other, &code(&site, &other, &ada, "openid offline_access").await).await;
    go(&browser, &[("id_token_hint", &member(&page, "id_token"))]).await;
    assert_eq!(refresh(&site, &other, &member(&others, "refresh_token")).await.status, 200);
}

/// S:T9: nothing ends and nobody is sent anywhere.
#[tokio::test]
async fn a_bad_hint_and_an_address_that_is_not_registered_end_nothing_and_lead_nowhere() {
    let site = Site::start().await;
    let (shop, _, browser, page) = signed_in(&site).await;
    let hint = member(&page, "id_token");
    let forged = format!("{hint}x");
    let access = member(&page, "access_token");
    for parameters in [
        &[("id_token_hint", hint.as_str()), ("post_logout_redirect_uri", "https://shop.example/?added=1")][..],
        &[("id_token_hint", &hint), ("post_logout_redirect_uri", "https://evil.example/")],
        &[("id_token_hint", &forged), ("post_logout_redirect_uri", AFTER)],
        &[("id_token_hint", &access), ("post_logout_redirect_uri", AFTER)],
        &[("client_id", &shop.id), ("post_logout_redirect_uri", "https://evil.example/")],
        &[("state", "a"), ("state", "b")],
    ] {
        let page = go(&browser, parameters).await;
        assert_eq!((page.status, page.location()), (400, None), "{parameters:?}");
        assert_eq!(sessions(&site), 1, "{parameters:?}");
    }
}

#[tokio::test]
async fn without_a_hint_the_user_is_asked_and_is_not_sent_back() {
    let site = Site::start().await;
    let (shop, _, browser, _) = signed_in(&site).await;
    let parameters = [("client_id", shop.id.as_str()), ("post_logout_redirect_uri", AFTER), ("state", "x")];
    for way in [0, 1] {
        let page = if way == 0 {
            go(&browser, &parameters).await
        } else {
            // A form of another site.
            let sent =
                browser.send(browser.bare(Method::POST, PATH).header("sec-fetch-site", "cross-site").form(&parameters));
            let sent = sent.await;
            assert_eq!((sent.status, sessions(&site)), (303, 1));
            browser.follow(sent).await
        };
        assert_eq!(sessions(&site), 1);
        let page = browser.press(&page, "Sign out", &[]).await;
        assert_eq!((page.status, page.h1()), (200, "You are signed out".to_owned()), "{}", page.html);
        assert_eq!((sessions(&site), browser.cookie("nic_user")), (0, None));
        let again = user(&site).await;
        browser.set_cookie("nic_user", &again.token);
    }
}

#[tokio::test]
async fn who_looks_ahead_or_has_another_session_ends_nothing_by_that() {
    let site = Site::start().await;
    let (_, ada, browser, page) = signed_in(&site).await;
    let hint = member(&page, "id_token");
    let path = format!("{PATH}?{}", serde_urlencoded::to_string([("id_token_hint", &hint)]).unwrap());
    browser.send(browser.bare(Method::HEAD, &path)).await;
    browser.send(browser.bare(Method::GET, &path).header("sec-purpose", "prefetch")).await;
    let grace = user(&site).await;
    let other = site.visitor();
    other.set_cookie("nic_user", &grace.token);
    assert_eq!(other.get(&path).await.status, 200);
    assert_eq!(sessions(&site), 2);
    let session = ada.session;
    change(&site, move |conn| user_sessions::end(conn, session).map(drop)).await;
}
