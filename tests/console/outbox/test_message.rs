use futures_util::future::join_all;

use super::{count, send};
use crate::support::Site;
use next_identity_console::domain::role::Role;

#[tokio::test]
async fn a_test_message_is_queued_recorded_and_said_on_the_next_page() {
    let site = Site::start().await;
    let ada = site.named_operator("Ada", Role::Administrator).await;
    let page = ada.open("/outbox/test-message").await;
    assert_eq!((page.h1().as_str(), page.value("Email").as_str()), ("Send a test message", "ada@example.com"));
    let page = send(&ada, " Grace@Example.com ").await;
    assert_eq!(
        (page.path.as_str(), page.all(".notice")),
        ("/outbox", vec!["The test message is in the queue.".to_owned()])
    );
    assert_eq!(site.text("(SELECT recipient FROM messages)"), "grace@example.com");
    let page = ada.open("/activity").await;
    assert!(page.shows("Ada sent a test message to grace@example.com from 127.0.0.1"), "{}", page.text());
    assert_eq!(
        page.all(".activity tr").iter().filter(|row| row.contains("grace@example.com")).count(),
        0,
        "it says so"
    );
    assert!(ada.open("/activity?kind=test_message_sent").await.shows("Ada sent a test message"));
    site.file().is_whole();
}

#[tokio::test]
async fn what_is_no_address_is_refused_beside_its_field_and_nothing_is_queued() {
    let site = Site::start().await;
    let ada = site.named_operator("Ada", Role::Administrator).await;
    let page = ada.open("/outbox/test-message").await;
    let long = format!("{}@example.com", "a".repeat(250));
    for (bad, words) in [
        ("", "Enter an email address."),
        ("   ", "Enter an email address."),
        ("grace", "Enter an email address such as ada@example.com."),
        ("grace@", "such as"),
        ("@example.com", "such as"),
        ("grace@example.com, lin@example.com", "such as"),
        ("Grace <grace@example.com>", "such as"),
        ("grace@exa mple.com", "such as"),
        ("grace@example.com\r\nBcc: eve@example.com", "such as"),
        ("grace@example.com\nSubject: hello", "such as"),
        ("grace\r\n@example.com", "such as"),
        ("grace@example.com>\r\nDATA", "such as"),
        ("gräce@example.com", "such as"),
        ("grace@example.com\u{202e}", "such as"),
        (&long, "such as"),
    ] {
        let answer = ada.press(&page, "Send test message", &[("Email", bad)]).await;
        // HTML has one way to end a line.
        assert_eq!((answer.status, answer.value("Email")), (422, bad.replace("\r\n", "\n")), "{bad:?}");
        assert!(answer.error_of("recipient").contains(words), "{bad:?}: {}", answer.error_of("recipient"));
    }
    for fields in [
        &[("recipient", "a@example.com"), ("template", "test")][..],
        &[("recipient", "a@example.com"), ("recipient", "b@example.com")],
    ] {
        assert_eq!(ada.post("/outbox/test-message", fields).await.status, 400, "{fields:?}");
    }
    assert_eq!(count(&site), 0);
    assert_eq!(site.number("(SELECT count(*) FROM activity WHERE action = 'test_message_sent')"), 0);
}

#[tokio::test]
async fn other_roles_other_sites_and_strangers_send_none() {
    let site = Site::start().await;
    let fields = [("recipient", "grace@example.com")];
    for role in [Role::Viewer, Role::ApplicationManager, Role::SecretRotator] {
        assert_eq!(site.operator(role).await.post("/outbox/test-message", &fields).await.status, 403);
    }
    assert_eq!(site.visitor().post("/outbox/test-message", &fields).await.status, 401);
    let ada = site.named_operator("Ada", Role::Administrator).await;
    let other = ada.bare(reqwest::Method::POST, "/outbox/test-message").header("sec-fetch-site", "cross-site");
    assert_eq!(ada.send(other.form(&fields)).await.status, 403);
    assert_eq!(count(&site), 0);
}

#[tokio::test]
async fn a_message_and_its_record_are_written_together_or_not_at_all() {
    let site = Site::start().await;
    let ada = site.named_operator("Ada", Role::Administrator).await;
    for table in ["messages", "activity"] {
        let before = site.stored();
        site.execute(&format!("CREATE TRIGGER broken BEFORE INSERT ON {table} BEGIN SELECT RAISE(ABORT, 'no'); END"));
        let page = ada.post("/outbox/test-message", &[("recipient", "grace@example.com")]).await;
        assert_eq!(page.status, 500);
        site.execute("DROP TRIGGER broken");
        assert_eq!(site.stored(), before, "{table}");
    }
    let page = send(&ada, "grace@example.com").await;
    assert_eq!(page.status, 200);
}

#[tokio::test]
async fn of_messages_that_are_queued_at_once_none_is_lost() {
    let site = Site::start().await;
    let ada = site.named_operator("Ada", Role::Administrator).await;
    let queued =
        join_all(
            (0..50).map(|n| {
                let ada = &ada;
                async move {
                    ada.post("/outbox/test-message", &[("recipient", &format!("user{n}@example.com"))]).await.status
                }
            }),
        );
    assert_eq!(queued.await, [303; 50]);
    assert_eq!(site.number("(SELECT count(DISTINCT recipient) FROM messages)"), 50);
    assert_eq!(site.number("(SELECT count(*) FROM activity WHERE action = 'test_message_sent')"), 50);
}
