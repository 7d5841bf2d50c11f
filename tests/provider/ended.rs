//! An operator ends all that a user has begun, also what a browser is in the middle of.

use super::shop::{Shop, told};
use crate::support::{Page, Person};

/// A client that asks Grace, who has registered at another, for more than is known of her; and her page in the console.
async fn club() -> (Shop, String) {
    let shop = Shop::open().await;
    shop.register(&shop.site.visitor(), "grace@example.com").await;
    let user = shop.ada.open("/users").await.link("Grace Hopper");
    let (page, client_id) = Shop::add(&shop.site, &shop.ada, "Club", &[]).await;
    let club = Shop { page, client_id, site: shop.site, ada: shop.ada };
    club.set("registration", &[("fields_birthdate", "required")]).await;
    (club, user)
}

/// A browser in which somebody has typed the right code, and the page on which they stand.
async fn proved(shop: &Shop, email: &str, parameters: &[(&str, &str)]) -> (Person, Page) {
    let browser = shop.site.visitor();
    let page = shop.visit(&browser, parameters).await;
    let page = shop.prove(&browser, &page, email).await;
    assert_eq!(page.status, 200, "{}", page.text());
    (browser, page)
}

/// Whether the browser can do nothing any more, whatever it sends.
async fn is_over(shop: &Shop, (browser, page): &(Person, Page), button: &str, typed: &[(&str, &str)]) {
    let sent = browser.submit(page, button, typed).await;
    let opened = browser.open(&page.path).await;
    for page in [sent, opened] {
        assert_eq!((page.status, page.h1().as_str()), (200, "This sign-in is over"), "{}", page.text());
    }
    assert_eq!(browser.cookie("nic_user"), None);
    let again = shop.visit(browser, &[]).await;
    assert!(again.h1().starts_with("Sign in to "), "{}", again.text());
}

#[tokio::test]
async fn who_has_proved_who_they_are_cannot_finish_after_all_was_ended() {
    for ending in ["End all", "Disable", "Delete this user"] {
        let (club, user) = club().await;
        let at_details = proved(&club, "grace@example.com", &[]).await;
        assert_eq!(at_details.1.h1(), "Complete your account");
        let other = proved(&club, "mary@example.com", &[]).await;
        let page = match ending {
            "Delete this user" => club.ada.open(&format!("{user}/deletion")).await,
            _ => club.ada.open(&user).await,
        };
        let typed = [("Identifier", "grace@example.com")];
        let typed = if ending == "Delete this user" { &typed[..] } else { &[] };
        assert_eq!(club.ada.submit(&page, ending, typed).await.status, 200, "{ending}");
        if ending == "Disable" {
            club.ada.submit(&club.ada.open(&user).await, "Enable", &[]).await;
        }
        is_over(&club, &at_details, "Continue", &[("Birthdate", "1906-12-09")]).await;
        let (browser, page) = other;
        let typed = [("Given name", "Mary"), ("Family name", "Jackson"), ("Birthdate", "1921-04-09")];
        let page = browser.submit(&page, "Create account", &typed).await;
        assert!(page.find_link("Return to Club").is_some(), "somebody else goes on: {}", page.text());
    }
}

#[tokio::test]
async fn a_word_that_is_still_due_is_not_taken_after_all_was_ended() {
    let (club, user) = club().await;
    club.set("registration", &[("fields_birthdate", "no")]).await;
    let at_confirm = proved(&club, "grace@example.com", &[("prompt", "consent")]).await;
    assert!(at_confirm.1.has_button("Continue as Grace Hopper"), "{}", at_confirm.1.text());
    club.ada.submit(&club.ada.open(&user).await, "End all", &[]).await;
    is_over(&club, &at_confirm, "Continue as Grace Hopper", &[]).await;
}

#[tokio::test]
async fn a_registration_is_over_too_where_the_account_was_made_in_another_browser_meanwhile() {
    let shop = Shop::open().await;
    let begun = proved(&shop, "grace@example.com", &[]).await;
    shop.site.pass(60);
    let page = shop.register(&shop.site.visitor(), "grace@example.com").await;
    assert!(told(&page, "code").is_some());
    let user = shop.ada.open("/users").await.link("Grace Hopper");
    shop.ada.submit(&shop.ada.open(&user).await, "End all", &[]).await;
    is_over(&shop, &begun, "Create account", &[("Given name", "Eve"), ("Family name", "Hopper")]).await;
}
