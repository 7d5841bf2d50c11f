//! What scripts add: copying, a question before unsaved changes are left; and what they must never be made to do.

use thirtyfour::{By, Key};

use super::with_browser;
use crate::console::output::payloads;
use crate::console::{create, create_with};
use crate::support::Browser;
use crate::support::browser::Window;
use next_identity_console::domain::role::Role;

const PAYLOADS: [&str; 3] = [
    "<script>document.title='hit'</script>",
    "\"><img src=x onerror=\"document.title='hit'\">",
    "<svg onload=document.title='hit'>",
];

#[tokio::test]
async fn the_client_id_is_copied_with_one_click() {
    with_browser(Window::DESKTOP, |site, browser| async move {
        let ada = site.named_operator("Ada", Role::Administrator).await;
        let client = create(&ada, "Shop").await;
        browser.sign_in(&site, "Ada").await;
        let grant =
            serde_json::json!({"permissions": ["clipboardReadWrite", "clipboardSanitizedWrite"], "origin": site.url});
        browser.command("Browser.grantPermissions", grant).await;
        browser.goto(&format!("{}{client}", site.url)).await;
        let id = browser.find(By::Css(".facts code")).await.text().await.unwrap();
        browser.press("Copy the client ID").await;
        browser.sees("Copied").await;
        let word = "return getComputedStyle(document.querySelector('.copied'), '::after').content";
        let word = browser.driver.execute(word, vec![]).await.unwrap().convert::<String>().unwrap();
        assert!(word.starts_with("\"Copied\""), "also for who sees: {word}");
        let read = "return navigator.clipboard.readText()";
        let copied = browser.driver.execute(read, vec![]).await.unwrap();
        assert_eq!(copied.json().as_str(), Some(id.as_str()));
        assert_eq!(id.len(), 32);
        create(&ada, "Bank <b>&").await;
        browser.goto(&format!("{}/clients?search=bank", site.url)).await;
        let button = browser.find(By::XPath("//button[normalize-space()='Copy the client ID of Bank <b>&']")).await;
        button.send_keys(Key::Enter + "").await.unwrap();
        browser.sees("Copied").await;
        let copied = browser.driver.execute(read, vec![]).await.unwrap();
        let bank = browser.find(By::Css("tbody code")).await.attr("title").await.unwrap();
        assert_eq!((copied.json().as_str(), bank.as_deref() == Some(id.as_str())), (bank.as_deref(), false));
    })
    .await;
}

#[tokio::test]
async fn leaving_unsaved_changes_asks_first() {
    with_browser(Window::DESKTOP, |site, browser| async move {
        let ada = site.named_operator("Ada", Role::Administrator).await;
        let client = create(&ada, "Shop").await;
        browser.sign_in(&site, "Ada").await;
        let edit = format!("{}{client}/general", site.url);
        browser.goto(&edit).await;
        browser.fill("Description", "half a thought").await;
        assert!(asks_before_leaving(&browser).await);
        browser.fill("Client name", "S").await;
        browser.press("Save changes").await;
        browser.sees("Use at least 2 characters.").await;
        assert!(asks_before_leaving(&browser).await, "what was refused is still not saved");
        browser.fill("Client name", "Shop").await;
        browser.press("Save changes").await;
        browser.sees("General was saved.").await;
        browser.click("Edit General").await;
        browser.arrive("General").await;
        assert!(!asks_before_leaving(&browser).await);
        browser.click("Discard").await;
        browser.arrive("Shop").await;
    })
    .await;
}

/// Whether the page would have the browser ask. ChromeDriver answers the question itself, so it cannot be seen.
pub async fn asks_before_leaving(browser: &Browser) -> bool {
    let ask =
        "const e = new Event('beforeunload', {cancelable: true}); window.dispatchEvent(e); return e.defaultPrevented";
    browser.driver.execute(ask, vec![]).await.unwrap().json() == true
}

#[tokio::test]
async fn nothing_that_people_typed_runs() {
    with_browser(Window::DESKTOP, |site, browser| async move {
        let ada = site.named_operator("Ada", Role::Administrator).await;
        let mut paths = vec!["/clients".to_owned(), "/account".to_owned()];
        for payload in PAYLOADS {
            let client = create_with(&ada, payload, &[]).await;
            let page = ada.open(&format!("{client}/general")).await;
            ada.submit(&page, "Save changes", &[("Description", payload)]).await;
            let query = serde_urlencoded::to_string([("search", payload)]).unwrap();
            let choices = serde_urlencoded::to_string([("name", payload)]).unwrap();
            paths.extend([
                client.clone(),
                format!("{client}/general"),
                format!("{client}/registration"),
                format!("{client}/status"),
                format!("/clients?{query}"),
                format!("/clients/new/basic-settings?{choices}"),
                format!("/{}", payload.replace(' ', "%20").replace(['<', '>', '"'], "%22")),
            ]);
        }
        for payload in payloads() {
            create_with(&ada, &payload, &[]).await;
        }
        let mut page = ada.get("/clients").await;
        while let Some(next) = page.find_link("Next") {
            page = ada.get(&next).await;
            paths.push(next);
        }
        browser.sign_in(&site, "Ada").await;
        for path in paths {
            browser.goto(&format!("{}{path}", site.url)).await;
            browser.find(By::Tag("h1")).await;
            let title = browser.driver.title().await.unwrap();
            assert!(title.ends_with("Next Identity Console"), "{path}: {title}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_form_on_another_site_changes_nothing() {
    with_browser(Window::DESKTOP, |site, browser| async move {
        let ada = site.named_operator("Ada", Role::Administrator).await;
        let client = create(&ada, "Shop").await;
        browser.sign_in(&site, "Ada").await;
        let before = site.stored();
        let page = format!(
            "data:text/html,<form method=post action='{}{client}/registration'><input name=revision value=1>\
             <input name=registration_type value=invitation_only><button type=submit>Win</button></form>",
            site.url
        );
        browser.goto(&page).await;
        browser.press("Win").await;
        browser.find(By::Tag("h1")).await;
        let text = browser.text().await;
        assert!(text.contains("Refused"), "{text}");
        assert_eq!(site.stored(), before);
    })
    .await;
}
