//! Authorization codes are redeemed.

use futures_util::future::join_all;
use next_identity_console::domain::client::{AppType, Status};
use next_identity_console::store::user_sessions;

use crate::support::Site;
use crate::support::granted::{
    App, CALLBACK, CHALLENGE, VERIFIER, app, ask, body, change, claims, code, error, granted, member, redeem, refresh,
    set_status, user, userinfo,
};

#[tokio::test]
async fn a_code_is_redeemed_for_what_was_granted_and_nobody_on_the_way_may_keep_it() {
    let site = Site::start().await;
    let (shop, ada) = (app(&site, |_| {}).await, user(&site).await);
    let page = redeem(&site, &shop, &code(&site, &shop, &ada, "openid profile email").await).await;
    assert_eq!((page.header("cache-control"), page.header("pragma")), ("no-store".to_owned(), "no-cache".to_owned()));
    let answer = body(&page);
    let mut members: Vec<&String> = answer.as_object().unwrap().keys().collect();
    members.sort();
    assert_eq!(members, ["access_token", "expires_in", "id_token", "refresh_token", "scope", "token_type"]);
    assert_eq!((&answer["token_type"], &answer["expires_in"]), (&"Bearer".into(), &900.into()));
    assert_eq!(answer["scope"], "openid profile email");
    let id_token = claims(&member(&page, "id_token"));
    assert_eq!((&id_token["iss"], &id_token["aud"]), (&site.url.as_str().into(), &shop.id.as_str().into()));
    assert_eq!((&id_token["nonce"], &id_token["sub"]), (&"a nonce".into(), &ada.subject.as_str().into()));
    assert_eq!(id_token["sid"], ada.session.0.hyphenated().to_string());
    assert_eq!(claims(&member(&page, "access_token"))["client_id"], shop.id);
}

#[tokio::test]
async fn without_openid_there_is_no_id_token_and_with_refresh_tokens_off_none_of_those() {
    let site = Site::start().await;
    let (shop, ada) = (app(&site, |settings| settings.integration.refresh_tokens = false).await, user(&site).await);
    let answer = body(&redeem(&site, &shop, &code(&site, &shop, &ada, "email").await).await);
    assert_eq!((answer.get("id_token"), answer.get("refresh_token")), (None, None));
    assert_eq!(answer["scope"], "email");
    let page = refresh(&site, &shop, "nic_r_x").await;
    assert_eq!(error(&page), (400, "unauthorized_client".to_owned()));
}

/// S:P5.
#[tokio::test]
async fn of_a_hundred_redemptions_at_once_one_succeeds_and_the_others_end_what_came_of_it() {
    let site = Site::start().await;
    let (shop, ada) = (app(&site, |_| {}).await, user(&site).await);
    let code = code(&site, &shop, &ada, "openid offline_access").await;
    let answers = join_all((0..100).map(|_| redeem(&site, &shop, &code))).await;
    let good: Vec<_> = answers.iter().filter(|page| page.status == 200).collect();
    assert_eq!(good.len(), 1);
    assert!(
        answers.iter().filter(|page| page.status != 200).all(|page| error(page) == (400, "invalid_grant".to_owned()))
    );
    assert_eq!(error(&userinfo(&site, &member(good[0], "access_token")).await), (401, "invalid_token".to_owned()));
    let page = refresh(&site, &shop, &member(good[0], "refresh_token")).await;
    assert_eq!(error(&page), (400, "invalid_grant".to_owned()));
    assert_eq!(site.number("(SELECT count(*) FROM grants)"), 0);
    assert_eq!(site.number("(SELECT count(*) FROM user_events WHERE kind = 'token_reused')"), 1);
}

