//! The sample code that developers are given signs a user in, as it is.

use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};

use reqwest::redirect::Policy;
use serde_json::Value;

use super::sign_in::browse;
use super::{home, single_page_app};
use crate::browser::with_browser;
use crate::console::credentials::generate;
use crate::console::developers::samples;
use crate::provider::shop::Shop;
use crate::support::browser::Window;
use crate::support::process::until;

/// A sample that is running; it ends with the test.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }
}

/// The sample of a client whose title begins with a word.
async fn sample(shop: &Shop, title: &str) -> String {
    let page = shop.ada.open(&format!("{}/developers", shop.page)).await;
    samples(&page).into_iter().find(|(found, _)| found.starts_with(title)).unwrap().1
}

/// Runs a server's sample with a client of its own, and signs a user in; what it then shows.
async fn signed_in(title: &str, method: &str, command: impl Fn(&str, u16) -> Command) -> Value {
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let origin = format!("http://127.0.0.1:{port}");
    let shop = Shop::open().await;
    let callback = format!("{origin}/callback");
    shop.set("integration", &[("redirect_uris_1", &callback), ("client_authentication", method)]).await;
    let secret = generate(&shop.ada, &shop.page).await;
    let mut command = command(&sample(&shop, title).await, port);
    command.env("CLIENT_SECRET", secret).env("SESSION_SECRET", "a secret of the application's");
    let said = tempfile::NamedTempFile::new().unwrap();
    let child = command.current_dir(home()).stdout(Stdio::null()).stderr(said.reopen().unwrap()).spawn().unwrap();
    let (mut running, said) = (Running(child), || std::fs::read_to_string(said.path()).unwrap());
    until("it does not answer", async || {
        assert_eq!(running.0.try_wait().unwrap(), None, "{}", said());
        TcpStream::connect(("127.0.0.1", port)).is_ok()
    })
    .await;
    let application = reqwest::Client::builder().redirect(Policy::none()).build().unwrap();
    let answer = application.get(format!("{origin}/sign-in")).send().await.unwrap();
    let header = |name| answer.headers().get(name).unwrap().to_str().unwrap();
    let cookie = header("set-cookie").split(';').next().unwrap();
    let outcome = browse(&shop, &shop.site.visitor(), header("location")).await;
    let back = application.get(outcome["url"].as_str().unwrap()).header("cookie", cookie).send().await.unwrap();
    let (status, body) = (back.status(), back.text().await.unwrap());
    assert_eq!(status, 200, "{body} {}", said());
    let claims: Value = serde_json::from_str(&body).unwrap();
    assert_eq!((&claims["iss"], &claims["aud"]), (&shop.site.url.as_str().into(), &shop.client_id.as_str().into()));
    claims
}

#[tokio::test]
async fn the_sample_for_express_signs_a_user_in() {
    for method in ["client_secret_basic", "client_secret_post"] {
        let claims = signed_in("Express", method, |code, port| {
            let code = code.replace("listen(3000)", &format!("listen({port}, '127.0.0.1')"));
            let mut command = Command::new("node");
            command.args(["--input-type=module", "--eval", &code]);
            command
        });
        assert_eq!(claims.await["sub"].as_str().unwrap().len(), 32);
    }
}

#[tokio::test]
async fn the_sample_for_flask_signs_a_user_in() {
    for method in ["client_secret_basic", "client_secret_post"] {
        let claims = signed_in("Flask", method, |code, port| {
            let mut command = Command::new(home().join("python/bin/python"));
            command.args(["-c", &format!("{code}\napp.run(port={port})")]);
            command
        });
        assert_eq!(claims.await["sub"].as_str().unwrap().len(), 32);
    }
}

#[tokio::test]
async fn the_sample_for_a_single_page_app_signs_a_user_in() {
    with_browser(Window::DESKTOP, |site, browser| async move {
        let app = single_page_app::App::bind();
        let origin = app.origin.clone();
        let shop = single_page_app::shop(site, &origin).await;
        let imports = r#"{"imports": {"oidc-client-ts": "/node_modules/oidc-client-ts/dist/esm/oidc-client-ts.js",
            "jwt-decode": "/node_modules/jwt-decode/build/esm/index.js"}}"#;
        let code = sample(&shop, "Single-page").await;
        let then = "signIn().then((user) => { if (user) document.querySelector('main').textContent = user.profile.iss; });";
        app.serve(format!(
            "<!doctype html><script type='importmap'>{imports}</script><main></main><script type='module'>{code}{then}</script>"
        ));
        browser.goto(&format!("{origin}/")).await;
        single_page_app::fill(&shop, &browser).await;
        browser.sees(&shop.site.url).await;
        assert_eq!(browser.url().await, format!("{origin}/callback"), "without the code");
    })
    .await;
}
