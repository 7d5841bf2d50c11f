//! The cards' edit pages while they are typed into.

use thirtyfour::{By, Key};

use super::with_browser;
use crate::console::{card_form, create};
use crate::support::browser::Window;
use next_identity_console::domain::role::Role;

#[tokio::test]
async fn the_preview_follows_while_one_types() {
    with_browser(Window::DESKTOP, |site, browser| async move {
        let ada = site.named_operator("Ada", Role::Administrator).await;
        let client = create(&ada, "Shop").await;
        browser.sign_in(&site, "Ada").await;
        browser.goto(&format!("{}{client}/authentication", site.url)).await;
        browser.sees("The code has 6 digits").await;
        let button = browser.find(By::Css("[data-refresh='preview']")).await;
        assert!(!button.is_displayed().await.unwrap(), "there is nothing to press");
        let before = site.stored();
        browser.fill("Code length", "8").await;
        browser.sees("The code has 8 digits").await;
        browser.choose("Required").await;
        browser.sees("Everybody also gives a code from an authenticator app.").await;
        browser.fill("Code length", "9").await;
        browser.sees("Fix the errors to update this preview.").await;
        assert_eq!(site.stored(), before);
        site.execute("DELETE FROM operator_sessions");
        browser.fill("Code length", "7").await;
        browser
            .find(By::XPath("//button[normalize-space()='Update preview'][not(@hidden)]"))
            .await
            .click()
            .await
            .unwrap();
        browser.arrive("You are signed out").await;
    })
    .await;
}

#[tokio::test]
async fn fields_are_moved_with_the_keyboard_and_enter_saves() {
    with_browser(Window::DESKTOP, |site, browser| async move {
        let ada = site.named_operator("Ada", Role::Administrator).await;
        let client = create(&ada, "Shop").await;
        browser.sign_in(&site, "Ada").await;
        browser.goto(&format!("{}{client}/registration", site.url)).await;
        browser.sees("given name and family name").await;
        browser.find(By::Id("up-family_name")).await.send_keys(Key::Enter + "").await.unwrap();
        browser.sees("family name and given name").await;
        let focused = browser.driver.active_element().await.unwrap().attr("id").await.unwrap();
        assert_eq!(focused.as_deref(), Some("down-family_name"), "at the top there is only the way back");
        browser.find(By::Id("down-family_name")).await.send_keys(" ").await.unwrap();
        browser.sees("given name and family name").await;
        let focused = browser.driver.active_element().await.unwrap().attr("id").await.unwrap();
        assert_eq!(focused.as_deref(), Some("down-family_name"), "one can go on moving it");
        browser.find(By::Id("down-given_name")).await.send_keys(Key::Enter + "").await.unwrap();
        browser.sees("family name and given name").await;
        browser.labelled("Version of the terms").await.send_keys(Key::Enter + "").await.unwrap();
        browser.arrive("Shop").await;
        browser.sees("Sign-up fields Family name, Given name").await;
    })
    .await;
}

#[tokio::test]
async fn a_conflict_is_resolved_in_the_browser() {
    with_browser(Window::PHONE, |site, browser| async move {
        let ada = site.named_operator("Ada", Role::Administrator).await;
        let grace = site.named_operator("Grace", Role::Administrator).await;
        let client = create(&ada, "Shop").await;
        browser.sign_in(&site, "Ada").await;
        let card = format!("{client}/authentication");
        browser.goto(&format!("{}{card}", site.url)).await;
        browser.fill("Code length", "7").await;
        let saved = card_form(&grace, &card, &[("Code length", "8"), ("Enable Passkeys", "on")], &[]).await;
        assert_eq!(saved.status, 303);
        browser.press("Save changes").await;
        browser.arrive("Grace changed Authentication while you were editing").await;
        browser.press("Save these choices").await;
        browser.sees("1 problem to fix").await;
        browser.choose("7 digits").await;
        browser.press("Save these choices").await;
        browser.arrive("Shop").await;
        browser.sees("Codes 7 digits, 10 minutes").await;
        browser.sees("Passkeys Enabled").await;
    })
    .await;
}
