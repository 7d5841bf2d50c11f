//! A card's edit page while it is worked on, with scripts.

use thirtyfour::{By, Key};

use super::with_browser;
use crate::console::create;
use crate::support::browser::Window;
use crate::support::{Browser, Site};
use next_identity_console::domain::client::CARDS;
use next_identity_console::domain::role::Role;

/// Signs in, and opens a card of a new client; the card's address.
async fn open(site: &Site, browser: &Browser, card: &str) -> String {
    let ada = site.named_operator("Ada", Role::Administrator).await;
    let client = create(&ada, "Shop").await;
    browser.sign_in(site, "Ada").await;
    let card = format!("{}{client}/{card}", site.url);
    browser.goto(&card).await;
    card
}

async fn run(browser: &Browser, script: &str) -> serde_json::Value {
    browser.driver.execute(script, vec![]).await.unwrap().json().clone()
}

#[tokio::test]
async fn what_follows_from_another_primary_identifier_is_there_at_once() {
    with_browser(Window::DESKTOP, |site, browser| async move {
        open(&site, &browser, "authentication").await;
        browser.choose("Optional").await;
        browser.sees("Not while email is the primary identifier").await;
        browser.choose("Mobile").await;
        browser.sees("What this means for existing users").await;
        browser.sees("Not while mobile is the primary identifier").await;
        browser.sees("2 settings changed").await;
        let text = browser.text().await;
        assert!(!text.contains("Error:"), "nothing was passed over yet: {text}");
        browser.choose("Email").await;
        browser.sees("1 setting changed").await;
        assert!(!browser.text().await.contains("What this means"), "what is taken back is not asked about");
        browser.choose("Mobile").await;
        browser.choose("Change the primary identifier").await;
        browser.press("Save changes").await;
        browser.sees("Authentication was saved.").await;
    })
    .await;
}

/// Where it was passed over: its error goes once it is answered, and neither the answer nor the focus is lost.
#[tokio::test]
async fn a_question_is_answered_with_the_keyboard_after_it_was_passed_over() {
    with_browser(Window::DESKTOP, |site, browser| async move {
        open(&site, &browser, "authentication").await;
        browser.choose("Mobile").await;
        browser.press("Save changes").await;
        browser.sees("1 problem to fix").await;
        browser.find(By::Css(".warning .field-error")).await;
        browser.labelled("Change the primary identifier").await.send_keys(" ").await.unwrap();
        browser.find(By::Css(".warning:not(:has(.field-error)) #confirm:checked:focus")).await;
        browser.driver.active_element().await.unwrap().send_keys(Key::Enter + "").await.unwrap();
        browser.sees("Authentication was saved.").await;
    })
    .await;
}

/// Who has agreed to one thing has not agreed to two.
#[tokio::test]
async fn another_question_is_not_answered_by_the_answer_to_the_one_before() {
    with_browser(Window::DESKTOP, |site, browser| async move {
        let card = open(&site, &browser, "integration").await;
        browser.labelled("Redirect URI 1").await.send_keys("https://shop.example/in").await.unwrap();
        browser.press("Save changes").await;
        browser.sees("Integration was saved.").await;
        site.execute("UPDATE clients SET last_used_day = 20000");
        browser.goto(&card).await;
        browser.choose("Require PKCE").await;
        browser.sees("What this means for security").await;
        browser.choose("Stop requiring PKCE").await;
        browser.press("Remove Redirect URI 1").await;
        browser.sees("What this means for users and for security").await;
        browser.find(By::Css("#confirm:not(:checked)")).await;
    })
    .await;
}

#[tokio::test]
async fn what_has_no_effect_folds_and_opens_as_one_chooses() {
    with_browser(Window::PHONE, |site, browser| async move {
        let card = open(&site, &browser, "authentication").await;
        let length = browser.labelled("Minimum password length").await;
        assert!(!length.is_displayed().await.unwrap());
        browser.choose("Password").await;
        browser.find(By::Css("#fold-password_length.applies[open]")).await;
        assert!(length.is_displayed().await.unwrap());
        browser.fill("Minimum password length", "21").await;
        browser.choose("One-Time Password").await;
        browser.find(By::Css("#fold-password_length:not([open])")).await;
        browser.choose("Password").await;
        browser.find(By::Css("#fold-password_length[open]")).await;
        assert_eq!(length.prop("value").await.unwrap().as_deref(), Some("21"), "its value is kept");
        // What leads to a setting opens what it is folded in.
        browser.goto("about:blank").await;
        browser.goto(&format!("{card}#password_length")).await;
        browser.find(By::Css("#fold-password_length[open]")).await;
    })
    .await;
}

#[tokio::test]
async fn counts_follow_what_is_typed_and_rows_that_are_added() {
    with_browser(Window::DESKTOP, |site, browser| async move {
        let card = open(&site, &browser, "registration").await;
        browser.fill("Blocked email domains", "a.example\nb.example").await;
        browser.sees("2 of 100 domains").await;
        browser.press("Save changes").await;
        browser.sees("Registration was saved.").await;
        browser.goto(&card.replace("registration", "integration")).await;
        browser.labelled("Redirect URI 1").await.send_keys("https://shop.example/in").await.unwrap();
        browser.sees("1 of 50 addresses").await;
        browser.press("Add Redirect URI").await;
        browser.labelled("Redirect URI 2").await.send_keys("https://shop.example/on").await.unwrap();
        browser.sees("2 of 50 addresses").await;
        browser.sees("1 setting changed").await;
    })
    .await;
}

/// On every card and in both windows: the bar is there wherever one is, and hides nothing that has the focus.
#[tokio::test]
async fn the_bar_stays_in_sight_and_covers_nothing_that_is_focused() {
    const COVERED: &str = "
        const covered = [];
        for (const field of document.querySelectorAll('#card :is(input:not([type=hidden]), select, textarea, button, summary)')) {
            if (!field.checkVisibility() || field.disabled || field.tabIndex < 0) continue;
            field.focus();
            const { left, top, width, height } = field.getBoundingClientRect();
            const seen = document.elementFromPoint(left + width / 2, top + Math.min(height, 40) / 2);
            if (seen?.closest('.bar')) covered.push(field.id || field.textContent);
        }
        return covered";
    const IN_SIGHT: &str = "
        const { top, bottom } = document.querySelector('.bar .primary').getBoundingClientRect();
        return top > 0 && bottom <= innerHeight";
    for window in [Window::DESKTOP, Window::PHONE] {
        with_browser(window, |site, browser| async move {
            let card = open(&site, &browser, "authentication").await;
            for other in CARDS {
                browser.goto(&card.replace("authentication", other.name)).await;
                assert_eq!(run(&browser, IN_SIGHT).await, true, "{}", other.name);
                assert_eq!(run(&browser, COVERED).await, serde_json::json!([]), "{}", other.name);
                run(&browser, "scrollTo({top: 400, behavior: 'instant'})").await;
                assert_eq!(run(&browser, IN_SIGHT).await, true, "{} in the middle", other.name);
            }
        })
        .await;
    }
}
