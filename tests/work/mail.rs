use std::sync::Arc;
use std::time::Duration;

use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Tls, TlsParameters};
use lettre::transport::smtp::extension::ClientId;
use mail_parser::MessageParser;
use url::Url;

use super::stage::{SECOND, Stage};
use crate::support::mail_server::{Answer, MailServer, dead};
use crate::support::process::until;
use next_identity_console::domain::client::PrimaryIdentifier;
use next_identity_console::domain::language::Language;
use next_identity_console::domain::message::{LIFETIME, MessageId, Template};
use next_identity_console::domain::text::EmailAddress;
use next_identity_console::domain::user::Identifier;
use next_identity_console::service::mail::{CodeMessage, TestMessage};
use next_identity_console::work::mail::{self, Mailer};

const HOUR: i64 = 3_600 * SECOND;

impl Stage {
    /// Puts a test message into the queue.
    async fn queue(&self) -> MessageId {
        let test = TestMessage { operator: "Zoë O’Neil", issuer: "https://id.example.com", at: "now" };
        let recipient = Identifier::Email(EmailAddress::parse("grace@example.com").unwrap());
        self.queue_message(recipient, Template::Test, &test.content().unwrap(), LIFETIME).await
    }

    /// Puts a code into the queue that works for ten minutes.
    async fn queue_code(&self, to: &str, kind: PrimaryIdentifier) {
        let code = CodeMessage { client: "Shop", code: "012345", minutes: 10, language: Language::En };
        let recipient = Identifier::stored(kind, to).unwrap();
        self.queue_message(recipient, Template::Code, &code.content().unwrap(), Duration::from_mins(10)).await;
    }

    /// Sends what is due through a server while a test goes on.
    async fn sending(&self, url: &str, test: impl Future<Output = ()>) {
        self.sending_for(url, Duration::from_secs(30), test).await;
    }

    async fn sending_for(&self, url: &str, patience: Duration, test: impl Future<Output = ()>) {
        let url: Url = url.parse().unwrap();
        let credentials =
            url.password().map(|password| Credentials::new(url.username().to_owned(), password.to_owned()));
        let tls = match url.scheme() {
            "smtp" => Tls::None,
            _ => Tls::Required(TlsParameters::new("127.0.0.1".to_owned()).unwrap()),
        };
        let mailer = Mailer {
            host: url.host_str().unwrap().to_owned(),
            port: url.port().unwrap(),
            tls,
            credentials,
            name: ClientId::default(),
            from: "no-reply@id.example.com".parse().unwrap(),
            patience,
        };
        tokio::select! {
            () = mail::run(Arc::clone(&self.state), Some(mailer)) => panic!("it has stopped"),
            () = test => {}
        }
        self.state.store.close();
    }

    /// How long a message waits for its next try, in seconds.
    fn wait(&self) -> i64 {
        (self.database.number("(SELECT next_try_at FROM messages)") - self.state.now().0) / SECOND
    }
}

#[tokio::test]
async fn a_message_arrives_as_text_and_as_html_and_its_texts_are_deleted() {
    let (stage, server) = (Stage::start().await, MailServer::start(Answer::Take));
    stage
        .sending(&server.url(), async {
            let id = stage.queue().await;
            stage.is("sent", 1).await;
            let taken = server.taken();
            assert_eq!((taken.len(), taken[0].from.as_str()), (1, "no-reply@id.example.com"));
            assert_eq!(taken[0].to, ["grace@example.com"]);
            let mail = MessageParser::default().parse(&taken[0].text).unwrap();
            assert_eq!(mail.message_id().unwrap(), format!("{}@id.example.com", id.row()));
            assert_eq!(mail.subject().unwrap(), "Test message from https://id.example.com");
            assert!(mail.body_text(0).unwrap().contains("Zoë O’Neil sent this test message"));
            assert!(mail.body_html(0).unwrap().contains("<bdi>Zoë O’Neil</bdi> sent this test message"));
            assert_eq!((mail.text_body_count(), mail.html_body_count(), mail.attachment_count()), (1, 1, 0));
            assert_eq!(mail.header_raw("Auto-Submitted").unwrap().trim(), "auto-generated");
            assert_eq!(mail.date().unwrap().to_timestamp(), stage.state.now().0 / SECOND);
        })
        .await;
    let gone = "body IS NULL AND next_try_at IS NULL AND last_error IS NULL AND ended_at IS NOT NULL";
    assert_eq!(stage.column(&format!("({gone})")), "1");
}

