//! The record of what happened: who, when, from where, what, and the values before and after.

mod chain;
mod field;

pub use chain::{Link, StoredChange};
pub use field::Field;

use super::choice::{Choice, choices};
use super::client::ClientKey;
use super::operator::OperatorId;
use super::time::Timestamp;
use super::token::Digest;

choices! {
    /// What happened. The label completes a sentence that begins with who did it.
    pub enum Action {
        /// The first administrator was created with the one-time link.
        SetUp = "set_up", "set up the console";
        /// An operator was added.
        OperatorAdded = "operator_added", "added the operator";
        /// An operator signed in.
        SignedIn = "signed_in", "signed in";
        /// A sign-in was refused; who tried is not known, only which account.
        SignInFailed = "sign_in_failed", "failed to sign in";
        /// An operator signed out.
        SignedOut = "signed_out", "signed out";
        /// An operator ended one of their sessions in another browser.
        SessionEnded = "session_ended", "ended a session in another browser";
        /// The waits of an account were lifted from the command line.
        OperatorUnlocked = "operator_unlocked", "unlocked the operator";
        /// A client was created.
        ClientCreated = "client_created", "created the client";
        /// A card or the status of a client was changed.
        ClientChanged = "client_changed", "changed";
    }
}

impl Action {
    /// The kind of event, as a heading and in a menu.
    #[must_use]
    pub fn kind(self) -> &'static str {
        match self {
            Self::SetUp => "Set-up",
            Self::OperatorAdded => "Operator added",
            Self::SignedIn => "Sign-in",
            Self::SignInFailed => "Failed sign-in",
            Self::SignedOut => "Sign-out",
            Self::SessionEnded => "Session ended",
            Self::OperatorUnlocked => "Operator unlocked",
            Self::ClientCreated => "Client created",
            Self::ClientChanged => "Client changed",
        }
    }
}

choices! {
    /// What kind of actor did something.
    pub enum ActorKind {
        /// An operator.
        Operator = "operator", "Operator";
        /// The command line.
        CommandLine = "command_line", "Command line";
        /// Somebody who was not signed in.
        Anonymous = "anonymous", "Not signed in";
    }
}

/// One setting's value before and after.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The setting.
    pub field: Field,
    /// Its token or text before, when there was one.
    pub before: Option<String>,
    /// Its token or text after, when there is one.
    pub after: Option<String>,
}

/// Who did something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Actor {
    /// An operator, with the name that they had at the time.
    Operator(OperatorId, String),
    /// Somebody with access to the machine, through the command line.
    CommandLine,
    /// Somebody who was not signed in.
    Anonymous,
}

impl Actor {
    /// The kind.
    #[must_use]
    pub fn kind(&self) -> ActorKind {
        match self {
            Self::Operator(..) => ActorKind::Operator,
            Self::CommandLine => ActorKind::CommandLine,
            Self::Anonymous => ActorKind::Anonymous,
        }
    }

    /// The operator, when it is one.
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

    /// The name in a sentence.
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
    /// Who.
    pub actor: Actor,
    /// The network address that the request came from; none for the command line.
    pub address: Option<String>,
    /// When.
    pub at: Timestamp,
}

/// What is about to be recorded.
#[derive(Clone, Debug)]
pub struct NewEntry {
    /// What happened.
    pub action: Action,
    /// The client that it happened to.
    pub client: Option<ClientKey>,
    /// The values before and after.
    pub changes: Vec<Change>,
}

/// A recorded event.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Its place in the order of recording.
    pub seq: i64,
    /// Who, from where and when.
    pub origin: Origin,
    /// What happened.
    pub action: Action,
    /// To which client.
    pub client: Option<ClientKey>,
    /// The client's present name; none when the client is gone.
    pub client_name: Option<String>,
    /// The values before and after.
    pub changes: Vec<Change>,
    /// The digest that chains it to the entry before.
    pub hash: Option<Digest>,
}

impl Entry {
    /// The event in words, without who and when: “changed Method from One-Time Password to Password”.
    #[must_use]
    pub fn summary(&self) -> String {
        if self.action != Action::ClientChanged {
            return self.action.label().to_owned();
        }
        let parts: Vec<String> = self.changes.iter().map(Change::sentence).collect();
        match parts.as_slice() {
            [] => "saved without a change".to_owned(),
            [one] => format!("changed {one}"),
            [most @ .., last] => format!("changed {} and {last}", most.join(", ")),
        }
    }
}

impl Change {
    /// The value before, in words; “nothing” when there was none.
    #[must_use]
    pub fn before_words(&self) -> String {
        self.words(self.before.as_deref())
    }

    /// The value after, in words; “nothing” when there is none.
    #[must_use]
    pub fn after_words(&self) -> String {
        self.words(self.after.as_deref())
    }

    fn words(&self, value: Option<&str>) -> String {
        value.map_or_else(|| "nothing".to_owned(), |value| self.field.value_label(value))
    }

    fn sentence(&self) -> String {
        format!("{} from {} to {}", self.field.label(), self.before_words(), self.after_words())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::client::{Authentication, Card, Method};

    #[test]
    fn a_change_reads_as_a_sentence() {
        let before = Authentication::default();
        let after = Authentication { method: Method::Password, passkeys: true, ..before.clone() };
        let entry = Entry {
            seq: 1,
            client: None,
            client_name: None,
            hash: None,
            origin: Origin { actor: Actor::CommandLine, address: None, at: Timestamp(0) },
            action: Action::ClientChanged,
            changes: after.changes_since(&before),
        };
        assert_eq!(entry.summary(), "changed Method from One-Time Password to Password and Passkeys from Off to On");
    }
}
