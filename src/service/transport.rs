//! How messages leave: by which server or gateway, who is told of a new one, and how their texts are sealed.

use std::time::Duration;

use tokio::sync::{Notify, Semaphore};

use super::state::State;
use crate::domain::keys::seal::{NoCipher, NotOpened};
use crate::domain::message::{Channel, Content, MessageId, Template};
use crate::domain::user::Identifier;
use crate::store::messages::NewMessage;

/// Messages that are sent at the same time, so that a recipient's slow server holds up no other's.
pub const AT_ONCE: u32 = 4;

/// What a running service knows of a channel.
pub struct Transport {
    /// The host of the mail server or the gateway, where one is configured.
    pub server: Option<String>,
    /// Tells who sends that a message waits.
    pub new: Notify,
    /// Held while a message is sent and what came of it is written.
    pub sending: Semaphore,
}

impl Transport {
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
    #[must_use]
    pub fn transport(&self, channel: Channel) -> &Transport {
        match channel {
            Channel::Email => &self.mail,
            Channel::Mobile => &self.texts,
        }
    }

    /// A message to be queued, of now, that is tried to be sent for so long. Once it is queued, its transport is told.
    pub fn message(
        &self,
        recipient: Identifier,
        template: Template,
        content: &Content,
        lifetime: Duration,
    ) -> Result<NewMessage, Unwritten> {
        let now = self.now();
        let id = MessageId(now.uuid());
        let body = self.keyring.seal(MessageId::place(&id.row()), &serde_json::to_vec(content)?)?;
        Ok(NewMessage { id, recipient, template, body, created_at: now, give_up_at: now.after(lifetime) })
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
