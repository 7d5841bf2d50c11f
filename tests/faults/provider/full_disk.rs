//! The disk is full: what needs no writing goes on, what does says so, and nothing is half done.

use super::{Prepared, code, code_of, redeem, refresh, sent, userinfo};
use crate::support::disk::SmallDisk;
use crate::support::granted::{body, error, member};
use crate::support::process::Running;
use crate::support::{Page, Person};

const SESSIONS: &str = "(SELECT count(*) FROM user_sessions)";

/// The page to which an application's request leads.
async fn start(browser: &Person, prepared: &Prepared) -> Page {
    let page = sent(browser, &prepared.shop, &[]).await.unwrap();
    browser.follow(page).await
}

fn is_unavailable(page: &Page) {
    assert_eq!(error(page), (503, "temporarily_unavailable".to_owned()), "{}", page.html);
    assert!(!page.header("retry-after").is_empty(), "{}", page.html);
    assert!(body(page).get("access_token").is_none());
}

#[tokio::test]
async fn with_a_full_disk_nobody_can_sign_in_and_says_so_and_reading_goes_on_until_there_is_room() {
    let prepared = Prepared::new(3).await;
    let Some(disk) = SmallDisk::new("4m") else { return };
    disk.put(prepared.path(), "console.db");
    disk.put(&prepared.path().with_extension("key"), "console.key");
    let running = Running::start_by(disk.program(), &disk.path("console.db"));
    let url = running.url();
    let (ada, grace, stranger) = (prepared.browser(0, &url), prepared.browser(1, &url), Person::new(&url));
    let shop = &prepared.shop;
    let answer = redeem(&ada, shop, &code(&ada, shop).await).await.unwrap();
    let (access, old) = (member(&answer, "access_token"), member(&answer, "refresh_token"));
    let unused = code(&grace, shop).await;
    let identify = start(&stranger, &prepared).await;
    assert!(identify.has_button("Continue"), "{}", identify.text());
    let begun = Person::new(&url);
    let asked = start(&begun, &prepared).await;
    let asked = begun.submit(&asked, "Continue", &[("Email", "begun@example.com")]).await;
    assert_eq!(asked.h1(), "Check your email", "{}", asked.text());
    disk.fill();

    for path in ["/.well-known/openid-configuration", "/oauth/jwks"] {
        assert_eq!(stranger.get(path).await.status, 200, "{path}");
    }
    assert_eq!(userinfo(&stranger, &access).await.status, 200);
    assert!(start(&Person::new(&url), &prepared).await.has_button("Continue"), "the first page is shown");
    assert_eq!(begun.get(&asked.path).await.status, 200, "and that of a sign-in which has begun");

    is_unavailable(&redeem(&grace, shop, &unused).await.unwrap());
    is_unavailable(&refresh(&ada, shop, &old).await.unwrap());
    let page = sent(&ada, shop, &[]).await.unwrap();
    assert_eq!((page.status, code_of(&page)), (503, None), "{}", page.text());
    let refused = stranger.press(&identify, "Continue", &[("Email", "new@example.com")]).await;
    let typed = begun.press(&asked, "Continue", &[("Code", "123456")]).await;
    for page in [&refused, &typed] {
        assert_eq!((page.status, page.h1().as_str()), (503, "This does not work at the moment"), "{}", page.text());
        assert!(page.shows("What you typed is kept on this page"), "{}", page.text());
    }

    disk.free();
    let asked = stranger.submit(&refused, "Send again", &[]).await;
    assert_eq!(asked.h1(), "Check your email", "{}", asked.text());
    let typed = begun.submit(&typed, "Send again", &[]).await;
    assert!(typed.error_of("code").starts_with("Wrong code. You have 4 tries left."), "{}", typed.text());
    let answer = redeem(&grace, shop, &unused).await.unwrap();
    assert_eq!(answer.status, 200, "the code had not been used: {}", answer.html);
    let renewed = refresh(&ada, shop, &old).await.unwrap();
    assert_eq!(renewed.status, 200, "nor the token: {}", renewed.html);
    assert!(code_of(&sent(&ada, shop, &[]).await.unwrap()).is_some());
    let said = running.kill();
    let (_folder, database) = disk.copied("console.db");
    database.is_whole();
    assert_eq!(database.number(SESSIONS), 3, "everybody is still signed in");
    assert!(said.contains(&refused.header("x-request-id")) && said.contains("disk is full"), "{said}");
    assert!(!said.contains("panicked"), "{said}");
}
