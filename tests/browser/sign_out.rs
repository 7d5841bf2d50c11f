//! After signing out, the Back button shows no page of the operator, though the browser keeps pages as they were left.

use std::time::Duration;

use reqwest::Method;
use serde_json::json;
use thirtyfour::prelude::ElementQueryable;
use thirtyfour::{By, Cookie};

use super::with_browser;
use crate::console::create;
use crate::support::addresses::example;
use crate::support::browser::Window;
use crate::support::{Browser, Person, Site};
use next_identity_console::domain::role::Role;
use next_identity_console::routes;

/// The addresses of all pages that take a session.
async fn pages(ada: &Person, client: &str) -> Vec<String> {
    let mut pages = Vec::new();
    for entry in routes::all() {
        let path = example(entry.pattern, client.trim_start_matches("/clients/"));
        if entry.method.as_str() == "GET" && entry.requires.is_some() {
            let (status, headers, _) = ada.send_raw(ada.request(Method::GET, &path)).await;
            let is_page =
                headers.get("content-type").is_some_and(|kind| kind.to_str().unwrap().starts_with("text/html"));
            if status == 200 && is_page {
                pages.push(path);
            }
        }
    }
    assert!(pages.len() > 8, "{pages:?}");
    pages
}

/// Signs a browser in that is at a page of the site, without the form.
async fn sign_in(browser: &Browser, ada: &Person) {
    ada.sign_in_again("Ada").await;
    browser.driver.add_cookie(Cookie::new("nic_session", ada.cookie("nic_session").unwrap())).await.unwrap();
}

async fn open(browser: &Browser, site: &Site, path: &str) {
    browser.goto(&format!("{}{path}", site.url)).await;
    browser.find(By::XPath("//button[normalize-space()='Sign out']")).await;
}

async fn sign_out(browser: &Browser) {
    browser.press("Sign out").await;
    browser.find(By::XPath("//*[@role='status'][contains(., 'signed out')]")).await;
}

/// Goes back, where a page asks to sign in for `path`. The driver's own command goes back once more when the page that the
/// browser has kept is given up meanwhile; an entry of the history can be asked for again, also when the browser has let go
/// of the first request because a page was still arriving.
async fn goes_back_to_sign_in(browser: &Browser, path: &str) {
    let history = browser.command("Page.getNavigationHistory", json!({})).await;
    let current = usize::try_from(history["currentIndex"].as_u64().unwrap()).unwrap();
    let before = &history["entries"][current - 1]["id"];
    let asks = By::Css(format!("form[action='/sign-in'] input[name=return_to][value='{path}']"));
    for _ in 0..5 {
        browser.command("Page.navigateToHistoryEntry", json!({"entryId": before})).await;
        let query = browser.driver.query(asks.clone()).wait(Duration::from_secs(2), Duration::from_millis(20));
        if query.exists().await.unwrap() {
            return;
        }
    }
    browser.find(asks).await;
}

async fn back_shows_nothing(window: Window) {
    with_browser(window, |site, browser| async move {
        let ada = site.named_operator("Ada", Role::Administrator).await;
        let client = create(&ada, "Shop").await;
        browser.goto(&format!("{}/sign-in", site.url)).await;
        for page in pages(&ada, &client).await {
            sign_in(&browser, &ada).await;
            open(&browser, &site, &page).await;
            sign_out(&browser).await;
            goes_back_to_sign_in(&browser, &page).await;
        }
        // In one tab, while another one keeps the page that it has left.
        let card = format!("{client}/authentication");
        sign_in(&browser, &ada).await;
        open(&browser, &site, &card).await;
        open(&browser, &site, "/account").await;
        let first = browser.driver.window().await.unwrap();
        let second = browser.driver.new_tab().await.unwrap();
        browser.driver.switch_to_window(second).await.unwrap();
        browser.resize(window.width, window.height).await;
        open(&browser, &site, "/clients").await;
        sign_out(&browser).await;
        browser.driver.switch_to_window(first).await.unwrap();
        goes_back_to_sign_in(&browser, &card).await;
    })
    .await;
}

#[tokio::test]
async fn back_shows_nothing_of_an_operator_who_has_signed_out() {
    back_shows_nothing(Window::DESKTOP).await;
}

#[tokio::test]
async fn back_shows_nothing_of_an_operator_who_has_signed_out_without_scripts() {
    back_shows_nothing(Window::WITHOUT_SCRIPTS).await;
}

/// Without this, the tests above would show nothing.
#[tokio::test]
async fn the_browser_of_the_tests_keeps_pages_as_they_were_left() {
    with_browser(Window::DESKTOP, |site, browser| async move {
        site.add_operator("Ada", Role::Administrator).await;
        browser.sign_in(&site, "Ada").await;
        open(&browser, &site, "/activity").await;
        browser.driver.execute("window.left = 'as it was'", vec![]).await.unwrap();
        open(&browser, &site, "/account").await;
        browser.driver.back().await.unwrap();
        browser.arrive("Activity").await;
        let left = browser.driver.execute("return window.left ?? null", vec![]).await.unwrap();
        assert_eq!(left.json().as_str(), Some("as it was"), "it comes from the page cache");
    })
    .await;
}
