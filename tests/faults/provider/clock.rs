//! The clock steps by an hour or a year, forwards or back: what users and applications hold ends early rather than late.

use reqwest::Method;

use super::{code_of, request};
use crate::provider::shop::{Shop, told};
use crate::support::granted::{self, App, app, body, error, member, redeem, refresh, user, userinfo};
use crate::support::{Person, Site};
use next_identity_console::domain::client::RegistrationType;

const HOUR: i64 = 3600;
const DAY: i64 = 24 * HOUR;
const YEAR: i64 = 365 * DAY;
const STEPS: [i64; 4] = [HOUR, -HOUR, YEAR, -YEAR];

async fn shop(site: &Site) -> App {
    app(site, |settings| settings.registration.registration_type = RegistrationType::SelfRegistration).await
}

/// Whether somebody is sent on without a page.
async fn is_signed_in(browser: &Person, app: &App) -> bool {
    let request =
        browser.bare(Method::GET, &request(app, &[("prompt", "none")])).header("sec-fetch-site", "cross-site");
    code_of(&browser.send(request).await).is_some()
}

#[tokio::test]
async fn no_step_of_the_clock_makes_a_users_session_immortal_and_a_far_one_ends_it() {
    for step in STEPS {
        // Used without a pause, a session ends within a day and an hour of real time; left alone, within half a day and an hour.
        for (pause, most) in [(HOUR, DAY + HOUR), (13 * HOUR, 13 * HOUR)] {
            let site = Site::start().await;
            let (shop, ada) = (shop(&site).await, user(&site).await);
            let browser = site.visitor();
            browser.set_cookie("nic_user", &ada.token);
            assert!(is_signed_in(&browser, &shop).await, "before {step}");
            site.pass(step);
            if step.abs() == YEAR {
                assert!(!is_signed_in(&browser, &shop).await, "after {step}");
            }
            let mut passed = 0;
            loop {
                site.pass(pause);
                passed += pause;
                if !is_signed_in(&browser, &shop).await {
                    break;
                }
                assert!(passed < most, "{step}: signed in after {passed} seconds");
            }
        }
    }
}

#[tokio::test]
async fn an_authorization_code_and_an_access_token_end_with_any_step() {
    for step in STEPS {
        let site = Site::start().await;
        let (shop, ada) = (shop(&site).await, user(&site).await);
        let (used, unused) = (
            granted::code(&site, &shop, &ada, "openid offline_access").await,
            granted::code(&site, &shop, &ada, "openid offline_access").await,
        );
        let answer = redeem(&site, &shop, &used).await;
        let (access, lifetime) = (member(&answer, "access_token"), body(&answer)["expires_in"].as_i64().unwrap());
        site.pass(step);
        assert_eq!(error(&redeem(&site, &shop, &unused).await), (400, "invalid_grant".to_owned()), "{step}");
        // An hour back, a token lives for an hour longer, as a session does.
        let is_good = step == -HOUR;
        assert_eq!(userinfo(&site, &access).await.status, if is_good { 200 } else { 401 }, "{step}");
        if is_good {
            site.pass(HOUR + lifetime);
            assert_eq!(userinfo(&site, &access).await.status, 401, "{step}");
            site.pass(-HOUR - lifetime);
        }
        // Once the clock is right again, a code is too old; a token that has not expired is good.
        site.pass(-step + 61);
        assert_eq!(error(&redeem(&site, &shop, &unused).await), (400, "invalid_grant".to_owned()), "{step}");
        assert_eq!(userinfo(&site, &access).await.status, 200, "{step}");
    }
}

#[tokio::test]
async fn no_step_of_the_clock_makes_a_grant_immortal_whether_or_not_it_outlives_its_session() {
    for step in STEPS {
        for (scopes, pause, most) in [("openid", HOUR, DAY + HOUR), ("openid offline_access", 5 * DAY, 181 * DAY)] {
            let site = Site::start().await;
            let (shop, ada) = (shop(&site).await, user(&site).await);
            let answer = redeem(&site, &shop, &granted::code(&site, &shop, &ada, scopes).await).await;
            let mut token = member(&answer, "refresh_token");
            site.pass(step);
            let mut passed = 0;
            loop {
                let answer = refresh(&site, &shop, &token).await;
                if answer.status != 200 {
                    assert_eq!(error(&answer), (400, "invalid_grant".to_owned()), "{step} {scopes}");
                    break;
                }
                assert!(step.abs() == HOUR && passed < most, "{step}: {scopes} after {passed} seconds");
                token = member(&answer, "refresh_token");
                site.pass(pause);
                passed += pause;
            }
        }
    }
}

#[tokio::test]
async fn a_one_time_code_ends_with_any_step_and_nobody_is_signed_in_by_it() {
    for step in STEPS {
        let shop = Shop::open().await;
        let grace = shop.site.visitor();
        let page = shop.visit(&grace, &[]).await;
        let page = grace.submit(&page, "Continue", &[("Email", "grace@example.com")]).await;
        let code = shop.code().await;
        shop.site.pass(step);
        let refused = grace.submit(&page, "Continue", &[("Code", &code)]).await;
        assert_ne!(refused.h1(), "Create your account", "{step}");
        assert_eq!(shop.site.number("(SELECT count(*) FROM user_sessions)"), 0, "{step}");
        // Whoever starts again comes in, whatever the clock says.
        let done = shop.register(&grace, "grace@example.com").await;
        assert!(told(&done, "code").is_some(), "{step}: {}", done.text());
        assert_eq!(shop.site.number("(SELECT count(*) FROM users)"), 1, "{step}");
    }
}
