//! Every page, light and dark, wide and narrow: no violation that axe-core finds, nothing scrolls sideways, and no words are
//! squeezed.

use std::path::Path;

use reqwest::Method;
use serde_json::json;
use thirtyfour::{By, Key};

use super::with_browser;
use crate::console::refused::refuse_uri;
use crate::console::{create, credentials};
use crate::provider::shop::Shop;
use crate::provider::states;
use crate::support::addresses::example;
use crate::support::browser::Window;
use crate::support::users::{NewUser, add_user, sign_in};
use crate::support::{Browser, Person, Site};
use next_identity_console::domain::role::Role;
use next_identity_console::domain::time::{Clock, SystemClock};
use next_identity_console::routes;

const AXE: &str = "target/axe/node_modules/axe-core/axe.min.js";

/// A desktop, a phone, and what WCAG 1.4.10 asks for: a small phone, or a desktop at 400 %, which has the phone's layout.
const WIDTHS: [u32; 3] = [1280, 390, 320];

#[tokio::test]
async fn no_page_has_a_violation_scrolls_sideways_or_squeezes_words() {
    let axe = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(AXE))
        .expect("axe-core is there (make test installs it)");
    with_browser(Window::DESKTOP, |site, browser| async move {
        // Once for all pages, since the script is long.
        browser.command("Page.addScriptToEvaluateOnNewDocument", json!({"source": axe})).await;
        let visit = async |path: &str| {
            browser.goto(&format!("{}{path}", site.url)).await;
            check(&browser, path).await;
        };
        browser.goto(site.set_up_link.as_deref().unwrap()).await;
        check(&browser, "/set-up").await;
        let ada = site.named_operator("Ada", Role::Administrator).await;
        browser.sign_in(&site, "Ada").await;
        check(&browser, "/clients without clients").await;
        let client = create(&ada, "Shop").await;
        for n in 0..26 {
            create(&ada, &format!("{}{n}", "An unbrokenly".repeat(5))).await;
        }
        let page = ada.open(&format!("{client}/general")).await;
        ada.submit(&page, "Save changes", &[("Description", &"x".repeat(150))]).await;
        credentials::generate(&ada, &client).await;
        check_outbox(&site, &browser, &ada).await;
        check_users(&site, &browser, &client).await;
        for path in every_page(&ada, &client).await {
            visit(&path).await;
        }
        check_account(&site, &browser).await;
        check_open_entries(&site, &browser, &client).await;
        check_dialog(&site, &browser, &client).await;
        for path in [
            "/find?search=shop",
            "/find?search=nothing+like+it",
            "/clients?search=nothing+like+it",
            "/clients/new/basic-settings?name=a",
            "/clients/new/basic-settings?name=Bank&app_type=web_app&integration_type=api",
            "/clients/new/basic-settings?name=Shop&app_type=web_app&integration_type=api",
            &format!("/activity?client={}&search=shop", client.trim_start_matches("/clients/")),
            "/activity?search=nothing+like+it&from=2026-02-30",
            "/nothing-here",
        ] {
            visit(path).await;
        }
        browser.goto(&format!("{}{client}/authentication", site.url)).await;
        browser.choose("Mobile").await;
        browser.press("Save changes").await;
        browser.sees("What this means for existing users").await;
        check(&browser, "the question about the primary identifier").await;
        browser.goto(&format!("{}{client}/integration", site.url)).await;
        browser.choose("Require PKCE").await;
        browser.press("Save changes").await;
        browser.sees("What this means for security").await;
        check(&browser, "the question about PKCE").await;
        credentials::rotate(&ada, &client, "Shop", "24").await;
        for what in ["", "/rotation", "/ending"] {
            visit(&format!("{client}/credentials{what}")).await;
        }
        let other = create(&ada, "Museum").await;
        browser.goto(&format!("{}{other}/credentials", site.url)).await;
        browser.press("Generate secret").await;
        browser.arrive("New secret").await;
        check(&browser, "a new secret").await;
        meet_a_conflict(&site, &browser, &ada, &client).await;
        check(&browser, "a conflict").await;
        browser.goto(&format!("{}{client}/general", site.url)).await;
        site.execute("DELETE FROM operator_sessions");
        browser.press("Save changes").await;
        browser.arrive("You are signed out").await;
        check(&browser, "a form after the end of the session").await;
        visit("/sign-in").await;
        browser.press("Sign in").await;
        browser.sees("2 problems to fix").await;
        check(&browser, "/sign-in with errors").await;
        browser.sign_in(&site, "Ada").await;
        site.execute("UPDATE operators SET role = 'viewer'");
        visit(&client).await;
        visit(&format!("{client}/general")).await;
    })
    .await;
}

