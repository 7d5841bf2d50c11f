//! What programs call, by address.

mod client_authentication;
mod cors;
mod discovery;
mod end_session;
mod jwks;
mod jwks_edited;
mod refresh;
mod refused;
mod security_txt;
mod token;
mod userinfo;

use reqwest::Method;

use crate::support::{Page, Site, raw};
use next_identity_console::domain::issuer::{self, TOKEN, USERINFO};
use next_identity_console::domain::keys::SET_KEPT_FOR;
use next_identity_console::routes::{self, Audience};

/// The addresses of programs, and one that is none's.
fn addresses() -> Vec<&'static str> {
    let all = routes::all().into_iter().filter(|entry| entry.audience == Audience::Programs);
    let mut all: Vec<&str> = all.map(|entry| entry.pattern).chain(["/.well-known/nothing"]).collect();
    all.dedup();
    all
}

/// The endpoints of the protocol.
const ENDPOINTS: [&str; 2] = [TOKEN, USERINFO];

/// The documents that are always there.
const DOCUMENTS: [&str; 3] = [issuer::DISCOVERY, issuer::OAUTH_DISCOVERY, issuer::KEY_SET];

/// An error as programs read it; its code.
fn error(page: &Page) -> String {
    assert_eq!(page.header("content-type"), "application/json", "{} {}", page.status, page.path);
    let body: serde_json::Value = serde_json::from_str(&page.html).unwrap();
    let members: Vec<&String> = body.as_object().unwrap().keys().collect();
    // What the standards tell comes without the number, which stands in a header of every answer.
    assert!(members.starts_with(&[&"error".to_owned(), &"error_description".to_owned()]), "{members:?}");
    assert!(body.get("request_id").is_none_or(|id| *id == page.header("x-request-id")));
    // The characters that RFC 6749, section 5.2 allows.
    let description = body["error_description"].as_str().unwrap();
    assert!(description.bytes().all(|byte| matches!(byte, 0x20..=0x7e) && byte != b'"' && byte != b'\\'));
    body["error"].as_str().unwrap().to_owned()
}

fn is_guarded(page: &Page) {
    assert_eq!(page.header("x-content-type-options"), "nosniff", "{}", page.path);
    assert_eq!(page.header("cache-control"), "no-store", "{}", page.path);
    assert_eq!(page.header("x-request-id").len(), 32, "{}", page.path);
    assert_eq!(page.header("set-cookie"), "", "{}", page.path);
}

/// What every document carries, whether it is sent or still known.
fn is_guarded_document(page: &Page) {
    let kept = format!("public, max-age={}", SET_KEPT_FOR.as_secs());
    for (name, value) in [
        ("x-content-type-options", "nosniff"),
        ("cache-control", kept.as_str()),
        ("access-control-allow-origin", "*"),
        ("access-control-expose-headers", "etag"),
        ("content-security-policy", "default-src 'none'; frame-ancestors 'none'"),
        ("set-cookie", ""),
    ] {
        assert_eq!(page.header(name), value, "{} {name}", page.path);
    }
    assert_eq!(page.header("x-request-id").len(), 32, "{}", page.path);
}

#[tokio::test]
async fn every_failure_is_told_in_json_with_the_headers_of_all_answers() {
    let site = Site::start().await;
    let person = site.visitor();
    person.set_cookie("nic_notice", "signed-out");
    for path in addresses() {
        for method in [Method::GET, Method::POST, Method::PUT, Method::DELETE, Method::OPTIONS] {
            let is_document = DOCUMENTS.contains(&path);
            if is_document && [Method::GET, Method::OPTIONS].contains(&method) {
                continue;
            }
            let page = person.send(person.request(method.clone(), path)).await;
            is_guarded(&page);
            let is_asked = |own: &Method| *own == method && ENDPOINTS.contains(&path);
            let expected = match path {
                TOKEN if is_asked(&Method::POST) => (415, "invalid_request", ""),
                USERINFO if is_asked(&Method::GET) || is_asked(&Method::POST) => (401, "invalid_token", ""),
                _ if is_asked(&Method::OPTIONS) => (403, "access_denied", ""),
                TOKEN => (405, "invalid_request", "POST, OPTIONS"),
                USERINFO => (405, "invalid_request", "GET, POST, OPTIONS, HEAD"),
                _ if method == Method::GET || path.ends_with("nothing") => (404, "not_found", ""),
                _ => (405, "invalid_request", if is_document { "GET, OPTIONS, HEAD" } else { "GET, HEAD" }),
            };
            let found = (page.status, error(&page), page.header("allow"));
            assert_eq!((found.0, found.1.as_str(), found.2.as_str()), expected, "{method} {path}");
        }
    }
}

#[tokio::test]
async fn another_site_may_call_what_programs_may() {
    let site = Site::start().await;
    let person = site.visitor();
    for path in addresses() {
        for headers in [
            [("sec-fetch-site", "cross-site"), ("origin", "https://else.example")],
            [("cookie", "a=b"), ("origin", "null")],
        ] {
            let request = headers
                .iter()
                .fold(person.bare(Method::POST, path), |request, (name, value)| request.header(*name, *value));
            let page = person.send(request.form(&[("a", "b")])).await;
            assert!([401, 404, 405].contains(&page.status), "{path} {}", page.status);
            error(&page);
        }
    }
}

#[tokio::test]
async fn a_body_without_a_length_is_told_in_json_too_and_its_connection_closed() {
    let site = Site::start().await;
    for path in addresses() {
        let answer =
            raw(&site.url, &format!("POST {path} HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"));
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        assert!(head.starts_with("HTTP/1.1 411 ") && head.contains("application/json"), "{answer}");
        let id = head.lines().find_map(|line| line.strip_prefix("x-request-id: ")).unwrap();
        assert!(body.contains(r#""error":"invalid_request""#) && body.contains(id), "{answer}");
        assert!(head.contains("x-content-type-options: nosniff"), "{answer}");
    }
}