#[tokio::test]
async fn what_a_server_takes_later_is_sent_again_after_growing_pauses() {
    let (stage, server) = (Stage::start().await, MailServer::start(Answer::Later));
    stage
        .sending(&server.url(), async {
            let id = stage.queue().await;
            for (tries, pause) in [(1, 10), (2, 60), (3, 300), (4, 1_800), (5, 3_600), (6, 3_600)] {
                stage.is("waiting", tries).await;
                assert_eq!((stage.wait(), server.whole().len()), (pause, tries as usize));
                assert!(stage.column("last_error").contains("451") && stage.column("last_error").contains("later"));
                stage.pass(pause * SECOND - 1);
                stage.queue_is_looked_at().await;
                assert_eq!(server.whole().len(), tries as usize, "not a moment too early");
                if tries == 6 {
                    server.answer(Answer::Take);
                }
                stage.pass(1);
            }
            stage.is("sent", 7).await;
            let ids: Vec<String> =
                server.whole().iter().map(crate::support::mail_server::Delivered::message_id).collect();
            assert_eq!(ids, vec![format!("{}@id.example.com", id.row()); 7], "always the same message");
            assert_eq!(server.taken().len(), 1);
        })
        .await;
}

impl Stage {
    /// Lets the work beside have its turns.
    async fn queue_is_looked_at(&self) {
        for _ in 0..100 {
            tokio::task::yield_now().await;
        }
    }
}

#[tokio::test]
async fn what_a_server_never_takes_is_given_up_at_once() {
    let (stage, server) = (Stage::start().await, MailServer::start(Answer::Never));
    stage
        .sending(&server.url(), async {
            stage.queue().await;
            stage.is("failed", 1).await;
            assert!(stage.column("last_error").contains("550"), "{}", stage.column("last_error"));
            assert_eq!(stage.column("(body IS NULL)"), "1");
        })
        .await;
}

#[tokio::test]
async fn a_message_waits_while_the_server_does_not_know_who_we_are() {
    let (stage, server) = (Stage::start().await, MailServer::start_with_sign_in(Answer::NoEntry));
    let url = server.url().replace("smtp://", "smtp://console:password@");
    stage
        .sending(&url, async {
            stage.queue().await;
            stage.is("waiting", 1).await;
            assert!(stage.column("last_error").contains("535"), "{}", stage.column("last_error"));
            server.answer(Answer::Take);
            stage.pass(10 * SECOND);
            stage.is("sent", 2).await;
            assert_eq!(server.passwords(), ["password"; 2]);
        })
        .await;
}

#[tokio::test]
async fn a_message_waits_when_the_server_is_not_there_hangs_or_hangs_up() {
    let patience = Duration::from_millis(300);
    for (answer, words) in [(None, "Connection"), (Some(Answer::Hang), "in time"), (Some(Answer::Drop), "error")] {
        let stage = Stage::start().await;
        let server = answer.map(MailServer::start);
        let url = server.as_ref().map_or_else(dead, MailServer::url);
        stage
            .sending_for(&url, patience, async {
                stage.queue().await;
                stage.is("waiting", 1).await;
                assert!(stage.column("last_error").contains(words), "{answer:?}: {}", stage.column("last_error"));
                assert_eq!(stage.wait(), 10);
                let Some(server) = &server else { return };
                server.answer(Answer::Take);
                stage.pass(10 * SECOND);
                stage.is("sent", 2).await;
            })
            .await;
    }
}

#[tokio::test]
async fn what_a_server_has_taken_is_sent_although_it_says_no_more() {
    let (stage, server) = (Stage::start().await, MailServer::start(Answer::TakeAndHang));
    stage
        .sending_for(&server.url(), Duration::from_secs(2), async {
            stage.queue().await;
            stage.is("sent", 1).await;
            assert_eq!(server.taken().len(), 1);
        })
        .await;
}

#[tokio::test]
async fn a_server_that_must_encrypt_and_cannot_gets_neither_password_nor_message() {
    let (stage, server) = (Stage::start().await, MailServer::start_with_sign_in(Answer::Take));
    stage
        .sending(&server.url().replace("smtp://", "smtp+tls://console:password@"), async {
            stage.queue().await;
            stage.is("waiting", 1).await;
            assert_eq!((server.passwords().len(), server.whole().len()), (0, 0));
        })
        .await;
}

#[tokio::test]
async fn a_recipient_whose_server_hangs_holds_up_no_other_message() {
    let (stage, server) = (Stage::start().await, MailServer::start(Answer::Hang));
    stage
        .sending(&server.url(), async {
            stage.queue().await;
            stage.is("sending", 1).await;
            until("it never is there", async || server.whole().len() == 1).await;
            stage.queue().await;
            until("the other waits", async || server.whole().len() == 2).await;
        })
        .await;
}

#[tokio::test]
async fn a_message_that_could_not_be_sent_for_a_day_is_given_up() {
    let (stage, server) = (Stage::start().await, MailServer::start(Answer::Later));
    stage
        .sending(&server.url(), async {
            stage.queue().await;
            stage.is("waiting", 1).await;
            stage.pass(24 * HOUR - 2 * SECOND);
            stage.is("failed", 2).await;
            assert!(stage.column("last_error").contains("451"));
        })
        .await;
}