/// Every state of the users' pages, of a client whose name is as long as one may be.
#[tokio::test]
async fn no_users_page_has_a_violation_scrolls_sideways_or_squeezes_words() {
    let axe = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(AXE)).unwrap();
    with_browser(Window::DESKTOP, |site, browser| async move {
        browser.command("Page.addScriptToEvaluateOnNewDocument", json!({"source": axe})).await;
        let ada = site.named_operator("Ada", Role::Administrator).await;
        let mut all = Vec::new();
        let mut shop = Shop { site, ada, page: String::new(), client_id: String::new() };
        for (locale, name) in
            [("en", "Portal of the Unbrokenlylongwordedassociationofcooperativehousing"), ("de", "Shop")]
        {
            (shop.page, shop.client_id) = Shop::add(&shop.site, &shop.ada, name, &[]).await;
            for (state, page) in states::all(&shop, name, locale).await {
                browser.show(&shop.site, &page.html).await;
                all.extend(found(&browser, &format!("{state} ({locale})")).await);
            }
        }
        assert!(all.is_empty(), "{}", all.concat());
    })
    .await;
}

/// The Outbox without messages and with a full page of them, a message, and the form with an error. The empty form is among
/// every page.
async fn check_outbox(site: &Site, browser: &Browser, ada: &Person) {
    let visit = async |path: &str| {
        browser.goto(&format!("{}{path}", site.url)).await;
        check(browser, path).await;
    };
    visit("/outbox").await;
    for n in 0..26 {
        let to = format!("{}{n}@example.com", "unbrokenly".repeat(4));
        assert_eq!(ada.post("/outbox/test-message", &[("recipient", &to)]).await.status, 303);
    }
    site.execute(&format!("UPDATE messages SET last_error = '550 {}', tries = 3", "unbrokenly".repeat(20)));
    visit("/outbox?state=sent").await;
    visit(&ada.open("/outbox").await.link("Open")).await;
    browser.goto(&format!("{}/outbox/test-message", site.url)).await;
    browser.fill("Email", "grace").await;
    browser.press("Send test message").await;
    browser.sees("1 problem to fix").await;
    check(browser, "the form of a test message with an error").await;
}

/// The users' pages without users, with a full page of them, one with sessions and events, and the client's refused requests.
/// That user has the key of the client, so the other pages are among every page.
async fn check_users(site: &Site, browser: &Browser, client: &str) {
    let visit = async |path: &str| {
        browser.goto(&format!("{}{path}", site.url)).await;
        check(browser, path).await;
    };
    visit("/users").await;
    for number in 0..26_u128 {
        let id = uuid::Uuid::from_u128(number);
        let id = if number == 25 { client.trim_start_matches("/clients/").parse().unwrap() } else { id };
        let email = format!("{}{number}@example.com", "unbrokenly".repeat(4));
        let new = NewUser { id: id.as_u128(), email, mobile: "+4915112345678", ..NewUser::default() };
        let user = add_user(&site.database, &new, SystemClock.now()).await;
        sign_in(&site.database, user, client, 100 + number, SystemClock.now()).await;
    }
    site.execute(&format!("UPDATE user_sessions SET browser = '{}'", "unbrokenly".repeat(20)));
    visit("/users?search=nobody").await;
    refuse_uri(site, client, &format!("http://shop.example/{}", "unbrokenly".repeat(20))).await;
    visit(&format!("{client}/activity?reference=0000000000")).await;
}

/// The account with errors, and the page of a link with which a password is chosen. The account without errors is among every
/// page.
async fn check_account(site: &Site, browser: &Browser) {
    browser.goto(&format!("{}/account", site.url)).await;
    browser.press("Change password").await;
    browser.sees("2 problems to fix").await;
    check(browser, "the account with errors").await;
    let link = site.invite(&"Unbrokenly".repeat(6), Role::Viewer).await;
    browser.goto(&format!("{}{link}", site.url)).await;
    check(browser, "/password-choice").await;
    browser.press("Choose password").await;
    browser.sees("1 problem to fix").await;
    check(browser, "/password-choice with an error").await;
    browser.goto(&format!("{}/password-choice", site.url)).await;
    check(browser, "a link that does not work").await;
}

/// The activity with everything open that opens in place.
async fn check_open_entries(site: &Site, browser: &Browser, client: &str) {
    for path in ["/activity".to_owned(), format!("{client}/activity"), format!("{client}/history")] {
        browser.goto(&format!("{}{path}", site.url)).await;
        browser.find(By::Css(".activity details")).await;
        let open = "document.querySelectorAll('.activity details').forEach((part) => (part.open = true))";
        browser.driver.execute(open, vec![]).await.unwrap();
        check(browser, &format!("{path} with all open")).await;
    }
}

/// The dialog that finds anything: empty, with results of which one is chosen, and without any.
async fn check_dialog(site: &Site, browser: &Browser, client: &str) {
    browser.goto(&format!("{}{client}", site.url)).await;
    browser.find(By::Css(".menu-fold, [data-find]")).await;
    for (words, shown) in [("", "dialog[open]"), ("unbrokenly", "#find-list a"), (" zebra", "#find-list[hidden]")] {
        browser.resize(1280, 844).await;
        browser.driver.active_element().await.unwrap().send_keys(Key::Control + "k").await.unwrap();
        let field = browser.find(By::Css("#find-field:focus")).await;
        field.send_keys(Key::End + words).await.unwrap();
        browser.find(By::Css(shown)).await;
        field.send_keys(Key::Down + "").await.unwrap();
        check(browser, &format!("the dialog after “{words}”")).await;
    }
}

