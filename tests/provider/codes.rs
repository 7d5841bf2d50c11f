//! One-time codes: how many tries they take, for how long they work, and when another one is sent.

use futures_util::future::join_all;

use super::shop::Shop;
use crate::support::{Page, Person};

/// The page that asks for a code.
async fn asked(shop: &Shop, user: &Person, email: &str) -> Page {
    let page = shop.visit(user, &[]).await;
    let page = user.submit(&page, "Continue", &[("Email", email)]).await;
    assert_eq!(page.h1(), "Check your email", "{}", page.text());
    page
}

/// Six digits that are not the code.
fn wrong(code: &str) -> String {
    let first = if code.starts_with('0') { '1' } else { '0' };
    format!("{first}{}", &code[1..])
}

#[tokio::test]
async fn a_code_says_where_it_went_and_takes_five_tries() {
    let shop = Shop::open().await;
    let grace = shop.site.visitor();
    let mut page = asked(&shop, &grace, "grace@example.com").await;
    assert!(page.shows("We sent a code to g•••@example.com."), "{}", page.text());
    let code = shop.code().await;
    for left in [4, 3, 2] {
        page = grace.submit(&page, "Continue", &[("Code", &wrong(&code))]).await;
        assert_eq!((page.status, page.error_of("code")), (422, format!("Wrong code. You have {left} tries left.")));
    }
    page = grace.submit(&page, "Continue", &[("Code", "12345")]).await;
    assert_eq!(page.error_of("code"), "Wrong code. You have 1 try left.", "what is no code is a try too");
    page = grace.submit(&page, "Continue", &[("Code", &wrong(&code))]).await;
    assert_eq!(page.error_of("code"), "This code no longer works. Send a new one.");
    page = grace.submit(&page, "Continue", &[("Code", &code)]).await;
    assert_eq!(page.error_of("code"), "This code no longer works. Send a new one.", "not even the right one");
    assert_eq!(shop.site.number("(SELECT count(*) FROM user_events WHERE kind = 'wrong_code')"), 5, "and no more");
}

#[tokio::test]
async fn an_empty_field_is_no_try() {
    let shop = Shop::open().await;
    let grace = shop.site.visitor();
    let page = asked(&shop, &grace, "grace@example.com").await;
    let page = grace.submit(&page, "Continue", &[("Code", " ")]).await;
    assert_eq!(page.error_of("code"), "Enter the code from the message.");
    let page = grace.submit(&page, "Continue", &[("Code", &wrong(&shop.code().await))]).await;
    assert_eq!(page.error_of("code"), "Wrong code. You have 4 tries left.");
}

#[tokio::test]
async fn of_fifty_guesses_at_the_same_time_five_are_looked_at() {
    let shop = Shop::open().await;
    let grace = shop.site.visitor();
    let page = asked(&shop, &grace, "grace@example.com").await;
    let code = shop.code().await;
    let guesses = (0..50).map(|n| if n == 49 { code.clone() } else { wrong(&code) });
    let answers = join_all(guesses.map(|guess| {
        let (grace, page) = (&grace, &page);
        async move { grace.press(page, "Continue", &[("Code", &guess)]).await }
    }));
    let answers = answers.await;
    let let_in = answers.iter().filter(|page| page.status == 303).count();
    let looked_at = shop.site.number("(SELECT count(*) FROM user_events WHERE kind = 'wrong_code')");
    let over = answers.iter().filter(|page| page.text().contains("This code no longer works.")).count();
    assert!(looked_at <= 5 && let_in <= 1, "{looked_at} were looked at, and {let_in} let in");
    if let_in == 0 {
        assert!(looked_at == 5 && over >= 46, "{looked_at} {over}");
        let after = grace.submit(&page, "Continue", &[("Code", &code)]).await;
        assert_eq!(after.error_of("code"), "This code no longer works. Send a new one.");
    }
}

#[tokio::test]
async fn a_code_lives_for_ten_minutes_and_spaces_in_it_do_not_matter() {
    let shop = Shop::open().await;
    let grace = shop.site.visitor();
    let page = asked(&shop, &grace, "grace@example.com").await;
    shop.site.pass(10 * 60);
    let page = grace.submit(&page, "Continue", &[("Code", &shop.code().await)]).await;
    assert_eq!(page.error_of("code"), "This code no longer works. Send a new one.");
    let page = grace.submit(&page, "Send a new code", &[]).await;
    let code = shop.code().await;
    shop.site.pass(10 * 60 - 1);
    let typed = format!(" {} {} ", &code[..3], &code[3..]);
    let page = grace.submit(&page, "Continue", &[("Code", &typed)]).await;
    assert_eq!(page.h1(), "Create your account", "{}", page.text());
}

