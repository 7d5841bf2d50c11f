//! The keyboard alone, and coming back with the browser's own buttons.

use thirtyfour::{By, Key};

use super::with_browser;
use crate::console::create;
use crate::support::Browser;
use crate::support::browser::Window;
use next_identity_console::domain::role::Role;

/// Presses keys wherever the focus is.
async fn keys(browser: &Browser, keys: impl Into<thirtyfour::TypingData>) {
    browser.driver.active_element().await.unwrap().send_keys(keys).await.unwrap();
}

#[tokio::test]
async fn a_client_is_created_with_the_keyboard_alone() {
    with_browser(Window::DESKTOP, |site, browser| async move {
        site.add_operator("Ada", Role::Administrator).await;
        browser.sign_in(&site, "Ada").await;
        browser.find(By::LinkText("Create a Client")).await.send_keys(Key::Enter + "").await.unwrap();
        browser.arrive("Create a Client").await;
        keys(&browser, "Keyboard Client").await;
        keys(&browser, Key::Tab + "").await;
        keys(&browser, " ").await;
        keys(&browser, Key::Tab + "").await;
        keys(&browser, " ").await;
        keys(&browser, Key::Down + "").await;
        keys(&browser, Key::Enter + "").await;
        browser.sees("Basic settings Primary identifier").await;
        browser.sees("Keyboard Client App type Web App Integration type API").await;
        browser.labelled("Enable Passkeys").await.send_keys(" ").await.unwrap();
        keys(&browser, Key::Enter + "").await;
        browser.arrive("Keyboard Client").await;
        browser.sees("Passkeys Enabled").await;
    })
    .await;
}

#[tokio::test]
async fn the_skip_link_comes_first_and_leads_to_the_content() {
    with_browser(Window::DESKTOP, |site, browser| async move {
        site.add_operator("Ada", Role::Viewer).await;
        browser.sign_in(&site, "Ada").await;
        keys(&browser, Key::Tab + "").await;
        let first = browser.driver.active_element().await.unwrap();
        assert_eq!(first.text().await.unwrap(), "Skip to content");
        keys(&browser, Key::Enter + "").await;
        assert_eq!(browser.driver.active_element().await.unwrap().attr("id").await.unwrap().as_deref(), Some("main"));
    })
    .await;
}

#[tokio::test]
async fn a_slash_focuses_the_search_and_escape_closes_a_menu() {
    with_browser(Window::DESKTOP, |site, browser| async move {
        let ada = site.named_operator("Ada", Role::Administrator).await;
        create(&ada, "Shop").await;
        create(&ada, "Bank").await;
        browser.sign_in(&site, "Ada").await;
        browser.find(By::Css("[data-search]")).await;
        keys(&browser, "/").await;
        keys(&browser, "shop").await;
        keys(&browser, Key::Enter + "").await;
        browser.sees("1 client").await;
        let menu = browser.find(By::Css(".dropdown summary")).await;
        menu.send_keys(Key::Enter + "").await.unwrap();
        browser.find(By::Css(".dropdown[open]")).await;
        keys(&browser, Key::Escape + "").await;
        browser.find(By::Css(".dropdown:not([open]) summary:focus")).await;
    })
    .await;
}

#[tokio::test]
async fn escape_closes_the_menu_on_a_phone_and_gives_the_focus_back() {
    with_browser(Window::PHONE, |site, browser| async move {
        site.add_operator("Ada", Role::Viewer).await;
        browser.sign_in(&site, "Ada").await;
        let is_open = "return document.querySelector('.menu-fold').open";
        let is_open = async || browser.driver.execute(is_open, vec![]).await.unwrap().json().as_bool() == Some(true);
        browser.find(By::Css(".menu-fold summary")).await.click().await.unwrap();
        assert!(is_open().await);
        let link = browser.find(By::LinkText("Activity")).await;
        link.focus().await.unwrap();
        assert!(is_open().await, "the focus is in it");
        keys(&browser, Key::Escape + "").await;
        assert!(!is_open().await);
        let focused = browser.driver.active_element().await.unwrap();
        assert_eq!(
            (focused.tag_name().await.unwrap().as_str(), focused.text().await.unwrap().as_str()),
            ("summary", "Menu")
        );
    })
    .await;
}

/// On a low window the whole menu can be reached, and where the browser chooses the colors the page that is open is told from
/// others.
#[tokio::test]
async fn the_menu_scrolls_in_a_low_window_and_shows_the_page_in_forced_colors() {
    with_browser(Window { height: 320, ..Window::DESKTOP }, |site, browser| async move {
        site.add_operator("Ada", Role::Administrator).await;
        browser.sign_in(&site, "Ada").await;
        let sign_out = browser.find(By::XPath("//button[normalize-space()='Sign out']")).await;
        sign_out.scroll_into_view().await.unwrap();
        let is_seen = "const { top, bottom } = document.querySelector('.menu-button').getBoundingClientRect();
            return top >= 0 && bottom <= innerHeight";
        assert_eq!(browser.driver.execute(is_seen, vec![]).await.unwrap().json(), &true);
        let features = serde_json::json!([{"name": "forced-colors", "value": "active"}]);
        browser.command("Emulation.setEmulatedMedia", serde_json::json!({"features": features})).await;
        let colors =
            "return [...document.querySelectorAll('.menu a')].map(link => getComputedStyle(link).backgroundColor)";
        let colors = browser.driver.execute(colors, vec![]).await.unwrap().convert::<Vec<String>>().unwrap();
        assert!(colors.len() > 3 && colors[1] != colors[0] && colors[0] == colors[2], "{colors:?}");
    })
    .await;
}

#[tokio::test]
async fn the_browsers_back_and_reload_lose_nothing_in_the_wizard() {
    with_browser(Window::DESKTOP, |site, browser| async move {
        site.add_operator("Ada", Role::Administrator).await;
        browser.sign_in(&site, "Ada").await;
        browser.click("Create a Client").await;
        browser.fill("Client name", "Back and Forth").await;
        browser.choose("Mobile App").await;
        browser.choose("API").await;
        browser.press("Next").await;
        browser.sees("Basic settings Primary identifier").await;
        browser.driver.refresh().await.unwrap();
        browser.sees("Back and Forth App type Mobile App").await;
        browser.driver.back().await.unwrap();
        let name = browser.labelled("Client name").await;
        assert_eq!(name.prop("value").await.unwrap().as_deref(), Some("Back and Forth"));
        assert!(browser.labelled("Mobile App").await.is_selected().await.unwrap());
        browser.press("Next").await;
        browser.choose("Invitation-Only").await;
        browser.choose("Enable Passkeys").await;
        browser.press("Dark").await;
        browser.find(By::Css("[data-theme=dark] button[value=dark][aria-pressed=true]")).await;
        browser.driver.refresh().await.unwrap();
        browser.find(By::Css("[data-theme=dark]")).await;
        assert!(browser.labelled("Invitation-Only").await.is_selected().await.unwrap(), "also by reload and theme");
        browser.press("Create").await;
        browser.arrive("Back and Forth").await;
        browser.sees("Passkeys Enabled").await;
    })
    .await;
}
