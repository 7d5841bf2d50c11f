//! The record of what happened: who, when, from where, what, and the values before and after.

mod action;
mod chain;
mod change;

pub use action::Action;
pub use chain::{Link, StoredChange, digest};
pub use change::{
    Change, DUPLICATE_OF, MESSAGE_RECIPIENT, OPERATOR_EMAIL, OPERATOR_NAME, OPERATOR_ROLE, RESTORED_FROM, SECRET,
    SECRET_EXPIRY, SECRET_OVERLAP, SIGNING_KEY, STATUS, USER,
};

use super::choice::{Choice, choices};
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
    pub changes: Vec<Change>,
    /// The digest that chains it to the entry before.
    pub hash: Option<Digest>,
}

impl Entry {
    /// The event in words, without who and when: “changed Code length from 6 to 8 digits”.
    #[must_use]
    pub fn summary(&self) -> String {
        match self.action {
            Action::ClientChanged => in_words(&self.changes),
            Action::ClientRestored => {
                let is_source = |change: &&Change| change.path == RESTORED_FROM.path;
                let source = self.changes.iter().find(is_source).map(Change::after_words).unwrap_or_default();
                let changes: Vec<Change> = self.changes.iter().filter(|change| !is_source(change)).cloned().collect();
                let card = changes.iter().find_map(Change::card).unwrap_or("a card");
                format!("restored {card} to revision {source}: {}", in_words(&changes))
            }
            other => other.label().to_owned(),
        }
    }
}

/// What was done to settings, a verb said once: “changed A from x to y and B from v to w; set C to z”.
#[must_use]
pub fn in_words(changes: &[Change]) -> String {
    let mut sentences: Vec<(&str, Vec<String>)> = Vec::new();
    for (verb, rest) in changes.iter().flat_map(Change::clauses) {
        match sentences.iter_mut().find(|(known, _)| *known == verb) {
            Some((_, clauses)) => clauses.push(rest),
            None => sentences.push((verb, vec![rest])),
        }
    }
    let sentence = |(verb, clauses): &(&str, Vec<String>)| match clauses.as_slice() {
        [most @ .., last] if !most.is_empty() => format!("{verb} {} and {last}", most.join(", ")),
        all => format!("{verb} {}", all.concat()),
    };
    match sentences.as_slice() {
        [] => "saved without a change".to_owned(),
        all => all.iter().map(sentence).collect::<Vec<_>>().join("; "),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn words(path: &str, before: serde_json::Value, after: serde_json::Value) -> String {
        in_words(&[Change::new(path, before, after)])
    }

    #[test]
    fn a_change_reads_as_a_sentence() {
        let length = "authentication.codes.length";
        let allowed = "registration.domains.allowed";
        for (path, before, after, said) in [
            (length, json!(6), json!(8), "changed Code length from 6 to 8 digits"),
            (
                "authentication.sessions.idle",
                json!(86_400),
                json!(1_209_600),
                "changed Idle timeout from 1 day to 14 days",
            ),
            ("authentication.passkeys", json!(false), json!(true), "changed Passkeys from Off to On"),
            ("general.description", json!(""), json!("x"), "set Description to “x”"),
            ("general.description", json!("x"), json!(""), "cleared Description, which was “x”"),
            (
                allowed,
                json!([]),
                json!(["a.example", "b.example"]),
                "added a.example, b.example to Allowed email domains",
            ),
            (
                allowed,
                json!(["a.example"]),
                json!(["b.example"]),
                "added b.example to Allowed email domains; removed a.example from Allowed email domains",
            ),
            (
                "registration.fields",
                json!([{"field": "locale", "required": true}, {"field": "address", "required": false}]),
                json!([{"field": "address", "required": false}, {"field": "locale", "required": true}]),
                "changed Sign-up fields from Locale (required), Address (optional) to Address (optional), Locale (required)",
            ),
            ("status", json!("active"), json!("disabled"), "changed Status from Active to Disabled"),
            ("a.setting.of.later", json!(1), json!("x"), "changed a.setting.of.later from 1 to x"),
        ] {
            assert_eq!(words(path, before, after), said);
        }
    }

    #[test]
    fn what_was_done_alike_is_said_together() {
        let changes = [
            Change::new("authentication.method", json!("one_time_password"), json!("password")),
            Change::new("general.description", json!(""), json!("x")),
            Change::new("authentication.passkeys", json!(false), json!(true)),
        ];
        let said =
            "changed Method from One-Time Password to Password and Passkeys from Off to On; set Description to “x”";
        assert_eq!(in_words(&changes), said);
    }

    #[test]
    fn a_change_survives_being_stored() {
        let change = Change::new("general.contacts", json!(["ada@example.com"]), json!([]));
        let (path, before, after) = change.stored();
        let own = |text: Option<std::borrow::Cow<'_, str>>| text.map(std::borrow::Cow::into_owned);
        assert_eq!(Change::from_stored(path.to_owned(), own(before), own(after)), change);
        let edited = Change::from_stored("status".to_owned(), None, Some("no JSON".to_owned()));
        assert_eq!(edited.after_words(), "no JSON");
    }
}
