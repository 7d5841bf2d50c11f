//! What is known of a user at a client, as a journey judges it.

use super::{Details, Identifier, Subject, UserId};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    pub id: UserId,
    pub subject: Subject,
    pub is_disabled: bool,
    /// Whether the user has used this client before.
    pub has_place: bool,
    pub details: Details,
    /// All identifiers, those that are not verified too.
    pub identifiers: Vec<Identifier>,
    /// The versions of this client's documents that were accepted last.
    pub terms: Option<String>,
    pub privacy: Option<String>,
}
