//! The list of clients, as wide as a desktop and by keyboard.

use thirtyfour::{By, Key};

use super::with_browser;
use crate::console::create_with;
use crate::support::browser::Window;
use next_identity_console::domain::role::Role;

/// How many lines each name takes.
const LINES: &str = "return [...document.querySelectorAll('tbody th a')].map(name => name.getClientRects().length)";

#[tokio::test]
async fn a_name_of_forty_characters_takes_one_line_on_a_desktop() {
    with_browser(Window::DESKTOP, |site, browser| async move {
        let ada = site.named_operator("Ada", Role::Administrator).await;
        let choices =
            [("passkeys", "on"), ("registration_type", "invitation_only"), ("integration_type", "hosted_journey")];
        for name in ["Partner Portal for Suppliers in Australia", "Kundenkonto der Stadtwerke im Münsterland"] {
            create_with(&ada, &name.chars().take(40).collect::<String>(), &choices).await;
        }
        site.pass(59 * 60);
        browser.sign_in(&site, "Ada").await;
        browser.find(By::Css("tbody th a")).await;
        let lines = browser.driver.execute(LINES, vec![]).await.unwrap();
        assert_eq!(lines.json(), &serde_json::json!([1, 1]));
        browser.sees("Web App · Hosted Journey").await;
    })
    .await;
}

#[tokio::test]
async fn from_the_search_the_keyboard_goes_to_the_results_and_past_the_filters() {
    with_browser(Window::DESKTOP, |site, browser| async move {
        let ada = site.named_operator("Ada", Role::Administrator).await;
        for name in ["Shop one", "Shop two"] {
            create_with(&ada, name, &[]).await;
        }
        browser.sign_in(&site, "Ada").await;
        let search = browser.find(By::Css("[data-search]")).await;
        search.send_keys("shop" + Key::Enter).await.unwrap();
        browser.sees("2 clients, best match first").await;
        let focused = async || browser.driver.active_element().await.unwrap();
        browser.find(By::Css("[data-search]")).await.send_keys(Key::Down + "").await.unwrap();
        let first = focused().await.text().await.unwrap();
        assert!(first.starts_with("Shop"), "{first}");
        focused().await.send_keys(Key::Down + "").await.unwrap();
        let second = focused().await.text().await.unwrap();
        assert!(second.starts_with("Shop") && second != first, "{second}");
        focused().await.send_keys(Key::Down + "").await.unwrap();
        assert_eq!(focused().await.text().await.unwrap(), second, "there is no third");
        focused().await.send_keys(Key::Up + Key::Up).await.unwrap();
        assert_eq!(focused().await.attr("id").await.unwrap().as_deref(), Some("search"));
        focused().await.send_keys(Key::Tab + Key::Tab).await.unwrap();
        let skip = focused().await;
        assert_eq!(skip.text().await.unwrap(), "Skip to results");
        skip.send_keys(Key::Enter + Key::Tab).await.unwrap();
        assert_eq!(focused().await.text().await.unwrap(), first, "past every filter");
    })
    .await;
}

#[tokio::test]
async fn without_scripts_two_tabs_return_each_to_its_own_view() {
    with_browser(Window::WITHOUT_SCRIPTS, |site, browser| async move {
        let ada = site.named_operator("Ada", Role::Administrator).await;
        create_with(&ada, "Shop", &[]).await;
        create_with(&ada, "Bank", &[("app_type", "mobile_app")]).await;
        browser.sign_in(&site, "Ada").await;
        browser.goto(&format!("{}/clients?search=shop&status=active", site.url)).await;
        browser.click("Shop").await;
        browser.find(By::XPath("//a[normalize-space()='Edit General']")).await.click().await.unwrap();
        browser.arrive("General · Shop").await;
        let other = async {
            browser.goto(&format!("{}/clients?app_type=mobile_app", site.url)).await;
            browser.click("Bank").await;
            browser.arrive("Bank").await;
        };
        browser.in_another_tab(other).await;
        browser.fill("Description", "For everybody").await;
        browser.press("Save changes").await;
        browser.sees("Shop: General was saved.").await;
        browser.find(By::Css(".breadcrumb a")).await.click().await.unwrap();
        browser.arrive("Clients").await;
        assert!(browser.url().await.ends_with("/clients?search=shop&status=active"));
        assert_eq!(browser.labelled("Search clients").await.prop("value").await.unwrap().as_deref(), Some("shop"));
    })
    .await;
}
