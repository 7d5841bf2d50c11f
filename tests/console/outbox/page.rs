use super::{rows, send};
use crate::support::Site;
use crate::support::mail_server::{Answer, MailServer, dead};
use crate::support::process::until;
use next_identity_console::domain::role::Role;

#[tokio::test]
async fn an_administrator_finds_the_outbox_in_the_menu_and_nobody_else_does() {
    let site = Site::start().await;
    let ada = site.named_operator("Ada", Role::Administrator).await;
    let page = ada.click(&ada.open("/clients").await, "Outbox").await;
    assert_eq!((page.h1().as_str(), page.all(".menu [aria-current=page]")), ("Outbox", vec!["Outbox".to_owned()]));
    assert!(page.shows("No messages yet") && page.shows("NIC_SMTP_URL"), "{}", page.text());
    for role in [Role::Viewer, Role::SecretRotator, Role::ApplicationManager] {
        let person = site.operator(role).await;
        assert_eq!(person.open("/clients").await.find_link("Outbox"), None);
        let page = person.get("/outbox").await;
        assert_eq!(page.status, 403);
        assert!(page.shows("You need the Administrator role to use the Outbox"), "{}", page.text());
    }
}

#[tokio::test]
async fn without_a_mail_server_a_message_waits_and_the_page_says_why() {
    let site = Site::start().await;
    let ada = site.named_operator("Ada", Role::Administrator).await;
    let page = send(&ada, "grace@example.com").await;
    assert!(page.shows("No mail server is configured"), "{}", page.text());
    let expected =
        ["grace@example.com", "Test message", "Waiting", "0", "With a mail server", "None", "just now", "Open"];
    assert_eq!(rows(&page), [expected]);
    site.pass(120);
    assert_eq!(rows(&ada.open("/outbox").await)[0][6], "2 minutes ago");
}

#[tokio::test]
async fn with_a_mail_server_a_message_is_sent_and_the_page_says_through_which() {
    let server = MailServer::start(Answer::Take);
    let site = Site::start_with(&["--smtp-url", &server.url(), "--mail-from", "hello@example.com"]).await;
    let ada = site.named_operator("Ada", Role::Administrator).await;
    send(&ada, "grace@example.com").await;
    until("it is not sent", async || rows(&ada.open("/outbox").await)[0][2] == "Sent").await;
    let page = ada.open("/outbox").await;
    assert!(page.shows("They are sent through 127.0.0.1") && !page.shows("No mail server"), "{}", page.text());
    assert_eq!(rows(&page)[0][2..6], ["Sent", "1", "None", "None"]);
    let taken = server.taken();
    assert_eq!(
        (taken.len(), taken[0].from.as_str(), taken[0].to.clone()),
        (1, "hello@example.com", vec!["grace@example.com".to_owned()])
    );
}

#[tokio::test]
async fn while_the_mail_server_is_dead_the_message_waits_and_the_page_says_what_is_wrong() {
    let site = Site::start_with(&["--smtp-url", &dead()]).await;
    let ada = site.named_operator("Ada", Role::Administrator).await;
    let page = send(&ada, "grace@example.com").await;
    assert_eq!((page.status, page.h1().as_str()), (200, "Outbox"), "nobody waits for the mail server");
    until("it is not tried", async || rows(&ada.open("/outbox").await)[0][2..4] == ["Waiting", "1"]).await;
    let page = ada.open("/outbox").await;
    let row = &rows(&page)[0];
    assert!(row[4].starts_with("in ") && row[5].contains("Connection refused"), "{row:?}");
    site.pass(10);
    send(&ada, "lin@example.com").await;
    until("it is not tried again", async || rows(&ada.open("/outbox").await)[1][3] == "2").await;
    assert!(site.number("(SELECT count(*) FROM messages WHERE body IS NOT NULL)") == 2);
}

#[tokio::test]
async fn messages_are_on_pages_the_latest_first_and_are_found_by_their_state() {
    let site = Site::start().await;
    let ada = site.named_operator("Ada", Role::Administrator).await;
    let mut expected = Vec::new();
    for n in 0..60 {
        let to = format!("user{n}@example.com");
        assert_eq!(ada.post("/outbox/test-message", &[("recipient", &to)]).await.status, 303);
        expected.insert(0, to);
        site.pass(1);
    }
    for link in ["Older", "Newer"] {
        let start =
            if link == "Older" { "/outbox".to_owned() } else { ada.walk("/outbox", "Older").await[2].path.clone() };
        let mut pages = ada.walk(&start, link).await;
        if link == "Newer" {
            pages.reverse();
        }
        let shown: Vec<String> =
            pages.iter().flat_map(|page| rows(page).into_iter().map(|row| row[0].clone())).collect();
        assert_eq!((pages.len(), &shown), (3, &expected), "{link}");
    }
    let ended = "body = NULL, next_try_at = NULL, ended_at = created_at";
    site.execute(&format!(
        "UPDATE messages SET state = 'failed', last_error = '550 no', {ended} WHERE recipient GLOB 'user1?@*'"
    ));
    let page = ada.click(&ada.open("/outbox").await, "Failed").await;
    let shown: Vec<String> = rows(&page).into_iter().map(|row| row[0].clone()).collect();
    assert_eq!(
        shown,
        expected.iter().filter(|to| to.len() == 18 && to.starts_with("user1")).cloned().collect::<Vec<_>>()
    );
    assert!(rows(&page).iter().all(|row| row[2..6] == ["Failed", "0", "None", "550 no"]), "{:?}", rows(&page));
    let page = ada.click(&page, "Sent").await;
    assert!(page.shows("No message is in this state"), "{}", page.text());
    assert_eq!(ada.click(&page, "Clear filters").await.path, "/outbox");
    for bad in [
        "state=lost",
        "after=x",
        "after=00000000-0000-0000-0000-000000000000&before=00000000-0000-0000-0000-000000000000",
    ] {
        let page = ada.get(&format!("/outbox?{bad}")).await;
        assert_eq!((page.status, page.link("Go to Outbox").as_str()), (400, "/outbox"), "{bad}");
    }
}

#[tokio::test]
async fn what_a_mail_server_says_is_text_on_the_page() {
    let site = Site::start().await;
    let ada = site.named_operator("Ada", Role::Administrator).await;
    for (n, payload) in crate::console::output::payloads().iter().step_by(20).enumerate() {
        send(&ada, &format!("user{n}@example.com")).await;
        let said = payload.replace('\'', "''");
        site.execute(&format!("UPDATE messages SET last_error = '{said}' WHERE recipient = 'user{n}@example.com'"));
        let page = ada.open("/outbox").await;
        assert_eq!(rows(&page)[0][5], payload.split_whitespace().collect::<Vec<_>>().join(" "));
        crate::console::output::inert(&page.html, payload);
        site.pass(1);
        crate::console::output::inert(&ada.open(&page.link("Open")).await.html, payload);
    }
}
