use std::sync::Arc;
use std::time::Duration;

use super::stage::{SECOND, Stage};
use crate::support::text_gateway::{Answer, TAKE, TextGateway};
use next_identity_console::domain::client::PrimaryIdentifier;
use next_identity_console::domain::language::Language;
use next_identity_console::domain::message::{MessageId, Template};
use next_identity_console::domain::user::Identifier;
use next_identity_console::service::mail::CodeMessage;
use next_identity_console::work::text::{self, Gateway};

const TO: &str = "+4915112345667";

impl Stage {
    /// Puts a code into the queue that works for ten minutes.
    async fn queue_text(&self) -> MessageId {
        let code = CodeMessage { client: "Shop", code: "012345", minutes: 10, language: Language::En };
        let recipient = Identifier::stored(PrimaryIdentifier::Mobile, TO).unwrap();
        let lifetime = Duration::from_mins(10);
        self.queue_message(recipient, Template::Code, &code.text("id.example.com"), lifetime).await
    }

    /// Sends what is due through a gateway while a test goes on.
    async fn sending_texts(&self, url: &str, test: impl Future<Output = ()>) {
        let gateway = Gateway::new(url, Some("a-token"), Duration::from_millis(500));
        tokio::select! {
            () = text::run(Arc::clone(&self.state), Some(gateway)) => panic!("it has stopped"),
            () = test => {}
        }
        self.state.store.close();
    }
}

#[tokio::test]
async fn a_text_message_arrives_under_its_own_key_and_its_text_is_deleted() {
    let (stage, gateway) = (Stage::start().await, TextGateway::start(TAKE));
    stage
        .sending_texts(&gateway.url(), async {
            let id = stage.queue_text().await.row();
            stage.is("sent", 1).await;
            let asked = gateway.asked();
            assert_eq!(asked.len(), 1);
            let text = "Your code for Shop: 012345\n\n@id.example.com #012345";
            assert_eq!(asked[0].body, serde_json::json!({ "id": id, "to": TO, "text": text }));
            for line in [
                "post /messages?from=shop http/1.1",
                "authorization: bearer a-token",
                "content-type: application/json",
                &format!("idempotency-key: {id}"),
            ] {
                assert!(asked[0].head.lines().any(|found| found == line), "{line}: {}", asked[0].head);
            }
        })
        .await;
    assert_eq!(stage.column("(body IS NULL AND next_try_at IS NULL AND ended_at IS NOT NULL)"), "1");
}

#[tokio::test]
async fn what_a_gateway_takes_later_is_sent_again_under_the_same_key() {
    for status in [429, 500, 503, 401, 403, 404] {
        let (stage, gateway) = (Stage::start().await, TextGateway::start(Answer::Status(status, None)));
        stage
            .sending_texts(&gateway.url(), async {
                let id = stage.queue_text().await.row();
                stage.is("waiting", 1).await;
                assert_eq!(stage.column("last_error"), format!("The text gateway answered {status}."));
                stage.pass(10 * SECOND);
                stage.is("waiting", 2).await;
                gateway.answer(TAKE);
                stage.pass(60 * SECOND);
                stage.is("sent", 3).await;
                let ids: Vec<String> = gateway.asked().iter().map(|asked| asked.body["id"].to_string()).collect();
                assert_eq!(ids, vec![format!("\"{id}\""); 3]);
            })
            .await;
    }
}

#[tokio::test]
async fn what_a_gateway_never_takes_is_given_up_at_once_and_its_words_are_not_kept() {
    for status in [400, 422] {
        let (stage, gateway) = (Stage::start().await, TextGateway::start(Answer::Status(status, None)));
        stage
            .sending_texts(&gateway.url(), async {
                stage.queue_text().await;
                stage.is("failed", 1).await;
                let said = format!("The text gateway refused the message ({status}).");
                assert_eq!((stage.column("last_error"), stage.column("(body IS NULL)").as_str()), (said, "1"));
            })
            .await;
    }
}

#[tokio::test]
async fn a_text_message_waits_when_the_gateway_is_not_there_hangs_or_hangs_up() {
    for (answer, words) in [(None, "Connection refused"), (Some(Answer::Hang), "in time"), (Some(Answer::Drop), "")] {
        let stage = Stage::start().await;
        let gateway = answer.clone().map(TextGateway::start);
        let url = gateway.as_ref().map_or_else(dead, TextGateway::url);
        stage
            .sending_texts(&url, async {
                stage.queue_text().await;
                stage.is("waiting", 1).await;
                assert!(stage.column("last_error").contains(words), "{answer:?}: {}", stage.column("last_error"));
                let Some(gateway) = &gateway else { return };
                gateway.answer(TAKE);
                stage.pass(10 * SECOND);
                stage.is("sent", 2).await;
            })
            .await;
    }
}

fn dead() -> String {
    crate::support::mail_server::dead().replace("smtp://", "http://")
}

#[tokio::test]
async fn a_gateway_leads_nowhere_else_and_its_answer_need_not_end() {
    let (stage, elsewhere) = (Stage::start().await, TextGateway::start(TAKE));
    let gateway = TextGateway::start(Answer::Status(307, Some(elsewhere.url())));
    stage
        .sending_texts(&gateway.url(), async {
            stage.queue_text().await;
            for (status, tries, pause) in [(307, 1, 10), (302, 2, 60), (301, 3, 300)] {
                stage.is("waiting", tries).await;
                gateway.answer(Answer::Status(if status == 307 { 302 } else { 301 }, Some(elsewhere.url())));
                if tries == 3 {
                    gateway.answer(Answer::TakeAndGoOn);
                }
                stage.pass(pause * SECOND);
            }
            stage.is("sent", 4).await;
            assert_eq!((gateway.asked().len(), elsewhere.asked().len()), (4, 0));
        })
        .await;
}

#[tokio::test]
async fn a_gateway_that_cannot_encrypt_gets_no_message() {
    let (stage, gateway) = (Stage::start().await, TextGateway::start(TAKE));
    stage
        .sending_texts(&gateway.url().replace("http://", "https://"), async {
            stage.queue_text().await;
            stage.is("waiting", 1).await;
            assert_eq!(gateway.asked().len(), 0);
        })
        .await;
}

#[tokio::test]
async fn a_code_by_text_is_tried_while_it_works_and_no_longer() {
    let (stage, gateway) = (Stage::start().await, TextGateway::start(Answer::Status(503, None)));
    stage
        .sending_texts(&gateway.url(), async {
            stage.queue_text().await;
            for (tries, pause) in [(1, 10), (2, 60), (3, 300)] {
                stage.is("waiting", tries).await;
                stage.pass(pause * SECOND);
            }
            stage.is("failed", 4).await;
        })
        .await;
}

#[tokio::test]
async fn a_code_by_text_that_was_cut_off_is_left_alone() {
    let stage = Stage::start().await;
    stage.queue_text().await;
    stage.database.execute("UPDATE messages SET state = 'sending', next_try_at = NULL, tries = 1");
    text::run(Arc::clone(&stage.state), None).await;
    stage.is("failed", 1).await;
    assert!(stage.column("last_error").contains("It is not sent again, since it may have arrived"));
    stage.state.store.close();
}
