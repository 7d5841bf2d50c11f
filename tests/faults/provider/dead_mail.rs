//! The mail server is gone, or takes nothing: users see the page that they would see anyway, and their codes wait.

use next_identity_console::domain::role::Role;

use crate::provider::shop::Shop;
use crate::support::mail_server::{self, Answer, MailServer};
use crate::support::process::until;
use crate::support::{Page, Site};

async fn shop_through(server: &str) -> Shop {
    let site = Site::start_with(&["--smtp-url", server]).await;
    let ada = site.named_operator("Ada", Role::Administrator).await;
    let (page, client_id) = Shop::add(&site, &ada, "Shop", &[]).await;
    Shop { site, ada, page, client_id }
}

async fn waits(shop: &Shop) {
    let failed = "(SELECT count(*) FROM messages WHERE state = 'waiting' AND tries > 0 AND last_error IS NOT NULL)";
    until("no message ever waits", async || shop.site.number(failed) > 0).await;
}

fn is_asked_for_the_code(page: &Page) {
    assert_eq!((page.status, page.h1().as_str()), (200, "Check your email"), "{}", page.text());
    assert!(page.shows("We sent a code to g•••@example.com."), "{}", page.text());
}

#[tokio::test]
async fn with_a_dead_mail_server_the_page_is_as_always_and_the_code_waits_where_operators_see_it() {
    let shop = shop_through(&mail_server::dead()).await;
    let grace = shop.site.visitor();
    let page = shop.visit(&grace, &[]).await;
    let page = grace.submit(&page, "Continue", &[("Email", "grace@example.com")]).await;
    is_asked_for_the_code(&page);
    waits(&shop).await;
    let page = grace.submit(&page, "Continue", &[("Code", "000 00")]).await;
    assert_eq!((page.status, page.error_of("code")), (422, "Wrong code. You have 4 tries left.".to_owned()));
    shop.site.pass(60);
    is_asked_for_the_code(&grace.submit(&page, "Send a new code", &[]).await);
    assert_eq!(shop.site.number("(SELECT count(*) FROM messages)"), 2);
    let outbox = shop.ada.open("/outbox").await;
    assert!(outbox.shows("grace@example.com") && outbox.shows("Waiting"), "{}", outbox.text());
}

#[tokio::test]
async fn a_code_that_a_mail_server_would_not_take_arrives_when_it_does_and_works() {
    let server = MailServer::start(Answer::Later);
    let shop = shop_through(&server.url()).await;
    let grace = shop.site.visitor();
    let page = shop.visit(&grace, &[]).await;
    let page = grace.submit(&page, "Continue", &[("Email", "grace@example.com")]).await;
    is_asked_for_the_code(&page);
    waits(&shop).await;
    assert!(server.taken().is_empty());
    server.answer(Answer::Take);
    shop.site.pass(60);
    // Another one lets the queue go on at once.
    let page = grace.submit(&page, "Send a new code", &[]).await;
    until("the mail never comes", async || server.taken().len() == 2).await;
    let codes: Vec<String> = server.taken().iter().map(|mail| digits(&mail.text)).collect();
    let mut page = grace.submit(&page, "Continue", &[("Code", &codes[0])]).await;
    if page.h1() == "Check your email" {
        // Which of the two is the newer one, only the page can tell.
        page = grace.submit(&page, "Continue", &[("Code", &codes[1])]).await;
    }
    assert_eq!(page.h1(), "Create your account", "{}", page.text());
}

/// The code in a mail.
fn digits(mail: &[u8]) -> String {
    let text = String::from_utf8_lossy(mail).into_owned();
    let body = text.split_once("\r\n\r\n").map_or(text.as_str(), |(_, body)| body);
    let is_code = |word: &&str| word.len() == 6 && word.bytes().all(|byte| byte.is_ascii_digit());
    body.split_whitespace().find(is_code).unwrap_or_else(|| panic!("{text}")).to_owned()
}
