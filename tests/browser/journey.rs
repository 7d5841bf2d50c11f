//! The first sign-in as a person clicks it, from the wizard to the application and back, and what else a browser does on the
//! way.

use std::collections::HashMap;

use reqwest::Method;
use serde_json::Value;
use thirtyfour::{By, Key};

use super::article::set_up;
use super::with_browser;
use crate::console::{card_form, create};
use crate::provider::shop::Shop;
use crate::support::application::Application;
use crate::support::browser::Window;
use crate::support::granted::{CHALLENGE, VERIFIER};
use crate::support::{Browser, Person, Site};
use next_identity_console::domain::role::Role;

#[tokio::test]
async fn a_person_creates_a_client_and_its_first_user_signs_in() {
    with_browser(Window::DESKTOP, |site, browser| async move { walk(&site, &browser).await }).await;
}

#[tokio::test]
async fn a_person_creates_a_client_and_its_first_user_signs_in_without_scripts() {
    with_browser(Window::WITHOUT_SCRIPTS, |site, browser| async move { walk(&site, &browser).await }).await;
}

async fn walk(site: &Site, browser: &Browser) {
    let application = Application::start();
    set_up(site, browser).await;
    browser.click("+ Create a Client").await;
    browser.fill("Client name", "Partner Portal").await;
    browser.choose("Web App").await;
    browser.choose("Hosted Journey").await;
    browser.press("Next").await;
    browser.sees("Basic settings Primary identifier").await;
    browser.press("Create").await;
    browser.arrive("Partner Portal").await;
    browser.click("Add a redirect URI").await;
    browser.arrive("Integration").await;
    browser.fill("Redirect URI 1", &application.callback()).await;
    browser.press("Save changes").await;
    browser.arrive("Partner Portal").await;
    let client_id = browser.find(By::Css(".facts code")).await.text().await.unwrap();
    browser.click("Generate a secret").await;
    browser.press("Generate secret").await;
    browser.arrive("New secret").await;
    let secret = browser.find(By::XPath("//main//code[starts-with(., 'nic_s_')]")).await.text().await.unwrap();

    // The application sends its first user.
    application.sign_in_at(&authorization(site, &client_id, &application, "query"));
    browser.goto(&application.url).await;
    browser.click("Sign in").await;
    browser.arrive("Sign in to Partner Portal").await;
    browser.fill("Email", "grace@example.com").await;
    browser.press("Continue").await;
    browser.arrive("Check your email").await;
    browser.sees("We sent a code to g•••@example.com.").await;
    let code = browser.in_another_tab(code_in_outbox(site, browser)).await;
    browser.fill("Code", &code).await;
    browser.press("Continue").await;
    browser.arrive("Create your account").await;
    browser.press("Create account").await;
    browser.sees("2 problems to fix").await;
    browser.fill("Given name", "Grace").await;
    browser.fill("Family name", "Hopper").await;
    browser.press("Create account").await;
    browser.arrive("Welcome back").await;
    let answer = application.last();
    assert_eq!(
        (answer.method.as_str(), answer.get("state"), answer.get("iss")),
        ("GET", Some("a b&c"), Some(&*site.url))
    );
    let tokens = redeem(site, &application, (&client_id, &secret), answer.get("code").unwrap()).await;
    assert!(tokens["id_token"].is_string() && tokens["access_token"].is_string(), "{tokens}");

    // The next time, nothing is asked.
    browser.goto(&application.url).await;
    browser.click("Sign in").await;
    browser.arrive("Welcome back").await;
    assert_eq!(application.received().len(), 2);
}

/// The code of the newest message, as an operator reads it in the Outbox.
async fn code_in_outbox(site: &Site, browser: &Browser) -> String {
    browser.goto(&format!("{}/outbox", site.url)).await;
    browser.click("Open").await;
    browser.arrive("Code · grace@example.com").await;
    let text = browser.find(By::Tag("main")).await.text().await.unwrap();
    let is_code = |word: &&str| word.len() == 6 && word.bytes().all(|byte| byte.is_ascii_digit());
    text.split_whitespace().find(is_code).unwrap_or_else(|| panic!("{text}")).to_owned()
}

