//! The Registration card: how users come to have an account.

use crate::domain::activity::Field;
use crate::domain::choice::{Choice, choices};

use super::{Card, CardKind};

choices! {
    /// Who may register.
    pub enum RegistrationType {
        /// Anybody, by themselves.
        SelfRegistration = "self_registration", "Self-Registration";
        /// Only people who were invited.
        InvitationOnly = "invitation_only", "Invitation-Only";
    }
}

/// The Registration card.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Registration {
    /// Who may register.
    pub registration_type: RegistrationType,
}

impl Default for Registration {
    fn default() -> Self {
        Self { registration_type: RegistrationType::SelfRegistration }
    }
}

impl Card for Registration {
    const KIND: CardKind = CardKind::Registration;

    fn settings(&self) -> Vec<(Field, String)> {
        vec![(Field::RegistrationType, self.registration_type.token().to_owned())]
    }
}
