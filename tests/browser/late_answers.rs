//! Answers that come late: what a person did since then is never undone by them.

use thirtyfour::{By, Key};

use super::scripts::asks_before_leaving;
use super::with_browser;
use crate::console::create;
use crate::support::browser::Window;
use crate::support::{Browser, Site};
use next_identity_console::domain::role::Role;

/// Holds back the requests of scripts until they are let go.
const HOLD: &str = "
    const send = window.fetch;
    window.held = [];
    window.answered = 0;
    window.fetch = async (...request) => {
        if (window.passing) return send(...request);
        await new Promise(go => window.held.push(go));
        try {
            return new Response(await (await send(...request)).text());
        } finally {
            window.answered += 1;
        }
    };";

/// Opens a card of a new client, where scripts wait for their answers.
async fn open(site: &Site, browser: &Browser, card: &str) {
    let ada = site.named_operator("Ada", Role::Administrator).await;
    let client = create(&ada, "Shop").await;
    browser.sign_in(site, "Ada").await;
    browser.goto(&format!("{}{client}/{card}", site.url)).await;
    browser.arrive(if card == "registration" { "Registration" } else { "Authentication" }).await;
    run(browser, HOLD).await;
}

async fn run(browser: &Browser, script: &str) -> serde_json::Value {
    browser.driver.execute(script, vec![]).await.unwrap().json().clone()
}

/// Waits until this is so, and until what follows from it at once has happened.
async fn until(browser: &Browser, condition: &str) {
    let script = format!(
        "const done = arguments[0]; const look = () => ({condition}) ? setTimeout(() => setTimeout(done)) : requestAnimationFrame(look); look();"
    );
    browser.driver.execute_async(&script, vec![]).await.unwrap();
}

async fn press(browser: &Browser, id: &str) {
    browser.find(By::Id(id)).await.send_keys(Key::Enter + "").await.unwrap();
}

#[tokio::test]
async fn the_preview_of_what_was_typed_last_stays() {
    with_browser(Window::DESKTOP, |site, browser| async move {
        open(&site, &browser, "authentication").await;
        browser.fill("Code length", "7").await;
        until(&browser, "held.length === 1").await;
        run(&browser, "window.passing = true").await;
        browser.fill("Code length", "8").await;
        browser.sees("The code has 8 digits").await;
        run(&browser, "held[0]()").await;
        until(&browser, "answered === 1").await;
        browser.sees("The code has 8 digits").await;
    })
    .await;
}

#[tokio::test]
async fn a_field_is_moved_while_a_preview_is_under_way() {
    with_browser(Window::DESKTOP, |site, browser| async move {
        open(&site, &browser, "registration").await;
        browser.fill("Allowed email domains", "shop.example").await;
        until(&browser, "held.length === 1").await;
        run(&browser, "window.passing = true").await;
        press(&browser, "up-family_name").await;
        browser.sees("family name and given name").await;
        run(&browser, "held[0]()").await;
        until(&browser, "answered === 1").await;
        browser.sees("family name and given name").await;
        assert!(asks_before_leaving(&browser).await);
    })
    .await;
}

#[tokio::test]
async fn what_is_typed_and_chosen_while_a_field_is_moved_is_kept_and_previewed() {
    with_browser(Window::DESKTOP, |site, browser| async move {
        open(&site, &browser, "registration").await;
        press(&browser, "up-family_name").await;
        until(&browser, "held.length === 1").await;
        let choose = By::Css("#fields_display_name option[value=required]");
        browser.find(choose).await.click().await.unwrap();
        browser.choose("Invitation-Only").await;
        browser.fill("Allowed email domains", "shop.example").await;
        run(&browser, "window.passing = true; held[0]()").await;
        browser.sees("family name, given name").await;
        browser.sees("addresses at shop.example").await;
        let chosen = run(&browser, "return document.getElementById('fields_display_name').value").await;
        assert_eq!(chosen, "required");
        let focused = run(&browser, "return document.activeElement.id").await;
        assert_eq!(focused, "domains_allowed", "the focus is left where it is");
    })
    .await;
}

#[tokio::test]
async fn every_press_moves_a_field_also_before_the_last_one_was_answered() {
    with_browser(Window::DESKTOP, |site, browser| async move {
        open(&site, &browser, "registration").await;
        let order = run(&browser, "return document.querySelector('[name=fields_order]').value").await;
        let last = order.as_str().unwrap().rsplit(' ').next().unwrap().to_owned();
        for _ in 0..2 {
            press(&browser, &format!("up-{last}")).await;
        }
        run(&browser, "window.passing = true; held[0]()").await;
        let there = format!("document.querySelector('[name=fields_order]').value.split(' ').at(-3) === '{last}'");
        until(&browser, &there).await;
    })
    .await;
}

#[tokio::test]
async fn saving_that_was_stopped_leaves_the_question_before_unsaved_changes() {
    with_browser(Window::DESKTOP, |site, browser| async move {
        open(&site, &browser, "registration").await;
        browser.fill("Allowed email domains", "shop.example").await;
        // As when saving is stopped before its answer: the browser asks the page, and then stays.
        run(&browser, "document.getElementById('card').addEventListener('submit', e => e.preventDefault())").await;
        browser.press("Save changes").await;
        assert!(!asks_before_leaving(&browser).await, "saving itself asks nothing");
        assert!(asks_before_leaving(&browser).await, "but leaving does");
    })
    .await;
}