fn authorization(site: &Site, client_id: &str, application: &Application, mode: &str) -> String {
    let callback = application.callback();
    let query = serde_urlencoded::to_string([
        ("client_id", client_id),
        ("redirect_uri", &callback),
        ("response_type", "code"),
        ("response_mode", mode),
        ("scope", "openid profile email"),
        ("state", "a b&c"),
        ("code_challenge", CHALLENGE),
        ("code_challenge_method", "S256"),
    ]);
    format!("{}/oauth/authorize?{}", site.url, query.unwrap())
}

async fn redeem(site: &Site, application: &Application, (id, secret): (&str, &str), code: &str) -> Value {
    let (visitor, callback) = (site.visitor(), application.callback());
    let form = [
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", &callback),
        ("code_verifier", VERIFIER),
    ];
    let request = visitor.bare(Method::POST, "/oauth/token").basic_auth(id, Some(secret)).form(&form);
    serde_json::from_str(&visitor.send(request).await.html).unwrap()
}

/// A client that is ready, whose codes are read over HTTP.
struct Stage<'a> {
    shop: Shop,
    application: Application,
    browser: &'a Browser,
}

impl<'a> Stage<'a> {
    async fn start(site: Site, browser: &'a Browser, mode: &str) -> Self {
        let application = Application::start();
        let ada = site.named_operator("Ada", Role::Administrator).await;
        let page = create(&ada, "Shop").await;
        let redirect = [("redirect_uris_1", application.callback())];
        let redirect = redirect.each_ref().map(|(name, value)| (*name, value.as_str()));
        assert_eq!(card_form(&ada, &format!("{page}/integration"), &[], &redirect).await.status, 303);
        let client_id = site.text("(SELECT client_id FROM clients)");
        application.sign_in_at(&authorization(&site, &client_id, &application, mode));
        Self { shop: Shop { site, ada, page, client_id }, application, browser }
    }

    /// Goes to the application and on to our first page.
    async fn begin(&self) {
        self.browser.goto(&self.application.url).await;
        self.browser.click("Sign in").await;
        self.browser.arrive("Sign in to Shop").await;
    }

    async fn name(&self, email: &str) {
        self.browser.fill("Email", email).await;
        self.browser.press("Continue").await;
        self.browser.arrive("Check your email").await;
    }

    async fn prove(&self) {
        self.browser.fill("Code", &self.shop.code().await).await;
        self.browser.press("Continue").await;
        self.browser.arrive("Create your account").await;
    }

    async fn register(&self) {
        self.browser.fill("Given name", "Grace").await;
        self.browser.fill("Family name", "Hopper").await;
        self.browser.press("Create account").await;
    }
}

async fn keys(browser: &Browser, keys: impl Into<thirtyfour::TypingData>) {
    browser.driver.active_element().await.unwrap().send_keys(keys).await.unwrap();
}

#[tokio::test]
async fn a_user_signs_in_with_the_keyboard_alone() {
    with_browser(Window::DESKTOP, |site, browser| async move {
        let stage = Stage::start(site, &browser, "query").await;
        browser.goto(&stage.application.url).await;
        keys(&browser, Key::Tab + "").await;
        keys(&browser, Key::Enter + "").await;
        browser.arrive("Sign in to Shop").await;
        keys(&browser, "grace").await;
        keys(&browser, Key::Enter + "").await;
        browser.sees("Enter an email address such as ada@example.com.").await;
        keys(&browser, Key::End + "@example.com").await;
        keys(&browser, Key::Enter + "").await;
        browser.arrive("Check your email").await;
        keys(&browser, stage.shop.code().await).await;
        keys(&browser, Key::Enter + "").await;
        browser.arrive("Create your account").await;
        keys(&browser, Key::Tab + "").await;
        keys(&browser, "Grace").await;
        keys(&browser, Key::Tab + "").await;
        keys(&browser, Key::Enter + "").await;
        browser.sees("1 problem to fix").await;
        // The list of problems has the focus; its link leads to the field.
        keys(&browser, Key::Tab + "").await;
        keys(&browser, Key::Enter + "").await;
        keys(&browser, "Hopper").await;
        keys(&browser, Key::Enter + "").await;
        browser.arrive("Welcome back").await;
    })
    .await;
}