#[tokio::test]
async fn another_code_is_sent_after_a_minute_and_kills_the_one_before() {
    let shop = Shop::open().await;
    let grace = shop.site.visitor();
    let page = asked(&shop, &grace, "grace@example.com").await;
    let first = shop.code().await;
    let early = grace.submit(&page, "Send a new code", &[]).await;
    assert!(early.shows("Wait 60 seconds before you ask for another code."), "{}", early.text());
    shop.site.pass(60);
    let page = grace.submit(&early, "Send a new code", &[]).await;
    let second = shop.code().await;
    assert_eq!(shop.site.number("(SELECT count(*) FROM messages)"), 2);
    if first != second {
        let refused = grace.submit(&page, "Continue", &[("Code", &first)]).await;
        assert_eq!(refused.error_of("code"), "Wrong code. You have 4 tries left.");
    }
    let page = grace.submit(&page, "Continue", &[("Code", &second)]).await;
    assert_eq!(page.h1(), "Create your account");
}

#[tokio::test]
async fn one_sign_in_sends_five_codes_and_one_address_is_sent_five_an_hour() {
    let shop = Shop::open().await;
    let grace = shop.site.visitor();
    let mut page = asked(&shop, &grace, "grace@example.com").await;
    for _ in 0..4 {
        shop.site.pass(60);
        page = grace.submit(&page, "Send a new code", &[]).await;
    }
    assert!(page.shows("No more codes are sent for this sign-in."), "{}", page.text());
    assert_eq!(shop.site.number("(SELECT count(*) FROM messages)"), 5);
    let other = shop.site.visitor();
    asked(&shop, &other, "GRACE@example.com").await;
    assert_eq!(shop.site.number("(SELECT count(*) FROM messages)"), 5, "the page is the same, but none is sent");
    let reason = shop.site.text("(SELECT reason FROM user_events WHERE kind = 'code_not_sent')");
    assert_eq!(reason, "too many codes were asked for this address");
    let void = shop.site.number(r#"(SELECT count(*) FROM journeys WHERE state LIKE '%"is_void":true%')"#);
    assert_eq!(void, 1, "nobody guesses at a code that no one was told of");
    shop.site.pass(3_600);
    asked(&shop, &shop.site.visitor(), "grace@example.com").await;
    assert_eq!(shop.site.number("(SELECT count(*) FROM messages)"), 6);
}

#[tokio::test]
async fn the_settings_of_a_code_are_those_of_the_card_when_it_was_sent() {
    let shop = Shop::open().await;
    shop.set("authentication", &[("codes_length", "8"), ("codes_tries", "3"), ("codes_lifetime", "1")]).await;
    let grace = shop.site.visitor();
    let page = asked(&shop, &grace, "grace@example.com").await;
    let code = shop.code().await;
    assert_eq!(code.len(), 8);
    shop.set("authentication", &[("codes_length", "6"), ("codes_tries", "10")]).await;
    let page = grace.submit(&page, "Continue", &[("Code", &wrong(&code))]).await;
    assert_eq!(page.error_of("code"), "Wrong code. You have 2 tries left.");
    shop.site.pass(60);
    let page = grace.submit(&page, "Continue", &[("Code", &code)]).await;
    assert_eq!(page.error_of("code"), "This code no longer works. Send a new one.");
}

#[tokio::test]
async fn a_code_of_one_journey_opens_no_other() {
    let shop = Shop::open().await;
    let (grace, mallory) = (shop.site.visitor(), shop.site.visitor());
    let hers = asked(&shop, &mallory, "mallory@example.com").await;
    let code = shop.code().await;
    let his = asked(&shop, &grace, "grace@example.com").await;
    let page = grace.submit(&his, "Continue", &[("Code", &code)]).await;
    assert!(page.error_of("code").starts_with("Wrong code."), "{}", page.text());
    let page = mallory.submit(&hers, "Continue", &[("Code", &code)]).await;
    assert_eq!(page.h1(), "Create your account");
    assert!(!shop.site.stored().iter().any(|row| row.contains(&code)), "no code is stored as it is");
}

#[tokio::test]
async fn another_name_takes_the_proof_of_the_first_with_it() {
    let shop = Shop::open().await;
    let grace = shop.site.visitor();
    let page = asked(&shop, &grace, "grace@example.com").await;
    let code = shop.code().await;
    let page = grace.submit(&page, "Use another email", &[]).await;
    assert_eq!(page.h1(), "Sign in to Shop");
    let page = grace.submit(&page, "Continue", &[("Email", "ada@example.com")]).await;
    let page = grace.submit(&page, "Continue", &[("Code", &code)]).await;
    assert!(page.error_of("code").starts_with("Wrong code."), "{}", page.text());
}
