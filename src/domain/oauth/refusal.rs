//! Why a request of a client was refused, for the client and for the operators who are to mend it.

use super::request::ResponseMode;
use crate::domain::client::Client;
use crate::domain::refusal::{Mend, Refusal as Recorded};
use crate::domain::time::Timestamp;

/// A refusal that is kept for the client's operators. No secret, code or token is in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// `authorize`, `token`, `userinfo` or `end_session`.
    pub endpoint: &'static str,
    /// The code of the standards (RFC 6749, sections 4.1.2.1 and 5.2, RFC 6750, section 3.1, and `OpenID` Connect Core 1.0, section
    /// 3.1.2.6).
    pub error: &'static str,
    /// A sentence for people that repeats nothing of what was sent, so that the client may be told it too.
    pub reason: String,
    pub sent: Option<Box<str>>,
    /// What would have been right.
    pub expected: Option<Box<str>>,
    /// None where only the application can mend it.
    pub mend: Option<Mend>,
}

impl Refused {
    #[must_use]
    pub fn new(endpoint: &'static str, error: &'static str, reason: impl Into<String>) -> Self {
        Self { endpoint, error, reason: reason.into(), sent: None, expected: None, mend: None }
    }

    #[must_use]
    pub fn sent(mut self, value: Option<&str>) -> Self {
        self.sent = value.map(Into::into);
        self
    }

    #[must_use]
    pub fn expected(mut self, value: Option<&str>) -> Self {
        self.expected = value.map(Into::into);
        self
    }

    #[must_use]
    pub fn mended_by(self, mend: Mend) -> Self {
        Self { mend: Some(mend), ..self }
    }

    /// As it is kept for the operators of a client.
    #[must_use]
    pub fn recorded(&self, client: &Client, now: Timestamp) -> Recorded {
        let kind = (self.endpoint, self.error, self.reason.as_str());
        let values = (self.sent.as_deref(), self.expected.as_deref());
        let recorded = Recorded::new((client.key, client.revision), kind, values, now);
        match self.mend {
            Some(mend) => recorded.mended_by(mend),
            None => recorded,
        }
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
