//! How clients prove to the token endpoint who they are.

use next_identity_console::domain::client::{AppType, ClientAuthentication};
use reqwest::Method;

use crate::support::granted::{App, CALLBACK, VERIFIER, app, body, code, error, user};
use crate::support::{Page, Site};

/// Redeems a code with a proof that the test chooses.
async fn with(site: &Site, code: &str, header: Option<(&str, &str)>, more: &[(&str, &str)]) -> Page {
    let visitor = site.visitor();
    let mut fields = vec![
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", CALLBACK),
        ("code_verifier", VERIFIER),
    ];
    fields.extend(more);
    let request = visitor.bare(Method::POST, "/oauth/token");
    let request = header.into_iter().fold(request, |request, (id, secret)| request.basic_auth(id, Some(secret)));
    visitor.send(request.form(&fields)).await
}

#[tokio::test]
async fn each_method_is_taken_from_the_client_that_has_it_and_from_no_other() {
    let site = Site::start().await;
    let ada = user(&site).await;
    let basic = app(&site, |_| {}).await;
    let post =
        app(&site, |settings| settings.integration.client_authentication = ClientAuthentication::SecretPost).await;
    let public = app(&site, |settings| settings.general.app_type = AppType::SinglePageApp).await;
    for (which, client) in [&basic, &post, &public].into_iter().enumerate() {
        let App { id, secret, .. } = client;
        for (way, header, more) in [
            (0, Some((id.as_str(), secret.as_str())), vec![]),
            (1, None, vec![("client_id", id.as_str()), ("client_secret", secret.as_str())]),
            (2, None, vec![("client_id", id.as_str())]),
        ] {
            let page = with(&site, &code(&site, client, &ada, "openid").await, header, &more).await;
            if way == which {
                assert_eq!(page.status, 200, "{which} {way} {}", page.html);
            } else {
                assert_eq!(error(&page), (401, "invalid_client".to_owned()), "{which} {way}");
                assert_eq!(page.header("www-authenticate").starts_with("Basic"), header.is_some(), "{which} {way}");
            }
        }
    }
}

#[tokio::test]
async fn two_proofs_a_wrong_secret_and_an_unknown_client_are_refused() {
    let site = Site::start().await;
    let (shop, ada) = (app(&site, |_| {}).await, user(&site).await);
    let own = (shop.id.as_str(), shop.secret.as_str());
    let code = code(&site, &shop, &ada, "openid").await;
    for (header, more, expected) in [
        (Some(own), vec![("client_secret", own.1)], (400, "invalid_request")),
        (Some(own), vec![("client_assertion", "x")], (400, "invalid_request")),
        (Some(own), vec![("client_id", "else")], (400, "invalid_request")),
        (Some((own.0, "wrong")), vec![], (401, "invalid_client")),
        (Some((own.0, "")), vec![], (401, "invalid_client")),
        (Some(("unknown", own.1)), vec![], (401, "invalid_client")),
        (None, vec![], (401, "invalid_client")),
    ] {
        let page = with(&site, &code, header, &more).await;
        let (status, name) = error(&page);
        assert_eq!((status, name.as_str()), expected, "{header:?} {more:?}");
        assert!(!page.html.contains(own.1));
    }
    assert_eq!(with(&site, &code, Some(own), &[("client_id", own.0)]).await.status, 200);
}

#[tokio::test]
async fn both_secrets_work_during_a_rotation_and_one_that_has_expired_does_not() {
    let site = Site::start().await;
    let (shop, ada) = (app(&site, |_| {}).await, user(&site).await);
    let own = (shop.id.as_str(), shop.secret.as_str());
    let now = site.now().0;
    site.execute(&format!("UPDATE client_secrets SET overlap = 1, ends_at = {}", now + 3_600_000));
    let first = code(&site, &shop, &ada, "openid").await;
    assert_eq!(with(&site, &first, Some(own), &[]).await.status, 200);
    site.pass(3_600);
    let second = code(&site, &shop, &ada, "openid").await;
    let page = with(&site, &second, Some(own), &[]).await;
    assert_eq!(error(&page), (401, "invalid_client".to_owned()));
    assert!(body(&page)["error_description"].as_str().unwrap().starts_with("The client secret is none that works."));
}

