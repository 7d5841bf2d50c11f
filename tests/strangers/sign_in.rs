//! Users sign in to applications that are made with libraries which we did not write. A script of the library's says where it
//! sends the browser, the test is the user, and the script reads what came of it.

use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Command, Stdio};

use reqwest::Method;
use serde_json::{Value, json};

use super::home;
use crate::console::credentials::generate;
use crate::provider::shop::{CALLBACK, Shop};
use crate::support::{Page, Person};

const AFTER: &str = "https://shop.example.com/";

/// What the application's script is told about an address to which it has sent the browser.
fn outcome(pages: &[String], url: &str, body: Option<&str>) -> Value {
    json!({ "pages": pages, "url": url, "body": body })
}

/// What a person does on a page of ours, and what is said of it where it leads back to the application.
async fn on_page(shop: &Shop, user: &Person, page: &Page) -> Result<Page, (String, Option<String>)> {
    match page.h1().as_str() {
        "Sign in to Shop" => Ok(user.press(page, "Continue", &[("Email", "grace@example.com")]).await),
        "Check your email" => Ok(user.press(page, "Continue", &[("Code", &shop.code().await)]).await),
        "Create your account" => {
            let name = [("Given name", "Grace"), ("Family name", "Hopper")];
            Ok(user.press(page, "Create account", &name).await)
        }
        "Returning to Shop" => match page.forms().into_iter().find(|form| form.action == CALLBACK) {
            Some(form) => Err((form.action, Some(serde_urlencoded::to_string(form.fields).unwrap()))),
            None => Err((page.link("Return to Shop"), None)),
        },
        _ => panic!("{} {}", page.status, page.text()),
    }
}

/// Follows an address until the browser is back at the application.
pub async fn browse(shop: &Shop, user: &Person, address: &str) -> Value {
    let mut page = user.send(user.bare(Method::GET, address).header("sec-fetch-site", "cross-site")).await;
    let mut pages = Vec::new();
    for _ in 0..20 {
        page = match page.location() {
            Some(location) if location.starts_with('/') => user.get(&location).await,
            Some(location) => return outcome(&pages, &location, None),
            None => {
                pages.push(page.h1());
                match on_page(shop, user, &page).await {
                    Ok(next) => next,
                    Err((url, body)) => {
                        // A form that a script sends on is no page to read.
                        pages.truncate(pages.len() - usize::from(body.is_some()));
                        return outcome(&pages, &url, body.as_deref());
                    }
                }
            }
        };
    }
    panic!("{address} leads nowhere")
}

/// Runs an application's script to its end. It waits for the user, so nothing else goes on while it is read.
async fn converse(shop: &Shop, program: &Path, script: &[&str], more: &[&str]) {
    let secret = generate(&shop.ada, &shop.page).await;
    let mut command = Command::new(program);
    command.args(script).args([shop.site.url.as_str(), &shop.client_id, &secret]).args(more).args([CALLBACK, AFTER]);
    command.current_dir(home());
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let (lines, user) = (BufReader::new(child.stdout.take().unwrap()).lines(), shop.site.visitor());
    let mut last = String::new();
    for line in lines {
        last = line.unwrap();
        if last.starts_with("http") {
            let outcome = format!("{}\n", browse(shop, &user, &last).await);
            stdin.write_all(outcome.as_bytes()).unwrap();
        }
    }
    let mut error = String::new();
    child.stderr.take().unwrap().read_to_string(&mut error).unwrap();
    assert!(child.wait().unwrap().success() && last == "accepted", "{error}");
}

/// An application with a method of its own to send its secret and a signature of its ID tokens, with PKCE or, where its card
/// allows that, without.
async fn shop(method: &str, signature: &str, uses_pkce: bool) -> Shop {
    let shop = Shop::open().await;
    let fields = [("client_authentication", method), ("id_token_signature", signature)];
    shop.set("integration", &[&fields[..], &[("post_logout_redirect_uris_1", AFTER)]].concat()).await;
    if !uses_pkce {
        let page = shop.ada.open(&format!("{}/integration", shop.page)).await;
        let asked = shop.ada.submit(&page, "Save changes", &[("Require PKCE", "off")]).await;
        let saved = shop.ada.press(&asked, "Save changes", &[("Stop requiring PKCE", "on")]).await;
        assert_eq!(saved.status, 303, "{}", saved.text());
    }
    shop
}

async fn with_openid_client(shop: &Shop, more: &[&str]) {
    let script = ["--input-type=module", "--eval", include_str!("openid_client.mjs"), "--"];
    converse(shop, Path::new("node"), &script, more).await;
}

#[tokio::test]
async fn openid_client_signs_a_user_in_and_out_with_pkce_and_its_secret_in_the_header() {
    with_openid_client(&shop("client_secret_basic", "RS256", true).await, &["ClientSecretBasic", "S256"]).await;
}

#[tokio::test]
async fn openid_client_signs_a_user_in_and_out_with_its_secret_in_the_form_another_signature_and_no_pkce() {
    with_openid_client(&shop("client_secret_post", "EdDSA", false).await, &["ClientSecretPost", "none"]).await;
}

async fn with_authlib(shop: &Shop, more: &[&str]) {
    let python = home().join("python/bin/python");
    converse(shop, &python, &["-c", include_str!("authlib.py")], more).await;
}

#[tokio::test]
async fn authlib_signs_a_user_in_and_out_with_pkce_and_its_secret_in_the_header() {
    with_authlib(&shop("client_secret_basic", "RS256", true).await, &["client_secret_basic", "S256"]).await;
}

#[tokio::test]
async fn authlib_signs_a_user_in_and_out_with_its_secret_in_the_form_another_signature_and_no_pkce() {
    with_authlib(&shop("client_secret_post", "ES256", false).await, &["client_secret_post", "none"]).await;
}
