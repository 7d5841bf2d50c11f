//! The field that finds anything, by keyboard.

use serde_json::json;
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

async fn focused(browser: &Browser) -> String {
    browser.driver.active_element().await.unwrap().attr("id").await.unwrap().unwrap_or_default()
}

/// Waits until the dialog says these words.
async fn said(browser: &Browser, words: &str) {
    browser.find(By::XPath(format!("//dialog//p[@role='status'][contains(., '{words}')]"))).await;
}

const CHOSEN: &str = "[role=option][aria-selected=true]";

/// What the weight of a cold page leaves out: modules that are fetched when the dialog is opened first.
#[tokio::test]
async fn the_dialog_is_fetched_when_it_is_opened_and_without_it_the_page_opens() {
    with_browser(Window::DESKTOP, |site, browser| async move {
        site.add_operator("Ada", Role::Administrator).await;
        browser.sign_in(&site, "Ada").await;
        let fetched = "const found = performance.getEntriesByType('resource').map(({ name }) => name.split('/').pop());
            return ['shortcuts.js', 'find.js', 'combobox.js'].filter(name => found.includes(name))";
        let fetched = async || browser.driver.execute(fetched, vec![]).await.unwrap().convert::<Vec<String>>().unwrap();
        assert_eq!(fetched().await, ["shortcuts.js"]);
        keys(&browser, Key::Control + "k").await;
        browser.find(By::Css("dialog[open] #find-field:focus")).await;
        assert_eq!(fetched().await, ["shortcuts.js", "find.js", "combobox.js"]);

        browser.command("Network.enable", json!({})).await;
        browser.command("Network.setCacheDisabled", json!({"cacheDisabled": true})).await;
        browser.command("Network.setBlockedURLs", json!({"urls": ["*/find.js"]})).await;
        browser.goto(&format!("{}/clients", site.url)).await;
        keys(&browser, Key::Control + "k").await;
        browser.arrive("Find").await;
    })
    .await;
}

#[tokio::test]
async fn from_any_page_the_keyboard_goes_to_a_setting_of_any_client() {
    with_browser(Window::DESKTOP, |site, browser| async move {
        let ada = site.named_operator("Ada", Role::Administrator).await;
        let shop = create(&ada, "Online Shop").await;
        let museum = create(&ada, "Museum").await;
        browser.sign_in(&site, "Ada").await;
        browser.goto(&format!("{}{museum}/general", site.url)).await;
        browser.labelled("Client name").await.focus().await.unwrap();
        keys(&browser, Key::Control + "k").await;
        browser.find(By::Css("dialog[open] #find-field:focus")).await;
        keys(&browser, "shop code lifetime").await;
        browser
            .find(By::XPath("//a[@role='option'][starts-with(normalize-space(), 'Online Shop · Code lifetime')]"))
            .await;
        keys(&browser, Key::Down + "").await;
        let chosen = browser.find(By::Css(CHOSEN)).await.attr("id").await.unwrap();
        let field = browser.find(By::Id("find-field")).await;
        assert_eq!(field.attr("aria-activedescendant").await.unwrap(), chosen);
        assert_eq!(field.attr("aria-expanded").await.unwrap().as_deref(), Some("true"));
        keys(&browser, Key::Enter + "").await;
        browser.find(By::Css("#codes_lifetime:focus")).await;
        assert_eq!(browser.url().await, format!("{}{shop}/authentication#codes_lifetime", site.url));
        // On the same page, too, and to the first where none was chosen.
        keys(&browser, Key::Control + "k").await;
        keys(&browser, "idle timeout").await;
        browser
            .find(By::XPath("//a[@role='option'][starts-with(normalize-space(), 'Online Shop · Idle timeout')]"))
            .await;
        keys(&browser, Key::Enter + "").await;
        browser.find(By::Css("#sessions_idle:focus")).await;
    })
    .await;
}