/// S:P3, P5, (c) 15 and 17. Whoever has a code alone can do nothing with it, not even spoil it.
#[tokio::test]
async fn whoever_is_not_the_one_that_a_code_was_given_to_can_neither_use_nor_spoil_it() {
    let site = Site::start().await;
    let (shop, other, ada) = (app(&site, |_| {}).await, app(&site, |_| {}).await, user(&site).await);
    let own = code(&site, &shop, &ada, "openid").await;
    let with = |app: &App, changes: &[(&str, &str)]| {
        let all = [
            ("grant_type", "authorization_code"),
            ("code", &own),
            ("redirect_uri", CALLBACK),
            ("code_verifier", VERIFIER),
        ];
        let kept = all.iter().filter(|(name, _)| !changes.iter().any(|(changed, _)| changed == name));
        let fields: Vec<(String, String)> =
            kept.chain(changes).map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let (site, app) = (
            &site,
            App { key: app.key, id: app.id.clone(), secret: app.secret.clone(), settings: app.settings.clone() },
        );
        async move {
            let fields: Vec<(&str, &str)> =
                fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
            ask(site, &app, &fields).await
        }
    };
    let changed = own.replace("nic_c_", "nic_r_");
    for (app, changes, expected) in [
        (&other, &[][..], "invalid_grant"),
        (&shop, &[("redirect_uri", "https://shop.example/callback/")], "invalid_grant"),
        (&shop, &[("redirect_uri", "")], "invalid_grant"),
        (&shop, &[("code_verifier", "")], "invalid_grant"),
        (&shop, &[("code_verifier", CHALLENGE)], "invalid_grant"),
        (&shop, &[("code", "nic_c_AAAA")], "invalid_grant"),
        (&shop, &[("code", &changed)], "invalid_grant"),
        (&shop, &[("code", "")], "invalid_request"),
        (&shop, &[("grant_type", "")], "invalid_request"),
        (&shop, &[("grant_type", "password")], "unsupported_grant_type"),
        (&shop, &[("grant_type", "refresh_token"), ("refresh_token", &own)], "invalid_grant"),
    ] {
        let page = with(app, changes).await;
        assert_eq!(error(&page), (400, expected.to_owned()), "{changes:?}");
        assert!(!page.html.contains(&own) && body(&page)["error_description"].as_str().unwrap().contains("Reference "));
    }
    // With a way to prove it that is none of its own.
    let page = site.visitor();
    let page = page
        .send(page.bare(reqwest::Method::POST, "/oauth/token").form(&[
            ("grant_type", "authorization_code"),
            ("code", &own),
            ("redirect_uri", CALLBACK),
            ("code_verifier", VERIFIER),
            ("client_id", &shop.id),
        ]))
        .await;
    assert_eq!(error(&page), (401, "invalid_client".to_owned()));
    assert_eq!(redeem(&site, &shop, &own).await.status, 200);
}

#[tokio::test]
async fn a_verifier_for_a_code_without_a_challenge_is_refused() {
    let site = Site::start().await;
    let (shop, ada) = (app(&site, |settings| settings.integration.pkce = false).await, user(&site).await);
    let code = granted(&site, &shop, &ada, "openid", |grant| grant.challenge = None).await;
    assert_eq!(error(&redeem(&site, &shop, &code).await), (400, "invalid_grant".to_owned()));
    let plain = [("grant_type", "authorization_code"), ("code", code.as_str()), ("redirect_uri", CALLBACK)];
    assert_eq!(ask(&site, &shop, &plain).await.status, 200);
}

#[tokio::test]
async fn a_code_is_good_for_a_minute_and_not_longer_after_the_clock_was_set_back() {
    let site = Site::start().await;
    let (shop, ada) = (app(&site, |_| {}).await, user(&site).await);
    let [first, second, third] = [
        code(&site, &shop, &ada, "openid").await,
        code(&site, &shop, &ada, "openid").await,
        code(&site, &shop, &ada, "openid").await,
    ];
    site.pass(59);
    assert_eq!(redeem(&site, &shop, &first).await.status, 200);
    site.pass(1);
    assert_eq!(error(&redeem(&site, &shop, &second).await), (400, "invalid_grant".to_owned()));
    site.pass(-3_600);
    assert_eq!(error(&redeem(&site, &shop, &third).await), (400, "invalid_grant".to_owned()));
}

