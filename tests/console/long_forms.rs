//! Forms with lists of addresses that are sent without a session: what was typed is kept, and the server holds no more than that.

use std::collections::BTreeMap;
use std::io::Write;
use std::net::TcpStream;

use next_identity_console::domain::role::Role;
use next_identity_console::routes::{self, Audience};

use super::create;
use crate::support::addresses::example;
use crate::support::process::{Running, until};
use crate::support::{Page, Person, Site, socket};

const LIMIT: usize = 32 * 1024;
const LONG_LIMIT: usize = 1024 * 1024;
/// How many are held at once.
const PLACES: usize = 8;
const NOBODYS: &str = "/clients/00000000-0000-7000-8000-000000000000/integration";

/// A form of so many bytes.
fn padded(length: usize) -> String {
    format!("a={}", "x".repeat(length - 2))
}

/// The fields that a page offers to send again.
fn kept(page: &Page, button: &str) -> BTreeMap<String, String> {
    page.form(button, &[]).fields.into_iter().collect()
}

#[tokio::test]
async fn fifty_long_addresses_that_are_sent_after_the_session_ended_are_kept_and_saved_after_a_sign_in() {
    let site = Site::start().await;
    let ada = site.named_operator("Ada", Role::ApplicationManager).await;
    let client = create(&ada, "Shop").await;
    let page = ada.open(&format!("{client}/integration")).await;
    let list: Vec<String> = (0..50).map(|n| format!("https://a.example/{n:02}/{}", "x".repeat(1_480))).collect();
    let filled = [("Redirect URIs", list.join("\n")), ("API audience", "orders".to_owned())];
    let filled = filled.each_ref().map(|(label, value)| (*label, value.as_str()));
    let sent: BTreeMap<String, String> = page.form("Save changes", &filled).fields.into_iter().collect();
    site.execute("DELETE FROM operator_sessions");
    let before = site.stored();
    let answer = ada.press(&page, "Save changes", &filled).await;
    assert_eq!((answer.status, answer.h1().as_str()), (401, "You are signed out"));
    assert_eq!(kept(&answer, "2. Save my changes"), sent, "all that was typed");
    assert_eq!(site.stored(), before);
    ada.sign_in_again("Ada").await;
    let saved = ada.submit(&answer, "2. Save my changes", &[]).await;
    assert!(saved.shows("Shop: Integration was saved."), "{}", saved.text());
    let settings = site.text("(SELECT settings FROM client_revisions ORDER BY number DESC LIMIT 1)");
    assert!(list.iter().all(|uri| settings.contains(uri)));
}

#[tokio::test]
async fn without_a_session_only_the_card_with_lists_takes_a_long_form_and_no_more_than_with_one() {
    let site = Site::start().await;
    let visitor = site.visitor();
    for (length, status) in [(LIMIT, 401), (LIMIT + 1, 401), (LONG_LIMIT, 401), (LONG_LIMIT + 1, 413)] {
        assert_eq!(visitor.post_raw(NOBODYS, padded(length)).await.status, status, "{length}");
    }
    let forms = routes::all().into_iter().filter(|entry| entry.method.as_str() == "POST");
    for entry in forms.filter(|entry| entry.audience == Audience::Operators) {
        let path = example(entry.pattern, "00000000-0000-7000-8000-000000000000");
        let status = visitor.post_raw(&path, padded(LIMIT + 1)).await.status;
        assert_eq!(status, if path == NOBODYS { 401 } else { 413 }, "{path}");
    }
    for path in [format!("{NOBODYS}/"), format!("{NOBODYS}/x"), "/clients/integration".to_owned()] {
        assert_eq!(visitor.post_raw(&path, padded(LIMIT + 1)).await.status, 413, "{path}");
    }
}

/// A connection on which a long form has begun to arrive.
fn begun(running: &Running) -> TcpStream {
    let mut socket = socket::connect(running.address);
    let head = format!(
        "POST {NOBODYS} HTTP/1.1\r\nHost: localhost\r\nSec-Fetch-Site: same-origin\r\n\
        Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {LONG_LIMIT}\r\n\r\na="
    );
    socket.write_all(head.as_bytes()).unwrap();
    socket
}

#[tokio::test]
async fn of_long_forms_without_a_session_few_are_held_at_once_and_all_else_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let running = Running::start(&folder.path().join("console.db"));
    let visitor = Person::new(&running.url());
    let send = async |length: usize| visitor.post_raw(NOBODYS, padded(length)).await;
    let mut slow: Vec<TcpStream> = (1..PLACES).map(|_| begun(&running)).collect();
    for _ in 0..20 {
        assert_eq!(send(LIMIT + 1).await.status, 401, "there is a place");
    }
    until("all places are taken", async || {
        // It is refused where ours has the last place.
        slow.push(begun(&running));
        send(LIMIT + 1).await.status == 503
    })
    .await;
    assert!(slow.len() < 10 * PLACES, "{} were held", slow.len());
    let page = send(LONG_LIMIT).await;
    assert_eq!((page.status, page.header("retry-after").as_str()), (503, "20"));
    assert_eq!(send(LIMIT).await.status, 401, "a short one takes up no place");
    assert_eq!(visitor.get("/healthz").await.status, 200);
    drop(slow);
    until("the places are free again", async || send(LONG_LIMIT).await.status == 401).await;
}