#[tokio::test]
async fn up_and_down_go_round_and_escape_gives_the_focus_back() {
    with_browser(Window::DESKTOP, |site, browser| async move {
        let ada = site.named_operator("Ada", Role::Administrator).await;
        for name in ["Shop one", "Shop two"] {
            create(&ada, name).await;
        }
        browser.sign_in(&site, "Ada").await;
        browser.goto(&format!("{}/account", site.url)).await;
        browser.find(By::LinkText("Clients")).await.focus().await.unwrap();
        keys(&browser, "/").await;
        browser.find(By::Css("#find-field:focus")).await;
        keys(&browser, "shop/").await;
        said(&browser, "Nothing found").await;
        keys(&browser, Key::Backspace + "").await;
        said(&browser, "2 results").await;
        let mut seen = Vec::new();
        for key in [Key::Down, Key::Down, Key::Down, Key::Up] {
            keys(&browser, key + "").await;
            seen.push(browser.find(By::Css(CHOSEN)).await.text().await.unwrap());
        }
        assert!(seen[0] != seen[1] && seen[0] == seen[2] && seen[1] == seen[3], "{seen:?}");
        assert_eq!(focused(&browser).await, "find-field");
        keys(&browser, Key::Escape + "").await;
        browser.find(By::Css("a[href='/clients']:focus")).await;
        // A list keeps its own search for the slash; a page that finds anything has its own field.
        browser.goto(&format!("{}/clients", site.url)).await;
        browser.find(By::Css("[data-search]")).await;
        keys(&browser, "/").await;
        assert_eq!(focused(&browser).await, "search");
        browser.find(By::Css("[data-find]")).await.click().await.unwrap();
        browser.find(By::Css("dialog[open] #find-field:focus")).await;
        browser.goto(&format!("{}/find?search=shop", site.url)).await;
        browser.find(By::Css("[data-search]")).await;
        keys(&browser, Key::Control + "k").await;
        assert_eq!(focused(&browser).await, "search");
        keys(&browser, Key::Down + "").await;
        keys(&browser, Key::Enter + "").await;
        browser.arrive("Shop").await;
    })
    .await;
}

#[tokio::test]
async fn what_is_typed_before_an_answer_comes_is_searched_for_on_the_page() {
    with_browser(Window::DESKTOP, |site, browser| async move {
        let ada = site.named_operator("Ada", Role::Administrator).await;
        create(&ada, "Shop").await;
        browser.sign_in(&site, "Ada").await;
        browser.find(By::Css("[data-find]")).await;
        keys(&browser, Key::Control + "k").await;
        browser.find(By::Css("#find-field:focus")).await;
        keys(&browser, "shop" + Key::Enter).await;
        browser.find(By::XPath("//h1[normalize-space()='Find' or normalize-space()='Shop']")).await;
    })
    .await;
}

#[tokio::test]
async fn without_javascript_the_menu_leads_to_a_page_with_the_same_results() {
    with_browser(Window::PHONE, |site, browser| async move {
        let ada = site.named_operator("Ada", Role::Administrator).await;
        let shop = create(&ada, "Online Shop").await;
        browser.sign_in(&site, "Ada").await;
        browser.command("Emulation.setScriptExecutionDisabled", json!({"value": true})).await;
        browser.goto(&format!("{}{shop}", site.url)).await;
        browser.find(By::Css(".menu-fold summary")).await.click().await.unwrap();
        browser.find(By::Css("[data-find]")).await.click().await.unwrap();
        browser.arrive("Find").await;
        browser.fill("Find", "code lifetime").await;
        browser.press("Search").await;
        browser.sees("1 result").await;
        browser.find(By::PartialLinkText("Code lifetime")).await.click().await.unwrap();
        browser.find(By::Css("#codes_lifetime:focus")).await;
        assert_eq!(browser.url().await, format!("{}{shop}/authentication#codes_lifetime", site.url));
    })
    .await;
}
