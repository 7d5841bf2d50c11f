//! The Activity page by keyboard and mouse.

use thirtyfour::{By, Key};

use super::with_browser;
use crate::console::create;
use crate::support::browser::Window;
use next_identity_console::domain::role::Role;

#[tokio::test]
async fn a_person_finds_a_change_with_the_keyboard_alone_and_sees_its_values() {
    with_browser(Window::DESKTOP, |site, browser| async move {
        let ada = site.named_operator("Ada", Role::Administrator).await;
        let shop = create(&ada, "Shop").await;
        create(&ada, "Bank").await;
        let page = ada.open(&format!("{shop}/registration")).await;
        ada.submit(&page, "Save changes", &[("Registration type", "Invitation-Only")]).await;
        browser.sign_in(&site, "Ada").await;
        let menu = browser.find(By::XPath("//nav[@aria-label='Main']//a[normalize-space()='Activity']")).await;
        menu.send_keys(Key::Enter + "").await.unwrap();
        browser.arrive("Activity").await;
        browser.driver.active_element().await.unwrap().send_keys("/").await.unwrap();
        let search = browser.find(By::Css("[data-search]:focus")).await;
        search.send_keys("shop" + Key::Enter).await.unwrap();
        browser.find(By::Css("input[value=shop]")).await;
        let event = browser.find(By::XPath("//summary[normalize-space()='Event']")).await;
        event.send_keys(Key::Enter + "").await.unwrap();
        let changed = browser.find(By::LinkText("Client changed")).await;
        changed.send_keys(Key::Enter + "").await.unwrap();
        browser.sees("Event: Client changed").await;
        browser.sees("Ada · Shop · Registration: Registration type Self-Registration → Invitation-Only").await;
        let details = browser.find(By::Css(".activity summary")).await;
        details.send_keys(Key::Enter + "").await.unwrap();
        browser.sees("Registration type Self-Registration Invitation-Only").await;
        assert!(browser.url().await.ends_with("/activity?search=shop&kind=client_changed"), "a view to bookmark");
        browser.click("Clear").await;
        browser.sees("Ada created the client Bank").await;
        browser.click("Only this client: Bank").await;
        browser.sees("Client: Bank").await;
        let day = "const day = document.getElementById('from'); day.value = '2099-01-01';";
        browser.driver.execute(day, vec![]).await.unwrap();
        browser.press("Apply").await;
        browser.sees("No entry matches these filters.").await;
    })
    .await;
}
