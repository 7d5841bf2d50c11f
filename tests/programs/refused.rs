//! What userinfo and the sign-out endpoint refuse of a client is told with a reference, by which its operators find it.

use next_identity_console::console::paths;
use next_identity_console::domain::client::Status;
use next_identity_console::domain::role::Role;
use reqwest::Method;

use crate::support::granted::{App, app, body, code, member, redeem, set_status, user, userinfo};
use crate::support::process::until;
use crate::support::{Page, Site};

/// The client's tab Activity, once so many kinds of refusals are written, and no more.
async fn tab(site: &Site, app: &App, kinds: i64) -> Page {
    until("the refusals are never written", async || site.number("(SELECT count(*) FROM refusals)") >= kinds).await;
    assert_eq!(site.number("(SELECT count(*) FROM refusals)"), kinds);
    let grace = site.named_operator("Grace", Role::ApplicationManager).await;
    grace.open(&paths::activity_tab(app.key)).await
}

/// The reference of an answer that says this in its body and in its header alike.
fn reference(page: &Page, reason: &str) -> String {
    let told = body(page)["error_description"].as_str().unwrap().to_owned();
    let rest = told.strip_prefix(&format!("{reason} Reference ")).unwrap_or_else(|| panic!("{told}, not {reason}"));
    let challenge = page.header("www-authenticate");
    assert!(challenge.contains(&format!("error_description=\"{told}\"")), "{challenge}");
    assert!(challenge.starts_with(&format!("Bearer error={}", body(page)["error"])), "{challenge}");
    rest.strip_suffix('.').unwrap().to_owned()
}

#[tokio::test]
async fn each_refusal_of_an_access_token_is_on_its_clients_page_with_what_mends_it() {
    let site = Site::start().await;
    let (shop, ada) = (app(&site, |_| {}).await, user(&site).await);
    let page = redeem(&site, &shop, &code(&site, &shop, &ada, "openid").await).await;
    let (token, id_token) = (member(&page, "access_token"), member(&page, "id_token"));
    let narrow = member(&redeem(&site, &shop, &code(&site, &shop, &ada, "profile").await).await, "access_token");
    let mut told = Vec::new();
    let mut refused = |page: Page, status: u16, reason: &'static str| {
        assert_eq!(page.status, status, "{reason}: {}", page.html);
        told.push((reason, reference(&page, reason)));
    };
    refused(userinfo(&site, &narrow).await, 403, "The access token has no scope openid.");
    for _ in 0..20 {
        let _again = userinfo(&site, &id_token).await;
    }
    let reason = "An ID token was sent in the place of an access token.";
    refused(userinfo(&site, &id_token).await, 401, reason);
    site.execute("UPDATE users SET disabled_at = 1");
    refused(userinfo(&site, &token).await, 401, "The user is disabled.");
    site.execute("UPDATE users SET disabled_at = NULL");
    site.execute("UPDATE grants SET exchanged_at = NULL");
    refused(userinfo(&site, &token).await, 401, "What the access token was granted for has ended.");
    site.execute("UPDATE grants SET exchanged_at = 1");
    set_status(&site, &shop, Status::Disabled).await;
    refused(userinfo(&site, &token).await, 401, "The client is disabled.");
    set_status(&site, &shop, Status::Active).await;
    assert_eq!(userinfo(&site, &token).await.status, 200);
    site.execute("DELETE FROM user_sessions");
    refused(userinfo(&site, &token).await, 401, "The user is signed out.");
    site.pass(900);
    refused(userinfo(&site, &token).await, 401, "The access token has expired.");
    for forged in [format!("{token}x"), format!("{id_token}x"), "x".to_owned()] {
        assert!(!userinfo(&site, &forged).await.html.contains("Reference"), "it is nobody's");
    }

    let page = tab(&site, &shop, told.len().try_into().unwrap()).await;
    for (reason, reference) in &told {
        assert!(page.shows(reason) && page.shows(reference), "{reason} {reference}: {}", page.text());
    }
    assert!(page.shows("21 times") && page.shows("User info, invalid_token"), "{}", page.text());
    assert!(page.all(".refusals code").windows(2).any(|pair| pair == ["profile", "openid"]), "{}", page.text());
    assert!(page.link("Open Access token lifetime").ends_with("/integration#access_token_lifetime"));
    assert!(page.link("Enable the client").ends_with("/status"));
    let stored = site.stored().concat();
    for token in [&token, &id_token, &narrow] {
        assert!(!stored.contains(token) && !page.html.contains(token));
    }
}

#[tokio::test]
async fn what_the_sign_out_endpoint_refuses_is_on_the_clients_page() {
    let site = Site::start().await;
    let shop = app(&site, |_| {}).await;
    let visitor = site.visitor();
    let path = format!("/oauth/end-session?client_id={}", shop.id);
    let mut pages = vec![
        visitor.get(&format!("{path}&post_logout_redirect_uri=https%3A%2F%2Fshop.example%2Fbye")).await,
        visitor.get(&format!("{path}&id_token_hint=x")).await,
        visitor.get(&format!("{path}&state=a&state=b")).await,
    ];
    let twice = [("client_id", shop.id.as_str()), ("state", "a"), ("state", "b")];
    pages.push(visitor.send(visitor.bare(Method::POST, "/oauth/end-session").form(&twice)).await);
    let unknown = visitor.get("/oauth/end-session?client_id=unknown&state=a&state=b").await;
    assert_eq!(unknown.status, 400);
    let tab = tab(&site, &shop, 3).await;
    for reason in [
        "The post-logout redirect URI differs from a registered one in 3 characters.",
        "The id_token_hint is no ID token of ours.",
        "A parameter was sent more than once.",
        "Sign-out, invalid_request",
        "2 times",
    ] {
        assert!(tab.shows(reason), "{reason}: {}", tab.text());
    }
    assert!(tab.link("Open Post-logout redirect URIs").ends_with("/integration#post_logout_redirect_uris"));
    let references = tab.text();
    for page in pages {
        assert_eq!(page.status, 400);
        let text = page.text();
        let (_, reference) = text.rsplit_once("Reference ").unwrap_or_else(|| panic!("{text}"));
        let reference = reference.split_whitespace().next().unwrap();
        assert!(references.contains(reference), "{reference}: {references}");
    }
}
