//! Browsers in which somebody has signed in before: strangers cannot use up the codes that their owners may ask for.

use super::shop::Shop;
use crate::support::Person;

const KNOWN: &str = "nic_user_known";
const GRACE: &str = "grace@example.com";

/// Whether a browser that asks for a code of Grace's is sent one. Where it is not, its page is the same.
async fn is_sent(shop: &Shop, user: &Person) -> bool {
    let messages = || shop.site.number("(SELECT count(*) FROM messages)");
    let before = messages();
    let page = shop.visit(user, &[]).await;
    let page = user.submit(&page, "Continue", &[("Email", GRACE)]).await;
    assert_eq!(page.h1(), "Check your email", "{}", page.text());
    messages() > before
}

/// Somebody who has registered, whose session is over, and whose codes strangers have used up.
async fn locked_out() -> (Shop, Person) {
    let shop = Shop::open().await;
    let grace = shop.site.visitor();
    shop.register(&grace, GRACE).await;
    grace.set_cookie("nic_user", &"A".repeat(43));
    for n in 0..6 {
        // Her registration was the first of five.
        assert_eq!(is_sent(&shop, &shop.site.visitor()).await, n < 4, "{n}");
    }
    (shop, grace)
}

/// A browser with a cookie of somebody's making.
fn with_cookie(shop: &Shop, value: &str) -> Person {
    let person = shop.site.visitor();
    person.set_cookie(KNOWN, value);
    person
}

#[tokio::test]
async fn a_stranger_who_uses_up_an_addresss_codes_leaves_the_owners_own_browser_five() {
    let (shop, grace) = locked_out().await;
    let page = shop.visit(&grace, &[]).await;
    let page = shop.prove(&grace, &page, GRACE).await;
    assert_eq!(page.h1(), "Returning to Shop", "she is sent one, and it works");
    grace.set_cookie("nic_user", &"A".repeat(43));
    for n in 0..5 {
        assert_eq!(is_sent(&shop, &grace).await, n < 4, "{n}");
    }
    assert!(!is_sent(&shop, &shop.site.visitor()).await, "strangers gain nothing by it");
}

#[tokio::test]
async fn a_cookie_that_was_forged_or_sealed_for_something_else_or_for_somebody_else_makes_no_browser_known() {
    let (shop, grace) = locked_out().await;
    let own = grace.cookie(KNOWN).unwrap();
    let (mallory, elsewhere) = (shop.site.visitor(), Shop::open().await);
    shop.register(&mallory, "mallory@example.com").await;
    let stranger = elsewhere.site.visitor();
    elsewhere.register(&stranger, GRACE).await;
    let start = shop.visit(&shop.site.visitor(), &[]).await.path;
    let sealed_request = start.split_once("request=").unwrap().1;
    let changed = format!("{}{}", &own[..own.len() - 8], "AAAAAAAA");
    let plain = "W1siMDE5YjAwMDAtMDAwMC03MDAwLTgwMDAtMDAwMDAwMDAwMDAwIiwxODAwMDAwMDAwMDAwXV0";
    let (theirs, others) = (mallory.cookie(KNOWN).unwrap(), stranger.cookie(KNOWN).unwrap());
    for cookie in [&changed, &own[1..], "", "x", plain, sealed_request, &theirs, &others] {
        assert!(!is_sent(&shop, &with_cookie(&shop, cookie)).await, "{cookie}");
    }
    assert!(is_sent(&shop, &with_cookie(&shop, &own)).await, "the test would see one that is");
}

#[tokio::test]
async fn a_browser_is_forgotten_180_days_after_the_last_sign_in() {
    const DAY: i64 = 24 * 3600;
    for (days, is_known) in [(179, true), (181, false), (-179, true), (-181, false)] {
        let shop = Shop::open().await;
        let grace = shop.site.visitor();
        shop.register(&grace, GRACE).await;
        grace.set_cookie("nic_user", &"A".repeat(43));
        shop.site.pass(days * DAY);
        while is_sent(&shop, &shop.site.visitor()).await {}
        assert_eq!(is_sent(&shop, &grace).await, is_known, "{days}");
    }
}

#[tokio::test]
async fn a_browser_that_several_people_use_is_known_to_each_of_them() {
    let shop = Shop::open().await;
    let shared = shop.site.visitor();
    shop.register(&shared, GRACE).await;
    shared.set_cookie("nic_user", &"A".repeat(43));
    shop.register(&shared, "ada@example.com").await;
    shared.set_cookie("nic_user", &"A".repeat(43));
    while is_sent(&shop, &shop.site.visitor()).await {}
    assert!(is_sent(&shop, &shared).await);
}
