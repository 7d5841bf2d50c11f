//! What users will see, beside the settings in a real browser: drawn anew while one types, a way to each setting, and otherwise
//! still.

use serde_json::json;
use thirtyfour::{By, Key};

use super::scripts::asks_before_leaving;
use super::with_browser;
use crate::console::create;
use crate::support::browser::Window;
use crate::support::{Browser, Site};
use next_identity_console::domain::role::Role;

const STEP_TWO: &str = "/clients/new/basic-settings?name=Bank&app_type=web_app&integration_type=hosted_journey";

/// Signs in, and opens a card of a new client; the address of the client's page.
async fn open(site: &Site, browser: &Browser, card: &str) -> String {
    let ada = site.named_operator("Ada", Role::Administrator).await;
    let client = create(&ada, "Shop").await;
    browser.sign_in(site, "Ada").await;
    browser.goto(&format!("{}{client}/{card}", site.url)).await;
    client
}

async fn run(browser: &Browser, script: &str) -> serde_json::Value {
    browser.driver.execute(script, vec![]).await.unwrap().json().clone()
}

/// Waits until a screen shows an element with these words. Its frame may be replaced while it is looked at.
async fn screen_shows(browser: &Browser, number: u16, element: &str, words: &str) {
    let wanted = By::XPath(format!("//{element}[contains(normalize-space(), '{words}')]"));
    let began = std::time::Instant::now();
    let mut is_shown = false;
    while !is_shown && began.elapsed().as_secs() < 10 {
        is_shown =
            browser.driver.enter_frame(number).await.is_ok() && browser.driver.find(wanted.clone()).await.is_ok();
        browser.driver.enter_default_frame().await.unwrap();
    }
    assert!(is_shown, "“{words}” is not on screen {number} of {}: {}", browser.url().await, browser.text().await);
}

/// Clicks into a screen with the mouse. A frame is drawn smaller than it is, which ChromeDriver does not reckon with.
async fn click_in_screen(browser: &Browser, number: u16, element: &str) {
    let script = "
        const [number, wanted] = arguments;
        const frame = document.querySelectorAll('#preview iframe')[number];
        frame.scrollIntoView({block: 'center', behavior: 'instant'});
        const [outside, inside] = [frame, frame.contentDocument.querySelector(wanted)].map(it => it.getBoundingClientRect());
        const scale = outside.width / frame.offsetWidth;
        return [outside.x + scale * (inside.x + inside.width / 2), outside.y + scale * (inside.y + inside.height / 2)];";
    let place = browser.driver.execute(script, vec![number.into(), element.into()]).await.unwrap();
    let (x, y) = (&place.json()[0], &place.json()[1]);
    for event in ["mouseMoved", "mousePressed", "mouseReleased"] {
        let click = json!({"type": event, "x": x, "y": y, "button": "left", "clickCount": 1});
        browser.command("Input.dispatchMouseEvent", click).await;
    }
}

/// Waits until a field has the focus.
async fn is_focused(browser: &Browser, id: &str) {
    browser.find(By::Css(format!("#{id}:focus"))).await;
}

#[tokio::test]
async fn the_screens_follow_at_once_and_keep_their_documents() {
    with_browser(Window::DESKTOP, |site, browser| async move {
        open(&site, &browser, "authentication").await;
        screen_shows(&browser, 0, "label", "Email").await;
        run(&browser, "window.kept = document.querySelector('#preview iframe').contentDocument").await;
        browser.choose("Mobile").await;
        screen_shows(&browser, 0, "label", "Mobile number").await;
        screen_shows(&browser, 1, "h1", "Check your phone").await;
        let kept = "const shown = document.querySelector('#preview iframe').contentDocument; \
            return kept === shown && [...shown.styleSheets].every(sheet => sheet.cssRules.length > 0)";
        assert_eq!(run(&browser, kept).await, true, "neither the page nor the frame was loaded again");
        browser.choose("Password").await;
        screen_shows(&browser, 0, "h1", "You cannot sign in to Shop yet").await;
        browser.choose("One-Time Password").await;
        screen_shows(&browser, 3, "h1", "Returning to Shop").await;
    })
    .await;
}

#[tokio::test]
async fn without_scripts_a_button_draws_the_screens() {
    with_browser(Window::WITHOUT_SCRIPTS, |site, browser| async move {
        open(&site, &browser, "registration").await;
        screen_shows(&browser, 1, "p", "No account yet?").await;
        browser.choose("Invitation-Only").await;
        browser.press("Update preview").await;
        browser.sees("Only people with an invitation").await;
        screen_shows(&browser, 0, "h1", "Complete your account").await;
        browser.goto(&format!("{}{STEP_TWO}", site.url)).await;
        browser.choose("Mobile").await;
        browser.press("Update preview").await;
        browser.sees("To sign in, users type their mobile number.").await;
        screen_shows(&browser, 0, "label", "Mobile number").await;
    })
    .await;
}

