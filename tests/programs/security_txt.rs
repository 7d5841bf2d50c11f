use std::time::Duration;

use reqwest::Method;

use super::{error, is_guarded};
use crate::support::Site;
use next_identity_console::domain::time::{Clock, SystemClock};

const PATH: &str = "/.well-known/security.txt";
const CONTACT: &str = "mailto:security@example.com";

#[tokio::test]
async fn the_contact_is_told_with_its_expiry_whatever_else_is_asked() {
    let arguments = ["--security-contact", CONTACT, "--security-expires", "2999-01-31T01:00:00+01:00"];
    let site = Site::start_with(&arguments).await;
    let person = site.visitor();
    for query in ["", "?", "?nobody=asked", "?a=1&a=2&%00=%ff", "?state"] {
        let page = person.get(&format!("{PATH}{query}")).await;
        assert_eq!((page.status, page.header("content-type").as_str()), (200, "text/plain; charset=utf-8"), "{query}");
        assert_eq!(page.html, format!("Contact: {CONTACT}\nExpires: 2999-01-31T00:00:00Z\n"));
        is_guarded(&page);
        assert!(page.header("strict-transport-security").is_empty(), "over http");
    }
    let head = person.send(person.bare(Method::HEAD, PATH)).await;
    assert_eq!((head.status, head.html.as_str()), (200, ""));
}

#[tokio::test]
async fn without_a_contact_there_is_no_file() {
    let page = Site::start().await.visitor().get(PATH).await;
    assert_eq!((page.status, error(&page).as_str()), (404, "not_found"));
}

#[tokio::test]
async fn a_contact_that_has_expired_is_told_to_nobody() {
    let soon = SystemClock.now().after(Duration::from_hours(1)).to_rfc_3339();
    let arguments = ["--security-contact", CONTACT, "--security-expires", &soon];
    let site = Site::start_with(&arguments).await;
    let person = site.visitor();
    site.pass(3_590);
    assert_eq!(person.get(PATH).await.status, 200);
    site.pass(11);
    let page = person.get(PATH).await;
    assert_eq!((page.status, error(&page).as_str()), (404, "not_found"));
}

#[tokio::test]
async fn under_https_programs_are_told_to_stay_there() {
    let site = Site::start_with(&["--base-url", "https://id.example.com"]).await;
    let page = site.visitor().get(PATH).await;
    assert!(page.header("strict-transport-security").starts_with("max-age=31536000"));
}
