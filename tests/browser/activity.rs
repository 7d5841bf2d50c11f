//! The Activity page by keyboard and mouse.

use thirtyfour::{By, Key};

use super::with_browser;
use crate::console::{card_form, create};
use crate::support::Site;
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

/// Changes a client twelve times, each time as many settings.
async fn twelve_changes(site: &Site) -> String {
    let ada = site.named_operator("Ada Lovelace", Role::Administrator).await;
    let shop = create(&ada, "Online Shop").await;
    for n in 0..12 {
        let method = ["Password", "One-Time Password"][n % 2];
        let saved = card_form(&ada, &format!("{shop}/authentication"), &[("Authentication method", method)], &[]).await;
        assert_eq!(saved.status, 303, "{}", saved.text());
    }
    shop
}

#[tokio::test]
async fn ten_entries_fit_a_window_of_900_pixels() {
    with_browser(Window { height: 900, ..Window::DESKTOP }, |site, browser| async move {
        twelve_changes(&site).await;
        browser.sign_in(&site, "Ada Lovelace").await;
        browser.goto(&format!("{}/activity", site.url)).await;
        browser.arrive("Activity").await;
        let script = "return [innerWidth, innerHeight, [...document.querySelectorAll('.entries > li')]
            .filter((entry) => entry.getBoundingClientRect().bottom <= innerHeight).length]";
        let [width, height, entries]: [u32; 3] =
            browser.driver.execute(script, vec![]).await.unwrap().convert().unwrap();
        assert_eq!((width, height), (1280, 900));
        assert!(entries >= 10, "{entries}");
    })
    .await;
}

#[tokio::test]
async fn what_is_folded_and_what_was_changed_open_in_place_by_keyboard() {
    with_browser(Window::DESKTOP, |site, browser| async move {
        twelve_changes(&site).await;
        site.add_operators(&["Grace"], Role::Viewer).await;
        site.visitor().sign_in("Grace").await;
        browser.sign_in(&site, "Ada Lovelace").await;
        browser.goto(&format!("{}/activity", site.url)).await;
        browser.sees("2 sign-ins: Ada Lovelace, Grace").await;
        assert!(!browser.text().await.contains("Grace signed in"));
        browser.find(By::Css(".folded > summary")).await.send_keys(Key::Enter + "").await.unwrap();
        browser.sees("Grace signed in").await;
        let changed = "//li[contains(., 'Method One-Time Password')]/details/summary";
        browser.find(By::XPath(changed)).await.send_keys(Key::Enter + "").await.unwrap();
        browser.sees("Method One-Time Password Password").await;
        assert!(browser.url().await.ends_with("/activity"));
        // Beside the sentence it belongs to, and the table beneath both.
        let script = "const box = (selector) => document.querySelector('.entries li:has(> [open].changed) ' + selector)
            .getBoundingClientRect(); const [line, summary, table] = [box('> p'), box('summary'), box('table')];
            return summary.top < line.bottom && table.top >= line.bottom && summary.right <= innerWidth";
        assert!(browser.driver.execute(script, vec![]).await.unwrap().convert::<bool>().unwrap());
    })
    .await;
}

#[tokio::test]
async fn the_menu_of_events_stays_open_while_several_are_chosen() {
    with_browser(Window::DESKTOP, |site, browser| async move {
        twelve_changes(&site).await;
        browser.sign_in(&site, "Ada Lovelace").await;
        browser.goto(&format!("{}/activity", site.url)).await;
        browser.find(By::XPath("//summary[normalize-space()='Event']")).await.click().await.unwrap();
        browser.click("Client created").await;
        browser.sees("Event: Client created").await;
        browser.click("Sign-in").await;
        browser.sees("Event: Sign-in, Client created").await;
        let focused = browser.driver.active_element().await.unwrap();
        assert_eq!(focused.text().await.unwrap(), "Sign-in");
        focused.send_keys(Key::Escape + "").await.unwrap();
        browser.find(By::Css("[data-several]:not([open])")).await;
        browser.driver.refresh().await.unwrap();
        browser.find(By::Css("[data-several]:not([open])")).await;
        browser.sees("Ada Lovelace created the client Online Shop").await;
    })
    .await;
}