#[tokio::test]
async fn a_click_on_what_a_setting_has_caused_leads_to_its_field() {
    with_browser(Window::DESKTOP, |site, browser| async move {
        open(&site, &browser, "authentication").await;
        screen_shows(&browser, 1, "label", "Code").await;
        browser.fill("Code length", "7").await;
        browser.sees("The code has 7 digits").await;
        click_in_screen(&browser, 1, ".ways .mark").await;
        is_focused(&browser, "codes_resend_after").await;
        assert_eq!(
            browser.labelled("Code length").await.value().await.unwrap().as_deref(),
            Some("7"),
            "nothing is lost"
        );
        click_in_screen(&browser, 0, ".field > .mark").await;
        is_focused(&browser, "primary_identifier").await;
        assert!(asks_before_leaving(&browser).await, "and before the page is left for another card, it asks");
    })
    .await;
}

#[tokio::test]
async fn a_sentence_leads_to_its_settings_by_the_keyboard_and_no_key_leads_into_a_screen() {
    with_browser(Window::DESKTOP, |site, browser| async move {
        open(&site, &browser, "authentication").await;
        screen_shows(&browser, 3, "h1", "Returning to Shop").await;
        browser.find(By::Id("sessions_absolute_unit")).await.focus().await.unwrap();
        let mut passed = Vec::new();
        for _ in 0..14 {
            browser.driver.active_element().await.unwrap().send_keys(Key::Tab + "").await.unwrap();
            let focused =
                "const {tagName, textContent} = document.activeElement; return `${tagName} ${textContent.trim()}`";
            passed.push(run(&browser, focused).await.as_str().unwrap().to_owned());
        }
        let expected = ["A email address", "A a code", "A by email", "A 6 digits", "A 10 minutes", "A 5 wrong tries"];
        assert_eq!(passed[..6], expected);
        assert!(passed.iter().all(|element| !element.starts_with("IFRAME")), "{passed:?}");
        assert!(passed.contains(&"BUTTON Save changes".to_owned()), "{passed:?}");
        browser.find(By::LinkText("10 minutes")).await.send_keys(Key::Enter + "").await.unwrap();
        is_focused(&browser, "codes_lifetime").await;
    })
    .await;
}

#[tokio::test]
async fn nothing_on_a_screen_can_be_used() {
    with_browser(Window::DESKTOP, |site, browser| async move {
        let client = open(&site, &browser, "authentication").await;
        screen_shows(&browser, 0, "label", "Keep me signed in").await;
        let before = site.stored();
        let page = browser.url().await;
        for element in ["#remember", "form > .button", "h1"] {
            click_in_screen(&browser, 0, element).await;
        }
        click_in_screen(&browser, 1, ".ways form .link").await;
        let touched = "const [first] = document.querySelectorAll('#preview iframe'); \
            return [first.contentDocument.querySelector('#remember').checked, first.contentDocument.activeElement.tagName]";
        assert_eq!(run(&browser, touched).await, json!([false, "BODY"]));
        assert_eq!((browser.url().await, site.stored()), (page, before));
        click_in_screen(&browser, 3, ".mark[href*='integration']").await;
        browser.arrive("Integration").await;
        is_focused(&browser, "redirect_uris").await;
        assert!(browser.url().await.ends_with(&format!("{client}/integration#redirect_uris")));
    })
    .await;
}

/// What was chosen stands in the address, which changes with every choice; nothing of it is lost on the way to a field.
#[tokio::test]
async fn the_second_step_of_a_new_client_is_drawn_and_leads_to_its_fields() {
    with_browser(Window::PHONE, |site, browser| async move {
        site.named_operator("Ada", Role::Administrator).await;
        browser.sign_in(&site, "Ada").await;
        browser.goto(&format!("{}{STEP_TWO}", site.url)).await;
        screen_shows(&browser, 0, "label", "Email").await;
        browser.choose("Mobile").await;
        screen_shows(&browser, 0, "label", "Mobile number").await;
        run(&browser, "window.kept = true").await;
        click_in_screen(&browser, 0, "p.quiet .mark").await;
        is_focused(&browser, "registration_type").await;
        assert_eq!(run(&browser, "return window.kept && document.querySelector('[value=mobile]').checked").await, true);
        let above = "const [preview, button] = ['.preview', '.actions .primary'].map(of => document.querySelector(of)); \
            return preview.getBoundingClientRect().bottom <= button.getBoundingClientRect().top";
        assert_eq!(run(&browser, above).await, true, "on a phone the preview comes before the button");
        browser.press("Create").await;
        browser.arrive("Bank").await;
        browser.sees("Mobile").await;
    })
    .await;
}
