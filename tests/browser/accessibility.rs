//! Every page, light and dark, wide and narrow: no violation that axe-core finds, and nothing scrolls sideways.

use std::path::Path;

use thirtyfour::{By, Cookie};

use super::with_browser;
use crate::console::create;
use crate::support::browser::Window;
use crate::support::{Browser, Person, Site};
use next_identity_console::domain::role::Role;

const AXE: &str = "target/axe/node_modules/axe-core/axe.min.js";

#[tokio::test]
async fn no_page_has_a_violation_or_scrolls_sideways() {
    let axe = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(AXE))
        .expect("axe-core is there (make test installs it)");
    with_browser(Window::DESKTOP, |site, browser| async move {
        let set_up = site.set_up_link.clone().unwrap();
        for theme in ["light", "dark"] {
            browser.goto(&set_up).await;
            check(&browser, &axe, theme, "/set-up").await;
        }
        let ada = site.named_operator("Ada", Role::Administrator).await;
        browser.sign_in(&site, "Ada").await;
        browser.goto(&format!("{}/clients", site.url)).await;
        for theme in ["light", "dark"] {
            check(&browser, &axe, theme, "/clients without clients").await;
        }
        let client = create(&ada, "Shop").await;
        for n in 0..26 {
            create(&ada, &format!("{}{n}", "An unbrokenly".repeat(5))).await;
        }
        let page = ada.open(&format!("{client}/general")).await;
        ada.submit(&page, "Save changes", &[("Description", &"x".repeat(150))]).await;
        let pages = [
            "/clients".to_owned(),
            "/clients?search=nothing+like+it".to_owned(),
            "/clients/new/general-information".to_owned(),
            "/clients/new/basic-settings?name=a".to_owned(),
            "/clients/new/basic-settings?name=Bank&app_type=web_app&integration_type=api".to_owned(),
            "/clients/new/basic-settings?name=Shop&app_type=web_app&integration_type=api".to_owned(),
            client.clone(),
            format!("{client}/general"),
            format!("{client}/authentication"),
            format!("{client}/registration"),
            format!("{client}/profile"),
            format!("{client}/status"),
            "/sessions".to_owned(),
            "/activity".to_owned(),
            format!("/activity?client={}&search=shop", client.trim_start_matches("/clients/")),
            "/activity?search=nothing+like+it&from=2026-02-30".to_owned(),
            "/nothing-here".to_owned(),
        ];
        for theme in ["light", "dark"] {
            for path in &pages {
                visit(&browser, &axe, theme, &site.url, path).await;
            }
            browser.goto(&format!("{}{client}/authentication", site.url)).await;
            browser.choose("Mobile").await;
            browser.press("Save changes").await;
            browser.sees("What this means for existing users").await;
            check(&browser, &axe, theme, "the question about the primary identifier").await;
            meet_a_conflict(&site, &browser, &ada, &client).await;
            check(&browser, &axe, theme, "a conflict").await;
            browser.goto(&format!("{}{client}/general", site.url)).await;
            site.execute("DELETE FROM operator_sessions");
            browser.press("Save changes").await;
            browser.arrive("You are signed out").await;
            check(&browser, &axe, theme, "a form after the end of the session").await;
            browser.sign_in(&site, "Ada").await;
            ada.sign_in("Ada").await;
        }
        site.execute("UPDATE operators SET role = 'viewer'");
        for theme in ["light", "dark"] {
            visit(&browser, &axe, theme, &site.url, &client).await;
            visit(&browser, &axe, theme, &site.url, &format!("{client}/general")).await;
        }
        browser.driver.delete_cookie("nic_session").await.unwrap();
        for theme in ["light", "dark"] {
            visit(&browser, &axe, theme, &site.url, "/sign-in").await;
            browser.press("Sign in").await;
            browser.sees("Please check 2 things").await;
            check(&browser, &axe, theme, "/sign-in with errors").await;
        }
    })
    .await;
}

/// Saves a card in the browser that Ada has just saved elsewhere.
async fn meet_a_conflict(site: &Site, browser: &Browser, ada: &Person, client: &str) {
    let path = format!("{client}/authentication");
    browser.goto(&format!("{}{path}", site.url)).await;
    let page = ada.open(&path).await;
    let switched = if page.value("Enable Passkeys") == "on" { "off" } else { "on" };
    ada.submit(&page, "Save changes", &[("Enable Passkeys", switched)]).await;
    browser.choose("Password").await;
    browser.press("Save changes").await;
    browser.arrive("Authentication was changed meanwhile").await;
}

async fn visit(browser: &Browser, axe: &str, theme: &str, site: &str, path: &str) {
    let mut cookie = Cookie::new("nic_theme", theme.to_owned());
    cookie.set_path("/");
    browser.driver.add_cookie(cookie).await.unwrap();
    browser.goto(&format!("{site}{path}")).await;
    check(browser, axe, theme, path).await;
}

async fn check(browser: &Browser, axe: &str, theme: &str, what: &str) {
    browser.find(By::Tag("h1")).await;
    let dress = format!("document.documentElement.dataset.theme = '{theme}'");
    browser.driver.execute(dress, vec![]).await.unwrap();
    browser.driver.execute(axe, vec![]).await.unwrap();
    let run = "const done = arguments[arguments.length - 1]; axe.run({resultTypes: ['violations']}).then(\
        r => done(r.violations.map(v => v.id + ': ' + v.nodes.map(n => n.html + ' ' + n.failureSummary).join(' | '))))";
    for width in [1280, 390] {
        browser.resize(width, 844).await;
        for menu in browser.driver.find_all(By::Css("[data-dropdown] summary")).await.unwrap() {
            menu.click().await.unwrap();
            assert_eq!(beyond(browser).await, Some(0), "{what}, {theme}: an open menu at {width} px scrolls sideways");
            menu.click().await.unwrap();
        }
        let found = browser.driver.execute_async(run, vec![]).await.unwrap();
        assert_eq!(found.json().as_array().map(Vec::len), Some(0), "{what}, {theme}, {width}: {:#}", found.json());
        assert_eq!(beyond(browser).await, Some(0), "{what}, {theme}: {width} px scrolls sideways");
    }
    browser.resize(1280, 844).await;
}

/// How many pixels of the page lie beyond the window's edge.
async fn beyond(browser: &Browser) -> Option<i64> {
    let wide = "return document.documentElement.scrollWidth - document.documentElement.clientWidth";
    browser.driver.execute(wide, vec![]).await.unwrap().json().as_i64()
}
