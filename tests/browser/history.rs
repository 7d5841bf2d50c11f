//! A client's history by the keyboard alone, with scripts and without.

use thirtyfour::{By, Key, WebElement};

use super::with_browser;
use crate::console::{card_form, create};
use crate::support::Browser;
use crate::support::browser::Window;
use next_identity_console::domain::role::Role;

/// Presses the key Tab until what has the focus is the one.
async fn tab_to(browser: &Browser, what: &str, is_it: impl AsyncFn(&WebElement) -> bool) -> WebElement {
    for _ in 0..80 {
        let focused = browser.driver.active_element().await.unwrap();
        if is_it(&focused).await {
            return focused;
        }
        focused.send_keys(Key::Tab + "").await.unwrap();
    }
    panic!("the key Tab does not lead to “{what}” on {}", browser.url().await)
}

/// Goes to a link or a button by its words, and presses Enter.
async fn enter(browser: &Browser, words: &str) {
    let is_it = async |element: &WebElement| {
        let text = element.prop("textContent").await.unwrap().unwrap_or_default();
        text.split_whitespace().collect::<Vec<_>>().join(" ") == words
    };
    tab_to(browser, words, is_it).await.send_keys(Key::Enter + "").await.unwrap();
}

/// Goes to a field by its id, and types a number in place of what stands there.
async fn typed(browser: &Browser, id: &str, number: &str) {
    let is_it = async |element: &WebElement| element.attr("id").await.unwrap().as_deref() == Some(id);
    let field = tab_to(browser, id, is_it).await;
    field.send_keys(Key::Control + "a").await.unwrap();
    field.send_keys(number).await.unwrap();
    assert_eq!(field.prop("value").await.unwrap().as_deref(), Some(number));
}

async fn finds_and_restores_by_keyboard(window: Window) {
    with_browser(window, |site, browser| async move {
        let ada = site.named_operator("Ada", Role::Administrator).await;
        let shop = create(&ada, "Shop").await;
        for text in ["one", "two", "three"] {
            let answer = card_form(&ada, &format!("{shop}/general"), &[("Description", text)], &[]).await;
            assert_eq!(answer.status, 303);
        }
        browser.sign_in(&site, "Ada").await;
        enter(&browser, "Shop").await;
        browser.arrive("Shop").await;
        enter(&browser, "History").await;
        browser.sees("Every saved state of the settings").await;
        browser.sees("Ada · General: Description “two” → “three”").await;
        enter(&browser, "Compare with now: revision 1").await;
        browser.arrive("Compare revisions").await;
        typed(&browser, "from", "2").await;
        typed(&browser, "to", "3").await;
        enter(&browser, "Compare").await;
        browser.sees("Description “one” “two”").await;
        assert!(browser.url().await.ends_with("/history/comparison?from=2&to=3"), "{}", browser.url().await);
        enter(&browser, "Restore this card: General to revision 2").await;
        browser.arrive("Restore General to revision 2").await;
        browser.sees("Description “three” “one”").await;
        enter(&browser, "Restore this card").await;
        browser.sees("Shop: General was restored.").await;
        browser.find(By::XPath("//h1[starts-with(normalize-space(), 'Shop')]")).await;
        enter(&browser, "History").await;
        browser.sees("Ada · restored General to revision 2: Description “three” → “one”").await;
        browser.sees("Revision 5 · Now").await;
    })
    .await;
}

#[tokio::test]
async fn two_revisions_are_compared_and_a_card_restored_with_the_keyboard_alone() {
    finds_and_restores_by_keyboard(Window::DESKTOP).await;
}

#[tokio::test]
async fn two_revisions_are_compared_and_a_card_restored_without_scripts() {
    finds_and_restores_by_keyboard(Window::WITHOUT_SCRIPTS).await;
}
