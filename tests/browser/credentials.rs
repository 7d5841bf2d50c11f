//! A secret from its making to its rotation, as a person clicks it.

use thirtyfour::By;

use super::with_browser;
use crate::console::create;
use crate::support::Browser;
use crate::support::browser::Window;
use next_identity_console::domain::role::Role;

async fn copied(browser: &Browser, what: &str) -> String {
    browser.press(what).await;
    browser.sees("Copied").await;
    let read = browser.driver.execute("return navigator.clipboard.readText()", vec![]).await.unwrap();
    read.json().as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_secret_is_generated_copied_and_rotated_and_a_double_click_leaves_one() {
    with_browser(Window::DESKTOP, |site, browser| async move {
        let ada = site.named_operator("Ada", Role::Administrator).await;
        let client = create(&ada, "Shop").await;
        browser.sign_in(&site, "Ada").await;
        let grant =
            serde_json::json!({"permissions": ["clipboardReadWrite", "clipboardSanitizedWrite"], "origin": site.url});
        browser.command("Browser.grantPermissions", grant).await;
        browser.goto(&format!("{}{client}", site.url)).await;
        browser.click("Open Credentials").await;
        browser.arrive("Credentials").await;
        let button = browser.find(By::XPath("//button[normalize-space()='Generate secret']")).await;
        browser.driver.action_chain().double_click_element(&button).perform().await.unwrap();
        browser.arrive("New secret").await;
        let first = copied(&browser, "Copy the secret").await;
        assert!(first.starts_with("nic_s_") && first.len() == 49, "{}", first.len());
        assert_eq!(site.number("(SELECT count(*) FROM client_secrets)"), 1);
        browser.click("I have copied it").await;
        browser.arrive("Credentials").await;
        assert!(!browser.text().await.contains(&first[10..]));
        browser.driver.back().await.unwrap();
        browser.find(By::Tag("body")).await;
        assert!(!browser.driver.source().await.unwrap().contains(&first[10..]), "not by the Back button");
        browser.goto(&format!("{}{client}/credentials", site.url)).await;
        browser.click("Rotate secret…").await;
        browser.arrive("Rotate secret").await;
        browser.fill("Client name", "Shop").await;
        browser.press("Rotate secret").await;
        browser.arrive("New secret").await;
        browser.sees("The old secret works for 24 more hours.").await;
        let second = copied(&browser, "Copy the secret").await;
        assert_ne!(first, second);
        assert_eq!(site.number("(SELECT count(*) FROM client_secrets)"), 2);
    })
    .await;
}
