//! A message as pages show it, but for what it says.

use crate::console::paths;
use crate::domain::choice::Choice;
use crate::domain::message::{Channel, MessageState, is_due};
use crate::service::state::State;
use crate::store::messages::Message;
use crate::web::moment::{Ahead, Moment};
use crate::web::number::grouped;

pub struct MessageRow {
    pub href: String,
    pub recipient: String,
    pub template: &'static str,
    pub state: &'static str,
    /// What the color of the state says: `on` for good, `off` for bad.
    pub tone: &'static str,
    pub tries: String,
    pub next: NextTry,
    pub error: Option<String>,
    pub created: Moment,
    pub ended: Option<Moment>,
}

pub enum NextTry {
    None,
    Now,
    In(Ahead),
    /// Once there is what sends it.
    With(&'static str),
}

/// What sends the messages of a channel.
pub fn sender(channel: Channel) -> &'static str {
    match channel {
        Channel::Email => "mail server",
        Channel::Mobile => "text gateway",
    }
}

impl MessageRow {
    pub fn new(message: &Message, state: &State) -> Self {
        let now = state.now();
        let has_sender = state.transport(message.channel).server.is_some();
        Self {
            href: paths::with_id(paths::MESSAGE, message.id.0),
            recipient: message.recipient.clone(),
            template: message.template.label(),
            state: message.state.label(),
            tone: match message.state {
                MessageState::Sent => "on",
                MessageState::Failed => "off",
                MessageState::Waiting | MessageState::Sending => "",
            },
            tries: grouped(message.tries.into()),
            next: match message.next_try_at {
                None => NextTry::None,
                Some(_) if !has_sender => NextTry::With(sender(message.channel)),
                Some(at) if is_due(at, now) => NextTry::Now,
                Some(at) => NextTry::In(Ahead::new(at.0, now.0)),
            },
            error: message.last_error.clone(),
            created: Moment::new(message.created_at.0, now.0),
            ended: message.ended_at.map(|at| Moment::new(at.0, now.0)),
        }
    }
}