/// S:T4.
#[tokio::test]
async fn a_code_is_worth_nothing_once_the_client_or_the_user_is_disabled_or_the_session_has_ended() {
    let site = Site::start().await;
    let shop = app(&site, |_| {}).await;
    let (ada, grace, edsger) = (user(&site).await, user(&site).await, user(&site).await);
    let [of_ada, of_grace, of_edsger] = [
        code(&site, &shop, &ada, "openid").await,
        code(&site, &shop, &grace, "openid offline_access").await,
        code(&site, &shop, &edsger, "openid").await,
    ];
    site.execute("UPDATE users SET disabled_at = 1 WHERE seq = 1");
    assert_eq!(error(&redeem(&site, &shop, &of_ada).await), (400, "invalid_grant".to_owned()));
    let session = edsger.session;
    change(&site, move |conn| user_sessions::end(conn, session).map(drop)).await;
    assert_eq!(error(&redeem(&site, &shop, &of_edsger).await), (400, "invalid_grant".to_owned()));
    set_status(&site, &shop, Status::Disabled).await;
    assert_eq!(error(&redeem(&site, &shop, &of_grace).await), (401, "invalid_client".to_owned()));
    set_status(&site, &shop, Status::Active).await;
    assert_eq!(redeem(&site, &shop, &of_grace).await.status, 200);
}

/// S:P2, (c) 36.
#[tokio::test]
async fn a_parameter_that_comes_twice_or_is_no_text_is_refused_and_unknown_ones_are_ignored() {
    let site = Site::start().await;
    let (spa, ada) =
        (app(&site, |settings| settings.general.app_type = AppType::SinglePageApp).await, user(&site).await);
    let code = code(&site, &spa, &ada, "openid").await;
    let all = [
        ("grant_type", "authorization_code"),
        ("code", code.as_str()),
        ("redirect_uri", CALLBACK),
        ("code_verifier", VERIFIER),
        ("client_id", spa.id.as_str()),
    ];
    let visitor = site.visitor();
    let send = |body: String| {
        let request = visitor
            .bare(reqwest::Method::POST, "/oauth/token")
            .header("content-type", "application/x-www-form-urlencoded");
        visitor.send(request.body(body))
    };
    let encoded = serde_urlencoded::to_string(all).unwrap();
    for (name, value) in all {
        for again in [value, "", "else"] {
            let page = send(format!("{encoded}&{}", serde_urlencoded::to_string([(name, again)]).unwrap())).await;
            assert_eq!(error(&page), (400, "invalid_request".to_owned()), "{name} {again}");
        }
    }
    for bad in ["&x=%ff", "&x=%00", "&x=1&x=1"] {
        assert_eq!(error(&send(format!("{encoded}{bad}")).await), (400, "invalid_request".to_owned()), "{bad}");
    }
    assert_eq!(send(format!("{encoded}&x=")).await.status, 200);
}

#[tokio::test]
async fn a_body_that_is_no_form_or_too_long_is_told_in_json() {
    let site = Site::start().await;
    let visitor = site.visitor();
    let send = |kind: &str, body: String| {
        let request = visitor.bare(reqwest::Method::POST, "/oauth/token").header("content-type", kind.to_owned());
        visitor.send(request.body(body))
    };
    let page = send("application/json", "{}".to_owned()).await;
    assert_eq!(error(&page), (415, "invalid_request".to_owned()));
    let page = send("application/x-www-form-urlencoded", "a".repeat(40_000)).await;
    assert_eq!(error(&page), (413, "invalid_request".to_owned()));
    let page = send("application/x-www-form-urlencoded", String::new()).await;
    assert_eq!(error(&page), (401, "invalid_client".to_owned()));
}

#[tokio::test]
async fn a_database_that_cannot_be_written_is_told_with_when_to_try_again_and_the_code_stays_good() {
    let site = Site::start().await;
    let (shop, ada) = (app(&site, |_| {}).await, user(&site).await);
    let code = code(&site, &shop, &ada, "openid").await;
    let lock = site.lock();
    let page = redeem(&site, &shop, &code).await;
    assert_eq!(error(&page), (503, "temporarily_unavailable".to_owned()));
    assert_eq!(page.header("retry-after"), "5");
    drop(lock);
    assert_eq!(redeem(&site, &shop, &code).await.status, 200);
}
