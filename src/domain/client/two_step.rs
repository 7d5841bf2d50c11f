//! Two-step verification: a second proof, by another channel than the first.

use crate::domain::choice::{Choice, choices};

use super::PrimaryIdentifier;

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
        /// A code that is sent to the user's email address.
        Email = "email", "Email";
        /// A code that is sent to the user's mobile number.
        Mobile = "mobile", "Mobile";
    }
}

impl Channel {
    /// The channel that reaches a user at their primary identifier, which the first step uses.
    #[must_use]
    pub fn of(identifier: PrimaryIdentifier) -> Self {
        match identifier {
            PrimaryIdentifier::Email => Self::Email,
            PrimaryIdentifier::Mobile => Self::Mobile,
        }
    }
}

/// A set of channels.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Channels(Vec<Channel>);

impl Channels {
    /// The channels that `has` says are in the set.
    #[must_use]
    pub fn new(has: impl Fn(Channel) -> bool) -> Self {
        Self(Channel::ALL.iter().copied().filter(|channel| has(*channel)).collect())
    }

    /// Whether a channel is in the set.
    #[must_use]
    pub fn has(&self, channel: Channel) -> bool {
        self.0.contains(&channel)
    }

    /// Whether the set is empty.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The tokens, with commas.
    #[must_use]
    pub fn token(&self) -> String {
        self.0.iter().map(|channel| channel.token()).collect::<Vec<_>>().join(",")
    }
}

/// Two-step verification.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TwoStep {
    /// Who gives a second proof.
    pub policy: TwoStepPolicy,
    /// How it may be given; what is chosen is kept while the policy is Disabled.
    pub channels: Channels,
}

impl Default for TwoStep {
    fn default() -> Self {
        Self {
            policy: TwoStepPolicy::Disabled,
            channels: Channels::new(|channel| channel == Channel::AuthenticatorApp),
        }
    }
}
