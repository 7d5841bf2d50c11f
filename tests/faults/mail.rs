//! The program ends while it sends.

use std::collections::BTreeMap;
use std::process::Command;

use super::operator;
use crate::support::mail_server::{Answer, Delivered, MailServer};
use crate::support::process::{Running, program, until};
use crate::support::{Database, Person};

const MESSAGES: usize = 6;

fn through(server: &MailServer) -> Command {
    let mut command = program();
    command.env("NIC_SMTP_URL", server.url());
    command
}

async fn signed_in(running: &Running) -> Person {
    let ada = Person::new(&running.url());
    ada.sign_in("Ada").await;
    ada
}

async fn queue(ada: &Person, to: &str) {
    assert_eq!(ada.post("/outbox/test-message", &[("recipient", to)]).await.status, 303);
}

/// Waits until so many messages are in a state.
async fn are(database: &Database, state: &str, count: usize) {
    let query = format!("(SELECT count(*) FROM messages WHERE state = '{state}')");
    until(&format!("{count} are never {state}"), async || database.number(&query) == i64::try_from(count).unwrap())
        .await;
}

/// The Message-IDs of messages by their recipient.
fn ids(messages: &[Delivered]) -> BTreeMap<String, Vec<String>> {
    let mut ids: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for message in messages {
        ids.entry(message.to[0].clone()).or_default().push(message.message_id());
    }
    ids
}

#[tokio::test]
async fn what_was_being_sent_at_a_kill_is_sent_once_more_with_the_same_id_and_nothing_is_lost() {
    let folder = tempfile::tempdir().unwrap();
    let database = Database(folder.path().join("console.db"));
    operator(&database.0).await;
    let server = MailServer::start(Answer::Hang);
    let running = Running::start_by(through(&server), &database.0);
    let ada = signed_in(&running).await;
    for n in 0..MESSAGES {
        queue(&ada, &format!("user{n}@example.com")).await;
    }
    let at_once = usize::try_from(next_identity_console::service::transport::AT_ONCE).unwrap();
    until("they never are there", async || server.whole().len() == at_once).await;
    are(&database, "sending", at_once).await;
    running.signal("KILL");
    running.kill();
    let cut_off = ids(&server.whole());
    assert_eq!(server.taken().len(), 0);
    server.answer(Answer::Take);
    let again = Running::start_by(through(&server), &database.0);
    are(&database, "sent", MESSAGES).await;
    let taken = ids(&server.taken());
    assert_eq!(taken.len(), MESSAGES, "nothing is lost");
    for (to, ids) in &taken {
        assert_eq!(ids.len(), 1, "{to} got it once");
        assert!(cut_off.get(to).is_none_or(|before| before == ids), "{to}: the same message as before");
    }
    assert_eq!(server.whole().len(), MESSAGES + at_once);
    assert_eq!(database.number("(SELECT sum(tries) FROM messages)"), i64::try_from(MESSAGES + at_once).unwrap());
    drop(again);
    database.is_whole();
}

#[tokio::test]
async fn being_told_to_stop_lets_what_is_being_sent_come_to_its_end_and_sends_it_once() {
    let folder = tempfile::tempdir().unwrap();
    let database = Database(folder.path().join("console.db"));
    operator(&database.0).await;
    let server = MailServer::start(Answer::Hang);
    let mut running = Running::start_by(through(&server), &database.0);
    let ada = signed_in(&running).await;
    queue(&ada, "grace@example.com").await;
    until("it never is there", async || server.whole().len() == 1).await;
    running.signal("TERM");
    until("it goes on taking connections", async || std::net::TcpStream::connect(running.address).is_err()).await;
    server.answer(Answer::Take);
    running.ends();
    assert_eq!(database.text("(SELECT state || tries FROM messages)"), "sent1");
    assert_eq!((server.whole().len(), server.taken().len()), (1, 1));
}
