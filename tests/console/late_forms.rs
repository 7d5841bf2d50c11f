//! Forms whose sender may not send them any more by the time they have arrived.

use std::io::{Read, Write};

use crate::console::create;
use crate::support::Site;
use crate::support::process::until;
use crate::support::socket::connect;
use next_identity_console::domain::role::Role;

#[tokio::test]
async fn nothing_is_done_for_somebody_who_may_not_ask_for_it_any_more_when_the_form_has_arrived() {
    let of_ada = "WHERE email = 'ada@example.com'";
    for change in [
        "DELETE FROM operator_sessions".to_owned(),
        format!("UPDATE operators SET disabled_at = 1 {of_ada}"),
        format!("UPDATE operators SET role = 'application-manager' {of_ada}"),
    ] {
        let site = Site::start().await;
        let ada = site.named_operator("Ada", Role::Administrator).await;
        let client = create(&ada, "Shop").await;
        let page = ada.open(&format!("{client}/credentials")).await;
        let form = page.form("Generate secret", &[]);
        let body = serde_urlencoded::to_string(&form.fields).unwrap();
        let cookie = ada.bare(reqwest::Method::POST, &form.action).build().unwrap().headers()["cookie"].clone();
        let head = format!(
            "POST {} HTTP/1.1\r\nHost: localhost\r\nCookie: {}\r\nSec-Fetch-Site: same-origin\r\nConnection: close\r\n\
             Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n",
            form.action,
            cookie.to_str().unwrap(),
            body.len()
        );
        site.pass(120);
        let renewed = "(SELECT max(last_seen_at) FROM operator_sessions)";
        let before = site.number(renewed);
        let mut socket = connect(site.url.trim_start_matches("http://"));
        let (first, rest) = body.split_at(1);
        socket.write_all((head + first).as_bytes()).unwrap();
        // The session is renewed as soon as the head has passed.
        until("the head has passed", async || site.number(renewed) > before).await;
        site.execute(&change);
        socket.write_all(rest.as_bytes()).unwrap();
        let mut answer = String::new();
        socket.read_to_string(&mut answer).unwrap();
        assert!(answer.starts_with("HTTP/1.1 4"), "{change}: {answer}");
        assert_eq!(site.number("(SELECT count(*) FROM client_secrets)"), 0, "{change}");
    }
}
