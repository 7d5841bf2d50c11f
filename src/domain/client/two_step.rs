//! Two-step verification: a second proof, by another channel than the first.

use serde::{Deserialize, Serialize};

use super::PrimaryIdentifier;
use crate::domain::choice::{Choice, choices};

choices! {
    /// Who gives a second proof.
    pub enum TwoStepPolicy {
        /// Nobody.
        Disabled = "disabled", "Disabled";
        /// Users who have set it up for themselves.
        Optional = "optional", "Optional";
        /// Everybody.
        Required = "required", "Required";
    }
}

choices! {
    /// How the second proof is given.
    pub enum Channel {
        /// A code that an app on the user's device shows (RFC 6238).
        AuthenticatorApp = "authenticator_app", "Authenticator app";
        Email = "email", "Email";
        Mobile = "mobile", "Mobile";
    }
}

impl Channel {
    /// The channel that reaches a user at their primary identifier, which the first step uses.
    #[must_use]
    pub fn reaching(identifier: PrimaryIdentifier) -> Self {
        match identifier {
            PrimaryIdentifier::Email => Self::Email,
            PrimaryIdentifier::Mobile => Self::Mobile,
        }
    }
}

/// A set of channels, in the order in which they are offered.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(from = "Vec<Channel>")]
pub struct Channels(Vec<Channel>);

impl From<Vec<Channel>> for Channels {
    fn from(chosen: Vec<Channel>) -> Self {
        Self(Channel::ALL.iter().copied().filter(|channel| chosen.contains(channel)).collect())
    }
}

impl Channels {
    #[must_use]
    pub fn has(&self, channel: Channel) -> bool {
        self.0.contains(&channel)
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn iter(&self) -> impl Iterator<Item = Channel> {
        self.0.iter().copied()
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct TwoStep {
    pub policy: TwoStepPolicy,
    /// What is chosen is kept while the policy is Disabled.
    pub channels: Channels,
}

impl Default for TwoStep {
    fn default() -> Self {
        Self { policy: TwoStepPolicy::Disabled, channels: Channels(vec![Channel::AuthenticatorApp]) }
    }
}
