//! Somebody registers, comes back to the application, and is signed in at once the next time.

use super::shop::{Shop, answer, told};

#[tokio::test]
async fn a_user_registers_with_a_code_and_is_signed_in_at_once_the_next_time() {
    let shop = Shop::open().await;
    let grace = shop.site.visitor();
    let page = shop.visit(&grace, &[]).await;
    assert_eq!(page.h1(), "Sign in to Shop");
    assert_eq!(shop.site.number("(SELECT count(*) FROM journeys)"), 0, "nothing is written before a form is sent");
    let page = shop.prove(&grace, &page, "Grace@Example.com").await;
    assert_eq!(page.h1(), "Create your account");
    let page = grace.press(&page, "Create account", &[("Given name", "Grace"), ("Family name", "Hopper")]).await;
    assert_eq!((page.status, page.h1().as_str()), (200, "Returning to Shop"));
    let told_names: Vec<String> = answer(&page).into_iter().map(|(name, _)| name).collect();
    assert_eq!(told_names, ["code", "state", "iss"]);
    assert!(told(&page, "code").unwrap().starts_with("nic_c_"));
    assert_eq!(told(&page, "state").as_deref(), Some("af0ifjsldkj"));
    assert_eq!(told(&page, "iss"), Some(shop.site.url.clone()));
    let user = shop.site.text("(SELECT given_name || ' ' || family_name || ' ' || value FROM users JOIN user_identifiers i ON i.user = users.id)");
    assert_eq!(user, "Grace Hopper grace@example.com");
    let again = shop.visit(&grace, &[]).await;
    assert_eq!(again.status, 303, "{}", again.text());
    assert_ne!(told(&again, "code"), told(&page, "code"));
    let events = shop.site.file().column("SELECT kind AS a FROM user_events ORDER BY seq");
    assert_eq!(events, ["registered", "signed_in", "signed_in"]);
    assert_eq!(shop.site.number("(SELECT count(*) FROM user_events WHERE revision = 2)"), 3, "which settings decided");
}

#[tokio::test]
async fn another_browser_of_the_same_user_is_asked_for_a_code_and_not_for_a_name() {
    let shop = Shop::open().await;
    shop.register(&shop.site.visitor(), "grace@example.com").await;
    let phone = shop.site.visitor();
    let page = shop.visit(&phone, &[]).await;
    let page = shop.prove(&phone, &page, "grace@example.com").await;
    assert_eq!(page.h1(), "Returning to Shop");
    assert_eq!(shop.site.number("(SELECT count(*) FROM users)"), 1);
    assert_eq!(shop.site.number("(SELECT count(*) FROM user_sessions)"), 2);
}

#[tokio::test]
async fn a_session_serves_every_client_and_asks_only_for_what_the_other_has_not_been_told() {
    let shop = Shop::open().await;
    let grace = shop.site.visitor();
    shop.register(&grace, "grace@example.com").await;
    let (page, client_id) = Shop::add(&shop.site, &shop.ada, "Club", &[]).await;
    let other = Shop { page, client_id, site: shop.site, ada: shop.ada };
    assert_eq!(other.visit(&grace, &[]).await.status, 303);
    let terms = [("terms", "https://club.example.com/terms"), ("terms_version", "3")];
    other.set("registration", &terms).await;
    let page = other.visit(&grace, &[]).await;
    assert_eq!(page.h1(), "Complete your account", "{}", page.text());
    let refused = grace.submit(&page, "Continue", &[]).await;
    assert_eq!((refused.status, refused.error_of("terms").as_str()), (422, "Check this box to go on."));
    let page = grace.submit(&refused, "Continue", &[("I accept the terms of use", "on")]).await;
    assert_eq!(page.h1(), "Returning to Shop".replace("Shop", "Club"), "{}", page.text());
    assert_eq!(other.site.text("(SELECT version FROM user_acceptances)"), "3");
}