#[tokio::test]
async fn back_at_every_step_shows_what_is_asked_now_and_a_finished_sign_in_answers_no_second_time() {
    with_browser(Window::DESKTOP, |site, browser| async move {
        let stage = Stage::start(site, &browser, "query").await;
        stage.begin().await;
        stage.name("grace@example.com").await;
        browser.driver.back().await.unwrap();
        browser.arrive("Check your email").await;
        stage.prove().await;
        browser.driver.back().await.unwrap();
        browser.arrive("Create your account").await;
        browser.driver.refresh().await.unwrap();
        browser.arrive("Create your account").await;
        stage.register().await;
        browser.arrive("Welcome back").await;
        browser.driver.back().await.unwrap();
        browser.arrive("You are signed in to Shop").await;
        browser.driver.refresh().await.unwrap();
        browser.arrive("You are signed in to Shop").await;
        assert_eq!(stage.application.received().len(), 1);
        assert_eq!(stage.shop.site.number("(SELECT count(*) FROM grants)"), 1);
    })
    .await;
}

#[tokio::test]
async fn of_two_tabs_the_second_offers_to_go_on_as_who_signed_in_in_the_first() {
    with_browser(Window::DESKTOP, |site, browser| async move {
        let stage = Stage::start(site, &browser, "query").await;
        stage.begin().await;
        let other = async {
            stage.begin().await;
            stage.name("grace@example.com").await;
            stage.prove().await;
            stage.register().await;
            browser.arrive("Welcome back").await;
        };
        browser.in_another_tab(other).await;
        browser.fill("Email", "grace@example.com").await;
        browser.press("Continue").await;
        browser.arrive("Continue to Shop").await;
        browser.press("Continue as Grace Hopper").await;
        browser.arrive("Welcome back").await;
        assert_eq!(stage.application.received().len(), 2);
        assert_eq!(stage.shop.site.number("(SELECT count(*) FROM users)"), 1);
    })
    .await;
}

#[tokio::test]
async fn without_cookies_the_page_says_so_and_sends_nothing() {
    with_browser(Window::WITHOUT_COOKIES, |site, browser| async move {
        let stage = Stage::start(site, &browser, "query").await;
        stage.begin().await;
        browser.fill("Email", "grace@example.com").await;
        browser.press("Continue").await;
        browser.arrive("Your browser does not keep cookies").await;
        browser.press("Start again").await;
        browser.arrive("Sign in to Shop").await;
        let written = "(SELECT count(*) FROM journeys) + (SELECT count(*) FROM messages)";
        assert_eq!(stage.shop.site.number(written), 0);
    })
    .await;
}

#[tokio::test]
async fn an_answer_by_form_goes_on_by_itself_and_without_scripts_by_its_button() {
    for window in [Window::DESKTOP, Window::WITHOUT_SCRIPTS] {
        with_browser(window, |site, browser| async move {
            let stage = Stage::start(site, &browser, "form_post").await;
            stage.begin().await;
            stage.name("grace@example.com").await;
            stage.prove().await;
            stage.register().await;
            if !window.scripts {
                browser.arrive("Returning to Shop").await;
                browser.press("Return to Shop").await;
            }
            browser.arrive("Welcome back").await;
            let answer = stage.application.last();
            assert_eq!((answer.method.as_str(), answer.get("state")), ("POST", Some("a b&c")));
            assert!(answer.get("code").is_some_and(|code| code.starts_with("nic_c_")));
            assert!(!browser.url().await.contains('?'), "nothing is in the address");
        })
        .await;
    }
}

