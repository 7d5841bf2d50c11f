//! What a running service knows of mail: whether there is a server, what a message is made of, and who is told of a new one.

use std::time::Duration;

use askama::Template;
use tokio::sync::{Notify, Semaphore};

use super::state::State;
use crate::domain::keys::seal::{NoCipher, NotOpened};
use crate::domain::message::{self, Content, LIFETIME, MessageId};
use crate::domain::text::EmailAddress;
use crate::store::messages::NewMessage;

/// Messages that are sent at the same time, so that a recipient's slow server holds up no other's.
pub const AT_ONCE: u32 = 4;

pub struct Mail {
    /// The host of the mail server, where one is configured.
    pub server: Option<String>,
    /// Tells who sends that a message waits.
    pub new: Notify,
    /// Held while a message is sent and what came of it is written.
    pub sending: Semaphore,
}

impl Mail {
    #[must_use]
    pub fn new(server: Option<String>) -> Self {
        Self { server, new: Notify::new(), sending: Semaphore::new(AT_ONCE as usize) }
    }

    /// Lets what is being sent come to its end, for so long at most, and nothing more begin.
    pub async fn stop(&self, patience: Duration) {
        if tokio::time::timeout(patience, self.sending.acquire_many(AT_ONCE)).await.is_err() {
            tracing::warn!("a message was still being sent; the next start decides about it");
        }
        self.sending.close();
    }
}

impl State {
    /// A message to be queued, of now.
    pub fn message(
        &self,
        recipient: EmailAddress,
        template: message::Template,
        content: &Content,
    ) -> Result<NewMessage, Unwritten> {
        let now = self.now();
        let id = MessageId(now.uuid());
        let body = self.keyring.seal(MessageId::place(&id.row()), &serde_json::to_vec(content)?)?;
        Ok(NewMessage { id, recipient, template, body, created_at: now, give_up_at: now.after(LIFETIME) })
    }

    /// What the recipient of a message reads.
    pub fn content(&self, id: MessageId, sealed: &[u8]) -> Result<Content, Unread> {
        let opened = self.keyring.open_sealed(MessageId::place(&id.row()), sealed)?;
        Ok(serde_json::from_slice(&opened)?)
    }
}

#[derive(Debug, thiserror::Error)]
pub enum Unwritten {
    #[error(transparent)]
    NoCipher(#[from] NoCipher),
    #[error("a message cannot be written: {0}")]
    Format(#[from] serde_json::Error),
}

#[derive(Debug, thiserror::Error)]
pub enum Unread {
    #[error(transparent)]
    NotOpened(#[from] NotOpened),
    #[error("the texts of a message cannot be read: {0}")]
    Format(#[from] serde_json::Error),
}

/// What an operator sends to see whether mail arrives.
#[derive(Clone, Copy, Debug)]
pub struct TestMessage<'a> {
    /// Who sends it.
    pub operator: &'a str,
    /// Where the provider is, which its users will have mail from.
    pub issuer: &'a str,
    /// When it was sent.
    pub at: &'a str,
}

#[derive(Template)]
#[template(source = "Test message from {{ test.issuer }}", ext = "txt")]
struct TestSubject<'a> {
    test: TestMessage<'a>,
}

#[derive(Template)]
#[template(path = "service/mail/test.txt")]
struct TestText<'a> {
    test: TestMessage<'a>,
}

#[derive(Template)]
#[template(path = "service/mail/test.html")]
struct TestHtml<'a> {
    subject: &'a str,
    test: TestMessage<'a>,
}

impl TestMessage<'_> {
    pub fn content(self) -> Result<Content, askama::Error> {
        let subject = TestSubject { test: self }.render()?;
        let html = TestHtml { subject: &subject, test: self }.render()?;
        Ok(Content { text: TestText { test: self }.render()?, html, subject })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_person_is_called_is_text_in_the_mail_and_cannot_add_a_line_to_its_head() {
        let operator = "Ada <script>alert(1)</script> & \"Co\"";
        let test = TestMessage { operator, issuer: "https://id.example.com", at: "2026-11-29T00:00:00Z" };
        let content = test.content().unwrap();
        assert!(content.text.contains(operator), "{}", content.text);
        assert!(content.html.contains("Ada &#60;script&#62;") && !content.html.contains("<script"), "{}", content.html);
        assert_eq!(content.subject, "Test message from https://id.example.com");
    }
}