/// Tries a secret as it comes from an address, with a code that nobody was given.
async fn from(site: &Site, address: &str, id: &str, secret: &str) -> Page {
    let visitor = site.visitor();
    let fields = [("grant_type", "authorization_code"), ("code", "none"), ("redirect_uri", CALLBACK)];
    let request = visitor.bare(Method::POST, "/oauth/token").header("x-forwarded-for", address);
    visitor.send(request.basic_auth(id, Some(secret)).form(&fields)).await
}

const BEHIND_A_PROXY: [&str; 2] = ["--trusted-proxy", "127.0.0.1"];

#[tokio::test]
async fn a_network_that_guesses_a_secret_waits_and_nobody_else_does() {
    let site = Site::start_with(&BEHIND_A_PROXY).await;
    let (shop, bank) = (app(&site, |_| {}).await, app(&site, |_| {}).await);
    let (stranger, owner) = ("203.0.113.9", "198.51.100.7");
    let guess = |address, secret| from(&site, address, &shop.id, secret);
    for _ in 0..20 {
        assert_eq!(error(&guess(stranger, "wrong").await), (401, "invalid_client".to_owned()));
    }
    for secret in ["wrong", shop.secret.as_str()] {
        let page = guess(stranger, secret).await;
        assert_eq!((error(&page), page.header("retry-after")), ((429, "invalid_client".to_owned()), "60".to_owned()));
        let said = body(&page)["error_description"].as_str().unwrap().to_owned();
        assert!(said.starts_with("Too many wrong client secrets came from this network. Reference "), "{said}");
    }
    // The owner is let in from elsewhere, and the stranger's own client from there. Only the code is wrong.
    let let_in = (400, "invalid_grant".to_owned());
    assert_eq!(error(&guess(owner, &shop.secret).await), let_in);
    assert_eq!(error(&from(&site, stranger, &bank.id, &bank.secret).await), let_in);
    site.pass(60);
    assert_eq!(error(&guess(stranger, &shop.secret).await), let_in, "after a minute the right one is");
    assert_eq!(guess(stranger, "wrong").await.status, 401, "and one more guess is looked at");
    assert_eq!(guess(stranger, "wrong").await.header("retry-after"), "120");
    site.pass(3_600);
    assert_eq!(guess(stranger, "wrong").await.status, 401);
    assert_eq!(guess(stranger, "wrong").await.status, 401, "after an hour it begins anew");
}

#[tokio::test]
async fn of_fifty_guesses_at_the_same_time_twenty_are_told_that_they_are_wrong() {
    let site = Site::start_with(&BEHIND_A_PROXY).await;
    let shop = app(&site, |_| {}).await;
    let guesses = (0..50).map(|_| from(&site, "203.0.113.9", &shop.id, "wrong"));
    let answers = futures_util::future::join_all(guesses).await;
    let with = |status| answers.iter().filter(|page| page.status == status).count();
    assert_eq!((with(401), with(429)), (20, 30));
}

#[tokio::test]
async fn who_has_the_right_secret_is_never_counted_and_an_unknown_client_leaves_nothing() {
    let site = Site::start_with(&BEHIND_A_PROXY).await;
    let shop = app(&site, |_| {}).await;
    for _ in 0..25 {
        assert_eq!(from(&site, "203.0.113.9", &shop.id, &shop.secret).await.status, 400);
        assert_eq!(from(&site, "203.0.113.9", "unknown", &shop.secret).await.status, 401);
    }
    assert_eq!(site.number("(SELECT count(*) FROM sign_in_tries)"), 0);
}
