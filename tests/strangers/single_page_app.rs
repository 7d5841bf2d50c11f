//! A single-page app with oidc-client-ts in a real browser: its page is another site's, and its scripts call the provider.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::rc::Rc;
use std::thread;

use next_identity_console::domain::role::Role;

use super::home;
use crate::browser::with_browser;
use crate::provider::shop::Shop;
use crate::support::browser::Window;
use crate::support::process::until;
use crate::support::{Browser, Site};

/// Serves the app's page at every address but those of libraries, for as long as the tests run.
pub struct App {
    listener: TcpListener,
    /// Another site than the provider's, which is at `localhost`.
    pub origin: String,
}

impl App {
    pub fn bind() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let origin = format!("http://{}", listener.local_addr().unwrap());
        Self { listener, origin }
    }

    pub fn serve(self, page: String) {
        thread::spawn(move || {
            for stream in self.listener.incoming() {
                let page = page.clone();
                thread::spawn(move || answer(&stream.unwrap(), page));
            }
        });
    }
}

fn answer(stream: &TcpStream, page: String) {
    let mut head = BufReader::new(stream).lines().map_while(Result::ok).take_while(|line| !line.is_empty());
    // A browser opens connections that it may not use.
    let Some(request) = head.next() else { return };
    head.for_each(drop);
    let path = request.split(' ').nth(1).unwrap();
    let (kind, body) = match path.strip_prefix("/node_modules/") {
        Some(file) => ("text/javascript", fs::read_to_string(home().join("node_modules").join(file)).unwrap()),
        None => ("text/html", page),
    };
    let head = format!("HTTP/1.1 200 OK\r\nContent-Type: {kind}; charset=utf-8\r\nContent-Length: {}\r\n", body.len());
    // Nobody may be there any more.
    let _sent = (&*stream).write_all(format!("{head}Connection: close\r\n\r\n{body}").as_bytes());
}

/// The app's page for its client.
fn page(shop: &Shop) -> String {
    let page = include_str!("single_page_app.html");
    page.replace("{issuer}", &shop.site.url).replace("{client_id}", &shop.client_id)
}

/// A client whose app is at an origin of its own.
pub async fn shop(site: Site, origin: &str) -> Shop {
    let ada = site.named_operator("Ada", Role::Administrator).await;
    let (page, client_id) = Shop::add(&site, &ada, "Shop", &[("app_type", "single_page_app")]).await;
    let shop = Shop { site, ada, page, client_id };
    let (callback, after) = (format!("{origin}/callback"), format!("{origin}/"));
    let fields = [
        ("redirect_uris_1", callback.as_str()),
        ("post_logout_redirect_uris_1", &after),
        ("allowed_origins_1", origin),
    ];
    shop.set("integration", &fields).await;
    shop
}

/// Registers on our pages.
pub async fn fill(shop: &Shop, browser: &Browser) {
    browser.arrive("Sign in to Shop").await;
    browser.fill("Email", "grace@example.com").await;
    browser.press("Continue").await;
    browser.arrive("Check your email").await;
    browser.fill("Code", &shop.code().await).await;
    browser.press("Continue").await;
    browser.arrive("Create your account").await;
    browser.fill("Given name", "Grace").await;
    browser.fill("Family name", "Hopper").await;
    browser.press("Create account").await;
}

/// Registers in the window that the app opens; whether it comes back is up to the app to say.
async fn register(shop: &Shop, browser: &Rc<Browser>) {
    let own = browser.driver.window().await.unwrap();
    browser.press("Sign in").await;
    until("no window is opened", async || browser.driver.windows().await.unwrap().len() == 2).await;
    let windows = browser.driver.windows().await.unwrap();
    let popup = windows.into_iter().find(|window| *window != own).unwrap();
    browser.driver.switch_to_window(popup).await.unwrap();
    fill(shop, browser).await;
    browser.driver.switch_to_window(own).await.unwrap();
}

#[tokio::test]
async fn oidc_client_ts_signs_in_by_a_popup_renews_by_a_refresh_token_reads_userinfo_and_signs_out() {
    with_browser(Window::DESKTOP, |site, browser| async move {
        let app = App::bind();
        let origin = app.origin.clone();
        let shop = shop(site, &origin).await;
        app.serve(page(&shop));
        browser.goto(&format!("{origin}/")).await;
        register(&shop, &browser).await;
        browser.sees("Signed in: Grace Hopper of 32 characters, opener known").await;
        assert_eq!(browser.driver.windows().await.unwrap().len(), 1, "the popup has closed");
        browser.press("About me").await;
        browser.sees("About: grace@example.com").await;
        browser.press("Renew").await;
        browser.sees("Renewed: true true").await;
        browser.press("About me").await;
        browser.sees("About: grace@example.com").await;
        // A frame of another site does not see the session, which goes on.
        browser.press("Look in a frame").await;
        browser.sees("Failed: login_required").await;
        browser.press("Sign out").await;
        let ended = async || shop.site.number("(SELECT count(*) FROM user_sessions)") == 0;
        until("the session goes on", ended).await;
        browser.sees("Sign in").await;
        assert!(browser.url().await.starts_with(&format!("{origin}/")), "{}", browser.url().await);
    })
    .await;
}

#[tokio::test]
async fn the_scripts_of_an_origin_that_the_card_does_not_list_are_given_nothing() {
    with_browser(Window::DESKTOP, |site, browser| async move {
        let (app, other) = (App::bind(), App::bind());
        let shop = shop(site, &app.origin).await;
        // The port of a loopback address does not matter to the redirect URI, but it does to the origin.
        let origin = other.origin.clone();
        other.serve(page(&shop));
        // With a header, userinfo is refused by what a browser asks before.
        browser.goto(&format!("{origin}/?tokens")).await;
        register(&shop, &browser).await;
        browser.sees("Failed: Failed to fetch").await;
    })
    .await;
}
