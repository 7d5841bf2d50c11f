//! The requests of clients that were refused, as operators read of them: what was sent and what would have been right.

mod difference;
mod mend;

pub use difference::{Difference, Piece, difference, nearest};
pub use mend::Mend;

use super::client::{ClientKey, RevisionNumber};
use super::time::Timestamp;
use super::token::Digest;

/// The most characters that are kept of what was sent and of what would have been right.
pub const MOST_CHARACTERS: usize = 2048;
/// Of a sentence; ours are shorter.
const MOST_OF_REASON: usize = 300;
const REFERENCE: usize = 10;

/// A kind of request that was refused: those that are alike are one, with how often there were.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    pub client: ClientKey,
    /// The client's settings that decided.
    pub revision: RevisionNumber,
    /// Where it was made: `authorize`, `token`, `userinfo` or `end_session`.
    pub endpoint: String,
    /// The code that the request was answered with (RFC 6749, section 5.2).
    pub error: String,
    /// A sentence for people.
    pub reason: String,
    /// None where only the application can mend it.
    pub mend: Option<Mend>,
    /// Never a secret, a code or a token.
    pub sent: Option<String>,
    pub expected: Option<String>,
    pub times: i64,
    pub first_at: Timestamp,
    pub last_at: Timestamp,
}

impl Refusal {
    /// One request, of now. `sent` and `expected` are shown to operators, so neither may be a secret, a code or a token.
    #[must_use]
    pub fn new(
        (client, revision): (ClientKey, RevisionNumber),
        (endpoint, error, reason): (&str, &str, &str),
        (sent, expected): (Option<&str>, Option<&str>),
        at: Timestamp,
    ) -> Self {
        let kept = |text: &str| without_secrets(text).chars().take(MOST_CHARACTERS).collect();
        Self {
            client,
            revision,
            endpoint: endpoint.to_owned(),
            error: error.to_owned(),
            reason: reason.chars().take(MOST_OF_REASON).collect(),
            mend: None,
            sent: sent.map(kept),
            expected: expected.map(kept),
            times: 1,
            first_at: at,
            last_at: at,
        }
    }

    #[must_use]
    pub fn mended_by(self, mend: Mend) -> Self {
        Self { mend: Some(mend), ..self }
    }

    /// What makes it the same kind as another.
    #[must_use]
    pub fn digest(&self) -> Digest {
        let parts: [&str; 4] = [&self.endpoint, &self.error, &self.reason, self.sent.as_deref().unwrap_or("\0")];
        let mut bytes = self.client.0.as_bytes().to_vec();
        for part in parts {
            bytes.extend(part.len().to_be_bytes());
            bytes.extend(part.as_bytes());
        }
        Digest::sha256(&bytes)
    }

    /// What a user who has met it can tell an operator.
    #[must_use]
    pub fn reference(&self) -> String {
        reference(self.digest())
    }

    /// Adds what was counted of the same kind at another time.
    pub fn add(&mut self, other: &Self) {
        self.times = self.times.saturating_add(other.times);
        self.first_at = self.first_at.min(other.first_at);
        if other.last_at >= self.last_at {
            self.last_at = other.last_at;
            self.revision = other.revision;
            self.mend = other.mend;
            self.expected.clone_from(&other.expected);
        }
    }
}

/// What our codes, tokens and secrets begin with, and every JSON Web Token.
const SECRETS: [&str; 4] = ["nic_c_", "nic_r_", "nic_s_", "eyJ"];

/// A text in which nothing stands that opens something, as in an address that an application sends back whole.
fn without_secrets(text: &str) -> String {
    let mut kept = String::new();
    let mut rest = text;
    while let Some((at, start)) = SECRETS.iter().filter_map(|start| Some((rest.find(start)?, start))).min() {
        let (before, secret) = rest.split_at(at);
        kept.push_str(before);
        kept.push_str(start);
        kept.push('…');
        let end = secret.find(|c: char| !(c.is_ascii_alphanumeric() || "-_.".contains(c))).unwrap_or(secret.len());
        rest = secret.get(end..).unwrap_or_default();
    }
    kept + rest
}

/// Ten characters of a kind's digest, which can be read aloud.
#[must_use]
pub fn reference(digest: Digest) -> String {
    digest.to_hex().chars().take(REFERENCE).collect()
}

/// A reference as it is stored, from what somebody typed.
#[must_use]
pub fn parse_reference(typed: &str) -> Option<String> {
    let text = typed.trim().to_ascii_lowercase();
    (text.len() == REFERENCE && text.bytes().all(|byte| byte.is_ascii_hexdigit())).then_some(text)
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn refusal(client: u128, sent: Option<&str>, at: i64) -> Refusal {
        let of = (ClientKey(Uuid::from_u128(client)), RevisionNumber::FIRST);
        let kind = ("authorize", "invalid_request", "It is wrong.");
        Refusal::new(of, kind, (sent, None), Timestamp(at))
    }

    #[test]
    fn requests_that_are_refused_alike_have_one_reference_and_others_have_another() {
        let first = refusal(1, Some("https://a.example"), 1);
        assert_eq!(first.reference(), refusal(1, Some("https://a.example"), 2).reference());
        let others = [
            refusal(2, Some("https://a.example"), 1),
            refusal(1, Some("https://b.example"), 1),
            refusal(1, None, 1),
            refusal(1, Some(""), 1),
            Refusal { endpoint: "token".to_owned(), ..first.clone() },
            Refusal { error: "invalid_grant".to_owned(), ..first.clone() },
            Refusal { reason: "It is too long.".to_owned(), ..first.clone() },
        ];
        let mut references: Vec<String> = others.iter().chain([&first]).map(Refusal::reference).collect();
        assert!(references.iter().all(|reference| parse_reference(reference).as_ref() == Some(reference)));
        references.sort();
        references.dedup();
        assert_eq!(references.len(), others.len() + 1);
    }

    #[test]
    fn what_moves_from_one_part_to_the_next_is_another_kind() {
        let parts = |error: &str, sent: &str| Refusal { error: error.to_owned(), ..refusal(1, Some(sent), 1) };
        assert_ne!(parts("ab", "c").digest(), parts("a", "bc").digest());
    }

    #[test]
    fn a_reference_is_read_as_people_type_it() {
        assert_eq!(parse_reference(" 0A1b2c3D4e ").as_deref(), Some("0a1b2c3d4e"));
        for typed in ["", "0a1b2c3d4", "0a1b2c3d4e5", "0a1b2c3d4g", "äöü"] {
            assert_eq!(parse_reference(typed), None, "{typed}");
        }
    }

    #[test]
    fn of_what_was_sent_no_more_is_kept_than_a_page_can_show() {
        let long = "ä".repeat(MOST_CHARACTERS + 1);
        assert_eq!(refusal(1, Some(&long), 1).sent.unwrap().chars().count(), MOST_CHARACTERS);
    }

    #[test]
    fn the_latest_of_what_is_added_up_says_what_would_have_been_right() {
        let mut sum = Refusal { expected: Some("old".to_owned()), ..refusal(1, None, 5) };
        sum.add(&Refusal { expected: Some("new".to_owned()), times: 3, ..refusal(1, None, 9) });
        sum.add(&Refusal { expected: Some("older".to_owned()), ..refusal(1, None, 2) });
        assert_eq!((sum.times, sum.first_at, sum.last_at), (5, Timestamp(2), Timestamp(9)));
        assert_eq!(sum.expected.as_deref(), Some("new"));
    }
}
