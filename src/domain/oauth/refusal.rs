//! Why a request of a client was refused, for the client and for the operators who are to mend it.

use super::request::ResponseMode;
use crate::domain::client::ClientKey;
use crate::domain::token::Digest;

/// Most characters that are kept of what was sent.
const MOST_SENT: usize = 2_048;
/// Digits of a reference: enough to tell all refusals of an installation apart, and few enough to be read aloud.
const REFERENCE: usize = 10;

/// A refusal that is kept for the client's operators. No secret, code or token is in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    pub endpoint: &'static str,
    /// The code of the standards (RFC 6749, sections 4.1.2.1 and 5.2, and `OpenID` Connect Core 1.0, section 3.1.2.6).
    pub error: &'static str,
    /// A sentence for people that repeats nothing of what was sent, so that the client may be told it too.
    pub reason: String,
    pub sent: Option<String>,
    /// What would have been right.
    pub expected: Option<String>,
}

impl Refused {
    #[must_use]
    pub fn new(endpoint: &'static str, error: &'static str, reason: impl Into<String>) -> Self {
        Self { endpoint, error, reason: reason.into(), sent: None, expected: None }
    }

    #[must_use]
    pub fn sent(mut self, value: Option<&str>) -> Self {
        self.sent = value.map(|value| value.chars().take(MOST_SENT).collect());
        self
    }

    #[must_use]
    pub fn expected(mut self, value: Option<&str>) -> Self {
        self.expected = value.map(str::to_owned);
        self
    }

    /// What tells this kind of refusal from the others of all clients.
    #[must_use]
    pub fn digest(&self, client: ClientKey) -> Digest {
        let texts = [self.endpoint, self.error, &self.reason, self.sent.as_deref().unwrap_or_default()];
        let parts = texts.iter().flat_map(|text| [&text.len().to_be_bytes()[..], text.as_bytes()].concat());
        Digest::sha256(&client.0.as_bytes().iter().copied().chain(parts).collect::<Vec<u8>>())
    }

    /// What a user or a developer who has met it can tell an operator.
    #[must_use]
    pub fn reference(&self, client: ClientKey) -> String {
        self.digest(client).to_hex().chars().take(REFERENCE).collect()
    }
}

/// An authorization request that is refused (RFC 6749, section 4.1.2.1).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// To be said on a page: nobody knows where to send the user.
    Page(Box<Refused>),
    /// To be told to the application.
    Redirect(Box<Return>, Box<Refused>),
}

/// How the application is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Return {
    pub redirect_uri: String,
    pub mode: ResponseMode,
    pub state: Option<String>,
}

impl Refusal {
    #[must_use]
    pub fn refused(&self) -> &Refused {
        match self {
            Self::Page(refused) | Self::Redirect(_, refused) => refused,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn a_reference_is_the_same_each_time_and_another_for_another_client_or_another_value() {
        let [one, two] = [1, 2].map(|key| ClientKey(Uuid::from_u128(key)));
        let refused = |sent: &str| Refused::new("authorize", "invalid_request", "It is wrong.").sent(Some(sent));
        assert_eq!(refused("a").reference(one), refused("a").expected(Some("b")).reference(one));
        assert_eq!(refused("a").reference(one).len(), 10);
        assert_ne!(refused("a").reference(one), refused("a").reference(two));
        assert_ne!(refused("a").reference(one), refused("b").reference(one));
        let moved = Refused::new("authorize", "invalid_request", "It is wrong.a").sent(Some(""));
        assert_ne!(refused("a").reference(one), moved.reference(one));
    }

    #[test]
    fn of_what_was_sent_no_more_is_kept_than_a_page_can_show() {
        let refused = Refused::new("authorize", "invalid_request", "It is wrong.").sent(Some(&"é".repeat(5_000)));
        assert_eq!(refused.sent.unwrap().chars().count(), MOST_SENT);
    }
}
