//! The days on which clients, secrets and users' places were last used, as operators read them.

use next_identity_console::domain::time::Day;
use reqwest::Method;

use super::shop::{CALLBACK, Shop, VERIFIER, told};
use crate::console::credentials::generate;
use crate::support::process::until;

const DAY: i64 = 24 * 3600;

/// Waits until what was counted in memory is written.
async fn is_written(shop: &Shop, column: &str, table: &str) {
    let today = Day::containing(shop.site.now()).0;
    let query = format!("(SELECT coalesce(max({column}), 0) FROM {table})");
    until(&format!("{column} is never written"), async || shop.site.number(&query) == today).await;
}

#[tokio::test]
async fn a_sign_in_and_a_code_that_is_redeemed_show_on_the_pages_of_client_secret_and_user() {
    let shop = Shop::open().await;
    let secret = generate(&shop.ada, &shop.page).await;
    let credentials = format!("{}/credentials", shop.page);
    let shown = || Day::containing(shop.site.now()).to_string();
    let grace = shop.site.visitor();
    assert!(shop.ada.open(&shop.page).await.shows("Never used"));
    let done = shop.register(&grace, "grace@example.com").await;
    is_written(&shop, "last_day", "client_users").await;
    is_written(&shop, "last_used_day", "clients").await;
    let page = shop.ada.open(&shop.page).await;
    assert!(page.shows(&format!("Last used on {}", shown())), "{}", page.text());
    assert!(shop.ada.open(&credentials).await.shows("never used"), "no secret was");
    let user = shop.ada.open("/users").await.link("Grace Hopper");
    let page = shop.ada.open(&user).await;
    assert!(page.shows(&shown()) && !page.shows("Never"), "{}", page.text());

    let code = told(&done, "code").unwrap();
    let fields = [
        ("grant_type", "authorization_code"),
        ("code", code.as_str()),
        ("redirect_uri", CALLBACK),
        ("code_verifier", VERIFIER),
    ];
    let request = grace.bare(Method::POST, "/oauth/token").basic_auth(&shop.client_id, Some(&secret));
    let answer = grace.send(request.form(&fields)).await;
    assert_eq!(answer.status, 200, "{}", answer.html);
    is_written(&shop, "last_used_day", "client_secrets").await;
    let page = shop.ada.open(&credentials).await;
    assert!(page.shows(&format!("last used on {}", shown())), "{}", page.text());
}

#[tokio::test]
async fn who_comes_back_with_a_session_moves_the_day() {
    let shop = Shop::open().await;
    let grace = shop.site.visitor();
    shop.register(&grace, "grace@example.com").await;
    is_written(&shop, "last_day", "client_users").await;
    // Two hours before midnight and two after it lie within a session.
    let of_day = shop.site.now().0 / 1000 % DAY;
    shop.site.pass(2 * DAY - of_day - 7_200);
    let page = shop.visit(&grace, &[]).await;
    let page = shop.prove(&grace, &page, "grace@example.com").await;
    assert_eq!(page.h1(), "Returning to Shop", "{}", page.text());
    shop.site.pass(4 * 3_600);
    assert!(told(&shop.visit(&grace, &[]).await, "code").is_some());
    is_written(&shop, "last_day", "client_users").await;
    is_written(&shop, "last_used_day", "clients").await;
}
