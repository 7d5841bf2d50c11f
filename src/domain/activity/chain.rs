//! The chain of the record: each entry carries a digest of itself and of the digest before it.

use std::borrow::Cow;

use serde_json::Result;
use uuid::Uuid;

use super::Entry;
use crate::domain::choice::Choice;
use crate::domain::keys::record_key::RecordKey;
use crate::domain::token::Digest;

/// A change as it is stored: the setting's path, the value before and the value after as JSON.
pub type StoredChange<'a> = (&'a str, Option<Cow<'a, str>>, Option<Cow<'a, str>>);

/// An entry as it is stored, which is what its digest is taken of.
#[derive(Clone, Debug)]
pub struct Link<'a> {
    /// Its place in the order of recording, from 1 without a gap.
    pub seq: i64,
    /// When, in milliseconds since 1970 in UTC.
    pub at: i64,
    pub actor_kind: &'a str,
    pub actor_id: Option<Uuid>,
    pub actor_name: Option<&'a str>,
    pub address: Option<&'a str>,
    pub action: &'a str,
    pub client: Option<Uuid>,
    pub changes: &'a [StoredChange<'a>],
}

impl Link<'_> {
    /// What its digest is taken of, one JSON array: the digest of the entry before in hexadecimal (null for the first entry), then every
    /// field in the order of this type, ids as lower-case UUIDs with hyphens. JSON leaves no doubt about where a value
    /// ends, so two entries that differ anywhere are two texts.
    /// This never fails, since all of it is text and numbers, but the serializer cannot know that.
    pub fn text(&self, previous: Option<&Digest>) -> Result<Vec<u8>> {
        serde_json::to_vec(&(
            previous.map(|digest| digest.to_hex()),
            self.seq,
            self.at,
            self.actor_kind,
            self.actor_id.map(|id| id.to_string()),
            self.actor_name,
            self.address,
            self.action,
            self.client.map(|key| key.to_string()),
            self.changes,
        ))
    }

    pub fn digest(&self, previous: Option<&Digest>, key: Option<&RecordKey>) -> Result<Digest> {
        self.text(previous).map(|text| digest(&text, key))
    }
}

/// The digest of an entry's text: HMAC-SHA256, or SHA-256 where the record is not keyed yet.
#[must_use]
pub fn digest(text: &[u8], key: Option<&RecordKey>) -> Digest {
    key.map_or_else(|| Digest::sha256(text), |key| key.digest(text))
}

impl Entry {
    /// The entry as it is stored, with its changes as [`super::Change::stored`] gives them.
    #[must_use]
    pub fn link<'a>(&'a self, changes: &'a [StoredChange<'a>]) -> Link<'a> {
        Link {
            seq: self.seq,
            at: self.origin.at.0,
            actor_kind: self.origin.actor.kind().token(),
            actor_id: self.origin.actor.id().map(|id| id.0),
            actor_name: self.origin.actor.recorded_name(),
            address: self.origin.address.as_deref(),
            action: self.action.token(),
            client: self.client.map(|key| key.0),
            changes,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::keys::master::MasterKey;

    const LINK: Link<'_> = Link {
        seq: 2,
        at: 1_700_000_000_000,
        actor_kind: "operator",
        actor_id: Some(Uuid::from_u128(1)),
        actor_name: Some("Ada"),
        address: None,
        action: "client_changed",
        client: Some(Uuid::from_u128(2)),
        changes: &[
            ("general.name", Some(Cow::Borrowed("a\",\"b")), Some(Cow::Borrowed("c\n"))),
            ("status", None, None),
        ],
    };

    #[test]
    fn the_digest_is_that_of_the_documented_text() {
        let first = Digest::sha256(b"first");
        let text = format!(
            "[\"{}\",2,1700000000000,\"operator\",\"00000000-0000-0000-0000-000000000001\",\"Ada\",null,\
             \"client_changed\",\"00000000-0000-0000-0000-000000000002\",\
             [[\"general.name\",\"a\\\",\\\"b\",\"c\\n\"],[\"status\",null,null]]]",
            first.to_hex()
        );
        assert_eq!(LINK.digest(Some(&first), None).unwrap(), Digest::sha256(text.as_bytes()));
        let key = MasterKey::random().unwrap().record_key().unwrap();
        assert_eq!(LINK.digest(Some(&first), Some(&key)).unwrap(), key.digest(text.as_bytes()));
    }

    #[test]
    fn moving_text_from_one_value_to_the_next_is_another_entry() {
        let split = |before: Option<&str>, after: Option<&str>| {
            let change = ("x", before.map(Cow::Borrowed), after.map(Cow::Borrowed));
            Link { changes: &[change], ..LINK }.digest(None, None).unwrap()
        };
        assert_ne!(split(Some("ab"), Some("c")), split(Some("a"), Some("bc")));
        assert_ne!(split(Some(""), None), split(None, Some("")));
        assert_ne!(split(None, None), LINK.digest(None, None).unwrap());
    }
}