/// Every address that shows an administrator a page, with one client's key where it names something.
pub async fn every_page(ada: &Person, client: &str) -> Vec<String> {
    let key = client.trim_start_matches("/clients/");
    let mut pages = Vec::new();
    for entry in routes::all().into_iter().filter(|entry| entry.method == Method::GET.as_str()) {
        let path = example(entry.pattern, key);
        let answer = ada.get(&path).await;
        if answer.status == 200 && answer.headers["content-type"].to_str().unwrap().starts_with("text/html") {
            pages.push(path);
        }
    }
    assert!(pages.len() > 8, "{pages:?}");
    pages
}

/// Saves a card in the browser that Ada has just saved elsewhere.
async fn meet_a_conflict(site: &Site, browser: &Browser, ada: &Person, client: &str) {
    let path = format!("{client}/authentication");
    browser.goto(&format!("{}{path}", site.url)).await;
    let page = ada.open(&path).await;
    ada.submit(&page, "Save changes", &[("Enable Passkeys", "on")]).await;
    browser.choose("Password").await;
    browser.press("Save changes").await;
    browser.arrive("Ada changed Authentication while you were editing").await;
}

/// Looks at the page that the browser shows, at every width and in both themes.
async fn check(browser: &Browser, what: &str) {
    let found = found(browser, what).await;
    assert!(found.is_empty(), "{}", found.concat());
}

/// What is wrong with it.
async fn found(browser: &Browser, what: &str) -> Vec<String> {
    browser.find(By::Tag("h1")).await;
    let mut all = Vec::new();
    for width in WIDTHS {
        browser.resize(width, 844).await;
        let found = browser.driver.execute_async(LOOK, vec![json!(width)]).await.unwrap();
        if found.json() != &json!([]) {
            all.push(format!("{what} at {width} px: {:#}\n", found.json()));
        }
    }
    browser.resize(1280, 844).await;
    all
}

/// What is wrong with a page. Dark differs from light in nothing but colors, so there only their rules are asked again.
const LOOK: &str = r"
    const [width, done] = arguments;
    const root = document.documentElement;
    const found = [];
    // What lies below the bar that stays in sight is no target until one scrolls to it.
    document.querySelector('.bar')?.style.setProperty('position', 'static');
    const beyond = () => root.scrollWidth - root.clientWidth;
    if (beyond() !== 0) found.push(`${beyond()} px scroll sideways`);
    for (const element of document.querySelectorAll('main :is(label, legend, p, h1, h2, h3, dt, dd)')) {
        const { width } = element.getBoundingClientRect();
        const words = document.createRange();
        words.selectNodeContents(element);
        const lines = new Set([...words.getClientRects()].map(line => Math.round(line.bottom))).size;
        if (width > 2 && width < 80 && lines > 1) found.push(`${lines} lines of ${width} px: ${element.outerHTML}`);
    }
    for (const control of document.querySelectorAll('main :is(select, textarea, input:is([type=text], [type=search]))'))
        if (control.clientWidth < 80) found.push(`${control.clientWidth} px: ${control.outerHTML}`);
    const look = async (theme, options, where = document) => {
        root.dataset.theme = theme;
        const rules = { 'target-size': { enabled: true } };
        const { violations } = await axe.run(where, { resultTypes: ['violations'], preload: false, rules, ...options });
        for (const { id, nodes } of violations)
            for (const node of nodes) found.push(`${theme}: ${id}: ${node.html} ${node.failureSummary}`);
    };
    for (const row of width < 390 ? document.querySelectorAll('.select-row') : []) {
        const [label, select] = [...row.children].map(part => part.getBoundingClientRect());
        if (label.bottom > select.top) found.push(`stands beside its control: ${row.innerText}`);
    }
    const withEachMenuOpen = async () => {
        for (const menu of document.querySelectorAll('[data-dropdown], .menu-fold')) {
            if (!menu.checkVisibility()) continue;
            menu.open = true;
            if (beyond() !== 0) found.push(`${beyond()} px scroll sideways while “${menu.innerText}” is open`);
            // What lies below an open menu is no target until it closes.
            if (width >= 390) await look('light', { runOnly: ['target-size', 'color-contrast'] }, menu);
            menu.open = false;
        }
    };
    if (width < 390) withEachMenuOpen().then(() => done(found));
    else look('light', {})
        .then(withEachMenuOpen)
        .then(() => look('dark', { runOnly: ['color-contrast', 'link-in-text-block'] }))
        .then(() => done(found), error => done([String(error)]));
";
