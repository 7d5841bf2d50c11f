use super::send;
use crate::provider::shop::Shop;
use crate::support::mail_server::{Answer, MailServer, dead};
use crate::support::process::until;
use crate::support::{Page, Person, Site};
use next_identity_console::domain::role::Role;

async fn open(person: &Person) -> Page {
    person.click(&person.open("/outbox").await, "Open").await
}

#[tokio::test]
async fn without_a_mail_server_the_page_of_a_message_shows_what_it_says() {
    let site = Site::start().await;
    let ada = site.named_operator("Ada", Role::Administrator).await;
    send(&ada, "grace@example.com").await;
    let page = open(&ada).await;
    assert_eq!(page.h1(), "Test message · grace@example.com");
    assert!(page.title().starts_with("Test message · grace@example.com"), "{}", page.title());
    for words in ["Waiting", "Ada sent this test message", "It is shown because no mail server is configured"] {
        assert!(page.shows(words), "{words}: {}", page.text());
    }
    assert_eq!(page.all("h3"), [format!("Test message from {}", site.url)]);
    assert_eq!(
        (page.header("cache-control"), ada.click(&page, "Outbox").await.h1()),
        ("no-store".into(), "Outbox".into())
    );
}

#[tokio::test]
async fn with_a_mail_server_the_page_of_a_message_says_why_it_does_not_show_it() {
    let server = MailServer::start(Answer::Take);
    for (url, state, why) in [
        (dead(), "Waiting", "a mail server is configured, so only the recipient reads it"),
        (server.url(), "Sent", "it was deleted when the message was sent"),
    ] {
        let site = Site::start_with(&["--smtp-url", &url]).await;
        let ada = site.named_operator("Ada", Role::Administrator).await;
        send(&ada, "grace@example.com").await;
        until("it is not tried", async || open(&ada).await.all(".badge") == [state]).await;
        let page = open(&ada).await;
        assert!(page.shows(why) && !page.shows("Ada sent"), "{}", page.text());
    }
}

#[tokio::test]
async fn a_message_of_another_key_file_or_none_at_all_is_explained() {
    let site = Site::start().await;
    let ada = site.named_operator("Ada", Role::Administrator).await;
    send(&ada, "grace@example.com").await;
    site.execute("UPDATE messages SET body = randomblob(200)");
    assert!(open(&ada).await.shows("it was sealed with another key file, or changed in the database"));
    for none in ["00000000-0000-7000-8000-000000000000", "nonsense"] {
        assert_eq!(ada.get(&format!("/outbox/{none}")).await.status, 404, "{none}");
    }
    let path = open(&ada).await.path;
    for role in [Role::Viewer, Role::ApplicationManager, Role::SecretRotator] {
        assert_eq!(site.operator(role).await.get(&path).await.status, 403);
    }
}

#[tokio::test]
async fn a_sealed_text_opens_in_its_own_row_alone() {
    let site = Site::start().await;
    let ada = site.named_operator("Ada", Role::Administrator).await;
    send(&ada, "grace@example.com").await;
    site.pass(1);
    send(&ada, "lin@example.com").await;
    site.execute("UPDATE messages SET body = (SELECT body FROM messages WHERE recipient = 'grace@example.com')");
    assert!(open(&ada).await.shows("The text cannot be read"));
}

#[tokio::test]
async fn a_text_message_says_what_it_waits_for_and_is_shown_only_while_nothing_sends_it() {
    let token = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(token.path(), "canary-token").unwrap();
    let token_file = token.path().to_str().unwrap();
    let gateway = ["--text-url", "http://127.0.0.1:9/messages", "--text-token-file", token_file];
    for (arguments, is_shown) in [(&[][..], true), (&gateway[..], false)] {
        let site = Site::start_with(arguments).await;
        let ada = site.named_operator("Ada", Role::Administrator).await;
        send(&ada, "grace@example.com").await;
        site.execute("UPDATE messages SET channel = 'mobile', recipient = '+4915112345667'");
        let page = ada.open("/outbox").await;
        assert_eq!(page.shows("NIC_TEXT_URL"), is_shown, "{}", page.text());
        assert_eq!(page.shows("With a text gateway"), is_shown, "{}", page.text());
        assert_eq!(page.shows("Text messages go through 127.0.0.1."), !is_shown, "{}", page.text());
        let page = open(&ada).await;
        assert_eq!(page.shows("Ada sent this test message"), is_shown, "{}", page.text());
        assert!(page.shows(if is_shown { "no text gateway is configured" } else { "a text gateway is configured" }));
        assert!(page.shows("Text message") && !page.shows("canary-token"), "{}", page.text());
    }
}

#[tokio::test]
async fn what_nothing_sends_is_given_up_when_its_time_is_over_and_what_is_live_is_kept() {
    let shop = Shop::open().await;
    let grace = shop.site.visitor();
    let page = shop.visit(&grace, &[]).await;
    grace.submit(&page, "Continue", &[("Email", "grace@example.com")]).await;
    send(&shop.ada, "lin@example.com").await;
    shop.site.pass(9 * 60);
    shop.site.sweep().await;
    let states = || shop.site.file().column("SELECT template || ' ' || state AS a FROM messages ORDER BY a");
    assert_eq!(states(), ["code waiting", "test waiting"]);
    shop.site.pass(60);
    shop.site.sweep().await;
    assert_eq!(states(), ["code failed", "test waiting"]);
    let list = shop.ada.open("/outbox?state=failed").await;
    assert!(list.shows("It could not be sent in time."), "{}", list.text());
    let page = shop.ada.click(&list, "Open").await;
    assert!(page.shows("it was deleted when the message was given up"), "{}", page.text());
    assert_eq!(shop.site.number("(SELECT count(*) FROM messages WHERE body IS NULL)"), 1);
}
