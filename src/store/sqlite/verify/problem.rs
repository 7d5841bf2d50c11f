//! What can be wrong with a file, in words.

use std::fmt;

use uuid::Uuid;

use crate::domain::client::Unreadable;
use crate::store::sqlite::activity::chain::BrokenRecord;

#[derive(Debug, thiserror::Error)]
pub enum Problem {
    /// A guard, an index or a table that the program makes.
    #[error("the {kind} {name} is missing")]
    Missing { kind: String, name: String },
    #[error("the {kind} {name} is not the one that the program makes")]
    Other { kind: String, name: String },
    #[error("the {kind} {name} is none of those that the program makes")]
    Foreign { kind: String, name: String },
    /// What SQLite says.
    #[error("the file is damaged: {0}")]
    Damaged(String),
    #[error("{total} of the rows in {child} belong to a row of {parent} that does not exist")]
    Orphans { child: String, parent: String, total: i64 },
    #[error("revision {revision} belongs to the client {client}, which does not exist")]
    OfNoClient { client: StoredKey, revision: i64 },
    #[error("kind {kind} of clients has {total} clients by its total, but there are {counted}")]
    Total { kind: i64, total: i64, counted: i64 },
    #[error("kind {kind} of clients has the unknown {column} “{value}”")]
    Kind { kind: i64, column: &'static str, value: String },
    #[error("client “{name}” ({client}): {problem}")]
    Client { name: String, client: StoredKey, problem: ClientProblem },
    #[error("activity: {0}")]
    Activity(BrokenRecord),
    #[error("activity: entry {seq} begins the day {day}, and activity_days says {}", noted.as_deref().unwrap_or("nothing of it"))]
    Day { seq: i64, day: String, noted: Option<String> },
    #[error("activity: entry {seq} begins no day, and activity_days says that it begins {noted}")]
    NoDay { seq: i64, noted: String },
}

#[derive(Debug, thiserror::Error)]
pub enum ClientProblem {
    #[error("revision {0} is missing")]
    MissingRevision(i64),
    #[error("revisions {0} to {1} are missing")]
    MissingRevisions(i64, i64),
    #[error("revision {0} follows the present one, which is {1}")]
    LaterRevision(i64, i64),
    #[error("a revision after {0} has a number that is not a whole number")]
    Unnumbered(i64),
    #[error("revision {0} belongs to entry {1} of the activity, which is not about this client")]
    Unrecorded(i64, i64),
    #[error("revision {revision} cannot be read at {}: {}", unreadable.path, unreadable.reason)]
    Unreadable { revision: i64, unreadable: Unreadable },
    #[error("the list of clients has another {column} than revision {revision}, the present one")]
    Column { column: String, revision: i64 },
    #[error("revision {revision}: {path} is not as its activity entry recorded it")]
    NotAsRecorded { revision: i64, path: &'static str },
    #[error("entry {0} of the activity changed its settings, but no revision after {1} belongs to it")]
    NoRevision(i64, i64),
    #[error("revision {revision} breaks a rule at {path}: {reason}")]
    BrokenRule { revision: i64, path: &'static str, reason: String },
}

/// The key of a client as it stands in the file.
#[derive(Debug)]
pub struct StoredKey(pub Vec<u8>);

impl fmt::Display for StoredKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match Uuid::from_slice(&self.0) {
            Ok(key) => key.hyphenated().fmt(f),
            Err(_) => f.write_str("with a key that is none"),
        }
    }
}
