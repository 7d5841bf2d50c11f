//! What a journey has come to.

use serde::{Deserialize, Serialize};

use super::{Passed, SentCode};
use crate::domain::oauth::request::Request;
use crate::domain::user::{Details, Identifier, Proofs, Standing, UserId};

/// As it is stored, but for what belongs to its row.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
#[expect(clippy::struct_excessive_bools, reason = "each is a word that the user said or did not say")]
pub struct Journey {
    pub request: Request,
    /// Whom the user says to be. Another name takes the proofs with it.
    pub named: Option<Identifier>,
    pub proofs: Proofs,
    /// The code that works, or has worked; another one replaces it.
    pub code: Option<SentCode>,
    pub codes_sent: u32,
    /// What was typed into the registration form; made the user's at the end.
    pub details: Details,
    /// The second contact that was typed there.
    pub second: Option<Identifier>,
    pub accepted: Accepted,
    /// Whether the form was sent, be it empty.
    pub is_filled: bool,
    /// The account of who sent the form, where there was one; of another user it says nothing.
    pub filled_by: Option<UserId>,
    /// Whether the user said a word for this request.
    pub is_confirmed: bool,
    /// Whether the browser's session is not to be used.
    pub uses_other_account: bool,
    /// Whether the user wants to stay signed in.
    pub is_remembered: bool,
    /// What was asked, in its order.
    pub passed: Vec<Passed>,
}

/// The versions of documents that were accepted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Accepted {
    pub terms: Option<String>,
    pub privacy: Option<String>,
}

impl Journey {
    #[must_use]
    pub fn new(request: Request) -> Self {
        Self {
            request,
            named: None,
            proofs: Proofs::default(),
            code: None,
            codes_sent: 0,
            details: Details::default(),
            second: None,
            accepted: Accepted::default(),
            is_filled: false,
            filled_by: None,
            is_confirmed: false,
            uses_other_account: false,
            is_remembered: false,
            passed: Vec::new(),
        }
    }

    /// Whether the registration form was sent for this user.
    #[must_use]
    pub fn is_filled_for(&self, user: Option<&Standing>) -> bool {
        self.is_filled && self.filled_by == user.map(|user| user.id)
    }

    /// Forgets who the user is, and all that was shown for it.
    pub(super) fn forget_user(&mut self) {
        let request = self.request.clone();
        let (codes_sent, uses_other_account) = (self.codes_sent, self.uses_other_account);
        *self = Self { codes_sent, uses_other_account, ..Self::new(request) };
    }
}
