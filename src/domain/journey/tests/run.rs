//! A journey as it goes, and what really happened in it.

use std::time::Duration;

use super::world::{Act, RIGHT, World, identifier};
use crate::domain::client::{PrimaryIdentifier, ProfileField};
use crate::domain::journey::*;
use crate::domain::time::Timestamp;
use crate::domain::user::{Details, Identifier, Standing, UserId};

/// What really happened, for the reference.
#[derive(Clone, Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is something that happened or did not")]
pub struct History {
    /// Who was named last, and when.
    pub named: Option<(Identifier, Timestamp)>,
    /// Where and when the last code went, how long it lives, how many wrong tries it has had of how many, and whether it was used.
    pub code: Option<(Identifier, Timestamp, Duration, u32, u32, bool)>,
    pub proved: Option<(Identifier, Timestamp)>,
    pub filled: Details,
    pub filled_second: bool,
    pub terms: Option<String>,
    pub is_filled: bool,
    pub filled_by: Option<UserId>,
    pub confirmed: bool,
    pub chose_other: bool,
}

pub struct Run {
    pub world: World,
    pub journey: Journey,
    pub history: History,
    pub now: Timestamp,
    pub is_begun: bool,
}

impl Run {
    pub fn user(&self) -> Option<&Standing> {
        let World { settings, accounts, session, .. } = &self.world;
        match who(settings, &self.journey, session.as_ref(), self.now) {
            Who::Nobody => None,
            Who::Named(named) => accounts.iter().find(|account| account.identifiers.contains(named)),
            Who::Session(session) => accounts.iter().find(|account| account.id == session.user),
        }
    }

    fn facts(&self) -> Facts<'_> {
        Facts {
            settings: &self.world.settings,
            is_active: self.world.is_active,
            session: self.world.session.as_ref(),
            user: self.user(),
            is_begun: self.is_begun,
            now: self.now,
        }
    }

    pub fn plan(&self) -> Plan {
        plan(&self.journey, &self.facts())
    }

    /// Does what somebody does; false where it was refused.
    pub fn act(&mut self, act: Act) -> bool {
        let event = match act {
            Act::Wait(seconds) => {
                self.now = self.now.after(Duration::from_secs(seconds));
                return true;
            }
            Act::Save(settings) => {
                self.world.settings = *settings;
                return true;
            }
            Act::Name(of) => {
                let identifier = identifier(of);
                let is_known = self.world.accounts.iter().any(|account| account.identifiers.contains(&identifier));
                Event::Named(Named { identifier, is_remembered: false, code: RIGHT, is_known })
            }
            Act::Type(is_right) => Event::CodeTyped(if is_right { RIGHT } else { [8; 32] }),
            Act::Resend => {
                let named = self.journey.named.as_ref();
                let known = |account: &Standing| named.is_some_and(|named| account.identifiers.contains(named));
                Event::Resend { code: RIGHT, is_known: self.world.accounts.iter().any(known) }
            }
            Act::Fill(is_whole) => Event::Filled(self.filled(is_whole)),
            Act::Confirm => Event::Confirmed,
            Act::Other => Event::OtherAccount,
        };
        let (plan, before) = (self.plan(), self.journey.clone());
        let mut journey = self.journey.clone();
        let applied = apply(&mut journey, event.clone(), &plan, &self.facts());
        assert!(applied.is_ok() || journey == before, "what is refused changes nothing");
        if let Ok(outcome) = applied {
            self.remember(&event, outcome);
        }
        self.journey = journey;
        self.is_begun |= applied.is_ok();
        applied.is_ok()
    }

    /// What the form would bring: all that is missing, or nothing.
    fn filled(&self, is_whole: bool) -> Filled {
        let Next::Ask(Step::Details(missing), _) = self.plan().next else { return Filled::default() };
        let mut filled = Filled::default();
        if !is_whole {
            return filled;
        }
        for asked in &missing.fields {
            match asked.field {
                ProfileField::SecondContact => filled.second = Some(identifier(if self.by_mobile() { 2 } else { 4 })),
                field => filled.details.set(field, "x"),
            }
        }
        filled.accepted.terms = missing.terms.map(|terms| terms.version.as_str().to_owned());
        filled
    }

    pub fn by_mobile(&self) -> bool {
        self.world.settings.authentication.primary_identifier == PrimaryIdentifier::Mobile
    }

    fn remember(&mut self, event: &Event, outcome: Outcome) {
        let codes = &self.world.settings.authentication.codes;
        let sent = |to: Identifier| {
            let lifetime = Duration::from_mins(codes.lifetime.get().into());
            (to, self.now, lifetime, 0, codes.tries.get(), false)
        };
        let account = self.user().map(|user| user.id);
        let history = &mut self.history;
        match event {
            Event::Named(named) => {
                let chose_other = history.chose_other;
                *history =
                    History { named: Some((named.identifier.clone(), self.now)), chose_other, ..History::default() };
                history.code = (outcome == Outcome::Send).then(|| sent(named.identifier.clone()));
            }
            Event::Resend { .. } if outcome != Outcome::TooSoon => {
                let to = history.named.clone().unwrap().0;
                history.code = (outcome == Outcome::Send).then(|| sent(to));
            }
            Event::Resend { .. } => {}
            Event::CodeTyped(typed) => {
                let Some((to, at, lifetime, tries, most, used)) = &mut history.code else { return };
                let is_live = !*used && *tries < *most && self.now < at.after(*lifetime);
                *tries += 1;
                if is_live && *typed == RIGHT {
                    *used = true;
                    history.proved = Some((to.clone(), self.now));
                }
            }
            Event::Filled(filled) => {
                history.filled.take(&filled.details);
                history.filled_second |= filled.second.is_some();
                history.is_filled = true;
                history.filled_by = account;
                if filled.accepted.terms.is_some() {
                    history.terms.clone_from(&filled.accepted.terms);
                }
            }
            Event::Confirmed => history.confirmed = true,
            Event::OtherAccount => *history = History { chose_other: true, ..History::default() },
        }
    }

    /// Whether there is something that a person can do on the page.
    pub fn has_a_way_on(&self) -> bool {
        let acts = match self.plan().next {
            Next::Done(_) | Next::Fail(_) => return true,
            Next::Ask(Step::Identify, _) => vec![Act::Name(if self.by_mobile() { 3 } else { 0 })],
            Next::Ask(Step::Code, _) => vec![Act::Type(true), Act::Resend, Act::Other],
            Next::Ask(Step::Details(_), _) => vec![Act::Fill(true)],
            Next::Ask(Step::Confirm, _) => vec![Act::Confirm, Act::Other],
            Next::Ask(Step::Refused(_), _) => vec![Act::Other],
        };
        acts.into_iter().all(|act| {
            let (world, journey, history) = (self.world.clone(), self.journey.clone(), self.history.clone());
            Run { world, journey, history, now: self.now, is_begun: self.is_begun }.act(act)
        })
    }
}
