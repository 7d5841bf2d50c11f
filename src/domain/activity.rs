//! The record of what happened: who, when, from where, what, and the values before and after.

mod action;
mod chain;
mod change;
mod sentence;

pub use action::Action;
pub use chain::{Link, StoredChange, digest};
pub use change::{
    Change, DUPLICATE_OF, MESSAGE_RECIPIENT, OPERATOR_EMAIL, OPERATOR_NAME, OPERATOR_ROLE, RESTORED_FROM, SECRET,
    SECRET_EXPIRY, SECRET_OVERLAP, SIGNING_KEY, STATUS, USER,
};
pub use sentence::{Part, in_words};

use super::choice::choices;
use super::client::ClientKey;
use super::operator::OperatorId;
use super::time::Timestamp;
use super::token::Digest;

choices! {
    pub enum ActorKind {
        Operator = "operator", "Operator";
        CommandLine = "command_line", "Command line";
        Anonymous = "anonymous", "Not signed in";
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Actor {
    /// An operator, with the name that they had at the time.
    Operator(OperatorId, String),
    /// Somebody with access to the machine, through the command line.
    CommandLine,
    Anonymous,
}

impl Actor {
    #[must_use]
    pub fn kind(&self) -> ActorKind {
        match self {
            Self::Operator(..) => ActorKind::Operator,
            Self::CommandLine => ActorKind::CommandLine,
            Self::Anonymous => ActorKind::Anonymous,
        }
    }

    #[must_use]
    pub fn id(&self) -> Option<OperatorId> {
        match self {
            Self::Operator(id, _) => Some(*id),
            Self::CommandLine | Self::Anonymous => None,
        }
    }

    /// The name that is kept.
    #[must_use]
    pub fn recorded_name(&self) -> Option<&str> {
        match self {
            Self::Operator(_, name) => Some(name),
            Self::CommandLine | Self::Anonymous => None,
        }
    }

    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Operator(_, name) => name,
            Self::CommandLine => "The command line",
            Self::Anonymous => "Somebody",
        }
    }
}

/// Who did something and from where: what every write is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    pub actor: Actor,
    /// The network address that the request came from; none for the command line.
    pub address: Option<String>,
    pub at: Timestamp,
}

#[derive(Clone, Debug)]
pub struct NewEntry {
    pub action: Action,
    pub client: Option<ClientKey>,
    pub changes: Vec<Change>,
}

#[derive(Clone, Debug)]
pub struct Entry {
    /// Its place in the order of recording.
    pub seq: i64,
    pub origin: Origin,
    pub action: Action,
    pub client: Option<ClientKey>,
    /// The client's present name; none when the client is gone.
    pub client_name: Option<String>,
    /// The operator's address; none when they are gone.
    pub actor_email: Option<String>,
    pub changes: Vec<Change>,
    /// The digest that chains it to the entry before.
    pub hash: Option<Digest>,
}

#[cfg(test)]
mod tests;