#[tokio::test]
async fn a_message_of_long_ago_is_not_sent_when_a_server_is_there_at_last() {
    let (stage, server) = (Stage::start().await, MailServer::start(Answer::Take));
    stage.queue().await;
    stage.pass(24 * HOUR);
    stage
        .sending(&server.url(), async {
            stage.is("failed", 0).await;
            assert_eq!(stage.column("last_error"), "It could not be sent in time.");
            assert_eq!(server.whole().len(), 0);
        })
        .await;
}

#[tokio::test]
async fn a_clock_that_is_set_back_by_a_year_holds_up_no_message() {
    let (stage, server) = (Stage::start().await, MailServer::start(Answer::Later));
    stage
        .sending(&server.url(), async {
            stage.queue().await;
            stage.is("waiting", 1).await;
            server.answer(Answer::Take);
            stage.pass(-365 * 24 * HOUR);
            stage.is("sent", 2).await;
        })
        .await;
}

#[tokio::test]
async fn what_cannot_be_opened_or_addressed_is_given_up_and_the_next_one_is_sent() {
    for spoilt in
        ["body = randomblob(100)", "recipient = 'grace@example.com' || char(13, 10) || 'Bcc: eve@example.com'"]
    {
        let (stage, server) = (Stage::start().await, MailServer::start(Answer::Take));
        stage.queue().await;
        stage.database.execute(&format!("UPDATE messages SET {spoilt}"));
        stage
            .sending(&server.url(), async {
                stage.is("failed", 1).await;
                assert!(!stage.column("last_error").is_empty());
                stage.database.execute("DELETE FROM messages");
                stage.queue().await;
                stage.is("sent", 1).await;
                assert_eq!(server.taken().len(), 1);
                assert_eq!(server.taken()[0].to, ["grace@example.com"]);
            })
            .await;
    }
}

#[tokio::test]
async fn what_was_sent_is_not_sent_again_while_the_database_does_not_take_that() {
    let (stage, server) = (Stage::start().await, MailServer::start(Answer::Hang));
    stage
        .sending(&server.url(), async {
            stage.queue().await;
            until("it never is there", async || server.whole().len() == 1).await;
            stage
                .database
                .execute("CREATE TRIGGER broken BEFORE UPDATE ON messages BEGIN SELECT RAISE(ABORT, 'no'); END");
            server.answer(Answer::Take);
            until("it is never taken", async || server.taken().len() == 1).await;
            stage.pass(HOUR);
            stage.queue_is_looked_at().await;
            stage.database.execute("DROP TRIGGER broken");
            stage.is("sent", 1).await;
            assert_eq!(server.whole().len(), 1);
        })
        .await;
}

#[tokio::test]
async fn what_another_start_left_half_sent_waits_again_also_without_a_server() {
    let stage = Stage::start().await;
    stage.queue().await;
    stage.database.execute("UPDATE messages SET state = 'sending', next_try_at = NULL, tries = 1");
    mail::run(Arc::clone(&stage.state), None).await;
    stage.is("waiting", 1).await;
    assert_eq!((stage.wait(), stage.column("(body IS NOT NULL)").as_str()), (0, "1"));
    stage.state.store.close();
}

#[tokio::test]
async fn a_code_that_was_cut_off_is_not_sent_again_and_one_that_is_over_is_not_sent_at_all() {
    for (spoilt, passed, state) in [
        ("state = 'sending', next_try_at = NULL, tries = 1", 0, "failed 1"),
        ("tries = 0", 10 * 60 * SECOND, "failed 0"),
    ] {
        let (stage, server) = (Stage::start().await, MailServer::start(Answer::Take));
        stage.queue_code("grace@example.com", PrimaryIdentifier::Email).await;
        stage.database.execute(&format!("UPDATE messages SET {spoilt}"));
        stage.pass(passed);
        stage
            .sending(&server.url(), async {
                until("it never is given up", async || stage.column("state || ' ' || tries") == state).await;
                assert_eq!((server.whole().len(), stage.column("(body IS NULL)").as_str()), (0, "1"));
            })
            .await;
    }
}

#[tokio::test]
async fn a_text_message_does_not_go_by_mail() {
    let (stage, server) = (Stage::start().await, MailServer::start(Answer::Take));
    stage.queue_code("+4915112345667", PrimaryIdentifier::Mobile).await;
    stage.database.execute("UPDATE messages SET state = 'sending', next_try_at = NULL, tries = 1");
    stage.queue_code("+4915112345668", PrimaryIdentifier::Mobile).await;
    stage
        .sending(&server.url(), async {
            stage.queue().await;
            until("it never is taken", async || server.taken().len() == 1).await;
            let texts = "(SELECT group_concat(state || tries) FROM messages WHERE channel = 'mobile')";
            assert_eq!(stage.database.text(texts), "sending1,waiting0");
        })
        .await;
}
