//! The ways in which a user has shown who they are.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::domain::choice::choices;
use crate::domain::client::PrimaryIdentifier;
use crate::domain::time::Timestamp;

choices! {
    /// Later kinds (passwords, passkeys, apps) stand beside it.
    pub enum ProofKind {
        /// A one-time code that was sent to an identifier.
        Code = "code", "One-time code";
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Proof {
    pub kind: ProofKind,
    /// Where the code went.
    pub channel: PrimaryIdentifier,
    pub at: Timestamp,
}

choices! {
    /// How many steps a sign-in took (`acr`, `OpenID` Connect Core 1.0, section 2).
    pub enum Acr {
        OneStep = "urn:next-identity:acr:one-step", "One step";
        TwoStep = "urn:next-identity:acr:two-step", "Two steps";
    }
}

/// Proofs of one sign-in, the first one first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub struct Proofs(pub Vec<Proof>);

impl Proofs {
    /// The methods as clients read them (RFC 8176, section 2). A code by mail or text never makes `mfa`.
    #[must_use]
    pub fn amr(&self) -> Vec<&'static str> {
        let is_by = |channel| self.0.iter().any(|proof| proof.channel == channel);
        let otp = (!self.0.is_empty()).then_some("otp");
        otp.into_iter().chain(is_by(PrimaryIdentifier::Mobile).then_some("sms")).collect()
    }

    #[must_use]
    pub fn acr(&self) -> Acr {
        let mut channels = self.0.iter().map(|proof| proof.channel);
        let first = channels.next();
        if channels.any(|channel| Some(channel) != first) { Acr::TwoStep } else { Acr::OneStep }
    }

    /// Those that were given at or after a moment, and not after another by more than the clock is corrected.
    #[must_use]
    pub fn since(&self, from: Timestamp, now: Timestamp, tolerance: Duration) -> Self {
        let holds = |proof: &&Proof| proof.at >= from && proof.at.since(now) <= tolerance;
        Self(self.0.iter().filter(holds).copied().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::choice::Choice;

    #[test]
    fn a_code_never_makes_two_factors() {
        let proof = |channel| Proof { kind: ProofKind::Code, channel, at: Timestamp(0) };
        let both: Vec<Proof> = PrimaryIdentifier::ALL.iter().map(|channel| proof(*channel)).collect();
        for (proofs, amr, acr) in [
            (vec![], vec![], Acr::OneStep),
            (vec![both[0]], vec!["otp"], Acr::OneStep),
            (vec![both[1], both[1]], vec!["otp", "sms"], Acr::OneStep),
            (both.clone(), vec!["otp", "sms"], Acr::TwoStep),
        ] {
            let proofs = Proofs(proofs);
            assert_eq!((proofs.amr(), proofs.acr()), (amr, acr), "{proofs:?}");
        }
    }
}
