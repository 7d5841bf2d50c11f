//! A database with keys of its own for what is sent beside requests, and a clock that the test sets.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use super::Hands;
use crate::support::process::until;
use crate::support::{Database, keys};
use next_identity_console::domain::message::{Content, MessageId, Template};
use next_identity_console::domain::time::{Clock, SystemClock};
use next_identity_console::domain::user::Identifier;
use next_identity_console::service::state::State;
use next_identity_console::store::messages;

pub const SECOND: i64 = 1_000;

pub struct Stage {
    pub state: Arc<State>,
    pub database: Database,
    hands: Arc<Hands>,
    _folder: tempfile::TempDir,
}

impl Stage {
    pub async fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("console.db");
        keys::with_keys(&path).await;
        let hands = Arc::new(Hands(AtomicI64::new(SystemClock.now().0)));
        let state = super::state(&path, Arc::clone(&hands) as Arc<dyn Clock>).await;
        Self { state, hands, database: Database(path), _folder: folder }
    }

    /// Puts a message into the queue and tells who sends it.
    pub async fn queue_message(
        &self,
        recipient: Identifier,
        template: Template,
        content: &Content,
        lifetime: Duration,
    ) -> MessageId {
        let new = self.state.message(recipient, template, content, lifetime).unwrap();
        let id = new.id;
        self.state.store.write(move |conn| messages::queue(conn, &new)).await.unwrap();
        self.wake();
        id
    }

    pub fn pass(&self, millis: i64) {
        self.hands.0.fetch_add(millis, Ordering::SeqCst);
        self.wake();
    }

    fn wake(&self) {
        self.state.mail.new.notify_one();
        self.state.texts.new.notify_one();
    }

    pub fn column(&self, column: &str) -> String {
        self.database.text(&format!("(SELECT {column} || '' FROM messages)"))
    }

    /// Waits until the message is in a state after so many tries.
    pub async fn is(&self, state: &str, tries: u32) {
        let wanted = format!("{state} {tries}");
        let now = || self.column("state || ' ' || tries");
        until(&format!("it never is {wanted}"), async || now() == wanted).await;
    }
}