#[tokio::test]
async fn a_scanner_that_follows_every_link_of_a_message_spends_nothing() {
    with_browser(Window::DESKTOP, |site, browser| async move {
        let stage = Stage::start(site, &browser, "query").await;
        stage.begin().await;
        let start = browser.url().await;
        stage.name("grace@example.com").await;
        let (site, journey) = (&stage.shop.site, browser.url().await);
        let id = site.text("(SELECT lower(hex(id)) FROM messages)");
        let message = stage.shop.ada.open(&format!("/outbox/{}", uuid::Uuid::parse_str(&id).unwrap())).await;
        let shown: Vec<String> = message.html.split("http").skip(1).map(|rest| format!("http{rest}")).collect();
        let ends = |c: char| c.is_whitespace() || "\"'<>&".contains(c);
        let found = shown.iter().filter_map(|text| text.split(ends).next()).filter(|text| text.starts_with(&site.url));
        let before = site.stored();
        // A message has no link at all today; the addresses of the journey stand for those that one could have.
        for address in found.map(str::to_owned).chain([start, journey]) {
            let scanner = Person::new(&site.url);
            for method in [Method::HEAD, Method::GET] {
                let answer = scanner.send(scanner.bare(method, &address)).await;
                let page = if answer.status == 303 { scanner.open(&answer.location().unwrap()).await } else { answer };
                assert!(page.status < 500, "{address}");
            }
        }
        assert_eq!(site.stored(), before);
        stage.prove().await;
    })
    .await;
}

#[tokio::test]
async fn an_operator_tries_the_sign_in_of_a_client_and_is_led_to_the_setting_behind_each_step() {
    with_browser(Window::DESKTOP, |site, browser| async move {
        let stage = Stage::start(site, &browser, "query").await;
        let (site, page) = (&stage.shop.site, &stage.shop.page);
        browser.sign_in(site, "Ada").await;
        browser.goto(&format!("{}{page}", site.url)).await;
        let first = browser.driver.window().await.unwrap();
        browser.find(By::XPath("//button[starts-with(normalize-space(), 'Try it')]")).await.click().await.unwrap();
        browser.to_last_tab().await;
        browser.arrive("Sign in to Shop").await;
        stage.name("grace@example.com").await;
        stage.prove().await;
        stage.register().await;
        browser.arrive("This is what Shop would have received").await;
        for words in [
            "ID token: sub",
            "UserInfo: email grace@example.com",
            "Session at most",
            "Nothing was sent to it, but the sign-in was real. An account was created for Grace Hopper. A session of Grace \
             Hopper was started in this browser.",
        ] {
            browser.sees(words).await;
        }
        assert!(stage.application.received().is_empty());
        let mut links = HashMap::new();
        for link in browser.driver.find_all(By::Css(".tried a")).await.unwrap() {
            links.insert(link.prop("href").await.unwrap().unwrap(), link.text().await.unwrap());
        }
        assert!(links.len() > 2, "{links:?}");
        browser.click("Grace Hopper").await;
        browser.arrive("Grace Hopper").await;
        browser.sees("Signed in · Shop, revision 2 · as a try, without an application").await;
        browser.driver.close_window().await.unwrap();
        browser.driver.switch_to_window(first).await.unwrap();
        for (link, words) in links {
            let (_, anchor) = link.split_once('#').unwrap_or_else(|| panic!("{words} leads to {link}"));
            browser.goto(&link).await;
            let field = browser.find(By::Id(anchor)).await;
            assert!(field.is_displayed().await.unwrap(), "{words}: {link}");
        }
    })
    .await;
}
