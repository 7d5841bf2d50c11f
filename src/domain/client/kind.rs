//! What clients can be filtered by.

use super::{AppType, IntegrationType, Method, PrimaryIdentifier, RegistrationType, Settings, Status, TwoStepPolicy};
use crate::domain::choice::{Choice, choices};

choices! {
    /// Whether a passkey may be used as well.
    pub enum Passkeys {
        With = "with", "With passkeys";
        Without = "without", "Without passkeys";
    }
}

choices! {
    /// Whether something is to be done about it; see [`super::readiness`].
    pub enum Readiness {
        NeedsAttention = "needs_attention", "Needs attention";
        Ready = "ready", "Ready";
    }
}

/// A value of every filter: what a client is to them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kind {
    pub app_type: AppType,
    pub integration_type: IntegrationType,
    pub primary_identifier: PrimaryIdentifier,
    pub method: Method,
    pub passkeys: Passkeys,
    pub two_step: TwoStepPolicy,
    pub registration_type: RegistrationType,
    pub readiness: Readiness,
    pub status: Status,
}

pub struct Filter {
    /// In addresses, and of the column.
    pub name: &'static str,
    pub label: &'static str,
    /// Token and label of each, in the order in which they are offered.
    pub values: fn() -> Vec<(&'static str, &'static str)>,
}

/// A value of a filter, by its place among those of the filter.
pub type Place = usize;

/// In the order of the menus.
pub const FILTERS: [Filter; 9] = [
    filter::<AppType>("app_type", "App type"),
    filter::<IntegrationType>("integration_type", "Integration type"),
    filter::<PrimaryIdentifier>("primary_identifier", "Primary identifier"),
    filter::<Method>("method", "Method"),
    filter::<Passkeys>("passkeys", "Passkeys"),
    filter::<TwoStepPolicy>("two_step", "Two-step verification"),
    filter::<RegistrationType>("registration_type", "Registration type"),
    filter::<Readiness>("readiness", "Readiness"),
    filter::<Status>("status", "Status"),
];

const fn filter<C: Choice>(name: &'static str, label: &'static str) -> Filter {
    Filter { name, label, values: values::<C> }
}

fn values<C: Choice>() -> Vec<(&'static str, &'static str)> {
    C::ALL.iter().map(|value| (value.token(), value.label())).collect()
}

impl Filter {
    /// The place of the value with a token.
    #[must_use]
    pub fn place(&self, token: &str) -> Option<Place> {
        (self.values)().iter().position(|(known, _)| *known == token)
    }
}

impl Kind {
    #[must_use]
    pub fn new(settings: &Settings, readiness: Readiness, status: Status) -> Self {
        let Settings { general, authentication, registration, .. } = settings;
        Self {
            app_type: general.app_type,
            integration_type: general.integration_type,
            primary_identifier: authentication.primary_identifier,
            method: authentication.method,
            passkeys: if authentication.passkeys { Passkeys::With } else { Passkeys::Without },
            two_step: authentication.two_step.policy,
            registration_type: registration.registration_type,
            readiness,
            status,
        }
    }

    /// The value for each filter.
    #[must_use]
    pub fn places(self) -> [Place; FILTERS.len()] {
        [
            self.app_type as Place,
            self.integration_type as Place,
            self.primary_identifier as Place,
            self.method as Place,
            self.passkeys as Place,
            self.two_step as Place,
            self.registration_type as Place,
            self.readiness as Place,
            self.status as Place,
        ]
    }

    /// The token for each filter.
    #[must_use]
    pub fn tokens(self) -> [&'static str; FILTERS.len()] {
        [
            self.app_type.token(),
            self.integration_type.token(),
            self.primary_identifier.token(),
            self.method.token(),
            self.passkeys.token(),
            self.two_step.token(),
            self.registration_type.token(),
            self.readiness.token(),
            self.status.token(),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_filter_knows_its_value_of_a_kind() {
        let mut settings = Settings::unchosen();
        for (two_step, passkeys) in TwoStepPolicy::ALL.iter().flat_map(|policy| [(*policy, false), (*policy, true)]) {
            settings.authentication.two_step.policy = two_step;
            settings.authentication.passkeys = passkeys;
            let readiness = Readiness::ALL.iter().copied();
            for (readiness, status) in
                readiness.flat_map(|found| Status::ALL.iter().map(move |status| (found, *status)))
            {
                let kind = Kind::new(&settings, readiness, status);
                for ((filter, token), place) in FILTERS.iter().zip(kind.tokens()).zip(kind.places()) {
                    assert_eq!(filter.place(token), Some(place), "{}: {kind:?}", filter.name);
                }
            }
        }
    }
}
