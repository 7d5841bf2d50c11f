//! The Integration card and the page for developers in a browser.

use thirtyfour::By;

use super::with_browser;
use crate::console::{card_form, create};
use crate::support::browser::Window;
use next_identity_console::domain::role::Role;

#[tokio::test]
async fn rows_are_added_removed_and_saved_in_place() {
    with_browser(Window::PHONE, |site, browser| async move {
        let ada = site.named_operator("Ada", Role::Administrator).await;
        let client = create(&ada, "Shop").await;
        browser.sign_in(&site, "Ada").await;
        browser.goto(&format!("{}{client}/integration", site.url)).await;
        browser.sees("Nobody can sign in yet").await;
        let add = By::Css("#redirect_uris [data-add]");
        browser.fill("Redirect URI 1", "https://a.example/cb").await;
        browser.find(add.clone()).await.click().await.unwrap();
        browser.fill("Redirect URI 2", "https://b.example/cb").await;
        browser.find(add.clone()).await.click().await.unwrap();
        let focused = browser.driver.active_element().await.unwrap().attr("id").await.unwrap();
        assert_eq!(focused.as_deref(), Some("redirect_uris_3"), "one goes on typing");
        browser.fill("Redirect URI 3", "https://c.example/cb").await;
        browser.sees("https://c.example/cb").await;
        let remove = browser.find(By::Css("button[value='remove redirect_uris 1']")).await;
        remove.click().await.unwrap();
        browser.press("Save changes").await;
        browser.arrive("Shop").await;
        browser.sees("Redirect URIs https://b.example/cb, https://c.example/cb").await;
        browser.goto(&format!("{}{client}/integration", site.url)).await;
        for _ in 0..2 {
            browser.find(By::Css("button[value='remove redirect_uris 1']")).await.click().await.unwrap();
        }
        browser.sees("Nobody can sign in yet").await;
        browser.fill("Redirect URI 1", "https://*.example").await;
        browser.press("Save changes").await;
        browser.sees("Redirect URI 1: remove the wildcard *").await;
    })
    .await;
}

#[tokio::test]
async fn every_address_and_sample_has_a_button_that_copies_it() {
    with_browser(Window::DESKTOP, |site, browser| async move {
        let ada = site.named_operator("Ada", Role::Administrator).await;
        let client = create(&ada, "Shop").await;
        let card = format!("{client}/integration");
        let saved = card_form(&ada, &card, &[("Redirect URIs", "https://a.example/cb")], &[]);
        assert_eq!(saved.await.status, 303);
        browser.sign_in(&site, "Ada").await;
        browser.goto(&format!("{}{client}/developers", site.url)).await;
        browser.press("Copy Issuer").await;
        browser.sees("Copied").await;
        browser.press("Copy all").await;
        browser.sees("Copied").await;
        let codes = browser.driver.find_all(By::Css("main code")).await.unwrap().len();
        let buttons = browser.driver.find_all(By::Css("main .copy")).await.unwrap().len();
        assert_eq!((codes, buttons), (buttons, codes));
    })
    .await;
}
